//! `report`: a 表格 of the policy as workbook or CSV, filled from records, split as the policy says.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use shengyuan::records::{RecordData, Records};
use shengyuan::{Date, Judge, Options, Report, Sheet, Split, write_csv, write_xlsx};

use crate::args::{ReportArguments, TableFormat};
use crate::outcome::{FINDINGS, FINE, Failure, Outcome};
use crate::progress::Progress;
use crate::{intake, policies, records};

/// Records read together.
const PIECE: usize = 1024;
/// Undecided records named one by one.
const NAMED: usize = 20;

pub(crate) fn run(arguments: ReportArguments) -> Outcome {
    let policy = policies::compile(arguments.records.policy.as_deref())?;
    let judge = records::judge(&policy, &arguments.records, Options::default())?;
    let date = records::date(&arguments.records)?;
    let table = table(&judge, arguments.table.as_deref())?;
    let format = format(&arguments)?;
    let (mut rows, progress) = records::open(judge, &arguments.records)?;
    let _ = writeln!(io::stderr(), "政策「{}」，评估日 {date}", policy.title());
    intake::tell(&rows);
    let (report, rejected) = fill(&judge, &table, date, &mut rows, progress)?;
    intake::tell_left_over(&rows);
    match &arguments.output {
        Some(path) => save(&report, path, format)?,
        None => print(&report)?,
    }
    Ok(ExitCode::from(tell(&report, rejected)))
}

/// The table asked for; the only one of the policy if none is.
fn table(judge: &Judge<'_>, wanted: Option<&str>) -> Result<String, Failure> {
    let names: Vec<&str> = judge.tables().collect();
    match (wanted, names.as_slice()) {
        (Some(name), _) => Ok(name.to_string()),
        (None, [only]) => Ok((*only).to_string()),
        (None, []) => Err(Failure::new("这份政策没有表格")),
        (None, many) => Err(Failure::new(format!("请用 --table 写明要哪张表：{}", many.join("、")))),
    }
}

fn format(arguments: &ReportArguments) -> Result<TableFormat, Failure> {
    let ending = arguments.output.as_ref().map(|path| path.extension().unwrap_or_default().to_string_lossy().to_lowercase());
    match (arguments.format, ending.as_deref()) {
        (Some(TableFormat::Xlsx), None) => Err(Failure::new("工作簿要存成文件：用 -o 写明文件名")),
        (Some(format), _) => Ok(format),
        (None, None | Some("csv")) => Ok(TableFormat::Csv),
        (None, Some("xlsx")) => Ok(TableFormat::Xlsx),
        (None, Some(_)) => Err(Failure::new("看不出表格的格式；文件名请以 .xlsx 或 .csv 结尾，或用 --format 写明")),
    }
}

fn fill(
    judge: &Judge<'_>,
    table: &str,
    date: Date,
    rows: &mut Records<'_>,
    mut progress: Progress,
) -> Result<(Report, usize), Failure> {
    let mut report = judge.report(table, date)?;
    let mut rejected = 0;
    let mut piece: Vec<RecordData> = Vec::with_capacity(PIECE);
    loop {
        let row = rows.next();
        let is_last = row.is_none();
        match row.map(|row| (row.origin, row.record)) {
            Some((_, Ok(record))) => piece.push(record),
            Some((origin, Err(reason))) => {
                rejected += 1;
                progress.say(&format!("{}没有读：{reason}", origin.describe()));
            }
            None => {}
        }
        if piece.len() == PIECE || is_last {
            report.add(&judge.columns(&piece, date)?);
            progress.judged(piece.len());
            piece.clear();
        }
        if is_last {
            break;
        }
    }
    progress.finish();
    Ok((report.finish(), rejected))
}

/// One file, or one for each sheet, as the policy and the format want it.
fn save(report: &Report, path: &Path, format: TableFormat) -> Result<(), Failure> {
    if report.sheets.is_empty() {
        let _ = writeln!(io::stderr(), "没有人在「{}」里，没有写文件", report.table);
        return Ok(());
    }
    let one_file = format == TableFormat::Xlsx && report.split == Split::Sheets || report.sheets.len() <= 1;
    if one_file {
        return write(path, format, &report.sheets);
    }
    for (sheet, path) in report.sheets.iter().zip(paths(report, path)) {
        write(&path, format, std::slice::from_ref(sheet))?;
    }
    Ok(())
}

/// `附表2.xlsx` for each group: `附表2-历史学院.xlsx`. Groups that a file system cannot tell apart are numbered.
fn paths(report: &Report, path: &Path) -> Vec<PathBuf> {
    let (stem, ending) = (path.file_stem().unwrap_or_default().to_string_lossy(), path.extension().unwrap_or_default());
    let mut used: Vec<String> = Vec::new();
    let mut name = |sheet: &Sheet| {
        let group: String = sheet.name.chars().map(|character| if is_plain(character) { character } else { '_' }).collect();
        let mut name = group.clone();
        let mut number = 1;
        while used.contains(&name.to_lowercase()) {
            number += 1;
            name = format!("{group}({number})");
        }
        used.push(name.to_lowercase());
        path.with_file_name(format!("{stem}-{name}.{}", ending.to_string_lossy()))
    };
    report.sheets.iter().map(&mut name).collect()
}

/// Characters that every file system takes in a name.
fn is_plain(character: char) -> bool {
    !character.is_control() && !r#"\/:*?"<>|"#.contains(character)
}

fn write(path: &Path, format: TableFormat, sheets: &[Sheet]) -> Result<(), Failure> {
    let mut bytes = Vec::new();
    match (format, sheets) {
        (TableFormat::Xlsx, sheets) => write_xlsx(sheets, &mut bytes)?,
        (TableFormat::Csv, [sheet]) => write_csv(sheet, &mut bytes)?,
        (TableFormat::Csv, _) => {}
    }
    fs::write(path, bytes).map_err(|error| Failure::new(format!("无法写入「{}」：{error}", path.display())))?;
    let rows: usize = sheets.iter().map(|sheet| sheet.rows.len()).sum();
    let _ = writeln!(io::stderr(), "写好「{}」：{} 张表，{rows} 行", path.display(), sheets.len());
    Ok(())
}

/// On standard output, one sheet below the other.
fn print(report: &Report) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    for sheet in &report.sheets {
        write_csv(sheet, &mut out)?;
    }
    Ok(out.flush()?)
}

/// Who is not in the table for lack of facts.
fn tell(report: &Report, rejected: usize) -> u8 {
    let mut err = io::stderr().lock();
    for undecided in report.undecided.iter().take(NAMED) {
        let _ = writeln!(err, "{undecided}");
    }
    if let Some(more) = report.undecided.len().checked_sub(NAMED).filter(|more| *more > 0) {
        let _ = writeln!(err, "另有 {more} 处还不能定");
    }
    let _ = writeln!(err, "读入 {} 行，没有读 {rejected} 行，还不能定 {} 处", report.records + rejected, report.undecided.len());
    if report.undecided.is_empty() && rejected == 0 { FINE } else { FINDINGS }
}
