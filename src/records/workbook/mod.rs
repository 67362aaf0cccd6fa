//! Workbooks: XLSX, XLS, ODS. In: bytes. Out: sheets, then the rows of one sheet as raw cells. Never: headers, fields, meaning;
//! memory or time without bound.
//!
//! XLSX and ODS stream: memory does not grow with the rows. What XLSX holds whole are its shared texts and styles, each up to
//! a limit. XLS is held whole, up to a limit. All limits are in [`limits`].

mod archive;
mod compound;
mod draft;
mod failure;
mod limits;
mod markup;
mod merged;
mod number_format;
mod ods;
mod ods_cell;
mod pipe;
mod serial;
mod sniff;
mod xls;
mod xls_records;
mod xls_text;
mod xlsx;
mod xlsx_cells;
mod xlsx_scan;

#[cfg(test)]
mod hostile_tests;
#[cfg(test)]
mod ods_tests;
#[cfg(test)]
mod sniff_tests;
#[cfg(test)]
mod test_support;
#[cfg(test)]
mod xls_tests;
#[cfg(test)]
mod xlsx_tests;

use std::io::{Read, Seek};

use archive::{Archive, Source};
use draft::SourceRow;
use merged::Filler;
use ods::OdsBook;
use xls::XlsBook;
use xlsx::XlsxBook;

pub(crate) use sniff::sniff;

use super::bad;
use super::grid::GridRow;
use crate::error::Error;
use crate::suggest::nearest;

/// How a workbook is written down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Office Open XML, also with macros.
    Xlsx,
    /// The format of Excel 5 to 2003, also written by WPS.
    Xls,
    /// OpenDocument.
    Ods,
}

/// A sheet of a workbook.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Sheet {
    pub(crate) name: String,
    pub(crate) is_hidden: bool,
    /// False for a sheet that is only a chart, a dialog or macros.
    pub(crate) has_cells: bool,
}

/// A workbook, opened and checked.
pub(crate) struct Workbook {
    book: Book,
}

enum Book {
    Xlsx(Box<XlsxBook>),
    Xls(Box<XlsBook>),
    Ods(Box<OdsBook>),
}

impl Workbook {
    /// Opens a workbook.
    ///
    /// # Errors
    /// [`crate::error::ErrorKind::BadInput`] if it is encrypted, damaged, or too large.
    pub(crate) fn open(input: impl Read + Seek + Send + 'static, kind: Kind) -> Result<Self, Error> {
        let input: Box<dyn Source> = Box::new(input);
        let book = match kind {
            Kind::Xlsx => Book::Xlsx(Box::new(XlsxBook::open(Archive::open(input)?)?)),
            Kind::Xls => Book::Xls(Box::new(XlsBook::open(input)?)),
            Kind::Ods => Book::Ods(Box::new(OdsBook::open(Archive::open(input)?)?)),
        };
        Ok(Self { book })
    }

    /// The sheets in the order of their tabs, hidden ones too.
    pub(crate) fn sheets(&self) -> &[Sheet] {
        match &self.book {
            Book::Xlsx(book) => book.sheets(),
            Book::Xls(book) => book.sheets(),
            Book::Ods(book) => book.sheets(),
        }
    }

    /// The rows of a sheet that have something in them. The sheet is named, or numbered from 1 in the order of the tabs; a name comes first.
    ///
    /// # Errors
    /// [`crate::error::ErrorKind::BadInput`] if there is no such sheet, if it has no cells, or if it is too large or damaged.
    pub(crate) fn rows(self, sheet: &str) -> Result<SheetRows, Error> {
        let place = self.place(sheet)?;
        let rows: SourceRows = match self.book {
            Book::Xlsx(book) => Box::new(book.rows(place)?),
            Book::Xls(book) => Box::new(book.rows(place)?),
            Book::Ods(book) => Box::new(book.rows(place)),
        };
        Ok(SheetRows { rows: Some(rows), filler: Filler::default() })
    }

    /// The name of a sheet that is named, or numbered from 1.
    ///
    /// # Errors
    /// As [`Workbook::rows`].
    pub(crate) fn name_of(&self, wanted: &str) -> Result<String, Error> {
        let place = self.place(wanted)?;
        Ok(self.sheets().get(place).map(|sheet| sheet.name.clone()).unwrap_or_default())
    }

    fn place(&self, wanted: &str) -> Result<usize, Error> {
        let sheets = self.sheets();
        let named = sheets.iter().position(|sheet| sheet.name == wanted);
        let numbered =
            || wanted.parse::<usize>().ok().and_then(|number| number.checked_sub(1)).filter(|place| *place < sheets.len());
        let place = named.or_else(numbered).ok_or_else(|| self.unknown(wanted))?;
        match sheets.get(place) {
            Some(sheet) if !sheet.has_cells => {
                Err(bad(format!("工作表「{}」只有图表或宏，没有单元格；请换一张表：{}", sheet.name, self.listed())))
            }
            _ => Ok(place),
        }
    }

    fn unknown(&self, wanted: &str) -> Error {
        let near = nearest(wanted, self.sheets().iter().map(|sheet| sheet.name.as_str()));
        let near = near.map_or_else(String::new, |near| format!("，是不是「{near}」？"));
        let near = if near.is_empty() { "。" } else { &near };
        bad(format!("这个工作簿里没有工作表「{wanted}」{near}里面的表有：{}；可以写表名或从 1 数起的序号", self.listed()))
    }

    fn listed(&self) -> String {
        /// How many names a message gives.
        const TOLD: usize = 20;
        let sheets = self.sheets();
        let names =
            sheets.iter().take(TOLD).map(|sheet| format!("「{}」{}", sheet.name, if sheet.is_hidden { "（隐藏）" } else { "" }));
        let names: Vec<String> = names.collect();
        let rest = if sheets.len() > TOLD { format!("等 {} 张", sheets.len()) } else { String::new() };
        format!("{}{rest}", names.join("、"))
    }
}

type SourceRows = Box<dyn Iterator<Item = Result<SourceRow, Error>> + Send>;

/// The rows of a sheet, read one after another. Rows without anything in them are left out; the first failure is the last item.
pub(crate) struct SheetRows {
    rows: Option<SourceRows>,
    filler: Filler,
}

impl SheetRows {
    /// How many cells so far got the value of the merged cell above them.
    pub(crate) fn filled(&self) -> usize {
        self.filler.filled()
    }
}

impl Iterator for SheetRows {
    type Item = Result<GridRow, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        match self.rows.as_mut()?.next() {
            Some(Ok(row)) => Some(Ok(self.filler.fill(row))),
            end => {
                self.rows = None;
                end.and_then(Result::err).map(Err)
            }
        }
    }
}
