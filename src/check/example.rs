//! Examples: given values and expected results, checked against the fields and rules they name.

use indexmap::IndexMap;

use super::{Checker, Row, constant};
use crate::diagnostic::{self, Diagnostic};
use crate::hir::{self, DecisionBody, Expected, Given, Target, Type};
use crate::ids::{DecisionId, DetailId, FieldId, ProcessId};
use crate::resolve::{RecordSymbols, Symbol};
use crate::suggest;
use crate::syntax::ast;

const CONCLUSIONS: &[&str] = &["不适用", "须修改", "须复核", "待定", "有提醒", "通过"];
const FIELD_FINDINGS: &[&str] = &["必填", "格式", "无效"];

type Givens = IndexMap<FieldId, Given>;

impl<'s, 't, 'a> Checker<'s, 't, 'a> {
    pub(super) fn example(
        &mut self,
        example: &'s ast::Example<'a>,
        symbols: &'s RecordSymbols<'t, 'a>,
        record: &hir::Record,
    ) -> Option<hir::Example> {
        let mut checked = hir::Example {
            name: example.name.node.to_string(),
            givens: IndexMap::new(),
            details: IndexMap::new(),
            date: None,
            expectations: Vec::new(),
        };
        for layer in self.bases(example, symbols)? {
            for given in &layer.givens {
                if given.name.node == "评估日" {
                    checked.date = self.example_date(given).or(checked.date);
                } else if let Some((field, value)) = self.given(given, None) {
                    checked.givens.insert(field, value);
                }
            }
            for rows in &layer.rows {
                let Some(detail) = self.detail(&rows.detail) else { continue };
                let Some(rows) = &rows.rows else {
                    checked.details.shift_remove(&detail);
                    continue;
                };
                let rows = rows.iter().map(|row| self.example_row(row, detail)).collect();
                checked.details.insert(detail, rows);
            }
        }
        for expectation in &example.expectations {
            if let Some(expectation) = self.expectation(expectation, symbols, record) {
                checked.expectations.push(expectation);
            }
        }
        Some(checked)
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
            Target::Decision(decision) => {
                if let ast::Expected::Word(word) = &expectation.expected {
                    return Some(Expected::Word(word.node.to_string()));
                }
                let ast::Expected::Value(value) = &expectation.expected else { return None };
                let ty = record.decision(*decision).ty.clone();
                let checked = self.expr_of(value, &ty, None);
                return constant(&checked).map(Expected::Value);
            }
        };
        match bare {
            Some(word) if allowed.contains(&word.as_str()) => Some(Expected::Word(word)),
            _ => {
                self.report(
                    Diagnostic::new(diagnostic::BAD_EXAMPLE, expectation.span, "期望的结果写错")
                        .label("这里的结果不可能出现")
                        .help(format!("可以写：{}", allowed.join("、"))),
                );
                None
            }
        }
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
