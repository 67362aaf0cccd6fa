//! Rows written straight from what a record holds. In: for each field what is written, as text or typed. Out: a row, if everything is
//! plain; else the record is given up, and whoever has it whole reads it the general way.

use super::plain::{Plain, Seen};
use super::rows::{GIVEN, Rows};
use super::slot::{Kind, Slot};
use super::words::Memo;
use crate::ids::{DetailId, FieldId};
use crate::input::{self, Cell, Schema, Slots};
use crate::value::Value;

/// Writes one record after another. Each thread has its own.
#[derive(Debug)]
pub(crate) struct Writer<'e> {
    schema: &'e Schema,
    plain: &'e Plain,
    year: i32,
    memo: Memo,
    rows: Rows,
    /// Where the record begins that is being written.
    start: Start,
}

/// Lengths before a record.
#[derive(Clone, Copy, Debug, Default)]
struct Start {
    slots: usize,
    text: usize,
    aside: usize,
}

/// The record cannot be written this way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct NotPlain;

impl<'e> Writer<'e> {
    pub(super) fn new(schema: &'e Schema, plain: &'e Plain, year: i32, rows: Rows) -> Self {
        Self { schema, plain, year, memo: Memo::default(), rows, start: Start::default() }
    }

    /// Forgets the records that were written.
    pub(super) fn clear(&mut self) {
        self.rows.clear();
    }

    /// The rows, in exchange for others whose room is used again.
    pub(crate) fn exchange(&mut self, rows: &mut Rows) {
        std::mem::swap(&mut self.rows, rows);
    }

    /// A record that was read the general way.
    pub(crate) fn push(&mut self, record: Slots) {
        self.rows.push(record);
    }

    /// Begins a record that says nothing yet.
    #[inline]
    pub(crate) fn begin(&mut self) {
        self.start = Start { slots: self.rows.slots.len(), text: self.rows.text.len(), aside: self.rows.aside.len() };
        self.rows.push_blank();
    }

    /// Gives up the record that was begun.
    pub(crate) fn give_up(&mut self) {
        self.rows.slots.truncate(self.start.slots);
        self.rows.text.truncate(self.start.text);
        self.rows.aside.truncate(self.start.aside);
    }

    /// What is written for a field.
    #[inline]
    pub(crate) fn text(&mut self, field: FieldId, text: &str) -> Result<(), NotPlain> {
        let number = field.index();
        let slot = match self.plain.see(number, text) {
            Seen::Text => self.rows.write(text).ok_or(NotPlain)?,
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
            _ => Err(NotPlain),
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
        match self.rows.slots.get_mut(self.start.slots + number) {
            Some(place) if *place == Slot::ABSENT => {
                *place = slot;
                Ok(())
            }
            _ => Err(NotPlain),
        }
    }

    /// The reading of cells decides; what needs words, or a place of its own, is not for rows that are written straight.
    #[inline(never)]
    fn unclear(&mut self, number: usize, text: &str) -> Result<Slot, NotPlain> {
        if let Some(slot) = self.memo.find(number, text.as_bytes()) {
            return Ok(slot);
        }
        let field = self.schema.fields.get(number).ok_or(NotPlain)?;
        let cell = input::read_silently(self.schema, field, text, self.year).ok_or(NotPlain)?;
        let slot = match (self.plain.kind(number), &cell) {
            (_, Cell::Empty) => Slot::EMPTY,
            (Kind::Text, Cell::Value(Value::Text(text))) => return self.rows.write(text).ok_or(NotPlain),
            (Kind::Other, Cell::Value(_)) => return Ok(self.rows.put_aside(cell)),
            (kind, Cell::Value(value)) => kind.slot(value).ok_or(NotPlain)?,
            _ => return Err(NotPlain),
        };
        self.memo.keep(number, text.as_bytes(), slot);
        Ok(slot)
    }
}
