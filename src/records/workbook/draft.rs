//! Rows in the making. In: cells one by one. Out: rows within the limits, and which of their cells cover rows below.

use super::super::grid::{GridRow, RawCell};
use super::failure::too_big;
use super::limits::{COLUMNS, GRID_CELLS, ROW_TEXT, ROWS};
use crate::error::Error;

/// A row and the cells of it that are merged with cells below.
#[derive(Clone, Debug)]
pub(super) struct SourceRow {
    pub(super) row: GridRow,
    pub(super) spans: Vec<Span>,
}

/// A cell that covers the cells below it in its column.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Span {
    /// From 0.
    pub(super) column: usize,
    /// Number of the last row covered.
    pub(super) last_row: usize,
}

/// A row that is being put together, and how much all rows have taken so far.
#[derive(Debug, Default)]
pub(super) struct Draft {
    cells: Vec<RawCell>,
    text: usize,
    taken: u64,
}

impl Draft {
    /// Puts a cell into a column, counted from 0.
    pub(super) fn put(&mut self, column: u32, cell: RawCell) -> Result<(), Error> {
        if cell == RawCell::Empty {
            return Ok(());
        }
        if column >= COLUMNS {
            return Err(too_big(&format!("有的行超过 {COLUMNS} 列")));
        }
        if let RawCell::Text(text) = &cell {
            self.text += text.len();
            if self.text > ROW_TEXT {
                return Err(too_big(&format!("有的行超过 {} MB 文字", ROW_TEXT / 1024 / 1024)));
            }
        }
        let column = column as usize;
        if self.cells.len() <= column {
            self.cells.resize(column + 1, RawCell::Empty);
        }
        if let Some(place) = self.cells.get_mut(column) {
            *place = cell;
        }
        Ok(())
    }

    /// The row, numbered from 1; nothing if it is empty.
    pub(super) fn finish(&mut self, number: u32) -> Result<Option<GridRow>, Error> {
        self.text = 0;
        if self.cells.is_empty() {
            return Ok(None);
        }
        self.count(number, self.cells.len())?;
        Ok(Some(GridRow { number: number as usize, cells: std::mem::take(&mut self.cells) }))
    }

    /// Counts a row of so many cells.
    pub(super) fn count(&mut self, number: u32, cells: usize) -> Result<(), Error> {
        if number > ROWS {
            return Err(too_big(&format!("超过 {ROWS} 行")));
        }
        self.taken = self.taken.saturating_add(cells as u64);
        if self.taken > GRID_CELLS {
            return Err(too_big(&format!("连空格在内超过 {GRID_CELLS} 个单元格")));
        }
        Ok(())
    }
}

/// Text, unless there is none.
pub(super) fn text_cell(text: impl Into<String>) -> RawCell {
    let text = text.into();
    if text.is_empty() { RawCell::Empty } else { RawCell::Text(text) }
}

/// A number as the workbook counts days.
pub(super) fn number_cell(number: f64, is_1904: bool) -> RawCell {
    if is_1904 { RawCell::Number1904(number) } else { RawCell::Number(number) }
}
