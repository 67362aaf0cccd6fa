//! What follows from how a decision came out, in all rows where it came out so.

use super::super::program::{Entries, Entry, Late};
use super::read::Pass;
use super::{Block, Plane, PlaneRow, each};
use crate::evaluate::Truth;

impl Block {
    pub(super) fn late(&mut self, pass: &Pass<'_>, late: &Late) {
        let outcomes = std::mem::take(&mut self.outcomes);
        for outcome in outcomes.get(late.decision).into_iter().flatten() {
            let rows = outcome.rows & self.active;
            match &late.entries {
                Entries::Value { by_leaf, .. } if outcome.code.rule().is_some() => match by_leaf.get(usize::from(outcome.leaf)) {
                    None | Some(Entry::Ask) => self.ask(rows),
                    Some(Entry::Known(truth)) => self.planes.add_for(late.bit, rows, *truth),
                    Some(Entry::Bit(literal)) => {
                        let plane = self.planes.literal(*literal);
                        self.planes.add(late.bit, plane.of(rows));
                    }
                    Some(entry) => self.entry(pass, late, entry, rows),
                },
                entries => match entries.of_code(outcome.code, pass.run.program().is_decision_from_open(late.decision)) {
                    None => self.ask(rows),
                    Some(truth) => self.planes.add_for(late.bit, rows, truth),
                },
            }
        }
        self.outcomes = outcomes;
    }

    fn entry(&mut self, pass: &Pass<'_>, late: &Late, entry: &Entry, rows: u64) {
        let (mut sure, mut may) = (0, 0);
        for row in each(rows) {
            match pass.of(row).entry(entry, &PlaneRow { planes: &self.planes, row }) {
                None => self.ask(1 << row),
                Some(truth) => {
                    sure |= u64::from(truth == Truth::True) << row;
                    may |= u64::from(truth != Truth::False) << row;
                }
            }
        }
        self.planes.add(late.bit, Plane { sure, may });
    }
}
