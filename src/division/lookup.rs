//! Finding a division by its name.
//! In: free text. Out: a row, candidates, or nearest names. Never: a choice between places that
//! count as different ones today, nor a match that leaves part of the text unread.

use super::table::{Row, Table, table};
use super::{Division, Level, Lookup, codes, names, nearest};

/// Longer texts are not names of divisions (the longest full path has 25 characters).
const LONGEST_TEXT: usize = 60;

/// Groupings that addresses show between a division and the county below it.
const GROUPINGS: [&str; 8] = [
    "市辖区",
    "省直辖县级行政区划",
    "省直辖县级行政单位",
    "省直辖行政单位",
    "自治区直辖县级行政区划",
    "自治区直辖县级行政单位",
    "直辖县级行政区划",
    "县",
];

/// The division that a code or a name means at the end of `year`.
///
/// Digits are read by [`super::by_code`]. A name is one division or a path of divisions from
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
    let mut search = Search::new(table(), year, false);
    search.read(&name, 0, &[], true);
    let (read, row) = search.furthest;
    if search.readings.is_empty() {
        search = Search::new(table(), year, true);
        search.read(&name, 0, &[], true);
    }
    let mut places = search.best();
    match (places.pop(), places.is_empty()) {
        (Some(place), true) => Lookup::Found(place),
        (Some(place), false) => {
            places.push(place);
            Lookup::Ambiguous(places)
        }
        (None, _) => {
            let rest = name.get(read..).unwrap_or_default();
            Lookup::Unknown(nearest::names(&name, row.map(|row| (Division(row), rest)), year))
        }
    }
}

/// One way to read the whole text.
#[derive(Clone, Copy, Debug)]
struct Reading {
    row: u32,
    names: usize,
    official: bool,
    in_force: bool,
}

struct Search<'t> {
    table: &'t Table,
    year: i32,
    /// Also accept a place under the division that its present unit lies in.
    across_time: bool,
    readings: Vec<Reading>,
    /// How many bytes the longest unfinished reading took, and its last row.
    furthest: (usize, Option<u32>),
}

impl<'t> Search<'t> {
    fn new(table: &'t Table, year: i32, across_time: bool) -> Self {
        Self { table, year, across_time, readings: Vec::new(), furthest: (0, None) }
    }

    /// Reads `text` from the byte `start` to its end below the rows of `path`; `official` if these
    /// were full names.
    fn read(&mut self, text: &str, start: usize, path: &[u32], official: bool) {
        let table = self.table;
        let rest = text.get(start..).unwrap_or_default();
        let ends = rest.char_indices().map(|(at, c)| at + c.len_utf8()).take(table.longest);
        for end in ends {
            let Some(name) = rest.get(..end) else { break };
            for sense in table.named(name) {
                if path.iter().all(|&above| self.lies_in(sense.row, above)) {
                    let path = [path, &[sense.row]].concat();
                    self.go_on(text, start + end, &path, official && sense.official);
                }
            }
        }
    }

    fn go_on(&mut self, text: &str, start: usize, path: &[u32], official: bool) {
        let Some(&row) = path.last() else { return };
        let rest = text.get(start..).unwrap_or_default();
        if rest.is_empty() {
            let in_force = path.iter().all(|&row| self.table.row(row).at(self.year));
            self.readings.push(Reading { row, names: path.len(), official, in_force });
            return;
        }
        if start > self.furthest.0 {
            self.furthest = (start, Some(row));
        }
        if Division(row).level() == Level::County {
            return;
        }
        self.read(text, start, path, official);
        for passed in passed_over(self.table.row(row), rest) {
            self.go_on(text, start + passed, path, official);
        }
    }

    /// Whether a row is of a lower level than another and lies in it by code and time.
    fn lies_in(&self, row: u32, above: u32) -> bool {
        let (lower, upper) = (self.table.row(row), self.table.row(above));
        if Division(row).level() <= Division(above).level() {
            return false;
        }
        let overlap = lower.from < upper.to && upper.from < lower.to;
        (overlap && has_prefix(lower, upper))
            || (self.across_time && {
                let present = Division(row).present(self.year);
                present.iter().any(|now| now.0 != row && has_prefix(self.table.row(now.0), upper))
            })
    }

    /// The places that the best readings mean, in the order of their codes.
    fn best(mut self) -> Vec<Division> {
        self.prefer(|reading| reading.official);
        self.prefer(|reading| reading.in_force);
        if let Some(top) = self.common_top() {
            self.prefer(|reading| reading.row == top);
        }
        let fewest = self.readings.iter().map(|reading| reading.names).min();
        self.prefer(|reading| Some(reading.names) == fewest);
        let level = |reading: &Reading| Division(reading.row).level();
        let highest = self.readings.iter().map(level).min();
        self.prefer(|reading| Some(level(reading)) == highest);

        let mut places: Vec<_> = self.readings.iter().map(|reading| Division(reading.row)).collect();
        places.sort_unstable();
        places.dedup();
        if let [_, _, ..] = places.as_slice() {
            merge(&mut places, self.year);
        }
        places
    }

    fn prefer(&mut self, wanted: impl Fn(&Reading) -> bool) {
        if self.readings.iter().any(&wanted) {
            self.readings.retain(wanted);
        }
    }

    /// The one prefecture or province among the readings that all the others lie in.
    fn common_top(&self) -> Option<u32> {
        let top = self.readings.iter().map(|r| r.row).min_by_key(|&row| Division(row).level())?;
        let inside = |&reading: &Reading| reading.row == top || self.lies_in(reading.row, top);
        self.readings.iter().all(inside).then_some(top)
    }
}

/// Of places that count as the same in `year` only the latest row stays.
fn merge(places: &mut Vec<Division>, year: i32) {
    let mut kept: Vec<(Vec<Division>, Division)> = Vec::new();
    for &place in places.iter() {
        let present = place.present(year);
        match kept.iter_mut().find(|(other, _)| *other == present) {
            Some((_, latest)) if (latest.row().to, latest.row().from) < (place.row().to, place.row().from) => {
                *latest = place;
            }
            Some(_) => {}
            None => kept.push((present, place)),
        }
    }
    *places = kept.into_iter().map(|(_, place)| place).collect();
    places.sort_unstable();
}

fn has_prefix(lower: &Row, upper: &Row) -> bool {
    let width = if upper.code.is_multiple_of(10_000) { 10_000 } else { 100 };
    lower.code / width == upper.code / width
}

/// The lengths of what may be passed over after `row`: a grouping, or a municipality's name
/// written once more in the place of the prefecture.
fn passed_over<'a>(row: &Row, rest: &'a str) -> impl Iterator<Item = usize> + use<'a> {
    let municipality = row.code.is_multiple_of(10_000) && row.name.ends_with('市');
    let again = [row.name, names::stem(row.name).unwrap_or(row.name)];
    let again = again.into_iter().filter(move |_| municipality);
    let county = move |&grouping: &&str| grouping != "县" || (municipality && rest != "县");
    let groupings = GROUPINGS.into_iter().filter(county);
    groupings.chain(again).filter(|passed| rest.starts_with(passed)).map(str::len)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]
#[path = "lookup_tests.rs"]
mod tests;
