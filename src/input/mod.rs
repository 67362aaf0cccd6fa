//! Records as the engine reads them: one cell a field and lane, rows of details side by side. Knows the policy's fields, no file format.

mod cell;
mod disagreement;
mod origin;
mod remark;
mod rows;
mod schema;
mod serialize;

pub use origin::Origin;
#[cfg(feature = "records")]
pub(crate) use origin::{ColumnPlaces, DetailPlaces, letters};
pub(crate) use remark::Remark;
pub(crate) use schema::{FieldSchema, Schema, Target};
pub(crate) use serialize::slots;

use std::collections::HashSet;
use std::sync::Arc;

use crate::ids::{DetailId, FieldId};
use crate::value::Value;

/// The name of a newtype around a number of a workbook whose days are counted from 1904.
pub(crate) const SERIAL_1904: &str = "shengyuan::serial_1904";

/// Reads what is written for a field as text.
pub(crate) fn read_text(schema: &Schema, field: FieldId, written: &str, year: i32) -> (Cell, Option<Note>) {
    let Some(of_field) = schema.fields.get(field.index()) else { return (Cell::Absent, None) };
    let read = schema.read_cell(of_field, written, cell::Origin::Text, year);
    (read.cell, read.note.map(|text| Note { field, row: None, text }))
}

/// What a record says about one field.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) enum Cell {
    /// The record does not have the field at all.
    #[default]
    Absent,
    /// Not asked yet in an interview: anything may come, also nothing.
    Open,
    /// The field is there and empty, or holds a placeholder.
    Empty,
    Value(Value),
    /// Something is written that cannot be read as the field's type.
    Invalid(Invalid),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Invalid {
    pub(crate) raw: Arc<str>,
    /// What is drawn from the contents comes behind the first `；` or `：`.
    pub(crate) why: Arc<str>,
}

impl Cell {
    pub(crate) fn is_filled(&self) -> bool {
        matches!(self, Cell::Value(_) | Cell::Invalid(_))
    }
}

/// Something to say about a value although it could be used: it was not written plainly, or a placeholder is taken as not filled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Note {
    pub(crate) field: FieldId,
    pub(crate) row: Option<u32>,
    pub(crate) text: Remark,
}

/// Something in the record that the policy has no field for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Unmatched {
    pub(crate) name: String,
    pub(crate) nearest: Option<String>,
}

/// One record.
#[derive(Clone, Debug, Default)]
pub(crate) struct Slots {
    pub(crate) cells: Vec<Cell>,
    /// Rows of each detail; `None` when the record does not mention it.
    pub(crate) details: Vec<Option<Vec<Vec<Cell>>>>,
    pub(crate) notes: Vec<Note>,
    pub(crate) unmatched: Vec<Unmatched>,
    /// Details that are written, but not as rows.
    pub(crate) invalid_details: Vec<(DetailId, Invalid)>,
    /// Details that are not asked for yet in an interview.
    pub(crate) open_details: Vec<DetailId>,
}

/// Many records, field by field. Built once, judged as often as wanted.
#[derive(Clone, Debug, Default)]
pub(crate) struct Batch {
    pub(crate) lanes: usize,
    cells: Vec<Vec<Cell>>,
    /// The detail that each field belongs to.
    owners: Vec<Option<DetailId>>,
    details: Vec<Rows>,
    pub(crate) notes: Vec<Vec<Note>>,
    pub(crate) unmatched: Vec<Vec<Unmatched>>,
    pub(crate) invalid_details: Vec<Vec<(DetailId, Invalid)>>,
    /// Answers are still to come: what is undetermined now may not stay so.
    pub(crate) is_unfinished: bool,
}

/// The rows of one detail for all records.
#[derive(Clone, Debug)]
struct Rows {
    /// Where each record's rows start; one more at the end.
    starts: Vec<usize>,
    given: Vec<bool>,
    /// Records that may yet get rows.
    open: HashSet<usize>,
    /// Which record each row belongs to.
    owners: Vec<u32>,
}

impl Batch {
    /// An empty batch for records of this schema.
    pub(crate) fn new(schema: &Schema) -> Self {
        let rows = Rows { starts: vec![0], given: Vec::new(), open: HashSet::new(), owners: Vec::new() };
        Self {
            lanes: 0,
            cells: vec![Vec::new(); schema.fields.len()],
            owners: schema.fields.iter().map(|field| field.detail).collect(),
            details: vec![rows; schema.details.len()],
            notes: Vec::new(),
            unmatched: Vec::new(),
            invalid_details: Vec::new(),
            is_unfinished: false,
        }
    }

    /// Adds a record.
    pub(crate) fn push(&mut self, slots: Slots, schema: &Schema) {
        for ((column, cell), field) in self.cells.iter_mut().zip(slots.cells).zip(&schema.fields) {
            if field.detail.is_none() {
                column.push(cell);
            }
        }
        for ((rows, given), detail) in self.details.iter_mut().zip(slots.details).zip(&schema.details) {
            rows.given.push(given.is_some());
            for row in given.unwrap_or_default() {
                for (cell, field) in row.into_iter().zip(&detail.fields) {
                    if let Some(column) = self.cells.get_mut(field.index()) {
                        column.push(cell);
                    }
                }
                rows.owners.push(u32::try_from(self.lanes).unwrap_or(u32::MAX));
            }
            rows.starts.push(rows.owners.len());
        }
        for detail in slots.open_details {
            if let Some(rows) = self.details.get_mut(detail.index()) {
                rows.open.insert(self.lanes);
            }
        }
        self.notes.push(slots.notes);
        self.unmatched.push(slots.unmatched);
        self.invalid_details.push(slots.invalid_details);
        self.lanes += 1;
    }

    /// The cell of a field; the lane is a row's number for a field of a detail.
    pub(crate) fn cell(&self, field: FieldId, lane: usize) -> &Cell {
        static ABSENT: Cell = Cell::Absent;
        self.cells.get(field.index()).and_then(|column| column.get(lane)).unwrap_or(&ABSENT)
    }

    /// The numbers of a record's rows.
    pub(crate) fn rows(&self, detail: DetailId, lane: usize) -> std::ops::Range<usize> {
        let starts = self.details.get(detail.index()).map_or(&[][..], |rows| &rows.starts);
        let at = |index: usize| starts.get(index).copied().unwrap_or(0);
        at(lane)..at(lane + 1)
    }

    /// Whether the record says anything about a detail, if only that there are no rows.
    pub(crate) fn is_given(&self, detail: DetailId, lane: usize) -> bool {
        self.details.get(detail.index()).and_then(|rows| rows.given.get(lane)).copied().unwrap_or(false)
    }

    /// Whether a detail is still to be asked for.
    pub(crate) fn is_open(&self, detail: DetailId, lane: usize) -> bool {
        self.details.get(detail.index()).is_some_and(|rows| rows.open.contains(&lane))
    }

    /// The record that a row belongs to.
    pub(crate) fn owner(&self, detail: DetailId, row: usize) -> usize {
        self.details.get(detail.index()).and_then(|rows| rows.owners.get(row)).map_or(0, |&owner| owner as usize)
    }

    pub(crate) fn row_counts(&self) -> Vec<usize> {
        self.details.iter().map(|rows| rows.owners.len()).collect()
    }
}

impl Batch {
    /// Adds a field behind the others: its cell for each record.
    pub(crate) fn add_field(&mut self, cells: Vec<Cell>) {
        self.cells.push(cells);
        self.owners.push(None);
    }

    /// Adds a detail of so many fields behind the others: the rows of each record, of which every one then has an answer.
    pub(crate) fn add_detail(&mut self, width: usize, rows_of_records: Vec<Vec<Vec<Cell>>>) {
        let detail = DetailId::new(self.details.len());
        let mut columns = vec![Vec::new(); width];
        let mut rows = Rows { starts: vec![0], given: vec![true; rows_of_records.len()], open: HashSet::new(), owners: Vec::new() };
        for (owner, given) in (0..).zip(rows_of_records) {
            for row in given {
                columns.iter_mut().zip(row).for_each(|(column, cell)| column.push(cell));
                rows.owners.push(owner);
            }
            rows.starts.push(rows.owners.len());
        }
        self.cells.extend(columns);
        self.owners.extend(vec![Some(detail); width]);
        self.details.push(rows);
    }

    /// Some of the records, as a batch of their own.
    pub(crate) fn piece(&self, lanes: std::ops::Range<usize>) -> Batch {
        let mut piece = Batch { lanes: lanes.len(), is_unfinished: self.is_unfinished, ..Batch::default() };
        let row_ranges: Vec<std::ops::Range<usize>> = self
            .details
            .iter()
            .map(|rows| {
                let at = |lane: usize| rows.starts.get(lane).copied().unwrap_or(0);
                at(lanes.start)..at(lanes.end)
            })
            .collect();
        let cut = |column: &Vec<Cell>, range: &std::ops::Range<usize>| {
            column.get(range.clone()).map(<[Cell]>::to_vec).unwrap_or_default()
        };
        piece.cells = self
            .cells
            .iter()
            .zip(&self.owners)
            .map(|(column, owner)| cut(column, owner.and_then(|detail| row_ranges.get(detail.index())).unwrap_or(&lanes)))
            .collect();
        piece.owners.clone_from(&self.owners);
        for (rows, range) in self.details.iter().zip(&row_ranges) {
            let first_lane = u32::try_from(lanes.start).unwrap_or(u32::MAX);
            piece.details.push(Rows {
                starts: rows
                    .starts
                    .get(lanes.start..=lanes.end)
                    .unwrap_or_default()
                    .iter()
                    .map(|start| start - range.start)
                    .collect(),
                given: rows.given.get(lanes.clone()).unwrap_or_default().to_vec(),
                open: rows.open.iter().filter(|lane| lanes.contains(lane)).map(|lane| lane - lanes.start).collect(),
                owners: rows.owners.get(range.clone()).unwrap_or_default().iter().map(|owner| owner - first_lane).collect(),
            });
        }
        piece.notes = self.notes.get(lanes.clone()).unwrap_or_default().to_vec();
        piece.unmatched = self.unmatched.get(lanes.clone()).unwrap_or_default().to_vec();
        piece.invalid_details = self.invalid_details.get(lanes).unwrap_or_default().to_vec();
        piece
    }
}
