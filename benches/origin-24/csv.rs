//! `origin-24` from the bytes of a CSV file to lines of results, by hand with the csv crate and by the engine, side by side in one run.
//!
//! `cargo bench --bench csv [-- ROWS ROUNDS]`: processor time of the thread; the ratio is taken round by round.
//! `cargo bench --bench csv -- memory`: what the policy and its engine take.

#![allow(clippy::print_stdout, missing_docs, reason = "a bench is a program, not a library")]

mod lines;

use std::hint::black_box;

use lines::Lines;
use origin_24::hand_written::{self, HEADER};
use origin_24::measure::{Spread, memory_kib, peak_memory_kib, private_memory_kib, thread_seconds};
use origin_24::student::{COLUMNS, Student};
use origin_24::{DAY, POLICY, generate};
use shengyuan::records::{Chunk, StreamOptions};
use shengyuan::{Conclusion, Engine, Policy, Source};

type Failure = Box<dyn std::error::Error>;

/// Does one thing with all rows, and gives a number that tells that it was done.
type Way<'w> = &'w dyn Fn() -> Result<usize, Failure>;

fn main() -> Result<(), Failure> {
    if std::env::args().any(|argument| argument == "memory") {
        return memory();
    }
    let numbers: Vec<usize> = std::env::args().skip(1).filter_map(|argument| argument.parse().ok()).collect();
    let (rows, rounds) = (numbers.first().copied().unwrap_or(1_000_000), numbers.get(1).copied().unwrap_or(7));
    let file = file(rows);
    let policy = Policy::compile([Source::new("origin-24.policy", POLICY)]).map_err(|problems| problems.to_string())?;
    let engine = policy.record("学生")?.engine(DAY.parse()?);
    let lines = Lines::new(&engine)?;
    if by_hand(&file)? != of_engine(&lines, &file)? {
        return Err("the engine writes other lines than the program by hand".into());
    }
    let ways: [(&str, Way<'_>); 4] = [
        ("csv crate, by hand", &|| Ok(by_hand(&file)?.len())),
        ("engine, reading", &|| Ok(stream(&engine, &file, |chunk| chunk.records().len())?.into_iter().sum())),
        ("engine, reading and judging", &|| {
            Ok(stream(&engine, &file, |chunk| passed(&engine, chunk))?.into_iter().sum::<Result<usize, _>>()?)
        }),
        ("engine, lines of results", &|| Ok(of_engine(&lines, &file)?.len())),
    ];
    let mut seconds = ways.map(|_| Vec::new());
    for _ in 0..rounds {
        for ((_, way), seconds) in ways.iter().zip(&mut seconds) {
            let start = thread_seconds();
            black_box(way()?);
            seconds.push(thread_seconds() - start);
        }
    }
    println!("{rows} rows, {} MiB, {rounds} rounds", file.len() >> 20);
    println!("{:30} {:>8} {:>8} {:>24}", "", "seconds", "ns a row", "ratio (least, greatest)");
    for ((name, _), own) in ways.iter().zip(&seconds) {
        let ratios: Vec<f64> = own.iter().zip(&seconds[0]).map(|(own, by_hand)| own / by_hand).collect();
        let (time, ratio) = (Spread::of(own), Spread::of(&ratios));
        #[expect(clippy::cast_precision_loss, reason = "a mean for people")]
        let each = time.median * 1e9 / rows as f64;
        let Spread { least, median, greatest } = ratio;
        println!("{name:30} {:8.3} {each:8.0} {median:8.2} ({least:.2}, {greatest:.2})", time.median);
    }
    Ok(())
}

/// What a policy and its engine take, without any record.
fn memory() -> Result<(), Failure> {
    let now = || (memory_kib(), private_memory_kib());
    let before = now();
    let policy = Policy::compile([Source::new("origin-24.policy", POLICY)]).map_err(|problems| problems.to_string())?;
    let compiled = now();
    let engine = policy.record("学生")?.engine(DAY.parse()?);
    let (after, peak) = (now(), peak_memory_kib());
    println!("KiB, and without the pages of the program: {} and {} at the start", before.0, before.1);
    println!("policy {} and {}", compiled.0 - before.0, compiled.1 - before.1);
    println!("engine {} and {}; most ever {}", after.0 - compiled.0, after.1 - compiled.1, peak - before.0);
    drop(engine);
    Ok(())
}

fn file(rows: usize) -> String {
    let mut text = COLUMNS.join(",") + "\n";
    (0..rows as u64).for_each(|number| text.push_str(&generate::row(number).csv()));
    text
}

/// The program by hand, with the csv crate as a programmer would use it.
fn by_hand(file: &str) -> Result<Vec<u8>, Failure> {
    let mut reader = csv::Reader::from_reader(file.as_bytes());
    let mut out = HEADER.as_bytes().to_vec();
    let mut record = csv::StringRecord::new();
    while reader.read_record(&mut record)? {
        let student = Student::from_fields(|index| record.get(index).unwrap_or_default());
        let student = student.ok_or_else(|| format!("not a student: {record:?}"))?;
        hand_written::write_line(&mut out, student.student_id, &hand_written::judge(&student));
    }
    Ok(out)
}

/// What `work` makes of each piece of the file.
fn stream<T: Send>(engine: &Engine<'_>, file: &str, work: impl Fn(&Chunk) -> T + Sync) -> Result<Vec<T>, Failure> {
    let mut all = Vec::new();
    engine.read_csv(file.as_bytes(), StreamOptions::default(), work, |one| all.push(one))?;
    Ok(all)
}

fn of_engine(lines: &Lines<'_>, file: &str) -> Result<Vec<u8>, Failure> {
    let mut out = Vec::new();
    lines.of(file.as_bytes(), |some| out.extend_from_slice(some))?;
    Ok(out)
}

fn passed(engine: &Engine<'_>, chunk: &Chunk) -> Result<usize, shengyuan::Error> {
    let mut passed = 0;
    engine.judge_each(chunk.records(), &mut engine.proofs(), |judged| {
        passed += usize::from(judged.conclusion() == Conclusion::Passed);
    })?;
    Ok(passed)
}
