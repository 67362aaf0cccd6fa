//! Something that both policies judge. In: its numbers in both. Out: the nodes it depends on, what is said of all records as a diagram,
//! what is said of one record, and that in words.

use std::sync::Arc;

use super::report::{ItemKind, Says};
use super::said::{Said, weight};
use super::sameness::Sameness;
use crate::analyze::encode::{Encoded, Leaf};
use crate::analyze::question::Question;
use crate::analyze::sides::Sides;
use crate::evaluate::{Evaluation, Outcome, Truth, and};
use crate::hir::Type;
use crate::ids::{DecisionId, FieldId, NodeId};
use crate::judge::{Judge, Options};
use crate::plan::{BodyPlan, Op, OutcomePlan};
use crate::span::Span;
use crate::verdict::{Verdict, rule_name};

/// The same thing in two policies.
pub(super) struct Subject {
    pub(super) kind: ItemKind,
    pub(super) name: String,
    pub(super) targets: [Target; 2],
    /// Numbers of the reasons of rules that ask for review, in both policies.
    pub(super) reviews: [Vec<u32>; 2],
}

/// What is judged, by its number in one policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Target {
    Decision(DecisionId),
    Check(usize),
    /// Process and step.
    Step(usize, usize),
    Required(FieldId),
}

impl Target {
    /// The conditions of a check, a step or a 必填: all of them hold, and the last one does not where it is a step.
    fn conditions(self, judge: Judge<'_>) -> (Vec<NodeId>, Option<NodeId>) {
        let plan = &judge.planned.plan;
        match self {
            Self::Decision(_) => (Vec::new(), None),
            Self::Check(number) => (plan.checks.get(number).map(|check| check.violated).into_iter().collect(), None),
            Self::Step(process, step) => {
                let process = plan.processes.get(process);
                let own = process.and_then(|process| process.steps.get(step));
                let guard = process.and_then(|process| process.guard);
                (guard.into_iter().chain(own.and_then(|own| own.applies)).collect(), own.map(|own| own.done))
            }
            Self::Required(field) => {
                let own = plan.fields.get(field.index());
                let nodes = own.map(|own| [plan.scope, own.applies, own.required_when]);
                (nodes.into_iter().flatten().flatten().collect(), None)
            }
        }
    }

    /// The nodes that it is asked by.
    pub(super) fn roots(self, judge: Judge<'_>) -> Vec<NodeId> {
        match self {
            Self::Decision(decision) => decide(judge, decision).into_iter().collect(),
            other => {
                let (holding, failing) = other.conditions(judge);
                holding.into_iter().chain(failing).collect()
            }
        }
    }

    /// Where it stands.
    pub(super) fn span(self, judge: Judge<'_>) -> Span {
        let record = judge.record;
        match self {
            Self::Decision(decision) => record.decision(decision).span,
            Self::Check(number) => record.checks.get(number).map_or(Span::default(), |check| check.span),
            Self::Step(process, step) => {
                record.processes.get(process).and_then(|process| process.steps.get(step)).map_or(Span::default(), |step| step.span)
            }
            Self::Required(field) => record.field(field).span,
        }
    }

    /// Equal in both policies where the same is written.
    pub(super) fn number(self, same: &mut Sameness<'_, '_>, side: usize, judge: Judge<'_>) -> Vec<u32> {
        match self {
            Self::Decision(decision) => same.body(side, decision),
            other => {
                let (holding, failing) = other.conditions(judge);
                let weight = if let Self::Check(number) = other {
                    judge.record.checks.get(number).map_or(0, |check| check.severity as u32)
                } else {
                    0
                };
                let count = u32::try_from(holding.len()).unwrap_or(u32::MAX);
                [weight, count].into_iter().chain(holding.into_iter().chain(failing).map(|node| same.node(side, node))).collect()
            }
        }
    }

    /// Numbers of the reasons of its rules that ask for review.
    pub(super) fn reviews(self, same: &mut Sameness<'_, '_>, side: usize, judge: Judge<'_>) -> Vec<u32> {
        let Self::Decision(decision) = self else { return Vec::new() };
        match judge.planned.plan.decisions.get(decision.index()).map(|plan| &plan.body) {
            Some(BodyPlan::Rules(rules)) => rules
                .iter()
                .map(|rule| match &rule.outcome {
                    OutcomePlan::Review { reason, .. } => same.template(side, reason),
                    OutcomePlan::Value(_) => 0,
                })
                .collect(),
            _ => Vec::new(),
        }
    }

    fn severity(self, judge: Judge<'_>) -> Option<&'static str> {
        match self {
            Self::Check(number) => judge.record.checks.get(number).map(|check| weight(check.severity)),
            _ => None,
        }
    }
}

/// The node of a decision.
fn decide(judge: Judge<'_>, decision: DecisionId) -> Option<NodeId> {
    judge.planned.plan.nodes.iter().position(|node| node.op == Op::Decide(decision)).map(NodeId::new)
}

impl Subject {
    /// Whether few values are possible, so that classes are told apart by them.
    pub(super) fn has_few_values(&self, sides: &Sides<'_>) -> bool {
        let few = |side: usize| match self.targets.get(side) {
            Some(Target::Decision(decision)) => sides
                .judges
                .get(side)
                .is_some_and(|judge| matches!(judge.record.decision(*decision).ty, Type::Bool | Type::Enum(_))),
            _ => true,
        };
        few(0) && few(1)
    }

    fn target(&self, side: usize) -> Target {
        let [old, new] = self.targets;
        if side == 0 { old } else { new }
    }

    fn reviews_of(&self, side: usize) -> &[u32] {
        self.reviews.get(side).map_or(&[], Vec::as_slice)
    }

    /// What a side says of every record.
    pub(super) fn diagram(&self, question: &mut Question<'_, '_>, side: usize) -> Encoded {
        let Some(judge) = question.encoder.sides.judges.get(side).copied() else { return Ok(question.none().0) };
        if let Target::Decision(decision) = self.target(side) {
            return question.outcomes(side, decision);
        }
        let (holding, failing) = self.target(side).conditions(judge);
        let mut all = question.all().0;
        for node in holding {
            let one = question.encoder.node(side, node)?;
            all = question.encoder.both(all, one)?;
        }
        if let Some(node) = failing {
            let one = question.encoder.node(side, node)?;
            let open = question.encoder.negated(one)?;
            all = question.encoder.both(all, open)?;
        }
        Ok(all)
    }

    /// What an end of that diagram says.
    pub(super) fn said_at(&self, leaf: &Leaf, side: usize, severity: Option<&'static str>) -> Said {
        match self.target(side) {
            Target::Decision(_) => Said::of_verdict(leaf, self.reviews_of(side)),
            _ => Said::of_truth(leaf.as_truth(), severity),
        }
    }

    /// The weight of a check.
    pub(super) fn severity(&self, sides: &Sides<'_>, side: usize) -> Option<&'static str> {
        sides.judges.get(side).and_then(|judge| self.target(side).severity(*judge))
    }

    /// What a side says of a judged record.
    pub(super) fn said(&self, evaluation: &Evaluation<'_>, sides: &Sides<'_>, side: usize) -> Said {
        let Some(judge) = sides.judges.get(side) else { return Said::Unknown };
        if let Target::Decision(decision) = self.target(side) {
            return Said::of_outcome(evaluation.outcome(decision.index(), 0), self.reviews_of(side), sides, side);
        }
        let (holding, failing) = self.target(side).conditions(*judge);
        let open = match failing.map(|node| evaluation.truth(node, 0)) {
            None | Some(Truth::False) => Truth::True,
            Some(Truth::True) => Truth::False,
            Some(Truth::Unknown) => Truth::Unknown,
        };
        let truth = holding.into_iter().fold(open, |all, node| and(all, evaluation.truth(node, 0)));
        Said::of_truth(truth, self.severity(sides, side))
    }

    /// What a side says of a class, in words.
    pub(super) fn words(&self, said: &Said, sides: &Sides<'_>) -> String {
        let (yes, no) = match self.kind {
            ItemKind::Decision => ("是", "否"),
            ItemKind::Check => ("违反", "不违反"),
            ItemKind::Step => ("要办", "不必办或已办"),
            ItemKind::Required => ("必填", "不必填"),
        };
        match said {
            Said::Value(value) => sides.words(value),
            Said::AnyValue => "已定".to_string(),
            Said::Review(_) => "复核".to_string(),
            Said::Undetermined | Said::Unknown => "待定".to_string(),
            Said::Conflict => "冲突".to_string(),
            Said::NoRule => "无规则".to_string(),
            Said::NotApplicable => "不适用".to_string(),
            Said::Holds(Some(weight)) => format!("{yes}（{weight}）"),
            Said::Holds(None) => yes.to_string(),
            Said::Fails => no.to_string(),
        }
    }

    /// What a side says of one record, with rules and reason.
    pub(super) fn says(&self, evaluation: Evaluation<'_>, sides: &Sides<'_>, side: usize) -> Says {
        let said = self.said(&evaluation, sides, side);
        let mut says = Says { verdict: self.words(&said, sides), rules: Vec::new(), reason: None };
        let (Some(judge), Target::Decision(id)) = (sides.judges.get(side), self.target(side)) else { return says };
        let decision = judge.record.decision(id);
        // A named expression has no rules.
        if !matches!(decision.body, crate::hir::DecisionBody::Expr { .. }) {
            let rules = match evaluation.outcome(id.index(), 0) {
                Outcome::Determined { rules, .. }
                | Outcome::Review { rules }
                | Outcome::Conflict { rules }
                | Outcome::NotApplicable { rules } => rules.as_slice(),
                Outcome::NoRule | Outcome::Undetermined(_) => &[],
            };
            says.rules = rules.iter().map(|rule| rule_name(decision, *rule)).collect();
        }
        // The record is invented: nothing in it is anybody's.
        let judge = judge.with(Options::default().reveal(true));
        if let Said::Review(_) = said {
            says.reason = Verdict::new(judge, Arc::new(evaluation), 0).decision_view(id).reason;
        }
        says
    }
}
