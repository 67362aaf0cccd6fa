//! Which keys stood where, for very many of them. In: keys. Out: where each stood first. Exact, in few bytes: a key of up to 18 digits, or
//! of up to 12 digits and capital letters, is a number; only others are kept as texts.

use std::collections::HashMap;

/// Parts that grow one by one, so that there is never much room for two.
const PARTS: usize = 256;
/// Odd, with its bits well spread.
const FACTOR: u64 = 0x9E37_79B9_7F4A_7C15;
const DIGITS: usize = 18;
const CHARACTERS: usize = 12;

/// Keys and the number that was noted with each.
#[derive(Debug)]
pub(super) struct Seen {
    parts: Box<[Part]>,
    others: HashMap<Box<str>, u32>,
}

/// Numbers in an open table; zero is an empty place.
#[derive(Debug, Default)]
struct Part {
    keys: Box<[u64]>,
    noted: Box<[u32]>,
    count: usize,
}

impl Default for Seen {
    fn default() -> Self {
        Self { parts: (0..PARTS).map(|_| Part::default()).collect(), others: HashMap::new() }
    }
}

impl Seen {
    /// What was noted with the key before; else it is noted now.
    pub(super) fn note(&mut self, key: &str, number: u32) -> Option<u32> {
        let Some(packed) = packed(key) else {
            let known = self.others.get(key).copied();
            if known.is_none() {
                self.others.insert(key.into(), number);
            }
            return known;
        };
        let part = (packed.wrapping_mul(FACTOR) >> 56) as usize % PARTS;
        self.parts.get_mut(part)?.note(packed, number)
    }
}

impl Part {
    fn note(&mut self, key: u64, number: u32) -> Option<u32> {
        if self.count * 8 >= self.keys.len() * 7 {
            self.grow();
        }
        let at = self.place(key);
        match self.keys.get_mut(at) {
            Some(place) if *place == 0 => {
                *place = key;
                self.count += 1;
                if let Some(noted) = self.noted.get_mut(at) {
                    *noted = number;
                }
                None
            }
            _ => self.noted.get(at).copied(),
        }
    }

    /// Where a key stands, or the empty place for it.
    fn place(&self, key: u64) -> usize {
        let spread = key.wrapping_mul(FACTOR).rotate_left(24) & 0xFFFF_FFFF;
        #[allow(clippy::cast_possible_truncation, reason = "less than the length")]
        let mut at = (spread.wrapping_mul(self.keys.len() as u64) >> 32) as usize;
        while self.keys.get(at).is_some_and(|known| *known != 0 && *known != key) {
            at = if at + 1 < self.keys.len() { at + 1 } else { 0 };
        }
        at
    }

    /// A quarter more room.
    fn grow(&mut self) {
        let size = 16 + self.keys.len() + self.keys.len() / 4;
        let keys = std::mem::replace(&mut self.keys, vec![0; size].into());
        let noted = std::mem::replace(&mut self.noted, vec![0; size].into());
        for (key, number) in keys.iter().zip(&noted).filter(|(key, _)| **key != 0) {
            let at = self.place(*key);
            if let (Some(own), Some(own_number)) = (self.keys.get_mut(at), self.noted.get_mut(at)) {
                (*own, *own_number) = (*key, *number);
            }
        }
    }
}

/// A number that only this key has, and never zero.
fn packed(key: &str) -> Option<u64> {
    if (1..=DIGITS).contains(&key.len()) && key.bytes().all(|byte| byte.is_ascii_digit()) {
        // A one in front keeps the zeros that may follow.
        return Some(key.bytes().fold(1, |number, byte| number * 10 + u64::from(byte - b'0')));
    }
    if key.is_empty() || key.len() > CHARACTERS {
        return None;
    }
    let letters = key.bytes().try_fold(0_u64, |number, byte| {
        let digit = match byte {
            b'0'..=b'9' => byte - b'0',
            b'A'..=b'Z' => byte - b'A' + 10,
            _ => return None,
        };
        // No digit is zero, so that none in front is lost.
        Some(number * 36 + u64::from(digit) + 1)
    })?;
    Some(1 << 63 | letters)
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn keys_are_known_by_all_their_characters(
            keys in prop::collection::vec(
                prop_oneof!["[0-9]{0,3}", "0{0,4}[0-9]{12,16}", "[0-9A-C]{0,3}", "[0-9A-Z]{11,13}", "[张a0 ]{0,2}", "[89]{17,19}", "Z{11,13}"], 0..400,
            ),
        ) {
            let (mut seen, mut known) = (Seen::default(), HashMap::new());
            for (key, number) in keys.iter().zip(0..) {
                prop_assert_eq!(seen.note(key, number), known.get(key).copied());
                known.entry(key).or_insert(number);
            }
        }
    }

    #[test]
    fn a_million_keys_take_some_twenty_bytes_each() {
        let mut seen = Seen::default();
        for number in 0..1_000_000_u32 {
            assert_eq!(seen.note(&format!("2024{number:07}"), number), None);
        }
        let bytes: usize = seen.parts.iter().map(|part| 12 * part.keys.len()).sum();
        assert!(bytes < 20_000_000, "{bytes}");
        assert_eq!(seen.note("20240123456", 7), Some(123_456));
    }
}
