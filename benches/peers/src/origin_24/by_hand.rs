//! The hand-written policy, which the others are compared with.

use origin_24::hand_written::{self, BLOCKING, Listed, Verdict};
use origin_24::student::Student;
use serde_json::Value;

use crate::engine::{Answer, Engine, Failure};

/// What every engine is to answer.
pub(crate) fn expected(records: &[Value]) -> Result<Vec<Answer>, Failure> {
    records.iter().map(|record| Ok(answer(&hand_written::judge(&read(record)?)))).collect()
}

fn read(record: &Value) -> Result<Student<'_>, Failure> {
    Student::from_json(record).ok_or_else(|| format!("not a student: {record}").into())
}

fn answer(verdict: &Verdict<'_>) -> Answer {
    Answer::default()
        .text("origin", verdict.origin)
        .text("rule", verdict.rule.as_str())
        .text("next", verdict.next.as_str())
        .flag("origin_ok", verdict.origin_ok)
        .flag("blocking", verdict.findings & BLOCKING != 0)
        .flag("complete", verdict.complete)
        .names("findings", verdict.codes())
}

/// Typed students with their texts side by side.
fn rows(records: &'static [Value]) -> Result<Vec<Student<'static>>, Failure> {
    Ok(Student::side_by_side(&records.iter().map(read).collect::<Result<Vec<_>, _>>()?))
}

/// Findings as bits, the origin borrowed: nothing is allocated.
pub(crate) struct Bits;

impl Engine for Bits {
    type Rows = Vec<Student<'static>>;
    type Judged<'engine> = Option<Verdict<'static>>;

    fn rows(&self, records: &'static [Value]) -> Result<Self::Rows, Failure> {
        rows(records)
    }

    fn judge(&mut self, rows: &Self::Rows, number: usize) -> Option<Verdict<'static>> {
        Some(hand_written::judge(&rows[number]))
    }

    fn judge_json(&mut self, record: &'static Value) -> Option<Verdict<'static>> {
        Student::from_json(record).map(|student| hand_written::judge(&student))
    }

    fn answer(judged: &Option<Verdict<'static>>) -> Result<Answer, Failure> {
        judged.as_ref().map(answer).ok_or_else(|| "not a student".into())
    }
}

/// Findings as a list on the heap, the origin owned.
pub(crate) struct List;

impl Engine for List {
    type Rows = Vec<Student<'static>>;
    type Judged<'engine> = Option<Listed>;

    fn rows(&self, records: &'static [Value]) -> Result<Self::Rows, Failure> {
        rows(records)
    }

    fn judge(&mut self, rows: &Self::Rows, number: usize) -> Option<Listed> {
        Some(Listed::from(&hand_written::judge(&rows[number])))
    }

    fn judge_json(&mut self, record: &'static Value) -> Option<Listed> {
        Student::from_json(record).map(|student| Listed::from(&hand_written::judge(&student)))
    }

    fn answer(judged: &Option<Listed>) -> Result<Answer, Failure> {
        let listed = judged.as_ref().ok_or("not a student")?;
        Ok(Answer::default()
            .text("origin", &listed.origin)
            .text("rule", listed.rule.as_str())
            .text("next", listed.next.as_str())
            .flag("origin_ok", listed.origin_ok)
            .flag("complete", listed.complete)
            .names("findings", &listed.findings))
    }
}

/// A verdict with every reason in words.
pub(crate) struct Explained {
    verdict: Verdict<'static>,
    reasons: Vec<String>,
}

/// Every reason rendered in words.
pub(crate) struct Reasons;

impl Reasons {
    fn explain(student: &Student<'static>) -> Explained {
        let verdict = hand_written::judge(student);
        Explained { verdict, reasons: hand_written::reasons(student, &verdict) }
    }
}

impl Engine for Reasons {
    type Rows = Vec<Student<'static>>;
    type Judged<'engine> = Option<Explained>;

    fn rows(&self, records: &'static [Value]) -> Result<Self::Rows, Failure> {
        rows(records)
    }

    fn judge(&mut self, rows: &Self::Rows, number: usize) -> Option<Explained> {
        Some(Self::explain(&rows[number]))
    }

    fn judge_json(&mut self, record: &'static Value) -> Option<Explained> {
        Student::from_json(record).map(|student| Self::explain(&student))
    }

    fn answer(judged: &Option<Explained>) -> Result<Answer, Failure> {
        let explained = judged.as_ref().ok_or("not a student")?;
        if explained.reasons.len() != 1 + explained.verdict.codes().count() {
            return Err("a reason is missing".into());
        }
        Ok(answer(&explained.verdict))
    }
}
