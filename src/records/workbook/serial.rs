//! Days, times and shares as text. In: numbers as spreadsheets count, values as ODF and ISO write. Out: text for the cell.
//! Never: a day that the number does not stand for.

use jiff::civil::{Date, DateTime, date};
use jiff::{Span, ToSpan};

const DAY_SECONDS: f64 = 86_400.0;
/// The day after 9999-12-31, as the system of 1900 counts.
const LAST_SERIAL: f64 = 2_958_466.0;
/// The day 1900-02-29, which never was, as the system of 1900 counts.
const FALSE_LEAP_DAY: i64 = 60;
/// How many days later the system of 1904 starts to count.
const DAYS_TO_1904: f64 = 1_462.0;

/// What a number formatted as a date shows: `2024-06-01`, with a time `2024-06-01 08:30:00`, without a day `08:30:00`.
/// Nothing if no day has the number.
pub(super) fn date_text(serial: f64, is_1904: bool) -> Option<String> {
    let last = if is_1904 { LAST_SERIAL - DAYS_TO_1904 } else { LAST_SERIAL };
    if !(0.0..last).contains(&serial) {
        return None;
    }
    let seconds = whole(serial * DAY_SECONDS)?;
    let (days, seconds) = (seconds / 86_400, seconds % 86_400);
    let time = clock(seconds);
    if days == 0 && !is_1904 {
        return Some(time);
    }
    let day = if is_1904 {
        later(date(1904, 1, 1), days)?.to_string()
    } else if days == FALSE_LEAP_DAY {
        "1900-02-29".to_owned()
    } else {
        let shift = i64::from(days > FALSE_LEAP_DAY);
        later(date(1899, 12, 31), days - shift)?.to_string()
    };
    Some(if seconds == 0 { day } else { format!("{day} {time}") })
}

/// What a number formatted as a stretch of time shows: `30:15:00`.
pub(super) fn duration_text(serial: f64) -> Option<String> {
    let seconds = whole(serial.abs() * DAY_SECONDS)?;
    let sign = if serial < 0.0 && seconds > 0 { "-" } else { "" };
    Some(format!("{sign}{}", clock(seconds)))
}

/// What a number formatted as a share shows: `80%`.
pub(super) fn share_text(value: f64) -> String {
    let hundredths = format!("{:.10}", value * 100.0);
    let short = hundredths.trim_end_matches('0').trim_end_matches('.');
    format!("{}%", if short == "-0" { "0" } else { short })
}

/// A date or time as ISO 8601 writes it: `2024-06-01T08:30:00` becomes `2024-06-01 08:30:00`. What is none stays.
pub(super) fn iso_text(text: &str) -> String {
    let plain = text.trim().trim_end_matches('Z');
    if let Ok(moment) = plain.parse::<DateTime>()
        && (plain.contains('T') || plain.contains(' '))
    {
        let seconds = i64::from(moment.hour()) * 3_600 + i64::from(moment.minute()) * 60 + i64::from(moment.second());
        return if seconds == 0 { moment.date().to_string() } else { format!("{} {}", moment.date(), clock(seconds)) };
    }
    plain.to_owned()
}

/// A stretch of time as ISO 8601 writes it: `PT08H30M00S` becomes `08:30:00`. What is none stays.
pub(super) fn iso_duration_text(text: &str) -> String {
    let seconds = text.parse::<Span>().ok().and_then(|span| {
        let parts =
            [(span.get_hours().into(), 3_600), (span.get_minutes(), 60), (span.get_seconds(), 1), (span.get_days().into(), 86_400)];
        parts.into_iter().try_fold(0_i64, |sum, (count, unit): (i64, i64)| sum.checked_add(count.checked_mul(unit)?))
    });
    match seconds {
        Some(seconds) if seconds >= 0 => clock(seconds),
        Some(seconds) => format!("-{}", clock(seconds.saturating_neg())),
        None => text.to_owned(),
    }
}

fn later(from: Date, days: i64) -> Option<Date> {
    from.checked_add(i32::try_from(days).ok()?.days()).ok()
}

fn clock(seconds: i64) -> String {
    format!("{:02}:{:02}:{:02}", seconds / 3_600, seconds / 60 % 60, seconds % 60)
}

/// The nearest whole number, if it is one that can be counted with.
#[allow(clippy::cast_possible_truncation)]
fn whole(value: f64) -> Option<i64> {
    (value.abs() < 1e15).then(|| value.round() as i64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_date_systems_and_the_false_leap_day() {
        let shown = |serial, is_1904| date_text(serial, is_1904).unwrap_or_else(|| "-".to_owned());
        assert_eq!(shown(1.0, false), "1900-01-01");
        assert_eq!(shown(59.0, false), "1900-02-28");
        assert_eq!(shown(60.0, false), "1900-02-29");
        assert_eq!(shown(61.0, false), "1900-03-01");
        assert_eq!(shown(45_444.0, false), "2024-06-01");
        assert_eq!(shown(45_444.0 - 1462.0, true), "2024-06-01");
        assert_eq!(shown(0.0, true), "1904-01-01");
        assert_eq!(shown(2_958_465.0, false), "9999-12-31");
        assert_eq!(shown(20_240_601.0, false), "-");
        assert_eq!(shown(-1.0, false), "-");
        assert_eq!(shown(f64::NAN, false), "-");
    }

    #[test]
    fn times_are_rounded_to_seconds() {
        assert_eq!(date_text(45_444.354_166_666_664, false).as_deref(), Some("2024-06-01 08:30:00"));
        assert_eq!(date_text(45_444.999_999_999, false).as_deref(), Some("2024-06-02"));
        assert_eq!(date_text(0.354_166_666_664, false).as_deref(), Some("08:30:00"));
        assert_eq!(duration_text(1.260_416_666_7).as_deref(), Some("30:15:00"));
        assert_eq!(duration_text(-0.5).as_deref(), Some("-12:00:00"));
        assert_eq!(duration_text(f64::INFINITY), None);
    }

    #[test]
    fn shares_lose_the_dust_of_binary_fractions() {
        assert_eq!(share_text(0.8), "80%");
        assert_eq!(share_text(0.07), "7%");
        assert_eq!(share_text(0.125), "12.5%");
        assert_eq!(share_text(0.0), "0%");
        assert_eq!(share_text(-0.0), "0%");
        assert_eq!(share_text(1.0), "100%");
    }

    #[test]
    fn written_dates_and_stretches() {
        assert_eq!(iso_text("2024-06-01"), "2024-06-01");
        assert_eq!(iso_text("2024-06-01T00:00:00.000Z"), "2024-06-01");
        assert_eq!(iso_text("2024-06-01T08:30:00"), "2024-06-01 08:30:00");
        assert_eq!(iso_text("不详"), "不详");
        assert_eq!(iso_duration_text("PT08H30M00S"), "08:30:00");
        assert_eq!(iso_duration_text("PT30H15M00.5S"), "30:15:00");
        assert_eq!(iso_duration_text("久"), "久");
    }
}
