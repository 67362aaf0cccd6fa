//! `test`: runs the examples of a policy and compares its cases with their accepted verdicts.

use std::io::{self, Write};
use std::process::ExitCode;

use shengyuan::{Policy, Problems};

use crate::args::TestArguments;
use crate::outcome::{FINDINGS, FINE, Outcome};
use crate::policies;

pub(crate) fn run(arguments: TestArguments) -> Outcome {
    let policy = policies::compile(arguments.policy.as_deref())?;
    let report = policy.run_examples("2023-09-25".parse()?);
    let mut out = io::stdout().lock();
    for failure in &report.failures {
        let (file, position, _) = policy.remarks().locate(failure.span).unwrap_or_default();
        writeln!(out, "示例「{}」没有通过（{file}:{}:{}）：{}", failure.example, position.line, position.column, failure.message)?;
    }
    for rule in &report.unreached {
        writeln!(out, "没有示例用到：{rule}")?;
    }
    writeln!(out, "示例 {} 个，未通过的期望 {} 处", report.run, report.failures.len())?;
    Ok(ExitCode::from(if report.failures.is_empty() { FINE } else { FINDINGS }))
}
