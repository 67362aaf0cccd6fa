//! The invented cohort meets every branch of the policy, and says the same in every format.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;

use serde_json::Value;
use shengyuan::records::{Format, Reader, RecordData};
use shengyuan::{Conclusion, Date, Depth, FindingState, Judge, Options, Policy, RuleState, Source, Verdict};

use crate::support::{files, in_crate};

/// Checks that nothing can violate while a parameter of the policy is 未定.
const OUT_OF_REACH: &[&str] = &["提交不早于开始"];

fn policy() -> Policy {
    let sources = files("rules/2024", "policy");
    let sources = sources.iter().map(|file| Source::new(file.display().to_string(), crate::support::read(file)));
    Policy::compile(sources).unwrap_or_else(|problems| panic!("{problems}"))
}

fn date() -> Date {
    "2023-09-28".parse().expect("a day")
}

fn records(judge: Judge<'_>, name: &str, format: Format) -> Vec<RecordData> {
    let file = File::open(in_crate(&format!("tests/cohort/{name}"))).expect("the cohort is there");
    let records = Reader::new(judge).format(Some(format)).read(file).expect("it is readable");
    records.map(|row| row.record.expect("every row is whole")).collect()
}

/// Some checks are about what has not happened by the deadline.
fn after_the_deadline() -> Date {
    "2023-10-14".parse().expect("a day")
}

fn each(judge: &Judge<'_>, records: &[RecordData], date: Date, mut visit: impl FnMut(&Verdict<'_>)) {
    let columns = judge.columns(records, date).expect("records");
    for verdict in judge.evaluate_batch(&columns, date) {
        visit(&verdict);
    }
}

#[test]
fn the_cohort_says_the_same_as_csv_and_as_json_lines() {
    let policy = policy();
    let judge = policy.record("毕业生").expect("there");
    let verdicts = |records: Vec<RecordData>| {
        let mut list: Vec<Value> = Vec::new();
        each(&judge, &records, date(), |verdict| list.push(serde_json::to_value(verdict).expect("it serialises")));
        list
    };
    let csv = verdicts(records(judge, "graduates.csv", Format::Csv));
    let jsonl = verdicts(records(judge, "graduates.jsonl", Format::Jsonl));
    assert!(csv.len() >= 300, "{} graduates", csv.len());
    assert_eq!(csv.len(), jsonl.len());
    for (from_csv, from_jsonl) in csv.iter().zip(&jsonl) {
        assert_eq!(from_csv, from_jsonl);
    }
}

#[test]
fn the_cohort_meets_every_rule_check_step_and_conclusion() {
    let policy = policy();
    let judge = policy.record("毕业生").expect("there").with(Options::default().full(true));
    let mut rules: BTreeMap<String, bool> = BTreeMap::new();
    let mut checks: BTreeMap<String, bool> = BTreeMap::new();
    let mut conclusions: BTreeSet<Conclusion> = BTreeSet::new();
    let mut steps: BTreeSet<String> = BTreeSet::new();
    let mut total = 0;
    let records = records(judge, "graduates.jsonl", Format::Jsonl);
    let mut note = |verdict: &Verdict<'_>| {
        conclusions.insert(verdict.conclusion());
        for finding in verdict.findings() {
            *checks.entry(finding.id).or_default() |= finding.state == FindingState::Violated;
        }
        for (_, process) in verdict.processes() {
            total = total.max(process.total);
            steps.extend(process.current);
        }
        for decision in verdict.explain_with(Depth::Full).decisions {
            for rule in decision.rules.into_iter().filter(|rule| !rule.rule.is_empty() && rule.rule != "适用范围") {
                *rules.entry(format!("{}·{}", decision.decision, rule.rule)).or_default() |= rule.state == RuleState::Won;
            }
        }
    };
    each(&judge, &records, date(), &mut note);
    each(&judge, &records, after_the_deadline(), &mut note);
    let missed = |met: &BTreeMap<String, bool>| -> Vec<String> {
        met.iter().filter(|(name, met)| !**met && !OUT_OF_REACH.contains(&name.as_str())).map(|(name, _)| name.clone()).collect()
    };
    assert!(rules.len() > 30 && checks.len() > 50, "{} rules, {} checks", rules.len(), checks.len());
    assert_eq!(missed(&rules), [] as [&str; 0]);
    assert_eq!(missed(&checks).iter().filter(|name| !name.contains('·')).count(), 0, "{:?}", missed(&checks));
    assert_eq!(conclusions.len(), Conclusion::ALL.len());
    assert_eq!(steps.len(), total, "{steps:?}");
}
