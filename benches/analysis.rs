//! How long the analyses take: on the built-in policy, on the largest that they are meant for, and on two years compared.
//!
//! `cargo bench --bench analysis`

// A bench that cannot read its own input should stop there.
#![allow(clippy::unwrap_used, missing_docs, reason = "a bench is a program, not a library")]

use std::fs;
use std::path::Path;

use divan::{Bencher, black_box};
use shengyuan::{AnalysisOptions, Policy, Source};

#[path = "../tests/suite/large.rs"]
mod large;

fn main() {
    divan::main();
}

fn folder(path: &str) -> Policy {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    let mut files: Vec<_> = fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|file| file.extension().is_some_and(|extension| extension == "policy"));
    files.sort();
    let sources = files.iter().map(|file| Source::new(file.display().to_string(), fs::read_to_string(file).unwrap()));
    Policy::compile(sources).unwrap()
}

/// Gaps, conflicts, idle rules and conditions of the 2024 policy.
#[divan::bench(sample_count = 20)]
fn analyze_2024(bencher: Bencher<'_, '_>) {
    let policy = folder("rules/2024");
    bencher.bench(|| black_box(policy.analyze(&AnalysisOptions::default())));
}

/// 40 decisions of 20 rules each over 120 fields.
#[divan::bench(sample_count = 3)]
fn analyze_large(bencher: Bencher<'_, '_>) {
    let policy = Policy::compile([Source::new("大.policy", large::policy())]).unwrap();
    bencher.bench(|| black_box(policy.analyze(&AnalysisOptions::default())));
}

/// The 2024 policy and the invented next year.
#[divan::bench(sample_count = 3)]
fn diff_next_year(bencher: Bencher<'_, '_>) {
    let (old, new) = (folder("rules/2024"), folder("tests/policies/next-year"));
    bencher.bench(|| black_box(old.diff(&new, &AnalysisOptions::default())));
}
