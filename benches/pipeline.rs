//! How long each part of the way takes, on the built-in policy and the invented cohort, side by side in one run.
//!
//! `cargo bench --bench pipeline`; behind everything else the stages of compiling, alone with `-- stages`.

// A bench that cannot read its own input should stop there.
#![allow(clippy::unwrap_used, clippy::print_stdout, missing_docs, reason = "a bench is a program, not a library")]

use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use divan::{Bencher, black_box, counter::ItemsCount};
use origin_24::measure::{Spread, thread_seconds};
use serde_json::Value;
use shengyuan::{Date, Engine, Messages, Policy, Prepared, Source};

fn main() {
    divan::main();
    if std::env::args().skip(1).all(|argument| argument.starts_with("--") || argument == "stages") {
        stages();
    }
}

static SOURCES: LazyLock<Vec<Source>> = LazyLock::new(|| {
    let mut files: Vec<_> = fs::read_dir(folder("rules/2024")).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|file| file.extension().is_some_and(|extension| extension == "policy"));
    files.sort();
    files.iter().map(|file| Source::new(file.display().to_string(), fs::read_to_string(file).unwrap())).collect()
});
static POLICY: LazyLock<Policy> = LazyLock::new(|| Policy::compile(SOURCES.iter().cloned()).unwrap());
static RECORDS: LazyLock<Vec<Value>> = LazyLock::new(|| {
    let text = fs::read_to_string(folder("tests/cohort/graduates.jsonl")).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
});

fn folder(path: &str) -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

fn date() -> Date {
    "2023-09-28".parse().unwrap()
}

/// Policy text to a policy that is ready to judge.
#[divan::bench]
fn compile(bencher: Bencher<'_, '_>) {
    bencher.with_inputs(|| SOURCES.clone()).bench_values(Policy::compile);
}

/// The same for a policy of about a hundred lines, each time for two of them.
#[divan::bench]
fn compile_small(bencher: Bencher<'_, '_>) {
    let names = ["evidence.policy", "own-household.policy"];
    let texts = names.map(|name| fs::read_to_string(folder("tests/policies").join(name)).unwrap());
    let sources = || [0, 1].map(|number| Source::new(names[number], texts[number].clone()));
    bencher.with_inputs(sources).bench_values(|sources| sources.map(|source| Policy::compile([source]).unwrap()));
}

/// One record after the other, from a JSON value to its conclusion.
#[divan::bench]
fn one_by_one(bencher: Bencher<'_, '_>) {
    let judge = POLICY.record("毕业生").unwrap();
    bencher.counter(ItemsCount::new(RECORDS.len())).bench(|| {
        for record in RECORDS.iter() {
            black_box(judge.evaluate(record, date()).unwrap().conclusion());
        }
    });
}

/// Records that already stand in columns.
#[divan::bench]
fn columns(bencher: Bencher<'_, '_>) {
    let judge = POLICY.record("毕业生").unwrap();
    let columns = judge.columns(RECORDS.iter(), date()).unwrap();
    bencher.counter(ItemsCount::new(RECORDS.len())).bench(|| {
        for verdict in judge.evaluate_batch(&columns, date()) {
            black_box(verdict.conclusion());
        }
    });
}

/// Records that are prepared for the engine, to the conclusion of the whole policy.
#[divan::bench]
fn engine(bencher: Bencher<'_, '_>) {
    let engine = POLICY.record("毕业生").unwrap().engine(date());
    let prepared = engine.prepare(RECORDS.iter()).unwrap();
    let mut proof = engine.proof();
    bencher.counter(ItemsCount::new(RECORDS.len())).bench_local(|| {
        for number in 0..prepared.len() {
            black_box(engine.judge(&prepared, number, &mut proof).unwrap().conclusion());
        }
    });
}

/// The records that need no closer look: without rows of details and without contents that cannot be used.
fn direct(engine: &Engine<'_>) -> Prepared {
    let mut proof = engine.proof();
    let all = engine.prepare(RECORDS.iter()).unwrap();
    let is_direct = |number: &usize| engine.judge(&all, *number, &mut proof).unwrap().is_direct();
    let direct: Vec<&Value> = (0..all.len()).filter(is_direct).map(|number| &RECORDS[number]).collect();
    engine.prepare(direct).unwrap()
}

/// The same for the records that need no closer look.
#[divan::bench]
fn engine_direct(bencher: Bencher<'_, '_>) {
    let engine = POLICY.record("毕业生").unwrap().engine(date());
    let mut proof = engine.proof();
    let prepared = direct(&engine);
    bencher.counter(ItemsCount::new(prepared.len())).bench_local(|| {
        for number in 0..prepared.len() {
            black_box(engine.judge(&prepared, number, &mut proof).unwrap().conclusion());
        }
    });
}

/// The same, with the messages of what is violated.
#[divan::bench]
fn engine_direct_with_messages(bencher: Bencher<'_, '_>) {
    let engine = POLICY.record("毕业生").unwrap().engine(date());
    let (mut proof, mut messages) = (engine.proof(), Messages::new());
    let prepared = direct(&engine);
    bencher.counter(ItemsCount::new(prepared.len())).bench_local(|| {
        for number in 0..prepared.len() {
            engine.judge(&prepared, number, &mut proof).unwrap().write_messages(black_box(&mut messages));
        }
    });
}

/// The same records as for `engine`, up to 64 at a time.
#[divan::bench]
fn engine_together(bencher: Bencher<'_, '_>) {
    let engine = POLICY.record("毕业生").unwrap().engine(date());
    let prepared = engine.prepare(RECORDS.iter()).unwrap();
    let mut proofs = engine.proofs();
    bencher.counter(ItemsCount::new(prepared.len())).bench_local(|| {
        let judged = engine.judge_each(&prepared, &mut proofs, |judged| {
            black_box(judged.conclusion());
        });
        judged.unwrap();
    });
}

/// The same records as for `engine_direct`, up to 64 at a time.
#[divan::bench]
fn engine_direct_together(bencher: Bencher<'_, '_>) {
    let engine = POLICY.record("毕业生").unwrap().engine(date());
    let mut proofs = engine.proofs();
    let prepared = direct(&engine);
    bencher.counter(ItemsCount::new(prepared.len())).bench_local(|| {
        let judged = engine.judge_each(&prepared, &mut proofs, |judged| {
            black_box(judged.conclusion());
        });
        judged.unwrap();
    });
}

/// A plan to the engine of a day.
#[divan::bench]
fn engine_of_a_day(bencher: Bencher<'_, '_>) {
    let judge = POLICY.record("毕业生").unwrap();
    bencher.bench(|| judge.engine(date()));
}

/// The whole verdict as JSON text.
#[divan::bench]
fn verdict_as_json(bencher: Bencher<'_, '_>) {
    let judge = POLICY.record("毕业生").unwrap();
    let columns = judge.columns(RECORDS.iter(), date()).unwrap();
    bencher.counter(ItemsCount::new(RECORDS.len())).bench(|| {
        for verdict in judge.evaluate_batch(&columns, date()) {
            black_box(serde_json::to_string(&verdict).unwrap());
        }
    });
}

/// The explanation that a student reads.
#[divan::bench]
fn explain(bencher: Bencher<'_, '_>) {
    let judge = POLICY.record("毕业生").unwrap();
    let columns = judge.columns(RECORDS.iter(), date()).unwrap();
    bencher.counter(ItemsCount::new(RECORDS.len())).bench(|| {
        for verdict in judge.evaluate_batch(&columns, date()) {
            black_box(verdict.explain().to_string());
        }
    });
}

/// How often each policy is compiled for its stages.
const COMPILED: usize = 200;

/// What each stage of compiling takes, by the processor time of this thread.
fn stages() {
    type Sources<'s> = &'s dyn Fn() -> Vec<Source>;
    let yardstick = || vec![Source::new("origin-24.policy", origin_24::POLICY)];
    let policies: [(&str, &str, Sources<'_>); 2] =
        [("origin-24", "学生", &yardstick), ("rules/2024", "毕业生", &|| SOURCES.clone())];
    println!("\n| policy | stage | ms: least | median | greatest | of all |\n|---|---|---|---|---|---|");
    for (name, record, sources) in policies {
        let rounds: Vec<Vec<f64>> = (0..COMPILED).map(|_| stages_of(sources(), record)).collect();
        let spread = |of: &dyn Fn(&Vec<f64>) -> f64| Spread::of(&rounds.iter().map(of).collect::<Vec<_>>());
        let all = spread(&|round| round.iter().sum()).median;
        for (number, stage) in STAGES.into_iter().enumerate() {
            let spread = spread(&|round| round[number]);
            let part = spread.median / all;
            let Spread { least, median, greatest } = spread.map(|seconds| seconds * 1e3);
            println!("| {name} | {stage} | {least:.3} | {median:.3} | {greatest:.3} | {part:.2} |");
        }
    }
}

const STAGES: [&str; 4] = ["parse: text to tree", "check: names and types", "plan: flat tables", "engine of a day"];

fn stages_of(sources: Vec<Source>, record: &str) -> Vec<f64> {
    let mut times = vec![thread_seconds()];
    let policy = Policy::compile_in_stages(sources, |_| times.push(thread_seconds())).unwrap();
    black_box(policy.record(record).unwrap().engine(date()));
    times.push(thread_seconds());
    times.windows(2).map(|pair| pair[1] - pair[0]).collect()
}
