//! Reading a text as a path of divisions, from the left.
//! In: normalised text and a year. Out: every way to read its beginning, and the best of several.
//! Never: a choice between places that count as different ones today.

use super::table::{Row, Table};
use super::{Division, Level, names};

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

/// How freely a text is read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Manner {
    /// As policies name places.
    Strict,
    /// As records do: the name of a level may stand there twice.
    Loose,
}

/// The rows from above that a text names; the last one is the place.
#[derive(Clone, Copy, Debug)]
struct Path {
    rows: [u32; 3],
    length: usize,
}

impl Path {
    fn rows(&self) -> &[u32] {
        self.rows.get(..self.length).unwrap_or(&[])
    }

    /// The path with one more row; each row is of a lower level than the one before.
    fn and(mut self, row: u32) -> Self {
        if let Some(next) = self.rows.get_mut(self.length) {
            *next = row;
            self.length += 1;
        }
        self
    }
}

/// One way to read the beginning of a text.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reading {
    pub(super) row: u32,
    path: Path,
    /// How many bytes it takes.
    pub(super) end: usize,
    /// Each name is written in full.
    official: bool,
    /// The last name ends like a full one: 番禺区, 恩施州, but not 番禺.
    pub(super) closed: bool,
    pub(super) in_force: bool,
}

impl Reading {
    /// How many names it is made of.
    pub(super) fn names(&self) -> usize {
        self.path.length
    }

    /// The divisions named above the place.
    pub(super) fn above(&self) -> impl Iterator<Item = Division> {
        self.path.rows().iter().filter(|&&row| row != self.row).map(|&row| Division(row))
    }
}

/// All readings of the beginning of `text`.
///
/// A place must lie by code in those named above it and have been in force with them at some
/// time. If no such reading takes the whole text or comes down to a county in force, in full, a place is also accepted below a division that
/// its present unit lies in.
pub(super) fn readings(table: &Table, text: &str, year: i32, manner: Manner) -> Vec<Reading> {
    let of_their_time = Search::new(table, year, false, manner).all(text);
    let is_enough = |reading: &Reading| {
        let county = Division(reading.row).level() == Level::County;
        reading.end == text.len() || (county && reading.official && reading.in_force && reading.names() > 1)
    };
    if of_their_time.iter().any(is_enough) {
        return of_their_time;
    }
    let across_time = Search::new(table, year, true, manner).all(text);
    let furthest = |readings: &[Reading]| readings.iter().map(|reading| reading.end).max();
    if furthest(&across_time) > furthest(&of_their_time) { across_time } else { of_their_time }
}

struct Search<'t> {
    table: &'t Table,
    year: i32,
    /// Also accept a place under the division that its present unit lies in.
    across_time: bool,
    manner: Manner,
    readings: Vec<Reading>,
}

impl<'t> Search<'t> {
    fn new(table: &'t Table, year: i32, across_time: bool, manner: Manner) -> Self {
        Self { table, year, across_time, manner, readings: Vec::new() }
    }

    fn all(mut self, text: &str) -> Vec<Reading> {
        self.read(text, 0, Path { rows: [0; 3], length: 0 }, true);
        self.readings
    }

    /// Reads `text` from the byte `start` on below the rows of `path`; `official` if these were
    /// full names.
    fn read(&mut self, text: &str, start: usize, path: Path, official: bool) {
        let table = self.table;
        let rest = text.get(start..).unwrap_or_default();
        let ends = rest.char_indices().map(|(at, c)| at + c.len_utf8()).take(table.longest);
        for end in ends {
            let Some(name) = rest.get(..end) else { break };
            for sense in table.named(name) {
                if path.rows().iter().all(|&above| lies_in(table, sense.row, above, self.across_time.then_some(self.year))) {
                    let path = path.and(sense.row);
                    let in_force = path.rows().iter().all(|&row| table.row(row).at(self.year));
                    let reading = Reading {
                        row: sense.row,
                        path,
                        end: start + end,
                        official: official && sense.official,
                        closed: sense.official || is_closed(name, table.row(sense.row).name),
                        in_force,
                    };
                    self.go_on(text, reading);
                }
            }
        }
    }

    fn go_on(&mut self, text: &str, reading: Reading) {
        self.readings.push(reading);
        let rest = text.get(reading.end..).unwrap_or_default();
        if rest.is_empty() {
            return;
        }
        let row = self.table.row(reading.row);
        if Division(reading.row).level() != Level::County {
            self.read(text, reading.end, reading.path, reading.official);
            for passed in passed_over(row, rest) {
                self.go_on(text, Reading { end: reading.end + passed, ..reading });
            }
        }
        let said_twice = self.manner == Manner::Loose && !is_municipality(row) && rest.starts_with(row.name);
        if said_twice {
            self.go_on(text, Reading { end: reading.end + row.name.len(), ..reading });
        }
    }
}

/// Whether a short name shows its level: 恩施州, 景宁县, but not 苏州.
fn is_closed(name: &str, full: &str) -> bool {
    name.chars().next_back() == full.chars().next_back() && names::stem(full) != Some(name)
}

/// Whether a row is of a lower level than another and lies in it by code and time or, with a
/// year, by what it counts as then.
fn lies_in(table: &Table, row: u32, above: u32, across_time: Option<i32>) -> bool {
    let (lower, upper) = (table.row(row), table.row(above));
    if Division(row).level() <= Division(above).level() {
        return false;
    }
    let overlap = lower.from < upper.to && upper.from < lower.to;
    (overlap && has_prefix(lower, upper))
        || across_time.is_some_and(|year| {
            let present = Division(row).present(year);
            present.iter().any(|now| now.0 != row && has_prefix(table.row(now.0), upper))
        })
}

/// What the best of some readings of one length mean.
pub(super) struct Best {
    /// The places, in the order of their codes.
    pub(super) places: Vec<Division>,
    /// A reading of the first place.
    pub(super) reading: Option<Reading>,
    /// Places in force that the same words may mean, passed over for a place of a higher level.
    pub(super) namesakes: Vec<Division>,
}

/// The places that the best of some readings mean: full names before short ones, rows in force
/// before others, a place that all the others lie in, fewer names, higher levels. Places that
/// count as the same in `year` are one.
pub(super) fn best(table: &Table, mut readings: Vec<Reading>, year: i32) -> Best {
    prefer(&mut readings, |reading| reading.official);
    prefer(&mut readings, |reading| reading.in_force);
    let before = readings.clone();
    if let Some(top) = common_top(table, &readings) {
        prefer(&mut readings, |reading| reading.row == top);
    }
    let fewest = readings.iter().map(Reading::names).min();
    prefer(&mut readings, |reading| Some(reading.names()) == fewest);
    let level = |reading: &Reading| Division(reading.row).level();
    let highest = readings.iter().map(level).min();
    prefer(&mut readings, |reading| Some(level(reading)) == highest);

    let mut places = rows(&readings);
    let mut namesakes = rows(&before);
    namesakes.retain(|place| place.in_force(year) && !places.contains(place));
    if let [_, _, ..] = places.as_slice() {
        merge(&mut places, year);
    }
    let reading = readings.into_iter().find(|reading| places.first().is_some_and(|place| place.0 == reading.row));
    Best { places, reading, namesakes }
}

fn rows(readings: &[Reading]) -> Vec<Division> {
    let mut places: Vec<_> = readings.iter().map(|reading| Division(reading.row)).collect();
    places.sort_unstable();
    places.dedup();
    places
}

fn prefer(readings: &mut Vec<Reading>, wanted: impl Fn(&Reading) -> bool) {
    if readings.iter().any(&wanted) {
        readings.retain(wanted);
    }
}

/// The one prefecture or province among the readings that all the others lie in.
fn common_top(table: &Table, readings: &[Reading]) -> Option<u32> {
    let top = readings.iter().map(|reading| reading.row).min_by_key(|&row| Division(row).level())?;
    let inside = |reading: &Reading| reading.row == top || lies_in(table, reading.row, top, None);
    readings.iter().all(inside).then_some(top)
}

/// Whether two rows of one name are one place: first years are certain to about one year, so that
/// the old and the new row may overlap.
pub(super) fn are_one(one: Division, other: Division) -> bool {
    one.name() == other.name() && one.same(other, i32::MAX) == Some(true)
}

/// Of places that count as the same in `year` only the latest row stays.
fn merge(places: &mut Vec<Division>, year: i32) {
    let mut kept: Vec<(Vec<Division>, Division)> = Vec::new();
    for &place in places.iter() {
        let present = place.present(year);
        match kept.iter_mut().find(|(other, row)| *other == present || are_one(*row, place)) {
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

fn is_municipality(row: &Row) -> bool {
    row.code.is_multiple_of(10_000) && row.name.ends_with('市')
}

/// The lengths of what may be passed over after `row`: a grouping, or a municipality's name
/// written once more in the place of the prefecture.
fn passed_over<'a>(row: &Row, rest: &'a str) -> impl Iterator<Item = usize> + use<'a> {
    let municipality = is_municipality(row);
    let again = [row.name, names::stem(row.name).unwrap_or(row.name)];
    let again = again.into_iter().filter(move |_| municipality);
    let county = move |&grouping: &&str| grouping != "县" || (municipality && rest != "县");
    let groupings = GROUPINGS.into_iter().filter(county);
    groupings.chain(again).filter(|passed| rest.starts_with(passed)).map(str::len)
}
