#![allow(clippy::unwrap_used)]

use super::test_support::{lines, ods, opened, refusal, zipped};

fn rows(inside: &str) -> Vec<String> {
    lines(&ods(&format!("<table:table table:name='表'>{inside}</table:table>")), "表").unwrap()
}

#[test]
fn cells_come_by_their_kinds() {
    let inside = "<table:table-column table:number-columns-repeated='16384'/><table:table-row>\
        <table:table-cell office:value-type='string'><text:p>张<text:span>三</text:span><text:s text:c='2'/>丰</text:p><text:p>乙&amp;</text:p></table:table-cell>\
        <table:table-cell office:value-type='float' office:value='1.50'><text:p>1.5</text:p></table:table-cell>\
        <table:table-cell office:value-type='percentage' office:value='0.8'><text:p>80%</text:p></table:table-cell>\
        <table:table-cell office:value-type='date' office:date-value='2024-06-01'><text:p>6月1日</text:p></table:table-cell>\
        <table:table-cell office:value-type='date' office:date-value='2024-06-01T08:30:00'><text:p>6月1日</text:p></table:table-cell>\
        <table:table-cell office:value-type='time' office:time-value='PT08H30M00S'><text:p>8:30</text:p></table:table-cell>\
        <table:table-cell office:value-type='boolean' office:boolean-value='true'><text:p>TRUE</text:p></table:table-cell></table:table-row>\
        <table:table-row><table:table-cell table:formula='of:=NA()' office:value-type='string' office:string-value='' calcext:value-type='error'><text:p>#N/A</text:p></table:table-cell>\
        <table:table-cell calcext:value-type='error' office:value-type='string'><text:p>Err:502</text:p></table:table-cell>\
        <table:table-cell table:formula='of:=1'/><table:table-cell office:value-type='string'><office:annotation><text:p>批注</text:p></office:annotation><text:p>有</text:p></table:table-cell></table:table-row>";
    assert_eq!(
        rows(inside),
        [
            "1: 「张三  丰\n乙&」|1.5|「80%」|「2024-06-01」|「2024-06-01 08:30:00」|「08:30:00」|t",
            "2: 「#N/A」|「#Err:502」|「#公式没有结果」|「有」",
        ]
    );
}

#[test]
fn repeated_cells_and_rows_stand_where_they_stand() {
    let inside = "<table:table-row table:number-rows-repeated='2'><table:table-cell table:number-columns-repeated='16384'/></table:table-row>\
        <table:table-row table:number-rows-repeated='2'><table:table-cell table:number-columns-repeated='2'/>\
        <table:table-cell office:value-type='float' office:value='1' table:number-columns-repeated='2'/>\
        <table:table-cell table:number-columns-repeated='16380'/></table:table-row>\
        <table:table-row table:number-rows-repeated='1048570'><table:table-cell table:number-columns-repeated='16384'/></table:table-row>";
    assert_eq!(rows(inside), ["3: ||1|1", "4: ||1|1"]);
}

#[test]
fn merged_cells_go_down() {
    let inside = "<table:table-row><table:table-cell table:number-columns-spanned='2' table:number-rows-spanned='1' office:value-type='string'><text:p>题</text:p></table:table-cell><table:covered-table-cell/></table:table-row>\
        <table:table-row><table:table-cell table:number-columns-spanned='1' table:number-rows-spanned='2' office:value-type='string'><text:p>院</text:p></table:table-cell><table:table-cell office:value-type='float' office:value='1'/></table:table-row>\
        <table:table-row><table:covered-table-cell/><table:table-cell office:value-type='float' office:value='2'/></table:table-row>\
        <table:table-row><table:table-cell/><table:table-cell office:value-type='float' office:value='3'/></table:table-row>";
    assert_eq!(rows(inside), ["1: 「题」", "2: 「院」|1", "3: 「院」|2", "4: |3"]);
}

#[test]
fn sheets_hidden_ones_and_days_of_1904() {
    let one = |name: &str, value: &str| {
        format!(
            "<table:table table:name='{name}' table:style-name='{value}'><table:table-row><table:table-cell office:value-type='float' office:value='1'/></table:table-row></table:table>"
        )
    };
    let settings = "<table:calculation-settings><table:null-date table:date-value='1904-01-01'/></table:calculation-settings>";
    let bytes = ods(&format!("{settings}{}{}<table:named-expressions/>", one("甲", "ta1"), one("乙&amp;", "ta2")));
    let sheets = opened(&bytes).unwrap().sheets().to_vec();
    assert_eq!(
        sheets.iter().map(|sheet| (sheet.name.as_str(), sheet.is_hidden)).collect::<Vec<_>>(),
        [("甲", false), ("乙&", true)]
    );
    assert_eq!(lines(&bytes, "乙&").unwrap(), ["1: 1@"]);
    assert!(refusal(&bytes, "丙").contains("没有工作表「丙」"));
}

#[test]
fn encrypted_workbooks_are_told() {
    let kind = ("mimetype", "application/vnd.oasis.opendocument.spreadsheet");
    let manifest = "<manifest:manifest><manifest:file-entry><manifest:encryption-data/></manifest:file-entry></manifest:manifest>";
    assert!(refusal(&zipped(&[kind, ("META-INF/manifest.xml", manifest), ("content.xml", "\u{1}")]), "1").contains("设了密码"));
    assert!(refusal(&zipped(&[kind, ("encrypted-package", "\u{1}")]), "1").contains("设了密码"));
}

#[test]
fn bombs_of_repeated_cells_stop_at_the_limits() {
    let row = |rows: &str, columns: &str| {
        format!(
            "<table:table table:name='表'><table:table-row table:number-rows-repeated='{rows}'><table:table-cell office:value-type='float' office:value='1' table:number-columns-repeated='{columns}'/></table:table-row></table:table>"
        )
    };
    assert!(refusal(&ods(&row("1", "4000000000")), "表").contains("超过 16384 列"));
    assert!(refusal(&ods(&row("4000000000", "1")), "表").contains("超过 1048576 行"));
    let blanks = "<table:table table:name='表'><table:table-row><table:table-cell office:value-type='string'><text:p><text:s text:c='4000000000'/></text:p></table:table-cell></table:table-row></table:table>";
    assert!(refusal(&ods(blanks), "表").contains("MB 文字"));
}

#[test]
fn content_cut_off_is_told() {
    assert!(refusal(&ods("<table:table table:name='表'><table:table-row>"), "表").contains("没有结尾"));
}
