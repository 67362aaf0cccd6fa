//! One change of a typed policy that can be taken back. In: a record. Out: the same record changed; the change keeps what it replaced.

use crate::hir::{Case, DecisionBody, Expr, ExprKind, Outcome, Record, Required, Severity};
use crate::site::{Site, slot_mut};
use crate::span::Span;

/// A change. Made a second time it is undone.
#[derive(Debug)]
pub(super) enum Edit {
    /// Another expression at a place; the path leads into it by numbers of children.
    Expression {
        site: Site,
        path: Vec<usize>,
        with: Expr,
    },
    /// Another condition at a place that may be without.
    Slot {
        site: Site,
        with: Option<Expr>,
    },
    Required {
        field: usize,
        with: Option<Required>,
    },
    CheckSeverity {
        check: usize,
        with: Severity,
    },
    FormatSeverity {
        field: usize,
        format: usize,
        with: Severity,
    },
    Outcome {
        decision: usize,
        case: usize,
        with: Outcome,
    },
    /// For each rule those that it beats.
    Beats {
        decision: usize,
        with: Vec<Vec<usize>>,
    },
    /// The 缺省 becomes a rule of this kind and condition.
    Default {
        decision: usize,
        is_default: bool,
        condition: Option<Expr>,
    },
    /// Another value wherever a parameter is used.
    Parameter {
        uses: Vec<Span>,
        from: ExprKind,
        to: ExprKind,
    },
}

impl Edit {
    /// Makes the change, or takes it back; says whether there was something to change.
    pub(super) fn swap(&mut self, record: &mut Record) -> bool {
        match self {
            Edit::Expression { site, path, with } => {
                let start = record.at_mut(*site);
                let found = path.iter().try_fold(start, |at, child| {
                    let at = at.map(Expr::children_mut)?;
                    Some(at.into_iter().nth(*child))
                });
                swapped(found.flatten(), with)
            }
            Edit::Slot { site, with } => swapped(slot_mut(record, *site), with),
            Edit::Required { field, with } => swapped(record.fields.get_mut(*field).map(|field| &mut field.required), with),
            Edit::CheckSeverity { check, with } => swapped(record.checks.get_mut(*check).map(|check| &mut check.severity), with),
            Edit::FormatSeverity { field, format, with } => {
                let field = record.fields.get_mut(*field);
                swapped(field.and_then(|field| field.formats.get_mut(*format)).map(|format| &mut format.severity), with)
            }
            Edit::Outcome { decision, case, with } => {
                swapped(cases_mut(record, *decision).get_mut(*case).map(|case| &mut case.outcome), with)
            }
            Edit::Beats { decision, with } => {
                for (case, beats) in cases_mut(record, *decision).iter_mut().zip(with) {
                    std::mem::swap(&mut case.beats, beats);
                }
                true
            }
            Edit::Default { decision, is_default, condition } => match cases_mut(record, *decision).first_mut() {
                Some(case) => {
                    std::mem::swap(&mut case.is_default, is_default);
                    std::mem::swap(&mut case.condition, condition);
                    true
                }
                None => false,
            },
            Edit::Parameter { uses, from, to } => {
                std::mem::swap(from, to);
                record.replace_constants(uses, from) > 0
            }
        }
    }

    /// It changes what the plan does not hold: the weight of findings, or which fields must be filled.
    pub(super) fn is_beyond_plan(&self) -> bool {
        matches!(self, Edit::Required { .. } | Edit::CheckSeverity { .. } | Edit::FormatSeverity { .. })
    }
}

fn swapped<T>(found: Option<&mut T>, with: &mut T) -> bool {
    found.map(|found| std::mem::swap(found, with)).is_some()
}

fn cases_mut(record: &mut Record, decision: usize) -> &mut [Case] {
    match record.decisions.get_mut(decision).map(|decision| &mut decision.body) {
        Some(DecisionBody::Cases(cases)) => cases,
        _ => &mut [],
    }
}
