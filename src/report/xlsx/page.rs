//! One table on one tab, or on several when it has too many rows. In: rows, one after another. Out: worksheets ready to be printed.

use rust_xlsxwriter::{Worksheet, XlsxError};

use super::book::{Book, unbroken};
use super::cell::{self, At};
use super::style::{Role, Styles, plain};
use super::width;
use crate::error::{Error, ErrorKind};
use crate::report::{Content, Entry};

/// Rows that a tab holds.
pub(in crate::report) const ROWS: u32 = 1_048_576;
/// Columns that a tab holds.
const COLUMNS: usize = 16_384;
/// Rows that decide the width of the columns; they are held back until it is known.
const DECIDING_ROWS: usize = 1000;
/// A4 in the list of paper sizes.
const PAPER: u8 = 9;
/// Heights in points.
const TITLE_LINE: f64 = 24.0;
const LINE: f64 = 16.0;
const HIGHEST: f64 = 409.0;
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

/// A table that takes its rows as they come.
pub(in crate::report) struct Page {
    head: Head,
    styles: Styles,
    stage: Stage,
    full: Vec<Worksheet>,
    sheet: Worksheet,
    /// The next row to be written.
    row: u32,
    /// The last row to be filtered on this tab.
    last_entry: Option<u32>,
}

/// Whether the widths of the columns are known.
enum Stage {
    Deciding(Vec<Vec<Entry>>),
    Decided(Vec<usize>),
}

impl Page {
    pub(in crate::report) fn open(book: &mut Book, head: Head) -> Result<Self, Error> {
        if head.headings.len() > COLUMNS {
            let message = format!("「{}」有 {} 列，工作簿最多能放 {COLUMNS} 列", head.title, head.headings.len());
            return Err(Error::new(ErrorKind::NotWritten, message));
        }
        let (styles, stage, full, sheet) = (Styles::default(), Stage::Deciding(Vec::new()), Vec::new(), book.worksheet()?);
        Ok(Self { head, styles, stage, full, sheet, row: 0, last_entry: None })
    }

    /// A row of the table.
    pub(in crate::report) fn row(&mut self, book: &mut Book, entries: Vec<Entry>) -> Result<(), Error> {
        match &mut self.stage {
            Stage::Deciding(rows) => {
                rows.push(entries);
                if rows.len() < DECIDING_ROWS { Ok(()) } else { self.decide(book).map(|_| ()) }
            }
            Stage::Decided(_) => self.entries(book, &entries, Role::Cell),
        }
    }

    /// The row that sums up.
    pub(in crate::report) fn total(&mut self, book: &mut Book, entries: &[Entry]) -> Result<(), Error> {
        self.decide(book)?;
        self.entries(book, entries, Role::Total)
    }

    /// A line below the table.
    pub(in crate::report) fn remark(&mut self, book: &mut Book, text: &str) -> Result<(), Error> {
        let widths = self.decide(book)?;
        let (whole, last) = (widths.iter().sum::<usize>() / width::pages(widths), first_page(widths));
        self.make_room(book)?;
        let lines = width::lines(text, whole);
        let (sheet, styles, row) = (&mut self.sheet, &mut self.styles, self.row);
        unbroken(|| {
            sheet.set_row_height(row, height(LINE, lines))?;
            cell::write_across(sheet, styles, At(row, last), text, Role::Remark)
        })?;
        self.row += 1;
        Ok(())
    }

    /// The worksheets, without names.
    pub(in crate::report) fn close(mut self, book: &mut Book) -> Result<Vec<Worksheet>, Error> {
        self.decide(book)?;
        self.end()?;
        let mut sheets = self.full;
        sheets.push(self.sheet);
        Ok(sheets)
    }

    /// Decides the widths of the columns by the rows so far, and writes these rows.
    fn decide(&mut self, book: &mut Book) -> Result<&[usize], Error> {
        if let Stage::Deciding(rows) = &mut self.stage {
            let rows = std::mem::take(rows);
            let mut widest: Vec<usize> =
                self.head.headings.iter().map(|heading| width::heading(heading, self.head.has_filter)).collect();
            for row in &rows {
                for (widest, entry) in widest.iter_mut().zip(row) {
                    *widest = (*widest).max(entry_width(entry));
                }
            }
            self.stage = Stage::Decided(width::columns(&widest));
            self.start()?;
            for row in &rows {
                self.entries(book, row, Role::Cell)?;
            }
        }
        Ok(self.widths())
    }

    fn widths(&self) -> &[usize] {
        match &self.stage {
            Stage::Deciding(_) => &[],
            Stage::Decided(widths) => widths,
        }
    }

    fn entries(&mut self, book: &mut Book, entries: &[Entry], role: Role) -> Result<(), Error> {
        self.make_room(book)?;
        let lines = entries.iter().zip(self.widths()).map(|(entry, column)| entry_lines(entry, *column)).max().unwrap_or(1);
        let (sheet, styles, row) = (&mut self.sheet, &mut self.styles, self.row);
        unbroken(|| {
            if lines > 1 {
                sheet.set_row_height(row, height(LINE, lines))?;
            }
            for (entry, column) in entries.iter().take(COLUMNS).zip(0..) {
                cell::write(sheet, styles, At(row, column), entry, role)?;
            }
            Ok(())
        })?;
        if role == Role::Cell {
            self.last_entry = Some(row);
        }
        self.row += 1;
        Ok(())
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
        let widths = &self.widths().to_vec();
        let (sheet, styles, head) = (&mut self.sheet, &mut self.styles, &self.head);
        let heading_row = unbroken(|| {
            let mut row = 0;
            if !head.title.is_empty() {
                let lines = width::lines(&head.title, widths.iter().sum::<usize>() / width::pages(widths) * 10 / TITLE_TENTHS);
                sheet.set_row_height(row, height(TITLE_LINE, lines))?;
                cell::write_across(sheet, styles, At(row, first_page(widths)), &head.title, Role::Title)?;
                row += 1;
            }
            let arrow = if head.has_filter { width::ARROW } else { 0 };
            let lines = head.headings.iter().zip(widths).map(|(heading, column)| width::lines(heading, column - arrow)).max();
            sheet.set_row_height(row, height(LINE, lines.unwrap_or(1)) + LINE / 2.0)?;
            for (heading, column) in head.headings.iter().zip(0..) {
                cell::write(sheet, styles, At(row, column), &Entry::text(heading), Role::Heading)?;
            }
            sheet.set_freeze_panes(row + 1, head.fixed)?;
            sheet.set_repeat_rows(row, row)?;
            set_widths(sheet, widths)?;
            set_paper(sheet);
            let pages = u16::try_from(width::pages(widths)).unwrap_or(u16::MAX);
            sheet.set_print_fit_to_pages(pages, 0);
            if let Some(last) = head.fixed.checked_sub(1).filter(|_| pages > 1) {
                sheet.set_repeat_columns(0, last)?;
            }
            Ok(row)
        })?;
        self.row = heading_row + 1;
        self.last_entry = None;
        Ok(())
    }

    fn end(&mut self) -> Result<(), Error> {
        self.leave_last_row()?;
        let Some(last) = self.last_entry.filter(|_| self.head.has_filter && !self.head.headings.is_empty()) else {
            return Ok(());
        };
        let heading_row = u32::from(!self.head.title.is_empty());
        let (sheet, column) = (&mut self.sheet, last_column(&self.head));
        unbroken(|| sheet.autofilter(heading_row, 0, last, column).map(|_| ()))
    }
}

impl Page {
    /// A row whose height was set is written once more, empty, where it is the last one that is held; so an empty cell follows it.
    fn leave_last_row(&mut self) -> Result<(), Error> {
        if self.row >= ROWS {
            return Ok(());
        }
        let (sheet, row) = (&mut self.sheet, self.row);
        unbroken(|| sheet.write_blank(row, 0, &plain()).map(|_| ()))
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

fn set_widths(sheet: &mut Worksheet, widths: &[usize]) -> Result<(), XlsxError> {
    for (width, column) in widths.iter().zip(0..) {
        sheet.set_column_width(column, u32::try_from(*width).unwrap_or(u32::MAX))?;
    }
    Ok(())
}

/// The room that an entry wants.
pub(in crate::report) fn entry_width(entry: &Entry) -> usize {
    match &entry.content {
        Content::Empty => 0,
        Content::Text(text) => width::width(text),
        // 2023年12月31日
        Content::Date(_) => 14,
        Content::Number(_) | Content::Percent(_) => width::width(&entry.to_string()),
    }
}

fn entry_lines(entry: &Entry, column: usize) -> usize {
    match &entry.content {
        Content::Text(text) => width::lines(text, column),
        _ => 1,
    }
}

/// Sets the widths of the columns, given the widest text of each.
pub(in crate::report) fn fit(sheet: &mut Worksheet, widest: &[usize]) -> Result<(), XlsxError> {
    set_widths(sheet, &width::columns(widest))
}

/// The last column of the first of the pages that the table takes side by side.
fn first_page(widths: &[usize]) -> u16 {
    let room = widths.iter().sum::<usize>() / width::pages(widths);
    let mut sum = 0;
    let columns = widths.iter().take_while(|width| {
        sum += **width;
        sum <= room
    });
    u16::try_from(columns.count().saturating_sub(1)).unwrap_or(u16::MAX)
}

fn last_column(head: &Head) -> u16 {
    u16::try_from(head.headings.len().saturating_sub(1)).unwrap_or(u16::MAX)
}

/// The height of some lines; a row cannot be higher than a workbook allows.
fn height(line: f64, lines: usize) -> f64 {
    (line * f64::from(u32::try_from(lines).unwrap_or(u32::MAX))).min(HIGHEST)
}
