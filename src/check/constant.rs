//! Values of expressions that no record can change: parameters, assumed values, examples.

use crate::hir::{Expr, ExprKind};
use crate::value::{Value, arithmetic};

/// The value, or `None` where the expression is not constant or has no value.
pub(crate) fn constant(expr: &Expr) -> Option<Value> {
    match &expr.kind {
        ExprKind::Const(value) => Some(value.clone()),
        ExprKind::Arithmetic { op, left, right } => arithmetic(*op, &constant(left)?, &constant(right)?),
        ExprKind::Set(parts) => parts.iter().map(constant).collect::<Option<Vec<Value>>>().map(Value::set),
        _ => None,
    }
}
