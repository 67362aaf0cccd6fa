//! `analyze`: what a policy leaves open, contradicts or never uses, each with a record that shows it.

use std::io::{self, Write};
use std::process::ExitCode;

use shengyuan::{AnalysisOptions, PictureFormat, Policy, Weight};

use crate::args::{AnalyzeArguments, GraphFormat, PlainFormat};
use crate::outcome::{FINDINGS, FINE, Failure, Outcome};
use crate::policies;

pub(crate) fn run(arguments: AnalyzeArguments) -> Outcome {
    let policy = policies::compile(arguments.policy.as_deref())?;
    let mut out = io::stdout().lock();
    let only = arguments.decision.as_deref();
    if let Some(name) = only {
        known(&policy, name)?;
    }
    if arguments.tree {
        write!(out, "{}", policy.exception_tree(only))?;
        return Ok(ExitCode::from(FINE));
    }
    if let Some(graph) = arguments.graph {
        let format = match graph {
            GraphFormat::Mermaid => PictureFormat::Mermaid,
            GraphFormat::Dot => PictureFormat::Dot,
        };
        write!(out, "{}", policy.picture(format, only))?;
        return Ok(ExitCode::from(FINE));
    }
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

/// Says which decisions there are, if not the one asked for.
fn known(policy: &Policy, name: &str) -> Result<(), Failure> {
    let tree = policy.exception_tree(None);
    let names: Vec<&str> = tree.lines().filter_map(|line| line.strip_prefix("判定 ")).collect();
    if names.contains(&name) {
        return Ok(());
    }
    Err(Failure::new(format!("没有写着规则的判定「{name}」；这份政策有：{}", names.join("、"))))
}
