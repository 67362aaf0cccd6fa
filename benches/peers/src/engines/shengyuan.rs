//! The project's own engine.

use std::hint::black_box;
use std::ops::Range;

use serde_json::Value;
use shengyuan::{Columns, Conclusion, Date, Judge, Options, Policy, Source, Verdict};

use crate::engine::{Answer, Engine, Failure};

/// Records that stand in columns together.
const TOGETHER: usize = 1024;

/// What a verdict says in the workload's words.
pub(crate) type Reading = fn(&Verdict<'_>) -> Result<Answer, Failure>;

/// A policy with the day as of which it judges. The policy is never given back: everything borrows it.
#[derive(Clone, Copy)]
pub(crate) struct Loaded {
    judge: Judge<'static>,
    date: Date,
    reading: Reading,
}

impl Loaded {
    pub(crate) fn load(policy: &str, record: &str, day: &str, reading: Reading) -> Result<Self, Failure> {
        let policy = Policy::compile([Source::new("policy", policy)]).map_err(|problems| problems.to_string())?;
        let policy: &'static Policy = Box::leak(Box::new(policy));
        Ok(Self { judge: policy.record(record)?, date: day.parse()?, reading })
    }

    /// The verdict on a record with nothing masked.
    pub(crate) fn verdict(&self, record: &Value) -> Result<Verdict<'static>, Failure> {
        Ok(self.judge.with(Options::default().reveal(true)).evaluate(record, self.date)?)
    }

    /// What the verdict on a record says.
    pub(crate) fn answer(&self, record: &Value) -> Result<Answer, Failure> {
        (self.reading)(&self.verdict(record)?)
    }

    fn judged<'engine>(&self, verdict: Verdict<'engine>) -> Judged<'engine> {
        Judged { conclusion: verdict.conclusion(), verdict, reading: self.reading }
    }

    fn from_json(&self, record: &'static Value) -> Result<Judged<'static>, Failure> {
        Ok(self.judged(self.judge.evaluate(record, self.date)?))
    }
}

/// A verdict and its conclusion; everything else is rendered from the verdict when it is asked for.
pub(crate) struct Judged<'engine> {
    conclusion: Conclusion,
    verdict: Verdict<'engine>,
    reading: Reading,
}

fn answer(judged: &Result<Judged<'_>, Failure>) -> Result<Answer, Failure> {
    let judged = judged.as_ref().map_err(ToString::to_string)?;
    black_box(judged.conclusion);
    (judged.reading)(&judged.verdict)
}

/// Record by record.
pub(crate) struct OneByOne(pub(crate) Loaded);

impl Engine for OneByOne {
    type Rows = Vec<Columns>;
    type Judged<'engine> = Result<Judged<'engine>, Failure>;

    fn rows(&self, records: &'static [Value]) -> Result<Self::Rows, Failure> {
        records.iter().map(|record| Ok(self.0.judge.columns([record], self.0.date)?)).collect()
    }

    fn judge<'engine>(&'engine mut self, rows: &'engine Self::Rows, number: usize) -> Self::Judged<'engine> {
        let verdict = self.0.judge.evaluate_batch(&rows[number], self.0.date).next();
        verdict.map(|verdict| self.0.judged(verdict)).ok_or_else(|| "no verdict".into())
    }

    fn judge_json<'engine>(&'engine mut self, record: &'static Value) -> Self::Judged<'engine> {
        self.0.from_json(record)
    }

    fn answer(judged: &Self::Judged<'_>) -> Result<Answer, Failure> {
        answer(judged)
    }
}

/// Many records in columns.
pub(crate) struct InColumns(pub(crate) Loaded);

impl Engine for InColumns {
    type Rows = Vec<Columns>;
    type Judged<'engine> = Result<Judged<'engine>, Failure>;

    fn rows(&self, records: &'static [Value]) -> Result<Self::Rows, Failure> {
        records.chunks(TOGETHER).map(|piece| Ok(self.0.judge.columns(piece, self.0.date)?)).collect()
    }

    fn judge<'engine>(&'engine mut self, rows: &'engine Self::Rows, number: usize) -> Self::Judged<'engine> {
        let verdict = self.0.judge.evaluate_batch(&rows[number / TOGETHER], self.0.date).nth(number % TOGETHER);
        verdict.map(|verdict| self.0.judged(verdict)).ok_or_else(|| "no verdict".into())
    }

    fn judge_json<'engine>(&'engine mut self, record: &'static Value) -> Self::Judged<'engine> {
        self.0.from_json(record)
    }

    fn answer(judged: &Self::Judged<'_>) -> Result<Answer, Failure> {
        answer(judged)
    }

    /// Whole pieces are judged whatever the range, but only verdicts in the range are handed on.
    fn sweep(&mut self, rows: &Self::Rows, range: Range<usize>, mut each: impl FnMut(usize, Self::Judged<'_>)) {
        for piece in range.start / TOGETHER..range.end.div_ceil(TOGETHER) {
            for (at, verdict) in self.0.judge.evaluate_batch(&rows[piece], self.0.date).enumerate() {
                let number = piece * TOGETHER + at;
                if range.contains(&number) {
                    each(number, Ok(self.0.judged(verdict)));
                }
            }
        }
    }
}
