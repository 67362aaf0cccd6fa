//! Decisions of a block: the rows that each rule wins, and the rows that have each of its values.

use super::super::code::Code;
use super::super::grid::each;
use super::super::program::{DecisionProgram, Source};
use super::planes::Plane;
use super::read::Pass;
use super::{Block, Outcome};
use crate::evaluate::Truth;

impl Block {
    #[inline(always)]
    pub(super) fn decide(&mut self, pass: &Pass<'_>, decision: &DecisionProgram) {
        let sums = &decision.sums;
        self.outcomes.begin(decision.decision);
        let everywhere = Plane { sure: self.active, may: self.active };
        let guard = sums.guard.as_ref().map_or(everywhere, |guard| self.planes.sum(guard, self.active));
        self.settle(decision, self.active & !guard.may, Code::NOT_APPLICABLE, 0);
        let mut states = std::mem::take(&mut self.states);
        states.clear();
        states.extend(sums.rules.iter().map(|rule| match rule {
            None => Plane { sure: guard.may, may: guard.may },
            Some(rule) => self.planes.sum(rule, guard.may),
        }));
        let open = states.iter().fold(guard.open(), |open, state| open | state.open());
        let sure = guard.sure & !open;
        if decision.collects {
            self.collect(decision, &states, sure);
        } else {
            self.win(pass, decision, &states, sure);
        }
        for row in each(open) {
            let truths: Vec<Truth> = states.iter().map(|state| state.truth(row)).collect();
            let code = decision.resolved(guard.truth(row), &truths);
            self.outcome_of(pass, decision, code, 1 << row);
        }
        self.states = states;
    }

    /// Of rows where every entry of a set is known to be in it or not.
    #[inline(always)]
    fn collect(&mut self, decision: &DecisionProgram, states: &[Plane], rows: u64) {
        let unlike = |leaves: &[(Option<_>, Source)]| !matches!(leaves, [(None, Source::Known)]);
        let asked = states.iter().zip(&decision.leaves).filter(|(_, (_, leaves))| unlike(leaves));
        let asked = asked.fold(0, |asked, (state, _)| asked | state.sure) & rows;
        self.ask(asked);
        self.settle(decision, rows & !asked, Code::determined(0), 0);
    }

    /// Of rows where every rule is known to hold or not.
    #[inline(always)]
    fn win(&mut self, pass: &Pass<'_>, decision: &DecisionProgram, states: &[Plane], rows: u64) {
        let first = usize::from(decision.has_default);
        let mut beaten = std::mem::take(&mut self.beaten);
        beaten.clear();
        beaten.resize(states.len(), 0);
        for (state, beats) in states.iter().zip(&decision.beats).skip(first) {
            for rule in beats {
                if let Some(beaten) = beaten.get_mut(*rule) {
                    *beaten |= state.sure;
                }
            }
        }
        let (mut once, mut twice) = (0, 0);
        for (beaten, state) in beaten.iter_mut().zip(states).skip(first) {
            // From here on the rows that the rule wins.
            *beaten = state.sure & rows & !*beaten;
            twice |= once & *beaten;
            once |= *beaten;
        }
        self.ask(twice);
        match beaten.first_mut().filter(|_| decision.has_default) {
            Some(default) => *default = rows & !once,
            None => self.settle(decision, rows & !once, Code::NO_RULE, 0),
        }
        for (rule, won) in beaten.iter().enumerate() {
            let won = won & !twice;
            if won != 0 {
                let code = if decision.is_review(rule) { Code::review(rule) } else { Code::determined(rule) };
                self.outcome_of(pass, decision, code, won);
            }
        }
        self.beaten = beaten;
    }

    #[inline(always)]
    fn outcome_of(&mut self, pass: &Pass<'_>, decision: &DecisionProgram, code: Code, rows: u64) {
        match code.rule() {
            Some(rule) if !decision.collects => self.valued(pass, decision, rule, code, rows),
            _ => self.settle(decision, rows, code, 0),
        }
    }

    /// In each row the first of a rule's values whose condition holds.
    #[inline(always)]
    fn valued(&mut self, pass: &Pass<'_>, decision: &DecisionProgram, rule: usize, code: Code, rows: u64) {
        let mut rest = rows;
        if let Some((first, leaves)) = decision.leaves.get(rule) {
            for ((when, source), number) in leaves.iter().zip(*first..) {
                let when = when.map_or(Plane::TRUE, |when| self.planes.literal(when));
                self.ask(rest & when.open());
                self.value(pass, decision, source, code, number, rest & when.sure);
                rest &= !when.may;
                if rest == 0 {
                    return;
                }
            }
        }
        self.ask(rest);
    }

    /// A rule's value may not be known.
    #[inline(always)]
    fn value(&mut self, pass: &Pass<'_>, decision: &DecisionProgram, source: &Source, code: Code, leaf: u16, rows: u64) {
        if rows == 0 {
            return;
        }
        let (known, applies) = match source {
            Source::Known | Source::Review => (u64::MAX, Plane::TRUE),
            Source::Bit(literal) => (!self.planes.literal(*literal).open(), Plane::TRUE),
            Source::Value(literal) => (u64::MAX, self.planes.literal(*literal)),
            Source::Slot { slot, applies, is_assumed } => {
                let assumed = if *is_assumed { pass.missing(*slot) } else { 0 };
                (pass.valued(*slot) | assumed, applies.map_or(Plane::TRUE, |applies| self.planes.literal(applies)))
            }
            Source::Decision(other) => {
                let (mut determined, mut idle) = (0, 0);
                for outcome in self.outcomes.of(*other) {
                    determined |= if outcome.code.rule().is_some() { outcome.rows } else { 0 };
                    idle |= if outcome.code == Code::NOT_APPLICABLE { outcome.rows } else { 0 };
                }
                (determined, Plane { sure: determined, may: !idle })
            }
            Source::Ask => return self.ask(rows),
        };
        let determined = rows & applies.sure & known;
        self.settle(decision, determined, code, leaf);
        self.settle(decision, rows & !applies.may, Code::NOT_APPLICABLE, leaf);
        self.settle(decision, rows & applies.may & !determined, Code::UNDETERMINED, leaf);
    }

    #[inline(always)]
    fn settle(&mut self, decision: &DecisionProgram, rows: u64, code: Code, leaf: u16) {
        if code == Code::ASK {
            return self.ask(rows);
        }
        if rows != 0 {
            self.outcomes.push(decision.decision, Outcome { code, leaf, rows });
        }
    }
}
