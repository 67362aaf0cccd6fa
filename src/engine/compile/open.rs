//! What may be unknown only because a condition was left to the evaluator. In: a draft. Out: variables and decisions of which an unknown
//! state says nothing.

use super::super::draft::{Draft, Meaning, SourceDraft};
use super::super::formula::Formula;
use std::collections::HashMap;

pub(super) struct Doubtful {
    pub(super) variables: Vec<bool>,
    pub(super) decisions: Vec<bool>,
}

impl Doubtful {
    pub(super) fn new(draft: &Draft<'_>) -> Self {
        let mut found = Self { variables: vec![false; draft.meanings.len()], decisions: vec![false; draft.plan.decisions.len()] };
        let late =
            draft.decisions.iter().flat_map(|(number, own)| own.late.iter().map(|(variable, _)| (variable.0 as usize, *number)));
        let late: HashMap<usize, usize> = late.collect();
        // What follows from a variable comes behind it, decisions behind the variables that they read.
        let mut in_order: Vec<(usize, usize)> = draft.decisions.iter().map(|(number, own)| (own.position, *number)).collect();
        in_order.sort_unstable();
        let mut decisions = in_order.into_iter().peekable();
        for (number, meaning) in draft.meanings.iter().enumerate() {
            while let Some((_, decision)) = decisions.next_if(|(position, _)| *position <= number) {
                found.decide(draft, decision);
            }
            found.variables[number] = match meaning {
                Meaning::Open => true,
                Meaning::Derived(formula) => found.reads(formula),
                Meaning::Late => late.get(&number).is_none_or(|decision| found.decisions[*decision]),
                Meaning::Mixed(mixed) => {
                    let applies = mixed.fields.iter().filter_map(|one| one.1).chain(mixed.details.iter().filter_map(|one| one.1));
                    applies.into_iter().any(|applies| found.variables[applies.0 as usize])
                        || mixed.decisions.iter().any(|decision| found.decisions[*decision])
                }
                Meaning::Asked { .. } | Meaning::Pair(_) | Meaning::Unknown => false,
            };
        }
        for (_, decision) in decisions {
            found.decide(draft, decision);
        }
        found
    }

    fn reads(&self, formula: &Formula) -> bool {
        formula.literals().any(|literal| self.variables[literal.variable.0 as usize])
    }

    fn decide(&mut self, draft: &Draft<'_>, number: usize) {
        let Some(own) = draft.decisions.get(&number) else { return };
        let conditions = own.guard.iter().chain(own.rules.iter().flatten()).any(|formula| self.reads(formula));
        let values = own.leaves.iter().flatten().any(|leaf| {
            let of_source = match &leaf.source {
                SourceDraft::Variable(variable)
                | SourceDraft::Value(variable)
                | SourceDraft::Slot { applies: Some(variable), .. } => Some(*variable),
                SourceDraft::Decision(other) if self.decisions[*other] => return true,
                _ => None,
            };
            leaf.when.into_iter().chain(of_source).any(|variable| self.variables[variable.0 as usize])
        });
        self.decisions[number] = conditions || values;
    }
}
