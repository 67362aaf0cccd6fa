//! Slots of many rows. Rows stand in blocks of 64; within a block the slots of one field stand side by side, so that what is asked of a
//! field is asked of 64 rows without a step to the side. For each field of a block one word says in which rows nothing is filled in.

use super::slot::Slot;

/// Rows of a block: as many as a word has bits.
pub(crate) const ROWS: usize = 64;

/// Rows of slots.
#[derive(Clone, Debug)]
pub(crate) struct Grid {
    width: usize,
    len: usize,
    slots: Vec<Slot>,
    /// By block and column the rows without a content.
    missing: Vec<u64>,
    /// By block the rows that are judged elsewhere.
    special: Vec<u64>,
}

/// The rows of one block, column by column. Rows that do not exist say anything.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Columns<'g> {
    pub(crate) slots: &'g [Slot],
    pub(crate) missing: &'g [u64],
}

/// What stands where nothing does.
static NOTHING: [Slot; ROWS] = [Slot::ABSENT; ROWS];

impl<'g> Columns<'g> {
    /// The slots of one column.
    #[inline(always)]
    pub(crate) fn slots(self, column: usize) -> &'g [Slot; ROWS] {
        self.slots.get(column.wrapping_mul(ROWS)..).and_then(<[Slot]>::first_chunk).unwrap_or(&NOTHING)
    }

    /// The rows in which nothing is filled in.
    #[inline(always)]
    pub(crate) fn missing(self, column: usize) -> u64 {
        self.missing.get(column).copied().unwrap_or(u64::MAX)
    }
}

/// The bit of a row in the words of its block.
#[inline(always)]
fn bit(row: usize) -> u64 {
    1 << (row % ROWS)
}

/// So many rows from one on, as bits.
#[inline(always)]
pub(crate) fn rows(first: usize, count: usize) -> u64 {
    let count = count.min(ROWS);
    let all = if count == ROWS { u64::MAX } else { (1 << count) - 1 };
    all << (first % ROWS)
}

/// The places of some rows in their block.
#[inline(always)]
pub(crate) fn each(mut rows: u64) -> impl Iterator<Item = u32> {
    std::iter::from_fn(move || {
        let row = rows.trailing_zeros();
        rows &= rows.wrapping_sub(1);
        (row < ROWS as u32).then_some(row)
    })
}

impl Grid {
    pub(crate) fn new(width: usize) -> Self {
        Self { width, len: 0, slots: Vec::new(), missing: Vec::new(), special: Vec::new() }
    }

    /// How many slots a row has.
    #[inline]
    pub(crate) fn width(&self) -> usize {
        self.width
    }

    /// How many rows.
    #[inline]
    pub(crate) fn len(&self) -> usize {
        self.len
    }

    /// Drops all rows behind some; keeps the room.
    #[inline]
    pub(crate) fn truncate(&mut self, len: usize) {
        self.len = self.len.min(len);
    }

    /// Adds rows that say nothing.
    #[inline]
    pub(crate) fn push_blank(&mut self, count: usize) {
        let first = self.len;
        self.push_stale(count);
        (0..self.width).for_each(|column| self.blank(first, column));
    }

    /// Adds rows in which nothing is filled in. Their slots are those of earlier rows, until they are written or made blank.
    #[inline]
    pub(crate) fn push_stale(&mut self, count: usize) {
        let end = self.len + count;
        self.reserve(end);
        while self.len < end {
            let (block, first) = (self.len / ROWS, self.len % ROWS);
            let own = (end - self.len).min(ROWS - first);
            let rows = rows(first, own);
            let missing = self.missing.get_mut(block * self.width..(block + 1) * self.width).unwrap_or_default();
            missing.iter_mut().for_each(|missing| *missing |= rows);
            self.special.iter_mut().skip(block).take(1).for_each(|special| *special &= !rows);
            self.len += own;
        }
    }

    /// One column says nothing, from a row on.
    #[inline]
    pub(crate) fn blank(&mut self, row: usize, column: usize) {
        let mut first = row;
        while let Some(place) = self.place(first, column) {
            let count = (ROWS - first % ROWS).min(self.len - first);
            self.slots.get_mut(place..place + count).unwrap_or_default().fill(Slot::ABSENT);
            first += count;
        }
    }

    /// Room for so many rows altogether.
    #[inline]
    fn reserve(&mut self, len: usize) {
        let blocks = len.div_ceil(ROWS);
        if self.special.len() < blocks {
            self.slots.resize(blocks * self.width * ROWS, Slot::ABSENT);
            self.missing.resize(blocks * self.width, u64::MAX);
            self.special.resize(blocks, 0);
        }
    }

    /// Where a slot stands; nothing if there is none.
    #[inline(always)]
    fn place(&self, row: usize, column: usize) -> Option<usize> {
        (row < self.len && column < self.width).then(|| (row / ROWS * self.width + column) * ROWS + row % ROWS)
    }

    #[inline(always)]
    pub(crate) fn get(&self, row: usize, column: usize) -> Option<Slot> {
        self.slots.get(self.place(row, column)?).copied()
    }

    /// Writes a slot; false if there is none.
    #[inline]
    pub(crate) fn set(&mut self, row: usize, column: usize, slot: Slot) -> bool {
        let Some(place) = self.place(row, column) else { return false };
        let (Some(own), Some(missing)) = (self.slots.get_mut(place), self.missing.get_mut(place / ROWS)) else { return false };
        *own = slot;
        *missing = if slot.is_missing() { *missing | bit(row) } else { *missing & !bit(row) };
        true
    }

    /// Leaves a row to the evaluator.
    pub(crate) fn set_special(&mut self, row: usize) {
        self.special.iter_mut().skip(row / ROWS).take(1).for_each(|special| *special |= bit(row));
    }

    #[inline(always)]
    pub(crate) fn is_special(&self, row: usize) -> bool {
        self.special.get(row / ROWS).is_none_or(|special| special & bit(row) != 0)
    }

    /// The slots of one column from a row on to the end of its block; the word of the rows without a content; the row's place in it.
    #[cfg(feature = "records")]
    #[inline(always)]
    pub(crate) fn column_mut(&mut self, row: usize, column: usize) -> Option<(&mut [Slot], &mut u64, usize)> {
        let place = self.place(row, column)?;
        let number = place / ROWS;
        let slots = self.slots.get_mut(place..(number + 1) * ROWS)?;
        Some((slots, self.missing.get_mut(number)?, row % ROWS))
    }

    /// The rows of a block.
    #[inline]
    pub(crate) fn block(&self, block: usize) -> Columns<'_> {
        let columns = block.saturating_mul(self.width)..block.saturating_add(1).saturating_mul(self.width);
        Columns {
            slots: self.slots.get(columns.start.saturating_mul(ROWS)..columns.end.saturating_mul(ROWS)).unwrap_or_default(),
            missing: self.missing.get(columns).unwrap_or_default(),
        }
    }

    /// The rows of a block that are judged elsewhere.
    #[inline]
    pub(crate) fn special(&self, block: usize) -> u64 {
        self.special.get(block).copied().unwrap_or(u64::MAX)
    }

    /// The slots of a row, 64 places from each other; the words of its block.
    #[inline]
    pub(crate) fn row(&self, row: usize) -> (&[Slot], &[u64]) {
        let start = self.place(row, 0).unwrap_or(self.slots.len());
        let slots = self.slots.get(start..start.saturating_add(self.width * ROWS).min(self.slots.len())).unwrap_or_default();
        let first = start / ROWS;
        (slots, self.missing.get(first..first.saturating_add(self.width)).unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_again_by_rows_and_by_columns() {
        let mut grid = Grid::new(3);
        grid.push_blank(70);
        for row in 0..70_u32 {
            assert!(grid.set(row as usize, 1, Slot::small(row)));
        }
        grid.set_special(66);
        assert!(!grid.set(70, 0, Slot::EMPTY) && !grid.set(0, 3, Slot::EMPTY));
        for row in 0..70_u32 {
            assert_eq!(grid.get(row as usize, 1), Some(Slot::small(row)));
            assert_eq!(grid.get(row as usize, 2), Some(Slot::ABSENT));
            assert_eq!(grid.row(row as usize).0.get(ROWS), Some(&Slot::small(row)));
            assert_eq!(grid.block(row as usize / ROWS).slots(1)[row as usize % ROWS], Slot::small(row));
            assert_eq!(grid.is_special(row as usize), row == 66);
        }
        assert_eq!((grid.block(0).missing(0), grid.block(0).missing(1)), (u64::MAX, 0));
        assert_eq!(grid.block(1).missing(1), u64::MAX << 6);
    }

    #[test]
    fn rows_that_were_dropped_leave_nothing_behind() {
        let mut grid = Grid::new(2);
        grid.push_blank(5);
        (0..5).for_each(|row| assert!(grid.set(row, 0, Slot::small(1))));
        grid.set_special(4);
        grid.truncate(3);
        assert_eq!((grid.len(), grid.get(3, 0)), (3, None));
        grid.push_stale(2);
        assert_eq!((grid.get(4, 0), grid.is_special(4)), (Some(Slot::small(1)), false));
        grid.blank(3, 0);
        assert_eq!((grid.get(4, 0), grid.is_special(4)), (Some(Slot::ABSENT), false));
        assert_eq!(grid.block(0).missing(0) & 0b11111, 0b11000);
    }
}
