//! What a file of records was understood to be, told before the first record is judged.

use std::io::{self, Write};

use shengyuan::ColumnComparison;
use shengyuan::records::{Layout, Records};

/// Headings that differ from their field's name and are listed.
const LISTED: usize = 60;

/// Says how the file and the details joined to it were understood.
pub(crate) fn tell(records: &Records<'_>) {
    let mut err = io::stderr().lock();
    let _ = layout(&mut err, records.layout());
    for detail in records.details() {
        let _ = writeln!(err, "明细「{}」：", detail.name());
        let _ = layout(&mut err, detail.layout());
        for (row, rejected) in detail.rejected() {
            let _ = writeln!(err, "明细「{}」第 {row} 行没有使用：{rejected}", detail.name());
        }
    }
}

/// After the last record: values of merged cells, rows of details that belong to nobody.
pub(crate) fn tell_left_over(records: &Records<'_>) {
    let left = records.left_over_details();
    let mut err = io::stderr().lock();
    if records.merged_cells() > 0 {
        let _ = writeln!(err, "合并单元格的值用在合并的每一行上：{} 格", records.merged_cells());
    }
    for detail in records.details() {
        let rows: Vec<String> = left.iter().filter(|(name, _)| *name == detail.name()).map(|(_, row)| row.to_string()).collect();
        if !rows.is_empty() {
            let shown = rows.iter().take(20).map(String::as_str).collect::<Vec<_>>().join("、");
            let more = if rows.len() > 20 { format!(" 等 {} 行", rows.len()) } else { " 行".to_string() };
            let _ = writeln!(err, "明细「{}」第 {shown}{more}的学生不在名单里，没有使用", detail.name());
        }
    }
}

fn layout(err: &mut impl Write, layout: &Layout) -> io::Result<()> {
    write!(err, "文件格式 {}", layout.format)?;
    if let Some(encoding) = layout.encoding {
        write!(err, "，编码 {encoding}")?;
    }
    if !layout.sheets.is_empty() {
        write!(err, "，工作表「{}」", layout.sheets.join("」「"))?;
    }
    if let Some(row) = layout.header_row {
        write!(err, "，第 {row} 行是列名")?;
    }
    writeln!(err)?;
    if !layout.other_sheets.is_empty() {
        writeln!(err, "没有读的工作表：{}（用 --sheet 写明要读的一张）", layout.other_sheets.join("、"))?;
    }
    for (row, reason) in &layout.skipped {
        writeln!(err, "第 {row} 行跳过：{reason}")?;
    }
    for remark in &layout.remarks {
        writeln!(err, "{remark}")?;
    }
    layout.columns.as_ref().map_or(Ok(()), |comparison| columns(err, comparison))
}

/// `工作经历[0].工作地` as a column is named: `工作经历1工作地`.
fn numbered(field: &str) -> String {
    let parts = field.split_once('[').and_then(|(detail, rest)| Some((detail, rest.split_once("].")?)));
    match parts {
        Some((detail, (row, column))) => format!("{detail}{}{column}", row.parse::<usize>().map_or(0, |row| row + 1)),
        None => field.to_string(),
    }
}

fn plain(heading: &str) -> String {
    heading.replace(['.', '_', '-', ' '], "")
}

fn columns(err: &mut impl Write, comparison: &ColumnComparison) -> io::Result<()> {
    let renamed: Vec<String> = comparison
        .matched
        .iter()
        .filter(|(heading, field)| heading != field && plain(heading) != numbered(field))
        .map(|(heading, field)| format!("{heading}→{field}"))
        .collect();
    let total = comparison.matched.len() + comparison.unknown.len();
    write!(err, "{total} 列中 {} 列对上政策的字段", comparison.matched.len())?;
    if !renamed.is_empty() {
        let more = if renamed.len() > LISTED { format!("，等 {} 列", renamed.len()) } else { String::new() };
        let listed = renamed.iter().take(LISTED).map(String::as_str).collect::<Vec<_>>().join("，");
        write!(err, "；名称不同的：{listed}{more}")?;
    }
    writeln!(err)?;
    for (column, nearest) in &comparison.unknown {
        let hint = nearest.as_deref().map_or_else(String::new, |near| format!("；是不是「{near}」？"));
        writeln!(err, "列「{column}」政策里没有，没有使用{hint}")?;
    }
    if !comparison.missing_required.is_empty() {
        writeln!(err, "缺少必填的列：{}", comparison.missing_required.join("、"))?;
    }
    Ok(())
}
