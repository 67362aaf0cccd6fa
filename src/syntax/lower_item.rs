//! Items of a file: head, documents, parameters, enums, roles, records. One function a rule of the grammar.

use pest::iterators::Pair;

use super::Lowering;
use super::ast::{
    Attribute, Basis, Clause, Detail, Document, Enumeration, Field, Format, Item, Member, Name, Parameter, PolicyHead, Record,
    RecordItem, Rules, Severity, Text, TypeName,
};
use super::grammar::Rule;
use crate::diagnostic::{self, Diagnostic};
use crate::span::{Span, Spanned};

type Node<'a> = Pair<'a, Rule>;

impl Lowering<'_> {
    pub(super) fn item<'a>(&mut self, pair: Node<'a>) -> Option<Item<'a>> {
        Some(match pair.as_rule() {
            Rule::policy => Item::Policy(self.policy(pair)?),
            Rule::document => Item::Document(self.document(pair)?),
            Rule::parameter => Item::Parameter(self.parameter(pair)?),
            Rule::format_item => Item::Format(self.format_item(pair)?),
            Rule::enumeration => Item::Enumeration(self.enumeration(pair)?),
            Rule::roles => Item::Roles(self.exprs.names(pair)),
            Rule::record => Item::Record(self.record(pair)?),
            Rule::rules => Item::Rules(self.rules(pair)?),
            _ => return None,
        })
    }

    fn policy<'a>(&mut self, pair: Node<'a>) -> Option<PolicyHead<'a>> {
        let (mut title, mut year, mut publisher, mut date, mut note) = (None, None, None, None, None);
        let mut seen = Vec::new();
        for child in self.base().children(pair) {
            let span = self.base().trimmed(&child);
            match child.as_rule() {
                Rule::text => title = Some(self.exprs.text(child)),
                Rule::policy_year => {
                    let number = self.base().children(child).find(|child| child.as_rule() == Rule::number);
                    let number = number.map(|number| Spanned {
                        node: super::cursor::half_width(number.as_str()),
                        span: self.base().span(&number),
                    });
                    self.once(&mut seen, &mut year, number, span, "届别");
                }
                Rule::policy_publisher => {
                    let text = self.inner_text(child);
                    self.once(&mut seen, &mut publisher, text, span, "发布");
                }
                Rule::policy_date => {
                    let day = self.base().children(child).find(|child| child.as_rule() == Rule::date);
                    let day = day
                        .map(|day| Spanned { node: super::lower_expr::number_parts(day.as_str()), span: self.base().span(&day) });
                    self.once(&mut seen, &mut date, day, span, "评估日");
                }
                Rule::note => {
                    let text = self.inner_text(child);
                    self.once(&mut seen, &mut note, text, span, "说明");
                }
                _ => {}
            }
        }
        Some(PolicyHead { title: title?, year, publisher, date, note })
    }

    fn document<'a>(&mut self, pair: Node<'a>) -> Option<Document<'a>> {
        let (mut name, mut title, mut clauses) = (None, None, Vec::new());
        for child in self.base().children(pair) {
            match child.as_rule() {
                Rule::name => name = Some(self.exprs.name(&child)),
                Rule::text => title = Some(self.exprs.text(child)),
                Rule::clause => clauses.extend(self.clause(child)),
                _ => {}
            }
        }
        Some(Document { name: name?, title: title?, clauses })
    }

    fn clause<'a>(&mut self, pair: Node<'a>) -> Option<Clause<'a>> {
        let (mut id, mut text, mut heading, mut excluded) = (None, None, None, None);
        let mut seen = Vec::new();
        for child in self.base().children(pair) {
            let span = self.base().trimmed(&child);
            match child.as_rule() {
                Rule::path => id = Some(self.exprs.path(child)),
                Rule::text => text = Some(self.exprs.text(child)),
                Rule::clause_heading => {
                    let value = self.inner_text(child);
                    self.once(&mut seen, &mut heading, value, span, "位置");
                }
                Rule::clause_excluded => {
                    let value = self.inner_text(child);
                    self.once(&mut seen, &mut excluded, value, span, "不编入");
                }
                _ => {}
            }
        }
        Some(Clause { id: id?, text: text?, heading, excluded })
    }

    fn parameter<'a>(&mut self, pair: Node<'a>) -> Option<Parameter<'a>> {
        let (mut name, mut ty, mut value, mut basis, mut note) = (None, None, None, Vec::new(), None);
        let mut seen = Vec::new();
        for child in self.base().children(pair) {
            let span = self.base().trimmed(&child);
            match child.as_rule() {
                Rule::name => name = Some(self.exprs.name(&child)),
                Rule::type_name => ty = self.type_name(child),
                Rule::expr => value = Some(self.exprs.expr(child)),
                Rule::basis => basis.extend(self.basis(child)),
                Rule::note => {
                    let text = self.inner_text(child);
                    self.once(&mut seen, &mut note, text, span, "说明");
                }
                _ => {}
            }
        }
        Some(Parameter { name: name?, ty, value, basis, note })
    }

    fn format_item<'a>(&mut self, pair: Node<'a>) -> Option<Format<'a>> {
        let (mut name, mut pattern, mut basis, mut note) = (None, None, Vec::new(), None);
        let mut seen = Vec::new();
        for child in self.base().children(pair) {
            let span = self.base().trimmed(&child);
            match child.as_rule() {
                Rule::name => name = Some(self.exprs.name(&child)),
                Rule::text => pattern = Some(self.exprs.text(child)),
                Rule::basis => basis.extend(self.basis(child)),
                Rule::note => {
                    let text = self.inner_text(child);
                    self.once(&mut seen, &mut note, text, span, "说明");
                }
                _ => {}
            }
        }
        Some(Format { name: name?, pattern: pattern?, basis, note })
    }

    fn enumeration<'a>(&mut self, pair: Node<'a>) -> Option<Enumeration<'a>> {
        let (mut name, mut members) = (None, Vec::new());
        for child in self.base().children(pair) {
            match child.as_rule() {
                Rule::name => name = Some(self.exprs.name(&child)),
                Rule::member => members.extend(self.member(child)),
                _ => {}
            }
        }
        Some(Enumeration { name: name?, members })
    }

    fn member<'a>(&mut self, pair: Node<'a>) -> Option<Member<'a>> {
        let (mut name, mut code, mut aliases) = (None, None, Vec::new());
        let mut seen = Vec::new();
        for child in self.base().children(pair) {
            let span = self.base().trimmed(&child);
            match child.as_rule() {
                Rule::name => name = Some(self.exprs.name(&child)),
                Rule::member_code => {
                    let text = self.exprs.strings(child).pop();
                    self.once(&mut seen, &mut code, text, span, "编码");
                }
                Rule::member_alias => aliases.extend(self.inner_texts(child)),
                _ => {}
            }
        }
        Some(Member { name: name?, code, aliases })
    }

    fn record<'a>(&mut self, pair: Node<'a>) -> Option<Record<'a>> {
        let whole = self.base().trimmed(&pair);
        let (mut name, mut items, mut broken) = (None, Vec::new(), false);
        for child in self.base().children(pair) {
            match child.as_rule() {
                Rule::name => name = Some(self.exprs.name(&child)),
                Rule::missing_close => self.unclosed("记录", whole, name.as_ref(), broken),
                _ => {
                    broken = child.as_rule() == Rule::broken_record_item;
                    items.extend(self.noting_value(child, Self::record_item));
                }
            }
        }
        Some(Record { name: name?, items })
    }

    pub(super) fn record_item<'a>(&mut self, pair: Node<'a>) -> Option<RecordItem<'a>> {
        Some(match pair.as_rule() {
            Rule::key => RecordItem::Key(self.exprs.names(pair).pop()?),
            Rule::field => RecordItem::Field(self.field(pair)?),
            Rule::detail => RecordItem::Detail(self.detail(pair)?),
            Rule::group_fields => {
                let whole = self.base().trimmed(&pair);
                let (mut name, mut items, mut broken) = (None, Vec::new(), false);
                for child in self.base().children(pair) {
                    match child.as_rule() {
                        Rule::name => name = Some(self.exprs.name(&child)),
                        Rule::missing_close => self.unclosed("分组", whole, name.as_ref(), broken),
                        _ => {
                            broken = child.as_rule() == Rule::broken_record_item;
                            items.extend(self.noting_value(child, Self::record_item));
                        }
                    }
                }
                RecordItem::Group(name?, items)
            }
            Rule::broken_record_item => return self.again(pair, Rule::one_record_item, Self::record_item),
            _ => return None,
        })
    }

    fn detail<'a>(&mut self, pair: Node<'a>) -> Option<Detail<'a>> {
        let whole = self.base().trimmed(&pair);
        let (mut name, mut applies, mut none_if_absent, mut columns) = (None, None, false, Vec::new());
        let (mut note, mut basis, mut fields, mut broken) = (None, Vec::new(), Vec::new(), false);
        let mut seen = Vec::new();
        for child in self.base().children(pair) {
            let span = self.base().trimmed(&child);
            match child.as_rule() {
                Rule::name => name = Some(self.exprs.name(&child)),
                Rule::applies => {
                    let condition = self.inner_expr(child);
                    self.once(&mut seen, &mut applies, condition, span, "适用");
                }
                Rule::detail_none => none_if_absent = true,
                Rule::columns => columns.extend(self.inner_texts(child)),
                Rule::note => {
                    let text = self.inner_text(child);
                    self.once(&mut seen, &mut note, text, span, "说明");
                }
                Rule::basis => basis.extend(self.basis(child)),
                Rule::field => fields.extend(self.noting_value(child, Self::field)),
                Rule::broken_record_item => {
                    broken = true;
                    self.broken_in_detail(child);
                }
                Rule::missing_close => self.unclosed("明细", whole, name.as_ref(), broken),
                _ => {}
            }
        }
        Some(Detail { name: name?, applies, none_if_absent, columns, note, basis, fields })
    }

    /// A 明细 holds fields only; one in another is named as such.
    fn broken_in_detail(&mut self, pair: Node<'_>) {
        let word = super::expected::first_word(pair.as_str());
        if word != "明细" {
            self.again(pair, Rule::one_record_item, Self::record_item);
            return;
        }
        let start = self.base().span(&pair).start;
        let span = Span { end: start.saturating_add(u32::try_from(word.len()).unwrap_or(0)), ..self.base().span(&pair) };
        self.unbalanced = true;
        self.leave_out(&pair);
        self.exprs.problems.push(
            Diagnostic::new(diagnostic::SYNTAX, span, "明细里不能再写明细")
                .label("这里在另一个明细里面")
                .help("把它移到外层明细的「}」后面；前一个明细若已写完，先补上「}」"),
        );
    }

    fn field<'a>(&mut self, pair: Node<'a>) -> Option<Field<'a>> {
        let (mut name, mut ty, mut attributes) = (None, None, Vec::new());
        for child in self.base().children(pair) {
            match child.as_rule() {
                Rule::name => name = Some(self.exprs.name(&child)),
                Rule::type_name => ty = self.type_name(child),
                _ => attributes.extend(self.attribute(child)),
            }
        }
        Some(Field { name: name?, ty: ty?, attributes })
    }

    fn attribute<'a>(&mut self, pair: Node<'a>) -> Option<Attribute<'a>> {
        let span = self.base().trimmed(&pair);
        Some(match pair.as_rule() {
            Rule::required => {
                let condition = self.base().children(pair).find(|child| child.as_rule() == Rule::condition);
                Attribute::Required { condition: condition.and_then(|condition| self.inner_expr(condition)), span }
            }
            Rule::applies => Attribute::Applies { condition: self.inner_expr(pair)?, span },
            Rule::locked => Attribute::Locked { span },
            Rule::sensitive => Attribute::Sensitive { span },
            Rule::placeholder => Attribute::Placeholder(self.inner_texts(pair)),
            Rule::format => self.format(pair)?,
            Rule::assume => Attribute::Assume { value: self.inner_expr(pair)?, span },
            Rule::columns => Attribute::Columns(self.inner_texts(pair)),
            Rule::note => Attribute::Note(self.inner_text(pair)?),
            Rule::basis => Attribute::Basis(self.basis(pair)?),
            _ => return None,
        })
    }

    fn format<'a>(&mut self, pair: Node<'a>) -> Option<Attribute<'a>> {
        let (mut name, mut condition, mut severity) = (None, None, None);
        for child in self.base().children(pair) {
            match child.as_rule() {
                Rule::name => name = Some(self.exprs.name(&child)),
                Rule::condition => condition = self.inner_expr(child),
                rule => severity = severity_of(rule).or(severity),
            }
        }
        Some(Attribute::Format { name: name?, condition, severity })
    }

    fn rules<'a>(&mut self, pair: Node<'a>) -> Option<Rules<'a>> {
        let whole = self.base().trimmed(&pair);
        let (mut record, mut items, mut broken) = (None, Vec::new(), false);
        for child in self.base().children(pair) {
            match child.as_rule() {
                Rule::name => record = Some(self.exprs.name(&child)),
                Rule::missing_close => self.unclosed("规则", whole, record.as_ref(), broken),
                _ => {
                    broken = child.as_rule() == Rule::broken_rule_item;
                    items.extend(self.noting_value(child, Self::rule_item));
                }
            }
        }
        Some(Rules { record: record?, items })
    }

    // ------------------------------------------------------------ shared parts

    pub(super) fn basis<'a>(&mut self, pair: Node<'a>) -> Option<Basis<'a>> {
        let (mut document, mut clauses) = (None, Vec::new());
        for child in self.base().children(pair) {
            match child.as_rule() {
                Rule::name => document = Some(self.exprs.name(&child)),
                Rule::path => clauses.push(self.exprs.path(child)),
                _ => {}
            }
        }
        Some(Basis { document: document?, clauses })
    }

    pub(super) fn type_name<'a>(&mut self, pair: Node<'a>) -> Option<TypeName<'a>> {
        let mut names = self.exprs.names(pair).into_iter();
        Some(TypeName { name: names.next()?, element: names.next() })
    }

    pub(super) fn inner_text<'a>(&mut self, pair: Node<'a>) -> Option<Text<'a>> {
        let text = self.base().children(pair).find(|child| child.as_rule() == Rule::text);
        text.map(|text| self.exprs.text(text))
    }

    fn inner_texts<'a>(&mut self, pair: Node<'a>) -> Vec<Text<'a>> {
        let texts = self.base().children(pair).find(|child| child.as_rule() == Rule::texts);
        texts.map_or_else(Vec::new, |texts| self.exprs.strings(texts))
    }

    pub(super) fn inner_expr<'a>(&mut self, pair: Node<'a>) -> Option<super::ast::Expr<'a>> {
        self.exprs.exprs(pair).pop()
    }

    /// Keeps the first of several statements of one kind and reports the others; `seen` holds what stands in the block.
    pub(super) fn once<T>(
        &mut self,
        seen: &mut Vec<(&'static str, Span)>,
        slot: &mut Option<T>,
        value: Option<T>,
        span: Span,
        what: &'static str,
    ) {
        let Some((_, first)) = seen.iter().find(|(other, _)| *other == what) else {
            seen.push((what, span));
            *slot = value;
            return;
        };
        let is_condition = matches!(what, "当" | "要求" | "适用" | "完成");
        let join = if is_condition { "；几个条件用「且」「或」连接" } else { "" };
        self.exprs.problems.push(
            Diagnostic::new(diagnostic::REPEATED, span, format!("「{what}」写了两次"))
                .label("这里又写了一次")
                .also(*first, "第一次在这里")
                .help(format!("只留一个「{what}」{join}")),
        );
    }

    /// Reports a block that runs into the next one. `whole` begins with its keyword.
    pub(super) fn unclosed(&mut self, keyword: &str, whole: Span, name: Option<&Name<'_>>, already_reported: bool) {
        if already_reported {
            return;
        }
        let title = name.map_or_else(String::new, |name| format!("「{}」", name.node));
        let head = Span { end: name.map_or(whole.end, |name| name.span.end), ..whole };
        self.exprs.problems.push(
            Diagnostic::new(diagnostic::UNCLOSED, head, format!("{keyword}{title}没有结束"))
                .label("从这里开始的一块缺少「}」")
                .also(Span { start: whole.end, ..whole }, "到这里仍没有结束")
                .help("在这一块的最后补上「}」"),
        );
    }

    /// Lowers one part of a block and remembers whether it ends in a value.
    pub(super) fn noting_value<'a, T>(&mut self, pair: Node<'a>, lower: fn(&mut Self, Node<'a>) -> Option<T>) -> Option<T> {
        let ends_in_value = super::ends_in_value(&pair);
        let lowered = lower(self, pair);
        self.after_value = ends_in_value;
        lowered
    }
}

pub(super) fn severity_of(rule: Rule) -> Option<Severity> {
    Some(match rule {
        Rule::kw_block => Severity::Block,
        Rule::kw_review => Severity::Review,
        Rule::kw_warn => Severity::Warn,
        Rule::kw_note => Severity::Advise,
        _ => return None,
    })
}
