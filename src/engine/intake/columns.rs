//! Rows of a table of texts straight into slots. In: what each column is taken for, once; then where the cells of a row stand. Out: its
//! slots, whose texts are where they were read. How a column is looked at is settled beforehand; what is not plain is left to the
//! writer.

use std::ops::Range;

use fearless_simd::{Level, Simd, SimdBase, SimdMask, dispatch, u32x16};

use super::super::Engine;
use super::super::grid::{Grid, ROWS, each, rows};
use super::super::rows::GIVEN;
use super::super::slot::{Kind, Slot};
use super::cells::Column;
use super::eights::Found;
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
    /// How wide the vectors are that they are looked at with.
    level: Level,
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
    /// The text that rows stand in. The cells are UTF-8.
    pub(crate) text: &'t [u8],
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
        Columns { ways, others, level: self.level }
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

impl Part<'_> {
    /// A row by its number, and where its cell stands.
    #[inline(always)]
    fn place(&self, row: u32) -> (usize, Range<usize>) {
        let at = row as usize % ROWS;
        let from = self.places.from[at] as usize;
        (at, from..from.wrapping_add(self.places.length[at] as usize))
    }

    /// Notes in which rows a cell is filled in. Gives the slots to be written, and those rows. All that are written together begin at
    /// one row of the grid.
    #[inline(always)]
    fn slots<S: Simd>(self, simd: S, grid: &mut Grid, start: usize, column: usize) -> Result<(&mut [Slot], u64), NotPlain> {
        let (slots, missing, shift) = grid.column_mut(start + self.first, column).ok_or(NotPlain)?;
        let (own, empty) = (rows(0, self.count), empty(simd, &self.places.length));
        *missing = *missing & !(own << shift) | (empty & own) << shift;
        Ok((slots.get_mut(..self.count).ok_or(NotPlain)?, own & !empty))
    }
}

impl Writer<'_> {
    /// Writes rows of one text, if all of them are plain; else none.
    pub(crate) fn rows<'t>(&mut self, columns: &Columns<'_>, rows: &[impl AsRef<Places<'t>>]) -> bool {
        dispatch!(columns.level, simd => self.rows_with(simd, columns, rows))
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
        let text = rows.first().map_or(&[][..], |row| row.as_ref().text);
        let (mut first, mut written, mut places) = (0, Ok(()), Column::NOTHING);
        while let Some(rows) = rows.get(first..).filter(|rows| !rows.is_empty() && written.is_ok()) {
            let room = ROWS - (self.start.rows + first) % ROWS;
            let rows = rows.get(..room).unwrap_or(rows);
            cells.find(simd, columns.ways.len(), rows);
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
            Way::Text(number, field) => self.texts(simd, *number, field, part, !part.common),
            Way::Picked(number, field) => self.texts(simd, *number, field, part, !part.common | field.suspects(simd, text, places)),
            Way::Words(number, field) => {
                let found = Found::words(simd, &field.words, text, places, rows(0, part.count));
                self.cells(simd, *number, part, &found, |_| None)
            }
            Way::Integer(number, field) => {
                self.cells(simd, *number, part, &Found::integers(text, places), |cell| field.see(cell).slot())
            }
            Way::Date(number, field) => self.cells(simd, *number, part, &Found::days(text, places), |cell| field.see(cell).slot()),
            Way::Other(number, field) => self.cells(simd, *number, part, &Found::NOTHING, |cell| field.see(cell).slot()),
        }
    }

    /// The slots of a column of texts, where they stand. In some rows it is looked whether they are values.
    #[inline(always)]
    fn texts<S: Simd>(&mut self, simd: S, number: usize, field: &Field, part: Part<'_>, looked: u64) -> Result<(), NotPlain> {
        let (slots, left) = part.slots(simd, &mut self.records.rows.grid, self.start.rows, number)?;
        for (slot, (from, length)) in slots.iter_mut().zip(part.places.from.iter().zip(&part.places.length)) {
            *slot = if *length == 0 { Slot::EMPTY } else { Slot::text(*from, *length) };
        }
        for at in each(looked & left) {
            let (at, place) = part.place(at);
            if !field.is_value(part.text.get(place.clone()).unwrap_or_default(), part.common >> at & 1 == 1) {
                self.doubtful.push((part.first + at, number, place));
            }
        }
        Ok(())
    }

    /// The slots of a column's cells: what was found, and where that is not clear, what is seen of a cell alone.
    #[inline(always)]
    fn cells<S: Simd>(
        &mut self,
        simd: S,
        number: usize,
        part: Part<'_>,
        found: &Found,
        see: impl Fn(&[u8]) -> Option<Slot>,
    ) -> Result<(), NotPlain> {
        let (slots, left) = part.slots(simd, &mut self.records.rows.grid, self.start.rows, number)?;
        for (slot, (own, length)) in slots.iter_mut().zip(found.slots.iter().zip(&part.places.length)) {
            *slot = if *length == 0 { Slot::EMPTY } else { *own };
        }
        for at in each(left & !found.clear) {
            let (at, place) = part.place(at);
            match (see(part.text.get(place.clone()).unwrap_or_default()), slots.get_mut(at)) {
                (Some(seen), Some(slot)) => *slot = seen,
                _ => self.doubtful.push((part.first + at, number, place)),
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
                let text = rows.get(*at).and_then(|row| row.as_ref().text.get(place.clone())).ok_or(NotPlain)?;
                let slot = self.unclear(*number, std::str::from_utf8(text).map_err(|_| NotPlain)?)?;
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

impl Seen {
    #[inline]
    fn slot(self) -> Option<Slot> {
        match self {
            Self::Slot(slot) => Some(slot),
            Self::Text | Self::Unclear => None,
        }
    }
}
