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
use shengyuan::{Coded, Policy, Source};

/// Students that are judged in each round: they fit into near memory, and do not.
const STUDENTS: [u64; 2] = [4_000, 100_000];
/// Students that are judged by each way altogether.
const ALTOGETHER: u64 = 5_000_000;

fn main() {
    for students in STUDENTS {
        println!("{students} students");
        compare(students);
    }
}

fn compare(students: u64) {
    let records: Vec<Value> = (0..students).map(|number| generate::row(number).json()).collect();
    let typed: Vec<_> = records.iter().map(|record| Student::from_json(record).unwrap()).collect();
    let typed = Student::side_by_side(&typed);
    let policy = Policy::compile([Source::new("origin-24.policy", POLICY)]).unwrap();
    let engine = policy.record("学生").unwrap().engine(DAY.parse().unwrap());
    let prepared = engine.prepare(&records).unwrap();
    let mut proof = engine.proof();

    let mut by_hand = || {
        for student in &typed {
            black_box(hand_written::judge(black_box(student)));
        }
    };
    let mut one_by_one = || {
        for number in 0..prepared.len() {
            black_box(engine.judge(&prepared, number, &mut proof));
        }
    };
    ratios("prepared records, one by one", students, &mut by_hand, &mut one_by_one);
    let mut proofs = engine.proofs();
    let mut together = || engine.judge_each(&prepared, &mut proofs, |judged| drop(black_box(judged)));
    let coded = Coded::new(prepared.clone());
    let mut by_codes_proofs = engine.proofs();
    let mut by_codes = || engine.judge_coded(&coded, &mut by_codes_proofs, |judged| drop(black_box(judged)));
    ratios("coded columns", students, &mut by_hand, &mut by_codes);
    ratios("prepared records, 64 at a time", students, &mut by_hand, &mut together);
}

/// Prints what one way takes, as a ratio to the other.
fn ratios(name: &str, students: u64, by_hand: &mut impl FnMut(), way: &mut impl FnMut()) {
    let seconds = |way: &mut dyn FnMut()| {
        let start = thread_seconds();
        way();
        thread_seconds() - start
    };
    if std::env::args().nth(1).is_some_and(|wanted| !wanted.starts_with("--") && !name.contains(&wanted)) {
        return;
    }
    by_hand();
    way();
    let (mut ratios, mut own) = (Vec::new(), Vec::new());
    for _ in 0..ALTOGETHER / students {
        let base = seconds(by_hand);
        let time = seconds(way);
        own.push(time / students as f64 * 1e9);
        ratios.push(time / base);
    }
    let (ratio, own) = (Spread::of(&ratios), Spread::of(&own));
    println!("{name}: {:.2}/{:.2}/{:.2} times by hand, {:.0} ns a record", ratio.least, ratio.median, ratio.greatest, own.median);
}
