//! `check`: the problems of a policy.

use std::io::{self, IsTerminal, Write};
use std::process::ExitCode;

use serde::Serialize;
use shengyuan::{ANALYSIS_CODES, AnalysisOptions, CODES, Policy, Problems, Severity};

use crate::args::{PlainFormat, PolicyArguments};
use crate::outcome::{FINDINGS, FINE, Failure, Outcome};
use crate::policies;

/// A problem as JSON.
#[derive(Serialize)]
struct Entry<'p> {
    code: &'p str,
    severity: &'static str,
    file: &'p str,
    line: usize,
    column: usize,
    end: End,
    message: &'p str,
    label: &'p str,
    help: Option<&'p str>,
}

/// The place just after the end.
#[derive(Serialize)]
struct End {
    line: usize,
    column: usize,
}

pub(crate) fn run(arguments: PolicyArguments) -> Outcome {
    if let Some(code) = &arguments.code {
        return page(code);
    }
    let found = policies::find(arguments.policy.as_deref())?;
    let compiled = Policy::compile(found.sources);
    let problems = match &compiled {
        Ok(policy) if arguments.analyze => &policy.remarks().clone().and(policy.analyze(&AnalysisOptions::default()).problems()),
        Ok(policy) => policy.remarks(),
        Err(problems) => problems,
    };
    let (errors, warnings) = (problems.count(Severity::Error), problems.count(Severity::Warning));
    match arguments.format {
        PlainFormat::Json => json(problems)?,
        PlainFormat::Text => {
            let mut out = io::stdout().lock();
            let is_terminal = out.is_terminal();
            policies::print(problems, &mut out, is_terminal);
            writeln!(out, "错误 {errors} 处，警告 {warnings} 处，说明 {} 处", problems.count(Severity::Note))?;
        }
    }
    Ok(ExitCode::from(if errors + warnings > 0 { FINDINGS } else { FINE }))
}

fn json(problems: &Problems) -> Result<(), Failure> {
    let entries: Vec<Entry<'_>> = problems
        .iter()
        .filter_map(|problem| {
            let (file, start, end) = problems.locate(problem.span())?;
            Some(Entry {
                code: problem.code().id,
                severity: match problem.code().severity {
                    Severity::Error => "error",
                    Severity::Warning => "warning",
                    Severity::Note => "note",
                },
                file,
                line: start.line,
                column: start.column,
                end: End { line: end.line, column: end.column },
                message: problem.message(),
                label: problem.labels().first().map_or("", |label| label.text.as_str()),
                help: problem.help_text(),
            })
        })
        .collect();
    let mut out = io::stdout().lock();
    serde_json::to_writer_pretty(&mut out, &entries)?;
    writeln!(out)?;
    Ok(())
}

fn page(code: &str) -> Outcome {
    match CODES.iter().chain(ANALYSIS_CODES).find(|known| known.id.eq_ignore_ascii_case(code)) {
        Some(known) => {
            writeln!(io::stdout(), "{}", known.page.trim_end())?;
            Ok(ExitCode::SUCCESS)
        }
        None => Err(Failure::new(format!("没有代码「{code}」；代码写在每条问题的方括号里，例如 E0201"))),
    }
}
