//! Opening the records that an argument names, and the judge for them.

use std::fs::{self, File};
use std::io::{self, Cursor, Read};
use std::path::Path;
use std::sync::Arc;

use jiff::ZonedDateTime;
use shengyuan::records::{Format, Reader, Records};
use shengyuan::{Date, Judge, Options, Policy};

use crate::args::{InputFormat, RecordArguments};
use crate::outcome::Failure;
use crate::progress::Progress;

/// Largest workbook that is read from standard input, in bytes: it is held whole.
const LARGEST_PIPED_WORKBOOK: u64 = 256 * 1024 * 1024;

/// Opens a file or standard input, and the bar over it.
pub(crate) fn open<'p>(judge: Judge<'p>, arguments: &RecordArguments) -> Result<(Records<'p>, Progress), Failure> {
    let path = &arguments.records;
    let mut reader = Reader::new(judge).sheet(arguments.sheet.clone());
    for detail in &arguments.details {
        check(&detail.path)?;
        let table = reader.open_detail(&detail.name, || file(&detail.path), detail.sheet.as_deref());
        reader = reader.with_detail(table.map_err(|error| at(&detail.path, &error))?);
    }
    let given = arguments.input.map(format);
    let (records, progress) = if path == Path::new("-") {
        let progress = Progress::over(None);
        (piped(reader.format(given), &progress)?, progress)
    } else {
        check(path)?;
        let progress = Progress::over(fs::metadata(path).ok().map(|metadata| metadata.len()));
        let format = given.or_else(|| Format::of_name(&path.to_string_lossy()));
        let (watching, path) = (progress.clone(), path.clone());
        (reader.format(format).open(move || Ok(watching.watch(file(&path)?))), progress)
    };
    records.map(|records| (records, progress)).map_err(|error| at(path, &error))
}

/// A text streams through; a workbook has to be there as a whole.
fn piped<'p>(reader: Reader<'p>, progress: &Progress) -> Result<Result<Records<'p>, shengyuan::Error>, Failure> {
    let mut input = progress.watch(io::stdin());
    let mut start = Vec::new();
    input.by_ref().take(8).read_to_end(&mut start)?;
    let is_workbook = start.starts_with(b"PK\x03\x04") || start.starts_with(b"\xD0\xCF\x11\xE0");
    if !is_workbook {
        return Ok(reader.read(Cursor::new(start).chain(input)));
    }
    input.take(LARGEST_PIPED_WORKBOOK).read_to_end(&mut start)?;
    if start.len() as u64 >= LARGEST_PIPED_WORKBOOK {
        return Err(Failure::new("从标准输入来的工作簿太大；请存成文件，再写文件名"));
    }
    let bytes: Arc<[u8]> = start.into();
    Ok(reader.open(move || Ok(Cursor::new(Arc::clone(&bytes)))))
}

fn format(format: InputFormat) -> Format {
    match format {
        InputFormat::Csv => Format::Csv,
        InputFormat::Json => Format::Json,
        InputFormat::Jsonl => Format::Jsonl,
        InputFormat::Yaml => Format::Yaml,
        InputFormat::Xlsx => Format::Xlsx,
        InputFormat::Xls => Format::Xls,
        InputFormat::Ods => Format::Ods,
    }
}

fn file(path: &Path) -> io::Result<File> {
    File::open(path)
}

/// A path names a file that can be opened.
fn check(path: &Path) -> Result<(), Failure> {
    let metadata = fs::metadata(path);
    let metadata = metadata.and_then(|metadata| file(path).map(|_| metadata));
    match metadata {
        Err(error) => Err(Failure::new(format!("无法打开记录文件「{}」：{}", path.display(), reason(&error)))),
        Ok(metadata) if metadata.is_dir() => Err(Failure::new(format!("「{}」是文件夹，这里要记录文件", path.display()))),
        Ok(_) => Ok(()),
    }
}

fn at(path: &Path, error: &shengyuan::Error) -> Failure {
    Failure::new(format!("「{}」：{error}", path.display()))
}

fn reason(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "没有这个文件".to_string(),
        io::ErrorKind::PermissionDenied => "没有读取的权限".to_string(),
        _ => error.to_string(),
    }
}

/// The judge of the kind of record asked for; the only kind of the policy if none is.
pub(crate) fn judge<'p>(policy: &'p Policy, arguments: &RecordArguments, options: Options) -> Result<Judge<'p>, Failure> {
    judge_of(policy, arguments.record.as_deref(), options.reveal(arguments.reveal))
}

/// The judge of a kind of record; of the only kind if none is named.
pub(crate) fn judge_of<'p>(policy: &'p Policy, record: Option<&str>, options: Options) -> Result<Judge<'p>, Failure> {
    let names: Vec<&str> = policy.records().collect();
    let name = match (record, names.as_slice()) {
        (Some(name), _) => name,
        (None, [only]) => only,
        (None, _) => return Err(Failure::new(format!("这份政策有几种记录，请用 --record 写明是哪一种：{}", names.join("、")))),
    };
    Ok(policy.record(name)?.with(options))
}

/// The day given, or today.
pub(crate) fn date(arguments: &RecordArguments) -> Result<Date, Failure> {
    day(arguments.date)
}

/// A day, or today.
pub(crate) fn day(given: Option<Date>) -> Result<Date, Failure> {
    match given {
        Some(date) => Ok(date),
        None => Ok(ZonedDateTime::now().date().to_string().parse()?),
    }
}
