//! `evaluate`: judges every record; the rows read must equal the rows judged and rejected.

mod output;
mod summary;

use std::io::{self, IsTerminal, Write};
use std::process::ExitCode;

use shengyuan::records::{Duplicates, RecordData, Records, Rejected};
use shengyuan::{Conclusion, Date, Judge, Options, Origin, Tally};

use crate::args::{EvaluateArguments, ResultFormat};
use crate::outcome::{FINDINGS, FINE, Failure, Outcome};
use crate::progress::Progress;
use crate::{intake, policies, records};
use output::Output;
use summary::Summary;

/// Records judged together.
const PIECE: usize = 1024;

pub(crate) fn run(arguments: EvaluateArguments) -> Outcome {
    let policy = policies::compile(arguments.records.policy.as_deref())?;
    let judge = records::judge(&policy, &arguments.records, Options::default().full(arguments.full))?;
    let date = records::date(&arguments.records)?;
    let format = format(&arguments)?;
    let (mut rows, progress) = records::open(judge, &arguments.records)?;
    let _ = writeln!(io::stderr(), "政策「{}」，评估日 {date}", policy.title());
    intake::tell(&rows);
    let output = Output::open(&judge, date, format, &arguments, rows.layout())?;
    let mut run = Run {
        judge,
        date,
        output,
        progress,
        tally: Tally::default(),
        duplicates: Duplicates::default(),
        summary: Summary::default(),
    };
    run.all(&mut rows)?;
    run.progress.finish();
    intake::tell_left_over(&rows);
    let Run { mut output, tally, duplicates, summary, .. } = run;
    output.finish(&tally, &summary)?;
    summary.close(&tally, &duplicates, rows.layout().columns.is_some());
    if matches!(format, ResultFormat::Json | ResultFormat::Jsonl) && !io::stderr().is_terminal() {
        summary.close_as_json(&tally, &duplicates, &rows)?;
    }
    exit(&tally, &duplicates)
}

fn format(arguments: &EvaluateArguments) -> Result<ResultFormat, Failure> {
    if let Some(format) = arguments.format {
        return match (format, &arguments.output) {
            (ResultFormat::Xlsx, None) => Err(Failure::new("工作簿要存成文件：用 -o 写明文件名")),
            _ => Ok(format),
        };
    }
    let Some(path) = &arguments.output else {
        return Ok(if io::stdout().is_terminal() { ResultFormat::Text } else { ResultFormat::Jsonl });
    };
    match path.extension().and_then(|extension| extension.to_str()) {
        Some("jsonl" | "ndjson") => Ok(ResultFormat::Jsonl),
        Some("json") => Ok(ResultFormat::Json),
        Some("txt") => Ok(ResultFormat::Text),
        Some("csv") => Ok(ResultFormat::Csv),
        Some("xlsx") => Ok(ResultFormat::Xlsx),
        _ => Err(Failure::new(format!(
            "从「{}」看不出结果的格式；文件名请以 .xlsx、.csv、.jsonl、.json 或 .txt 结尾，或用 --format 写明",
            path.display()
        ))),
    }
}

/// One run over a file: what is written, and what is counted.
struct Run<'p> {
    judge: Judge<'p>,
    date: Date,
    output: Output,
    progress: Progress,
    tally: Tally,
    duplicates: Duplicates,
    summary: Summary,
}

impl Run<'_> {
    fn all(&mut self, rows: &mut Records<'_>) -> Result<(), Failure> {
        let mut piece: Vec<(Origin, RecordData)> = Vec::with_capacity(PIECE);
        for row in rows {
            match row.record {
                Ok(record) => piece.push((row.origin, record)),
                Err(rejected) => {
                    // Rows stay in order in what is written.
                    self.piece(&mut piece)?;
                    self.reject(&row.origin, &rejected)?;
                }
            }
            if piece.len() == PIECE {
                self.piece(&mut piece)?;
            }
        }
        self.piece(&mut piece)
    }

    fn piece(&mut self, piece: &mut Vec<(Origin, RecordData)>) -> Result<(), Failure> {
        let (origins, records): (Vec<Origin>, Vec<RecordData>) = piece.drain(..).unzip();
        let columns = self.judge.columns(&records, self.date)?;
        for (verdict, origin) in self.judge.evaluate_batch(&columns, self.date).zip(origins) {
            let verdict = self.duplicates.check(verdict.at(origin));
            self.tally.add(verdict.conclusion(), None);
            self.summary.add(&verdict, &mut self.tally, self.output.is_text());
            self.output.add(&verdict)?;
        }
        self.progress.judged(records.len());
        Ok(())
    }

    fn reject(&mut self, origin: &Origin, rejected: &Rejected) -> Result<(), Failure> {
        self.tally.reject();
        self.progress.say(&format!("{}没有判断：{rejected}", origin.describe()));
        self.summary.reject(origin, rejected);
        self.output.reject(origin, rejected)
    }
}

/// Fine if nobody has anything to do; the numbers must add up.
fn exit(tally: &Tally, duplicates: &Duplicates) -> Outcome {
    if tally.read() != duplicates.judged() + tally.rejected {
        let message = format!("行数对不上：判断 {}，没有判断 {}，读入 {}", duplicates.judged(), tally.rejected, tally.read());
        return Err(Failure::new(message));
    }
    let work = [Conclusion::MustFix, Conclusion::NeedsReview, Conclusion::Undetermined];
    let is_clean = tally.rejected == 0 && !work.iter().any(|conclusion| tally.conclusions.contains_key(conclusion));
    Ok(ExitCode::from(if is_clean { FINE } else { FINDINGS }))
}
