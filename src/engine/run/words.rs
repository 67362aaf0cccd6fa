//! The words of one record: what is surely true and what is unknown, 64 conditions a word.

use super::super::program::{BitLiteral, Mask, Product, Program, Setting, Stage};
use super::Literals;
use crate::evaluate::Truth;

/// The words of one record while it is judged.
#[derive(Clone, Copy)]
pub(in crate::engine) struct Words<const N: usize> {
    pub(in crate::engine) truth: [u64; N],
    pub(in crate::engine) unknown: [u64; N],
}

impl<const N: usize> Literals for Words<N> {
    #[inline(always)]
    fn literal(&self, literal: BitLiteral) -> Truth {
        let word = usize::from(literal.bit.word) & (N - 1);
        let truth = if self.unknown[word] & literal.bit.mask != 0 {
            return Truth::Unknown;
        } else {
            self.truth[word] & literal.bit.mask != 0
        };
        (truth != literal.is_negated).into()
    }
}

impl<const N: usize> Words<N> {
    /// Only what is unknown whatever a record says.
    #[inline(always)]
    pub(in crate::engine) fn new(program: &Program) -> Self {
        let mut words = Self { truth: [0; N], unknown: [0; N] };
        for (word, (unknown, open)) in words.unknown.iter_mut().zip(program.unknown.iter().zip(&program.open)) {
            *word = unknown | open;
        }
        words
    }

    #[inline(always)]
    pub(super) fn set(&mut self, word: u16, setting: Setting) {
        let word = usize::from(word) & (N - 1);
        self.truth[word] |= setting.truth;
        self.unknown[word] |= setting.unknown;
    }

    #[inline(always)]
    pub(super) fn add(&mut self, word: u16, mask: u64, truth: Truth) {
        let word = usize::from(word) & (N - 1);
        match truth {
            Truth::True => self.truth[word] |= mask,
            Truth::False => {}
            Truth::Unknown => self.unknown[word] |= mask,
        }
    }

    /// All literals of a mask surely hold, or may hold.
    #[inline(always)]
    pub(super) fn mask(&self, mask: &Mask) -> (bool, bool) {
        let word = usize::from(mask.word) & (N - 1);
        let (truth, unknown) = (self.truth[word], self.unknown[word]);
        let falsity = !(truth | unknown);
        let surely = (truth & mask.on == mask.on) & (falsity & mask.off == mask.off);
        let maybe = (falsity & mask.on == 0) & (truth & mask.off == 0);
        (surely, maybe)
    }

    #[inline(always)]
    pub(super) fn product(&self, product: &Product) -> (bool, bool) {
        let (mut surely, mut maybe) = self.mask(&product.first);
        for mask in &product.rest {
            let (own, possible) = self.mask(mask);
            surely &= own;
            maybe &= possible;
        }
        (surely, maybe)
    }

    pub(super) fn sum(&self, products: &[Product]) -> Truth {
        let mut may_hold = false;
        for product in products {
            let (surely, maybe) = self.product(product);
            if surely {
                return Truth::True;
            }
            may_hold |= maybe;
        }
        if may_hold { Truth::Unknown } else { Truth::False }
    }

    /// The products of a stage make their bits true or unknown.
    #[inline(always)]
    pub(super) fn stage(&mut self, stage: &Stage) {
        if stage.products.is_empty() {
            return;
        }
        let unknown = stage.reads.iter().zip(&self.unknown).fold(0, |any, (reads, unknown)| any | reads & unknown);
        if unknown != 0 {
            return self.stage_with_unknown(stage);
        }
        for group in &stage.groups {
            let mut truth = 0;
            for (word, singles) in &group.singles {
                let read = self.truth[usize::from(*word) & (N - 1)];
                for single in singles {
                    truth |= if read & single.read == single.on { single.out } else { 0 };
                }
            }
            for (word, sum) in &group.sums {
                truth |= if self.truth[usize::from(*word) & (N - 1)] & sum.read != 0 { sum.out } else { 0 };
            }
            for product in &group.others {
                let holds =
                    product.masks().all(|mask| self.truth[usize::from(mask.word) & (N - 1)] & (mask.on | mask.off) == mask.on);
                truth |= if holds { product.out.mask } else { 0 };
            }
            // No product of this stage reads what another one makes.
            self.truth[usize::from(group.word) & (N - 1)] |= truth;
        }
    }

    #[inline(never)]
    pub(super) fn stage_with_unknown(&mut self, stage: &Stage) {
        let (mut truth, mut possible) = ([0; N], [0; N]);
        for product in &stage.products {
            let (surely, maybe) = self.product(product);
            let out = usize::from(product.out.word) & (N - 1);
            truth[out] |= if surely { product.out.mask } else { 0 };
            possible[out] |= if maybe { product.out.mask } else { 0 };
        }
        for word in 0..N {
            self.truth[word] |= truth[word];
            self.unknown[word] |= possible[word] & !truth[word];
        }
    }
}
