//! Records from files: CSV, JSON, JSON lines, YAML. In: bytes. Out: records one by one, each with its place; a broken one is rejected alone.
//! Nothing is judged here, and nothing is guessed.

mod csv;
#[cfg_attr(not(feature = "workbooks"), allow(dead_code))]
mod grid;
mod json;
// Nothing above calls the readers yet.
#[cfg(feature = "workbooks")]
#[allow(dead_code)]
mod workbook;
mod yaml;

use std::io::{self, BufRead, BufReader, Read};
use std::sync::Arc;

use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

use crate::error::{Error, ErrorKind};

/// How records are written down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Format {
    /// Comma-separated values with a header.
    Csv,
    /// A list of objects, or one object.
    Json,
    /// One object a line.
    Jsonl,
    /// A list of maps, or one map.
    Yaml,
}

impl Format {
    /// The format that a file's name shows by its ending.
    pub fn of_name(name: &str) -> Option<Self> {
        let (_, ending) = name.rsplit_once('.')?;
        Some(match ending.to_ascii_lowercase().as_str() {
            "csv" => Self::Csv,
            "json" => Self::Json,
            "jsonl" | "ndjson" => Self::Jsonl,
            "yaml" | "yml" => Self::Yaml,
            _ => return None,
        })
    }
}

/// A record as read, or why it was not.
#[derive(Debug)]
#[non_exhaustive]
pub struct Row {
    /// Line of the file (CSV, JSON lines), or number of the record from 1 (JSON, YAML).
    pub number: usize,
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
}

impl Rejected {
    fn new(reason: impl Into<String>) -> Self {
        Self { reason: reason.into() }
    }
}

/// One record, ready to be judged.
#[derive(Clone, Debug)]
pub struct RecordData(Data);

#[derive(Clone, Debug)]
enum Data {
    Cells { header: Arc<[String]>, cells: ::csv::StringRecord },
    Json(serde_json::Value),
    Yaml(serde_yaml::Value),
}

impl Serialize for RecordData {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.0 {
            Data::Json(value) => value.serialize(serializer),
            Data::Yaml(value) => value.serialize(serializer),
            Data::Cells { header, cells } => {
                let mut map = serializer.serialize_map(Some(cells.len()))?;
                for (name, cell) in header.iter().zip(cells).filter(|(name, cell)| !(name.is_empty() && cell.is_empty())) {
                    map.serialize_entry(name, cell)?;
                }
                map.end()
            }
        }
    }
}

/// Rows of a file, read one after another.
pub struct Rows<'r> {
    /// Names of the columns, for formats that have a header.
    header: Option<Arc<[String]>>,
    rows: Box<dyn Iterator<Item = Row> + 'r>,
}

impl Rows<'_> {
    /// Names of the columns, for formats that have a header.
    pub fn header(&self) -> Option<&[String]> {
        self.header.as_deref()
    }
}

impl Iterator for Rows<'_> {
    type Item = Row;

    fn next(&mut self) -> Option<Row> {
        self.rows.next()
    }
}

/// Reads records. Without a format, the first character tells: `[` is JSON, `{` JSON lines, anything else CSV.
///
/// # Errors
/// [`ErrorKind::BadInput`] if the input as a whole cannot be read: no header, broken JSON or YAML, unreadable bytes.
///
/// ```
/// use shengyuan::records::{Format, read};
/// let rows = read("学号,姓名\n1,张三\n2\n".as_bytes(), Some(Format::Csv))?;
/// let read: Vec<bool> = rows.map(|row| row.record.is_ok()).collect();
/// assert_eq!(read, [true, false]);
/// # Ok::<(), shengyuan::Error>(())
/// ```
pub fn read<'r>(input: impl Read + 'r, format: Option<Format>) -> Result<Rows<'r>, Error> {
    let mut input = BufReader::with_capacity(256 * 1024, input);
    let start = input.fill_buf().map_err(unreadable)?;
    if start.starts_with(b"\xEF\xBB\xBF") {
        input.consume(3);
    }
    let format = match format {
        Some(format) => format,
        None => match input.fill_buf().map_err(unreadable)?.iter().find(|byte| !byte.is_ascii_whitespace()) {
            Some(b'[') => Format::Json,
            Some(b'{') => Format::Jsonl,
            _ => Format::Csv,
        },
    };
    match format {
        Format::Csv => csv::read(input),
        Format::Jsonl => Ok(Rows { header: None, rows: Box::new(json::lines(input)) }),
        Format::Json => json::read(input),
        Format::Yaml => yaml::read(input),
    }
}

fn unreadable(error: io::Error) -> Error {
    Error::new(ErrorKind::BadInput, format!("无法读取记录：{error}"))
}

fn bad(message: impl Into<String>) -> Error {
    Error::new(ErrorKind::BadInput, message)
}

/// All bytes as text.
fn whole(mut input: impl Read) -> Result<String, Error> {
    let mut bytes = Vec::new();
    input.read_to_end(&mut bytes).map_err(unreadable)?;
    String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        let line = error.as_bytes().iter().take(at).filter(|byte| **byte == b'\n').count() + 1;
        bad(format!("记录文件第 {line} 行不是 UTF-8 文本；请另存为 UTF-8 编码"))
    })
}

/// Records from a list; `data` gives nothing for what is not a record.
fn listed<'r, V: 'r>(values: Vec<V>, data: fn(V) -> Option<Data>) -> Rows<'r> {
    let rows = values.into_iter().zip(1..).map(move |(value, number)| {
        let record = data(value).map(RecordData).ok_or_else(|| Rejected::new("这不是一条记录（应写成 字段: 值）"));
        Row { number, record }
    });
    Rows { header: None, rows: Box::new(rows) }
}
