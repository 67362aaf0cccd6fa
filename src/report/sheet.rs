//! A printed table as data: title, headings, rows of entries. Made from a 表格 or from verdicts; written as XLSX or CSV by others.

use rust_decimal::Decimal;

use crate::date::Date;

/// One sheet, complete and masked, ready to be written.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Sheet {
    /// Short name: the tab of a workbook, the part of a file name. Not yet cut to what a workbook allows.
    pub name: String,
    /// Line above the headings.
    pub title: String,
    /// Headings of the columns, from left to right.
    pub headings: Vec<String>,
    /// Rows; each has an entry for every heading.
    pub rows: Vec<Vec<Entry>>,
    /// The last row is a total.
    pub has_total: bool,
    /// Lines below the table.
    pub remarks: Vec<String>,
}

/// One cell.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Entry {
    /// What is written.
    pub content: Content,
    /// The value is not settled, or cannot be read: to be looked at before the table goes out.
    pub is_doubtful: bool,
}

/// What a cell holds.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub enum Content {
    /// Nothing.
    #[default]
    Empty,
    /// Text, and every number that is an identifier.
    Text(String),
    /// A number to calculate with.
    Number(Decimal),
    /// A share, 80 for 80%.
    Percent(Decimal),
    /// A day.
    Date(Date),
}

impl Entry {
    /// A settled entry.
    pub fn new(content: Content) -> Self {
        Self { content, is_doubtful: false }
    }

    /// A settled text; empty text is no content.
    pub fn text(text: impl Into<String>) -> Self {
        let text = text.into();
        Self::new(if text.is_empty() { Content::Empty } else { Content::Text(text) })
    }

    /// An entry to be looked at before the table goes out.
    pub fn doubtful(text: impl Into<String>) -> Self {
        Self { is_doubtful: true, ..Self::text(text) }
    }

    /// A count.
    pub fn count(count: usize) -> Self {
        Self::new(Content::Number(Decimal::from(count)))
    }
}

impl std::fmt::Display for Entry {
    /// The entry as plain text, as CSV holds it.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.content {
            Content::Empty => Ok(()),
            Content::Text(text) => f.write_str(text),
            Content::Number(number) => write!(f, "{number}"),
            Content::Percent(number) => write!(f, "{number}%"),
            Content::Date(date) => write!(f, "{date}"),
        }
    }
}
