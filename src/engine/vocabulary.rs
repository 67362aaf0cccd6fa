//! Short texts looked up by their bytes: words that are known beforehand, and contents that were read before. No text is looked at
//! twice, and no hashing that has to withstand an enemy: both tables are small and bounded.

use super::slot::Slot;

/// Odd, with its bits well spread.
const FACTOR: u64 = 0x9E37_79B9_7F4A_7C15;

#[inline]
fn mixed(hash: u64, next: u64) -> u64 {
    (hash.rotate_left(23) ^ next).wrapping_mul(FACTOR)
}

/// Of a text of up to 16 bytes these three tell which one it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Ends {
    length: usize,
    head: u64,
    tail: u64,
}

impl Ends {
    #[inline]
    fn of(bytes: &[u8]) -> Self {
        let (head, tail) = match (bytes.first_chunk::<8>(), bytes.last_chunk::<8>()) {
            (Some(head), Some(tail)) => (u64::from_le_bytes(*head), u64::from_le_bytes(*tail)),
            _ => match (bytes.first_chunk::<4>(), bytes.last_chunk::<4>()) {
                (Some(head), Some(tail)) => (u32::from_le_bytes(*head).into(), u32::from_le_bytes(*tail).into()),
                _ => (bytes.iter().fold(0, |head, byte| head << 8 | u64::from(*byte)), 0),
            },
        };
        Self { length: bytes.len(), head, tail }
    }

    #[inline]
    fn hash(self, seed: u64) -> u64 {
        let hash = mixed(mixed(mixed(seed, self.length as u64), self.head), self.tail);
        hash ^ hash >> 32
    }
}

/// A number that is the same for the same bytes.
#[inline]
fn hash(seed: u64, bytes: &[u8]) -> u64 {
    let ends = Ends::of(bytes).hash(seed);
    let middle = bytes.get(8..bytes.len().saturating_sub(8)).unwrap_or_default();
    let (whole, rest) = middle.as_chunks::<8>();
    let hash = whole.iter().fold(ends, |hash, chunk| mixed(hash, u64::from_le_bytes(*chunk)));
    let hash = if rest.is_empty() { hash } else { rest.iter().fold(hash, |hash, byte| mixed(hash, u64::from(*byte))) };
    hash ^ hash >> 32
}

/// Words known beforehand, each with its slot.
#[derive(Debug, Default)]
pub(super) struct Words {
    /// A power of two of places, at least half of them empty: the number of a word from 1.
    places: Box<[u16]>,
    words: Box<[Word]>,
}

#[derive(Debug)]
struct Word {
    ends: Ends,
    bytes: Box<[u8]>,
    slot: Slot,
}

impl Words {
    /// Of a word that is there twice, the first counts. More words than can be counted are left out.
    pub(super) fn new<'w>(words: impl IntoIterator<Item = (&'w str, Slot)>) -> Self {
        let words: Vec<Word> = words
            .into_iter()
            .take(usize::from(u16::MAX))
            .map(|(word, slot)| Word { ends: Ends::of(word.as_bytes()), bytes: word.as_bytes().into(), slot })
            .collect();
        let mut places = vec![0_u16; (2 * words.len()).next_power_of_two()];
        for (word, number) in words.iter().zip(1..) {
            let mut at = start(word.ends.hash(0), places.len());
            while let Some(place) = places.get_mut(at) {
                if *place == 0 {
                    *place = number;
                    break;
                }
                at = (at + 1) & (places.len() - 1);
            }
        }
        Self { places: places.into(), words: words.into() }
    }

    #[inline]
    pub(super) fn find(&self, bytes: &[u8]) -> Option<Slot> {
        let ends = Ends::of(bytes);
        let mut at = start(ends.hash(0), self.places.len());
        loop {
            let number = usize::from(*self.places.get(at)?).checked_sub(1)?;
            let word = self.words.get(number)?;
            if ends == word.ends && (bytes.len() <= 16 || *word.bytes == *bytes) {
                return Some(word.slot);
            }
            at = (at + 1) & (self.places.len() - 1);
        }
    }
}

#[inline]
fn start(hash: u64, places: usize) -> usize {
    (hash & (places.wrapping_sub(1) as u64)) as usize
}

/// What was read of contents that say the same whenever they are read.
#[derive(Clone, Debug, Default)]
pub(super) struct Memo {
    /// A power of two of places, at least half of them empty: the number of an entry from 1.
    places: Vec<u32>,
    entries: Vec<Entry>,
    bytes: Vec<u8>,
}

#[derive(Clone, Copy, Debug)]
struct Entry {
    hash: u64,
    field: u32,
    start: u32,
    length: u32,
    slot: Slot,
}

/// Entries, and bytes of one and of all, that are kept.
const MOST: usize = 65_536;
const LONGEST: usize = 96;
const MOST_BYTES: usize = 2 * 1024 * 1024;

impl Memo {
    #[inline]
    pub(super) fn find(&self, field: usize, bytes: &[u8]) -> Option<Slot> {
        let hash = hash(field as u64, bytes);
        let mut at = start(hash, self.places.len());
        loop {
            let entry = self.entries.get((*self.places.get(at)? as usize).checked_sub(1)?)?;
            if entry.hash == hash && entry.field as usize == field && self.written(entry) == bytes {
                return Some(entry.slot);
            }
            at = (at + 1) & (self.places.len() - 1);
        }
    }

    fn written(&self, entry: &Entry) -> &[u8] {
        self.bytes.get(entry.start as usize..(entry.start + entry.length) as usize).unwrap_or_default()
    }

    /// Keeps what was not found, as long as there is room.
    pub(super) fn keep(&mut self, field: usize, bytes: &[u8], slot: Slot) {
        if self.entries.len() >= MOST || bytes.len() > LONGEST || self.bytes.len() + bytes.len() > MOST_BYTES {
            return;
        }
        let as_number = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        let (field, start, length) = (as_number(field), as_number(self.bytes.len()), as_number(bytes.len()));
        self.bytes.extend_from_slice(bytes);
        self.entries.push(Entry { hash: hash(field.into(), bytes), field, start, length, slot });
        if 2 * self.entries.len() > self.places.len() {
            self.places = vec![0; (4 * self.entries.len()).next_power_of_two()];
            (0..self.entries.len()).for_each(|number| self.place(number));
        } else {
            self.place(self.entries.len() - 1);
        }
    }

    fn place(&mut self, number: usize) {
        let Some(entry) = self.entries.get(number) else { return };
        let mask = self.places.len() - 1;
        let mut at = start(entry.hash, self.places.len());
        while let Some(place) = self.places.get_mut(at) {
            if *place == 0 {
                *place = u32::try_from(number + 1).unwrap_or(0);
                return;
            }
            at = (at + 1) & mask;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_by_all_their_bytes() {
        let text = "广东省广州市番禺区大石街道办事处";
        let lengths: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
        let slot = |number: usize| Slot::small(u32::try_from(number).unwrap_or(0));
        let words = Words::new(lengths.iter().map(|length| (text.get(..*length).unwrap_or_default(), slot(*length))));
        let mut memo = Memo::default();
        for length in &lengths {
            memo.keep(*length % 3, text.as_bytes().get(..*length).unwrap_or_default(), slot(*length));
        }
        for length in 0..=text.len() {
            let bytes = text.as_bytes().get(..length).unwrap_or_default();
            let wanted = lengths.contains(&length).then(|| slot(length));
            assert_eq!((words.find(bytes), memo.find(length % 3, bytes)), (wanted, wanted));
            assert_eq!(memo.find(length % 3 + 1, bytes), None);
        }
        assert_eq!((Words::default().find(b""), Memo::default().find(0, b"")), (None, None));
    }

    #[test]
    fn a_memo_grows_up_to_its_bounds() {
        let mut memo = Memo::default();
        for number in 0..MOST + 10 {
            memo.keep(1, number.to_string().as_bytes(), Slot::small(u32::try_from(number).unwrap_or(0)));
        }
        let found = |number: usize| memo.find(1, number.to_string().as_bytes());
        assert!((0..MOST).all(|number| found(number) == Some(Slot::small(u32::try_from(number).unwrap_or(0)))));
        assert_eq!(found(MOST), None);
    }
}
