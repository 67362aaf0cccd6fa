//! The policies that the project carries, and small ones of other schools: no warning, every example passes, every case as accepted.

use std::fmt::Write;
use std::path::{Path, PathBuf};

use shengyuan::{Policy, Severity, Source};

use crate::support::{files, in_crate, read};

/// All sources of a folder.
fn folder(path: &str) -> Policy {
    let sources = files(path, "policy").into_iter().map(|file| Source::new(name(&file), read(&file)));
    Policy::compile(sources).unwrap_or_else(|problems| panic!("{problems}"))
}

fn name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

fn years() -> Vec<PathBuf> {
    let entries = std::fs::read_dir(in_crate("rules")).expect("the rules are there");
    let mut years: Vec<PathBuf> = entries.map(|entry| entry.expect("readable").path()).filter(|path| path.is_dir()).collect();
    years.sort();
    years
}

fn assert_sound(policy: &Policy) {
    assert_eq!(policy.remarks().count(Severity::Warning), 0, "{}", policy.remarks());
    let report = policy.run_examples();
    assert!(report.run > 0, "a policy without examples proves nothing");
    assert!(report.failures.is_empty(), "{:#?}", report.failures);
    assert!(report.unreached.is_empty(), "{:?}", report.unreached);
}

#[test]
fn every_policy_in_rules_is_clean_and_its_examples_pass() {
    assert!(!years().is_empty());
    for year in years() {
        assert_sound(&folder(&format!("rules/{}", name(&year))));
    }
}

#[test]
fn policies_of_other_schools_are_text_alone() {
    for file in files("tests/policies", "policy") {
        let policy = Policy::compile([Source::new(name(&file), read(&file))]).unwrap_or_else(|problems| panic!("{problems}"));
        assert_sound(&policy);
    }
}

#[test]
fn every_clause_of_2024_is_cited_or_declared_left_out() {
    let guide = read(&in_crate("rules/2024/guide.policy"));
    let clauses = guide.lines().filter(|line| line.trim_start().starts_with("条 ")).count();
    assert_eq!(clauses, 113, "one clause for each statement of the guide");
    // A clause that nothing cites is a warning, and there are no warnings.
    assert_eq!(folder("rules/2024").remarks().count(Severity::Warning), 0);
}

#[cfg(feature = "records")]
mod cases {
    use super::{Path, Policy, Write, files, folder, in_crate, name, read};

    /// Cases whose explanations are kept, of every kind some.
    const EXPLAINED: &[&str] = &[
        "change-applied-before-change",
        "change-origin-missing-proof",
        "faq2-name-differs",
        "faq4-waiting",
        "faq8-department-name",
        "identity-odd-phone",
        "origin-college-family-moved",
        "origin-family-moved",
        "origin-master-hukou-without-work",
        "origin-master-two-places",
        "origin-moved-between-admissions",
        "origin-phd-work-reversed-dates",
        "origin-xiantao",
        "process-sync-past-deadline",
        "scope-completion-without-degree",
    ];

    fn cases() -> Vec<std::path::PathBuf> {
        files("rules/2024/cases", "yaml").into_iter().filter(|path| !name(path).ends_with(".verdict.yaml")).collect()
    }

    fn verdict(policy: &Policy, case: &Path) -> String {
        let judge = policy.record("毕业生").expect("the record is there");
        judge.judge_case(&read(case), policy.example_date()).unwrap_or_else(|error| panic!("{}: {error}", name(case)))
    }

    #[test]
    fn every_case_has_its_accepted_verdict() {
        let policy = folder("rules/2024");
        assert!(cases().len() >= 60);
        for case in cases() {
            let accepted = read(&case.with_extension("verdict.yaml"));
            pretty_equal(&name(&case), &accepted, &verdict(&policy, &case));
        }
    }

    fn pretty_equal(case: &str, accepted: &str, now: &str) {
        assert_eq!(accepted, now, "{case} is judged differently; look at `shengyuan test rules/2024`");
    }

    /// One page to review: what each case shows, what it comes to, and its place of origin.
    #[test]
    fn the_cases_at_a_glance() {
        let policy = folder("rules/2024");
        let mut page = String::new();
        for case in cases() {
            let text = read(&case);
            let shows = text.lines().next().unwrap_or_default().trim_start_matches(['#', ' ']).to_string();
            let verdict = verdict(&policy, &case);
            let line =
                |key: &str| verdict.lines().find(|line| line.trim_start().starts_with(key)).unwrap_or_default().trim().to_string();
            let _ = writeln!(page, "{}：{shows}\n  {}，{}", name(&case), line("结论"), line("应填生源地"));
        }
        insta::assert_snapshot!(page);
    }

    #[test]
    fn explanations_of_cases() {
        let policy = folder("rules/2024");
        let judge = policy.record("毕业生").expect("the record is there");
        for explained in EXPLAINED {
            let case = &in_crate("rules/2024/cases").join(format!("{explained}.yaml"));
            let mut record: serde_yaml::Mapping = serde_yaml::from_str(&read(case)).expect("a case is a map");
            let date = record.remove("评估日").and_then(|day| day.as_str()?.parse().ok()).unwrap_or_else(|| policy.example_date());
            let verdict = judge.evaluate(&record, date).expect("a case is a record");
            insta::with_settings!({ snapshot_suffix => name(case) }, {
                insta::assert_snapshot!(verdict.explain().to_string());
            });
        }
    }
}
