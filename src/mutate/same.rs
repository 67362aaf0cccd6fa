//! Whether two plans come to the same: equal outputs from equal nodes, whatever stands between that nothing reads.
//! In: two plans, and who is asked where something else is written. Out: yes, or not surely. Knows no record.

use std::collections::HashMap;

use crate::analyze::Claim;
use crate::ids::NodeId;
use crate::plan::{
    ActionPlan, BodyPlan, CheckPlan, DecisionPlan, EntryPlan, FieldPlan, Op, OutcomePlan, PiecePlan, Plan, ProcessPlan, RulePlan,
    StepPlan, TemplatePlan,
};

/// Who knows whether two nodes that are written differently are the same for every record.
pub(super) type Judgement<'j> = &'j mut dyn FnMut(&Claim) -> bool;

/// Surely every output is the same for every record.
pub(super) fn same(left: &Plan, right: &Plan, judgement: Judgement<'_>) -> bool {
    Pair { left, right, known: HashMap::new(), judgement }.plans()
}

struct Pair<'p, 'j> {
    left: &'p Plan,
    right: &'p Plan,
    known: HashMap<(NodeId, NodeId), bool>,
    judgement: Judgement<'j>,
}

/// Where two nodes matter.
#[derive(Clone, Default)]
struct Matters {
    only_if: Vec<NodeId>,
    unless: Vec<NodeId>,
}

impl Pair<'_, '_> {
    // Everything that one part names is compared on its own, and nothing names itself in the end: what is equal part by part is equal.
    fn plans(&mut self) -> bool {
        let (left, right) = (self.left, self.right);
        self.condition(left.scope, right.scope, &Matters::default())
            && all(&left.fields, &right.fields, |left, right| self.field(left, right))
            && all(&left.details, &right.details, |left, right| {
                left.none_if_absent == right.none_if_absent && self.condition(left.applies, right.applies, &Matters::default())
            })
            && all(&left.decisions, &right.decisions, |left, right| self.decision(left, right))
            && all(&left.checks, &right.checks, |left, right| self.check(left, right))
            && all(&left.processes, &right.processes, |left, right| self.process(left, right))
    }

    fn field(&mut self, left: &FieldPlan, right: &FieldPlan) -> bool {
        let always = Matters::default();
        left.assume == right.assume
            && self.condition(left.applies, right.applies, &always)
            && self.condition(left.required_when, right.required_when, &always)
            && all(&left.formats_when, &right.formats_when, |left, right| self.condition(*left, *right, &always))
    }

    fn decision(&mut self, left: &DecisionPlan, right: &DecisionPlan) -> bool {
        let matters = Matters { only_if: left.guard.into_iter().collect(), unless: Vec::new() };
        self.condition(left.guard, right.guard, &Matters::default())
            && match (&left.body, &right.body) {
                (BodyPlan::Expr { value, reason }, BodyPlan::Expr { value: other, reason: other_reason }) => {
                    self.value(*value, *other, &matters) && self.template(reason, other_reason, &matters)
                }
                (BodyPlan::Rules(rules), BodyPlan::Rules(others)) => {
                    rules.len() == others.len() && (0..rules.len()).all(|number| self.rule(number, rules, others, &matters))
                }
                (BodyPlan::Collect { entries, reason }, BodyPlan::Collect { entries: others, reason: other_reason }) => {
                    self.template(reason, other_reason, &matters)
                        && all(entries, others, |left, right| self.entry(left, right, &matters))
                }
                _ => false,
            }
    }

    fn rule(&mut self, number: usize, rules: &[RulePlan], others: &[RulePlan], matters: &Matters) -> bool {
        let (Some(left), Some(right)) = (rules.get(number), others.get(number)) else { return false };
        // A rule that is surely beaten does not matter, nor does what it would say where its condition is false.
        let beaters = rules.iter().filter(|rule| rule.beats.contains(&number)).filter_map(|rule| rule.condition);
        let unbeaten = Matters { unless: beaters.collect(), ..matters.clone() };
        let mut holding = unbeaten.clone();
        holding.only_if.extend(left.condition);
        left.is_default == right.is_default
            && left.beats == right.beats
            && self.condition(left.condition, right.condition, &unbeaten)
            && self.template(&left.reason, &right.reason, &holding)
            && match (&left.outcome, &right.outcome) {
                (OutcomePlan::Value(left), OutcomePlan::Value(right)) => self.value(*left, *right, &holding),
                (
                    OutcomePlan::Review { reason, suggestion },
                    OutcomePlan::Review { reason: other, suggestion: other_suggestion },
                ) => {
                    self.template(reason, other, &holding)
                        && match (suggestion, other_suggestion) {
                            (Some(left), Some(right)) => self.value(*left, *right, &holding),
                            (None, None) => true,
                            _ => false,
                        }
                }
                _ => false,
            }
    }

    fn entry(&mut self, left: &EntryPlan, right: &EntryPlan, matters: &Matters) -> bool {
        let mut holding = matters.clone();
        holding.only_if.extend(left.condition);
        self.condition(left.condition, right.condition, matters)
            && self.value(left.value, right.value, &holding)
            && self.template(&left.reason, &right.reason, &holding)
    }

    fn check(&mut self, left: &CheckPlan, right: &CheckPlan) -> bool {
        // Outside the scope nothing is checked.
        let scope = Matters { only_if: self.left.scope.into_iter().collect(), unless: Vec::new() };
        let mut violated = scope.clone();
        violated.only_if.push(left.violated);
        self.condition(Some(left.applies), Some(right.applies), &scope)
            && self.condition(Some(left.violated), Some(right.violated), &scope)
            && self.template(&left.message, &right.message, &violated)
            && all(&left.actions, &right.actions, |left, right| self.action(left, right, &violated))
    }

    fn process(&mut self, left: &ProcessPlan, right: &ProcessPlan) -> bool {
        let matters = Matters { only_if: left.guard.into_iter().collect(), unless: Vec::new() };
        self.condition(left.guard, right.guard, &Matters::default())
            && all(&left.steps, &right.steps, |left, right| self.step(left, right, &matters))
    }

    fn step(&mut self, left: &StepPlan, right: &StepPlan, matters: &Matters) -> bool {
        let mut applying = matters.clone();
        applying.only_if.extend(left.applies);
        self.condition(left.applies, right.applies, matters)
            && self.condition(Some(left.done), Some(right.done), &applying)
            && match (&left.action, &right.action) {
                (Some(left), Some(right)) => self.action(left, right, &applying),
                (None, None) => true,
                _ => false,
            }
    }

    fn action(&mut self, left: &ActionPlan, right: &ActionPlan, matters: &Matters) -> bool {
        self.template(&left.text, &right.text, matters)
            && match (left.until, right.until) {
                (Some(left), Some(right)) => self.value(left, right, matters),
                (None, None) => true,
                _ => false,
            }
    }

    fn template(&mut self, left: &TemplatePlan, right: &TemplatePlan, matters: &Matters) -> bool {
        all(&left.pieces, &right.pieces, |left, right| match (left, right) {
            (PiecePlan::Text(left), PiecePlan::Text(right)) => left == right,
            (PiecePlan::Value { node, .. }, PiecePlan::Value { node: other, .. }) => self.value(*node, *other, matters),
            _ => false,
        })
    }

    /// Two conditions; without one it always holds.
    fn condition(&mut self, left: Option<NodeId>, right: Option<NodeId>, matters: &Matters) -> bool {
        let is_written_alike = match (left, right) {
            (Some(left), Some(right)) => self.nodes(left, right),
            (None, None) => true,
            _ => false,
        };
        is_written_alike || self.judged(left, right, false, matters)
    }

    fn value(&mut self, left: NodeId, right: NodeId, matters: &Matters) -> bool {
        self.nodes(left, right) || self.judged(Some(left), Some(right), true, matters)
    }

    fn judged(&mut self, left: Option<NodeId>, right: Option<NodeId>, is_value: bool, matters: &Matters) -> bool {
        let Matters { only_if, unless } = matters.clone();
        // What belongs to the rows of a 明细 is not judged.
        let about_rows = left.is_some_and(|node| self.left.node(node).domain.is_some())
            || right.is_some_and(|node| self.right.node(node).domain.is_some());
        !about_rows && (self.judgement)(&Claim { left, right, is_value, only_if, unless })
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
