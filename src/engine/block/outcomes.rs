//! How the decisions of a block came out: of each decision in which rows it came out how, and of each row which of these it is.

use fearless_simd::{Select, Simd, SimdBase, SimdMask, mask8x64, u8x64};

use super::super::code::Code;
use super::super::grid::ROWS;

/// How a decision came out in some rows.
#[derive(Clone, Copy, Debug)]
pub(super) struct Outcome {
    pub(super) code: Code,
    pub(super) leaf: u16,
    pub(super) rows: u64,
}

/// For each decision how it came out, and in which rows: those of one decision side by side, as no two are decided in turns. No row is
/// in two outcomes of a decision.
#[derive(Clone, Debug, Default)]
pub(super) struct Outcomes {
    all: Vec<Outcome>,
    /// By decision its first and behind its last.
    places: Vec<(usize, usize)>,
    /// By decision and row the number of its outcome, counted from one; nothing where there is none.
    numbers: Vec<[u8; ROWS]>,
}

impl Outcomes {
    pub(super) fn new(decisions: usize) -> Self {
        Self { all: Vec::with_capacity(4 * decisions), places: vec![(0, 0); decisions], numbers: vec![[0; ROWS]; decisions] }
    }

    /// For how many decisions there is room.
    pub(super) fn decisions(&self) -> usize {
        self.places.len()
    }

    pub(super) fn clear(&mut self) {
        self.all.clear();
        self.places.fill((0, 0));
    }

    /// From here on a decision is decided.
    #[inline(always)]
    pub(super) fn begin(&mut self, decision: usize) {
        if let Some(place) = self.places.get_mut(decision) {
            *place = (self.all.len(), self.all.len());
        }
    }

    /// One more way in which the decision that was begun came out.
    #[inline(always)]
    pub(super) fn push(&mut self, decision: usize, outcome: Outcome) {
        self.all.push(outcome);
        if let Some((_, behind)) = self.places.get_mut(decision) {
            *behind = self.all.len();
        }
    }

    /// The decision that was begun is decided in all rows.
    #[inline(always)]
    pub(super) fn end<S: Simd>(&mut self, simd: S, decision: usize) {
        let numbers = numbered(simd, self.of(decision).iter().map(|outcome| outcome.rows));
        self.numbers.iter_mut().skip(decision).take(1).for_each(|own| *own = numbers);
    }

    #[inline(always)]
    pub(super) fn of(&self, decision: usize) -> &[Outcome] {
        self.places.get(decision).and_then(|(first, behind)| self.all.get(*first..*behind)).unwrap_or_default()
    }

    /// How a decision that is decided came out in a row.
    #[inline(always)]
    pub(super) fn in_row(&self, decision: usize, row: u32) -> Option<&Outcome> {
        let number = self.numbers.get(decision)?[row as usize & (ROWS - 1)];
        self.of(decision).get(usize::from(number).checked_sub(1)?)
    }
}

/// For each row the number of the last of some ways that it is in, counted from one; nothing for others. There are fewer than 256 ways.
#[inline(always)]
pub(super) fn numbered<S: Simd>(simd: S, ways: impl Iterator<Item = u64>) -> [u8; ROWS] {
    let mut numbers = u8x64::splat(simd, 0);
    for (rows, number) in ways.zip(1_usize..) {
        numbers = mask8x64::from_bitmask(simd, rows).select(u8x64::splat(simd, number as u8), numbers);
    }
    let mut all = [0; ROWS];
    numbers.store_slice(&mut all);
    all
}

#[cfg(test)]
mod tests {
    use fearless_simd::{Level, dispatch};
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_row_is_told_its_own_outcome(ways in prop::collection::vec(0..6_u16, ROWS)) {
            let mut outcomes = Outcomes::new(2);
            for decision in [1, 0] {
                outcomes.begin(decision);
                for leaf in 1..6 {
                    let rows = ways.iter().zip(0..).fold(0, |rows, (way, row)| rows | u64::from(*way == leaf) << row);
                    if rows != 0 {
                        outcomes.push(decision, Outcome { code: Code::determined(decision), leaf, rows });
                    }
                }
                dispatch!(Level::new(), simd => outcomes.end(simd, decision));
            }
            for (way, row) in ways.iter().zip(0..) {
                for decision in [0, 1] {
                    let told = outcomes.in_row(decision, row).map(|outcome| (outcome.code, outcome.leaf));
                    prop_assert_eq!(told, (*way != 0).then_some((Code::determined(decision), *way)));
                }
            }
        }
    }
}
