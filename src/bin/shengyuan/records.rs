//! Opening the records that an argument names, and the judge for them.

use std::fs::File;
use std::io;
use std::path::Path;

use jiff::ZonedDateTime;
use shengyuan::records::{Format, Reader, Records};
use shengyuan::{Date, Judge, Options, Policy};

use crate::args::{InputFormat, RecordArguments};
use crate::outcome::Failure;
use crate::progress::Progress;

/// Opens a file or standard input, and the bar over it.
pub(crate) fn open<'p>(judge: Judge<'p>, arguments: &RecordArguments) -> Result<(Records<'p>, Progress), Failure> {
    let path = &arguments.records;
    let given = arguments.input.map(format);
    let mut reader = Reader::new(judge);
    for detail in &arguments.details {
        let file = file(&detail.path)?;
        let table = reader.read_detail(&detail.name, file).map_err(|error| at(&detail.path, &error))?;
        reader = reader.with_detail(table);
    }
    let records;
    let progress;
    if path == Path::new("-") {
        progress = Progress::over(None);
        records = reader.format(given).read(progress.watch(io::stdin()));
    } else {
        let file = file(path)?;
        progress = Progress::over(file.metadata().ok().map(|metadata| metadata.len()));
        let format = given.or_else(|| Format::of_name(&path.to_string_lossy()));
        records = reader.format(format).read(progress.watch(file));
    }
    records.map(|records| (records, progress)).map_err(|error| at(path, &error))
}

fn format(format: InputFormat) -> Format {
    match format {
        InputFormat::Csv => Format::Csv,
        InputFormat::Json => Format::Json,
        InputFormat::Jsonl => Format::Jsonl,
        InputFormat::Yaml => Format::Yaml,
    }
}

fn file(path: &Path) -> Result<File, Failure> {
    let file =
        File::open(path).map_err(|error| Failure::new(format!("无法打开记录文件「{}」：{}", path.display(), reason(&error))))?;
    if file.metadata().is_ok_and(|metadata| metadata.is_dir()) {
        return Err(Failure::new(format!("「{}」是文件夹，这里要记录文件", path.display())));
    }
    Ok(file)
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
    let names: Vec<&str> = policy.records().collect();
    let name = match (&arguments.record, names.as_slice()) {
        (Some(name), _) => name.as_str(),
        (None, [only]) => only,
        (None, _) => return Err(Failure::new(format!("这份政策有几种记录，请用 --record 写明是哪一种：{}", names.join("、")))),
    };
    Ok(policy.record(name)?.with(options.reveal(arguments.reveal)))
}

/// The day given, or today.
pub(crate) fn date(arguments: &RecordArguments) -> Result<Date, Failure> {
    match arguments.date {
        Some(date) => Ok(date),
        None => Ok(ZonedDateTime::now().date().to_string().parse()?),
    }
}
