//! Up to 64 rows through a program at once: each condition is a word with a bit for each row, so that what one row costs in masks is
//! shared by all. In: rows of slots. Out: the conditions as words, the outcome of each decision, the conclusion of each row; or nothing
//! for rows that the program does not hold.
//!
//! All of it is done with the widest instructions that are allowed: what is called on the way is inlined, as else it would be made
//! for any machine.

mod conclude;
mod decide;
mod follow;
mod outcomes;
mod planes;
mod read;
mod tables;
mod texts;

use std::ops::Range;

use fearless_simd::{Level, Simd, dispatch};

use super::code::Code;
use super::grid::{self, ROWS, each};
use super::program::{Action, Bit, BitLiteral, Program, Setting};
use super::rows::{Row, Rows};
use super::run::{Literals, Run, State};
use crate::evaluate::Truth;
use crate::plan::Plan;
use outcomes::{Outcome, Outcomes};
use planes::{Plane, Planes};
use read::Pass;
pub(super) use tables::Tables;

/// What up to 64 records come to, as bits.
#[derive(Clone, Debug)]
pub(super) struct Block {
    planes: Planes,
    /// What is read into one word, of each row.
    read: Box<[Setting; ROWS]>,
    outcomes: Outcomes,
    /// Rows that were to be judged.
    wanted: u64,
    /// Rows that are still being judged; in the end those that are judged.
    active: u64,
    /// Rows beyond the scope.
    beyond: u64,
    /// Findings by their numbers, each with its rows, and the rows with any of them.
    findings: Vec<(usize, u64)>,
    found: u64,
    /// By row the number of what it comes to.
    conclusions: [u8; ROWS],
    states: Vec<Plane>,
    beaten: Vec<u64>,
}

impl Block {
    pub(super) fn new(program: &Program) -> Self {
        Self {
            planes: Planes::new(program.words),
            read: Box::new([Setting::default(); ROWS]),
            outcomes: Outcomes::new(program.decisions),
            wanted: 0,
            active: 0,
            beyond: 0,
            findings: Vec::with_capacity(program.findings.len()),
            found: 0,
            conclusions: [0; ROWS],
            states: Vec::new(),
            beaten: Vec::new(),
        }
    }

    /// Judges the first rows of some, up to 64; gives the number behind the last of them.
    pub(super) fn judge(
        &mut self,
        level: Level,
        program: &Program,
        plan: &Plan,
        rows: &Rows,
        tables: Option<&Tables<'_>>,
        numbers: Range<usize>,
    ) -> usize {
        dispatch!(level, simd => self.judge_with(simd, program, plan, rows, tables, numbers))
    }

    #[inline(always)]
    fn judge_with<S: Simd>(
        &mut self,
        simd: S,
        program: &Program,
        plan: &Plan,
        rows: &Rows,
        tables: Option<&Tables<'_>>,
        numbers: Range<usize>,
    ) -> usize {
        // It may come from another program.
        if self.planes.words() != program.words || self.outcomes.decisions() != program.decisions {
            *self = Self::new(program);
        }
        let block = numbers.start / ROWS;
        let first = block * ROWS;
        let end = numbers.end.min(first + ROWS).min(rows.len());
        let run = Run::of_rows(program, plan, rows);
        let (grid, run) = match tables {
            None => (&rows.grid, run),
            Some(tables) => (&tables.codes.grid, run.of(Row { text: &tables.codes.text, ..run.row() })),
        };
        let pass = Pass::new(run, grid.block(block), first);
        self.clear();
        self.wanted = grid::rows(numbers.start, end.saturating_sub(numbers.start));
        self.active = self.wanted & !rows.grid.special(block);
        self.read(simd, &pass, tables);
        for (number, stage) in program.stages.iter().enumerate() {
            self.planes.stage(&stage.conjunctions, self.active);
            for action in &stage.actions {
                match action {
                    Action::Decide(decision) => {
                        self.decide(&pass, decision);
                        self.outcomes.end(simd, decision.decision);
                    }
                    Action::Late(late) => self.late(&pass, late),
                    Action::Mixed(mixed) => {
                        for row in each(self.active) {
                            let truth = pass.of(row).mixed(mixed, &self.row(row));
                            self.planes.add_for(mixed.bit, 1 << row, truth);
                        }
                    }
                }
            }
            if let Some((level, bit)) = program.scope
                && level == number
            {
                let scope = self.planes.of(bit);
                self.beyond = self.active & !scope.may;
                self.active &= scope.sure;
            }
        }
        self.conclude(simd, program);
        end
    }

    fn clear(&mut self) {
        self.planes.clear();
        self.outcomes.clear();
        self.findings.clear();
        (self.beyond, self.found) = (0, 0);
    }

    /// Leaves some rows to the evaluator.
    fn ask(&mut self, rows: u64) {
        self.active &= !rows;
    }

    /// Rows that the evaluator has to judge.
    pub(super) fn asked(&self) -> impl Iterator<Item = u32> {
        each(self.wanted & !(self.active | self.beyond))
    }

    pub(super) fn holds(&self, bit: Bit, row: u32) -> bool {
        self.planes.of(bit).truth(row) == Truth::True
    }

    /// The findings among which those of a row are, each with its rows.
    #[inline]
    pub(super) fn findings(&self, row: u32) -> &[(usize, u64)] {
        if self.is_faultless(row) { &[] } else { &self.findings }
    }

    /// Nothing is violated.
    #[inline]
    pub(super) fn is_faultless(&self, row: u32) -> bool {
        self.found >> (row & 63) & 1 == 0
    }

    /// Those of some conditions of one word that surely hold.
    pub(super) fn word(&self, word: usize, mut rest: u64, row: u32) -> u64 {
        let mut holding = 0;
        let word = u16::try_from(word).unwrap_or(u16::MAX);
        while rest != 0 {
            let mask = rest & rest.wrapping_neg();
            holding |= if self.holds(Bit { word, mask }, row) { mask } else { 0 };
            rest &= rest - 1;
        }
        holding
    }

    #[inline]
    pub(super) fn code_and_leaf(&self, decision: usize, row: u32) -> (Code, u16) {
        self.outcomes.in_row(decision, row).map_or((Code::NO_RULE, 0), |outcome| (outcome.code, outcome.leaf))
    }

    #[inline]
    pub(super) fn code(&self, decision: usize, row: u32) -> Code {
        self.code_and_leaf(decision, row).0
    }

    pub(super) fn leaf(&self, decision: usize, row: u32) -> u16 {
        self.code_and_leaf(decision, row).1
    }

    fn row(&self, row: u32) -> BlockRow<'_> {
        BlockRow { block: self, row }
    }
}

/// One row among others.
struct BlockRow<'b> {
    block: &'b Block,
    row: u32,
}

/// The conditions of one row.
struct PlaneRow<'b> {
    planes: &'b Planes,
    row: u32,
}

impl Literals for PlaneRow<'_> {
    fn literal(&self, literal: BitLiteral) -> Truth {
        self.planes.literal(literal).truth(self.row)
    }
}

impl Literals for BlockRow<'_> {
    fn literal(&self, literal: BitLiteral) -> Truth {
        self.block.planes.literal(literal).truth(self.row)
    }
}

impl State for BlockRow<'_> {
    fn code(&self, decision: usize) -> Code {
        self.block.code(decision, self.row)
    }

    fn leaf(&self, decision: usize) -> u16 {
        self.block.leaf(decision, self.row)
    }
}
