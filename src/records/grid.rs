//! Rows of cells as a file holds them, before anyone knows what a column means.

/// A cell as a file holds it.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) enum RawCell {
    #[default]
    Empty,
    Text(String),
    Number(f64),
    /// A number of a workbook that counts days from 1904, not formatted as a date.
    Number1904(f64),
    Bool(bool),
}

/// A row of a grid; cells to the right of the last one are empty.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct GridRow {
    /// From 1, as a spreadsheet shows it; in a text file the line that the row starts on.
    pub(crate) number: usize,
    pub(crate) cells: Vec<RawCell>,
}
