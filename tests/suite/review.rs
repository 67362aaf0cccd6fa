//! What is written to the office that issues the guide is what the program says, and every reason to ask a person is in it.

use shengyuan::{Analysis, AnalysisOptions, Policy, Source};

use crate::support::{files, in_crate, read};

const AS_WRITTEN: &str = "rules/2024/review/as-written.policy";

fn review() -> String {
    read(&in_crate("rules/2024/review.md"))
}

/// The fenced blocks after `<!-- kind：name -->`, as lists of lines.
fn blocks(text: &str, kind: &str) -> Vec<Vec<String>> {
    let marker = format!("<!-- {kind}：");
    let parts = text.split(&marker).skip(1);
    let inside = parts.map(|part| part.split("```").nth(1).expect("a block follows").trim_matches('\n').to_string());
    inside.map(|block| block.lines().map(str::to_string).collect()).collect()
}

fn policy(paths: &[std::path::PathBuf], name: impl Fn(&str) -> String) -> Policy {
    let sources = paths.iter().map(|path| Source::new(name(crate::support::file_name(path)), read(path)));
    Policy::compile(sources).unwrap_or_else(|problems| panic!("{problems}"))
}

fn as_written() -> Policy {
    policy(&[in_crate(AS_WRITTEN)], |_| AS_WRITTEN.to_string())
}

fn of_2024() -> Policy {
    policy(&files("rules/2024", "policy"), |name| format!("rules/2024/{name}"))
}

fn analyzed(policy: &Policy) -> Analysis {
    policy.analyze(&AnalysisOptions::default())
}

/// Every line stands in the same finding, in this order.
fn assert_told(analysis: &Analysis, block: &[String]) {
    let text = analysis.to_text();
    let told = text.split("\n\n").find(|told| told.lines().next() == block.first().map(String::as_str));
    let mut rest = told.unwrap_or_else(|| panic!("not told: {block:?}\n{text}")).lines();
    for line in block {
        assert!(rest.any(|told| told == line), "not told, or not in this order: {line}\n{text}");
    }
}

#[test]
fn the_results_quoted_are_those_of_the_analysis() {
    let (text, written) = (review(), analyzed(&as_written()));
    let results = blocks(&text, "结果");
    assert_eq!(results.len(), 3);
    results.iter().for_each(|block| assert_told(&written, block));
    let faults = written.findings.iter().filter(|finding| finding.code.starts_with('W')).count();
    assert_eq!(faults, 2, "a fault that is not written about: {}", written.to_text());
    let used = blocks(&text, "结果2024");
    assert_eq!(used.len(), 1);
    let own = analyzed(&of_2024());
    used.iter().for_each(|block| assert_told(&own, block));
    assert!(!own.findings.iter().any(|finding| finding.code.starts_with('W')), "{}", own.to_text());
    assert!(text.contains(&format!("一共 {} 处", own.not_analysed.len())), "{}", own.not_analysed.len());
}

#[test]
fn the_examples_quoted_stand_in_the_rules_and_pass() {
    let (text, written) = (review(), read(&in_crate(AS_WRITTEN)));
    let examples = blocks(&text, "例子");
    assert_eq!(examples.len(), 2);
    for block in examples {
        assert!(written.contains(&block.join("\n")), "{block:?}");
    }
    let report = as_written().run_examples();
    assert!(report.failures.is_empty() && report.unreached.is_empty(), "{report:#?}");
    assert!(text.contains(&format!("{} 个例子都和预期一样", report.run)), "{}", report.run);
    assert!(as_written().remarks().iter().all(|remark| remark.code().id == "N0602"));
}

#[test]
fn every_reason_to_ask_a_person_is_listed_with_a_case_that_meets_it() {
    let text = review();
    let origin = read(&in_crate("rules/2024/origin.policy"));
    let (_, rules) = origin.split_once("判定 应填生源地").expect("the decision is there");
    let (rules, _) = rules.split_once("判定 生源地相符").expect("the next decision is there");
    let mut listed = 0;
    for rule in rules.split("例外 ").skip(1).filter(|rule| rule.contains("则 复核")) {
        let name = rule.split_whitespace().next().expect("a name");
        let row = text.lines().find(|line| line.starts_with(&format!("| {name} |")));
        let row = row.unwrap_or_else(|| panic!("「{name}」 is not listed"));
        let case = row.split('`').nth(1).expect("a case");
        let verdict = read(&in_crate(&format!("rules/2024/cases/{case}.verdict.yaml")));
        assert!(verdict.contains(&format!("应填生源地: 复核（{name}）")), "{case} does not meet 「{name}」");
        listed += 1;
    }
    assert_eq!(listed, 17);
}

#[test]
fn every_case_and_parameter_named_is_there() {
    let text = review();
    let parameters = read(&in_crate("rules/2024/parameters.policy"));
    for name in text.split('`').skip(1).step_by(2) {
        let case = name.trim_start_matches("rules/2024/cases/").trim_end_matches(".yaml");
        let is_case =
            case.contains('-') && case.chars().all(|character| character.is_ascii_lowercase() || "-0123456789".contains(character));
        if is_case {
            read(&in_crate(&format!("rules/2024/cases/{case}.yaml")));
        }
    }
    for row in text.lines().filter(|line| line.starts_with("| ") && line.contains("| 参数 ")) {
        let (_, names) = row.trim_end_matches(" |").rsplit_once("参数 ").expect("parameters");
        for name in names.split('、') {
            assert!(parameters.contains(&format!("参数 {name} ")), "「{name}」");
        }
    }
}

#[test]
fn the_manual_and_the_readme_lead_to_it() {
    assert!(read(&in_crate("rules/README.md")).contains("(2024/review.md)"));
    assert!(read(&in_crate("README.md")).contains("(rules/2024/review.md)"));
}
