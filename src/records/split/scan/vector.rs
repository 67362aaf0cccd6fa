//! Blocks compared with the widest vectors that the machine has.

use fearless_simd::{Simd, SimdBase, SimdInt, SimdMask, u8x64};

use super::{BLOCK, Dialect, Find, Found};

pub(super) struct Vector<S: Simd> {
    simd: S,
    separator: u8x64<S>,
    end: u8x64<S>,
    quote: u8x64<S>,
}

impl<S: Simd> Vector<S> {
    #[inline(always)]
    pub(super) fn new(simd: S, dialect: Dialect) -> Self {
        let all = |byte| u8x64::splat(simd, byte);
        Self { simd, separator: all(dialect.separator), end: all(dialect.end), quote: all(b'"') }
    }
}

impl<S: Simd> Find for Vector<S> {
    #[inline(always)]
    fn find(&self, block: &[u8; BLOCK]) -> Found {
        let bytes = u8x64::from_slice(self.simd, block);
        let end = bytes.simd_eq(self.end);
        Found { cells: (bytes.simd_eq(self.separator) | end).to_bitmask(), stops: (bytes.simd_eq(self.quote) | end).to_bitmask() }
    }
}
