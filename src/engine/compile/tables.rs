//! Decisions as programs: the conditions of their rules, and what an index into a table of their outcomes is made of.

use super::super::draft::{DecisionDraft, Meaning};
use super::super::formula::{Formula, Variable};
use super::super::program::{Bit, DecisionProgram, Digit, Leaves, Setting, Sums};
use super::{Assembly, readers};
use crate::plan::BodyPlan;
use std::collections::BTreeMap;

/// Outcomes of a decision that are kept in a table.
const LARGEST_TABLE: usize = 4096;

impl Assembly<'_> {
    pub(super) fn decision(&self, decision: usize, draft: &DecisionDraft) -> DecisionProgram {
        let nowhere = Bit { word: 0, mask: 0 };
        let plan = &self.draft.plan.decisions[decision];
        let (has_default, beats, collects) = match &plan.body {
            BodyPlan::Rules(rules) => {
                (rules.first().is_some_and(|rule| rule.is_default), rules.iter().map(|rule| rule.beats.clone()).collect(), false)
            }
            BodyPlan::Collect { entries, .. } => (false, vec![Vec::new(); entries.len()], true),
            // As if it were a default.
            BodyPlan::Expr { .. } => (true, vec![Vec::new()], false),
        };
        let formulas: Vec<&Formula> = draft.guard.iter().chain(draft.rules.iter().flatten()).collect();
        let (digits, size) = self.digits(&formulas);
        DecisionProgram {
            decision,
            guard: draft.guard.as_ref().map(|guard| self.products(guard, nowhere)),
            rules: draft.rules.iter().map(|rule| rule.as_ref().map(|rule| self.products(rule, nowhere))).collect(),
            sums: Sums {
                guard: draft.guard.as_ref().map(|guard| self.conjunctions(guard, nowhere)),
                rules: draft.rules.iter().map(|rule| rule.as_ref().map(|rule| self.conjunctions(rule, nowhere))).collect(),
            },
            has_default,
            beats,
            leaves: self.leaves(draft),
            collects,
            table: DecisionProgram::empty_table(if size <= LARGEST_TABLE { size } else { 0 }),
            digits: if size <= LARGEST_TABLE { digits } else { Vec::new() },
        }
    }

    fn leaves(&self, draft: &DecisionDraft) -> Vec<Leaves> {
        let mut first = 0;
        let mut leaves = Vec::new();
        for rule in &draft.leaves {
            let own = rule.iter().map(|leaf| (leaf.when.map(|when| self.literal(when)), self.source(&leaf.source)));
            leaves.push((u16::try_from(first).unwrap_or(u16::MAX), own.collect()));
            first += rule.len();
        }
        leaves
    }

    /// The parts of an index, and how many indices there are.
    fn digits(&self, formulas: &[&Formula]) -> (Vec<Digit>, usize) {
        let mut size = 1usize;
        let mut digits = Vec::new();
        let mut slots: BTreeMap<usize, Vec<Variable>> = BTreeMap::new();
        let mut single = Vec::new();
        for variable in Self::read_by(formulas) {
            match &self.draft.meanings[variable.0 as usize] {
                Meaning::Asked { slot, .. } if self.is_detail(*slot) || self.kind(*slot).is_small() => {
                    slots.entry(*slot).or_default().push(variable);
                }
                _ => single.push(variable),
            }
        }
        for (slot, variables) in slots {
            let own: Vec<Bit> = variables.iter().map(|variable| self.bits.of(*variable)).collect();
            let mut distinct: Vec<Vec<Setting>> = Vec::new();
            let mut classes = Vec::new();
            let tables: Vec<Box<[Setting]>> = own.iter().map(|bit| readers::small_table(self, slot, bit.word)).collect();
            for code in 0..tables.first().map_or(0, |table| table.len()) {
                let settings: Vec<Setting> = own
                    .iter()
                    .zip(&tables)
                    .map(|(bit, table)| Setting { truth: table[code].truth & bit.mask, unknown: table[code].unknown & bit.mask })
                    .collect();
                let class = distinct.iter().position(|other| *other == settings).unwrap_or_else(|| {
                    distinct.push(settings);
                    distinct.len() - 1
                });
                classes.push(class);
            }
            let stride = size;
            size = size.saturating_mul(distinct.len().max(1));
            if size > LARGEST_TABLE {
                return (Vec::new(), size);
            }
            let classes = classes.into_iter().map(|class| u16::try_from(class * stride).unwrap_or(u16::MAX)).collect();
            digits.push(Digit::Slot { slot: u16::try_from(slot).unwrap_or(u16::MAX), classes });
        }
        for variable in single {
            let bit = self.bits.of(variable);
            let stride = u16::try_from(size).unwrap_or(u16::MAX);
            size = size.saturating_mul(3);
            if size > LARGEST_TABLE {
                return (Vec::new(), size);
            }
            digits.push(Digit::Bit { word: bit.word, shift: bit.mask.trailing_zeros(), stride });
        }
        (digits, size)
    }
}
