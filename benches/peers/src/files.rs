//! `origin-24` from file to file, for the comparison with engines that are not in this process (`csv_files.py`).

use std::fs::File;
use std::io::{BufWriter, Write};

use origin_24::student::{COLUMNS, Student};
use origin_24::{DAY, POLICY, generate, hand_written};
use shengyuan::{Policy, Source};

use crate::engine::Failure;
use crate::lines::Lines;

/// Writes so many students as a CSV file.
pub(crate) fn write_rows(count: u64, path: &str) -> Result<(), Failure> {
    let mut file = BufWriter::new(File::create(path)?);
    writeln!(file, "{}", COLUMNS.join(","))?;
    for number in 0..count {
        file.write_all(generate::row(number).csv().as_bytes())?;
    }
    Ok(file.flush()?)
}

/// The hand-written policy, with the `csv` crate as a programmer would use it.
pub(crate) fn judge_by_hand(from: &str, to: &str) -> Result<(), Failure> {
    let mut reader = csv::Reader::from_path(from)?;
    let mut out = BufWriter::with_capacity(1 << 20, File::create(to)?);
    out.write_all(hand_written::HEADER.as_bytes())?;
    let mut record = csv::StringRecord::new();
    let mut line = Vec::new();
    while reader.read_record(&mut record)? {
        let student = Student::from_fields(|index| record.get(index).unwrap_or_default());
        let student = student.ok_or_else(|| format!("not a student: {record:?}"))?;
        line.clear();
        hand_written::write_line(&mut line, student.student_id, &hand_written::judge(&student));
        out.write_all(&line)?;
    }
    Ok(out.flush()?)
}

/// The project's engine.
pub(crate) fn judge_by_engine(from: &str, to: &str) -> Result<(), Failure> {
    let policy = Policy::compile([Source::new("origin-24.policy", POLICY)]).map_err(|problems| problems.to_string())?;
    let engine = policy.record("学生")?.engine(DAY.parse()?);
    let mut out = BufWriter::with_capacity(1 << 20, File::create(to)?);
    let mut failed = Ok(());
    Lines::new(&engine)?.of(File::open(from)?, |some| {
        if failed.is_ok() {
            failed = out.write_all(some);
        }
    })?;
    failed?;
    Ok(out.flush()?)
}
