//! A piece of a file: whole rows, to be read on any thread. In: bytes of whole lines. Out: its rows in order, plain ones as cells that
//! are borrowed from the piece, the others read strictly one by one.

use csv::{ByteRecord, StringRecord};

use super::quoted;
use super::scan::{Dialect, Kind, Marks, RowAt, Scanned};
use super::utf8;
use crate::engine::Places;
use crate::records::cells::Cells;
use crate::records::{RawRow, Rejected};

/// Whole rows of a file, in buffers that are used again when the next piece is read into it.
#[derive(Debug)]
pub(crate) struct Piece {
    /// The first `length` hold the piece.
    pub(super) bytes: Vec<u8>,
    pub(super) length: usize,
    pub(super) dialect: Dialect,
    pub(super) longest: usize,
    /// Lines of the file before this piece.
    pub(super) before: usize,
    pub(super) marks: Marks,
    /// Where quotes stand, rows are found while the piece is cut; else whoever asks for the rows finds them.
    pub(super) is_scanned: bool,
    /// The file could not be read further.
    pub(super) has_failed: bool,
}

/// A row of a piece.
pub(crate) enum PieceRow<'p> {
    /// In good UTF-8, without quotes or with quotes around whole cells.
    Plain(Fields<'p>),
    /// On several lines, with quotes in other places, or rejected.
    Odd(RawRow),
}

/// The cells of a plain row.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Fields<'p> {
    number: usize,
    row: Places<'p>,
}

/// The rows of a piece, one after another.
pub(crate) struct Rows<'p> {
    piece: &'p Piece,
    /// All of it is UTF-8.
    is_utf8: bool,
    rows: std::slice::Iter<'p, RowAt>,
    has_failed: bool,
}

impl Piece {
    /// An empty one, to be filled.
    pub(crate) fn new() -> Self {
        Self {
            bytes: Vec::new(),
            length: 0,
            dialect: Dialect { separator: b',', end: b'\n' },
            longest: 0,
            before: 0,
            marks: Marks::default(),
            is_scanned: true,
            has_failed: false,
        }
    }

    /// The rows, each with the number of its first line in the file.
    pub(crate) fn rows(&mut self) -> Rows<'_> {
        self.find();
        let is_utf8 = utf8::is_valid(self.scanned().text);
        Rows { piece: self, is_utf8, rows: self.marks.rows.iter(), has_failed: self.has_failed }
    }

    /// One row, by its number in this piece from 0. To read them all, [`Piece::rows`] is faster.
    pub(crate) fn row(&mut self, index: usize) -> Option<PieceRow<'_>> {
        self.find();
        match self.marks.rows.get(index) {
            Some(row) => Some(self.read(row, utf8::is_valid(self.slice(row)))),
            None if index == self.marks.rows.len() && self.has_failed => Some(self.failure()),
            None => None,
        }
    }

    /// How many bytes it has.
    pub(crate) fn length(&self) -> usize {
        self.length
    }

    /// Gives its bytes in exchange for a buffer that is used again.
    pub(crate) fn exchange(&mut self, bytes: &mut Vec<u8>) {
        self.bytes.truncate(self.length);
        std::mem::swap(&mut self.bytes, bytes);
        self.length = 0;
        self.marks.clear();
    }

    fn find(&mut self) {
        if !self.is_scanned {
            let mut marks = std::mem::take(&mut self.marks);
            marks.clear();
            // Without a quote no line leaves one open.
            let _ = marks.scan(&self.scanned(), 0);
            self.marks = marks;
            self.is_scanned = true;
        }
    }

    /// A row, which may be known to be UTF-8.
    #[inline(always)]
    fn read(&self, row: &RowAt, is_utf8: bool) -> PieceRow<'_> {
        let is_wrapped = row.kind == Kind::Quoted && quoted::is_wrapped(row, self.marks.ends(row), &self.scanned());
        if is_utf8 && (is_wrapped || row.kind == Kind::Plain) {
            let number = self.before + row.line as usize + 1;
            let (text, ends, is_common) = (self.scanned().text, self.marks.ends_from(row), row.is_common);
            let row = Places { text, ends, start: row.start, cells: row.cells, is_wrapped, is_common };
            PieceRow::Plain(Fields { number, row })
        } else {
            PieceRow::Odd(self.odd(row))
        }
    }

    fn failure(&self) -> PieceRow<'_> {
        let number = self.before + self.marks.lines as usize + 1;
        PieceRow::Odd(RawRow { number, cells: Err(Rejected::new("读到这里出错，后面没有再读：文件读不下去")) })
    }

    fn scanned(&self) -> Scanned<'_> {
        let text = self.bytes.get(..self.length).unwrap_or_default();
        Scanned { text, dialect: self.dialect, longest: self.longest }
    }

    fn slice(&self, row: &RowAt) -> &[u8] {
        self.bytes.get(row.start as usize..row.end as usize).unwrap_or_default()
    }

    /// A row that is not plain.
    #[inline(never)]
    fn odd(&self, row: &RowAt) -> RawRow {
        let number = self.before + row.line as usize + 1;
        let whole = || quoted::whole(row, &self.scanned());
        let cells = match row.kind {
            Kind::Quoted => cells(quoted::cells(&whole(), self.dialect)),
            // Only a damaged one comes here.
            Kind::Plain => cells(whole().split(|byte| *byte == self.dialect.separator).collect()),
            Kind::Long => Err(Rejected::new("这一行太长，不像是一名学生的记录")),
            Kind::Open => {
                let raw = String::from_utf8_lossy(&whole()).into_owned();
                Err(Rejected::new("这一行的引号没有成对；删去多余的引号，或补上后一半").with_cells(vec![raw]))
            }
        };
        RawRow { number, cells }
    }
}

impl<'p> Iterator for Rows<'p> {
    type Item = PieceRow<'p>;

    #[inline]
    fn next(&mut self) -> Option<PieceRow<'p>> {
        let Some(row) = self.rows.next() else {
            return std::mem::take(&mut self.has_failed).then(|| self.piece.failure());
        };
        Some(self.piece.read(row, self.is_utf8 || utf8::is_valid(self.piece.slice(row))))
    }
}

impl<'p> Fields<'p> {
    /// The line of the file on which the row stands, from 1.
    pub(crate) fn number(&self) -> usize {
        self.number
    }

    /// How many cells there are; at least one.
    pub(crate) fn len(&self) -> usize {
        self.row.cells as usize
    }

    /// The text of a cell.
    #[inline(always)]
    pub(crate) fn get(&self, column: usize) -> Option<&'p [u8]> {
        let end = *self.ends().get(column)? as usize;
        let start = match column.checked_sub(1) {
            None => self.row.start as usize,
            Some(before) => *self.row.ends.get(before)? as usize + 1,
        };
        Some(self.bare(self.row.text.get(start..end)?))
    }

    /// Where its cells end.
    #[inline(always)]
    fn ends(&self) -> &'p [u32] {
        self.row.ends.get(..self.len()).unwrap_or_default()
    }

    /// The texts of all cells.
    #[inline]
    pub(crate) fn iter(&self) -> impl Iterator<Item = &'p [u8]> + use<'p> {
        let this = *self;
        let mut start = self.row.start as usize;
        self.ends().iter().map(move |end| {
            let end = *end as usize;
            let cell = this.row.text.get(start..end).unwrap_or_default();
            start = end + 1;
            this.bare(cell)
        })
    }

    /// A cell without its quotes.
    #[inline(always)]
    fn bare(&self, cell: &'p [u8]) -> &'p [u8] {
        match cell {
            [b'"', bare @ .., b'"'] if self.row.is_wrapped => bare,
            _ => cell,
        }
    }

    /// The row as one that is kept.
    pub(crate) fn cells(&self) -> Cells {
        let length = self.ends().last().map_or(0, |end| *end as usize - self.row.start as usize);
        let mut record = StringRecord::with_capacity(length, self.len());
        self.iter().for_each(|cell| record.push_field(std::str::from_utf8(cell).unwrap_or_default()));
        Cells::Text(record)
    }
}

impl<'p> AsRef<Places<'p>> for Fields<'p> {
    #[inline(always)]
    fn as_ref(&self) -> &Places<'p> {
        &self.row
    }
}

impl PieceRow<'_> {
    /// The row as one that is kept.
    pub(crate) fn into_raw(self) -> RawRow {
        match self {
            PieceRow::Plain(fields) => RawRow { number: fields.number(), cells: Ok(fields.cells()) },
            PieceRow::Odd(row) => row,
        }
    }
}

fn cells(record: ByteRecord) -> Result<Cells, Rejected> {
    StringRecord::from_byte_record(record).map(Cells::Text).map_err(|error| {
        let cells = error.into_byte_record().iter().map(|cell| String::from_utf8_lossy(cell).into_owned()).collect();
        Rejected::new("这一行有读不出的字节，不是 UTF-8 文本；请把文件另存为 UTF-8 编码").with_cells(cells)
    })
}
