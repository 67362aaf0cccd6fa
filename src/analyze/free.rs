//! Proofs about all records without any chosen value: what cells do not follow exactly may be anything, the same thing wherever the
//! same is written. In: a space, numbers of nodes. Out: diagrams in which such conditions are variables of their own.
//! What is equal in these diagrams is equal for every record; what is not may still be.

use std::collections::HashMap;

use super::cone::{Cone, SideNode};
use super::diagram::{Ref, TooLarge};
use super::encode::{Encoded, Encoder, Leaf};
use super::groups::Group;
use super::outcome::Verdict;
use super::sides::Sides;
use super::space::{Cell, Key, Space};
use crate::evaluate::{Datum, Truth};
use crate::hir::Type;
use crate::ids::{DetailId, NodeId};
use crate::plan::Op;
use crate::value::Value;

/// Numbers of nodes, equal for nodes that have the same value for every record.
pub(crate) struct Free {
    pub(crate) numbers: HashMap<SideNode, u32>,
}

/// What is still known of a value that may be anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Open {
    pub(super) may_not_apply: bool,
    pub(super) may_be_unknown: bool,
}

impl Open {
    pub(super) const ANY: Self = Self { may_not_apply: true, may_be_unknown: true };
    /// Known or unknown, but not 不适用.
    const APPLIES: Self = Self { may_not_apply: false, may_be_unknown: true };
    /// Some value.
    pub(super) const KNOWN: Self = Self { may_not_apply: false, may_be_unknown: false };

    /// Whether it surely is not 不适用.
    pub(super) fn applies(self) -> bool {
        !self.may_not_apply
    }

    fn of(leaf: &Leaf) -> Self {
        match leaf {
            Leaf::Free(open) => *open,
            Leaf::Datum(Datum::NotApplicable) => Self::ANY,
            _ => Self::APPLIES,
        }
    }

    /// What a value made of these comes to, if one of them may be anything: 不适用 only where one of them is.
    pub(super) fn reckoned(leaves: &[&Leaf]) -> Option<Self> {
        let is_open = leaves.iter().any(|leaf| matches!(leaf, Leaf::Free(_)));
        let may_not_apply = leaves.iter().any(|leaf| Self::of(leaf).may_not_apply);
        is_open.then_some(Self { may_not_apply, may_be_unknown: true })
    }

    /// What one of two values comes to, it being unknown which: the value that both are, if they are the same.
    pub(super) fn either(one: &Leaf, other: &Leaf) -> Option<Self> {
        let is_unknown = |leaf: &Leaf| matches!(leaf, Leaf::Datum(Datum::Unknown));
        let may_not_apply = Self::of(one).may_not_apply && Self::of(other).may_not_apply;
        let is_neither = |leaf: &Leaf| matches!(leaf, Leaf::Datum(Datum::NotApplicable)) && !may_not_apply;
        if [one, other].into_iter().any(|leaf| is_unknown(leaf) || is_neither(leaf)) {
            return None;
        }
        let is_open = matches!(one, Leaf::Free(_)) || matches!(other, Leaf::Free(_));
        is_open.then_some(Self { may_not_apply, may_be_unknown: true })
    }

    /// What comparing two values comes to, if that is open. `may_contain`: an element may be found in a set that is not wholly known.
    pub(super) fn compared(left: &Leaf, right: &Leaf, may_contain: bool) -> Option<Self> {
        let is_open = |leaf: &Leaf| matches!(leaf, Leaf::Free(_));
        let is = |leaf: &Leaf, datum: &Datum| matches!(leaf, Leaf::Datum(own) if own == datum);
        if is(left, &Datum::NotApplicable) || is(right, &Datum::NotApplicable) {
            return None;
        }
        // What applies, beside what is unknown, leaves the comparison unknown.
        let (one, other) = (Self::of(left), Self::of(right));
        let is_settled = (is(left, &Datum::Unknown) && other.applies()) || (is(right, &Datum::Unknown) && one.applies());
        if is_settled && !(may_contain && is(right, &Datum::Unknown)) {
            return None;
        }
        (is_open(left) || is_open(right) || (may_contain && is(right, &Datum::Unknown) && !is(left, &Datum::Unknown)))
            .then_some(Self::APPLIES)
    }
}

/// Whether a condition may come to 不适用, which is neither true nor false where it is compared.
fn may_not_apply(op: &Op) -> bool {
    !matches!(
        op,
        Op::Not(_)
            | Op::And(_)
            | Op::Or(_)
            | Op::Compare { .. }
            | Op::Any { .. }
            | Op::All { .. }
            | Op::Filled(_)
            | Op::DetailFilled(_)
            | Op::Test { .. }
    )
}

impl Space {
    /// Makes room for a variable for every condition.
    pub(super) fn add_conditions(&mut self, encoded: &Cone, sides: &Sides<'_>, free: &Free) {
        for at in &encoded.nodes {
            let (side, node) = *at;
            let (Some(judge), Some(number)) = (sides.judges.get(side), free.numbers.get(at)) else { continue };
            let own = judge.planned.plan.node(node);
            let key = Key::Free(*number);
            if !own.is_bool || self.variable(&key).is_some() {
                continue;
            }
            let mut cells = vec![Cell::Value(Value::Bool(true)), Cell::Value(Value::Bool(false)), Cell::Missing];
            if may_not_apply(&own.op) {
                cells.push(Cell::Outcome(Verdict::NotApplicable));
            }
            self.add(key, None, Type::Bool, (cells, Group::default(), false));
        }
    }
}

impl Encoder<'_, '_> {
    /// Nothing is tried for chosen values only.
    pub(super) fn is_exact(&self) -> bool {
        self.free.is_some()
    }

    /// A diagram that reads the value of one variable. One whose cells do not stand for all values may be anything.
    pub(super) fn value_cells(&mut self, key: &Key, read: &mut dyn FnMut(&Cell) -> Datum) -> Encoded {
        let diagram = self.cells(key, read)?;
        let number = self.space.variable(key);
        let is_inexact = number.and_then(|number| self.space.variables.get(number)).is_some_and(|variable| variable.inexact);
        if !self.is_exact() || !is_inexact {
            return Ok(diagram);
        }
        let number = number.ok_or(TooLarge)?;
        let cells = self.space.variables.get(number).map(|variable| variable.cells.clone()).unwrap_or_default();
        let parts: Vec<_> = cells
            .iter()
            .map(|cell| match cell {
                Cell::Value(_) => self.store.end(Leaf::Free(Open::KNOWN)),
                other => self.store.end(Leaf::Datum(read(other))),
            })
            .collect();
        self.store.choose(number, &parts)
    }

    /// Combines diagrams; where the answer depends on something that may be anything, so may it.
    pub(super) fn combine<const N: usize>(
        &mut self,
        operands: [Ref; N],
        combine: &mut dyn FnMut([Option<&Leaf>; N]) -> Option<Leaf>,
    ) -> Encoded {
        if !self.is_exact() {
            return self.store.combine(operands, combine);
        }
        self.store.combine(operands, &mut |ends| {
            let is_reached = ends.iter().all(Option::is_some);
            let answer = combine(ends.map(|end| end.filter(|leaf| !matches!(leaf, Leaf::Free(_)))));
            answer.or_else(|| is_reached.then_some(Leaf::Free(Open::ANY)))
        })
    }

    /// A condition that may be anything is a variable of its own.
    pub(super) fn settled(&mut self, side: usize, node: NodeId, diagram: Ref) -> Encoded {
        if !self.is_exact() {
            return Ok(diagram);
        }
        let is_bool = self.sides.judges.get(side).is_some_and(|judge| judge.planned.plan.node(node).is_bool);
        if !is_bool || !self.store.reaches(diagram, &|leaf| matches!(leaf, Leaf::Free(_))) {
            return Ok(diagram);
        }
        let variable = self.variable_of(side, node)?;
        self.store.combine([diagram, variable], &mut |[own, variable]| match own? {
            Leaf::Free(_) => variable.cloned(),
            other => Some(other.clone()),
        })
    }

    /// The variable of a condition that may be anything.
    fn variable_of(&mut self, side: usize, node: NodeId) -> Encoded {
        let number = self.free.as_ref().and_then(|free| free.numbers.get(&(side, node))).copied().ok_or(TooLarge)?;
        self.cells(&Key::Free(number), &mut |cell| match cell {
            Cell::Value(value) => Datum::Known(value.clone()),
            Cell::Outcome(_) => Datum::NotApplicable,
            Cell::Missing | Cell::Rows(_) => Datum::Unknown,
        })
    }

    /// A question about rows, answered as far as their number, and what is possible for any row, answer it.
    pub(super) fn without_rows(&mut self, side: usize, node: NodeId, detail: DetailId) -> Encoded {
        let Some(judge) = self.sides.judges.get(side) else { return Err(TooLarge) };
        let op = &judge.planned.plan.node(node).op;
        let none = match op {
            Op::Any { .. } => Leaf::truth(Truth::False),
            Op::All { .. } => Leaf::truth(Truth::True),
            Op::Count { .. } => Leaf::Datum(Datum::Known(Value::Integer(0))),
            Op::Gathered { .. } => Leaf::Datum(Datum::Known(Value::set([]))),
            _ => Leaf::Datum(Datum::NotApplicable),
        };
        let count = self.row_count(side, detail)?;
        let some = match op {
            Op::Any { such_that, .. } | Op::All { such_that, .. } => self.of_some_rows(side, node, *such_that)?,
            op => self.store.end(Leaf::Free(if always_applies(op) { Open::APPLIES } else { Open::ANY })),
        };
        self.store.combine([count, some], &mut |[count, some]| match count?.datum() {
            Datum::Known(Value::Integer(0)) => Some(none.clone()),
            Datum::Known(_) => some.cloned(),
            _ => Some(Leaf::Datum(Datum::Unknown)),
        })
    }

    /// What 任一 and 全部 come to where there are rows: what the condition may come to for one of them.
    fn of_some_rows(&mut self, side: usize, node: NodeId, such_that: NodeId) -> Encoded {
        let fits = self.known(side, such_that, Some(0))?;
        let in_row = |variable: &super::space::Variable| !matches!(variable.key, Key::Slot(_) | Key::Rows(_));
        let first = self.space.variables.iter().position(in_row).unwrap_or(usize::MAX);
        let possible = self.store.folded(fits, first, &|ends| {
            let bits = ends.iter().fold(0, |bits, end| bits | bit(end.as_truth()));
            Leaf::Datum(Datum::Known(Value::Integer(bits)))
        })?;
        let any = self.variable_of(side, node)?;
        self.store.combine([possible, any], &mut |[possible, any]| {
            let Datum::Known(Value::Integer(bits)) = possible?.datum() else { return None };
            let single = ALL.into_iter().find(|truth| bits == bit(*truth));
            let wished = match single {
                Some(only) => only,
                None => any?.as_truth(),
            };
            // One that is not possible stands for one that is, the same wherever the same is asked.
            let truth = if bits & bit(wished) != 0 { Some(wished) } else { ALL.into_iter().find(|truth| bits & bit(*truth) != 0) };
            Some(Leaf::truth(truth.unwrap_or(Truth::Unknown)))
        })
    }
}

const ALL: [Truth; 3] = [Truth::Unknown, Truth::False, Truth::True];

fn bit(truth: Truth) -> i64 {
    match truth {
        Truth::True => 1,
        Truth::False => 2,
        Truth::Unknown => 4,
    }
}

/// Whether a value is never 不适用 by itself.
fn always_applies(op: &Op) -> bool {
    !may_not_apply(op) || matches!(op, Op::Count { .. } | Op::Gathered { .. })
}
