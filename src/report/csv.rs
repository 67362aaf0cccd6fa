//! Sheets as CSV for Excel on Chinese Windows and for programs. In: a sheet. Out: UTF-8 with a byte order mark, lines that end with CR LF.
//! The title is left out: it belongs to the file's name. The total is the last row; every remark follows as a row with one filled cell.

use std::borrow::Cow;
use std::io::Write;

use csv::{Terminator, Writer, WriterBuilder};

use super::text::{looks_like_formula, visible};
use super::{Content, Entry, Sheet};
use crate::error::{Error, ErrorKind};

/// Says that the bytes are UTF-8; without it Excel on Chinese Windows reads GBK.
const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// Writes one sheet as CSV.
///
/// A text that a table program could take for a formula (`=`, `+`, `-`, `@`, a tab), or that starts with an apostrophe,
/// gets an apostrophe in front; reading it again drops that. Numbers stay as they are.
///
/// # Errors
/// [`ErrorKind::NotWritten`] if `out` cannot be written to.
///
/// ```
/// use shengyuan::{Entry, Sheet, write_csv};
/// let mut sheet = Sheet::default();
/// sheet.headings = vec!["学号".to_string()];
/// sheet.rows = vec![vec![Entry::text("=0017")]];
/// let mut out = Vec::new();
/// write_csv(&sheet, &mut out)?;
/// assert_eq!(out, "\u{FEFF}学号\r\n'=0017\r\n".as_bytes());
/// # Ok::<(), shengyuan::Error>(())
/// ```
pub fn write_csv(sheet: &Sheet, out: impl Write) -> Result<(), Error> {
    let mut lines = Lines::new(out)?;
    lines.write(sheet.headings.iter().map(|heading| guarded(heading)))?;
    for row in &sheet.rows {
        lines.entries(row)?;
    }
    let columns = sheet.headings.len().max(1);
    for remark in &sheet.remarks {
        let rest = std::iter::repeat_n(Cow::Borrowed(""), columns - 1);
        lines.write(std::iter::once(guarded(remark)).chain(rest))?;
    }
    lines.finish()
}

/// Lines of CSV, one after another.
pub(super) struct Lines<W: Write>(Writer<W>);

impl<W: Write> Lines<W> {
    pub(super) fn new(mut out: W) -> Result<Self, Error> {
        out.write_all(BYTE_ORDER_MARK).map_err(|error| failed(&error.into()))?;
        Ok(Self::behind(out))
    }

    /// Lines behind others.
    pub(super) fn behind(out: W) -> Self {
        Self(WriterBuilder::new().terminator(Terminator::CRLF).flexible(true).from_writer(out))
    }

    pub(super) fn entries(&mut self, entries: &[Entry]) -> Result<(), Error> {
        self.write(entries.iter().map(plain))
    }

    pub(super) fn write<'c>(&mut self, cells: impl IntoIterator<Item = Cow<'c, str>>) -> Result<(), Error> {
        for cell in cells {
            self.0.write_field(cell.as_bytes()).map_err(|error| failed(&error))?;
        }
        self.0.write_record(None::<&[u8]>).map_err(|error| failed(&error))
    }

    pub(super) fn finish(mut self) -> Result<(), Error> {
        self.0.flush().map_err(|error| failed(&error.into()))
    }
}

fn plain(entry: &Entry) -> Cow<'_, str> {
    match &entry.content {
        Content::Text(text) => guarded(text),
        _ => Cow::Owned(entry.to_string()),
    }
}

/// Text that is no formula to any table program.
pub(super) fn guarded(text: &str) -> Cow<'_, str> {
    let text = visible(text);
    if looks_like_formula(&text) || text.starts_with('\'') { Cow::Owned(format!("'{text}")) } else { text }
}

fn failed(error: &csv::Error) -> Error {
    Error::new(ErrorKind::NotWritten, format!("CSV 写不进去：{error}"))
}
