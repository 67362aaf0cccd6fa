//! Rows with quotes, read strictly. In: lines of a text. Out: cells, or that a quote was left open. An open quote costs its own line
//! only: what follows is read as if the quote were not there.

use std::borrow::Cow;

use csv::{ByteRecord, ReaderBuilder};

use super::scan::{Dialect, OpenLine, Scanned};

/// A quoted cell that goes on for more lines has lost its closing quote.
const LONGEST_ROW: usize = 100;

/// What became of a row whose first line leaves a quote open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    /// It goes on for so many lines, and ends before the line end that stands here.
    Closed { more: u32, end: usize },
    /// Its quotes make no sense; it ends with its line.
    Broken,
    /// The text at hand does not tell.
    Undecided,
}

/// Follows a row over the next lines until its quotes are closed. It is taken if each quote opens or closes a whole cell, and if it has
/// as many cells as usual. If the text is the last of its file, what is missing will not come.
pub(super) fn follow(open: OpenLine, at: &Scanned<'_>, usual: Option<usize>, is_last: bool) -> Outcome {
    let Scanned { text, dialect, longest } = *at;
    let mut length = line(text.get(open.start..open.end).unwrap_or_default(), dialect, longest).len();
    let (mut end, mut more, mut is_open) = (open.end, 0, true);
    while is_open && (more as usize) < LONGEST_ROW && length < longest {
        let rest = text.get(end + 1..).unwrap_or_default();
        let Some(next) = memchr::memchr(dialect.end, rest) else { break };
        let bytes = line(rest.get(..next).unwrap_or_default(), dialect, longest);
        is_open ^= has_open_quote(bytes);
        length += 1 + bytes.len();
        end += 1 + next;
        more += 1;
    }
    if is_open && (more as usize) < LONGEST_ROW && length < longest && !is_last {
        return Outcome::Undecided;
    }
    let whole = joined(text.get(open.start..end).unwrap_or_default(), dialect, longest);
    if is_well_quoted(&whole, dialect.separator) && usual.is_none_or(|usual| usual == cells(&whole, dialect).len()) {
        Outcome::Closed { more, end }
    } else {
        Outcome::Broken
    }
}

/// The cells of a row whose lines are joined.
pub(super) fn cells(row: &[u8], dialect: Dialect) -> ByteRecord {
    let mut record = ByteRecord::new();
    let mut reader = ReaderBuilder::new().has_headers(false).flexible(true).delimiter(dialect.separator).from_reader(row);
    // Reading from memory does not fail, and flexible rows have no wrong length.
    let _ = reader.read_byte_record(&mut record);
    record
}

/// A row without the carriage returns before its line ends; of a line that is too long, its start.
pub(super) fn joined(row: &[u8], dialect: Dialect, longest: usize) -> Cow<'_, [u8]> {
    if !row.contains(&dialect.end) {
        return Cow::Borrowed(line(row, dialect, longest));
    }
    let lines: Vec<&[u8]> = row.split(|byte| *byte == dialect.end).map(|bytes| line(bytes, dialect, longest)).collect();
    Cow::Owned(lines.join(&dialect.end))
}

/// A line without its end.
fn line(bytes: &[u8], dialect: Dialect, longest: usize) -> &[u8] {
    let bytes = bytes.get(..=longest).unwrap_or(bytes);
    if dialect.end == b'\n' { bytes.strip_suffix(b"\r").unwrap_or(bytes) } else { bytes }
}

fn has_open_quote(row: &[u8]) -> bool {
    memchr::memchr_iter(b'"', row).count() % 2 == 1
}

/// Quotes open at the start of a cell and close at its end: only then may a row go on over several lines.
fn is_well_quoted(row: &[u8], separator: u8) -> bool {
    let mut rest = row;
    loop {
        if let Some(quoted) = rest.strip_prefix(b"\"") {
            let Some(after) = after_quoted(quoted) else { return false };
            rest = after;
        } else {
            let end = rest.iter().position(|byte| *byte == separator).unwrap_or(rest.len());
            let (cell, after) = rest.split_at(end);
            if cell.contains(&b'"') {
                return false;
            }
            rest = after;
        }
        match rest.split_first() {
            None => return true,
            Some((first, after)) if *first == separator => rest = after,
            Some(_) => return false,
        }
    }
}

/// What follows the quote that closes a cell.
fn after_quoted(quoted: &[u8]) -> Option<&[u8]> {
    let mut rest = quoted;
    loop {
        let at = rest.iter().position(|byte| *byte == b'"')?;
        match rest.get(at + 1) {
            Some(b'"') => rest = rest.get(at + 2..)?,
            _ => return rest.get(at + 1..),
        }
    }
}
