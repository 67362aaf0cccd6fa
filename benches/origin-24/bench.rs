//! One record and many under `origin-24`, by hand and by the engine, side by side in one run.
//!
//! `cargo bench --bench origin-24`

// A bench that cannot read its own input should stop there.
#![allow(clippy::unwrap_used, missing_docs, reason = "a bench is a program, not a library")]

use std::sync::LazyLock;

use divan::{Bencher, black_box, counter::ItemsCount};
use origin_24::hand_written;
use origin_24::student::Student;
use origin_24::{DAY, POLICY, generate};
use serde_json::Value;
use shengyuan::{Date, Judge, Messages, Policy, Source};

fn main() {
    divan::main();
}

static RECORDS: LazyLock<Vec<Value>> = LazyLock::new(|| (0..4_096).map(|number| generate::row(number).json()).collect());
static STUDENTS: LazyLock<Vec<Student<'static>>> = LazyLock::new(|| {
    let students: Vec<_> = RECORDS.iter().map(|record| Student::from_json(record).unwrap()).collect();
    Student::side_by_side(&students)
});
static RULES: LazyLock<Policy> = LazyLock::new(|| Policy::compile([source()]).unwrap());

fn source() -> Source {
    Source::new("origin-24.policy", POLICY)
}

fn judge() -> Judge<'static> {
    RULES.record("学生").unwrap()
}

fn date() -> Date {
    DAY.parse().unwrap()
}

/// Policy text to a policy that is ready to judge.
#[divan::bench]
fn compile(bencher: Bencher<'_, '_>) {
    bencher.with_inputs(|| [source()]).bench_values(Policy::compile);
}

/// Prepared records by hand.
#[divan::bench]
fn by_hand(bencher: Bencher<'_, '_>) {
    bencher.counter(ItemsCount::new(STUDENTS.len())).bench(|| {
        for student in STUDENTS.iter() {
            black_box(hand_written::judge(black_box(student)));
        }
    });
}

/// Prepared records by hand, with every reason in words.
#[divan::bench]
fn by_hand_with_reasons(bencher: Bencher<'_, '_>) {
    bencher.counter(ItemsCount::new(STUDENTS.len())).bench(|| {
        for student in STUDENTS.iter() {
            black_box(hand_written::reasons(student, &hand_written::judge(black_box(student))));
        }
    });
}

/// JSON values by hand.
#[divan::bench]
fn by_hand_from_json(bencher: Bencher<'_, '_>) {
    bencher.counter(ItemsCount::new(RECORDS.len())).bench(|| {
        for record in RECORDS.iter() {
            let student = Student::from_json(black_box(record)).unwrap();
            black_box(hand_written::judge(&student));
        }
    });
}

/// Prepared records by the engine: conclusion and proof.
#[divan::bench]
fn engine(bencher: Bencher<'_, '_>) {
    let engine = judge().engine(date());
    let prepared = engine.prepare(RECORDS.iter()).unwrap();
    let mut proof = engine.proof();
    bencher.counter(ItemsCount::new(RECORDS.len())).bench_local(|| {
        for number in 0..prepared.len() {
            black_box(engine.judge(black_box(&prepared), number, &mut proof).unwrap().conclusion());
        }
    });
}

/// Prepared records by the engine, and in words what is violated.
#[divan::bench]
fn engine_with_reasons(bencher: Bencher<'_, '_>) {
    let engine = judge().engine(date());
    let prepared = engine.prepare(RECORDS.iter()).unwrap();
    let (mut proof, mut messages) = (engine.proof(), Messages::new());
    bencher.counter(ItemsCount::new(RECORDS.len())).bench_local(|| {
        for number in 0..prepared.len() {
            let judged = engine.judge(black_box(&prepared), number, &mut proof).unwrap();
            black_box(judged.conclusion());
            judged.write_messages(black_box(&mut messages));
        }
    });
}

/// Prepared records by the engine, and in words what is violated and why this is the place of origin.
#[divan::bench]
fn engine_with_every_reason(bencher: Bencher<'_, '_>) {
    let engine = judge().engine(date());
    let prepared = engine.prepare(RECORDS.iter()).unwrap();
    let origin = engine.decision("应填生源地").unwrap();
    let (mut proof, mut messages, mut reason) = (engine.proof(), Messages::new(), String::new());
    bencher.counter(ItemsCount::new(RECORDS.len())).bench_local(|| {
        for number in 0..prepared.len() {
            let judged = engine.judge(black_box(&prepared), number, &mut proof).unwrap();
            black_box(judged.conclusion());
            judged.write_messages(black_box(&mut messages));
            reason.clear();
            judged.write_reason(origin, black_box(&mut reason));
        }
    });
}

/// Records that already stand in columns.
#[divan::bench]
fn columns(bencher: Bencher<'_, '_>) {
    let columns = judge().columns(RECORDS.iter(), date()).unwrap();
    bencher.counter(ItemsCount::new(RECORDS.len())).bench(|| {
        for verdict in judge().evaluate_batch(&columns, date()) {
            black_box(verdict.conclusion());
        }
    });
}

/// JSON values, one after the other.
#[divan::bench]
fn one_by_one_from_json(bencher: Bencher<'_, '_>) {
    bencher.counter(ItemsCount::new(RECORDS.len())).bench(|| {
        for record in RECORDS.iter() {
            black_box(judge().evaluate(black_box(record), date()).unwrap().conclusion());
        }
    });
}
