//! The project's own engine.

use std::ops::Range;

use serde_json::Value;
use shengyuan::{
    Coded, Columns, Conclusion, Date, Judge, Judged, Messages, Options, Policy, Prepared, Proof, Proofs, RecordReader, Source,
    Verdict,
};

use crate::engine::{Answer, Engine, Failure};

/// Records that stand in columns together.
const TOGETHER: usize = 1024;

/// How a workload reads what the engine says.
#[derive(Clone, Copy)]
pub(crate) struct Reading {
    /// A verdict in words.
    pub(crate) verdict: fn(&Verdict<'_>) -> Result<Answer, Failure>,
    /// What a record came to, without words.
    pub(crate) judged: fn(&shengyuan::Engine<'static>, &Judged<'_, 'static>) -> Result<Answer, Failure>,
}

/// A policy with the day as of which it judges. The policy is never given back: everything borrows it.
#[derive(Clone, Copy)]
pub(crate) struct Loaded {
    judge: Judge<'static>,
    date: Date,
    reading: Reading,
}

impl Loaded {
    pub(crate) fn load(policy: &str, record: &str, day: &str, reading: Reading) -> Result<Self, Failure> {
        let policy = Policy::compile([Source::new("policy", policy)]).map_err(|problems| problems.to_string())?;
        let policy: &'static Policy = Box::leak(Box::new(policy));
        Ok(Self { judge: policy.record(record)?, date: day.parse()?, reading })
    }

    /// The verdict on a record with nothing masked.
    pub(crate) fn verdict(&self, record: &Value) -> Result<Verdict<'static>, Failure> {
        Ok(self.judge.with(Options::default().reveal(true)).evaluate(record, self.date)?)
    }

    /// What the verdict on a record says.
    pub(crate) fn answer(&self, record: &Value) -> Result<Answer, Failure> {
        (self.reading.verdict)(&self.verdict(record)?)
    }
}

/// The engine for many records: prepared rows, bits as the proof.
pub(crate) struct Fast {
    engine: &'static shengyuan::Engine<'static>,
    proof: Proof,
    proofs: Proofs,
    /// The last record that came as JSON.
    reader: RecordReader<'static>,
    reading: Reading,
}

impl Fast {
    pub(crate) fn new(loaded: Loaded) -> Self {
        let engine: &'static _ = Box::leak(Box::new(loaded.judge.engine(loaded.date)));
        let reader = engine.record_reader();
        Self { proof: engine.proof(), proofs: engine.proofs(), engine, reader, reading: loaded.reading }
    }
}

/// Only records of other policies are refused.
fn own(judged: Result<(), shengyuan::Error>) {
    if let Err(error) = judged {
        unreachable!("the records are the engine's own: {error}");
    }
}

/// What a record came to, with the proof kept.
pub(crate) struct Found<'engine> {
    engine: &'engine shengyuan::Engine<'static>,
    judged: Judged<'engine, 'static>,
    reading: Reading,
}

impl Engine for Fast {
    type Rows = Prepared;
    type Judged<'engine> = Result<Found<'engine>, Failure>;

    fn rows(&self, records: &'static [Value]) -> Result<Self::Rows, Failure> {
        Ok(self.engine.prepare(records)?)
    }

    fn judge<'engine>(&'engine mut self, rows: &'engine Self::Rows, number: usize) -> Self::Judged<'engine> {
        let judged = self.engine.judge(rows, number, &mut self.proof)?;
        Ok(Found { engine: self.engine, judged, reading: self.reading })
    }

    fn judge_json<'engine>(&'engine mut self, record: &'static Value) -> Self::Judged<'engine> {
        self.reader.clear();
        self.reader.push(record)?;
        let judged = self.engine.judge(self.reader.records(), 0, &mut self.proof)?;
        Ok(Found { engine: self.engine, judged, reading: self.reading })
    }

    fn answer(judged: &Self::Judged<'_>) -> Result<Answer, Failure> {
        let found = judged.as_ref().map_err(ToString::to_string)?;
        (found.reading.judged)(found.engine, &found.judged)
    }

    /// Up to 64 at a time.
    fn sweep(&mut self, rows: &Self::Rows, range: Range<usize>, mut each: impl FnMut(usize, Self::Judged<'_>)) {
        let (engine, reading) = (self.engine, self.reading);
        let judged = engine.judge_range(rows, range, &mut self.proofs, |judged| {
            each(judged.number(), Ok(Found { engine, judged, reading }));
        });
        own(judged);
    }
}

/// The engine over records whose contents have codes.
pub(crate) struct InCodes(pub(crate) Fast);

impl Engine for InCodes {
    const ONE_BY_ONE: bool = false;

    type Rows = Coded;
    type Judged<'engine> = Result<Found<'engine>, Failure>;

    fn rows(&self, records: &'static [Value]) -> Result<Self::Rows, Failure> {
        Ok(Coded::new(self.0.engine.prepare(records)?))
    }

    fn judge<'engine>(&'engine mut self, rows: &'engine Self::Rows, number: usize) -> Self::Judged<'engine> {
        let judged = self.0.engine.judge(rows.records(), number, &mut self.0.proof)?;
        Ok(Found { engine: self.0.engine, judged, reading: self.0.reading })
    }

    fn judge_json<'engine>(&'engine mut self, record: &'static Value) -> Self::Judged<'engine> {
        self.0.judge_json(record)
    }

    fn answer(judged: &Self::Judged<'_>) -> Result<Answer, Failure> {
        Fast::answer(judged)
    }

    /// All are judged whatever the range, but only those in the range are handed on.
    fn sweep(&mut self, rows: &Self::Rows, range: Range<usize>, mut each: impl FnMut(usize, Self::Judged<'_>)) {
        let (engine, reading) = (self.0.engine, self.0.reading);
        let judged = engine.judge_coded(rows, &mut self.0.proofs, |judged| {
            if range.contains(&judged.number()) {
                each(judged.number(), Ok(Found { engine, judged, reading }));
            }
        });
        own(judged);
    }
}

/// The same, and what is violated in words.
pub(crate) struct Explaining {
    engine: Fast,
    messages: Messages,
}

impl Explaining {
    pub(crate) fn new(engine: Fast) -> Self {
        Self { engine, messages: Messages::new() }
    }
}

/// What a record came to, and the messages of what is violated.
pub(crate) struct Explained<'engine> {
    found: Found<'engine>,
    messages: &'engine Messages,
}

fn explained<'engine>(
    found: Result<Found<'engine>, Failure>,
    messages: &'engine mut Messages,
) -> Result<Explained<'engine>, Failure> {
    let found = found?;
    found.judged.write_messages(messages);
    Ok(Explained { found, messages })
}

impl Engine for Explaining {
    type Rows = Prepared;
    type Judged<'engine> = Result<Explained<'engine>, Failure>;

    fn rows(&self, records: &'static [Value]) -> Result<Self::Rows, Failure> {
        self.engine.rows(records)
    }

    fn judge<'engine>(&'engine mut self, rows: &'engine Self::Rows, number: usize) -> Self::Judged<'engine> {
        explained(self.engine.judge(rows, number), &mut self.messages)
    }

    fn judge_json<'engine>(&'engine mut self, record: &'static Value) -> Self::Judged<'engine> {
        explained(self.engine.judge_json(record), &mut self.messages)
    }

    /// Up to 64 at a time.
    fn sweep(&mut self, rows: &Self::Rows, range: Range<usize>, mut each: impl FnMut(usize, Self::Judged<'_>)) {
        let (engine, reading, messages) = (self.engine.engine, self.engine.reading, &mut self.messages);
        let judged = engine.judge_range(rows, range, &mut self.engine.proofs, |judged| {
            let number = judged.number();
            each(number, explained(Ok(Found { engine, judged, reading }), messages));
        });
        own(judged);
    }

    fn answer(judged: &Self::Judged<'_>) -> Result<Answer, Failure> {
        let Explained { found, messages } = judged.as_ref().map_err(ToString::to_string)?;
        if let Some((name, _)) = found
            .judged
            .violated()
            .find(|(name, _)| messages.iter().all(|message| message.name != *name || message.text.is_empty()))
        {
            return Err(format!("{name} is violated, and nothing is said about it").into());
        }
        (found.reading.judged)(found.engine, &found.judged)
    }
}

/// Many records in columns, by the evaluator that gives verdicts in words.
pub(crate) struct InColumns(pub(crate) Loaded);

/// A verdict and its conclusion; everything else is rendered from the verdict when it is asked for.
pub(crate) struct Said<'engine> {
    conclusion: Conclusion,
    verdict: Verdict<'engine>,
    reading: Reading,
}

impl InColumns {
    fn said<'engine>(&self, verdict: Verdict<'engine>) -> Said<'engine> {
        Said { conclusion: verdict.conclusion(), verdict, reading: self.0.reading }
    }
}

impl Engine for InColumns {
    const ONE_BY_ONE: bool = false;

    type Rows = Vec<Columns>;
    type Judged<'engine> = Result<Said<'engine>, Failure>;

    fn rows(&self, records: &'static [Value]) -> Result<Self::Rows, Failure> {
        records.chunks(TOGETHER).map(|piece| Ok(self.0.judge.columns(piece, self.0.date)?)).collect()
    }

    fn judge<'engine>(&'engine mut self, rows: &'engine Self::Rows, number: usize) -> Self::Judged<'engine> {
        let verdict = self.0.judge.evaluate_batch(&rows[number / TOGETHER], self.0.date).nth(number % TOGETHER);
        verdict.map(|verdict| self.said(verdict)).ok_or_else(|| "no verdict".into())
    }

    fn judge_json<'engine>(&'engine mut self, record: &'static Value) -> Self::Judged<'engine> {
        Ok(self.said(self.0.judge.evaluate(record, self.0.date)?))
    }

    fn answer(judged: &Self::Judged<'_>) -> Result<Answer, Failure> {
        let said = judged.as_ref().map_err(ToString::to_string)?;
        if said.conclusion != said.verdict.conclusion() {
            return Err("the conclusion changed".into());
        }
        (said.reading.verdict)(&said.verdict)
    }

    /// Whole pieces are judged whatever the range, but only verdicts in the range are handed on.
    fn sweep(&mut self, rows: &Self::Rows, range: Range<usize>, mut each: impl FnMut(usize, Self::Judged<'_>)) {
        let pieces = range.start / TOGETHER..range.end.div_ceil(TOGETHER);
        for (piece, columns) in pieces.clone().zip(&rows[pieces]) {
            for (at, verdict) in self.0.judge.evaluate_batch(columns, self.0.date).enumerate() {
                let number = piece * TOGETHER + at;
                if range.contains(&number) {
                    each(number, Ok(self.said(verdict)));
                }
            }
        }
    }
}
