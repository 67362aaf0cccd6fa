//! What follows from how a decision came out, in all rows where it came out so.

use super::super::grid::each;
use super::super::program::{Entries, Entry, Late};
use super::planes::Plane;
use super::read::Pass;
use super::{Block, PlaneRow};
use crate::evaluate::Truth;

impl Block {
    #[inline(always)]
    pub(super) fn late(&mut self, pass: &Pass<'_>, late: &Late) {
        let outcomes = std::mem::take(&mut self.outcomes);
        for outcome in outcomes.of(late.decision) {
            let rows = outcome.rows & self.active;
            match &late.entries {
                Entries::Value { by_leaf, .. } if outcome.code.rule().is_some() => match by_leaf.get(usize::from(outcome.leaf)) {
                    None => self.ask(rows),
                    Some(entry) => {
                        let (plane, asked) = self.entry(pass, entry, rows);
                        self.planes.add(late.bit, plane);
                        self.ask(asked);
                    }
                },
                entries => match entries.of_code(outcome.code, pass.run.program().is_decision_from_open(late.decision)) {
                    None => self.ask(rows),
                    Some(truth) => self.planes.add_for(late.bit, rows, truth),
                },
            }
        }
        self.outcomes = outcomes;
    }

    /// Where an entry holds, of some rows; and the rows of which the evaluator has to tell.
    #[inline(always)]
    pub(super) fn entry(&self, pass: &Pass<'_>, entry: &Entry, rows: u64) -> (Plane, u64) {
        let plane = match entry {
            Entry::Ask => return (Plane::default(), rows),
            Entry::Known(truth) => Plane::from(*truth),
            Entry::Bit(literal) => self.planes.literal(*literal),
            Entry::Texts { left, right, is_equal } => {
                let known = rows & pass.filled(*left) & pass.filled(*right);
                let same = pass.run.same_texts(pass.column(*left), pass.column(*right), known);
                let sure = if *is_equal { same } else { known & !same };
                Plane { sure, may: sure | !known }
            }
            Entry::Text { slot, test, is_negated } => {
                let known = rows & pass.filled(*slot);
                let (yes, doubt) = pass.run.tested_rows(test, pass.column(*slot), known);
                let sure = if *is_negated { known & !yes & !doubt } else { yes };
                Plane { sure, may: sure | doubt | !known }
            }
            Entry::Ordered { .. } | Entry::Places { .. } => return self.entry_by_row(pass, entry, rows),
        };
        (plane.of(rows), 0)
    }

    fn entry_by_row(&self, pass: &Pass<'_>, entry: &Entry, rows: u64) -> (Plane, u64) {
        let (mut plane, mut asked) = (Plane::default(), 0);
        for row in each(rows) {
            match pass.of(row).entry(entry, &PlaneRow { planes: &self.planes, row }) {
                None => asked |= 1 << row,
                Some(truth) => {
                    plane.sure |= u64::from(truth == Truth::True) << row;
                    plane.may |= u64::from(truth != Truth::False) << row;
                }
            }
        }
        (plane, asked)
    }
}
