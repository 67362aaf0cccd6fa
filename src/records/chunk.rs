//! Some records of a file, ready to be judged, with the rows between them that are no records.

use std::sync::Arc;

use super::Rejected;
use crate::engine::Prepared;
use crate::input::{ColumnPlaces, Origin};

/// How a file is judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct StreamOptions {
    /// On how many threads; at least one.
    pub threads: usize,
}

impl Default for StreamOptions {
    fn default() -> Self {
        Self { threads: 1 }
    }
}

impl StreamOptions {
    /// On so many threads.
    #[must_use]
    pub fn threads(self, threads: usize) -> Self {
        Self { threads }
    }
}

/// Some records of a file, one after another.
#[derive(Debug)]
pub struct Chunk {
    pub(super) records: Prepared,
    pub(super) numbers: Vec<usize>,
    rejected: Vec<Refused>,
    places: Places,
}

/// Where the rows stood in their file.
#[derive(Debug)]
pub(super) enum Places {
    /// Lines of a text.
    Lines,
    /// Rows of one table.
    Table(Arc<ColumnPlaces>),
    /// Each is known by itself.
    Each(Vec<Origin>),
}

#[derive(Debug)]
struct Refused {
    number: usize,
    reason: Rejected,
    /// How many records come before it.
    after: usize,
}

/// A row of a chunk.
#[derive(Clone, Copy, Debug)]
pub enum ChunkRow<'c> {
    /// The record with this number in [`Chunk::records`].
    Record(usize),
    /// A row that is no record.
    Rejected(&'c Rejected),
}

impl Chunk {
    pub(super) fn new(records: Prepared, places: Places) -> Self {
        Self { records, numbers: Vec::new(), rejected: Vec::new(), places }
    }

    /// The records, ready to be judged.
    pub fn records(&self) -> &Prepared {
        &self.records
    }

    /// The rows in the order of the file, each with the line on which it begins.
    pub fn rows(&self) -> impl Iterator<Item = (usize, ChunkRow<'_>)> {
        let mut rejected = self.rejected.iter().peekable();
        let mut record = 0;
        std::iter::from_fn(move || {
            if let Some(refused) = rejected.next_if(|refused| refused.after <= record) {
                return Some((refused.number, ChunkRow::Rejected(&refused.reason)));
            }
            let number = *self.numbers.get(record)?;
            record += 1;
            Some((number, ChunkRow::Record(record - 1)))
        })
    }

    /// The same, each with its place in the file.
    pub fn rows_with_origins(&self) -> impl Iterator<Item = (Origin, ChunkRow<'_>)> {
        self.rows().enumerate().map(|(place, (number, row))| {
            let origin = match &self.places {
                Places::Lines => None,
                Places::Table(places) => Some(Origin::in_table(number, Arc::clone(places), Vec::new())),
                Places::Each(origins) => origins.get(place).cloned(),
            };
            (origin.unwrap_or_else(|| Origin::row(number)), row)
        })
    }

    /// The line on which each record begins.
    pub fn lines(&self) -> &[usize] {
        &self.numbers
    }

    /// The rows that are no records, each with its line.
    pub fn rejected(&self) -> impl Iterator<Item = (usize, &Rejected)> {
        self.rejected.iter().map(|refused| (refused.number, &refused.reason))
    }

    pub(super) fn reject(&mut self, number: usize, reason: Rejected) {
        self.rejected.push(Refused { number, reason, after: self.numbers.len() });
    }

    /// The place of the next row, where each has its own.
    pub(super) fn stand_at(&mut self, origin: Origin) {
        if let Places::Each(origins) = &mut self.places {
            origins.push(origin);
        }
    }

    pub(super) fn clear(&mut self) {
        if let Places::Each(origins) = &mut self.places {
            origins.clear();
        }
        self.numbers.clear();
        self.rejected.clear();
    }
}
