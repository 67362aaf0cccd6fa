//! `evaluate`: judges every record; the rows read must equal the rows judged and rejected.

mod output;
mod summary;
mod words;

use std::io::{self, IsTerminal, Write};
use std::num::NonZeroUsize;
use std::process::ExitCode;

use shengyuan::records::{Chunk, ChunkRow, Duplicates, Records, Rejected, StreamOptions};
use shengyuan::{Conclusion, Engine, Options, Origin, Tally, Verdict};

use crate::args::{EvaluateArguments, ResultFormat};
use crate::outcome::{FINDINGS, FINE, Failure, Outcome};
use crate::progress::Progress;
use crate::{intake, policies, records};
use output::Output;
use summary::Summary;
use words::{Wording, Words};

pub(crate) fn run(arguments: EvaluateArguments) -> Outcome {
    let policy = policies::compile(arguments.records.policy.as_deref())?;
    let judge = records::judge(&policy, &arguments.records, Options::default().full(arguments.full))?;
    let date = records::date(&arguments.records)?;
    let format = format(&arguments)?;
    let (mut rows, progress) = records::open(judge, &arguments.records)?;
    let _ = writeln!(io::stderr(), "政策「{}」，评估日 {date}", policy.title());
    intake::tell(&rows);
    let wording = Wording::new(&judge, format)?;
    let output = Output::open(&judge, date, format, &arguments, rows.layout(), &wording)?;
    let mut run = Run { output, progress, tally: Tally::default(), duplicates: Duplicates::default(), summary: Summary::default() };
    run.all(&mut rows, &judge.engine(date), &wording, threads(&arguments))?;
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

/// As many as the machine has, unless told otherwise.
fn threads(arguments: &EvaluateArguments) -> usize {
    let known = arguments.threads.or_else(|| std::thread::available_parallelism().ok());
    known.map_or(1, NonZeroUsize::get)
}

/// One run over a file: what is written, and what is counted. Verdicts are put into words where they are made; here they only come in
/// order.
struct Run {
    output: Output,
    progress: Progress,
    tally: Tally,
    duplicates: Duplicates,
    summary: Summary,
}

impl Run {
    fn all(&mut self, rows: &mut Records<'_>, engine: &Engine<'_>, wording: &Wording, threads: usize) -> Result<(), Failure> {
        let options = StreamOptions::default().threads(threads);
        rows.judge(engine, options, |chunk| piece(engine, wording, chunk), |done| self.take(done?, wording))
    }

    fn take(&mut self, piece: Vec<Done<'_>>, wording: &Wording) -> Result<(), Failure> {
        let mut judged = 0;
        for done in piece {
            match done {
                Done::Judged(one) => {
                    judged += 1;
                    self.add(*one, wording)?;
                }
                Done::Rejected(origin, rejected) => self.reject(&origin, &rejected)?,
            }
        }
        self.progress.judged(judged);
        Ok(())
    }

    fn add(&mut self, one: Worded<'_>, wording: &Wording) -> Result<(), Failure> {
        let before = self.duplicates.found().len();
        let Worded { verdict, words } = one;
        let verdict = self.duplicates.check(verdict);
        // What was said did not know of the earlier record.
        let words = if self.duplicates.found().len() > before { wording.of(&verdict)? } else { words? };
        self.tally.add(words.conclusion, None);
        self.output.add(&verdict, &words)?;
        self.summary.add(&verdict, words, &mut self.tally);
        Ok(())
    }

    fn reject(&mut self, origin: &Origin, rejected: &Rejected) -> Result<(), Failure> {
        self.tally.reject();
        self.progress.say(&format!("{}没有判断：{rejected}", origin.describe()));
        self.summary.reject(origin, rejected);
        self.output.reject(origin, rejected)
    }
}

/// What came of a row.
enum Done<'p> {
    Judged(Box<Worded<'p>>),
    Rejected(Origin, Rejected),
}

struct Worded<'p> {
    verdict: Verdict<'p>,
    words: Result<Words, Failure>,
}

/// The rows of a piece in their order.
fn piece<'p>(engine: &Engine<'p>, wording: &Wording, chunk: &Chunk) -> Result<Vec<Done<'p>>, Failure> {
    let mut verdicts = engine.verdicts(chunk.records())?;
    let row = |(origin, row): (Origin, ChunkRow<'_>)| match row {
        ChunkRow::Rejected(rejected) => Some(Done::Rejected(origin, rejected.clone())),
        ChunkRow::Record(_) => {
            let verdict = verdicts.next()?.at(origin);
            let words = wording.of(&verdict);
            Some(Done::Judged(Box::new(Worded { verdict, words })))
        }
    };
    Ok(chunk.rows_with_origins().filter_map(row).collect())
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
