//! Days of the Gregorian calendar, counted one year and one month at a time.

/// A day as it is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Day {
    pub(super) year: i64,
    pub(super) month: i64,
    pub(super) day: i64,
}

impl Day {
    pub(super) fn new(year: i64, month: i64, day: i64) -> Day {
        Day { year, month, day }
    }

    pub(super) fn text(self) -> String {
        format!("{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }

    /// Days since 1900-01-01.
    fn number(self) -> i64 {
        let years: i64 = (1900..self.year).map(length_of_year).sum();
        let months: i64 = (1..self.month).map(|month| length_of_month(self.year, month)).sum();
        years + months + self.day - 1
    }

    fn from_number(number: i64) -> Day {
        let mut left = number;
        let mut year = 1900;
        while left >= length_of_year(year) {
            left -= length_of_year(year);
            year += 1;
        }
        let mut month = 1;
        while left >= length_of_month(year, month) {
            left -= length_of_month(year, month);
            month += 1;
        }
        Day::new(year, month, left + 1)
    }

    pub(super) fn plus_days(self, days: i64) -> Day {
        Day::from_number(self.number() + days)
    }

    /// The same day of another month, or that month's last day.
    pub(super) fn plus_months(self, months: i64) -> Day {
        let month = self.year * 12 + self.month - 1 + months;
        let (year, month) = (month / 12, month % 12 + 1);
        Day::new(year, month, self.day.min(length_of_month(year, month)))
    }

    pub(super) fn days_since(self, earlier: Day) -> i64 {
        self.number() - earlier.number()
    }
}

fn is_leap(year: i64) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

fn length_of_year(year: i64) -> i64 {
    if is_leap(year) { 366 } else { 365 }
}

fn length_of_month(year: i64, month: i64) -> i64 {
    match month {
        2 if is_leap(year) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}
