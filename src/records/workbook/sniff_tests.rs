#![allow(clippy::unwrap_used)]

use rust_xlsxwriter::Workbook as Writer;

use super::Kind;
use super::test_support::{ods, sniffed, zipped};

fn message(bytes: &[u8]) -> String {
    sniffed(bytes).unwrap_err()
}

#[test]
fn workbooks_are_known_by_their_contents() {
    let mut writer = Writer::new();
    writer.add_worksheet();
    assert_eq!(sniffed(&writer.save_to_buffer().unwrap()), Ok(Some(Kind::Xlsx)));
    assert_eq!(sniffed(include_bytes!("../../../tests/files/workbooks/students.xls")), Ok(Some(Kind::Xls)));
    assert_eq!(sniffed(&ods("")), Ok(Some(Kind::Ods)));
}

#[test]
fn text_is_left_to_others() {
    for text in
        ["学号,姓名\n1,张三\n", "{\"学号\": 1}", "[1]", "- 学号: 1", "0,1,2\n", "1\n\n", "C,D\n", "<学号>,1", "\u{FEFF}学号\n"]
    {
        assert_eq!(sniffed(text.as_bytes()), Ok(None), "{text}");
    }
}

#[test]
fn encrypted_workbooks_are_told() {
    assert!(message(include_bytes!("../../../tests/files/workbooks/password.xlsx")).contains("设了密码"));
}

#[test]
fn every_foreign_file_is_named_with_a_cure() {
    let dbf: Vec<u8> = [&[0x03, 124, 6, 1, 2, 0, 0, 0, 65, 0, 20, 0, 0, 0][..], &[0; 60]].concat();
    let package = |target: &str| {
        format!("<Relationships><Relationship Id='r1' Type='http://x/officeDocument' Target='{target}'/></Relationships>")
    };
    let office = |target: &str| zipped(&[("_rels/.rels", &package(target))]);
    let wide_page: Vec<u8> = std::iter::once(0xFEFF_u16).chain("<HTML><table>".encode_utf16()).flat_map(u16::to_le_bytes).collect();
    let cases: &[(&[u8], &str)] = &[
        (b"", "空的"),
        (b"PK\x03\x04 cut off", "不完整"),
        (b"PK\x05\x06\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", "压缩包"),
        (b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", "不完整"),
        (&dbf, ".dbf"),
        ("\u{FEFF}<html xmlns:x='urn:schemas-microsoft-com:office:excel'><table>".as_bytes(), "HTML"),
        (b"\r\n<table border=1><tr>", "HTML"),
        (&wide_page, "HTML"),
        (b"<?xml version=\"1.0\"?><?mso-application progid=\"Excel.Sheet\"?><Workbook>", "XML 表格 2003"),
        (b"<?xml version=\"1.0\"?><office:document>", ".fods"),
        (b"MIME-Version: 1.0\r\n", "网页存档"),
        (b"%PDF-1.7", "PDF"),
        (b"Rar!\x1A\x07", "解压"),
        (b"\x09\x04\x06\x00", "Excel 4.0"),
        (&office("word/document.xml"), "Word"),
        (&office("ppt/presentation.xml"), "演示"),
        (&office("xl/workbook.bin"), "xlsb"),
        (&zipped(&[("学生/名单.xlsx", "x")]), "里面有表格文件；请先解压"),
        (&zipped(&[("mimetype", "application/vnd.oasis.opendocument.text")]), "OpenDocument 的文字"),
    ];
    for (bytes, word) in cases {
        let message = message(bytes);
        assert!(message.contains(word), "{word}: {message}");
        assert!(message.contains("请") || message.contains("演示"), "{message}");
    }
}
