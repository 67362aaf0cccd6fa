//! Calls of functions. In: a name and what stands in the brackets. Out: an expression.

use super::expr::wrong;
use super::ty::fits;
use super::{Checker, Row};
use crate::diagnostic::{self, Diagnostic};
use crate::division::Lookup;
use crate::hir::{DecisionTest, Expr, ExprKind, Function, Type};
use crate::ids::{DecisionId, DetailId, FieldId, ProcessId};
use crate::resolve::Symbol;
use crate::span::Span;
use crate::suggest;
use crate::syntax::ast;

/// The functions of the language.
pub(super) const FUNCTIONS: &[&str] = &[
    "已填",
    "未填",
    "级别",
    "上级",
    "有下级",
    "现行",
    "后继",
    "同一",
    "已完成",
    "当前步骤",
    "已定",
    "须复核",
    "待定",
    "年",
    "月",
    "日",
    "天数",
    "长度",
    "计数",
    "包含",
    "符合",
];

impl Checker<'_, '_, '_> {
    pub(super) fn call(&mut self, name: &ast::Name<'_>, args: &[ast::Expr<'_>], span: Span, row: Row) -> Expr {
        let function = match name.node.as_ref() {
            "已填" | "未填" => return self.filled(name, args, span, row),
            "已定" => return self.test(name, args, DecisionTest::Determined, span),
            "须复核" => return self.test(name, args, DecisionTest::NeedsReview, span),
            "待定" => return self.test(name, args, DecisionTest::Undetermined, span),
            "已完成" | "当前步骤" => return self.process_question(name, args, span),
            "符合" => return self.format_test(name, args, span, row),
            "级别" => Function::Level,
            "上级" => Function::Parent,
            "有下级" => Function::HasLower,
            "现行" => Function::InForce,
            "后继" => Function::Successors,
            "同一" => Function::Same,
            "年" => Function::Year,
            "月" => Function::MonthOf,
            "日" => Function::DayOf,
            "天数" => Function::Days,
            "长度" => Function::Length,
            "计数" => Function::Count,
            "包含" => Function::Contains,
            _ => {
                let near = suggest::nearest(&name.node, FUNCTIONS.iter().copied()).map(|near| format!("是不是要写「{near}」？"));
                let problem = Diagnostic::new(diagnostic::UNKNOWN_FUNCTION, name.span, format!("没有名为「{}」的函数", name.node))
                    .label("括号前面应是函数")
                    .help(format!("可以用：{}", FUNCTIONS.join("、")))
                    .help_if(near);
                let problem = self.missing_space(name).unwrap_or(problem);
                self.report(problem);
                return wrong(span);
            }
        };
        let (wanted, ty): (Vec<Type>, Type) = match function {
            Function::Level => (vec![Type::Place], Type::Enum(0)),
            Function::Parent => (vec![Type::Place], Type::Place),
            Function::HasLower | Function::InForce => (vec![Type::Place], Type::Bool),
            Function::Successors => (vec![Type::Place], Type::Set(Box::new(Type::Place))),
            Function::Same => (vec![Type::Place, Type::Place], Type::Bool),
            Function::Year | Function::MonthOf => (vec![Type::Wrong], Type::Integer),
            Function::DayOf => (vec![Type::Date], Type::Integer),
            Function::Days => (vec![Type::Date, Type::Date], Type::Integer),
            Function::Length => (vec![Type::Text], Type::Integer),
            Function::Count => (vec![Type::Set(Box::new(Type::Wrong))], Type::Integer),
            Function::Contains => (vec![Type::Text, Type::Text], Type::Bool),
        };
        if !self.takes(name, args, wanted.len(), span) {
            return wrong(span);
        }
        let checked: Vec<Expr> = args
            .iter()
            .zip(&wanted)
            .map(|(arg, wanted)| if *wanted == Type::Wrong { self.expr(arg, None, row) } else { self.expr_of(arg, wanted, row) })
            .collect();
        if let (Function::Year | Function::MonthOf, Some(arg)) = (function, checked.first())
            && !fits(&arg.ty, &Type::Date)
            && !fits(&arg.ty, &Type::Month)
        {
            let found = self.type_name(&arg.ty);
            self.report(
                Diagnostic::new(diagnostic::TYPE_MISMATCH, arg.span, "类型不符：这里要日期或年月")
                    .label(format!("这里是{found}"))
                    .help("改成日期或年月的字段"),
            );
            return wrong(span);
        }
        if checked.iter().any(|arg| arg.ty == Type::Wrong) {
            return Expr { kind: ExprKind::Wrong, ty: Type::Wrong, span };
        }
        Expr { kind: ExprKind::Call { function, args: checked }, ty, span }
    }

    fn takes(&mut self, name: &ast::Name<'_>, args: &[ast::Expr<'_>], count: usize, span: Span) -> bool {
        if args.len() == count {
            return true;
        }
        self.report(
            Diagnostic::new(diagnostic::ARGUMENTS, span, format!("「{}」要 {count} 个参数", name.node))
                .label(format!("这里写了 {} 个", args.len()))
                .help("几个参数之间用逗号分开"),
        );
        false
    }

    /// The single name that a function asks for.
    fn named<'e, 'x>(
        &mut self,
        name: &ast::Name<'_>,
        args: &'e [ast::Expr<'x>],
        what: &str,
        span: Span,
    ) -> Option<&'e ast::Name<'x>> {
        if !self.takes(name, args, 1, span) {
            return None;
        }
        if let [ast::Expr { kind: ast::ExprKind::Path(path), .. }] = args
            && let [only] = path.as_slice()
        {
            return Some(only);
        }
        let at = args.first().map_or(span, |arg| arg.span);
        self.report(
            Diagnostic::new(diagnostic::ARGUMENTS, at, format!("「{}」的括号里要写{what}的名称", name.node))
                .label("这里不是名称")
                .help(format!("写成例如 {}({what})", name.node)),
        );
        None
    }

    fn filled(&mut self, name: &ast::Name<'_>, args: &[ast::Expr<'_>], span: Span, row: Row) -> Expr {
        let Some(target) = self.named(name, args, "字段", span) else { return wrong(span) };
        let symbol = self.record.and_then(|symbols| symbols.names.get(target.node.as_ref()).copied());
        let in_row = row.and_then(|detail| self.find_row_field(&target.node, detail));
        let kind = match (in_row, symbol) {
            (Some((field, _)), _) => ExprKind::Filled(field),
            (None, Some(Symbol::Field(number))) => ExprKind::Filled(FieldId::new(number)),
            (None, Some(Symbol::Detail(number))) => ExprKind::DetailFilled(DetailId::new(number)),
            (None, Some(_)) => {
                self.report(
                    Diagnostic::new(diagnostic::ARGUMENTS, target.span, format!("「{}」不是字段", target.node))
                        .label("这里要字段的名称")
                        .help("判定有没有结果用 已定(…)"),
                );
                return wrong(span);
            }
            (None, None) => {
                let lookup = Lookup::Unknown(Vec::new());
                let problem = self.unknown_name(target, row, &lookup, false);
                self.report(problem);
                return wrong(span);
            }
        };
        let filled = Expr { kind, ty: Type::Bool, span };
        if name.node == "已填" { filled } else { Expr { kind: ExprKind::Not(Box::new(filled)), ty: Type::Bool, span } }
    }

    fn test(&mut self, name: &ast::Name<'_>, args: &[ast::Expr<'_>], test: DecisionTest, span: Span) -> Expr {
        let Some(target) = self.named(name, args, "判定", span) else { return wrong(span) };
        match self.record.and_then(|symbols| symbols.names.get(target.node.as_ref())) {
            Some(Symbol::Decision(number)) => {
                Expr { kind: ExprKind::Test { test, decision: DecisionId::new(*number) }, ty: Type::Bool, span }
            }
            _ => {
                let names = self
                    .record
                    .map(|symbols| symbols.decisions.iter().map(|decision| decision.name().node.as_ref()).collect::<Vec<_>>());
                let near = suggest::nearest(&target.node, names.unwrap_or_default()).map(|near| format!("是不是要写「{near}」？"));
                let problem = Diagnostic::new(diagnostic::UNKNOWN_NAME, target.span, format!("没有名为「{}」的判定", target.node))
                    .label("这里要判定的名称")
                    .help("字段有没有填用 已填(…)")
                    .help_if(near);
                self.report(problem);
                wrong(span)
            }
        }
    }

    fn process_question(&mut self, name: &ast::Name<'_>, args: &[ast::Expr<'_>], span: Span) -> Expr {
        let Some(target) = self.named(name, args, "流程", span) else { return wrong(span) };
        match self.record.and_then(|symbols| symbols.names.get(target.node.as_ref())) {
            Some(Symbol::Process(number)) if name.node == "已完成" => {
                Expr { kind: ExprKind::ProcessDone(ProcessId::new(*number)), ty: Type::Bool, span }
            }
            Some(Symbol::Process(number)) => Expr { kind: ExprKind::CurrentStep(ProcessId::new(*number)), ty: Type::Text, span },
            _ => {
                let names = self
                    .record
                    .map(|symbols| symbols.processes.iter().map(|process| process.name.node.as_ref()).collect::<Vec<_>>());
                let near = suggest::nearest(&target.node, names.unwrap_or_default()).map(|near| format!("是不是要写「{near}」？"));
                let problem = Diagnostic::new(diagnostic::UNKNOWN_NAME, target.span, format!("没有名为「{}」的流程", target.node))
                    .label("这里要流程的名称")
                    .help("先写「流程 名称 { 步骤 … }」")
                    .help_if(near);
                self.report(problem);
                wrong(span)
            }
        }
    }

    fn format_test(&mut self, name: &ast::Name<'_>, args: &[ast::Expr<'_>], span: Span, row: Row) -> Expr {
        if !self.takes(name, args, 2, span) {
            return wrong(span);
        }
        let [text, format] = args else { return wrong(span) };
        let text = self.expr_of(text, &Type::Text, row);
        let ast::ExprKind::Path(path) = &format.kind else {
            self.report(
                Diagnostic::new(diagnostic::ARGUMENTS, format.span, "第二个参数要写格式的名称")
                    .label("这里不是格式")
                    .help("写成例如 符合(证件号码, 身份证号)"),
            );
            return wrong(span);
        };
        let Some(format) = path.first().and_then(|name| self.format(name)) else { return wrong(span) };
        if text.ty == Type::Wrong {
            return wrong(span);
        }
        Expr { kind: ExprKind::Format { format, text: Box::new(text) }, ty: Type::Bool, span }
    }
}
