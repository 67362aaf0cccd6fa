//! A set of texts, found by their first and last eight bytes in one look-up.

use super::text::{Bytes, START};

/// A set of texts.
#[derive(Debug, Default)]
pub(super) struct Words {
    /// A bit for each length; the last one for all longer ones.
    lengths: u64,
    factor: u64,
    /// How far a product is moved to give a place.
    shift: u32,
    /// More places than texts, so that a look-up ends at a place that is free.
    places: Box<[Option<Place>]>,
}

/// A text that is in the set.
#[derive(Clone, Debug)]
struct Place {
    length: usize,
    start: [u8; START],
    bytes: Box<[u8]>,
}

/// What tells most texts apart.
#[derive(Clone, Copy, Debug)]
struct Key {
    first: u64,
    last: u64,
}

/// Longer texts have their length's bit in common.
const LONGEST: usize = 63;
/// Places for each text.
const PLACES: usize = 4;
/// So many ways to place the texts are tried.
const TRIES: u64 = 64;

impl Key {
    #[inline(always)]
    fn of(text: Bytes<'_>) -> Self {
        let length = text.len();
        let mask = if length < 8 { (1 << (8 * length)) - 1 } else { u64::MAX };
        Self { first: text.word(0) & mask, last: text.word(length.saturating_sub(8)) & mask }
    }

    #[inline(always)]
    fn place(self, factor: u64, shift: u32) -> usize {
        ((self.first ^ self.last.rotate_left(29)).wrapping_mul(factor) >> (shift & 63)) as usize
    }
}

impl Words {
    pub(super) fn new<'t>(texts: impl IntoIterator<Item = &'t str>) -> Self {
        let texts: Vec<&[u8]> = texts.into_iter().map(str::as_bytes).collect();
        let lengths = texts.iter().fold(0, |lengths, text| lengths | 1 << text.len().min(LONGEST));
        let size = (texts.len() * PLACES).next_power_of_two().max(2);
        let shift = 64 - size.ilog2();
        let key = |text: &[u8]| Key::of(Bytes::new(text, 0..text.len()));
        // The way in which most texts have a place of their own.
        let shared = |factor: u64| {
            let mut places: Vec<usize> = texts.iter().map(|text| key(text).place(factor, shift)).collect();
            places.sort_unstable();
            places.windows(2).filter(|pair| pair.first() == pair.last()).count()
        };
        let factors = (0..TRIES).map(|number| number.wrapping_mul(0xD1B5_4A32_D192_ED03).wrapping_add(0x9E37_79B9_7F4A_7C15) | 1);
        let factor = factors.min_by_key(|factor| shared(*factor)).unwrap_or(1);
        let mut words = Self { lengths, factor, shift, places: vec![None; size].into() };
        for text in texts {
            let from = key(text).place(factor, shift);
            let free = (from..from + size).map(|place| place % size).find(|place| words.places.get(*place) == Some(&None));
            if let Some(place) = free.and_then(|place| words.places.get_mut(place)) {
                let mut start = [0; START];
                start.iter_mut().zip(text).for_each(|(byte, from)| *byte = *from);
                *place = Some(Place { length: text.len(), start, bytes: text.into() });
            }
        }
        words
    }

    #[inline(never)]
    pub(super) fn contain(&self, text: Bytes<'_>) -> bool {
        self.contains(text)
    }

    #[inline(always)]
    pub(super) fn contains(&self, text: Bytes<'_>) -> bool {
        if self.lengths >> text.len().min(LONGEST) & 1 == 0 {
            return false;
        }
        let mut at = Key::of(text).place(self.factor, self.shift);
        while let Some(Some(place)) = self.places.get(at) {
            if place.length == text.len() && text.begins_as(&place.start) && (text.len() <= START || text.slice() == &*place.bytes)
            {
                return true;
            }
            at = at.wrapping_add(1) & self.places.len().wrapping_sub(1);
        }
        false
    }
}

impl PartialEq for Place {
    fn eq(&self, other: &Self) -> bool {
        self.bytes == other.bytes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_hold_their_texts_and_no_others() {
        let texts = ["", "甲", "共青团员", "群众", "中共预备党员", "123456789", "长达二十个汉字的一段文字长达二十个汉字长达"];
        let words = Words::new(texts);
        for text in texts {
            let own = |text: &str, length: usize| words.contain(Bytes::new(text.as_bytes(), 0..length));
            assert!(own(text, text.len()), "{text}");
            // What stands behind a text is not a part of it.
            assert!(own(&format!("{text}群众"), text.len()), "{text}");
        }
        let others = [
            "乙",
            "团员",
            "共青团员 ",
            "123456780",
            "长达二十个汉字的一段文字长达二十个汉字长",
            "群众群众群众",
            "长达二十个汉字的一段文字长达二十汉字个长达",
        ];
        for text in others {
            assert!(!words.contain(Bytes::new(text.as_bytes(), 0..text.len())), "{text}");
        }
    }

    #[test]
    fn large_sets_and_no_texts_are_sets_too() {
        let texts: Vec<String> = (0..3000).map(|number| format!("{number}号")).collect();
        let words = Words::new(texts.iter().map(String::as_str));
        for number in 0..4000 {
            let text = format!("{number}号");
            assert_eq!(words.contain(Bytes::new(text.as_bytes(), 0..text.len())), number < 3000, "{text}");
        }
        assert!(!Words::new([]).contain(Bytes::new(b"", 0..0)));
    }
}
