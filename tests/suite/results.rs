//! The results of a batch as a workbook and as CSV: every verdict is in, nothing secret is, and LibreOffice opens it.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::io::Cursor;
use std::path::Path;
use std::process::Command;

use calamine::{Data, Reader, Xlsx};
use serde_json::{Value, json};
use shengyuan::{Date, ErrorKind, Options, Policy, ResultOptions};

use crate::support::compile;

const POLICY: &str = r#"
政策 "某校生源核对" { 届别 2024 }
枚举 学历 { 本科  硕士 }
角色 { 学生  学校 }
参数 开始 : 日期 未定
记录 毕业生 {
  标识 学号
  学号 : 文本 必填 锁定
  姓名 : 文本 必填 锁定
  学院 : 文本
  证件 : 文本 锁定 敏感 格式 身份证号
  层次 : 学历
  生源地 : 行政区划 必填
  分数 : 整数
  迁移 : 是否 视为 否
  入学 : 日期
}
规则 毕业生 {
  判定 应填 : 行政区划 {
    缺省 原籍 { 则 生源地 }
    例外 高分 { 当 分数 > 90 则 复核 "分数 {分数}，证件 {证件}，要看录取材料" 建议 广东省 }
    例外 硕士 { 当 层次 = 硕士 则 湖北省 }
  }
  判定 名次 : 整数 { 缺省 一 { 则 1 } 例外 甲 { 当 分数 = 7 则 2 } 例外 乙 { 当 分数 = 7 则 3 } }
  判定 已开始 = 评估日 ≥ 开始
  检查 迁移要核对 复核 { 当 迁移 提示 "户口迁移过" 办理 学生 "交户口本" 等待 约 2周 自 入学 办理 学校 "核对" }
  检查 写学院 提醒 { 要求 已填(学院) 提示 "学院没有写" 办理 学生 "补上" }
  检查 按时 提醒 { 要求 已开始 提示 "还没有开始" }
}
"#;

const SECRET: &str = "440106200001011236";

fn policy() -> Policy {
    compile("核对.policy", POLICY).unwrap_or_else(|problems| panic!("{problems}"))
}

fn date() -> Date {
    "2023-09-28".parse().unwrap()
}

fn records() -> Vec<Value> {
    vec![
        json!({"学号": "0017", "姓名": "张三", "学院": "法学院", "层次": "本科", "生源地": "广东省广州市天河区", "分数": 80}),
        json!({"学号": "0018", "姓名": "=cmd|' /C calc'!A0", "学院": "医学院", "证件": SECRET, "层次": "硕士", "生源地": "浙江省杭州市江干区", "分数": 95, "迁移": "是", "入学": "2020-09-01"}),
        json!({"学号": "0019", "姓名": "李四", "层次": "本科", "生源地": "无此地", "分数": 7}),
        json!({"学号": "0020", "姓名": "王五", "学院": "法学院", "层次": "本科", "生源地": "北京市海淀区"}),
    ]
}

/// The workbook of the records and of two rows that were rejected.
fn workbook(options: Options) -> Vec<u8> {
    let policy = policy();
    let judge = policy.record("毕业生").unwrap().with(options);
    let shown = ResultOptions::default().file("名单.csv").unit("学院").headings(["学号", "姓名", "证件"]);
    let mut workbook = judge.result_workbook(date(), shown).unwrap();
    for (record, row) in records().iter().zip(2..) {
        workbook.add(&judge.evaluate(record, date()).unwrap().at_row(row)).unwrap();
    }
    workbook.reject("第 6 行", "这一行不是记录", &["0021", "赵六", SECRET]).unwrap();
    workbook.reject("第 7 行", "这一行有 4 格，表头有 3 格", &["0022", "", SECRET, "多的"]).unwrap();
    let mut bytes = Vec::new();
    let tally = workbook.finish(&mut bytes).unwrap();
    assert_eq!((tally.read(), tally.judged(), tally.rejected), (6, 4, 2));
    bytes
}

/// Every tab with its cells, as text.
fn tabs(bytes: &[u8]) -> Vec<(String, Vec<Vec<String>>)> {
    let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).unwrap();
    let text = |cell: &Data| match cell {
        Data::DateTime(date) => {
            let (year, month, day, ..) = date.to_ymd_hms_milli();
            format!("{year}-{month:02}-{day:02}")
        }
        other => other.to_string(),
    };
    let sheets = workbook.worksheets();
    sheets.into_iter().map(|(name, range)| (name, range.rows().map(|row| row.iter().map(text).collect()).collect())).collect()
}

fn listing(bytes: &[u8]) -> String {
    let mut text = String::new();
    for (name, rows) in tabs(bytes) {
        let _ = writeln!(text, "## {name}");
        for row in rows {
            let cells = row.join(" | ").replace('\n', "⏎");
            let _ = writeln!(text, "{}", cells.trim_end_matches([' ', '|']));
        }
        let _ = writeln!(text);
    }
    text
}

#[test]
fn the_workbook_of_a_small_batch() {
    insta::assert_snapshot!("result-workbook", listing(&workbook(Options::default())));
}

#[test]
fn nothing_secret_is_in_the_workbook_unless_it_is_to_be_revealed() {
    let masked = listing(&workbook(Options::default()));
    assert!(!masked.contains(SECRET) && masked.contains("***"), "{masked}");
    let revealed = listing(&workbook(Options::default().reveal(true)));
    assert!(revealed.contains(SECRET) && !revealed.contains("***"), "{revealed}");
}

#[test]
fn the_rows_add_up_in_every_list() {
    let tabs: BTreeMap<_, _> = tabs(&workbook(Options::default())).into_iter().collect();
    // Title and headings.
    assert_eq!(tabs["全部毕业生"].len(), 2 + 4);
    // The line about what is masked.
    assert_eq!(tabs["没有判断的行"].len(), 2 + 2 + 1);
    let conclusions: Vec<f64> = tabs["汇总"]
        .iter()
        .skip_while(|row| row[0] != "结论")
        .skip(1)
        .take_while(|row| row[0] != "合计")
        .map(|row| row[1].parse().unwrap())
        .collect();
    assert_eq!(conclusions.iter().sum::<f64>(), 6.0);
}

#[test]
fn the_same_verdicts_give_the_same_bytes() {
    assert!(workbook(Options::default()) == workbook(Options::default()));
}

#[test]
fn an_empty_batch_is_a_workbook_with_its_headings() {
    let policy = policy();
    let judge = policy.record("毕业生").unwrap();
    let mut bytes = Vec::new();
    judge.result_workbook(date(), ResultOptions::default()).unwrap().finish(&mut bytes).unwrap();
    let tabs = tabs(&bytes);
    let names: Vec<&str> = tabs.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["汇总", "全部毕业生", "问题清单", "待复核", "读入说明", "没有判断的行"]);
    assert_eq!(tabs[1].1[1][..4], ["行", "学号", "姓名", "结论"]);
}

#[test]
fn fields_of_the_options_are_those_of_the_record() {
    let policy = policy();
    let judge = policy.record("毕业生").unwrap();
    let error = judge.result_workbook(date(), ResultOptions::default().unit("院学")).err().unwrap();
    assert_eq!(error.kind(), ErrorKind::UnknownName);
    assert_eq!(error.to_string(), "记录「毕业生」里没有名为「院学」的字段；是不是「学院」？");
    let mut bytes = Vec::new();
    let shown = ResultOptions::default().fields(["学院", "入学"]);
    judge.result_workbook(date(), shown).unwrap().finish(&mut bytes).unwrap();
    assert_eq!(tabs(&bytes)[1].1[1][..5], ["行", "学号", "学院", "入学", "结论"]);
}

#[test]
fn a_chart_shows_the_conclusions() {
    let bytes = workbook(Options::default());
    let mut archive = zip::ZipArchive::new(Cursor::new(&bytes)).unwrap();
    let chart = std::io::read_to_string(archive.by_name("xl/charts/chart1.xml").unwrap()).unwrap();
    assert!(chart.contains("汇总!$B$8:$B$14") && chart.contains("<c:v>须修改</c:v>"), "{chart}");
}

#[test]
fn results_as_csv_are_one_line_a_record() {
    let policy = policy();
    let judge = policy.record("毕业生").unwrap();
    let mut bytes = Vec::new();
    let mut lines = judge.result_lines(&mut bytes).unwrap();
    for (record, row) in records().iter().zip(2..) {
        lines.add(&judge.evaluate(record, date()).unwrap().at_row(row)).unwrap();
    }
    lines.finish().unwrap();
    insta::assert_snapshot!("result-lines", String::from_utf8(bytes).unwrap().replace("\r\n", "\n"));
}

// ------------------------------------------------------------ LibreOffice

/// Converts a workbook with LibreOffice; `false` if it is not installed.
fn convert(file: &Path, to: &str) -> bool {
    let folder = file.parent().unwrap();
    let profile = format!("-env:UserInstallation=file://{}/profile", folder.display());
    let done =
        Command::new("soffice").args([&profile, "--headless", "--convert-to", to, "--outdir"]).arg(folder).arg(file).output();
    match done {
        Ok(done) => {
            assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
            true
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => false,
        Err(error) => panic!("{error}"),
    }
}

#[test]
fn libreoffice_opens_the_workbook_and_reads_the_same_cells() {
    let folder = std::env::temp_dir().join(format!("result-workbook-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let (file, bytes) = (folder.join("result.xlsx"), workbook(Options::default()));
    std::fs::write(&file, &bytes).unwrap();
    // Commas, quotes, UTF-8, cells as they are shown, every tab in a file of its own.
    if convert(&file, "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1") {
        for (name, rows) in tabs(&bytes) {
            let csv = std::fs::read(folder.join(format!("result-{name}.csv"))).unwrap();
            let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(csv.as_slice());
            let seen: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
            assert_eq!(seen.len(), rows.len(), "{name}");
            for (seen, row) in seen.iter().zip(&rows) {
                for (seen, cell) in seen.iter().zip(row).filter(|(_, cell)| cell.parse::<f64>().is_err()) {
                    assert_eq!(seen, cell, "{name}");
                }
            }
        }
        assert!(convert(&file, "pdf"));
        let pdf = std::fs::read(folder.join("result.pdf")).unwrap();
        assert!(pdf.starts_with(b"%PDF") && pdf.len() > 10_000);
    } else {
        #[allow(clippy::print_stderr, reason = "a test that was left out says so")]
        {
            eprintln!("skipped: LibreOffice (soffice) is not installed");
        }
    }
    std::fs::remove_dir_all(&folder).unwrap();
}
