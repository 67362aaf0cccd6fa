//! What rows come to: the weightiest of all that is found, decided or not known.

use fearless_simd::Simd;

use super::super::grid::ROWS;
use super::super::program::Program;
use super::Block;
use super::outcomes::numbered;
use crate::verdict::{Conclusion, Importance};

/// What the numbers of conclusions stand for; nothing if the evaluator has to tell.
const CONCLUSIONS: [Option<Conclusion>; 7] = [
    None,
    Some(Conclusion::Passed),
    Some(Conclusion::Reminded),
    Some(Conclusion::Undetermined),
    Some(Conclusion::NeedsReview),
    Some(Conclusion::MustFix),
    Some(Conclusion::NotApplicable),
];

impl Block {
    #[inline(always)]
    pub(super) fn conclude<S: Simd>(&mut self, simd: S, program: &Program) {
        let (mut blocked, mut reviewed, mut warned, mut undetermined, mut doubtful) = (0, 0, 0, 0, 0);
        for (number, finding) in program.findings.iter().enumerate() {
            let plane = self.planes.of(finding.bit);
            let (sure, open) = (plane.sure, plane.open());
            if sure != 0 {
                self.findings.push((number, sure));
            }
            self.found |= sure;
            match finding.importance {
                Importance::Block => blocked |= sure,
                Importance::Review => reviewed |= sure,
                Importance::Warn => warned |= sure,
                Importance::Advise => {}
            }
            if open != 0 {
                if matches!(finding.importance, Importance::Block | Importance::Review) {
                    undetermined |= open;
                }
                if program.is_from_open(finding.bit) {
                    doubtful |= open;
                }
            }
        }
        for number in &program.counted {
            for outcome in self.outcomes.of(*number) {
                if outcome.code.needs_person() {
                    reviewed |= outcome.rows;
                } else if outcome.code.is_undetermined() {
                    undetermined |= outcome.rows;
                    if program.is_decision_from_open(*number) {
                        doubtful |= outcome.rows;
                    }
                }
            }
        }
        self.ask(doubtful);
        let active = self.active;
        let ways = [active, active & warned, active & undetermined, active & reviewed, active & blocked, self.beyond];
        self.conclusions = numbered(simd, ways.into_iter());
    }

    /// What a row comes to; nothing if the evaluator has to tell.
    #[inline]
    pub(in crate::engine) fn conclusion(&self, row: u32) -> Option<Conclusion> {
        CONCLUSIONS.get(usize::from(self.conclusions[row as usize & (ROWS - 1)])).copied().flatten()
    }
}
