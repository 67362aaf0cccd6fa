//! Interviews end with the verdict of the whole record, ask few questions, and leave out only what cannot matter.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;

use serde_json::{Map, Value};
use shengyuan::records::{Format, Reader};
use shengyuan::{AnswerKind, Date, Interview, Judge, Policy, Source};

use crate::support::{files, in_crate, read};

fn policy() -> Policy {
    let sources = files("rules/2024", "policy");
    let sources = sources.iter().map(|file| Source::new(file.display().to_string(), read(file)));
    Policy::compile(sources).unwrap_or_else(|problems| panic!("{problems}"))
}

fn date() -> Date {
    "2023-09-28".parse().expect("a day")
}

/// Every so many of the cohort.
fn graduates(judge: Judge<'_>, step: usize) -> Vec<Map<String, Value>> {
    let file = File::open(in_crate("tests/cohort/graduates.jsonl")).expect("the cohort is there");
    let records = Reader::new(judge).format(Some(Format::Jsonl)).read(file).expect("it is readable");
    let records = records.step_by(step).map(|row| serde_json::to_value(row.record.expect("every row is whole")));
    records.map(|record| record.expect("it serialises").as_object().expect("a map").clone()).collect()
}

fn text(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Bool(true) => "是".to_string(),
        Value::Bool(false) => "否".to_string(),
        Value::Array(list) if list.is_empty() => "无".to_string(),
        Value::Array(list) => list.iter().map(text).collect::<Vec<_>>().join("、"),
        other => other.to_string(),
    }
}

/// What a record says to a question; what it does not say is left unfilled.
fn said(record: &Map<String, Value>, field: &str) -> String {
    let Some((path, column)) = field.split_once("].") else { return text(record.get(field).unwrap_or(&Value::Null)) };
    let (detail, row) = path.split_once('[').expect("a row");
    let row = record.get(detail).and_then(|rows| rows.get(row.parse::<usize>().expect("a number")));
    text(row.and_then(|row| row.get(column)).unwrap_or(&Value::Null))
}

/// Leaves a field of a record unfilled.
fn forget(record: &mut Map<String, Value>, field: &str) {
    let value = match field.split_once("].").and_then(|(path, column)| Some((path.split_once('[')?, column))) {
        None => record.get_mut(field),
        Some(((detail, row), column)) => {
            let row = record.get_mut(detail).and_then(|rows| rows.get_mut(row.parse::<usize>().expect("a number")));
            row.and_then(|row| row.get_mut(column))
        }
    };
    if let Some(value) = value {
        *value = Value::Null;
    }
}

/// Answers everything from a record. What cannot be read is left unfilled, in the record too.
pub(crate) fn interview(interview: &mut Interview<'_>, record: &mut Map<String, Value>) -> Vec<String> {
    let mut asked = Vec::new();
    while let Some(question) = interview.next() {
        assert!(!asked.contains(&question.field), "「{}」 is asked twice", question.field);
        asked.push(question.field.clone());
        answer(interview, record, &question.field, question.answer == AnswerKind::Rows);
        assert!(asked.len() < 200, "{asked:?}");
    }
    asked
}

/// Answers one question from a record.
fn answer(interview: &mut Interview<'_>, record: &mut Map<String, Value>, field: &str, is_rows: bool) {
    if is_rows {
        let rows = record.get(field).and_then(Value::as_array).map(|rows| rows.len().to_string());
        interview.answer(field, &rows.unwrap_or_default()).expect("a number of rows");
        return;
    }
    if interview.answer(field, &said(record, field)).is_err() {
        interview.answer(field, "未填").expect("nothing is always taken");
        forget(record, field);
    }
}

/// Asks whatever could still matter in the order of the record.
fn interview_in_order(interview: &mut Interview<'_>, record: &mut Map<String, Value>) -> usize {
    let mut asked = 0;
    while let Some(field) = interview.open().into_iter().next() {
        let is_rows = !field.contains("].") && record.get(&field).is_some_and(Value::is_array);
        answer(interview, record, &field, is_rows);
        asked += 1;
        assert!(asked < 200, "{field}");
    }
    asked
}

#[test]
fn an_interview_about_one_decision_ends_with_what_the_whole_record_says() {
    let policy = policy();
    let judge = policy.record("毕业生").expect("there");
    let goals = ["应填生源地"];
    let mut questions = 0;
    let graduates = graduates(judge, 13);
    for (number, record) in graduates.iter().enumerate() {
        let mut record = record.clone();
        let mut talk = judge.interview(date(), &goals).expect("the decision is there");
        let asked = interview(&mut talk, &mut record);
        questions += asked.len();
        let whole = judge.evaluate(&record, date()).expect("a record");
        let whole = whole.decision(goals[0]).expect("there");
        // Another rule that comes to the same is not looked for.
        let end = talk.verdict().decision(goals[0]).expect("there");
        assert_eq!((end.status, end.value()), (whole.status, whole.value()), "{asked:?} {record:?}");
        // What was not asked may hold anything that others hold.
        for other in [number + 1, number + 7].map(|other| &graduates[other % graduates.len()]) {
            let mut mixed = other.clone();
            for field in &asked {
                let name = field.split('[').next().expect("a name");
                mixed.insert(name.to_string(), record.get(name).cloned().unwrap_or(Value::Null));
            }
            let mixed = judge.evaluate(&mixed, date()).expect("a record").decision(goals[0]).expect("there");
            assert_eq!((mixed.status, mixed.value()), (whole.status, whole.value()), "{asked:?}");
        }
    }
    let fields = judge.fields().count();
    assert!(
        questions < 12 * graduates.len() && fields > 60,
        "{questions} questions for {} graduates, {fields} fields",
        graduates.len()
    );
}

#[test]
fn an_interview_about_everything_ends_with_the_conclusion_of_the_whole_record() {
    let policy = policy();
    let judge = policy.record("毕业生").expect("there");
    let graduates = graduates(judge, 120);
    let (mut questions, mut seen) = (0, BTreeSet::new());
    for record in &graduates {
        let mut record = record.clone();
        let mut talk = judge.interview(date(), &[]).expect("goals");
        let asked = interview(&mut talk, &mut record);
        questions += asked.len();
        let (end, whole) = (talk.verdict(), judge.evaluate(&record, date()).expect("a record"));
        seen.insert(whole.conclusion());
        assert_eq!(end.conclusion(), whole.conclusion(), "{asked:?} {record:?}");
        let outcomes = |verdict: &shengyuan::Verdict<'_>| -> BTreeMap<String, (String, Option<String>)> {
            let all = verdict.decisions_with_rules();
            all.map(|(name, view)| (name.to_string(), (view.status.as_str().to_string(), view.value().map(str::to_string))))
                .collect()
        };
        assert_eq!(outcomes(&end), outcomes(&whole), "{asked:?}");
        // The kept record says the same as the interview.
        let kept = judge.evaluate(&talk.record(), date()).expect("a record");
        assert_eq!((kept.conclusion(), outcomes(&kept)), (end.conclusion(), outcomes(&end)));
    }
    assert!(questions < 60 * graduates.len() && seen.len() > 1, "{questions} questions for {} graduates", graduates.len());
}

/// Questions asked of so many graduates: in the order that ends soonest, and in the order of the record.
fn figures(goals: &[&str], step: usize) -> (usize, usize, usize) {
    let policy = policy();
    let judge = policy.record("毕业生").expect("there");
    let graduates = graduates(judge, step);
    let (mut best, mut in_order) = (0, 0);
    for record in &graduates {
        best += interview(&mut judge.interview(date(), goals).expect("goals"), &mut record.clone()).len();
        in_order += interview_in_order(&mut judge.interview(date(), goals).expect("goals"), &mut record.clone());
    }
    (graduates.len(), best, in_order)
}

#[test]
fn the_order_asks_fewer_questions_than_that_of_the_record() {
    let (graduates, best, in_order) = figures(&["应填生源地"], 16);
    assert!(best <= in_order, "{best} questions for {graduates} graduates, {in_order} in the order of the record");
}

/// `cargo test --release --test suite ask::figures -- --ignored --nocapture`
#[test]
#[ignore = "prints figures"]
#[allow(clippy::print_stdout, reason = "figures are for people")]
fn figures_over_the_cohort() {
    for goals in [&["应填生源地"][..], &["生源地相符"], &["可电子签约"], &["结论"], &[]] {
        let (graduates, best, in_order) = figures(goals, 1);
        let average = |count: usize| count as f64 / graduates as f64;
        println!("{goals:?}: {:.2} questions, {:.2} in the order of the record", average(best), average(in_order));
    }
}
