#![allow(clippy::unwrap_used)]

use rust_xlsxwriter::{Format, Formula, Workbook as Writer};

use super::test_support::{Parts, lines, opened, refusal};

const OPENPYXL: &[u8] = include_bytes!("../../../tests/files/workbooks/openpyxl.xlsx");

fn rows(inside: &str) -> Vec<String> {
    lines(&Parts::new(inside).zipped(), "表").unwrap()
}

#[test]
fn cells_come_as_their_formats_show_them() {
    let mut writer = Writer::new();
    let sheet = writer.add_worksheet().set_name("毕业生").unwrap();
    let format = |code: &str| Format::new().set_num_format(code);
    sheet.write(0, 0, " 张 三\n").unwrap();
    sheet.write(0, 1, 202_400_001).unwrap();
    sheet.write(0, 2, 3.25).unwrap();
    sheet.write(0, 3, true).unwrap();
    sheet.write_with_format(1, 0, 45444, &format("yyyy\"年\"m\"月\"d\"日\"")).unwrap();
    sheet.write_with_format(1, 1, 45_444.354_166_666_664, &format("yyyy-mm-dd hh:mm")).unwrap();
    sheet.write_with_format(1, 2, 60, &format("yyyy-mm-dd")).unwrap();
    sheet.write_with_format(1, 3, 0.8, &format("0.0%")).unwrap();
    sheet.write_with_format(1, 4, 1.25, &format("[h]:mm")).unwrap();
    sheet.write_with_format(1, 5, 20_240_601, &format("yyyy-mm-dd")).unwrap();
    sheet.write_with_format(1, 6, 45444, &Format::new().set_num_format_index(31)).unwrap();
    sheet.write_formula(4, 2, Formula::new("=1+1").set_result("2")).unwrap();
    sheet.write_formula(4, 3, Formula::new("=NA()").set_result("#N/A")).unwrap();
    sheet.write_formula(4, 4, Formula::new("=T(1)").set_result("文字")).unwrap();
    let bold = Format::new().set_bold();
    sheet.write_rich_string(5, 0, &[(&bold, "上"), (&Format::new(), "下")]).unwrap();
    let bytes = writer.save_to_buffer().unwrap();
    assert_eq!(
        lines(&bytes, "毕业生").unwrap(),
        [
            "1: 「 张 三\n」|202400001|3.25|t",
            "2: 「2024-06-01」|「2024-06-01 08:30:00」|「1900-02-29」|「80%」|「30:00:00」|20240601|「2024-06-01」",
            "5: ||2|「#N/A」|「文字」",
            "6: 「上下」",
        ]
    );
}

#[test]
fn a_formula_without_a_result_says_so_and_merged_cells_go_down() {
    let mut rows = opened(OPENPYXL).unwrap().rows("成绩").unwrap();
    assert_eq!(rows.by_ref().count(), 4);
    assert_eq!(rows.filled(), 2);
    assert_eq!(
        lines(OPENPYXL, "1").unwrap(),
        [
            "1: 「学号」|「比例」|「日期」|「合计」",
            "2: 「S2」|「80%」|「2024-06-02」|「#公式没有结果」|「数学系」",
            "3: 「S3」|「80%」|「2024-06-03」|「#公式没有结果」|「数学系」",
            "4: 「S4」|「80%」|「2024-06-04」|「#公式没有结果」|「数学系」",
        ]
    );
}

#[test]
fn days_of_1904_keep_their_days_and_bare_numbers_are_marked() {
    let mut parts =
        Parts::new("<sheetData><row r='1'><c r='A1' s='1'><v>43982</v></c><c r='B1'><v>43982</v></c></row></sheetData>");
    parts.workbook = parts.workbook.replace("<sheets>", "<workbookPr date1904='1'/><sheets>");
    assert_eq!(lines(&parts.zipped(), "表").unwrap(), ["1: 「2024-06-01」|43982@"]);
}

#[test]
fn texts_in_the_cell_phonetic_runs_and_escapes() {
    let inside = "<sheetData><row><c t='inlineStr'><is><r><t>甲</t></r><r><t xml:space='preserve'> 乙</t></r><rPh><t>yi</t></rPh></is></c>\
                  <c t='str'><f>X</f><v>a&amp;b</v></c><c t='str'><f>X</f><v></v></c><c t='d'><v>2024-06-01T00:00:00</v></c><c t='s'><v>0</v></c>\
                  <c t='e'><v>#REF!</v></c><c t='b'><v>0</v></c><c><f>X</f></c></row></sheetData>";
    let mut parts = Parts::new(inside);
    parts.strings = "<sst><si><t>丙_x000A_丁</t><rPh sb='0' eb='1'><t>bing</t></rPh></si></sst>".to_owned();
    assert_eq!(
        lines(&parts.zipped(), "表").unwrap(),
        ["1: 「甲 乙」|「a&b」||「2024-06-01」|「丙\n丁」|「#REF!」|f|「#公式没有结果」"]
    );
}

#[test]
fn only_merged_regions_of_one_column_are_filled() {
    let inside = "<sheetData><row r='1'><c r='A1'><v>1</v></c></row>\
                  <row r='2'><c r='A2'><v>2</v></c><c r='C2'><v>3</v></c><c r='D2'><v>4</v></c></row>\
                  <row r='3'><c r='E3'><v>5</v></c></row><row r='4'><c r='A4'/></row>\
                  <row r='5'><c r='A5'><v>6</v></c><c r='E5'><v>7</v></c></row><row r='6'><c r='E6'><v>8</v></c></row></sheetData>\
                  <mergeCells><mergeCell ref='C2:C5'/><mergeCell ref='A1:B1'/><mergeCell ref='D2:E3'/><mergeCell ref='A2:A5'/></mergeCells>";
    assert_eq!(rows(inside), ["1: 1", "2: 2||3|4", "3: 2||3||5", "5: 6||3||7", "6: ||||8"]);
}

#[test]
fn sheets_are_chosen_by_name_or_number() {
    let mut writer = Writer::new();
    for (name, value) in [("学生", 1), ("2", 2), ("工作经历", 3)] {
        writer.add_worksheet().set_name(name).unwrap().write(0, 0, value).unwrap();
    }
    writer.worksheet_from_name("工作经历").unwrap().set_hidden(true);
    let bytes = writer.save_to_buffer().unwrap();
    let sheets = opened(&bytes).unwrap().sheets().to_vec();
    assert_eq!(sheets.iter().map(|sheet| sheet.is_hidden).collect::<Vec<_>>(), [false, false, true]);
    assert_eq!(lines(&bytes, "1").unwrap(), ["1: 1"]);
    assert_eq!(lines(&bytes, "2").unwrap(), ["1: 2"]);
    assert_eq!(lines(&bytes, "3").unwrap(), ["1: 3"]);
    assert_eq!(
        refusal(&bytes, "工作经力"),
        "这个工作簿里没有工作表「工作经力」，是不是「工作经历」？里面的表有：「学生」、「2」、「工作经历」（隐藏）；可以写表名或从 1 数起的序号"
    );
    assert_eq!(
        refusal(&bytes, "4"),
        "这个工作簿里没有工作表「4」。里面的表有：「学生」、「2」、「工作经历」（隐藏）；可以写表名或从 1 数起的序号"
    );
}

#[test]
fn empty_sheets_have_no_rows_and_charts_no_cells() {
    assert!(rows("<sheetData/>").is_empty());
    let mut parts = Parts::new("<sheetData/>");
    parts.workbook = parts.workbook.replace("</sheets>", "<sheet name='图' sheetId='2' r:id='r2'/></sheets>");
    assert!(!opened(&parts.zipped()).unwrap().sheets().last().unwrap().has_cells);
    assert_eq!(refusal(&parts.zipped(), "图"), "工作表「图」只有图表或宏，没有单元格；请换一张表：「表」、「图」");
}

#[test]
fn a_reader_that_is_dropped_ends_the_work() {
    let mut writer = Writer::new();
    let sheet = writer.add_worksheet();
    for row in 0..20_000 {
        sheet.write(row, 0, row).unwrap();
    }
    let bytes = writer.save_to_buffer().unwrap();
    let (tell, told) = std::sync::mpsc::channel::<()>();
    let input = Watched { inner: std::io::Cursor::new(bytes), _tell: tell };
    let mut rows = super::Workbook::open(input, super::Kind::Xlsx).unwrap().rows("1").unwrap();
    assert!(rows.next().unwrap().is_ok());
    drop(rows);
    // The work owns the file; when it ends, the other end of the channel is gone.
    assert_eq!(told.recv_timeout(std::time::Duration::from_secs(20)), Err(std::sync::mpsc::RecvTimeoutError::Disconnected));
}

struct Watched {
    inner: std::io::Cursor<Vec<u8>>,
    _tell: std::sync::mpsc::Sender<()>,
}

impl std::io::Read for Watched {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        self.inner.read(buffer)
    }
}

impl std::io::Seek for Watched {
    fn seek(&mut self, to: std::io::SeekFrom) -> std::io::Result<u64> {
        self.inner.seek(to)
    }
}
