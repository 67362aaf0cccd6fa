//! The engine for many records says the same as the verdict on each one.

use serde::Serialize;
use shengyuan::{Date, Engine, FindingState, Importance, Judge, Prepared, Shown, Status, Verdict};

/// What differs between the engine and the verdict; whether the engine needed no closer look.
pub(crate) fn difference(engine: &Engine<'_>, prepared: &Prepared, number: usize, verdict: &Verdict<'_>) -> (String, bool) {
    let mut proof = engine.proof();
    let judged = engine.judge(prepared, number, &mut proof);
    let mut told = String::new();
    let mut compare = |what: &str, own: String, other: String| {
        if own != other {
            told.push_str(&format!("{what}: engine {own}, verdict {other}\n"));
        }
    };
    compare("conclusion", judged.conclusion().to_string(), verdict.conclusion().to_string());
    let own: Vec<(String, Importance)> = judged.violated().map(|(name, weight)| (name.into_owned(), weight)).collect();
    let findings = verdict.findings().into_iter().filter(|finding| finding.state == FindingState::Violated);
    let other: Vec<(String, Importance)> = findings.map(|finding| (finding.id, finding.severity)).collect();
    compare("violated", format!("{own:?}"), format!("{other:?}"));
    for (name, decision) in verdict.decisions_with_rules() {
        let rule = engine.decision(name).and_then(|number| judged.rule(number)).map(str::to_string);
        let of_verdict = match decision.status {
            Status::Determined => decision.rule.clone().or_else(|| decision.rules.first().map(|one| one.rule.clone())),
            _ => None,
        };
        // Which entries a set is from is told by the verdict.
        if !matches!(decision.value, Some(Shown::List(_))) {
            compare(name, format!("{rule:?}"), format!("{of_verdict:?}"));
        }
    }
    (told, judged.is_direct())
}

/// Compares every record; gives how many were settled directly.
pub(crate) fn agree<T: Serialize>(judge: Judge<'_>, records: &[T], date: Date) -> Result<usize, String> {
    let engine = judge.engine(date);
    let prepared = engine.prepare(records).map_err(|error| error.to_string())?;
    let mut direct = 0;
    for (number, record) in records.iter().enumerate() {
        let verdict = judge.evaluate(record, date).map_err(|error| error.to_string())?;
        let (told, is_direct) = difference(&engine, &prepared, number, &verdict);
        if !told.is_empty() {
            return Err(format!("record {number}: {told}"));
        }
        direct += usize::from(is_direct);
    }
    Ok(direct)
}
