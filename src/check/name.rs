//! What a bare word means. In: a path, the type asked for, the row it stands in. Out: an expression.

use super::expr::wrong;
use super::{Checker, Row};
use crate::diagnostic::{self, Diagnostic};
use crate::division::{self, Lookup};
use crate::hir::{Expr, ExprKind, Type};
use crate::ids::{DecisionId, DetailId, FieldId, ParameterId};
use crate::resolve::Symbol;
use crate::span::Span;
use crate::suggest;
use crate::syntax::ast;
use crate::value::{Member, Value};

/// Names of places in a policy are read as of the newest table; older names count as their successors.
pub(super) const NEWEST: i32 = 9999;

/// After so many errors a word that may be a place is not looked up: the search for near places takes long, and the
/// errors found so far are to be mended first.
const MOST_GUESSED: usize = 200;

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
                let near = suggest::nearest(&owner.node, self.enumerations_in_reach().iter().map(|one| one.name.as_str()));
                let problem = Diagnostic::new(diagnostic::UNKNOWN_NAME, owner.span, format!("没有名为「{}」的枚举", owner.node))
                    .label("点的前面应是枚举的名称")
                    .help("写成 枚举.成员，例如 学历.本科")
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
        if let Some(Type::Enum(number)) = element
            && let Some(value) = self.member(*number, &name.node)
        {
            return Expr { kind: ExprKind::Const(value), ty: Type::Enum(*number), span };
        }
        if let Some(known) = self.known(name, row) {
            return known;
        }
        if element == Some(&Type::Place) {
            return self.place(name, row);
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
                    if ty == Type::Wrong {
                        return Some(wrong(span));
                    }
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
        if name.node == "评估日" {
            return Some(Expr { kind: ExprKind::Today, ty: Type::Date, span });
        }
        self.known_in_table(name)
    }

    pub(super) fn misused(&mut self, name: &ast::Name<'_>, kind: &str, cure: &str) -> Expr {
        self.report(
            Diagnostic::new(diagnostic::TYPE_MISMATCH, name.span, format!("「{}」是{kind}，不能当作值", name.node))
                .label("这里要一个值")
                .help(cure),
        );
        wrong(name.span)
    }

    fn parameter(&mut self, number: usize, span: Span) -> Expr {
        if let Some(uses) = self.parameter_uses.get_mut(number) {
            uses.push(span);
        }
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
        let in_table = || self.table_words(None).contains(&name.node.as_ref());
        !in_row && !in_record && !self.symbols.parameters.contains_key(name.node.as_ref()) && name.node != "评估日" && !in_table()
    }

    pub(super) fn member(&self, number: u16, name: &str) -> Option<Value> {
        let enumeration = self.program.enumerations.get(usize::from(number))?;
        let index = enumeration.members.iter().position(|member| member.name == name)?;
        Some(Value::Member(Member { enumeration: number, index: u16::try_from(index).ok()? }))
    }

    fn place(&mut self, name: &ast::Name<'_>, row: Row) -> Expr {
        if self.problems.has_many_errors(MOST_GUESSED) {
            return wrong(name.span);
        }
        match self.look_up(&name.node) {
            Lookup::Found(place) => Expr { kind: ExprKind::Const(Value::Place(place)), ty: Type::Place, span: name.span },
            other => {
                let problem = self.unknown_name(name, row, &other, true);
                self.report(problem);
                wrong(name.span)
            }
        }
    }

    /// The division of that name; policies and their examples name the same places over and over.
    fn look_up(&mut self, name: &str) -> Lookup {
        if let Some(place) = self.places_found.get(name) {
            return Lookup::Found(*place);
        }
        let lookup = division::lookup(name, NEWEST);
        if let Lookup::Found(place) = lookup {
            self.places_found.insert(name.to_string(), place);
        }
        lookup
    }

    /// A word that no name explains: a member of some enumeration, a place, or a mistake.
    fn guessed(&mut self, name: &ast::Name<'_>, row: Row) -> Expr {
        let span = name.span;
        let mut found: Vec<(u16, Value)> = Vec::new();
        for number in 0..self.enumerations_in_reach().len() {
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
        if self.problems.has_many_errors(MOST_GUESSED) {
            return wrong(span);
        }
        let lookup = self.look_up(&name.node);
        if let Lookup::Found(place) = lookup {
            return Expr { kind: ExprKind::Const(Value::Place(place)), ty: Type::Place, span };
        }
        let problem = self.unknown_name(name, row, &lookup, false);
        self.report(problem);
        wrong(span)
    }

    // ------------------------------------------------------------ details

    pub(super) fn detail(&mut self, name: &ast::Name<'_>) -> Option<DetailId> {
        let symbols = self.record?;
        if let Some(Symbol::Detail(number)) = symbols.names.get(name.node.as_ref()) {
            return Some(DetailId::new(*number));
        }
        if let Some(source) = self.row_source(&name.node) {
            return Some(source);
        }
        let known = symbols.details.iter().map(|detail| detail.name.node.as_ref()).chain(self.row_source_names());
        let near = suggest::nearest(&name.node, known);
        let problem = Diagnostic::new(diagnostic::UNKNOWN_NAME, name.span, format!("没有名为「{}」的明细", name.node))
            .label("这里要一个明细")
            .help("先在记录里写「明细 名称 { … }」")
            .help_if(near.map(|near| format!("是不是要写「{near}」？")));
        self.report(problem);
        None
    }

    pub(super) fn find_row_field(&self, name: &str, detail: DetailId) -> Option<(FieldId, Type)> {
        if let Some(found) = self.source_field(name, detail) {
            return Some(found);
        }
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
        let near = suggest::nearest(&name.node, own.chain(self.source_field_names(Some(detail))));
        let near = near.map(|near| format!("是不是要写「{near}」？"));
        let source = self.table.and_then(|places| places.source(detail)).map_or("", |(_, source)| source.name);
        let owner = symbols.details.get(detail.index()).map_or(source, |detail| detail.name.node.as_ref());
        let problem = Diagnostic::new(diagnostic::UNKNOWN_NAME, name.span, format!("明细「{owner}」没有字段「{}」", name.node))
            .label("这里要它的一个字段")
            .help("改成这个明细里写过的字段")
            .help_if(near);
        self.report(problem);
        None
    }
}
