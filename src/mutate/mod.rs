//! Would the 示例 and 案例 notice a slip of the pen? The policy is changed in one place after the other, and every sample is judged
//! again. In: a policy, texts of cases. Out: every change with the sample that notices it; of one that none notices, a proof that it
//! changes no verdict, or an example that would notice it.
//! The typed policy is changed and planned anew; no text is compiled again, and the samples' columns are read once.

mod difference;
mod edit;
mod expression;
mod item;
mod mutant;
mod nearby;
mod render;
mod same;
mod trial;

use serde::Serialize;

use crate::error::Error;
use crate::input::Schema;
use crate::judge::Judge;
use crate::plan;
use crate::policy::{Planned, Policy};
use crate::samples::{Case, SampleName, Samples};
use mutant::{Draft, Drafts};
use trial::Baseline;

/// Every change of a policy and what became of it. Displays as Chinese text.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Mutation {
    /// Title of the policy.
    pub policy: String,
    /// How many 示例 and 案例 judged each change.
    pub samples: usize,
    /// How many changes a sample notices.
    pub killed: usize,
    /// How many changes no sample notices.
    pub survived: usize,
    /// How many changes leave the policy as it is, written differently.
    pub equivalent: usize,
    /// How many changes were proved to change no verdict on any record.
    pub proved: usize,
    /// The changes, in the order of the policy's text.
    pub mutants: Vec<Mutant>,
}

/// One change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Mutant {
    /// What kind of change.
    pub kind: MutationKind,
    /// Where: the file as messages show it.
    pub file: String,
    /// Its line.
    pub line: usize,
    /// What is changed: `判定「应填生源地」例外「师范生」`.
    pub owner: String,
    /// The policy's words.
    pub before: String,
    /// What they become.
    pub after: String,
    /// What became of it.
    #[serde(flatten)]
    pub fate: Fate,
}

/// What became of a change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "fate")]
pub enum Fate {
    /// A sample is not as expected any more.
    Killed {
        /// Such a sample.
        by: SampleName,
    },
    /// Every sample is as before.
    Survived {
        /// An example that would notice the change, ready to be pasted, if one is known.
        #[serde(skip_serializing_if = "Option::is_none")]
        witness: Option<String>,
    },
    /// The policy stays as it is, written differently.
    Equivalent,
    /// No record can tell the two policies apart: the analysis proved it.
    Proved,
}

/// Kinds of changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum MutationKind {
    /// A rule, check, entry, step or 格式 is left out.
    Deletion,
    /// A condition is negated.
    Negation,
    /// A part of a condition, or a whole one, is left out.
    Omission,
    /// 且 for 或, or 或 for 且.
    Junction,
    /// A boundary is moved by one.
    Boundary,
    /// Another member of an enumeration, or 是 for 否.
    Choice,
    /// An element of a set is left out.
    Element,
    /// Another outcome.
    Outcome,
    /// 优先于 is left out.
    Priority,
    /// Another severity.
    Severity,
    /// 必填 is added or left out.
    Required,
}

/// What is known of the difference between a policy and a changed one.
enum Difference {
    /// No record can tell them apart.
    None,
    /// An example that tells them apart, as policy text.
    Shown(String),
    Unknown,
}

/// Who is asked about a change that no sample notices: the policy, the changed one, the change's number.
type Compare<'c> = &'c mut dyn FnMut(Judge<'_>, Judge<'_>, &Draft) -> Difference;

impl Policy {
    /// Changes the policy in one place after the other, and says which 示例 or case notices each change.
    ///
    /// Examples that fail already and cases without their accepted verdict notice nothing.
    ///
    /// # Errors
    /// [`crate::ErrorKind::BadInput`] if a case cannot be read, or if there are cases and several kinds of record.
    ///
    /// ```
    /// use shengyuan::{Policy, Source};
    /// let text = "记录 人 { 年龄 : 整数 }
    ///     规则 人 { 判定 成年 : 是否 { 缺省 未成年 { 则 否 } 例外 已成年 { 当 年龄 ≥ 18 则 是 } }
    ///       示例 刚成年 { 年龄 = 18 期望 成年 = 是 }
    ///       示例 差一岁 基于 刚成年 { 年龄 = 17 期望 成年 = 否 } }";
    /// let mutation = Policy::compile([Source::new("例.policy", text)])?.mutate(&[])?;
    /// let survivors: Vec<&str> = mutation.survivors().map(|mutant| mutant.after.as_str()).collect();
    /// assert_eq!(survivors, ["必填"]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn mutate(&self, cases: &[Case]) -> Result<Mutation, Error> {
        let mut number = 0;
        self.mutate_with(cases, &mut |original, changed, draft| {
            number += 1;
            difference::difference(original, changed, self.example_date(), draft, number)
        })
    }

    /// The same; `compare` is asked about every change that no sample notices.
    fn mutate_with(&self, cases: &[Case], compare: Compare<'_>) -> Result<Mutation, Error> {
        let mut mutation = Mutation { policy: self.title().to_string(), ..Mutation::default() };
        for (judge, cases) in self.judges_with_cases(cases)? {
            let samples = Samples::new(&judge, self.example_date(), cases)?;
            mutation.samples += samples.names.len();
            mutation.add_all(&judge, &samples, cases, compare)?;
        }
        Ok(mutation)
    }
}

impl Mutation {
    /// The changes that no sample notices.
    pub fn survivors(&self) -> impl Iterator<Item = &Mutant> {
        self.mutants.iter().filter(|mutant| matches!(mutant.fate, Fate::Survived { .. }))
    }

    fn add_all(&mut self, judge: &Judge<'_>, samples: &Samples, cases: &[Case], compare: Compare<'_>) -> Result<(), Error> {
        let compiled = judge.compiled;
        let baseline = Baseline::new(judge, samples, cases)?;
        let mut record = judge.record.clone();
        let mut schema = Schema::new(&record, &compiled.program.enumerations);
        let mut group = 0;
        for mut draft in Drafts::all(&compiled.program, judge.record, &compiled.sources) {
            if !draft.edit.swap(&mut record) {
                draft.edit.swap(&mut record);
                continue;
            }
            let planned = Planned { plan: plan::lower(&record), schema, tables: Vec::new() };
            let beyond_plan = draft.edit.is_beyond_plan();
            let fate = if !beyond_plan && same::same(&judge.planned.plan, &planned.plan, &mut |_| false) {
                Fate::Equivalent
            } else {
                match baseline.killer(&record, &planned, beyond_plan, &mut group)? {
                    Some(sample) => Fate::Killed { by: samples.names[sample].clone() },
                    None => match compare(*judge, Judge::new(compiled, &record, &planned), &draft) {
                        Difference::None => Fate::Proved,
                        Difference::Shown(witness) => Fate::Survived { witness: Some(witness) },
                        Difference::Unknown => Fate::Survived { witness: None },
                    },
                }
            };
            schema = planned.schema;
            draft.edit.swap(&mut record);
            self.add(draft, fate, judge);
        }
        Ok(())
    }

    fn add(&mut self, draft: Draft, fate: Fate, judge: &Judge<'_>) {
        match fate {
            Fate::Killed { .. } => self.killed += 1,
            Fate::Survived { .. } => self.survived += 1,
            Fate::Equivalent => self.equivalent += 1,
            Fate::Proved => self.proved += 1,
        }
        let source = judge.compiled.sources.get(usize::from(draft.span.source));
        self.mutants.push(Mutant {
            kind: draft.kind,
            file: source.map_or_else(String::new, |source| source.name().to_string()),
            line: source.map_or(0, |source| source.position(draft.span.start as usize).line),
            owner: draft.owner,
            before: draft.before,
            after: draft.after,
            fate,
        });
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::source::Source;

    const TEXT: &str = "记录 人 { 年龄 : 整数 已婚 : 是否 }
        规则 人 { 判定 成年 : 是否 { 缺省 未成年 { 则 否 } 例外 已成年 { 当 年龄 ≥ 18 则 是 } }
          示例 成年 { 年龄 = 30 期望 成年 = 是 } }";

    #[test]
    fn an_analysis_is_asked_only_about_what_no_sample_notices() {
        let policy = Policy::compile([Source::new("例.policy", TEXT)]).unwrap();
        let mut asked = 0;
        let mutation = policy
            .mutate_with(&[], &mut |original, mutant, draft| {
                asked += 1;
                let required = |judge: Judge<'_>| judge.record.fields.iter().filter(|one| one.required.is_some()).count();
                assert_eq!(required(mutant) > required(original), draft.kind == MutationKind::Required);
                match required(mutant) > required(original) {
                    true => Difference::Shown("示例 缺年龄 { 期望 结论 = 待定 }".to_string()),
                    false => Difference::None,
                }
            })
            .unwrap();
        let required = mutation.mutants.iter().filter(|mutant| mutant.kind == MutationKind::Required).count();
        assert_eq!((mutation.survived, mutation.killed + asked), (2.min(required), mutation.mutants.len()));
        assert!(mutation.to_string().contains("补上这个示例就能发现"));
    }

    #[test]
    fn a_change_is_undone_before_the_next() {
        let policy = Policy::compile([Source::new("例.policy", TEXT)]).unwrap();
        let (program, sources) = (&policy.0.program, &policy.0.sources);
        for original in program.records.values() {
            let mut record = original.clone();
            let before = format!("{record:?}");
            for mut draft in Drafts::all(program, original, sources) {
                assert!(draft.edit.swap(&mut record), "{}", draft.after);
                assert_ne!(format!("{record:?}"), before, "{}", draft.after);
                draft.edit.swap(&mut record);
                assert_eq!(format!("{record:?}"), before, "{}", draft.after);
            }
        }
    }
}
