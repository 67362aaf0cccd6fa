//! ODS workbooks. In: a zip file. Out: the sheets; then one sheet's rows, which stream. A cell or row that says it stands there
//! a million times is put there only as often as it has contents, within the limits.

use std::collections::HashSet;
use std::io::BufRead;

use super::super::grid::RawCell;
use super::Sheet;
use super::archive::{Archive, Source};
use super::draft::{Draft, SourceRow, Span};
use super::failure::{damaged, password, too_big};
use super::limits::{SETTINGS_BYTES, SHEET_BYTES, SHEETS};
use super::markup::{Element, Markup, Piece};
use super::ods_cell::OdsCell;
use super::pipe::{PipedRows, Sink};
use crate::error::Error;

const CONTENT: &str = "content.xml";
const MANIFEST: &str = "META-INF/manifest.xml";
/// What a workbook holds that is encrypted as a whole.
const ENCRYPTED: &str = "encrypted-package";
/// Elements whose text is not the cell's.
const NOT_OF_THE_CELL: [&str; 5] = ["annotation", "ruby-text", "frame", "custom-shape", "note"];

/// An ODS workbook whose sheets are known.
pub(super) struct OdsBook {
    archive: Archive<Box<dyn Source>>,
    sheets: Vec<Sheet>,
    is_1904: bool,
}

impl OdsBook {
    /// Reads the list of sheets.
    pub(super) fn open(mut archive: Archive<Box<dyn Source>>) -> Result<Self, Error> {
        if archive.has(ENCRYPTED) {
            return Err(password());
        }
        if let Some(mut markup) = archive.markup(MANIFEST, SETTINGS_BYTES)? {
            while let Some(piece) = markup.next()? {
                if matches!(&piece, Piece::Start(element) if element.name() == "encryption-data") {
                    return Err(password());
                }
            }
        }
        let (sheets, is_1904) = sheets(content(&mut archive)?)?;
        Ok(Self { archive, sheets, is_1904 })
    }

    pub(super) fn sheets(&self) -> &[Sheet] {
        &self.sheets
    }

    /// The rows of a sheet.
    pub(super) fn rows(self, place: usize) -> PipedRows {
        let Self { mut archive, is_1904, .. } = self;
        PipedRows::start(move |sink| {
            let markup = content(&mut archive)?;
            RowReader { draft: Draft::default(), number: 1, column: 0, repeated: 1, spans: Vec::new(), is_1904 }
                .run(markup, place, sink)
        })
    }
}

fn content(archive: &mut Archive<Box<dyn Source>>) -> Result<Markup<impl BufRead + use<'_>>, Error> {
    archive.markup(CONTENT, SHEET_BYTES)?.ok_or_else(|| damaged(&format!("缺「{CONTENT}」")))
}

/// The sheets, and whether days count from 1904.
fn sheets<R: BufRead>(mut markup: Markup<R>) -> Result<(Vec<Sheet>, bool), Error> {
    let (mut sheets, mut is_1904) = (Vec::new(), false);
    let mut hidden = HashSet::new();
    let mut style = String::new();
    let mut level = Level::default();
    while let Some(piece) = markup.next()? {
        match piece {
            Piece::Start(element) => {
                level.start(&element);
                match element.name() {
                    "style" => style = element.attribute("name").unwrap_or_default().into_owned(),
                    "table-properties" if element.attribute("display").is_some_and(|display| display == "false") => {
                        hidden.insert(std::mem::take(&mut style));
                    }
                    "null-date" => is_1904 = element.attribute("date-value").is_some_and(|day| day.starts_with("1904-01-01")),
                    _ if level.is_sheet(&element) => {
                        if sheets.len() >= SHEETS {
                            return Err(too_big(&format!("超过 {SHEETS} 张表")));
                        }
                        sheets.push(Sheet {
                            name: element.attribute("name").unwrap_or_default().into_owned(),
                            is_hidden: element.attribute("style-name").is_some_and(|style| hidden.contains(style.as_ref())),
                            has_cells: true,
                        });
                    }
                    _ => {}
                }
            }
            Piece::End(_) => level.end(),
            Piece::Text(_) | Piece::Aside => {}
        }
    }
    if level.depth != 0 || sheets.is_empty() { Err(damaged("表的内容没有结尾")) } else { Ok((sheets, is_1904)) }
}

/// How deep a piece lies, and where the sheets lie.
#[derive(Default)]
struct Level {
    depth: usize,
    of_sheets: Option<usize>,
}

impl Level {
    fn start(&mut self, element: &Element<'_>) {
        self.depth += 1;
        if element.name() == "spreadsheet" {
            self.of_sheets = Some(self.depth + 1);
        }
    }

    fn end(&mut self) {
        self.depth = self.depth.saturating_sub(1);
    }

    /// Whether the element that just started is a sheet.
    fn is_sheet(&self, element: &Element<'_>) -> bool {
        element.name() == "table" && self.of_sheets == Some(self.depth)
    }
}

struct RowReader {
    draft: Draft,
    /// Of the row being read, from 1.
    number: u32,
    /// Of the cell being read, from 0.
    column: u32,
    /// How often the row stands there.
    repeated: u32,
    spans: Vec<Span>,
    is_1904: bool,
}

impl RowReader {
    fn run<R: BufRead>(mut self, mut markup: Markup<R>, place: usize, sink: &mut Sink) -> Result<(), Error> {
        let mut level = Level::default();
        let (mut seen, mut is_in_sheet) = (0, false);
        // The cell being read and its depth; the depth of what in it is not its own text.
        let mut cell: Option<(OdsCell, usize)> = None;
        let mut skipped: Option<usize> = None;
        while let Some(piece) = markup.next()? {
            match piece {
                Piece::Start(element) => {
                    level.start(&element);
                    if level.is_sheet(&element) {
                        is_in_sheet = seen == place;
                        seen += 1;
                    }
                    if !is_in_sheet || skipped.is_some() {
                        continue;
                    }
                    match (&mut cell, element.name()) {
                        (None, "table-row") => self.start_row(&element),
                        (None, "table-cell" | "covered-table-cell") => cell = Some((OdsCell::new(&element), level.depth)),
                        (None, _) => {}
                        (Some(_), name) if NOT_OF_THE_CELL.contains(&name) => skipped = Some(level.depth),
                        (Some((cell, depth)), "p") if level.depth == *depth + 1 => cell.start_paragraph(),
                        (Some((cell, depth)), name) if level.depth > *depth + 1 => add_special(cell, name, &element)?,
                        (Some(_), _) => {}
                    }
                }
                Piece::Text(text) => {
                    if let (Some((cell, depth)), None) = (&mut cell, skipped)
                        && level.depth > *depth
                    {
                        cell.add_text(&text)?;
                    }
                }
                Piece::End(ended) => {
                    if skipped == Some(level.depth) {
                        skipped = None;
                    } else if let Some((read, _)) = cell.take_if(|(_, depth)| *depth == level.depth) {
                        self.finish_cell(read)?;
                    } else if is_in_sheet && cell.is_none() && ended.name() == "table-row" {
                        if !self.finish_row(sink)? {
                            return Ok(());
                        }
                    } else if is_in_sheet && ended.name() == "table" && level.of_sheets == Some(level.depth) {
                        return Ok(());
                    }
                    level.end();
                }
                Piece::Aside => {}
            }
        }
        Err(damaged("表的内容没有结尾"))
    }

    fn start_row(&mut self, element: &Element<'_>) {
        self.column = 0;
        self.repeated = element.attribute("number-rows-repeated").and_then(|count| count.parse().ok()).unwrap_or(1);
    }

    fn finish_cell(&mut self, cell: OdsCell) -> Result<(), Error> {
        let (columns, rows_covered) = (cell.columns, cell.rows_covered);
        let raw = cell.finish(self.is_1904);
        if rows_covered > 1 {
            let last_row = self.number.saturating_add(rows_covered - 1) as usize;
            self.spans.push(Span { column: self.column as usize, last_row });
        }
        let after = self.column.saturating_add(columns);
        if raw != RawCell::Empty {
            for column in self.column..after {
                self.draft.put(column, raw.clone())?;
            }
        }
        self.column = after;
        Ok(())
    }

    /// Hands the row on as often as it stands there. False when nobody wants more.
    fn finish_row(&mut self, sink: &mut Sink) -> Result<bool, Error> {
        let first = self.number;
        self.number = first.saturating_add(self.repeated);
        let spans = std::mem::take(&mut self.spans);
        let Some(row) = self.draft.finish(first)? else { return Ok(true) };
        for number in first + 1..self.number {
            self.draft.count(number, row.cells.len())?;
            let mut again = row.clone();
            again.number = number as usize - 1;
            if !sink.push(SourceRow { row: again, spans: spans.clone() }) {
                return Ok(false);
            }
        }
        let mut last = row;
        last.number = self.number as usize - 1;
        Ok(sink.push(SourceRow { row: last, spans }))
    }
}

/// Text that is written as an element.
fn add_special(cell: &mut OdsCell, name: &str, element: &Element<'_>) -> Result<(), Error> {
    match name {
        "s" => cell.add_characters(' ', element.attribute("c").and_then(|count| count.parse().ok()).unwrap_or(1)),
        "tab" => cell.add_characters('\t', 1),
        "line-break" => cell.add_characters('\n', 1),
        _ => Ok(()),
    }
}
