//! Slips of the pen: which are noticed in a small policy, and that the changed text behaves as the changed policy did.

use shengyuan::mutate::{Fate, Mutant, Mutation, MutationKind};
use shengyuan::{Case, Policy, SampleKind, Source};

use crate::support::{file_name, files, in_crate, read};

fn grant() -> String {
    read(&in_crate("tests/fixtures/samples/grant.policy"))
}

fn compile(text: &str) -> Policy {
    Policy::compile([Source::new("grant.policy", text)]).unwrap_or_else(|problems| panic!("{problems}"))
}

/// A case with the verdict that the policy gives it.
fn accepted(policy: &Policy, name: &str, text: &str) -> Case {
    let verdict = policy.record("申请").and_then(|judge| judge.judge_case(text, policy.example_date()));
    Case { name: name.to_string(), text: text.to_string(), accepted: verdict.ok() }
}

fn cases(policy: &Policy) -> Vec<Case> {
    let busy = "学号: '2'\n年级: 大二\n平均分: 10\n家庭困难: 是\n核实日期: 2023-09-01\n兼职:\n  - 时数: 30\n";
    vec![accepted(policy, "busy", busy)]
}

fn mutated(cases: &[Case]) -> Mutation {
    compile(&grant()).mutate(cases).expect("the cases can be read")
}

#[test]
fn survivors_are_shown_in_the_words_of_the_policy() {
    insta::assert_snapshot!(mutated(&[]).to_string());
}

#[test]
fn every_change_and_who_notices_it() {
    insta::assert_snapshot!(mutated(&cases(&compile(&grant()))).text(true));
}

#[test]
fn a_case_notices_what_no_example_does() {
    let (without, with) = (mutated(&[]), mutated(&cases(&compile(&grant()))));
    assert!(with.killed > without.killed);
    let by_case = |mutant: &Mutant| matches!(&mutant.fate, Fate::Killed { by } if by.kind == SampleKind::Case);
    assert_eq!(with.mutants.iter().filter(|mutant| by_case(mutant)).count(), with.killed - without.killed);
}

#[test]
fn a_case_without_its_accepted_verdict_notices_nothing() {
    let mut cases = cases(&compile(&grant()));
    cases[0].accepted = None;
    assert_eq!(mutated(&cases).killed, mutated(&[]).killed);
    cases[0].accepted = Some("结论: 通过\n".to_string());
    assert_eq!(mutated(&cases).killed, mutated(&[]).killed);
}

#[test]
fn an_example_that_fails_already_notices_nothing() {
    let wrong = grant().replace("期望 可补助 = 否 因 有处分", "期望 可补助 = 是");
    let mutation = compile(&wrong).mutate(&[]).expect("no case, no error");
    assert!(mutation.killed < mutated(&[]).killed);
}

/// The text with the change made where the mutant says, if it is one that can be made by replacing words on its line.
fn changed(text: &str, mutant: &Mutant) -> Option<String> {
    let by_words = matches!(
        mutant.kind,
        MutationKind::Negation | MutationKind::Junction | MutationKind::Boundary | MutationKind::Choice | MutationKind::Element
    ) || mutant.kind == MutationKind::Omission && mutant.after != "（删去）";
    if !by_words {
        return None;
    }
    let mut lines: Vec<String> = text.lines().map(str::to_string).collect();
    let line = lines.get_mut(mutant.line - 1)?;
    let is_once = line.matches(&mutant.before).count() == 1;
    *line = line.replacen(&mutant.before, &mutant.after, 1);
    is_once.then(|| lines.join("\n"))
}

#[test]
fn the_changed_text_is_judged_as_the_changed_policy_was() {
    let text = grant();
    let cases = cases(&compile(&text));
    let mut compared = 0;
    for mutant in mutated(&cases).mutants {
        let Some(changed) = changed(&text, &mutant) else { continue };
        let Ok(policy) = Policy::compile([Source::new("grant.policy", changed.as_str())]) else { continue };
        let failed: Vec<String> = policy.run_examples().failures.into_iter().map(|failure| failure.example).collect();
        let case = accepted(&policy, "busy", &cases[0].text);
        match &mutant.fate {
            Fate::Killed { by } if by.kind == SampleKind::Example => assert!(failed.contains(&by.name), "{mutant:#?}"),
            Fate::Killed { .. } => {
                assert!(failed.is_empty(), "{mutant:#?}");
                assert_ne!(case.accepted, cases[0].accepted, "{mutant:#?}");
            }
            Fate::Survived { .. } | Fate::Equivalent | Fate::Proved => {
                assert!(failed.is_empty(), "{mutant:#?} but {failed:?}");
                assert_eq!(case.accepted, cases[0].accepted, "{mutant:#?}");
            }
        }
        compared += 1;
    }
    assert!(compared > 30, "only {compared} changes could be made by replacing words");
}

#[test]
fn counts_and_score_belong_together() {
    let mutation = mutated(&[]);
    assert_eq!(mutation.killed + mutation.survived + mutation.equivalent + mutation.proved, mutation.mutants.len());
    assert_eq!(mutation.survivors().count(), mutation.survived);
    let all = mutation.killed + mutation.survived;
    assert!(mutation.score().starts_with(&format!("{}/{all}", mutation.killed)));
}

#[test]
fn without_samples_every_change_survives() {
    let text = grant();
    let (rules, _) = text.split_once("  示例").expect("examples come last");
    let mutation = compile(&format!("{rules}}}\n")).mutate(&[]).expect("no case, no error");
    assert_eq!(mutation.killed, 0);
    assert!(mutation.survived > 50);
    assert!(mutation.score().ends_with("（0.0%）"));
}

#[test]
fn a_policy_without_anything_to_change_has_a_full_score() {
    let mutation = compile("记录 人 { }").mutate(&[]).expect("no case, no error");
    assert_eq!((mutation.mutants.len(), mutation.score().as_str()), (0, "0/0（100.0%）"));
}

#[test]
fn what_is_said_to_notice_a_change_does() {
    let (text, mutation) = (grant(), mutated(&[]));
    let rules = text.trim_end().strip_suffix('}').expect("the rules end");
    let mut tried = 0;
    for mutant in mutation.survivors() {
        let Fate::Survived { witness: Some(witness) } = &mutant.fate else { continue };
        let policy = compile(&format!("{rules}\n{witness}\n}}\n"));
        assert!(policy.run_examples().failures.is_empty(), "{witness}");
        let again = policy.mutate(&[]).expect("no case, no error");
        let same = |other: &&Mutant| {
            (other.line, &other.before, &other.after, &other.owner) == (mutant.line, &mutant.before, &mutant.after, &mutant.owner)
        };
        let fate = again.mutants.iter().find(same).map(|other| &other.fate);
        assert!(matches!(fate, Some(Fate::Killed { .. })), "{mutant:#?}\n{fate:?}");
        tried += 1;
    }
    assert!(tried * 2 > mutation.survived, "only {tried} of {}", mutation.survived);
}

/// Conditions of which parts say nothing, some only because of 适用, and values that cannot differ.
const IDLE: &str = "枚举 学历种类 { 专科 本科 硕士 }
记录 人 {
  学历 : 学历种类
  工作过 : 是否 适用 当 学历 = 硕士
  城市 : 文本 适用 当 工作过
  日期 : 日期 适用 当 工作过
  分数 : 整数
  明细 工作 适用 当 工作过 { 月数 : 整数 地点 : 文本 }
}
规则 人 {
  适用 当 分数 ≥ 0
  判定 研究生 = 学历 = 硕士
  判定 长 = 任一 工作 满足 (月数 > 12)
  判定 结果 : 整数 {
    缺省 零 { 则 0 }
    例外 一 优先于 二 { 当 研究生 且 工作过 = 否 则 1 }
    例外 二 优先于 三 { 当 研究生 且 长 则 2 }
    例外 三 优先于 四 { 当 研究生 且 日期 < 2023-09-01 则 3 }
    例外 四 优先于 五 { 当 分数 > 5 且 分数 > 3 则 4 }
    例外 五 优先于 六 { 当 研究生 且 计数 工作 满足 (月数 > 3) > 1 则 5 }
    例外 六 { 当 分数 > 4 且 分数 < 9 则 6 }
  }
  判定 名 : 文本 { 缺省 无 { 则 城市 } 例外 有 { 当 研究生 且 已填(城市) 则 城市 } }
  检查 甲 阻断 { 当 研究生 且 工作过 且 分数 > 2 要求 已填(城市) 提示 \"缺城市\" }
}
";

#[test]
fn a_change_that_is_proved_to_change_nothing_changes_no_verdict() {
    let policy = compile(IDLE);
    let mutation = policy.mutate(&[]).expect("no case, no error");
    let text = |values: &[Option<&str>]| -> Vec<Option<String>> { values.iter().map(|value| value.map(str::to_string)).collect() };
    let fields: Vec<(&str, Vec<Option<String>>)> = vec![
        ("学历", text(&[Some("本科"), Some("硕士"), None, Some("不知")])),
        ("工作过", text(&[Some("是"), Some("否"), None])),
        ("城市", text(&[Some("甲"), None])),
        ("日期", text(&[Some("2023-08-31"), Some("2023-09-01"), None])),
        ("分数", text(&[Some("-1"), Some("2"), Some("3"), Some("4"), Some("5"), Some("6"), Some("9"), None])),
    ];
    let rows = [None, Some(vec![]), Some(vec![2]), Some(vec![13]), Some(vec![4, 5]), Some(vec![1, 2, 14])];
    let mut records: Vec<serde_json::Map<String, serde_json::Value>> = vec![serde_json::Map::new()];
    for (name, values) in &fields {
        records = records
            .iter()
            .flat_map(|record| {
                values.iter().map(move |value| {
                    let mut record = record.clone();
                    record.extend(value.clone().map(|value| (name.to_string(), value.into())));
                    record
                })
            })
            .collect();
    }
    let records: Vec<_> = records
        .iter()
        .flat_map(|record| {
            rows.iter().map(move |rows| {
                let mut record = record.clone();
                let rows = rows.as_ref().map(|rows| rows.iter().map(|months| serde_json::json!({ "月数": months })).collect());
                record.extend(rows.map(|rows| ("工作".to_string(), serde_json::Value::Array(rows))));
                record
            })
        })
        .collect();
    let date = policy.example_date();
    let summary = |policy: &Policy| -> Vec<String> {
        let judge = policy.record("人").expect("there");
        let columns = judge.columns(records.iter(), date).expect("records");
        let verdicts = judge.evaluate_batch(&columns, date);
        verdicts.map(|verdict| serde_json::to_string(&verdict).expect("it serialises")).collect()
    };
    let before = summary(&policy);
    let mut proved = Vec::new();
    for mutant in mutation.mutants.iter().filter(|mutant| mutant.fate == Fate::Proved) {
        let changed = changed(IDLE, mutant).expect("changed by words");
        let after = summary(&compile(&changed));
        let differs = before.iter().zip(&after).zip(&records).find(|((before, after), _)| before != after);
        assert!(differs.is_none(), "{mutant:#?}\n{differs:#?}");
        proved.push(format!("{} → {}", mutant.before, mutant.after));
    }
    insta::assert_snapshot!(proved.join("\n"));
}

#[test]
fn the_samples_of_2024_notice_every_change_that_matters() {
    let sources = files("rules/2024", "policy").into_iter().map(|file| Source::new(file_name(&file), read(&file)));
    let policy = Policy::compile(sources).unwrap_or_else(|problems| panic!("{problems}"));
    let cases = files("rules/2024/cases", "yaml").into_iter().filter(|file| !file_name(file).ends_with(".verdict.yaml"));
    let cases: Vec<Case> = cases
        .map(|file| Case {
            name: file_name(&file).to_string(),
            text: read(&file),
            accepted: Some(read(&file.with_extension("verdict.yaml"))),
        })
        .collect();
    let mutation = policy.mutate(&cases).expect("the cases can be read");
    assert_eq!(mutation.survived, 0, "{mutation}");
    assert!(mutation.killed > 1400 && mutation.proved > 15, "{mutation}");
    assert!(mutation.score().ends_with("（100.0%）"), "{}", mutation.score());
}
