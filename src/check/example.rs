//! Examples: given values and expected results, checked against the fields and rules they name.

use std::collections::HashMap;

use indexmap::IndexMap;

use super::{Checker, Row, constant};
use crate::built_in::CONCLUSIONS;
use crate::diagnostic::{self, Diagnostic};
use crate::hir::{self, DecisionBody, Expected, Given, Target, Type};
use crate::ids::{DecisionId, DetailId, FieldId, ProcessId};
use crate::resolve::{RecordSymbols, Symbol};
use crate::span::Span;
use crate::suggest;
use crate::syntax::ast;

/// What may come of a 判定 with rules, and of one without, besides a value.
const OUTCOMES: &[&str] = &["复核", "待定", "冲突", "无规则", "不适用"];
const PLAIN_OUTCOMES: &[&str] = &["待定", "不适用"];
const FIELD_FINDINGS: &[&str] = &["必填", "格式", "无效"];

type Givens = IndexMap<FieldId, Given>;

/// What an example gives, together with what it is based on. Found once, however many examples are based on it.
#[derive(Clone, Default)]
pub(super) struct Basis {
    date: Option<crate::date::Date>,
    givens: Givens,
    details: IndexMap<DetailId, Vec<Givens>>,
}

/// What the examples found so far give, by their names.
pub(super) type Bases<'t> = HashMap<&'t str, Basis>;

impl<'s, 't, 'a> Checker<'s, 't, 'a> {
    pub(super) fn example(
        &mut self,
        example: &'s ast::Example<'a>,
        symbols: &'s RecordSymbols<'t, 'a>,
        record: &hir::Record,
        found: &mut Bases<'s>,
    ) -> Option<hir::Example> {
        let mut checked = hir::Example {
            name: example.name.node.to_string(),
            givens: IndexMap::new(),
            details: IndexMap::new(),
            date: None,
            expectations: Vec::new(),
        };
        self.given_twice(example);
        let mut below: Option<&str> = None;
        for own in self.bases(example, symbols)? {
            let name = own.name.node.as_ref();
            if !found.contains_key(name) {
                let mut basis = below.and_then(|below| found.get(below)).cloned().unwrap_or_default();
                self.give(own, &mut basis);
                found.insert(name, basis);
            }
            below = Some(name);
        }
        if let Some(basis) = below.and_then(|below| found.get(below)).cloned() {
            (checked.date, checked.givens, checked.details) = (basis.date, basis.givens, basis.details);
        }
        for expectation in &example.expectations {
            if let Some(expectation) = self.expectation(expectation, symbols, record) {
                checked.expectations.push(expectation);
            }
        }
        Some(checked)
    }

    /// Adds what an example gives itself to what it is based on.
    fn give(&mut self, example: &ast::Example<'a>, basis: &mut Basis) {
        for given in &example.givens {
            if given.name.node == "评估日" {
                basis.date = self.example_date(given).or(basis.date);
            } else {
                basis.givens.extend(self.given(given, None));
            }
        }
        for rows in &example.rows {
            let Some(detail) = self.detail(&rows.detail) else { continue };
            let Some(rows) = &rows.rows else {
                basis.details.shift_remove(&detail);
                continue;
            };
            let rows = rows.iter().map(|row| self.example_row(row, detail)).collect();
            basis.details.insert(detail, rows);
        }
    }

    /// Fields and details that one example gives twice.
    fn given_twice(&mut self, example: &ast::Example<'a>) {
        self.named_twice(example.givens.iter().map(|given| &given.name));
        self.named_twice(example.rows.iter().map(|rows| &rows.detail));
        for row in example.rows.iter().flat_map(|rows| &rows.rows).flatten() {
            self.named_twice(row.iter().map(|given| &given.name));
        }
    }

    fn named_twice<'n>(&mut self, names: impl Iterator<Item = &'n ast::Name<'a>>)
    where
        'a: 'n,
    {
        let mut seen: IndexMap<&str, Span> = IndexMap::new();
        for name in names {
            if let Some(first) = seen.insert(name.node.as_ref(), name.span) {
                self.report(
                    Diagnostic::new(diagnostic::REPEATED, name.span, format!("示例里「{}」写了两次", name.node))
                        .label("这里又写了一次")
                        .also(first, "第一次在这里")
                        .help("只留一个；明细的几行写在一个「明细」后面"),
                );
            }
        }
    }

    /// The example and those it is based on, the base first.
    fn bases(&mut self, example: &'s ast::Example<'a>, symbols: &'s RecordSymbols<'t, 'a>) -> Option<Vec<&'s ast::Example<'a>>>
    where
        't: 's,
    {
        let mut layers = vec![example];
        let mut current = example;
        while let Some(base) = &current.base {
            match symbols.examples.get(base.node.as_ref()) {
                Some(next) if layers.iter().any(|layer| layer.name == next.name) => {
                    self.report(
                        Diagnostic::new(
                            diagnostic::CYCLE,
                            base.span,
                            format!("示例「{}」的「基于」绕回到了自己", example.name.node),
                        )
                        .label("这里绕回")
                        .help("改成基于别的示例"),
                    );
                    return None;
                }
                Some(next) => {
                    layers.push(next);
                    current = next;
                }
                None => {
                    let near = suggest::nearest(&base.node, symbols.examples.keys().copied())
                        .map(|near| format!("是不是要写「{near}」？"));
                    let problem = Diagnostic::new(diagnostic::UNKNOWN_NAME, base.span, format!("没有名为「{}」的示例", base.node))
                        .label("「基于」后面要写另一个示例")
                        .help("写已有的示例，或去掉「基于」")
                        .help_if(near);
                    self.report(problem);
                    return None;
                }
            }
        }
        layers.reverse();
        Some(layers)
    }

    fn example_row(&mut self, row: &[ast::Given<'a>], detail: DetailId) -> Givens {
        let mut givens = IndexMap::new();
        for given in row {
            if let Some((field, value)) = self.given(given, Some(detail)) {
                givens.insert(field, value);
            }
        }
        givens
    }

    fn given(&mut self, given: &ast::Given<'a>, row: Row) -> Option<(FieldId, Given)> {
        let (field, ty) = match row {
            Some(detail) => self.row_field(&given.name, detail)?,
            None => self.record_field(&given.name)?,
        };
        let value = match &given.value {
            ast::GivenValue::Missing => Given::Missing,
            ast::GivenValue::Invalid(text) => Given::Invalid(text.node.to_string()),
            ast::GivenValue::Expr(value) => {
                let checked = self.expr_of(value, &ty, None);
                match constant(&checked) {
                    Some(value) => Given::Value(value),
                    None if checked.ty == Type::Wrong => return None,
                    None => {
                        self.report(
                            Diagnostic::new(diagnostic::NOT_CONSTANT, value.span, "示例里只能写固定的值")
                                .label("这里不是固定的值")
                                .help("写出值本身"),
                        );
                        return None;
                    }
                }
            }
        };
        Some((field, value))
    }

    fn record_field(&mut self, name: &ast::Name<'a>) -> Option<(FieldId, Type)> {
        let symbols = self.record?;
        if let Some(Symbol::Field(number)) = symbols.names.get(name.node.as_ref()) {
            return Some((FieldId::new(*number), self.field_types.get(*number).cloned().unwrap_or(Type::Wrong)));
        }
        let own = symbols.fields.iter().filter(|field| field.detail.is_none()).map(|field| field.field.name.node.as_ref());
        let near = suggest::nearest(&name.node, own).map(|near| format!("是不是要写「{near}」？"));
        let problem = Diagnostic::new(diagnostic::BAD_EXAMPLE, name.span, format!("没有名为「{}」的字段", name.node))
            .label("示例里要写记录的字段；明细写「明细 名称 { … }」")
            .help("写记录里有的字段")
            .help_if(near);
        self.report(problem);
        None
    }

    fn example_date(&mut self, given: &ast::Given<'a>) -> Option<crate::date::Date> {
        let ast::GivenValue::Expr(value) = &given.value else { return None };
        let checked = self.expr_of(value, &Type::Date, None);
        match constant(&checked) {
            Some(crate::value::Value::Date(date)) => Some(date),
            _ => None,
        }
    }

    fn expectation(
        &mut self,
        expectation: &ast::Expectation<'a>,
        symbols: &RecordSymbols<'t, 'a>,
        record: &hir::Record,
    ) -> Option<hir::Expectation> {
        let name = expectation.target.node.as_ref();
        let target = match symbols.names.get(name) {
            Some(Symbol::Decision(number)) => Target::Decision(DecisionId::new(*number)),
            Some(Symbol::Check(number)) => Target::Check(u32::try_from(*number).ok()?),
            Some(Symbol::Process(number)) => Target::Process(ProcessId::new(*number)),
            _ if name == "结论" => Target::Conclusion,
            _ if FIELD_FINDINGS.iter().any(|kind| name.strip_prefix(kind).is_some_and(|rest| rest.starts_with('·'))) => {
                Target::FieldFinding(self.field_finding(&expectation.target, symbols)?)
            }
            _ => {
                let mut known: Vec<&str> = symbols
                    .names
                    .iter()
                    .filter(|(_, symbol)| !matches!(symbol, Symbol::Field(_) | Symbol::Detail(_)))
                    .map(|(name, _)| *name)
                    .collect();
                known.sort_unstable();
                let near = suggest::nearest(name, known).map(|near| format!("是不是要写「{near}」？"));
                let problem = Diagnostic::new(
                    diagnostic::BAD_EXAMPLE,
                    expectation.target.span,
                    format!("没有名为「{name}」的判定、检查或流程"),
                )
                .label("这里要写期望的是什么")
                .help("写 结论、一个判定、检查、流程，或 必填·字段")
                .help_if(near);
                self.report(problem);
                return None;
            }
        };
        let expected = self.expected(&target, expectation, record)?;
        for rule in &expectation.because {
            self.known_rule(&target, rule, record);
        }
        for need in expectation.needs.iter().flatten() {
            self.known_need(need, symbols);
        }
        Some(hir::Expectation {
            target,
            expected,
            because: expectation.because.iter().map(|name| name.node.to_string()).collect(),
            needs: expectation.needs.as_ref().map(|needs| needs.iter().map(|need| need.node.to_string()).collect()),
            span: expectation.span,
        })
    }

    fn field_finding(&mut self, name: &ast::Name<'a>, symbols: &RecordSymbols<'t, 'a>) -> Option<String> {
        let (_, field) = name.node.split_once('·')?;
        let row_field = || {
            let (detail, field) = field.split_once('.')?;
            let number = symbols.details.iter().position(|one| one.name.node == detail)?;
            symbols.fields.iter().find(|one| one.detail == Some(number) && one.field.name.node == field)
        };
        if matches!(symbols.names.get(field), Some(Symbol::Field(_) | Symbol::Detail(_))) || row_field().is_some() {
            return Some(name.node.to_string());
        }
        self.report(
            Diagnostic::new(diagnostic::BAD_EXAMPLE, name.span, format!("没有名为「{field}」的字段"))
                .label("「·」后面要写字段")
                .help("写记录里有的字段，例如 必填·生源地"),
        );
        None
    }

    fn expected(&mut self, target: &Target, expectation: &ast::Expectation<'a>, record: &hir::Record) -> Option<Expected> {
        let bare = match &expectation.expected {
            ast::Expected::Word(word) => Some(word.node.to_string()),
            ast::Expected::Value(value) => match &value.kind {
                ast::ExprKind::Path(path) if path.len() == 1 => path.first().map(|name| name.node.to_string()),
                ast::ExprKind::Text(text) => Some(text.to_string()),
                _ => None,
            },
        };
        let allowed: Vec<&str> = match target {
            Target::Conclusion => CONCLUSIONS.to_vec(),
            Target::Check(_) | Target::FieldFinding(_) => vec!["违反", "满足", "待定", "不适用"],
            Target::Process(process) => {
                let steps = record.process(*process).steps.iter().map(|step| step.name.as_str());
                ["已完成", "不适用", "待定"].into_iter().chain(steps).collect()
            }
            Target::Decision(decision) => return self.expected_outcome(*decision, expectation, record),
        };
        match bare {
            Some(word) if allowed.contains(&word.as_str()) => Some(Expected::Word(word)),
            _ => {
                self.impossible(&expectation.expected, &allowed.join("、"));
                None
            }
        }
    }

    /// A value of the decision's type, or a word for what comes instead of a value.
    fn expected_outcome(
        &mut self,
        decision: DecisionId,
        expectation: &ast::Expectation<'a>,
        record: &hir::Record,
    ) -> Option<Expected> {
        let decision = record.decision(decision);
        let outcomes = match &decision.body {
            DecisionBody::Cases(_) => OUTCOMES,
            DecisionBody::Expr { .. } | DecisionBody::Collect { .. } => PLAIN_OUTCOMES,
        };
        match &expectation.expected {
            ast::Expected::Word(word) if outcomes.contains(&word.node.as_ref()) => Some(Expected::Word(word.node.to_string())),
            ast::Expected::Word(word) => {
                let member = match &decision.ty {
                    Type::Enum(number) => self.member(*number, &word.node),
                    _ => None,
                };
                if member.is_none() && decision.ty != Type::Wrong {
                    let values = self.type_name(&decision.ty);
                    self.impossible(&expectation.expected, &format!("{}，或类型{values}的值", outcomes.join("、")));
                }
                member.map(Expected::Value)
            }
            ast::Expected::Value(value) => {
                let ty = decision.ty.clone();
                let checked = self.expr_of(value, &ty, None);
                constant(&checked).map(Expected::Value)
            }
        }
    }

    fn impossible(&mut self, expected: &ast::Expected<'a>, allowed: &str) {
        let span = match expected {
            ast::Expected::Word(word) => word.span,
            ast::Expected::Value(value) => value.span,
        };
        self.report(
            Diagnostic::new(diagnostic::BAD_EXAMPLE, span, "期望的结果写错")
                .label("这里的结果不可能出现")
                .help(format!("可以写：{allowed}")),
        );
    }

    /// What 需 names: a field, a detail, a field of a detail's row, or a parameter.
    fn known_need(&mut self, need: &ast::Text<'a>, symbols: &RecordSymbols<'t, 'a>) {
        let field_of_row = |detail: &str, field: &str| {
            let number = symbols.details.iter().position(|one| one.name.node == detail);
            let mut own = symbols.fields.iter().filter(|one| one.detail.is_some() && one.detail == number);
            own.any(|one| one.field.name.node == field)
        };
        let text = need.node.as_ref();
        let known = match text.split_once(['[', '［']) {
            Some((detail, rest)) => rest.split_once(['.', '．']).is_some_and(|(_, field)| field_of_row(detail, field)),
            None => {
                matches!(symbols.names.get(text), Some(Symbol::Field(_) | Symbol::Detail(_)))
                    || self.symbols.parameters.contains_key(text)
            }
        };
        if known {
            return;
        }
        let own = symbols.names.iter().filter(|(_, symbol)| matches!(symbol, Symbol::Field(_) | Symbol::Detail(_)));
        let mut own: Vec<&str> = own.map(|(name, _)| *name).collect();
        own.sort_unstable();
        let near = suggest::nearest(text, own).map(|near| format!("是不是要写「{near}」？"));
        let problem = Diagnostic::new(diagnostic::BAD_EXAMPLE, need.span, format!("没有名为「{text}」的字段"))
            .label("「需」后面要写缺少的字段")
            .help("写记录里有的字段；明细的字段写成例如 工作经历[0].工作地")
            .help_if(near);
        self.report(problem);
    }

    fn known_rule(&mut self, target: &Target, rule: &ast::Name<'a>, record: &hir::Record) {
        let names: Vec<&str> = match target {
            Target::Decision(decision) => match &record.decision(*decision).body {
                DecisionBody::Cases(cases) => cases.iter().map(|case| case.name.as_str()).collect(),
                DecisionBody::Collect { entries, .. } => entries.iter().map(|entry| entry.name.as_str()).collect(),
                DecisionBody::Expr { .. } => Vec::new(),
            },
            _ => Vec::new(),
        };
        if !names.contains(&rule.node.as_ref()) {
            let near = suggest::nearest(&rule.node, names).map(|near| format!("是不是要写「{near}」？"));
            let problem = Diagnostic::new(diagnostic::BAD_EXAMPLE, rule.span, format!("没有名为「{}」的规则", rule.node))
                .label("「因」后面要写这个判定里的规则")
                .help("写缺省或例外的名称")
                .help_if(near);
            self.report(problem);
        }
    }
}
