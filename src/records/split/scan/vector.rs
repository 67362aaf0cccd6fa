//! Blocks compared with the widest vectors that the machine has.

use fearless_simd::{Simd, SimdBase, SimdMask, u8x64};

use super::{BLOCK, Dialect, Find, Found};

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
}
