//! Proofs about all records without any chosen value: what cells do not follow exactly may be anything, the same thing wherever the
//! same is written. In: a space, numbers of nodes. Out: diagrams in which such conditions are variables of their own.
//! What is equal in these diagrams is equal for every record; what is not may still be.

use std::collections::HashMap;

use super::cone::{Cone, SideNode};
use super::encode::{Encoded, Encoder, Leaf};
use super::origin::Group;
use super::outcome::Verdict;
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

/// A value that is there and cannot be read.
const UNREADABLE: Cell = Cell::Outcome(Verdict::Undetermined { may_need_review: false });

impl Space {
    /// Makes room for everything that a record may have, also what cannot be read, and for a variable for every condition.
    pub(crate) fn open_up(&mut self, encoded: &Cone, sides: &super::sides::Sides<'_>, free: &Free) {
        for variable in &mut self.variables {
            if !matches!(variable.key, Key::Slot(super::cone::Slot::Today)) {
                variable.cells.push(UNREADABLE);
            }
        }
        for at in &encoded.nodes {
            let (side, node) = *at;
            let (Some(judge), Some(number)) = (sides.judges.get(side), free.numbers.get(at)) else { continue };
            let own = judge.planned.plan.node(node);
            let key = Key::Free(*number);
            if !own.is_bool || own.domain.is_some() || self.variable(&key).is_some() {
                continue;
            }
            let mut cells = vec![Cell::Value(Value::Bool(true)), Cell::Value(Value::Bool(false)), Cell::Missing];
            if may_not_apply(&own.op) {
                cells.push(Cell::Outcome(Verdict::NotApplicable));
            }
            self.add(key, Type::Bool, (cells, Group::default()));
        }
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

impl Encoder<'_, '_> {
    /// Nothing is tried for chosen values only.
    pub(super) fn is_exact(&self) -> bool {
        self.free.is_some()
    }

    /// Cells do not stand for all values at this node.
    pub(super) fn is_free(&self, side: usize, node: NodeId) -> bool {
        self.is_exact() && self.space.inexact.contains_key(&(side, node))
    }

    /// Combines diagrams; where the answer depends on something that may be anything, so may it.
    pub(super) fn combine<const N: usize>(
        &mut self,
        operands: [super::diagram::Ref; N],
        combine: &mut dyn FnMut([Option<&Leaf>; N]) -> Option<Leaf>,
    ) -> Encoded {
        if !self.is_exact() {
            return self.store.combine(operands, combine);
        }
        self.store.combine(operands, &mut |ends| {
            let is_reached = ends.iter().all(Option::is_some);
            let answer = combine(ends.map(|end| end.filter(|leaf| **leaf != Leaf::Free)));
            answer.or_else(|| is_reached.then_some(Leaf::Free))
        })
    }

    /// A condition that may be anything is a variable of its own.
    pub(super) fn settled(&mut self, side: usize, node: NodeId, diagram: super::diagram::Ref) -> Encoded {
        let Some(free) = &self.free else { return Ok(diagram) };
        let number = free.numbers.get(&(side, node)).copied();
        let is_bool = self.sides.judges.get(side).is_some_and(|judge| judge.planned.plan.node(node).is_bool);
        if !is_bool || !self.store.reaches(diagram, &|leaf| *leaf == Leaf::Free) {
            return Ok(diagram);
        }
        let variable = self.cells(&Key::Free(number.unwrap_or(u32::MAX)), &mut |cell| match cell {
            Cell::Value(value) => Datum::Known(value.clone()),
            Cell::Outcome(_) => Datum::NotApplicable,
            Cell::Missing | Cell::Rows(_) => Datum::Unknown,
        })?;
        self.store.combine([diagram, variable], &mut |[own, variable]| match own? {
            Leaf::Free => variable.cloned(),
            other => Some(other.clone()),
        })
    }

    /// A question about rows, answered only where there are none or their number is not known.
    pub(super) fn without_rows(&mut self, side: usize, detail: DetailId, op: &Op) -> Encoded {
        let none = match op {
            Op::Any { .. } => Leaf::truth(Truth::False),
            Op::All { .. } => Leaf::truth(Truth::True),
            Op::Count { .. } => Leaf::Datum(Datum::Known(Value::Integer(0))),
            Op::Gathered { .. } => Leaf::Datum(Datum::Known(Value::set([]))),
            _ => Leaf::Datum(Datum::NotApplicable),
        };
        let count = self.row_count(side, detail)?;
        self.combine([count], &mut |[count]| {
            Some(match count?.datum() {
                Datum::Known(Value::Integer(0)) => none.clone(),
                Datum::Known(_) => Leaf::Free,
                _ => Leaf::Datum(Datum::Unknown),
            })
        })
    }
}
