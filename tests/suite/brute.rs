//! The analysis against looking at every record: generated policies with small domains, each record judged by the evaluator.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use proptest::test_runner::TestCaseError;
use shengyuan::{Analysis, AnalysisOptions, Date, Judge, Status};

use crate::analysis::{assert_witnesses_pass, compile};

/// Every value that the generated conditions can tell apart; `None` is not filled.
const VALUES: [(&str, &[Option<&str>]); 8] = [
    ("学历", &[Some("专科"), Some("本科"), Some("硕士")]),
    ("少干", &[Some("是"), Some("否"), None]),
    ("分数", &[Some("0"), Some("1"), Some("2"), Some("3"), Some("4")]),
    ("次数", &[Some("0"), Some("1"), Some("2"), Some("3"), Some("4"), None]),
    ("日期", &[Some("2022-06-01"), Some("2023-10-12"), Some("2023-10-13"), Some("2023-10-14"), None]),
    ("迁移", &[Some("是"), Some("否")]),
    (
        "诸学",
        &[
            Some("无"),
            Some("专科"),
            Some("本科"),
            Some("硕士"),
            Some("专科、本科"),
            Some("专科、硕士"),
            Some("本科、硕士"),
            Some("专科、本科、硕士"),
            None,
        ],
    ),
    ("诸数", &[Some("无"), Some("2"), Some("7"), Some("2、7"), Some("7、8"), Some("2、7、8"), Some("7、8、9"), None]),
];

/// What is asked of a record whose fields are single values.
pub(crate) const SINGLE: &[&str] = &[
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

/// What is asked of something to which more is added, or which is taken away from something.
const SHIFTED: &[&str] = &[
    "分数 + 1 + 2 ≥ 6",
    "分数 - 1 - 1 = 1",
    "5 - 分数 < 2",
    "3 - (分数 + 1) ≥ 1",
    "-分数 > -2",
    "10 - (8 - 次数) = 4",
    "日期 + 1天 + 1天 > 2023-10-15",
    "日期 - 1天 + 2天 ≤ 2023-10-13",
    "年(日期) + 2 ≤ 2024",
    "2024 - 年(日期) < 2",
    "学历 = 硕士",
    "迁移",
];

/// What is asked of sets.
pub(crate) const OF_SETS: &[&str] = &[
    "硕士 属于 诸学",
    "学历 属于 诸学",
    "非 (专科 属于 (诸学 + {硕士}))",
    "本科 属于 (诸学 - {硕士})",
    "诸学 = {专科, 硕士}",
    "计数(诸学) > 1",
    "计数(诸学) = 3",
    "2 属于 诸数",
    "计数(诸数) ≥ 2",
    "计数(诸数) ≥ 1",
    "未填(诸数)",
    "迁移",
];

const OUTCOMES: [&str; 4] = ["1", "2", "3", "复核 \"请人看\""];

#[derive(Clone, Debug)]
pub(crate) struct Rule {
    condition: String,
    outcome: &'static str,
    beats_next: bool,
}

/// A condition made of some.
pub(crate) fn condition(atoms: &'static [&'static str]) -> impl Strategy<Value = String> {
    let atom = prop::sample::select(atoms).prop_map(str::to_string);
    atom.prop_recursive(2, 6, 3, |inner| {
        prop_oneof![
            inner.clone().prop_map(|inner| format!("非 ({inner})")),
            prop::collection::vec(inner.clone(), 2..4).prop_map(|parts| format!("({})", parts.join(") 且 ("))),
            prop::collection::vec(inner, 2..4).prop_map(|parts| format!("({})", parts.join(") 或 ("))),
        ]
    })
}

pub(crate) fn rules(atoms: &'static [&'static str]) -> impl Strategy<Value = Vec<Rule>> {
    let rule = (condition(atoms), prop::sample::select(OUTCOMES.to_vec()), any::<bool>());
    prop::collection::vec(rule.prop_map(|(condition, outcome, beats_next)| Rule { condition, outcome, beats_next }), 1..5)
}

pub(crate) fn policy(rules: &[Rule], default: bool, special: &str) -> String {
    let mut text = String::from(
        "枚举 学历种类 { 专科 本科 硕士 }\n记录 学生 { 学历 : 学历种类 必填 少干 : 是否 分数 : 整数 必填 次数 : 整数 适用 当 少干 日期 : 日期 迁移 : 是否 必填 诸学 : 集合<学历种类> 诸数 : 集合<整数> }\n规则 学生 {\n",
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
    if conditions.contains("特殊") { conditions + &special.replace("特殊", "迁移") } else { conditions }
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
            // What is not asked about does not matter; 次数 is there only with 少干.
            let matters = text.contains(name) || (name == "少干" && text.contains("次数"));
            let values = if matters { values } else { &values[..1] };
            let is_asked = text.contains(&format!("已填({name})")) || text.contains(&format!("未填({name})"));
            for value in values.iter().filter(|value| value.is_some() || is_asked) {
                let mut record = record.clone();
                record.insert(name, value.map_or(serde_json::Value::Null, |value| written(name, value)));
                longer.push(record);
            }
        }
        all = longer;
    }
    all
}

/// A value as JSON; fields called 诸… hold sets.
fn written(name: &str, value: &str) -> serde_json::Value {
    let text = |value: &str| serde_json::Value::String(value.to_string());
    match (name.starts_with('诸'), value) {
        (true, "无") => serde_json::Value::Array(Vec::new()),
        (true, list) => list.split('、').map(text).collect(),
        (false, value) => text(value),
    }
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

fn hold(rules: &[Rule], default: bool, special: &str) -> Result<(), TestCaseError> {
    let text = policy(rules, default, special);
    let policy = compile("例.policy", &text);
    let analysis = policy.analyze(&AnalysisOptions::default());
    let judge = policy.record("学生").unwrap();
    let seen = brute(&judge, &asked(rules, special), policy.example_date(), rules);
    prop_assert_eq!(told(&analysis, rules, default), seen, "{}\n{}", text, analysis.to_text());
    assert_witnesses_pass("例.policy", &text, "学生", &analysis);
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn gaps_conflicts_and_dead_rules_are_those_of_every_record(
        rules in rules(SINGLE), default in any::<bool>(), special in condition(SINGLE),
    ) {
        hold(&rules, default, &special)?;
    }

    #[test]
    fn so_they_are_of_every_record_with_sets(
        rules in rules(OF_SETS), default in any::<bool>(), special in condition(OF_SETS),
    ) {
        hold(&rules, default, &special)?;
    }

    #[test]
    fn so_they_are_where_something_is_added_before_it_is_compared(
        rules in rules(SHIFTED), default in any::<bool>(), special in condition(SHIFTED),
    ) {
        hold(&rules, default, &special)?;
    }
}
