//! Rules of a record: scope, decisions, collections, checks, processes, and the text of messages.

use super::depend::cycle_problem;
use super::expr::wrong;
use super::{Checker, DecisionState, MAX_CHAIN};
use crate::diagnostic::{self, Diagnostic};
use crate::hir::{self, DecisionBody, Expr, ExprKind, ItemRef, Outcome, Template, Type};
use crate::ids::{DecisionId, DetailId, FieldId, ProcessId};
use crate::resolve::{DecisionSymbol, RecordSymbols, Symbol};
use crate::span::Span;
use crate::suggest;
use crate::syntax::ast;
use crate::value::Arithmetic;

impl<'s, 't, 'a> Checker<'s, 't, 'a> {
    pub(super) fn check_rules(&mut self, symbols: &'s RecordSymbols<'t, 'a>, record: &mut hir::Record) {
        if let Some(scope) = symbols.scopes.first() {
            record.scope = Some(self.condition(&scope.condition, None));
            record.scope_basis = self.basis(&scope.basis);
        }
        for extra in symbols.scopes.iter().skip(1) {
            let first = symbols.scopes.first().map_or(extra.span, |scope| scope.span);
            self.report(
                Diagnostic::new(diagnostic::REPEATED, extra.span, format!("记录「{}」的适用范围写了两次", record.name))
                    .label("这里又写了一次")
                    .also(first, "第一次在这里")
                    .help("合成一个条件，用「且」「或」连接"),
            );
        }
        for (number, symbol) in symbols.decisions.iter().enumerate() {
            let decision = match symbol {
                DecisionSymbol::Decision(decision) => self.decision(decision, number),
                DecisionSymbol::Collect(collect) => self.collect(collect, number),
            };
            record.decisions.push(decision);
        }
        for check in &symbols.checks {
            let check = self.check(check, symbols);
            record.checks.push(check);
        }
        for process in &symbols.processes {
            let process = self.process(process);
            record.processes.push(process);
        }
        record.order = symbols.order.iter().filter_map(|symbol| item_ref(*symbol)).collect();
        record.order_dependencies(self.problems);
        record.mark_sensitive();
        self.tables(symbols, record);
        let mut bases = super::example::Bases::new();
        for example in symbols.examples.values() {
            if let Some(example) = self.example(example, symbols, record, &mut bases) {
                record.examples.push(example);
            }
        }
    }

    // ------------------------------------------------------------ decisions

    /// The type of a decision used as a value; a named expression is checked when first needed.
    pub(super) fn decision_type(&mut self, number: usize, used_at: Span) -> Type {
        match self.decisions.get(number) {
            Some(DecisionState::Declared(ty)) => return ty.clone(),
            Some(DecisionState::Inferred(value)) => return value.ty.clone(),
            Some(DecisionState::Unvisited) => {}
            Some(DecisionState::InProgress) => {
                self.decision_cycle(number, used_at);
                return Type::Wrong;
            }
            None => return Type::Wrong,
        }
        let Some(symbols) = self.record else { return Type::Wrong };
        let Some(DecisionSymbol::Decision(decision)) = symbols.decisions.get(number) else { return Type::Wrong };
        let ast::DecisionBody::Expr { value, .. } = &decision.body else { return Type::Wrong };
        if self.open_decisions.len() >= MAX_CHAIN {
            self.too_deep(used_at, "判定一个用一个", "减少中间的判定");
            return Type::Wrong;
        }
        self.open_decisions.push(number);
        self.set_decision(number, DecisionState::InProgress);
        let value = self.expr(value, None, None);
        self.open_decisions.pop();
        let ty = value.ty.clone();
        self.set_decision(number, DecisionState::Inferred(Box::new(value)));
        ty
    }

    /// Named expressions that use each other, told where the first is used again.
    fn decision_cycle(&mut self, number: usize, used_at: Span) {
        let Some(symbols) = self.record else { return };
        let ring = self.open_decisions.iter().skip_while(|open| **open != number);
        let names: Vec<&str> =
            ring.filter_map(|open| symbols.decisions.get(*open)).map(|decision| decision.name().node.as_ref()).collect();
        self.report(cycle_problem(used_at, &names));
    }

    fn set_decision(&mut self, number: usize, state: DecisionState) {
        if let Some(slot) = self.decisions.get_mut(number) {
            *slot = state;
        }
    }

    fn decision(&mut self, decision: &ast::Decision<'a>, number: usize) -> hir::Decision {
        let ty = self.decision_type(number, decision.name.span);
        let (applies, basis, body) = match &decision.body {
            ast::DecisionBody::Expr { reason, basis, .. } => {
                let value = match self.decisions.get(number) {
                    Some(DecisionState::Inferred(value)) => value.as_ref().clone(),
                    _ => wrong(decision.name.span),
                };
                let reason = reason.as_ref().map(|text| self.template(text));
                (None, self.basis(basis), DecisionBody::Expr { value, reason })
            }
            ast::DecisionBody::Cases { applies, basis, cases, faulty, .. } => {
                let applies = applies.as_ref().map(|condition| self.condition(condition, None));
                if cases.is_empty() && !faulty {
                    self.report(
                        Diagnostic::new(
                            diagnostic::INCOMPLETE_RULE,
                            decision.name.span,
                            format!("判定「{}」里没有规则", decision.name.node),
                        )
                        .label("这里没有缺省，也没有例外")
                        .help("写上「缺省 名称 { 则 … }」或「例外 名称 { 当 … 则 … }」"),
                    );
                }
                (applies, self.basis(basis), DecisionBody::Cases(self.cases(cases, &ty)))
            }
        };
        hir::Decision { name: decision.name.node.to_string(), ty, applies, body, basis, sensitive: false, span: decision.name.span }
    }

    fn cases(&mut self, cases: &[ast::Case<'a>], ty: &Type) -> Vec<hir::Case> {
        let mut sorted: Vec<&ast::Case<'a>> = cases.iter().filter(|case| case.is_default).collect();
        for extra in sorted.iter().skip(1) {
            let first = sorted.first().map_or(extra.name.span, |case| case.name.span);
            let problem = Diagnostic::new(diagnostic::TWO_DEFAULTS, extra.name.span, "一个判定只能有一个缺省")
                .label("这里又写了一个缺省")
                .also(first, "第一个在这里")
                .help("改成「例外」，并写明「当」什么");
            self.problems.push(problem);
        }
        sorted.truncate(1);
        sorted.extend(cases.iter().filter(|case| !case.is_default));
        for (number, case) in sorted.iter().enumerate() {
            if let Some(first) = sorted.iter().take(number).find(|other| other.name.node == case.name.node) {
                self.report(
                    Diagnostic::new(diagnostic::DUPLICATE_NAME, case.name.span, format!("规则「{}」已经写过", case.name.node))
                        .label("这里又写了一次")
                        .also(first.name.span, "第一次在这里")
                        .help("同一判定里的规则各取不同的名称"),
                );
            }
        }
        let beats = self.priorities(&sorted);
        sorted.iter().zip(beats).map(|(case, beats)| self.case(case, beats, ty)).collect()
    }

    fn case(&mut self, case: &ast::Case<'a>, beats: Vec<usize>, ty: &Type) -> hir::Case {
        let condition = case.condition.as_ref().map(|condition| self.condition(condition, None));
        if case.is_default
            && let Some(condition) = &case.condition
        {
            self.report(
                Diagnostic::new(diagnostic::INCOMPLETE_RULE, condition.span, "缺省没有条件")
                    .label("这里写了「当」")
                    .help("去掉「当」；有条件的写成「例外」"),
            );
        }
        if !case.is_default && case.condition.is_none() {
            self.report(
                Diagnostic::new(diagnostic::INCOMPLETE_RULE, case.name.span, format!("例外「{}」缺少条件", case.name.node))
                    .label("没有「当」")
                    .help("写上「当 …」；总是成立的写成「缺省」"),
            );
        }
        let outcome = match &case.outcome {
            Some(ast::Outcome::Value(value)) => Outcome::Value(self.expr_of(value, ty, None)),
            Some(ast::Outcome::Review { reason, suggestion }) => {
                let reason = self.template(reason);
                Outcome::Review { reason, suggestion: suggestion.as_ref().map(|value| self.expr_of(value, ty, None)) }
            }
            None => {
                self.report(
                    Diagnostic::new(diagnostic::INCOMPLETE_RULE, case.name.span, format!("规则「{}」缺少结果", case.name.node))
                        .label("没有「则」")
                        .help("写上「则 值」或「则 复核 \"原因\"」"),
                );
                Outcome::Value(wrong(case.name.span))
            }
        };
        hir::Case {
            name: case.name.node.to_string(),
            is_default: case.is_default,
            beats,
            condition,
            outcome,
            reason: case.reason.as_ref().map(|text| self.template(text)),
            basis: self.basis(&case.basis),
            span: case.name.span,
        }
    }

    fn collect(&mut self, collect: &ast::Collect<'a>, number: usize) -> hir::Decision {
        let ty = self.decision_type(number, collect.name.span);
        let element = match &ty {
            Type::Set(element) => element.as_ref().clone(),
            Type::Wrong => Type::Wrong,
            _ => {
                let at = collect.ty.as_ref().map_or(collect.name.span, |ty| ty.name.span);
                self.report(
                    Diagnostic::new(diagnostic::TYPE_MISMATCH, at, "收集的结果是集合").label("这里不是集合").help("写成 集合<…>"),
                );
                Type::Wrong
            }
        };
        let mut seen: Vec<&ast::Name<'a>> = Vec::new();
        let mut entries = Vec::new();
        for entry in &collect.entries {
            if let Some(first) = seen.iter().find(|name| name.node == entry.name.node) {
                let problem =
                    Diagnostic::new(diagnostic::DUPLICATE_NAME, entry.name.span, format!("项「{}」已经写过", entry.name.node))
                        .label("这里又写了一次")
                        .also(first.span, "第一次在这里")
                        .help("各项取不同的名称");
                self.problems.push(problem);
            }
            seen.push(&entry.name);
            let condition = entry.condition.as_ref().map(|condition| self.condition(condition, None));
            let mut value = self.expr(&entry.value, Some(&Type::Set(Box::new(element.clone()))), None);
            let wanted = if matches!(value.ty, Type::Set(_)) { Type::Set(Box::new(element.clone())) } else { element.clone() };
            value = self.require(value, &wanted);
            let reason = entry.reason.as_ref().map(|text| self.template(text));
            let basis = self.basis(&entry.basis);
            entries.push(hir::Entry { name: entry.name.node.to_string(), condition, value, reason, basis, span: entry.name.span });
        }
        let applies = collect.applies.as_ref().map(|condition| self.condition(condition, None));
        let reason = collect.reason.as_ref().map(|text| self.template(text));
        let basis = self.basis(&collect.basis);
        let body = DecisionBody::Collect { entries, reason };
        hir::Decision { name: collect.name.node.to_string(), ty, applies, body, basis, sensitive: false, span: collect.name.span }
    }

    // ------------------------------------------------------------ checks and processes

    fn check(&mut self, check: &ast::Check<'a>, symbols: &RecordSymbols<'t, 'a>) -> hir::Check {
        let condition = check.condition.as_ref().map(|condition| self.condition(condition, None));
        let requirement = check.requirement.as_ref().map(|requirement| self.condition(requirement, None));
        if condition.is_none() && requirement.is_none() {
            self.report(
                Diagnostic::new(diagnostic::INCOMPLETE_RULE, check.name.span, format!("检查「{}」没有条件", check.name.node))
                    .label("没有「当」，也没有「要求」")
                    .help("写上「要求 …」，或「当 …」（成立就提示）"),
            );
        }
        let message = match &check.message {
            Some(text) => self.template(text),
            None => {
                self.report(
                    Diagnostic::new(diagnostic::INCOMPLETE_RULE, check.name.span, format!("检查「{}」没有提示", check.name.node))
                        .label("没有「提示」")
                        .help("写上「提示 \"…\"」，告诉学生哪里不对、怎么改"),
                );
                Template::default()
            }
        };
        let (mut fields, mut details): (Vec<FieldId>, Vec<DetailId>) = (Vec::new(), Vec::new());
        for name in &check.fields {
            match symbols.names.get(name.node.as_ref()) {
                Some(Symbol::Field(number)) => fields.push(FieldId::new(*number)),
                Some(Symbol::Detail(number)) => details.push(DetailId::new(*number)),
                _ => {
                    let own =
                        symbols.fields.iter().filter(|field| field.detail.is_none()).map(|field| field.field.name.node.as_ref());
                    let near = suggest::nearest(&name.node, own).map(|near| format!("是不是要写「{near}」？"));
                    let problem = Diagnostic::new(diagnostic::UNKNOWN_NAME, name.span, format!("没有名为「{}」的字段", name.node))
                        .label("「字段」后面要写记录的字段")
                        .help("写记录里有的字段")
                        .help_if(near);
                    self.report(problem);
                }
            }
        }
        if fields.is_empty() && details.is_empty() {
            let about = requirement.as_ref().or(condition.as_ref());
            if let Some(about) = about {
                fields = fields_of(about);
            }
        }
        let actions = check.actions.iter().map(|action| self.action(action)).collect();
        hir::Check {
            name: check.name.node.to_string(),
            severity: check.severity,
            condition,
            requirement,
            certainty: check.certainty,
            message,
            actions,
            fields,
            details,
            basis: self.basis(&check.basis),
            span: check.name.span,
        }
    }

    fn action(&mut self, action: &ast::Action<'a>) -> hir::Action {
        self.role(&action.role);
        let text = self.template(&action.text);
        let wait = action.wait.as_ref().map(|wait| self.wait(wait));
        hir::Action { role: action.role.node.to_string(), text, wait }
    }

    fn role(&mut self, name: &ast::Name<'a>) {
        if self.symbols.roles.contains_key(name.node.as_ref()) {
            return;
        }
        let near = suggest::nearest(&name.node, self.symbols.roles.keys().copied()).map(|near| format!("是不是要写「{near}」？"));
        let problem = Diagnostic::new(diagnostic::UNKNOWN_ROLE, name.span, format!("没有名为「{}」的角色", name.node))
            .label("这里要写由谁办理")
            .help(format!("先在「角色 {{ … }}」里写上「{}」", name.node))
            .help_if(near);
        self.report(problem);
    }

    fn wait(&mut self, wait: &ast::Wait<'a>) -> hir::Wait {
        let since = self.expr_of(&wait.since, &Type::Date, None);
        let length = self.expr_of(&wait.length, &Type::Duration, None);
        let span = since.span;
        let kind = match (&since.ty, &length.ty) {
            (Type::Wrong, _) | (_, Type::Wrong) => ExprKind::Wrong,
            _ => ExprKind::Arithmetic { op: Arithmetic::Add, left: Box::new(since), right: Box::new(length) },
        };
        hir::Wait { soft: wait.soft, until: Expr { kind, ty: Type::Date, span } }
    }

    fn process(&mut self, process: &ast::Process<'a>) -> hir::Process {
        let applies = process.applies.as_ref().map(|condition| self.condition(condition, None));
        let process_basis = self.basis(&process.basis);
        if process.steps.is_empty() {
            self.report(
                Diagnostic::new(diagnostic::INCOMPLETE_RULE, process.name.span, format!("流程「{}」没有步骤", process.name.node))
                    .label("这里没有步骤")
                    .help("写上「步骤 名称 完成 当 …」"),
            );
        }
        let mut seen: Vec<&ast::Name<'a>> = Vec::new();
        let mut steps = Vec::new();
        for step in &process.steps {
            if let Some(first) = seen.iter().find(|name| name.node == step.name.node) {
                let problem =
                    Diagnostic::new(diagnostic::DUPLICATE_NAME, step.name.span, format!("步骤「{}」已经写过", step.name.node))
                        .label("这里又写了一次")
                        .also(first.span, "第一次在这里")
                        .help("各步骤取不同的名称");
                self.problems.push(problem);
            }
            seen.push(&step.name);
            let done = match &step.done {
                Some(done) => self.condition(done, None),
                None => {
                    self.report(
                        Diagnostic::new(
                            diagnostic::INCOMPLETE_RULE,
                            step.name.span,
                            format!("步骤「{}」没有写怎样算完成", step.name.node),
                        )
                        .label("没有「完成 当 …」")
                        .help("写上「完成 当 条件」"),
                    );
                    wrong(step.name.span)
                }
            };
            if let Some(role) = &step.by {
                self.role(role);
            }
            let mut basis = self.basis(&step.basis);
            if basis.is_empty() {
                basis.clone_from(&process_basis);
            }
            steps.push(hir::Step {
                name: step.name.node.to_string(),
                applies: step.applies.as_ref().map(|condition| self.condition(condition, None)),
                done,
                by: step.by.as_ref().map(|role| role.node.to_string()),
                action: step.action.as_ref().map(|(text, wait)| (self.template(text), wait.as_ref().map(|wait| self.wait(wait)))),
                basis,
                span: step.name.span,
            });
        }
        hir::Process { name: process.name.node.to_string(), applies, steps, span: process.name.span }
    }
}

fn item_ref(symbol: Symbol) -> Option<ItemRef> {
    Some(match symbol {
        Symbol::Decision(number) => ItemRef::Decision(DecisionId::new(number)),
        Symbol::Check(number) => ItemRef::Check(u32::try_from(number).ok()?),
        Symbol::Process(number) => ItemRef::Process(ProcessId::new(number)),
        Symbol::Field(_) | Symbol::Detail(_) => return None,
    })
}

/// The fields that an expression names, in order, each once.
fn fields_of(expr: &Expr) -> Vec<FieldId> {
    let mut fields = Vec::new();
    expr.walk(&mut |inner| {
        if let ExprKind::Field(field) | ExprKind::Filled(field) = inner.kind
            && !fields.contains(&field)
        {
            fields.push(field);
        }
    });
    fields
}
