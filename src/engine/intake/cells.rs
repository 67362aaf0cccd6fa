//! Where the cells of up to 64 rows stand, turned from row by row into column by column: what is asked of a column then goes through
//! numbers that stand side by side.

use super::super::grid::ROWS;
use super::columns::Places;

/// The cells of some rows; used again for the next.
#[derive(Debug, Default)]
pub(super) struct Cells {
    /// One byte before each row begins, then where its cells end, column by column. Of rows that there are not, anything.
    ends: Vec<[u32; ROWS]>,
    /// Rows with cells in quotes.
    wrapped: u64,
    /// Rows of which surely all bytes are common.
    common: u64,
}

/// The cells of a column: where they begin, and how long they are. Of rows that there are not, anything.
pub(super) struct Column {
    pub(super) from: [u32; ROWS],
    pub(super) length: [u32; ROWS],
}

/// Columns that are turned together, and rows.
const COLUMNS: usize = 8;
const TURNED: usize = 4;

impl Cells {
    /// The first cells of rows that have so many.
    #[inline(always)]
    pub(super) fn find<'t>(&mut self, columns: usize, rows: &[impl AsRef<Places<'t>>]) {
        self.ends.resize(1 + columns.next_multiple_of(COLUMNS), [0; ROWS]);
        (self.wrapped, self.common) = (0, 0);
        let Some((before, ends)) = self.ends.split_first_mut() else { return };
        for ((at, row), before) in rows.iter().enumerate().zip(before.iter_mut()) {
            let row = row.as_ref();
            *before = row.start.wrapping_sub(1);
            self.wrapped |= u64::from(row.is_wrapped) << at;
            self.common |= u64::from(row.is_common) << at;
        }
        let mut at = 0;
        for rows in rows.chunks(TURNED) {
            let of = |number: usize| rows.get(number).map_or(&[][..], |row| row.as_ref().ends);
            let [mut a, mut b, mut c, mut d] = [of(0), of(1), of(2), of(3)];
            for columns in ends.as_chunks_mut::<COLUMNS>().0 {
                let turned = [next(&mut a), next(&mut b), next(&mut c), next(&mut d)];
                for (number, column) in columns.iter_mut().enumerate() {
                    if let Some((to, _)) = column.get_mut(at..).unwrap_or_default().split_first_chunk_mut::<TURNED>() {
                        *to = [turned[0][number], turned[1][number], turned[2][number], turned[3][number]];
                    }
                }
            }
            at += TURNED;
        }
    }

    /// The cells of a column.
    #[inline(always)]
    pub(super) fn column(&self, column: usize, text: &[u8], places: &mut Column) {
        let Some(([before, ends], _)) = self.ends.get(column..).unwrap_or_default().split_first_chunk() else { return };
        for ((from, length), (before, end)) in places.from.iter_mut().zip(&mut places.length).zip(before.iter().zip(ends)) {
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

/// The next numbers of a row; behind the last there is nothing.
#[inline(always)]
fn next(row: &mut &[u32]) -> [u32; COLUMNS] {
    match row.split_first_chunk() {
        Some((own, rest)) => {
            *row = rest;
            *own
        }
        None => last(std::mem::take(row)),
    }
}

#[inline(never)]
fn last(row: &[u32]) -> [u32; COLUMNS] {
    std::array::from_fn(|number| row.get(number).copied().unwrap_or(0))
}
