//! What the engine and its policy take: the most memory of a process that compiles `origin-24` and judges records from JSON, less that
//! of the same program with the policy by hand.
//!
//! `cargo bench --bench memory`

// A bench that cannot read its own input should stop there.
#![allow(clippy::unwrap_used, clippy::print_stdout, missing_docs, reason = "a bench is a program, not a library")]

use std::collections::BTreeMap;
use std::hint::black_box;
use std::process::Command;

use origin_24::measure::{Spread, peak_memory_kib, resident_kib};
use origin_24::student::Student;
use origin_24::{DAY, POLICY, generate, hand_written};
use serde_json::Value;
use shengyuan::{Policy, Source};

/// Records that stream through, one in memory at a time.
const RECORDS: u64 = 2_000;
/// Processes of each kind.
const ROUNDS: usize = 5;
const BY_HAND: &str = "by-hand";
const ENGINE: &str = "engine";

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let wants = |what: &str| arguments.iter().any(|argument| argument == what);
    if wants(BY_HAND) || wants(ENGINE) {
        measured(wants(ENGINE));
    } else {
        compare();
    }
}

/// Does the one or the other, and prints what this process took.
fn measured(by_engine: bool) {
    let records: Vec<Value> = (0..RECORDS).map(|number| generate::row(number).json()).collect();
    if by_engine {
        let policy = Policy::compile([Source::new("origin-24.policy", POLICY)]).unwrap();
        let engine = policy.record("学生").unwrap().engine(DAY.parse().unwrap());
        let (mut reader, mut proof) = (engine.record_reader(), engine.proof());
        for record in &records {
            reader.clear();
            reader.push(record).unwrap();
            black_box(engine.judge(reader.records(), 0, &mut proof).unwrap());
        }
        report();
    } else {
        for record in &records {
            black_box(hand_written::judge(&Student::from_json(record).unwrap()));
        }
        report();
    }
}

/// At the end of the work, while everything it needed is still there.
fn report() {
    println!("peak {}", peak_memory_kib());
    for (kind, kib) in resident_kib() {
        println!("{kind} {kib}");
    }
}

fn compare() {
    let rounds: Vec<_> = (0..ROUNDS).map(|_| (taken(BY_HAND), taken(ENGINE))).collect();
    println!("KiB above the policy by hand, of {ROUNDS} processes each\n");
    println!("| what | by hand | engine | above: least | median | greatest |\n|---|---|---|---|---|---|");
    for kind in rounds[0].1.keys() {
        let of = |taken: &BTreeMap<String, f64>| taken.get(kind).copied().unwrap_or(0.0);
        let spread = |value: &dyn Fn(f64, f64) -> f64| {
            Spread::of(&rounds.iter().map(|(by_hand, engine)| value(of(by_hand), of(engine))).collect::<Vec<_>>())
        };
        let Spread { least, median, greatest } = spread(&|by_hand, engine| engine - by_hand);
        let (by_hand, engine) = (spread(&|by_hand, _| by_hand).median, spread(&|_, engine| engine).median);
        println!("| {kind} | {by_hand} | {engine} | {least} | {median} | {greatest} |");
    }
}

/// What a process of that kind took.
fn taken(kind: &str) -> BTreeMap<String, f64> {
    let output = Command::new(std::env::current_exe().unwrap()).arg(kind).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).unwrap();
    text.lines().map(|line| line.rsplit_once(' ').unwrap()).map(|(kind, kib)| (kind.to_string(), kib.parse().unwrap())).collect()
}
