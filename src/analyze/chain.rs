//! Decisions whose exceptions come one after another, each beating all that follow: while what may win is not one thing, nothing that
//! follows makes it known. In: rules of a decision. Out: whether they are such a chain, and what is open for good.
//!
//! With many rules that may hold there are as many sets of them as there are subsets; in a chain all of these come to 待定.

use super::encode::Leaf;
use super::outcome::{Verdict, Winners, same_outcome};
use crate::plan::RulePlan;

/// Whether of any two exceptions one beats the other, or both come to the same.
pub(super) fn is_chain(rules: &[RulePlan]) -> bool {
    let beats = |one: usize, other: usize| rules.get(one).is_some_and(|rule| rule.beats.contains(&other));
    let exceptions: Vec<usize> = (0..rules.len()).filter(|rule| rules.get(*rule).is_some_and(|rule| !rule.is_default)).collect();
    exceptions.iter().enumerate().all(|(place, one)| {
        let mut others = exceptions.iter().take(place);
        others.all(|other| beats(*one, *other) || beats(*other, *one) || same_outcome(rules, *one, *other))
    })
}

impl Winners {
    /// In a chain: 待定 once rules with different outcomes may win, since at most one that holds stays unbeaten, and another wins if
    /// only its open condition comes true.
    pub(super) fn in_chain(self, rules: &[RulePlan]) -> Leaf {
        let mut possible = self.possible();
        let first = possible.next();
        let is_open = self.has_open() && first.is_some_and(|first| possible.any(|other| !same_outcome(rules, first, other)));
        drop(possible);
        if is_open { Leaf::Verdict(Verdict::Undetermined { may_need_review: true }) } else { Leaf::Winners(self) }
    }
}
