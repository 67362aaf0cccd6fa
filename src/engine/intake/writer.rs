//! Rows written straight from what a record holds. In: for each field what is written, as text or typed. Out: a row, if there are single
//! values only, one for a field; else the record is given up, and whoever has it whole reads it the general way.

#[cfg(feature = "records")]
use std::ops::Range;

use super::super::Prepared;
use super::super::rows::{GIVEN, Lengths};
use super::super::slot::{Kind, Slot};
#[cfg(feature = "records")]
use super::cells::Cells;
#[cfg(feature = "records")]
use super::columns::{Doubtful, TOGETHER};
#[cfg(feature = "records")]
use super::plain;
use super::plain::{Plain, Seen};
use super::vocabulary::Memo;
use crate::ids::{DetailId, FieldId};
use crate::input::{self, Cell, Note, Schema, Slots};
use crate::value::Value;

/// Writes one record after another. Each thread has its own.
#[derive(Debug)]
pub(crate) struct Writer<'e> {
    schema: &'e Schema,
    pub(super) plain: &'e Plain,
    year: i32,
    memo: Memo,
    pub(super) records: Prepared,
    /// Where the record begins that is being written.
    pub(super) start: Lengths,
    /// Cells that the reading of cells decides on.
    #[cfg(feature = "records")]
    pub(super) doubtful: Vec<Doubtful>,
    /// Where the cells stand that are being written.
    #[cfg(feature = "records")]
    pub(super) cells: Cells,
    /// What there is to say about it.
    notes: Vec<Note>,
    /// It has contents that cannot be used, or that have no slot of their own.
    is_special: bool,
}

/// The text of a whole record.
#[cfg(feature = "records")]
#[derive(Clone, Copy, Debug)]
pub(crate) struct Whole<'t> {
    text: &'t [u8],
    is_common: bool,
    /// Where it stands among the texts, if it has a place there.
    start: Option<u32>,
}

#[cfg(feature = "records")]
impl Whole<'_> {
    /// Where a part of the text stands in it.
    #[inline]
    pub(super) fn place(&self, part: &str) -> Option<Range<usize>> {
        let start = part.as_ptr().addr().checked_sub(self.text.as_ptr().addr())?;
        let end = start.checked_add(part.len())?;
        (end <= self.text.len()).then_some(start..end)
    }
}

/// Longest text of a whole record whose parts are used where they stand.
#[cfg(feature = "records")]
const ROOM: u32 = 1 << 24;

/// The record cannot be written this way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct NotPlain;

impl<'e> Writer<'e> {
    pub(super) fn new(schema: &'e Schema, plain: &'e Plain, year: i32, records: Prepared) -> Self {
        Self {
            schema,
            plain,
            year,
            memo: Memo::default(),
            records,
            start: Lengths::default(),
            #[cfg(feature = "records")]
            doubtful: Vec::new(),
            #[cfg(feature = "records")]
            cells: Cells::default(),
            notes: Vec::new(),
            is_special: false,
        }
    }

    /// Forgets the records that were written.
    pub(crate) fn clear(&mut self) {
        self.records.rows.clear();
    }

    pub(super) fn schema(&self) -> &'e Schema {
        self.schema
    }

    /// The records that were written.
    pub(crate) fn records(&self) -> &Prepared {
        &self.records
    }

    pub(super) fn into_records(self) -> Prepared {
        self.records
    }

    /// The records, in exchange for others whose room is used again.
    #[cfg(feature = "records")]
    pub(crate) fn exchange(&mut self, records: &mut Prepared) {
        std::mem::swap(&mut self.records, records);
    }

    /// A record that was read the general way.
    pub(crate) fn push(&mut self, record: Slots) {
        self.records.rows.push(record);
    }

    /// Begins a record that says nothing yet.
    #[inline]
    pub(crate) fn begin(&mut self) {
        self.start = self.records.rows.ends();
        self.records.rows.push_blank(1);
    }

    /// How many records are best written at once: as many as a block of rows still has room for.
    #[cfg(feature = "records")]
    #[inline]
    pub(crate) fn room(&self) -> usize {
        TOGETHER - self.records.rows.len() % TOGETHER
    }

    /// Begins several records at once. Slots other than some are going to be written.
    #[cfg(feature = "records")]
    pub(super) fn begin_many(&mut self, count: usize, others: &[usize]) {
        self.start = self.records.rows.ends();
        self.records.rows.push_for(count, others);
    }

    /// Ends one of several records.
    #[cfg(feature = "records")]
    pub(super) fn end_one(&mut self, at: usize) {
        if self.is_special || !self.notes.is_empty() {
            let number = self.start.rows + at;
            let notes = std::mem::take(&mut self.notes);
            self.records.rows.add_notes(number, notes, std::mem::take(&mut self.is_special));
        }
    }

    /// Ends the record that was begun.
    #[inline]
    pub(crate) fn end(&mut self) {
        if self.is_special || !self.notes.is_empty() {
            let number = self.start.rows;
            let notes = std::mem::take(&mut self.notes);
            self.records.rows.add_notes(number, notes, std::mem::take(&mut self.is_special));
        }
    }

    /// Gives up the record that was begun.
    pub(crate) fn give_up(&mut self) {
        #[cfg(feature = "records")]
        self.doubtful.clear();
        self.notes.clear();
        self.is_special = false;
        self.records.rows.go_back(self.start);
    }

    /// Begins a record of which all that is written stands in one text.
    #[cfg(feature = "records")]
    #[inline]
    pub(crate) fn begin_whole<'t>(&mut self, text: &'t [u8]) -> Whole<'t> {
        self.begin();
        let is_common = plain::is_common(text);
        let start = u32::try_from(self.start.text).ok().filter(|start| start.checked_add(ROOM).is_some());
        let start = start.filter(|_| u32::try_from(text.len()).is_ok_and(|length| length < ROOM));
        self.records.rows.text.extend_from_slice(text);
        Whole { text, is_common, start }
    }

    /// What is written for a field, as a part of the text that the record was begun with.
    #[cfg(feature = "records")]
    #[inline(always)]
    pub(crate) fn part(&mut self, whole: &Whole<'_>, field: FieldId, part: Range<usize>) -> Result<(), NotPlain> {
        let number = field.index();
        let (start, length) = (part.start, part.len());
        let text = whole.text.get(part).ok_or(NotPlain)?;
        let slot = match self.plain.see(number, text, whole.is_common) {
            Seen::Text => match (whole.start, u32::try_from(start), u32::try_from(length)) {
                (Some(base), Ok(start), Ok(length)) => Slot::text(base.wrapping_add(start), length),
                _ => return Err(NotPlain),
            },
            Seen::Slot(slot) => slot,
            Seen::Unclear => self.unclear(number, std::str::from_utf8(text).map_err(|_| NotPlain)?)?,
        };
        self.put(number, slot)
    }

    /// What is written for a field.
    #[inline]
    pub(crate) fn text(&mut self, field: FieldId, text: &str) -> Result<(), NotPlain> {
        let number = field.index();
        let slot = match self.plain.see(number, text.as_bytes(), false) {
            Seen::Text => self.records.rows.write(text).ok_or(NotPlain)?,
            Seen::Slot(slot) => slot,
            Seen::Unclear => self.unclear(number, text)?,
        };
        self.put(number, slot)
    }

    pub(crate) fn truth(&mut self, field: FieldId, value: bool) -> Result<(), NotPlain> {
        match self.plain.kind(field.index()) {
            Kind::Bool => self.value(field, &Value::Bool(value)),
            _ => self.text(field, if value { "是" } else { "否" }),
        }
    }

    /// A whole number that was written as such; of fields for anything else, its digits are read.
    pub(crate) fn integer(&mut self, field: FieldId, value: i64) -> Result<(), NotPlain> {
        match self.plain.kind(field.index()) {
            Kind::Integer => self.value(field, &Value::Integer(value)),
            _ => self.text(field, &value.to_string()),
        }
    }

    /// Nothing is filled in.
    pub(crate) fn empty(&mut self, field: FieldId) -> Result<(), NotPlain> {
        self.put(field.index(), Slot::EMPTY)
    }

    /// A detail without rows.
    pub(crate) fn no_rows(&mut self, detail: DetailId) -> Result<(), NotPlain> {
        let at = self.plain.fields() + detail.index();
        self.put(at, Slot::small(GIVEN))
    }

    fn value(&mut self, field: FieldId, value: &Value) -> Result<(), NotPlain> {
        let slot = self.plain.kind(field.index()).slot(value).ok_or(NotPlain)?;
        self.put(field.index(), slot)
    }

    /// What is there already was written by another column for the same field.
    #[inline]
    fn put(&mut self, number: usize, slot: Slot) -> Result<(), NotPlain> {
        let (grid, row) = (&mut self.records.rows.grid, self.start.rows);
        let is_new = grid.get(row, number) == Some(Slot::ABSENT);
        if is_new && grid.set(row, number, slot) { Ok(()) } else { Err(NotPlain) }
    }

    /// The reading of cells decides.
    #[inline(never)]
    pub(super) fn unclear(&mut self, number: usize, text: &str) -> Result<Slot, NotPlain> {
        if let Some(slot) = self.memo.find(number, text.as_bytes()) {
            return Ok(slot);
        }
        let (cell, note) = input::read_text(self.schema, FieldId::new(number), text, self.year);
        let has_note = note.is_some();
        self.notes.extend(note);
        let slot = match (self.plain.kind(number), &cell) {
            (_, Cell::Empty) => Slot::EMPTY,
            (Kind::Text, Cell::Value(Value::Text(text))) => return self.records.rows.write(text).ok_or(NotPlain),
            (Kind::Other, Cell::Value(_)) => return Ok(self.records.rows.put_aside(cell)),
            (kind, Cell::Value(value)) => match kind.slot(value) {
                Some(slot) => slot,
                None => return Ok(self.special(cell)),
            },
            _ => return Ok(self.special(cell)),
        };
        if !has_note {
            self.memo.keep(number, text.as_bytes(), slot);
        }
        Ok(slot)
    }

    /// A cell that the engine does not read.
    fn special(&mut self, cell: Cell) -> Slot {
        self.is_special = true;
        self.records.rows.put_aside(cell)
    }
}
