//! The cells of an XLSX sheet. In: a workbook whose parts were looked through, what is known of the sheet. Out: its rows.

use calamine::{DataRef, Reader, Xlsx, XlsxError};

use super::super::grid::RawCell;
use super::archive::Source;
use super::draft::{Draft, SourceRow, number_cell, text_cell};
use super::failure::{damaged, foreign, from_reading, from_zip, password};
use super::number_format::Shown;
use super::pipe::Sink;
use super::serial::{date_text, duration_text, iso_duration_text, iso_text, share_text};
use super::xlsx_scan::SheetFacts;
use crate::error::Error;

/// What stands for a formula whose result the workbook does not hold: it was written by a program and never opened in Excel.
pub(super) const NO_RESULT: &str = "#公式没有结果";

/// Reads a sheet row by row.
pub(super) fn read(input: Box<dyn Source>, sheet: &str, mut facts: SheetFacts, sink: &mut Sink) -> Result<(), Error> {
    let mut book = Xlsx::new(input).map_err(|error| failure(&error))?;
    let is_1904 = book.has_1904_epoch();
    let mut reader = book.worksheet_cells_reader(sheet).map_err(|error| failure(&error))?;
    let shown: Vec<Shown> = reader
        .styles()
        .iter()
        .map(|style| style.number_format.as_ref().map_or(Shown::Number, |format| Shown::by_code(&format.format_code)))
        .collect();
    let mut draft = Draft::default();
    let mut row = 0;
    let mut hand_on = |draft: &mut Draft, row: u32| -> Result<bool, Error> {
        let Some(row) = draft.finish(row + 1)? else { return Ok(true) };
        let spans = facts.merges.starting_in(row.number);
        Ok(sink.push(SourceRow { row, spans }))
    };
    while let Some((cell, style)) = reader.next_cell_with_style_id().map_err(|error| failure(&error))? {
        let (cell_row, column) = cell.get_position();
        if cell_row != row {
            if !hand_on(&mut draft, row)? {
                return Ok(());
            }
            row = cell_row;
        }
        let raw = match cell.get_value() {
            DataRef::Empty if facts.without_result.contain(cell_row, column) => RawCell::Text(NO_RESULT.to_owned()),
            value => raw_cell(value, shown.get(style).copied().unwrap_or(Shown::Number), is_1904),
        };
        draft.put(column, raw)?;
    }
    hand_on(&mut draft, row)?;
    Ok(())
}

fn raw_cell(value: &DataRef<'_>, shown: Shown, is_1904: bool) -> RawCell {
    match value {
        DataRef::Empty => RawCell::Empty,
        DataRef::String(text) => text_cell(text.as_str()),
        DataRef::SharedString(text) => text_cell(*text),
        DataRef::Bool(value) => RawCell::Bool(*value),
        DataRef::Error(error) => RawCell::Text(error.to_string()),
        DataRef::DateTimeIso(text) => text_cell(iso_text(text)),
        DataRef::DurationIso(text) => text_cell(iso_duration_text(text)),
        DataRef::Int(number) => shown_cell(*number as f64, shown, is_1904),
        DataRef::Float(number) => shown_cell(*number, shown, is_1904),
        DataRef::DateTime(moment) => {
            let shown = if moment.is_duration() { Shown::Duration } else { Shown::Date };
            shown_cell(moment.as_f64(), shown, is_1904)
        }
    }
}

/// A number as its format shows it. What the format cannot show (a day beyond the calendar) stays a number.
pub(super) fn shown_cell(number: f64, shown: Shown, is_1904: bool) -> RawCell {
    let text = match shown {
        Shown::Number => None,
        Shown::Date => date_text(number, is_1904),
        Shown::Duration => duration_text(number),
        Shown::Share => Some(share_text(number)),
    };
    text.map_or_else(|| number_cell(number, is_1904), RawCell::Text)
}

fn failure(error: &XlsxError) -> Error {
    match error {
        XlsxError::Io(error) => from_reading("表", error),
        XlsxError::Zip(error) => from_zip("表", error),
        XlsxError::Password => password(),
        XlsxError::CellError(_) => foreign("有的单元格里是不认识的错误值"),
        XlsxError::Unrecognized { typ: "sheet:type", .. } => foreign("这个工作簿里有很老的宏表，读不了"),
        _ => damaged("单元格的写法不对"),
    }
}
