//! Blocks compared with the widest vectors that the machine has.

use fearless_simd::{Simd, SimdBase, SimdMask, mask8x64, u8x64};

use super::{BLOCK, Dialect, Find, Found, by_bits};

/// The numbers of bytes in a block.
const NUMBERS: [u8; BLOCK] = {
    let mut numbers = [0; BLOCK];
    let mut number = 0;
    while number < BLOCK {
        numbers[number] = number as u8;
        number += 1;
    }
    numbers
};

pub(super) struct Vector<S: Simd> {
    simd: S,
    separator: u8x64<S>,
    end: u8x64<S>,
    quote: u8x64<S>,
    /// Where the bytes begin that are not common, and how many there are: behind the first of U+9FFF and round to the apostrophe, and
    /// before the first of U+4000.
    around: [u8x64<S>; 2],
    before: [u8x64<S>; 2],
    delete: u8x64<S>,
    grave: u8x64<S>,
}

impl<S: Simd> Vector<S> {
    #[inline(always)]
    pub(super) fn new(simd: S, dialect: Dialect) -> Self {
        let all = |byte| u8x64::splat(simd, byte);
        Self {
            simd,
            separator: all(dialect.separator),
            end: all(dialect.end),
            quote: all(b'"'),
            around: [all(0xEA), all(0x28 + 0x16)],
            before: [all(0xC0), all(0x24)],
            delete: all(0x7F),
            grave: all(b'`'),
        }
    }
}

impl<S: Simd> Find for Vector<S> {
    #[inline(always)]
    fn find(&self, block: &[u8; BLOCK]) -> Found {
        let bytes = u8x64::from_slice(self.simd, block);
        let end = bytes.simd_eq(self.end);
        let is_within = |[first, count]: [u8x64<S>; 2]| (bytes - first).simd_lt(count);
        Found {
            cells: (bytes.simd_eq(self.separator) | end).to_bitmask(),
            stops: (bytes.simd_eq(self.quote) | end).to_bitmask(),
            rare: (is_within(self.around) | is_within(self.before) | bytes.simd_eq(self.delete) | bytes.simd_eq(self.grave))
                .to_bitmask(),
        }
    }

    #[inline(always)]
    fn places(&self, bits: u64, base: u32, places: &mut [u32; BLOCK]) {
        if self.simd.level().as_avx512().is_none() {
            return by_bits(bits, base, places);
        }
        let numbers = u8x64::from_slice(self.simd, &NUMBERS).compress(mask8x64::from_bitmask(self.simd, bits)).to_array();
        let count = bits.count_ones() as usize;
        let (numbers, places) = (numbers.as_chunks::<16>().0, places.as_chunks_mut::<16>().0);
        for ((numbers, places), first) in numbers.iter().zip(places).zip((0..).step_by(16)) {
            for (place, number) in places.iter_mut().zip(numbers) {
                *place = base.wrapping_add(u32::from(*number));
            }
            if first + 16 >= count {
                break;
            }
        }
    }
}
