//! Text to tree. In: a source. Out: AST with borrowed names, and every syntax problem of the file.
//! Never looks at what a name means. A faulty item is reported and left out; the others are kept.

pub(crate) mod ast;
mod cure;
mod cursor;
mod direct;
mod expected;
mod grammar;
mod guard;
mod lost;
mod lower_expr;
mod lower_item;
mod lower_rule;
mod lower_table;
mod word;

pub use ast::Split;
pub use guard::MAX_NESTING;
pub(crate) use word::{ending_operator, is_keyword};

use pest::Parser;
use pest::iterators::Pair;

use crate::diagnostic::{self, Diagnostic, Diagnostics};
use crate::source::Source;
use crate::span::Span;
use cursor::Base;
use expected::Piece;
use grammar::{PolicyParser, Rule};
use lower_expr::ExprLowering;

/// Most items (of any kind, at the top level) in one file.
pub const MAX_ITEMS: usize = 20_000;

/// Parses one file. What cannot be read is reported; what can be read is returned.
pub(crate) fn parse<'a>(source: &'a Source, number: u16, problems: &mut Diagnostics) -> ast::File<'a> {
    if !guard::allows(source, number, problems) {
        return ast::File::default();
    }
    let base = Base { source: number, offset: 0 };
    if let Some(file) = direct::file(source.text(), base).filter(|file| file.items.len() <= MAX_ITEMS) {
        return file;
    }
    by_grammar(source, base, problems)
}

/// Parses a file by the grammar, which says what is wrong with it.
fn by_grammar<'a>(source: &'a Source, base: Base, problems: &mut Diagnostics) -> ast::File<'a> {
    let (mut file, number) = (ast::File::default(), base.source);
    let mut lowering = Lowering::new(base, problems);
    match PolicyParser::parse(Rule::file, source.text()) {
        Err(error) => {
            let piece = Piece { before: "", text: source.text(), base, after_value: false };
            lowering.exprs.problems.push(expected::problem(&error, piece));
        }
        Ok(mut pairs) => {
            for pair in pairs.next().map(Pair::into_inner).into_iter().flatten() {
                match pair.as_rule() {
                    Rule::COMMENT => file.comments.push(base.span(&pair)),
                    Rule::EOI => {}
                    Rule::broken if std::mem::take(&mut lowering.unbalanced) => lowering.leave_out(&pair),
                    Rule::broken => file.items.extend(lowering.again(pair, Rule::one_item, Lowering::item)),
                    _ => file.items.extend(lowering.noting_value(pair, Lowering::item)),
                }
            }
        }
    }
    file.lost = lowering.unread.iter().flat_map(|piece| lost::names(source.slice(*piece))).collect();
    guard::drop_beside_open_text(source, number, problems);
    if file.items.len() > MAX_ITEMS {
        let span = Span::new(number, 0, 0);
        let message = format!("「{}」有 {} 个项目，超过上限 {MAX_ITEMS}", source.name(), file.items.len());
        problems.push(Diagnostic::new(diagnostic::TOO_MANY, span, message).help("检查文件是否重复粘贴；项目可以分到几个文件"));
        file.items.clear();
    }
    file
}

/// Parses the expression inside `{…}` of a message, which starts at `offset` of the source.
pub(crate) fn parse_interpolation<'a>(
    text: &'a str,
    source: u16,
    offset: usize,
    problems: &mut Diagnostics,
) -> Option<ast::Expr<'a>> {
    let base = Base { source, offset };
    if let Some(expr) = direct::expression(text, base) {
        return Some(expr);
    }
    match PolicyParser::parse(Rule::interpolation, text) {
        Err(_) => {
            let span = Span::new(source, offset, offset + text.len());
            problems.push(
                Diagnostic::new(diagnostic::INTERPOLATION, span, "文字中花括号里的内容看不懂")
                    .label("这里应是一个字段、判定或算式")
                    .help("写成例如 {生源地}；要显示花括号本身，请写两个：{{ 和 }}"),
            );
            None
        }
        Ok(mut pairs) => {
            let mut lowering = Lowering::new(base, problems);
            pairs.next().and_then(|pair| lowering.inner_expr(pair))
        }
    }
}

/// Turns pairs into the tree; see `lower_item`, `lower_rule` and `lower_table`.
struct Lowering<'d> {
    exprs: ExprLowering<'d>,
    /// What was read last ends in an expression, so that an operator may be missing before a broken piece.
    after_value: bool,
    /// A faulty part of a record took the closing sign of the record; what follows is out of place for that alone.
    unbalanced: bool,
    /// Pieces that are left out.
    unread: Vec<Span>,
}

impl<'d> Lowering<'d> {
    fn new(base: Base, problems: &'d mut Diagnostics) -> Self {
        Self { exprs: ExprLowering { base, problems }, after_value: false, unbalanced: false, unread: Vec::new() }
    }

    fn leave_out(&mut self, pair: &Pair<'_, Rule>) {
        let span = self.base().span(pair);
        self.unread.push(span);
    }

    fn base(&self) -> Base {
        self.exprs.base
    }

    /// Parses a faulty piece alone, to report its first fault precisely.
    fn again<'a, T>(
        &mut self,
        pair: Pair<'a, Rule>,
        entry_point: Rule,
        lower: fn(&mut Self, Pair<'a, Rule>) -> Option<T>,
    ) -> Option<T> {
        let outer = self.base();
        let base = Base { source: outer.source, offset: outer.offset + pair.as_span().start() };
        let after_value = std::mem::take(&mut self.after_value);
        let before = pair.get_input().get(..pair.as_span().start()).unwrap_or("");
        self.unbalanced |= entry_point == Rule::one_record_item && opens_more(pair.as_str());
        match PolicyParser::parse(entry_point, pair.as_str()) {
            Err(error) => {
                self.leave_out(&pair);
                self.exprs.problems.push(expected::problem(&error, Piece { before, text: pair.as_str(), base, after_value }));
                None
            }
            Ok(mut pairs) => {
                // The piece is sound by itself, so what follows it is not.
                let inner = pairs.next().and_then(|parsed| parsed.into_inner().find(|inner| inner.as_rule() != Rule::COMMENT))?;
                let rest = pair.as_str().get(inner.as_span().end()..).unwrap_or("");
                let skipped = rest.len() - rest.trim_start().len();
                let at = base.offset + inner.as_span().end() + skipped;
                let word = expected::first_word(rest.trim_start());
                if !word.is_empty() {
                    self.exprs.problems.push(
                        Diagnostic::new(
                            diagnostic::SYNTAX,
                            Span::new(base.source, at, at + word.len()),
                            format!("「{word}」不能写在这里"),
                        )
                        .label("到这里看不懂")
                        .help("检查前面是否多了或少了花括号"),
                    );
                }
                self.exprs.base = base;
                let lowered = lower(self, inner);
                self.exprs.base = outer;
                lowered
            }
        }
    }
}

/// Whether the last thing of a pair is an expression.
fn ends_in_value(pair: &Pair<'_, Rule>) -> bool {
    let mut last = pair.clone();
    while last.as_rule() != Rule::expr {
        match last.into_inner().rfind(|inner| inner.as_rule() != Rule::COMMENT) {
            Some(inner) => last = inner,
            None => return false,
        }
    }
    true
}

/// Whether a piece opens more blocks than it closes.
fn opens_more(piece: &str) -> bool {
    piece.matches(['{', '｛']).count() > piece.matches(['}', '｝']).count()
}
