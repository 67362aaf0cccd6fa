//! A text and how far it is read: blanks, words, signs, repeated parts.

use super::super::cursor::Base;
use crate::span::{Span, Spanned};

pub(super) const COMMA: &[&str] = &[",", "，", "、"];
pub(super) const COLON: &[&str] = &[":", "："];
pub(super) const DOT: &[&str] = &[".", "．"];
pub(super) const ASSIGN: &[&str] = &["=", "＝"];
pub(super) const LBRACE: &[&str] = &["{", "｛"];
pub(super) const RBRACE: &[&str] = &["}", "｝"];
pub(super) const LPAREN: &[&str] = &["(", "（"];
pub(super) const RPAREN: &[&str] = &[")", "）"];

/// Reads one text from its start to its end.
pub(super) struct Reader<'a> {
    text: &'a str,
    pub(super) at: usize,
    base: Base,
    /// Expressions inside each other, here.
    pub(super) depth: usize,
}

impl<'a> Reader<'a> {
    pub(super) fn new(text: &'a str, base: Base) -> Self {
        Self { text, at: 0, base, depth: 0 }
    }

    pub(super) fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or("")
    }

    /// What was read since `start`.
    pub(super) fn since(&self, start: usize) -> &'a str {
        self.text.get(start..self.at).unwrap_or("")
    }

    /// The place from `start` to here.
    pub(super) fn span(&self, start: usize) -> Span {
        Span::new(self.base.source, self.base.offset + start, self.base.offset + self.at)
    }

    /// The same without blanks at its end.
    pub(super) fn trimmed(&self, start: usize) -> Span {
        let length = self.since(start).trim_end().len();
        Span::new(self.base.source, self.base.offset + start, self.base.offset + start + length)
    }

    pub(super) fn spanned<T>(&self, node: T, start: usize) -> Spanned<T> {
        Spanned { node, span: self.span(start) }
    }

    // ------------------------------------------------------------ blanks

    /// Passes over blanks and comments.
    pub(super) fn skip(&mut self) {
        // The first bytes of blanks and comments; 0xC2, 0xE3 and 0xEF begin the wide ones, and others.
        if !matches!(self.text.as_bytes().get(self.at), Some(b' ' | b'\n' | b'\t' | b'\r' | b'#' | 0xC2 | 0xE3 | 0xEF)) {
            return;
        }
        while self.skip_blanks() && self.skip_comment() {}
    }

    /// The same, noting where the comments stand.
    pub(super) fn skip_noting(&mut self, comments: &mut Vec<Span>) {
        while self.skip_blanks() {
            let start = self.at;
            if !self.skip_comment() {
                return;
            }
            comments.push(self.span(start));
        }
    }

    /// Passes over blanks; whether anything is left.
    fn skip_blanks(&mut self) -> bool {
        let rest = self.rest();
        let kept = rest.trim_start_matches([' ', '\n', '\t', '\r', '\u{3000}', '\u{00A0}', '\u{FEFF}']);
        self.at += rest.len() - kept.len();
        !kept.is_empty()
    }

    fn skip_comment(&mut self) -> bool {
        let rest = self.rest();
        let is_comment = rest.starts_with(['#', '＃']);
        if is_comment {
            self.at += rest.find('\n').unwrap_or(rest.len());
        }
        is_comment
    }

    // ------------------------------------------------------------ words and signs

    /// The longest run of characters of names from here on; empty if there is none.
    pub(super) fn word(&self) -> &'a str {
        let rest = self.rest();
        let end = rest.char_indices().find(|&(_, character)| !is_name_char(character)).map_or(rest.len(), |(end, _)| end);
        rest.get(..end).unwrap_or("")
    }

    /// Whether the next word is this one.
    pub(super) fn is(&self, word: &str) -> bool {
        let after = self.rest().strip_prefix(word);
        after.is_some_and(|after| !after.chars().next().is_some_and(is_name_char))
    }

    /// Passes over this word, if it is the next one.
    pub(super) fn take(&mut self, word: &str) -> bool {
        let found = self.is(word);
        if found {
            self.at += word.len();
        }
        found
    }

    /// Passes over this word and the blanks after it.
    pub(super) fn expect(&mut self, word: &str) -> Option<()> {
        self.take(word).then(|| self.skip())
    }

    /// Passes over one of these signs; the first that fits.
    pub(super) fn sign(&mut self, signs: &[&str]) -> bool {
        let rest = self.rest();
        let found = signs.iter().find(|sign| rest.starts_with(**sign));
        self.at += found.map_or(0, |sign| sign.len());
        found.is_some()
    }

    /// Passes over one of these signs and the blanks after it.
    pub(super) fn expect_sign(&mut self, signs: &[&str]) -> Option<()> {
        self.sign(signs).then(|| self.skip())
    }

    /// Whether one of these signs comes after the next word and blanks.
    pub(super) fn comes_after(&mut self, word: &str, signs: &[&str]) -> bool {
        let start = self.at;
        self.at += word.len();
        self.skip();
        let found = self.sign(signs);
        self.at = start;
        found
    }

    // ------------------------------------------------------------ repeated parts

    /// Parts after something, as often as they come. `part` says whether it read one, and stays where it was if not.
    pub(super) fn many(&mut self, mut part: impl FnMut(&mut Self) -> Option<bool>) -> Option<()> {
        self.skip();
        if !part(self)? {
            return Some(());
        }
        loop {
            let before = self.at;
            self.skip();
            if !part(self)? {
                self.at = before;
                return Some(());
            }
        }
    }

    /// `{` parts `}`
    pub(super) fn block(&mut self, part: impl FnMut(&mut Self) -> Option<bool>) -> Option<()> {
        self.sign(LBRACE).then_some(())?;
        self.many(part)?;
        self.skip();
        self.sign(RBRACE).then_some(())
    }

    /// One thing and others after commas. A comma that `starts` does not follow is left alone.
    pub(super) fn listed<T>(&mut self, starts: fn(&Self) -> bool, mut one: impl FnMut(&mut Self) -> Option<T>) -> Option<Vec<T>> {
        let mut list = vec![one(self)?];
        self.many(|reader| {
            let before = reader.at;
            if reader.sign(COMMA) {
                reader.skip();
                if starts(reader) {
                    list.push(one(reader)?);
                    return Some(true);
                }
            }
            reader.at = before;
            Some(false)
        })?;
        Some(list)
    }
}

/// Keeps what a block says once; nothing if it says it again, which the grammar's way reports.
pub(super) fn once<T>(slot: &mut Option<T>, value: T) -> Option<bool> {
    slot.replace(value).is_none().then_some(true)
}

pub(super) fn is_name_start(character: char) -> bool {
    match character {
        'a'..='z' | 'A'..='Z' | '_' | '\u{4E00}'..='\u{9FA5}' | '＿' => true,
        '\0'..='\u{7F}' => false,
        other => pest::unicode::LETTER(other) || pest::unicode::LETTER_NUMBER(other),
    }
}

pub(super) fn is_name_char(character: char) -> bool {
    match character {
        '0'..='9' | '·' => true,
        other => is_name_start(other) || (!other.is_ascii() && pest::unicode::DECIMAL_NUMBER(other)),
    }
}
