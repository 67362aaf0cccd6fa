//! Meaning of the names and types of every expression. In: trees and symbols. Out: the typed policy.
//! Collects every mistake; a wrong part gives one message. Never evaluates a record.

mod call;
mod column;
mod constant;
mod depend;
mod echo;
mod example;
mod expr;
mod format;
mod lint;
mod message;
mod name;
mod priority;
mod record;
mod rule;
mod table;
mod ty;
mod unknown;

use std::collections::{HashMap, HashSet};

use indexmap::IndexMap;

use crate::built_in;
use crate::diagnostic::{self, Diagnostic, Diagnostics};
use crate::division::Division;
use crate::hir::{self, ClauseRef, Expr, Program, Type};
use crate::ids::DetailId;
use crate::resolve::{RecordSymbols, Symbols};
use crate::source::Source;
use crate::span::Span;
use crate::suggest;
use crate::syntax::ast;
use crate::value::Value;

pub(crate) use constant::constant;
pub(crate) use depend::Order;

/// The 明细 whose rows an expression is about, if any.
pub(crate) type Row = Option<DetailId>;

/// How many decisions may stand on each other, and parameters likewise.
const MAX_CHAIN: usize = 200;

/// Checks a whole policy.
pub(crate) fn check<'t, 'a>(symbols: &Symbols<'t, 'a>, sources: &[Source], problems: &mut Diagnostics) -> Program {
    let mut checker = Checker::new(symbols, sources, problems);
    checker.head();
    checker.documents();
    checker.enumerations();
    checker.program.roles = symbols.roles.keys().map(|role| (*role).to_string()).collect();
    checker.all_parameters();
    checker.all_formats();
    for record in symbols.records.values() {
        let checked = checker.check_record(record);
        checker.program.records.insert(checked.name.clone(), checked);
    }
    if !checker.problems.has_errors() {
        checker.lint();
    }
    for (parameter, uses) in checker.program.parameters.iter_mut().zip(checker.parameter_uses) {
        parameter.uses = uses;
    }
    checker.program
}

/// What is known while a policy is checked.
pub(super) struct Checker<'s, 't, 'a> {
    symbols: &'s Symbols<'t, 'a>,
    sources: &'s [Source],
    problems: &'s mut Diagnostics,
    program: Program,
    /// Type and value of each parameter, once known; no value is 未定.
    parameters: Vec<Option<(Type, Option<Value>)>>,
    /// Where each parameter is used.
    parameter_uses: Vec<Vec<Span>>,
    cited: HashSet<ClauseRef>,
    /// Formats of the policy that are used, by name.
    used_formats: HashSet<&'t str>,
    /// Names of places looked up so far.
    places_found: HashMap<String, Division>,
    // the record being checked
    record: Option<&'s RecordSymbols<'t, 'a>>,
    field_types: Vec<Type>,
    decisions: Vec<DecisionState>,
    /// Named expressions whose types are being inferred, each used by the one before it.
    open_decisions: Vec<usize>,
    /// Parameters whose values are being read, likewise.
    open_parameters: Vec<usize>,
    /// Where the built-in fields stand, while a table is checked.
    table: Option<built_in::Places>,
    /// A chain that is too long has been reported; further ones follow from it.
    reported_depth: bool,
}

/// What is known of a decision's type.
enum DecisionState {
    Unvisited,
    InProgress,
    Declared(Type),
    /// A named expression, checked when first needed.
    Inferred(Box<Expr>),
}

impl<'s, 't, 'a> Checker<'s, 't, 'a> {
    fn new(symbols: &'s Symbols<'t, 'a>, sources: &'s [Source], problems: &'s mut Diagnostics) -> Self {
        Self {
            symbols,
            sources,
            problems,
            program: Program::default(),
            parameters: symbols.parameters.values().map(|_| None).collect(),
            parameter_uses: vec![Vec::new(); symbols.parameters.len()],
            cited: HashSet::new(),
            used_formats: HashSet::new(),
            places_found: HashMap::new(),
            record: None,
            field_types: Vec::new(),
            decisions: Vec::new(),
            open_decisions: Vec::new(),
            open_parameters: Vec::new(),
            table: None,
            reported_depth: false,
        }
    }

    fn report(&mut self, problem: Diagnostic) {
        if !self.is_echo(&problem) {
            self.problems.push(problem);
        }
    }

    fn head(&mut self) {
        let Some(head) = self.symbols.head else { return };
        self.program.title = head.title.node.to_string();
        self.program.publisher = head.publisher.as_ref().map(|text| text.node.to_string());
        if let Some(date) = &head.date {
            match date.node.parse() {
                Ok(day) => self.program.date = Some(day),
                Err(_) => {
                    let message = format!("「{}」不成立", self.slice(date.span));
                    self.report(
                        Diagnostic::new(diagnostic::BAD_LITERAL, date.span, message).label("没有这一天").help("改成实际存在的日期"),
                    );
                }
            }
        }
        if let Some(year) = &head.year {
            match year.node.parse::<i64>().ok().filter(|year| (1900..=2999).contains(year)) {
                Some(number) => self.program.year = Some(number),
                None => self.report(
                    Diagnostic::new(diagnostic::BAD_LITERAL, year.span, format!("届别「{}」不是年份", year.node))
                        .label("这里要四位年份")
                        .help("写成例如 届别 2024"),
                ),
            }
        }
    }

    fn documents(&mut self) {
        for document in self.symbols.documents.values() {
            let mut clauses: IndexMap<String, hir::Clause> = IndexMap::new();
            for clause in &document.clauses {
                let id = dotted(&clause.id);
                if let Some(first) = clauses.get(&id) {
                    let problem = Diagnostic::new(diagnostic::DUPLICATE_NAME, clause.id.span, format!("条目「{id}」已经写过"))
                        .label("这里又写了一次")
                        .also(first.span, "第一次在这里")
                        .help("给其中一条改名");
                    self.problems.push(problem);
                    continue;
                }
                let checked = hir::Clause {
                    text: clause.text.node.to_string(),
                    heading: clause.heading.as_ref().map(|text| text.node.to_string()),
                    excluded: clause.excluded.as_ref().map(|text| text.node.to_string()),
                    span: clause.id.span,
                };
                clauses.insert(id, checked);
            }
            let checked = hir::Document { title: document.title.node.to_string(), clauses };
            self.program.documents.insert(document.name.node.to_string(), checked);
        }
    }

    fn enumerations(&mut self) {
        let level = |name: &str| hir::Member { name: name.to_string(), code: None, aliases: Vec::new() };
        let levels = ["省级", "地级", "县级"].map(level).into();
        self.program.enumerations.push(hir::Enumeration { name: "级别".to_string(), members: levels, ordered: true });
        for enumeration in self.symbols.enumerations.values() {
            let (mut seen, mut codes): (IndexMap<&str, Span>, IndexMap<&str, Span>) = (IndexMap::new(), IndexMap::new());
            let mut members = Vec::new();
            if enumeration.name.node == "级别" {
                let problem = Diagnostic::new(diagnostic::DUPLICATE_NAME, enumeration.name.span, "「级别」是行政区划级别的名称")
                    .label("这个名称已被使用")
                    .help("换一个名称");
                self.problems.push(problem);
            }
            for member in &enumeration.members {
                let words = std::iter::once(&member.name).chain(&member.aliases);
                for word in words {
                    if let Some(first) = seen.insert(word.node.as_ref(), word.span) {
                        let problem = Diagnostic::new(
                            diagnostic::DUPLICATE_NAME,
                            word.span,
                            format!("枚举「{}」里「{}」写了两次", enumeration.name.node, word.node),
                        )
                        .label("这里又写了一次")
                        .also(first, "第一次在这里")
                        .help("删去一个");
                        self.problems.push(problem);
                    }
                }
                if let Some(code) = &member.code
                    && let Some(first) = codes.insert(code.node.as_ref(), code.span)
                {
                    let problem = Diagnostic::new(
                        diagnostic::DUPLICATE_NAME,
                        code.span,
                        format!("枚举「{}」里编码「{}」写了两次", enumeration.name.node, code.node),
                    )
                    .label("读数据时分不清是哪一个成员")
                    .also(first, "第一次在这里")
                    .help("各成员用不同的编码");
                    self.problems.push(problem);
                }
                members.push(hir::Member {
                    name: member.name.node.to_string(),
                    code: member.code.as_ref().map(|code| code.node.to_string()),
                    aliases: member.aliases.iter().map(|alias| alias.node.to_string()).collect(),
                });
            }
            self.program.enumerations.push(hir::Enumeration { name: enumeration.name.node.to_string(), members, ordered: false });
        }
        self.program.table_enumerations = u16::try_from(self.program.enumerations.len()).unwrap_or(u16::MAX);
        self.program.enumerations.extend(built_in::enumerations());
    }

    fn all_parameters(&mut self) {
        for number in 0..self.symbols.parameters.len() {
            self.prepare_parameter(number, Span::default());
        }
        for (number, parameter) in self.symbols.parameters.values().enumerate() {
            self.basis(&parameter.basis);
            let (ty, value) = self.parameters.get(number).cloned().flatten().unwrap_or((Type::Wrong, None));
            self.program.parameters.push(hir::Parameter {
                name: parameter.name.node.to_string(),
                ty,
                value,
                uses: Vec::new(),
                span: parameter.name.span,
            });
        }
    }

    /// Finds the type and value of a parameter, those that it uses first.
    fn prepare_parameter(&mut self, number: usize, used_at: Span) {
        if self.open_parameters.contains(&number) {
            self.parameter_cycle(number, used_at);
            return;
        }
        if self.parameters.get(number).is_none_or(Option::is_some) {
            return;
        }
        let Some((_, parameter)) = self.symbols.parameters.get_index(number) else { return };
        let declared = parameter.ty.as_ref().map(|ty| self.type_of(ty));
        let Some(value) = &parameter.value else {
            if declared.is_none() {
                self.report(
                    Diagnostic::new(
                        diagnostic::UNKNOWN_TYPE,
                        parameter.name.span,
                        format!("未定的参数「{}」要写类型", parameter.name.node),
                    )
                    .label("看不出是什么类型")
                    .help(format!("写成例如 参数 {} : 日期 未定", parameter.name.node)),
                );
            }
            self.set_parameter(number, declared.unwrap_or(Type::Wrong), None);
            return;
        };
        if self.open_parameters.len() >= MAX_CHAIN {
            self.too_deep(used_at, "参数一个用一个", "直接写出参数的值");
            self.set_parameter(number, Type::Wrong, None);
            return;
        }
        self.open_parameters.push(number);
        let outer = self.record.take();
        let checked = match &declared {
            Some(ty) => self.expr_of(value, ty, None),
            None => self.expr(value, None, None),
        };
        self.record = outer;
        self.open_parameters.pop();
        let ty = declared.unwrap_or_else(|| checked.ty.clone());
        match constant(&checked) {
            Some(value) => self.set_parameter(number, ty, Some(value)),
            None => {
                if checked.ty != Type::Wrong {
                    self.report(
                        Diagnostic::new(diagnostic::NOT_CONSTANT, checked.span, "参数只能是固定的值")
                            .label("这里不是固定的值")
                            .help("写出值本身；要按学生情况变化的，写成「判定」"),
                    );
                }
                self.set_parameter(number, Type::Wrong, None);
            }
        }
    }

    /// Parameters that use each other, told where the first is used again.
    fn parameter_cycle(&mut self, number: usize, used_at: Span) {
        let ring = self.open_parameters.iter().skip_while(|open| **open != number);
        let names: Vec<&str> = ring.filter_map(|open| self.symbols.parameters.get_index(*open)).map(|(name, _)| *name).collect();
        let problem = depend::cycle_problem(used_at, &names).help("至少给其中一个参数写上固定的值");
        self.report(problem);
    }

    fn too_deep(&mut self, span: Span, what: &str, cure: &str) {
        if !std::mem::replace(&mut self.reported_depth, true) {
            self.report(
                Diagnostic::new(diagnostic::TOO_DEEP, span, format!("{what}，超过了 {MAX_CHAIN} 层"))
                    .label("到这里超过上限")
                    .help(cure),
            );
        }
    }

    fn set_parameter(&mut self, number: usize, ty: Type, value: Option<Value>) {
        if let Some(slot) = self.parameters.get_mut(number) {
            *slot = Some((ty, value));
        }
    }

    /// Clauses cited by 依据; unknown ones are reported.
    fn basis(&mut self, list: &[ast::Basis<'a>]) -> Vec<ClauseRef> {
        let mut clauses = Vec::new();
        for basis in list {
            let Some(document) = self.program.documents.get(basis.document.node.as_ref()) else {
                let near = suggest::nearest(&basis.document.node, self.program.documents.keys().map(String::as_str));
                let problem = Diagnostic::new(
                    diagnostic::UNKNOWN_CLAUSE,
                    basis.document.span,
                    format!("没有名为「{}」的文件", basis.document.node),
                )
                .label("「依据」后面先写文件的名称")
                .help("先写「文件 名称 \"标题\" { 条 … }」")
                .help_if(near.map(|near| format!("是不是要写「{near}」？")));
                self.report(problem);
                continue;
            };
            let mut unknown = Vec::new();
            for clause in &basis.clauses {
                let id = dotted(clause);
                if document.clauses.contains_key(&id) {
                    let cited = ClauseRef { document: basis.document.node.to_string(), clause: id };
                    self.cited.insert(cited.clone());
                    if !clauses.contains(&cited) {
                        clauses.push(cited);
                    }
                } else {
                    let near = suggest::nearest(&id, document.clauses.keys().map(String::as_str));
                    unknown.push(
                        Diagnostic::new(
                            diagnostic::UNKNOWN_CLAUSE,
                            clause.span,
                            format!("文件「{}」没有条目「{id}」", basis.document.node),
                        )
                        .label("这里要文件里写过的条目")
                        .help(format!("在文件里补上「条 {id} \"…\"」"))
                        .help_if(near.map(|near| format!("是不是要写「{near}」？"))),
                    );
                }
            }
            unknown.into_iter().for_each(|problem| self.report(problem));
        }
        clauses
    }
}

fn dotted(path: &ast::Path<'_>) -> String {
    let parts: Vec<&str> = path.node.iter().map(|name| name.node.as_ref()).collect();
    parts.join(".")
}
