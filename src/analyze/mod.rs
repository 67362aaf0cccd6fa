//! Proofs and witnesses about a policy: gaps, conflicts, rules that can never win, conditions that say nothing.
//! In: a compiled policy. Out: findings, each with a record that the evaluator itself has judged. Never: a statement about all records
//! that rests on chosen values alone; such a one is only possible, and says so.
//!
//! Every field has finitely many cells (`space`), each a real value chosen so that together they stand for all values that the policy
//! can tell apart (`origin`, `groups`, `points`, `places`, `texts`, `sets`). Plan nodes are lifted to decision diagrams over the cells
//! (`encode`, `rows`, `outcome`, `collection`) with the evaluator's own operators. `question` is what everything else asks through.
//! `equality` proves that two versions of a condition are the same without relying on any chosen value (`free`).
//!
//! `relevance` answers for interviews what still matters once some of a record is `known`, by the same proofs: by the diagrams of what is
//! `left`, in which rules that read their values from the record are `rivals`, and by what the variables in them stand for (`stands`).
//! For 结论 as a whole (`conclusion`, `whole`) it does so at any size, since its parts are searched together and never joined (`tipping`,
//! `search`, `narrow`). `shortest` tells which question ends soonest.

mod analyst;
mod cases;
mod chain;
mod checks;
mod code;
mod collection;
mod conclusion;
mod conditions;
mod cone;
mod decisions;
mod diagram;
mod diff;
mod encode;
#[cfg(feature = "records")]
mod equality;
mod finding;
mod free;
mod groups;
mod known;
mod left;
mod narrow;
mod origin;
mod outcome;
mod picture;
mod places;
mod points;
mod question;
mod relevance;
mod remarks;
mod representatives;
mod rivals;
mod rows;
mod search;
mod sets;
mod shortest;
mod sides;
mod space;
mod stands;
mod texts;
mod tipping;
mod tree;
mod usage;
mod whole;
mod witness;

use std::sync::Arc;

pub use code::ANALYSIS_CODES;
#[cfg(feature = "records")]
pub(crate) use diff::telling;
pub use diff::{AspectChange, ChangeKind, ClassDifference, ItemDifference, ItemKind, PolicyChange, PolicyDiff, Says};
#[cfg(feature = "records")]
pub use diff::{ChangedRecord, ChangedVerdict, DiffTally, Shift};
#[cfg(feature = "records")]
pub(crate) use equality::{Claim, Equality};
pub use finding::{Analysis, AnalysisFinding, AnalysisOptions, NotAnalysed, Weight};
pub use picture::PictureFormat;
pub(crate) use relevance::{Part, Relevance};
pub(crate) use representatives::representatives;
pub(crate) use sides::Places;
#[cfg(feature = "records")]
pub(crate) use witness::{Witness, expectation, quoted};

use crate::ids::DecisionId;
use crate::judge::Judge;
use crate::policy::Policy;
use analyst::Analyst;
use sides::Sides;

impl Policy {
    /// Looks for gaps, conflicts, rules that can never win and conditions that say nothing, over all records at once.
    ///
    /// ```
    /// use shengyuan::{AnalysisOptions, Policy, Source};
    /// let text = r#"
    ///     枚举 学历种类 { 专科 本科 硕士 }
    ///     记录 学生 { 学历 : 学历种类 必填 }
    ///     规则 学生 {
    ///       判定 学费 : 整数 {
    ///         例外 专科生 { 当 学历 = 专科 则 5000 }
    ///         例外 本科生 { 当 学历 = 本科 则 6000 }
    ///       }
    ///     }
    /// "#;
    /// let analysis = Policy::compile([Source::new("例.policy", text)])?.analyze(&AnalysisOptions::default());
    /// let gap = &analysis.findings[0];
    /// assert_eq!((gap.code, gap.cases.as_slice()), ("W0701", ["学历 = 硕士".to_string()].as_slice()));
    /// assert!(gap.witness.as_deref().is_some_and(|example| example.contains("期望 学费 = 无规则")));
    /// # Ok::<(), shengyuan::Problems>(())
    /// ```
    pub fn analyze(&self, options: &AnalysisOptions) -> Analysis {
        let today = self.example_date();
        let (mut findings, mut not_analysed) = (remarks::findings(self), Vec::new());
        for (record, planned) in self.0.program.records.values().zip(self.0.plans.values()) {
            let judge = Judge::new(&self.0, record, planned);
            let sides = Sides::new(vec![judge]);
            let mut analyst = Analyst::new(judge, today, *options);
            for number in 0..record.decisions.len() {
                analyst.decision(&sides, DecisionId::new(number));
            }
            analyst.checks(&sides);
            analyst.conditions(&sides);
            analyst.usage(&sides);
            analyst.exempted(&sides, &mut findings);
            findings.append(&mut analyst.findings);
            not_analysed.extend(analyst.not_analysed);
        }
        findings.sort_by(|left, right| (left.span, left.code, &left.message).cmp(&(right.span, right.code, &right.message)));
        findings.dedup();
        Analysis { findings, not_analysed, sources: Arc::clone(&self.0.sources) }
    }
}
