//! `test`: runs the examples of a policy and compares its cases with their accepted verdicts.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use serde::Serialize;
use shengyuan::{Case, Judge, Policy};
use similar::{ChangeTag, TextDiff};

use crate::args::{TestArguments, TestFormat};
use crate::outcome::{FINDINGS, FINE, Failure, Outcome};
use crate::{coverage, mutate, policies};

/// Ending of an accepted verdict; the case beside it has the same name without it.
const ACCEPTED: &str = ".verdict.yaml";

/// Everything that `test` found, as JSON.
#[derive(Default, Serialize)]
struct Report {
    examples: usize,
    failed_examples: Vec<FailedExample>,
    unreached_rules: Vec<String>,
    cases: usize,
    accepted: usize,
    failed_cases: Vec<FailedCase>,
}

#[derive(Serialize)]
struct FailedExample {
    example: String,
    file: String,
    line: usize,
    column: usize,
    message: String,
}

#[derive(Serialize)]
struct FailedCase {
    case: String,
    message: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    difference: String,
}

pub(crate) fn run(arguments: TestArguments) -> Outcome {
    let found = policies::find(arguments.policy.as_deref())?;
    let policy = policies::compile(arguments.policy.as_deref())?;
    let folder = found.folder.map(|folder| folder.join("cases")).filter(|folder| folder.is_dir());
    if arguments.coverage {
        return coverage::run(&policy, &read_all(folder.as_deref())?, &arguments);
    }
    if arguments.format == TestFormat::Lcov {
        return Err(Failure::new("lcov 只和 --coverage 一起用"));
    }
    if arguments.mutate {
        return mutate::run(&policy, &read_all(folder.as_deref())?, &arguments);
    }
    let mut report = examples(&policy);
    if let Some(folder) = &folder {
        cases(&policy, folder, arguments.accept, &mut report)?;
    }
    let mut out = io::stdout().lock();
    match arguments.format {
        TestFormat::Text | TestFormat::Lcov => text(&report, &mut out)?,
        TestFormat::Json => {
            serde_json::to_writer_pretty(&mut out, &report)?;
            writeln!(out)?;
        }
    }
    let clean = report.failed_examples.is_empty() && report.failed_cases.is_empty() && report.unreached_rules.is_empty();
    Ok(ExitCode::from(if clean { FINE } else { FINDINGS }))
}

fn examples(policy: &Policy) -> Report {
    let ran = policy.run_examples();
    let failed = ran.failures.into_iter().map(|failure| {
        let (file, position, _) = policy.remarks().locate(failure.span).unwrap_or_default();
        FailedExample {
            example: failure.example,
            file: file.to_string(),
            line: position.line,
            column: position.column,
            message: failure.message,
        }
    });
    Report { examples: ran.run, failed_examples: failed.collect(), unreached_rules: ran.unreached, ..Report::default() }
}

fn cases(policy: &Policy, folder: &Path, accept: bool, report: &mut Report) -> Result<(), Failure> {
    let judges: Vec<Judge<'_>> = policy.records().map(|name| policy.record(name)).collect::<Result<_, _>>()?;
    let [judge] = judges.as_slice() else { return Err(Failure::new("案例只用于有一种记录的政策")) };
    for Case { name, text, accepted } in read_all(Some(folder))? {
        report.cases += 1;
        let verdict = match judge.judge_case(&text, policy.example_date()) {
            Ok(verdict) => verdict,
            Err(error) => {
                report.failed_cases.push(FailedCase { case: name, message: error.to_string(), difference: String::new() });
                continue;
            }
        };
        if accepted.as_deref() == Some(verdict.as_str()) {
            continue;
        }
        if accept {
            let beside = folder.join(format!("{name}{ACCEPTED}"));
            fs::write(&beside, &verdict).map_err(|error| Failure::new(format!("无法写入「{}」：{error}", beside.display())))?;
            report.accepted += 1;
            continue;
        }
        let message = if accepted.is_some() {
            "判断与认可的结果不同"
        } else {
            "还没有认可的结果；看过以后用 --accept 写下"
        };
        let difference = difference(accepted.as_deref().unwrap_or(""), &verdict);
        report.failed_cases.push(FailedCase { case: name, message: message.to_string(), difference });
    }
    for orphan in orphans(folder)? {
        let message = "有认可的结果，却没有这个案例；删去它，或补上案例".to_string();
        report.failed_cases.push(FailedCase { case: orphan, message, difference: String::new() });
    }
    Ok(())
}

/// The cases of a folder with their accepted verdicts.
fn read_all(folder: Option<&Path>) -> Result<Vec<Case>, Failure> {
    let Some(folder) = folder else { return Ok(Vec::new()) };
    let mut cases = Vec::new();
    for file in files(folder)? {
        let name = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let text =
            fs::read_to_string(&file).map_err(|error| Failure::new(format!("无法读取案例「{}」：{error}", file.display())))?;
        let accepted = fs::read_to_string(folder.join(format!("{name}{ACCEPTED}"))).ok();
        cases.push(Case { name, text, accepted });
    }
    Ok(cases)
}

/// Accepted verdicts whose case is gone.
fn orphans(folder: &Path) -> Result<Vec<String>, Failure> {
    let mut names = Vec::new();
    for entry in fs::read_dir(folder)? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        if let Some(case) = name.strip_suffix(ACCEPTED)
            && !folder.join(format!("{case}.yaml")).is_file()
        {
            names.push(case.to_string());
        }
    }
    names.sort();
    Ok(names)
}

/// The cases of a folder, by name.
fn files(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let mut files: Vec<PathBuf> = fs::read_dir(folder)?
        .filter_map(Result::ok)
        .map(|entry| entry.path())
        .filter(|path| {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            name.ends_with(".yaml") && !name.ends_with(ACCEPTED)
        })
        .collect();
    files.sort();
    Ok(files)
}

/// The lines that differ, with a little of what stands around them.
fn difference(accepted: &str, now: &str) -> String {
    let mut text = String::new();
    let diff = TextDiff::from_lines(accepted, now);
    for group in diff.grouped_ops(2) {
        for change in group.iter().flat_map(|op| diff.iter_changes(op)) {
            let mark = match change.tag() {
                ChangeTag::Delete => "认可",
                ChangeTag::Insert => "现在",
                ChangeTag::Equal => "    ",
            };
            text.push_str(&format!("    {mark} │ {}", change.value()));
        }
        text.push_str("         ⋮\n");
    }
    text
}

fn text(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    for failed in &report.failed_examples {
        writeln!(
            out,
            "示例「{}」没有通过（{}:{}:{}）：{}",
            failed.example, failed.file, failed.line, failed.column, failed.message
        )?;
    }
    for rule in &report.unreached_rules {
        writeln!(out, "没有示例用到规则：{rule}")?;
    }
    for failed in &report.failed_cases {
        writeln!(out, "案例「{}」：{}\n{}", failed.case, failed.message, failed.difference)?;
    }
    writeln!(
        out,
        "示例 {} 个，没有通过的期望 {} 处，没有示例的规则 {} 条；案例 {} 个，不同 {} 个，新认可 {} 个",
        report.examples,
        report.failed_examples.len(),
        report.unreached_rules.len(),
        report.cases,
        report.failed_cases.len(),
        report.accepted
    )
}
