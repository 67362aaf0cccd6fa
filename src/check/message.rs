//! Text of messages: plain pieces and the expressions in `{…}`, each with its exact place.

use super::Checker;
use super::expr::wrong;
use crate::diagnostic::{self, Diagnostic};
use crate::hir::{Expr, Piece, Template};
use crate::span::Span;
use crate::syntax::{self, ast};

const BRACES: [char; 4] = ['{', '｛', '}', '｝'];

impl<'a> Checker<'_, '_, 'a> {
    /// Text with `{…}`; `{{` and `}}` are braces themselves. Full-width braces count as well.
    pub(super) fn template(&mut self, text: &ast::Text<'a>) -> Template {
        let mut template = Template::default();
        let mut plain = String::new();
        let raw = text.node.as_ref();
        if !raw.contains(BRACES) {
            let pieces = if raw.is_empty() { Vec::new() } else { vec![Piece::Text(raw.to_string())] };
            return Template { pieces };
        }
        let places = self.places(text);
        let mut rest = raw;
        while let Some(at) = rest.find(BRACES) {
            let (before, from) = rest.split_at(at);
            plain.push_str(before);
            let brace = from.chars().next().unwrap_or('{');
            let after = from.get(brace.len_utf8()..).unwrap_or("");
            if after.starts_with(brace) {
                plain.push(brace);
                rest = after.get(brace.len_utf8()..).unwrap_or("");
                continue;
            }
            let close = after.find(['}', '｝']);
            let (Some(close), true) = (close, matches!(brace, '{' | '｛')) else {
                self.unpaired(places.at(raw.len() - from.len(), brace.len_utf8()), brace);
                rest = after;
                continue;
            };
            let inside = after.get(..close).unwrap_or("");
            let width = after.get(close..).and_then(|rest| rest.chars().next()).map_or(1, char::len_utf8);
            if !plain.is_empty() {
                template.pieces.push(Piece::Text(std::mem::take(&mut plain)));
            }
            let place = places.at(raw.len() - after.len(), inside.len());
            let value = self.interpolation(place, inside);
            template.pieces.push(Piece::Value { value, sensitive: false });
            rest = after.get(close + width..).unwrap_or("");
        }
        plain.push_str(rest);
        if !plain.is_empty() {
            template.pieces.push(Piece::Text(plain));
        }
        template
    }

    fn unpaired(&mut self, place: Span, brace: char) {
        self.report(
            Diagnostic::new(diagnostic::INTERPOLATION, place, "文字中的花括号没有配对")
                .label(format!("这个「{brace}」没有另一半"))
                .help("补上另一半；要显示花括号本身，请写两个：{{ 或 }}"),
        );
    }

    fn interpolation(&mut self, place: Span, inside: &str) -> Expr {
        let parsed = syntax::parse_interpolation(inside, place.source, place.start as usize, self.problems);
        parsed.map_or_else(|| wrong(place), |parsed| self.expr(&parsed, None, None))
    }

    /// Where the quoted pieces of a text stand in its source.
    pub(super) fn places(&self, text: &ast::Text<'a>) -> Places {
        let source = self.sources.get(text.span.source as usize).map_or("", |source| source.slice(text.span));
        let mut pieces = Vec::with_capacity(1);
        let mut characters = source.char_indices();
        let mut joined = 0;
        while let Some((at, character)) = characters.next() {
            let start = at + character.len_utf8();
            match character {
                '#' | '＃' => characters.by_ref().take_while(|(_, next)| *next != '\n').for_each(drop),
                '"' | '＂' | '“' => {
                    let close = if character == '“' { '”' } else { character };
                    let end = characters.find(|(_, next)| *next == close).map_or(source.len(), |(end, _)| end);
                    pieces.push((joined, start));
                    joined += end - start;
                }
                _ => {}
            }
        }
        Places { whole: text.span, pieces }
    }
}

/// The pieces of a text: where each begins in the joined text, and where in the source after the text's start.
pub(super) struct Places {
    whole: Span,
    pieces: Vec<(usize, usize)>,
}

impl Places {
    /// The place of `length` bytes from `offset` of the joined text.
    pub(super) fn at(&self, offset: usize, length: usize) -> Span {
        let piece = self.pieces.iter().rev().find(|(joined, _)| *joined <= offset);
        let Some((joined, start)) = piece else { return self.whole };
        let from = self.whole.start as usize + start + (offset - joined);
        Span::new(self.whole.source, from, (from + length).min(self.whole.end as usize))
    }
}
