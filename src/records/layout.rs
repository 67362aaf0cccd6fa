//! How a file was understood, told before its first record is judged.

use super::{Encoding, Format};
use crate::judge::ColumnComparison;

/// How a file was understood.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Layout {
    /// How the file writes records down.
    pub format: Format,
    /// The encoding of a text file.
    pub encoding: Option<Encoding>,
    /// The sheets of a workbook that are read.
    pub sheets: Vec<String>,
    /// Sheets that hold something and are not read.
    pub other_sheets: Vec<String>,
    /// The row of the headings, for formats that have one.
    pub header_row: Option<usize>,
    /// Rows before the first record that are no records, with the reason.
    pub skipped: Vec<(usize, &'static str)>,
    /// How the columns fit the fields; nothing for JSON and YAML, whose records each name their own.
    pub columns: Option<ColumnComparison>,
    /// Columns that several headings give, and other things to say.
    pub remarks: Vec<String>,
}

impl Layout {
    pub(super) fn new(format: Format, encoding: Option<Encoding>) -> Self {
        Self {
            format,
            encoding,
            sheets: Vec::new(),
            other_sheets: Vec::new(),
            header_row: None,
            skipped: Vec::new(),
            columns: None,
            remarks: Vec::new(),
        }
    }
}
