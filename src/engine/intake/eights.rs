//! The cells of a column looked at all together. In: where they stand. Out: what they say, as far as they are plain words, whole numbers
//! or days. Eight bytes of each cell are one number, and these stand side by side: no step depends on what a single cell holds.

use fearless_simd::{Simd, SimdBase, SimdMask, u64x8};

use super::super::grid::{ROWS, each};
use super::super::slot::Slot;
use super::cells::Column;
use super::vocabulary::Words;

/// What the cells of a column say.
#[repr(C, align(64))]
pub(super) struct Found {
    /// Of rows that are not clear, anything.
    pub(super) slots: [Slot; ROWS],
    pub(super) clear: u64,
}

/// Eight bytes of each cell, in whole lines of the cache.
#[repr(align(64))]
pub(super) struct Eights(pub(super) [u64; ROWS]);

/// So many different words of a column are looked for in all its cells; what is left is looked up one by one.
const DIFFERENT: usize = 8;

impl Found {
    pub(super) const NOTHING: Self = Self { slots: [Slot::EMPTY; ROWS], clear: 0 };

    /// Whole numbers of up to eight digits, written without zeros in front.
    #[inline(always)]
    pub(super) fn integers(text: &[u8], cells: &Column) -> Self {
        let heads = eights(text, cells, 0);
        Self::of(|at| integer(heads.0[at], cells.length[at].into()))
    }

    /// Days as `2024-02-28`, up to the 28th.
    #[inline(always)]
    pub(super) fn days(text: &[u8], cells: &Column) -> Self {
        let (heads, tails) = (eights(text, cells, 0), eights(text, cells, 2));
        Self::of(|at| day(heads.0[at], tails.0[at], cells.length[at].into()))
    }

    /// What each row says, and whether that is clear.
    #[inline(always)]
    fn of(read: impl Fn(usize) -> (Slot, bool)) -> Self {
        let (mut slots, mut unclear) = ([Slot::EMPTY; ROWS], [0; ROWS]);
        #[allow(clippy::needless_range_loop, reason = "a loop of this form becomes one over vectors")]
        for at in 0..ROWS {
            let (slot, is_clear) = read(at);
            slots[at] = slot;
            unclear[at] = u64::from(!is_clear);
        }
        Self { slots, clear: those(|at| unclear[at] == 0) }
    }

    /// Words, of which some columns repeat few in all their rows.
    #[inline(always)]
    pub(super) fn words<S: Simd>(simd: S, words: &Words, text: &[u8], cells: &Column, rows: u64) -> Self {
        if words.are_short() {
            Self::words_of(simd, [filled(text, cells, 0)], words, text, cells, rows)
        } else {
            Self::words_of(simd, [filled(text, cells, 0), filled(text, cells, 1)], words, text, cells, rows)
        }
    }

    /// The same with as many bytes of each cell as words have.
    #[inline(always)]
    fn words_of<S: Simd, const N: usize>(
        simd: S,
        bytes: [Eights; N],
        words: &Words,
        text: &[u8],
        cells: &Column,
        rows: u64,
    ) -> Self {
        let mut found = Self::NOTHING;
        let find = |at: usize| words.find_within(text, cells.from[at] as usize, cells.length[at] as usize);
        let mut left = rows & those(|at| cells.length[at] as usize <= 8 * N);
        let longer = rows & !left;
        for _ in 0..DIFFERENT {
            if left == 0 {
                break;
            }
            let first = left.trailing_zeros() as usize % ROWS;
            let same = bytes.iter().fold(left, |same, part| same & equal(simd, part, part.0[first]));
            left &= !same;
            if let Some(slot) = find(first) {
                found.clear |= same;
                for (at, own) in found.slots.iter_mut().enumerate() {
                    *own = if same >> at & 1 == 1 { slot } else { *own };
                }
            }
        }
        for at in each(left | longer) {
            let at = at as usize % ROWS;
            if let Some(slot) = find(at) {
                found.slots[at] = slot;
                found.clear |= 1 << at;
            }
        }
        found
    }
}

/// The rows that have this number.
#[inline(always)]
pub(super) fn equal<S: Simd>(simd: S, numbers: &Eights, number: u64) -> u64 {
    let (mut rows, mut shift) = (0, 0);
    for some in numbers.0.as_chunks::<8>().0 {
        rows |= u64x8::from_slice(simd, some).simd_eq(number).to_bitmask() << shift;
        shift += 8;
    }
    rows
}

/// The rows of which something holds.
#[inline(always)]
pub(super) fn those(holds: impl Fn(usize) -> bool) -> u64 {
    let mut rows = 0;
    for at in 0..ROWS {
        rows |= u64::from(holds(at)) << at;
    }
    rows
}

/// Eight bytes of each cell from a place in it on, whatever stands behind the cell; behind the text, zeros.
#[inline(always)]
fn eights(text: &[u8], cells: &Column, place: usize) -> Eights {
    let mut eights = Eights([0; ROWS]);
    for (some, from) in eights.0.as_chunks_mut::<4>().0.iter_mut().zip(cells.from.as_chunks::<4>().0) {
        for (eight, from) in some.iter_mut().zip(from) {
            *eight = eight_from(text, (*from as usize).wrapping_add(place));
        }
    }
    eights
}

/// The first eight bytes of each cell, or the second and so on, filled up behind its end with bytes that no text has: up to there they
/// tell which text it is, and how long.
#[inline(always)]
pub(super) fn filled(text: &[u8], cells: &Column, part: usize) -> Eights {
    let mut eights = eights(text, cells, 8 * part);
    for (eight, length) in eights.0.iter_mut().zip(&cells.length) {
        *eight |= behind(u64::from(*length).saturating_sub(8 * part as u64));
    }
    eights
}

/// The same of the first bytes of a text.
pub(super) fn start(text: &[u8]) -> u64 {
    eight_from(text, 0) | behind(text.len() as u64)
}

/// Those of eight bytes that come after so many.
#[inline(always)]
fn behind(count: u64) -> u64 {
    if count < 8 { u64::MAX << ((8 * count) & 63) } else { 0 }
}

#[inline(always)]
fn eight_from(text: &[u8], from: usize) -> u64 {
    match text.get(from..from.wrapping_add(8)).and_then(|bytes| bytes.first_chunk()) {
        Some(bytes) => u64::from_le_bytes(*bytes),
        None => last_from(text, from),
    }
}

#[cold]
fn last_from(text: &[u8], from: usize) -> u64 {
    let mut bytes = [0; 8];
    bytes.iter_mut().zip(text.get(from..).unwrap_or_default()).for_each(|(to, byte)| *to = *byte);
    u64::from_le_bytes(bytes)
}

/// The same byte eight times.
const fn each_byte(byte: u8) -> u64 {
    u64::from_le_bytes([byte; 8])
}

/// A number of so many digits, if it is one.
#[inline(always)]
fn integer(bytes: u64, length: u64) -> (Slot, bool) {
    // Zeros in front, the last digit highest.
    let digits = (bytes ^ each_byte(b'0')) << (64_u64.wrapping_sub(8 * length) & 63);
    let are_digits = (digits.wrapping_add(each_byte(0x76)) | digits) & each_byte(0x80) == 0;
    let is_short = length.wrapping_sub(1) < 8;
    let has_zero_in_front = (bytes & 0xFF == u64::from(b'0')) & (length > 1);
    let pairs = (digits.wrapping_mul(10).wrapping_add(digits >> 8)) & 0x00FF_00FF_00FF_00FF;
    let fours = (pairs.wrapping_mul(100).wrapping_add(pairs >> 16)) & 0x0000_FFFF_0000_FFFF;
    let number = fours.wrapping_mul(10_000).wrapping_add(fours >> 32) as u32;
    (Slot::whole(number), is_short & are_digits & !has_zero_in_front)
}

/// A day of ten bytes: the first eight, and the last eight.
#[inline(always)]
fn day(head: u64, tail: u64, length: u64) -> (Slot, bool) {
    const PATTERN: u64 = u64::from_le_bytes(*b"0000-00-");
    // Digits are less than ten, and nothing differs from the dashes.
    const LIMITS: u64 = u64::from_le_bytes([0x76, 0x76, 0x76, 0x76, 0x7F, 0x76, 0x76, 0x7F]);
    let head = head ^ PATTERN;
    let tail = (tail ^ each_byte(b'0')) >> 48;
    let is_wrong = (head.wrapping_add(LIMITS) | head) & each_byte(0x80) | (tail.wrapping_add(0x7676) | tail) & 0x8080;
    let digit = |place: u32| (head >> (8 * place) & 0xFF) as u32;
    let year = digit(0).wrapping_mul(1000).wrapping_add(digit(1).wrapping_mul(100));
    let year = year.wrapping_add(digit(2).wrapping_mul(10)).wrapping_add(digit(3));
    let month = digit(5).wrapping_mul(10).wrapping_add(digit(6));
    let day = (tail as u32 & 0xFF).wrapping_mul(10).wrapping_add(tail as u32 >> 8);
    let is_day = (year > 0) & (month.wrapping_sub(1) < 12) & (day.wrapping_sub(1) < 28);
    (Slot::day(year, month, day), (length == 10) & (is_wrong == 0) & is_day)
}

#[cfg(test)]
mod tests {
    use fearless_simd::{Level, dispatch};
    use proptest::prelude::*;

    use super::super::super::slot::Kind;
    use super::*;
    use crate::date::Date;
    use crate::value::Value;

    /// Cells one after another in one text, with something before and behind; rows without one hold the first.
    fn column(cells: &[String], behind: &str) -> (String, Column) {
        let mut text = "，".to_string();
        let mut column = Column::NOTHING;
        for (cell, (from, length)) in cells.iter().zip(column.from.iter_mut().zip(&mut column.length)) {
            (*from, *length) = (u32::try_from(text.len()).unwrap_or(0), u32::try_from(cell.len()).unwrap_or(0));
            text.push_str(cell);
            text.push_str(behind);
        }
        (text, column)
    }

    fn found(found: &Found, row: usize) -> Option<Slot> {
        (found.clear >> row & 1 == 1).then_some(found.slots[row])
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, cases: 1000, ..ProptestConfig::default() })]

        #[test]
        fn digits_are_read_as_numbers_and_days(
            cells in prop::collection::vec(
                prop_oneof!["[0-9]{1,9}", "[0-9:/a-]{1,11}", "[0-2][0-9]{3}-[01][0-9]-[0-3][0-9]", "\\PC{1,8}"], 1..=ROWS),
            behind in "[,0-9]{0,12}",
        ) {
            let (text, column) = column(&cells, &behind);
            let (integers, days) = (Found::integers(text.as_bytes(), &column), Found::days(text.as_bytes(), &column));
            for (row, cell) in cells.iter().enumerate() {
                let number = cell.parse::<u32>().ok().filter(|number| number.to_string() == *cell && cell.len() <= 8);
                let number = number.and_then(|number| Kind::Integer.slot(&Value::Integer(number.into())));
                prop_assert_eq!(found(&integers, row), number, "{}", cell);
                let date = Some(cell).filter(|cell| cell.len() == 10 && cell.as_bytes()[4] == b'-');
                let date = date.and_then(|cell| cell.parse::<Date>().ok()).filter(|date| date.day() <= 28 && date.to_string() == *cell);
                prop_assert_eq!(found(&days, row), date.and_then(|date| Kind::Date.slot(&Value::Date(date))), "{}", cell);
            }
        }

        #[test]
        fn words_of_a_column_are_those_of_each_cell(
            cells in prop::collection::vec("(是|否|甲|甲种|丙类|1|true|true1|TRUE|aaaaaaaaa|aaaaaaaaaa|1\0|十二34567?|十二个汉字的十二个|长长长长长长长|[a-e]{0,3}){1,2}|", 1..=ROWS),
            behind in "[,是否a]{0,9}",
            known in 0..4_usize,
        ) {
            let words: &[&str] = [
                &["", "是", "否", "1", "true", "TRUE", "十二34"][..],
                &["", "aaaaaaaaa", "甲种", "十二345678", "aaaaaaaaaa", "ab"],
                &["甲", "长长长长长长长", "十二个汉字的十二个", "甲种丙类", "aaaaaaaaaa"],
                &[],
            ][known];
            let words = Words::new(words.iter().zip(0..).map(|(word, number)| (*word, Slot::small(number))));
            let (text, column) = column(&cells, &behind);
            let rows = u64::MAX >> (ROWS - cells.len());
            let all = dispatch!(Level::new(), simd => Found::words(simd, &words, text.as_bytes(), &column, rows));
            prop_assert_eq!(all.clear & !rows, 0);
            for (row, cell) in cells.iter().enumerate() {
                prop_assert_eq!(found(&all, row), words.find(cell.as_bytes()), "{}", cell);
            }
        }
    }

    #[test]
    fn the_start_of_a_text_is_filled_up_like_that_of_a_cell() {
        for text in ["", "1", "甲种", "12345678", "123456789"] {
            let (all, column) = column(&[text.to_string()], "，其他");
            assert_eq!(filled(all.as_bytes(), &column, 0).0[0], start(text.as_bytes()));
        }
    }
}
