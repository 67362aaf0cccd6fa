//! A condition taken apart at 且, 或 and 非, down to what cannot be taken apart. In: an expression of the policy and stored results.
//! Out: the parts that decided in one lane, each with the side it was on. A part decides where the whole is as it is because of it alone.

use crate::evaluate::{Evaluation, Truth};
use crate::hir::{Expr, ExprKind, Quantifier, Type};
use crate::ids::{DetailId, NodeId};
use crate::plan::{Op, Plan};
use crate::span::Span;

/// A part of a condition that is not taken apart further.
#[derive(Debug)]
pub(super) struct Atom {
    pub(super) span: Span,
    node: Option<NodeId>,
    /// Why no sample can put it on both sides.
    pub(super) fixed: Option<Fixed>,
}

/// Why a condition has one side only.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fixed {
    /// It depends on parameters alone.
    Constant,
    /// It reads a parameter that is 未定.
    Unset,
}

/// A condition or a value, with the numbers of its atoms.
#[derive(Debug)]
pub(super) enum Tree {
    Not(Box<Tree>),
    And(Vec<Tree>),
    Or(Vec<Tree>),
    Atom(usize, Vec<Inner>),
    /// A value that is no condition, for the conditions inside it.
    Value(Vec<Inner>),
}

/// Conditions inside an atom or a value.
#[derive(Debug)]
pub(super) enum Inner {
    /// 满足 of the rows of a 明细; 任一 and 全部 let a row decide only if the others leave it open.
    Rows { detail: DetailId, kind: Option<Quantifier>, tree: Tree },
    /// 若 … 否则 若 …: each is asked only if those before it do not hold.
    Arms(Vec<Tree>),
}

/// Where a condition is looked at: a record's lane, or a row's.
#[derive(Clone, Copy)]
pub(super) struct Lane {
    pub(super) number: usize,
    pub(super) detail: Option<DetailId>,
}

impl Tree {
    /// Takes an expression apart; its atoms are added to the list.
    pub(super) fn new(expr: &Expr, plan: &Plan, atoms: &mut Vec<Atom>) -> Self {
        let first = atoms.len();
        let node = plan.at.get(&expr.span).copied();
        let mut parts = |parts: &[Expr]| parts.iter().map(|part| Tree::new(part, plan, atoms)).collect();
        let tree = match &expr.kind {
            _ if expr.ty != Type::Bool => return Tree::Value(inner(expr, plan, atoms)),
            ExprKind::And(list) => Tree::And(parts(list)),
            ExprKind::Or(list) => Tree::Or(parts(list)),
            ExprKind::Not(inside) if matches!(inside.kind, ExprKind::And(_) | ExprKind::Or(_) | ExprKind::Not(_)) => {
                Tree::Not(Box::new(Tree::new(inside, plan, atoms)))
            }
            _ => {
                atoms.push(Atom { span: expr.span, node, fixed: fixed(expr) });
                Tree::Atom(first, inner(expr, plan, atoms))
            }
        };
        if node.is_some_and(|node| matches!(plan.node(node).op, Op::Const(_))) {
            // One part is fixed so that the others cannot matter.
            atoms.iter_mut().skip(first).for_each(|atom| atom.fixed = Some(Fixed::Constant));
        }
        tree
    }

    pub(super) fn truth(&self, atoms: &[Atom], evaluation: &Evaluation<'_>, lane: Lane) -> Truth {
        match self {
            Tree::Not(tree) => match tree.truth(atoms, evaluation, lane) {
                Truth::True => Truth::False,
                Truth::False => Truth::True,
                Truth::Unknown => Truth::Unknown,
            },
            Tree::And(parts) => joined(parts.iter().map(|part| part.truth(atoms, evaluation, lane)), Truth::False),
            Tree::Or(parts) => joined(parts.iter().map(|part| part.truth(atoms, evaluation, lane)), Truth::True),
            Tree::Atom(number, _) => atoms.get(*number).map_or(Truth::Unknown, |atom| atom.truth(evaluation, lane)),
            Tree::Value(_) => Truth::Unknown,
        }
    }

    /// Tells every atom that decides in a lane, and whether it holds there.
    pub(super) fn deciding(&self, atoms: &[Atom], evaluation: &Evaluation<'_>, lane: Lane, tell: &mut dyn FnMut(usize, bool)) {
        match self {
            Tree::Not(tree) => tree.deciding(atoms, evaluation, lane, tell),
            Tree::And(parts) => deciding_part(parts, Truth::True, atoms, evaluation, lane, tell),
            Tree::Or(parts) => deciding_part(parts, Truth::False, atoms, evaluation, lane, tell),
            Tree::Atom(number, inside) => {
                match self.truth(atoms, evaluation, lane) {
                    Truth::True => tell(*number, true),
                    Truth::False => tell(*number, false),
                    Truth::Unknown => {}
                }
                inside.iter().for_each(|one| one.deciding(atoms, evaluation, lane, tell));
            }
            Tree::Value(inside) => inside.iter().for_each(|one| one.deciding(atoms, evaluation, lane, tell)),
        }
    }
}

impl Inner {
    fn deciding(&self, atoms: &[Atom], evaluation: &Evaluation<'_>, lane: Lane, tell: &mut dyn FnMut(usize, bool)) {
        match self {
            Inner::Arms(arms) => {
                for arm in arms {
                    arm.deciding(atoms, evaluation, lane, tell);
                    if arm.truth(atoms, evaluation, lane) != Truth::False {
                        break;
                    }
                }
            }
            Inner::Rows { detail, kind, tree } if lane.detail.is_none() => {
                let rows: Vec<Lane> =
                    evaluation.batch.rows(*detail, lane.number).map(|number| Lane { number, detail: Some(*detail) }).collect();
                let neutral = match kind {
                    Some(Quantifier::Any) => Some(Truth::False),
                    Some(Quantifier::All) => Some(Truth::True),
                    _ => None,
                };
                let truths: Vec<Truth> = rows.iter().map(|row| tree.truth(atoms, evaluation, *row)).collect();
                for (at, row) in rows.iter().enumerate() {
                    let others = truths.iter().enumerate().filter(|(other, _)| *other != at);
                    if neutral.is_none_or(|neutral| others.into_iter().all(|(_, truth)| *truth == neutral)) {
                        tree.deciding(atoms, evaluation, *row, tell);
                    }
                }
            }
            Inner::Rows { .. } => {}
        }
    }
}

impl Atom {
    fn truth(&self, evaluation: &Evaluation<'_>, lane: Lane) -> Truth {
        let Some(node) = self.node else { return Truth::Unknown };
        let plan = evaluation.plan.node(node);
        if !plan.is_bool {
            return Truth::Unknown;
        }
        let number = match (plan.domain, lane.detail) {
            (None, Some(detail)) => evaluation.batch.owner(detail, lane.number),
            _ => lane.number,
        };
        evaluation.truth(node, number)
    }
}

/// A part that is neutral decides where all others are neutral; one that is not, where no other is like it: the others may
/// be unknown, as `x > 3` is in `已填(x) 且 x > 3`.
fn deciding_part(
    parts: &[Tree],
    neutral: Truth,
    atoms: &[Atom],
    evaluation: &Evaluation<'_>,
    lane: Lane,
    tell: &mut dyn FnMut(usize, bool),
) {
    let truths: Vec<Truth> = parts.iter().map(|part| part.truth(atoms, evaluation, lane)).collect();
    for (at, part) in parts.iter().enumerate() {
        let own = truths.get(at).copied().unwrap_or(Truth::Unknown);
        let turns_alone = own != neutral && own != Truth::Unknown;
        let leaves_open = |truth: &Truth| *truth == neutral || (turns_alone && *truth == Truth::Unknown);
        if truths.iter().enumerate().all(|(other, truth)| other == at || leaves_open(truth)) {
            part.deciding(atoms, evaluation, lane, tell);
        }
    }
}

/// 且 where `deciding` is false, 或 where it is true.
fn joined(truths: impl Iterator<Item = Truth>, deciding: Truth) -> Truth {
    let mut unknown = false;
    for truth in truths {
        if truth == deciding {
            return deciding;
        }
        unknown |= truth == Truth::Unknown;
    }
    match (unknown, deciding) {
        (true, _) => Truth::Unknown,
        (false, Truth::True) => Truth::False,
        _ => Truth::True,
    }
}

fn fixed(expr: &Expr) -> Option<Fixed> {
    let mut unset = false;
    expr.walk(&mut |inner| unset |= matches!(inner.kind, ExprKind::Unset(_)));
    unset.then_some(Fixed::Unset)
}

fn inner(expr: &Expr, plan: &Plan, atoms: &mut Vec<Atom>) -> Vec<Inner> {
    match &expr.kind {
        ExprKind::Quantified { kind, detail, such_that } => rows(*detail, Some(*kind), such_that.as_deref(), plan, atoms),
        ExprKind::Selected { detail, such_that, .. } | ExprKind::Gathered { detail, such_that, .. } => {
            rows(*detail, None, such_that.as_deref(), plan, atoms)
        }
        ExprKind::Choice { arms, otherwise } => {
            let conditions = arms.iter().map(|(condition, _)| Tree::new(condition, plan, atoms)).collect();
            let mut found = vec![Inner::Arms(conditions)];
            for value in arms.iter().map(|(_, value)| value).chain([otherwise.as_ref()]) {
                found.extend(inner(value, plan, atoms));
            }
            found
        }
        _ => expr.children().into_iter().flat_map(|child| inner(child, plan, atoms)).collect(),
    }
}

fn rows(detail: DetailId, kind: Option<Quantifier>, such_that: Option<&Expr>, plan: &Plan, atoms: &mut Vec<Atom>) -> Vec<Inner> {
    such_that.map(|condition| Inner::Rows { detail, kind, tree: Tree::new(condition, plan, atoms) }).into_iter().collect()
}
