#![allow(clippy::unwrap_used)]

use calamine::{Data, DataType, Reader, Xls};

use super::super::grid::RawCell;
use super::test_support::{lines, opened, refusal};

const STUDENTS: &[u8] = include_bytes!("../../../tests/files/workbooks/students.xls");
const OLD: &[u8] = include_bytes!("../../../tests/files/workbooks/excel5-gbk.xls");
const DAYS_1904: &[u8] = include_bytes!("../../../tests/files/workbooks/days-1904.xls");
const PASSWORD: &[u8] = include_bytes!("../../../tests/files/workbooks/password.xls");

#[test]
fn cells_come_as_their_formats_show_them_and_merged_ones_go_down() {
    let lines = lines(STUDENTS, "毕业生").unwrap();
    assert_eq!(
        lines.get(..5).unwrap(),
        [
            "1: 「2024 届毕业生生源信息」",
            "2: 「院系」|「学号」|「姓名」|「入学日期」|「登记时间」|「比例」|「时长」|「在读」|「备注」",
            "3: 「计算机学院」|20200002|「张三」|「2020-09-02」|「2024-06-01 08:30:00」|「80%」|「30:00:00」|t|3.25",
            "4: 「计算机学院」|20200003|「李四」|「2020-09-03」|「2024-06-01 08:30:00」|「80%」|「30:00:00」|f|「上半下半」",
            "5: 「计算机学院」|20200004|「王五」|「2020-09-04」|「2024-06-01 08:30:00」|「80%」|「30:00:00」|t|「#N/A」",
        ]
    );
    let long = format!("7: ||||||||「{}{}」", "a".repeat(9000), "长".repeat(9000));
    assert_eq!(lines.get(5..).unwrap(), [long, "8: ||||||||「后面的文字」".to_owned()]);
}

#[test]
fn sheets_hidden_and_empty() {
    let sheets = opened(STUDENTS).unwrap().sheets().to_vec();
    let shown: Vec<_> = sheets.iter().map(|sheet| (sheet.name.as_str(), sheet.is_hidden, sheet.has_cells)).collect();
    assert_eq!(shown, [("毕业生", false, true), ("备份", true, true), ("空表", false, true)]);
    assert_eq!(lines(STUDENTS, "备份").unwrap(), ["1: 「旧」"]);
    assert!(lines(STUDENTS, "空表").unwrap().is_empty());
}

#[test]
fn another_reader_sees_the_same_values() {
    let mut other = Xls::new(std::io::Cursor::new(STUDENTS)).unwrap();
    let range = other.worksheet_range("毕业生").unwrap();
    let mut seen = 0;
    for row in opened(STUDENTS).unwrap().rows("毕业生").unwrap() {
        let row = row.unwrap();
        for (column, cell) in row.cells.iter().enumerate() {
            match (cell, range.get_value((row.number as u32 - 1, column as u32))) {
                (RawCell::Text(text), Some(Data::String(other))) => assert_eq!(text, other),
                (RawCell::Number(number), Some(other)) => assert_eq!(Some(*number), other.as_f64()),
                (RawCell::Bool(value), Some(other)) => assert_eq!(*other, *value),
                (RawCell::Empty, Some(other)) => assert_eq!(*other, Data::Empty),
                _ => continue,
            }
            seen += 1;
        }
    }
    assert!(seen >= 40, "{seen}");
}

#[test]
fn excel_5_with_a_chinese_code_page() {
    assert_eq!(
        lines(OLD, "毕业生").unwrap(),
        ["1: 「姓名」|「籍贯」", "2: 「张三」|1.5", "3: 7|7.25", "4: 「算出」|t|「#REF!」|2", "5: 4"]
    );
}

#[test]
fn days_of_1904() {
    assert_eq!(lines(DAYS_1904, "1").unwrap(), ["1: 「2024-06-01」|43982@"]);
}

#[test]
fn encrypted_workbooks_are_told() {
    assert!(refusal(PASSWORD, "1").contains("设了密码"));
}

#[test]
fn a_file_cut_off_or_garbled_anywhere_is_told_or_read_but_never_breaks() {
    for whole in [STUDENTS, OLD] {
        for length in (0..whole.len()).step_by(509).skip(1) {
            let cut = whole.get(..length).unwrap();
            if let Err(message) = lines(cut, "1") {
                assert!(message.contains("请"), "{message}");
            }
        }
        for at in (0..whole.len()).step_by(97) {
            let mut garbled = whole.to_vec();
            for byte in garbled.iter_mut().skip(at).take(3) {
                *byte ^= 0xFF;
            }
            if garbled.starts_with(super::compound::MAGIC) {
                let _ = lines(&garbled, "1");
            }
        }
    }
}
