//! Conditions of nodes: formulas where masks can hold them, expressions that are worked out by their operators, or open.

use std::collections::BTreeSet;

use super::super::formula::{Formula, Variable};
use super::super::given::{About, Known, Question, Thing, things};
use super::super::program::Entry;
use super::super::slot::Kind;
use super::{Asked, Draft, LateDraft, Meaning, Mixed};
use crate::evaluate::{Datum, Truth};
use crate::hir::Comparison;
use crate::ids::{DecisionId, DetailId, FieldId, NodeId};
use crate::plan::{BodyPlan, Op};
use crate::value::Value;

/// Decisions whose values one expression works out; each may stand in the next several times.
const MOST_DECISIONS: usize = 4;

impl Draft<'_> {
    pub(in crate::engine) fn formula(&mut self, node: NodeId) -> Formula {
        if let Some(known) = self.formulas.get(&node) {
            return known.clone();
        }
        let formula = self.new_formula(node);
        self.formulas.insert(node, formula.clone());
        formula
    }

    pub(super) fn new_formula(&mut self, node: NodeId) -> Formula {
        let plan = self.plan;
        if plan.node(node).domain.is_some() {
            return self.open();
        }
        match &plan.node(node).op {
            Op::Const(value) => Formula::constant(*value == Value::Bool(true)),
            Op::Not(inner) => {
                let inner = self.formula(*inner);
                self.not(inner)
            }
            Op::And(parts) => parts.iter().fold(Formula::constant(true), |all, part| {
                let part = self.formula(*part);
                self.and(all, part)
            }),
            Op::Or(parts) => parts.iter().fold(Formula::constant(false), |any, part| any.or(self.formula(*part))),
            Op::Filled(field) => {
                let applies = self.applies(*field);
                let missing = self.asked(field.index(), Asked::Missing);
                self.and(applies, Formula::literal(missing, true))
            }
            Op::DetailFilled(detail) => {
                let applies = self.detail_applies(*detail);
                let given = self.asked(self.shape.detail(*detail), Asked::Given);
                self.and(applies, Formula::literal(given, false))
            }
            Op::Decide(decision) => self.decided(*decision),
            Op::Test { test, decision } => self.late(*decision, LateDraft::Test(*test)),
            Op::Format { format, text } => match plan.node(*text).op {
                Op::Field(field) => {
                    let variable = self.asked(field.index(), Asked::Format(format.clone()));
                    self.of_field(field, variable, Truth::False)
                }
                _ => self.question(node),
            },
            Op::Compare { op: Comparison::Ne, left, right } => match self.equalities.get(&(*left, *right)) {
                // What does not apply is not equal to anything, and both are known then.
                Some(equality) => {
                    let equal = self.formula(*equality);
                    self.not(equal)
                }
                None => self.question(node),
            },
            _ => self.question(node),
        }
    }

    pub(super) fn applies(&mut self, field: FieldId) -> Formula {
        self.optional(self.plan.fields[field.index()].applies)
    }

    pub(super) fn detail_applies(&mut self, detail: DetailId) -> Formula {
        self.optional(self.plan.details[detail.index()].applies)
    }

    /// A question about a field, where the field applies.
    pub(super) fn of_field(&mut self, field: FieldId, variable: Variable, otherwise: Truth) -> Formula {
        let applies = self.applies(field);
        self.where_applies(applies, Formula::literal(variable, false), otherwise)
    }

    pub(super) fn where_applies(&mut self, applies: Formula, inner: Formula, otherwise: Truth) -> Formula {
        match otherwise {
            Truth::Unknown if applies != Formula::constant(true) => self.open(),
            _ => self.strict(applies, inner, otherwise == Truth::True),
        }
    }

    pub(super) fn question(&mut self, node: NodeId) -> Formula {
        let Some(read) = things(self.plan, node) else { return self.open() };
        let read: Vec<Thing> = read.into_iter().collect();
        let formula = self.question_about(node, &read);
        if self.is_open(&formula) { self.mixed(node, About::Truth, &read) } else { formula }
    }

    pub(super) fn is_open(&self, formula: &Formula) -> bool {
        formula.literals().any(|literal| matches!(self.meanings[literal.variable.0 as usize], Meaning::Open))
    }

    /// An expression over several things.
    pub(super) fn mixed(&mut self, node: NodeId, about: About, read: &[Thing]) -> Formula {
        let mut all: BTreeSet<Thing> = read.iter().copied().collect();
        let mut open: Vec<Thing> = read.to_vec();
        let (mut fields, mut details, mut decisions, mut level) = (Vec::new(), Vec::new(), Vec::new(), 0);
        while let Some(thing) = open.pop() {
            let decision = match thing {
                Thing::Field(field) => {
                    fields.push((field, self.applies(field)));
                    continue;
                }
                Thing::Detail(detail) => {
                    details.push((detail, self.detail_applies(detail)));
                    continue;
                }
                Thing::Decision(decision) => decision,
            };
            if matches!(self.plan.decisions[decision.index()].body, BodyPlan::Collect { .. }) {
                return self.open();
            }
            if decisions.len() >= MOST_DECISIONS {
                return self.open();
            }
            self.decision(decision);
            decisions.push(decision.index());
            level = level.max(self.decisions.get(&decision.index()).map_or(0, |draft| draft.level));
            // Its values are worked out by the same operators.
            for leaf in self.leaf_nodes(decision).into_iter().flatten() {
                let Some(inner) = things(self.plan, leaf) else { return self.open() };
                open.extend(inner.into_iter().filter(|thing| all.insert(*thing)));
            }
        }
        let mut name = |applies: Formula| (applies != Formula::constant(true)).then(|| self.named(applies));
        let fields: Vec<_> = fields.into_iter().map(|(field, applies)| (field, name(applies))).collect();
        let details: Vec<_> = details.into_iter().map(|(detail, applies)| (detail, name(applies))).collect();
        let applies = fields.iter().filter_map(|one| one.1).chain(details.iter().filter_map(|one| one.1));
        level = applies.map(|applies| self.levels[applies.0 as usize]).fold(level, u32::max);
        Formula::literal(self.variable(Meaning::Mixed(Mixed { node, about, fields, details, decisions }), level), false)
    }

    pub(super) fn question_about(&mut self, node: NodeId, read: &[Thing]) -> Formula {
        let plain = Question { node, through: None, about: About::Truth };
        match read {
            [] => self.constant(plain),
            [Thing::Field(field)] => {
                let otherwise = self.answers.truth(plain, Known::Field(&Datum::NotApplicable));
                let variable = self.asked(field.index(), Asked::Question(plain));
                self.of_field(*field, variable, otherwise)
            }
            [Thing::Detail(detail)] => {
                let otherwise = self.answers.truth(plain, Known::NoRows);
                let variable = self.asked(self.shape.detail(*detail), Asked::Question(plain));
                let applies = self.detail_applies(*detail);
                self.where_applies(applies, Formula::literal(variable, false), otherwise)
            }
            [Thing::Decision(decision)] => match self.strict_expression(*decision) {
                Some(value) => self.through_expression(node, *decision, value),
                None => self.of_decision(node, *decision, None),
            },
            [Thing::Field(field), Thing::Decision(decision)] if self.plan.fields[field.index()].applies.is_none() => {
                self.of_decision(node, *decision, Some(*field))
            }
            [Thing::Field(left), Thing::Field(right)] => self.pair(node, *left, *right),
            _ => self.open(),
        }
    }

    pub(super) fn constant(&mut self, question: Question) -> Formula {
        match self.answers.truth(question, Known::Nothing) {
            Truth::Unknown => Formula::literal(self.variable(Meaning::Unknown, 0), false),
            truth => Formula::constant(truth == Truth::True),
        }
    }

    /// Two fields compared with each other.
    pub(super) fn pair(&mut self, node: NodeId, left: FieldId, right: FieldId) -> Formula {
        let is_plain = |field: FieldId| {
            let plan = &self.plan.fields[field.index()];
            plan.applies.is_none() && plan.assume.is_none()
        };
        if !is_plain(left) || !is_plain(right) {
            return self.open();
        }
        match self.comparison(node, None, left.index(), right.index()) {
            Some(entry) => Formula::literal(self.variable(Meaning::Pair(entry), 0), false),
            None => self.open(),
        }
    }

    /// A comparison of two slots, if the node is that and nothing more. The slots may stand in either order.
    pub(super) fn comparison(
        &self,
        node: NodeId,
        through: Option<(DecisionId, NodeId)>,
        one: usize,
        other: usize,
    ) -> Option<Entry> {
        let Op::Compare { op, left, right } = &self.plan.node(node).op else { return None };
        let (left, right) = (self.slot_of(*left, through)?, self.slot_of(*right, through)?);
        if (left, right) != (one, other) && (left, right) != (other, one) {
            return None;
        }
        let kind = *self.shape.kinds.get(left)?;
        if self.shape.kinds.get(right) != Some(&kind) {
            return None;
        }
        let (left, right) = (u16::try_from(left).ok()?, u16::try_from(right).ok()?);
        let is_equal = match op {
            Comparison::Eq => Some(true),
            Comparison::Ne => Some(false),
            _ => None,
        };
        let accepted = match op {
            Comparison::Eq => [false, true, false],
            Comparison::Ne => [true, false, true],
            Comparison::Lt => [true, false, false],
            Comparison::Le => [true, true, false],
            Comparison::Gt => [false, false, true],
            Comparison::Ge => [false, true, true],
            Comparison::In | Comparison::Within => return None,
        };
        match kind {
            Kind::Text => Some(Entry::Texts { left, right, is_equal: is_equal? }),
            Kind::Place => Some(Entry::Places { left, right, is_equal: is_equal? }),
            Kind::Bool | Kind::Member(_) => {
                is_equal?;
                Some(Entry::Ordered { left, right, accepted })
            }
            kind if kind.is_ordered() => Some(Entry::Ordered { left, right, accepted }),
            _ => None,
        }
    }

    /// The slot whose value a node is.
    pub(super) fn slot_of(&self, node: NodeId, through: Option<(DecisionId, NodeId)>) -> Option<usize> {
        match (&self.plan.node(node).op, through) {
            (Op::Field(field), _) if self.plan.fields[field.index()].detail.is_none() => Some(field.index()),
            (Op::Decide(decision), Some((own, source))) if own == *decision => self.slot_of(source, None),
            _ => None,
        }
    }
}
