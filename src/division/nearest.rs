//! Names near to a text that names no division.
//! In: a normalised text and how far it could be read. Out: at most five rows, best first.
//! Never: anything for texts that are near to nothing.

use std::sync::OnceLock;

use super::search::{self, Manner};
use super::table::table;
use super::{Division, Level};

const MOST: usize = 5;

/// The nearest divisions: by edit distance of the whole text to names and full paths and, where
/// its beginning was read as `read.0`, of the rest `read.1` to the names below that place. Before
/// them stands what a province's one-character name means, last the place read itself.
pub(super) fn names(text: &str, read: Option<(Division, &str)>, year: i32) -> Vec<Division> {
    let whole = Written::new(text);
    // Of an address only its first name is a division's.
    let first = |rest: &str| rest.split_inclusive(super::names::is_level).next().map(Written::new);
    let rest = read.map(|(place, rest)| (place, [Some(Written::new(rest)), first(rest)]));
    let mut found = Vec::new();
    for (place, full) in (0..).map(Division).zip(full_names()) {
        let in_force = place.in_force(year);
        let by_path = whole.distance(full).filter(|_| in_force);
        let mut distance = [whole.distance(place.name()), by_path].into_iter().flatten().min();
        if let Some((above, rest)) = rest.as_ref().filter(|(above, _)| below(place, *above)) {
            let short = super::names::stem(place.name()).unwrap_or_default();
            let names = || [place.name(), short].into_iter();
            let tail = rest.iter().flatten().flat_map(|rest| names().filter_map(|name| rest.distance(name))).min();
            let same_prefecture = usize::from(above.level() == Level::Province);
            distance = distance.into_iter().chain(tail.map(|d| d * 2 + same_prefecture)).min();
        }
        if let Some(distance) = distance {
            let other_beginning = whole.characters.first() != place.name().chars().next().as_ref();
            found.push(((distance, !in_force, other_beginning), place.level(), place));
        }
    }
    found.sort_unstable();
    let mut names = abbreviated(text, year);
    for (.., place) in found {
        if names.len() < MOST && !names.contains(&place) {
            names.push(place);
        }
    }
    if let Some((place, _)) = read.filter(|(place, _)| names.len() < MOST && !names.contains(place)) {
        names.push(place);
    }
    names
}

/// Whether `text` begins like the short name of a division below `above`, or nearly so.
pub(super) fn begins_like_one_below(text: &str, above: Division, year: i32) -> bool {
    all_below(above, year).any(|place| {
        let name = super::names::stem(place.name()).unwrap_or(place.name());
        let length = name.chars().count();
        let beginning: Vec<char> = text.chars().take(length).collect();
        let slips = usize::from(length > 2);
        beginning.len() == length && edits(&beginning, name) <= slips
    })
}

/// Whether `text` is the full name of a division below `above` save for one character.
pub(super) fn is_slip_of_one_below(text: &str, above: Division, year: i32) -> bool {
    let text: Vec<char> = text.chars().collect();
    let near = |name: &str| name.chars().count() > 2 && edits(&text, name) <= 1;
    text.len() > 3 && all_below(above, year).any(|place| near(place.name()))
}

fn all_below(above: Division, year: i32) -> impl Iterator<Item = Division> {
    let width = match above.level() {
        Level::Province => 10_000,
        Level::Prefecture => 100,
        Level::County => 1,
    };
    let rows = table().between(above.code() + 1, above.code() + width).map(Division);
    rows.filter(move |place| place.in_force(year))
}

/// What a text means that begins with the one-character name of a province (粤, 粤番禺): too short
/// to be read, but worth a question.
fn abbreviated(text: &str, year: i32) -> Vec<Division> {
    let mut characters = text.chars();
    let Some(first) = characters.next() else { return Vec::new() };
    let lines = include_str!("abbreviations.tsv").lines().filter_map(|line| line.split_once('\t'));
    let codes = lines.filter(|(short, _)| short.chars().eq([first])).filter_map(|(_, code)| code.parse().ok());
    let provinces = codes.filter_map(|code| table().at(code, year)).map(Division);
    let rest = characters.as_str();
    if rest.is_empty() {
        return provinces.collect();
    }
    let meant = provinces.filter_map(|province| {
        let path = format!("{}{rest}", province.name());
        let mut readings = search::readings(table(), &path, year, Manner::Strict);
        readings.retain(|reading| reading.end == path.len());
        search::best(table(), readings, year).places.first().copied()
    });
    meant.collect()
}

/// The full name of every row.
fn full_names() -> &'static [String] {
    static NAMES: OnceLock<Vec<String>> = OnceLock::new();
    NAMES.get_or_init(|| (0..table().rows.len() as u32).map(|row| Division(row).full_name()).collect())
}

/// A text to compare names with.
struct Written {
    characters: Vec<char>,
    /// One bit for each character, several characters to a bit.
    bits: u64,
}

impl Written {
    fn new(text: &str) -> Self {
        let characters: Vec<char> = text.chars().collect();
        let bits = characters.iter().fold(0, |bits, &c| bits | bit(c));
        Self { characters, bits }
    }

    /// The number of single-character edits to `name`; `None` beyond a third of the longer one's
    /// length (but one edit always counts) or where nothing of the name would be left.
    fn distance(&self, name: &str) -> Option<usize> {
        let (own, length) = (self.characters.len(), name.chars().count());
        let most = (length.max(own) / 3).max(1);
        if own == 0 || length < 2 || length.abs_diff(own) > most {
            return None;
        }
        let foreign = name.chars().filter(|&c| self.bits & bit(c) == 0).count();
        if foreign > most {
            return None;
        }
        let edits = edits(&self.characters, name);
        (edits <= most && edits < length).then_some(edits)
    }
}

fn bit(c: char) -> u64 {
    1 << (u32::from(c) % 64)
}

fn below(place: Division, above: Division) -> bool {
    let width = if above.level() == Level::Province { 10_000 } else { 100 };
    above.level() < place.level() && place.code() / width == above.code() / width
}

/// The Levenshtein distance, with one row of the matrix kept.
fn edits(text: &[char], name: &str) -> usize {
    let mut row: Vec<usize> = (0..=text.len()).collect();
    for (above, there) in name.chars().enumerate() {
        let mut diagonal = above;
        let mut left = above + 1;
        for (cell, &here) in row.iter_mut().skip(1).zip(text) {
            let kept = diagonal + usize::from(here != there);
            diagonal = *cell;
            left = kept.min(diagonal + 1).min(left + 1);
            *cell = left;
        }
        if let Some(first) = row.first_mut() {
            *first = above + 1;
        }
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]
mod tests {
    use super::*;
    use crate::division::{Lookup, lookup};

    fn best(text: &str) -> Vec<String> {
        match lookup(text, 2026) {
            Lookup::Unknown(near) => near.iter().map(|place| place.full_name()).collect(),
            other => panic!("{text}: {other:?}"),
        }
    }

    #[test]
    fn edits_count_single_characters() {
        let cases =
            [("番禺区", "番愚区", 1), ("广州", "广州市", 1), ("", "北京", 2), ("北京", "北京", 0), ("甲乙丙丁", "乙丙丁戊", 2)];
        for (text, name, expected) in cases {
            assert_eq!(edits(&text.chars().collect::<Vec<_>>(), name), expected, "{text} {name}");
        }
    }

    #[test]
    fn a_slip_brings_the_intended_place_first() {
        for text in ["番愚区", "广东省广州市番愚区", "广州番愚区", "广东番愚", "广东广州番愚", "广东省广州番禺区区"]
        {
            assert_eq!(best(text)[0], "广东省广州市番禺区", "{text}");
        }
        assert_eq!(best("广洲市")[0], "广东省广州市");
        assert_eq!(best("内蒙古自冶区")[0], "内蒙古自治区");
    }

    #[test]
    fn one_character_names_of_provinces_are_asked_about() {
        assert_eq!(best("粤"), ["广东省"]);
        assert_eq!(best("粤番禺")[0], "广东省广州市番禺区");
        assert_eq!(best("云")[0], "云南省");
        assert_eq!(include_str!("abbreviations.tsv").lines().count(), 41);
    }

    #[test]
    fn text_below_the_county_brings_the_county() {
        assert!(best("广东省深圳市南山区粤海街道").contains(&"广东省深圳市南山区".to_owned()));
    }

    #[test]
    fn far_texts_bring_nothing_and_never_more_than_five() {
        assert!(best("没有这个地方的名字").is_empty());
        assert!(best("某区").len() <= 5);
    }
}
