//! Constants folded and trivial operators removed, before a node is made.

use super::{Node, Op};
use crate::ids::NodeId;
use crate::value::{Value, arithmetic};

/// What an operator comes to.
pub(super) enum Folded {
    /// An existing node.
    Same(NodeId),
    /// A node of this kind.
    Op(Op),
}

pub(super) fn fold(op: Op, nodes: &[Node]) -> Folded {
    let constant = |id: NodeId| match nodes.get(id.index()).map(|node| &node.op) {
        Some(Op::Const(value)) => Some(value),
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
            let value = constant(left).zip(constant(right)).and_then(|(left, right)| arithmetic(op, left, right));
            Folded::Op(value.map_or(Op::Arithmetic { op, left, right }, Op::Const))
        }
        other => Folded::Op(other),
    }
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
