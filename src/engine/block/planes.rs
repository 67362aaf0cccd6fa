//! The conditions of up to 64 rows, a word for each: one bit a row. Each condition has two words: the rows where it is surely true, and
//! those where it may be.

use super::super::grid::{ROWS, each};
use super::super::program::{Bit, BitLiteral, Conjunction, Mask, Setting};
use crate::evaluate::Truth;

/// Of rows, one bit each: where something is surely true, and where it may be.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Plane {
    pub(super) sure: u64,
    pub(super) may: u64,
}

impl Plane {
    pub(super) const TRUE: Self = Self { sure: u64::MAX, may: u64::MAX };

    #[inline(always)]
    pub(super) fn open(self) -> u64 {
        self.may & !self.sure
    }

    /// The same, of some rows.
    #[inline(always)]
    pub(super) fn of(self, rows: u64) -> Self {
        Self { sure: self.sure & rows, may: self.may & rows }
    }

    #[inline(always)]
    pub(super) fn not(self) -> Self {
        Self { sure: !self.may, may: !self.sure }
    }

    #[inline(always)]
    pub(super) fn truth(self, row: u32) -> Truth {
        if self.sure >> (row & 63) & 1 != 0 {
            Truth::True
        } else if self.may >> (row & 63) & 1 != 0 {
            Truth::Unknown
        } else {
            Truth::False
        }
    }
}

impl From<Truth> for Plane {
    fn from(truth: Truth) -> Self {
        let all = |is_so: bool| if is_so { u64::MAX } else { 0 };
        Self { sure: all(truth == Truth::True), may: all(truth != Truth::False) }
    }
}

/// The bits of a word, one after the other.
#[inline(always)]
fn bits(word: u64) -> impl Iterator<Item = usize> {
    each(word).map(|bit| bit as usize)
}

/// All conditions of a block of rows.
#[derive(Clone, Debug, Default)]
pub(super) struct Planes {
    all: Vec<Plane>,
}

/// The number of a bit's plane.
#[inline(always)]
fn number(bit: Bit) -> usize {
    usize::from(bit.word) * ROWS + bit.mask.trailing_zeros() as usize
}

impl Planes {
    pub(super) fn new(words: usize) -> Self {
        Self { all: vec![Plane::default(); words * ROWS] }
    }

    /// For how many words there is room.
    pub(super) fn words(&self) -> usize {
        self.all.len() / ROWS
    }

    /// Nothing is true.
    pub(super) fn clear(&mut self) {
        self.all.fill(Plane::default());
    }

    #[inline(always)]
    pub(super) fn of(&self, bit: Bit) -> Plane {
        self.all.get(number(bit)).copied().unwrap_or_default()
    }

    #[inline(always)]
    pub(super) fn literal(&self, literal: BitLiteral) -> Plane {
        let plane = self.of(literal.bit);
        if literal.is_negated { plane.not() } else { plane }
    }

    #[inline(always)]
    pub(super) fn add(&mut self, bit: Bit, plane: Plane) {
        if let Some(own) = self.all.get_mut(number(bit)) {
            own.sure |= plane.sure;
            own.may |= plane.may;
        }
    }

    /// For some rows the same.
    #[inline(always)]
    pub(super) fn add_for(&mut self, bit: Bit, rows: u64, truth: Truth) {
        let (sure, may) = match truth {
            Truth::True => (rows, rows),
            Truth::Unknown => (0, rows),
            Truth::False => return,
        };
        self.add(bit, Plane { sure, may });
    }

    /// In some rows what a setting of one word says.
    #[inline(always)]
    pub(super) fn add_setting(&mut self, word: u16, setting: Setting, rows: u64) {
        if rows == 0 {
            return;
        }
        let Some(planes) = self.all.get_mut(usize::from(word) * ROWS..) else { return };
        for bit in bits(setting.truth | setting.unknown) {
            if let Some(plane) = planes.get_mut(bit) {
                plane.sure |= if setting.truth >> bit & 1 != 0 { rows } else { 0 };
                plane.may |= rows;
            }
        }
    }

    /// The rows where all literals of a mask may hold.
    #[inline(always)]
    pub(super) fn may_hold(&self, mask: &Mask) -> u64 {
        let planes = self.all.get(usize::from(mask.word) * ROWS..).unwrap_or_default();
        let plane = |bit: usize| planes.get(bit).copied().unwrap_or_default();
        let on = bits(mask.on).fold(u64::MAX, |rows, bit| rows & plane(bit).may);
        bits(mask.off).fold(on, |rows, bit| rows & !plane(bit).sure)
    }

    /// Where all literals hold, of some rows.
    #[inline(always)]
    pub(super) fn product(&self, product: &Conjunction, rows: u64) -> Plane {
        let mut all = Plane { sure: rows, may: rows };
        for literal in &product.literals {
            let plane = self.all.get(usize::from(literal.plane)).copied().unwrap_or_default();
            let (sure, may) = if literal.is_negated { (!plane.may, !plane.sure) } else { (plane.sure, plane.may) };
            all.sure &= sure;
            all.may &= may;
        }
        all
    }

    /// Where any of some conjunctions holds, of some rows.
    #[inline(always)]
    pub(super) fn sum(&self, products: &[Conjunction], rows: u64) -> Plane {
        let mut any = Plane::default();
        for product in products {
            let plane = self.product(product, rows);
            any.sure |= plane.sure;
            any.may |= plane.may;
        }
        any
    }

    /// The conjunctions of a stage make their conditions true.
    #[inline(always)]
    pub(super) fn stage(&mut self, products: &[Conjunction], rows: u64) {
        for product in products {
            let plane = self.product(product, rows);
            self.add(product.out, plane);
        }
    }

    /// Some conditions of a word are unknown whatever a record says.
    #[inline(always)]
    pub(super) fn take_unknown(&mut self, word: usize, unknown: u64) {
        let planes = self.all.get_mut(word * ROWS..).unwrap_or_default();
        for bit in bits(unknown) {
            planes.iter_mut().skip(bit).take(1).for_each(|plane| plane.may = u64::MAX);
        }
    }

    /// What was read into one word of some rows becomes the conditions of that word.
    #[inline(always)]
    pub(super) fn take_word(&mut self, word: usize, rows: &[Setting; ROWS], wanted: u64) {
        let (mut sure, mut any_unknown) = ([0; ROWS], 0);
        for (own, setting) in sure.iter_mut().zip(rows) {
            *own = setting.truth;
            any_unknown |= setting.unknown;
        }
        transpose(&mut sure);
        let Some(planes) = self.all.get_mut(word * ROWS..(word + 1) * ROWS) else { return };
        for (plane, sure) in planes.iter_mut().zip(sure) {
            plane.sure |= sure & wanted;
            plane.may |= sure & wanted;
        }
        if any_unknown != 0 {
            let mut unknown = rows.map(|setting| setting.unknown);
            transpose(&mut unknown);
            for (plane, unknown) in planes.iter_mut().zip(unknown) {
                plane.may |= unknown & wanted;
            }
        }
    }
}

/// Turns rows of bits into columns: bit c of row r becomes bit r of row c.
#[inline(always)]
fn transpose(rows: &mut [u64; ROWS]) {
    let mut width = ROWS / 2;
    let mut mask = u64::MAX >> 32;
    while width != 0 {
        for block in rows.chunks_exact_mut(2 * width) {
            let (upper, lower) = block.split_at_mut(width);
            for (one, other) in upper.iter_mut().zip(lower) {
                let changed = ((*one >> width) ^ *other) & mask;
                *one ^= changed << width;
                *other ^= changed;
            }
        }
        width /= 2;
        mask ^= mask << width;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_become_columns() {
        // A fixed sequence of bits without a pattern.
        let mut state = 0x9E37_79B9_7F4A_7C15_u64;
        let rows: [u64; ROWS] = std::array::from_fn(|_| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            state
        });
        let mut columns = rows;
        transpose(&mut columns);
        for (row, bits) in rows.iter().enumerate() {
            for (column, other) in columns.iter().enumerate() {
                assert_eq!(bits >> column & 1, other >> row & 1, "{row} {column}");
            }
        }
    }

    #[test]
    fn the_negation_of_unknown_is_unknown() {
        let plane = Plane { sure: 0b001, may: 0b011 };
        let truths = |plane: Plane| [0, 1, 2].map(|row| plane.truth(row));
        assert_eq!(truths(plane), [Truth::True, Truth::Unknown, Truth::False]);
        assert_eq!(truths(plane.not()), [Truth::False, Truth::Unknown, Truth::True]);
    }
}
