//! One engine on one workload, measured.

use std::hint::black_box;
use std::time::Instant;

use origin_24::measure::{allocated, thread_seconds};
use serde_json::Value;

use crate::engine::{Answer, Engine, Failure};

/// Records that are prepared together for the check, so that no engine needs memory for all of them.
const CHECKED_TOGETHER: usize = 1_000;

/// Differences that are shown in full.
const SHOWN: usize = 3;

/// An engine, whatever its types.
pub(crate) trait Runner {
    /// Prepares records to be judged.
    fn prepare(&mut self, count: usize) -> Result<(), Failure>;

    /// Gives the memory of the prepared records back.
    fn forget(&mut self);

    /// Processor seconds a prepared record, over about `count` of them.
    fn prepared(&mut self, from: usize, count: usize) -> f64;

    /// Processor seconds a record from JSON, over `count` of them.
    fn json(&mut self, from: usize, count: usize) -> f64;

    /// Seconds that each of the first prepared records takes, clock included; none if the engine judges them together.
    fn latencies(&mut self, count: usize) -> Vec<f64>;

    /// Allocations a prepared record and a record from JSON.
    fn allocations(&mut self, count: usize) -> [PerRecord; 2];

    /// Compares every answer with the expected one.
    fn check(&mut self, expected: &[Answer]) -> Result<Check, Failure>;
}

/// What one record cost the allocator.
#[derive(Clone, Copy, Debug)]
pub(crate) struct PerRecord {
    pub(crate) allocations: f64,
    pub(crate) bytes: f64,
}

/// How an engine's answers compare with the expected ones.
#[derive(Debug, Default)]
pub(crate) struct Check {
    pub(crate) records: usize,
    pub(crate) different: usize,
    /// The parts that the engine expresses.
    pub(crate) parts: Vec<String>,
    /// The first differences: the record's number, and what differs.
    pub(crate) shown: Vec<String>,
}

/// An engine with records to judge.
pub(crate) struct Running<E: Engine> {
    engine: E,
    records: &'static [Value],
    rows: Option<E::Rows>,
    prepared: usize,
}

impl<E: Engine> Running<E> {
    pub(crate) fn new(engine: E, records: &'static [Value]) -> Self {
        Self { engine, records, rows: None, prepared: 0 }
    }
}

impl<E: Engine> Runner for Running<E> {
    fn prepare(&mut self, count: usize) -> Result<(), Failure> {
        self.prepared = count.min(self.records.len());
        self.rows = Some(self.engine.rows(&self.records[..self.prepared])?);
        Ok(())
    }

    fn forget(&mut self) {
        self.rows = None;
        self.prepared = 0;
    }

    fn prepared(&mut self, from: usize, count: usize) -> f64 {
        let Some(rows) = &self.rows else { return f64::NAN };
        let all = self.prepared;
        let start = thread_seconds();
        let judged = if count >= all {
            for _ in 0..count / all {
                self.engine.sweep(rows, 0..all, |_, judged| {
                    black_box(&judged);
                });
            }
            count / all * all
        } else {
            let from = from % (all - count);
            self.engine.sweep(rows, from..from + count, |_, judged| {
                black_box(&judged);
            });
            count
        };
        (thread_seconds() - start) / judged as f64
    }

    fn json(&mut self, from: usize, count: usize) -> f64 {
        let all = self.records.len();
        let start = thread_seconds();
        for number in from..from + count {
            black_box(self.engine.judge_json(black_box(&self.records[number % all])));
        }
        (thread_seconds() - start) / count as f64
    }

    fn latencies(&mut self, count: usize) -> Vec<f64> {
        let Some(rows) = self.rows.as_ref().filter(|_| E::ONE_BY_ONE) else { return Vec::new() };
        let mut latencies = Vec::with_capacity(count);
        for number in 0..count.min(self.prepared) {
            let start = Instant::now();
            black_box(self.engine.judge(rows, black_box(number)));
            latencies.push(start.elapsed().as_secs_f64());
        }
        latencies
    }

    fn allocations(&mut self, count: usize) -> [PerRecord; 2] {
        let count = count.min(self.prepared).max(1);
        let start = allocated();
        if let Some(rows) = &self.rows {
            self.engine.sweep(rows, 0..count, |_, judged| {
                black_box(&judged);
            });
        }
        let between = allocated();
        for record in &self.records[..count] {
            black_box(self.engine.judge_json(record));
        }
        let end = allocated();
        [(start, between), (between, end)].map(|(before, after)| PerRecord {
            allocations: (after.times - before.times) as f64 / count as f64,
            bytes: (after.bytes - before.bytes) as f64 / count as f64,
        })
    }

    fn check(&mut self, expected: &[Answer]) -> Result<Check, Failure> {
        let mut check = Check::default();
        let mut failed = None;
        for (piece, records) in self.records.chunks(CHECKED_TOGETHER).enumerate() {
            let rows = self.engine.rows(records)?;
            self.engine.sweep(&rows, 0..records.len(), |at, judged| {
                let number = piece * CHECKED_TOGETHER + at;
                match (E::answer(&judged), expected.get(number)) {
                    (Ok(answer), Some(expected)) => check.add(number, &answer, expected),
                    (Ok(_), None) => {}
                    (Err(error), _) => failed = failed.take().or(Some(format!("record {number}: {error}"))),
                }
            });
            // The way from JSON must not answer otherwise than the prepared one.
            let judged = self.engine.judge_json(&records[0]);
            let number = piece * CHECKED_TOGETHER;
            if let Some(expected) = expected.get(number) {
                let answer = E::answer(&judged)?;
                if let Some((part, want, got)) = answer.differences(expected).next() {
                    check.different += 1;
                    check.shown.push(format!("record {number} from JSON: {part} should be {want:?}, is {got:?}"));
                }
            }
        }
        failed.map_or(Ok(check), |failed| Err(failed.into()))
    }
}

impl Check {
    fn add(&mut self, number: usize, answer: &Answer, expected: &Answer) {
        self.records += 1;
        if self.records == 1 {
            self.parts = answer.parts().map(str::to_string).collect();
        }
        let differences: Vec<String> =
            answer.differences(expected).map(|(part, want, got)| format!("{part} should be {want:?}, is {got:?}")).collect();
        if !differences.is_empty() {
            self.different += 1;
            if self.shown.len() < SHOWN {
                self.shown.push(format!("record {number}: {}", differences.join("; ")));
            }
        }
    }
}
