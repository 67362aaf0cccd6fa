//! What a verdict says, as entries. In: a verdict. Out: one cell, masked as the verdict is.

use rust_decimal::Decimal;

use crate::ids::FieldId;
use crate::input::Cell;
use crate::report::{Content, Entry};
use crate::value::Value;
use crate::verdict::{DecisionView, Shown, Status, Verdict};

/// What the record says about a field; nothing where it says nothing.
pub(super) fn field(verdict: &Verdict<'_>, id: FieldId) -> Entry {
    let cell = verdict.evaluation.batch.cell(id, verdict.lane);
    let is_masked = verdict.record().field(id).sensitive && !verdict.judge.options.reveal;
    match cell {
        Cell::Absent | Cell::Open | Cell::Empty => Entry::default(),
        Cell::Invalid(_) => Entry::doubtful(verdict.show_cell(id, cell)),
        Cell::Value(_) if is_masked => Entry::text(verdict.show_cell(id, cell)),
        Cell::Value(Value::Integer(number)) => Entry::new(Content::Number(Decimal::from(*number))),
        Cell::Value(Value::Decimal(number)) => Entry::new(Content::Number(*number)),
        Cell::Value(Value::Percent(number)) => Entry::new(Content::Percent(number.normalize())),
        Cell::Value(Value::Date(date)) => Entry::new(Content::Date(*date)),
        Cell::Value(_) => Entry::text(verdict.show_cell(id, cell)),
    }
}

/// The value of a decision, or the word of its outcome.
pub(super) fn decision(decision: &DecisionView) -> Entry {
    match (decision.status, &decision.value) {
        (Status::Determined, Some(Shown::Integer(number))) => Entry::new(Content::Number(Decimal::from(*number))),
        (Status::Determined, _) => Entry::text(decision.value().unwrap_or_default()),
        (Status::NotApplicable, _) => Entry::text(decision.status.as_str()),
        (status, _) => Entry::doubtful(status.as_str()),
    }
}
