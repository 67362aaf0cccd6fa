//! Plan nodes as diagrams over the space: the evaluator's own operators, lifted from one record to all.
//! In: a space and a node. Out: a diagram whose ends are the values the node has. Never a rule of its own about what an operator means.

use std::collections::HashMap;

use super::collection::Collected;
use super::cone::{SideNode, Slot, may_be_known_in_part, open_arms, slot_of};
use super::diagram::{Ref, Store, TooLarge};
use super::free::{Free, Open};
use super::outcome::{Verdict, Winners};
use super::rivals::Rivals;
use super::rows::RowValues;
use super::sides::Sides;
use super::space::{Cell, Key, Space};
use crate::evaluate::{Datum, Truth, and, at_present, call, compare, equal, has_format};
use crate::hir::{Comparison, DecisionTest, Function};
use crate::ids::{DecisionId, DetailId, FieldId, NodeId};
use crate::plan::Op;
use crate::value::{Value, arithmetic};

/// What may stand at the end of a diagram.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Leaf {
    /// The value of an expression.
    Datum(Datum),
    /// Rows that may be chosen.
    Rows(RowValues),
    /// Rules that hold, while a decision is worked out.
    Winners(Winners),
    /// Rules that may win, while their values are read.
    Rivals(Rivals),
    /// Elements found so far, while a collection is worked out.
    Collected(Collected),
    /// What a decision comes to.
    Verdict(Verdict),
    /// Some value, where only what is followed exactly is to be relied on.
    Free(Open),
}

impl Leaf {
    pub(crate) fn truth(truth: Truth) -> Self {
        Self::Datum(match truth {
            Truth::Unknown => Datum::Unknown,
            known => Datum::Known(Value::Bool(known == Truth::True)),
        })
    }

    /// As a condition; a value that does not apply is false.
    pub(crate) fn as_truth(&self) -> Truth {
        match self {
            Self::Datum(Datum::Known(Value::Bool(true))) => Truth::True,
            Self::Datum(Datum::Known(_) | Datum::NotApplicable) => Truth::False,
            _ => Truth::Unknown,
        }
    }

    pub(crate) fn datum(&self) -> Datum {
        match self {
            Self::Datum(datum) => datum.clone(),
            _ => Datum::Unknown,
        }
    }
}

/// The diagrams of one space.
pub(crate) struct Encoder<'s, 'p> {
    pub(crate) sides: &'s Sides<'p>,
    pub(crate) space: Space,
    pub(crate) store: Store<Leaf>,
    pub(super) done: HashMap<(SideNode, Option<usize>), Ref>,
    pub(super) outcomes: HashMap<(usize, usize), Ref>,
    /// What the rules of decisions come to in an interview.
    pub(super) rivals: HashMap<DecisionId, Ref>,
    /// What is not followed exactly may be anything, instead of being tried for chosen values.
    pub(super) free: Option<Free>,
}

/// A diagram, or that it would be too large.
pub(crate) type Encoded = Result<Ref, TooLarge>;

impl<'s, 'p> Encoder<'s, 'p> {
    pub(crate) fn new(sides: &'s Sides<'p>, space: Space, limit: usize) -> Self {
        let cells = space.variables.iter().map(|variable| variable.cells.len()).collect();
        Self {
            sides,
            space,
            store: Store::new(cells, limit),
            done: HashMap::new(),
            outcomes: HashMap::new(),
            rivals: HashMap::new(),
            free: None,
        }
    }

    /// The values of a node that is not about rows.
    pub(crate) fn node(&mut self, side: usize, node: NodeId) -> Encoded {
        let Some(judge) = self.sides.judges.get(side) else { return Err(TooLarge) };
        let plan = &judge.planned.plan;
        // Operands first, without recursion: policies may be deep.
        let mut open = vec![(node, false)];
        while let Some((at, is_ready)) = open.pop() {
            let rows = match plan.node(at).domain {
                Some(detail) => (0..self.space.rows(&judge.record.detail(detail).name)).map(Some).collect(),
                None => vec![None],
            };
            if rows.iter().all(|row| self.done.contains_key(&((side, at), *row))) {
                continue;
            }
            if is_ready {
                for row in rows {
                    let diagram = self.encode(side, at, row)?;
                    let diagram = self.settled(side, at, diagram)?;
                    self.done.insert(((side, at), row), diagram);
                }
            } else {
                open.push((at, true));
                open.extend(self.sides.operands(side, at).into_iter().map(|operand| (operand, false)));
            }
        }
        self.known(side, node, None)
    }

    /// A node that is encoded already.
    pub(super) fn known(&mut self, side: usize, node: NodeId, row: Option<usize>) -> Encoded {
        let is_row = self.sides.judges.get(side).is_some_and(|judge| judge.planned.plan.node(node).domain.is_some());
        match self.done.get(&((side, node), row.filter(|_| is_row))) {
            Some(known) => Ok(*known),
            None => Err(TooLarge),
        }
    }

    /// An optional condition; none is true.
    pub(super) fn condition(&mut self, side: usize, node: Option<NodeId>, row: Option<usize>) -> Encoded {
        match node {
            Some(node) => self.known(side, node, row),
            None => Ok(self.truth(Truth::True)),
        }
    }

    pub(crate) fn truth(&mut self, truth: Truth) -> Ref {
        self.store.end(Leaf::truth(truth))
    }

    fn constant(&mut self, datum: Datum) -> Ref {
        self.store.end(Leaf::Datum(datum))
    }

    fn encode(&mut self, side: usize, node: NodeId, row: Option<usize>) -> Encoded {
        let Some(judge) = self.sides.judges.get(side) else { return Err(TooLarge) };
        let plan = &judge.planned.plan;
        let (today, year) = (self.space.today, self.space.today.year());
        if let Some(known) = self.sides.known.node((side, node)) {
            return Ok(self.constant(known.clone()));
        }
        match &plan.node(node).op {
            Op::Const(value) => {
                let value = self.sides.shared(side, value);
                Ok(self.constant(Datum::Known(value)))
            }
            Op::Unset(_) => Ok(self.constant(Datum::Unknown)),
            Op::Today => self.value_cells(&Key::Slot(Slot::Today), &mut |cell| match cell {
                Cell::Value(value) => Datum::Known(value.clone()),
                _ => Datum::Unknown,
            }),
            Op::Field(field) => self.field(side, *field, row),
            Op::Filled(field) => {
                let written = match self.sides.known.answer(side, *field) {
                    Some(answer) => self.truth(answer.is_some().into()),
                    None => self.cells(&self.key(side, *field, row), &mut |cell| known(*cell != Cell::Missing))?,
                };
                let applies = self.condition(side, plan.fields.get(field.index()).and_then(|field| field.applies), row)?;
                self.combine([applies, written], &mut |[applies, written]| {
                    Some(Leaf::truth(and(applies?.as_truth(), written?.as_truth())))
                })
            }
            Op::DetailFilled(detail) => {
                let count = Key::Rows(judge.record.detail(*detail).name.clone());
                let written = self.cells(&count, &mut |cell| known(*cell != Cell::Missing))?;
                let applies = self.condition(side, plan.details.get(detail.index()).and_then(|detail| detail.applies), None)?;
                self.combine([applies, written], &mut |[applies, written]| {
                    Some(Leaf::truth(and(applies?.as_truth(), written?.as_truth())))
                })
            }
            Op::Lift(inner) => self.known(side, *inner, None),
            Op::Not(inner) => {
                let inner = self.known(side, *inner, row)?;
                self.negated(inner)
            }
            Op::And(parts) => self.junction(side, parts, row, true),
            Op::Or(parts) => self.junction(side, parts, row, false),
            Op::Compare { op, left, right } => {
                let may_contain = self.is_exact() && *op == Comparison::In && may_be_known_in_part(plan, *right);
                let (op, operands) = (*op, [self.known(side, *left, row)?, self.known(side, *right, row)?]);
                self.store.combine(operands, &mut |[left, right]| {
                    let (left, right) = (left?, right?);
                    if let Some(open) = Open::compared(left, right, may_contain) {
                        return Some(Leaf::Free(open));
                    }
                    Some(Leaf::truth(compare(op, &left.datum(), &right.datum(), year)))
                })
            }
            Op::Arithmetic { op, left, right } => {
                let (op, operands) = (*op, [self.known(side, *left, row)?, self.known(side, *right, row)?]);
                self.store.combine(operands, &mut |[left, right]| {
                    let (left, right) = (left?, right?);
                    if let Some(open) = Open::reckoned(&[left, right]) {
                        return Some(Leaf::Free(open));
                    }
                    Some(Leaf::Datum(match (left.datum(), right.datum()) {
                        (Datum::NotApplicable, _) | (_, Datum::NotApplicable) => Datum::NotApplicable,
                        (Datum::Known(left), Datum::Known(right)) => {
                            arithmetic(op, &at_present(left, year), &at_present(right, year)).map_or(Datum::Unknown, Datum::Known)
                        }
                        _ => Datum::Unknown,
                    }))
                })
            }
            Op::Set(parts) => {
                let mut all = self.constant(Datum::Known(Value::set([])));
                for part in parts {
                    let part = self.known(side, *part, row)?;
                    all = self.combine([all, part], &mut |[all, part]| Some(Leaf::Datum(with(all?.datum(), part?.datum()))))?;
                }
                Ok(all)
            }
            Op::Choice { arms, otherwise } => {
                let (arms, otherwise) = open_arms(plan, arms, *otherwise);
                let mut rest = self.known(side, otherwise, row)?;
                for (condition, value) in arms.into_iter().rev() {
                    let operands = [self.known(side, condition, row)?, self.known(side, value, row)?, rest];
                    rest = self.store.combine(operands, &mut |[condition, value, rest]| match condition?.as_truth() {
                        Truth::True => value.cloned(),
                        Truth::False => rest.cloned(),
                        Truth::Unknown => {
                            let (value, rest) = (value?, rest?);
                            if let Some(open) = Open::either(value, rest) {
                                return Some(Leaf::Free(open));
                            }
                            let (value, rest) = (value.datum(), rest.datum());
                            Some(Leaf::Datum(if same(&value, &rest, year) { value } else { Datum::Unknown }))
                        }
                    })?;
                }
                Ok(rest)
            }
            Op::Call { function, args } => {
                let (function, args) = (*function, args.clone());
                match args.as_slice() {
                    [one] => {
                        let one = self.known(side, *one, row)?;
                        let always = function != Function::Parent;
                        self.store.combine([one], &mut |[one]| {
                            let one = one?;
                            if let Some(open) = Open::reckoned(&[one]) {
                                return Some(Leaf::Free(if always { open } else { Open::ANY }));
                            }
                            Some(Leaf::Datum(call(function, &[&one.datum()], today)))
                        })
                    }
                    [left, right] => {
                        let operands = [self.known(side, *left, row)?, self.known(side, *right, row)?];
                        self.combine(operands, &mut |[left, right]| {
                            Some(Leaf::Datum(call(function, &[&left?.datum(), &right?.datum()], today)))
                        })
                    }
                    _ => Ok(self.constant(Datum::Unknown)),
                }
            }
            Op::Format { format, text } => {
                let text = self.known(side, *text, row)?;
                self.combine([text], &mut |[text]| Some(Leaf::Datum(has_format(format, &text?.datum(), today))))
            }
            Op::Any { detail, .. }
            | Op::All { detail, .. }
            | Op::Count { detail, .. }
            | Op::Selected { detail, .. }
            | Op::Gathered { detail, .. }
                if self.is_exact() =>
            {
                self.without_rows(side, node, *detail)
            }
            Op::Any { detail, such_that } => self.any(side, *detail, *such_that),
            Op::All { detail, such_that } => self.all(side, *detail, *such_that),
            Op::Count { detail, such_that } => self.count(side, *detail, *such_that),
            Op::Selected { last, detail, order, such_that, value } => {
                self.selected(side, *last, *detail, [*such_that, *order, *value])
            }
            Op::Gathered { detail, such_that, value } => self.gathered(side, *detail, *such_that, *value),
            Op::Decide(decision) => {
                let outcome = self.outcome(side, *decision)?;
                self.store.combine([outcome], &mut |[outcome]| {
                    Some(Leaf::Datum(match outcome? {
                        Leaf::Free(open) => return Some(Leaf::Free(*open)),
                        Leaf::Verdict(Verdict::Determined(value)) => Datum::Known(value.clone()),
                        Leaf::Verdict(Verdict::NotApplicable) => Datum::NotApplicable,
                        _ => Datum::Unknown,
                    }))
                })
            }
            Op::Test { test, decision } => {
                let (test, outcome) = (*test, self.outcome(side, *decision)?);
                let (is_exact, is_interview) = (self.is_exact(), self.sides.known.is_interview());
                self.store.combine([outcome], &mut |[outcome]| match outcome? {
                    // Whether values are in conflict depends on what they are, and outside interviews the cells need not tell them apart.
                    Leaf::Verdict(Verdict::Determined(_) | Verdict::Conflict | Verdict::Undetermined { .. })
                        if is_exact && !is_interview =>
                    {
                        Some(Leaf::Free(Open::ANY))
                    }
                    Leaf::Free(Open::KNOWN) if is_interview => Some(Leaf::truth((test == DecisionTest::Determined).into())),
                    Leaf::Free(_) => Some(Leaf::Free(Open::ANY)),
                    outcome => Some(Leaf::truth(tested(test, outcome))),
                })
            }
            Op::CurrentStep(process) => self.current_step(side, *process),
        }
    }

    /// The variable of a field.
    pub(super) fn key(&self, side: usize, field: FieldId, row: Option<usize>) -> Key {
        let Some(judge) = self.sides.judges.get(side) else { return Key::Slot(Slot::Today) };
        match (slot_of(judge, field).0, row) {
            (Slot::Field { detail: Some(detail), name }, Some(row)) => Key::InRow { detail, row, field: name },
            (slot, _) => Key::Slot(slot),
        }
    }

    /// A diagram that reads one variable.
    pub(super) fn cells(&mut self, key: &Key, read: &mut dyn FnMut(&Cell) -> Datum) -> Encoded {
        let Some(number) = self.space.variable(key) else { return Err(TooLarge) };
        let values: Vec<Datum> = match self.space.variables.get(number) {
            Some(variable) => variable.cells.iter().map(read).collect(),
            None => return Err(TooLarge),
        };
        let parts: Vec<Ref> = values.into_iter().map(|value| self.store.end(Leaf::Datum(value))).collect();
        self.store.choose(number, &parts)
    }

    fn field(&mut self, side: usize, field: FieldId, row: Option<usize>) -> Encoded {
        let Some(judge) = self.sides.judges.get(side) else { return Err(TooLarge) };
        let plan = judge.planned.plan.fields.get(field.index());
        let assumed = plan.and_then(|plan| plan.assume.as_ref()).map(|value| self.sides.shared(side, value));
        let value = match self.sides.known.answer(side, field) {
            Some(answer) => self.constant(answer.cloned().or(assumed).map_or(Datum::Unknown, Datum::Known)),
            None => self.value_cells(&self.key(side, field, row), &mut |cell| match cell {
                Cell::Value(value) => Datum::Known(value.clone()),
                Cell::Missing => assumed.clone().map_or(Datum::Unknown, Datum::Known),
                _ => Datum::Unknown,
            })?,
        };
        let Some(applies) = plan.and_then(|plan| plan.applies) else { return Ok(value) };
        let applies = self.known(side, applies, row)?;
        self.store.combine([applies, value], &mut |[applies, value]| match applies?.as_truth() {
            Truth::True => value.cloned(),
            Truth::False => Some(Leaf::Datum(Datum::NotApplicable)),
            Truth::Unknown => Some(Leaf::Datum(Datum::Unknown)),
        })
    }

    pub(crate) fn negated(&mut self, inner: Ref) -> Encoded {
        self.combine([inner], &mut |[inner]| {
            Some(Leaf::truth(match inner?.as_truth() {
                Truth::True => Truth::False,
                Truth::False => Truth::True,
                Truth::Unknown => Truth::Unknown,
            }))
        })
    }

    /// `且` or `或` of two conditions.
    pub(crate) fn both(&mut self, left: Ref, right: Ref) -> Encoded {
        self.combine([left, right], &mut |parts| {
            let parts = parts.map(|part| part.map(Leaf::as_truth));
            match parts {
                [Some(Truth::False), _] | [_, Some(Truth::False)] => Some(Leaf::truth(Truth::False)),
                [Some(left), Some(right)] => Some(Leaf::truth(and(left, right))),
                _ => None,
            }
        })
    }

    pub(crate) fn either(&mut self, left: Ref, right: Ref) -> Encoded {
        self.combine([left, right], &mut |parts| {
            let parts = parts.map(|part| part.map(Leaf::as_truth));
            match parts {
                [Some(Truth::True), _] | [_, Some(Truth::True)] => Some(Leaf::truth(Truth::True)),
                [Some(Truth::False), Some(right)] => Some(Leaf::truth(right)),
                [Some(left), Some(Truth::False)] => Some(Leaf::truth(left)),
                [Some(_), Some(_)] => Some(Leaf::truth(Truth::Unknown)),
                _ => None,
            }
        })
    }

    fn junction(&mut self, side: usize, parts: &[NodeId], row: Option<usize>, conjunction: bool) -> Encoded {
        let mut all = self.truth(Truth::from(conjunction));
        for part in parts {
            let part = self.known(side, *part, row)?;
            all = if conjunction { self.both(all, part)? } else { self.either(all, part)? };
        }
        Ok(all)
    }

    /// How many rows there are; unknown if that is.
    pub(super) fn row_count(&mut self, side: usize, detail: DetailId) -> Encoded {
        let Some(judge) = self.sides.judges.get(side) else { return Err(TooLarge) };
        let plan = judge.planned.plan.details.get(detail.index());
        let none_if_absent = plan.is_some_and(|plan| plan.none_if_absent);
        let key = Key::Rows(judge.record.detail(detail).name.clone());
        let written = self.cells(&key, &mut |cell| match cell {
            Cell::Rows(count) => Datum::Known(Value::Integer(i64::try_from(*count).unwrap_or(0))),
            Cell::Missing if none_if_absent => Datum::Known(Value::Integer(0)),
            _ => Datum::Unknown,
        })?;
        let Some(applies) = plan.and_then(|plan| plan.applies) else { return Ok(written) };
        let applies = self.known(side, applies, None)?;
        self.combine([applies, written], &mut |[applies, written]| match applies?.as_truth() {
            Truth::True => written.cloned(),
            Truth::False => Some(Leaf::Datum(Datum::Known(Value::Integer(0)))),
            Truth::Unknown => Some(Leaf::Datum(Datum::Unknown)),
        })
    }

    fn current_step(&mut self, side: usize, process: crate::ids::ProcessId) -> Encoded {
        let Some(judge) = self.sides.judges.get(side) else { return Err(TooLarge) };
        let Some(plan) = judge.planned.plan.processes.get(process.index()) else { return Err(TooLarge) };
        let mut rest = self.constant(Datum::NotApplicable);
        for step in plan.steps.iter().rev() {
            let operands = [self.condition(side, step.applies, None)?, self.known(side, step.done, None)?, rest];
            rest = self.combine(operands, &mut |[applies, done, rest]| match (applies?.as_truth(), done?.as_truth()) {
                (Truth::False, _) | (_, Truth::True) => rest.cloned(),
                (Truth::True, Truth::False) => Some(Leaf::Datum(Datum::Known(step.name.clone()))),
                _ => Some(Leaf::Datum(Datum::Unknown)),
            })?;
        }
        let guard = self.condition(side, plan.guard, None)?;
        self.combine([guard, rest], &mut |[guard, rest]| match guard?.as_truth() {
            Truth::True => rest.cloned(),
            Truth::False => Some(Leaf::Datum(Datum::NotApplicable)),
            Truth::Unknown => Some(Leaf::Datum(Datum::Unknown)),
        })
    }
}

fn known(value: bool) -> Datum {
    Datum::Known(Value::Bool(value))
}

/// A set with one more element; one that does not apply adds nothing.
fn with(all: Datum, part: Datum) -> Datum {
    match (all, part) {
        (Datum::Known(all), Datum::Known(part)) => Datum::Known(Value::set(all.elements().iter().cloned().chain([part]))),
        (all, Datum::NotApplicable) => all,
        _ => Datum::Unknown,
    }
}

/// Certainly the same value.
pub(super) fn same(left: &Datum, right: &Datum, year: i32) -> bool {
    match (left, right) {
        (Datum::Known(left), Datum::Known(right)) => equal(left, right, year) == Truth::True,
        (Datum::NotApplicable, Datum::NotApplicable) => true,
        _ => false,
    }
}

fn tested(test: DecisionTest, outcome: &Leaf) -> Truth {
    let Leaf::Verdict(verdict) = outcome else { return Truth::Unknown };
    match test {
        DecisionTest::Determined => matches!(verdict, Verdict::Determined(_)).into(),
        DecisionTest::Undetermined => matches!(verdict, Verdict::Undetermined { .. }).into(),
        DecisionTest::NeedsReview => match verdict {
            Verdict::Undetermined { may_need_review: true } => Truth::Unknown,
            _ => matches!(verdict, Verdict::Review(_) | Verdict::Conflict | Verdict::NoRule).into(),
        },
    }
}
