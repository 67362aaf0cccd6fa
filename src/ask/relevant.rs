//! Which questions surely change nothing. In: what is open, and the diagrams of each part. Out: whether a question may matter, and which
//! one ends soonest where one diagram holds everything. A part is looked at only once a question needs it.

use super::goal::Pending;
use crate::analyze::{Part, Relevance};
use crate::evaluate::{Evaluation, Need, Needs, What};
use crate::judge::Judge;

/// The diagrams of what is open.
pub(super) struct Relevant<'e, 'p> {
    pending: &'e Pending,
    parts: Vec<(Part, Needs)>,
    relevance: Relevance<'p>,
}

impl<'e, 'p> Relevant<'e, 'p> {
    pub(super) fn new(judge: Judge<'p>, pending: &'e Pending, evaluation: &Evaluation<'_>) -> Self {
        let parts = pending.parts(evaluation);
        let weighs = parts.len() == 1 && pending.fields.is_empty();
        Self { pending, parts, relevance: Relevance::new(judge, evaluation, weighs) }
    }

    /// False if no answer to this question changes anything, whatever the other answers are.
    pub(super) fn may_matter(&mut self, need: &Need) -> bool {
        let mut parts = self.parts.iter().filter(|(_, needs)| needs.contains(need));
        self.pending.fields.contains(need) || parts.any(|(part, _)| self.relevance.may_change(*part, need.what))
    }

    /// The question that ends soonest, if one diagram tells.
    pub(super) fn first(&mut self, open: &Needs) -> Option<What> {
        let [(only, _)] = self.parts.as_slice() else { return None };
        self.relevance.may_change(*only, open.first()?.what);
        self.relevance.first(*only).filter(|first| open.iter().any(|need| need.what == *first))
    }
}
