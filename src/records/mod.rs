//! Records from files: CSV, JSON, JSON lines, YAML, workbooks. In: bytes. Out: records one by one, each with its place; a broken one is
//! rejected alone, with what it held. Nothing is judged here, and nothing is guessed.

mod format;
mod encoding;
mod lines;
mod grid;
mod cells;
mod split;
mod delimited;
mod json;
mod yaml;
mod workbook;
mod header;
mod layout;
mod table;
mod details;
mod sheets;
mod reader;
mod seen;
mod duplicates;
mod turns;
mod chunk;
mod stream;
mod json_stream;
mod judging;

use std::io;
use std::sync::Arc;

use serde::{Serialize, Serializer};

use crate::error::{Error, ErrorKind};
use crate::input::Origin;
use cells::Cells;
use details::DetailRows;
use table::Table;

pub use chunk::{Chunk, ChunkRow, StreamOptions};
pub use details::DetailTable;
pub use duplicates::{Duplicate, Duplicates};
pub use encoding::Encoding;
pub use format::Format;
pub use layout::Layout;
pub use reader::{Reader, Records};

/// A record as read, or why it was not, with its place.
#[derive(Debug)]
#[non_exhaustive]
pub struct Row {
    /// Row of the sheet, line of the text file, or number of the record in a list.
    pub origin: Origin,
    /// The record, or why the row is rejected.
    pub record: Result<RecordData, Rejected>,
}

/// Why a row was rejected.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{reason}")]
#[non_exhaustive]
pub struct Rejected {
    /// In plain Chinese, without the row's contents.
    pub reason: String,
    /// What the row held, as far as it could be split. Not masked: it is not known which cell is which.
    pub cells: Vec<String>,
}

impl Rejected {
    fn new(reason: impl Into<String>) -> Self {
        Self { reason: reason.into(), cells: Vec::new() }
    }

    fn with_cells(self, cells: Vec<String>) -> Self {
        Self { cells, ..self }
    }
}

/// One record, ready to be judged.
#[derive(Clone, Debug)]
pub struct RecordData(Data);

#[derive(Clone, Debug)]
enum Data {
    Cells { table: Arc<Table>, cells: Cells, details: Vec<DetailRows> },
    Json(serde_json::Value),
    Yaml(serde_yaml::Value),
}

impl Serialize for RecordData {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.0 {
            Data::Json(value) => value.serialize(serializer),
            Data::Yaml(value) => value.serialize(serializer),
            Data::Cells { table, cells, details } => table::serialize(table, cells, details, serializer),
        }
    }
}

/// A row of a table, not yet a record.
struct RawRow {
    number: usize,
    cells: Result<Cells, Rejected>,
}

fn unreadable(error: &io::Error) -> Error {
    Error::new(ErrorKind::BadInput, format!("无法读取记录：{error}"))
}

fn bad(message: impl Into<String>) -> Error {
    Error::new(ErrorKind::BadInput, message)
}

/// Records from a list; `data` gives nothing for what is not a record.
fn listed<'r, V: 'r>(values: Vec<V>, data: fn(V) -> Option<Data>) -> Box<dyn Iterator<Item = Row> + 'r> {
    Box::new(values.into_iter().zip(1..).map(move |(value, number)| {
        let record = data(value).map(RecordData).ok_or_else(|| Rejected::new("这不是一条记录（应写成 字段: 值）"));
        Row { origin: Origin::row(number), record }
    }))
}
