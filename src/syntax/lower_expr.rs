//! Expressions: pairs to tree, one function a rule of the grammar, in its order.

use std::borrow::Cow;

use pest::iterators::Pair;

use super::ast::{Comparison, Expr, ExprKind, Name, Path, Quantifier, Text};
use super::cursor::{Base, half_width};
use super::grammar::Rule;
use crate::date::Duration;
use crate::diagnostic::{self, Diagnostic, Diagnostics};
use crate::span::{Span, Spanned};
use crate::value::Arithmetic;

/// Longest chain of `+ - * /` in one expression; each link is one level of the tree later.
pub(super) const MAX_CHAIN: usize = 256;

/// Lowers expressions of one text; collects what is wrong with literals.
pub(super) struct ExprLowering<'d> {
    pub(super) base: Base,
    pub(super) problems: &'d mut Diagnostics,
}

type Node<'a> = Pair<'a, Rule>;

impl ExprLowering<'_> {
    pub(super) fn name<'a>(&self, pair: &Node<'a>) -> Name<'a> {
        let span = self.base.span(pair);
        let node = match pair.clone().into_inner().next() {
            Some(inner) if inner.as_rule() == Rule::quoted_name => {
                Cow::Borrowed(inner.as_str().trim_start_matches('「').trim_end_matches('」'))
            }
            _ => half_width(pair.as_str()),
        };
        Spanned { node, span }
    }

    pub(super) fn names<'a>(&self, pair: Node<'a>) -> Vec<Name<'a>> {
        self.base.children(pair).filter(|pair| pair.as_rule() == Rule::name).map(|pair| self.name(&pair)).collect()
    }

    pub(super) fn path<'a>(&self, pair: Node<'a>) -> Path<'a> {
        let span = self.base.trimmed(&pair);
        Spanned { node: self.names(pair), span }
    }

    /// A `string`: what stands between the quotes.
    pub(super) fn string<'a>(&self, pair: &Node<'a>) -> Text<'a> {
        let text = pair.clone().into_inner().next().map_or("", |inner| inner.as_str());
        Spanned { node: Cow::Borrowed(text), span: self.base.span(pair) }
    }

    /// A `text`: one or more strings joined.
    pub(super) fn text<'a>(&self, pair: Node<'a>) -> Text<'a> {
        let span = self.base.trimmed(&pair);
        let mut pieces = self.strings(pair);
        match pieces.len() {
            1 => Spanned { node: pieces.remove(0).node, span },
            _ => Spanned { node: Cow::Owned(pieces.iter().map(|piece| piece.node.as_ref()).collect()), span },
        }
    }

    pub(super) fn strings<'a>(&self, pair: Node<'a>) -> Vec<Text<'a>> {
        self.base.children(pair).filter(|pair| pair.as_rule() == Rule::string).map(|pair| self.string(&pair)).collect()
    }

    pub(super) fn expr<'a>(&mut self, pair: Node<'a>) -> Expr<'a> {
        self.joined(pair, Rule::conjunction, ExprKind::Or, Self::conjunction)
    }

    fn conjunction<'a>(&mut self, pair: Node<'a>) -> Expr<'a> {
        self.joined(pair, Rule::negation, ExprKind::And, Self::negation)
    }

    /// Parts joined by one operator; a single part stands for itself.
    fn joined<'a>(
        &mut self,
        pair: Node<'a>,
        part: Rule,
        join: fn(Vec<Expr<'a>>) -> ExprKind<'a>,
        lower: fn(&mut Self, Node<'a>) -> Expr<'a>,
    ) -> Expr<'a> {
        let span = self.base.trimmed(&pair);
        let mut parts = Vec::new();
        for child in self.base.children(pair).filter(|child| child.as_rule() == part) {
            parts.push(lower(self, child));
        }
        match parts.len() {
            1 => parts.remove(0),
            _ => Expr { kind: join(parts), span },
        }
    }

    fn negation<'a>(&mut self, pair: Node<'a>) -> Expr<'a> {
        let span = self.base.trimmed(&pair);
        let mut negative = false;
        let mut inner = None;
        for child in self.base.children(pair) {
            match child.as_rule() {
                Rule::op_not => negative = !negative,
                _ => inner = Some(self.comparison(child)),
            }
        }
        let inner = inner.unwrap_or(Expr { kind: ExprKind::Error, span });
        if negative { Expr { kind: ExprKind::Not(Box::new(inner)), span } } else { inner }
    }

    fn comparison<'a>(&mut self, pair: Node<'a>) -> Expr<'a> {
        let span = self.base.trimmed(&pair);
        let mut cursor = self.base.children(pair);
        let Some(first) = cursor.next() else { return Expr { kind: ExprKind::Error, span } };
        let left = self.sum(first);
        let (Some(operator), Some(second)) = (cursor.next(), cursor.next()) else { return left };
        let op = match operator.as_rule() {
            Rule::op_ne => Comparison::Ne,
            Rule::op_le => Comparison::Le,
            Rule::op_ge => Comparison::Ge,
            Rule::op_lt => Comparison::Lt,
            Rule::op_gt => Comparison::Gt,
            Rule::op_in => Comparison::In,
            Rule::op_within => Comparison::Within,
            _ => Comparison::Eq,
        };
        let right = self.sum(second);
        if let Some(extra) = cursor.next() {
            self.problems.push(
                Diagnostic::new(diagnostic::CHAINED, self.base.span(&extra), "比较不能连着写")
                    .label("这里又比较了一次")
                    .help("分成两个条件，用「且」连接，例如 a < b 且 b < c"),
            );
        }
        Expr { kind: ExprKind::Compare { op, left: Box::new(left), right: Box::new(right) }, span }
    }

    fn sum<'a>(&mut self, pair: Node<'a>) -> Expr<'a> {
        self.chain(pair, Self::product)
    }

    fn product<'a>(&mut self, pair: Node<'a>) -> Expr<'a> {
        self.chain(pair, Self::operand)
    }

    fn chain<'a>(&mut self, pair: Node<'a>, lower: fn(&mut Self, Node<'a>) -> Expr<'a>) -> Expr<'a> {
        let span = self.base.trimmed(&pair);
        let mut cursor = self.base.children(pair);
        let Some(first) = cursor.next() else { return Expr { kind: ExprKind::Error, span } };
        let first = lower(self, first);
        let mut rest = Vec::new();
        while let (Some(operator), Some(operand)) = (cursor.next(), cursor.next()) {
            let op = match operator.as_rule() {
                Rule::op_add => Arithmetic::Add,
                Rule::op_sub => Arithmetic::Sub,
                Rule::op_mul => Arithmetic::Mul,
                _ => Arithmetic::Div,
            };
            if rest.len() == MAX_CHAIN {
                self.problems.push(
                    Diagnostic::new(
                        diagnostic::TOO_DEEP,
                        self.base.span(&operator),
                        format!("一个算式里的加减乘除超过了 {MAX_CHAIN} 次"),
                    )
                    .label("到这里超过上限")
                    .help("把前面的部分写成单独的「判定」"),
                );
                break;
            }
            rest.push((op, lower(self, operand)));
        }
        if rest.is_empty() { first } else { Expr { kind: ExprKind::Arithmetic { first: Box::new(first), rest }, span } }
    }

    fn operand<'a>(&mut self, pair: Node<'a>) -> Expr<'a> {
        let span = self.base.trimmed(&pair);
        let mut negative = false;
        let mut inner = Expr { kind: ExprKind::Error, span };
        for child in self.base.children(pair) {
            match child.as_rule() {
                Rule::op_sub => negative = !negative,
                _ => inner = self.atom(child),
            }
        }
        if negative { Expr { kind: ExprKind::Negative(Box::new(inner)), span } } else { inner }
    }

    fn atom<'a>(&mut self, pair: Node<'a>) -> Expr<'a> {
        let span = self.base.trimmed(&pair);
        let kind = match pair.as_rule() {
            Rule::group => return self.group(pair, span),
            Rule::set => ExprKind::Set(self.exprs(pair)),
            Rule::string => ExprKind::Text(self.string(&pair).node),
            Rule::duration => self.duration(pair).map_or(ExprKind::Error, |length| ExprKind::Duration(length.node)),
            Rule::date => ExprKind::Date(number_parts(pair.as_str())),
            Rule::month => ExprKind::Month(number_parts(pair.as_str())),
            Rule::percent => ExprKind::Percent(half_width(pair.as_str()).trim_end_matches('%').to_string()),
            Rule::number => ExprKind::Number(half_width(pair.as_str()).into_owned()),
            Rule::kw_true => ExprKind::Bool(true),
            Rule::kw_false => ExprKind::Bool(false),
            Rule::choice => self.choice(pair),
            Rule::quantified => self.quantified(pair),
            Rule::selected => self.selected(pair),
            Rule::gathered => self.gathered(pair),
            Rule::call => self.call(pair),
            Rule::path => ExprKind::Path(self.names(pair)),
            _ => ExprKind::Error,
        };
        Expr { kind, span }
    }

    /// Brackets keep the tree as it is, but widen the place that messages point to.
    fn group<'a>(&mut self, pair: Node<'a>, span: Span) -> Expr<'a> {
        let inner = self.base.children(pair).find(|child| child.as_rule() == Rule::expr).map(|child| self.expr(child));
        inner.map_or(Expr { kind: ExprKind::Error, span }, |inner| Expr { kind: inner.kind, span })
    }

    pub(super) fn exprs<'a>(&mut self, pair: Node<'a>) -> Vec<Expr<'a>> {
        let mut list = Vec::new();
        for child in self.base.children(pair).filter(|child| child.as_rule() == Rule::expr) {
            list.push(self.expr(child));
        }
        list
    }

    pub(super) fn duration(&mut self, pair: Node<'_>) -> Option<Spanned<Duration>> {
        let span = self.base.trimmed(&pair);
        let mut count = None;
        let mut unit = Rule::unit_day;
        for child in self.base.children(pair) {
            match child.as_rule() {
                Rule::digits => count = number_text(child.as_str()),
                rule => unit = rule,
            }
        }
        let Some(count) = count else {
            self.problems.push(
                Diagnostic::new(diagnostic::BAD_LITERAL, span, "时间长度太大").label("这个数太大").help("改成 100000 以内的数"),
            );
            return None;
        };
        let (months, days) = match unit {
            Rule::unit_week => (0, count * 7),
            Rule::unit_month => (count, 0),
            Rule::unit_year => (count * 12, 0),
            _ => (0, count),
        };
        Some(Spanned { node: Duration { months, days }, span })
    }

    fn choice<'a>(&mut self, pair: Node<'a>) -> ExprKind<'a> {
        let mut arms = Vec::new();
        let mut otherwise = None;
        for child in self.base.children(pair) {
            match child.as_rule() {
                Rule::choice_arm => {
                    let mut parts = self.exprs(child).into_iter();
                    if let (Some(condition), Some(value)) = (parts.next(), parts.next()) {
                        arms.push((condition, value));
                    }
                }
                Rule::expr => otherwise = Some(self.expr(child)),
                _ => {}
            }
        }
        otherwise.map_or(ExprKind::Error, |otherwise| ExprKind::Choice { arms, otherwise: Box::new(otherwise) })
    }

    fn such_that<'a>(&mut self, pair: Node<'a>) -> Option<Box<Expr<'a>>> {
        self.exprs(pair).pop().map(Box::new)
    }

    fn quantified<'a>(&mut self, pair: Node<'a>) -> ExprKind<'a> {
        let (mut kind, mut names, mut such_that) = (Quantifier::Count, Vec::new(), None);
        for child in self.base.children(pair) {
            match child.as_rule() {
                Rule::kw_any => kind = Quantifier::Any,
                Rule::kw_all => kind = Quantifier::All,
                Rule::name => names.push(self.name(&child)),
                Rule::such_that => such_that = self.such_that(child),
                _ => {}
            }
        }
        names.pop().map_or(ExprKind::Error, |detail| ExprKind::Quantified { kind, detail, such_that })
    }

    fn selected<'a>(&mut self, pair: Node<'a>) -> ExprKind<'a> {
        let (mut last, mut names, mut such_that) = (true, Vec::new(), None);
        for child in self.base.children(pair) {
            match child.as_rule() {
                Rule::kw_first => last = false,
                Rule::name => names.push(self.name(&child)),
                Rule::such_that => such_that = self.such_that(child),
                _ => {}
            }
        }
        match <[Name<'a>; 3]>::try_from(names) {
            Ok([detail, order, field]) => ExprKind::Selected { last, detail, order, such_that, field },
            Err(_) => ExprKind::Error,
        }
    }

    fn gathered<'a>(&mut self, pair: Node<'a>) -> ExprKind<'a> {
        let (mut names, mut such_that) = (Vec::new(), None);
        for child in self.base.children(pair) {
            match child.as_rule() {
                Rule::name => names.push(self.name(&child)),
                Rule::such_that => such_that = self.such_that(child),
                _ => {}
            }
        }
        match <[Name<'a>; 2]>::try_from(names) {
            Ok([detail, field]) => ExprKind::Gathered { detail, such_that, field },
            Err(_) => ExprKind::Error,
        }
    }

    fn call<'a>(&mut self, pair: Node<'a>) -> ExprKind<'a> {
        let name = self.base.children(pair.clone()).find(|child| child.as_rule() == Rule::name).map(|name| self.name(&name));
        let args = self.exprs(pair);
        name.map_or(ExprKind::Error, |name| ExprKind::Call { name, args })
    }
}

/// How many days, weeks, months or years; nothing if they are too many.
pub(super) fn number_text(digits: &str) -> Option<i32> {
    half_width(digits).parse().ok().filter(|&count| count <= 100_000)
}

/// The numbers of a date, half-width, joined by `-`: `2023年10月13日` is `2023-10-13`.
pub(super) fn number_parts(text: &str) -> String {
    let narrow = half_width(text);
    let parts: Vec<&str> = narrow.split(|character: char| !character.is_ascii_digit()).filter(|part| !part.is_empty()).collect();
    parts.join("-")
}
