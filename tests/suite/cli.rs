//! The program as a clerk or a script runs it: what it prints, and how it ends.

use std::fs;
use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};
use std::sync::OnceLock;

use serde_json::Value;

use crate::support::in_crate;

/// Runs the program in the crate's folder.
fn run(arguments: &[&str]) -> Output {
    run_with(arguments, "")
}

fn run_with(arguments: &[&str], input: &str) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_shengyuan"))
        .args(arguments)
        .current_dir(in_crate("."))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let mut stdin = child.stdin.take().expect("it has an input");
    let input = input.as_bytes().to_vec();
    let writer = std::thread::spawn(move || stdin.write_all(&input));
    let output = child.wait_with_output().expect("it ends");
    let _ = writer.join();
    output
}

fn out(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn err(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn scratch(name: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).expect("a folder can be made");
    folder
}

const SMALL: &str = "记录 人 { 标识 学号 学号 : 文本 必填 岁数 : 整数 号码 : 文本 敏感 }
规则 人 { 判定 成年 : 是否 { 缺省 按岁数 { 则 岁数 ≥ 18 } } }";

fn small() -> String {
    // Written once: a program that reads must not meet a file that is being written.
    static PATH: OnceLock<String> = OnceLock::new();
    let written = PATH.get_or_init(|| {
        let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("small");
        fs::create_dir_all(&folder).expect("a folder can be made");
        let path = folder.join("small.policy");
        fs::write(&path, SMALL).expect("it can be written");
        path.display().to_string()
    });
    written.clone()
}

fn lines(output: &Output) -> Vec<Value> {
    out(output).lines().map(|line| serde_json::from_str(line).expect("each line is JSON")).collect()
}

#[test]
fn the_built_in_policy_judges_without_any_argument() {
    let output = run_with(&["evaluate", "--date", "2023-09-25"], r#"{"学号":"1","学生类别":"国际","届别":2024}"#);
    assert_eq!(output.status.code(), Some(0), "{}", err(&output));
    assert_eq!(lines(&output)[0]["conclusion"], "不适用");
    assert!(err(&output).contains("评估日 2023-09-25"));
}

#[test]
fn csv_rows_that_are_broken_are_rejected_alone_and_counts_add_up() {
    let policy = small();
    let csv = "\u{feff}学号,岁数\n1,20\n2\n3,17,多\n\n4,19\n5,二十\n";
    let output = run_with(&["evaluate", "--policy", &policy, "--date", "2023-09-25"], csv);
    let rows: Vec<u64> = lines(&output).iter().filter_map(|line| line["row"].as_u64()).collect();
    assert_eq!(rows, [2, 6, 7]);
    let said = err(&output);
    assert!(said.contains("第 3 行没有判断：这一行有 1 格，表头有 2 格"), "{said}");
    assert!(said.contains("第 4 行没有判断：这一行有 3 格"), "{said}");
    assert!(said.contains("读入 5 行：须修改 1，通过 2，没有判断 2"), "{said}");
    assert_eq!(output.status.code(), Some(1));
}

#[test]
fn broken_json_lines_are_rejected_alone() {
    let policy = small();
    let text = "{\"学号\":\"1\",\"岁数\":20}\n{\"学号\":\n[1]\n{\"学号\":\"2\",\"岁数\":3}\n";
    let output = run_with(&["evaluate", "--policy", &policy, "--date", "2023-09-25"], text);
    let rows: Vec<u64> = lines(&output).iter().filter_map(|line| line["row"].as_u64()).collect();
    assert_eq!(rows, [1, 4]);
    assert!(err(&output).contains("第 2 行没有判断：这一行不是完整的 JSON"));
    assert!(err(&output).contains("第 3 行没有判断：这一行不是一条记录"));
}

#[test]
fn the_same_records_in_every_format_give_the_same_verdicts() {
    let policy = small();
    let inputs = [
        ("csv", "学号,岁数\n1,20\n2,\n"),
        ("json", r#"[{"学号":"1","岁数":20},{"学号":"2","岁数":""}]"#),
        ("jsonl", "{\"学号\":\"1\",\"岁数\":20}\n{\"学号\":\"2\",\"岁数\":null}\n"),
        ("yaml", "- 学号: \"1\"\n  岁数: 20\n- 学号: \"2\"\n  岁数:\n"),
    ];
    let verdicts: Vec<Vec<Value>> = inputs
        .iter()
        .map(|(format, text)| {
            let output = run_with(&["evaluate", "--policy", &policy, "--date", "2023-09-25", "--input", format], text);
            lines(&output)
                .into_iter()
                .map(|mut line| {
                    line["row"].take();
                    line
                })
                .collect()
        })
        .collect();
    assert_eq!(verdicts[0].len(), 2);
    assert!(verdicts.iter().all(|verdict| *verdict == verdicts[0]), "{verdicts:#?}");
}

#[test]
fn results_go_to_a_file_by_its_ending() {
    let folder = scratch("evaluated");
    let policy = small();
    let records = folder.join("r.csv");
    fs::write(&records, "学号,岁数\n1,20\n2,3\n").expect("it can be written");
    let records = records.display().to_string();
    let target = |name: &str| folder.join(name).display().to_string();
    for name in ["a.json", "a.jsonl", "a.txt"] {
        let output = run(&["evaluate", &records, "--policy", &policy, "--date", "2023-09-25", "-o", &target(name)]);
        assert_eq!(output.status.code(), Some(0), "{}", err(&output));
        assert!(out(&output).is_empty());
    }
    let json: Value = serde_json::from_str(&fs::read_to_string(target("a.json")).expect("written")).expect("JSON");
    assert_eq!(json.as_array().map(Vec::len), Some(2));
    assert!(fs::read_to_string(target("a.txt")).expect("written").starts_with("共 2 条记录\n  通过 2\n"));
    let refused = run(&["evaluate", &records, "--policy", &policy, "-o", &target("a.docx")]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(err(&refused).contains("看不出结果的格式"));
}

#[test]
fn unknown_columns_are_said_before_the_first_row_and_used_no_further() {
    let output = run_with(&["evaluate", "--policy", &small(), "--date", "2023-09-25"], "学好,岁数\n1,20\n");
    assert!(err(&output).contains("列「学好」政策里没有，没有使用；是不是「学号」？"), "{}", err(&output));
    assert!(err(&output).contains("缺少必填的列：学号"));
    assert_eq!(lines(&output)[0]["findings"][0]["message"], "「学号」是必填项，记录里没有这一项");
}

#[test]
fn explain_finds_one_student_and_hides_what_is_sensitive() {
    let records = "{\"学号\":\"1\",\"岁数\":20,\"号码\":\"机密\"}\n{\"学号\":\"2\",\"岁数\":3}\n";
    let policy = small();
    let output = run_with(&["explain", "--policy", &policy, "--date", "2023-09-25", "--id", "1", "--full"], records);
    assert_eq!(output.status.code(), Some(0), "{}", err(&output));
    assert!(out(&output).contains("成年：是"), "{}", out(&output));
    assert!(!out(&output).contains("机密"));
    let many = run_with(&["explain", "--policy", &policy], records);
    assert_eq!((many.status.code(), err(&many).contains("--id")), (Some(2), true));
    let none = run_with(&["explain", "--policy", &policy, "--id", "9"], records);
    assert_eq!((none.status.code(), err(&none).contains("没有标识为「9」的学生")), (Some(2), true));
    let json = run_with(&["explain", "--policy", &policy, "--id", "2", "--format", "json"], records);
    let tree: Value = serde_json::from_str(&out(&json)).expect("JSON");
    assert_eq!(tree["decisions"][0]["rules"][0]["rule"], "按岁数");
}

#[test]
fn check_prints_problems_as_text_or_json() {
    let folder = scratch("check");
    let path = folder.join("bad.policy");
    fs::write(&path, "记录 人 { 学号 : 文木 }\n规则 人 { 判定 甲 = 学好 }\n").expect("it can be written");
    let path = path.display().to_string();
    let text = run(&["check", &path]);
    assert_eq!(text.status.code(), Some(1));
    assert!(out(&text).contains("错误[E0206]"), "{}", out(&text));
    assert!(out(&text).ends_with("错误 2 处，警告 0 处，说明 0 处\n"));
    let json: Vec<Value> = serde_json::from_str(&out(&run(&["check", &path, "--format", "json"]))).expect("JSON");
    let (first, end) = (&json[0], &json[0]["end"]);
    assert_eq!(
        (&first["code"], &first["severity"], &first["line"], &first["column"], &end["column"]),
        (&"E0206".into(), &"error".into(), &1.into(), &13.into(), &15.into())
    );
    assert!(first["help"].as_str().is_some_and(|help| help.contains("文本")));
    assert!(out(&run(&["check", "--code", "e0201"])).starts_with("# E0201"));
}

#[test]
fn impossible_policies_give_one_clear_error() {
    let folder = scratch("impossible");
    let write = |name: &str, bytes: &[u8]| {
        let path = folder.join(name);
        fs::write(&path, bytes).expect("it can be written");
        path.display().to_string()
    };
    let empty_folder = folder.join("空");
    fs::create_dir_all(&empty_folder).expect("a folder can be made");
    let cases = [
        (write("empty.policy", b""), "E0005"),
        (write("bytes.policy", &[0xB2, 0xE2, 0xCA, 0xD4]), "E0001"),
        (write("deep.policy", "(".repeat(100_000).as_bytes()), "E0003"),
        (write("huge.policy", &vec![b'#'; 50 * 1024 * 1024]), "E0002"),
        (empty_folder.display().to_string(), "E0005"),
    ];
    for (path, code) in cases {
        let output = run(&["check", &path]);
        let said = out(&output) + &err(&output);
        assert!(matches!(output.status.code(), Some(1 | 2)), "{path}: {said}");
        assert_eq!(said.matches("错误[").count(), 1, "{path}: {said}");
        assert!(said.contains(code), "{path}: {said}");
    }
    let missing = run(&["check", "没有的年份"]);
    assert_eq!((missing.status.code(), err(&missing).contains("内置：2024")), (Some(2), true));
}

#[test]
fn records_that_cannot_be_read_give_one_clear_error() {
    let policy = small();
    for (input, text, words) in [
        ("json", "[{", "不是完整的 JSON"),
        ("yaml", "a: [", "不是完整的 YAML"),
        ("csv", "", "是空的"),
        ("json", "3", "应是一条记录"),
    ] {
        let output = run_with(&["evaluate", "--policy", &policy, "--input", input], text);
        assert_eq!(output.status.code(), Some(2), "{input}");
        assert!(err(&output).contains(words), "{}", err(&output));
    }
    let output = run(&["evaluate", "没有.csv", "--policy", &policy]);
    assert_eq!((output.status.code(), err(&output).contains("没有这个文件")), (Some(2), true));
}

#[test]
fn wrong_arguments_are_answered_in_chinese() {
    for (arguments, words) in [
        (&["evalute"][..], "没有「evalute」这个命令；是不是「evaluate」？"),
        (&["evaluate", "--polcy", "x"], "没有「--polcy」这个选项；是不是「--policy」？"),
        (&["evaluate", "--date", "明天"], "不能是「明天」"),
        (&["evaluate", "--format", "pdf"], "可以是："),
        (&[], "请写一个命令"),
    ] {
        let output = run(arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(err(&output).contains(words), "{arguments:?}: {}", err(&output));
        assert!(!err(&output).contains("error"), "{}", err(&output));
    }
    assert!(out(&run(&["--help"])).contains("用法"));
}

#[test]
fn test_runs_examples_and_compares_cases_until_they_are_accepted() {
    let folder = scratch("cases");
    fs::write(folder.join("p.policy"), SMALL.replace("判定 成年", "示例 大人 { 岁数 = 18 期望 成年 = 是 因 按岁数 } 判定 成年"))
        .expect("written");
    fs::create_dir_all(folder.join("cases")).expect("a folder can be made");
    fs::write(folder.join("cases/a.yaml"), "# 大人\n学号: \"1\"\n岁数: 20\n").expect("written");
    let path = folder.display().to_string();
    let fresh = run(&["test", &path]);
    assert_eq!((fresh.status.code(), out(&fresh).contains("还没有认可的结果")), (Some(1), true), "{}", out(&fresh));
    assert_eq!(run(&["test", &path, "--accept"]).status.code(), Some(0));
    assert_eq!(run(&["test", &path]).status.code(), Some(0));
    assert_eq!(
        fs::read_to_string(folder.join("cases/a.verdict.yaml")).expect("accepted"),
        "结论: 通过\n判定:\n  成年: 是（按岁数）\n"
    );
    fs::write(folder.join("cases/a.yaml"), "学号: \"1\"\n岁数: 3\n").expect("written");
    let changed = run(&["test", &path]);
    assert!(
        out(&changed).contains("认可 │   成年: 是（按岁数）") && out(&changed).contains("现在 │   成年: 否（按岁数）"),
        "{}",
        out(&changed)
    );
    fs::write(folder.join("cases/a.yaml"), "学好: \"1\"\n").expect("written");
    assert!(out(&run(&["test", &path])).contains("政策里没有这些字段：「学好」（是不是「学号」？）"));
}

#[test]
fn dump_prints_each_stage() {
    let policy = small();
    for (stage, words) in [("ast", "File {"), ("hir", "Program {"), ("plan", "Decide(DecisionId(0))")] {
        let output = run(&["dump", &policy, "--stage", stage]);
        assert!(out(&output).contains(words), "{stage}: {}", out(&output));
    }
}

#[test]
fn coverage_is_printed_as_text_json_or_lcov() {
    let path = "tests/fixtures/samples/grant.policy";
    let text = run(&["test", "--coverage", path]);
    assert_eq!(text.status.code(), Some(1), "{}", err(&text));
    assert!(out(&text).starts_with("还没有走到的：4 处\n"));
    assert!(out(&text).contains("合计（示例和案例 5 个）：规则 11/11"));
    let json: Value = serde_json::from_str(&out(&run(&["test", "--coverage", "--format", "json", path]))).expect("it is JSON");
    assert_eq!(json["total"]["rules"], serde_json::json!({ "reached": 11, "all": 11 }));
    assert_eq!(json["files"][0]["items"][0]["conditions"][0]["sides"][0]["samples"][0]["kind"], "example");
    let lcov = run(&["test", "--coverage", "--format", "lcov", path]);
    assert!(out(&lcov).starts_with("TN:\nSF:tests/fixtures/samples/grant.policy\nFN:"));
    assert!(out(&lcov).ends_with("end_of_record\n"));
    assert!(err(&run(&["test", "--format", "lcov", path])).contains("lcov 只和 --coverage 一起用"));
}

#[test]
fn changes_that_nothing_notices_are_findings() {
    let path = "tests/fixtures/samples/grant.policy";
    let text = run(&["test", "--mutate", path]);
    assert_eq!(text.status.code(), Some(1), "{}", err(&text));
    assert!(out(&text).starts_with("改错了也没有发现的："));
    assert!(out(&text).contains("用时 "));
    assert!(!out(&text).contains("发现了的，和改了也一样的"));
    assert!(out(&run(&["test", "--mutate", "--full", path])).contains("发现了的，和改了也一样的"));
    let json: Value = serde_json::from_str(&out(&run(&["test", "--mutate", "--format", "json", path]))).expect("it is JSON");
    let mutants = json["mutants"].as_array().expect("a list");
    let survived = mutants.iter().filter(|mutant| mutant["fate"] == "survived").count();
    assert_eq!(json["survived"], survived);
    assert!(mutants.iter().any(|mutant| mutant["by"]["name"] == "大三刚够分"));
}

#[test]
fn results_go_into_a_workbook_or_one_line_each_by_the_ending_of_the_file() {
    let folder = scratch("evaluated-by-ending");
    let (workbook, csv) = (folder.join("结果.xlsx"), folder.join("结果.csv"));
    let students = "tests/cohort/graduates.xlsx";
    let output = run(&["evaluate", students, "--date", "2023-09-28", "-o", &workbook.display().to_string()]);
    assert_eq!(output.status.code(), Some(1), "{}", err(&output));
    assert!(fs::read(&workbook).expect("it is there").starts_with(b"PK"));
    let output = run(&["evaluate", students, "--date", "2023-09-28", "-o", &csv.display().to_string()]);
    assert_eq!(output.status.code(), Some(1), "{}", err(&output));
    let text = fs::read_to_string(&csv).expect("it is there");
    assert!(text.starts_with("\u{feff}行,学号,结论,"), "{}", text.lines().next().unwrap_or_default());
    assert_eq!(text.lines().count(), 410);
    let output = run(&["evaluate", students, "--format", "xlsx"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(err(&output).contains("用 -o 写明文件名"));
}

#[test]
fn a_program_gets_the_summary_as_the_last_line_on_standard_error() {
    let policy = small();
    let csv = "名单,\n学号,岁数,年级\n1,20,大四\n1,19,大四\n合计 2,,\n";
    let output = run_with(&["evaluate", "--policy", &policy, "--date", "2023-09-25", "--format", "jsonl"], csv);
    let summary: Value = serde_json::from_str(err(&output).lines().last().expect("a line")).expect("JSON");
    assert_eq!(summary["read"], 3);
    assert_eq!(summary["conclusions"], serde_json::json!({"须修改": 1, "通过": 1}));
    assert_eq!(summary["rejected"]["count"], 1);
    assert_eq!(summary["duplicates"][0], serde_json::json!({"id": "1", "first": "第 3 行", "again": "第 4 行"}));
    assert_eq!(summary["source"]["header_row"], 2);
    assert_eq!(summary["source"]["columns"]["unknown"][0]["column"], "年级");
    assert_eq!(summary["source"]["columns"]["matched"][0], serde_json::json!({"column": "学号", "field": "学号"}));
    let findings = &lines(&output)[1]["findings"];
    assert_eq!((&findings[0]["id"], &findings[0]["cells"]), (&"重复·学号".into(), &serde_json::json!(["A4"])));
}

#[test]
fn a_detail_joins_from_a_sheet_of_another_file() {
    let offices = "tests/files/offices";
    let detail = format!("工作经历={offices}/研究生毕业生及工作经历.xlsx:工作经历");
    let students = format!("{offices}/2024届毕业生信息（导出）.csv");
    let output = run(&["evaluate", &students, "--date", "2023-09-28", "--detail", &detail]);
    let said = err(&output);
    assert!(said.contains("明细「工作经历」：") && said.contains("的学生不在名单里，没有使用"), "{said}");
    let output = run(&["evaluate", &students, "--detail", "工作经历"]);
    assert_eq!(output.status.code(), Some(2));
    let sheet = format!("{offices}/生源核对工作簿.xlsx");
    let output = run(&["evaluate", &sheet, "--date", "2023-09-28", "--sheet", "旧数剧"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(err(&output).contains("旧数据"), "{}", err(&output));
}

#[test]
fn a_table_of_the_policy_is_written_as_one_workbook_or_as_a_file_for_each_group() {
    let folder = scratch("tables");
    let (workbook, csv) = (folder.join("附表2.xlsx"), folder.join("附表2.csv"));
    let cohort = "tests/cohort/graduates.ods";
    let report = |out: &std::path::Path| {
        run(&["report", cohort, "--date", "2023-09-28", "--table", "附表2", "-o", &out.display().to_string()])
    };
    let output = report(&workbook);
    assert_eq!(output.status.code(), Some(1), "somebody is undecided: {}", err(&output));
    assert!(err(&output).contains("进不进表还不能定，缺 少干计划"), "{}", err(&output));
    assert!(workbook.exists());
    report(&csv);
    let files = fs::read_dir(&folder).expect("there").filter_map(Result::ok);
    let names: Vec<String> = files.map(|file| file.file_name().to_string_lossy().into_owned()).collect();
    assert!(
        names.len() > 2 && names.iter().filter(|name| name.ends_with(".csv")).all(|name| name.starts_with("附表2-")),
        "{names:?}"
    );
    let output = run(&["report", cohort, "--date", "2023-09-28", "--table", "培养单位汇总"]);
    assert_eq!(output.status.code(), Some(0));
    assert!(out(&output).ends_with("合计,409,242,36,15,54,54,8\r\n"), "{}", out(&output));
    let output = run(&["report", cohort]);
    assert!(err(&output).contains("附表1、附表2、待复核名单、培养单位汇总"), "{}", err(&output));
}

#[test]
fn ask_reads_answers_line_by_line_and_keeps_the_record() {
    let path = "tests/fixtures/samples/grant.policy";
    let kept = scratch("ask").join("record.yaml");
    let kept_path = kept.display().to_string();
    let arguments = ["ask", "--policy", path, "--date", "2023-09-28", "--decision", "可补助", "-o", &kept_path];
    let output = run_with(&arguments, "# 一名申请人\n处分 = 否\n家庭困难 = 否\n年级 = 大三\n60\n");
    assert_eq!(output.status.code(), Some(0), "{}", err(&output));
    let said = out(&output);
    assert!(said.contains("问 平均分\n答 60\n"), "{said}");
    assert!(said.contains("只判断可补助") && !said.contains("还没有问完"), "{said}");
    let kept = fs::read_to_string(&kept).expect("kept");
    assert!(kept.contains("年级: 大三\n") && kept.contains("平均分: '60'\n"), "{kept}");
}

#[test]
fn ask_says_which_line_cannot_be_used_and_when_questions_are_left() {
    let path = "tests/fixtures/samples/grant.policy";
    let arguments = ["ask", "--policy", path, "--date", "2023-09-28", "--decision", "可补助"];
    let refused = run_with(&arguments, "\n年级 = 大五\n");
    assert_eq!(refused.status.code(), Some(2));
    assert!(err(&refused).contains("第 2 行：「年级」填写的「大五」无法使用"), "{}", err(&refused));
    assert!(out(&run_with(&arguments, "年级 = 大三\n")).contains("还没有问完"));
}

#[test]
fn ask_gives_a_form_the_next_question_as_json() {
    let path = "tests/fixtures/samples/grant.policy";
    let record = scratch("ask-json").join("record.json");
    let next = |known: &str| -> Value {
        fs::write(&record, known).expect("written");
        let from = record.display().to_string();
        let arguments =
            ["ask", "--policy", path, "--date", "2023-09-28", "--decision", "可补助", "--format", "json", "--from", &from];
        let output = run(&arguments);
        serde_json::from_str(&out(&output)).unwrap_or_else(|error| panic!("{error}: {}", err(&output)))
    };
    let question = next(r#"{"年级":"大五","处分":"否","家庭困难":"否","平均分":70}"#);
    assert_eq!((&question["field"], &question["answer"]["type"]), (&"年级".into(), &"choice".into()));
    assert!(question["refused"].as_str().is_some_and(|why| why.contains("大五")), "{question}");
    assert_eq!(next(r#"{"年级":"大一","处分":"否","家庭困难":"否"}"#), Value::Null);
}
