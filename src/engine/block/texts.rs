//! Tests of texts in many rows: which test it is is looked at once, not in each row.

use super::super::grid::{ROWS, each};
use super::super::run::Run;
use super::super::slot::Slot;
use super::super::text::{Bytes, TextTest};
use crate::evaluate::Truth;

/// Of some rows those whose text is so. No function that is given another one, as that would be made for any machine.
macro_rules! rows_where {
    ($run:ident, $column:ident, $rows:ident, $text:ident => $is_so:expr) => {{
        let mut found = 0;
        for row in each($rows) {
            let $text = $run.row().bytes($column[row as usize & (ROWS - 1)]);
            found |= u64::from($is_so) << (row & 63);
        }
        found
    }};
}

impl Run<'_> {
    /// Of some rows that have a text, those where a test surely holds, and those where it is in doubt.
    #[inline(always)]
    pub(super) fn tested_rows(self, test: &TextTest, column: &[Slot; ROWS], rows: u64) -> (u64, u64) {
        let yes = match test {
            TextTest::Equals(word) => rows_where!(self, column, rows, text => word.is(text)),
            TextTest::OneOf(words) => rows_where!(self, column, rows, text => words.contains(text)),
            TextTest::Contains(piece) => rows_where!(self, column, rows, text => piece.is_in(text)),
            TextTest::Places(places) => places.fitting(self.row().text, column, rows),
            TextTest::StartsWith(word) => rows_where!(self, column, rows, text => word.begins(text)),
            TextTest::Pieces(pieces) => rows_where!(self, column, rows, text => pieces.fits(text)),
            TextTest::Format(_) => {
                let today = self.program().today;
                return self.answered_rows(column, rows, |text| test.truth(text, today));
            }
            TextTest::Question(question) => return self.answered_rows(column, rows, |text| self.asked(*question, text)),
        };
        (yes, 0)
    }

    /// The same of a test that may be in doubt.
    #[inline(never)]
    fn answered_rows(self, column: &[Slot; ROWS], rows: u64, test: impl Fn(Bytes<'_>) -> Truth) -> (u64, u64) {
        each(rows).fold((0, 0), |(yes, doubt), row| match test(self.row().bytes(column[row as usize & (ROWS - 1)])) {
            Truth::True => (yes | 1 << row, doubt),
            Truth::Unknown => (yes, doubt | 1 << row),
            Truth::False => (yes, doubt),
        })
    }

    /// Of some rows that have both texts, those where they are the same.
    #[inline(always)]
    pub(super) fn same_texts(self, left: &[Slot; ROWS], right: &[Slot; ROWS], rows: u64) -> u64 {
        let mut same = 0;
        for row in each(rows) {
            let number = row as usize & (ROWS - 1);
            let (left, right) = (left[number], right[number]);
            let is_same = left == right || self.row().bytes(left).is(self.row().bytes(right));
            same |= u64::from(is_same) << (row & 63);
        }
        same
    }
}
