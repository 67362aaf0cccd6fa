//! Records as the engine reads them: a row of a grid each, texts end to end in one buffer. In: records as they were read.
//! Out: rows; a record again, where it has to be explained.

use std::sync::Arc;

use super::grid::{Grid, ROWS};
use super::slot::{Kind, Slot, state};
use super::text::Bytes;
use crate::hir::{Enumeration, Record};
use crate::ids::DetailId;
use crate::input::{Cell, Note, Slots};
use crate::value::Value;

/// How the rows of one kind of record are laid out.
#[derive(Debug)]
pub(crate) struct Shape {
    /// Kind of each field; the fields of details have slots that stay empty.
    pub(crate) kinds: Vec<Kind>,
    /// Number of details, each with a slot behind the fields.
    details: usize,
    /// What the numbers in slots stand for: fields, details, members of enumerations, each in order.
    meanings: Vec<String>,
}

/// State of a 明细 without rows, in its slot.
pub(crate) const GIVEN: u32 = 0;
const WITH_ROWS: u32 = 1;

impl Shape {
    pub(crate) fn new(record: &Record, enumerations: &[Enumeration]) -> Self {
        let fields = record.fields.iter().map(|field| format!("{} {:?} {:?}", field.name, field.ty, field.detail));
        let details = record.details.iter().map(|detail| detail.name.clone());
        let members = enumerations
            .iter()
            .flat_map(|one| std::iter::once(one.name.clone()).chain(one.members.iter().map(|member| format!("- {}", member.name))));
        Self {
            kinds: record.fields.iter().map(|field| Kind::of(&field.ty)).collect(),
            details: record.details.len(),
            meanings: fields.chain(details).chain(members).collect(),
        }
    }

    /// The slot of a detail's state.
    pub(crate) fn detail(&self, detail: DetailId) -> usize {
        self.kinds.len() + detail.index()
    }

    pub(super) fn width(&self) -> usize {
        self.kinds.len() + self.details
    }
}

/// Records ready to be judged.
#[derive(Clone, Debug)]
pub(crate) struct Rows {
    shape: Arc<Shape>,
    pub(super) grid: Grid,
    pub(super) text: Vec<u8>,
    /// How many bytes will stand before the texts.
    before: usize,
    pub(super) aside: Vec<Cell>,
    /// What rows do not hold: rows of details, notes, columns without a field.
    extras: Vec<(usize, Slots)>,
}

/// How much there is of everything.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Lengths {
    pub(super) rows: usize,
    pub(super) text: usize,
    aside: usize,
    extras: usize,
}

/// One record.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Row<'r> {
    /// 64 places from each other.
    pub(crate) slots: &'r [Slot],
    /// By slot the rows of its block in which nothing is filled in, and which of them it is.
    pub(crate) missing: &'r [u64],
    pub(crate) place: u32,
    /// It has rows of details, contents that cannot be used, or what else the engine does not read.
    pub(crate) is_special: bool,
    pub(crate) text: &'r [u8],
    pub(crate) aside: &'r [Cell],
}

impl Rows {
    pub(crate) fn new(shape: &Arc<Shape>) -> Self {
        let grid = Grid::new(shape.width());
        Self { shape: Arc::clone(shape), grid, text: Vec::new(), before: 0, aside: Vec::new(), extras: Vec::new() }
    }

    /// The kind of a field's slot; of all others nothing is known.
    pub(super) fn kind(&self, slot: usize) -> Kind {
        self.shape.kinds.get(slot).copied().unwrap_or(Kind::Other)
    }

    /// Records whose slots mean the same.
    pub(super) fn is_like(&self, shape: &Shape) -> bool {
        std::ptr::eq(&*self.shape, shape) || self.shape.meanings == shape.meanings
    }

    pub(crate) fn len(&self) -> usize {
        self.grid.len()
    }

    /// Forgets the records and keeps the room.
    pub(crate) fn clear(&mut self) {
        self.grid.truncate(0);
        self.text.clear();
        self.before = 0;
        self.aside.clear();
        self.extras.clear();
    }

    /// From here on texts are written that will stand behind so many bytes; those are given in the end.
    #[cfg(feature = "records")]
    pub(super) fn stand_behind(&mut self, bytes: usize) {
        self.before = bytes;
    }

    /// Puts the bytes before the texts that were written; gives the buffer of those.
    #[cfg(feature = "records")]
    pub(super) fn put_before(&mut self, mut bytes: Vec<u8>) -> Vec<u8> {
        bytes.extend_from_slice(&self.text);
        self.before = 0;
        std::mem::replace(&mut self.text, bytes)
    }

    pub(crate) fn push(&mut self, mut record: Slots) {
        let mut is_special = !record.invalid_details.is_empty() || !record.open_details.is_empty();
        let cells = std::mem::take(&mut record.cells);
        let row = self.grid.len();
        self.grid.push_blank(1);
        for (number, cell) in cells.into_iter().enumerate() {
            let kind = self.shape.kinds.get(number).copied().unwrap_or(Kind::Other);
            is_special |= matches!(cell, Cell::Invalid(_) | Cell::Open);
            let slot = self.slot(kind, cell);
            // A value that has no slot of its own.
            is_special |= kind != Kind::Other && slot.beside().is_some();
            self.grid.set(row, number, slot);
        }
        for (number, rows) in (self.shape.kinds.len()..).zip(&record.details) {
            let slot = match rows {
                None => Slot::ABSENT,
                Some(rows) if rows.is_empty() => Slot::small(GIVEN),
                Some(_) => {
                    is_special = true;
                    Slot::small(WITH_ROWS)
                }
            };
            self.grid.set(row, number, slot);
        }
        if is_special {
            self.grid.set_special(row);
        }
        if is_special || !record.notes.is_empty() || !record.unmatched.is_empty() {
            self.extras.push((row, record));
        }
    }

    fn slot(&mut self, kind: Kind, cell: Cell) -> Slot {
        match &cell {
            Cell::Absent => return Slot::ABSENT,
            Cell::Empty => return Slot::EMPTY,
            Cell::Open => return Slot::OPEN,
            Cell::Value(Value::Text(text)) if kind == Kind::Text => {
                if let Some(slot) = self.write(text) {
                    return slot;
                }
            }
            Cell::Value(value) => {
                if let Some(slot) = kind.slot(value) {
                    return slot;
                }
            }
            Cell::Invalid(_) => {}
        }
        self.put_aside(cell)
    }

    /// How many slots a row has.
    #[inline]
    pub(super) fn width(&self) -> usize {
        self.grid.width()
    }

    /// How much there is so far.
    #[inline]
    pub(super) fn ends(&self) -> Lengths {
        Lengths { rows: self.grid.len(), text: self.text.len(), aside: self.aside.len(), extras: self.extras.len() }
    }

    /// Drops what came since.
    pub(super) fn go_back(&mut self, lengths: Lengths) {
        self.grid.truncate(lengths.rows);
        self.text.truncate(lengths.text);
        self.aside.truncate(lengths.aside);
        self.extras.truncate(lengths.extras);
    }

    /// Adds records of which some slots are to be written, whatever stands there now; all others say nothing.
    #[cfg(feature = "records")]
    #[inline]
    pub(super) fn push_for(&mut self, count: usize, others: &[usize]) {
        let first = self.grid.len();
        self.grid.push_stale(count);
        others.iter().for_each(|column| self.grid.blank(first, *column));
    }

    /// Adds records that say nothing, to be written over.
    #[inline]
    pub(super) fn push_blank(&mut self, count: usize) {
        self.grid.push_blank(count);
    }

    /// Says of one of the last records what its row does not hold.
    #[inline(never)]
    pub(super) fn add_notes(&mut self, number: usize, notes: Vec<Note>, is_special: bool) {
        let mut record = self.without_cells(number);
        record.notes = notes;
        if is_special {
            self.grid.set_special(number);
        }
        self.extras.push((number, record));
    }

    pub(super) fn put_aside(&mut self, cell: Cell) -> Slot {
        self.aside.push(cell);
        Slot::aside(u32::try_from(self.aside.len() - 1).unwrap_or(u32::MAX))
    }

    #[inline]
    pub(super) fn write(&mut self, text: &str) -> Option<Slot> {
        let (start, length) = (u32::try_from(self.before.checked_add(self.text.len())?).ok()?, u32::try_from(text.len()).ok()?);
        let slot = Slot::text(start, length);
        // The end must have a place too.
        if !slot.is_value() || start.checked_add(length).is_none() {
            return None;
        }
        self.text.extend_from_slice(text.as_bytes());
        Some(slot)
    }

    #[inline]
    pub(crate) fn row(&self, number: usize) -> Row<'_> {
        let (slots, missing) = self.grid.row(number);
        let place = (number % ROWS) as u32;
        Row { slots, missing, place, is_special: self.grid.is_special(number), text: &self.text, aside: &self.aside }
    }

    #[inline]
    pub(super) fn text_of(&self, number: usize, field: usize) -> Option<&[u8]> {
        let slot = self.value_of(number, field, |kind| kind == Kind::Text)?;
        Some(Bytes::new(&self.text, slot.range()).slice())
    }

    #[inline]
    pub(super) fn member_of(&self, number: usize, field: usize) -> Option<usize> {
        let slot = self.value_of(number, field, |kind| matches!(kind, Kind::Member(_)))?;
        slot.code().checked_sub(Slot::FIRST_CODE)
    }

    #[inline]
    fn value_of(&self, number: usize, field: usize, is_right: impl Fn(Kind) -> bool) -> Option<Slot> {
        let kind = *self.shape.kinds.get(field)?;
        self.grid.get(number, field).filter(|slot| is_right(kind) && slot.is_value() && !slot.is_missing())
    }

    /// The record that a row was made from.
    pub(crate) fn record(&self, number: usize) -> Slots {
        let row = self.row(number);
        let mut record = self.without_cells(number);
        record.cells = self.shape.kinds.iter().enumerate().map(|(number, kind)| row.cell(*kind, row.slot(number))).collect();
        record
    }

    fn without_cells(&self, number: usize) -> Slots {
        let row = self.row(number);
        let extra = self.extras.binary_search_by_key(&number, |(row, _)| *row).ok().and_then(|at| self.extras.get(at));
        let mut record = extra.map(|(_, record)| record.clone()).unwrap_or_default();
        if extra.is_none() {
            let details = (self.shape.kinds.len()..).take(self.shape.details).map(|number| row.slot(number));
            record.details = details.map(|slot| slot.is_value().then(Vec::new)).collect();
        }
        record
    }
}

impl<'r> Row<'r> {
    #[inline(always)]
    pub(crate) fn slot(self, number: usize) -> Slot {
        self.slots.get(number.wrapping_mul(ROWS)).copied().unwrap_or(Slot::ABSENT)
    }

    /// One where nothing is filled in, else nothing.
    #[inline(always)]
    pub(crate) fn missing(self, number: usize) -> u64 {
        self.missing.get(number).map_or(1, |rows| rows >> (self.place & 63) & 1)
    }

    /// The bytes of a text slot that holds its value.
    #[inline(always)]
    pub(crate) fn bytes(self, slot: Slot) -> Bytes<'r> {
        Bytes::new(self.text, slot.range())
    }

    pub(crate) fn cell(self, kind: Kind, slot: Slot) -> Cell {
        if !slot.is_value() {
            return state(slot, self.aside);
        }
        if kind == Kind::Text {
            return Cell::Value(Value::Text(String::from_utf8_lossy(self.bytes(slot).slice()).into()));
        }
        kind.value(slot).map_or(Cell::Absent, Cell::Value)
    }
}
