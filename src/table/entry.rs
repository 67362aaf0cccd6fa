//! Values to entries of a sheet, and to names of groups. In: a node and where it stands. Out: masked, never guessed.

use rust_decimal::Decimal;

use crate::evaluate::{Datum, Outcome};
use crate::ids::NodeId;
use crate::input::Cell;
use crate::plan::Op;
use crate::report::{Content, Entry};
use crate::value::Value;
use crate::verdict::{MASK, Verdict};

/// Shown where an expression is unknown.
const OPEN: &str = "待定";

/// What tells one group from another, and its name.
pub(super) struct Label {
    pub(super) key: Key,
    pub(super) shown: String,
}

/// The value in words; `None` for one that is not known, with the word that stands for it.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(super) enum Key {
    Value(String),
    Without(&'static str),
}

impl Label {
    /// The name of the group that a record belongs to.
    pub(super) fn new(verdict: &Verdict<'_>, node: NodeId, sensitive: bool) -> Self {
        let without = |word: &'static str| Label { key: Key::Without(word), shown: word.to_string() };
        match verdict.evaluation.datum(node, verdict.lane) {
            Datum::Known(value) if is_empty(&value) => without("（未填）"),
            Datum::Known(value) => Label { key: Key::Value(verdict.words(&value, false)), shown: verdict.words(&value, sensitive) },
            Datum::NotApplicable => without("（不适用）"),
            Datum::Unknown => match &verdict.evaluation.plan.node(node).op {
                Op::Field(_) => without("（未填）"),
                _ => without("（未定）"),
            },
        }
    }

    /// The entry that names the group in a table with a row for each.
    pub(super) fn entry(&self, known: Entry) -> Entry {
        match self.key {
            Key::Value(_) => known,
            Key::Without(word) => Entry::doubtful(word),
        }
    }
}

/// The value of a node in a lane of its own domain.
pub(super) fn entry(verdict: &Verdict<'_>, node: NodeId, lane: usize, sensitive: bool) -> Entry {
    let masked = sensitive && !verdict.judge.options.reveal;
    let known = |value: &Value| if masked && !is_empty(value) { Entry::text(MASK) } else { content(verdict, value) };
    match verdict.evaluation.datum(node, lane) {
        Datum::Known(value) => known(&value),
        Datum::NotApplicable => Entry::default(),
        Datum::Unknown => match &verdict.evaluation.plan.node(node).op {
            Op::Field(field) => match verdict.evaluation.batch.cell(*field, lane) {
                Cell::Absent | Cell::Open | Cell::Empty => Entry::default(),
                Cell::Invalid(_) if masked => Entry::doubtful(MASK),
                Cell::Invalid(invalid) => Entry::doubtful(invalid.raw.as_ref()),
                // Whether the field applies is unknown.
                Cell::Value(value) => Entry { is_doubtful: true, ..known(value) },
            },
            Op::Decide(decision) => Entry::doubtful(match verdict.evaluation.outcome(decision.index(), lane) {
                Outcome::Review { .. } => "须复核",
                Outcome::Conflict { .. } => "冲突",
                Outcome::NoRule => "无规则",
                _ => OPEN,
            }),
            _ => Entry::doubtful(OPEN),
        },
    }
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Text(text) => text.is_empty(),
        Value::Set(list) => list.is_empty(),
        _ => false,
    }
}

fn content(verdict: &Verdict<'_>, value: &Value) -> Entry {
    match value {
        value if is_empty(value) => Entry::default(),
        Value::Integer(number) => Entry::new(Content::Number(Decimal::from(*number))),
        Value::Decimal(number) => Entry::new(Content::Number(*number)),
        Value::Percent(number) => Entry::new(Content::Percent(*number)),
        Value::Date(date) => Entry::new(Content::Date(*date)),
        other => Entry::text(verdict.words(other, false)),
    }
}
