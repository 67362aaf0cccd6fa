//! Whether two plans compute the same: equal outputs from equal nodes, whatever stands between that nothing reads.
//! In: two plans. Out: yes, or not surely. Knows no record.

use std::collections::HashMap;

use crate::ids::NodeId;
use crate::plan::{
    ActionPlan, BodyPlan, CheckPlan, DecisionPlan, EntryPlan, FieldPlan, Op, OutcomePlan, PiecePlan, Plan, ProcessPlan, RulePlan,
    StepPlan, TemplatePlan,
};

/// Surely every output is the same for every record.
pub(super) fn same(left: &Plan, right: &Plan) -> bool {
    Pair { left, right, known: HashMap::new() }.plans()
}

struct Pair<'p> {
    left: &'p Plan,
    right: &'p Plan,
    known: HashMap<(NodeId, NodeId), bool>,
}

impl Pair<'_> {
    fn plans(&mut self) -> bool {
        let (left, right) = (self.left, self.right);
        self.optional(left.scope, right.scope)
            && all(&left.fields, &right.fields, |left, right| self.field(left, right))
            && all(&left.details, &right.details, |left, right| {
                left.none_if_absent == right.none_if_absent && self.optional(left.applies, right.applies)
            })
            && all(&left.decisions, &right.decisions, |left, right| self.decision(left, right))
            && all(&left.checks, &right.checks, |left, right| self.check(left, right))
            && all(&left.processes, &right.processes, |left, right| self.process(left, right))
    }

    fn field(&mut self, left: &FieldPlan, right: &FieldPlan) -> bool {
        left.assume == right.assume
            && self.optional(left.applies, right.applies)
            && self.optional(left.required_when, right.required_when)
            && all(&left.formats_when, &right.formats_when, |left, right| self.optional(*left, *right))
    }

    fn decision(&mut self, left: &DecisionPlan, right: &DecisionPlan) -> bool {
        self.optional(left.guard, right.guard)
            && match (&left.body, &right.body) {
                (BodyPlan::Expr { value, reason }, BodyPlan::Expr { value: other, reason: other_reason }) => {
                    self.nodes(*value, *other) && self.template(reason, other_reason)
                }
                (BodyPlan::Rules(left), BodyPlan::Rules(right)) => all(left, right, |left, right| self.rule(left, right)),
                (BodyPlan::Collect { entries, reason }, BodyPlan::Collect { entries: others, reason: other_reason }) => {
                    self.template(reason, other_reason) && all(entries, others, |left, right| self.entry(left, right))
                }
                _ => false,
            }
    }

    fn rule(&mut self, left: &RulePlan, right: &RulePlan) -> bool {
        left.is_default == right.is_default
            && left.beats == right.beats
            && self.optional(left.condition, right.condition)
            && self.template(&left.reason, &right.reason)
            && match (&left.outcome, &right.outcome) {
                (OutcomePlan::Value(left), OutcomePlan::Value(right)) => self.nodes(*left, *right),
                (
                    OutcomePlan::Review { reason, suggestion },
                    OutcomePlan::Review { reason: other, suggestion: other_suggestion },
                ) => self.template(reason, other) && self.optional(*suggestion, *other_suggestion),
                _ => false,
            }
    }

    fn entry(&mut self, left: &EntryPlan, right: &EntryPlan) -> bool {
        self.optional(left.condition, right.condition)
            && self.nodes(left.value, right.value)
            && self.template(&left.reason, &right.reason)
    }

    fn check(&mut self, left: &CheckPlan, right: &CheckPlan) -> bool {
        self.nodes(left.applies, right.applies)
            && self.nodes(left.violated, right.violated)
            && self.template(&left.message, &right.message)
            && all(&left.actions, &right.actions, |left, right| self.action(left, right))
    }

    fn process(&mut self, left: &ProcessPlan, right: &ProcessPlan) -> bool {
        self.optional(left.guard, right.guard) && all(&left.steps, &right.steps, |left, right| self.step(left, right))
    }

    fn step(&mut self, left: &StepPlan, right: &StepPlan) -> bool {
        self.optional(left.applies, right.applies)
            && self.nodes(left.done, right.done)
            && match (&left.action, &right.action) {
                (Some(left), Some(right)) => self.action(left, right),
                (None, None) => true,
                _ => false,
            }
    }

    fn action(&mut self, left: &ActionPlan, right: &ActionPlan) -> bool {
        self.template(&left.text, &right.text) && self.optional(left.until, right.until)
    }

    fn template(&mut self, left: &TemplatePlan, right: &TemplatePlan) -> bool {
        all(&left.pieces, &right.pieces, |left, right| match (left, right) {
            (PiecePlan::Text(left), PiecePlan::Text(right)) => left == right,
            (PiecePlan::Value { node, .. }, PiecePlan::Value { node: other, .. }) => self.nodes(*node, *other),
            _ => false,
        })
    }

    fn optional(&mut self, left: Option<NodeId>, right: Option<NodeId>) -> bool {
        match (left, right) {
            (Some(left), Some(right)) => self.nodes(left, right),
            (None, None) => true,
            _ => false,
        }
    }

    /// Decisions, fields and processes that nodes name are compared on their own.
    fn nodes(&mut self, left: NodeId, right: NodeId) -> bool {
        if let Some(known) = self.known.get(&(left, right)) {
            return *known;
        }
        let (one, other) = (self.left.node(left), self.right.node(right));
        let (mut own, mut others) = (Vec::new(), Vec::new());
        let same = one.domain == other.domain
            && one.is_bool == other.is_bool
            && without_operands(&one.op, &mut own) == without_operands(&other.op, &mut others)
            && all(&own, &others, |left, right| self.nodes(*left, *right));
        self.known.insert((left, right), same);
        same
    }
}

fn all<L, R>(left: &[L], right: &[R], mut same: impl FnMut(&L, &R) -> bool) -> bool {
    left.len() == right.len() && left.iter().zip(right).all(|(left, right)| same(left, right))
}

/// The operator with every operand put aside.
fn without_operands(op: &Op, operands: &mut Vec<NodeId>) -> Op {
    let none = NodeId::new(0);
    let mut aside = |node: &NodeId| {
        operands.push(*node);
        none
    };
    match op {
        Op::Lift(inner) => Op::Lift(aside(inner)),
        Op::Not(inner) => Op::Not(aside(inner)),
        Op::And(parts) => Op::And(parts.iter().map(aside).collect()),
        Op::Or(parts) => Op::Or(parts.iter().map(aside).collect()),
        Op::Set(parts) => Op::Set(parts.iter().map(aside).collect()),
        Op::Compare { op, left, right } => Op::Compare { op: *op, left: aside(left), right: aside(right) },
        Op::Arithmetic { op, left, right } => Op::Arithmetic { op: *op, left: aside(left), right: aside(right) },
        Op::Choice { arms, otherwise } => {
            let arms = arms.iter().map(|(condition, value)| (aside(condition), aside(value))).collect();
            Op::Choice { arms, otherwise: aside(otherwise) }
        }
        Op::Any { detail, such_that } => Op::Any { detail: *detail, such_that: aside(such_that) },
        Op::All { detail, such_that } => Op::All { detail: *detail, such_that: aside(such_that) },
        Op::Count { detail, such_that } => Op::Count { detail: *detail, such_that: aside(such_that) },
        Op::Selected { last, detail, order, such_that, value } => {
            Op::Selected { last: *last, detail: *detail, order: aside(order), such_that: aside(such_that), value: aside(value) }
        }
        Op::Gathered { detail, such_that, value } => {
            Op::Gathered { detail: *detail, such_that: aside(such_that), value: aside(value) }
        }
        Op::Call { function, args } => Op::Call { function: *function, args: args.iter().map(aside).collect() },
        Op::Format { format, text } => Op::Format { format: format.clone(), text: aside(text) },
        Op::Const(_)
        | Op::Unset(_)
        | Op::Today
        | Op::Field(_)
        | Op::Filled(_)
        | Op::DetailFilled(_)
        | Op::Decide(_)
        | Op::Test { .. }
        | Op::CurrentStep(_) => op.clone(),
    }
}
