//! `test --coverage`: which rules and conditions the examples and cases reach.

use std::io::{self, Write};
use std::process::ExitCode;

use shengyuan::{Case, Policy};

use crate::args::{TestArguments, TestFormat};
use crate::outcome::{FINDINGS, FINE, Outcome};

/// Prints the coverage; rules, checks or steps that are not reached on every side are findings.
pub(crate) fn run(policy: &Policy, cases: &[Case], arguments: &TestArguments) -> Outcome {
    let coverage = policy.coverage(cases)?;
    let mut out = io::stdout().lock();
    match arguments.format {
        TestFormat::Text => write!(out, "{}", coverage.text(arguments.full))?,
        TestFormat::Lcov => write!(out, "{}", coverage.lcov())?,
        TestFormat::Json => {
            serde_json::to_writer_pretty(&mut out, &coverage)?;
            writeln!(out)?;
        }
    }
    Ok(ExitCode::from(if coverage.total.items().is_full() { FINE } else { FINDINGS }))
}
