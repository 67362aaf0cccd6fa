//! The library under test, through its public interface alone.

use proptest::test_runner::TestCaseError;
use serde_json::{Map, Value as Json, json};
use shengyuan::{Date, Policy, Source};

use super::calendar::Day;
use super::model::{Cell, Cells, DETAIL, NONSENSE, PLACEHOLDER, Person, Value};
use super::print::plain;

pub(super) struct Subject {
    policy: Policy,
}

impl Subject {
    pub(super) fn compile(text: &str) -> Result<Subject, TestCaseError> {
        let policy = Policy::compile([Source::new("试验.policy", text)]);
        let policy = policy.map_err(|problems| TestCaseError::fail(format!("\n{problems}\n{text}")))?;
        Ok(Subject { policy })
    }

    #[cfg(all(feature = "analyze", feature = "records"))]
    pub(super) fn policy(&self) -> &Policy {
        &self.policy
    }

    /// The engine says the same of all records as the verdict on each.
    pub(super) fn agrees(&self, records: &[Json], today: Day) -> Result<(), TestCaseError> {
        let failed = |error: &dyn std::fmt::Display| TestCaseError::fail(error.to_string());
        let judge = self.policy.record("人").map_err(|error| failed(&error))?;
        let date: Date = today.text().parse().map_err(|error| failed(&error))?;
        crate::engine::agree(judge, records, date).map_err(|told| TestCaseError::fail(format!("{told}\n{records:#?}")))?;
        Ok(())
    }

    /// The verdict as JSON.
    pub(super) fn judge(&self, record: &Json, today: Day) -> Result<Json, TestCaseError> {
        let failed = |error: &dyn std::fmt::Display| TestCaseError::fail(error.to_string());
        let judge = self.policy.record("人").map_err(|error| failed(&error))?;
        let date: Date = today.text().parse().map_err(|error| failed(&error))?;
        let verdict = judge.evaluate(record, date).map_err(|error| failed(&error))?;
        serde_json::to_value(&verdict).map_err(|error| failed(&error))
    }
}

/// A record as the library takes it.
pub(super) fn record(person: &Person) -> Json {
    let mut record = cells(&person.cells);
    if let Some(rows) = &person.rows {
        let rows = rows.iter().map(|row| Json::Object(cells(row))).collect();
        record.insert(DETAIL.to_string(), Json::Array(rows));
    }
    Json::Object(record)
}

fn cells(cells: &Cells) -> Map<String, Json> {
    cells.iter().map(|(name, cell)| (name.clone(), written(cell))).collect()
}

fn written(cell: &Cell) -> Json {
    match cell {
        Cell::Null => Json::Null,
        Cell::Empty => json!(""),
        Cell::Placeholder => json!(PLACEHOLDER),
        Cell::Nonsense => json!(NONSENSE),
        Cell::Filled(Value::Boolean(truth)) => json!(truth),
        Cell::Filled(Value::Integer(number)) => json!(number),
        Cell::Filled(Value::Set(members)) => members.iter().map(plain).collect(),
        Cell::Filled(value) | Cell::Worded(value) => json!(plain(value)),
    }
}
