//! Formats that a policy names, through the public interface: what is said of a wrong value, and what the manual shows.

use serde_json::json;
use shengyuan::{Date, Policy, Source};

use crate::support::{in_crate, read};

/// A record with one field of a format, and what is said of a value.
fn finding(pattern: &str, note: &str, attribute: &str, value: &str) -> Option<String> {
    let text = format!(
        "格式 学号格式 匹配 “{pattern}” 说明 “{note}”\n记录 学生 {{ 学号 : 文本 {attribute} 格式 学号格式 }}\n规则 学生 {{ }}\n"
    );
    let policy = Policy::compile([Source::new("例.policy", text)]).unwrap_or_else(|problems| panic!("{problems}"));
    let date: Date = "2024-05-01".parse().expect("a day");
    let verdict = policy.record("学生").expect("there").evaluate(&json!({ "学号": value }), date).expect("a record");
    let messages: Vec<_> = verdict.findings().into_iter().filter_map(|finding| finding.message).collect();
    assert!(messages.len() <= 1, "{messages:?}");
    messages.into_iter().next()
}

#[test]
fn a_finding_says_what_is_wanted_and_never_the_value() {
    let wanted = Some("「学号」不合学号格式：8到12位数字".to_string());
    assert_eq!(finding("[0-9]{8,12}", "8到12位数字", "", "20240017"), None);
    for attribute in ["", "敏感"] {
        for value in ["2024001", "1234567890123", "20240017a", "２０２４００１７"] {
            assert_eq!(finding("[0-9]{8,12}", "8到12位数字", attribute, value), wanted, "{value}");
        }
    }
}

#[test]
fn the_whole_value_must_match_whatever_the_order_of_the_alternatives() {
    assert_eq!(finding("S|S1|S12", "S、S1或S12", "", "S12"), None);
    assert!(finding("S|S1|S12", "S、S1或S12", "", "S123").is_some());
}

/// Snippets of the section on formats of one's own, in their order, and the rows of its table.
#[test]
fn the_formats_of_the_manual_can_be_written_so_and_give_what_it_shows() {
    let manual = read(&in_crate("rules/README.md"));
    let section = |heading: &str| {
        let (_, rest) = manual.split_once(heading).unwrap_or_else(|| panic!("the manual has no {heading}"));
        rest.split("\n##").next().unwrap_or("")
    };
    let blocks: Vec<&str> = section("### 3.9 ").split("```").skip(1).step_by(2).map(str::trim).collect();
    let [item, field, said, fault] = blocks.as_slice() else { panic!("{blocks:?}") };
    let policy = |item: &str| {
        let text = format!("{item}\n记录 毕业生 {{\n{field}\n}}\n规则 毕业生 {{ 判定 有学号 = 已填(学号) }}\n");
        Policy::compile([Source::new("手册", text)])
    };
    let sound = policy(item).unwrap_or_else(|problems| panic!("{problems}"));
    let date: Date = "2024-05-01".parse().expect("a day");
    let verdict = sound.record("毕业生").expect("there").evaluate(&json!({ "学号": "2024001" }), date).expect("a record");
    assert_eq!(verdict.findings().first().and_then(|finding| finding.message.as_deref()), Some(*said));
    let problems = policy(&item.replace(']', "")).expect_err("a bracket is missing");
    assert_eq!(problems.render(false).lines().next(), Some(*fault));

    let mut rows = 0;
    for line in section("#### 自己的格式").lines().filter(|line| line.starts_with("| `")) {
        let line = line.replace("\\|", "¦");
        let cells: Vec<String> = line.split('|').map(|cell| cell.trim().trim_matches('`').replace('¦', "|")).collect();
        let [_, pattern, _, right, wrong, _] = cells.as_slice() else { panic!("{line}") };
        assert_eq!(finding(pattern, "样子", "", right), None, "{pattern}");
        if wrong != "（空的）" {
            assert!(finding(pattern, "样子", "", wrong).is_some(), "{pattern}");
        }
        rows += 1;
    }
    assert_eq!(rows, 10);
}
