//! `diff`: who is judged differently by two policies, over all graduates and over a list.

use std::fmt::Write as _;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use serde::Serialize;
use shengyuan::records::{RecordData, Records};
use shengyuan::{AnalysisOptions, ChangedRecord, Conclusion, Date, DiffTally, Judge, Options, Origin, PolicyDiff};

use crate::args::{DiffArguments, PlainFormat, RecordArguments};
use crate::outcome::{FINDINGS, FINE, Failure, Outcome};
use crate::progress::Progress;
use crate::{intake, policies, records};

/// Records judged together.
const PIECE: usize = 1024;
/// Students listed one by one.
const LISTED: usize = 50;

/// Both parts as one JSON.
#[derive(Serialize)]
struct Whole<'d> {
    #[serde(flatten)]
    diff: &'d PolicyDiff,
    #[serde(skip_serializing_if = "Option::is_none")]
    records: Option<&'d DiffTally>,
}

pub(crate) fn run(arguments: DiffArguments) -> Outcome {
    let (old, new) = (policies::compile(Some(&arguments.old))?, policies::compile(Some(&arguments.new))?);
    let mut options = AnalysisOptions::default();
    if let Some(limit) = arguments.limit {
        options = options.limit(limit);
    }
    let given = arguments.records.as_ref().map(|path| record_arguments(&arguments, path)).transpose()?;
    let diff = old.diff(&new, &options);
    let tally = match &given {
        Some(given) => {
            let aligned = new.for_the_cohort_of(&old);
            let judges = [records::judge(&old, given, Options::default())?, records::judge(&aligned, given, Options::default())?];
            Some(compare(judges, given)?)
        }
        None => None,
    };
    let mut out = io::stdout().lock();
    match arguments.format {
        PlainFormat::Text => {
            write!(out, "{}", diff.to_text())?;
            if let Some(tally) = &tally {
                write!(out, "\n{}", told(tally))?;
            }
        }
        PlainFormat::Json => {
            serde_json::to_writer_pretty(&mut out, &Whole { diff: &diff, records: tally.as_ref() })?;
            writeln!(out)?;
        }
    }
    let is_same = diff.is_empty() && tally.as_ref().is_none_or(DiffTally::is_empty);
    Ok(ExitCode::from(if is_same { FINE } else { FINDINGS }))
}

/// The records are read twice, once for each policy.
fn record_arguments(arguments: &DiffArguments, path: &Path) -> Result<RecordArguments, Failure> {
    if path == Path::new("-") {
        return Err(Failure::new("名单要读两遍，不能从标准输入来；请存成文件，再写文件名"));
    }
    Ok(RecordArguments {
        records: PathBuf::from(path),
        policy: None,
        record: arguments.record.clone(),
        date: arguments.date,
        input: arguments.input,
        sheet: arguments.sheet.clone(),
        details: arguments.details.clone(),
        reveal: arguments.reveal,
    })
}

fn compare(judges: [Judge<'_>; 2], arguments: &RecordArguments) -> Result<DiffTally, Failure> {
    let date = records::date(arguments)?;
    let [old, new] = judges;
    let (mut before, progress) = records::open(old, arguments)?;
    let (mut after, _) = records::open(new, arguments)?;
    let _ = writeln!(io::stderr(), "名单按旧政策读：评估日 {date}");
    intake::tell(&before);
    let mut run = Run { old, new, date, progress, tally: DiffTally::default(), piece: Vec::with_capacity(PIECE) };
    run.all(&mut before, &mut after)?;
    run.progress.finish();
    Ok(run.tally)
}

/// One run over a list.
struct Run<'p> {
    old: Judge<'p>,
    new: Judge<'p>,
    date: Date,
    progress: Progress,
    tally: DiffTally,
    piece: Vec<(Origin, RecordData, RecordData)>,
}

impl Run<'_> {
    fn all(&mut self, before: &mut Records<'_>, after: &mut Records<'_>) -> Result<(), Failure> {
        for (one, other) in before.zip(after) {
            match (one.record, other.record) {
                (Ok(record), Ok(same)) => self.piece.push((one.origin, record, same)),
                (Err(reason), _) | (_, Err(reason)) => {
                    self.tally.reject();
                    self.progress.say(&format!("{}没有判断：{reason}", one.origin.describe()));
                }
            }
            if self.piece.len() == PIECE {
                self.judge()?;
            }
        }
        self.judge()
    }

    fn judge(&mut self) -> Result<(), Failure> {
        let before = self.old.columns(self.piece.iter().map(|(_, record, _)| record), self.date)?;
        let after = self.new.columns(self.piece.iter().map(|(_, _, record)| record), self.date)?;
        let verdicts = self.old.evaluate_batch(&before, self.date).zip(self.new.evaluate_batch(&after, self.date));
        for ((old, new), (origin, ..)) in verdicts.zip(&self.piece) {
            self.tally.add(&old.at(origin.clone()), &new.at(origin.clone()));
        }
        self.progress.judged(self.piece.len());
        self.piece.clear();
        Ok(())
    }
}

/// Counts and students for people.
fn told(tally: &DiffTally) -> String {
    let mut text = format!("名单里的 {} 人，判断不同的 {} 人\n", tally.judged, tally.records.len());
    if tally.rejected > 0 {
        let _ = writeln!(text, "没有读的 {} 行", tally.rejected);
    }
    matrix(tally, &mut text);
    text.push_str("\n什么变了，多少人\n");
    for shift in tally.shifts().filter(|shift| shift.verdict.item != "结论") {
        let verdict = &shift.verdict;
        let _ = writeln!(text, "  {}：{} → {}  {} 人", verdict.item, verdict.old, verdict.new, shift.count);
    }
    let (only, listed): (Vec<&ChangedRecord>, Vec<&ChangedRecord>) =
        tally.records.iter().partition(|record| record.only_new_fields);
    if !only.is_empty() {
        let fields = tally.new_required.join("」「");
        let _ = writeln!(text, "\n其中 {} 人只是缺新的必填字段「{fields}」，不一一列出", only.len());
    }
    if !listed.is_empty() {
        let _ = writeln!(text, "\n{}学生", if only.is_empty() { "" } else { "其余的" });
    }
    for record in listed.iter().take(LISTED) {
        let row = record.row.map_or_else(String::new, |row| format!("第 {row} 行 "));
        let skipped: Vec<String> = tally.new_required.iter().map(|field| format!("必填·{field}")).collect();
        let changes = record.changes.iter().filter(|change| !skipped.contains(&change.item));
        let changes: Vec<String> = changes.map(|change| format!("{} {} → {}", change.item, change.old, change.new)).collect();
        let _ = writeln!(text, "  {row}{}：{}", record.id.as_deref().unwrap_or("（没有标识）"), changes.join("；"));
    }
    if let Some(more) = listed.len().checked_sub(LISTED).filter(|more| *more > 0) {
        let _ = writeln!(text, "  另有 {more} 人（--format json 列出全部）");
    }
    text
}

/// Conclusions by both policies: a row for each old one, a column for each new one.
fn matrix(tally: &DiffTally, text: &mut String) {
    let all = Conclusion::ALL.map(Conclusion::as_str);
    let used = |is_new: bool| -> Vec<&str> {
        let names = all.iter().copied();
        names.filter(|name| tally.conclusions.keys().any(|(old, new)| if is_new { new == name } else { old == name })).collect()
    };
    let (rows, columns) = (used(false), used(true));
    let _ = write!(text, "\n结论（行是旧政策，列是新政策）\n        ");
    for column in &columns {
        let _ = write!(text, "{}{column}", "　".repeat(4_usize.saturating_sub(column.chars().count())));
    }
    text.push('\n');
    for row in rows {
        let _ = write!(text, "  {row}{}", "　".repeat(3_usize.saturating_sub(row.chars().count())));
        for column in &columns {
            let count =
                tally.conclusions.iter().find(|((old, new), _)| *old == row && new == column).map_or(0, |(_, count)| *count);
            let shown = if count == 0 { "·".to_string() } else { count.to_string() };
            let _ = write!(text, "{shown:>8}");
        }
        text.push('\n');
    }
}
