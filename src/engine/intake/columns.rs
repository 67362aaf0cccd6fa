//! Rows of a table of texts straight into slots. In: what each column is taken for, once; then where the cells of a row stand. Out: its
//! slots, whose texts are where they were read. How a column is looked at is settled beforehand; what is not plain is left to the
//! writer.

use std::ops::Range;

use fearless_simd::{Level, Simd, SimdBase, SimdMask, dispatch, u32x16};

use super::super::Engine;
use super::super::grid::{ROWS, rows};
use super::super::rows::GIVEN;
use super::super::slot::{Kind, Slot};
use super::cells::Column;
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
pub(crate) struct Columns<'e> {
    ways: Box<[Way<'e>]>,
    /// Slots of which no column says anything in every row.
    others: Box<[usize]>,
}

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
    /// The text that rows stand in.
    pub(crate) text: &'t str,
    /// Where the cells end, those of other rows behind them; each begins one byte behind the end before.
    pub(crate) ends: &'t [u32],
    pub(crate) start: u32,
    pub(crate) cells: u32,
    /// Some cells stand in quotes, which are no part of them.
    pub(crate) is_wrapped: bool,
    /// Surely none but common bytes, and none of the signs that mean something in front of a text.
    pub(crate) is_common: bool,
}

impl Engine<'_> {
    /// How columns are looked at.
    pub(crate) fn columns(&self, taken: &[Taken]) -> Columns<'_> {
        let ways: Box<[Way<'_>]> = taken.iter().map(|one| Way::of(*one, &self.plain)).collect();
        let is_written = |slot: &usize| ways.iter().any(|way| way.slot() == Some(*slot));
        let others = (0..self.program.shape.width()).filter(|slot| !is_written(slot)).collect();
        Columns { ways, others }
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

impl Way<'_> {
    /// The slot that is written in every row.
    fn slot(&self) -> Option<usize> {
        match self {
            Self::Text(slot, _) | Self::Picked(slot, _) | Self::Words(slot, _) => Some(*slot),
            Self::Integer(slot, _) | Self::Date(slot, _) | Self::Other(slot, _) => Some(*slot),
            Self::Skipped | Self::Detail(_) | Self::Nothing => None,
        }
    }
}

/// Most rows that are written together: column by column, so that what is looked for stays at hand.
pub(crate) const TOGETHER: usize = ROWS;

/// A cell that the reading of cells decides on: its row among those written together, its field, where it stands.
pub(super) type Doubtful = (usize, usize, Range<usize>);

/// A column of some of the rows that are written together: those of one block of the grid.
#[derive(Clone, Copy)]
struct Part<'p> {
    text: &'p [u8],
    places: &'p Column,
    /// Rows of which surely all bytes are common.
    common: u64,
    /// How many rows come before, and how many there are.
    first: usize,
    count: usize,
}

impl Writer<'_> {
    /// Writes rows of one text, if all of them are plain; else none.
    pub(crate) fn rows<'t>(&mut self, columns: &Columns<'_>, rows: &[impl AsRef<Places<'t>>]) -> bool {
        dispatch!(Level::new(), simd => self.rows_with(simd, columns, rows))
    }

    #[inline(always)]
    fn rows_with<'t, S: Simd>(&mut self, simd: S, columns: &Columns<'_>, rows: &[impl AsRef<Places<'t>>]) -> bool {
        self.begin_many(rows.len(), &columns.others);
        let is_written = self.parts(simd, columns, rows).and_then(|()| self.read_doubtful(rows)).is_ok();
        if !is_written {
            self.give_up();
        }
        is_written
    }

    #[inline(always)]
    fn parts<'t, S: Simd>(&mut self, simd: S, columns: &Columns<'_>, rows: &[impl AsRef<Places<'t>>]) -> Result<(), NotPlain> {
        if rows.iter().any(|row| (row.as_ref().cells as usize) < columns.ways.len()) {
            return Err(NotPlain);
        }
        let mut cells = std::mem::take(&mut self.cells);
        let text = rows.first().map_or(&[][..], |row| row.as_ref().text.as_bytes());
        let (mut first, mut written, mut places) = (0, Ok(()), Column::NOTHING);
        while let Some(rows) = rows.get(first..).filter(|rows| !rows.is_empty() && written.is_ok()) {
            let room = ROWS - (self.start.rows + first) % ROWS;
            let rows = rows.get(..room).unwrap_or(rows);
            cells.find(columns.ways.len(), rows);
            for (column, way) in columns.ways.iter().enumerate().filter(|(_, way)| !matches!(way, Way::Skipped)) {
                cells.column(column, text, &mut places);
                let part = Part { text, places: &places, common: cells.common(), first, count: rows.len() };
                written = self.column(simd, way, part);
                if written.is_err() {
                    break;
                }
            }
            first += rows.len();
        }
        self.cells = cells;
        written
    }

    #[inline(always)]
    fn column<S: Simd>(&mut self, simd: S, way: &Way<'_>, part: Part<'_>) -> Result<(), NotPlain> {
        let Part { text, places, .. } = part;
        match way {
            Way::Skipped => Ok(()),
            Way::Nothing => {
                let is_empty = places.length.iter().take(part.count).all(|length| *length == 0);
                if is_empty { Ok(()) } else { Err(NotPlain) }
            }
            Way::Detail(number) => {
                for (at, (from, length)) in places.from.iter().zip(&places.length).enumerate().take(part.count) {
                    match slice(text, *from as usize, *length as usize) {
                        b"" => {}
                        bytes if bytes == "无".as_bytes() => self.set(part.first + at, *number, Slot::small(GIVEN))?,
                        _ => return Err(NotPlain),
                    }
                }
                Ok(())
            }
            Way::Text(number, field) => self.texts(
                simd,
                *number,
                part,
                !part.common,
                #[inline(always)]
                |from, length, _| is_value(field, slice(text, from, length), false),
            ),
            Way::Picked(number, field) => self.texts(
                simd,
                *number,
                part,
                u64::MAX,
                #[inline(always)]
                |from, length, is_common| {
                    is_common && field.is_surely_value(text, from, length) || is_value(field, slice(text, from, length), is_common)
                },
            ),
            Way::Words(number, field) if field.words.are_short() => self.cells(
                simd,
                *number,
                part,
                #[inline(always)]
                |from, length| field.words.find_short(text, from, length),
            ),
            Way::Words(number, field) => self.cells(
                simd,
                *number,
                part,
                #[inline(always)]
                |from, length| field.words.find_within(text, from, length),
            ),
            Way::Integer(number, field) => self.values(
                simd,
                *number,
                part,
                #[inline(always)]
                |from, length| integer(text, from, length).or_else(|| field.see(slice(text, from, length)).slot()),
            ),
            Way::Date(number, field) => self.values(
                simd,
                *number,
                part,
                #[inline(always)]
                |from, length| day(text, from, length).or_else(|| field.see(slice(text, from, length)).slot()),
            ),
            Way::Other(number, field) => self.values(
                simd,
                *number,
                part,
                #[inline(always)]
                |from, length| field.see(slice(text, from, length)).slot(),
            ),
        }
    }

    /// The slots of a column of texts, where they stand. In some rows it is looked whether they are values.
    #[inline(always)]
    fn texts<S: Simd>(
        &mut self,
        simd: S,
        number: usize,
        part: Part<'_>,
        looked: u64,
        is_value: impl Fn(usize, usize, bool) -> bool,
    ) -> Result<(), NotPlain> {
        let Column { from, length } = part.places;
        let Some((slots, missing, shift)) = self.records.rows.grid.column_mut(self.start.rows + part.first, number) else {
            return Err(NotPlain);
        };
        let Some(slots) = slots.get_mut(..part.count) else { return Err(NotPlain) };
        let empty = empty(simd, length);
        for (slot, (from, length)) in slots.iter_mut().zip(from.iter().zip(length)) {
            *slot = if *length == 0 { Slot::EMPTY } else { Slot::text(*from, *length) };
        }
        let own = rows(0, part.count);
        *missing = *missing & !(own << shift) | (empty & own) << shift;
        let mut looked = looked & own & !empty;
        while looked != 0 {
            let at = looked.trailing_zeros() as usize;
            let (from, length) = (from[at % ROWS] as usize, length[at % ROWS] as usize);
            if !is_value(from, length, part.common >> at & 1 == 1) {
                self.doubtful.push((part.first + at, number, from..from.wrapping_add(length)));
            }
            looked &= looked - 1;
        }
        Ok(())
    }

    /// The slots of a column's cells, of which empty ones are not looked at.
    #[inline(always)]
    fn values<S: Simd>(
        &mut self,
        simd: S,
        number: usize,
        part: Part<'_>,
        see: impl Fn(usize, usize) -> Option<Slot>,
    ) -> Result<(), NotPlain> {
        self.cells(
            simd,
            number,
            part,
            #[inline(always)]
            |from, length| if length == 0 { Some(Slot::EMPTY) } else { see(from, length) },
        )
    }

    /// The slots of a column's cells.
    #[inline(always)]
    fn cells<S: Simd>(
        &mut self,
        simd: S,
        number: usize,
        part: Part<'_>,
        see: impl Fn(usize, usize) -> Option<Slot>,
    ) -> Result<(), NotPlain> {
        let Column { from, length } = part.places;
        let Some((slots, missing, shift)) = self.records.rows.grid.column_mut(self.start.rows + part.first, number) else {
            return Err(NotPlain);
        };
        let Some(slots) = slots.get_mut(..part.count) else { return Err(NotPlain) };
        let (own, empty) = (rows(0, part.count), empty(simd, length));
        *missing = *missing & !(own << shift) | (empty & own) << shift;
        for (at, (slot, (from, length))) in slots.iter_mut().zip(from.iter().zip(length)).enumerate() {
            let (from, length) = (*from as usize, *length as usize);
            match see(from, length) {
                Some(seen) => *slot = seen,
                None => self.doubtful.push((part.first + at, number, from..from.wrapping_add(length))),
            }
        }
        Ok(())
    }

    fn set(&mut self, at: usize, number: usize, slot: Slot) -> Result<(), NotPlain> {
        let is_set = self.records.rows.grid.set(self.start.rows + at, number, slot);
        if is_set { Ok(()) } else { Err(NotPlain) }
    }

    /// The reading of cells decides on some.
    fn read_doubtful<'t>(&mut self, rows: &[impl AsRef<Places<'t>>]) -> Result<(), NotPlain> {
        if self.doubtful.is_empty() {
            return Ok(());
        }
        let mut doubtful = std::mem::take(&mut self.doubtful);
        // Rows one after another, each from left to right.
        doubtful.sort_by_key(|(at, ..)| *at);
        let of_row = |left: &Doubtful, right: &Doubtful| left.0 == right.0;
        let read = doubtful.chunk_by(of_row).try_for_each(|cells| {
            for (at, number, place) in cells {
                let text = rows.get(*at).and_then(|row| row.as_ref().text.get(place.clone()));
                let slot = self.unclear(*number, text.ok_or(NotPlain)?)?;
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

/// The rows without anything in a cell.
#[inline(always)]
fn empty<S: Simd>(simd: S, length: &[u32; ROWS]) -> u64 {
    let (mut all, mut shift) = (0, 0);
    for chunk in length.as_chunks::<16>().0 {
        all |= u32x16::from_slice(simd, chunk).simd_eq(u32x16::splat(simd, 0)).to_bitmask() << shift;
        shift += 16;
    }
    all
}

#[inline(always)]
fn slice(text: &[u8], from: usize, length: usize) -> &[u8] {
    text.get(from..from.wrapping_add(length)).unwrap_or_default()
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
