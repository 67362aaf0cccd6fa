//! What holds of every verdict, seen through the public interface alone.

use std::collections::BTreeMap;

use proptest::collection::vec;
use proptest::prelude::{ProptestConfig, any, prop_assert_eq, proptest};
use proptest::test_runner::TestCaseError;
use serde_json::Value as Json;

use super::choices::Choices;
use super::generate::{Case, cases, rows, steady_cases};
use super::model::{Body, Cell, Cells, DETAIL, Field, Item, Person, Policy};
use super::print;
use super::sentence::value;
use super::subject::{Subject, record};

/// Filling in a field that a pending decision does not ask for leaves it as it is, and filling in
/// any field leaves alone what is settled.
fn fill_one_by_one(case: &Case, tape: &[u8]) -> Result<(), TestCaseError> {
    let text = print::policy(&case.policy);
    let subject = Subject::compile(&text)?;
    let mut choices = Choices::new(tape);
    for person in &case.people {
        let before = subject.judge(&record(person), case.today)?;
        for (filled, more) in fillings(&case.policy, person, &mut choices) {
            let after = subject.judge(&record(&more), case.today)?;
            for (name, decision) in before["decisions"].as_object().into_iter().flatten() {
                let later = &after["decisions"][name];
                if !asks_for(decision, &filled) {
                    let told = format!("{name} after filling in {filled}\n{text}\n{}\n{}", record(person), record(&more));
                    prop_assert_eq!(essence(decision), essence(later), "{}", told);
                }
            }
        }
    }
    Ok(())
}

/// Whether the decision is pending for want of this field.
fn asks_for(decision: &Json, field: &str) -> bool {
    decision["needs"].as_array().into_iter().flatten().any(|need| need == field)
}

/// What a decision says, without what it asks for and which rules it names.
fn essence(decision: &Json) -> BTreeMap<&str, Vec<String>> {
    BTreeMap::from(["status", "value", "possible"].map(|key| (key, members(&decision[key]))))
}

/// The person with one more thing filled in, for each thing that is not.
fn fillings(policy: &Policy, person: &Person, choices: &mut Choices) -> Vec<(String, Person)> {
    let mut fillings = Vec::new();
    for field in policy.fields.iter().filter(|it| is_missing(it, &person.cells)) {
        let mut more = person.clone();
        more.cells.insert(field.name.clone(), Cell::Filled(value(choices, field.kind)));
        fillings.push((field.name.clone(), more));
    }
    if person.rows.is_none() {
        let rows = Some(rows(choices, policy, 2));
        fillings.push((DETAIL.to_string(), Person { rows, ..person.clone() }));
    }
    for (number, row) in person.rows.iter().flatten().enumerate() {
        for field in policy.detail.fields.iter().filter(|it| is_missing(it, row)) {
            let mut more = person.clone();
            if let Some(rows) = &mut more.rows {
                let cell = Cell::Filled(value(choices, field.kind));
                rows[number].insert(field.name.clone(), cell);
            }
            fillings.push((format!("{DETAIL}[{number}].{}", field.name), more));
        }
    }
    fillings
}

fn is_missing(field: &Field, cells: &Cells) -> bool {
    match cells.get(&field.name) {
        None | Some(Cell::Null | Cell::Empty) => true,
        Some(Cell::Placeholder) => field.placeholder,
        Some(Cell::Nonsense | Cell::Filled(_) | Cell::Worded(_)) => false,
    }
}

fn repeat(case: &Case) -> Result<(), TestCaseError> {
    let text = print::policy(&case.policy);
    let (once, again) = (Subject::compile(&text)?, Subject::compile(&text)?);
    for person in &case.people {
        let record = record(person);
        let verdict = once.judge(&record, case.today)?;
        prop_assert_eq!(&verdict, &once.judge(&record, case.today)?, "{}", text);
        prop_assert_eq!(&verdict, &again.judge(&record, case.today)?, "{}", text);
    }
    Ok(())
}

/// The same fields, exceptions, entries and items in another order.
fn reorder(policy: &Policy, choices: &mut Choices) -> Policy {
    let mut policy = policy.clone();
    shuffle(&mut policy.fields, choices);
    shuffle(&mut policy.detail.fields, choices);
    shuffle(&mut policy.items, choices);
    for item in &mut policy.items {
        match item {
            Item::Decision(it) => {
                if let Body::Cases { exceptions, .. } = &mut it.body {
                    shuffle(exceptions, choices);
                }
            }
            Item::Collection(it) => shuffle(&mut it.entries, choices),
            Item::Check(_) | Item::Process(_) => {}
        }
    }
    policy
}

fn shuffle<T>(things: &mut [T], choices: &mut Choices) {
    for place in 1..things.len() {
        things.swap(place, choices.below(place + 1));
    }
}

fn same_in_any_order(case: &Case, tape: &[u8]) -> Result<(), TestCaseError> {
    let text = print::policy(&case.policy);
    let other_text = print::policy(&reorder(&case.policy, &mut Choices::new(tape)));
    let (one, other) = (Subject::compile(&text)?, Subject::compile(&other_text)?);
    for person in &case.people {
        let record = record(person);
        let told = format!("{text}\n{other_text}\n{record}");
        let one = one.judge(&record, case.today)?;
        let other = other.judge(&record, case.today)?;
        prop_assert_eq!(&one["conclusion"], &other["conclusion"], "{}", told);
        for (name, decision) in one["decisions"].as_object().into_iter().flatten() {
            let other = &other["decisions"][name];
            prop_assert_eq!(&decision["status"], &other["status"], "{} {}", name, told);
            let values = [members(&decision["value"]), members(&other["value"])];
            prop_assert_eq!(&values[0], &values[1], "{} {}", name, told);
        }
    }
    Ok(())
}

/// A value, or the members of a set, in one order.
fn members(value: &Json) -> Vec<String> {
    let mut members = match value {
        Json::Array(members) => members.iter().map(Json::to_string).collect(),
        other => vec![other.to_string()],
    };
    members.sort();
    members
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: ProptestConfig::default().cases / 2,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn what_is_not_asked_for_cannot_matter(case in steady_cases(), tape in vec(any::<u8>(), 0..64)) {
        fill_one_by_one(&case, &tape)?;
    }

    #[test]
    fn a_verdict_is_the_same_every_time(case in cases()) {
        repeat(&case)?;
    }

    #[test]
    fn order_in_the_file_means_nothing(case in cases(), tape in vec(any::<u8>(), 0..64)) {
        same_in_any_order(&case, &tape)?;
    }
}
