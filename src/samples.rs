//! 示例 and 案例 as records in columns, read once and judged as often as wanted. In: a policy, texts of cases. Out: batches, one a day.
//! Knows nothing of what is expected of them.

use serde::Serialize;

use crate::date::Date;
use crate::error::{Error, ErrorKind};
use crate::example;
use crate::input::{Batch, Slots};
use crate::judge::Judge;
use crate::policy::Policy;

/// A record kept beside a policy with the verdict that was accepted for it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Case {
    /// Its name, usually that of its file.
    pub name: String,
    /// The record as YAML.
    pub text: String,
    /// The accepted verdict as [`Judge::judge_case`] writes it, if there is one.
    pub accepted: Option<String>,
}

/// What a sample is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum SampleKind {
    /// 示例
    Example,
    /// 案例
    Case,
}

/// A 示例 or 案例 by name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[non_exhaustive]
pub struct SampleName {
    /// What it is.
    pub kind: SampleKind,
    /// Its name.
    pub name: String,
}

impl std::fmt::Display for SampleName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let kind = match self.kind {
            SampleKind::Example => "示例",
            SampleKind::Case => "案例",
        };
        write!(f, "{kind}「{}」", self.name)
    }
}

/// The samples of one kind of record: the examples in the order written, then the cases.
pub(crate) struct Samples {
    pub(crate) names: Vec<SampleName>,
    pub(crate) groups: Vec<Group>,
}

/// Samples of a group at most: one that is not as expected is often found among the first.
const MOST_IN_A_GROUP: usize = 64;

/// Samples of one day, some of them.
pub(crate) struct Group {
    pub(crate) date: Date,
    pub(crate) batch: Batch,
    /// The number of the sample in each lane.
    pub(crate) lanes: Vec<usize>,
}

impl Samples {
    /// The examples of a record, and cases.
    pub(crate) fn new(judge: &Judge<'_>, date: Date, cases: &[Case]) -> Result<Self, Error> {
        let mut samples = Self { names: Vec::new(), groups: Vec::new() };
        let schema = &judge.planned.schema;
        for one in &judge.record.examples {
            let name = SampleName { kind: SampleKind::Example, name: one.name.clone() };
            samples.push(judge, name, example::slots(schema, one), one.date.unwrap_or(date));
        }
        for case in cases {
            let name = SampleName { kind: SampleKind::Case, name: case.name.clone() };
            let (slots, date) = judge
                .case_slots(&case.text, date)
                .map_err(|error| Error::new(ErrorKind::BadInput, format!("案例「{}」：{error}", case.name)))?;
            samples.push(judge, name, slots, date);
        }
        Ok(samples)
    }

    fn push(&mut self, judge: &Judge<'_>, name: SampleName, slots: Slots, date: Date) {
        let schema = &judge.planned.schema;
        let known = self.groups.iter().position(|group| group.date == date && group.lanes.len() < MOST_IN_A_GROUP);
        let at = known.unwrap_or_else(|| {
            self.groups.push(Group { date, batch: Batch::new(schema), lanes: Vec::new() });
            self.groups.len() - 1
        });
        if let Some(group) = self.groups.get_mut(at) {
            group.batch.push(slots, schema);
            group.lanes.push(self.names.len());
        }
        self.names.push(name);
    }
}

impl Policy {
    /// The judges of all kinds of record, each with the cases that are for it.
    pub(crate) fn judges_with_cases<'c>(&self, cases: &'c [Case]) -> Result<Vec<(Judge<'_>, &'c [Case])>, Error> {
        let judges = self.records().map(|name| self.record(name)).collect::<Result<Vec<_>, _>>()?;
        if judges.len() > 1 && !cases.is_empty() {
            return Err(Error::new(ErrorKind::BadInput, "案例只用于有一种记录的政策"));
        }
        Ok(judges.into_iter().map(|judge| (judge, cases)).collect())
    }
}
