//! Days and months as spreadsheets and people write them. In: a text or number as written. Out: the day or month that it can only
//! mean. Never: a century, an order of day and month, or a lost zero by guess.

use super::clock::{self, Time};
use super::{Origin, Taken, Written, tidy};
use crate::date::{Date, Duration, Month};
use crate::input::remark::Remark;
use crate::value::Value;

/// Serial numbers of days that are taken as such: 1954 to 2119 in the 1900 system.
const SERIALS: std::ops::RangeInclusive<i32> = 20_000..=80_000;
/// How far the numbers of the 1904 system are behind those of the 1900 system.
const SYSTEMS_APART: i32 = 1_462;
/// Years of months in six digits: `240601` is a day with a short year, not January 2406.
const COMPACT_YEARS: std::ops::RangeInclusive<i32> = 1900..=2099;
const SEPARATORS: [char; 6] = ['-', '/', '.', '年', '月', '日'];
const DAY_EXAMPLE: &str = "写成例如 2023-09-01";
const MONTH_EXAMPLE: &str = "写成例如 2024-06";
const SHORT_YEAR: &str = "年份只写了两位，说不准是哪个世纪，要写四位";

pub(super) fn date(written: Written<'_>) -> Result<Taken, String> {
    let plain = tidy::plain(written.text);
    let (day, time) = clock::split(&plain)?;
    let day = without_loose_blanks(day);
    if let Ok(date) = day.parse::<Date>() {
        return Ok(match time {
            Time::Later => Taken::remarked(Value::Date(date), "「{}」只取日期「{}」", [written.raw, &date.to_string()]),
            Time::None if day != written.raw => Taken::read_as(Value::Date(date), written, &date.to_string()),
            Time::Midnight if !written.raw.starts_with(&day) => Taken::read_as(Value::Date(date), written, &date.to_string()),
            Time::None | Time::Midnight => Taken::silent(Value::Date(date)),
        });
    }
    match serial(&plain, written.origin) {
        Some(date) => Ok(Taken::remarked(Value::Date(date), sentence(written.origin), [written.raw, &date.to_string()])),
        None => Err(date_flaw(&day)),
    }
}

pub(super) fn month(written: Written<'_>) -> Result<Taken, String> {
    let plain = tidy::plain(written.text);
    let joined = without_loose_blanks(&plain);
    if let Some(month) = joined.parse::<Month>().ok().filter(|month| has_whole_year(&joined, *month)) {
        let may_be_october = matches!(joined.split_once('.'), Some((_, "1")));
        return match written.origin {
            Origin::Float | Origin::Serial1904 if may_be_october => {
                Err(format!("这一格是数值，末尾的0会丢掉，分不清1月和10月，请把这一列设为文本格式，{MONTH_EXAMPLE}"))
            }
            _ if may_be_october => Ok(Taken::remarked(
                Value::Month(month),
                "「{}」按「{}」读取；如果原来是10月（表格软件会丢掉末尾的0），请改正",
                [written.raw, &month.to_string()],
            )),
            _ if joined == written.raw => Ok(Taken::silent(Value::Month(month))),
            _ => Ok(Taken::read_as(Value::Month(month), written, &month.to_string())),
        };
    }
    let (day, _) = clock::split(&plain)?;
    let day = without_loose_blanks(day);
    if let Ok(date) = day.parse::<Date>() {
        let month = date.to_month();
        return Ok(Taken::remarked(Value::Month(month), "「{}」只取年月「{}」", [written.raw, &month.to_string()]));
    }
    match serial(&plain, written.origin) {
        Some(date) => {
            let (day, month) = (date.to_string(), date.to_month());
            let whole = Taken::remarked(Value::Month(month), sentence(written.origin), [written.raw, &day]);
            Ok(whole.also(Remark::new("只取年月「{}」", [&month.to_string()])))
        }
        None => Err(month_flaw(&day)),
    }
}

fn has_whole_year(text: &str, month: Month) -> bool {
    COMPACT_YEARS.contains(&month.year()) || text.contains(SEPARATORS)
}

/// Without the blanks beside a separator: `2024 年 6 月 1 日`.
fn without_loose_blanks(text: &str) -> String {
    text.split_whitespace().fold(String::with_capacity(text.len()), |mut joined, part| {
        if !(joined.is_empty() || joined.ends_with(SEPARATORS) || part.starts_with(SEPARATORS)) {
            joined.push(' ');
        }
        joined + part
    })
}

/// The day that a spreadsheet's number means, whatever its time.
fn serial(text: &str, origin: Origin) -> Option<Date> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let whole: i32 = whole.parse().ok().filter(|_| digits(whole) && digits(fraction))?;
    let number = if origin == Origin::Serial1904 { whole.checked_add(SYSTEMS_APART)? } else { whole };
    // The 1900 system counts a 29 February 1900 that never was: from March 1900 on, day 0 is 30 December 1899.
    let days = SERIALS.contains(&number).then_some(number)?;
    Date::new(1899, 12, 30)?.plus(Duration { months: 0, days })
}

fn sentence(origin: Origin) -> &'static str {
    match origin {
        Origin::Serial1904 => "「{}」是表格软件的日期序号（1904日期系统），即「{}」",
        _ => "「{}」是表格软件的日期序号，即「{}」",
    }
}

fn date_flaw(text: &str) -> String {
    let reason = match runs(text).as_deref() {
        Some([first, .., last]) if first.len() <= 2 && last.len() == 4 => "要按年、月、日的次序写",
        Some([year, _] | [year, _, _]) if year.len() == 2 => SHORT_YEAR,
        Some([six]) if six.len() == 6 => "六位数字说不清是年月，还是只写了两位的年份，要写全",
        Some([year]) if year.len() == 4 => "只有年份，还缺月和日",
        Some(_) if text.parse::<Month>().is_ok() => "只有年月，还缺日",
        Some([_, _, _] | [_]) => "不是日期，或没有这一天",
        _ => "不是日期",
    };
    format!("{reason}，{DAY_EXAMPLE}")
}

fn month_flaw(text: &str) -> String {
    let reason = match runs(text).as_deref() {
        Some([first, .., last]) if first.len() <= 2 && last.len() == 4 => "要先写年，再写月",
        Some([year, _] | [year, _, _]) if year.len() == 2 => SHORT_YEAR,
        Some([year]) if year.len() == 4 => "只有年份，还缺月",
        Some([six]) if six.len() == 6 => "六位数字不像年月，可能只写了两位的年份，要写全",
        Some([_, _] | [_] | [_, _, _]) => "不是年月，或没有这个月",
        _ => "不是年月",
    };
    format!("{reason}，{MONTH_EXAMPLE}")
}

/// Runs of digits, if nothing but separators is between them.
fn runs(text: &str) -> Option<Vec<&str>> {
    let is_known = |c: char| c.is_ascii_digit() || SEPARATORS.contains(&c);
    text.chars().all(is_known).then(|| text.split(SEPARATORS).filter(|run| !run.is_empty()).collect())
}

#[cfg(test)]
mod tests {
    use super::super::tests::{check, check_1904, check_number};

    const DAY: &str = "2024-06-01";

    #[test]
    fn days_are_read_in_the_forms_people_write() {
        for text in ["2024-06-01", "2024/6/1", "2024.6.1", "20240601", "2024年6月1日", "2024/6/1 0:00", "2024-06-01 00:00:00"] {
            check("日期", &[(text, DAY, "")]);
        }
        for text in ["2024-06-01T00:00:00Z", "2024-06-01T00:00:00.000+08:00", "2024/6/1 12:00:00 AM"] {
            check("日期", &[(text, DAY, "")]);
        }
        for text in ["２０２４－０６－０１", "2024 年 6 月 1 日", "2024. 6. 1", "'2024-06-01"] {
            check("日期", &[(text, DAY, &format!("「{text}」按「2024-06-01」读取"))]);
        }
    }

    #[test]
    fn a_time_of_day_is_left_out_and_said() {
        for text in
            ["2024-06-01 08:30", "2024-06-01T08:30:00+08:00", "2024/6/1 8:30:15 PM", "2024年6月1日 8:30", "2024年6月1日8:30"]
        {
            check("日期", &[(text, DAY, &format!("「{text}」只取日期「2024-06-01」"))]);
        }
        check(
            "日期",
            &[
                ("2024-05-31T16:00:00Z", "！时间带着别的时区", ""),
                ("2024-06-01T00:00:00-05:00", "！时间带着别的时区", ""),
                ("2024-06-01 25:00", "！后面的时间看不懂", ""),
                ("2024-06-01 08:30:00:00", "！后面的时间看不懂", ""),
                ("08:30", "！不是日期", ""),
                ("2024-06-018:30", "！不是日期", ""),
            ],
        );
    }

    #[test]
    fn wrong_days_have_reasons() {
        check(
            "日期",
            &[
                ("24-6-1", "！年份只写了两位", ""),
                ("240601", "！六位数字说不清", ""),
                ("6/1/2024", "！要按年、月、日的次序写", ""),
                ("2024-06", "！只有年月，还缺日", ""),
                ("202406", "！六位数字说不清", ""),
                ("2024", "！只有年份，还缺月和日", ""),
                ("2023-02-30", "！不是日期，或没有这一天", ""),
                ("20230230", "！不是日期，或没有这一天", ""),
                ("2024 6 1", "！不是日期", ""),
                ("2024年6月1日 5", "！不是日期", ""),
                ("明天", "！不是日期", ""),
                ("长期", "！不是日期", ""),
                ("########", "！只有井号，是列太窄", ""),
                ("—", "！没有内容时请把这一格留空", ""),
            ],
        );
    }

    #[test]
    fn serial_numbers_of_both_systems_are_days() {
        let said = |raw: &str| format!("「{raw}」是表格软件的日期序号，即「2024-06-01」");
        check("日期", &[("45444", DAY, &said("45444")), ("45444.5", DAY, &said("45444.5"))]);
        check_number("日期", &[(45444.0, DAY, &said("45444")), (45444.75, DAY, &said("45444.75"))]);
        check_number("日期", &[(20_240_601.0, DAY, ""), (19_999.0, "！不是日期", ""), (80_001.0, "！不是日期", "")]);
        check("日期", &[("20000", "1954-10-03", "「20000」是表格软件的日期序号"), ("80000", "2119-01-11", "「80000」是")]);
        check_1904("日期", &[(43982.0, DAY, "「43982」是表格软件的日期序号（1904日期系统），即「2024-06-01」")]);
        check_1904("整数", &[(43982.0, "43982", "")]);
    }

    #[test]
    fn months_are_read_in_the_forms_people_write() {
        for text in ["2024-06", "2024/6", "2024.6", "202406", "2024年6月", "2024年06月"] {
            check("年月", &[(text, "2024-06", "")]);
        }
        check(
            "年月",
            &[
                ("２０２４．６", "2024-06", "「２０２４．６」按「2024-06」读取"),
                ("2024 年 6 月", "2024-06", "「2024 年 6 月」按「2024-06」读取"),
                ("2024-06-01", "2024-06", "「2024-06-01」只取年月「2024-06」"),
                ("2024/6/1 0:00", "2024-06", "「2024/6/1 0:00」只取年月「2024-06」"),
                ("45444", "2024-06", "「45444」是表格软件的日期序号，即「2024-06-01」；只取年月「2024-06」"),
                ("240601", "！六位数字不像年月", ""),
                ("24-06", "！年份只写了两位", ""),
                ("6/2024", "！要先写年，再写月", ""),
                ("2024", "！只有年份，还缺月", ""),
                ("2024-13", "！不是年月，或没有这个月", ""),
                ("Jun-24", "！不是年月，写成例如 2024-06", ""),
            ],
        );
    }

    #[test]
    fn a_lost_zero_of_october_is_not_guessed() {
        check("年月", &[("2024.1", "2024-01", "「2024.1」按「2024-01」读取；如果原来是10月"), ("2024.10", "2024-10", "")]);
        check_number("年月", &[(2024.6, "2024-06", ""), (2024.12, "2024-12", ""), (202_410.0, "2024-10", "")]);
        check_number("年月", &[(2024.1, "！这一格是数值，末尾的0会丢掉，分不清1月和10月", "")]);
        check_1904(
            "年月",
            &[(43982.0, "2024-06", "「43982」是表格软件的日期序号（1904日期系统）"), (2024.1, "！这一格是数值", "")],
        );
    }
}
