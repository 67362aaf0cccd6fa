//! Administrative divisions of China (行政区划) with the years they were in force.
//! In: codes and names as people write them, a year. Out: dated rows, what lies in what, what
//! an abolished place counts as. Never: a choice between several possible places.
//!
//! Policies name places by [`lookup`], which reads the whole text or nothing. The free text of
//! records is for [`locate`], which also passes over what it can name.
//!
//! The facts and their sources are named in `NOTICE.md` beside this file. Years mean the state
//! at 31 December; first years before 1996 are certain to about one year.

mod address;
mod codes;
mod found;
mod locate;
mod lookup;
mod names;
mod nearest;
mod pieces;
mod relations;
mod search;
mod table;

use std::fmt;

pub(crate) use codes::address_code_known;
pub(crate) use found::{Found, Located};
pub(crate) use locate::locate;
pub(crate) use lookup::lookup;
#[cfg(feature = "analyze")]
pub(crate) use relations::all_divisions;
pub(crate) use relations::places_without_lower_level;

/// One row of the dated table: a code with one name during one interval of years.
///
/// A place that was renamed or recoded is several rows; [`Division::present`] leads from an
/// ended row to what it counts as later. Ordered by code, then by first year.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(crate) struct Division(u32);

/// The three levels of the code (GB/T 2260): two, four and six significant digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(crate) enum Level {
    /// 省级: province, autonomous region, municipality, special administrative region.
    Province,
    /// 地级: prefecture-level city, autonomous prefecture, prefecture, league.
    Prefecture,
    /// 县级: county, district, county-level city, banner.
    County,
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Province => "省级",
            Self::Prefecture => "地级",
            Self::County => "县级",
        })
    }
}

/// What a code or a name was found to mean.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Lookup {
    /// One place; it may be a row that is no longer in force.
    Found(Division),
    /// Several places bear the name; in the order of their codes.
    Ambiguous(Vec<Division>),
    /// No place; the nearest names, at most five, best first.
    Unknown(Vec<Division>),
}

impl Division {
    fn row(self) -> &'static table::Row {
        table::table().row(self.0)
    }

    /// The number of its row in the table, less than [`Division::count`].
    pub(crate) fn number(self) -> u32 {
        self.0
    }

    /// The row with this number.
    pub(crate) fn with_number(number: u32) -> Option<Self> {
        ((number as usize) < Self::count()).then_some(Self(number))
    }

    /// How many rows the table has.
    pub(crate) fn count() -> usize {
        table::table().rows.len()
    }

    /// The six-digit code, for example `440113`.
    pub(crate) fn code(self) -> u32 {
        self.row().code
    }

    /// The official name while the row was in force, for example 番禺区.
    pub(crate) fn name(self) -> &'static str {
        self.row().name
    }

    /// The path of names of the time the row was last in force: 广东省广州市番禺区, 北京市朝阳区,
    /// 湖北省仙桃市; for a province its name.
    pub(crate) fn full_name(self) -> String {
        let mut name = String::new();
        // A string takes everything.
        let _ = self.write_full_name(&mut name);
        name
    }

    /// Writes [`Division::full_name`].
    ///
    /// # Errors
    /// If `out` takes no more.
    pub(crate) fn write_full_name(self, out: &mut impl fmt::Write) -> fmt::Result {
        let year = self.row().to.saturating_sub(1);
        let above = self.parent(year);
        let highest = above.and_then(|above| above.parent(year));
        highest.into_iter().chain(above).chain([self]).try_for_each(|place| out.write_str(place.name()))
    }

    /// The level, read from the code.
    pub(crate) fn level(self) -> Level {
        match self.code() {
            code if code % 10_000 == 0 => Level::Province,
            code if code % 100 == 0 => Level::Prefecture,
            _ => Level::County,
        }
    }

    /// The last year in force; `None` while it is in force.
    pub(crate) fn last_year(self) -> Option<i32> {
        Some(self.row().to).filter(|&to| to != i32::MAX).map(|to| to - 1)
    }

    /// Whether the row is in force at the end of `year`. A row that has not ended is in force in
    /// every later year, one that began before 1980 in every earlier year.
    pub(crate) fn in_force(self, year: i32) -> bool {
        self.row().at(year)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]
mod tests {
    use super::*;

    fn found(text: &str) -> Division {
        match lookup(text, 2026) {
            Lookup::Found(place) => place,
            other => panic!("{text}: {other:?}"),
        }
    }

    #[test]
    fn full_names_are_paths_of_their_time() {
        let paths = [
            ("440113", "广东省广州市番禺区"),
            ("110105", "北京市朝阳区"),
            ("429004", "湖北省仙桃市"),
            ("441900", "广东省东莞市"),
            ("810000", "香港特别行政区"),
            ("370282", "山东省青岛市即墨市"),
            ("500112", "重庆市渝北区"),
            ("341402", "安徽省巢湖市居巢区"),
        ];
        for (code, path) in paths {
            assert_eq!(found(code).full_name(), path);
        }
    }

    #[test]
    fn levels_follow_the_code() {
        assert_eq!(found("广东省").level(), Level::Province);
        assert_eq!(found("东莞市").level(), Level::Prefecture);
        assert_eq!(found("仙桃市").level(), Level::County);
        assert_eq!(Level::Prefecture.to_string(), "地级");
    }

    #[test]
    fn years_are_inclusive_and_open_ended() {
        let ended = found("500112");
        assert_eq!(ended.last_year(), Some(2024));
        assert!(ended.in_force(2024) && !ended.in_force(2025));
        let now = found("北京市");
        assert_eq!(now.last_year(), None);
        assert!(now.in_force(i32::MIN) && now.in_force(1900) && now.in_force(9999));
    }
}
