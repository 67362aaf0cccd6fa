//! Rows with quotes, read strictly. In: lines of a text. Out: cells, or that a quote was left open. An open quote costs its own line
//! only: what follows is read as if the quote were not there.

use std::borrow::Cow;

use csv::{ByteRecord, ReaderBuilder};

use super::scan::{Dialect, OpenLine, RowAt, Scanned};

/// A quoted cell that goes on for more lines has lost its closing quote.
const LONGEST_ROW: usize = 100;
/// The byte order mark.
const MARK: &[u8] = b"\xEF\xBB\xBF";

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

/// A row as its cells are found in it.
pub(super) fn whole<'t>(row: &RowAt, at: &Scanned<'t>) -> Cow<'t, [u8]> {
    let bytes = at.text.get(row.start as usize..row.end as usize).unwrap_or_default();
    if row.cells > 0 { Cow::Borrowed(bytes) } else { joined(bytes, at.dialect, at.longest) }
}

/// Whether each quote of a row on one line opens or closes a whole cell, so that what stands between them is the cell's text.
pub(super) fn is_wrapped(row: &RowAt, ends: &[u32], at: &Scanned<'_>) -> bool {
    let bytes = at.text.get(row.start as usize..row.end as usize).unwrap_or_default();
    if row.cells == 0 || has_more_than_cells(bytes) {
        return false;
    }
    let mut start = row.start as usize;
    let mut wrapped = 0;
    for end in ends {
        let cell = at.text.get(start..*end as usize).unwrap_or_default();
        start = *end as usize + 1;
        wrapped += usize::from(matches!(cell, [b'"', .., b'"']));
    }
    2 * wrapped == memchr::memchr_iter(b'"', bytes).count()
}

/// The cells of a row whose lines are joined.
pub(super) fn cells(row: &[u8], dialect: Dialect) -> ByteRecord {
    well_quoted_cells(row, dialect.separator).unwrap_or_else(|| {
        let mut record = ByteRecord::new();
        let mut reader = ReaderBuilder::new().has_headers(false).flexible(true).delimiter(dialect.separator).from_reader(row);
        // Reading from memory does not fail, and flexible rows have no wrong length.
        let _ = reader.read_byte_record(&mut record);
        record
    })
}

/// The same, fast, of a row that is well quoted; nothing if it is not, or holds what the slow way treats in its own manner.
fn well_quoted_cells(row: &[u8], separator: u8) -> Option<ByteRecord> {
    if row.starts_with(MARK) {
        return None;
    }
    let mut record = ByteRecord::with_capacity(row.len(), 0);
    let mut rest = row;
    let mut unescaped = Vec::new();
    loop {
        if let Some(quoted) = rest.strip_prefix(b"\"") {
            rest = after_quoted(quoted)?;
            let cell = quoted.get(..quoted.len() - rest.len() - 1)?;
            if cell.contains(&b'"') {
                unescaped.clear();
                let mut is_second = false;
                unescaped.extend(cell.iter().filter(|byte| {
                    is_second = **byte == b'"' && !is_second;
                    **byte != b'"' || is_second
                }));
                record.push_field(&unescaped);
            } else {
                record.push_field(cell);
            }
        } else {
            let (cell, after) = rest.split_at(memchr::memchr(separator, rest).unwrap_or(rest.len()));
            if cell.iter().any(|byte| matches!(byte, b'"' | b'\r' | b'\n')) {
                return None;
            }
            record.push_field(cell);
            rest = after;
        }
        match rest.split_first() {
            None => return Some(record),
            Some((first, after)) if *first == separator => rest = after,
            Some(_) => return None,
        }
    }
}

/// A line end or a byte order mark, which the slow way treats in its own manner.
fn has_more_than_cells(row: &[u8]) -> bool {
    memchr::memchr2(b'\r', b'\n', row).is_some() || row.starts_with(MARK)
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
