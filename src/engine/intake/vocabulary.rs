//! Short texts looked up by their bytes: words that are known beforehand, and contents that were read before. No text is looked at
//! twice, and no hashing that has to withstand an enemy: both tables are small and bounded.

use super::super::slot::Slot;

/// Odd, with its bits well spread.
const FACTOR: u64 = 0x9E37_79B9_7F4A_7C15;

#[inline]
fn mixed(hash: u64, next: u64) -> u64 {
    (hash.rotate_left(23) ^ next).wrapping_mul(FACTOR)
}

/// Of a text of up to 16 bytes these three tell which one it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Ends {
    length: usize,
    /// The first eight bytes, of a shorter text with zeros behind it.
    head: u64,
    /// The last eight, of a shorter text with zeros before it.
    tail: u64,
}

/// The lowest so many bytes of eight.
#[cfg(feature = "records")]
const LOW: [u64; 16] = {
    let mut masks = [u64::MAX; 16];
    let mut count = 0;
    while count < 8 {
        masks[count] = (1 << (8 * count)) - 1;
        count += 1;
    }
    masks
};

impl Ends {
    #[inline]
    fn of(bytes: &[u8]) -> Self {
        let length = bytes.len();
        let (head, tail) = match (bytes.first_chunk::<8>(), bytes.last_chunk::<8>()) {
            (Some(head), Some(tail)) => (u64::from_le_bytes(*head), u64::from_le_bytes(*tail)),
            _ => {
                let head = bytes.iter().rev().fold(0, |head, byte| head << 8 | u64::from(*byte));
                (head, if length == 0 { 0 } else { head << (64 - 8 * length) })
            }
        };
        Self { length, head, tail }
    }

    #[cfg(feature = "records")]
    /// The same of a part of a text that has eight bytes from its start on and before its end; what stands around it is read, and does
    /// not count.
    #[inline(always)]
    pub(super) fn within(text: &[u8], from: usize, length: usize) -> Option<Self> {
        let end = from.wrapping_add(length);
        let head = text.get(from..from.wrapping_add(8))?.first_chunk::<8>()?;
        let tail = text.get(end.wrapping_sub(8)..end)?.first_chunk::<8>()?;
        let count = length.min(8);
        let (own, others) = (LOW[count & 15], LOW[8_usize.wrapping_sub(count) & 15]);
        Some(Self { length, head: u64::from_le_bytes(*head) & own, tail: u64::from_le_bytes(*tail) & !others })
    }

    /// The upper bits are well spread.
    #[inline(always)]
    fn spread(self, seed: u64) -> u64 {
        (self.head ^ self.tail.rotate_left(29) ^ (seed << 8 | self.length as u64).wrapping_mul(FACTOR)).wrapping_mul(FACTOR)
    }

    #[inline]
    fn hash(self, seed: u64) -> u64 {
        let hash = self.spread(seed);
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
    /// A power of two of places, at least half of them empty.
    places: Box<[Word]>,
    /// The words that their ends do not tell.
    long: Box<[(Box<[u8]>, Slot)]>,
    seed: u64,
    /// How many of the lower bits of a hash do not count.
    shift: u32,
    /// Each word that its ends tell stands in the first place that is its own.
    #[cfg(feature = "records")]
    is_apart: bool,
    /// No word has more than eight bytes.
    #[cfg(feature = "records")]
    are_short: bool,
}

#[derive(Clone, Copy, Debug)]
struct Word {
    ends: Ends,
    slot: Slot,
}

/// No text is so long.
const EMPTY: Word = Word { ends: Ends { length: usize::MAX, head: 0, tail: 0 }, slot: Slot::ABSENT };
/// Longer words are not told by their ends.
const LONG: usize = 16;
/// So many ways to place a few words are tried until each has a place of its own.
const TRIES: u64 = 32;
const MOST_PLACES: usize = 512;

/// Whether each word has a place of its own.
fn are_apart(words: &[(&str, Slot)], size: usize, seed: u64) -> bool {
    let mut taken = vec![false; size];
    words.iter().all(|(word, _)| {
        let place = taken.get_mut(place(Ends::of(word.as_bytes()).spread(seed), shift(size)));
        place.is_some_and(|taken| !std::mem::replace(taken, true))
    })
}

/// A place among a power of two of them.
#[inline(always)]
fn place(spread: u64, shift: u32) -> usize {
    (spread >> (shift & 63)) as usize
}

fn shift(size: usize) -> u32 {
    64 - size.trailing_zeros()
}

impl Words {
    /// Of a word that is there twice, the first counts.
    pub(super) fn new<'w>(words: impl IntoIterator<Item = (&'w str, Slot)>) -> Self {
        let mut words: Vec<(&str, Slot)> = words.into_iter().collect();
        let mut known = std::collections::HashSet::new();
        words.retain(|(word, _)| known.insert(*word));
        let (words, long): (Vec<_>, Vec<_>) = words.into_iter().partition(|(word, _)| word.len() <= LONG);
        let least = (2 * words.len()).next_power_of_two().max(2);
        let sizes = [least, 2 * least, 4 * least].into_iter().filter(|size| *size <= MOST_PLACES);
        let tries = sizes.flat_map(|size| (0..TRIES).map(move |seed| (size, seed)));
        let apart = tries.into_iter().find(|(size, seed)| are_apart(&words, *size, *seed));
        let (size, seed) = apart.unwrap_or((least, 0));
        let mut places = vec![EMPTY; size];
        for &(word, slot) in &words {
            let ends = Ends::of(word.as_bytes());
            let mut at = place(ends.spread(seed), shift(size));
            while places.get(at).is_some_and(|place| place.ends.length != EMPTY.ends.length) {
                at = (at + 1) & (size - 1);
            }
            if let Some(place) = places.get_mut(at) {
                *place = Word { ends, slot };
            }
        }
        #[cfg(feature = "records")]
        let is_apart = apart.is_some();
        #[cfg(feature = "records")]
        let are_short = long.is_empty() && words.iter().all(|(word, _)| word.len() <= 8);
        let long = long.into_iter().map(|(word, slot)| (word.as_bytes().into(), slot)).collect();
        Self {
            places: places.into(),
            long,
            seed,
            shift: shift(size),
            #[cfg(feature = "records")]
            is_apart,
            #[cfg(feature = "records")]
            are_short,
        }
    }

    #[inline]
    pub(super) fn find(&self, bytes: &[u8]) -> Option<Slot> {
        let ends = Ends::of(bytes);
        let mut at = place(ends.spread(self.seed), self.shift);
        loop {
            let word = self.places.get(at)?;
            if ends == word.ends && bytes.len() <= LONG {
                return Some(word.slot);
            }
            if word.ends.length == EMPTY.ends.length {
                break;
            }
            at = at.wrapping_add(1) & self.places.len().wrapping_sub(1);
        }
        self.long.iter().find(|(word, _)| **word == *bytes).map(|(_, slot)| *slot)
    }

    #[cfg(feature = "records")]
    /// Looks for a part of a text.
    #[inline(always)]
    pub(super) fn find_within(&self, text: &[u8], from: usize, length: usize) -> Option<Slot> {
        let Some(ends) = Ends::within(text, from, length).filter(|_| self.is_apart) else {
            return self.find_part(text, from, length);
        };
        let word = self.places.get(place(ends.spread(self.seed), self.shift))?;
        let differ = (word.ends.head ^ ends.head) | (word.ends.tail ^ ends.tail) | (word.ends.length ^ ends.length) as u64;
        if differ == 0 {
            return Some(word.slot);
        }
        if length > LONG && !self.long.is_empty() { self.find_part(text, from, length) } else { None }
    }

    /// No word has more than eight bytes.
    #[cfg(feature = "records")]
    #[inline(always)]
    pub(super) fn are_short(&self) -> bool {
        self.are_short
    }

    #[cfg(feature = "records")]
    #[inline(never)]
    fn find_part(&self, text: &[u8], from: usize, length: usize) -> Option<Slot> {
        self.find(text.get(from..from.wrapping_add(length))?)
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
            #[cfg(feature = "records")]
            for (before, after) in [("", ""), ("某某", ""), ("", "，某某"), ("某某某", "某某某")] {
                let around = [before.as_bytes(), bytes, after.as_bytes()].concat();
                assert_eq!(words.find_within(&around, before.len(), length), wanted);
            }
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
