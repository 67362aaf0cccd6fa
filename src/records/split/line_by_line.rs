//! The definition in plain words, line by line, which the fast way is compared with.

use std::collections::VecDeque;
use std::io::BufRead;

use csv::{ByteRecord, ReaderBuilder, StringRecord};

use super::scan::Dialect;
use crate::records::cells::Cells;
use crate::records::lines::{Line, Lines};
use crate::records::{RawRow, Rejected};

/// A quoted cell that goes on for more lines has lost its closing quote.
const LONGEST_ROW: usize = 100;

pub(super) fn rows<'r>(input: impl BufRead + 'r, dialect: Dialect, longest: usize) -> impl Iterator<Item = RawRow> + 'r {
    let Dialect { separator, end } = dialect;
    let lines = Lines::with_longest(input, end, longest);
    let mut rows = Rows { lines, given_back: VecDeque::new(), number: 0, separator, end, longest, usual: None, has_failed: false };
    std::iter::from_fn(move || rows.next())
}

struct Rows<R> {
    lines: Lines<R>,
    /// Lines to be read again before the others.
    given_back: VecDeque<Line>,
    number: usize,
    separator: u8,
    end: u8,
    longest: usize,
    /// How many cells the last whole row had.
    usual: Option<usize>,
    has_failed: bool,
}

impl<R: BufRead> Rows<R> {
    fn next(&mut self) -> Option<RawRow> {
        if self.has_failed {
            return None;
        }
        while let Some(line) = self.line() {
            if line.is_cut {
                return Some(rejected(line.number, "这一行太长，不像是一名学生的记录"));
            }
            if line.bytes.iter().any(|byte| *byte != self.separator && !byte.is_ascii_whitespace()) {
                return Some(self.row(line));
            }
        }
        self.has_failed.then(|| rejected(self.number + 1, "读到这里出错，后面没有再读：文件读不下去"))
    }

    /// The next line; nothing at the end, or where reading fails.
    fn line(&mut self) -> Option<Line> {
        if let Some(line) = self.given_back.pop_front() {
            return Some(line);
        }
        let line = self.lines.next().unwrap_or_else(|_| {
            self.has_failed = true;
            None
        })?;
        self.number = line.number;
        Some(line)
    }

    /// The row that starts with a line; it goes on while a quote is open.
    fn row(&mut self, first: Line) -> RawRow {
        let number = first.number;
        if !has_open_quote(&first.bytes) {
            let record = self.split(&first.bytes);
            self.usual = Some(record.len());
            return RawRow { number, cells: cells(record) };
        }
        let mut whole = first.bytes;
        let only = whole.len();
        let mut taken: Vec<Line> = Vec::new();
        while has_open_quote(&whole) && taken.len() < LONGEST_ROW && whole.len() < self.longest {
            let Some(line) = self.line() else { break };
            whole.push(self.end);
            whole.extend_from_slice(&line.bytes);
            taken.push(line);
        }
        let record = self.split(&whole);
        if is_well_quoted(&whole, self.separator) && self.usual.is_none_or(|usual| usual == record.len()) {
            self.usual = Some(record.len());
            return RawRow { number, cells: cells(record) };
        }
        taken.into_iter().rev().for_each(|line| self.given_back.push_front(line));
        let raw = String::from_utf8_lossy(whole.get(..only).unwrap_or_default()).into_owned();
        let rejected = Rejected::new("这一行的引号没有成对；删去多余的引号，或补上后一半").with_cells(vec![raw]);
        RawRow { number, cells: Err(rejected) }
    }

    fn split(&self, row: &[u8]) -> ByteRecord {
        if !row.contains(&b'"') {
            return row.split(|byte| *byte == self.separator).collect();
        }
        let mut record = ByteRecord::new();
        let mut reader = ReaderBuilder::new().has_headers(false).flexible(true).delimiter(self.separator).from_reader(row);
        // Reading from memory does not fail, and flexible rows have no wrong length.
        let _ = reader.read_byte_record(&mut record);
        record
    }
}

fn rejected(number: usize, reason: &str) -> RawRow {
    RawRow { number, cells: Err(Rejected::new(reason)) }
}

fn has_open_quote(row: &[u8]) -> bool {
    row.iter().filter(|byte| **byte == b'"').count() % 2 == 1
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

fn cells(record: ByteRecord) -> Result<Cells, Rejected> {
    StringRecord::from_byte_record(record).map(Cells::Text).map_err(|error| {
        let cells = error.into_byte_record().iter().map(|cell| String::from_utf8_lossy(cell).into_owned()).collect();
        Rejected::new("这一行有读不出的字节，不是 UTF-8 文本；请把文件另存为 UTF-8 编码").with_cells(cells)
    })
}
