//! Names to definitions. In: the trees of all files. Out: symbol tables, and every duplicate or unknown owner.
//! Never looks at types or values. The files of a policy are one namespace; their order does not matter.

use std::collections::{HashMap, HashSet};

use indexmap::IndexMap;

use crate::diagnostic::{self, Diagnostic, Diagnostics};
use crate::span::Span;
use crate::suggest;
use crate::syntax::ast;

/// Everything that has a name in a policy.
#[derive(Default)]
pub(crate) struct Symbols<'t, 'a> {
    pub(crate) head: Option<&'t ast::PolicyHead<'a>>,
    pub(crate) documents: IndexMap<&'t str, &'t ast::Document<'a>>,
    pub(crate) enumerations: IndexMap<&'t str, &'t ast::Enumeration<'a>>,
    pub(crate) parameters: IndexMap<&'t str, &'t ast::Parameter<'a>>,
    pub(crate) formats: IndexMap<&'t str, &'t ast::Format<'a>>,
    pub(crate) roles: IndexMap<&'t str, Span>,
    pub(crate) records: IndexMap<&'t str, RecordSymbols<'t, 'a>>,
    /// Names whose definitions could not be read.
    pub(crate) lost: HashSet<&'t str>,
}

/// The names of one record: fields, details, decisions, checks and processes share one namespace.
pub(crate) struct RecordSymbols<'t, 'a> {
    pub(crate) record: &'t ast::Record<'a>,
    pub(crate) names: HashMap<&'t str, Symbol>,
    pub(crate) keys: Vec<&'t ast::Name<'a>>,
    pub(crate) fields: Vec<FieldSymbol<'t, 'a>>,
    pub(crate) details: Vec<&'t ast::Detail<'a>>,
    pub(crate) scopes: Vec<&'t ast::Scope<'a>>,
    pub(crate) decisions: Vec<DecisionSymbol<'t, 'a>>,
    pub(crate) checks: Vec<&'t ast::Check<'a>>,
    pub(crate) processes: Vec<&'t ast::Process<'a>>,
    pub(crate) tables: IndexMap<&'t str, &'t ast::Table<'a>>,
    pub(crate) examples: IndexMap<&'t str, &'t ast::Example<'a>>,
    /// Decisions, checks and processes in the order written.
    pub(crate) order: Vec<Symbol>,
}

pub(crate) struct FieldSymbol<'t, 'a> {
    pub(crate) field: &'t ast::Field<'a>,
    /// Number of the 明细 that it belongs to.
    pub(crate) detail: Option<usize>,
}

/// 判定 and 收集 are both decisions.
#[derive(Clone, Copy)]
pub(crate) enum DecisionSymbol<'t, 'a> {
    Decision(&'t ast::Decision<'a>),
    Collect(&'t ast::Collect<'a>),
}

impl<'t, 'a> DecisionSymbol<'t, 'a> {
    pub(crate) fn name(&self) -> &'t ast::Name<'a> {
        match self {
            Self::Decision(decision) => &decision.name,
            Self::Collect(collect) => &collect.name,
        }
    }
}

/// What a name stands for, with its number among its kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Symbol {
    Field(usize),
    Detail(usize),
    Decision(usize),
    Check(usize),
    Process(usize),
}

impl Symbol {
    fn kind(self) -> &'static str {
        match self {
            Symbol::Field(_) => "字段",
            Symbol::Detail(_) => "明细",
            Symbol::Decision(_) => "判定",
            Symbol::Check(_) => "检查",
            Symbol::Process(_) => "流程",
        }
    }
}

pub(crate) fn resolve<'t, 'a>(files: &'t [ast::File<'a>], problems: &mut Diagnostics) -> Symbols<'t, 'a> {
    let lost = files.iter().flat_map(|file| file.lost.iter().copied()).collect();
    let mut symbols = Symbols { lost, ..Symbols::default() };
    for item in files.iter().flat_map(|file| &file.items) {
        match item {
            ast::Item::Policy(head) => match symbols.head {
                Some(first) => problems.push(twice("政策", &head.title.node, head.title.span, first.title.span)),
                None => symbols.head = Some(head),
            },
            ast::Item::Document(document) => {
                define(&mut symbols.documents, &document.name, document, |old| old.name.span, "文件", problems);
            }
            ast::Item::Enumeration(enumeration) => {
                define(&mut symbols.enumerations, &enumeration.name, enumeration, |old| old.name.span, "枚举", problems);
            }
            ast::Item::Parameter(parameter) => {
                define(&mut symbols.parameters, &parameter.name, parameter, |old| old.name.span, "参数", problems);
            }
            ast::Item::Format(format) => {
                define(&mut symbols.formats, &format.name, format, |old| old.name.span, "格式", problems);
            }
            ast::Item::Roles(roles) => {
                for role in roles {
                    define(&mut symbols.roles, role, role.span, |old| *old, "角色", problems);
                }
            }
            ast::Item::Record(record) => {
                define(
                    &mut symbols.records,
                    &record.name,
                    RecordSymbols::new(record),
                    |old| old.record.name.span,
                    "记录",
                    problems,
                );
            }
            ast::Item::Rules(_) => {}
        }
    }
    for record in symbols.records.values_mut() {
        record.collect_fields(&record.record.items, problems);
    }
    for item in files.iter().flat_map(|file| &file.items) {
        let ast::Item::Rules(rules) = item else { continue };
        match symbols.records.get_mut(rules.record.node.as_ref()) {
            Some(record) => record.collect_rules(&rules.items, problems),
            None if symbols.lost.contains(rules.record.node.as_ref()) => {}
            None => {
                let near = suggest::nearest(&rules.record.node, symbols.records.keys().copied());
                problems.push(
                    Diagnostic::new(
                        diagnostic::UNKNOWN_NAME,
                        rules.record.span,
                        format!("没有名为「{}」的记录", rules.record.node),
                    )
                    .label("规则要写在一个记录之下")
                    .help_if(near.map(|near| format!("是不是要写「{near}」？")))
                    .help_if(near.is_none().then(|| "先用「记录 名称 { … }」写出它的字段".to_string())),
                );
            }
        }
    }
    for record in symbols.records.values() {
        record.forbid_parameter_names(&symbols.parameters, problems);
    }
    symbols
}

fn define<'t, T>(
    table: &mut IndexMap<&'t str, T>,
    name: &'t ast::Name<'_>,
    value: T,
    place: impl Fn(&T) -> Span,
    kind: &str,
    problems: &mut Diagnostics,
) {
    match table.get(name.node.as_ref()) {
        Some(first) => problems.push(twice(kind, &name.node, name.span, place(first))),
        None => {
            table.insert(name.node.as_ref(), value);
        }
    }
}

fn twice(kind: &str, name: &str, again: Span, first: Span) -> Diagnostic {
    Diagnostic::new(diagnostic::DUPLICATE_NAME, again, format!("{kind}「{name}」已经写过"))
        .label("这里又写了一次")
        .also(first, "第一次在这里")
        .help("删去多余的一个，或改用别的名称")
}

impl<'t, 'a> RecordSymbols<'t, 'a> {
    fn new(record: &'t ast::Record<'a>) -> Self {
        Self {
            record,
            names: HashMap::new(),
            keys: Vec::new(),
            fields: Vec::new(),
            details: Vec::new(),
            scopes: Vec::new(),
            decisions: Vec::new(),
            checks: Vec::new(),
            processes: Vec::new(),
            tables: IndexMap::new(),
            examples: IndexMap::new(),
            order: Vec::new(),
        }
    }

    fn collect_fields(&mut self, items: &'t [ast::RecordItem<'a>], problems: &mut Diagnostics) {
        for item in items {
            match item {
                ast::RecordItem::Key(name) => self.keys.push(name),
                ast::RecordItem::Field(field) => {
                    self.name(&field.name, Symbol::Field(self.fields.len()), problems);
                    self.fields.push(FieldSymbol { field, detail: None });
                }
                ast::RecordItem::Group(_, items) => self.collect_fields(items, problems),
                ast::RecordItem::Detail(detail) => {
                    self.name(&detail.name, Symbol::Detail(self.details.len()), problems);
                    let number = self.details.len();
                    self.details.push(detail);
                    let mut seen: IndexMap<&str, Span> = IndexMap::new();
                    for field in &detail.fields {
                        define(&mut seen, &field.name, field.name.span, |old| *old, "字段", problems);
                        self.fields.push(FieldSymbol { field, detail: Some(number) });
                    }
                }
            }
        }
    }

    fn collect_rules(&mut self, items: &'t [ast::RuleItem<'a>], problems: &mut Diagnostics) {
        for item in items {
            let symbol = match item {
                ast::RuleItem::Scope(scope) => {
                    self.scopes.push(scope);
                    continue;
                }
                ast::RuleItem::Table(table) => {
                    define(&mut self.tables, &table.name, table, |old| old.name.span, "表格", problems);
                    continue;
                }
                ast::RuleItem::Example(example) => {
                    define(&mut self.examples, &example.name, example, |old| old.name.span, "示例", problems);
                    continue;
                }
                ast::RuleItem::Decision(decision) => {
                    self.decisions.push(DecisionSymbol::Decision(decision));
                    (&decision.name, Symbol::Decision(self.decisions.len() - 1))
                }
                ast::RuleItem::Collect(collect) => {
                    self.decisions.push(DecisionSymbol::Collect(collect));
                    (&collect.name, Symbol::Decision(self.decisions.len() - 1))
                }
                ast::RuleItem::Check(check) => {
                    self.checks.push(check);
                    (&check.name, Symbol::Check(self.checks.len() - 1))
                }
                ast::RuleItem::Process(process) => {
                    self.processes.push(process);
                    (&process.name, Symbol::Process(self.processes.len() - 1))
                }
            };
            self.name(symbol.0, symbol.1, problems);
            self.order.push(symbol.1);
        }
    }

    fn name(&mut self, name: &'t ast::Name<'a>, symbol: Symbol, problems: &mut Diagnostics) {
        match self.names.get(name.node.as_ref()) {
            Some(&first) => {
                let place = self.place(first);
                problems.push(
                    Diagnostic::new(diagnostic::DUPLICATE_NAME, name.span, format!("名称「{}」已经用过", name.node))
                        .label("这里又用了一次")
                        .also(place, format!("已经是这个{}的名称", first.kind()))
                        .help("同一个记录里字段、判定、检查、流程不能同名，请改用别的名称"),
                );
            }
            None => {
                self.names.insert(name.node.as_ref(), symbol);
            }
        }
    }

    fn place(&self, symbol: Symbol) -> Span {
        let name = match symbol {
            Symbol::Field(number) => self.fields.get(number).map(|field| &field.field.name),
            Symbol::Detail(number) => self.details.get(number).map(|detail| &detail.name),
            Symbol::Decision(number) => self.decisions.get(number).map(DecisionSymbol::name),
            Symbol::Check(number) => self.checks.get(number).map(|check| &check.name),
            Symbol::Process(number) => self.processes.get(number).map(|process| &process.name),
        };
        name.map_or_else(Span::default, |name| name.span)
    }

    fn forbid_parameter_names(&self, parameters: &IndexMap<&'t str, &'t ast::Parameter<'a>>, problems: &mut Diagnostics) {
        for parameter in parameters.values() {
            if let Some(&symbol) = self.names.get(parameter.name.node.as_ref()) {
                problems.push(
                    Diagnostic::new(
                        diagnostic::DUPLICATE_NAME,
                        parameter.name.span,
                        format!("参数「{}」与{}同名", parameter.name.node, symbol.kind()),
                    )
                    .label("参数在这里")
                    .also(self.place(symbol), format!("{}在这里", symbol.kind()))
                    .help("两个改一个名称"),
                );
            }
        }
    }
}
