//! Records on their way into rows, straight where they are plain. In: records of any form. Out: rows.

use std::ops::{Deref, DerefMut};

use serde::Serialize;

use super::super::rows::Rows;
use super::super::{Engine, Prepared};
use super::keys::Keys;
use super::straight;
use super::writer::Writer;
use crate::date::Date;
use crate::error::Error;
use crate::input;
use crate::judge::Judge;

/// Writes records into rows that are exchanged from time to time.
#[derive(Debug)]
pub(crate) struct RecordWriter<'e> {
    writer: Writer<'e>,
    judge: Judge<'e>,
    date: Date,
    keys: Keys,
    /// How many records were plain, and how many were tried in vain.
    plain: usize,
    tried: usize,
}

impl<'e> Deref for RecordWriter<'e> {
    type Target = Writer<'e>;

    fn deref(&self) -> &Writer<'e> {
        &self.writer
    }
}

impl DerefMut for RecordWriter<'_> {
    fn deref_mut(&mut self) -> &mut Self::Target {
        &mut self.writer
    }
}

impl<'p> Engine<'p> {
    #[cfg(feature = "records")]
    pub(crate) fn judge_of(&self) -> &Judge<'p> {
        &self.judge
    }

    /// No records.
    pub(crate) fn nothing(&self) -> Prepared {
        Prepared { rows: Rows::new(&self.program.shape) }
    }

    pub(crate) fn record_writer(&self) -> RecordWriter<'_> {
        let writer = Writer::new(&self.judge.planned.schema, &self.plain, self.date().year(), self.nothing());
        RecordWriter { writer, judge: self.judge, date: self.date(), keys: Keys::default(), plain: 0, tried: 0 }
    }
}

/// So many records tried in vain, and more than there were plain ones, tell that the others are not plain either.
const ENOUGH: usize = 64;

impl RecordWriter<'_> {
    /// Adds a record, straight if it is plain.
    ///
    /// # Errors
    /// If it is not a record.
    pub(super) fn push_straight<T: Serialize + ?Sized>(&mut self, record: &T) -> Result<(), Error> {
        if self.tried < ENOUGH || self.tried < self.plain {
            self.writer.begin();
            if record.serialize(straight::Record { writer: &mut self.writer, keys: &mut self.keys }).is_ok() {
                self.writer.end();
                self.plain += 1;
                return Ok(());
            }
            self.writer.give_up();
            self.tried += 1;
        }
        self.push(record)
    }

    /// Adds a record the general way.
    ///
    /// # Errors
    /// If it is not a record.
    pub(crate) fn push<T: Serialize + ?Sized>(&mut self, record: &T) -> Result<(), Error> {
        let slots = input::slots(&self.judge.planned.schema, record, self.date)?;
        self.writer.push(slots);
        Ok(())
    }

    /// The records that were written.
    pub(super) fn into_records(self) -> Prepared {
        self.writer.into_records()
    }

    /// Takes the room of records that are no longer wanted. The texts that are written will stand behind so many bytes.
    #[cfg(feature = "records")]
    pub(crate) fn take_room_behind(&mut self, records: &mut Prepared, bytes: usize) {
        self.take_room(records);
        self.writer.records.rows.stand_behind(bytes);
    }

    /// Gives the records that were written, with the bytes that stand before their texts, and the buffer of the texts.
    #[cfg(feature = "records")]
    pub(crate) fn give_rows_behind(&mut self, records: &mut Prepared, bytes: Vec<u8>) -> Vec<u8> {
        let texts = self.writer.records.rows.put_before(bytes);
        self.give_rows(records);
        texts
    }

    /// Takes the room of records that are no longer wanted.
    #[cfg(feature = "records")]
    pub(crate) fn take_room(&mut self, records: &mut Prepared) {
        self.writer.exchange(records);
        self.writer.clear();
    }

    /// Gives the records that were written.
    #[cfg(feature = "records")]
    pub(crate) fn give_rows(&mut self, records: &mut Prepared) {
        self.writer.exchange(records);
    }
}

#[cfg(test)]
impl Prepared {
    /// A record as it was read.
    pub(crate) fn slots(&self, number: usize) -> input::Slots {
        self.rows.record(number)
    }
}
