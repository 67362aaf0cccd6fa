//! The record as answered so far. In: slots. Out: a map that serialises to what every reader of records takes back.

use indexmap::IndexMap;
use serde::Serialize;

use crate::input::{Cell, Slots};
use crate::judge::Judge;

/// A record as answered so far; serialises as a map. 敏感 values stand in it in clear, for it is the record itself.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct KeptRecord {
    /// What was answered, by field, in the record's order.
    pub fields: IndexMap<String, KeptValue>,
}

/// What was answered for a field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum KeptValue {
    /// Asked and left unfilled.
    Unfilled,
    /// The answer in words.
    Text(String),
    /// The rows of a 明细.
    Rows(Vec<KeptRecord>),
}

impl KeptRecord {
    pub(super) fn new(judge: Judge<'_>, slots: &Slots) -> Self {
        let kept = |cell: &Cell| match cell {
            Cell::Absent | Cell::Open => None,
            Cell::Empty => Some(KeptValue::Unfilled),
            cell => cell.in_clear(&judge.compiled.program).map(KeptValue::Text),
        };
        let mut fields = IndexMap::new();
        for (field, cell) in judge.record.fields.iter().zip(&slots.cells).filter(|(field, _)| field.detail.is_none()) {
            fields.extend(kept(cell).map(|value| (field.name.clone(), value)));
        }
        for (detail, rows) in judge.record.details.iter().zip(&slots.details) {
            let Some(rows) = rows else { continue };
            let row = |cells: &Vec<Cell>| {
                let named = detail.fields.iter().map(|id| judge.record.field(*id).name.clone()).zip(cells);
                Self { fields: named.filter_map(|(name, cell)| Some((name, kept(cell)?))).collect() }
            };
            fields.insert(detail.name.clone(), KeptValue::Rows(rows.iter().map(row).collect()));
        }
        Self { fields }
    }
}
