//! Records of a file of any format judged piece by piece, on several threads. In: records that were opened. Out: for each piece what the
//! caller's function makes of it, in the order of the file.

use super::chunk::{Chunk, Places, StreamOptions};
use super::json_stream::judge_lines;
use super::reader::{Records, Source};
use super::turns::{self, Turns};
use super::{Rejected, Row};
use crate::engine::{Engine, RecordWriter};

/// Records of a piece, where files do not come in pieces of bytes.
const TOGETHER: usize = 512;

impl Records<'_> {
    /// Judges the records that were not asked for yet. `judge` is called for each piece on any of the threads, `take` on this one with
    /// what came of it, in the order of the file. Text files of separated values and JSON lines are read on all threads, too.
    ///
    /// # Errors
    /// The first that `take` gives; then nothing more is read.
    ///
    /// ```
    /// use shengyuan::records::{Reader, StreamOptions};
    /// use shengyuan::{Date, Error, Policy, Source};
    /// let policy = Policy::compile([Source::new("例.policy", "记录 人 { 标识 学号  学号 : 文本 必填  姓名 : 文本 }")])?;
    /// let judge = policy.record("人")?;
    /// let engine = judge.engine(Date::new(2024, 1, 1).ok_or("no such day")?);
    /// let mut records = Reader::new(judge).read("学号,姓名\n1,张三\n,李四\n".as_bytes())?;
    /// let mut conclusions = Vec::new();
    /// let judged = records.judge(
    ///     &engine,
    ///     StreamOptions::default().threads(2),
    ///     |chunk| Ok(engine.verdicts(chunk.records())?.map(|verdict| verdict.conclusion().as_str()).collect::<Vec<_>>()),
    ///     |some| Ok::<_, Error>(conclusions.extend(some?)),
    /// );
    /// assert_eq!((judged?, conclusions), ((), vec!["通过", "须修改"]));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn judge<T: Send, E>(
        &mut self,
        engine: &Engine<'_>,
        options: StreamOptions,
        judge: impl Fn(&Chunk) -> T + Sync,
        mut take: impl FnMut(T) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut failed = None;
        let mut take = |found: T| {
            failed = take(found).err();
            failed.is_none()
        };
        match std::mem::replace(&mut self.source, Source::Nothing) {
            Source::Csv(table) if self.attached.tables().next().is_none() => table.judge(engine, options, judge, &mut take),
            Source::Lines(input) => judge_lines(engine, input, options, judge, &mut take),
            source => {
                self.source = source;
                self.judge_rows(engine, options, judge, &mut take);
            }
        }
        failed.map_or(Ok(()), Err)
    }

    fn judge_rows<T: Send>(
        &mut self,
        engine: &Engine<'_>,
        options: StreamOptions,
        judge: impl Fn(&Chunk) -> T + Sync,
        take: &mut impl FnMut(T) -> bool,
    ) {
        let next = |piece: &mut Vec<Row>| {
            piece.clear();
            piece.extend(self.by_ref().take(TOGETHER));
            !piece.is_empty()
        };
        let worker = || {
            let mut writing =
                Writing { writer: engine.record_writer(), chunk: Chunk::new(engine.nothing(), Places::Each(Vec::new())) };
            let judge = &judge;
            move |piece: &mut Vec<Row>| judge(writing.chunk_of(piece))
        };
        turns::in_turn(Turns { threads: options.threads, new: Vec::new, next, worker }, take);
    }
}

/// One thread's writing.
struct Writing<'e> {
    writer: RecordWriter<'e>,
    chunk: Chunk,
}

impl Writing<'_> {
    fn chunk_of(&mut self, piece: &mut Vec<Row>) -> &Chunk {
        self.chunk.clear();
        self.writer.take_room(&mut self.chunk.records);
        for Row { origin, record } in piece.drain(..) {
            let number = origin.row_number();
            self.chunk.stand_at(origin);
            let written = record.and_then(|record| self.writer.push(&record).map_err(|error| Rejected::new(error.to_string())));
            match written {
                Ok(()) => self.chunk.numbers.push(number),
                Err(rejected) => self.chunk.reject(number, rejected),
            }
        }
        self.writer.give_rows(&mut self.chunk.records);
        &self.chunk
    }
}
