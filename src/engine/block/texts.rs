//! Tests of texts in many rows: which test it is is looked at once, not in each row.

use super::super::grid::{ROWS, each};
use super::super::run::Run;
use super::super::slot::Slot;
use super::super::text::{Bytes, TextTest};
use crate::evaluate::Truth;

impl Run<'_> {
    /// Of some rows that have a text, those where a test surely holds, and those where it is in doubt.
    pub(super) fn tested_rows(self, test: &TextTest, column: &[Slot; ROWS], rows: u64) -> (u64, u64) {
        let holds = |test: &dyn Fn(Bytes<'_>) -> Truth| {
            each(rows).fold((0, 0), |(yes, doubt), row| match test(self.row().bytes(column[row as usize & (ROWS - 1)])) {
                Truth::True => (yes | 1 << row, doubt),
                Truth::Unknown => (yes, doubt | 1 << row),
                Truth::False => (yes, doubt),
            })
        };
        let yes = match test {
            TextTest::Equals(word) => self.fitting(column, rows, |text| word.is(text)),
            TextTest::OneOf(words) => self.fitting(column, rows, |text| words.contains(text)),
            TextTest::Contains(piece) => self.fitting(column, rows, |text| piece.is_in(text)),
            TextTest::Places(places) => places.fitting(self.row().text, column, rows),
            TextTest::StartsWith(word) => self.fitting(column, rows, |text| word.begins(text)),
            TextTest::Pieces(pieces) => self.fitting(column, rows, |text| pieces.fits(text)),
            TextTest::Format(_) => return holds(&|text| test.truth(text, self.program().today)),
            TextTest::Question(question) => return holds(&|text| self.asked(*question, text)),
        };
        (yes, 0)
    }

    /// Of some rows that have a text, those where it fits.
    #[inline(always)]
    fn fitting(self, column: &[Slot; ROWS], rows: u64, fits: impl Fn(Bytes<'_>) -> bool) -> u64 {
        each(rows).fold(0, |yes, row| {
            let text = self.row().bytes(column[row as usize & (ROWS - 1)]);
            yes | u64::from(fits(text)) << (row & 63)
        })
    }

    /// Of some rows that have both texts, those where they are the same.
    pub(super) fn same_texts(self, left: &[Slot; ROWS], right: &[Slot; ROWS], rows: u64) -> u64 {
        each(rows).fold(0, |same, row| {
            let number = row as usize & (ROWS - 1);
            let (left, right) = (left[number], right[number]);
            let is_same = left == right || self.row().bytes(left).is(self.row().bytes(right));
            same | u64::from(is_same) << (row & 63)
        })
    }
}
