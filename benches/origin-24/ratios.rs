//! What the engine takes beside the policy by hand, as ratios in one run: every round measures the one and the other in turn, by the
//! processor time of this thread.
//!
//! `cargo bench --bench ratios`

// A bench that cannot read its own input should stop there.
#![allow(clippy::unwrap_used, clippy::print_stdout, missing_docs, reason = "a bench is a program, not a library")]

use std::hint::black_box;

use origin_24::hand_written;
use origin_24::measure::{Spread, thread_seconds};
use origin_24::student::Student;
use origin_24::{DAY, POLICY, generate};
use serde_json::Value;
use shengyuan::{Coded, Messages, Policy, Source};

/// Students that are judged in each round: they fit into near memory, and do not.
const STUDENTS: [usize; 2] = [4_000, 100_000];
/// Students that are judged by each way altogether.
const ALTOGETHER: usize = 3_000_000;
/// Records that are read before they are judged.
const MANY: usize = 256;

fn main() {
    println!("| what | students | least | median | greatest | ns a record |\n|---|---|---|---|---|---|");
    for students in STUDENTS {
        compare(students);
    }
}

fn compare(students: usize) {
    let records: Vec<Value> = (0..students as u64).map(|number| generate::row(number).json()).collect();
    let texts: Vec<Vec<u8>> = records.iter().map(|record| record.to_string().into_bytes()).collect();
    let typed: Vec<_> = records.iter().map(|record| Student::from_json(record).unwrap()).collect();
    let typed = Student::side_by_side(&typed);
    let policy = Policy::compile([Source::new("origin-24.policy", POLICY)]).unwrap();
    let engine = policy.record("学生").unwrap().engine(DAY.parse().unwrap());
    let prepared = engine.prepare(&records).unwrap();
    let coded = Coded::new(prepared.clone());
    let (mut proof, mut proofs, mut messages) = (engine.proof(), engine.proofs(), Messages::new());

    let by_hand = || {
        for student in &typed {
            black_box(hand_written::judge(black_box(student)));
        }
    };
    ratios("prepared, one by one", students, by_hand, || {
        for number in 0..prepared.len() {
            black_box(engine.judge(&prepared, number, &mut proof));
        }
    });
    ratios("prepared, 64 at a time", students, by_hand, || {
        engine.judge_each(&prepared, &mut proofs, |judged| drop(black_box(judged)));
    });
    ratios("the same, with messages", students, by_hand, || {
        engine.judge_each(&prepared, &mut proofs, |judged| judged.write_messages(black_box(&mut messages)));
    });
    ratios("coded columns", students, by_hand, || {
        engine.judge_coded(&coded, &mut proofs, |judged| drop(black_box(judged)));
    });

    let by_hand_from_json = || {
        for record in &records {
            let student = Student::from_json(black_box(record)).unwrap();
            black_box(hand_written::judge(&student));
        }
    };
    ratios("JSON value, one by one", students, by_hand_from_json, || {
        for record in &records {
            black_box(engine.judge(&engine.prepare([record]).unwrap(), 0, &mut proof));
        }
    });
    ratios("JSON values, many", students, by_hand_from_json, || {
        for some in records.chunks(MANY) {
            engine.judge_each(&engine.prepare(some).unwrap(), &mut proofs, |judged| drop(black_box(judged)));
        }
    });
    let mut reader = engine.json_reader();
    ratios("JSON bytes, to JSON value by hand", students, by_hand_from_json, || {
        for some in texts.chunks(MANY) {
            reader.clear();
            some.iter().for_each(|text| reader.push(black_box(text)).unwrap());
            engine.judge_each(reader.records(), &mut proofs, |judged| drop(black_box(judged)));
        }
    });
}

/// Prints what one way takes, as a ratio to the other.
fn ratios(name: &str, students: usize, mut by_hand: impl FnMut(), mut way: impl FnMut()) {
    if std::env::args().nth(1).is_some_and(|wanted| !wanted.starts_with("--") && !name.contains(&wanted)) {
        return;
    }
    let seconds = |way: &mut dyn FnMut()| {
        let start = thread_seconds();
        way();
        thread_seconds() - start
    };
    by_hand();
    way();
    let (mut ratios, mut own) = (Vec::new(), Vec::new());
    for _ in 0..(ALTOGETHER / students).max(5) {
        let base = seconds(&mut by_hand);
        let time = seconds(&mut way);
        own.push(time / students as f64 * 1e9);
        ratios.push(time / base);
    }
    let (ratio, own) = (Spread::of(&ratios), Spread::of(&own));
    println!("| {name} | {students} | {:.2} | {:.2} | {:.2} | {:.0} |", ratio.least, ratio.median, ratio.greatest, own.median);
}
