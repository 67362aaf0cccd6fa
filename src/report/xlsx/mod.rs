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
pub(super) use page::{Head, Page, ROWS, entry_width, fit, set_paper};
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
        let page = page(&mut book, rows, sheet)?.close(&mut book)?;
        book.add(&sheet.name, page)?;
    }
    if sheets.is_empty() {
        // A workbook without a tab cannot be opened.
        let page = page(&mut book, rows, &Sheet::default())?.close(&mut book)?;
        book.add("", page)?;
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
        page.row(book, row.clone())?;
    }
    if let Some(total) = total {
        page.total(book, total)?;
    }
    for remark in &sheet.remarks {
        page.remark(book, remark)?;
    }
    Ok(page)
}

#[cfg(test)]
mod tests {
    // A test that cannot read back what it wrote should stop there.
    #![allow(clippy::unwrap_used)]

    use std::io::Cursor;

    use calamine::{Reader, Xlsx};

    use super::{Sheet, write_within};
    use crate::report::Entry;

    fn numbers(count: usize) -> Sheet {
        let rows = (1..=count).map(|number| vec![Entry::count(number)]).collect();
        let (name, title) = ("名单".to_string(), "全部".to_string());
        Sheet { name, title, headings: vec!["序号".to_string()], rows, ..Sheet::default() }
    }

    /// The first column of every tab.
    fn tabs(rows: u32, sheet: Sheet) -> Vec<(String, Vec<String>)> {
        let mut out = Vec::new();
        write_within(rows, &[sheet], &mut out).unwrap();
        let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(out)).unwrap();
        let tabs = workbook.worksheets().into_iter();
        tabs.map(|(name, range)| (name, range.rows().map(|row| row[0].to_string()).collect())).collect()
    }

    #[test]
    fn a_sheet_with_too_many_rows_goes_on_on_further_tabs() {
        let mut sheet = numbers(6);
        sheet.has_total = true;
        sheet.remarks = vec!["注".to_string()];
        let expected: [(&str, &[&str]); 3] = [
            ("名单", &["全部", "序号", "1", "2", "3"]),
            ("名单 (2)", &["全部", "序号", "4", "5", "6"]),
            ("名单 (3)", &["全部", "序号", "注"]),
        ];
        let tabs = tabs(5, sheet);
        let seen: Vec<(&str, Vec<&str>)> =
            tabs.iter().map(|(name, rows)| (name.as_str(), rows.iter().map(String::as_str).collect())).collect();
        assert_eq!(seen, expected.map(|(name, rows)| (name, rows.to_vec())));
    }

    #[test]
    fn rows_after_those_that_decide_the_widths_are_written_too() {
        let tabs = tabs(super::ROWS, numbers(2500));
        assert_eq!(tabs.len(), 1);
        assert_eq!(tabs[0].1.len(), 2502);
        assert_eq!(tabs[0].1.last().map(String::as_str), Some("2500"));
    }
}
