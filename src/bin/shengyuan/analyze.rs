//! `analyze`: what a policy leaves open, contradicts or never uses, each with a record that shows it.

use std::io::{self, Write};
use std::process::ExitCode;

use shengyuan::{AnalysisOptions, Weight};

use crate::args::{AnalyzeArguments, PlainFormat};
use crate::outcome::{FINDINGS, FINE, Outcome};
use crate::policies;

pub(crate) fn run(arguments: AnalyzeArguments) -> Outcome {
    let policy = policies::compile(arguments.policy.as_deref())?;
    let mut out = io::stdout().lock();
    let mut options = AnalysisOptions::default();
    if let Some(limit) = arguments.limit {
        options = options.limit(limit);
    }
    let analysis = policy.analyze(&options);
    match arguments.format {
        PlainFormat::Text => write!(out, "{}", analysis.to_text())?,
        PlainFormat::Json => {
            serde_json::to_writer_pretty(&mut out, &analysis)?;
            writeln!(out)?;
        }
    }
    Ok(ExitCode::from(if analysis.count(Weight::Fault) > 0 { FINDINGS } else { FINE }))
}
