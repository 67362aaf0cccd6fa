//! Decisions whose exceptions come one after another, each beating all that follow: while what may win is not one thing, nothing that
//! follows makes it known. In: rules of a decision. Out: whether they are such a chain, and what is open for good.
//!
//! With many rules that may hold there are as many sets of them as there are subsets; in a chain all of these come to 待定.

use super::encode::Leaf;
use super::outcome::{Verdict, Winners, is_review, same_outcome};
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
    /// In a chain, once rules whose outcomes surely `differ` may win: 待定, since at most one that holds stays unbeaten, and another wins
    /// if only its open condition comes true. Two of them tell that; what is still left to be told is whether a review is possible too.
    pub(super) fn in_chain(self, rules: &[RulePlan], differ: &dyn Fn(usize, usize) -> bool) -> Leaf {
        let Some((first, other)) = self.differing(differ).filter(|_| self.has_open()) else { return Leaf::Winners(self) };
        let may_need_review = self.possible().any(|rule| is_review(rules, rule));
        if may_need_review || self.is_held() {
            return Leaf::Verdict(Verdict::Undetermined { may_need_review });
        }
        Leaf::Winners(self.with_open(vec![first, other]))
    }

    fn differing(&self, differ: &dyn Fn(usize, usize) -> bool) -> Option<(usize, usize)> {
        let mut possible = self.possible();
        let first = possible.next()?;
        Some((first, possible.find(|other| differ(first, *other))?))
    }
}
