//! What a bare word means, and calls of functions. In: a path or call, the type asked for, the row it stands in. Out: an expression.

use super::expr::wrong;
use super::ty::fits;
use super::{Checker, Row};
use crate::diagnostic::{self, Diagnostic};
use crate::division::{self, Lookup};
use crate::hir::{DecisionTest, Expr, ExprKind, Function, Type};
use crate::identity;
use crate::ids::{DecisionId, DetailId, FieldId, ParameterId, ProcessId};
use crate::resolve::Symbol;
use crate::span::Span;
use crate::suggest;
use crate::syntax::ast;
use crate::value::{Member, Value};

/// Names of places in a policy are read as of the newest table; older names count as their successors.
const NEWEST: i32 = 9999;

/// Words between which a space may be missing.
const OPERATORS: &[&str] = &["且", "或", "非", "属于", "位于", "满足"];

const FUNCTIONS: &[&str] = &[
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
    pub(super) fn path(&mut self, path: &[ast::Name<'_>], expected: Option<&Type>, span: Span, row: Row) -> Expr {
        match path {
            [name] => self.word(name, expected, row),
            [owner, member] => self.qualified(owner, member, span),
            _ => {
                self.report(
                    Diagnostic::new(diagnostic::UNKNOWN_NAME, span, "名称里的点太多")
                        .label("这里看不懂")
                        .help("写成 枚举.成员，例如 学历.本科"),
                );
                wrong(span)
            }
        }
    }

    fn qualified(&mut self, owner: &ast::Name<'_>, member: &ast::Name<'_>, span: Span) -> Expr {
        match self.enumeration(&owner.node) {
            Some(number) => self.member(number, &member.node).map_or_else(
                || self.unknown_member(number, member),
                |value| Expr { kind: ExprKind::Const(value), ty: Type::Enum(number), span },
            ),
            None => {
                let near = suggest::nearest(&owner.node, self.program.enumerations.iter().map(|one| one.name.as_str()));
                let problem = Diagnostic::new(diagnostic::UNKNOWN_NAME, owner.span, format!("没有名为「{}」的枚举", owner.node))
                    .label("点的前面应是枚举的名称")
                    .help_if(near.map(|near| format!("是不是要写「{near}」？")));
                self.report(problem);
                wrong(span)
            }
        }
    }

    fn word(&mut self, name: &ast::Name<'_>, expected: Option<&Type>, row: Row) -> Expr {
        let span = name.span;
        let element = match expected {
            Some(Type::Set(element)) => Some(element.as_ref()),
            other => other,
        };
        if let Some(Type::Enum(number)) = element {
            if let Some(value) = self.member(*number, &name.node) {
                let ty = Type::Enum(*number);
                return Expr { kind: ExprKind::Const(value), ty, span };
            }
        }
        if let Some(known) = self.known(name, row) {
            return known;
        }
        if element == Some(&Type::Place) {
            return self.place(name);
        }
        if let Some(Type::Enum(number)) = element {
            return self.unknown_member(*number, name);
        }
        self.guessed(name, row)
    }

    /// A field, detail, decision, process, parameter or the day of evaluation.
    fn known(&mut self, name: &ast::Name<'_>, row: Row) -> Option<Expr> {
        let span = name.span;
        if let Some(detail) = row
            && let Some((field, ty)) = self.find_row_field(&name.node, detail)
        {
            return Some(Expr { kind: ExprKind::Field(field), ty, span });
        }
        if let Some(symbols) = self.record
            && let Some(&symbol) = symbols.names.get(name.node.as_ref())
        {
            return Some(match symbol {
                Symbol::Field(number) => {
                    let ty = self.field_types.get(number).cloned().unwrap_or(Type::Wrong);
                    Expr { kind: ExprKind::Field(FieldId::new(number)), ty, span }
                }
                Symbol::Decision(number) => {
                    let ty = self.decision_type(number, span);
                    Expr { kind: ExprKind::Decision(DecisionId::new(number)), ty, span }
                }
                Symbol::Detail(_) => self.misused(name, "明细", "用 任一、全部、计数、最后 或 汇总 来问它的各行"),
                Symbol::Check(_) => self.misused(name, "检查", "检查没有值；把它的条件写成「判定」，两处都用那个判定"),
                Symbol::Process(_) => self.misused(name, "流程", "写成 已完成(流程) 或 当前步骤(流程)"),
            });
        }
        if let Some(number) = self.symbols.parameters.get_index_of(name.node.as_ref()) {
            return Some(self.parameter(number, span));
        }
        (name.node == "评估日").then_some(Expr { kind: ExprKind::Today, ty: Type::Date, span })
    }

    fn misused(&mut self, name: &ast::Name<'_>, kind: &str, cure: &str) -> Expr {
        self.report(
            Diagnostic::new(diagnostic::TYPE_MISMATCH, name.span, format!("「{}」是{kind}，不能当作值", name.node))
                .label("这里要一个值")
                .help(cure),
        );
        wrong(name.span)
    }

    fn parameter(&mut self, number: usize, span: Span) -> Expr {
        self.used_parameters.insert(number);
        self.prepare_parameter(number, span);
        let Some(parameter) = self.parameters.get(number).and_then(Option::as_ref) else { return wrong(span) };
        match &parameter.1 {
            Some(value) => Expr { kind: ExprKind::Const(value.clone()), ty: parameter.0.clone(), span },
            None if parameter.0 == Type::Wrong => wrong(span),
            None => Expr { kind: ExprKind::Unset(ParameterId::new(number)), ty: parameter.0.clone(), span },
        }
    }

    /// Whether the word has no meaning of its own, so that the other side of a comparison must tell how to read it.
    pub(super) fn is_bare_word(&self, expr: &ast::Expr<'_>, row: Row) -> bool {
        let ast::ExprKind::Path(path) = &expr.kind else { return false };
        let [name] = path.as_slice() else { return false };
        let in_row = row.is_some_and(|detail| self.find_row_field(&name.node, detail).is_some());
        let in_record = self.record.is_some_and(|symbols| symbols.names.contains_key(name.node.as_ref()));
        !in_row && !in_record && !self.symbols.parameters.contains_key(name.node.as_ref()) && name.node != "评估日"
    }

    pub(super) fn member(&self, number: u16, name: &str) -> Option<Value> {
        let enumeration = self.program.enumerations.get(usize::from(number))?;
        let index = enumeration.members.iter().position(|member| member.name == name)?;
        Some(Value::Member(Member { enumeration: number, index: u16::try_from(index).ok()? }))
    }

    fn unknown_member(&mut self, number: u16, name: &ast::Name<'_>) -> Expr {
        let Some(enumeration) = self.program.enumerations.get(usize::from(number)) else { return wrong(name.span) };
        let by_alias = enumeration.members.iter().find(|member| member.aliases.iter().any(|alias| *alias == name.node));
        let near = by_alias.map(|member| member.name.as_str());
        let near = near.or_else(|| suggest::nearest(&name.node, enumeration.members.iter().map(|member| member.name.as_str())));
        let all: Vec<&str> = enumeration.members.iter().map(|member| member.name.as_str()).take(12).collect();
        let cure = near.map_or_else(|| format!("可以写：{}", all.join("、")), |near| format!("是不是要写「{near}」？"));
        let problem =
            Diagnostic::new(diagnostic::UNKNOWN_NAME, name.span, format!("枚举「{}」没有「{}」", enumeration.name, name.node))
                .label("这里应是它的一个成员")
                .help(cure);
        let problem = self.missing_space(&name.node, name.span).unwrap_or(problem);
        self.report(problem);
        wrong(name.span)
    }

    fn place(&mut self, name: &ast::Name<'_>) -> Expr {
        match division::lookup(&name.node, NEWEST) {
            Lookup::Found(place) => Expr { kind: ExprKind::Const(Value::Place(place)), ty: Type::Place, span: name.span },
            other => {
                let problem = self.missing_space(&name.node, name.span).unwrap_or_else(|| unknown_place(name, &other));
                self.report(problem);
                wrong(name.span)
            }
        }
    }

    /// A word that no name explains: a member of some enumeration, a place, or a mistake.
    fn guessed(&mut self, name: &ast::Name<'_>, row: Row) -> Expr {
        let span = name.span;
        let mut found: Vec<(u16, Value)> = Vec::new();
        for number in 0..self.program.enumerations.len() {
            let Ok(number) = u16::try_from(number) else { break };
            found.extend(self.member(number, &name.node).map(|value| (number, value)));
        }
        match (found.pop(), found.is_empty()) {
            (Some((number, value)), true) => return Expr { kind: ExprKind::Const(value), ty: Type::Enum(number), span },
            (Some((number, _)), false) => {
                let owner = |number: u16| self.program.enumerations.get(usize::from(number)).map_or("", |one| one.name.as_str());
                let mut choices: Vec<String> =
                    found.iter().map(|(number, _)| format!("{}.{}", owner(*number), name.node)).collect();
                choices.push(format!("{}.{}", owner(number), name.node));
                self.report(
                    Diagnostic::new(diagnostic::AMBIGUOUS_NAME, span, format!("「{}」不止一个意思", name.node))
                        .label("几个枚举都有这个成员")
                        .help(format!("写明是哪一个：{}", choices.join(" 或 "))),
                );
                return wrong(span);
            }
            (None, _) => {}
        }
        let lookup = division::lookup(&name.node, NEWEST);
        if let Lookup::Found(place) = lookup {
            return Expr { kind: ExprKind::Const(Value::Place(place)), ty: Type::Place, span };
        }
        let problem = self.unknown_name(name, row, &lookup);
        self.report(problem);
        wrong(span)
    }

    fn unknown_name(&self, name: &ast::Name<'_>, row: Row, lookup: &Lookup) -> Diagnostic {
        if let Some(problem) = self.missing_space(&name.node, name.span) {
            return problem;
        }
        let looks_like_place = name.node.ends_with(['省', '市', '区', '县', '州', '盟', '旗']) && name.node.chars().count() >= 3;
        let near = suggest::nearest(&name.node, self.names_in_reach(row));
        if near.is_none() && (looks_like_place || matches!(lookup, Lookup::Ambiguous(_))) {
            return unknown_place(name, lookup);
        }
        let problem = Diagnostic::new(diagnostic::UNKNOWN_NAME, name.span, format!("没有「{}」这个名称", name.node))
            .label("字段、判定、参数、枚举成员和行政区划里都没有");
        match near {
            Some(near) => problem.help(format!("是不是要写「{near}」？")),
            None => problem.help("检查是否写错；文字要加引号；新的字段要先写进「记录」"),
        }
    }

    fn names_in_reach(&self, row: Row) -> Vec<&str> {
        let mut names: Vec<&str> = Vec::new();
        if let (Some(symbols), Some(detail)) = (self.record, row) {
            names.extend(
                symbols
                    .fields
                    .iter()
                    .filter(|field| field.detail == Some(detail.index()))
                    .map(|field| field.field.name.node.as_ref()),
            );
        }
        if let Some(symbols) = self.record {
            let mut record: Vec<&str> = symbols.names.keys().copied().collect();
            record.sort_unstable();
            names.extend(record);
        }
        names.extend(self.symbols.parameters.keys().copied());
        names.extend(self.program.enumerations.iter().flat_map(|one| one.members.iter().map(|member| member.name.as_str())));
        names
    }

    /// `本科且已绑定`: known names glued together by an operator word.
    fn missing_space(&self, word: &str, span: Span) -> Option<Diagnostic> {
        for operator in OPERATORS {
            for (at, _) in word.match_indices(operator) {
                let (left, right) = (word.get(..at)?, word.get(at + operator.len()..)?);
                let left_known = left.is_empty() && *operator == "非" || self.is_known_word(left);
                if left_known && (self.is_known_word(right) || self.missing_space(right, span).is_some()) {
                    let spaced = if left.is_empty() { format!("{operator} {right}") } else { format!("{left} {operator} {right}") };
                    return Some(
                        Diagnostic::new(diagnostic::MISSING_SPACE, span, format!("「{word}」里缺少空格"))
                            .label("这里被读成了一个名称")
                            .help(format!("写成「{spaced}」")),
                    );
                }
            }
        }
        None
    }

    fn is_known_word(&self, word: &str) -> bool {
        let in_record = self.record.is_some_and(|symbols| {
            symbols.names.contains_key(word) || symbols.fields.iter().any(|field| field.field.name.node == word)
        });
        let member = || self.program.enumerations.iter().any(|one| one.members.iter().any(|member| member.name == word));
        !word.is_empty() && (in_record || self.symbols.parameters.contains_key(word) || member())
    }

    // ------------------------------------------------------------ details

    pub(super) fn detail(&mut self, name: &ast::Name<'_>) -> Option<DetailId> {
        let symbols = self.record?;
        if let Some(Symbol::Detail(number)) = symbols.names.get(name.node.as_ref()) {
            return Some(DetailId::new(*number));
        }
        let near = suggest::nearest(&name.node, symbols.details.iter().map(|detail| detail.name.node.as_ref()));
        let problem = Diagnostic::new(diagnostic::UNKNOWN_NAME, name.span, format!("没有名为「{}」的明细", name.node))
            .label("这里要一个明细")
            .help("先在记录里写「明细 名称 { … }」")
            .help_if(near.map(|near| format!("是不是要写「{near}」？")));
        self.report(problem);
        None
    }

    fn find_row_field(&self, name: &str, detail: DetailId) -> Option<(FieldId, Type)> {
        let symbols = self.record?;
        let number =
            symbols.fields.iter().position(|field| field.detail == Some(detail.index()) && field.field.name.node == name)?;
        Some((FieldId::new(number), self.field_types.get(number).cloned().unwrap_or(Type::Wrong)))
    }

    pub(super) fn row_field(&mut self, name: &ast::Name<'_>, detail: DetailId) -> Option<(FieldId, Type)> {
        if let Some(found) = self.find_row_field(&name.node, detail) {
            return Some(found);
        }
        let symbols = self.record?;
        let own =
            symbols.fields.iter().filter(|field| field.detail == Some(detail.index())).map(|field| field.field.name.node.as_ref());
        let near = suggest::nearest(&name.node, own).map(|near| format!("是不是要写「{near}」？"));
        let owner = symbols.details.get(detail.index()).map_or("", |detail| detail.name.node.as_ref());
        let problem = Diagnostic::new(diagnostic::UNKNOWN_NAME, name.span, format!("明细「{owner}」没有字段「{}」", name.node))
            .label("这里要它的一个字段")
            .help("改成这个明细里写过的字段")
            .help_if(near);
        self.report(problem);
        None
    }

    // ------------------------------------------------------------ calls

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
                let problem = self.unknown_name(target, row, &lookup);
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

    pub(super) fn format(&mut self, name: &ast::Name<'_>) -> Option<&'static str> {
        if let Some(format) = identity::format(&name.node) {
            return Some(format.name());
        }
        let known: Vec<&str> = identity::formats().iter().map(identity::Format::name).collect();
        let near = suggest::nearest(&name.node, known.iter().copied()).map(|near| format!("是不是要写「{near}」？"));
        let problem = Diagnostic::new(diagnostic::UNKNOWN_FORMAT, name.span, format!("没有名为「{}」的格式", name.node))
            .label("这里要格式的名称")
            .help(format!("可以写：{}", known.join("、")))
            .help_if(near);
        self.report(problem);
        None
    }
}

fn unknown_place(name: &ast::Name<'_>, lookup: &Lookup) -> Diagnostic {
    let names = |places: &[division::Division]| {
        let names: Vec<String> = places.iter().take(5).map(|place| place.full_name()).collect();
        names.join("、")
    };
    match lookup {
        Lookup::Ambiguous(places) => {
            Diagnostic::new(diagnostic::AMBIGUOUS_NAME, name.span, format!("「{}」不止一个地方", name.node))
                .label("看不出是哪一个")
                .help(format!("写全称，例如 {}", names(places)))
        }
        Lookup::Unknown(near) if !near.is_empty() => {
            Diagnostic::new(diagnostic::UNKNOWN_PLACE, name.span, format!("没有「{}」这个行政区划", name.node))
                .label("行政区划表里没有")
                .help(format!("是不是要写：{}", names(near)))
        }
        _ => Diagnostic::new(diagnostic::UNKNOWN_PLACE, name.span, format!("没有「{}」这个行政区划", name.node))
            .label("行政区划表里没有")
            .help("写全称，例如 广东省广州市番禺区"),
    }
}
