//! Whether bytes are UTF-8, faster than in general for what most texts are made of: characters of one to three bytes, apart from those
//! whose second byte has limits of its own.

use fearless_simd::{Level, Simd, SimdBase, SimdMask, dispatch, u8x64};

/// Bytes looked at together.
const BLOCK: usize = 64;

pub(super) fn is_valid(text: &[u8]) -> bool {
    let level = Level::new();
    !level.is_fallback() && dispatch!(level, simd => is_surely_valid(simd, text)) || simdutf8::basic::from_utf8(text).is_ok()
}

/// True only if it is so: what else may be UTF-8 is left to others.
#[inline(always)]
fn is_surely_valid<S: Simd>(simd: S, text: &[u8]) -> bool {
    let (blocks, tail) = text.as_chunks::<BLOCK>();
    let mut last = [0; BLOCK];
    for (to, byte) in last.iter_mut().zip(tail) {
        *to = *byte;
    }
    let (mut wrong, mut carried) = (0, 0);
    for block in blocks.iter().chain([&last]) {
        let bytes = u8x64::from_slice(simd, block);
        let within = |first: u8, count: u8| (bytes - first).simd_lt(count);
        let beyond_ascii = bytes.simd_ge(0x80).to_bitmask();
        let two = within(0xC2, 0x1E).to_bitmask();
        // All but those that begin with E0 or ED.
        let three = (within(0xE1, 0x0C) | within(0xEE, 0x02)).to_bitmask();
        // The bytes that must follow the first of a character, and those that do.
        let wanted = (two | three) << 1 | three << 2 | carried;
        let following = beyond_ascii & !(two | three);
        wrong |= wanted ^ following | following & within(0xC0, 0x40).to_bitmask();
        carried = (two | three) >> (BLOCK - 1) | three >> (BLOCK - 2);
    }
    // The last byte is none of the text, so that nothing is wanted behind it.
    wrong == 0
}

#[cfg(test)]
pub(super) mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The widest vectors of this machine, and narrower ones.
    pub(in super::super) fn levels() -> Vec<Level> {
        let widest = Level::new();
        #[cfg(target_arch = "x86_64")]
        let narrower = [widest.as_avx2().map(Level::Avx2), widest.as_sse4_2().map(Level::Sse4_2)];
        #[cfg(not(target_arch = "x86_64"))]
        let narrower: [Option<Level>; 0] = [];
        [widest, Level::baseline()].into_iter().chain(narrower.into_iter().flatten()).collect()
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, cases: 4000, ..ProptestConfig::default() })]

        #[test]
        fn bytes_are_what_they_are_said_to_be(
            texts in prop::collection::vec("[a张éß·。（\\u{800}\\u{D7FF}\\u{E000}\\u{FFFF}𠮷\\u{10FFFF}]{0,40}|\\PC{0,9}", 1..9),
            (place, byte, ways) in (any::<prop::sample::Index>(), any::<u8>(), 0..4_u8),
        ) {
            let mut bytes = texts.concat().into_bytes();
            match ways {
                0 => bytes.insert(place.index(bytes.len() + 1), byte),
                1 if !bytes.is_empty() => drop(bytes.remove(place.index(bytes.len()))),
                2 => bytes.truncate(place.index(bytes.len() + 1)),
                _ => {}
            }
            let is_utf8 = std::str::from_utf8(&bytes).is_ok();
            prop_assert_eq!(is_valid(&bytes), is_utf8);
            let is_usual = bytes.iter().all(|byte| *byte < 0xE0 || (0xE1..0xF0).contains(byte) && *byte != 0xED);
            for level in levels() {
                let is_sure = dispatch!(level, simd => is_surely_valid(simd, &bytes));
                prop_assert_eq!(is_sure, is_utf8 && is_usual, "{:?}", level);
            }
        }
    }

    #[test]
    fn each_first_byte_is_judged_with_those_behind_it() {
        const NEXT: [u8; 10] = [0, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xFF];
        let pairs = NEXT.into_iter().flat_map(|second| NEXT.map(|third| (second, third)));
        for (second, third) in pairs {
            for bytes in (0..=u8::MAX).map(|first| [first, second, third]) {
                assert_eq!(is_valid(&bytes), std::str::from_utf8(&bytes).is_ok(), "{bytes:?}");
            }
        }
    }
}
