//! Workbooks made to harm, or that lie about themselves.
#![allow(clippy::unwrap_used)]

use rust_xlsxwriter::Workbook as Writer;

use super::limits::{NODE_BYTES, SETTINGS_BYTES};
use super::test_support::{Parts, lines, refusal, zipped};

const ROW: &str = "<row r='1'><c r='A1'><v>1</v></c></row>";

#[test]
fn a_dimension_that_lies_costs_nothing() {
    let inside = "<dimension ref='A1:XFD1048576'/><sheetData><row r='1'><c r='A1'><v>1</v></c></row><row r='1048576'><c r='B1048576'><v>2</v></c></row></sheetData>";
    assert_eq!(lines(&Parts::new(inside).zipped(), "表").unwrap(), ["1: 1", "1048576: |2"]);
}

#[test]
fn addresses_beyond_the_sheet_or_turned_round_are_refused() {
    let cases = [
        "<dimension ref='C3:A1'/><sheetData/>",
        "<sheetData><row r='1'><c r='XFE1'/></row></sheetData>",
        "<sheetData><row r='1'><c r='AAAAAAAAAA1'/></row></sheetData>",
        "<sheetData><row r='1'><c r='A99999999999'/></row></sheetData>",
        "<sheetData><row r='0'/></sheetData>",
        "<sheetData><row r='1'><c r='A'/></row></sheetData>",
        "<sheetData/><mergeCells><mergeCell ref='A1:A0'/></mergeCells>",
    ];
    for inside in cases {
        assert!(refusal(&Parts::new(inside).zipped(), "表").contains("地址不对"), "{inside}");
    }
    let back = "<sheetData><row r='2'><c r='A2'/></row><row r='1'><c r='A1'/></row></sheetData>";
    assert!(refusal(&Parts::new(back).zipped(), "表").contains("没有按次序"));
}

#[test]
fn a_number_of_texts_that_lies_is_refused_before_memory_is_asked_for() {
    let mut parts = Parts::new(&format!("<sheetData>{ROW}</sheetData>"));
    parts.strings = "<sst uniqueCount='9999999999999'><si><t>a</t></si></sst>".to_owned();
    assert!(refusal(&parts.zipped(), "表").contains("不同的文字超过"));
}

#[test]
fn styles_that_would_be_copied_without_end_are_refused() {
    let mut parts = Parts::new("<sheetData/>");
    let name = "x".repeat(NODE_BYTES / 2);
    parts.styles = format!(
        "<styleSheet><fonts><font><name val='{name}'/></font></fonts><cellXfs>{}</cellXfs></styleSheet>",
        "<xf fontId='0'/>".repeat(1000)
    );
    assert!(refusal(&parts.zipped(), "表").contains("样式太多"));
}

#[test]
fn a_part_that_unpacks_beyond_its_limit_is_refused() {
    let mut parts = Parts::new("<sheetData/>");
    parts.workbook =
        format!("{}{}", parts.workbook, format!("<a b='{}'/>", "甲".repeat(10_000)).repeat(SETTINGS_BYTES as usize / 30_000 + 1));
    assert!(refusal(&parts.zipped(), "表").contains("解压后超过 32 MB"));
}

#[test]
fn a_sheet_that_blows_up_is_refused() {
    let inside = format!("<sheetData>{ROW}</sheetData>{}", format!("<a b='{}'/>", " ".repeat(64 * 1024)).repeat(600));
    assert!(refusal(&Parts::new(&inside).zipped(), "表").contains("压缩炸弹"));
}

#[test]
fn one_endless_text_is_refused() {
    let inside = format!("<sheetData><row><c t='inlineStr'><is><t>{}</t></is></c></row></sheetData>", "x".repeat(NODE_BYTES + 1));
    assert!(refusal(&Parts::new(&inside).zipped(), "表").contains("超过 1 MB"));
}

#[test]
fn a_row_that_repeats_a_long_text_is_refused() {
    let mut parts = Parts::new(&format!("<sheetData><row>{}</row></sheetData>", "<c t='s'><v>0</v></c>".repeat(300)));
    parts.strings = format!("<sst><si><t>{}</t></si></sst>", "x".repeat(32_767));
    assert!(refusal(&parts.zipped(), "表").contains("MB 文字"));
}

#[test]
fn rows_that_reach_far_right_are_counted() {
    let rows: String = (1..=9_200).map(|row| format!("<row r='{row}'><c r='XFD{row}'/></row>")).collect();
    assert!(refusal(&Parts::new(&format!("<sheetData>{rows}</sheetData>")).zipped(), "表").contains("个单元格"));
}

#[test]
fn document_types_are_refused() {
    let mut parts = Parts::new("<sheetData/>");
    parts.sheet = format!("<!DOCTYPE x [<!ENTITY a 'aaaa'>]>{}", parts.sheet);
    assert!(refusal(&parts.zipped(), "表").contains("文档类型声明"));
}

#[test]
fn values_that_no_format_has_are_told() {
    for inside in ["<c t='s'><v>7</v></c>", "<c t='n'><v>x</v></c>", "<c t='?'><v>x</v></c>", "<c><x/></c>"] {
        let message = refusal(&Parts::new(&format!("<sheetData><row>{inside}</row></sheetData>")).zipped(), "表");
        assert!(message.contains("单元格的写法不对"), "{message}");
    }
    let message = refusal(&Parts::new("<sheetData><row><c t='e'><v>#WHAT!</v></c></row></sheetData>").zipped(), "表");
    assert!(message.contains("错误值"), "{message}");
}

#[test]
fn too_many_parts_are_refused() {
    let names: Vec<String> = (0..=super::limits::ENTRIES).map(|number| number.to_string()).collect();
    let parts: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), "")).collect();
    assert!(refusal(&zipped(&parts), "1").contains("部分"));
    assert!(refusal(&zipped(&[("A.xml", ""), ("a.xml", "")]), "1").contains("同名"));
}

#[test]
fn a_file_cut_off_or_garbled_anywhere_is_told_or_read_but_never_breaks() {
    let mut writer = Writer::new();
    let sheet = writer.add_worksheet();
    for row in 0..300 {
        sheet.write(row, 0, format!("文字{row}")).unwrap();
        sheet.write(row, 1, row).unwrap();
    }
    let whole = writer.save_to_buffer().unwrap();
    for length in (4..whole.len()).step_by(211) {
        assert!(refusal(whole.get(..length).unwrap(), "1").contains("不完整"), "{length}");
    }
    for at in (4..whole.len()).step_by(13) {
        let mut garbled = whole.clone();
        if let Some(byte) = garbled.get_mut(at) {
            *byte ^= 0xFF;
        }
        let _ = lines(&garbled, "1");
    }
}
