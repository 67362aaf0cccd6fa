//! `evaluate`: judges every record; the rows read must equal the rows judged and rejected.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::{self, BufWriter, IsTerminal, Write};
use std::process::ExitCode;

use indexmap::IndexMap;
use shengyuan::records::{Duplicates, RecordData, Records};
use shengyuan::{Conclusion, Date, Depth, FindingState, Judge, Options, Origin, Status, Verdict};

use crate::args::{EvaluateArguments, ResultFormat};
use crate::outcome::{FINDINGS, FINE, Failure, Outcome};
use crate::progress::Progress;
use crate::{intake, policies, records};

/// Records judged together.
const PIECE: usize = 1024;
/// Repeated 标识 named one by one at the end.
const SHOWN_DUPLICATES: usize = 20;
/// Students shown with their reasons under each conclusion of the text summary.
const SHOWN: usize = 2;

pub(crate) fn run(arguments: EvaluateArguments) -> Outcome {
    let policy = policies::compile(arguments.records.policy.as_deref())?;
    let judge = records::judge(&policy, &arguments.records, Options::default().full(arguments.full))?;
    let date = records::date(&arguments.records)?;
    let (mut rows, progress) = records::open(judge, &arguments.records)?;
    announce(&policy, date);
    intake::tell(&rows);
    let has_header = rows.layout().columns.is_some();
    let mut out: Box<dyn Write> = match &arguments.output {
        Some(path) => Box::new(BufWriter::new(
            File::create(path).map_err(|error| Failure::new(format!("无法写入「{}」：{error}", path.display())))?,
        )),
        None => Box::new(BufWriter::new(io::stdout().lock())),
    };
    let mut printer = Printer {
        format: format(&arguments)?,
        out: &mut out,
        first: true,
        tally: Tally::default(),
        progress,
        duplicates: Duplicates::default(),
    };
    judge_all(&judge, &mut rows, date, &mut printer)?;
    let mut tally = printer.finish()?;
    intake::tell_left_over(&rows);
    if has_header {
        tally.unmatched.clear();
    }
    out.flush()?;
    drop(out);
    tally.close()
}

fn format(arguments: &EvaluateArguments) -> Result<ResultFormat, Failure> {
    if let Some(format) = arguments.format {
        return Ok(format);
    }
    let Some(path) = &arguments.output else {
        return Ok(if io::stdout().is_terminal() { ResultFormat::Text } else { ResultFormat::Jsonl });
    };
    match path.extension().and_then(|extension| extension.to_str()) {
        Some("jsonl" | "ndjson") => Ok(ResultFormat::Jsonl),
        Some("json") => Ok(ResultFormat::Json),
        Some("txt") => Ok(ResultFormat::Text),
        _ => Err(Failure::new(format!(
            "从「{}」看不出结果的格式；文件名请以 .jsonl、.json 或 .txt 结尾，或用 --format 写明",
            path.display()
        ))),
    }
}

fn announce(policy: &shengyuan::Policy, date: Date) {
    let _ = writeln!(io::stderr(), "政策「{}」，评估日 {date}", policy.title());
}

fn judge_all(judge: &Judge<'_>, rows: &mut Records<'_>, date: Date, printer: &mut Printer<'_>) -> Result<(), Failure> {
    let mut piece: Vec<(Origin, RecordData)> = Vec::with_capacity(PIECE);
    for row in rows {
        match row.record {
            Ok(record) => piece.push((row.origin, record)),
            Err(rejected) => printer.reject(&row.origin, &rejected.reason),
        }
        if piece.len() == PIECE {
            judge_piece(judge, &mut piece, date, printer)?;
        }
    }
    judge_piece(judge, &mut piece, date, printer)
}

fn judge_piece(
    judge: &Judge<'_>,
    piece: &mut Vec<(Origin, RecordData)>,
    date: Date,
    printer: &mut Printer<'_>,
) -> Result<(), Failure> {
    let (origins, records): (Vec<Origin>, Vec<RecordData>) = piece.drain(..).unzip();
    let columns = judge.columns(&records, date)?;
    for (verdict, origin) in judge.evaluate_batch(&columns, date).zip(origins) {
        let verdict = printer.duplicates.check(verdict.at(origin));
        printer.verdict(&verdict)?;
    }
    printer.progress.judged(records.len());
    Ok(())
}

/// Writes results as they come and keeps the tally.
struct Printer<'o> {
    format: ResultFormat,
    out: &'o mut dyn Write,
    first: bool,
    tally: Tally,
    progress: Progress,
    duplicates: Duplicates,
}

/// What came out, for the closing line and the text summary.
#[derive(Default)]
struct Tally {
    read: usize,
    conclusions: BTreeMap<Conclusion, usize>,
    rejected: usize,
    findings: IndexMap<String, usize>,
    outcomes: IndexMap<(String, &'static str), usize>,
    examples: BTreeMap<Conclusion, Vec<String>>,
    unmatched: BTreeSet<(String, Option<String>)>,
}

impl Printer<'_> {
    fn reject(&mut self, origin: &Origin, reason: &str) {
        self.tally.read += 1;
        self.progress.say(&format!("{}没有判断：{reason}", origin.describe()));
        self.tally.rejected += 1;
    }

    fn verdict(&mut self, verdict: &Verdict<'_>) -> Result<(), Failure> {
        self.tally.add(verdict, self.format == ResultFormat::Text);
        match self.format {
            ResultFormat::Text => {}
            ResultFormat::Jsonl => {
                serde_json::to_writer(&mut self.out, verdict)?;
                writeln!(self.out)?;
            }
            ResultFormat::Json => {
                write!(self.out, "{}", if self.first { "[\n" } else { ",\n" })?;
                serde_json::to_writer(&mut self.out, verdict)?;
            }
        }
        self.first = false;
        Ok(())
    }

    fn finish(self) -> Result<Tally, Failure> {
        self.progress.finish();
        for duplicate in self.duplicates.found().iter().take(SHOWN_DUPLICATES) {
            let (first, again) = (duplicate.first.describe(), duplicate.again.describe());
            let _ = writeln!(io::stderr(), "{again}和{first}的标识相同：{}", duplicate.id);
        }
        if let Some(more) = self.duplicates.found().len().checked_sub(SHOWN_DUPLICATES).filter(|more| *more > 0) {
            let _ = writeln!(io::stderr(), "另有 {more} 行的标识和前面的相同，都记在各行的问题里");
        }
        match self.format {
            ResultFormat::Json => writeln!(self.out, "{}", if self.first { "[]" } else { "\n]" })?,
            ResultFormat::Text => self.tally.summary(self.out)?,
            ResultFormat::Jsonl => {}
        }
        Ok(self.tally)
    }
}

impl Tally {
    fn add(&mut self, verdict: &Verdict<'_>, for_text: bool) {
        self.read += 1;
        let conclusion = verdict.conclusion();
        *self.conclusions.entry(conclusion).or_default() += 1;
        for (column, nearest) in verdict.unmatched() {
            self.unmatched.insert((column.to_string(), nearest.map(str::to_string)));
        }
        if !for_text {
            return;
        }
        for finding in verdict.findings().into_iter().filter(|finding| finding.state == FindingState::Violated) {
            *self.findings.entry(format!("〔{}〕{}", finding.severity.as_str(), finding.id)).or_default() += 1;
        }
        for (name, decision) in verdict.decisions() {
            if matches!(decision.status, Status::Review | Status::Conflict | Status::NoRule) {
                *self.outcomes.entry((name.to_string(), decision.status.as_str())).or_default() += 1;
            }
        }
        let examples = self.examples.entry(conclusion).or_default();
        if examples.len() < SHOWN {
            examples.push(verdict.explain_with(Depth::Brief).to_string());
        }
    }

    fn summary(&self, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "共 {} 条记录", self.read)?;
        for conclusion in Conclusion::ALL {
            if let Some(count) = self.conclusions.get(&conclusion) {
                writeln!(out, "  {conclusion} {count}")?;
            }
        }
        if self.rejected > 0 {
            writeln!(out, "  没有判断 {}", self.rejected)?;
        }
        let mut findings: Vec<(&String, &usize)> = self.findings.iter().collect();
        findings.sort_by_key(|(_, count)| std::cmp::Reverse(**count));
        if !findings.is_empty() {
            writeln!(out, "\n最常见的问题")?;
        }
        for (finding, count) in findings.iter().take(12) {
            writeln!(out, "  {count:>5} 人  {finding}")?;
        }
        if findings.len() > 12 {
            writeln!(out, "  另有 {} 种", findings.len() - 12)?;
        }
        if !self.outcomes.is_empty() {
            writeln!(out, "\n要由人决定的判定")?;
        }
        for ((name, status), count) in &self.outcomes {
            writeln!(out, "  {count:>5} 人  {name}：{status}")?;
        }
        writeln!(out, "\n每种结论最多举两例（用 shengyuan explain 查看任何一人）")?;
        for text in self.examples.values().flatten() {
            writeln!(out, "\n────────\n{}", text.trim_end())?;
        }
        Ok(())
    }

    /// The closing line on standard error; the numbers must add up.
    fn close(self) -> Outcome {
        let mut err = io::stderr().lock();
        for (column, nearest) in &self.unmatched {
            let hint = nearest.as_deref().map_or_else(String::new, |near| format!("；是不是「{near}」？"));
            let _ = writeln!(err, "字段「{column}」政策里没有，没有使用{hint}");
        }
        let parts: Vec<String> = Conclusion::ALL
            .iter()
            .filter_map(|conclusion| self.conclusions.get(conclusion).map(|count| format!("{conclusion} {count}")))
            .collect();
        let parts = if parts.is_empty() { "一名学生也没有".to_string() } else { parts.join("，") };
        let _ = writeln!(err, "读入 {} 行：{parts}，没有判断 {}", self.read, self.rejected);
        let judged: usize = self.conclusions.values().sum();
        if judged + self.rejected != self.read {
            return Err(Failure::new(format!("行数对不上：判断 {judged}，没有判断 {}，读入 {}", self.rejected, self.read)));
        }
        let work = [Conclusion::MustFix, Conclusion::NeedsReview, Conclusion::Undetermined];
        let clean = self.rejected == 0 && !work.iter().any(|conclusion| self.conclusions.contains_key(conclusion));
        Ok(ExitCode::from(if clean { FINE } else { FINDINGS }))
    }
}
