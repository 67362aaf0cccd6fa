//! Workbooks as an office prints them. In: sheets, or rows of pages. Out: XLSX bytes. Never: a formula.

mod book;
mod cell;
mod page;
mod style;
mod tab;
mod width;

use std::io::Write;

pub(super) use book::{Book, unbroken};
pub(super) use cell::{At, write, write_across};
pub(super) use page::{Head, Page, ROWS, entry_width, set_paper, set_widths};
pub(super) use style::{Role, Styles};

use super::Sheet;
use crate::date::Date;
use crate::error::Error;

/// Rows from which on a table gets a filter.
const ROWS_WITH_FILTER: usize = 20;

/// Writes sheets as one XLSX workbook, each on a tab of its own; a sheet with too many rows goes on on a further tab `名称 (2)`.
///
/// Every text is written as text, also one that starts like a formula. Control characters become visible, and a text longer
/// than a cell can hold ends in `…（已截断）`. The same sheets give the same bytes.
///
/// # Errors
/// [`crate::ErrorKind::NotWritten`] if `out` or the temporary folder of the system cannot be written to.
///
/// ```
/// use shengyuan::{Entry, Sheet, write_xlsx};
/// let mut sheet = Sheet::default();
/// sheet.name = "附表1".to_string();
/// sheet.headings = vec!["学号".to_string()];
/// sheet.rows = vec![vec![Entry::text("0017")]];
/// let mut out = Vec::new();
/// write_xlsx(&[sheet], &mut out)?;
/// assert!(out.starts_with(b"PK"));
/// # Ok::<(), shengyuan::Error>(())
/// ```
pub fn write_xlsx(sheets: &[Sheet], out: impl Write + Send) -> Result<(), Error> {
    write_within(ROWS, sheets, out)
}

fn write_within(rows: u32, sheets: &[Sheet], out: impl Write + Send) -> Result<(), Error> {
    let mut book = Book::new(Date::EPOCH)?;
    for sheet in sheets {
        let page = page(&mut book, rows, sheet)?;
        book.add(&sheet.name, page.close()?)?;
    }
    if sheets.is_empty() {
        // A workbook without a tab cannot be opened.
        let page = page(&mut book, rows, &Sheet::default())?;
        book.add("", page.close()?)?;
    }
    book.save(out)
}

fn page(book: &mut Book, rows: u32, sheet: &Sheet) -> Result<Page, Error> {
    let head = Head {
        title: sheet.title.clone(),
        headings: sheet.headings.clone(),
        fixed: 0,
        has_filter: sheet.rows.len() >= ROWS_WITH_FILTER,
        rows,
    };
    let mut page = Page::open(book, head)?;
    let (rows, total) = match sheet.rows.split_last() {
        Some((total, rows)) if sheet.has_total => (rows, Some(total)),
        _ => (sheet.rows.as_slice(), None),
    };
    for row in rows {
        page.row(book, row)?;
    }
    if let Some(total) = total {
        page.total(book, total)?;
    }
    for remark in &sheet.remarks {
        page.remark(book, remark)?;
    }
    Ok(page)
}
