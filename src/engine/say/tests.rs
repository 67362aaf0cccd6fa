//! Most texts are told by the proof alone.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops where something is wrong")]

use std::path::Path;

use super::super::Engine;
use super::Messages;
use super::prepared::{FindingText, ReasonTexts};
use crate::policy::Policy;
use crate::source::Source;
use crate::verdict::Conclusion;

fn read(path: &str) -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap()
}

fn policy_of_2024() -> Policy {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("rules/2024");
    let mut paths: Vec<_> = std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|ending| ending == "policy"));
    paths.sort();
    Policy::compile(paths.iter().map(|path| Source::new(path.display().to_string(), std::fs::read_to_string(path).unwrap())))
        .unwrap()
}

/// Names of what has a text that is left to the verdict.
fn left(engine: &Engine<'_>) -> Vec<String> {
    let texts = &engine.texts;
    let messages = engine.names.iter().zip(&texts.messages).filter(|(_, text)| matches!(text, FindingText::Ask));
    let asks = |reasons: &ReasonTexts| match reasons {
        ReasonTexts::Ask | ReasonTexts::Expression(None) => true,
        ReasonTexts::Rules(rules) => rules.iter().any(|(reason, review)| reason.is_none() || review.is_none()),
        ReasonTexts::Entries(entries) => entries.iter().any(Option::is_none),
        ReasonTexts::Silent | ReasonTexts::Expression(Some(_)) => false,
    };
    let decisions = engine.judge.record.decisions.iter().zip(&texts.reasons).filter(|(_, reasons)| asks(reasons));
    messages.map(|(name, _)| name.clone()).chain(decisions.map(|(decision, _)| decision.name.clone())).collect()
}

#[test]
fn few_texts_are_left_to_the_verdict() {
    let yardstick = Policy::compile([Source::new("origin-24.policy", read("benches/origin-24/origin-24.policy"))]).unwrap();
    let date = "2023-09-28".parse().unwrap();
    assert_eq!(left(&yardstick.record("学生").unwrap().engine(date)), [] as [&str; 0]);
    let policy = policy_of_2024();
    let engine = policy.record("毕业生").unwrap().engine(date);
    assert_eq!(left(&engine), [] as [&str; 0]);
}

#[test]
fn the_proofs_of_the_cohort_tell_all_messages() {
    let policy = policy_of_2024();
    let engine = policy.record("毕业生").unwrap().engine("2023-09-28".parse().unwrap());
    let lines = read("tests/cohort/graduates.jsonl");
    let records: Vec<serde_json::Value> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let prepared = engine.prepare(&records).unwrap();
    let (mut proof, mut messages, mut said) = (engine.proof(), Messages::new(), 0);
    for number in 0..prepared.len() {
        let judged = engine.judge(&prepared, number, &mut proof).unwrap();
        if judged.is_direct() && judged.conclusion() != Conclusion::NotApplicable {
            messages.clear();
            assert!(judged.messages_of_proof(&mut messages), "record {number}");
            said += messages.len();
        }
    }
    assert!(said > 100, "{said} messages");
}
