//! One entry into one cell of a worksheet. Nothing is rounded: a number that a workbook cannot hold exactly is written as text.

use std::borrow::Cow;

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use rust_xlsxwriter::{ExcelDateTime, Worksheet, XlsxError};

use super::style::{Kind, Role, Style, Styles};
use crate::date::Date;
use crate::report::text::{looks_like_formula, visible};
use crate::report::{Content, Entry};

/// Most UTF-16 units that a cell holds.
const LONGEST: usize = 32_767;
/// Stands at the end of a text that was too long for a cell.
const CUT: &str = "…（已截断）";
/// Old programs show `####` for a longer text in a cell of text format.
const LONGEST_WITH_TEXT_FORMAT: usize = 255;
/// Significant digits that a number in a workbook keeps.
const EXACT_DIGITS: u32 = 15;

/// Where a cell is.
#[derive(Clone, Copy)]
pub(in crate::report) struct At(pub(in crate::report) u32, pub(in crate::report) u16);

/// Writes one entry.
pub(in crate::report) fn write(
    sheet: &mut Worksheet,
    styles: &mut Styles,
    At(row, column): At,
    entry: &Entry,
    role: Role,
) -> Result<(), XlsxError> {
    let style = |kind| Style { role, kind, is_doubtful: entry.is_doubtful };
    match value(&entry.content) {
        Value::Empty => sheet.write_blank(row, column, styles.of(style(Kind::Empty)))?,
        Value::Text(text) => sheet.write_string_with_format(row, column, text.as_ref(), styles.of(style(kind_of_text(&text))))?,
        Value::Number(number, kind) => sheet.write_number_with_format(row, column, number, styles.of(style(kind)))?,
        Value::Date(day) => sheet.write_datetime_with_format(row, column, &day, styles.of(style(Kind::Date)))?,
    };
    Ok(())
}

/// Writes a text over some columns of one row.
pub(in crate::report) fn write_across(
    sheet: &mut Worksheet,
    styles: &mut Styles,
    At(row, last): At,
    text: &str,
    role: Role,
) -> Result<(), XlsxError> {
    let text = fitting(text);
    let format = styles.of(Style { role, kind: kind_of_text(&text), is_doubtful: false });
    match last {
        0 => sheet.write_string_with_format(row, 0, text.as_ref(), format)?,
        last => sheet.merge_range(row, 0, row, last, &text, format)?,
    };
    Ok(())
}

enum Value<'e> {
    Empty,
    Text(Cow<'e, str>),
    Number(f64, Kind),
    Date(ExcelDateTime),
}

fn value(content: &Content) -> Value<'_> {
    match content {
        Content::Empty => Value::Empty,
        Content::Text(text) if text.is_empty() => Value::Empty,
        Content::Text(text) => Value::Text(fitting(text)),
        Content::Number(number) => match exact(*number) {
            Some(exact) => Value::Number(exact, Kind::Number { decimals: number.scale() }),
            None => Value::Text(Cow::Owned(number.to_string())),
        },
        Content::Percent(number) => {
            let share = number.checked_div(Decimal::ONE_HUNDRED).and_then(exact);
            match share {
                Some(share) => Value::Number(share, Kind::Percent { decimals: number.scale() }),
                None => Value::Text(Cow::Owned(format!("{number}%"))),
            }
        }
        Content::Date(date) => day(*date).map_or_else(|| Value::Text(Cow::Owned(date.to_string())), Value::Date),
    }
}

/// The number as workbooks hold numbers, if they hold it exactly.
fn exact(number: Decimal) -> Option<f64> {
    let digits = number.normalize().mantissa().unsigned_abs().checked_ilog10().map_or(1, |zeros| zeros + 1);
    if digits > EXACT_DIGITS { None } else { number.to_f64() }
}

/// The day as workbooks hold days. Before March 1900 table programs disagree about the days.
fn day(date: Date) -> Option<ExcelDateTime> {
    if (date.year(), date.month()) < (1900, 3) {
        return None;
    }
    ExcelDateTime::from_ymd(u16::try_from(date.year()).ok()?, date.month(), date.day()).ok()
}

fn kind_of_text(text: &str) -> Kind {
    Kind::Text { keeps_digits: text.len() <= LONGEST_WITH_TEXT_FORMAT, is_quoted: looks_like_formula(text) }
}

/// A text that one cell can hold.
fn fitting(text: &str) -> Cow<'_, str> {
    let text = visible(text);
    if text.len() <= LONGEST || text.encode_utf16().count() <= LONGEST {
        return text;
    }
    let mut left = LONGEST - CUT.encode_utf16().count();
    let mut short: String = text
        .chars()
        .take_while(|character| {
            let rest = left.checked_sub(character.len_utf16());
            left = rest.unwrap_or(0);
            rest.is_some()
        })
        .collect();
    short.push_str(CUT);
    Cow::Owned(short)
}

#[cfg(test)]
mod tests {
    use rust_decimal::Decimal;

    use super::{exact, fitting};

    #[test]
    fn numbers_are_exact_or_text() {
        assert_eq!(exact(Decimal::from(0)), Some(0.0));
        assert_eq!(exact(Decimal::new(-1250, 2)), Some(-12.5));
        assert_eq!(exact(Decimal::from(999_999_999_999_999_i64)), Some(999_999_999_999_999.0));
        assert_eq!(exact(Decimal::from(1_000_000_000_000_001_i64)), None);
    }

    #[test]
    fn texts_too_long_are_cut_with_a_mark() {
        let exactly = "一".repeat(32_767);
        assert_eq!(fitting(&exactly), exactly);
        let long = "😀".repeat(20_000);
        let short = fitting(&long);
        assert!(short.ends_with("😀…（已截断）"), "{}", short.len());
        assert!(short.encode_utf16().count() <= 32_767);
    }
}
