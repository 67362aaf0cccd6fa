//! A text in the pieces that codes and brackets divide it into.
//! In: text as written. Out: codes, and names outside and inside brackets. Never: what they mean.

use super::names::{half_width, is_level, is_loose_separator};

/// The codes and names that a text consists of.
#[derive(PartialEq, Eq, Debug)]
pub(super) struct Pieces<'t> {
    /// Six, nine or twelve digits, at the beginning or the end of a name or by themselves.
    pub(super) codes: Vec<String>,
    /// The names in their order, not empty.
    pub(super) names: Vec<Piece<'t>>,
}

/// A name as written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Piece<'t> {
    pub(super) text: &'t str,
    pub(super) in_brackets: bool,
}

impl<'t> Pieces<'t> {
    pub(super) fn of(text: &'t str) -> Self {
        let mut pieces = Self { codes: Vec::new(), names: Vec::new() };
        let (mut start, mut in_brackets) = (0, false);
        for (at, c) in text.char_indices() {
            let opens = !in_brackets && "([{（［｛【〔「『《〈".contains(c);
            let closes = in_brackets && ")]}）］｝】〕」』》〉".contains(c);
            if opens || closes {
                pieces.add(text.get(start..at).unwrap_or_default(), in_brackets);
                in_brackets = opens;
                start = at + c.len_utf8();
            }
        }
        pieces.add(text.get(start..).unwrap_or_default(), in_brackets);
        pieces
    }

    fn add(&mut self, text: &'t str, in_brackets: bool) {
        let mut text = text.trim_matches(is_loose_separator);
        let leading = text.find(|c| !is_digit(c)).unwrap_or(text.len());
        if let Some((code, rest)) = text.split_at_checked(leading).filter(|(digits, _)| is_code(digits)) {
            self.codes.push(code.chars().map(half_width).collect());
            text = rest.trim_start_matches(is_loose_separator);
        }
        let trailing = text.trim_end_matches(is_digit);
        if let Some(code) = text.get(trailing.len()..).filter(|digits| is_code(digits)) {
            // Behind a house or a road the digits are not a division's.
            let name = trailing.trim_end_matches(is_loose_separator);
            if name.ends_with(is_level) || name.chars().count() <= 6 {
                self.codes.push(code.chars().map(half_width).collect());
                text = name;
            }
        }
        if !text.is_empty() {
            self.names.push(Piece { text, in_brackets });
        }
    }
}

fn is_digit(c: char) -> bool {
    half_width(c).is_ascii_digit()
}

fn is_code(digits: &str) -> bool {
    matches!(digits.chars().count(), 6 | 9 | 12)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]
mod tests {
    use super::*;

    fn of(text: &str) -> (Vec<String>, Vec<(&str, bool)>) {
        let pieces = Pieces::of(text);
        (pieces.codes, pieces.names.iter().map(|piece| (piece.text, piece.in_brackets)).collect())
    }

    #[test]
    fn codes_stand_before_behind_and_in_brackets() {
        let expected = (vec!["440113".to_owned()], vec![("番禺区", false)]);
        for text in ["440113 番禺区", "440113番禺区", "番禺区440113", "番禺区(440113)", "【４４０１１３】番禺区", "番禺区-440113"]
        {
            assert_eq!(of(text), expected, "{text}");
        }
        assert_eq!(of("440113"), (vec!["440113".to_owned()], vec![]));
        assert_eq!(of("440113、440114").0.len(), 2);
    }

    #[test]
    fn other_numbers_stay_in_the_text() {
        for text in ["番禺区大石街道1号", "番禺区大石街道礼村路511400", "4401番禺区", "44011番禺"] {
            assert_eq!(of(text), (vec![], vec![(text, false)]));
        }
    }

    #[test]
    fn brackets_part_names_and_need_not_be_closed() {
        assert_eq!(of("广州市（番禺区）").1, [("广州市", false), ("番禺区", true)]);
        assert_eq!(of("广州市（番禺区").1, [("广州市", false), ("番禺区", true)]);
        assert_eq!(of("广州市）番禺区").1, [("广州市）番禺区", false)]);
        assert_eq!(of("（）").1, []);
        assert_eq!(of("(A)B[C]").1, [("A", true), ("B", false), ("C", true)]);
    }
}
