//! The proof of one record, alone or among others.

use super::block::Block;
use super::code::Code;
use super::program::{Bit, Weights};
use super::run::Proof;

/// Where the proof of a record stands.
#[derive(Clone, Copy, Debug)]
pub(super) enum Seen<'a> {
    Row(&'a Proof),
    /// The row of a block with this number.
    Block(&'a Block, u32),
}

impl Seen<'_> {
    /// The condition surely holds.
    pub(super) fn holds(self, bit: Bit) -> bool {
        match self {
            Self::Row(proof) => proof.holds(bit),
            Self::Block(block, row) => block.holds(bit, row),
        }
    }

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

    /// Something is violated.
    #[inline]
    pub(super) fn has_any(self, weights: &[Weights]) -> bool {
        match self {
            Self::Row(proof) => weights
                .iter()
                .zip(&proof.truth)
                .any(|(weights, truth)| (weights.block | weights.review | weights.warn | weights.advise) & truth != 0),
            Self::Block(block, row) => !block.is_faultless(row),
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
