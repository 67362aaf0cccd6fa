//! Workbooks made in memory, and rows as lines of text.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::io::{Cursor, Write};

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::super::grid::RawCell;
use super::{Kind, Workbook, sniff};
use crate::error::Error;

/// The kind that the bytes show, or the message.
pub(super) fn sniffed(bytes: &[u8]) -> Result<Option<Kind>, String> {
    sniff(&mut Cursor::new(bytes)).map_err(|error| error.to_string())
}

/// A workbook from bytes that show their kind.
pub(super) fn opened(bytes: &[u8]) -> Result<Workbook, Error> {
    let mut input = Cursor::new(bytes.to_vec());
    let kind = sniff(&mut input)?.expect("not a workbook");
    Workbook::open(input, kind)
}

/// The rows of a sheet, one a line: `1: 甲|2|t|` with numbers bare, numbers of 1904 with `@`, truth as `t` and `f`.
pub(super) fn lines(bytes: &[u8], sheet: &str) -> Result<Vec<String>, String> {
    let rows = opened(bytes).and_then(|book| book.rows(sheet)).map_err(|error| error.to_string())?;
    rows.map(|row| {
        let row = row.map_err(|error| error.to_string())?;
        let cells: Vec<String> = row.cells.iter().map(shown).collect();
        Ok(format!("{}: {}", row.number, cells.join("|")))
    })
    .collect()
}

/// The message of a workbook that cannot be read.
pub(super) fn refusal(bytes: &[u8], sheet: &str) -> String {
    lines(bytes, sheet).unwrap_err()
}

fn shown(cell: &RawCell) -> String {
    match cell {
        RawCell::Empty => String::new(),
        RawCell::Text(text) => format!("「{text}」"),
        RawCell::Number(number) => number.to_string(),
        RawCell::Number1904(number) => format!("{number}@"),
        RawCell::Bool(value) => if *value { "t" } else { "f" }.to_owned(),
    }
}

/// A zip file of these parts.
pub(super) fn zipped(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        writer.start_file(*name, SimpleFileOptions::default()).unwrap();
        writer.write_all(text.as_bytes()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// The parts of an XLSX workbook by hand.
pub(super) struct Parts {
    pub(super) workbook: String,
    pub(super) sheet: String,
    pub(super) strings: String,
    pub(super) styles: String,
}

impl Parts {
    /// One sheet 「表」 with this inside `worksheet`.
    pub(super) fn new(sheet: &str) -> Self {
        Self {
            workbook: "<workbook><sheets><sheet name='表' sheetId='1' r:id='r1'/></sheets></workbook>".to_owned(),
            sheet: format!("<worksheet>{sheet}</worksheet>"),
            strings: "<sst/>".to_owned(),
            styles: "<styleSheet><cellXfs><xf numFmtId='0'/><xf numFmtId='14'/><xf numFmtId='9'/><xf numFmtId='46'/></cellXfs></styleSheet>".to_owned(),
        }
    }

    pub(super) fn zipped(&self) -> Vec<u8> {
        const KIND: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
        let package =
            format!("<Relationships><Relationship Id='r1' Type='{KIND}/officeDocument' Target='xl/workbook.xml'/></Relationships>");
        let book = format!(
            "<Relationships><Relationship Id='r1' Type='{KIND}/worksheet' Target='worksheets/sheet1.xml'/>\
             <Relationship Id='r2' Type='{KIND}/chartsheet' Target='chartsheets/sheet1.xml'/></Relationships>"
        );
        zipped(&[
            ("[Content_Types].xml", "<Types/>"),
            ("_rels/.rels", &package),
            ("xl/workbook.xml", &self.workbook),
            ("xl/_rels/workbook.xml.rels", &book),
            ("xl/sharedStrings.xml", &self.strings),
            ("xl/styles.xml", &self.styles),
            ("xl/worksheets/sheet1.xml", &self.sheet),
        ])
    }
}

/// An ODS workbook with this inside `office:spreadsheet`.
pub(super) fn ods(inside: &str) -> Vec<u8> {
    let content = format!(
        "<office:document-content><office:automatic-styles><style:style style:name='ta2'><style:table-properties table:display='false'/>\
         </style:style></office:automatic-styles><office:body><office:spreadsheet>{inside}</office:spreadsheet></office:body></office:document-content>"
    );
    zipped(&[
        ("mimetype", "application/vnd.oasis.opendocument.spreadsheet"),
        ("META-INF/manifest.xml", "<manifest:manifest/>"),
        ("content.xml", &content),
    ])
}
