//! Names near to a text that names no division.
//! In: a normalised text and how far it could be read. Out: at most five rows, best first.
//! Never: anything for texts that are near to nothing.

use super::table::table;
use super::{Division, Level};

const MOST: usize = 5;

/// The nearest divisions: by edit distance of the whole text to names and full paths and, where
/// its beginning was read as `read.0`, of the rest `read.1` to the names below that place. Last
/// comes the place read itself.
pub(super) fn names(text: &str, read: Option<(Division, &str)>, year: i32) -> Vec<Division> {
    let text: Vec<char> = text.chars().collect();
    let rest = read.map(|(place, rest)| (place, rest.chars().collect::<Vec<_>>()));
    let mut found = Vec::new();
    for place in (0..table().rows.len() as u32).map(Division) {
        let in_force = place.in_force(year);
        let full = if in_force { place.full_name() } else { String::new() };
        let whole = [place.name(), full.as_str()].into_iter();
        let mut distance = whole.filter_map(|name| near(&text, name)).min();
        if let Some((above, rest)) = rest.as_ref().filter(|(above, _)| below(place, *above)) {
            let short = super::names::stem(place.name()).unwrap_or_default();
            let names = [place.name(), short].into_iter();
            let tail = names.filter_map(|name| near(rest, name)).min();
            let same_prefecture = usize::from(above.level() == Level::Province);
            distance = distance.into_iter().chain(tail.map(|d| d * 2 + same_prefecture)).min();
        }
        if let Some(distance) = distance {
            let other_beginning = text.first() != place.name().chars().next().as_ref();
            found.push(((distance, !in_force, other_beginning), place.level(), place));
        }
    }
    found.sort_unstable();
    let mut names: Vec<_> = found.into_iter().map(|(.., place)| place).take(MOST).collect();
    if let Some((place, _)) = read.filter(|(place, _)| names.len() < MOST && !names.contains(place)) {
        names.push(place);
    }
    names
}

fn below(place: Division, above: Division) -> bool {
    let width = if above.level() == Level::Province { 10_000 } else { 100 };
    above.level() < place.level() && place.code() / width == above.code() / width
}

/// The number of single-character edits; `None` beyond a third of the longer one's length (but
/// one edit always counts) or where nothing of the name would be left.
fn near(text: &[char], name: &str) -> Option<usize> {
    let length = name.chars().count();
    let most = (length.max(text.len()) / 3).max(1);
    if text.is_empty() || length < 2 || length.abs_diff(text.len()) > most {
        return None;
    }
    let edits = edits(text, name);
    (edits <= most && edits < length).then_some(edits)
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
    fn text_below_the_county_brings_the_county() {
        assert!(best("广东省深圳市南山区粤海街道").contains(&"广东省深圳市南山区".to_owned()));
    }

    #[test]
    fn far_texts_bring_nothing_and_never_more_than_five() {
        assert!(best("没有这个地方的名字").is_empty());
        assert!(best("某区").len() <= 5);
    }
}
