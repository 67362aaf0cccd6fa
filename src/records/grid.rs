//! A sheet as rows of cells. In: what a file holds. Out: cells as they stand there. Never: what a cell means.

/// A cell as a file holds it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum RawCell {
    /// Nothing.
    Empty,
    /// Text, as it stands; also dates (`2024-06-01`, `2024-06-01 08:30:00`), times, shares (`80%`) and errors (`#N/A`).
    Text(String),
    /// A number that is formatted neither as a date nor as a share.
    Number(f64),
    /// Such a number in a workbook whose days count from 1904.
    Number1904(f64),
    /// A truth value.
    Bool(bool),
}

/// A row of a grid; cells to the right of the last one are empty.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct GridRow {
    /// Number from 1, as the spreadsheet shows it.
    pub(crate) number: usize,
    /// Cells from the first column on.
    pub(crate) cells: Vec<RawCell>,
}
