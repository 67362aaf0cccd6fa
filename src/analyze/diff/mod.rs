//! Two policies compared: who is judged differently, and what was added, taken away, renamed or changed.
//! In: two compiled policies. Out: lists of changes, and for each decision, check, step and 必填 of both the classes of records that are
//! judged differently, each with a record that both judges have judged. Never: silence about what could not be followed exactly.

mod change;
mod cohort;
mod compare;
mod describe;
mod pair;
mod report;
mod said;
mod sameness;
mod subject;
#[cfg(feature = "records")]
mod tally;
mod text;

pub use change::{AspectChange, ChangeKind, PolicyChange};
pub use report::{ClassDifference, ItemDifference, ItemKind, PolicyDiff, Says};
#[cfg(feature = "records")]
pub use tally::{ChangedRecord, ChangedVerdict, DiffTally, Shift};

#[cfg(feature = "records")]
pub(super) use sameness::Sameness;

use super::AnalysisOptions;
use super::sides::Sides;
#[cfg(feature = "records")]
use super::witness::Witness;
#[cfg(feature = "records")]
use crate::date::Date;
use crate::judge::Judge;
use crate::policy::Policy;

/// A record that two versions of the same kind of record judge differently, if one is found.
#[cfg(feature = "records")]
pub(crate) fn telling(first: Judge<'_>, second: Judge<'_>, today: Date, options: AnalysisOptions) -> Option<Witness> {
    compare::telling(&Sides::new(vec![first, second]), today, options)
}

impl Policy {
    /// Compares this policy with one that is to follow it: who is judged differently.
    ///
    /// Fields, enumerations and members are matched by name. If the policies are for different 届别, the new one is read as if it were for
    /// the 届别 of this one ([`Policy::for_the_cohort_of`]), so that the same graduates are judged by both.
    ///
    /// ```
    /// use shengyuan::{AnalysisOptions, Policy, Source};
    /// let policy = |oldest: u8| Policy::compile([Source::new("例.policy", format!("
    ///     参数 免试年龄 : 整数 = {oldest}
    ///     记录 学生 {{ 年龄 : 整数 必填 }}
    ///     规则 学生 {{ 判定 须考试 : 是否 {{
    ///       缺省 要考 {{ 则 是 }}
    ///       例外 年长 {{ 当 年龄 ≥ 免试年龄 则 否 }}
    ///     }} }}"))]);
    /// let diff = policy(30)?.diff(&policy(28)?, &AnalysisOptions::default());
    /// assert_eq!(diff.changes[0].to_string(), "参数「免试年龄」：30 → 28");
    /// let class = &diff.items[0].classes[0];
    /// assert_eq!((class.old.as_str(), class.new.as_str()), ("是", "否"));
    /// assert_eq!(class.cases, ["年龄 ≥ 28 且 < 30"]);
    /// # Ok::<(), shengyuan::Problems>(())
    /// ```
    pub fn diff(&self, new: &Policy, options: &AnalysisOptions) -> PolicyDiff {
        let aligned = new.for_the_cohort_of(self);
        let years = cohort::years(self, new);
        let mut diff = PolicyDiff { old: self.title().to_string(), new: new.title().to_string(), ..PolicyDiff::default() };
        diff.cohort = cohort::followed(self, new);
        change::policies(&self.0, &new.0, years.as_ref(), &mut diff);
        let today = new.example_date();
        for (name, record) in &self.0.program.records {
            let (Some(planned), Ok(theirs)) = (self.0.plans.get(name), aligned.record(name)) else { continue };
            let sides = Sides::new(vec![Judge::new(&self.0, record, planned), theirs]);
            compare::records(&sides, today, *options, years.as_ref(), &mut diff);
        }
        diff
    }
}
