//! HIR to nodes: every expression once, in the order of what depends on what.

use std::collections::HashMap;

use super::fold::{Folded, fold};
use super::{
    ActionPlan, BodyPlan, CheckPlan, DecisionPlan, DetailPlan, Domain, EntryPlan, FieldPlan, Node, Op, OutcomePlan, PiecePlan,
    Plan, ProcessPlan, RulePlan, StepPlan, TemplatePlan,
};
use crate::check::Order;
use crate::hir::{DecisionBody, DecisionTest, Expr, ExprKind, Function, Outcome, Piece, Quantifier, Record, Template, Type};
use crate::ids::{DecisionId, DetailId, FieldId, NodeId, ProcessId};
use crate::value::Value;

/// The plan of a record of a policy without errors.
pub(crate) fn lower(record: &Record) -> Plan {
    let mut builder = Builder::new(record);
    builder.in_order(record.evaluation_order());
    builder.field_conditions();
    for check in &record.checks {
        builder.check(check);
    }
    builder.finish()
}

pub(super) struct Builder<'r> {
    record: &'r Record,
    plan: Plan,
    known: HashMap<Node, NodeId>,
    decisions: Vec<DecisionPlan>,
    processes: Vec<ProcessPlan>,
}

impl<'r> Builder<'r> {
    pub(super) fn new(record: &'r Record) -> Self {
        let mut plan = Plan::default();
        let fields = record.fields.iter();
        plan.fields =
            fields.map(|field| FieldPlan { detail: field.detail, assume: field.assume.clone(), ..FieldPlan::default() }).collect();
        plan.details =
            record.details.iter().map(|detail| DetailPlan { applies: None, none_if_absent: detail.none_if_absent }).collect();
        Self {
            record,
            plan,
            known: HashMap::new(),
            decisions: record.decisions.iter().map(|_| DecisionPlan::default()).collect(),
            processes: record.processes.iter().map(|_| ProcessPlan::default()).collect(),
        }
    }

    /// Things that others are computed from, each after what it depends on.
    pub(super) fn in_order(&mut self, order: Vec<Order>) {
        for one in order {
            match one {
                Order::Scope => self.plan.scope = self.record.scope.as_ref().map(|scope| self.expr(scope)),
                Order::Field(field) => self.field(field),
                Order::Detail(detail) => {
                    let applies = self.record.detail(detail).applies.as_ref().map(|applies| self.expr(applies));
                    self.plan.details[detail.index()].applies = applies;
                }
                Order::Decision(decision) => self.decision(decision),
                Order::Process(process) => self.process(process),
            }
        }
    }

    pub(super) fn finish(mut self) -> Plan {
        self.texts();
        self.plan.decisions = self.decisions;
        self.plan.processes = self.processes;
        self.plan
    }

    // ------------------------------------------------------------ nodes

    fn node(&mut self, op: Op, domain: Domain, is_bool: bool) -> NodeId {
        let op = match fold(op, &self.plan.nodes) {
            Folded::Same(node) => return node,
            Folded::Op(op) => op,
        };
        let domain = if matches!(op, Op::Const(_)) { None } else { domain };
        let node = Node { op, domain, is_bool };
        if let Some(&known) = self.known.get(&node) {
            return known;
        }
        let id = NodeId::new(self.plan.nodes.len());
        self.plan.nodes.push(node.clone());
        self.known.insert(node, id);
        id
    }

    fn domain(&self, node: NodeId) -> Domain {
        self.plan.node(node).domain
    }

    /// The node in this domain; a record's value is spread over the rows.
    fn lifted(&mut self, node: NodeId, domain: Domain) -> NodeId {
        if domain.is_some() && self.domain(node).is_none() {
            let is_bool = self.plan.node(node).is_bool;
            return self.node(Op::Lift(node), domain, is_bool);
        }
        node
    }

    /// Brings operands into one domain: that of the rows, if one of them is about rows.
    fn together(&mut self, operands: &mut [NodeId]) -> Domain {
        let domain = operands.iter().find_map(|&operand| self.domain(operand));
        for operand in operands {
            *operand = self.lifted(*operand, domain);
        }
        domain
    }

    fn truth(&mut self, value: bool) -> NodeId {
        self.node(Op::Const(Value::Bool(value)), None, true)
    }

    fn and(&mut self, mut parts: Vec<NodeId>) -> NodeId {
        let domain = self.together(&mut parts);
        self.node(Op::And(parts), domain, true)
    }

    fn or(&mut self, mut parts: Vec<NodeId>) -> NodeId {
        let domain = self.together(&mut parts);
        self.node(Op::Or(parts), domain, true)
    }

    fn not(&mut self, inner: NodeId) -> NodeId {
        let domain = self.domain(inner);
        self.node(Op::Not(inner), domain, true)
    }

    // ------------------------------------------------------------ expressions

    pub(super) fn expr(&mut self, expr: &Expr) -> NodeId {
        let node = self.expr_node(expr);
        self.plan.at.insert(expr.span, node);
        node
    }

    pub(super) fn exprs(&mut self, exprs: &[Expr]) -> Vec<NodeId> {
        exprs.iter().map(|expr| self.expr(expr)).collect()
    }

    fn expr_node(&mut self, expr: &Expr) -> NodeId {
        let is_bool = expr.ty == Type::Bool;
        match &expr.kind {
            ExprKind::Const(value) => self.node(Op::Const(value.clone()), None, is_bool),
            ExprKind::Unset(parameter) => self.node(Op::Unset(*parameter), None, is_bool),
            ExprKind::Today => self.node(Op::Today, None, false),
            ExprKind::Field(field) => self.field_value(*field),
            ExprKind::Filled(field) => self.node(Op::Filled(*field), self.record.field(*field).detail, true),
            ExprKind::DetailFilled(detail) => self.node(Op::DetailFilled(*detail), None, true),
            ExprKind::Decision(decision) => self.node(Op::Decide(*decision), None, is_bool),
            ExprKind::Test { test, decision } => self.node(Op::Test { test: *test, decision: *decision }, None, true),
            ExprKind::ProcessDone(process) => self.process_done(*process),
            ExprKind::CurrentStep(process) => self.node(Op::CurrentStep(*process), None, false),
            ExprKind::Not(inner) => {
                let inner = self.expr(inner);
                self.not(inner)
            }
            ExprKind::And(parts) => {
                let parts = self.exprs(parts);
                self.and(parts)
            }
            ExprKind::Or(parts) => {
                let parts = self.exprs(parts);
                self.or(parts)
            }
            ExprKind::Compare { op, left, right } => {
                let mut operands = [self.expr(left), self.expr(right)];
                let domain = self.together(&mut operands);
                let [left, right] = operands;
                self.node(Op::Compare { op: *op, left, right }, domain, true)
            }
            ExprKind::Arithmetic { op, left, right } => {
                let mut operands = [self.expr(left), self.expr(right)];
                let domain = self.together(&mut operands);
                let [left, right] = operands;
                self.node(Op::Arithmetic { op: *op, left, right }, domain, false)
            }
            ExprKind::Set(parts) => {
                let mut parts = self.exprs(parts);
                let domain = self.together(&mut parts);
                self.node(Op::Set(parts), domain, false)
            }
            ExprKind::Choice { arms, otherwise } => self.choice(arms, otherwise, is_bool),
            ExprKind::Quantified { kind, detail, such_that } => {
                let (detail, such_that) = (*detail, self.such_that(such_that.as_deref(), *detail));
                match kind {
                    Quantifier::Any => self.node(Op::Any { detail, such_that }, None, true),
                    Quantifier::All => self.node(Op::All { detail, such_that }, None, true),
                    Quantifier::Count => self.node(Op::Count { detail, such_that }, None, false),
                }
            }
            ExprKind::Selected { last, detail, order, such_that, field } => {
                let such_that = self.such_that(such_that.as_deref(), *detail);
                let (order, value) = (self.field_value(*order), self.field_value(*field));
                self.node(Op::Selected { last: *last, detail: *detail, order, such_that, value }, None, is_bool)
            }
            ExprKind::Gathered { detail, such_that, field } => {
                let such_that = self.such_that(such_that.as_deref(), *detail);
                let value = self.field_value(*field);
                self.node(Op::Gathered { detail: *detail, such_that, value }, None, false)
            }
            ExprKind::Call { function, args } => {
                let mut args = self.exprs(args);
                let domain = self.together(&mut args);
                let is_bool = matches!(function, Function::HasLower | Function::InForce | Function::Same | Function::Contains);
                self.node(Op::Call { function: *function, args }, domain, is_bool)
            }
            ExprKind::Format { format, text } => {
                let text = self.expr(text);
                let domain = self.domain(text);
                self.node(Op::Format { format: format.clone(), text }, domain, true)
            }
            // A policy with errors is never planned; an empty set stands here so that nothing can break.
            ExprKind::Wrong => self.node(Op::Set(Vec::new()), None, false),
        }
    }

    fn choice(&mut self, arms: &[(Expr, Expr)], otherwise: &Expr, is_bool: bool) -> NodeId {
        let mut operands = Vec::new();
        for (condition, value) in arms {
            operands.push(self.expr(condition));
            operands.push(self.expr(value));
        }
        operands.push(self.expr(otherwise));
        let domain = self.together(&mut operands);
        let otherwise = operands.pop().unwrap_or_else(|| self.truth(false));
        let arms = operands.chunks_exact(2).map(|pair| (pair[0], pair[1])).collect();
        self.node(Op::Choice { arms, otherwise }, domain, is_bool)
    }

    fn such_that(&mut self, condition: Option<&Expr>, detail: DetailId) -> NodeId {
        let condition = match condition {
            Some(condition) => self.expr(condition),
            None => self.truth(true),
        };
        self.lifted(condition, Some(detail))
    }

    fn field_value(&mut self, field: FieldId) -> NodeId {
        let (ty, detail) = (&self.record.field(field).ty, self.record.field(field).detail);
        self.node(Op::Field(field), detail, *ty == Type::Bool)
    }

    pub(super) fn template(&mut self, template: &Template) -> TemplatePlan {
        let pieces = template.pieces.iter().map(|piece| match piece {
            Piece::Text(text) => PiecePlan::Text(text.clone()),
            Piece::Value { value, sensitive } => PiecePlan::Value { node: self.expr(value), sensitive: *sensitive },
        });
        TemplatePlan { pieces: pieces.collect() }
    }

    fn reason(&mut self, template: Option<&Template>) -> TemplatePlan {
        template.map(|template| self.template(template)).unwrap_or_default()
    }

    // ------------------------------------------------------------ items

    fn field(&mut self, id: FieldId) {
        let field = self.record.field(id);
        let applies = field.applies.as_ref().map(|applies| self.expr(applies));
        let applies = applies.map(|applies| self.lifted(applies, field.detail));
        self.plan.fields[id.index()].applies = applies;
        let node = self.field_value(id);
        self.plan.fields[id.index()].node = Some(node);
    }

    /// Conditions of 必填 and 格式, which may use any decision.
    fn field_conditions(&mut self) {
        for (index, field) in self.record.fields.iter().enumerate() {
            let required =
                field.required.as_ref().and_then(|required| required.condition.as_ref()).map(|condition| self.expr(condition));
            let required = required.map(|condition| self.lifted(condition, field.detail));
            let mut formats = Vec::new();
            for format in &field.formats {
                let condition = format.condition.as_ref().map(|condition| self.expr(condition));
                formats.push(condition.map(|condition| self.lifted(condition, field.detail)));
            }
            let plan = &mut self.plan.fields[index];
            (plan.required_when, plan.formats_when) = (required, formats);
        }
    }

    fn guard(&mut self, applies: Option<&Expr>) -> Option<NodeId> {
        let applies = applies.map(|applies| self.expr(applies));
        match (self.plan.scope, applies) {
            (Some(scope), Some(applies)) => Some(self.and(vec![scope, applies])),
            (scope, applies) => scope.or(applies),
        }
    }

    fn decision(&mut self, id: DecisionId) {
        let decision = self.record.decision(id);
        let guard = self.guard(decision.applies.as_ref());
        let body = match &decision.body {
            DecisionBody::Expr { value, .. } => BodyPlan::Expr { value: self.expr(value), reason: TemplatePlan::default() },
            DecisionBody::Cases(cases) => BodyPlan::Rules(
                cases
                    .iter()
                    .map(|case| RulePlan {
                        is_default: case.is_default,
                        condition: case.condition.as_ref().map(|condition| self.expr(condition)),
                        beats: case.beats.clone(),
                        outcome: match &case.outcome {
                            Outcome::Value(value) => OutcomePlan::Value(self.expr(value)),
                            Outcome::Review { suggestion, .. } => OutcomePlan::Review {
                                reason: TemplatePlan::default(),
                                suggestion: suggestion.as_ref().map(|suggestion| self.expr(suggestion)),
                            },
                        },
                        reason: TemplatePlan::default(),
                    })
                    .collect(),
            ),
            DecisionBody::Collect { entries, .. } => BodyPlan::Collect {
                entries: entries
                    .iter()
                    .map(|entry| EntryPlan {
                        condition: entry.condition.as_ref().map(|condition| self.expr(condition)),
                        value: self.expr(&entry.value),
                        reason: TemplatePlan::default(),
                    })
                    .collect(),
                reason: TemplatePlan::default(),
            },
        };
        self.decisions[id.index()] = DecisionPlan { guard, body };
        let is_bool = decision.ty == Type::Bool;
        self.node(Op::Decide(id), None, is_bool);
        for test in [DecisionTest::Determined, DecisionTest::NeedsReview, DecisionTest::Undetermined] {
            self.node(Op::Test { test, decision: id }, None, true);
        }
    }

    fn check(&mut self, check: &crate::hir::Check) {
        let applies = self.guard(check.condition.as_ref());
        let applies = applies.unwrap_or_else(|| self.truth(true));
        let violated = match &check.requirement {
            Some(requirement) => {
                let requirement = self.expr(requirement);
                let bad = self.not(requirement);
                self.and(vec![applies, bad])
            }
            None => applies,
        };
        let message = self.template(&check.message);
        let actions = check
            .actions
            .iter()
            .map(|action| ActionPlan {
                text: self.template(&action.text),
                until: action.wait.as_ref().map(|wait| self.expr(&wait.until)),
            })
            .collect();
        self.plan.checks.push(CheckPlan { applies, violated, message, actions });
    }

    fn process(&mut self, id: ProcessId) {
        let process = self.record.process(id);
        let guard = self.guard(process.applies.as_ref());
        let steps = process
            .steps
            .iter()
            .map(|step| StepPlan {
                name: Value::Text(step.name.as_str().into()),
                applies: step.applies.as_ref().map(|applies| self.expr(applies)),
                done: self.expr(&step.done),
                action: None,
            })
            .collect();
        self.processes[id.index()] = ProcessPlan { guard, steps };
    }

    /// Every step is done or does not apply.
    fn process_done(&mut self, id: ProcessId) -> NodeId {
        let process = self.record.process(id);
        let mut parts: Vec<NodeId> = self.guard(process.applies.as_ref()).into_iter().collect();
        for step in &process.steps {
            let done = self.expr(&step.done);
            parts.push(match &step.applies {
                Some(applies) => {
                    let applies = self.expr(applies);
                    let not = self.not(applies);
                    self.or(vec![not, done])
                }
                None => done,
            });
        }
        self.and(parts)
    }

    // ------------------------------------------------------------ texts

    /// What is only shown may speak of anything: its nodes stand behind all that is judged.
    fn texts(&mut self) {
        let record = self.record;
        let mut decisions = std::mem::take(&mut self.decisions);
        for (decision, plan) in record.decisions.iter().zip(&mut decisions) {
            self.reasons(&decision.body, &mut plan.body);
        }
        self.decisions = decisions;
        let mut processes = std::mem::take(&mut self.processes);
        for (process, plan) in record.processes.iter().zip(&mut processes) {
            for (step, plan) in process.steps.iter().zip(&mut plan.steps) {
                plan.action = step.action.as_ref().map(|(text, wait)| ActionPlan {
                    text: self.template(text),
                    until: wait.as_ref().map(|wait| self.expr(&wait.until)),
                });
            }
        }
        self.processes = processes;
    }

    fn reasons(&mut self, body: &DecisionBody, plan: &mut BodyPlan) {
        match (body, plan) {
            (DecisionBody::Expr { reason, .. }, BodyPlan::Expr { reason: own, .. }) => *own = self.reason(reason.as_ref()),
            (DecisionBody::Cases(cases), BodyPlan::Rules(rules)) => {
                for (case, rule) in cases.iter().zip(rules) {
                    rule.reason = self.reason(case.reason.as_ref());
                    if let (Outcome::Review { reason, .. }, OutcomePlan::Review { reason: own, .. }) =
                        (&case.outcome, &mut rule.outcome)
                    {
                        *own = self.template(reason);
                    }
                }
            }
            (DecisionBody::Collect { entries, reason }, BodyPlan::Collect { entries: plans, reason: own }) => {
                for (entry, plan) in entries.iter().zip(plans) {
                    plan.reason = self.reason(entry.reason.as_ref());
                }
                *own = self.reason(reason.as_ref());
            }
            // One that nothing asks for, in the plan of a table.
            _ => {}
        }
    }
}
