//! Days and months of the Gregorian calendar, exact, without clock or time zone.
//! Adding months keeps the day of the month, cut to the month's last day.

use std::fmt;
use std::str::FromStr;

use jiff::civil;
use jiff::{Span, ToSpan};

use crate::error::Error;

/// A day, from year 1 to 9999.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date(civil::Date);

impl Date {
    /// 2000-01-01, for a policy that says nothing of its year.
    pub(crate) const EPOCH: Self = Self(civil::Date::constant(2000, 1, 1));

    /// The day, if there is one: `Date::new(2023, 2, 30)` is `None`.
    pub fn new(year: i32, month: u8, day: u8) -> Option<Self> {
        if !(1..=9999).contains(&year) {
            return None;
        }
        let date = civil::Date::new(i16::try_from(year).ok()?, i8::try_from(month).ok()?, i8::try_from(day).ok()?);
        date.ok().map(Self)
    }

    /// Year, 1 to 9999.
    pub fn year(self) -> i32 {
        i32::from(self.0.year())
    }

    /// Month, 1 to 12.
    pub fn month(self) -> u8 {
        self.0.month().unsigned_abs()
    }

    /// Day of the month, 1 to 31.
    pub fn day(self) -> u8 {
        self.0.day().unsigned_abs()
    }

    /// The month that holds the day.
    pub fn to_month(self) -> Month {
        Month { year: self.0.year(), month: self.month() }
    }

    /// The day after a length of time: months first (cut to the month's last day), then days.
    /// `None` outside the years 1 to 9999.
    pub(crate) fn plus(self, length: Duration) -> Option<Self> {
        let later: Span = length.months.months().days(length.days);
        self.0.checked_add(later).ok().filter(|date| date.year() >= 1).map(Self)
    }

    /// Whole days from `earlier` to `self`; negative when `earlier` is later.
    pub fn days_since(self, earlier: Self) -> i64 {
        i64::from((self.0 - earlier.0).get_days())
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year(), self.month(), self.day())
    }
}

/// Accepts `2023-10-13`, `2023/10/13`, `2023.10.13`, `20231013` and `2023年10月13日`, full-width digits included.
impl FromStr for Date {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let date = match parts(text).as_deref() {
            Some([year, month, day]) => number(year, month).and_then(|(year, month)| Self::new(year, month, day.parse().ok()?)),
            Some([all]) if all.len() == 8 => {
                number(&all[..4], &all[4..6]).and_then(|(y, m)| Self::new(y, m, all[6..].parse().ok()?))
            }
            _ => None,
        };
        date.ok_or_else(|| Error::bad_date(text))
    }
}

/// A month of a year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month {
    year: i16,
    month: u8,
}

impl Month {
    /// The month, if there is one.
    pub fn new(year: i32, month: u8) -> Option<Self> {
        Date::new(year, month, 1).map(Date::to_month)
    }

    /// Year, 1 to 9999.
    pub fn year(self) -> i32 {
        i32::from(self.year)
    }

    /// Month, 1 to 12.
    pub fn month(self) -> u8 {
        self.month
    }

    /// The month so many months later; `None` outside the years 1 to 9999.
    pub(crate) fn plus_months(self, months: i32) -> Option<Self> {
        let total = self.year().checked_mul(12)?.checked_add(i32::from(self.month) - 1)?.checked_add(months)?;
        Self::new(total.div_euclid(12), u8::try_from(total.rem_euclid(12) + 1).ok()?)
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year, self.month)
    }
}

/// Accepts `2024-06`, `2024/6`, `2024.6`, `202406` and `2024年6月`, full-width digits included.
impl FromStr for Month {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let month = match parts(text).as_deref() {
            Some([year, month]) => number(year, month),
            Some([all]) if all.len() == 6 => number(&all[..4], &all[4..]),
            _ => None,
        };
        month.and_then(|(year, month)| Self::new(year, month)).ok_or_else(|| Error::bad_date(text))
    }
}

/// A length of time: months and days are kept apart, since a month has no fixed number of days.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Duration {
    /// Months (a year is 12).
    pub months: i32,
    /// Days (a week is 7).
    pub days: i32,
}

impl Duration {
    /// The same length backwards.
    pub(crate) fn negated(self) -> Self {
        Self { months: -self.months, days: -self.days }
    }
}

impl fmt::Display for Duration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.months, self.days) {
            (0, days) if days != 0 && days % 7 == 0 => write!(f, "{}周", days / 7),
            (0, days) => write!(f, "{days}天"),
            (months, 0) if months % 12 == 0 => write!(f, "{}年", months / 12),
            (months, 0) => write!(f, "{months}个月"),
            (months, days) => write!(f, "{months}个月{days}天"),
        }
    }
}

fn number(year: &str, month: &str) -> Option<(i32, u8)> {
    (year.len() == 4).then_some(())?;
    Some((year.parse().ok()?, month.parse().ok()?))
}

/// The runs of ASCII digits of a text that holds only digits and the separators of dates.
fn parts(text: &str) -> Option<Vec<String>> {
    let mut parts = vec![String::new()];
    let text = text.trim();
    for character in text.strip_suffix('日').unwrap_or(text).chars() {
        match character {
            '0'..='9' => parts.last_mut()?.push(character),
            '０'..='９' => parts.last_mut()?.push(char::from_u32(character as u32 - 0xFEE0)?),
            '-' | '/' | '.' | '－' | '／' | '．' | '年' | '月' => parts.push(String::new()),
            _ => return None,
        }
    }
    if text.ends_with('月') && parts.last().is_some_and(String::is_empty) {
        parts.pop();
    }
    let sound = parts.iter().all(|part| !part.is_empty() && part.len() <= 8);
    sound.then_some(parts)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> Option<String> {
        text.parse::<Date>().ok().map(|date| date.to_string())
    }

    #[test]
    fn days_are_read_in_the_forms_people_write() {
        for text in ["2023-10-13", "2023/10/13", "2023.10.13", "20231013", "2023年10月13日", "２０２３－１０－１３"] {
            assert_eq!(date(text).as_deref(), Some("2023-10-13"), "{text}");
        }
    }

    #[test]
    fn impossible_days_are_refused() {
        for text in [
            "2023-02-30",
            "2023-13-01",
            "2023-10",
            "10-13",
            "",
            "明天",
            "2023-10-13-01",
            "99991399",
            "2023年10月1日3",
            "0000-01-01",
        ] {
            assert_eq!(date(text), None, "{text}");
        }
    }

    #[test]
    fn months_are_read_and_months_have_no_day() {
        for text in ["2024-06", "2024/6", "2024.6", "202406", "2024年6月", "2024年06月"] {
            assert_eq!(text.parse::<Month>().ok().map(|month| month.to_string()).as_deref(), Some("2024-06"), "{text}");
        }
        assert!("2024-13".parse::<Month>().is_err());
        assert!("2024-06-01".parse::<Month>().is_err());
    }

    #[test]
    fn adding_months_is_cut_to_the_end_of_the_month() {
        let january = Date::new(2024, 1, 31);
        let later = january.and_then(|day| day.plus(Duration { months: 1, days: 0 }));
        assert_eq!(later.map(|day| day.to_string()).as_deref(), Some("2024-02-29"));
        assert_eq!(Date::new(9999, 12, 31).and_then(|day| day.plus(Duration { months: 0, days: 1 })), None);
    }
}
