//! What a batch of records came to, for people: a workbook with lists and a summary, or one line a record.
//! In: verdicts, one after another. Out: XLSX or CSV, masked as the verdicts are. Rows are written as they come.

mod entry;
mod judged;
mod layout;
mod lines;
mod list;
mod location;
mod options;
mod summary;
mod workbook;

pub(crate) use layout::Layout;
pub use lines::{ResultLine, ResultLines};
pub use options::ResultOptions;
pub use workbook::ResultWorkbook;
