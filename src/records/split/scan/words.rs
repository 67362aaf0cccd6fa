//! Eight bytes compared at once in one word, on any machine.

use super::{BLOCK, Dialect, Find, Found};

/// The lowest bit of each byte.
const ONES: u64 = 0x0101_0101_0101_0101;
/// All but the highest bit of each byte.
const LOW: u64 = 0x7F7F_7F7F_7F7F_7F7F;

pub(super) struct Words {
    separator: u64,
    end: u64,
    quote: u64,
}

impl Words {
    pub(super) fn new(dialect: Dialect) -> Self {
        let all = |byte: u8| ONES.wrapping_mul(u64::from(byte));
        Self { separator: all(dialect.separator), end: all(dialect.end), quote: all(b'"') }
    }
}

impl Find for Words {
    #[inline(always)]
    fn find(&self, block: &[u8; BLOCK]) -> Found {
        let mut found = Found { cells: 0, stops: 0, rare: 0 };
        let (words, _) = block.as_chunks::<8>();
        for (word, shift) in words.iter().zip((0..).step_by(8)) {
            let bytes = u64::from_le_bytes(*word);
            let end = equal(bytes, self.end);
            found.cells |= bits(equal(bytes, self.separator) | end) << shift;
            found.stops |= bits(equal(bytes, self.quote) | end) << shift;
            found.rare |= bits(rare(bytes)) << shift;
        }
        found
    }
}

/// The highest bit of each byte that is the same in both.
#[inline(always)]
fn equal(bytes: u64, all: u64) -> u64 {
    let differ = bytes ^ all;
    !((differ & LOW).wrapping_add(LOW) | differ | LOW)
}

/// The highest bit of each byte that is not common.
#[inline(always)]
fn rare(bytes: u64) -> u64 {
    let (high, low) = (bytes & !LOW, bytes & LOW);
    // The highest bit of each byte says whether the other seven are at least so much.
    let at_least = |least: u64| low.wrapping_add(ONES.wrapping_mul(0x80 - least));
    let in_ascii = !high & (!at_least(0x28) | at_least(0x7F));
    let beyond = high & at_least(0x40) & (!at_least(0x64) | at_least(0x6A));
    (in_ascii | beyond) & !LOW | equal(bytes, ONES.wrapping_mul(u64::from(b'`')))
}

/// The highest bits of eight bytes, side by side.
#[inline(always)]
fn bits(highest: u64) -> u64 {
    (highest >> 7).wrapping_mul(0x0102_0408_1020_4080) >> 56
}
