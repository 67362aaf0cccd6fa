//! Finding the division that a policy names.
//! In: a name or a code. Out: a row, candidates, or nearest names. Never: a choice between places
//! that count as different ones today, nor a match that leaves part of the text unread.

use super::search::{self, Manner};
use super::table::table;
use super::{Division, Lookup, codes, names, nearest};

/// Longer texts are not names of divisions (the longest full path has 25 characters).
const LONGEST_TEXT: usize = 60;

/// The division that a code or a name means at the end of `year`.
///
/// Digits are read by [`codes::by_code`]. A name is one division or a path of divisions from
/// above, each in full or in its common short form, levels left out at will: 广东省广州市番禺区,
/// 广州番禺, 内蒙呼和浩特, 番禺区. Width, blanks, separators, a leading 中国 and groupings such as
/// 市辖区 do not matter. The whole text must be read.
///
/// Among several readings, full names go before short ones, rows in force before others, and
/// where one name serves several levels the higher one (吉林 is the province). A place that is
/// no longer in force is found as its own row. Readings that count as the same place in `year`
/// are one. What is left is [`Lookup::Ambiguous`].
pub(crate) fn lookup(text: &str, year: i32) -> Lookup {
    let name = names::normalised(text);
    if !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_digit()) {
        return codes::by_code(&name, year);
    }
    if name.is_empty() || name.chars().nth(LONGEST_TEXT).is_some() {
        return Lookup::Unknown(Vec::new());
    }
    let table = table();
    let mut readings = search::readings(table, &name, year, Manner::Strict);
    let furthest = readings.iter().max_by_key(|reading| (reading.end, reading.in_force)).copied();
    readings.retain(|reading| reading.end == name.len());
    let mut places = search::best(table, readings, year).places;
    match (places.pop(), places.is_empty()) {
        (Some(place), true) => Lookup::Found(place),
        (Some(place), false) => {
            places.push(place);
            Lookup::Ambiguous(places)
        }
        (None, _) => {
            let read = furthest.map(|reading| (Division(reading.row), name.get(reading.end..).unwrap_or_default()));
            Lookup::Unknown(nearest::names(&name, read, year))
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]
#[path = "lookup_tests.rs"]
mod tests;
