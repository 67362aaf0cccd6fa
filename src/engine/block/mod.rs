//! Up to 64 rows through a program at once: each condition is a word with a bit for each row, so that what one row costs in masks is
//! shared by all. In: rows of slots. Out: the conditions as words, the outcome of each decision, the conclusion of each row; or nothing
//! for rows that the program does not hold.

mod decide;
mod follow;
mod planes;
mod read;
mod tables;
mod texts;

use std::ops::Range;

use super::code::Code;
use super::grid::{self, ROWS, each};
use super::program::{Action, Bit, BitLiteral, Program, Setting};
use super::rows::{Row, Rows};
use super::run::{Literals, Run, State};
use crate::evaluate::Truth;
use crate::plan::Plan;
use crate::verdict::{Conclusion, Importance};
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
    /// Rows with a finding.
    found: u64,
    /// Rows with a finding that must be corrected, with one that a person looks at, with a reminder.
    blocked: u64,
    reviewed: u64,
    warned: u64,
    /// Rows of which something that counts is not known.
    undetermined: u64,
    states: Vec<Plane>,
    beaten: Vec<u64>,
}

/// How a decision came out in some rows.
#[derive(Clone, Copy, Debug)]
struct Outcome {
    code: Code,
    leaf: u16,
    rows: u64,
}

/// For each decision how it came out, and in which rows: those of one decision side by side, as no two are decided in turns.
#[derive(Clone, Debug, Default)]
struct Outcomes {
    all: Vec<Outcome>,
    /// By decision its first and behind its last.
    places: Vec<(usize, usize)>,
}

impl Outcomes {
    fn new(decisions: usize) -> Self {
        Self { all: Vec::with_capacity(4 * decisions), places: vec![(0, 0); decisions] }
    }

    fn clear(&mut self) {
        self.all.clear();
        self.places.fill((0, 0));
    }

    /// From here on a decision is decided.
    fn begin(&mut self, decision: usize) {
        if let Some(place) = self.places.get_mut(decision) {
            *place = (self.all.len(), self.all.len());
        }
    }

    /// One more way in which the decision that was begun came out.
    fn push(&mut self, decision: usize, outcome: Outcome) {
        self.all.push(outcome);
        if let Some((_, behind)) = self.places.get_mut(decision) {
            *behind = self.all.len();
        }
    }

    #[inline]
    fn of(&self, decision: usize) -> &[Outcome] {
        self.places.get(decision).and_then(|(first, behind)| self.all.get(*first..*behind)).unwrap_or_default()
    }
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
            found: 0,
            blocked: 0,
            reviewed: 0,
            warned: 0,
            undetermined: 0,
            states: Vec::new(),
            beaten: Vec::new(),
        }
    }

    /// Judges the first rows of some, up to 64; gives the number behind the last of them.
    pub(super) fn judge(
        &mut self,
        program: &Program,
        plan: &Plan,
        rows: &Rows,
        tables: Option<&Tables<'_>>,
        numbers: Range<usize>,
    ) -> usize {
        // It may come from another program.
        if self.planes.words() != program.words || self.outcomes.places.len() != program.decisions {
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
        self.read(&pass, tables);
        for (number, stage) in program.stages.iter().enumerate() {
            self.planes.stage(&stage.conjunctions, self.active);
            for action in &stage.actions {
                match action {
                    Action::Decide(decision) => self.decide(&pass, decision),
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
        self.conclude(program);
        end
    }

    fn clear(&mut self) {
        self.planes.clear();
        self.outcomes.clear();
        (self.beyond, self.found, self.blocked, self.reviewed, self.warned, self.undetermined) = (0, 0, 0, 0, 0, 0);
    }

    /// Leaves some rows to the evaluator.
    fn ask(&mut self, rows: u64) {
        self.active &= !rows;
    }

    fn conclude(&mut self, program: &Program) {
        let mut doubtful = 0;
        for finding in &program.findings {
            let plane = self.planes.of(finding.bit);
            let (sure, open) = (plane.sure, plane.open());
            self.found |= sure;
            match finding.importance {
                Importance::Block => self.blocked |= sure,
                Importance::Review => self.reviewed |= sure,
                Importance::Warn => self.warned |= sure,
                Importance::Advise => {}
            }
            if open != 0 {
                if matches!(finding.importance, Importance::Block | Importance::Review) {
                    self.undetermined |= open;
                }
                if program.is_from_open(finding.bit) {
                    doubtful |= open;
                }
            }
        }
        for number in &program.counted {
            for outcome in self.outcomes.of(*number) {
                if outcome.code.needs_person() {
                    self.reviewed |= outcome.rows;
                } else if outcome.code.is_undetermined() {
                    self.undetermined |= outcome.rows;
                    if program.is_decision_from_open(*number) {
                        doubtful |= outcome.rows;
                    }
                }
            }
        }
        self.ask(doubtful);
    }

    /// Rows that the evaluator has to judge.
    pub(super) fn asked(&self) -> impl Iterator<Item = u32> {
        each(self.wanted & !(self.active | self.beyond))
    }

    /// What a row comes to; nothing if the evaluator has to tell.
    pub(super) fn conclusion(&self, row: u32) -> Option<Conclusion> {
        let has = |rows: u64| rows >> (row & 63) & 1 != 0;
        Some(if has(self.beyond) {
            Conclusion::NotApplicable
        } else if !has(self.active) {
            return None;
        } else if has(self.blocked) {
            Conclusion::MustFix
        } else if has(self.reviewed) {
            Conclusion::NeedsReview
        } else if has(self.undetermined) {
            Conclusion::Undetermined
        } else if has(self.warned) {
            Conclusion::Reminded
        } else {
            Conclusion::Passed
        })
    }

    pub(super) fn holds(&self, bit: Bit, row: u32) -> bool {
        self.planes.of(bit).truth(row) == Truth::True
    }

    /// Nothing is violated.
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

    /// How a decision came out in a row. No row is in two outcomes; all are looked at, as none is more likely than another.
    fn outcome(&self, decision: usize, row: u32) -> Option<&Outcome> {
        let outcomes = self.outcomes.of(decision);
        let (place, any) = outcomes.iter().enumerate().fold((0, 0), |(place, any), (number, outcome)| {
            let is_here = (outcome.rows >> (row & 63) & 1) as usize;
            (place | number & is_here.wrapping_neg(), any | is_here)
        });
        outcomes.get(place).filter(|_| any != 0)
    }

    pub(super) fn code_and_leaf(&self, decision: usize, row: u32) -> (Code, u16) {
        self.outcome(decision, row).map_or((Code::NO_RULE, 0), |outcome| (outcome.code, outcome.leaf))
    }

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
