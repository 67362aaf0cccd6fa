//! XLS workbooks, Excel 5 to 2003. In: bytes, held whole up to a limit. Out: the sheets; then one sheet's rows.

use std::collections::HashMap;
use std::io::{Read, Seek, SeekFrom};

use super::super::grid::RawCell;
use super::Sheet;
use super::archive::Source;
use super::compound::{Compound, u16_at, u32_at};
use super::draft::{Draft, SourceRow, text_cell};
use super::failure::{damaged, foreign, from_reading, password, too_big};
use super::limits::{SHEETS, XLS_BYTES, XLS_CELLS};
use super::merged::Merges;
use super::number_format::Shown;
use super::xls_records::{PartRecords, Record, error_text, kind, rk_number};
use super::xls_text::{SharedTexts, Writing, format_code, text_at};
use super::xlsx_cells::shown_cell;
use crate::error::Error;

/// Names of the stream that the workbook is, of Excel 97 and of Excel 5.
pub(super) const STREAMS: [&str; 2] = ["Workbook", "Book"];
/// What an encrypted workbook of the newer format lies in.
pub(super) const ENCRYPTED_PACKAGE: &str = "EncryptedPackage";

/// The version of Excel 97 and later, of Excel 5 and 95.
const UNICODE_VERSION: u16 = 0x0600;
const BYTES_VERSION: u16 = 0x0500;

/// An XLS workbook whose sheets are known.
pub(super) struct XlsBook {
    stream: Vec<u8>,
    sheets: Vec<Sheet>,
    /// Where each sheet starts in the stream.
    starts: Vec<usize>,
    texts: SharedTexts,
    /// What each cell format shows.
    shown: Vec<Shown>,
    writing: Writing,
    is_1904: bool,
}

impl XlsBook {
    /// Reads the list of sheets, the shared texts, the formats.
    pub(super) fn open(input: Box<dyn Source>) -> Result<Self, Error> {
        let bytes = whole(input)?;
        let compound = Compound::open(&bytes).ok_or_else(|| damaged("外壳坏了"))?;
        if compound.has(ENCRYPTED_PACKAGE) {
            return Err(password());
        }
        let name = STREAMS.into_iter().find(|name| compound.has(name));
        let name = name.ok_or_else(|| foreign("这个文件里没有 Excel 工作簿的内容"))?;
        let stream = compound.stream(name).ok_or_else(|| damaged("内容断了"))?;
        drop(compound);
        drop(bytes);
        let mut book = Self {
            stream: Vec::new(),
            sheets: Vec::new(),
            starts: Vec::new(),
            texts: SharedTexts::default(),
            shown: Vec::new(),
            writing: Writing::Unicode,
            is_1904: false,
        };
        book.read_frame(&stream)?;
        book.stream = stream;
        Ok(book)
    }

    pub(super) fn sheets(&self) -> &[Sheet] {
        &self.sheets
    }

    fn read_frame(&mut self, stream: &[u8]) -> Result<(), Error> {
        let mut formats = HashMap::new();
        let mut format_numbers = Vec::new();
        let mut is_finished = false;
        for record in PartRecords::new(stream, 0) {
            let data = record.data;
            match record.kind {
                kind::START => {
                    self.writing = match u16_at(data, 0) {
                        Some(UNICODE_VERSION) => Writing::Unicode,
                        Some(BYTES_VERSION) => Writing::of_code_page(1_252)?,
                        _ => return Err(foreign("这是 Excel 4.0 或更早的工作簿，太老了，读不了")),
                    };
                }
                kind::ENCRYPTED => return Err(password()),
                kind::CODE_PAGE => {
                    if let (Writing::Bytes(_), Some(number)) = (self.writing, u16_at(data, 0)) {
                        self.writing = Writing::of_code_page(number)?;
                    }
                }
                kind::DATE_SYSTEM => self.is_1904 = u16_at(data, 0) == Some(1),
                kind::NUMBER_FORMAT => {
                    if let Some((number, code)) = format_code(data, self.writing) {
                        formats.insert(number, Shown::by_code(&code));
                    }
                }
                kind::CELL_FORMAT => format_numbers.push(u16_at(data, 2).unwrap_or(0)),
                kind::SHEET => self.add_sheet(&record)?,
                kind::SHARED_TEXTS => self.texts = SharedTexts::read(record.parts())?,
                kind::END => {
                    is_finished = true;
                    break;
                }
                _ => {}
            }
        }
        let shown = |number: u16| formats.get(&number).copied().unwrap_or_else(|| Shown::by_built_in(number));
        self.shown = format_numbers.into_iter().map(shown).collect();
        if is_finished { Ok(()) } else { Err(damaged("目录断了")) }
    }

    fn add_sheet(&mut self, record: &Record<'_>) -> Result<(), Error> {
        if self.sheets.len() >= SHEETS {
            return Err(too_big(&format!("超过 {SHEETS} 张表")));
        }
        let data = record.data;
        let (Some(start), Some(&[state, sort])) = (u32_at(data, 0), data.get(4..6)) else { return Err(damaged("目录断了")) };
        let name = text_at(vec![data], 6, self.writing, true).ok_or_else(|| damaged("目录断了"))?;
        self.sheets.push(Sheet { name, is_hidden: state & 0x03 != 0, has_cells: sort & 0x0F == 0 });
        self.starts.push(start as usize);
        Ok(())
    }

    /// The rows of a sheet.
    pub(super) fn rows(self, place: usize) -> Result<XlsRows, Error> {
        let start = *self.starts.get(place).ok_or_else(|| damaged("没有这张表"))?;
        let mut reader = CellReader { writing: self.writing, cells: Vec::new(), merges: Merges::default(), formula: None };
        let mut is_finished = false;
        for record in PartRecords::new(&self.stream, start) {
            is_finished = record.kind == kind::END;
            if is_finished {
                break;
            }
            reader.read(&record)?;
        }
        if !is_finished {
            return Err(damaged("表的内容没有结尾"));
        }
        // Cells mostly lie in order; of two in one place, the later counts, as in Excel.
        reader.cells.sort_by_key(|cell| (cell.row, cell.column));
        Ok(XlsRows {
            cells: reader.cells.into_iter().peekable(),
            merges: reader.merges,
            texts: self.texts,
            shown: self.shown,
            is_1904: self.is_1904,
            draft: Draft::default(),
        })
    }
}

fn whole(mut input: Box<dyn Source>) -> Result<Vec<u8>, Error> {
    let cannot = |error: std::io::Error| from_reading("文件", &error);
    let length = input.seek(SeekFrom::End(0)).map_err(cannot)?;
    if length > XLS_BYTES {
        return Err(too_big(&format!("文件有 {} MB", length / 1024 / 1024)));
    }
    input.rewind().map_err(cannot)?;
    let mut bytes = Vec::new();
    input.take(XLS_BYTES).read_to_end(&mut bytes).map_err(cannot)?;
    Ok(bytes)
}

/// A cell as the records tell it.
struct Cell {
    row: u16,
    column: u16,
    value: Value,
}

enum Value {
    /// A number and the number of its cell format.
    Number(f64, u16),
    Shared(u32),
    Text(Box<str>),
    Bool(bool),
    Error(u8),
}

struct CellReader {
    writing: Writing,
    cells: Vec<Cell>,
    merges: Merges,
    /// The cell of the last formula, whose text stands in the next record.
    formula: Option<(u16, u16)>,
}

impl CellReader {
    fn read(&mut self, record: &Record<'_>) -> Result<(), Error> {
        let data = record.data;
        match record.kind {
            kind::MERGED => return self.read_merged(data),
            kind::FORMULA_TEXT => {
                let text = text_at(record.parts(), 0, self.writing, false);
                if let (Some((row, column)), Some(text)) = (self.formula.take(), text) {
                    self.cells.push(Cell { row, column, value: Value::Text(text.into()) });
                }
                return Ok(());
            }
            kind::NUMBER
            | kind::TEXT
            | kind::RICH_TEXT
            | kind::TRUTH_OR_ERROR
            | kind::RK
            | kind::RK_LIST
            | kind::SHARED_TEXT
            | kind::FORMULA => {}
            _ => return Ok(()),
        }
        self.read_cells(record).ok_or_else(|| damaged("有的单元格断了"))?;
        if self.cells.len() > XLS_CELLS { Err(too_big(&format!("超过 {XLS_CELLS} 个单元格"))) } else { Ok(()) }
    }

    fn read_cells(&mut self, record: &Record<'_>) -> Option<()> {
        let data = record.data;
        let (row, column, format) = (u16_at(data, 0)?, u16_at(data, 2)?, u16_at(data, 4)?);
        let value = match record.kind {
            kind::NUMBER => Value::Number(f64::from_le_bytes(*data.get(6..)?.first_chunk()?), format),
            kind::RK => Value::Number(rk_number(*data.get(6..)?.first_chunk()?), format),
            kind::RK_LIST => {
                let numbers = data.get(4..data.len().checked_sub(2)?)?.as_chunks::<6>().0;
                for (column, [low, high, number @ ..]) in (column..=u16::MAX).zip(numbers) {
                    let value = Value::Number(rk_number(*number), u16::from_le_bytes([*low, *high]));
                    self.cells.push(Cell { row, column, value });
                }
                return Some(());
            }
            kind::SHARED_TEXT => Value::Shared(u32_at(data, 6)?),
            kind::TEXT | kind::RICH_TEXT => Value::Text(text_at(record.parts(), 6, self.writing, false)?.into()),
            kind::TRUTH_OR_ERROR => match data.get(6..8)? {
                [value, 0] => Value::Bool(*value != 0),
                [error, _] => Value::Error(*error),
                _ => return None,
            },
            _ => match data.get(6..14)? {
                [0, .., 0xFF, 0xFF] => {
                    self.formula = Some((row, column));
                    return Some(());
                }
                [1, _, value, .., 0xFF, 0xFF] => Value::Bool(*value != 0),
                [2, _, error, .., 0xFF, 0xFF] => Value::Error(*error),
                [.., 0xFF, 0xFF] => return Some(()),
                number => Value::Number(f64::from_le_bytes(*number.first_chunk()?), format),
            },
        };
        self.cells.push(Cell { row, column, value });
        Some(())
    }

    fn read_merged(&mut self, data: &[u8]) -> Result<(), Error> {
        for region in data.get(2..).unwrap_or_default().as_chunks::<8>().0 {
            let number = |at| u16_at(region, at).map_or(0, u32::from);
            self.merges.add((number(0), number(2)), (number(4), number(6)))?;
        }
        Ok(())
    }
}

/// The rows of an XLS sheet.
pub(super) struct XlsRows {
    cells: std::iter::Peekable<std::vec::IntoIter<Cell>>,
    merges: Merges,
    texts: SharedTexts,
    shown: Vec<Shown>,
    is_1904: bool,
    draft: Draft,
}

impl XlsRows {
    fn raw(&self, value: Value) -> Result<RawCell, Error> {
        Ok(match value {
            Value::Number(number, format) => {
                let shown = self.shown.get(usize::from(format)).copied().unwrap_or(Shown::Number);
                shown_cell(number, shown, self.is_1904)
            }
            Value::Shared(number) => text_cell(self.texts.get(number as usize).ok_or_else(|| damaged("有的文字找不到"))?),
            Value::Text(text) => text_cell(text),
            Value::Bool(value) => RawCell::Bool(value),
            Value::Error(number) => RawCell::Text(error_text(number).to_owned()),
        })
    }

    fn read(&mut self) -> Result<Option<SourceRow>, Error> {
        while let Some(first) = self.cells.peek().map(|cell| cell.row) {
            while let Some(cell) = self.cells.next_if(|cell| cell.row == first) {
                let raw = self.raw(cell.value)?;
                self.draft.put(u32::from(cell.column), raw)?;
            }
            if let Some(row) = self.draft.finish(u32::from(first) + 1)? {
                let spans = self.merges.starting_in(row.number);
                return Ok(Some(SourceRow { row, spans }));
            }
        }
        Ok(None)
    }
}

impl Iterator for XlsRows {
    type Item = Result<SourceRow, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        self.read().transpose()
    }
}
