//! Slips of the pen: which are noticed in a small policy, and that the changed text behaves as the changed policy did.

use shengyuan::mutate::{Fate, Mutant, Mutation, MutationKind};
use shengyuan::{Case, Policy, SampleKind, Source};

use crate::support::{in_crate, read};

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
            Fate::Survived { .. } | Fate::Equivalent => {
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
    assert_eq!(mutation.killed + mutation.survived + mutation.equivalent, mutation.mutants.len());
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
