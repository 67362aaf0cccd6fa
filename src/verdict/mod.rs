//! What a judged record comes to, in the policy's words. In: results of the evaluation. Out: decisions, findings, processes, conclusion.
//! Everything is read from the stored results when asked for; nothing is judged here by other rules.

mod decision;
mod finding;
mod process;
mod report;
mod show;

pub(crate) use decision::rule_name;
pub use decision::{Competitor, DecisionView, Status};
#[cfg(feature = "analyze")]
pub(crate) use finding::unusable;
pub use finding::{ActionView, Certainty, Finding, FindingKind, FindingState, Importance};
pub(crate) use finding::{missing, wrong_format};
pub use process::ProcessView;
pub use show::Shown;
pub(crate) use show::words;
pub(crate) use show::{MASK, NOT_APPLICABLE, NOT_FILLED, UNKNOWN, write_words};

use std::fmt;
use std::sync::Arc;

use crate::error::{Error, ErrorKind};
use crate::evaluate::{Evaluation, Outcome, Truth};
use crate::hir::{ClauseRef, DecisionBody, ItemRef, Record};
use crate::ids::{DecisionId, ProcessId};
use crate::input::{Cell, Origin};
use crate::judge::Judge;
use crate::suggest;

/// What a record comes to, the first that fits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Conclusion {
    /// 不适用: outside the scope of the rules.
    NotApplicable,
    /// 须修改: something that blocks must be mended.
    MustFix,
    /// 须复核: a person has to decide something.
    NeedsReview,
    /// 待定: something is missing that could matter.
    Undetermined,
    /// 有提醒: usable, with reminders.
    Reminded,
    /// 通过
    Passed,
}

impl Conclusion {
    /// All, in the order in which they are looked for.
    pub const ALL: [Self; 6] =
        [Self::NotApplicable, Self::MustFix, Self::NeedsReview, Self::Undetermined, Self::Reminded, Self::Passed];

    /// The word in a verdict.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::NotApplicable => "不适用",
            Self::MustFix => "须修改",
            Self::NeedsReview => "须复核",
            Self::Undetermined => "待定",
            Self::Reminded => "有提醒",
            Self::Passed => "通过",
        }
    }
}

impl fmt::Display for Conclusion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Something to say about a value that could be used all the same.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
#[non_exhaustive]
pub struct NoteView {
    /// The field, with the row for one of a detail.
    pub field: String,
    /// What there is to say.
    pub text: String,
    /// The value is one that the policy assumes (视为).
    #[serde(skip)]
    pub assumed: bool,
}

/// The verdict on one record. Serialises to the JSON of one evaluated record.
#[derive(Clone)]
pub struct Verdict<'p> {
    pub(crate) judge: Judge<'p>,
    pub(crate) evaluation: Arc<Evaluation<'p>>,
    pub(crate) lane: usize,
    /// Where the record stood in its file, if the caller said so.
    pub(crate) origin: Option<Origin>,
    /// The earlier record with the same 标识.
    pub(crate) repeats: Option<Origin>,
}

impl<'p> Verdict<'p> {
    pub(crate) fn new(judge: Judge<'p>, evaluation: Arc<Evaluation<'p>>, lane: usize) -> Self {
        Self { judge, evaluation, lane, origin: None, repeats: None }
    }

    /// The same verdict with the record's place in its file, counted as the file's reader counts.
    #[must_use]
    pub fn at_row(self, row: usize) -> Self {
        self.at(Origin::row(row))
    }

    /// The same verdict with the record's place in its file, so that findings name the cells to mend.
    #[must_use]
    pub fn at(self, origin: Origin) -> Self {
        Self { origin: Some(origin), ..self }
    }

    /// The same verdict on a record whose 标识 another record of the batch has too: a finding that blocks.
    #[must_use]
    pub fn repeating(self, earlier: Origin) -> Self {
        Self { repeats: Some(earlier), ..self }
    }

    /// Where the record stood in its file, if the caller said so.
    pub fn origin(&self) -> Option<&Origin> {
        self.origin.as_ref()
    }

    pub(crate) fn record(&self) -> &'p Record {
        self.judge.record
    }

    /// The value of the 标识 field; `None` if it is not filled or the record has none.
    pub fn id(&self) -> Option<String> {
        let key = self.record().key?;
        match self.evaluation.batch.cell(key, self.lane) {
            Cell::Absent | Cell::Open | Cell::Empty => None,
            cell => Some(self.show_cell(key, cell)),
        }
    }

    /// The value of the 标识 field in clear.
    #[cfg(feature = "records")]
    pub(crate) fn key(&self) -> Option<String> {
        self.evaluation.batch.cell(self.record().key?, self.lane).in_clear(self.program())
    }

    /// The day as of which the record was judged.
    pub fn date(&self) -> crate::date::Date {
        self.evaluation.today
    }

    pub(crate) fn scope(&self) -> Truth {
        self.evaluation.truth_or_true(self.evaluation.plan.scope, self.lane)
    }

    /// What the record comes to.
    pub fn conclusion(&self) -> Conclusion {
        if self.scope() == Truth::False {
            return Conclusion::NotApplicable;
        }
        let states: Vec<(Importance, FindingState)> = self.finding_states();
        let violated = |importance: Importance| states.contains(&(importance, FindingState::Violated));
        let unknown = |importance: Importance| states.contains(&(importance, FindingState::Unknown));
        let outcomes = || (0..self.record().decisions.len()).map(|decision| self.evaluation.outcome(decision, self.lane));
        let for_a_person =
            |outcome: &Outcome| matches!(outcome, Outcome::Review { .. } | Outcome::Conflict { .. } | Outcome::NoRule);
        if violated(Importance::Block) {
            Conclusion::MustFix
        } else if violated(Importance::Review) || outcomes().any(for_a_person) {
            Conclusion::NeedsReview
        } else if self.scope() == Truth::Unknown
            || unknown(Importance::Block)
            || unknown(Importance::Review)
            || self.has_open_decision()
        {
            Conclusion::Undetermined
        } else if violated(Importance::Warn) {
            Conclusion::Reminded
        } else {
            Conclusion::Passed
        }
    }

    /// A decision written with rules, or a collection, is undetermined. A named expression counts only through what uses it.
    fn has_open_decision(&self) -> bool {
        let decisions = self.record().decisions.iter().enumerate();
        let with_rules = decisions.filter(|(_, decision)| !matches!(decision.body, DecisionBody::Expr { .. }));
        with_rules.into_iter().any(|(number, _)| matches!(self.evaluation.outcome(number, self.lane), Outcome::Undetermined(_)))
    }

    /// The outcome of a 判定 or 收集.
    ///
    /// # Errors
    /// [`ErrorKind::UnknownName`] if the record has no such decision.
    pub fn decision(&self, name: &str) -> Result<DecisionView, Error> {
        let found = self.record().decisions.iter().position(|decision| decision.name == name);
        found.map(|number| self.decision_view(DecisionId::new(number))).ok_or_else(|| {
            let near = suggest::nearest(name, self.record().decisions.iter().map(|decision| decision.name.as_str()));
            let hint = near.map_or_else(String::new, |near| format!("；是不是「{near}」？"));
            Error::new(ErrorKind::UnknownName, format!("政策里没有名为「{name}」的判定{hint}"))
        })
    }

    /// All decisions with their names, in the policy's order.
    pub fn decisions(&self) -> impl Iterator<Item = (&'p str, DecisionView)> {
        let record = self.record();
        record.order.iter().filter_map(|item| match item {
            ItemRef::Decision(id) => Some((record.decision(*id).name.as_str(), self.decision_view(*id))),
            _ => None,
        })
    }

    /// Decisions written with rules, and collections; named expressions left out.
    pub fn decisions_with_rules(&self) -> impl Iterator<Item = (&'p str, DecisionView)> {
        let record = self.record();
        record.order.iter().filter_map(|item| match item {
            ItemRef::Decision(id) if !matches!(record.decision(*id).body, DecisionBody::Expr { .. }) => {
                Some((record.decision(*id).name.as_str(), self.decision_view(*id)))
            }
            _ => None,
        })
    }

    /// All processes with their names, in the policy's order.
    pub fn processes(&self) -> impl Iterator<Item = (&'p str, ProcessView)> {
        let record = self.record();
        (0..record.processes.len()).map(|number| {
            let id = ProcessId::new(number);
            (record.process(id).name.as_str(), self.process_view(id))
        })
    }

    /// Columns of the record that the policy has no field for, with the nearest field.
    pub fn unmatched(&self) -> impl Iterator<Item = (&str, Option<&str>)> {
        let list = self.evaluation.batch.unmatched.get(self.lane).map(Vec::as_slice).unwrap_or_default();
        list.iter().map(|one| (one.name.as_str(), one.nearest.as_deref()))
    }

    pub(crate) fn clauses(&self, basis: &[ClauseRef]) -> Vec<String> {
        basis.iter().map(|clause| format!("{} {}", clause.document, clause.clause)).collect()
    }
}

impl fmt::Debug for Verdict<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Verdict").field("id", &self.id()).field("conclusion", &self.conclusion()).finish_non_exhaustive()
    }
}
