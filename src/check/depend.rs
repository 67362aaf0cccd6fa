//! What must be known before what: fields with 适用, decisions, processes. In: a checked record.
//! Out: an order of evaluation; every cycle is reported once.

use std::collections::HashMap;

use crate::diagnostic::{self, Diagnostic, Diagnostics};
use crate::hir::{DecisionBody, DecisionTest, Expr, ExprKind, ItemRef, Outcome, Piece, Record, Template};
use crate::ids::{DecisionId, DetailId, FieldId, ProcessId};
use crate::span::Span;

/// `「甲」 → 「乙」 → 「甲」`
pub(super) fn closed_ring(names: &[&str]) -> String {
    let names: Vec<String> = names.iter().chain(names.first()).map(|name| format!("「{name}」")).collect();
    names.join(" → ")
}

/// Things that need each other, at the place where the ring closes.
pub(super) fn cycle_problem(span: Span, names: &[&str]) -> Diagnostic {
    Diagnostic::new(diagnostic::CYCLE, span, format!("互相依赖：{}", closed_ring(names)))
        .label("从这里出发又绕回到这里")
        .help("去掉其中一处引用；共同用到的部分写成另一个判定")
}

/// A thing whose value may depend on others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Order {
    Scope,
    Field(FieldId),
    Detail(DetailId),
    Decision(DecisionId),
    Process(ProcessId),
}

impl Record {
    /// Reports cycles and marks what takes part in them, so that later stages see none.
    pub(super) fn order_dependencies(&self, problems: &mut Diagnostics) {
        for cycle in Sorter::new(self).run().cycles {
            let names: Vec<&str> = cycle.iter().map(|one| self.name_of(*one)).collect();
            let Some(&first) = cycle.first() else { continue };
            let span = match first {
                Order::Scope => self.scope.as_ref().map(|scope| scope.span),
                Order::Field(field) => Some(self.field(field).span),
                Order::Detail(detail) => Some(self.detail(detail).span),
                Order::Decision(decision) => Some(self.decision(decision).span),
                Order::Process(process) => Some(self.process(process).span),
            };
            problems.push(cycle_problem(span.unwrap_or_default(), &names));
        }
    }

    /// Scope, fields, details, decisions and processes, each after what it depends on.
    pub(crate) fn evaluation_order(&self) -> Vec<Order> {
        Sorter::new(self).run().order
    }

    /// The scope and what these expressions and the rows of a detail depend on, in the same order.
    pub(crate) fn evaluation_order_of<'e>(
        &self,
        detail: Option<DetailId>,
        exprs: impl IntoIterator<Item = &'e Expr>,
    ) -> Vec<Order> {
        let mut wanted = vec![Order::Scope];
        wanted.extend(detail.map(Order::Detail));
        exprs.into_iter().for_each(|expr| collect(expr, &mut wanted));
        Sorter::new(self).run_from(&wanted).order
    }

    fn name_of(&self, one: Order) -> &str {
        match one {
            Order::Scope => "适用范围",
            Order::Field(field) => &self.field(field).name,
            Order::Detail(detail) => &self.detail(detail).name,
            Order::Decision(decision) => &self.decision(decision).name,
            Order::Process(process) => &self.process(process).name,
        }
    }

    /// A decision is sensitive when a value that it may have comes from a sensitive field.
    pub(super) fn mark_sensitive(&mut self) {
        for one in self.evaluation_order() {
            if let Order::Decision(id) = one {
                let sensitive = outcome_values(&self.decision(id).body).into_iter().any(|value| self.shows_sensitive(value));
                self.decisions[id.index()].sensitive = sensitive;
            }
        }
        let marks: Vec<(FieldId, bool)> =
            self.fields.iter().enumerate().map(|(index, field)| (FieldId::new(index), field.sensitive)).collect();
        let decisions: Vec<bool> = self.decisions.iter().map(|decision| decision.sensitive).collect();
        let shows = |value: &Expr| {
            shows(value, &|field| marks.get(field.index()).is_some_and(|mark| mark.1), &|decision| {
                decisions.get(decision.index()).copied().unwrap_or(false)
            })
        };
        self.each_template(&mut |template| {
            for piece in &mut template.pieces {
                if let Piece::Value { value, sensitive } = piece {
                    *sensitive = shows(value);
                }
            }
        });
    }

    pub(crate) fn shows_sensitive(&self, value: &Expr) -> bool {
        // A built-in field of tables is no field of the record, and masked when it is made.
        let field = |field: FieldId| self.fields.get(field.index()).is_some_and(|field| field.sensitive);
        shows(value, &field, &|decision| self.decision(decision).sensitive)
    }

    fn each_template(&mut self, visit: &mut dyn FnMut(&mut Template)) {
        for decision in &mut self.decisions {
            match &mut decision.body {
                DecisionBody::Expr { reason, .. } => reason.iter_mut().for_each(&mut *visit),
                DecisionBody::Cases(cases) => {
                    for case in cases {
                        case.reason.iter_mut().for_each(&mut *visit);
                        if let Outcome::Review { reason, .. } = &mut case.outcome {
                            visit(reason);
                        }
                    }
                }
                DecisionBody::Collect { entries, reason } => {
                    reason.iter_mut().for_each(&mut *visit);
                    entries.iter_mut().filter_map(|entry| entry.reason.as_mut()).for_each(&mut *visit);
                }
            }
        }
        for check in &mut self.checks {
            visit(&mut check.message);
            check.actions.iter_mut().for_each(|action| visit(&mut action.text));
        }
        for step in self.processes.iter_mut().flat_map(|process| &mut process.steps) {
            if let Some((text, _)) = &mut step.action {
                visit(text);
            }
        }
    }
}

/// Whether the value of an expression is, or is made from, a sensitive one. Conditions show nothing.
fn shows(value: &Expr, field: &dyn Fn(FieldId) -> bool, decision: &dyn Fn(DecisionId) -> bool) -> bool {
    let recurse = |inner: &Expr| shows(inner, field, decision);
    match &value.kind {
        ExprKind::Field(id) => field(*id),
        ExprKind::Decision(id) => decision(*id),
        ExprKind::Arithmetic { left, right, .. } => recurse(left) || recurse(right),
        ExprKind::Set(parts) => parts.iter().any(recurse),
        ExprKind::Call { args, .. } => args.iter().any(recurse),
        ExprKind::Choice { arms, otherwise } => arms.iter().any(|(_, value)| recurse(value)) || recurse(otherwise),
        ExprKind::Selected { field: id, .. } | ExprKind::Gathered { field: id, .. } => field(*id),
        _ => false,
    }
}

fn outcome_values(body: &DecisionBody) -> Vec<&Expr> {
    match body {
        DecisionBody::Expr { value, .. } => vec![value],
        DecisionBody::Cases(cases) => cases
            .iter()
            .filter_map(|case| match &case.outcome {
                Outcome::Value(value) => Some(value),
                Outcome::Review { suggestion, .. } => suggestion.as_ref(),
            })
            .collect(),
        DecisionBody::Collect { entries, .. } => entries.iter().map(|entry| &entry.value).collect(),
    }
}

/// Depth-first sorting with its own stack, so that long chains cannot exhaust the program's.
struct Sorter<'r> {
    record: &'r Record,
    nodes: Vec<Order>,
    numbers: HashMap<Order, usize>,
    state: Vec<State>,
    order: Vec<Order>,
    cycles: Vec<Vec<Order>>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    New,
    Open,
    Done,
}

impl<'r> Sorter<'r> {
    fn new(record: &'r Record) -> Self {
        let mut nodes = vec![Order::Scope];
        nodes.extend((0..record.details.len()).map(|index| Order::Detail(DetailId::new(index))));
        nodes.extend((0..record.fields.len()).map(|index| Order::Field(FieldId::new(index))));
        nodes.extend(record.order.iter().filter_map(|item| match item {
            ItemRef::Decision(decision) => Some(Order::Decision(*decision)),
            ItemRef::Process(process) => Some(Order::Process(*process)),
            ItemRef::Check(_) => None,
        }));
        let state = vec![State::New; nodes.len()];
        let numbers = nodes.iter().copied().zip(0..).collect();
        Self { record, nodes, numbers, state, order: Vec::new(), cycles: Vec::new() }
    }

    fn run(self) -> Self {
        let all = self.nodes.clone();
        self.run_from(&all)
    }

    fn run_from(mut self, wanted: &[Order]) -> Self {
        let starts: Vec<usize> = wanted.iter().filter_map(|one| self.numbers.get(one).copied()).collect();
        for start in starts {
            if self.state[start] == State::New {
                self.visit(start);
            }
        }
        self
    }

    fn visit(&mut self, start: usize) {
        let mut stack: Vec<(usize, Vec<usize>)> = vec![(start, self.needs(start))];
        self.state[start] = State::Open;
        while let Some((node, open)) = stack.last_mut() {
            match open.pop() {
                Some(next) => match self.state[next] {
                    State::Done => {}
                    State::New => {
                        self.state[next] = State::Open;
                        let needs = self.needs(next);
                        stack.push((next, needs));
                    }
                    State::Open => {
                        let from = stack.iter().position(|(node, _)| *node == next).unwrap_or(0);
                        self.cycles.push(stack[from..].iter().map(|(node, _)| self.nodes[*node]).collect());
                    }
                },
                None => {
                    let node = *node;
                    self.state[node] = State::Done;
                    self.order.push(self.nodes[node]);
                    stack.pop();
                }
            }
        }
    }

    /// Numbers of the nodes that a node depends on, last first, so that they are visited in the order written.
    fn needs(&self, node: usize) -> Vec<usize> {
        let mut needs: Vec<Order> = Vec::new();
        let mut add = |expr: &Expr| collect(expr, &mut needs);
        let record = self.record;
        match self.nodes[node] {
            Order::Scope => record.scope.iter().for_each(&mut add),
            Order::Field(field) => {
                let field = record.field(field);
                field.applies.iter().for_each(&mut add);
                needs.extend(field.detail.map(Order::Detail));
            }
            Order::Detail(detail) => record.detail(detail).applies.iter().for_each(&mut add),
            Order::Process(process) => {
                let process = record.process(process);
                process.applies.iter().for_each(&mut add);
                for step in &process.steps {
                    step.applies.iter().for_each(&mut add);
                    add(&step.done);
                }
                needs.push(Order::Scope);
            }
            Order::Decision(decision) => {
                let decision = record.decision(decision);
                decision.applies.iter().for_each(&mut add);
                match &decision.body {
                    DecisionBody::Expr { value, .. } => add(value),
                    DecisionBody::Cases(cases) => {
                        for case in cases {
                            case.condition.iter().for_each(&mut add);
                            match &case.outcome {
                                Outcome::Value(value) => add(value),
                                Outcome::Review { suggestion, .. } => suggestion.iter().for_each(&mut add),
                            }
                        }
                    }
                    DecisionBody::Collect { entries, .. } => {
                        for entry in entries {
                            entry.condition.iter().for_each(&mut add);
                            add(&entry.value);
                        }
                    }
                }
                needs.push(Order::Scope);
            }
        }
        let numbers = needs.iter().rev().filter_map(|need| self.numbers.get(need).copied());
        numbers.collect()
    }
}

fn collect(expr: &Expr, needs: &mut Vec<Order>) {
    expr.walk(&mut |inner| {
        let need = match &inner.kind {
            ExprKind::Field(field) | ExprKind::Filled(field) => Order::Field(*field),
            ExprKind::Decision(decision)
            | ExprKind::Test {
                decision,
                test: DecisionTest::Determined | DecisionTest::NeedsReview | DecisionTest::Undetermined,
            } => Order::Decision(*decision),
            ExprKind::ProcessDone(process) | ExprKind::CurrentStep(process) => Order::Process(*process),
            ExprKind::DetailFilled(detail) => Order::Detail(*detail),
            ExprKind::Quantified { detail, .. } => Order::Detail(*detail),
            ExprKind::Selected { detail, order, field, .. } => {
                needs.extend([Order::Detail(*detail), Order::Field(*order)]);
                Order::Field(*field)
            }
            ExprKind::Gathered { detail, field, .. } => {
                needs.push(Order::Detail(*detail));
                Order::Field(*field)
            }
            _ => return,
        };
        needs.push(need);
    });
}
