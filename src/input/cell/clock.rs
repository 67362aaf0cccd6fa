//! The time of day behind a date. In: a text in half width. Out: the part with the date, and whether the time is midnight.
//! Never: a day that depends on where the clock stood.

/// A time of day, as far as a date cares.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Time {
    /// None is written.
    None,
    Midnight,
    Later,
}

/// China is eight hours ahead: what Greenwich writes from then on is another day here.
const HOURS_AHEAD: u8 = 8;

/// Splits `2024-06-01 08:30`, `2024/6/1 0:00:00`, `2024-06-01T00:00:00+08:00`, `2024/6/1 12:00:00 AM`.
pub(super) fn split(text: &str) -> Result<(&str, Time), String> {
    let Some(colon) = text.find(':') else { return Ok((text, Time::None)) };
    let (before, _) = text.split_at(colon);
    let day = before.trim_end_matches(|c: char| c.is_ascii_digit());
    let clock = text.get(day.len()..).unwrap_or_default();
    if !day.ends_with([' ', 'T', 't', '日']) {
        return Err("不是日期，或者日期和时间连在了一起，写成例如 2023-09-01".to_string());
    }
    let time = time(clock.trim_end())?;
    Ok((day.trim_end_matches([' ', 'T', 't']), time))
}

fn time(text: &str) -> Result<Time, String> {
    let unreadable = || "后面的时间看不懂，只写日期就可以，写成例如 2023-09-01".to_string();
    let (clock, zone) = text.split_at(text.find(['Z', 'z', '+', '-']).unwrap_or(text.len()));
    let clock = clock.trim().to_ascii_uppercase();
    let (clock, half) = match (clock.strip_suffix("AM"), clock.strip_suffix("PM")) {
        (Some(clock), _) => (clock.trim_end(), Some(Half::Morning)),
        (_, Some(clock)) => (clock.trim_end(), Some(Half::Afternoon)),
        _ => (clock.as_str(), None),
    };
    let (hour, rest) = hour_and_rest(clock).ok_or_else(unreadable)?;
    let hour = match half {
        Some(Half::Morning) => hour % 12,
        Some(Half::Afternoon) => hour % 12 + 12,
        None => hour,
    };
    let is_here = match zone {
        "" | "+08:00" | "+0800" | "+08" => true,
        "Z" | "z" | "+00:00" => hour < 24 - HOURS_AHEAD,
        _ => false,
    };
    if !is_here {
        return Err("时间带着别的时区，说不准在这里是哪一天，请只写日期，写成例如 2023-09-01".to_string());
    }
    Ok(if hour == 0 && rest == Rest::Zero { Time::Midnight } else { Time::Later })
}

enum Half {
    Morning,
    Afternoon,
}

/// Minutes and seconds.
#[derive(PartialEq, Eq)]
enum Rest {
    Zero,
    More,
}

/// Of `8:30`, `08:30:15` or `08:30:15.250`.
fn hour_and_rest(clock: &str) -> Option<(u8, Rest)> {
    let (clock, fraction) = clock.split_once('.').unwrap_or((clock, "0"));
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let parts: Vec<&str> = clock.split(':').collect();
    if !matches!(parts.len(), 2 | 3) || !parts.iter().chain([&fraction]).all(|part| digits(part)) {
        return None;
    }
    let numbers: Vec<u8> = parts.iter().filter(|part| part.len() <= 2).filter_map(|part| part.parse().ok()).collect();
    let (&hour, rest) = numbers.split_first().filter(|(hour, rest)| **hour < 24 && rest.iter().all(|number| *number < 60))?;
    let is_zero = rest.iter().all(|number| *number == 0) && fraction.bytes().all(|digit| digit == b'0');
    (numbers.len() == parts.len()).then_some((hour, if is_zero { Rest::Zero } else { Rest::More }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_without_a_time_is_left_whole() {
        assert_eq!(split("2024-06-01"), Ok(("2024-06-01", Time::None)));
    }

    #[test]
    fn midnight_is_known_in_every_form() {
        for text in
            ["2024-06-01 0:00", "2024-06-01T00:00:00", "2024-06-01 00:00:00.000", "2024-06-01 12:00 AM", "2024-06-01T00:00:00Z"]
        {
            assert_eq!(split(text), Ok(("2024-06-01", Time::Midnight)), "{text}");
        }
        for text in ["2024-06-01 0:01", "2024-06-01 12:00 PM", "2024-06-01 00:00:00.5", "2024-06-01T15:59:59Z"] {
            assert_eq!(split(text), Ok(("2024-06-01", Time::Later)), "{text}");
        }
    }

    #[test]
    fn times_that_cannot_be_are_refused() {
        for text in
            [":", "甲:乙", "2024-06-01 24:00", "2024-06-01 1:60", "2024-06-01 1:", "2024-06-01 1:00 XM", "2024-06-01T16:00:00Z"]
        {
            assert!(split(text).is_err(), "{text}");
        }
    }
}
