//! The policy in the project's language says what the policy by hand says, record by record.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops where something is wrong")]

use origin_24::hand_written::{self, BLOCKING};
use origin_24::student::{Rule, Student};
use origin_24::{DAY, POLICY, RULES, STEPS, generate};
use shengyuan::{Conclusion, Date, FindingState, Policy, Source, Verdict};

fn value(verdict: &Verdict<'_>, decision: &str) -> Option<String> {
    verdict.decision(decision).unwrap().value().map(str::to_string)
}

#[test]
fn the_policy_agrees_with_the_one_by_hand() {
    let policy = Policy::compile([Source::new("origin-24.policy", POLICY)]).unwrap();
    assert!(policy.is_clean(), "{}", policy.remarks());
    let judge = policy.record("学生").unwrap();
    let date: Date = DAY.parse().unwrap();
    for number in 0..3_000 {
        let record = generate::row(number).json();
        let expected = hand_written::judge(&Student::from_json(&record).unwrap());
        let verdict = judge.evaluate(&record, date).unwrap();
        if expected.rule == Rule::OutOfScope {
            assert_eq!(verdict.conclusion(), Conclusion::NotApplicable, "record {number}");
            continue;
        }
        let conclusion = match expected.findings {
            findings if findings & BLOCKING != 0 => Conclusion::MustFix,
            0 => Conclusion::Passed,
            _ => Conclusion::Reminded,
        };
        assert_eq!(verdict.conclusion(), conclusion, "record {number}");
        let origin = verdict.decision("应填生源地").unwrap();
        assert_eq!(origin.value(), Some(expected.origin), "record {number}");
        let rule = RULES.iter().find(|(_, rule)| *rule == expected.rule).map(|(name, _)| *name);
        assert_eq!(origin.rule.as_deref(), rule, "record {number}");
        let step = STEPS.iter().find(|(_, next)| *next == expected.next).map(|(name, _)| name.to_string());
        assert_eq!(value(&verdict, "下一步"), step, "record {number}");
        let flag = |flag: bool| Some(if flag { "是" } else { "否" }.to_string());
        assert_eq!(value(&verdict, "生源地相符"), flag(expected.origin_ok), "record {number}");
        assert_eq!(value(&verdict, "校对完成"), flag(expected.complete), "record {number}");
        let findings = verdict.findings();
        assert!(findings.iter().all(|finding| finding.state == FindingState::Violated), "record {number}: {findings:?}");
        let codes: Vec<&str> = findings.iter().map(|finding| finding.id.as_str()).collect();
        assert_eq!(codes, expected.codes().collect::<Vec<_>>(), "record {number}");
    }
}
