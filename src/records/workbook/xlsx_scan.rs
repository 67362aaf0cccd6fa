//! What must be known of an XLSX workbook's parts before they are read: that they stay within the limits (the reader of cells
//! trusts what they say of themselves), which cells are merged, which formulas have no result. In: parts. Out: facts, or a refusal.

use std::collections::HashMap;
use std::io::{BufRead, Read, Seek};

use super::archive::Archive;
use super::failure::{damaged, foreign, too_big};
use super::limits::{
    COLUMNS, GRID_CELLS, ROWS, SETTINGS_BYTES, SHEET_BYTES, STRETCHES, STRINGS, STRINGS_BYTES, STYLE_COPIES, STYLES, STYLES_BYTES,
};
use super::markup::{Element, Markup, Piece};
use super::merged::Merges;
use crate::error::Error;

/// What is known of a sheet before its cells are read.
#[derive(Debug, Default)]
pub(super) struct SheetFacts {
    pub(super) merges: Merges,
    pub(super) without_result: Stretches,
}

/// Cells of a sheet, in stretches down the columns.
#[derive(Debug, Default)]
pub(super) struct Stretches {
    /// By column: first and last row of each stretch, in order.
    columns: HashMap<u32, Vec<(u32, u32)>>,
    count: usize,
}

impl Stretches {
    fn add(&mut self, row: u32, column: u32) -> Result<(), Error> {
        let stretches = self.columns.entry(column).or_default();
        match stretches.last_mut() {
            Some((_, last)) if *last + 1 == row => *last = row,
            _ => {
                stretches.push((row, row));
                self.count += 1;
            }
        }
        if self.count > STRETCHES { Err(too_big("太多公式没有算出的值")) } else { Ok(()) }
    }

    /// Whether a cell is one of them.
    pub(super) fn contain(&self, row: u32, column: u32) -> bool {
        self.columns.get(&column).is_some_and(|stretches| {
            let after = stretches.partition_point(|(first, _)| *first <= row);
            after.checked_sub(1).and_then(|at| stretches.get(at)).is_some_and(|(_, last)| row <= *last)
        })
    }
}

/// Looks through a part that is read whole.
pub(super) fn check_settings(archive: &mut Archive<impl Read + Seek>, name: &str) -> Result<(), Error> {
    if let Some(mut markup) = archive.markup(name, SETTINGS_BYTES)? {
        while markup.next()?.is_some() {}
    }
    Ok(())
}

/// Looks through the shared texts. The number that they tell is taken at its word by the reader, so it must be one that can be.
pub(super) fn check_strings(archive: &mut Archive<impl Read + Seek>, name: &str) -> Result<(), Error> {
    let Some(mut markup) = archive.markup(name, STRINGS_BYTES)? else { return Ok(()) };
    let (mut count, mut told) = (0_u64, 0_u64);
    while let Some(piece) = markup.next()? {
        let Piece::Start(element) = piece else { continue };
        match element.name() {
            "si" => count += 1,
            "sst" => told = element.attribute("uniqueCount").and_then(|told| told.parse::<u64>().ok()).unwrap_or(0),
            _ => {}
        }
        if count.max(told) > STRINGS {
            return Err(too_big(&format!("不同的文字超过 {STRINGS} 个")));
        }
    }
    Ok(())
}

/// Looks through the styles. The reader copies the names of fonts and the codes of numbers into every format.
pub(super) fn check_styles(archive: &mut Archive<impl Read + Seek>, name: &str) -> Result<(), Error> {
    let Some(mut markup) = archive.markup(name, STYLES_BYTES)? else { return Ok(()) };
    let (mut formats, mut count, mut longest) = (0_u64, 0_u64, 0_u64);
    while let Some(piece) = markup.next()? {
        let Piece::Start(element) = piece else { continue };
        match element.name() {
            "xf" => formats += 1,
            "font" | "fill" | "border" => count += 1,
            "numFmt" | "name" | "family" | "scheme" | "charset" => {
                let length = ["formatCode", "val"]
                    .into_iter()
                    .filter_map(|attribute| element.attribute(attribute))
                    .map(|value| value.len())
                    .max();
                longest = longest.max(length.unwrap_or(0) as u64);
            }
            _ => {}
        }
        if formats + count > STYLES || formats.saturating_mul(longest).saturating_mul(2) > STYLE_COPIES {
            return Err(too_big("单元格样式太多"));
        }
    }
    Ok(())
}

/// Reads a sheet through to its end.
pub(super) fn scan_sheet(archive: &mut Archive<impl Read + Seek>, path: &str) -> Result<SheetFacts, Error> {
    let markup = archive.markup(path, SHEET_BYTES)?.ok_or_else(|| damaged(&format!("缺「{path}」")))?;
    let mut scan = Scan { facts: SheetFacts::default(), row: 0, column: 0, widest: 0, taken: 0, cell: None, is_value: false };
    scan.run(markup)?;
    Ok(scan.facts)
}

struct Scan {
    facts: SheetFacts,
    /// Of the row and cell being read, from 0.
    row: u32,
    column: u32,
    /// How many columns the row has so far.
    widest: u32,
    /// How many cells all rows have so far.
    taken: u64,
    /// The cell being read.
    cell: Option<Cell>,
    /// Its value is being read.
    is_value: bool,
}

#[derive(Clone, Copy, Default)]
struct Cell {
    has_formula: bool,
    has_value: bool,
    is_text: bool,
}

impl Scan {
    fn run<R: BufRead>(&mut self, mut markup: Markup<R>) -> Result<(), Error> {
        let mut is_finished = false;
        while let Some(piece) = markup.next()? {
            match piece {
                Piece::Start(element) => match element.name() {
                    "c" => self.start_cell(&element)?,
                    "f" => self.cell = self.cell.map(|cell| Cell { has_formula: true, ..cell }),
                    "v" => self.is_value = true,
                    "is" => self.cell = self.cell.map(|cell| Cell { has_value: true, ..cell }),
                    "row" => {
                        if let Some(told) = element.attribute("r") {
                            let row = told.trim_start_matches(|letter: char| letter.is_ascii_alphabetic()).parse::<u32>();
                            let row = row.ok().filter(|row| (1..=ROWS).contains(row)).ok_or_else(wrong_place)? - 1;
                            self.go_to(row)?;
                        }
                    }
                    "dimension" => {
                        let told = element.attribute("ref").ok_or_else(wrong_place)?;
                        region(&told).ok_or_else(wrong_place)?;
                    }
                    "mergeCell" => {
                        let (rows, columns) = element.attribute("ref").as_deref().and_then(region).ok_or_else(wrong_place)?;
                        self.facts.merges.add(rows, columns)?;
                    }
                    _ => {}
                },
                Piece::Text(text) => {
                    if self.is_value && !text.is_empty() {
                        self.cell = self.cell.map(|cell| Cell { has_value: true, ..cell });
                    }
                }
                Piece::End(ended) => match ended.name() {
                    "v" => self.is_value = false,
                    "c" => self.end_cell()?,
                    "row" => {
                        self.taken = self.taken.saturating_add(u64::from(self.widest));
                        self.widest = 0;
                        self.column = 0;
                        self.row += 1;
                        if self.taken > GRID_CELLS {
                            return Err(too_big(&format!("连空格在内超过 {GRID_CELLS} 个单元格")));
                        }
                    }
                    "sheetData" => is_finished = true,
                    _ => {}
                },
                Piece::Aside => {}
            }
        }
        if is_finished { Ok(()) } else { Err(damaged("表的内容没有结尾")) }
    }

    fn go_to(&mut self, row: u32) -> Result<(), Error> {
        if row < self.row {
            return Err(foreign("这张表的行没有按次序存放，读了会乱"));
        }
        self.row = row;
        Ok(())
    }

    fn start_cell(&mut self, element: &Element<'_>) -> Result<(), Error> {
        if let Some(told) = element.attribute("r") {
            let (row, column) = place(&told).ok_or_else(wrong_place)?;
            self.go_to(row)?;
            self.column = column;
        }
        if self.row >= ROWS || self.column >= COLUMNS {
            return Err(too_big(&format!("超过 {ROWS} 行或 {COLUMNS} 列")));
        }
        self.widest = self.widest.max(self.column + 1);
        let is_text = element.attribute("t").is_some_and(|kind| kind == "str");
        self.cell = Some(Cell { is_text, ..Cell::default() });
        Ok(())
    }

    fn end_cell(&mut self) -> Result<(), Error> {
        if let Some(cell) = self.cell.take()
            && cell.has_formula
            && !cell.has_value
            && !cell.is_text
        {
            self.facts.without_result.add(self.row, self.column)?;
        }
        self.column += 1;
        Ok(())
    }
}

fn wrong_place() -> Error {
    damaged("有的单元格地址不对")
}

/// Rows and columns of `A1:C3`, from 0.
fn region(told: &str) -> Option<((u32, u32), (u32, u32))> {
    let (first, last) = told.split_once(':').unwrap_or((told, told));
    let (first, last) = (place(first)?, place(last)?);
    (first.0 <= last.0 && first.1 <= last.1).then_some(((first.0, last.0), (first.1, last.1)))
}

/// Row and column of `B3`, from 0.
fn place(told: &str) -> Option<(u32, u32)> {
    let digits = told.find(|character: char| !character.is_ascii_alphabetic())?;
    let (letters, digits) = told.split_at_checked(digits)?;
    if letters.is_empty() || letters.len() > 3 || digits.len() > 7 || !digits.bytes().all(|digit| digit.is_ascii_digit()) {
        return None;
    }
    let column = letters.bytes().fold(0, |sum, letter| sum * 26 + u32::from(letter.to_ascii_uppercase() - b'A') + 1);
    let row: u32 = digits.parse().ok()?;
    ((1..=ROWS).contains(&row) && column <= COLUMNS).then(|| (row - 1, column - 1))
}
