//! One row through a program. In: slots. Out: two words for each 64 variables, the outcome of each decision, the conclusion; or nothing,
//! where values have to be looked at that the program does not hold.

mod decide;
mod follow;
mod read;
mod words;

use super::code::Code;
use super::given::Answers;
use super::program::{Action, Bit, BitLiteral, Program, Readers, Setting, Weights};
use super::rows::{Row, Rows};
use crate::evaluate::Truth;
use crate::plan::Plan;
use crate::verdict::Conclusion;
pub(super) use words::Words;

/// What is known of the conditions of a row.
pub(super) trait Literals {
    fn literal(&self, literal: BitLiteral) -> Truth;
}

/// What is known of a row so far.
pub(super) trait State: Literals {
    fn code(&self, decision: usize) -> Code;
    fn leaf(&self, decision: usize) -> u16;
}

/// The words of one row, and the decisions that are behind it.
struct SoFar<'s, const N: usize> {
    words: &'s Words<N>,
    proof: &'s Proof,
}

impl<const N: usize> Literals for SoFar<'_, N> {
    fn literal(&self, literal: BitLiteral) -> Truth {
        self.words.literal(literal)
    }
}

impl<const N: usize> State for SoFar<'_, N> {
    fn code(&self, decision: usize) -> Code {
        self.proof.codes.get(decision).copied().unwrap_or(Code::NO_RULE)
    }

    fn leaf(&self, decision: usize) -> u16 {
        self.proof.leaves.get(decision).copied().unwrap_or(0)
    }
}

/// What a record comes to, as bits: which conditions hold, which are unknown, and how each decision came out.
#[derive(Clone, Debug, Default)]
pub struct Proof {
    pub(in crate::engine) truth: Vec<u64>,
    pub(in crate::engine) unknown: Vec<u64>,
    pub(in crate::engine) codes: Vec<Code>,
    /// For each decision that is determined, which of the values that its rules may give.
    pub(in crate::engine) leaves: Vec<u16>,
}

/// Room for so many words. There are few sizes, since each makes code of its own.
fn room(words: usize) -> usize {
    [1, 2, 4, 16, 64, 256].into_iter().find(|room| words <= *room).unwrap_or(words)
}

impl Proof {
    /// It may come from another program.
    fn has_room_for(&self, program: &Program) -> bool {
        self.truth.len() == room(program.words) && self.codes.len() == program.decisions
    }

    /// One of the findings surely holds.
    pub(in crate::engine) fn has_any(&self, weights: &[Weights]) -> bool {
        weights.iter().zip(&self.truth).any(|(own, truth)| (own.block | own.review | own.warn | own.advise) & truth != 0)
    }

    pub(in crate::engine) fn holds(&self, bit: Bit) -> bool {
        self.truth.get(usize::from(bit.word)).is_some_and(|word| word & bit.mask != 0)
    }
}

impl Program {
    /// A proof to be filled in, with room for this program.
    pub(in crate::engine) fn proof(&self) -> Proof {
        let words = room(self.words);
        Proof {
            truth: vec![0; words],
            unknown: vec![0; words],
            codes: vec![Code::NO_RULE; self.decisions],
            leaves: vec![0; self.decisions],
        }
    }

    /// What a row comes to; nothing if the evaluator has to tell.
    pub(in crate::engine) fn run(&self, plan: &Plan, row: Row<'_>, proof: &mut Proof) -> Option<Conclusion> {
        if row.is_special {
            return None;
        }
        if !proof.has_room_for(self) {
            *proof = self.proof();
        }
        let run = Run { program: self, answers: Answers { plan, today: self.today }, row };
        match room(self.words) {
            1 => run.all::<1>(proof),
            2 => run.all::<2>(proof),
            4 => run.all::<4>(proof),
            16 => run.all::<16>(proof),
            64 => run.all::<64>(proof),
            256 => run.all::<256>(proof),
            _ => None,
        }
    }
}

/// A row on its way through a program.
#[derive(Clone, Copy)]
pub(super) struct Run<'r> {
    program: &'r Program,
    answers: Answers<'r>,
    row: Row<'r>,
}

impl<'r> Run<'r> {
    /// Of rows of which none is looked at yet.
    pub(super) fn of_rows(program: &'r Program, plan: &'r Plan, rows: &'r Rows) -> Self {
        let row = Row { slots: &[], missing: &[], place: 0, is_special: false, text: &rows.text, aside: &rows.aside };
        Self { program, answers: Answers { plan, today: program.today }, row }
    }

    #[inline(always)]
    pub(super) fn of(self, row: Row<'r>) -> Self {
        Self { row, ..self }
    }

    #[inline(always)]
    pub(super) fn row(self) -> Row<'r> {
        self.row
    }

    pub(super) fn program(self) -> &'r Program {
        self.program
    }
}

impl Run<'_> {
    /// What the row says, before anything follows from it, beside what is unknown whatever a record says.
    #[inline(always)]
    pub(super) fn words<const N: usize>(self, mut words: Words<N>) -> Words<N> {
        self.read(&self.program.readers, &mut words);
        words
    }

    /// What some readers read, by word.
    pub(super) fn said(self, readers: &[Readers], said: &mut Vec<Setting>) {
        match room(readers.len()) {
            1 => self.said_in::<1>(readers, said),
            2 => self.said_in::<2>(readers, said),
            4 => self.said_in::<4>(readers, said),
            16 => self.said_in::<16>(readers, said),
            64 => self.said_in::<64>(readers, said),
            256 => self.said_in::<256>(readers, said),
            _ => {}
        }
    }

    fn said_in<const N: usize>(self, readers: &[Readers], said: &mut Vec<Setting>) {
        let mut words = Words::<N> { truth: [0; N], unknown: [0; N] };
        self.read(readers, &mut words);
        let settings = words.truth.iter().zip(&words.unknown).map(|(truth, unknown)| Setting { truth: *truth, unknown: *unknown });
        said.clear();
        said.extend(settings);
    }

    #[inline(never)]
    fn all<const N: usize>(self, proof: &mut Proof) -> Option<Conclusion> {
        let program = self.program;
        let mut words = self.words(Words::<N>::new(program));
        self.pairs(&mut words);
        for (number, stage) in program.stages.iter().enumerate() {
            words.stage(stage);
            for action in &stage.actions {
                match action {
                    Action::Decide(decision) => {
                        let (code, leaf) = self.decide(decision, &words, &proof.codes);
                        if code == Code::ASK {
                            return None;
                        }
                        *proof.codes.get_mut(decision.decision)? = code;
                        *proof.leaves.get_mut(decision.decision)? = leaf;
                    }
                    Action::Mixed(mixed) => {
                        let truth = self.mixed(mixed, &SoFar { words: &words, proof });
                        words.add(mixed.bit.word, mixed.bit.mask, truth);
                    }
                    Action::Late(late) => {
                        let code = *proof.codes.get(late.decision)?;
                        let leaf = *proof.leaves.get(late.decision)?;
                        let truth = self.late(late, code, leaf, &words)?;
                        words.add(late.bit.word, late.bit.mask, truth);
                    }
                }
            }
            if let Some((level, bit)) = program.scope
                && level == number
            {
                match words.literal(BitLiteral { bit, is_negated: false }) {
                    Truth::True => {}
                    Truth::False => return Some(Conclusion::NotApplicable),
                    Truth::Unknown => return None,
                }
            }
        }
        proof.truth.copy_from_slice(&words.truth);
        proof.unknown.copy_from_slice(&words.unknown);
        self.conclusion(&words, &proof.codes)
    }

    #[inline(always)]
    fn conclusion<const N: usize>(self, words: &Words<N>, codes: &[Code]) -> Option<Conclusion> {
        let program = self.program;
        let (mut block, mut review, mut warn, mut unknown) = (0, 0, 0, 0);
        let mut any_doubt = 0;
        for (((weights, truth), open), doubtful) in
            program.weights.iter().zip(&words.truth).zip(&words.unknown).zip(&program.from_open)
        {
            block |= weights.block & truth;
            review |= weights.review & truth;
            warn |= weights.warn & truth;
            unknown |= (weights.block | weights.review) & open;
            any_doubt |= (weights.block | weights.review | weights.warn | weights.advise) & open & doubtful;
        }
        let code = |number: &usize| codes.get(*number).copied().unwrap_or(Code::NO_RULE);
        let for_a_person = program.counted.iter().any(|number| code(number).needs_person());
        let undetermined = program.counted.iter().any(|number| code(number).is_undetermined());
        let is_doubtful =
            |number: &&usize| program.decisions_from_open.get(**number) == Some(&true) && code(number).is_undetermined();
        if any_doubt != 0 || (undetermined && program.counted.iter().any(|number| is_doubtful(&number))) {
            return None;
        }
        Some(if block != 0 {
            Conclusion::MustFix
        } else if review != 0 || for_a_person {
            Conclusion::NeedsReview
        } else if undetermined || unknown != 0 {
            Conclusion::Undetermined
        } else if warn != 0 {
            Conclusion::Reminded
        } else {
            Conclusion::Passed
        })
    }
}
