//! Contents to rows. In: records as serde gives them, as texts of a table, as JSON. Out: rows of slots. What is written plainly goes
//! straight into its slot; everything else is read as the reading of cells reads it.
//!
//! One content: `plain`, `vocabulary`; those of a column: `cells` → `eights`. One record: `keys` → `writer`. From
//! where: `straight` and `reader` for serde, `columns` for tables, `json`.

#[cfg(feature = "records")]
mod cells;
#[cfg(feature = "records")]
mod columns;
mod direct;
#[cfg(feature = "records")]
mod eights;
#[cfg(feature = "records")]
mod json;
mod keys;
mod plain;
mod reader;
mod straight;
mod vocabulary;
mod writer;

#[cfg(feature = "records")]
pub(crate) use columns::{Columns, Places, TOGETHER, Taken};
#[cfg(feature = "records")]
pub(crate) use direct::RecordWriter;
#[cfg(feature = "records")]
pub use json::JsonReader;
pub(in crate::engine) use plain::Plain;
pub use reader::RecordReader;
