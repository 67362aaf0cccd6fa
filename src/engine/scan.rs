//! Whether one of several pieces stands somewhere in a text: their first characters are looked for at many places at once.

use super::text::{BEFORE, Bytes, WINDOW, Word};

/// Places that are looked at together.
const PLACES: usize = 16;
/// What is looked at with them: a character of three bytes may begin at the last place.
const WITH_END: usize = PLACES + 2;

/// Pieces, one of which is looked for.
#[derive(Clone, Debug)]
pub(super) struct Scan {
    /// Those that are one character come first.
    pieces: Vec<Word>,
    /// Their first three bytes, each side by side for many places; nothing if a piece begins with no character of three bytes.
    heads: Option<Vec<Head>>,
    /// How many pieces are no longer than that.
    whole: usize,
}

type Head = [[u8; PLACES]; 3];

impl Scan {
    pub(super) fn new(mut pieces: Vec<Word>) -> Self {
        pieces.sort_by_key(|piece| piece.len() != 3);
        let head = |piece: &Word| match piece.bytes() {
            [first @ 0xE0..=0xEF, second, third, ..] => Some([[*first; PLACES], [*second; PLACES], [*third; PLACES]]),
            _ => None,
        };
        let whole = pieces.iter().filter(|piece| piece.len() == 3).count();
        Self { heads: pieces.iter().map(head).collect(), whole, pieces }
    }

    pub(super) fn pieces(&self) -> &[Word] {
        &self.pieces
    }

    /// Whether one of them stands in a text between two places.
    #[inline(always)]
    pub(super) fn is_between(&self, text: Bytes<'_>, from: usize, to: usize) -> bool {
        let Some(heads) = self.heads.as_deref().filter(|_| (3..=WINDOW).contains(&to)) else {
            return self.is_between_one_by_one(text, from, to);
        };
        let (whole, longer) = heads.split_at(self.whole.min(heads.len()));
        is_seen(whole, text, from, to) || (!longer.is_empty() && self.is_longer_between(longer, text, from, to))
    }

    #[inline(never)]
    fn is_longer_between(&self, heads: &[Head], text: Bytes<'_>, from: usize, to: usize) -> bool {
        is_seen(heads, text, from, to) && self.pieces.iter().skip(self.whole).any(|piece| piece.find(text, from, to).is_some())
    }

    #[inline(never)]
    fn is_between_one_by_one(&self, text: Bytes<'_>, from: usize, to: usize) -> bool {
        self.pieces.iter().any(|piece| piece.is_between(text, from, to))
    }
}

/// Whether one of some characters stands between two places, the second of which is less than the longest mask.
#[inline(always)]
fn is_seen(heads: &[Head], text: Bytes<'_>, from: usize, to: usize) -> bool {
    let mut first = 0;
    while first + 2 < to {
        let mut copy = [0; WITH_END];
        let window = text.from(first).start(&mut copy);
        let (mut one, mut two, mut three) = ([0; PLACES], [0; PLACES], [0; PLACES]);
        for place in 0..PLACES {
            (one[place], two[place], three[place]) = (window[place], window[place + 1], window[place + 2]);
        }
        let mut found = [0; PLACES];
        for [head_one, head_two, head_three] in heads {
            for place in 0..PLACES {
                let wrong = (one[place] ^ head_one[place]) | (two[place] ^ head_two[place]) | (three[place] ^ head_three[place]);
                found[place] |= if wrong == 0 { u8::MAX } else { 0 };
            }
        }
        let (before, outside) = (&BEFORE[(to - 2 - first).min(WINDOW)], &BEFORE[from.saturating_sub(first).min(WINDOW)]);
        let mut any = 0;
        for place in 0..PLACES {
            any |= found[place] & before[place] & !outside[place];
        }
        if any != 0 {
            return true;
        }
        first += PLACES;
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn words(pieces: &[&str]) -> Vec<Word> {
        pieces.iter().map(|piece| Word::new(piece.as_bytes())).collect()
    }

    proptest! {
        #[test]
        fn pieces_are_found_as_one_by_one(
            text in "[市区州自治地盟甲a]{0,26}", after in "[市自治州a]{0,3}", (from, to) in (0..40_usize, 0..80_usize),
            which in 0..4_usize,
        ) {
            let ends: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
            let at = |number: usize| ends[number % ends.len()];
            let (from, to) = (at(from).min(at(to)), at(from).max(at(to)));
            let pieces: &[&str] = [&["市", "自治州", "盟", "地区"][..], &["市"], &["自治州", "地区"], &["a", "市"]][which];
            let whole = format!("{text}{after}");
            let bytes = Bytes::new(whole.as_bytes(), 0..text.len());
            let expected = pieces.iter().any(|piece| text[from..to].contains(piece));
            prop_assert_eq!(Scan::new(words(pieces)).is_between(bytes, from, to), expected, "{} {}..{}", text, from, to);
        }
    }
}
