//! Opening the records that an argument names, and the judge for them.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use jiff::ZonedDateTime;
use shengyuan::records::{Format, Rows, read};
use shengyuan::{Date, Judge, Options, Policy};

use crate::args::{InputFormat, RecordArguments};
use crate::outcome::Failure;

/// Opens a file or standard input.
pub(crate) fn open(arguments: &RecordArguments) -> Result<Rows<'static>, Failure> {
    let path = &arguments.records;
    let format = arguments.input.map(|format| match format {
        InputFormat::Csv => Format::Csv,
        InputFormat::Json => Format::Json,
        InputFormat::Jsonl => Format::Jsonl,
        InputFormat::Yaml => Format::Yaml,
    });
    let (input, format): (Box<dyn Read>, Option<Format>) = if path == Path::new("-") {
        (Box::new(io::stdin()), format)
    } else {
        let file = File::open(path)
            .map_err(|error| Failure::new(format!("无法打开记录文件「{}」：{}", path.display(), reason(&error))))?;
        if file.metadata().is_ok_and(|metadata| metadata.is_dir()) {
            return Err(Failure::new(format!("「{}」是文件夹，这里要记录文件", path.display())));
        }
        (Box::new(file), format.or_else(|| Format::of_name(&path.to_string_lossy())))
    };
    read(input, format).map_err(|error| Failure::new(format!("「{}」：{error}", path.display())))
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
