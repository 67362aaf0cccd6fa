//! What a batch of records came to, for people: a workbook with lists and a summary, or one line a record.
//! In: verdicts, one after another. Out: XLSX or CSV, masked as the verdicts are. Rows are written as they come.

mod entry;
mod layout;
mod lines;
#[cfg(feature = "workbooks")]
mod list;
mod location;
mod options;
#[cfg(feature = "workbooks")]
mod summary;
#[cfg(feature = "workbooks")]
mod workbook;

pub(crate) use layout::Layout;
pub use lines::ResultLines;
pub use options::ResultOptions;
#[cfg(feature = "workbooks")]
pub use workbook::ResultWorkbook;
