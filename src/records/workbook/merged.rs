//! Merged regions. In: rows with the cells that cover rows below. Out: the same rows, the value repeated in every row it covers.
//! Only regions of one column are filled: in a list they say 「同上」. Regions over several columns are titles.

use std::collections::BTreeMap;

use super::super::grid::{GridRow, RawCell};
use super::draft::{SourceRow, Span};
use super::failure::too_big;
use super::limits::MERGED;
use crate::error::Error;

/// The merged regions of a sheet that tells them apart from its cells.
#[derive(Debug, Default)]
pub(super) struct Merges {
    /// First row, from 1, and what is covered; the last first.
    regions: Vec<(usize, Span)>,
    is_sorted: bool,
}

impl Merges {
    /// Takes up a region if it has one column and several rows. Rows and columns count from 0.
    pub(super) fn add(&mut self, rows: (u32, u32), columns: (u32, u32)) -> Result<(), Error> {
        if columns.0 == columns.1 && rows.0 < rows.1 {
            if self.regions.len() >= MERGED {
                return Err(too_big(&format!("合并单元格超过 {MERGED} 处")));
            }
            self.regions.push((rows.0 as usize + 1, Span { column: columns.0 as usize, last_row: rows.1 as usize + 1 }));
        }
        Ok(())
    }

    /// The regions that start in a row; rows are asked for in order.
    pub(super) fn starting_in(&mut self, number: usize) -> Vec<Span> {
        if !self.is_sorted {
            self.regions.sort_unstable_by_key(|(first, span)| std::cmp::Reverse((*first, span.column)));
            self.is_sorted = true;
        }
        let mut spans = Vec::new();
        while let Some((first, span)) = self.regions.pop_if(|(first, _)| *first <= number) {
            if first == number {
                spans.push(span);
            }
        }
        spans
    }
}

/// Repeats the value of merged cells.
#[derive(Debug, Default)]
pub(super) struct Filler {
    /// By column: the last row covered and the value.
    open: BTreeMap<usize, (usize, RawCell)>,
    filled: usize,
}

impl Filler {
    /// How many cells were filled.
    pub(super) fn filled(&self) -> usize {
        self.filled
    }

    /// The row with the values of the merged cells above.
    pub(super) fn fill(&mut self, source: SourceRow) -> GridRow {
        let SourceRow { mut row, spans } = source;
        self.open.retain(|_, (last, _)| *last >= row.number);
        for (column, (_, value)) in &self.open {
            if row.cells.len() <= *column {
                row.cells.resize(column + 1, RawCell::Empty);
            }
            if let Some(cell) = row.cells.get_mut(*column)
                && *cell == RawCell::Empty
            {
                *cell = value.clone();
                self.filled += 1;
            }
        }
        for span in spans {
            if let Some(value) = row.cells.get(span.column).filter(|value| **value != RawCell::Empty) {
                self.open.insert(span.column, (span.last_row, value.clone()));
            }
        }
        row
    }
}
