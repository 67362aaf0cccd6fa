//! Tables for people: what is written into workbooks and forms. In: verdicts. Out: sheets, complete and masked. Never: a judgement.

#[cfg(feature = "records")]
mod csv;
#[cfg(feature = "records")]
mod result;
mod sheet;
mod tally;
#[cfg(feature = "records")]
mod text;
#[cfg(feature = "records")]
mod xlsx;

#[cfg(feature = "records")]
pub use csv::write_csv;
#[cfg(feature = "records")]
pub(crate) use result::Layout;
#[cfg(feature = "records")]
pub use result::{ResultLine, ResultLines, ResultOptions, ResultWorkbook};
pub use sheet::{Content, Entry, Sheet};
pub use tally::{FindingCount, Tally};
#[cfg(feature = "records")]
pub use xlsx::write_xlsx;
