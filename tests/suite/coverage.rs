//! What samples reach: a small policy with known gaps, the laws, and the built-in policy.

use shengyuan::coverage::{Count, Coverage, SideKind};
use shengyuan::{Case, Policy, SampleKind, Source};

use crate::support::{file_name, files, in_crate, read};

fn compile(sources: impl IntoIterator<Item = Source>) -> Policy {
    Policy::compile(sources).unwrap_or_else(|problems| panic!("{problems}"))
}

fn grant() -> String {
    read(&in_crate("tests/fixtures/samples/grant.policy"))
}

fn covered(text: &str, cases: &[Case]) -> Coverage {
    compile([Source::new("grant.policy", text)]).coverage(cases).expect("the cases can be read")
}

fn case(name: &str, text: &str) -> Case {
    Case { name: name.to_string(), text: text.to_string(), accepted: None }
}

/// The policy without its examples.
fn without_examples(text: &str) -> String {
    let (rules, _) = text.split_once("  示例").expect("examples come last");
    format!("{rules}}}\n")
}

fn sources_of_2024(keep: impl Fn(&str) -> bool) -> Vec<Source> {
    let files = files("rules/2024", "policy").into_iter().filter(|file| keep(file_name(file)));
    files.map(|file| Source::new(format!("rules/2024/{}", file_name(&file)), read(&file))).collect()
}

fn cases_of_2024() -> Vec<Case> {
    let files = files("rules/2024/cases", "yaml").into_iter().filter(|file| !file_name(file).ends_with(".verdict.yaml"));
    files.map(|file| case(file_name(&file), &read(&file))).collect()
}

#[test]
fn what_is_not_reached_comes_first_and_what_is_reached_with_full() {
    insta::assert_snapshot!(covered(&grant(), &[]).text(true));
}

#[test]
fn lcov_has_a_branch_for_every_side() {
    let coverage = covered(&grant(), &[]);
    let tracefile = coverage.lcov();
    insta::assert_snapshot!(tracefile);
    let branches = tracefile.lines().filter(|line| line.starts_with("BRDA:")).count();
    let sides = coverage.total.items().all + coverage.total.conditions.all;
    assert_eq!(branches, sides);
    assert!(tracefile.contains(&format!("BRF:{branches}\n")));
}

#[test]
fn a_case_reaches_what_no_example_does() {
    let busy = case("busy", "学号: '2'\n年级: 大一\n平均分: 10\n家庭困难: 是\n核实日期: 2023-09-01\n兼职:\n  - 时数: 30\n");
    let (without, with) = (covered(&grant(), &[]), covered(&grant(), &[busy]));
    let side = |coverage: &Coverage| {
        let item = coverage.files[0].items.iter().find(|item| item.name == "判定「忙」").expect("it is there").clone();
        item.conditions[0].sides[0].clone()
    };
    assert_eq!(side(&without).samples, []);
    let reached = side(&with);
    assert_eq!(reached.side, SideKind::Holds);
    assert_eq!((reached.samples[0].kind, reached.samples[0].name.as_str()), (SampleKind::Case, "busy"));
    assert!(with.total.conditions.reached > without.total.conditions.reached);
}

#[test]
fn without_samples_nothing_is_reached() {
    let coverage = covered(&without_examples(&grant()), &[]);
    for count in [coverage.total.rules, coverage.total.checks, coverage.total.steps, coverage.total.conditions] {
        assert_eq!(count.reached, 0);
        assert!(count.all > 0);
    }
    assert!(coverage.lcov().lines().filter(|line| line.starts_with("DA:")).all(|line| line.ends_with(",0")));
}

#[test]
fn more_samples_never_reach_less() {
    let text = grant();
    let examples: Vec<&str> = text.lines().filter(|line| line.starts_with("  示例")).collect();
    let mut reached = 0;
    for count in 0..=examples.len() {
        let policy = format!("{}{}\n}}\n", without_examples(&text).trim_end().trim_end_matches('}'), examples[..count].join("\n"));
        let total = covered(&policy, &[]).total;
        let now = total.items().reached + total.conditions.reached;
        assert!(now >= reached, "{count} examples reach {now}, fewer reached {reached}");
        reached = now;
    }
}

#[test]
fn what_parameters_alone_decide_is_not_asked_for() {
    let coverage = covered(&grant(), &[]);
    let item = coverage.files[0].items.iter().find(|item| item.name.contains("有处分")).expect("it is there");
    assert_eq!(item.conditions[1].text, "处分要看");
    assert_eq!(item.conditions[1].fixed, Some("由参数定，不随学生变"));
    assert!(item.conditions[1].sides.iter().all(|side| !side.counts));
}

#[test]
fn a_case_that_cannot_be_read_is_named() {
    let error = compile([Source::new("grant.policy", grant())]).coverage(&[case("bad", "学好: 1")]).expect_err("a wrong field");
    assert_eq!(error.to_string(), "案例「bad」：政策里没有这些字段：「学好」（是不是「学号」？）");
}

#[test]
fn examples_and_cases_of_2024_reach_both_sides_of_every_rule() {
    let coverage = compile(sources_of_2024(|_| true)).coverage(&cases_of_2024()).expect("cases can be read");
    assert!(coverage.samples > 400);
    let open: Vec<String> = coverage
        .files
        .iter()
        .flat_map(|file| &file.items)
        .filter(|item| item.sides.iter().any(|side| side.is_open()))
        .map(|item| item.name.clone())
        .collect();
    assert_eq!(open, [] as [&str; 0]);
    assert!(coverage.total.items().is_full());
    let Count { reached, all, .. } = coverage.total.conditions;
    assert!(reached * 100 >= all * 95, "{reached} of {all} sides of conditions");
}

#[test]
fn the_policy_of_2024_without_samples_has_none_reached() {
    let coverage = compile(sources_of_2024(|name| !name.starts_with("examples-"))).coverage(&[]).expect("no case, no error");
    assert_eq!((coverage.samples, coverage.total.items().reached, coverage.total.conditions.reached), (0, 0, 0));
}
