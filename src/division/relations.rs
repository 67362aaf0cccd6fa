//! What lies in what, and what an abolished place counts as.
//! In: rows and a year. Out: rows, or three-valued answers. Never: comparison by name.

use std::collections::BTreeSet;

use super::table::{Row, Table, table};
use super::{Division, Level};

/// The table holds no rows that ended before this year, so earlier years are read as this one.
const TABLE_START: i32 = 1984;
/// County-level cities had codes XX90xx from 1986 to 1994 whatever prefecture they lay in.
const LAST_END_OF_CITY_CODES: i32 = 1996;

impl Division {
    /// The division directly above it at the end of `year`: of a county the prefecture, or the
    /// province where no prefecture stands between; of a prefecture the province; of a province
    /// `None`. A year in which the row was not in force is read as the nearest one in which it was.
    pub(crate) fn parent(self, year: i32) -> Option<Division> {
        let table = table();
        let row = table.row(self.0);
        let year = nearest_year(row, year);
        let at = |code| table.at(code, year);
        let parent = match self.level() {
            Level::Province => None,
            Level::Prefecture => at(province(row.code)),
            Level::County => {
                at(prefecture(row.code)).or_else(|| city_code_prefecture(table, self.0, year)).or_else(|| at(province(row.code)))
            }
        };
        parent.map(Division)
    }

    /// Whether any division lies below it in the table at the end of `year`: 广州市 yes, 东莞市,
    /// 香港特别行政区 and every county no. Other years are read as in [`Division::parent`].
    pub(crate) fn has_lower_level(self, year: i32) -> bool {
        let table = table();
        let row = table.row(self.0);
        let width = match self.level() {
            Level::Province => 10_000,
            Level::Prefecture => 100,
            Level::County => return false,
        };
        let year = nearest_year(row, year);
        let mut below = table.between(row.code + 1, row.code + width);
        below.any(|number| table.row(number).at(year))
    }

    /// The units it counts as at the end of `year`, in the order of their codes: itself while in
    /// force and before it began; after its end the rows in force that its successors lead to.
    /// Several mean that it was split. A successor that began only after `year` is replaced by
    /// the rows that preceded it, or stands for itself where there are none.
    ///
    /// Empty only for 江孜地区 (to 1985), whose successor the table does not know.
    pub(crate) fn present(self, year: i32) -> Vec<Division> {
        let mut reached = BTreeSet::new();
        follow(table(), self.0, year, &mut BTreeSet::new(), &mut reached);
        reached.into_iter().map(Division).collect()
    }

    /// Whether it is inside `outer`, or the same place, at the end of `year`: `Some(true)` when
    /// all it counts as is inside, `Some(false)` when nothing is, else `None`.
    ///
    /// Both sides count as in [`Division::present`]; a place named before it began counts as the
    /// one row it came from. When `outer` was split into units of its own level, these may hold
    /// more than it did, so that being inside one of them answers `None`.
    pub(crate) fn within(self, outer: Division, year: i32) -> Option<bool> {
        if self == outer {
            return Some(true);
        }
        let inner = self.as_of(year);
        let outers = outer.as_of(year);
        if inner.is_empty() || outers.is_empty() {
            return None;
        }
        let split = outers.len() > 1;
        let mut inside = 0;
        for place in &inner {
            match place.self_and_above(year).find(|above| outers.contains(above)) {
                Some(holder) if split && holder.level() == outer.level() => return None,
                Some(_) => inside += 1,
                None => {}
            }
        }
        match inside {
            0 => Some(false),
            all if all == inner.len() => Some(true),
            _ => None,
        }
    }

    /// Whether both are the same place at the end of `year`: `Some` when each counts as one unit,
    /// when both are the same row, or when they share nothing; else `None`.
    pub(crate) fn same(self, other: Division, year: i32) -> Option<bool> {
        if self == other {
            return Some(true);
        }
        let (left, right) = (self.as_of(year), other.as_of(year));
        match (left.as_slice(), right.as_slice()) {
            ([], _) | (_, []) => None,
            ([left], [right]) => Some(left == right),
            _ if left.iter().all(|place| !right.contains(place)) => Some(false),
            _ => None,
        }
    }

    fn self_and_above(self, year: i32) -> impl Iterator<Item = Division> {
        std::iter::successors(Some(self), move |place| place.parent(year))
    }

    /// [`Division::present`], and before the row began the one row that wholly became it.
    fn as_of(self, year: i32) -> Vec<Division> {
        let table = table();
        let mut place = self.0;
        // Each step goes to a row that ended earlier, so this comes to an end.
        while year < table.row(place).from {
            let before = predecessors(table, place);
            match before.as_slice() {
                [one] if became(table, *one, place) => place = *one,
                _ => break,
            }
        }
        if table.row(place).at(year) { vec![Division(place)] } else { self.present(year) }
    }
}

/// Every row of the table, in the order of codes.
#[cfg(feature = "analyze")]
pub(crate) fn all_divisions() -> impl Iterator<Item = Division> {
    (0..table().rows.len() as u32).map(Division)
}

/// The prefecture-level places without county level at the end of `year`, in the order of their
/// codes; for 2026 嘉峪关市, 东莞市, 中山市, 儋州市. Their six-digit code is their finest one.
pub(crate) fn places_without_lower_level(year: i32) -> Vec<Division> {
    let year = year.max(TABLE_START);
    let rows = (0..table().rows.len() as u32).map(Division);
    rows.filter(|place| place.level() == Level::Prefecture && place.in_force(year))
        .filter(|place| !place.has_lower_level(year))
        .collect()
}

fn province(code: u32) -> u32 {
    code / 10_000 * 10_000
}

fn prefecture(code: u32) -> u32 {
    code / 100 * 100
}

fn nearest_year(row: &Row, year: i32) -> i32 {
    year.max(row.from).max(TABLE_START).min(row.to.saturating_sub(1))
}

/// The prefecture of a county-level city under a code XX90xx of 1986 to 1994: the one its
/// successor lies in, if that prefecture was in force already.
fn city_code_prefecture(table: &Table, number: u32, year: i32) -> Option<u32> {
    let row = table.row(number);
    if row.code / 100 % 100 != 90 || row.to > LAST_END_OF_CITY_CODES {
        return None;
    }
    let mut codes = table.successors(number).iter();
    codes.find_map(|&code| table.at(prefecture(code), year))
}

/// The row that a successor code means: the one in force when the old row ended, else the next.
fn heir(table: &Table, ended: &Row, code: u32) -> Option<u32> {
    let later = || table.with_code(code).find(|&number| table.row(number).from >= ended.to);
    table.at(code, ended.to).or_else(later)
}

fn predecessors(table: &Table, number: u32) -> Vec<u32> {
    let code = table.row(number).code;
    table.ended_into(code).filter(|&old| heir(table, table.row(old), code) == Some(number)).collect()
}

/// Whether all of `old` became all of `new`: its only successor, begun when it ended (first years
/// are certain to one year).
fn became(table: &Table, old: u32, new: u32) -> bool {
    table.successors(old).len() == 1 && table.row(new).from >= table.row(old).to - 1
}

fn follow(table: &Table, number: u32, year: i32, seen: &mut BTreeSet<u32>, out: &mut BTreeSet<u32>) {
    if !seen.insert(number) {
        return;
    }
    let row = table.row(number);
    if year < row.to || row.to == i32::MAX {
        out.insert(number);
        return;
    }
    for heir in table.successors(number).iter().filter_map(|&code| heir(table, row, code)) {
        if table.row(heir).from <= year {
            follow(table, heir, year, seen, out);
        } else {
            let before = predecessors(table, heir);
            let meanwhile = before.iter().filter(|&&old| table.row(old).at(year));
            let known = out.len();
            out.extend(meanwhile);
            if out.len() == known {
                out.insert(heir);
            }
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]
#[path = "relations_tests.rs"]
mod tests;
