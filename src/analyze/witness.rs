//! A record that shows a finding. In: choices in a space, and what must come out. Out: the smallest record for which the evaluator itself
//! says so, printed as a 示例 ready to paste; or nothing, if it does not say so.

use std::borrow::Cow;
use std::collections::HashMap;

use super::cone::Slot;
use super::diagram::Choice;
use super::question::Question;
use super::space::{Cell, Key};
use crate::date::Date;
use crate::evaluate::{Evaluation, Outcome, evaluate};
use crate::hir::DecisionBody;
use crate::ids::DecisionId;
use crate::input::{self, Batch, Slots};
use crate::judge::Judge;
use crate::syntax::is_keyword;
use crate::value::Value;
use crate::verdict::rule_name;

/// A concrete record and the day on which it is judged.
#[derive(Clone, Debug)]
pub(crate) struct Witness {
    pub(crate) slots: Slots,
    pub(crate) date: Date,
    /// The day matters.
    pub(crate) is_dated: bool,
}

/// What must come out of judging the record.
pub(crate) type Shows<'f> = &'f dyn Fn(&Evaluation<'_>) -> bool;

impl<'p> Question<'_, 'p> {
    /// The record of some choices for a side. Fields that a side does not have are left out.
    pub(crate) fn record(&self, side: usize, choices: &[Choice]) -> Option<Witness> {
        let judge = self.encoder.sides.judges.get(side)?;
        let schema = &judge.planned.schema;
        let mut witness = Witness { slots: schema.blank(), date: self.encoder.space.today, is_dated: false };
        for (number, cell) in choices {
            let variable = self.encoder.space.variables.get(*number)?;
            match (&variable.key, variable.cells.get(*cell)?) {
                (Key::Slot(Slot::Today), Cell::Value(Value::Date(date))) => (witness.date, witness.is_dated) = (*date, true),
                (Key::Slot(Slot::Field { name, .. }), Cell::Value(value)) => {
                    let field = judge.record.fields.iter().position(|field| field.detail.is_none() && field.name == *name);
                    let value = self.encoder.sides.own(side, value);
                    if let Some((cell, value)) = field.and_then(|field| witness.slots.cells.get_mut(field)).zip(value) {
                        *cell = input::Cell::Value(value);
                    }
                }
                (Key::Rows(name), Cell::Rows(count)) => {
                    let Some(detail) = judge.record.details.iter().position(|detail| detail.name == *name) else { continue };
                    let width = judge.record.details.get(detail).map_or(0, |detail| detail.fields.len());
                    if let Some(rows) = witness.slots.details.get_mut(detail) {
                        *rows = Some(vec![vec![input::Cell::Absent; width]; *count]);
                    }
                }
                _ => {}
            }
        }
        for (number, cell) in choices {
            let variable = self.encoder.space.variables.get(*number)?;
            let (Key::InRow { detail, row, field }, Cell::Value(value)) = (&variable.key, variable.cells.get(*cell)?) else {
                continue;
            };
            let at = judge.record.details.iter().position(|one| one.name == *detail);
            let Some((number, own)) = at.and_then(|at| Some((at, judge.record.details.get(at)?))) else { continue };
            let place = own.fields.iter().position(|id| judge.record.field(*id).name == *field);
            let rows = witness.slots.details.get_mut(number).and_then(Option::as_mut);
            let cell = rows.and_then(|rows| rows.get_mut(*row)).and_then(|row| row.get_mut(place?));
            if let Some((cell, value)) = cell.zip(self.encoder.sides.own(side, value)) {
                *cell = input::Cell::Value(value);
            }
        }
        Some(witness)
    }

    /// The choices with some cell for every other variable: what any filled value gives, an absent one need not.
    fn completed(&self, choices: &[Choice]) -> Vec<Choice> {
        let chosen: HashMap<usize, usize> = choices.iter().copied().collect();
        let variables = self.encoder.space.variables.iter().enumerate();
        let complete = variables.map(|(number, variable)| {
            let usual = |cell: &&Cell| matches!(cell, Cell::Value(Value::Date(date)) if *date == self.encoder.space.today);
            let any = || {
                variable
                    .cells
                    .iter()
                    .position(|cell| usual(&cell))
                    .or_else(|| variable.cells.iter().position(|cell| *cell != Cell::Missing))
            };
            (number, chosen.get(&number).copied().or_else(any).unwrap_or(0))
        });
        complete.collect()
    }

    /// The smallest record of some choices that still shows what it must.
    pub(crate) fn witness(&self, side: usize, choices: &[Choice], shows: Shows<'_>) -> Option<Witness> {
        let judge = *self.encoder.sides.judges.get(side)?;
        let mut witness = self.record(side, &self.completed(choices))?;
        if !witness.shows(judge, shows) {
            return None;
        }
        for number in 0..witness.slots.cells.len() {
            witness.try_without(judge, shows, &|slots| {
                slots.cells.get_mut(number).map(|cell| std::mem::replace(cell, input::Cell::Absent)).is_some()
            });
        }
        for detail in 0..witness.slots.details.len() {
            witness.try_without(judge, shows, &|slots| slots.details.get_mut(detail).map(Option::take).is_some());
            let count = witness.slots.details.get(detail).and_then(Option::as_ref).map_or(0, Vec::len);
            for row in (0..count).rev() {
                let removed = witness.try_without(judge, shows, &|slots| {
                    rows(slots, detail).is_some_and(|rows| {
                        row < rows.len() && {
                            rows.remove(row);
                            true
                        }
                    })
                });
                let width =
                    if removed { 0 } else { rows(&mut witness.slots, detail).and_then(|rows| rows.get(row)).map_or(0, Vec::len) };
                for cell in 0..width {
                    witness.try_without(judge, shows, &|slots| {
                        let cell = rows(slots, detail).and_then(|rows| rows.get_mut(row)).and_then(|row| row.get_mut(cell));
                        cell.map(|cell| *cell = input::Cell::Absent).is_some()
                    });
                }
            }
        }
        // The day is told wherever the policy asks for it.
        Some(witness)
    }
}

fn rows(slots: &mut Slots, detail: usize) -> Option<&mut Vec<Vec<input::Cell>>> {
    slots.details.get_mut(detail).and_then(Option::as_mut)
}

impl Witness {
    fn try_without(&mut self, judge: Judge<'_>, shows: Shows<'_>, drop: &dyn Fn(&mut Slots) -> bool) -> bool {
        let mut smaller = self.clone();
        let is_smaller = drop(&mut smaller.slots) && smaller.shows(judge, shows);
        if is_smaller {
            *self = smaller;
        }
        is_smaller
    }

    /// Judges the record and looks whether it shows what it must.
    pub(crate) fn shows(&self, judge: Judge<'_>, shows: Shows<'_>) -> bool {
        shows(&self.evaluation(judge))
    }

    pub(crate) fn evaluation<'p>(&self, judge: Judge<'p>) -> Evaluation<'p> {
        let mut batch = Batch::new(&judge.planned.schema);
        batch.push(self.slots.clone(), &judge.planned.schema);
        evaluate(&judge.planned.plan, Cow::Owned(batch), self.date)
    }

    /// As 示例 ready to paste.
    pub(crate) fn example(&self, judge: Judge<'_>, name: &str, expectations: &[String]) -> String {
        let mut text = format!("示例 {} {{\n", quoted(name));
        if self.is_dated {
            text.push_str(&format!("  评估日 = {}\n", self.date));
        }
        let mut line = String::new();
        for (field, cell) in judge.record.fields.iter().zip(&self.slots.cells) {
            if let (None, input::Cell::Value(value)) = (field.detail, cell) {
                add(&mut text, &mut line, &format!("{} = {}", quoted(&field.name), literal(judge, value)));
            }
        }
        flush(&mut text, &mut line);
        for (detail, rows) in judge.record.details.iter().zip(&self.slots.details) {
            let Some(rows) = rows else { continue };
            text.push_str(&format!("  明细 {}", quoted(&detail.name)));
            text.push_str(if rows.is_empty() { " 无" } else { "" });
            for row in rows {
                let cells = detail.fields.iter().zip(row).filter_map(|(field, cell)| match cell {
                    input::Cell::Value(value) => {
                        Some(format!("{} = {}", quoted(&judge.record.field(*field).name), literal(judge, value)))
                    }
                    _ => None,
                });
                text.push_str(&format!(" {{ {} }}", cells.collect::<Vec<_>>().join(" ")));
            }
            text.push('\n');
        }
        for expectation in expectations {
            text.push_str(&format!("  期望 {expectation}\n"));
        }
        text.push('}');
        text
    }
}

/// Characters of a line of an example.
const WIDTH: usize = 60;

fn add(text: &mut String, line: &mut String, piece: &str) {
    if !line.is_empty() && line.chars().count() + piece.chars().count() > WIDTH {
        flush(text, line);
    }
    line.push_str("  ");
    line.push_str(piece);
}

fn flush(text: &mut String, line: &mut String) {
    if !line.is_empty() {
        text.push_str(line);
        text.push('\n');
        line.clear();
    }
}

/// A name as policies write it.
pub(crate) fn quoted(name: &str) -> String {
    let plain = |character: char| character.is_alphanumeric() || character == '_' || character == '·';
    let is_bare = name.chars().all(plain) && !name.chars().next().is_none_or(char::is_numeric) && !is_keyword(name);
    if is_bare { name.to_string() } else { format!("「{name}」") }
}

/// A value as policies write it.
pub(crate) fn literal(judge: Judge<'_>, value: &Value) -> String {
    let program = &judge.compiled.program;
    match value {
        Value::Text(text) if text.contains('"') => format!("“{text}”"),
        Value::Text(text) => format!("\"{text}\""),
        Value::Member(_) => quoted(&crate::verdict::words(value, program)),
        Value::Set(list) => format!("{{{}}}", list.iter().map(|value| literal(judge, value)).collect::<Vec<_>>().join(", ")),
        other => crate::verdict::words(other, program),
    }
}

/// What a decision comes to, as an expectation of an example.
pub(crate) fn expectation(judge: Judge<'_>, evaluation: &Evaluation<'_>, decision: DecisionId) -> String {
    let own = judge.record.decision(decision);
    let is_named = matches!(own.body, DecisionBody::Expr { .. });
    let because = |rules: &[usize]| match rules {
        [] => String::new(),
        // A named expression has no rules.
        _ if is_named => String::new(),
        rules => format!(" 因 {}", rules.iter().map(|rule| quoted(&rule_name(own, *rule))).collect::<Vec<_>>().join(", ")),
    };
    let outcome = match evaluation.outcome(decision.index(), 0) {
        Outcome::Determined { value, rules } => format!("{}{}", literal(judge, value), because(rules)),
        Outcome::Review { rules } => format!("复核{}", because(rules)),
        Outcome::Conflict { rules } => format!("冲突{}", because(rules)),
        Outcome::NoRule => "无规则".to_string(),
        Outcome::Undetermined(_) => "待定".to_string(),
        Outcome::NotApplicable { .. } => "不适用".to_string(),
    };
    format!("{} = {outcome}", quoted(&own.name))
}
