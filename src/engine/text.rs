//! Tests of texts, each in the cheapest way that its shape allows. In: bytes of a text. Out: whether it is so; of some formats, whether
//! it is in doubt.

use std::sync::Arc;

use super::given::Question;
use super::pattern::{Pieces, Places};
use crate::date::Date;
use crate::evaluate::Truth;
use crate::identity;
use crate::text_format::TextFormat;

#[derive(Clone, Debug)]
pub(super) enum TextTest {
    Equals(Arc<[u8]>),
    OneOf(Arc<Words>),
    Contains(Arc<[u8]>),
    /// Each byte within ranges of its own.
    Places(Arc<Places>),
    /// Given pieces with anything between.
    Pieces(Arc<Pieces>),
    Format(TextFormat),
    /// Any other question, by the operators themselves.
    Question(Question),
}

impl TextTest {
    /// Whether it holds, for all but questions.
    #[inline]
    pub(super) fn truth(&self, text: &[u8], today: Date) -> Truth {
        match self {
            Self::Equals(word) => (**word == *text).into(),
            Self::OneOf(words) => words.contain(text).into(),
            Self::Contains(piece) => is_in(piece, text).into(),
            Self::Places(places) => places.fit(text).into(),
            Self::Pieces(pieces) => pieces.fit(text).into(),
            Self::Format(format) => match format.check(&String::from_utf8_lossy(text), today) {
                identity::Verdict::Valid => Truth::True,
                identity::Verdict::Invalid(_) => Truth::False,
                identity::Verdict::Doubtful(_) => Truth::Unknown,
            },
            Self::Question(_) => Truth::Unknown,
        }
    }
}

/// Whether a piece stands somewhere in a text.
fn is_in(piece: &[u8], text: &[u8]) -> bool {
    piece.is_empty() || find(piece, text, 0).is_some()
}

/// Where a piece stands first in a text, from a place on. Both are whole characters.
#[inline]
pub(super) fn find(piece: &[u8], text: &[u8], from: usize) -> Option<usize> {
    let (first, mut at) = (*piece.first()?, from);
    while let Some(rest) = text.get(at..) {
        let byte = *rest.first()?;
        if byte == first && rest.starts_with(piece) {
            return Some(at);
        }
        at += match byte {
            0..=0x7F => 1,
            0xC0..=0xDF => 2,
            0xE0..=0xEF => 3,
            0xF0..=0xFF => 4,
            // Within a character, which a text never starts with.
            0x80..=0xBF => 1,
        };
    }
    None
}

/// A set of texts.
#[derive(Debug, Default)]
pub(super) struct Words {
    /// A bit for each length; the last one for all longer ones.
    lengths: u64,
    /// Texts of up to sixteen bytes.
    short: Vec<Short>,
    long: Vec<Box<[u8]>>,
}

/// Two overlapping parts tell a short text from all others of its length.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Short {
    length: usize,
    start: u64,
    end: u64,
}

const SHORT: usize = 16;

impl Words {
    pub(super) fn new<'t>(texts: impl IntoIterator<Item = &'t str>) -> Self {
        let mut words = Self::default();
        for text in texts {
            let bytes = text.as_bytes();
            words.lengths |= length_bit(bytes.len());
            match short(bytes) {
                Some(key) => words.short.push(key),
                None => words.long.push(bytes.into()),
            }
        }
        words
    }

    #[inline]
    fn contain(&self, text: &[u8]) -> bool {
        if self.lengths & length_bit(text.len()) == 0 {
            return false;
        }
        match short(text) {
            Some(key) => self.short.iter().fold(false, |found, word| found | (*word == key)),
            None => self.long.iter().any(|word| **word == *text),
        }
    }
}

fn length_bit(length: usize) -> u64 {
    1 << length.min(63)
}

#[inline]
fn short(text: &[u8]) -> Option<Short> {
    let length = text.len();
    let (start, end) = match (text.first_chunk::<8>(), text.last_chunk::<8>()) {
        _ if length > SHORT => return None,
        (Some(start), Some(end)) => (u64::from_le_bytes(*start), u64::from_le_bytes(*end)),
        _ => match (text.first_chunk::<4>(), text.last_chunk::<4>()) {
            (Some(start), Some(end)) => (u32::from_le_bytes(*start).into(), u32::from_le_bytes(*end).into()),
            _ => (text.iter().fold(0, |number, byte| number << 8 | u64::from(*byte)), 0),
        },
    };
    Some(Short { length, start, end })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_hold_their_texts_and_no_others() {
        let texts = ["", "甲", "共青团员", "群众", "中共预备党员", "123456789", "长达二十个汉字的一段文字长达二十个汉字"];
        let words = Words::new(texts);
        for text in texts {
            assert!(words.contain(text.as_bytes()), "{text}");
        }
        for text in ["乙", "团员", "共青团员 ", "123456780", "长达二十个汉字的一段文字长达二十个汉", "群众群众群众"]
        {
            assert!(!words.contain(text.as_bytes()), "{text}");
        }
    }

    #[test]
    fn pieces_are_found_at_characters() {
        assert_eq!(find("市".as_bytes(), "广东省广州市番禺区".as_bytes(), 0), Some(15));
        assert_eq!(find("市".as_bytes(), "广东省广州市番禺区".as_bytes(), 16), None);
        assert_eq!(find(b"b", b"aab", 0), Some(2));
        assert!(is_in("（".as_bytes(), "H123（4".as_bytes()) && !is_in("（".as_bytes(), b"H123(4"));
    }
}
