//! Walking the parser's pairs: by rule, skipping comments, with spans of the right source.

use std::borrow::Cow;

use pest::iterators::{Pair, Pairs};

use super::grammar::Rule;
use crate::span::Span;

/// The children of one pair.
pub(super) struct Cursor<'a> {
    pairs: Pairs<'a, Rule>,
}

/// Where the text handed to the parser stands in its source.
#[derive(Clone, Copy)]
pub(super) struct Base {
    pub(super) source: u16,
    pub(super) offset: usize,
}

impl Base {
    pub(super) fn span(self, pair: &Pair<'_, Rule>) -> Span {
        let span = pair.as_span();
        Span::new(self.source, self.offset + span.start(), self.offset + span.end())
    }

    pub(super) fn children<'a>(self, pair: Pair<'a, Rule>) -> Cursor<'a> {
        Cursor { pairs: pair.into_inner() }
    }

    /// The span without the blanks and comments that the parser leaves at its end.
    pub(super) fn trimmed(self, pair: &Pair<'_, Rule>) -> Span {
        let text = pair.as_str();
        let kept = text.trim_end().len();
        let start = self.offset + pair.as_span().start();
        Span::new(self.source, start, start + kept)
    }
}

impl<'a> Cursor<'a> {
    fn skip_comments(&mut self) {
        while self.pairs.peek().is_some_and(|pair| pair.as_rule() == Rule::COMMENT) {
            self.pairs.next();
        }
    }
}

impl<'a> Iterator for Cursor<'a> {
    type Item = Pair<'a, Rule>;

    fn next(&mut self) -> Option<Self::Item> {
        self.skip_comments();
        self.pairs.next()
    }
}

/// Full-width letters, digits and signs made half-width; everything else as written.
pub(super) fn half_width(text: &str) -> Cow<'_, str> {
    let is_wide = |character: char| ('\u{FF01}'..='\u{FF5E}').contains(&character);
    // In UTF-8 they begin with one byte that few other characters begin with.
    if !text.as_bytes().contains(&0xEF) || !text.contains(is_wide) {
        return Cow::Borrowed(text);
    }
    let narrow = |character: char| {
        if is_wide(character) { char::from_u32(character as u32 - 0xFEE0).unwrap_or(character) } else { character }
    };
    Cow::Owned(text.chars().map(narrow).collect())
}
