//! A condition in parts, each as the policy writes it, with the values it saw.

use super::{Condition, Seen};
use crate::evaluate::Truth;
use crate::hir::{DecisionBody, Expr, ExprKind, Type};
use crate::ids::{DecisionId, DetailId, FieldId};
use crate::verdict::{Status, Verdict};

/// How many named expressions are explained inside each other.
const MAX_BECAUSE: usize = 4;

impl Verdict<'_> {
    /// The parts that `且` joins; one part for any other expression.
    pub(super) fn conditions(&self, expr: &Expr) -> Vec<Condition> {
        self.conditions_within(expr, MAX_BECAUSE)
    }

    fn conditions_within(&self, expr: &Expr, levels: usize) -> Vec<Condition> {
        match &expr.kind {
            ExprKind::And(parts) => parts.iter().flat_map(|part| self.conditions_within(part, levels)).collect(),
            _ => vec![self.condition(expr, levels)],
        }
    }

    fn condition(&self, expr: &Expr, levels: usize) -> Condition {
        Condition {
            text: self.source_text(expr),
            holds: match self.truth_of(expr) {
                _ if expr.ty != Type::Bool => None,
                Truth::True => Some(true),
                Truth::False => Some(false),
                Truth::Unknown => None,
            },
            is_condition: expr.ty == Type::Bool,
            values: self.seen(expr),
            because: if levels == 0 { Vec::new() } else { self.because(expr, levels - 1) },
        }
    }

    /// The truth that was stored for an expression of the policy.
    pub(super) fn truth_of(&self, expr: &Expr) -> Truth {
        let node = self.evaluation.plan.at.get(&expr.span);
        match node {
            Some(node) if self.evaluation.plan.node(*node).is_bool && self.evaluation.plan.node(*node).domain.is_none() => {
                self.evaluation.truth(*node, self.lane)
            }
            _ => Truth::Unknown,
        }
    }

    /// The policy's own words, blanks and line breaks drawn together.
    fn source_text(&self, expr: &Expr) -> String {
        let source = self.judge.compiled.sources.get(usize::from(expr.span.source));
        source.map_or_else(String::new, |source| source.words(expr.span))
    }

    /// Why a named expression that is a whole condition is as it is.
    fn because(&self, expr: &Expr, levels: usize) -> Vec<Condition> {
        let decision = match &expr.kind {
            ExprKind::Decision(decision) => *decision,
            ExprKind::Not(inner) => match &inner.kind {
                ExprKind::Decision(decision) => *decision,
                _ => return Vec::new(),
            },
            _ => return Vec::new(),
        };
        match &self.record().decision(decision).body {
            DecisionBody::Expr { value, .. } => self.conditions_within(value, levels),
            _ => Vec::new(),
        }
    }

    /// The values that an expression reads, each name once.
    pub(super) fn seen(&self, expr: &Expr) -> Vec<Seen> {
        let mut seen: Vec<Seen> = Vec::new();
        let mut details: Vec<DetailId> = Vec::new();
        expr.walk(&mut |inner| {
            let one = match &inner.kind {
                ExprKind::Field(field) | ExprKind::Filled(field) => self.seen_field(*field),
                ExprKind::Decision(decision) | ExprKind::Test { decision, .. } => Some(self.seen_decision(*decision)),
                ExprKind::Unset(parameter) => {
                    let name = self.program().parameters.get(parameter.index()).map_or_else(String::new, |one| one.name.clone());
                    Some(Seen { name, value: "（未定）".to_string() })
                }
                ExprKind::Today => Some(Seen { name: "评估日".to_string(), value: self.date().to_string() }),
                ExprKind::ProcessDone(process) | ExprKind::CurrentStep(process) => {
                    let view = self.process_view(*process);
                    let value = if view.complete {
                        "已完成".to_string()
                    } else {
                        view.current.unwrap_or_else(|| "（未知）".to_string())
                    };
                    Some(Seen { name: self.record().process(*process).name.clone(), value })
                }
                ExprKind::Quantified { detail, .. } | ExprKind::Selected { detail, .. } | ExprKind::Gathered { detail, .. } => {
                    let is_new = !details.contains(detail);
                    details.push(*detail);
                    is_new.then(|| self.seen_detail(*detail))
                }
                _ => None,
            };
            if let Some(one) = one
                && !seen.contains(&one)
            {
                seen.push(one);
            }
        });
        seen
    }

    fn seen_field(&self, field: FieldId) -> Option<Seen> {
        let hir = self.record().field(field);
        if hir.detail.is_some() {
            return None;
        }
        let cell = self.evaluation.batch.cell(field, self.lane);
        let value = match (self.evaluation.applies(field, self.lane), &hir.assume) {
            (Truth::False, _) => "（不适用）".to_string(),
            (_, Some(assumed)) if !cell.is_filled() => format!("{}（未填，按政策视为）", self.words(assumed, hir.sensitive)),
            _ => self.show_cell(field, cell),
        };
        Some(Seen { name: hir.name.clone(), value })
    }

    fn seen_decision(&self, decision: DecisionId) -> Seen {
        let view = self.decision_view(decision);
        let value = match view.status {
            Status::Determined => view.value().unwrap_or_default().to_string(),
            other => format!("（{}）", other.as_str()),
        };
        Seen { name: self.record().decision(decision).name.clone(), value }
    }

    /// Each row of a detail, its filled fields in order.
    fn seen_detail(&self, detail: DetailId) -> Seen {
        let hir = self.record().detail(detail);
        let rows = self.evaluation.batch.rows(detail, self.lane);
        let given = self.evaluation.batch.is_given(detail, self.lane);
        let mut lines = Vec::new();
        for lane in rows {
            let mut cells = Vec::new();
            for field in &hir.fields {
                let cell = self.evaluation.batch.cell(*field, lane);
                if cell.is_filled() {
                    cells.push(format!("{} {}", self.record().field(*field).name, self.show_cell(*field, cell)));
                }
            }
            lines.push(cells.join("，"));
        }
        let value = match lines.as_slice() {
            [] if given => "（没有）".to_string(),
            [] if hir.none_if_absent => "（未填，按政策视为没有）".to_string(),
            [] => "（未填）".to_string(),
            [only] => only.clone(),
            several => several.iter().zip(1..).map(|(line, number)| format!("第{number}行：{line}")).collect::<Vec<_>>().join("；"),
        };
        Seen { name: hir.name.clone(), value }
    }
}
