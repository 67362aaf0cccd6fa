//! Constants folded and trivial operators removed, before a node is made.

use super::{Node, Op};
use crate::ids::NodeId;
use crate::value::{Arithmetic, Value, arithmetic};

/// What an operator comes to.
pub(super) enum Folded {
    /// An existing node.
    Same(NodeId),
    /// A node of this kind.
    Op(Op),
}

pub(super) fn fold(op: Op, nodes: &[Node]) -> Folded {
    let op_of = |id: NodeId| nodes.get(id.index()).map(|node| &node.op);
    let constant = |id: NodeId| match op_of(id) {
        Some(Op::Const(value)) => Some(value),
        // A constant that was spread over the rows of a 明细.
        Some(Op::Lift(inner)) => match op_of(*inner) {
            Some(Op::Const(value)) => Some(value),
            _ => None,
        },
        _ => None,
    };
    match op {
        Op::Not(inner) => Folded::Op(match constant(inner) {
            Some(Value::Bool(value)) => Op::Const(Value::Bool(!value)),
            _ => Op::Not(inner),
        }),
        Op::And(parts) => junction(parts, true, &constant),
        Op::Or(parts) => junction(parts, false, &constant),
        Op::Arithmetic { op, left, right } => {
            let known = constant(left).zip(constant(right)).filter(|(_, taken)| !(op == Arithmetic::Sub && holds_place(taken)));
            let value = known.and_then(|(left, right)| arithmetic(op, left, right));
            Folded::Op(value.map_or(Op::Arithmetic { op, left, right }, Op::Const))
        }
        Op::Choice { arms, otherwise } => choice(arms, otherwise, &constant),
        other => Folded::Op(other),
    }
}

/// Which place another one is depends on the day: an abolished one taken out of a set takes its successor with it.
fn holds_place(set: &Value) -> bool {
    set.elements().iter().any(|element| matches!(element, Value::Place(_)))
}

/// Arms that are never taken are left out; one that always is ends the choice.
fn choice<'n>(arms: Vec<(NodeId, NodeId)>, otherwise: NodeId, constant: &dyn Fn(NodeId) -> Option<&'n Value>) -> Folded {
    let mut kept = Vec::new();
    for (condition, value) in arms {
        match constant(condition) {
            Some(Value::Bool(true)) if kept.is_empty() => return Folded::Same(value),
            Some(Value::Bool(true)) => return Folded::Op(Op::Choice { arms: kept, otherwise: value }),
            Some(Value::Bool(false)) => {}
            _ => kept.push((condition, value)),
        }
    }
    if kept.is_empty() { Folded::Same(otherwise) } else { Folded::Op(Op::Choice { arms: kept, otherwise }) }
}

/// `且` (neutral true) or `或` (neutral false).
fn junction<'n>(parts: Vec<NodeId>, neutral: bool, constant: &dyn Fn(NodeId) -> Option<&'n Value>) -> Folded {
    let mut kept: Vec<NodeId> = Vec::new();
    for part in parts {
        match constant(part) {
            Some(Value::Bool(value)) if *value == neutral => {}
            Some(Value::Bool(value)) => return Folded::Op(Op::Const(Value::Bool(*value))),
            _ if kept.contains(&part) => {}
            _ => kept.push(part),
        }
    }
    match kept.as_slice() {
        [] => Folded::Op(Op::Const(Value::Bool(neutral))),
        [only] => Folded::Same(*only),
        _ if neutral => Folded::Op(Op::And(kept)),
        _ => Folded::Op(Op::Or(kept)),
    }
}
