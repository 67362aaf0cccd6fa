//! Where the cells of up to 64 rows stand, turned from row by row into column by column: what is asked of a column then goes through
//! numbers that stand side by side.

use fearless_simd::{Simd, SimdBase, u32x8};

use super::super::grid::ROWS;
use super::columns::Places;

/// The cells of some rows; used again for the next.
#[derive(Debug, Default)]
pub(super) struct Cells {
    /// One byte before each row begins, then where its cells end, column by column. Of rows that there are not, anything.
    ends: Vec<Numbers>,
    /// Rows with cells in quotes.
    wrapped: u64,
    /// Rows of which surely all bytes are common.
    common: u64,
}

/// A number for each row, in whole lines of the cache.
#[derive(Clone, Copy, Debug)]
#[repr(align(64))]
struct Numbers([u32; ROWS]);

/// The cells of a column: where they begin, and how long they are. Of rows that there are not, anything.
#[repr(align(64))]
pub(super) struct Column {
    pub(super) from: [u32; ROWS],
    pub(super) length: [u32; ROWS],
}

/// Columns that are turned together, and as many rows.
const TURNED: usize = 8;

impl Cells {
    /// The first cells of rows that have so many.
    #[inline(always)]
    pub(super) fn find<'t, S: Simd>(&mut self, simd: S, columns: usize, rows: &[impl AsRef<Places<'t>>]) {
        self.ends.resize(1 + columns.next_multiple_of(TURNED), Numbers([0; ROWS]));
        (self.wrapped, self.common) = (0, 0);
        let Some((before, ends)) = self.ends.split_first_mut() else { return };
        for ((at, row), before) in rows.iter().enumerate().zip(&mut before.0) {
            let row = row.as_ref();
            *before = row.start.wrapping_sub(1);
            self.wrapped |= u64::from(row.is_wrapped) << at;
            self.common |= u64::from(row.is_common) << at;
        }
        for (at, rows) in rows.chunks(TURNED).enumerate() {
            for (number, columns) in ends.as_chunks_mut::<TURNED>().0.iter_mut().enumerate() {
                let mut some = [u32x8::splat(simd, 0); TURNED];
                for (some, row) in some.iter_mut().zip(rows) {
                    *some = u32x8::from_slice(simd, &some_ends(row.as_ref().ends, number * TURNED));
                }
                for (column, own) in columns.iter_mut().zip(turned(some)) {
                    if let Some(to) = column.0.as_chunks_mut().0.get_mut(at) {
                        *to = own.to_array();
                    }
                }
            }
        }
    }

    /// The cells of a column.
    #[inline(always)]
    pub(super) fn column(&self, column: usize, text: &[u8], places: &mut Column) {
        let Some(([before, ends], _)) = self.ends.get(column..).unwrap_or_default().split_first_chunk() else { return };
        for ((from, length), (before, end)) in places.from.iter_mut().zip(&mut places.length).zip(before.0.iter().zip(&ends.0)) {
            *from = before.wrapping_add(1);
            *length = end.wrapping_sub(*from);
        }
        if self.wrapped != 0 {
            places.unwrap(self.wrapped, text);
        }
    }

    /// Rows of which surely all bytes are common.
    #[inline(always)]
    pub(super) fn common(&self) -> u64 {
        self.common
    }
}

impl Column {
    pub(super) const NOTHING: Self = Self { from: [0; ROWS], length: [0; ROWS] };

    /// Leaves out the quotes around cells of some rows.
    #[inline(never)]
    fn unwrap(&mut self, mut rows: u64, text: &[u8]) {
        while rows != 0 {
            let at = rows.trailing_zeros() as usize;
            rows &= rows - 1;
            let (Some(from), Some(length)) = (self.from.get_mut(at), self.length.get_mut(at)) else { return };
            if *length >= 2 && text.get(*from as usize) == Some(&b'"') {
                *from += 1;
                *length -= 2;
            }
        }
    }
}

/// Rows to columns.
#[inline(always)]
fn turned<S: Simd>(mut rows: [u32x8<S>; TURNED]) -> [u32x8<S>; TURNED] {
    // The number of a row and that of a column are six bits together, of which the first becomes the last, three times.
    for _ in 0..3 {
        let [a, b, c, d, e, f, g, h] = rows;
        let [(a, b), (c, d), (e, f), (g, h)] = [a.interleave(e), b.interleave(f), c.interleave(g), d.interleave(h)];
        rows = [a, b, c, d, e, f, g, h];
    }
    rows
}

/// Where cells of a row end, from one on; behind the last there is nothing.
#[inline(always)]
fn some_ends(ends: &[u32], first: usize) -> [u32; TURNED] {
    match ends.get(first..first.wrapping_add(TURNED)).and_then(|some| some.first_chunk()) {
        Some(some) => *some,
        None => last_ends(ends, first),
    }
}

#[cold]
fn last_ends(ends: &[u32], first: usize) -> [u32; TURNED] {
    std::array::from_fn(|number| ends.get(first + number).copied().unwrap_or(0))
}
