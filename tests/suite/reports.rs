//! Tables of a policy: the four of 2024 over the cohort, and what each way of writing a table comes to.

use proptest::prelude::*;
use serde_json::json;
use shengyuan::{Content, Date, Entry, Judge, Options, Policy, Report, Sheet, Source, Split};

use crate::support::{compile, files};

fn day() -> Date {
    "2023-09-28".parse().expect("a day")
}

fn policy_2024() -> Policy {
    let sources = files("rules/2024", "policy");
    let sources = sources.iter().map(|file| Source::new(file.display().to_string(), crate::support::read(file)));
    Policy::compile(sources).unwrap_or_else(|problems| panic!("{problems}"))
}

/// The cohort, in pieces as a reader would give it.
fn cohort() -> Vec<serde_json::Value> {
    let text = crate::support::read(&crate::support::in_crate("tests/cohort/graduates.jsonl"));
    text.lines().map(|line| serde_json::from_str(line).expect("a line is an object")).collect()
}

fn filled(judge: Judge<'_>, table: &str, records: &[serde_json::Value], piece: usize) -> Report {
    let mut report = judge.report(table, day()).unwrap_or_else(|error| panic!("{error}"));
    for piece in records.chunks(piece.max(1)) {
        report.add(&judge.columns(piece, day()).expect("records"));
    }
    report.finish()
}

/// A row as a line; what is doubtful has a question mark.
fn line(row: &[Entry]) -> String {
    let entries = row.iter().map(|entry| format!("{entry}{}", if entry.is_doubtful { "？" } else { "" }));
    entries.collect::<Vec<_>>().join(" │ ")
}

fn shown(report: &Report, most: usize) -> String {
    let mut text = format!("{}，{:?}，{} 条记录，{} 张\n", report.table, report.split, report.records, report.sheets.len());
    for sheet in &report.sheets {
        text.push_str(&format!("\n〔{}〕{}\n{}\n", sheet.name, sheet.title, sheet.headings.join(" │ ")));
        let total = usize::from(sheet.has_total);
        for row in sheet.rows.iter().take(most) {
            text.push_str(&format!("{}\n", line(row)));
        }
        if sheet.rows.len() > most + total {
            text.push_str(&format!("…… 共 {} 行\n", sheet.rows.len() - total));
        }
        if let Some(row) = sheet.rows.last().filter(|_| sheet.has_total && sheet.rows.len() > most) {
            text.push_str(&format!("{}\n", line(row)));
        }
        sheet.remarks.iter().for_each(|remark| text.push_str(&format!("{remark}\n")));
    }
    text.push_str(&format!("\n未定 {} 处\n", report.undecided.len()));
    for one in report.undecided.iter().take(most * 2) {
        text.push_str(&format!("{one}\n"));
    }
    text
}

#[test]
fn the_tables_of_2024_over_the_cohort() {
    let policy = policy_2024();
    let judge = policy.record("毕业生").expect("there");
    let records = cohort();
    let names: Vec<&str> = judge.tables().collect();
    assert_eq!(names, ["附表1", "附表2", "待复核名单", "培养单位汇总"]);
    insta::with_settings!({ prepend_module_to_snapshot => false, omit_expression => true }, {
        for name in names {
            insta::assert_snapshot!(format!("report-{name}"), shown(&filled(judge, name, &records, 1000), 8));
        }
    });
}

/// A policy with a table of each kind.
const POLICY: &str = r#"
角色 { 学校 }
枚举 学历种类 { 本科 硕士 }
记录 学生 {
  标识 学号
  学号 : 文本 必填
  院系 : 文本
  学历 : 学历种类
  手机 : 文本 敏感
  成绩 : 小数
  入学 : 日期
  比例 : 百分比
  已交表 : 是否
  已审 : 是否 适用 当 已交表
  生源地 : 行政区划
  国际生 : 是否 视为 否
  明细 申请 { 事由 : 文本 号码 : 文本 敏感 }
}
规则 学生 {
  适用 当 非 国际生
  判定 去向 : 行政区划 {
    缺省 照填 { 则 生源地 }
    例外 硕士 { 当 学历 = 硕士 则 复核 "硕士去哪里没有写" 建议 生源地 }
  }
  检查 成绩须及格 复核 {
    要求 成绩 ≥ 60
    提示 "成绩{成绩}，手机{手机}"
    办理 学校 "决定补考"
  }
TABLES
}
"#;

fn policy(tables: &str) -> Policy {
    compile("学生.policy", &POLICY.replace("TABLES", tables)).unwrap_or_else(|problems| panic!("{problems}"))
}

/// The table of a policy with one table, over some students.
fn report(table: &str, students: &serde_json::Value) -> Report {
    report_with(table, students, Options::default())
}

fn report_with(table: &str, students: &serde_json::Value, options: Options) -> Report {
    let policy = policy(table);
    let judge = policy.record("学生").expect("there").with(options);
    let name = judge.tables().next().expect("a table");
    filled(judge, name, students.as_array().expect("a list"), 2)
}

fn rows(sheet: &Sheet) -> Vec<String> {
    sheet.rows.iter().map(|row| line(row)).collect()
}

fn names(report: &Report) -> Vec<&str> {
    report.sheets.iter().map(|sheet| sheet.name.as_str()).collect()
}

fn undecided(report: &Report) -> Vec<String> {
    report.undecided.iter().map(ToString::to_string).collect()
}

fn three() -> serde_json::Value {
    json!([
        {"学号": "1", "院系": "历史学院", "学历": "本科", "手机": "13800000001", "成绩": 80, "已交表": "是"},
        {"学号": "2", "院系": "化学学院", "学历": "硕士", "手机": "13800000002", "成绩": 50, "已交表": "否"},
        {"学号": "3", "院系": "历史学院", "学历": "本科", "手机": "13800000003", "成绩": 55.5},
    ])
}

#[test]
fn a_list_without_more_has_everyone_in_one_sheet() {
    let report = report(r#"表格 名册 "名册" { 列 "序号" = 行号 列 "学号" = 学号 }"#, &three());
    assert_eq!(names(&report), ["名册"]);
    assert_eq!(rows(&report.sheets[0]), ["1 │ 1", "2 │ 2", "3 │ 3"]);
    assert_eq!((report.records, report.undecided.len()), (3, 0));
}

#[test]
fn groups_come_as_they_are_met_and_each_counts_its_own_rows() {
    let report = report(
        r#"表格 名册 "{院系}名册" 按 院系 分文件 { 列 "序号" = 行号 列 "学号" = 学号 说明 "{院系}，截至{评估日}" }"#,
        &three(),
    );
    assert_eq!(report.split, Split::Files);
    assert_eq!(names(&report), ["历史学院", "化学学院"]);
    assert_eq!(report.sheets[0].title, "历史学院名册");
    assert_eq!(rows(&report.sheets[0]), ["1 │ 1", "2 │ 3"]);
    assert_eq!(rows(&report.sheets[1]), ["1 │ 2"]);
    assert_eq!(report.sheets[1].remarks, ["化学学院，截至2023-09-28"]);
}

#[test]
fn a_record_without_a_value_to_group_by_is_not_lost() {
    let students = json!([
        {"学号": "1", "院系": ""},
        {"学号": "2", "学历": "中专", "院系": "化学学院"},
        {"学号": "3", "院系": "化学学院", "学历": "本科"},
    ]);
    let table = r#"表格 名册 "{院系}{学历}" 按 院系, 学历 { 列 "学号" = 学号 }"#;
    assert_eq!(names(&report(table, &students)), ["（未填）-（未填）", "化学学院-（未填）", "化学学院-本科"]);
    let table = r#"表格 名册 "名册" 按 去向, 已审 { 列 "学号" = 学号 }"#;
    let students = json!([{"学号": "1", "学历": "硕士", "已交表": "否"}]);
    assert_eq!(names(&report(table, &students)), ["（未定）-（不适用）"]);
}

#[test]
fn who_may_or_may_not_belong_in_the_table_is_named_with_what_is_missing() {
    let report = report(r#"表格 名册 "名册" { 行 当 非 已交表 列 "学号" = 学号 }"#, &three());
    assert_eq!(rows(&report.sheets[0]), ["2"]);
    assert_eq!(undecided(&report), ["3：进不进表还不能定，缺 已交表"]);
}

#[test]
fn an_undecided_record_without_a_key_is_named_by_its_number() {
    let students = json!([{"院系": "历史学院", "已交表": "否"}, {"院系": "历史学院"}]);
    let report = report(r#"表格 名册 "名册" { 行 当 非 已交表 列 "院系" = 院系 }"#, &students);
    assert_eq!(undecided(&report), ["第 2 条记录：进不进表还不能定，缺 已交表"]);
}

#[test]
fn a_table_with_groups_and_nobody_in_it_has_no_sheet_and_one_without_groups_an_empty_one() {
    let none = json!([]);
    assert_eq!(report(r#"表格 名册 "{院系}" 按 院系 { 列 "学号" = 学号 }"#, &none).sheets, []);
    let report = report(r#"表格 名册 "名册，{评估日}" { 列 "学号" = 学号 }"#, &none);
    assert_eq!(report.sheets[0].title, "名册，2023-09-28");
    assert_eq!(report.sheets[0].headings, ["学号"]);
    assert_eq!(rows(&report.sheets[0]), [""; 0]);
}

#[test]
fn records_outside_the_scope_are_in_no_list_unless_it_asks_for_the_conclusion() {
    let students = json!([{"学号": "1", "国际生": "是"}, {"学号": "2", "学历": "硕士"}]);
    let list = |filter: &str| {
        let report = report(&format!(r#"表格 名册 "名册" {{ {filter} 列 "学号" = 学号 列 "结论" = 结论 }}"#), &students);
        rows(&report.sheets[0])
    };
    assert_eq!(list(""), ["2 │ 须复核"]);
    assert_eq!(list("行 当 已填(学号)"), ["2 │ 须复核"]);
    assert_eq!(list("行 当 结论 = 不适用"), ["1 │ 不适用"]);
    assert_eq!(list("行 当 结论 ≠ 通过"), ["1 │ 不适用", "2 │ 须复核"]);
}

#[test]
fn entries_keep_the_kind_of_their_value() {
    let students = json!([{
        "学号": "007", "学历": "本科", "成绩": "60.5", "入学": "2020-09-01", "比例": "80%", "已交表": "否",
        "生源地": "番禺区", "申请": [{"事由": "乙"}, {"事由": "甲"}],
    }]);
    let table = r#"表格 名册 "名册" {
        列 "一" = 学号 列 "二" = 成绩 列 "三" = 入学 列 "四" = 比例 列 "五" = 已交表 列 "六" = 生源地
        列 "七" = 学历 列 "八" = 计数 申请 列 "九" = 汇总 申请 的 事由 列 "十" = 已审 列 "十一" = 已填(手机) }"#;
    let report = report(table, &students);
    let contents: Vec<&Content> = report.sheets[0].rows[0].iter().map(|entry| &entry.content).collect();
    let number = |text: &str| Content::Number(text.parse().expect("a number"));
    assert_eq!(
        contents,
        [
            &Content::Text("007".into()),
            &number("60.5"),
            &Content::Date("2020-09-01".parse().expect("a day")),
            &Content::Percent("80".parse().expect("a number")),
            &Content::Text("否".into()),
            &Content::Text("广东省广州市番禺区".into()),
            &Content::Text("本科".into()),
            &number("2"),
            &Content::Text("乙、甲".into()),
            &Content::Empty,
            &Content::Text("否".into()),
        ]
    );
    assert!(report.sheets[0].rows[0].iter().all(|entry| !entry.is_doubtful));
}

#[test]
fn what_is_not_settled_is_shown_as_doubtful() {
    let students = json!([
        {"学号": "1", "成绩": "良好", "学历": "硕士", "已审": "是"},
        {"学号": "2", "学历": "本科", "已交表": "是", "已审": "否"},
    ]);
    let table = r#"表格 名册 "名册" {
        列 "成绩" = 成绩 列 "去向" = 去向 列 "已审" = 已审 列 "总" = 成绩 + 1 列 "备注" = 若 已交表 则 "交了" 否则 "没交" }"#;
    assert_eq!(
        rows(&report(table, &students).sheets[0]),
        ["良好？ │ 须复核？ │ 是？ │ 待定？ │ 待定？", " │ 待定？ │ 否 │ 待定？ │ 交了"]
    );
}

#[test]
fn sensitive_values_are_masked_wherever_they_come_from_unless_revealed() {
    let students = json!([{"学号": "1", "手机": "13800000001", "学历": "本科", "申请": [{"号码": "44010119990101001X"}]}]);
    let table = r#"表格 名册 "名册" 按 手机 { 行 申请
        列 "手机" = 手机 列 "号码" = 号码 列 "长" = 长度(手机) 列 "或" = 若 学历 = 本科 则 手机 否则 ""
        列 "全部" = 汇总 申请 的 号码 列 "有无" = 已填(手机) }"#;
    let masked = report(table, &students);
    assert_eq!(rows(&masked.sheets[0]), ["*** │ *** │ *** │ *** │ *** │ 是"]);
    assert_eq!(names(&masked), ["***"]);
    let shown = report_with(table, &students, Options::default().reveal(true));
    assert_eq!(rows(&shown.sheets[0]), ["13800000001 │ 44010119990101001X │ 11 │ 13800000001 │ 44010119990101001X │ 是"]);
    assert_eq!(names(&shown), ["13800000001"]);
}

#[test]
fn groups_whose_names_are_masked_stay_apart() {
    let report = report(r#"表格 名册 "{手机}" 按 手机 { 列 "学号" = 学号 }"#, &three());
    assert_eq!(names(&report), ["***", "***（2）", "***（3）"]);
    assert_eq!(report.sheets[1].title, "***");
}

#[test]
fn rows_of_a_detail_see_their_own_fields_and_those_of_the_record() {
    let students = json!([
        {"学号": "1", "院系": "历史学院", "申请": [{"事由": "改名"}, {"事由": ""}, {"事由": "改院系"}]},
        {"学号": "2", "院系": "化学学院", "申请": []},
        {"学号": "3", "院系": "化学学院"},
    ]);
    let table = r#"表格 申请表 "申请表" { 行 申请 当 事由 ≠ "改名" 列 "序号" = 行号 列 "学号" = 学号 列 "事由" = 事由 }"#;
    let report = report(table, &students);
    assert_eq!(rows(&report.sheets[0]), ["1 │ 1 │ 改院系"]);
    assert_eq!(undecided(&report), ["1（明细第 2 行）：进不进表还不能定，缺 申请[1].事由", "3：进不进表还不能定，缺 申请"]);
}

#[test]
fn what_a_person_has_to_decide_has_a_row_each() {
    let students = json!([
        {"学号": "1", "学历": "硕士", "成绩": 50, "手机": "13800000001", "生源地": "番禺区"},
        {"学号": "2", "学历": "本科", "成绩": 90, "生源地": "番禺区"},
    ]);
    let table = r#"表格 待复核 "待复核" { 行 复核事项 列 "学号" = 学号 列 "事项" = 事项 列 "原因" = 原因 列 "建议" = 建议 }"#;
    assert_eq!(
        rows(&report(table, &students).sheets[0]),
        ["1 │ 去向 │ 硕士去哪里没有写 │ 广东省广州市番禺区", "1 │ 成绩须及格 │ 成绩50，手机*** │ 学校：决定补考",]
    );
}

#[test]
fn problems_have_a_row_each_and_can_be_counted() {
    let students = json!([{"学历": "本科", "成绩": 50, "入学": "哪天"}, {"学号": "2", "学历": "本科", "生源地": "番禺区"}]);
    let table = r#"表格 问题表 "问题表" { 行 问题 列 "学号" = 学号 列 "事项" = 事项 列 "级别" = 级别 列 "状态" = 状态
        列 "字段" = 字段 列 "提示" = 提示 列 "办理人" = 办理人 列 "共" = 计数 问题 满足 (级别 = 阻断) }"#;
    assert_eq!(
        rows(&report(table, &students).sheets[0]),
        [
            " │ 必填·学号 │ 阻断 │ 违反 │ 学号 │ 「学号」是必填项，记录里没有这一项 │  │ 2",
            " │ 无效·入学 │ 阻断 │ 违反 │ 入学 │ 「入学」填写的「哪天」无法使用：不是日期，写成例如 2023-09-01 │  │ 2",
            " │ 成绩须及格 │ 复核 │ 违反 │ 成绩 │ 成绩50，手机（未填） │ 学校 │ 2",
            "2 │ 成绩须及格 │ 复核 │ 待定 │ 成绩 │ 还说不准，缺 成绩 │  │ 0",
        ]
    );
}

#[test]
fn counts_tell_who_is_not_known_to_be_counted() {
    let table =
        r#"表格 统计 "统计" { 行 每 院系 列 "序" = 行号 列 "院系" = 院系 列 "人数" = 人数 列 "已交" = 人数 当 已交表 合计 }"#;
    let report = report(table, &three());
    assert!(report.sheets[0].has_total);
    assert_eq!(
        rows(&report.sheets[0]),
        ["1 │ 历史学院 │ 2 │ 1（另有 1 人未定）？", "2 │ 化学学院 │ 1 │ 0", "合计 │  │ 3 │ 1（另有 1 人未定）？"]
    );
    assert_eq!(undecided(&report), ["3：「已交」算不算在内还不能定，缺 已交表"]);
}

#[test]
fn counts_stand_in_the_sheet_of_their_group_for_each_of_several_values() {
    let table = r#"表格 统计 "{学历}" 按 学历 { 行 每 院系, 已交表 当 已填(学号)
        列 "学历" = 学历 列 "院系" = 院系 列 "已交表" = 已交表 列 "人数" = 人数 }"#;
    let report = report(table, &three());
    assert_eq!(names(&report), ["本科", "硕士"]);
    assert_eq!(rows(&report.sheets[0]), ["本科 │ 历史学院 │ 是 │ 1", "本科 │ 历史学院 │ （未填）？ │ 1"]);
    assert_eq!(rows(&report.sheets[1]), ["硕士 │ 化学学院 │ 否 │ 1"]);
}

#[test]
fn the_policys_own_names_come_before_the_words_of_tables() {
    let text = r#"记录 学生 { 学号 : 文本 结论 : 文本 行号 : 整数 明细 问题 视为 无 { 事项 : 文本 } }
        规则 学生 { 表格 名册 "名册" { 行 问题 当 结论 = "好" 列 "行号" = 行号 列 "事项" = 事项 } }"#;
    let policy = compile("一.policy", text).unwrap_or_else(|problems| panic!("{problems}"));
    let judge = policy.record("学生").expect("there");
    let students = [json!({"学号": "1", "结论": "好", "行号": 7, "问题": [{"事项": "自己的"}]})];
    assert_eq!(rows(&filled(judge, "名册", &students, 1).sheets[0]), ["7 │ 自己的"]);
}

#[test]
fn a_doubt_about_the_words_of_a_verdict_asks_for_no_field() {
    let text = r#"记录 学生 { 标识 学号 学号 : 文本 }
        规则 学生 {
          检查 号码 复核 { 当 已填(学号) 提示 "{学号}" }
          表格 名册 "名册" { 行 复核事项 当 符合(原因, 身份证号) 列 "学号" = 学号 }
        }"#;
    let policy = compile("一.policy", text).unwrap_or_else(|problems| panic!("{problems}"));
    let report = filled(policy.record("学生").expect("there"), "名册", &[json!({"学号": "130503670401001"})], 1);
    assert_eq!(undecided(&report), ["130503670401001（明细第 1 行）：进不进表还不能定"]);
}

#[test]
fn an_unknown_table_is_told_with_the_nearest() {
    let policy = policy(r#"表格 名册 "名册" { 列 "学号" = 学号 }"#);
    let judge = policy.record("学生").expect("there");
    let said = |table: &str| judge.report(table, day()).expect_err("no such table").to_string();
    assert_eq!(said("名簿"), "政策里没有名为「名簿」的表格；是不是「名册」？");
    assert_eq!(said("花名"), "政策里没有名为「花名」的表格；这份政策有：名册");
}

#[test]
fn counts_over_all_values_sum_to_the_number_of_records_however_they_are_split() {
    let policy = policy_2024();
    let judge = policy.record("毕业生").expect("there");
    let records = cohort();
    let whole = filled(judge, "培养单位汇总", &records, records.len());
    for piece in [1, 7, 100] {
        assert_eq!(filled(judge, "培养单位汇总", &records, piece), whole, "pieces of {piece}");
    }
    let counts =
        |row: &[Entry]| -> Vec<usize> { row.iter().skip(1).map(|entry| entry.to_string().parse().expect("a count")).collect() };
    let (total, lines) = whole.sheets[0].rows.split_last().expect("a total");
    assert_eq!(counts(total)[0], records.len());
    for line in lines {
        let counts = counts(line);
        assert_eq!(counts.iter().skip(1).sum::<usize>(), counts[0], "every record has one conclusion");
    }
    for column in 0..counts(total).len() {
        assert_eq!(lines.iter().map(|line| counts(line)[column]).sum::<usize>(), counts(total)[column]);
    }
}

#[test]
fn every_record_is_in_the_table_or_out_of_it_or_undecided() {
    let (policy, records) = (
        policy(r#"表格 有 "有" { 行 当 已交表 列 "学号" = 学号 } 表格 没有 "没有" { 行 当 非 已交表 列 "学号" = 学号 }"#),
        three(),
    );
    let judge = policy.record("学生").expect("there");
    let records = records.as_array().expect("a list");
    let (one, other) = (filled(judge, "有", records, 2), filled(judge, "没有", records, 2));
    assert_eq!(one.undecided, other.undecided);
    assert_eq!(one.sheets[0].rows.len() + other.sheets[0].rows.len() + one.undecided.len(), records.len());
}

/// The tables that the manual shows, each with what it says comes of it.
#[test]
fn the_tables_of_the_manual_can_be_written_so_and_give_what_it_shows() {
    let manual = crate::support::read(&crate::support::in_crate("rules/README.md"));
    let blocks: Vec<&str> = manual.split("```").skip(1).step_by(2).map(|block| block.trim_matches('\n')).collect();
    let tables = blocks.windows(2).filter(|pair| pair[0].trim_start().starts_with("表格 ") && pair[1].starts_with('〔'));
    let records = cohort();
    let mut seen = 0;
    for pair in tables {
        let mut sources =
            files("rules/2024", "policy").iter().map(|file| Source::new("政策", crate::support::read(file))).collect::<Vec<_>>();
        sources.push(Source::new("手册", format!("规则 毕业生 {{\n{}\n}}", pair[0])));
        let policy = Policy::compile(sources).unwrap_or_else(|problems| panic!("{problems}"));
        assert!(policy.is_clean(), "{}", policy.remarks());
        let name = pair[0].split_whitespace().nth(1).expect("a name");
        let report = filled(policy.record("毕业生").expect("there"), name, &records, 1000);
        assert_eq!(pair[1], in_the_manual(&report), "{name}");
        seen += 1;
    }
    assert_eq!(seen, 3);
}

/// The first rows of the first sheet, and the total.
fn in_the_manual(report: &Report) -> String {
    let sheet = &report.sheets[0];
    let mut lines = vec![format!("〔{}〕{}", sheet.name, sheet.title), sheet.headings.join(" │ ")];
    let (rows, total) = sheet.rows.split_at(sheet.rows.len() - usize::from(sheet.has_total));
    lines.extend(rows.iter().take(3).map(|row| line(row)));
    if rows.len() > 3 {
        lines.push("……".into());
    }
    lines.extend(total.iter().map(|row| line(row)));
    lines.extend(sheet.remarks.iter().cloned());
    lines.iter().map(|line| line.trim_end()).collect::<Vec<_>>().join("\n")
}

/// Conditions about the students of [`POLICY`], known and unknown ones.
const CONDITIONS: &[&str] = &[
    "已交表",
    "成绩 ≥ 60",
    "结论 属于 {须修改, 待定}",
    "须复核(去向)",
    "去向 位于 广东省",
    "任一 问题 满足 (级别 = 复核)",
    "已审 或 学历 = 硕士",
    "计数 复核事项 > 1",
    "汇总 申请 的 事由 = {\"甲\"}",
];

const GROUPS: &[&str] = &["院系", "学历, 已交表", "去向", "手机", "已审", "结论"];

fn student() -> impl Strategy<Value = serde_json::Value> {
    let cells: [(&str, Vec<serde_json::Value>); 9] = [
        ("院系", vec![json!("历史学院"), json!("化学学院"), json!("")]),
        ("学历", vec![json!("本科"), json!("硕士"), json!("中专")]),
        ("手机", vec![json!("13800000001")]),
        ("成绩", vec![json!(59), json!(60), json!("良")]),
        ("已交表", vec![json!("是"), json!("否"), json!("也许")]),
        ("已审", vec![json!("是"), json!("否")]),
        ("生源地", vec![json!("番禺区"), json!("鼓楼区"), json!("河北省")]),
        ("国际生", vec![json!("是"), json!("否")]),
        ("申请", vec![json!([]), json!([{"事由": "甲"}, {"事由": "乙"}]), json!([{}])]),
    ];
    let picks = proptest::collection::vec(0usize..4, cells.len());
    picks.prop_map(move |picks| {
        let given =
            cells.iter().zip(picks).filter_map(|((name, values), pick)| Some((name.to_string(), values.get(pick)?.clone())));
        given.collect::<serde_json::Map<_, _>>().into()
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nobody_is_lost_whatever_the_condition_and_the_groups(
        students in proptest::collection::vec(student(), 0..12),
        condition in proptest::sample::select(CONDITIONS),
        group in proptest::sample::select(GROUPS),
    ) {
        let text = format!(
            r#"表格 有 "有" 按 {group} {{ 行 当 {condition} 列 "序号" = 行号 }}
               表格 没有 "没有" 按 {group} {{ 行 当 非 ({condition}) 列 "序号" = 行号 }}
               表格 数 "数" {{ 行 每 {group} 列 "全部" = 人数 列 "有" = 人数 当 {condition} 列 "没有" = 人数 当 非 ({condition}) 合计 }}
               表格 全体 "全体" {{ 列 "学号" = 学号 }}"#
        );
        let policy = policy(&text);
        let judge = policy.record("学生").expect("there");
        let report = |table: &str| filled(judge, table, &students, 5);
        let rows = |report: &Report| report.sheets.iter().map(|sheet| sheet.rows.len()).sum::<usize>();
        let (with, without, counted) = (report("有"), report("没有"), report("数"));
        // A list that asks for the conclusion has everyone in it, another only those in the scope.
        let everyone = if condition.contains("结论") { students.len() } else { rows(&report("全体")) };
        prop_assert_eq!(&with.undecided, &without.undecided);
        prop_assert_eq!(rows(&with) + rows(&without) + with.undecided.len(), everyone);
        prop_assert_eq!(&filled(judge, "数", &students, 1), &counted);
        let total = counted.sheets[0].rows.last().expect("a total");
        prop_assert_eq!(total[0].to_string(), students.len().to_string());
        let sure = |entry: &Entry| entry.to_string().split('（').next().and_then(|count| count.parse::<usize>().ok()).expect("a count");
        let open = counted.undecided.len() / 2;
        prop_assert_eq!(sure(&total[1]) + sure(&total[2]) + open, students.len());
    }
}
