//! Two policies compared: what differs is found and shown by records, nothing else is said, and lists are counted as they are judged.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::sync::OnceLock;

use proptest::prelude::*;
use shengyuan::records::{Format, Reader, RecordData};
use shengyuan::{AnalysisOptions, Date, DiffTally, Judge, Policy, PolicyDiff, Source};

use crate::support::{file_name, files, in_crate, read};

fn folder(path: &str) -> Policy {
    let sources = files(path, "policy");
    let sources = sources.iter().map(|file| Source::new(file_name(file), read(file)));
    Policy::compile(sources).unwrap_or_else(|problems| panic!("{problems}"))
}

fn compile(text: &str) -> Policy {
    Policy::compile([Source::new("例.policy", text)]).unwrap_or_else(|problems| panic!("{problems}\n{text}"))
}

fn diff(old: &str, new: &str) -> PolicyDiff {
    compile(old).diff(&compile(new), &AnalysisOptions::default())
}

/// The invented next year against 2024; compared once.
fn next_year() -> &'static PolicyDiff {
    static DIFF: OnceLock<PolicyDiff> = OnceLock::new();
    DIFF.get_or_init(|| folder("rules/2024").diff(&folder("tests/policies/next-year"), &AnalysisOptions::default()))
}

#[test]
fn the_five_edits_of_the_invented_next_year_are_found_and_nothing_else() {
    let diff = next_year();
    let changes: Vec<String> = diff.changes.iter().map(|change| format!("{} {}", change.kind, change.name)).collect();
    let expected = [
        "参数 截止日期",
        "参数 可填至市级",
        "参数 家庭迁移适用学历",
        "条文 指引 时间.截止",
        "条文 指引 生源地.市级例外",
        "条文 指引 问10.原因",
        "条文 指引 问10.更换",
        "字段 电子邮箱",
        "检查 照片不合格",
    ];
    assert_eq!(changes, expected);
    let because = |name: &str| {
        let item = diff.items.iter().find(|item| item.name == name).unwrap_or_else(|| panic!("{name} differs"));
        assert!(!item.classes.is_empty(), "{name} has a class");
        item.because.join("、")
    };
    assert_eq!(because("提交逾期"), "参数「截止日期」");
    assert_eq!(because("截止后仍未提交"), "参数「截止日期」");
    assert_eq!(because("等待会超过截止日"), "参数「截止日期」");
    assert_eq!(because("生源地须到区县"), "参数「可填至市级」");
    assert_eq!(because("第二生源地须到区县"), "参数「可填至市级」");
    assert_eq!(because("依据的户籍地"), "参数「家庭迁移适用学历」");
    assert_eq!(because("应填生源地"), "参数「家庭迁移适用学历」、判定「依据的户籍地」");
    for follows in ["生源地相符", "生源地与应填不符", "生源地只差层级"] {
        assert_eq!(because(follows), "判定「应填生源地」");
    }
    assert_eq!(diff.items.len(), 10);
    assert_eq!(diff.cohort, ["本届"]);
}

#[test]
fn the_report_on_the_invented_next_year_reads_so() {
    insta::assert_snapshot!(next_year().to_text());
}

#[test]
fn the_readme_shows_the_report_as_it_is() {
    let readme = read(&in_crate("README.md"));
    let report = next_year().to_text();
    let (_, after) = readme.split_once("<!-- 例：比较 -->").expect("the README has the example");
    let (_, inside) = after.split_once("```text\n").expect("a block follows");
    let (block, _) = inside.split_once("\n```").expect("the block ends");
    for part in block.split("\n……\n") {
        assert!(report.contains(part.trim_matches('\n')), "not in the report:\n{part}");
    }
}

#[test]
fn a_policy_differs_in_nothing_from_itself() {
    let policy = folder("rules/2024");
    let diff = policy.diff(&folder("rules/2024"), &AnalysisOptions::default());
    assert!(diff.is_empty(), "{}", diff.to_text());
}

const SMALL: &str = r#"枚举 学历 { 专科 本科 硕士 }
记录 人 { 标识 学号  学号 : 文本 必填  层次 : 学历 必填  年龄 : 整数  迁移 : 是否 }
规则 人 {
  判定 去向 : 文本 {
    缺省 原籍 { 则 "原籍" }
    例外 迁走 { 当 层次 = 本科 且 迁移 则 "新址" }
    例外 年长 优先于 迁走 { 当 年龄 ≥ 30 则 复核 "年龄大的请认定" }
  }
  检查 太小 提醒 { 要求 年龄 ≥ 16 提示 "太小" }
}"#;

#[test]
fn a_rule_that_is_only_renamed_makes_no_difference() {
    let diff = diff(SMALL, &SMALL.replace("迁走", "已迁"));
    assert!(diff.items.is_empty(), "{}", diff.to_text());
    assert_eq!(diff.changes[0].to_string(), "规则「去向·迁走」改名为「去向·已迁」，内容没有变");
}

#[test]
fn other_words_for_the_same_are_said_to_be_the_same() {
    let diff = diff(SMALL, &SMALL.replace("年龄 ≥ 16", "非 年龄 < 16"));
    assert!(diff.items.is_empty(), "{}", diff.to_text());
    assert_eq!(diff.same_in_other_words, ["检查「太小」"]);
}

#[test]
fn another_reason_for_review_and_another_weight_are_differences() {
    let other = SMALL.replace("年龄大的请认定", "三十以上请认定").replace("太小 提醒", "太小 阻断");
    let diff = diff(SMALL, &other);
    let classes: Vec<(&str, &str)> =
        diff.items.iter().flat_map(|item| &item.classes).map(|class| (class.old.as_str(), class.new.as_str())).collect();
    assert_eq!(classes, [("复核", "复核"), ("违反（提醒）", "违反（阻断）")]);
}

#[test]
fn members_and_fields_of_one_policy_only_are_told_and_harm_nothing() {
    let other = SMALL
        .replace("硕士 }", "硕士 博士 }")
        .replace("迁移 : 是否 }", "迁移 : 是否  离职 : 是否 }")
        .replace("层次 = 本科 且 迁移 ", "层次 属于 {本科, 博士} 且 迁移 且 非 离职 ");
    let diff = diff(SMALL, &other);
    let told: Vec<String> = diff.changes.iter().map(ToString::to_string).collect();
    assert!(told.contains(&"新增选项「学历·博士」".to_string()), "{told:?}");
    assert!(told.contains(&"新增字段「离职」：是否".to_string()), "{told:?}");
    let classes = &diff.items[0].classes;
    assert_eq!(classes.len(), 1, "{}", diff.to_text());
    assert!(classes[0].witness.contains("离职 = 是"), "{}", classes[0].witness);
}

#[test]
fn a_field_of_another_type_is_not_analysed() {
    let other = SMALL.replace("年龄 : 整数", "年龄 : 小数");
    let diff = diff(SMALL, &other);
    assert!(diff.items.iter().all(|item| item.not_analysed.iter().any(|doubt| doubt.contains("字段「年龄」的类型变了"))));
    assert!(!diff.items.is_empty());
}

/// A condition over three fields.
fn condition() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        prop_oneof!["专科", "本科", "硕士"].prop_map(|member| format!("层次 = {member}")),
        (1..6i64).prop_map(|age| format!("年龄 ≥ {age}")),
        (1..6i64).prop_map(|age| format!("年龄 < {age}")),
        Just("迁移".to_string()),
    ];
    leaf.prop_recursive(2, 6, 2, |inner| {
        prop_oneof![
            (inner.clone(), inner.clone()).prop_map(|(left, right)| format!("({left} 且 {right})")),
            (inner.clone(), inner.clone()).prop_map(|(left, right)| format!("({left} 或 {right})")),
            inner.prop_map(|inner| format!("非 ({inner})")),
        ]
    })
}

fn policy_text(rules: &[String; 3]) -> String {
    let [first, second, check] = rules;
    format!(
        r#"枚举 学历 {{ 专科 本科 硕士 }}
枚举 结果 {{ 甲 乙 丙 }}
记录 人 {{ 层次 : 学历  年龄 : 整数  迁移 : 是否 }}
规则 人 {{
  判定 去向 : 结果 {{
    缺省 无 {{ 则 甲 }}
    例外 一 优先于 二 {{ 当 {first} 则 乙 }}
    例外 二 {{ 当 {second} 则 丙 }}
  }}
  检查 核对 {{ 要求 {check} 提示 "不对" }}
}}"#
    )
}

/// What each pair of policies says of every record, by trying all: old verdict, new verdict, where they differ.
fn by_trying_all(old: &Policy, new: &Policy) -> BTreeSet<(String, String, String)> {
    let date: Date = "2023-09-25".parse().expect("a day");
    let said = |policy: &Policy, record: &serde_json::Value| -> BTreeMap<String, String> {
        let verdict = policy.record("人").expect("there").evaluate(record, date).expect("a record");
        let value = verdict.decision("去向").expect("there").value().unwrap_or_default().to_string();
        let violated = verdict.findings().iter().any(|finding| finding.id == "核对");
        let check = if violated { "违反（阻断）" } else { "不违反" };
        BTreeMap::from([("去向".to_string(), value), ("核对".to_string(), check.to_string())])
    };
    let mut different = BTreeSet::new();
    for level in ["专科", "本科", "硕士"] {
        for age in 0..=7 {
            for moved in [true, false] {
                let record = serde_json::json!({"层次": level, "年龄": age, "迁移": moved});
                let (before, after) = (said(old, &record), said(new, &record));
                for (item, old) in before {
                    if let Some(new) = after.get(&item).filter(|new| **new != old) {
                        different.insert((item, old, new.clone()));
                    }
                }
            }
        }
    }
    different
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_classes_are_those_found_by_trying_every_record(
        old in [condition(), condition(), condition()],
        new in [condition(), condition(), condition()],
    ) {
        let texts = [policy_text(&old).replace("检查 核对 {", "检查 核对 阻断 {"), policy_text(&new).replace("检查 核对 {", "检查 核对 阻断 {")];
        let [old, new] = [compile(&texts[0]), compile(&texts[1])];
        let diff = old.diff(&new, &AnalysisOptions::default());
        let found: BTreeSet<(String, String, String)> = diff
            .items
            .iter()
            .flat_map(|item| item.classes.iter().map(|class| (item.name.clone(), class.old.clone(), class.new.clone())))
            .collect();
        prop_assert_eq!(found, by_trying_all(&old, &new), "{}\n{}", texts[0], texts[1]);
        prop_assert!(diff.items.iter().all(|item| item.not_analysed.is_empty()));
    }
}

fn cohort(judge: Judge<'_>) -> Vec<RecordData> {
    let file = File::open(in_crate("tests/cohort/graduates.csv")).expect("the cohort is there");
    let records = Reader::new(judge).format(Some(Format::Csv)).read(file).expect("it is readable");
    records.map(|row| row.record.expect("every row is whole")).collect()
}

#[test]
fn a_list_is_counted_as_each_student_is_judged() {
    let (old, new) = (folder("rules/2024"), folder("tests/policies/next-year"));
    let new = new.for_the_cohort_of(&old);
    let (before, after) = (old.record("毕业生").expect("there"), new.record("毕业生").expect("there"));
    let date: Date = "2023-10-20".parse().expect("a day");
    let mut tally = DiffTally::default();
    let mut counted: BTreeMap<(String, String), usize> = BTreeMap::new();
    let (mut different, mut late) = (0, 0);
    for (one, other) in cohort(before).iter().zip(&cohort(after)) {
        let (left, right) = (before.evaluate(one, date).expect("a record"), after.evaluate(other, date).expect("a record"));
        tally.add(&left, &right);
        *counted.entry((left.conclusion().to_string(), right.conclusion().to_string())).or_default() += 1;
        let (found, then) = (left.findings(), right.findings());
        let stands = |list: &[shengyuan::Finding]| list.iter().any(|finding| finding.id == "截止后仍未提交");
        late += usize::from(stands(&found) && !stands(&then));
        let ids = |list: &[shengyuan::Finding]| {
            list.iter().map(|finding| (finding.id.clone(), format!("{:?}", finding.state))).collect::<Vec<_>>()
        };
        let values = |verdict: &shengyuan::Verdict<'_>| {
            verdict
                .decisions()
                .map(|(name, view)| (name.to_string(), view.status, view.value().map(str::to_string)))
                .collect::<Vec<_>>()
        };
        different += usize::from(ids(&found) != ids(&then) || values(&left) != values(&right));
    }
    let matrix: BTreeMap<(String, String), usize> =
        tally.conclusions.iter().map(|((old, new), count)| ((old.to_string(), new.to_string()), *count)).collect();
    assert_eq!(matrix, counted);
    assert_eq!(tally.records.len(), different);
    let shift = tally.shifts().find(|shift| shift.verdict.item == "截止后仍未提交").expect("some are late no longer");
    assert_eq!(shift.count, late);
    assert_eq!(tally.new_required, ["电子邮箱"]);
    assert!(tally.records.iter().any(|record| record.only_new_fields));
    assert!(tally.records.iter().any(|record| !record.only_new_fields));
}
