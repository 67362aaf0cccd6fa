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
    // What the evaluator settles has no numbers.
    let numbers: Option<Vec<(String, Importance)>> = judged.violated_numbers().map(|numbers| {
        numbers.filter_map(|number| engine.finding(number)).map(|(name, weight)| (name.to_string(), weight)).collect()
    });
    compare("numbers", format!("{:?}", numbers.as_ref().unwrap_or(&other)), format!("{other:?}"));
    compare("is direct", judged.is_direct().to_string(), numbers.is_some().to_string());
    for (name, decision) in verdict.decisions_with_rules() {
        let value = engine.decision(name).and_then(|number| judged.value(number));
        compare(name, format!("{value:?}"), format!("{:?}", decision.value()));
        let by_number = engine.decision(name).and_then(|number| engine.rules(number).nth(judged.rule_number(number)?));
        compare(name, format!("{by_number:?}"), format!("{:?}", engine.decision(name).and_then(|number| judged.rule(number))));
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

/// A policy of one record, judged by both.
fn agree_on(text: &str, records: &[serde_json::Value]) -> usize {
    let policy = crate::support::compile("长.policy", text).unwrap_or_else(|problems| panic!("{problems}"));
    let date = "2023-09-25".parse().expect("a day");
    agree(policy.record("学生").expect("there"), records, date).unwrap_or_else(|told| panic!("{told}"))
}

#[test]
fn long_chains_of_decisions_and_choices_end_in_an_answer() {
    let records = [serde_json::json!({"甲": true, "乙": 1}), serde_json::json!({"甲": null, "乙": null})];
    let chain = |first: &str, each: &dyn Fn(usize) -> String| {
        let chain: String = (1..60).map(|number| format!("判定 第{number} = {}\n", each(number - 1))).collect();
        format!(
            "记录 学生 {{ 甲 : 是否  乙 : 整数 }}\n规则 学生 {{ 判定 第0 = {first}\n{chain}检查 末项 提醒 {{ 要求 第59 = 第0 提示 \"不同\" }} }}"
        )
    };
    agree_on(&chain("甲", &|before| format!("非 第{before}")), &records);
    agree_on(&chain("乙", &|before| format!("若 甲 则 第{before} 否则 第{before}")), &records);
    let arms = "若 乙 = 1 则 2 否则 ".repeat(5_000);
    agree_on(
        &format!(
            "记录 学生 {{ 甲 : 是否  乙 : 整数 }}\n规则 学生 {{ 判定 数 = {arms}3\n检查 查 提醒 {{ 要求 数 = 2 提示 \"不同\" }} }}"
        ),
        &records,
    );
}
