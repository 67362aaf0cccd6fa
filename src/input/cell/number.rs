//! Whole numbers, decimals and percentages. In: a text as written. Out: the number, exactly. Never: rounding, nor a percentage made
//! from a share: 0.8 is 0.8%.

use rust_decimal::Decimal;

use super::damage::SCIENTIFIC;
use super::{Taken, Written, tidy};
use crate::identity;
use crate::input::remark::Remark;
use crate::value::Value;

pub(super) fn integer(written: Written<'_>) -> Result<Taken, String> {
    let plain = tidy::plain(written.text);
    let number = numeral(&plain).ok_or_else(|| flaw(&plain, "不是整数"))?;
    let whole = match number.split_once('.') {
        Some((whole, fraction)) if fraction.bytes().all(|digit| digit == b'0') => whole,
        Some(_) => return Err("不是整数，带了小数".to_string()),
        None => &number,
    };
    let value = whole.parse().map_err(|_| "这个数太大，程序容不下".to_string())?;
    Ok(Taken::read_as(Value::Integer(value), written, whole))
}

pub(super) fn decimal(written: Written<'_>) -> Result<Taken, String> {
    let plain = tidy::plain(written.text);
    let number = numeral(&plain).ok_or_else(|| flaw(&plain, "不是数"))?;
    Ok(Taken::read_as(Value::Decimal(exact(&number)?), written, &number))
}

pub(super) fn percent(written: Written<'_>) -> Result<Taken, String> {
    let plain = tidy::plain(written.text);
    let (share, sign) = plain.strip_suffix('%').map_or((&*plain, ""), |share| (share.trim_end(), "%"));
    let number = numeral(share).ok_or_else(|| flaw(share, "不是百分比，写成例如 80%"))?;
    let value = exact(&number)?;
    if sign.is_empty() && value > Decimal::ZERO && value <= Decimal::ONE {
        let remark =
            Remark::new("「{}」没有百分号，按「{}%」读取；如果是小数写法，请改写成百分比，例如 80%", [written.raw, &number]);
        return Ok(Taken { value: Value::Percent(value), remark: Some(remark) });
    }
    Ok(Taken::read_as(Value::Percent(value), written, &format!("{number}{sign}")))
}

fn exact(number: &str) -> Result<Decimal, String> {
    Decimal::from_str_exact(number).map_err(|_| "这个数的位数太多，程序容不下".to_string())
}

fn flaw(plain: &str, otherwise: &str) -> String {
    if identity::is_scientific(plain) { SCIENTIFIC } else { otherwise }.to_string()
}

/// An optional sign, digits that may be set apart by threes, and digits behind the point: without the commas.
fn numeral(text: &str) -> Option<String> {
    let (sign, digits) = match text.strip_prefix('-') {
        Some(digits) => ("-", digits),
        None => ("", text.strip_prefix('+').unwrap_or(text)),
    };
    let (whole, fraction) = digits.split_once('.').map_or((digits, None), |(whole, fraction)| (whole, Some(fraction)));
    let all_digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let mut groups = whole.split(',');
    let first = groups.next().filter(|first| all_digits(first))?;
    let grouped = whole.len() > first.len();
    let by_threes = first.len() <= 3 && groups.all(|group| group.len() == 3 && all_digits(group));
    if (grouped && !by_threes) || !fraction.is_none_or(all_digits) {
        return None;
    }
    let whole = whole.replace(',', "");
    Some(fraction.map_or_else(|| format!("{sign}{whole}"), |fraction| format!("{sign}{whole}.{fraction}")))
}

#[cfg(test)]
mod tests {
    use super::super::tests::{check, check_number};

    #[test]
    fn whole_numbers() {
        check(
            "整数",
            &[
                ("3", "3", ""),
                (" 007 ", "7", ""),
                ("-12", "-12", ""),
                ("3.0", "3", "「3.0」按「3」读取"),
                ("1,234", "1234", "「1,234」按「1234」读取"),
                ("１，２３４", "1234", "「１，２３４」按「1234」读取"),
                ("12,34", "！不是整数", ""),
                ("1234,567", "！不是整数", ""),
                ("3.5", "！不是整数，带了小数", ""),
                ("两次", "！不是整数", ""),
                ("2024届", "！不是整数", ""),
                ("99999999999999999999", "！这个数太大，程序容不下", ""),
                ("1.2E+05", "！被表格软件改成了科学记数法", ""),
                ("/", "！没有内容时请把这一格留空", ""),
                ("#REF!", "！这是表格软件的出错标记", ""),
            ],
        );
    }

    #[test]
    fn numbers_of_numeric_cells() {
        check_number("整数", &[(3.0, "3", ""), (3.5, "！不是整数，带了小数", ""), (-0.0, "0", "")]);
        check_number("小数", &[(3.0, "3", ""), (0.1, "0.1", ""), (f64::NAN, "！不是一个数", "")]);
        check_number("百分比", &[(80.0, "80%", ""), (0.8, "0.8%", "「0.8」没有百分号，按「0.8%」读取")]);
    }

    #[test]
    fn decimals_are_exact() {
        check(
            "小数",
            &[
                ("3.50", "3.50", ""),
                ("1,234.5", "1234.5", "「1,234.5」按「1234.5」读取"),
                ("0.1234567890123456789012345678", "0.1234567890123456789012345678", ""),
                ("0.12345678901234567890123456789", "！这个数的位数太多，程序容不下", ""),
                (".5", "！不是数", ""),
                ("5_0", "！不是数", ""),
            ],
        );
    }

    #[test]
    fn percentages_need_no_sign_and_are_never_made_from_shares() {
        check(
            "百分比",
            &[
                ("80%", "80%", ""),
                ("80", "80%", ""),
                ("80 %", "80%", "「80 %」按「80%」读取"),
                ("８０％", "80%", "「８０％」按「80%」读取"),
                ("80.5%", "80.5%", ""),
                ("0.8%", "0.8%", ""),
                ("0.8", "0.8%", "「0.8」没有百分号，按「0.8%」读取"),
                ("1", "1%", "「1」没有百分号，按「1%」读取"),
                ("0", "0%", ""),
                ("八成", "！不是百分比，写成例如 80%", ""),
            ],
        );
    }
}
