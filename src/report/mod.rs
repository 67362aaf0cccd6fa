//! Tables for people: what is written into workbooks and forms. In: verdicts. Out: sheets, complete and masked. Never: a judgement.

#[cfg(feature = "records")]
mod csv;
#[cfg(feature = "workbooks")]
mod result;
mod sheet;
mod tally;
#[cfg(feature = "records")]
mod text;
#[cfg(feature = "workbooks")]
mod xlsx;

#[cfg(feature = "records")]
pub use csv::write_csv;
#[cfg(feature = "workbooks")]
pub(crate) use result::Layout;
#[cfg(feature = "workbooks")]
pub use result::{ResultLines, ResultOptions, ResultWorkbook};
pub use sheet::{Content, Entry, Sheet};
pub use tally::{FindingCount, Tally};
#[cfg(feature = "workbooks")]
pub use xlsx::write_xlsx;
