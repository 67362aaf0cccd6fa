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
use serde::ser::{Serialize, SerializeStruct, Serializer};
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
            black_box(engine.judge(&prepared, number, &mut proof).unwrap());
        }
    });
    ratios("prepared, 64 at a time", students, by_hand, || {
        engine.judge_each(&prepared, &mut proofs, |judged| drop(black_box(judged))).unwrap();
    });
    let portable = engine.clone().portable();
    ratios("the same, on any machine", students, by_hand, || {
        portable.judge_each(&prepared, &mut proofs, |judged| drop(black_box(judged))).unwrap();
    });
    ratios("the same, with messages", students, by_hand, || {
        engine.judge_each(&prepared, &mut proofs, |judged| judged.write_messages(black_box(&mut messages))).unwrap();
    });
    ratios("coded columns", students, by_hand, || {
        engine.judge_coded(&coded, &mut proofs, |judged| drop(black_box(judged))).unwrap();
    });
    ratios("struct, many", students, by_hand, || {
        for some in typed.chunks(MANY) {
            let prepared = engine.prepare(some.iter().map(Row)).unwrap();
            engine.judge_each(&prepared, &mut proofs, |judged| drop(black_box(judged))).unwrap();
        }
    });

    let by_hand_from_json = || {
        for record in &records {
            let student = Student::from_json(black_box(record)).unwrap();
            black_box(hand_written::judge(&student));
        }
    };
    let mut reader = engine.record_reader();
    ratios("JSON value, one by one", students, by_hand_from_json, || {
        for record in &records {
            reader.clear();
            reader.push(record).unwrap();
            black_box(engine.judge(reader.records(), 0, &mut proof).unwrap());
        }
    });
    ratios("JSON values, many", students, by_hand_from_json, || {
        for some in records.chunks(MANY) {
            engine.judge_each(&engine.prepare(some).unwrap(), &mut proofs, |judged| drop(black_box(judged))).unwrap();
        }
    });
    let mut reader = engine.json_reader();
    ratios("JSON bytes, to JSON value by hand", students, by_hand_from_json, || {
        for some in texts.chunks(MANY) {
            reader.clear();
            some.iter().for_each(|text| reader.push(black_box(text)).unwrap());
            engine.judge_each(reader.records(), &mut proofs, |judged| drop(black_box(judged))).unwrap();
        }
    });
}

/// A student as a struct of a program that uses the library.
struct Row<'s>(&'s Student<'s>);

impl Serialize for Row<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let student = self.0;
        let mut row = serializer.serialize_struct("Student", 26)?;
        row.serialize_field("name", student.name)?;
        row.serialize_field("student_id", student.student_id)?;
        row.serialize_field("id_number", student.id_number)?;
        row.serialize_field("category", student.category.as_str())?;
        row.serialize_field("level", student.level.as_str())?;
        row.serialize_field("grad_ym", student.grad_ym)?;
        row.serialize_field("department", student.department)?;
        row.serialize_field("major", student.major)?;
        row.serialize_field("phone", student.phone)?;
        row.serialize_field("political", student.political)?;
        row.serialize_field("pre_div", student.pre_div)?;
        row.serialize_field("pre_code", student.pre_code)?;
        row.serialize_field("hh_moved", &student.hh_moved)?;
        row.serialize_field("hh_new_div", student.hh_new_div)?;
        row.serialize_field("worked", &student.worked)?;
        row.serialize_field("work_hukou", student.work_hukou.as_str())?;
        row.serialize_field("work_div", student.work_div)?;
        row.serialize_field("origin", student.origin)?;
        row.serialize_field("prev_school", student.prev_school)?;
        row.serialize_field("talent_plan", &student.talent_plan)?;
        row.serialize_field("agreement", &student.agreement)?;
        row.serialize_field("bound", &student.bound)?;
        row.serialize_field("bound_year", &student.bound_year)?;
        row.serialize_field("review", student.review.as_str())?;
        row.serialize_field("resume_pct", &student.resume_pct)?;
        row.serialize_field("submitted_on", student.submitted_on)?;
        row.end()
    }
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
