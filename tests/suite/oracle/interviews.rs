//! Interviews over generated policies: they end with what the whole record comes to, and what they do not ask for cannot matter.

use std::collections::BTreeMap;

use proptest::prelude::{ProptestConfig, proptest};
use proptest::test_runner::TestCaseError;
use serde_json::{Map, Value as Json};
use shengyuan::{Date, Verdict};

use super::generate::{Case, cases};
use super::model::{DETAIL, FORMATS, Field, NONSENSE, PLACEHOLDER, Policy};
use super::print;
use super::subject::{Subject, record};
use crate::talk::interview;

type Outcomes = BTreeMap<String, (String, Option<String>)>;

/// What the goals come to; which rule said so is no part of it.
fn outcomes(verdict: &Verdict<'_>) -> Outcomes {
    let decisions = verdict.decisions_with_rules();
    let words = |view: shengyuan::DecisionView| (view.status.as_str().to_string(), view.value().map(str::to_string));
    let mut all: Outcomes = decisions.map(|(name, view)| (name.to_string(), words(view))).collect();
    // What is sure so far of something undetermined is no outcome.
    all.values_mut().filter(|(status, _)| status == "待定").for_each(|(_, value)| *value = None);
    all.insert("结论".to_string(), (verdict.conclusion().to_string(), None));
    all
}

fn map(record: Json) -> Map<String, Json> {
    if let Json::Object(map) = record { map } else { Map::new() }
}

/// The record without what cannot be read: an interview has no such answers.
fn readable(value: Json) -> Json {
    match value {
        Json::Object(map) => map.into_iter().map(|(name, value)| (name, readable(value))).collect(),
        Json::Array(list) => list.into_iter().map(readable).collect(),
        value if value == NONSENSE => Json::Null,
        other => other,
    }
}

/// The record without texts that do not fit the format of their field, and without placeholders that are none there: nothing asks
/// whether there is one.
fn fitting(mut record: Map<String, Json>, policy: &Policy) -> Map<String, Json> {
    let fits = |fields: &[Field], name: &str, value: &Json| {
        let field = fields.iter().find(|field| field.name == name);
        let format = field.and_then(|field| field.format.as_ref());
        let fits = format.zip(value.as_str()).is_none_or(|(format, text)| (FORMATS[format.number].fits)(text));
        // Where it stands for nothing it cannot be read as anything else.
        fits && (value != PLACEHOLDER || field.is_none_or(|field| field.placeholder))
    };
    record.retain(|name, value| fits(&policy.fields, name, value));
    for row in record.get_mut(DETAIL).and_then(Json::as_array_mut).into_iter().flatten().filter_map(Json::as_object_mut) {
        row.retain(|name, value| fits(&policy.detail.fields, name, value));
    }
    record
}

/// A record of another, with what an interview asked about taken from this one.
fn mixed(own: &Map<String, Json>, other: &Map<String, Json>, asked: &[String]) -> Map<String, Json> {
    let mut mixed: Map<String, Json> =
        other.iter().filter(|(_, value)| !value.is_array()).map(|(name, value)| (name.clone(), value.clone())).collect();
    for field in asked {
        let name = field.split('[').next().unwrap_or(field);
        match own.get(name) {
            Some(value) => mixed.insert(name.to_string(), value.clone()),
            None => mixed.remove(name),
        };
    }
    mixed
}

fn hold(case: &Case) -> Result<(), TestCaseError> {
    let text = print::policy(&case.policy);
    let subject = Subject::compile(&text)?;
    let judge = subject.policy().record("人").map_err(|error| TestCaseError::fail(error.to_string()))?;
    let date: Date = case.today.text().parse().map_err(|error: shengyuan::Error| TestCaseError::fail(error.to_string()))?;
    for (number, person) in case.people.iter().enumerate() {
        let mut whole = fitting(map(readable(record(person))), &case.policy);
        let mut talk = judge.interview(date, &[]).map_err(|error| TestCaseError::fail(error.to_string()))?;
        let asked = interview(&mut talk, &mut whole);
        let expected = outcomes(&judge.evaluate(&whole, date).map_err(|error| TestCaseError::fail(error.to_string()))?);
        let found = outcomes(&talk.verdict());
        if found != expected {
            return Err(TestCaseError::fail(format!("\n{text}\n{whole:?}\n{asked:?}\nwhole {expected:#?}\ninterview {found:#?}")));
        }
        for other in case.people.iter().skip(number + 1).take(2) {
            let mixed = mixed(&whole, &fitting(map(readable(record(other))), &case.policy), &asked);
            let changed = outcomes(&judge.evaluate(&mixed, date).map_err(|error| TestCaseError::fail(error.to_string()))?);
            if changed != expected {
                return Err(TestCaseError::fail(format!(
                    "\n{text}\n{whole:?}\n{mixed:?}\n{asked:?}\nwhole {expected:#?}\nmixed {changed:#?}"
                )));
            }
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: ProptestConfig::default().cases / 4,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn an_interview_says_what_the_whole_record_says(case in cases()) {
        hold(&case)?;
    }
}
