//! Changes inside conditions and values: a condition negated or left out, 且 for 或, a boundary moved, another member.
//! In: every expression of a record. Out: changes. Values of parameters are changed at the parameter, not where they are used.

use super::MutationKind;
use super::edit::Edit;
use super::mutant::Drafts;
use super::nearby::nearby;
use crate::hir::{Comparison, Expr, ExprKind, Type};
use crate::site::Site;
use crate::span::Span;

impl Drafts<'_> {
    pub(super) fn expressions(&mut self) {
        let uses: Vec<Span> = self.program.parameters.iter().flat_map(|parameter| parameter.uses.iter().copied()).collect();
        let record = self.record;
        for site in record.sites() {
            let Some(expr) = record.at(site) else { continue };
            if matches!(expr.kind, ExprKind::And(_) | ExprKind::Or(_)) {
                self.replace(MutationKind::Negation, site, &[], expr, format!("非 ({})", self.text_of(expr)), negated(expr));
            }
            self.inside(site, &mut Vec::new(), expr, &uses, false);
        }
    }

    /// `is_negated`: what stands under 非 is negated with it.
    fn inside(&mut self, site: Site, path: &mut Vec<usize>, expr: &Expr, uses: &[Span], is_negated: bool) {
        match &expr.kind {
            ExprKind::And(parts) | ExprKind::Or(parts) => self.junction(site, path, expr, parts),
            // The value of a rule is changed as an outcome.
            ExprKind::Const(_) if path.is_empty() => {}
            ExprKind::Const(value) if !uses.contains(&expr.span) => {
                for (kind, value) in nearby(value, self.program).into_iter().filter(|_| expr.ty != Type::Bool) {
                    let after = self.value(&value);
                    self.replace(kind, site, path, expr, after, Expr { kind: ExprKind::Const(value), ..expr.clone() });
                }
            }
            ExprKind::Choice { arms, otherwise } => {
                let values: Vec<&Expr> = arms.iter().map(|(_, value)| value).chain([otherwise.as_ref()]).collect();
                for (number, pair) in values.windows(2).enumerate() {
                    let [value, next] = pair else { continue };
                    path.push(number * 2 + 1);
                    self.replace(MutationKind::Outcome, site, path, value, self.text_of(next), (*next).clone());
                    path.pop();
                }
            }
            _ => {}
        }
        if is_negatable(expr) && !is_negated && !reads_unset(expr) && !uses.contains(&expr.span) {
            let after = match &expr.kind {
                ExprKind::Not(inner) => self.text_of(inner),
                _ => format!("非 {}", self.text_of(expr)),
            };
            self.replace(MutationKind::Negation, site, path, expr, after, negated(expr));
        }
        if let ExprKind::Compare { op, left, right } = &expr.kind
            && let Some((other, sign)) = beside(*op)
            && !reads_unset(expr)
        {
            let after = format!("{} {sign} {}", self.text_of(left), self.text_of(right));
            let kind = ExprKind::Compare { op: other, left: left.clone(), right: right.clone() };
            self.replace(MutationKind::Boundary, site, path, expr, after, Expr { kind, ..expr.clone() });
        }
        let is_negation = matches!(expr.kind, ExprKind::Not(_));
        for (number, child) in expr.children().into_iter().enumerate() {
            path.push(number);
            self.inside(site, path, child, uses, is_negation);
            path.pop();
        }
    }

    fn junction(&mut self, site: Site, path: &[usize], expr: &Expr, parts: &[Expr]) {
        let is_and = matches!(expr.kind, ExprKind::And(_));
        let (own, other) = if is_and { (" 且 ", " 或 ") } else { (" 或 ", " 且 ") };
        let texts: Vec<String> = parts.iter().map(|part| self.text_of(part)).collect();
        let in_brackets = self.text_of(expr).starts_with(['(', '（']);
        let whole = |text: String| if in_brackets { format!("({text})") } else { text };
        let remake = |parts: Vec<Expr>, is_and: bool| {
            let kind = if is_and { ExprKind::And(parts) } else { ExprKind::Or(parts) };
            Expr { kind, ..expr.clone() }
        };
        for gone in 0..parts.len() {
            let kept = |at: &usize| *at != gone;
            let after: Vec<&str> = (0..parts.len()).filter(kept).map(|at| texts[at].as_str()).collect();
            let with = remake((0..parts.len()).filter(kept).map(|at| parts[at].clone()).collect(), is_and);
            self.replace(MutationKind::Omission, site, path, expr, whole(after.join(own)), with);
        }
        self.replace(MutationKind::Junction, site, path, expr, whole(texts.join(other)), remake(parts.to_vec(), !is_and));
    }

    fn replace(&mut self, kind: MutationKind, site: Site, path: &[usize], expr: &Expr, after: String, with: Expr) {
        let before = self.text_of(expr);
        if before == after {
            return;
        }
        self.push(kind, site, expr.span, before, after, Edit::Expression { site, path: path.to_vec(), with });
    }
}

/// A condition that is not made of others by 且 and 或, or one with 非 before it.
fn is_negatable(expr: &Expr) -> bool {
    let is_made = matches!(expr.kind, ExprKind::And(_) | ExprKind::Or(_) | ExprKind::Const(_) | ExprKind::Unset(_));
    expr.ty == Type::Bool && !is_made
}

/// It compares with a parameter that is 未定, and is unknown whatever is changed.
fn reads_unset(expr: &Expr) -> bool {
    expr.children().iter().any(|child| matches!(child.kind, ExprKind::Unset(_)))
}

pub(super) fn negated(expr: &Expr) -> Expr {
    match &expr.kind {
        ExprKind::Not(inner) => inner.as_ref().clone(),
        _ => Expr { kind: ExprKind::Not(Box::new(expr.clone())), ty: Type::Bool, span: expr.span },
    }
}

/// `<` for `≤`, and so on.
fn beside(op: Comparison) -> Option<(Comparison, &'static str)> {
    Some(match op {
        Comparison::Lt => (Comparison::Le, "≤"),
        Comparison::Le => (Comparison::Lt, "<"),
        Comparison::Gt => (Comparison::Ge, "≥"),
        Comparison::Ge => (Comparison::Gt, ">"),
        Comparison::Eq | Comparison::Ne | Comparison::In | Comparison::Within => return None,
    })
}
