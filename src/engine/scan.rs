//! Whether one of several pieces stands somewhere in a text: their first characters are looked for at many places at once.

use super::text::{BEFORE, Bytes, WINDOW, Word};

/// Places that are looked at together.
const PLACES: usize = 32;
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
        let (mut is_whole, mut is_begun) = (false, false);
        let mut first = 0;
        while first + 2 < to {
            let window = Window::new(text, first, from, to);
            is_whole |= window.has(whole);
            is_begun |= window.has(longer);
            first += PLACES;
        }
        // One branch, as which of the two is seen depends on the text.
        if is_begun & !is_whole { self.is_longer_between(text, from, to) } else { is_whole }
    }

    #[inline(never)]
    fn is_longer_between(&self, text: Bytes<'_>, from: usize, to: usize) -> bool {
        self.pieces.iter().skip(self.whole).any(|piece| piece.find(text, from, to).is_some())
    }

    #[inline(never)]
    fn is_between_one_by_one(&self, text: Bytes<'_>, from: usize, to: usize) -> bool {
        self.pieces.iter().any(|piece| piece.is_between(text, from, to))
    }
}

/// The characters that may begin at some places of a text, and at which of them one is looked for.
struct Window {
    bytes: Head,
    within: [u8; PLACES],
}

impl Window {
    /// The places from one on that lie between two, the second of which is less than the longest mask.
    #[inline(always)]
    fn new(text: Bytes<'_>, first: usize, from: usize, to: usize) -> Self {
        let mut copy = [0; WITH_END];
        let window = text.from(first).start(&mut copy);
        let (before, outside) = (&BEFORE[(to - 2 - first).min(WINDOW)], &BEFORE[from.saturating_sub(first).min(WINDOW)]);
        let mut own = Self { bytes: [[0; PLACES]; 3], within: [0; PLACES] };
        for place in 0..PLACES {
            own.bytes[0][place] = window[place];
            own.bytes[1][place] = window[place + 1];
            own.bytes[2][place] = window[place + 2];
            own.within[place] = before[place] & !outside[place];
        }
        own
    }

    /// Whether one of some characters stands there.
    #[inline(always)]
    fn has(&self, heads: &[Head]) -> bool {
        let mut found = [0; PLACES];
        for head in heads {
            for place in 0..PLACES {
                let wrong = (self.bytes[0][place] ^ head[0][place])
                    | (self.bytes[1][place] ^ head[1][place])
                    | (self.bytes[2][place] ^ head[2][place]);
                found[place] |= if wrong == 0 { u8::MAX } else { 0 };
            }
        }
        // By their places: an iterator over both would go through them one by one.
        let (mut any, within) = (0, &self.within);
        for place in 0..PLACES {
            any |= found[place] & within[place];
        }
        any != 0
    }
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
