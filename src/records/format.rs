//! How a file writes records down, and in which encoding. In: a name or the first bytes. Out: a format, an encoding.

use std::fmt;

/// How records are written down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Format {
    /// Comma-, semicolon- or tab-separated values with a header.
    Csv,
    /// A list of objects, or one object.
    Json,
    /// One object a line.
    Jsonl,
    /// A list of maps, or one map.
    Yaml,
    /// Office Open XML workbook.
    Xlsx,
    /// Workbook of Excel 97 to 2003.
    Xls,
    /// OpenDocument spreadsheet.
    Ods,
}

impl Format {
    /// The format that a file's name shows by its ending.
    pub fn of_name(name: &str) -> Option<Self> {
        let (_, ending) = name.rsplit_once('.')?;
        Some(match ending.to_ascii_lowercase().as_str() {
            "csv" | "tsv" | "tab" => Self::Csv,
            "json" => Self::Json,
            "jsonl" | "ndjson" => Self::Jsonl,
            "yaml" | "yml" => Self::Yaml,
            "xlsx" | "xlsm" => Self::Xlsx,
            "xls" | "et" => Self::Xls,
            "ods" => Self::Ods,
            _ => return None,
        })
    }

    /// The format that a text starts as.
    pub(super) fn of_text(start: &[u8]) -> Self {
        match start.iter().find(|byte| !byte.is_ascii_whitespace()) {
            Some(b'[') => Self::Json,
            Some(b'{') => Self::Jsonl,
            _ => Self::Csv,
        }
    }

    pub(super) fn is_workbook(self) -> bool {
        matches!(self, Self::Xlsx | Self::Xls | Self::Ods)
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Csv => "CSV",
            Self::Json => "JSON",
            Self::Jsonl => "JSON Lines",
            Self::Yaml => "YAML",
            Self::Xlsx => "XLSX",
            Self::Xls => "XLS",
            Self::Ods => "ODS",
        })
    }
}
