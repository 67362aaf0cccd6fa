//! Which questions surely change nothing. In: what is open, and the diagrams of the analysis. Out: whether a question may matter.
//!
//! A question is idle for a part that is open if the part's diagram, given the answers so far, does not depend on it; and idle altogether
//! if no diagram of a goal does. A part of which every question is idle is settled, though the evaluator does not know it, and what
//! waits for it comes next. Diagrams are made only once a question needs them.

use std::collections::HashSet;
use std::sync::Arc;

use super::goal::{Goal, Pending};
use crate::analyze::{Part, Places, Relevance};
use crate::evaluate::{Evaluation, Need, Needs, What};
use crate::judge::Judge;

/// Questions that are proved to change nothing.
#[derive(Default)]
pub(super) struct Idle {
    altogether: HashSet<What>,
    of_parts: HashSet<(Part, What)>,
}

impl Idle {
    /// Nothing is idle for only some parts.
    pub(super) fn has_no_parts(&self) -> bool {
        self.of_parts.is_empty()
    }

    pub(super) fn altogether(&self, what: What) -> bool {
        self.altogether.contains(&what)
    }

    pub(super) fn of_part(&self, part: Part, what: What) -> bool {
        self.of_parts.contains(&(part, what))
    }
}

/// The diagrams of what is open.
pub(super) struct Relevant<'g, 'p> {
    goals: &'g [Goal],
    evaluation: Arc<Evaluation<'p>>,
    relevance: Relevance<'p>,
    pub(super) idle: Idle,
}

impl<'g, 'p> Relevant<'g, 'p> {
    pub(super) fn new(judge: Judge<'p>, goals: &'g [Goal], evaluation: &Arc<Evaluation<'p>>, places: &Places) -> Self {
        let weighed = match goals {
            [Goal::Decision(only)] => Some(Part::Decision(*only)),
            [Goal::Conclusion] => Some(Part::Conclusion),
            _ => None,
        };
        let relevance = Relevance::new(judge, evaluation, weighed, places);
        Self { goals, evaluation: Arc::clone(evaluation), relevance, idle: Idle::default() }
    }

    /// False if no answer to an open question changes anything that it is asked for, whatever the other answers are. It is then noted
    /// as idle, and no longer open.
    pub(super) fn may_matter(&mut self, pending: &Pending, parts: &[(Part, Needs)], need: &Need) -> bool {
        let what = need.what;
        let is_whole = self.goals.contains(&Goal::Conclusion) && self.relevance.follows_conclusion();
        // What is proved for each goal as a whole needs no look at its parts.
        if !is_whole && !pending.fields.contains(need) {
            let needing = parts.iter().filter(|(part, needs)| needs.contains(need) && !self.idle.of_part(*part, what));
            let needing: Vec<Part> = needing.map(|(part, _)| *part).collect();
            if !needing.iter().any(|part| self.relevance.may_change(*part, what)) {
                self.idle.of_parts.extend(needing.into_iter().map(|part| (part, what)));
                return false;
            }
        }
        let matters = self.goals.iter().any(|goal| match goal {
            Goal::Conclusion => self.relevance.may_change(Part::Conclusion, what),
            Goal::Decision(id) => {
                self.evaluation.decision_needs(*id, 0).contains(need) && self.relevance.may_change(Part::Decision(*id), what)
            }
        });
        if !matters {
            self.idle.altogether.insert(what);
        }
        matters
    }

    /// The question that ends soonest, if a diagram tells.
    pub(super) fn first(&mut self, open: &Needs) -> Option<What> {
        let first = self.relevance.first()?;
        open.iter().any(|need| need.what == first).then_some(first)
    }
}
