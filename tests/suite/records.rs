//! Tables as offices have them, read into records: what the columns are, which rows are records, where each value stood.

use shengyuan::records::{Duplicates, Reader, Records};
use shengyuan::{Conclusion, Date, FindingState, Policy, Source, Verdict};

const POLICY: &str = r#"
枚举 学历 { 本科 编码 "31" 别名 "大学本科"  硕士 编码 "11" }
记录 学生 {
  标识 学号
  学号 : 文本 必填
  姓名 : 文本 必填 列名 "学生姓名"
  学历 : 学历
  生源地 : 行政区划
  证件号码 : 文本 敏感
  明细 工作经历 { 工作地 : 行政区划  单位 : 文本 必填 }
}
规则 学生 {
  判定 有工作 = 任一 工作经历
  检查 本科不填工作 提醒 { 当 学历 = 本科 要求 非 有工作 提示 "「{姓名}」是本科生" 字段 学历 }
}
"#;

fn policy() -> Policy {
    Policy::compile([Source::new("例.policy", POLICY)]).unwrap_or_else(|problems| panic!("{problems}"))
}

fn day() -> Date {
    "2023-09-28".parse().expect("a day")
}

fn open<'p>(policy: &'p Policy, text: &'p str) -> Records<'p> {
    Reader::new(policy.record("学生").expect("there")).read(text.as_bytes()).expect("it is readable")
}

/// Findings that stand, each with its cells, or why the row was rejected.
fn findings(policy: &Policy, records: &mut Records<'_>) -> Vec<String> {
    let judge = policy.record("学生").expect("there");
    let mut duplicates = Duplicates::default();
    let mut lines = Vec::new();
    for row in records {
        let place = row.origin.describe();
        match row.record {
            Err(rejected) => lines.push(format!("{place}：{rejected}")),
            Ok(record) => {
                let verdict = judge.evaluate(&record, day()).expect("a record").at(row.origin);
                lines.extend(told(&duplicates.check(verdict)).into_iter().map(|line| format!("{place}：{line}")));
            }
        }
    }
    lines
}

fn told(verdict: &Verdict<'_>) -> Vec<String> {
    let standing = verdict.findings().into_iter().filter(|finding| finding.state == FindingState::Violated);
    standing.map(|finding| format!("{} {} {}", finding.id, finding.cells.join(" "), finding.message.unwrap_or_default())).collect()
}

#[test]
fn columns_are_matched_by_name_alias_code_and_number_and_the_rest_is_told() {
    let policy = policy();
    let records = open(&policy, "学 号,学生姓名,学历代码,＊生源地（省市县）,工作经历1工作地,手机\n");
    let layout = records.layout();
    let columns = layout.columns.as_ref().expect("a table");
    let matched: Vec<(&str, &str)> = columns.matched.iter().map(|(heading, field)| (heading.as_str(), field.as_str())).collect();
    assert_eq!(
        matched,
        [
            ("学 号", "学号"),
            ("学生姓名", "姓名"),
            ("学历代码", "学历"),
            ("＊生源地（省市县）", "生源地"),
            ("工作经历1工作地", "工作经历[0].工作地")
        ]
    );
    assert_eq!(columns.unknown.iter().map(|(heading, _)| heading.as_str()).collect::<Vec<_>>(), ["手机"]);
    assert_eq!(columns.missing_required, [] as [&str; 0]);
}

#[test]
fn code_and_name_of_one_table_are_read_together_and_disagreement_names_the_table() {
    let policy = policy();
    let text = "学号,姓名,学历,学历代码,生源地,生源地代码\n\
                1,甲,硕士,11,广东省广州市番禺区,440113\n\
                2,乙,硕士,31,广东省广州市番禺区,440114\n\
                3,丙,,11,,440113\n";
    insta::assert_snapshot!(findings(&policy, &mut open(&policy, text)).join("\n"), @r"
    第 3 行：无效·学历 C3 D3 「学历」填写的「硕士（代码 11）；本科（代码 31）」无法使用：两列都是这个字段，写的不一样：一列是「硕士（代码 11）」，一列是「本科（代码 31）」，见代码表「学历」
    第 3 行：无效·生源地 E3 F3 「生源地」填写的「广东省广州市番禺区（代码 440113）；广东省广州市花都区（代码 440114）」无法使用：两列都是这个字段，写的不一样：一列是「广东省广州市番禺区（代码 440113）」，一列是「广东省广州市花都区（代码 440114）」，见行政区划代码表
    ");
}

#[test]
fn titles_code_rows_totals_and_repeated_headings_are_no_students() {
    let policy = policy();
    let text = "某学院毕业生名单,,\n,,\n学号,姓名,学历\nXH,XM,XL\n1,甲,本科\n学号,姓名,学历\n2,乙\n3,丙,本科,多\n合计 3 人,,\n";
    let mut records = open(&policy, text);
    assert_eq!(records.layout().header_row, Some(3));
    assert_eq!(records.layout().skipped, [(1, "表头上面的标题"), (4, "各列的代码，不是学生")]);
    insta::assert_snapshot!(findings(&policy, &mut records).join("\n"), @r"
    第 6 行：这一行是又一次表头，不是学生
    第 7 行：这一行有 2 格，表头有 3 格；可能多了或少了逗号、引号
    第 8 行：这一行有 4 格，表头有 3 格；可能多了或少了逗号、引号
    第 9 行：这一行是合计或表末的说明，不是学生
    ");
}

#[test]
fn a_repeated_id_is_a_finding_of_the_later_row_and_both_rows_are_told() {
    let policy = policy();
    let mut records = open(&policy, "学号,姓名\n1,甲\n2,乙\n1,甲\n");
    let judge = policy.record("学生").expect("there");
    let mut duplicates = Duplicates::default();
    let mut conclusions = Vec::new();
    for row in &mut records {
        let verdict = judge.evaluate(&row.record.expect("whole"), day()).expect("a record").at(row.origin);
        let verdict = duplicates.check(verdict);
        conclusions.push(verdict.conclusion());
        if verdict.conclusion() == Conclusion::MustFix {
            assert_eq!(told(&verdict), ["重复·学号 A4 「学号」和第 2 行相同；核对是不是重复的记录，只留一条"]);
        }
    }
    assert_eq!(conclusions.iter().filter(|conclusion| **conclusion == Conclusion::MustFix).count(), 1);
    let [duplicate] = duplicates.found() else { panic!("one pair") };
    assert_eq!((duplicate.first.row_number(), duplicate.again.row_number()), (2, 4));
}

#[test]
fn details_of_another_file_join_by_the_id_and_findings_name_their_cells() {
    let policy = policy();
    let judge = policy.record("学生").expect("there");
    let reader = Reader::new(judge);
    let work = "工作情况表,,\n学号,工作地,单位\n1,广东省广州市,某公司\n1,没有的地方,\n9,北京市,某厂\n,北京市,某厂\n";
    let detail = reader.read_detail("工作经历", work.as_bytes()).expect("it fits");
    assert_eq!(detail.layout().header_row, Some(2));
    assert_eq!(
        detail.rejected().map(|(row, rejected)| (row, rejected.reason.as_str())).collect::<Vec<_>>(),
        [(6, "这一行没有学号，不知道是谁的")]
    );
    let mut records = reader.with_detail(detail).read("学号,姓名,学历\n1,甲,本科\n2,乙,本科\n".as_bytes()).expect("it is readable");
    let lines = findings(&policy, &mut records);
    assert_eq!(records.left_over_details(), [("工作经历", 5)]);
    insta::assert_snapshot!(lines.join("\n"), @r"
    第 2 行：无效·工作经历.工作地 B4 「工作地」填写的「没有的地方」无法使用：行政区划表里没有这个地方；请写全称
    第 2 行：必填·工作经历.单位 C4 「单位」是必填项，还没有填写
    第 2 行：本科不填工作 C2 「甲」是本科生
    ");
}

#[test]
fn a_detail_that_cannot_be_joined_is_an_error() {
    let policy = policy();
    let judge = policy.record("学生").expect("there");
    let refused =
        |name: &str, text: &str| Reader::new(judge).read_detail(name, text.as_bytes()).map(|_| ()).unwrap_err().to_string();
    assert_eq!(refused("工作", "学号,单位\n"), "政策里没有名为「工作」的明细；是不是「工作经历」？");
    assert_eq!(refused("工作经历", "姓名,单位\n甲,某厂\n"), "明细「工作经历」的表里没有「学号」一列，不知道各行是谁的");
    let detail = Reader::new(judge).read_detail("工作经历", "学号,单位\n1,某厂\n".as_bytes()).expect("it fits");
    let twice = Reader::new(judge).with_detail(detail).read("学号,姓名,工作经历1单位\n1,甲,某厂\n".as_bytes());
    assert_eq!(twice.map(|_| ()).unwrap_err().to_string(), "明细「工作经历」既另附了表，又写在名单的列里；请只留一处");
}

#[test]
fn an_open_quote_and_bytes_of_another_encoding_cost_their_own_row() {
    let policy = policy();
    let text =
        [b"\xEF\xBB\xBF\xE5\xAD\xA6\xE5\x8F\xB7,\xE5\xA7\x93\xE5\x90\x8D\n1,\"open\n2,ok\n3,\xFF\xFE\n4,ok\n".as_slice()].concat();
    let judge = policy.record("学生").expect("there");
    let records = Reader::new(judge).read(text.as_slice()).expect("it is readable");
    let rows: Vec<(usize, bool)> = records.map(|row| (row.origin.row_number(), row.record.is_ok())).collect();
    assert_eq!(rows, [(2, false), (3, true), (4, false), (5, true)]);
}

#[test]
fn nothing_at_all_and_a_header_alone_are_told_apart() {
    let policy = policy();
    let judge = policy.record("学生").expect("there");
    let error = Reader::new(judge).read(" \n,,\n".as_bytes()).map(|_| ()).unwrap_err();
    assert_eq!(error.to_string(), "记录文件是空的，或没有列名");
    assert_eq!(open(&policy, "学号,姓名\n").count(), 0);
}
