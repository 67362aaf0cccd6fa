//! The cells of one row, however its file keeps them. In: a row. Out: cells one by one, as text or as serde sees them.

use std::borrow::Cow;

use csv::StringRecord;
use serde::{Serialize, Serializer};

use super::grid::RawCell;
use crate::input::SERIAL_1904;

/// A row as it was read.
#[derive(Clone, Debug)]
pub(super) enum Cells {
    Text(StringRecord),
    Grid(Vec<RawCell>),
}

/// One cell.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum CellRef<'c> {
    Empty,
    Text(&'c str),
    Number(f64),
    Number1904(f64),
    Bool(bool),
}

impl Cells {
    pub(super) fn len(&self) -> usize {
        match self {
            Cells::Text(record) => record.len(),
            Cells::Grid(cells) => cells.len(),
        }
    }

    pub(super) fn get(&self, column: usize) -> CellRef<'_> {
        match self {
            Cells::Text(record) => match record.get(column) {
                None | Some("") => CellRef::Empty,
                Some(text) => CellRef::Text(text),
            },
            Cells::Grid(cells) => match cells.get(column) {
                None | Some(RawCell::Empty) => CellRef::Empty,
                Some(RawCell::Text(text)) => CellRef::Text(text),
                Some(RawCell::Number(number)) => CellRef::Number(*number),
                Some(RawCell::Number1904(number)) => CellRef::Number1904(*number),
                Some(RawCell::Bool(value)) => CellRef::Bool(*value),
            },
        }
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = CellRef<'_>> {
        (0..self.len()).map(|column| self.get(column))
    }

    /// How many cells hold something.
    pub(super) fn filled(&self) -> usize {
        self.iter().filter(|cell| !cell.is_blank()).count()
    }
}

impl<'c> CellRef<'c> {
    /// Nothing but blanks.
    pub(super) fn is_blank(self) -> bool {
        match self {
            CellRef::Empty => true,
            CellRef::Text(text) => text.trim().is_empty(),
            _ => false,
        }
    }

    /// As a person would read it.
    pub(super) fn text(self) -> Cow<'c, str> {
        match self {
            CellRef::Empty => Cow::Borrowed(""),
            CellRef::Text(text) => Cow::Borrowed(text),
            CellRef::Number(number) | CellRef::Number1904(number) => Cow::Owned(number.to_string()),
            CellRef::Bool(value) => Cow::Borrowed(if value { "是" } else { "否" }),
        }
    }

    /// As the key of a record: without blanks around it and the apostrophe by which a spreadsheet marks text.
    pub(super) fn key(self) -> Cow<'c, str> {
        let bare = |text: &str| text.trim().trim_start_matches('\'').to_string();
        match self.text() {
            Cow::Borrowed(text) => Cow::Borrowed(text.trim().trim_start_matches('\'')),
            Cow::Owned(text) => Cow::Owned(bare(&text)),
        }
    }
}

impl Serialize for CellRef<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match *self {
            CellRef::Empty => serializer.serialize_str(""),
            CellRef::Text(text) => serializer.serialize_str(text),
            CellRef::Bool(value) => serializer.serialize_bool(value),
            CellRef::Number(number) => match whole(number) {
                Some(whole) => serializer.serialize_i64(whole),
                None => serializer.serialize_f64(number),
            },
            CellRef::Number1904(number) => serializer.serialize_newtype_struct(SERIAL_1904, &number),
        }
    }
}

/// A number without a fraction that a spreadsheet keeps exactly.
fn whole(number: f64) -> Option<i64> {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    #[allow(clippy::cast_possible_truncation, reason = "it is whole and small enough")]
    (number.fract() == 0.0 && number.abs() < EXACT).then_some(number as i64)
}
