//! Rows of a table of texts straight into slots. In: what each column is taken for, once; then where the cells of a row stand. Out: its
//! slots, whose texts are where they were read. How a column is looked at is settled beforehand; what is not plain is left to the
//! writer.

use std::ops::Range;

use super::super::Engine;
use super::super::rows::GIVEN;
use super::super::slot::{Kind, Slot};
use super::plain::{Field, Plain, Seen};
use super::writer::{NotPlain, Writer};
use crate::ids::{DetailId, FieldId};

/// What a column is taken for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Taken {
    /// Nobody reads it.
    Skipped,
    Field(FieldId),
    Detail(DetailId),
    /// A column that is looked at more closely if anything is in it: it stands for a cell of a detail's row.
    Nothing,
}

/// The columns of a table, from left to right up to the last that is read. No field has two.
#[derive(Debug)]
pub(crate) struct Columns<'e>(Box<[Way<'e>]>);

/// How the cells of a column are looked at.
#[derive(Debug)]
enum Way<'e> {
    Skipped,
    /// Texts that are values if all their bytes are common.
    Text(usize, &'e Field),
    /// Texts of which some are no values even then.
    Picked(usize, &'e Field),
    /// One of some words.
    Words(usize, &'e Field),
    Integer(usize, &'e Field),
    Date(usize, &'e Field),
    Other(usize, &'e Field),
    /// A 明细 that may be said to be empty.
    Detail(usize),
    Nothing,
}

/// Where the cells of a row stand.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Places<'t> {
    /// The text that rows stand in, in UTF-8.
    pub(crate) text: &'t [u8],
    /// Where the first cell begins; each other begins one byte behind the end before.
    pub(crate) start: usize,
    pub(crate) ends: &'t [u32],
    /// Some cells stand in quotes, which are no part of them.
    pub(crate) is_wrapped: bool,
    /// Surely none but common bytes.
    pub(crate) is_common: bool,
}

impl Engine<'_> {
    /// How columns are looked at.
    pub(crate) fn columns(&self, taken: &[Taken]) -> Columns<'_> {
        Columns(taken.iter().map(|one| Way::of(*one, &self.plain)).collect())
    }
}

impl<'e> Way<'e> {
    fn of(taken: Taken, plain: &'e Plain) -> Self {
        let (number, field) = match taken {
            Taken::Skipped => return Self::Skipped,
            Taken::Nothing => return Self::Nothing,
            Taken::Detail(detail) => return Self::Detail(plain.fields() + detail.index()),
            Taken::Field(field) => match plain.field(field.index()) {
                Some(own) => (field.index(), own),
                None => return Self::Nothing,
            },
        };
        let is_plain = field.placeholders.is_empty();
        match field.kind {
            Kind::Text if is_plain && !field.identifies => Self::Text(number, field),
            Kind::Text => Self::Picked(number, field),
            Kind::Bool | Kind::Member(_) => Self::Words(number, field),
            Kind::Integer if is_plain => Self::Integer(number, field),
            Kind::Date if is_plain => Self::Date(number, field),
            _ => Self::Other(number, field),
        }
    }
}

/// Most rows that are written together: column by column, so that what is looked for stays at hand.
pub(crate) const TOGETHER: usize = 64;

/// A cell that the reading of cells decides on: its row among those written together, its field, where it stands.
pub(super) type Doubtful = (usize, usize, Range<usize>);

impl Writer<'_> {
    /// Writes rows of one text, if all of them are plain; else none.
    pub(crate) fn rows(&mut self, columns: &Columns<'_>, rows: &[Places<'_>]) -> bool {
        self.begin_many(rows.len());
        let written = columns.0.iter().enumerate().try_for_each(|(column, way)| self.column(column, way, rows));
        let is_written = written.and_then(|()| self.read_doubtful(rows)).is_ok();
        if !is_written {
            self.give_up();
        }
        is_written
    }

    fn column(&mut self, column: usize, way: &Way<'_>, rows: &[Places<'_>]) -> Result<(), NotPlain> {
        match way {
            Way::Skipped => Ok(()),
            Way::Nothing if rows.iter().all(|row| row.cell(column).1 == 0) => Ok(()),
            Way::Nothing => Err(NotPlain),
            Way::Detail(number) => {
                for (at, row) in rows.iter().enumerate() {
                    match row.bytes(column) {
                        b"" => {}
                        bytes if bytes == "无".as_bytes() => self.set(at, *number, Slot::small(GIVEN))?,
                        _ => return Err(NotPlain),
                    }
                }
                Ok(())
            }
            Way::Text(number, field) => self.cells(column, *number, rows, |row, from, length| {
                let is_common = row.is_common && !matches!(row.text.get(from), Some(b'\'' | b'`' | b'#'));
                (is_common || is_value(field, row.slice(from, length), false)).then(|| placed(from, length))
            }),
            Way::Picked(number, field) => self.cells(column, *number, rows, |row, from, length| {
                is_value(field, row.slice(from, length), row.is_common).then(|| placed(from, length))
            }),
            Way::Words(number, field) => {
                self.cells(column, *number, rows, |row, from, length| field.words.find_within(row.text, from, length))
            }
            Way::Integer(number, field) => self.cells(column, *number, rows, |row, from, length| {
                integer(row.text, from, length).or_else(|| field.see(row.slice(from, length)).slot())
            }),
            Way::Date(number, field) => self.cells(column, *number, rows, |row, from, length| {
                day(row.text, from, length).or_else(|| field.see(row.slice(from, length)).slot())
            }),
            Way::Other(number, field) => {
                self.cells(column, *number, rows, |row, from, length| field.see(row.slice(from, length)).slot())
            }
        }
    }

    /// The slots of a column's cells.
    #[inline(always)]
    fn cells<'t>(
        &mut self,
        column: usize,
        number: usize,
        rows: &[Places<'t>],
        see: impl Fn(&Places<'t>, usize, usize) -> Option<Slot>,
    ) -> Result<(), NotPlain> {
        let mut first = 0;
        while first < rows.len() {
            let (slots, missing, shift) = self.records.rows.grid.column_mut(self.start.rows + first, number).ok_or(NotPlain)?;
            let mut filled = 0;
            for ((at, place), row) in slots.iter_mut().enumerate().zip(rows.iter().skip(first)) {
                let (from, length) = row.cell(column);
                if length == 0 {
                    *place = Slot::EMPTY;
                    continue;
                }
                match see(row, from, length) {
                    Some(slot) => {
                        filled |= u64::from(!slot.is_missing()) << at;
                        *place = slot;
                    }
                    None => self.doubtful.push((first + at, number, from..from.wrapping_add(length))),
                }
            }
            *missing &= !(filled << shift);
            first += slots.len();
        }
        Ok(())
    }

    fn set(&mut self, at: usize, number: usize, slot: Slot) -> Result<(), NotPlain> {
        let is_set = self.records.rows.grid.set(self.start.rows + at, number, slot);
        if is_set { Ok(()) } else { Err(NotPlain) }
    }

    /// The reading of cells decides on some.
    fn read_doubtful(&mut self, rows: &[Places<'_>]) -> Result<(), NotPlain> {
        if self.doubtful.is_empty() {
            return Ok(());
        }
        let mut doubtful = std::mem::take(&mut self.doubtful);
        // Rows one after another, each from left to right.
        doubtful.sort_by_key(|(at, ..)| *at);
        let of_row = |left: &Doubtful, right: &Doubtful| left.0 == right.0;
        let read = doubtful.chunk_by(of_row).try_for_each(|cells| {
            for (at, number, place) in cells {
                let text = rows.get(*at).and_then(|row| row.text.get(place.clone()));
                let slot = self.unclear(*number, text.and_then(|text| std::str::from_utf8(text).ok()).ok_or(NotPlain)?)?;
                self.set(*at, *number, slot)?;
            }
            self.end_one(cells.first().map_or(0, |(at, ..)| *at));
            Ok(())
        });
        doubtful.clear();
        self.doubtful = doubtful;
        read
    }
}

impl<'t> Places<'t> {
    /// Where a cell begins, and how long it is.
    #[inline(always)]
    fn cell(&self, column: usize) -> (usize, usize) {
        let before = self.ends.get(column.wrapping_sub(1)).map_or(self.start, |end| (*end as usize).wrapping_add(1));
        let end = self.ends.get(column).map_or(before, |end| *end as usize);
        let length = end.wrapping_sub(before);
        if self.is_wrapped && length >= 2 && self.text.get(before) == Some(&b'"') {
            return (before.wrapping_add(1), length.wrapping_sub(2));
        }
        (before, length)
    }

    #[inline(always)]
    fn slice(&self, from: usize, length: usize) -> &'t [u8] {
        self.text.get(from..from.wrapping_add(length)).unwrap_or_default()
    }

    fn bytes(&self, column: usize) -> &'t [u8] {
        let (from, length) = self.cell(column);
        self.slice(from, length)
    }
}

#[inline(never)]
fn is_value(field: &Field, cell: &[u8], is_known_common: bool) -> bool {
    field.is_value(cell, is_known_common)
}

impl Seen {
    #[inline]
    fn slot(self) -> Option<Slot> {
        match self {
            Self::Slot(slot) => Some(slot),
            Self::Text | Self::Unclear => None,
        }
    }
}

/// The slot of a text where it stands.
#[inline(always)]
#[allow(clippy::cast_possible_truncation, reason = "a piece of text is far shorter than 4 GiB")]
fn placed(from: usize, length: usize) -> Slot {
    Slot::text(from as u32, length as u32)
}

/// Eight bytes from a place on, of which some may stand behind the cell.
#[inline(always)]
fn word(text: &[u8], from: usize) -> Option<u64> {
    text.get(from..)?.first_chunk::<8>().map(|bytes| u64::from_le_bytes(*bytes))
}

/// The same byte eight times.
const fn each(byte: u8) -> u64 {
    u64::from_le_bytes([byte; 8])
}

/// Up to eight digits, written without zeros in front.
#[inline(always)]
fn integer(text: &[u8], from: usize, length: usize) -> Option<Slot> {
    let bytes = word(text, from)?;
    if length > 8 || (bytes as u8 == b'0' && length > 1) {
        return None;
    }
    // Zeros in front, the last digit highest.
    let shift = 64_u32.wrapping_sub(8 * length as u32) & 63;
    let digits = (bytes ^ each(b'0')) << shift;
    if (digits.wrapping_add(each(0x76)) | digits) & each(0x80) != 0 {
        return None;
    }
    let pairs = (digits.wrapping_mul(10).wrapping_add(digits >> 8)) & 0x00FF_00FF_00FF_00FF;
    let fours = (pairs.wrapping_mul(100).wrapping_add(pairs >> 16)) & 0x0000_FFFF_0000_FFFF;
    let number = fours.wrapping_mul(10_000).wrapping_add(fours >> 32) as u32;
    Some(Slot::whole(number))
}

/// A day as `2024-02-28`, up to the 28th.
#[inline(always)]
fn day(text: &[u8], from: usize, length: usize) -> Option<Slot> {
    const PATTERN: u64 = u64::from_le_bytes(*b"0000-00-");
    // Digits are less than ten, and nothing differs from the dashes.
    const LIMITS: u64 = u64::from_le_bytes([0x76, 0x76, 0x76, 0x76, 0x7F, 0x76, 0x76, 0x7F]);
    if length != 10 {
        return None;
    }
    let head = word(text, from)? ^ PATTERN;
    let tail = (word(text, from.wrapping_add(2))? ^ each(b'0')) >> 48;
    let is_wrong = (head.wrapping_add(LIMITS) | head) & each(0x80) != 0;
    if is_wrong || (tail.wrapping_add(0x7676) | tail) & 0x8080 != 0 {
        return None;
    }
    let digit = |place: u32| (head >> (8 * place) & 0xFF) as u32;
    let year = digit(0) * 1000 + digit(1) * 100 + digit(2) * 10 + digit(3);
    let month = digit(5) * 10 + digit(6);
    let day = (tail & 0xFF) as u32 * 10 + (tail >> 8) as u32;
    (year > 0 && (1..=12).contains(&month) && (1..=28).contains(&day)).then(|| Slot::day(year, month, day))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::date::Date;
    use crate::value::Value;

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, cases: 4000, ..ProptestConfig::default() })]

        #[test]
        fn digits_are_read_as_numbers_and_days(
            cell in prop_oneof!["[0-9]{1,9}", "[0-9:/a-]{1,11}", "[0-2][0-9]{3}-[01][0-9]-[0-3][0-9]", "\\PC{1,8}"], after in "\\PC{0,12}",
        ) {
            let text = format!("，{cell},{after}");
            let own = |read: fn(&[u8], usize, usize) -> Option<Slot>| read(text.as_bytes(), 3, cell.len());
            let number = cell.parse::<u32>().ok().filter(|number| number.to_string() == cell && cell.len() <= 8);
            let is_near_the_end = text.len() < 11;
            let expected = number.and_then(|number| Kind::Integer.slot(&Value::Integer(number.into())));
            prop_assert!(own(integer) == expected || is_near_the_end && own(integer).is_none());
            let date = Some(&cell).filter(|cell| cell.len() == 10 && cell.as_bytes()[4] == b'-').and_then(|cell| cell.parse::<Date>().ok());
            let date = date.filter(|date| date.day() <= 28 && date.to_string() == cell);
            prop_assert_eq!(own(day), date.and_then(|date| Kind::Date.slot(&Value::Date(date))));
        }
    }
}
