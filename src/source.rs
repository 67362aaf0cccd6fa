//! Policy text and positions in it. In: text. Out: lines, columns in characters, slices.
//! The only place where bytes become lines and characters. Never reads a file.

use crate::span::Span;

/// The largest policy file read, in bytes.
pub const MAX_SOURCE_BYTES: usize = 4 * 1024 * 1024;

/// One policy file: its name as messages show it, and its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    name: Box<str>,
    text: Box<str>,
}

impl Source {
    /// A source with the name that messages show (usually the path) and its text.
    pub fn new(name: impl Into<String>, text: impl Into<String>) -> Self {
        Self { name: name.into().into_boxed_str(), text: text.into().into_boxed_str() }
    }

    /// The name that messages show.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The text as given.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The text of a range; an impossible range is cut to what exists.
    pub(crate) fn slice(&self, span: Span) -> &str {
        let start = floor(&self.text, span.start as usize);
        let end = floor(&self.text, span.end as usize).max(start);
        self.text.get(start..end).unwrap_or("")
    }

    /// The text of a range in one line: blanks and line breaks drawn together, comments left out.
    pub(crate) fn words(&self, span: Span) -> String {
        let lines = self.slice(span).lines().map(|line| line.split(['#', '＃']).next().unwrap_or(""));
        lines.flat_map(str::split_whitespace).collect::<Vec<_>>().join(" ")
    }

    /// Line and column of a byte, both counted from 1, the column in characters.
    pub fn position(&self, byte: usize) -> Position {
        let byte = floor(&self.text, byte);
        let before = self.text.get(..byte).unwrap_or("");
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        Position {
            line: before.bytes().filter(|&byte| byte == b'\n').count() + 1,
            column: before.get(line_start..).unwrap_or("").trim_start_matches('\u{FEFF}').chars().count() + 1,
        }
    }
}

/// A place for people: both counted from 1; the column counts characters, whatever their width.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// Line.
    pub line: usize,
    /// Column in characters.
    pub column: usize,
}

/// The nearest character boundary at or before `byte`.
pub(crate) fn floor(text: &str, byte: usize) -> usize {
    let mut byte = byte.min(text.len());
    while !text.is_char_boundary(byte) {
        byte -= 1;
    }
    byte
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters_not_bytes_or_width() {
        let source = Source::new("a", "（全角）\t😀x\n第二行");
        assert_eq!(source.position(source.text().find('x').unwrap_or(0)), Position { line: 1, column: 7 });
        assert_eq!(source.position(source.text().find("二").unwrap_or(0)), Position { line: 2, column: 2 });
    }

    #[test]
    fn impossible_offsets_are_cut_to_the_text() {
        let source = Source::new("a", "生源");
        assert_eq!(source.position(1), Position { line: 1, column: 1 });
        assert_eq!(source.position(99), Position { line: 1, column: 3 });
        assert_eq!(source.slice(Span::new(0, 1, 4)), "生");
    }
}
