//! Interviews answered from the records of a cohort. Tests and benches use the same.

use std::fs::File;
use std::path::Path;

use serde_json::{Map, Value};
use shengyuan::records::{Format, Reader};
use shengyuan::{AnswerKind, Interview, Judge};

/// What a record holds, by field.
pub(crate) type Record = Map<String, Value>;

/// Most questions that an interview about one record may come to.
const MOST: usize = 200;

/// Every so many of the cohort.
pub(crate) fn graduates(judge: Judge<'_>, step: usize) -> Vec<Record> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cohort/graduates.jsonl");
    let records = Reader::new(judge).format(Some(Format::Jsonl)).read(File::open(path).expect("the cohort is there"));
    let records = records.expect("it is readable").step_by(step);
    let records = records.map(|row| serde_json::to_value(row.record.expect("every row is whole")).expect("it serialises"));
    records.map(|record| record.as_object().expect("a map").clone()).collect()
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

/// The 明细, row and column of `工作经历[0].工作地`.
pub(crate) fn cell(field: &str) -> Option<(&str, usize, &str)> {
    let (path, column) = field.split_once("].")?;
    let (detail, row) = path.split_once('[').expect("a row");
    Some((detail, row.parse().expect("a number"), column))
}

/// What a record has for a field.
pub(crate) fn held<'r>(record: &'r Record, field: &str) -> &'r Value {
    match cell(field) {
        None => record.get(field),
        Some((detail, row, column)) => record.get(detail).and_then(|rows| rows.get(row)).and_then(|row| row.get(column)),
    }
    .unwrap_or(&Value::Null)
}

/// Gives a field of a record another value.
pub(crate) fn set(record: &mut Record, field: &str, value: Value) {
    match cell(field) {
        None => {
            record.insert(field.to_string(), value);
        }
        Some((detail, row, column)) => {
            let row = record.get_mut(detail).and_then(|rows| rows.get_mut(row)).and_then(Value::as_object_mut);
            row.map(|row| row.insert(column.to_string(), value));
        }
    }
}

/// Answers everything from a record. What cannot be read is left unfilled, in the record too.
pub(crate) fn interview(interview: &mut Interview<'_>, record: &mut Record) -> Vec<String> {
    let mut asked = Vec::new();
    while let Some(question) = interview.next() {
        assert!(!asked.contains(&question.field), "「{}」 is asked twice", question.field);
        answer(interview, record, &question.field, question.answer == AnswerKind::Rows);
        asked.push(question.field);
        assert!(asked.len() < MOST, "{asked:?}");
    }
    asked
}

/// Answers one question from a record.
fn answer(interview: &mut Interview<'_>, record: &mut Record, field: &str, is_rows: bool) {
    if is_rows {
        let rows = record.get(field).and_then(Value::as_array).map(|rows| rows.len().to_string());
        interview.answer(field, &rows.unwrap_or_default()).expect("a number of rows");
        return;
    }
    if interview.answer(field, &text(held(record, field))).is_err() {
        interview.answer(field, "未填").expect("nothing is always taken");
        set(record, field, Value::Null);
    }
}

/// Asks whatever could still matter in the order of the record.
pub(crate) fn interview_in_order(interview: &mut Interview<'_>, record: &mut Record) -> Vec<String> {
    let mut asked = Vec::new();
    while let Some(field) = interview.open().into_iter().next() {
        let is_rows = cell(&field).is_none() && record.get(&field).is_some_and(Value::is_array);
        answer(interview, record, &field, is_rows);
        asked.push(field);
        assert!(asked.len() < MOST, "{asked:?}");
    }
    asked
}
