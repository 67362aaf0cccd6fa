//! A cell of an ODS sheet. In: the attributes of its element, the texts within. Out: a raw cell.

use super::super::grid::RawCell;
use super::draft::{number_cell, text_cell};
use super::failure::too_big;
use super::limits::ROW_TEXT;
use super::markup::Element;
use super::serial::{iso_duration_text, iso_text, share_text};
use super::xlsx_cells::NO_RESULT;
use crate::error::Error;

/// A cell that is being read.
#[derive(Debug)]
pub(super) struct OdsCell {
    /// What its value is: `float`, `date`, `percentage`; `error` if it shows one.
    kind: String,
    value: Option<String>,
    has_formula: bool,
    paragraphs: usize,
    text: String,
    /// How many columns it stands in.
    pub(super) columns: u32,
    /// How many rows it covers, if it covers a single column.
    pub(super) rows_covered: u32,
}

impl OdsCell {
    pub(super) fn new(element: &Element<'_>) -> Self {
        let owned = |name: &str| element.attribute(name).map(std::borrow::Cow::into_owned);
        let count = |name: &str| owned(name).and_then(|count| count.parse::<u32>().ok()).unwrap_or(1).max(1);
        // Programs repeat the kind for themselves, and only there say that it is an error; the first one is the format's own.
        let is_error = element.attribute_in("calcext", "value-type").is_some_and(|kind| kind == "error");
        let kind = if is_error { "error".to_owned() } else { owned("value-type").unwrap_or_default() };
        let value = ["value", "date-value", "time-value", "boolean-value", "string-value"].into_iter().find_map(owned);
        let rows_covered = if count("number-columns-spanned") == 1 { count("number-rows-spanned") } else { 1 };
        Self {
            kind,
            value,
            has_formula: element.attribute("formula").is_some(),
            paragraphs: 0,
            text: String::new(),
            columns: count("number-columns-repeated"),
            rows_covered,
        }
    }

    /// A new paragraph of its text begins.
    pub(super) fn start_paragraph(&mut self) {
        if self.paragraphs > 0 {
            self.text.push('\n');
        }
        self.paragraphs += 1;
    }

    /// Written text: any run of blanks and line ends in it stands for one blank.
    pub(super) fn add_text(&mut self, text: &str) -> Result<(), Error> {
        let mut is_after_blank = self.text.is_empty() || self.text.ends_with([' ', '\n']);
        for character in text.chars() {
            let is_blank = matches!(character, ' ' | '\t' | '\r' | '\n');
            if !is_blank {
                self.text.push(character);
            } else if !is_after_blank {
                self.text.push(' ');
            }
            is_after_blank = is_blank;
        }
        self.check()
    }

    /// A character written as an element, so many times.
    pub(super) fn add_characters(&mut self, character: char, count: usize) -> Result<(), Error> {
        self.text.extend(std::iter::repeat_n(character, count.min(ROW_TEXT + 1)));
        self.check()
    }

    fn check(&self) -> Result<(), Error> {
        if self.text.len() > ROW_TEXT {
            Err(too_big(&format!("有的单元格超过 {} MB 文字", ROW_TEXT / 1024 / 1024)))
        } else {
            Ok(())
        }
    }

    /// The cell, now that it is read.
    pub(super) fn finish(self, is_1904: bool) -> RawCell {
        let number = || self.value.as_deref().and_then(|value| value.trim().parse::<f64>().ok());
        match self.kind.as_str() {
            "float" | "currency" => number().map_or_else(|| text_cell(self.text), |number| number_cell(number, is_1904)),
            "percentage" => number().map_or_else(|| text_cell(self.text), |number| RawCell::Text(share_text(number))),
            "date" => text_cell(self.value.map_or(self.text, |value| iso_text(&value))),
            "time" => text_cell(self.value.map_or(self.text, |value| iso_duration_text(&value))),
            "boolean" => RawCell::Bool(self.value.is_some_and(|value| value.eq_ignore_ascii_case("true"))),
            "error" => RawCell::Text(if self.text.starts_with('#') { self.text } else { format!("#{}", self.text) }),
            "string" => text_cell(self.value.unwrap_or(self.text)),
            _ if self.has_formula && self.text.is_empty() => RawCell::Text(NO_RESULT.to_owned()),
            _ => text_cell(self.text),
        }
    }
}
