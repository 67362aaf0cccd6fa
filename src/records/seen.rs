//! Which keys stood where, for very many of them. In: keys. Out: where each stood first. Exact, in few bytes: keys of the same length
//! that are digits, or digits and capital letters, are numbers below a known one; only others are kept as texts.

use std::collections::HashMap;

/// Parts that grow one by one, so that there is never much room for two. Which part a key is in need not be kept with it.
const PARTS: usize = 1 << PART_BITS;
const PART_BITS: u32 = 8;
/// Bytes of the number that is noted.
const NOTED: usize = 4;
/// Odd, with its bits well spread.
const FACTOR: u64 = 0x9E37_79B9_7F4A_7C15;
/// The longest keys that are numbers of less than 63 bits.
const DIGITS: usize = 18;
const CHARACTERS: usize = 12;

/// Keys and the number that was noted with each.
#[derive(Debug, Default)]
pub(super) struct Seen {
    alike: Vec<Alike>,
    others: HashMap<Box<str>, u32>,
}

/// Keys of the same length and the same characters.
#[derive(Debug)]
struct Alike {
    length: usize,
    base: u64,
    /// How many bits their numbers have.
    bits: u32,
    parts: Box<[Part]>,
}

/// An open table: of each key what its part does not tell, and behind it what was noted. Zero is noted in empty places.
#[derive(Debug, Default)]
struct Part {
    entries: Box<[u8]>,
    count: usize,
}

/// How entries of a table are laid out.
#[derive(Clone, Copy, Debug)]
struct Form {
    /// Bits of what is kept of a key.
    bits: u32,
    /// Bytes of it.
    kept: usize,
}

impl Seen {
    /// What was noted with the key before; else it is noted now.
    pub(super) fn note(&mut self, key: &str, number: u32) -> Option<u32> {
        let Some(base) = base(key) else {
            let known = self.others.get(key).copied();
            if known.is_none() {
                self.others.insert(key.into(), number);
            }
            return known;
        };
        let known = self.alike.iter().position(|alike| (alike.length, alike.base) == (key.len(), base));
        let place = known.unwrap_or_else(|| {
            self.alike.push(Alike::new(key.len(), base));
            self.alike.len() - 1
        });
        self.alike.get_mut(place)?.note(value(key, base), number)
    }
}

impl Alike {
    fn new(length: usize, base: u64) -> Self {
        let most = (0..length).fold(1_u64, |most, _| most.saturating_mul(base)) - 1;
        // Short keys have some bits to spare.
        let bits = (u64::BITS - most.leading_zeros()).max(2 * PART_BITS);
        Self { length, base, bits, parts: (0..PARTS).map(|_| Part::default()).collect() }
    }

    fn note(&mut self, value: u64, number: u32) -> Option<u32> {
        let mixed = mixed(value, self.bits);
        let bits = self.bits - PART_BITS;
        let form = Form { bits, kept: bits.div_ceil(8) as usize };
        let part = self.parts.get_mut((mixed >> bits) as usize)?;
        part.note(form, mixed & ((1 << bits) - 1), number)
    }
}

impl Part {
    fn note(&mut self, form: Form, key: u64, number: u32) -> Option<u32> {
        if self.count * 8 >= form.room(&self.entries) * 7 {
            self.grow(form);
        }
        let at = form.place(&self.entries, key)?;
        let (_, noted) = form.entry(&self.entries, at)?;
        if noted == 0 {
            self.count += 1;
            form.set(&mut self.entries, at, key, number.saturating_add(1));
        }
        noted.checked_sub(1)
    }

    /// An eighth more room.
    fn grow(&mut self, form: Form) {
        let room = form.room(&self.entries);
        let more = vec![0; (8 + room + room / 8) * form.size()].into();
        let entries = std::mem::replace(&mut self.entries, more);
        for (key, noted) in (0..room).filter_map(|at| form.entry(&entries, at)).filter(|(_, noted)| *noted != 0) {
            if let Some(at) = form.place(&self.entries, key) {
                form.set(&mut self.entries, at, key, noted);
            }
        }
    }
}

impl Form {
    fn size(self) -> usize {
        self.kept + NOTED
    }

    fn room(self, entries: &[u8]) -> usize {
        entries.len() / self.size()
    }

    /// What is kept of a key and what was noted with it.
    fn entry(self, entries: &[u8], at: usize) -> Option<(u64, u32)> {
        let (kept, noted) = entries.get(at * self.size()..)?.split_at_checked(self.kept)?;
        let mut key = [0; 8];
        key.iter_mut().zip(kept).for_each(|(byte, from)| *byte = *from);
        Some((u64::from_le_bytes(key), u32::from_le_bytes(*noted.first_chunk()?)))
    }

    fn set(self, entries: &mut [u8], at: usize, key: u64, noted: u32) {
        let bytes = key.to_le_bytes().into_iter().take(self.kept).chain(noted.to_le_bytes());
        let entry = entries.iter_mut().skip(at * self.size());
        entry.zip(bytes).for_each(|(byte, from)| *byte = from);
    }

    /// Where a key stands, or the empty place for it. There always is one.
    fn place(self, entries: &[u8], key: u64) -> Option<usize> {
        let room = self.room(entries);
        // As far behind the start as the key is in the order of all.
        let mut at = ((u128::from(key) * room as u128) >> self.bits) as usize;
        loop {
            let (known, noted) = self.entry(entries, at)?;
            if noted == 0 || known == key {
                return Some(at);
            }
            at = if at + 1 < room { at + 1 } else { 0 };
        }
    }
}

/// Another number of as many bits, each of which depends on most of the value; no other value has the same.
fn mixed(value: u64, bits: u32) -> u64 {
    let all = u64::MAX >> (u64::BITS - bits);
    let first = value.wrapping_mul(FACTOR) & all;
    (first ^ first >> (bits / 2)).wrapping_mul(FACTOR) & all
}

/// How many characters there are of the kind that a key consists of, if it is a number.
fn base(key: &str) -> Option<u64> {
    if (1..=DIGITS).contains(&key.len()) && key.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some(10);
    }
    let is_short = (1..=CHARACTERS).contains(&key.len());
    (is_short && key.bytes().all(|byte| byte.is_ascii_digit() || byte.is_ascii_uppercase())).then_some(36)
}

/// The number that a key of its length is.
fn value(key: &str, base: u64) -> u64 {
    let digit = |byte: u8| if byte.is_ascii_digit() { byte - b'0' } else { byte - b'A' + 10 };
    key.bytes().fold(0, |value, byte| value * base + u64::from(digit(byte)))
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
    fn many_keys_take_some_ten_bytes_each() {
        let mut seen = Seen::default();
        for number in 0..100_000_u32 {
            assert_eq!(seen.note(&format!("2024{number:07}"), number), None);
        }
        let bytes: usize = seen.alike.iter().flat_map(|alike| &alike.parts).map(|part| part.entries.len()).sum();
        assert!(bytes < 1_100_000, "{bytes}");
        assert_eq!(seen.note("20240012345", 7), Some(12_345));
    }
}
