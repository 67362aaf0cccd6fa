//! No question of an interview is idle, and none that matters is left out: generated policies with small domains, each question held
//! against every record that fits the answers so far.

use std::collections::BTreeMap;

use proptest::prelude::*;
use proptest::sample::Index;
use serde_json::{Map, Value as Json};
use shengyuan::{Date, Judge};

use crate::analysis::compile;
use crate::brute::{Rule, condition, policy, rules};

/// Every value that the generated conditions can tell apart, and more at both ends; each may also be left unfilled.
const VALUES: [(&str, &[&str]); 6] = [
    ("学历", &["专科", "本科", "硕士"]),
    ("少干", &["是", "否"]),
    ("分数", &["-1", "0", "1", "2", "3", "4", "5"]),
    ("次数", &["-1", "0", "1", "2", "3", "4", "5"]),
    ("日期", &["2023-10-12", "2023-10-13", "2023-10-14"]),
    ("迁移", &["是", "否"]),
];

/// What a record has for each field: the number of a value, or nothing.
type Record = [Option<usize>; VALUES.len()];
type Outcome = (String, Option<String>);

fn text_of(field: usize, value: Option<usize>) -> Option<&'static str> {
    value.map(|value| VALUES[field].1[value])
}

/// The policy, with unfilled fields taken for something in some.
fn text(written: &[Rule], default: bool, special: &str, assumes: [bool; 2]) -> String {
    let mut text = policy(written, default, special);
    for (assumes, field) in assumes.into_iter().zip(["少干 : 是否", "分数 : 整数 必填"]) {
        let value = if field.starts_with("少干") { "否" } else { "2" };
        if assumes {
            text = text.replace(field, &format!("{} 视为 {value}", field.trim_end_matches(" 必填")));
        }
    }
    text
}

/// What every record comes to.
fn all(judge: Judge<'_>, date: Date) -> BTreeMap<Record, Outcome> {
    let mut records: Vec<Record> = vec![[None; VALUES.len()]];
    for (field, (_, values)) in VALUES.iter().enumerate() {
        let with = |record: &Record, value: usize| {
            let mut record = *record;
            record[field] = Some(value);
            record
        };
        let more: Vec<Record> = records.iter().flat_map(|record| (0..values.len()).map(move |value| with(record, value))).collect();
        records.extend(more);
    }
    let written = |record: &Record| -> Map<String, Json> {
        let cell = |(field, value): (usize, &Option<usize>)| {
            (VALUES[field].0.to_string(), text_of(field, *value).map_or(Json::Null, |text| Json::String(text.to_string())))
        };
        record.iter().enumerate().map(cell).collect()
    };
    let columns = judge.columns(records.iter().map(written), date).expect("records");
    let outcomes = judge.evaluate_batch(&columns, date).map(|verdict| {
        let view = verdict.decision("结果").expect("there");
        (view.status.as_str().to_string(), view.value().map(str::to_string))
    });
    records.iter().copied().zip(outcomes).collect()
}

/// Whether a record fits the answers.
fn fits(record: &Record, answers: &BTreeMap<usize, Option<usize>>) -> bool {
    answers.iter().all(|(field, value)| record[*field] == *value)
}

/// Whether two answers come to different outcomes where everything else is the same.
fn matters(outcomes: &BTreeMap<Record, Outcome>, answers: &BTreeMap<usize, Option<usize>>, field: usize) -> bool {
    let base = outcomes.keys().filter(|record| record[field].is_none() && fits(record, answers));
    base.into_iter().any(|record| {
        (0..VALUES[field].1.len()).any(|value| {
            let mut other = *record;
            other[field] = Some(value);
            outcomes[&other] != outcomes[record]
        })
    })
}

/// An answer that is not at an end of a field's values, or none.
fn answer(field: usize, choice: Index) -> Option<usize> {
    let count = VALUES[field].1.len();
    let (first, count) = if count > 3 { (1, count - 2) } else { (0, count) };
    Some(choice.index(count + 1)).filter(|chosen| *chosen < count).map(|chosen| chosen + first)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_question_matters_and_what_is_not_asked_does_not(
        written in rules(),
        default in any::<bool>(),
        special in condition(),
        assumes in any::<[bool; 2]>(),
        choices in prop::collection::vec(any::<[Index; VALUES.len()]>(), 4),
    ) {
        let text = text(&written, default, &special, assumes);
        let policy = compile("例.policy", &text);
        let (judge, date) = (policy.record("学生").unwrap(), policy.example_date());
        let outcomes = all(judge, date);
        for choices in choices {
            let mut talk = judge.interview(date, &["结果"]).unwrap();
            let mut answers = BTreeMap::new();
            while let Some(question) = talk.next() {
                let field = VALUES.iter().position(|(name, _)| *name == question.field).unwrap();
                prop_assert!(matters(&outcomes, &answers, field), "{} is idle after {:?}\n{}", question.field, answers, text);
                let open = talk.open();
                prop_assert!(open.contains(&question.field));
                let chosen = answer(field, choices[field]);
                talk.answer(&question.field, text_of(field, chosen).unwrap_or("未填")).unwrap();
                answers.insert(field, chosen);
            }
            let verdict = talk.verdict();
            let end = verdict.decision("结果").unwrap();
            let end = (end.status.as_str().to_string(), end.value().map(str::to_string));
            for (record, outcome) in outcomes.iter().filter(|(record, _)| fits(record, &answers)) {
                prop_assert_eq!(outcome, &end, "{:?} after {:?}\n{}", record, answers, text);
            }
        }
    }
}
