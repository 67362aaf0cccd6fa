//! Interviews held against every record of a small domain: no question is idle, and none that matters is left out.

use std::collections::BTreeMap;

use proptest::prelude::*;
use proptest::sample::Index;
use serde_json::{Map, Value as Json};
use shengyuan::{Date, Judge, Policy, Status, Verdict};

/// Fields with every value that a policy can tell apart, and perhaps more; each may also be left unfilled.
pub(crate) type Domain = &'static [(&'static str, &'static [&'static str])];

/// What a record has for each field: the number of a value, or nothing.
type Record = Vec<Option<usize>>;
/// What the goals come to.
type Outcome = Vec<(String, Option<String>)>;
/// The answers so far, by field.
type Answers = BTreeMap<usize, Option<usize>>;

/// A decision, the conclusion, and everything.
pub(crate) const GOALS: [&[&str]; 3] = [&["结果"], &["结论"], &[]];

/// What every record comes to, for some goals.
struct Every {
    domain: Domain,
    outcomes: BTreeMap<Record, Outcome>,
}

/// What the goals come to: a value, or the reason for a review. What is sure so far of something undetermined is no outcome.
fn outcome(verdict: &Verdict<'_>, goals: &[&str]) -> Outcome {
    let mut all = Vec::new();
    if goals != ["结论"] {
        let view = verdict.decision("结果").expect("there");
        let value = match view.status {
            Status::Determined => view.value().map(str::to_string),
            Status::Review => view.reason.clone(),
            _ => None,
        };
        all.push((view.status.as_str().to_string(), value));
    }
    if goals != ["结果"] {
        all.push((verdict.conclusion().to_string(), None));
    }
    all
}

/// What every record comes to, for each of the goals.
fn all(domain: Domain, judge: Judge<'_>, date: Date) -> [Every; GOALS.len()] {
    let mut records: Vec<Record> = vec![vec![None; domain.len()]];
    for (field, (_, values)) in domain.iter().enumerate() {
        let with = |record: &Record, value: usize| {
            let mut record = record.clone();
            record[field] = Some(value);
            record
        };
        let more: Vec<Record> = records.iter().flat_map(|record| (0..values.len()).map(move |value| with(record, value))).collect();
        records.extend(more);
    }
    let written = |record: &Record| -> Map<String, Json> {
        let cell = |((name, values), value): (&(&str, &[&str]), &Option<usize>)| {
            ((*name).to_string(), value.map_or(Json::Null, |value| Json::String(values[value].to_string())))
        };
        domain.iter().zip(record).map(cell).collect()
    };
    let columns = judge.columns(records.iter().map(written), date).expect("records");
    let mut found = GOALS.map(|_| Every { domain, outcomes: BTreeMap::new() });
    for (record, verdict) in records.into_iter().zip(judge.evaluate_batch(&columns, date)) {
        for (goals, found) in GOALS.iter().zip(&mut found) {
            found.outcomes.insert(record.clone(), outcome(&verdict, goals));
        }
    }
    found
}

/// Whether a record fits the answers.
fn fits(record: &Record, answers: &Answers) -> bool {
    answers.iter().all(|(field, value)| record[*field] == *value)
}

impl Every {
    /// Whether two answers come to different outcomes where everything else is the same.
    fn matters(&self, answers: &Answers, field: usize) -> bool {
        let mut base = self.outcomes.iter().filter(|(record, _)| record[field].is_none() && fits(record, answers));
        base.any(|(record, outcome)| {
            (0..self.domain[field].1.len()).any(|value| {
                let mut other = record.clone();
                other[field] = Some(value);
                self.outcomes[&other] != *outcome
            })
        })
    }
}

/// Holds interviews, in each of which every field is answered by the choice for it, against every record. No question is idle about those
/// goals that are followed exactly. The number of a value is chosen by `answer`.
pub(crate) fn hold(
    policy: &Policy,
    text: &str,
    domain: Domain,
    exact: &[&[&str]],
    choices: &[Vec<Index>],
    answer: &dyn Fn(usize, Index) -> Option<usize>,
) -> Result<(), TestCaseError> {
    let (judge, date) = (policy.record("学生").unwrap(), policy.example_date());
    for (goals, every) in GOALS.iter().zip(all(domain, judge, date)) {
        for choices in choices {
            let mut talk = judge.interview(date, goals).unwrap();
            let mut answers = Answers::new();
            while let Some(question) = talk.next() {
                let field = domain.iter().position(|(name, _)| *name == question.field).unwrap();
                let name = &question.field;
                prop_assert!(
                    !exact.contains(goals) || every.matters(&answers, field),
                    "{goals:?}: {name} is idle after {answers:?}\n{text}"
                );
                prop_assert!(talk.open().contains(name));
                let chosen = answer(field, choices[field]);
                talk.answer(name, chosen.map_or("未填", |chosen| domain[field].1[chosen])).unwrap();
                answers.insert(field, chosen);
            }
            let end = outcome(&talk.verdict(), goals);
            for (record, outcome) in every.outcomes.iter().filter(|(record, _)| fits(record, &answers)) {
                prop_assert_eq!(outcome, &end, "{:?}: {:?} after {:?}\n{}", goals, record, answers, text);
            }
        }
    }
    Ok(())
}
