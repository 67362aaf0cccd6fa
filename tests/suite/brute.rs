//! The analysis against looking at every record: generated policies with small domains, each record judged by the evaluator.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use shengyuan::{Analysis, AnalysisOptions, Date, Judge, Status};

use crate::analysis::{assert_witnesses_pass, compile};

/// Every value that the generated conditions can tell apart; `None` is not filled.
const VALUES: [(&str, &[Option<&str>]); 6] = [
    ("学历", &[Some("专科"), Some("本科"), Some("硕士")]),
    ("少干", &[Some("是"), Some("否"), None]),
    ("分数", &[Some("0"), Some("1"), Some("2"), Some("3"), Some("4")]),
    ("次数", &[Some("0"), Some("1"), Some("2"), Some("3"), Some("4"), None]),
    ("日期", &[Some("2023-10-12"), Some("2023-10-13"), Some("2023-10-14"), None]),
    ("迁移", &[Some("是"), Some("否")]),
];

const ATOMS: [&str; 16] = [
    "学历 = 专科",
    "学历 属于 {本科, 硕士}",
    "学历 ≠ 硕士",
    "少干",
    "已填(少干)",
    "未填(日期)",
    "分数 ≥ 3",
    "分数 < 1",
    "分数 = 2",
    "次数 > 2",
    "分数 < 次数",
    "分数 = 次数",
    "日期 ≤ 2023-10-13",
    "日期 > 2023-10-12",
    "迁移",
    "特殊",
];

const OUTCOMES: [&str; 4] = ["1", "2", "3", "复核 \"请人看\""];

#[derive(Clone, Debug)]
pub(crate) struct Rule {
    condition: String,
    outcome: &'static str,
    beats_next: bool,
}

pub(crate) fn condition() -> impl Strategy<Value = String> {
    let atom = prop::sample::select(ATOMS.to_vec()).prop_map(str::to_string);
    atom.prop_recursive(2, 6, 3, |inner| {
        prop_oneof![
            inner.clone().prop_map(|inner| format!("非 ({inner})")),
            prop::collection::vec(inner.clone(), 2..4).prop_map(|parts| format!("({})", parts.join(") 且 ("))),
            prop::collection::vec(inner, 2..4).prop_map(|parts| format!("({})", parts.join(") 或 ("))),
        ]
    })
}

pub(crate) fn rules() -> impl Strategy<Value = Vec<Rule>> {
    let rule = (condition(), prop::sample::select(OUTCOMES.to_vec()), any::<bool>());
    prop::collection::vec(rule.prop_map(|(condition, outcome, beats_next)| Rule { condition, outcome, beats_next }), 1..5)
}

pub(crate) fn policy(rules: &[Rule], default: bool, special: &str) -> String {
    let mut text = String::from(
        "枚举 学历种类 { 专科 本科 硕士 }\n记录 学生 { 学历 : 学历种类 必填 少干 : 是否 分数 : 整数 必填 次数 : 整数 适用 当 少干 日期 : 日期 迁移 : 是否 必填 }\n规则 学生 {\n",
    );
    text.push_str(&format!("判定 特殊 = {}\n判定 结果 : 整数 {{\n", special.replace("特殊", "迁移")));
    if default {
        text.push_str("缺省 零 { 则 0 }\n");
    }
    for (number, rule) in rules.iter().enumerate() {
        let over =
            if rule.beats_next && number + 1 < rules.len() { format!(" 优先于 规则{}", number + 1) } else { String::new() };
        text.push_str(&format!("例外 规则{number}{over} {{ 当 {} 则 {} }}\n", rule.condition, rule.outcome));
    }
    text.push_str("}\n}\n");
    text
}

/// Everything that the decision depends on.
fn asked(rules: &[Rule], special: &str) -> String {
    let conditions: String = rules.iter().map(|rule| rule.condition.as_str()).collect();
    if conditions.contains("特殊") { conditions + special } else { conditions }
}

/// What judging every record shows.
#[derive(Debug, Default, PartialEq)]
struct Seen {
    gap: bool,
    conflicts: BTreeSet<(String, String)>,
    winners: BTreeSet<String>,
}

/// All records. A field of which no rule asks whether it is filled is filled: an unknown value settles nothing that every value does not.
fn records(text: &str) -> Vec<BTreeMap<&'static str, serde_json::Value>> {
    let mut all = vec![BTreeMap::new()];
    for (name, values) in VALUES {
        let mut longer = Vec::with_capacity(all.len() * values.len());
        for record in &all {
            let is_asked = text.contains(&format!("已填({name})")) || text.contains(&format!("未填({name})"));
            for value in values.iter().filter(|value| value.is_some() || is_asked) {
                let mut record = record.clone();
                let value = value.map_or(serde_json::Value::Null, |value| serde_json::Value::String(value.to_string()));
                record.insert(name, value);
                longer.push(record);
            }
        }
        all = longer;
    }
    all
}

fn brute(judge: &Judge<'_>, text: &str, date: Date, rules: &[Rule]) -> Seen {
    let mut seen = Seen::default();
    let columns = judge.columns(records(text), date).unwrap();
    for verdict in judge.evaluate_batch(&columns, date) {
        let view = verdict.decision("结果").unwrap();
        let winners: BTreeSet<String> = view.rules.iter().map(|rule| rule.rule.clone()).chain(view.rule.clone()).collect();
        match view.status {
            Status::NoRule => seen.gap = true,
            Status::Conflict => {
                let outcome = |name: &String| rules[name.trim_start_matches("规则").parse::<usize>().unwrap()].outcome;
                for one in &winners {
                    for other in winners.iter().filter(|other| one < *other && outcome(one) != outcome(other)) {
                        seen.conflicts.insert((one.clone(), other.clone()));
                    }
                }
            }
            _ => {}
        }
        if !matches!(view.status, Status::Undetermined | Status::NoRule) {
            seen.winners.extend(winners);
        }
    }
    seen
}

fn told(analysis: &Analysis, rules: &[Rule], default: bool) -> Seen {
    let mut seen = Seen { winners: (0..rules.len()).map(|number| format!("规则{number}")).collect(), ..Seen::default() };
    if default {
        seen.winners.insert("零".to_string());
    }
    for finding in &analysis.findings {
        assert!(finding.certain, "{finding:#?}");
        let quoted: Vec<&str> = finding.message.split(['「', '」']).skip(1).step_by(2).collect();
        match (finding.code, quoted.as_slice()) {
            ("W0701", _) => seen.gap = true,
            ("W0702", [_, one, other, ..]) => {
                seen.conflicts.insert(((*one).to_string(), (*other).to_string()));
            }
            ("W0703", [_, rule, ..]) => {
                seen.winners.remove(*rule);
            }
            _ => {}
        }
    }
    seen
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn gaps_conflicts_and_dead_rules_are_those_of_every_record(rules in rules(), default in any::<bool>(), special in condition()) {
        let text = policy(&rules, default, &special);
        let policy = compile("例.policy", &text);
        let analysis = policy.analyze(&AnalysisOptions::default());
        let judge = policy.record("学生").unwrap();
        prop_assert_eq!(told(&analysis, &rules, default), brute(&judge, &asked(&rules, &special), policy.example_date(), &rules), "{}\n{}", text, analysis.to_text());
        assert_witnesses_pass("例.policy", &text, "学生", &analysis);
    }
}
