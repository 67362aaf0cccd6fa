//! Which question comes next. In: the fields that could matter, and values that stand for all others. Out: those first that are asked
//! in any case, then those after whose answer the fewest questions are left on average. Each value is tried on the evaluator itself; ties go by the record's order.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

use super::goal::{Goal, Pending};
use super::relevant::Idle;
use crate::date::Date;
use crate::evaluate::{Need, Needs, What, evaluate};
use crate::ids::FieldId;
use crate::input::{Batch, Cell, Slots};
use crate::judge::Judge;
use crate::value::Value;

/// Values tried for a field.
const MOST_VALUES: usize = 6;
/// Fields that are compared; the rest wait.
const MOST_COMPARED: usize = 60;
/// How many times more often than another a value is expected that the policy takes an unfilled field for.
const USUAL: usize = 12;

/// Everything needed to try answers.
pub(super) struct Trial<'t, 'p> {
    pub(super) judge: Judge<'p>,
    pub(super) goals: &'t [Goal],
    pub(super) date: Date,
    pub(super) slots: &'t Slots,
    pub(super) values: &'t HashMap<FieldId, Vec<Value>>,
}

impl Trial<'_, '_> {
    /// Some questions, the best first: those of `sure`, which are asked in any case, before others. Those of `idle` only have to be
    /// answered, are compared with none and come last.
    pub(super) fn ranked(&self, open: &Needs, idle: &Needs, sure: &Needs) -> Vec<What> {
        let (compared, rest): (Vec<&Need>, Vec<&Need>) = open.iter().partition(|need| !idle.contains(need));
        let (compared, waiting) = compared.split_at(compared.len().min(MOST_COMPARED));
        let mut ranked = self.compared(compared);
        // What is asked in any case costs nothing, and what it says may spare others.
        ranked.sort_by_key(|what| !sure.iter().any(|need| need.what == *what));
        ranked.extend(waiting.iter().chain(&rest).map(|need| need.what));
        ranked
    }

    fn compared(&self, compared: &[&Need]) -> Vec<What> {
        if let [] | [_] = compared {
            return compared.iter().map(|need| need.what).collect();
        }
        let schema = &self.judge.planned.schema;
        let mut batch = Batch::new(schema);
        batch.is_unfinished = true;
        let mut tried = Vec::new();
        for need in compared {
            let (first, mut weights) = (batch.lanes, Vec::new());
            for (weight, slots) in self.answers(need.what) {
                batch.push(slots, schema);
                weights.push(weight);
            }
            tried.push((need.what, first, weights));
        }
        let evaluation = Arc::new(evaluate(&self.judge.planned.plan, Cow::Owned(batch), self.date));
        let none = Idle::default();
        let left = |lane: usize| Pending::of(self.judge, self.goals, &evaluation, lane, &none).open(&evaluation, lane, &none).len();
        let scored = tried.into_iter().map(|(what, first, weights)| {
            let total: usize = weights.iter().sum();
            let expected: usize = (first..).zip(weights).map(|(lane, weight)| left(lane) * weight).sum();
            // Thousandths of a question.
            (expected * 1000 / total.max(1), what)
        });
        let mut scored: Vec<(usize, What)> = scored.collect();
        scored.sort_by_key(|(score, _)| *score);
        scored.into_iter().map(|(_, what)| what).collect()
    }

    /// The record with each answer that is tried, and how often it is expected.
    fn answers(&self, what: What) -> Vec<(usize, Slots)> {
        match what {
            What::Field(field, row) => {
                let usual = self.judge.record.field(field).assume.as_ref();
                let values = self.values.get(&field).map(Vec::as_slice).unwrap_or_default();
                let chosen = usual.into_iter().chain(spread(values).filter(|value| Some(*value) != usual));
                let weighed = chosen.map(|value| (if Some(value) == usual { USUAL } else { 1 }, Cell::Value(value.clone())));
                let mut cells: Vec<(usize, Cell)> = weighed.collect();
                if cells.is_empty() {
                    cells.push((1, Cell::Empty));
                }
                let with = |(weight, cell): (usize, Cell)| {
                    let mut slots = self.slots.clone();
                    put(&mut slots, self.judge, field, row, cell);
                    (weight, slots)
                };
                cells.into_iter().map(with).collect()
            }
            What::Detail(detail) => {
                let usually_none = self.judge.record.detail(detail).none_if_absent;
                let with = |(weight, rows): (usize, usize)| {
                    let mut slots = self.slots.clone();
                    add_rows(&mut slots, self.judge, detail, rows);
                    (weight, slots)
                };
                [(if usually_none { USUAL } else { 1 }, 0), (1, 1)].into_iter().map(with).collect()
            }
            What::Parameter(_) | What::Decision(_) => Vec::new(),
        }
    }
}

/// Some of the values, from the first to the last.
fn spread(values: &[Value]) -> impl Iterator<Item = &Value> {
    let step = values.len().div_ceil(MOST_VALUES).max(1);
    values.iter().step_by(step)
}

/// Writes a cell of the record or of a row.
pub(super) fn put(slots: &mut Slots, judge: Judge<'_>, field: FieldId, row: Option<u32>, cell: Cell) {
    let slot = match (judge.record.field(field).detail, row) {
        (Some(detail), Some(row)) => {
            let at = judge.record.detail(detail).fields.iter().position(|own| *own == field);
            let rows = slots.details.get_mut(detail.index()).and_then(Option::as_mut);
            rows.and_then(|rows| rows.get_mut(row as usize)).and_then(|row| row.get_mut(at?))
        }
        _ => slots.cells.get_mut(field.index()),
    };
    if let Some(slot) = slot {
        *slot = cell;
    }
}

/// Gives a detail so many rows, of which nothing is asked yet.
pub(super) fn add_rows(slots: &mut Slots, judge: Judge<'_>, detail: crate::ids::DetailId, rows: usize) {
    let width = judge.record.detail(detail).fields.len();
    if let Some(slot) = slots.details.get_mut(detail.index()) {
        *slot = Some(vec![vec![Cell::Open; width]; rows]);
    }
    slots.open_details.retain(|open| *open != detail);
}
