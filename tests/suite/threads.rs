//! However many threads judge, what is written and said is the same, byte by byte.

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use crate::support::in_crate;

const POLICY: &str =
    "记录 人 { 标识 学号 学号 : 文本 必填 姓名 : 文本 岁数 : 整数 生日 : 日期 学校 : 文本 占位 \"毕业学校\" 号码 : 文本 敏感
  明细 工作 { 工作地 : 文本 } }
规则 人 { 判定 成年 : 是否 { 缺省 按岁数 { 则 岁数 ≥ 18 理由 \"{岁数}岁\" } }
  检查 岁数不对 阻断 { 要求 岁数 < 100 提示 \"{岁数}岁了\" }
  检查 没有学校 提醒 { 要求 已填(学校) 提示 \"没有学校\" } }";

fn scratch() -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("threads");
    fs::create_dir_all(&folder).expect("a folder can be made");
    fs::write(folder.join("人.policy"), POLICY).expect("it can be written");
    folder
}

/// Rows of several pieces, good and bad.
fn csv() -> String {
    let mut text = "学号,姓名,岁数,生日,学校,号码,备注,工作1工作地\n".to_string();
    let long = "没有什么可说的。".repeat(60);
    for number in 0..900 {
        let line = match number % 60 {
            0 => format!("{number},\"张 三\n{number}\",30,2000-01-31,某校,1,{long},"),
            1 => format!("{number},\"没有收尾,1"),
            2 => format!("\"{number}\",\"李\"\"四\",\"17\",\"2000/2/3\",\"毕业学校\",\"1\",\"{long}\",\"某市\""),
            3 => String::new(),
            4 => format!("{number},少一格"),
            5 => format!("{},王五,120,2000-02-30,,1,{long},", number - 1),
            6 => format!("{},王五,二十,2000-02-30,,1,{long},", number - 2),
            7 => "合计,,,,,,,".to_string(),
            8 => ",赵六,20,,,,,".to_string(),
            9 => format!("'{number},赵（六）,20岁,,#N/A,,{long},无\r"),
            _ => format!("{number},孙七,{},20000131,某某大学,1380000{number:04},{long},", number % 110),
        };
        writeln!(text, "{line}").expect("memory can be written to");
    }
    text
}

fn json_lines() -> String {
    let line = |number: usize| match number % 50 {
        0 => "{\"学号\": ".to_string(),
        1 => String::new(),
        2 => "[1, 2]".to_string(),
        3 => format!("{{\"学号\": \"{number}\", \"岁数\": 130, \"别的\": 1}}"),
        4 => format!("{{\"学号\": \"{}\", \"岁数\": \"十七\"}}", number - 1),
        5 => format!("{{\"学号\": \"{number}\", \"工作\": [{{\"工作地\": \"某市\"}}]}}"),
        _ => format!("{{\"学号\": \"{number}\", \"岁数\": {}, \"学校\": \"某校\"}}", number % 40),
    };
    (0..2_300).map(|number| line(number) + "\n").collect()
}

fn evaluate(folder: &Path, records: &str, more: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_shengyuan"));
    command.arg("evaluate").arg(folder.join(records)).arg("--policy").arg(folder.join("人.policy"));
    command.args(["--date", "2023-09-25"]).args(more).current_dir(in_crate(".")).output().expect("the program starts")
}

#[test]
fn the_number_of_threads_changes_nothing() {
    let folder = scratch();
    let yaml: String = (0..700).map(|number| format!("- {{学号: \"{number}\", 岁数: {}}}\n", number % 120)).collect();
    let files = [
        ("名单.csv", csv()),
        ("视窗.csv", format!("\u{feff}{}", csv().replace('\n', "\r\n"))),
        ("名单.jsonl", json_lines()),
        ("名单.yaml", yaml),
        ("空.csv", "学号,姓名\n".to_string()),
        ("空.jsonl", String::new()),
    ];
    for (name, text) in &files {
        fs::write(folder.join(name), text).expect("it can be written");
        for format in ["text", "json", "jsonl", "csv"] {
            let of = |threads: &str| {
                let output = evaluate(&folder, name, &["--format", format, "--threads", threads]);
                (output.status.code(), output.stdout, String::from_utf8_lossy(&output.stderr).into_owned())
            };
            let alone = of("1");
            // Nothing at all is no file of records.
            assert_eq!(alone.0 == Some(2), *name == "空.jsonl", "{}", alone.2);
            for threads in ["2", "4"] {
                assert!(of(threads) == alone, "{name} as {format} with {threads} threads");
            }
        }
    }
    let summary = evaluate(&folder, "名单.csv", &["--format", "jsonl"]);
    let summary = String::from_utf8_lossy(&summary.stderr).into_owned();
    let summary: serde_json::Value = serde_json::from_str(summary.lines().last().expect("a line")).expect("JSON");
    let count = |key: &str| summary[key].as_array().map(Vec::len);
    assert_eq!(
        (summary["read"].as_u64(), summary["rejected"]["count"].as_u64(), count("duplicates")),
        (Some(885), Some(60), Some(15))
    );
}

#[test]
fn workbooks_are_the_same_whatever_the_threads() {
    let folder = scratch();
    fs::write(folder.join("名单二.csv"), csv()).expect("it can be written");
    let rows = |threads: &str| {
        let target = folder.join(format!("结果{threads}.xlsx"));
        let output = evaluate(&folder, "名单二.csv", &["-o", &target.display().to_string(), "--threads", threads]);
        assert_eq!(output.status.code(), Some(1), "{}", String::from_utf8_lossy(&output.stderr));
        fs::read(&target).expect("it is there")
    };
    let alone = rows("1");
    assert!(alone.starts_with(b"PK"));
    assert!(rows("2") == alone && rows("4") == alone);
}

#[test]
fn no_thread_at_all_is_refused() {
    let output = evaluate(&scratch(), "名单.csv", &["--threads", "0"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("--threads"));
}
