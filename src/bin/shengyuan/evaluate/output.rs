//! Where results go: one format each, written as they come.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::PathBuf;

use shengyuan::records::{Layout, Rejected};
use shengyuan::{Date, Judge, Origin, ResultOptions, ResultWorkbook, Tally, Verdict};

use super::summary::Summary;
use super::words::{Wording, Words};
use crate::args::{EvaluateArguments, ResultFormat};
use crate::outcome::Failure;

/// A file or standard output.
type Out = Box<dyn Write + Send>;

/// Results being written.
pub(super) enum Output {
    Text(Out),
    Jsonl(Out),
    Json { out: Out, is_first: bool },
    Csv(Out),
    Xlsx { workbook: Option<Box<ResultWorkbook>>, path: PathBuf },
}

impl Output {
    pub(super) fn open(
        judge: &Judge<'_>,
        date: Date,
        format: ResultFormat,
        arguments: &EvaluateArguments,
        layout: &Layout,
        wording: &Wording,
    ) -> Result<Self, Failure> {
        let out = || match &arguments.output {
            Some(path) => create(path).map(|file| Box::new(BufWriter::new(file)) as Out),
            None => Ok(Box::new(BufWriter::new(io::stdout())) as Out),
        };
        Ok(match (format, &arguments.output) {
            (ResultFormat::Text, _) => Self::Text(out()?),
            (ResultFormat::Jsonl, _) => Self::Jsonl(out()?),
            (ResultFormat::Json, _) => Self::Json { out: out()?, is_first: true },
            (ResultFormat::Csv, _) => {
                let mut out = out()?;
                if let Wording::Csv(line) = wording {
                    out.write_all(&line.headings()?)?;
                }
                Self::Csv(out)
            }
            (ResultFormat::Xlsx, path) => {
                let path = path.clone().unwrap_or_default();
                // What cannot be written is told before the work, not after it.
                create(&path)?;
                let file = arguments.records.records.file_name().unwrap_or_default().to_string_lossy().into_owned();
                let headings = layout.columns.iter().flat_map(|columns| columns.headings.iter().map(String::as_str));
                let mut options = ResultOptions::default().file(file).headings(headings);
                if let Some(unit) = &arguments.unit {
                    options = options.unit(unit);
                }
                Self::Xlsx { workbook: Some(Box::new(judge.result_workbook(date, options)?)), path }
            }
        })
    }

    pub(super) fn add(&mut self, verdict: &Verdict<'_>, words: &Words) -> Result<(), Failure> {
        match self {
            Self::Text(_) => {}
            Self::Jsonl(out) => {
                out.write_all(&words.written)?;
                writeln!(out)?;
            }
            Self::Json { out, is_first } => {
                write!(out, "{}", if *is_first { "[\n" } else { ",\n" })?;
                out.write_all(&words.written)?;
                *is_first = false;
            }
            Self::Csv(out) => out.write_all(&words.written)?,
            Self::Xlsx { workbook, .. } => workbook.as_mut().map_or(Ok(()), |workbook| workbook.add(verdict))?,
        }
        Ok(())
    }

    pub(super) fn reject(&mut self, origin: &Origin, rejected: &Rejected) -> Result<(), Failure> {
        if let Self::Xlsx { workbook: Some(workbook), .. } = self {
            workbook.reject(&origin.describe(), &rejected.reason, &rejected.cells)?;
        }
        Ok(())
    }

    pub(super) fn finish(&mut self, tally: &Tally, summary: &Summary) -> Result<(), Failure> {
        match self {
            Self::Text(out) => {
                summary.text(tally, out)?;
                out.flush()?;
            }
            Self::Jsonl(out) | Self::Csv(out) => out.flush()?,
            Self::Json { out, is_first } => {
                writeln!(out, "{}", if *is_first { "[]" } else { "\n]" })?;
                out.flush()?;
            }
            Self::Xlsx { workbook, path } => {
                if let Some(workbook) = workbook.take() {
                    workbook.finish(BufWriter::new(create(path)?))?;
                }
            }
        }
        Ok(())
    }
}

fn create(path: &PathBuf) -> Result<File, Failure> {
    File::create(path).map_err(|error| Failure::new(format!("无法写入「{}」：{error}", path.display())))
}
