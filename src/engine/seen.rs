//! The proof of one record, alone or among others.

use std::iter::Enumerate;
use std::slice::Iter;

use super::block::Block;
use super::code::Code;
use super::program::{FindingBit, Program};
use super::run::Proof;

/// Where the proof of a record stands.
#[derive(Clone, Copy, Debug)]
pub(super) enum Seen<'a> {
    Row(&'a Proof),
    /// The row of a block with this number.
    Block(&'a Block, u32),
}

impl<'a> Seen<'a> {
    #[inline]
    pub(super) fn code(self, decision: usize) -> Code {
        match self {
            Self::Row(proof) => proof.codes.get(decision).copied().unwrap_or(Code::NO_RULE),
            Self::Block(block, row) => block.code(decision, row),
        }
    }

    /// How a decision came out, and which of the values that its rules may give it has.
    #[inline]
    pub(super) fn outcome(self, decision: usize) -> (Code, usize) {
        match self {
            Self::Row(_) => (self.code(decision), self.leaf(decision)),
            Self::Block(block, row) => {
                let (code, leaf) = block.code_and_leaf(decision, row);
                (code, usize::from(leaf))
            }
        }
    }

    /// Which of the values that its rules may give a decision has.
    pub(super) fn leaf(self, decision: usize) -> usize {
        usize::from(match self {
            Self::Row(proof) => proof.leaves.get(decision).copied().unwrap_or(0),
            Self::Block(block, row) => block.leaf(decision, row),
        })
    }

    /// The numbers of what is violated, ascending.
    #[inline]
    pub(super) fn violated(self, program: &'a Program) -> Violated<'a> {
        match self {
            Self::Row(proof) if proof.has_any(&program.weights) => Violated::of_row(proof, &program.findings),
            Self::Row(proof) => Violated::of_row(proof, &[]),
            Self::Block(block, row) => Violated::OfBlock { findings: block.findings(row).iter(), row },
        }
    }

    /// Those of some conditions, by word, that surely hold: each with its word and its place there.
    #[inline]
    pub(super) fn holding(self, conditions: &[u64], mut each: impl FnMut(usize, usize)) {
        let mut of_word = |word: usize, mut rest: u64| {
            while rest != 0 {
                each(word, rest.trailing_zeros() as usize);
                rest &= rest - 1;
            }
        };
        match self {
            Self::Row(proof) => {
                conditions.iter().zip(&proof.truth).enumerate().for_each(|(word, (own, truth))| of_word(word, own & truth));
            }
            Self::Block(block, row) if block.is_faultless(row) => {}
            Self::Block(block, row) => {
                for (word, own) in conditions.iter().enumerate() {
                    of_word(word, block.word(word, *own, row));
                }
            }
        }
    }
}

/// The numbers of the findings of one record.
#[derive(Debug)]
pub(super) enum Violated<'a> {
    /// All findings are asked.
    OfRow { findings: Enumerate<Iter<'a, FindingBit>>, proof: &'a Proof },
    /// Those are asked that any row has.
    OfBlock { findings: Iter<'a, (usize, u64)>, row: u32 },
}

impl<'a> Violated<'a> {
    /// Nothing is violated.
    #[inline]
    pub(super) fn nothing() -> Self {
        Self::OfBlock { findings: [].iter(), row: 0 }
    }

    #[inline]
    fn of_row(proof: &'a Proof, findings: &'a [FindingBit]) -> Self {
        Self::OfRow { findings: findings.iter().enumerate(), proof }
    }
}

impl Iterator for Violated<'_> {
    type Item = usize;

    #[inline]
    fn next(&mut self) -> Option<usize> {
        match self {
            Self::OfRow { findings, proof } => findings.find(|(_, finding)| proof.holds(finding.bit)).map(|(number, _)| number),
            Self::OfBlock { findings, row } => findings.find(|(_, rows)| rows >> (*row & 63) & 1 != 0).map(|(number, _)| *number),
        }
    }
}
