//! The README's policy, problem, verdict and explanation are what the program really says.

use shengyuan::{Date, Policy, Source};

use crate::support::{in_crate, read};

/// The fenced block after `<!-- 例：name -->`.
fn block(readme: &str, name: &str) -> String {
    let marker = format!("<!-- 例：{name} -->");
    let (_, after) = readme.split_once(&marker).unwrap_or_else(|| panic!("the README has no {marker}"));
    let (_, inside) = after.split_once("```").and_then(|(_, rest)| rest.split_once('\n')).expect("a block follows");
    inside.split_once("\n```").expect("the block ends").0.to_string()
}

fn date() -> Date {
    "2023-09-25".parse().expect("a day")
}

#[test]
fn the_readme_shows_what_really_happens() {
    let readme = read(&in_crate("README.md"));
    let text = block(&readme, "政策");
    let policy = Policy::compile([Source::new("例.policy", text.as_str())]).unwrap_or_else(|problems| panic!("{problems}"));
    assert!(policy.remarks().is_empty(), "{}", policy.remarks());

    let record: serde_json::Value = serde_json::from_str(&block(&readme, "记录")).expect("the record is JSON");
    let judge = policy.record("毕业生").expect("the record is there");
    let verdict = judge.evaluate(&record, date()).expect("it is a record").at_row(1);
    let shown: serde_json::Value = serde_json::from_str(&block(&readme, "结果")).expect("the verdict is JSON");
    assert_eq!(serde_json::to_value(&verdict).expect("it serialises"), shown);
    assert_eq!(verdict.explain().to_string().trim_end(), block(&readme, "说明"));
}

#[test]
fn the_problem_in_the_readme_is_reported_so() {
    let readme = read(&in_crate("README.md"));
    let wrong = block(&readme, "政策").replace("本科 且 入学后", "本科且入学后");
    let problems = Policy::compile([Source::new("bad.policy", wrong)]).expect_err("a space is missing");
    assert_eq!(problems.to_string().trim_end(), block(&readme, "问题"));
}

#[test]
fn a_missing_answer_is_undetermined_and_only_it_is_asked_for() {
    let readme = read(&in_crate("README.md"));
    let policy =
        Policy::compile([Source::new("例.policy", block(&readme, "政策"))]).unwrap_or_else(|problems| panic!("{problems}"));
    let mut record: serde_json::Map<String, serde_json::Value> = serde_json::from_str(&block(&readme, "记录")).expect("a map");
    record.remove("入学后家庭户口迁移");
    let verdict = policy.record("毕业生").expect("there").evaluate(&record, date()).expect("a record");
    let decision = verdict.decision("应填生源地").expect("there");
    assert_eq!(decision.needs, ["入学后家庭户口迁移"]);
    assert_eq!(decision.value(), None);
}

#[cfg(feature = "analyze")]
#[test]
fn the_gap_in_the_readme_is_found_so() {
    let readme = read(&in_crate("README.md"));
    let text = block(&readme, "政策");
    let (before, rest) = text.split_once("    缺省 高考前家庭户籍 {").expect("the default is there");
    let (_, after) = rest.split_once("    }\n").expect("the default ends");
    let policy =
        Policy::compile([Source::new("例.policy", format!("{before}{after}"))]).unwrap_or_else(|problems| panic!("{problems}"));
    let analysis = policy.analyze(&shengyuan::AnalysisOptions::default());
    let text = analysis.to_text();
    let gap = text.split("\n\n").find(|told| told.starts_with("问题[W0701]")).expect("a gap");
    assert_eq!(gap, block(&readme, "空白"), "{text}");
}
