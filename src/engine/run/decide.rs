//! Decisions: the rule that wins and the value that it gives, by table where the conditions are few.

use std::sync::atomic::Ordering::Relaxed;

use super::super::code::Code;
use super::super::program::{DecisionProgram, Digit, Source};
use super::words::Words;
use super::{Literals, Run};
use crate::evaluate::Truth;

impl Run<'_> {
    #[inline(always)]
    pub(super) fn decide<const N: usize>(self, decision: &DecisionProgram, words: &Words<N>, codes: &[Code]) -> (Code, u16) {
        let code = match decision.table.get(self.index(decision, words)) {
            None => self.resolved(decision, words),
            Some(known) => match Code(known.load(Relaxed)) {
                Code::EMPTY => {
                    let code = self.resolved(decision, words);
                    known.store(code.0, Relaxed);
                    code
                }
                code => code,
            },
        };
        match code.rule() {
            Some(rule) if !decision.collects => self.valued(decision, rule, code, words, codes),
            _ => (code, 0),
        }
    }

    /// The first of a rule's values whose condition holds.
    #[inline(always)]
    pub(super) fn valued<const N: usize>(
        self,
        decision: &DecisionProgram,
        rule: usize,
        code: Code,
        words: &Words<N>,
        codes: &[Code],
    ) -> (Code, u16) {
        let Some((first, leaves)) = decision.leaves.get(rule) else { return (Code::ASK, 0) };
        for ((when, source), number) in leaves.iter().zip(*first..) {
            match when.map_or(Truth::True, |when| words.literal(when)) {
                Truth::True => return (self.settled(source, code, words, codes), number),
                Truth::False => {}
                Truth::Unknown => return (Code::ASK, 0),
            }
        }
        (Code::ASK, 0)
    }

    #[inline(always)]
    pub(super) fn index<const N: usize>(self, decision: &DecisionProgram, words: &Words<N>) -> usize {
        let mut index = 0usize;
        for digit in &decision.digits {
            index = index.wrapping_add(match digit {
                Digit::Slot { slot, classes } => {
                    let code = self.row.slot(usize::from(*slot)).code();
                    usize::from(classes.get(code).or(classes.last()).copied().unwrap_or(0))
                }
                Digit::Bit { word, shift, stride } => {
                    let word = usize::from(*word) & (N - 1);
                    let digit = (words.truth[word] >> (shift & 63) & 1) | (words.unknown[word] >> (shift & 63) & 1) << 1;
                    (digit as usize).wrapping_mul(usize::from(*stride))
                }
            });
        }
        index
    }

    /// A rule's value may not be known.
    #[inline(always)]
    pub(super) fn settled<const N: usize>(self, source: &Source, code: Code, words: &Words<N>, codes: &[Code]) -> Code {
        match source {
            Source::Value(literal) => match words.literal(*literal) {
                Truth::True => code,
                Truth::False => Code::NOT_APPLICABLE,
                Truth::Unknown => Code::UNDETERMINED,
            },
            Source::Decision(other) => match codes.get(*other) {
                Some(own) if own.rule().is_some() => code,
                Some(own) if *own == Code::NOT_APPLICABLE => Code::NOT_APPLICABLE,
                _ => Code::UNDETERMINED,
            },
            Source::Known | Source::Review => code,
            Source::Bit(literal) if words.literal(*literal) == Truth::Unknown => Code::UNDETERMINED,
            Source::Bit(_) => code,
            Source::Slot { slot, applies, is_assumed } => {
                match applies.map_or(Truth::True, |applies| words.literal(applies)) {
                    Truth::False => return Code::NOT_APPLICABLE,
                    Truth::Unknown => return Code::UNDETERMINED,
                    Truth::True => {}
                }
                let slot = self.row.slot(usize::from(*slot));
                if slot.is_value() || (slot.is_missing() && *is_assumed) { code } else { Code::UNDETERMINED }
            }
            Source::Ask => Code::ASK,
        }
    }

    #[cold]
    #[inline(never)]
    pub(super) fn resolved<const N: usize>(self, decision: &DecisionProgram, words: &Words<N>) -> Code {
        let guard = decision.guard.as_ref().map_or(Truth::True, |guard| words.sum(guard));
        let states: Vec<Truth> =
            decision.rules.iter().map(|rule| rule.as_ref().map_or(Truth::True, |rule| words.sum(rule))).collect();
        decision.resolved(guard, &states)
    }
}

impl DecisionProgram {
    /// The outcome, from whether there is a decision at all and whether the condition of each rule holds.
    pub(in crate::engine) fn resolved(&self, guard: Truth, states: &[Truth]) -> Code {
        if guard == Truth::False {
            return Code::NOT_APPLICABLE;
        }
        let code = if self.collects { self.collected(states) } else { self.winner(states) };
        if guard == Truth::True {
            return code;
        }
        match code {
            _ if self.collects => Code::UNDETERMINED,
            Code::ASK => Code::ASK,
            code if code.needs_person() || code == Code::UNDETERMINED_OR_REVIEW => Code::UNDETERMINED_OR_REVIEW,
            // It may come to 不适用 either way.
            code if code.rule().is_some_and(|rule| self.may_be_idle(rule)) => Code::ASK,
            _ => Code::UNDETERMINED,
        }
    }

    /// The rule asks for a review.
    pub(in crate::engine) fn is_review(&self, rule: usize) -> bool {
        self.leaves.get(rule).is_some_and(|(_, leaves)| leaves.iter().any(|(_, source)| matches!(source, Source::Review)))
    }

    /// The rule that wins; values have to be looked at where several might.
    fn winner(&self, states: &[Truth]) -> Code {
        let first = usize::from(self.has_default);
        let beaten = |rule: usize| {
            (first..states.len())
                .any(|other| states[other] == Truth::True && self.beats.get(other).is_some_and(|beats| beats.contains(&rule)))
        };
        let (mut sure, mut open) = (Vec::new(), Vec::new());
        for (rule, state) in states.iter().enumerate().skip(first) {
            match state {
                Truth::False => {}
                _ if beaten(rule) => {}
                Truth::True => sure.push(rule),
                Truth::Unknown => open.push(rule),
            }
        }
        if sure.is_empty() && self.has_default {
            sure.push(0);
        }
        let is_review = |rule: &usize| self.is_review(*rule);
        match (sure.as_slice(), open.as_slice()) {
            ([], []) => Code::NO_RULE,
            ([only], []) if is_review(only) => Code::review(*only),
            ([only], []) => Code::determined(*only),
            ([only], open) if is_review(only) && !open.iter().any(is_review) => Code::UNDETERMINED_OR_REVIEW,
            ([only], open) if !is_review(only) && open.iter().all(is_review) => Code::UNDETERMINED_OR_REVIEW,
            _ => Code::ASK,
        }
    }

    /// A set whose entries are all known to be in it or not.
    fn collected(&self, states: &[Truth]) -> Code {
        let mut code = Code::determined(0);
        for (state, (_, leaves)) in states.iter().zip(&self.leaves) {
            match (state, leaves.as_slice()) {
                (Truth::False, _) | (Truth::True, [(None, Source::Known)]) => {}
                _ => code = Code::ASK,
            }
        }
        code
    }

    /// Whether a rule's value may be 不适用.
    fn may_be_idle(&self, rule: usize) -> bool {
        let idle = |source: &Source| {
            matches!(source, Source::Slot { applies: Some(_), .. } | Source::Value(_) | Source::Decision(_) | Source::Ask)
        };
        self.leaves.get(rule).is_none_or(|(_, leaves)| leaves.iter().any(|(_, source)| idle(source)))
    }
}
