//! Sheets written as workbooks and as CSV, and read back: the same cells, and nothing that a table program could take for a formula.

use std::io::Cursor;

use calamine::{Data, Reader, Xlsx};
use proptest::prelude::*;
use shengyuan::{Content, Date, Entry, Sheet, write_csv, write_xlsx};

/// What people have put into cells to make a table program do something.
const INJECTIONS: [&str; 10] = [
    "=1+1",
    "=cmd|' /C calc'!A0",
    "=HYPERLINK(\"http://example.com\",\"点我\")",
    "+86 10 0000 0000",
    "-1+1",
    "@SUM(A1:A9)",
    "\t=1+1",
    "\r=1+1",
    "＝1+1",
    "'=1+1",
];

fn workbook(sheets: &[Sheet]) -> Vec<u8> {
    let mut bytes = Vec::new();
    write_xlsx(sheets, &mut bytes).unwrap();
    bytes
}

fn open(bytes: &[u8]) -> Xlsx<Cursor<&[u8]>> {
    Xlsx::new(Cursor::new(bytes)).unwrap()
}

/// Every cell of a tab, from its first row and column.
fn cells(bytes: &[u8], tab: &str) -> Vec<Vec<Data>> {
    let range = open(bytes).worksheet_range(tab).unwrap();
    let Some((last_row, last_column)) = range.end() else { return Vec::new() };
    let cell = |row, column| range.get_value((row, column)).cloned().unwrap_or_default();
    (0..=last_row).map(|row| (0..=last_column).map(|column| cell(row, column)).collect()).collect()
}

fn text(text: &str) -> Data {
    if text.is_empty() { Data::Empty } else { Data::String(text.to_string()) }
}

fn parts<const N: usize>(path: &str, bytes: &[u8], words: [&str; N]) -> [usize; N] {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let file = archive.by_name(path).unwrap();
    let xml = std::io::read_to_string(file).unwrap();
    words.map(|word| xml.matches(word).count())
}

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn form() -> Sheet {
    let mut sheet = Sheet::default();
    sheet.name = "附表1".to_string();
    sheet.title = "某学院生源地核对表".to_string();
    sheet.headings = ["序号", "学号", "日期", "比例", "说明"].map(str::to_string).to_vec();
    sheet.rows = vec![
        vec![
            Entry::count(1),
            Entry::text("00170001"),
            Entry::new(Content::Date(day("2023-09-25"))),
            Entry::new(Content::Percent("80.5".parse().unwrap())),
            Entry::doubtful("待定"),
        ],
        vec![
            Entry::count(1),
            Entry::default(),
            Entry::default(),
            Entry::new(Content::Number("0.10".parse().unwrap())),
            Entry::default(),
        ],
    ];
    sheet.has_total = true;
    sheet.remarks = vec!["注：日期为评估日".to_string()];
    sheet
}

#[test]
fn a_form_read_back_has_its_cells_with_their_types() {
    let bytes = workbook(&[form()]);
    let read = cells(&bytes, "附表1");
    assert_eq!(read.len(), 5);
    assert_eq!(read[0][0], text("某学院生源地核对表"));
    assert_eq!(read[1], ["序号", "学号", "日期", "比例", "说明"].map(text));
    assert_eq!(read[2][0], Data::Float(1.0));
    assert_eq!(read[2][1], text("00170001"));
    let Data::DateTime(date) = &read[2][2] else { panic!("{:?}", read[2][2]) };
    assert_eq!(date.to_ymd_hms_milli(), (2023, 9, 25, 0, 0, 0, 0));
    assert_eq!(read[2][3], Data::Float(0.805));
    assert_eq!(read[2][4], text("待定"));
    assert_eq!(read[3][3], Data::Float(0.1));
    assert_eq!(read[4][0], text("注：日期为评估日"));
    assert_eq!(open(&bytes).merge_cells_by_sheet_name("附表1").unwrap().len(), 2);
}

#[test]
fn a_form_is_set_up_for_the_printer() {
    let bytes = workbook(&[form()]);
    let words = ["orientation=\"landscape\"", "fitToHeight=\"0\"", "第 &amp;P 页", "state=\"frozen\"", "<f>"];
    assert_eq!(parts("xl/worksheets/sheet1.xml", &bytes, words), [1, 1, 1, 1, 0]);
    assert_eq!(parts("xl/workbook.xml", &bytes, ["_xlnm.Print_Titles"]), [1]);
    let styles = ["formatCode=\"@\"", "numFmtId=\"49\"", "yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;", "quotePrefix", "宋体"];
    let [_, texts, dates, quoted, fonts] = parts("xl/styles.xml", &bytes, styles);
    assert!(texts > 0 && dates == 1 && quoted == 0 && fonts > 0, "{texts} {dates} {quoted} {fonts}");
}

#[test]
fn texts_that_start_like_formulas_stay_texts() {
    let mut sheet = Sheet::default();
    sheet.name = "名单".to_string();
    sheet.headings = vec!["=标题".to_string()];
    sheet.rows = INJECTIONS.map(|text| vec![Entry::text(text)]).to_vec();
    sheet.remarks = vec!["=注".to_string()];
    let bytes = workbook(&[sheet.clone()]);
    let expected = INJECTIONS.map(|injection| vec![text(&injection.replace('\r', "\n"))]);
    let read = cells(&bytes, "名单");
    assert_eq!(read[0], [text("=标题")]);
    assert_eq!(read[1..11], expected);
    assert_eq!(parts("xl/worksheets/sheet1.xml", &bytes, ["<f"]), [0]);
    assert!(parts("xl/styles.xml", &bytes, ["quotePrefix=\"1\""])[0] > 0, "Excel makes a formula of the text when it is edited");

    let mut out = Vec::new();
    write_csv(&sheet, &mut out).unwrap();
    let out = String::from_utf8(out).unwrap();
    for line in out.trim_start_matches('\u{FEFF}').split("\r\n").filter(|line| !line.is_empty()) {
        assert!(line.trim_start_matches('"').starts_with('\''), "{line}");
    }
    assert_eq!(csv_rows(out.as_bytes())[1..11], INJECTIONS.map(|injection| vec![injection.replace('\r', "\n")]));
}

#[test]
fn csv_has_a_mark_for_excel_and_keeps_total_and_remarks() {
    let mut out = Vec::new();
    write_csv(&form(), &mut out).unwrap();
    let expected = "\u{FEFF}序号,学号,日期,比例,说明\r\n1,00170001,2023-09-25,80.5%,待定\r\n1,,,0.10,\r\n注：日期为评估日,,,,\r\n";
    assert_eq!(String::from_utf8(out).unwrap(), expected);
}

#[test]
fn negative_numbers_stay_numbers_in_csv() {
    let mut sheet = Sheet::default();
    sheet.headings = vec!["差".to_string()];
    sheet.rows = vec![vec![Entry::new(Content::Number((-3).into()))]];
    let mut out = Vec::new();
    write_csv(&sheet, &mut out).unwrap();
    assert_eq!(String::from_utf8(out).unwrap(), "\u{FEFF}差\r\n-3\r\n");
}

#[test]
fn tabs_have_names_that_excel_takes() {
    let named = |name: &str| {
        let mut sheet = form();
        sheet.name = name.to_string();
        sheet
    };
    let long = "学".repeat(40);
    let names = ["附表/1", "附表／1", "", "history", long.as_str(), long.as_str(), "'甲'", "a", "A"];
    let bytes = workbook(&names.map(named));
    let expected =
        ["附表／1", "附表／1 (2)", "表", "history表", &"学".repeat(31), &format!("{} (2)", "学".repeat(27)), "甲", "a", "A (2)"];
    assert_eq!(open(&bytes).sheet_names(), expected);
}

#[test]
fn texts_that_no_cell_can_hold_are_cut_with_a_mark() {
    let mut sheet = Sheet::default();
    sheet.headings = vec!["内容".to_string()];
    sheet.rows = vec![vec![Entry::text("长".repeat(40_000))], vec![Entry::text("坏\0字\u{b}符")]];
    let read = cells(&workbook(&[sheet]), "表");
    let Data::String(long) = &read[1][0] else { panic!("not a text") };
    assert!(long.ends_with("长…（已截断）") && long.encode_utf16().count() == 32_767);
    assert_eq!(read[2][0], text("坏␀字␋符"));
}

#[test]
fn numbers_that_excel_would_round_are_texts() {
    let number = |text: &str| vec![Entry::new(Content::Number(text.parse().unwrap()))];
    let mut sheet = Sheet::default();
    sheet.headings = vec!["数".to_string()];
    sheet.rows = ["123456789012345", "1234567890123456", "-0.5"].map(number).to_vec();
    let read = cells(&workbook(&[sheet]), "表");
    let expected = [Data::Float(123_456_789_012_345.0), text("1234567890123456"), Data::Float(-0.5)];
    assert_eq!(read[1..].concat(), expected);
}

#[test]
fn nothing_to_write_is_still_a_workbook() {
    assert_eq!(open(&workbook(&[])).sheet_names(), ["表"]);
    assert_eq!(cells(&workbook(&[Sheet::default()]), "表"), Vec::<Vec<Data>>::new());
}

#[test]
fn the_same_sheets_give_the_same_bytes() {
    assert!(workbook(&[form()]) == workbook(&[form()]));
}

// ------------------------------------------------------------ any sheet

/// The rows of a CSV file as the tool reads them: one apostrophe in front is dropped.
fn csv_rows(bytes: &[u8]) -> Vec<Vec<String>> {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").expect("the mark of UTF-8");
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(bytes);
    let cell = |cell: &str| cell.strip_prefix('\'').unwrap_or(cell).to_string();
    reader.records().map(|record| record.unwrap().iter().map(cell).collect()).collect()
}

/// The text that a file can hold: one kind of line end, no control characters.
fn held(text: &str) -> String {
    let picture = |character: char| match character {
        '\r' => '\n',
        '\t' | '\n' => character,
        '\u{7F}' => '␡',
        '\0'..='\u{1F}' => char::from_u32(0x2400 + character as u32).unwrap(),
        '\u{FFFE}' | '\u{FFFF}' => '\u{FFFD}',
        _ => character,
    };
    text.replace("\r\n", "\n").chars().map(picture).collect()
}

fn any_text() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => any::<String>(),
        2 => "[一-龥A-Z0-9 ]{0,12}",
        1 => "[=+@'\t\r\n-][ -~]{0,8}",
        1 => "[ \n\"',;]{1,4}",
        1 => "_x00[0-9A-F]{2}_",
    ]
}

fn any_entry() -> impl Strategy<Value = Entry> {
    let content = prop_oneof![
        4 => any_text().prop_map(|text| Entry::text(text).content),
        1 => Just(Content::Empty),
        1 => (any::<i32>(), 0..4_u32).prop_map(|(digits, scale)| Content::Number(rust_decimal::Decimal::new(digits.into(), scale))),
        1 => (0..100_000_i64, 0..3_u32).prop_map(|(digits, scale)| Content::Percent(rust_decimal::Decimal::new(digits, scale))),
        1 => (1901..2200_i32, 1..13_u8, 1..29_u8).prop_map(|(year, month, day)| Content::Date(Date::new(year, month, day).unwrap())),
    ];
    (content, any::<bool>()).prop_map(|(content, is_doubtful)| {
        let mut entry = Entry::new(content);
        entry.is_doubtful = is_doubtful;
        entry
    })
}

fn any_sheet() -> impl Strategy<Value = Sheet> {
    (1..5_usize).prop_flat_map(|columns| {
        let headings = prop::collection::vec(any_text(), columns);
        let rows = prop::collection::vec(prop::collection::vec(any_entry(), columns), 0..25);
        let remarks = prop::collection::vec(any_text(), 0..3);
        (any_text(), any_text(), headings, rows, any::<bool>(), remarks).prop_map(
            |(name, title, headings, rows, has_total, remarks)| {
                let mut sheet = Sheet::default();
                (sheet.name, sheet.title, sheet.headings) = (name, title, headings);
                (sheet.rows, sheet.has_total, sheet.remarks) = (rows, has_total, remarks);
                sheet
            },
        )
    })
}

fn in_workbook(entry: &Entry) -> Data {
    use rust_decimal::prelude::ToPrimitive;
    match &entry.content {
        Content::Text(content) => text(&held(content)),
        Content::Number(number) => Data::Float(number.to_f64().unwrap()),
        Content::Percent(number) => Data::Float((number / rust_decimal::Decimal::ONE_HUNDRED).to_f64().unwrap()),
        Content::Date(_) => Data::String(entry.to_string()),
        _ => Data::Empty,
    }
}

/// Dates as text, to be compared.
fn plain(cell: &Data) -> Data {
    match cell {
        Data::DateTime(date) => {
            let (year, month, day, ..) = date.to_ymd_hms_milli();
            Data::String(format!("{year:04}-{month:02}-{day:02}"))
        }
        other => other.clone(),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_sheet_read_back_from_a_workbook_is_the_same(sheet in any_sheet()) {
        let bytes = workbook(std::slice::from_ref(&sheet));
        let range = open(&bytes).worksheet_range_at(0).unwrap().unwrap();
        let cell = |row: usize, column: usize| range.get_value((row as u32, column as u32)).map(plain).unwrap_or_default();
        let first = usize::from(!sheet.title.is_empty());
        if first == 1 {
            prop_assert_eq!(cell(0, 0), text(&held(&sheet.title)));
        }
        for (column, heading) in sheet.headings.iter().enumerate() {
            prop_assert_eq!(cell(first, column), text(&held(heading)));
        }
        for (row, entries) in sheet.rows.iter().enumerate() {
            for (column, entry) in entries.iter().enumerate() {
                prop_assert_eq!(cell(first + 1 + row, column), in_workbook(entry));
            }
        }
        for (row, remark) in sheet.remarks.iter().enumerate() {
            prop_assert_eq!(cell(first + 1 + sheet.rows.len() + row, 0), text(&held(remark)));
        }
    }

    #[test]
    fn any_sheet_read_back_from_csv_is_the_same(sheet in any_sheet()) {
        let mut out = Vec::new();
        write_csv(&sheet, &mut out).unwrap();
        let mut expected = vec![sheet.headings.iter().map(|heading| held(heading)).collect::<Vec<_>>()];
        expected.extend(sheet.rows.iter().map(|row| row.iter().map(|entry| held(&entry.to_string())).collect()));
        expected.extend(sheet.remarks.iter().map(|remark| {
            let mut row = vec![String::new(); sheet.headings.len()];
            row[0] = held(remark);
            row
        }));
        prop_assert_eq!(csv_rows(&out), expected);
    }
}
