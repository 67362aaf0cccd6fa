//! Interviews end with the verdict of the whole record, ask few questions, and leave out only what cannot matter.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use shengyuan::{Date, Policy, Source};

use crate::support::{files, read};
use crate::talk::{graduates, interview, interview_in_order};

fn policy() -> Policy {
    let sources = files("rules/2024", "policy");
    let sources = sources.iter().map(|file| Source::new(file.display().to_string(), read(file)));
    Policy::compile(sources).unwrap_or_else(|problems| panic!("{problems}"))
}

fn date() -> Date {
    "2023-09-28".parse().expect("a day")
}

#[test]
fn an_interview_about_one_decision_ends_with_what_the_whole_record_says() {
    let policy = policy();
    let judge = policy.record("毕业生").expect("there");
    let goals = ["应填生源地"];
    let mut questions = 0;
    let graduates = graduates(judge, 13);
    for (number, record) in graduates.iter().enumerate() {
        let mut record = record.clone();
        let mut talk = judge.interview(date(), &goals).expect("the decision is there");
        let asked = interview(&mut talk, &mut record);
        questions += asked.len();
        let whole = judge.evaluate(&record, date()).expect("a record");
        let whole = whole.decision(goals[0]).expect("there");
        // Another rule that comes to the same is not looked for.
        let end = talk.verdict().decision(goals[0]).expect("there");
        assert_eq!((end.status, end.value()), (whole.status, whole.value()), "{asked:?} {record:?}");
        // What was not asked may hold anything that others hold.
        for other in [number + 1, number + 7].map(|other| &graduates[other % graduates.len()]) {
            let mut mixed = other.clone();
            for field in &asked {
                let name = field.split('[').next().expect("a name");
                mixed.insert(name.to_string(), record.get(name).cloned().unwrap_or(Value::Null));
            }
            let mixed = judge.evaluate(&mixed, date()).expect("a record").decision(goals[0]).expect("there");
            assert_eq!((mixed.status, mixed.value()), (whole.status, whole.value()), "{asked:?}");
        }
    }
    let fields = judge.fields().count();
    assert!(
        questions < 12 * graduates.len() && fields > 60,
        "{questions} questions for {} graduates, {fields} fields",
        graduates.len()
    );
}

#[test]
fn an_interview_about_everything_ends_with_the_conclusion_of_the_whole_record() {
    let policy = policy();
    let judge = policy.record("毕业生").expect("there");
    let graduates = graduates(judge, 120);
    let (mut questions, mut seen) = (0, BTreeSet::new());
    for record in &graduates {
        let mut record = record.clone();
        let mut talk = judge.interview(date(), &[]).expect("goals");
        let asked = interview(&mut talk, &mut record);
        questions += asked.len();
        let (end, whole) = (talk.verdict(), judge.evaluate(&record, date()).expect("a record"));
        seen.insert(whole.conclusion());
        assert_eq!(end.conclusion(), whole.conclusion(), "{asked:?} {record:?}");
        let outcomes = |verdict: &shengyuan::Verdict<'_>| -> BTreeMap<String, (String, Option<String>)> {
            let all = verdict.decisions_with_rules();
            all.map(|(name, view)| (name.to_string(), (view.status.as_str().to_string(), view.value().map(str::to_string))))
                .collect()
        };
        assert_eq!(outcomes(&end), outcomes(&whole), "{asked:?}");
        // The kept record says the same as the interview.
        let kept = judge.evaluate(&talk.record(), date()).expect("a record");
        assert_eq!((kept.conclusion(), outcomes(&kept)), (end.conclusion(), outcomes(&end)));
    }
    assert!(questions < 60 * graduates.len() && seen.len() > 1, "{questions} questions for {} graduates", graduates.len());
}

/// Questions asked of so many graduates: in the order that ends soonest, and in the order of the record.
fn figures(goals: &[&str], step: usize) -> (usize, usize, usize) {
    let policy = policy();
    let judge = policy.record("毕业生").expect("there");
    let graduates = graduates(judge, step);
    let (mut best, mut in_order) = (0, 0);
    for record in &graduates {
        best += interview(&mut judge.interview(date(), goals).expect("goals"), &mut record.clone()).len();
        in_order += interview_in_order(&mut judge.interview(date(), goals).expect("goals"), &mut record.clone()).len();
    }
    (graduates.len(), best, in_order)
}

#[test]
fn the_order_asks_fewer_questions_than_that_of_the_record() {
    let (graduates, best, in_order) = figures(&["应填生源地"], 60);
    assert!(best <= in_order, "{best} questions for {graduates} graduates, {in_order} in the order of the record");
}
