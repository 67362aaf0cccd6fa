//! One table on one tab, or on several when it has too many rows. In: rows, one after another. Out: worksheets ready to be printed.

use rust_xlsxwriter::{Worksheet, XlsxError};

use super::book::{Book, unbroken};
use super::cell::{self, At};
use super::style::{Role, Styles};
use super::width;
use crate::error::{Error, ErrorKind};
use crate::report::Entry;

/// Rows that a tab holds.
pub(in crate::report) const ROWS: u32 = 1_048_576;
/// Columns that a tab holds.
const COLUMNS: usize = 16_384;
/// Rows whose text decides the width of the columns.
const MEASURED_ROWS: u32 = 20_000;
/// A4 in the list of paper sizes.
const PAPER: u8 = 9;
/// Heights in points.
const TITLE_LINE: f64 = 24.0;
const LINE: f64 = 15.0;
/// How much wider the title's letters are, in tenths.
const TITLE_TENTHS: usize = 15;

/// What is known of a table before its first row.
#[derive(Clone, Debug)]
pub(in crate::report) struct Head {
    pub(in crate::report) title: String,
    pub(in crate::report) headings: Vec<String>,
    /// Columns from the left that stay in sight.
    pub(in crate::report) fixed: u16,
    pub(in crate::report) has_filter: bool,
    /// Rows that a tab may have.
    pub(in crate::report) rows: u32,
}

pub(in crate::report) struct Page {
    head: Head,
    styles: Styles,
    widths: Vec<usize>,
    full: Vec<Worksheet>,
    sheet: Worksheet,
    /// The next row to be written.
    row: u32,
    measured: u32,
    /// The last row to be filtered on this tab.
    last_entry: Option<u32>,
}

impl Page {
    pub(in crate::report) fn open(book: &mut Book, head: Head) -> Result<Self, Error> {
        if head.headings.len() > COLUMNS {
            let message = format!("「{}」有 {} 列，工作簿最多能放 {COLUMNS} 列", head.title, head.headings.len());
            return Err(Error::new(ErrorKind::NotWritten, message));
        }
        let widths = head.headings.iter().map(|heading| width::heading(heading, head.has_filter)).collect();
        let sheet = book.worksheet()?;
        let (styles, full) = (Styles::default(), Vec::new());
        let mut page = Self { head, styles, widths, full, sheet, row: 0, measured: 0, last_entry: None };
        page.start()?;
        Ok(page)
    }

    /// A row of the table.
    pub(in crate::report) fn row(&mut self, book: &mut Book, entries: &[Entry]) -> Result<(), Error> {
        self.entries(book, entries, Role::Cell)?;
        self.last_entry = Some(self.row - 1);
        Ok(())
    }

    /// The row that sums up.
    pub(in crate::report) fn total(&mut self, book: &mut Book, entries: &[Entry]) -> Result<(), Error> {
        self.entries(book, entries, Role::Total)
    }

    /// A line below the table.
    pub(in crate::report) fn remark(&mut self, book: &mut Book, text: &str) -> Result<(), Error> {
        self.make_room(book)?;
        let lines = width::lines(text, self.whole_width());
        let (sheet, styles, row, last) = (&mut self.sheet, &mut self.styles, self.row, last_column(&self.head));
        unbroken(|| {
            sheet.set_row_height(row, height(LINE, lines))?;
            cell::write_across(sheet, styles, At(row, last), text, Role::Remark)
        })?;
        self.row += 1;
        Ok(())
    }

    /// The worksheets, without names.
    pub(in crate::report) fn close(mut self) -> Result<Vec<Worksheet>, Error> {
        self.end()?;
        let widths = self.widths;
        let mut sheets = self.full;
        sheets.push(self.sheet);
        for sheet in &mut sheets {
            unbroken(|| set_widths(sheet, &widths))?;
        }
        Ok(sheets)
    }

    fn entries(&mut self, book: &mut Book, entries: &[Entry], role: Role) -> Result<(), Error> {
        self.make_room(book)?;
        self.measure(entries);
        let (sheet, styles, row) = (&mut self.sheet, &mut self.styles, self.row);
        unbroken(|| {
            for (entry, column) in entries.iter().take(COLUMNS).zip(0..) {
                cell::write(sheet, styles, At(row, column), entry, role)?;
            }
            Ok(())
        })?;
        self.row += 1;
        Ok(())
    }

    fn measure(&mut self, entries: &[Entry]) {
        if self.measured == MEASURED_ROWS {
            return;
        }
        self.measured += 1;
        for (widest, entry) in self.widths.iter_mut().zip(entries) {
            *widest = (*widest).max(entry_width(entry));
        }
    }

    /// Goes on on a further tab if this one is full.
    fn make_room(&mut self, book: &mut Book) -> Result<(), Error> {
        if self.row < self.head.rows {
            return Ok(());
        }
        self.end()?;
        let next = book.worksheet()?;
        self.full.push(std::mem::replace(&mut self.sheet, next));
        self.start()
    }

    /// Title and headings.
    fn start(&mut self) -> Result<(), Error> {
        let whole = self.whole_width();
        let (sheet, styles, head) = (&mut self.sheet, &mut self.styles, &self.head);
        let heading_row = unbroken(|| {
            let mut row = 0;
            if !head.title.is_empty() {
                let lines = width::lines(&head.title, whole * 10 / TITLE_TENTHS);
                sheet.set_row_height(row, height(TITLE_LINE, lines))?;
                cell::write_across(sheet, styles, At(row, last_column(head)), &head.title, Role::Title)?;
                row += 1;
            }
            for (heading, column) in head.headings.iter().zip(0..) {
                cell::write(sheet, styles, At(row, column), &Entry::text(heading), Role::Heading)?;
            }
            sheet.set_freeze_panes(row + 1, head.fixed)?;
            sheet.set_repeat_rows(row, row)?;
            Ok(row)
        })?;
        set_paper(&mut self.sheet);
        self.row = heading_row + 1;
        self.last_entry = None;
        Ok(())
    }

    fn end(&mut self) -> Result<(), Error> {
        let Some(last) = self.last_entry.filter(|_| self.head.has_filter && !self.head.headings.is_empty()) else {
            return Ok(());
        };
        let heading_row = u32::from(!self.head.title.is_empty());
        let (sheet, column) = (&mut self.sheet, last_column(&self.head));
        unbroken(|| sheet.autofilter(heading_row, 0, last, column).map(|_| ()))
    }

    fn whole_width(&self) -> usize {
        self.widths.iter().map(|widest| width::column(*widest)).sum()
    }
}

/// How the pages of a printer take a sheet.
pub(in crate::report) fn set_paper(sheet: &mut Worksheet) {
    sheet
        .set_paper_size(PAPER)
        .set_landscape()
        .set_print_fit_to_pages(1, 0)
        .set_print_center_horizontally(true)
        .set_margins(0.4, 0.4, 0.6, 0.6, 0.3, 0.3)
        .set_footer("&C第 &P 页，共 &N 页");
}

pub(in crate::report) fn set_widths(sheet: &mut Worksheet, widths: &[usize]) -> Result<(), XlsxError> {
    for (widest, column) in widths.iter().zip(0..) {
        let characters = u32::try_from(width::column(*widest)).unwrap_or(u32::MAX);
        sheet.set_column_width(column, f64::from(characters))?;
    }
    Ok(())
}

/// The room that an entry wants.
pub(in crate::report) fn entry_width(entry: &Entry) -> usize {
    use crate::report::Content;
    match &entry.content {
        Content::Empty => 0,
        Content::Text(text) => width::width(text),
        // 2023年12月31日
        Content::Date(_) => 14,
        Content::Number(_) | Content::Percent(_) => width::width(&entry.to_string()),
    }
}

fn last_column(head: &Head) -> u16 {
    u16::try_from(head.headings.len().saturating_sub(1)).unwrap_or(u16::MAX)
}

/// The height of some lines; a row is at most 409 points high.
fn height(line: f64, lines: usize) -> f64 {
    (line * f64::from(u32::try_from(lines).unwrap_or(u32::MAX))).min(409.0)
}
