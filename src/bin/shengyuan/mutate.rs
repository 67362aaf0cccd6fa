//! `test --mutate`: which slips of the pen the examples and cases would notice.

use std::io::{self, Write};
use std::process::ExitCode;
use std::time::Instant;

use shengyuan::{Case, Policy};

use crate::args::{TestArguments, TestFormat};
use crate::outcome::{FINDINGS, FINE, Outcome};

/// Prints the changes that nothing notices; they are findings.
pub(crate) fn run(policy: &Policy, cases: &[Case], arguments: &TestArguments) -> Outcome {
    let started = Instant::now();
    let mutation = policy.mutate(cases)?;
    let taken = started.elapsed();
    let mut out = io::stdout().lock();
    match arguments.format {
        TestFormat::Json => {
            serde_json::to_writer_pretty(&mut out, &mutation)?;
            writeln!(out)?;
        }
        TestFormat::Text | TestFormat::Lcov => {
            write!(out, "{}", mutation.text(arguments.full))?;
            writeln!(out, "用时 {:.1} 秒", taken.as_secs_f64())?;
        }
    }
    Ok(ExitCode::from(if mutation.survived > 0 { FINDINGS } else { FINE }))
}
