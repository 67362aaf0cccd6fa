//! Tests of texts, each in the cheapest way that its shape allows. In: bytes of a text. Out: whether it is so; of some formats, whether
//! it is in doubt.

use std::sync::Arc;

use super::given::Question;
use super::pattern::{Pieces, Places};
use super::words::Words;
use crate::date::Date;
use crate::evaluate::Truth;
use crate::identity;
use crate::text_format::TextFormat;

/// A text among others: what stands behind it may be read, and is not looked at.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Bytes<'r> {
    all: &'r [u8],
    start: usize,
    length: usize,
}

impl<'r> Bytes<'r> {
    /// The text that stands in a range.
    #[inline(always)]
    pub(crate) fn new(all: &'r [u8], range: std::ops::Range<usize>) -> Self {
        Self { all, start: range.start, length: range.end.wrapping_sub(range.start) }
    }

    #[inline(always)]
    pub(crate) fn slice(self) -> &'r [u8] {
        self.all.get(self.start..self.start.wrapping_add(self.length)).unwrap_or_default()
    }

    /// Eight bytes from a place on, of which some may stand behind the text, as one number.
    #[inline(always)]
    pub(super) fn word(self, at: usize) -> u64 {
        match self.all.get(self.start.wrapping_add(at)..).and_then(|rest| rest.first_chunk::<8>()) {
            Some(bytes) => u64::from_le_bytes(*bytes),
            None => {
                let mut bytes = [0; 8];
                let rest = self.all.get(self.start.wrapping_add(at)..).unwrap_or_default();
                bytes.iter_mut().zip(rest).for_each(|(byte, from)| *byte = *from);
                u64::from_le_bytes(bytes)
            }
        }
    }

    /// The first bytes; those behind the text are any. Where fewer follow, they are copied, so that all others stay where they are.
    #[inline(always)]
    pub(super) fn start<'b, const N: usize>(self, copy: &'b mut [u8; N]) -> &'b [u8; N]
    where
        'r: 'b,
    {
        match self.all.get(self.start..).and_then(|rest| rest.first_chunk::<N>()) {
            Some(bytes) => bytes,
            None => {
                copy.iter_mut().zip(self.slice()).for_each(|(byte, from)| *byte = *from);
                copy
            }
        }
    }

    #[inline(always)]
    pub(super) fn len(self) -> usize {
        self.length
    }

    /// Without so many bytes at its beginning.
    #[inline(always)]
    pub(super) fn from(self, at: usize) -> Self {
        Self { all: self.all, start: self.start.wrapping_add(at), length: self.length.saturating_sub(at) }
    }

    /// The same text.
    #[inline(always)]
    pub(super) fn is(self, other: Self) -> bool {
        if self.length != other.length {
            return false;
        }
        if self.length > START {
            return self.slice() == other.slice();
        }
        self.begins_as(other.start(&mut [0; START]))
    }

    /// Its first bytes, of those that it has, are these.
    #[inline(always)]
    pub(super) fn begins_as(self, other: &[u8; START]) -> bool {
        let mut copy = [0; START];
        let (start, own) = (self.start(&mut copy), &BEFORE[self.length.min(WINDOW)]);
        let mut wrong = 0;
        for place in 0..START {
            wrong |= (start[place] ^ other[place]) & own[place];
        }
        wrong == 0
    }
}

/// A text that is looked for, its first eight bytes as a number.
#[derive(Clone, Debug)]
pub(super) struct Word {
    bytes: Box<[u8]>,
    start: u64,
    mask: u64,
}

impl Word {
    pub(super) fn new(bytes: &[u8]) -> Self {
        let mut first = [0; 8];
        first.iter_mut().zip(bytes).for_each(|(byte, from)| *byte = *from);
        let bits = 8 * bytes.len().min(8) as u32;
        let mask = if bits == 64 { u64::MAX } else { (1 << bits) - 1 };
        Self { bytes: bytes.into(), start: u64::from_le_bytes(first), mask }
    }

    #[inline(always)]
    pub(super) fn len(&self) -> usize {
        self.bytes.len()
    }

    pub(super) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Whether it stands at a place of a text, which must be long enough.
    #[inline(always)]
    pub(super) fn is_at(&self, text: Bytes<'_>, at: usize) -> bool {
        if (text.word(at) ^ self.start) & self.mask != 0 {
            return false;
        }
        self.len() <= 8 || text.slice().get(at + 8..at + self.len()) == self.bytes.get(8..)
    }

    /// Whether it stands where a text of the same length ends, given the text's last bytes as a number.
    #[inline(always)]
    pub(super) fn starts(&self, word: u64) -> bool {
        (word ^ self.start) & self.mask == 0
    }

    #[inline(always)]
    pub(super) fn is(&self, text: Bytes<'_>) -> bool {
        text.len() == self.len() && self.is_at(text, 0)
    }

    /// Whether a text begins with it.
    #[inline(always)]
    pub(super) fn begins(&self, text: Bytes<'_>) -> bool {
        text.len() >= self.len() && self.is_at(text, 0)
    }

    #[inline(never)]
    pub(super) fn is_in(&self, text: Bytes<'_>) -> bool {
        self.is_between(text, 0, text.len())
    }

    /// Whether it stands in a text between two places; without a branch that depends on where.
    #[inline(always)]
    pub(super) fn is_between(&self, text: Bytes<'_>, from: usize, to: usize) -> bool {
        match *self.bytes {
            [first, second, third] if to <= WINDOW / 2 => is_in_window::<34>([first, second, third], text, from, to),
            [first, second, third] if to <= WINDOW => is_in_window::<66>([first, second, third], text, from, to),
            _ => self.find(text, from, to).is_some(),
        }
    }

    /// Where it stands first in a text between two places. Both are whole characters.
    #[inline(always)]
    pub(super) fn find(&self, text: Bytes<'_>, from: usize, to: usize) -> Option<usize> {
        let last = to.checked_sub(self.len())?;
        let mut at = from;
        while at <= last {
            let word = text.word(at);
            if (word ^ self.start) & self.mask == 0 && self.is_at(text, at) {
                return Some(at);
            }
            // How long a character is stands in the upper bits of its first byte.
            at = at.wrapping_add(match word as u8 {
                0..=0xBF => 1,
                0xC0..=0xDF => 2,
                0xE0..=0xEF => 3,
                0xF0..=0xFF => 4,
            });
        }
        None
    }
}

/// Whether three bytes stand somewhere between two places of a text that is two bytes shorter than the window.
#[inline(always)]
fn is_in_window<const WITH_END: usize>(bytes: [u8; 3], text: Bytes<'_>, from: usize, to: usize) -> bool {
    let mut copy = [0; WITH_END];
    let [first, second, third] = bytes;
    let window = text.start(&mut copy);
    let (Some(one), Some(two), Some(three)) = (window.get(..WITH_END - 2), window.get(1..WITH_END - 1), window.get(2..)) else {
        return false;
    };
    let Some(end) = to.checked_sub(2) else { return false };
    let (before, outside) = (&BEFORE[end & (2 * WINDOW - 1)], &BEFORE[from & (2 * WINDOW - 1)]);
    let mut any = 0;
    for place in 0..WITH_END - 2 {
        let wrong = (one[place] ^ first) | (two[place] ^ second) | (three[place] ^ third);
        any |= u8::from(wrong == 0) & before[place] & !outside[place];
    }
    any != 0
}

/// Texts of up to this many bytes are compared at once.
pub(super) const START: usize = 32;
/// Texts of up to this many bytes are searched at once.
pub(super) const WINDOW: usize = 64;

/// For each place a mask of the places before it.
pub(super) static BEFORE: [[u8; WINDOW]; 2 * WINDOW] = {
    let mut masks = [[0; WINDOW]; 2 * WINDOW];
    let mut end = 0;
    while end < 2 * WINDOW {
        let mut place = 0;
        while place < end && place < WINDOW {
            masks[end][place] = u8::MAX;
            place += 1;
        }
        end += 1;
    }
    masks
};

#[derive(Clone, Debug)]
pub(super) enum TextTest {
    Equals(Arc<Word>),
    OneOf(Arc<Words>),
    Contains(Arc<Word>),
    /// Each byte within ranges of its own.
    Places(Arc<Places>),
    StartsWith(Arc<Word>),
    /// Given pieces with anything between.
    Pieces(Arc<Pieces>),
    Format(TextFormat),
    /// Any other question, by the operators themselves.
    Question(Question),
}

impl TextTest {
    /// Whether it holds, for all but questions.
    #[inline(always)]
    pub(super) fn truth(&self, text: Bytes<'_>, today: Date) -> Truth {
        match self {
            Self::Equals(word) => word.is(text).into(),
            Self::OneOf(words) => words.contain(text).into(),
            Self::Contains(piece) => piece.is_in(text).into(),
            Self::Places(places) => places.fit(text).into(),
            Self::StartsWith(word) => word.begins(text).into(),
            Self::Pieces(pieces) => pieces.fit(text).into(),
            Self::Format(format) => of_format(format, text, today),
            Self::Question(_) => Truth::Unknown,
        }
    }
}

#[inline(never)]
fn of_format(format: &TextFormat, text: Bytes<'_>, today: Date) -> Truth {
    match format.check(&String::from_utf8_lossy(text.slice()), today) {
        identity::Verdict::Valid => Truth::True,
        identity::Verdict::Invalid(_) => Truth::False,
        identity::Verdict::Doubtful(_) => Truth::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Bytes<'_> {
        Bytes::new(text.as_bytes(), 0..text.len())
    }

    #[test]
    fn texts_are_the_same_up_to_their_ends() {
        for length in 0..100 {
            let (one, other) = ("x".repeat(length) + "甲", "x".repeat(length) + "乙");
            let text = Bytes::new(one.as_bytes(), 0..length);
            assert!(text.is(Bytes::new(other.as_bytes(), 0..length)), "{length}");
            assert!(!text.is(Bytes::new(other.as_bytes(), 0..length + 1)), "{length}");
            for place in 0..length {
                let mut other = other.clone().into_bytes();
                other[place] = b'y';
                assert!(!text.is(Bytes::new(&other, 0..length)), "{length} {place}");
            }
        }
    }

    #[test]
    fn pieces_are_found_at_characters() {
        let find = |piece: &str, text: &str, from: usize, to: usize| Word::new(piece.as_bytes()).find(of(text), from, to);
        let panyu = "广东省广州市番禺区";
        assert_eq!(find("市", panyu, 0, panyu.len()), Some(15));
        assert_eq!(find("市", panyu, 18, panyu.len()), None);
        assert_eq!(find("区", panyu, 0, panyu.len() - 3), None);
        assert_eq!(find("b", "aab", 0, 3), Some(2));
        assert_eq!(find("广州市番禺区", panyu, 0, panyu.len()), Some(9));
        assert_eq!(find("广州市番禺县", panyu, 0, panyu.len()), None);
        assert_eq!(find("", "", 0, 0), Some(0));
    }
}
