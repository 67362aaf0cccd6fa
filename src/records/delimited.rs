//! Separated values: rows with their lines. In: UTF-8 text. Out: rows of cells. A row that cannot be read is rejected alone: an open
//! quote costs its own line, not the rest of the file.

use std::io::BufRead;

use csv::{ByteRecord, ReaderBuilder, StringRecord};

use super::cells::Cells;
use super::lines::{Line, Lines, MAX_LINE};
use super::{RawRow, Rejected};

/// Lines that decide which separator a file uses.
const LINES_LOOKED_AT: usize = 20;
/// A quoted cell that goes on for more lines has lost its closing quote.
const LONGEST_ROW: usize = 100;

pub(super) fn rows<'r>(mut input: impl BufRead + 'r) -> impl Iterator<Item = RawRow> + 'r {
    let start = input.fill_buf().unwrap_or_default();
    let (separator, end) = (separator(start), line_end(start));
    let mut rows = Rows { lines: Lines::new(input, end), separator, end, usual: None, has_failed: false };
    std::iter::from_fn(move || rows.next())
}

struct Rows<R> {
    lines: Lines<R>,
    separator: u8,
    end: u8,
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
        self.has_failed.then(|| rejected(self.lines.number() + 1, "读到这里出错，后面没有再读：文件读不下去"))
    }

    /// The next line; nothing at the end, or where reading fails.
    fn line(&mut self) -> Option<Line> {
        self.lines.next().unwrap_or_else(|_| {
            self.has_failed = true;
            None
        })
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
        while has_open_quote(&whole) && taken.len() < LONGEST_ROW && whole.len() < MAX_LINE {
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
        self.lines.give_back(taken.into_iter());
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

/// The separator that the first lines have most of, outside quotes.
fn separator(start: &[u8]) -> u8 {
    let mut counts = [(b',', 0), (b'\t', 0), (b';', 0)];
    let mut is_quoted = false;
    for line in start.split(|byte| *byte == b'\n').take(LINES_LOOKED_AT) {
        for byte in line {
            is_quoted ^= *byte == b'"';
            if let Some((_, count)) = counts.iter_mut().find(|(separator, _)| separator == byte && !is_quoted) {
                *count += 1;
            }
        }
    }
    let best = counts.iter().rev().max_by_key(|(_, count)| *count);
    best.map_or(b',', |(separator, _)| *separator)
}

/// Old files end their lines with a carriage return alone.
fn line_end(start: &[u8]) -> u8 {
    if start.contains(&b'\r') && !start.contains(&b'\n') { b'\r' } else { b'\n' }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<(usize, String)> {
        let shown = |row: RawRow| {
            let cells = row.cells.map(|cells| cells.iter().map(|cell| cell.text().into_owned()).collect::<Vec<_>>().join("|"));
            (row.number, cells.unwrap_or_else(|rejected| rejected.reason))
        };
        rows(text.as_bytes()).map(shown).collect()
    }

    fn lines(text: &str) -> Vec<usize> {
        read(text).into_iter().map(|(number, _)| number).collect()
    }

    #[test]
    fn rows_are_numbered_by_the_line_they_start_on() {
        assert_eq!(lines("a,b\n1,2\n\n\n3,4\n\"x\ny\",5\n6,7"), [1, 2, 5, 6, 8]);
        assert_eq!(lines("a,b\r\n1,2\r\n\r\n3,4\r\n5,6\r\n"), [1, 2, 4, 5]);
        assert_eq!(lines("a,b\r1,2\r3,4\r"), [1, 2, 3]);
    }

    #[test]
    fn tabs_semicolons_and_commas_separate() {
        for text in ["学号,姓名\n1,张三\n", "学号\t姓名\n1\t张三\n", "学号;姓名\n1;张三\n", "学号,姓名\r1,张三\r"]
        {
            assert_eq!(read(text), [(1, "学号|姓名".to_string()), (2, "1|张三".to_string())], "{text:?}");
        }
        assert_eq!(read("名单，共 2 人\n学号,备注\n1,\"一;二;三;四\"\n").pop(), Some((3, "1|一;二;三;四".to_string())));
    }

    #[test]
    fn quotes_hold_separators_line_ends_and_doubled_quotes() {
        let rows = read("学号,备注\n1,\"甲,乙\n丙\"\n2,\"他说\"\"好\"\"\"\n");
        assert_eq!(rows.iter().map(|(_, row)| row.as_str()).collect::<Vec<_>>(), ["学号|备注", "1|甲,乙\n丙", "2|他说\"好\""]);
    }

    #[test]
    fn an_open_quote_costs_its_own_line_only() {
        let rows = read("学号,备注\n1,\"没有收尾\n2,好\n3,\"也没有\n4,好\n");
        let numbers: Vec<usize> = rows.iter().map(|(number, _)| *number).collect();
        assert_eq!(numbers, [1, 2, 3, 4, 5]);
        assert_eq!((rows[2].1.as_str(), rows[4].1.as_str()), ("2|好", "4|好"));
        assert!(rows[1].1.contains("引号没有成对") && rows[3].1.contains("引号没有成对"));
        let rows = read("学号,备注\n1,\"没有收尾\n2,好\n");
        assert_eq!(rows.len(), 3);
    }
}
