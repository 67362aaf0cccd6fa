//! Files as offices have them, each read and its reading accepted as a snapshot: what the file was understood to be, every cell
//! with what became of it, every row that is no record.

use std::fmt::Write;
use std::fs::File;
use std::path::Path;

use shengyuan::records::{Format, Layout, Reader, Records};
use shengyuan::{FindingState, Judge, Options, Policy, Source, Verdict};

use crate::support::{file_name, files, in_crate};

const ENDINGS: [&str; 10] = ["csv", "txt", "tsv", "json", "jsonl", "yaml", "xlsx", "xls", "ods", "dbf"];

fn policy() -> Policy {
    let sources = files("rules/2024", "policy");
    let sources = sources.iter().map(|file| Source::new(file.display().to_string(), crate::support::read(file)));
    Policy::compile(sources).unwrap_or_else(|problems| panic!("{problems}"))
}

#[test]
fn every_file_is_read_as_accepted() {
    let policy = policy();
    let judge = policy.record("毕业生").expect("there").with(Options::default().reveal(true));
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("snapshots/offices");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    let _guard = settings.bind_to_scope();
    let mut read = 0;
    for ending in ENDINGS {
        for path in files("tests/files/offices", ending) {
            insta::assert_snapshot!(file_name(&path).replace(' ', "_"), reading(judge, &path));
            read += 1;
        }
    }
    assert!(read >= 40, "{read} files");
}

#[test]
fn no_message_about_a_file_holds_an_identity_number() {
    let policy = policy();
    let judge = policy.record("毕业生").expect("there");
    for ending in ENDINGS {
        for path in files("tests/files/offices", ending) {
            let text = reading(judge, &path);
            let digits = text.split(|character: char| !character.is_ascii_digit()).map(str::len).max();
            assert!(digits < Some(15), "{}: {text}", file_name(&path));
        }
    }
}

fn reading(judge: Judge<'_>, path: &Path) -> String {
    let mut text = String::new();
    let file = path.to_path_buf();
    let reader = Reader::new(judge).format(Format::of_name(file_name(path)));
    match reader.open(move || File::open(&file)) {
        Ok(mut records) => {
            let _ = layout(&mut text, records.layout());
            for detail in records.details() {
                let _ = writeln!(text, "明细 {}", detail.name());
                let _ = layout(&mut text, detail.layout());
                for (row, rejected) in detail.rejected() {
                    let _ = writeln!(text, "明细第 {row} 行：{rejected}");
                }
            }
            rows(judge, &mut text, &mut records);
            for (detail, row) in records.left_over_details() {
                let _ = writeln!(text, "没有人的明细：{detail} 第 {row} 行");
            }
            if records.merged_cells() > 0 {
                let _ = writeln!(text, "合并单元格：{} 格", records.merged_cells());
            }
        }
        Err(error) => {
            let _ = writeln!(text, "读不了：{error}");
        }
    }
    text
}

fn layout(text: &mut String, layout: &Layout) -> std::fmt::Result {
    let encoding = layout.encoding.map(|encoding| format!("，{encoding}")).unwrap_or_default();
    writeln!(text, "格式：{}{encoding}", layout.format)?;
    if !layout.sheets.is_empty() {
        writeln!(text, "工作表：{}；没有读：{}", layout.sheets.join("、"), layout.other_sheets.join("、"))?;
    }
    if let Some(row) = layout.header_row {
        writeln!(text, "列名在第 {row} 行")?;
    }
    for (row, reason) in &layout.skipped {
        writeln!(text, "跳过第 {row} 行：{reason}")?;
    }
    for remark in &layout.remarks {
        writeln!(text, "说明：{remark}")?;
    }
    let Some(columns) = &layout.columns else { return Ok(()) };
    let matched: Vec<String> = columns
        .matched
        .iter()
        .map(|(heading, field)| if heading == field { heading.clone() } else { format!("{heading}→{field}") })
        .collect();
    writeln!(text, "对上：{}", matched.join("，"))?;
    for (heading, nearest) in &columns.unknown {
        writeln!(text, "没有使用：{heading}（近似 {}）", nearest.as_deref().unwrap_or("无"))?;
    }
    if !columns.missing_required.is_empty() {
        writeln!(text, "缺少必填：{}", columns.missing_required.join("、"))?;
    }
    Ok(())
}

fn rows(judge: Judge<'_>, text: &mut String, records: &mut Records<'_>) {
    let date = "2023-09-28".parse().expect("a day");
    for row in records {
        let place = row.origin.describe();
        match row.record {
            Err(rejected) => {
                let cells = if judge.options().reveal { rejected.cells.join("｜") } else { String::new() };
                let _ = writeln!(text, "\n{place} 没有判断：{rejected}\n  {cells}");
            }
            Ok(record) => {
                let verdict = judge.evaluate(&record, date).expect("a record").at(row.origin);
                let _ = writeln!(text, "\n{place}");
                let _ = values(text, &verdict);
            }
        }
    }
}

fn values(text: &mut String, verdict: &Verdict<'_>) -> std::fmt::Result {
    let values: Vec<String> = verdict.values().iter().map(|(field, value)| format!("{field}={value}")).collect();
    writeln!(text, "  {}", values.join("  "))?;
    for note in verdict.notes().iter().filter(|note| !note.assumed) {
        writeln!(text, "  说明 {}：{}", note.field, note.text)?;
    }
    let read = verdict.findings().into_iter().filter(|finding| finding.state == FindingState::Violated);
    for finding in read.filter(|finding| finding.id.starts_with("无效") || finding.id.starts_with("格式")) {
        writeln!(text, "  {} [{}]：{}", finding.id, finding.cells.join(" "), finding.message.unwrap_or_default())?;
    }
    for (name, nearest) in verdict.unmatched() {
        writeln!(text, "  没有使用：{name}（近似 {}）", nearest.unwrap_or("无"))?;
    }
    Ok(())
}

#[test]
fn the_folder_is_large_enough_and_described_file_by_file() {
    let readme = crate::support::read(&in_crate("tests/files/offices/README.md"));
    for ending in ENDINGS {
        for path in files("tests/files/offices", ending) {
            assert!(readme.contains(&format!("`{}`", file_name(&path))), "{} is not described", file_name(&path));
        }
    }
}
