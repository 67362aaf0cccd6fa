//! JSON lines judged piece by piece. In: a file with one object a line. Out: for each piece of it what the caller's function makes of
//! its records, in the order of the file; the same records and the same reasons as [`super::Reader`] gives.

use std::io::{BufRead, Read};

use super::chunk::{Chunk, Places, StreamOptions};
use super::lines::{Line, Lines};
use super::turns::{self, Turns};
use super::{Format, Layout, Rejected, encoding, json, unreadable};
use crate::engine::{Engine, JsonReader};
use crate::error::Error;

/// Lines of a piece.
const LINES: usize = 1024;

/// Lines, and the number of the one at which reading failed.
#[derive(Default)]
struct Piece {
    lines: Vec<Line>,
    failed: Option<usize>,
}

impl Engine<'_> {
    /// Judges a file with one JSON object a line, as [`Engine::read_csv`] does a file of separated values.
    ///
    /// # Errors
    /// [`crate::ErrorKind::BadInput`] if the file cannot be opened.
    pub fn read_json_lines<T: Send>(
        &self,
        input: impl Read,
        options: StreamOptions,
        judge: impl Fn(&Chunk) -> T + Sync,
        mut take: impl FnMut(T),
    ) -> Result<Layout, Error> {
        let (input, encoding) = encoding::decode(input).map_err(|error| unreadable(&error))?;
        judge_lines(self, input, options, judge, &mut |found| {
            take(found);
            true
        });
        Ok(Layout::new(Format::Jsonl, Some(encoding)))
    }
}

/// Judges lines piece by piece, until `take` wants no more.
pub(super) fn judge_lines<T: Send>(
    engine: &Engine<'_>,
    input: impl BufRead,
    options: StreamOptions,
    judge: impl Fn(&Chunk) -> T + Sync,
    take: &mut impl FnMut(T) -> bool,
) {
    let mut lines = Lines::new(input, b'\n');
    let mut is_over = false;
    let next = |piece: &mut Piece| {
        piece.lines.clear();
        while piece.lines.len() < LINES && !is_over {
            match lines.next() {
                Ok(Some(line)) => piece.lines.push(line),
                Ok(None) => is_over = true,
                Err(_) => (is_over, piece.failed) = (true, Some(lines.number() + 1)),
            }
        }
        !piece.lines.is_empty() || piece.failed.is_some()
    };
    let worker = || {
        let mut reading = Reading { reader: engine.json_reader(), chunk: Chunk::new(engine.nothing(), Places::Lines) };
        let judge = &judge;
        move |piece: &mut Piece| judge(reading.chunk_of(piece))
    };
    turns::in_turn(Turns { threads: options.threads, new: Piece::default, next, worker }, take);
}

/// One thread's reading.
struct Reading<'e> {
    reader: JsonReader<'e>,
    chunk: Chunk,
}

impl Reading<'_> {
    fn chunk_of(&mut self, piece: &mut Piece) -> &Chunk {
        self.chunk.clear();
        self.reader.writer().take_room(&mut self.chunk.records);
        for line in &piece.lines {
            match self.read(line) {
                Ok(true) => self.chunk.numbers.push(line.number),
                Ok(false) => {}
                Err(rejected) => self.chunk.reject(line.number, rejected),
            }
        }
        if let Some(number) = piece.failed.take() {
            self.chunk.reject(number, json::unreadable_rest());
        }
        self.reader.writer().give_rows(&mut self.chunk.records);
        &self.chunk
    }

    /// Whether the line holds a record; blank lines are passed over.
    fn read(&mut self, line: &Line) -> Result<bool, Rejected> {
        if line.is_cut {
            return if line.bytes.iter().all(u8::is_ascii_whitespace) { Ok(false) } else { Err(json::too_long()) };
        }
        if self.reader.push_plain(&line.bytes) {
            return Ok(true);
        }
        if line.bytes.iter().all(u8::is_ascii_whitespace) {
            return Ok(false);
        }
        let record = json::record(&line.bytes)?;
        self.reader.writer().push(&record).map_err(|error| Rejected::new(error.to_string()))?;
        Ok(true)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::date::Date;
    use crate::policy::Policy;
    use crate::records::{ChunkRow, Reader};
    use crate::source::Source;

    #[test]
    fn lines_are_read_as_the_reader_reads_them() {
        let policy = "记录 人 { 标识 学号  学号 : 文本  姓名 : 文本  明细 工作 { 工作地 : 文本 } }";
        let policy = Policy::compile([Source::new("例.policy", policy)]).unwrap();
        let judge = policy.record("人").unwrap();
        let engine = judge.engine(Date::new(2024, 1, 1).unwrap());
        let line = |number: usize| match number % 50 {
            0 => "  ".to_string(),
            1 => "[1]".to_string(),
            2 => "{\"学号\": ".to_string(),
            3 => format!("{{\"学号\":\"{number}\",\"工作\":[{{\"工作地\":\"某市\"}}]}}"),
            4 => format!("{{\"学号\":\"{number}\",\"姓名\":\"张 三\",\"别的\":1}}"),
            _ => format!("{{\"学号\":\"{number}\",\"姓名\":\"张三\"}}"),
        };
        let text: String = (0..5000).map(|number| line(number) + "\n").collect();
        let mut writer = engine.record_writer();
        let rows = Reader::new(judge).format(Some(Format::Jsonl)).read(text.as_bytes()).unwrap().map(|row| {
            writer.clear();
            let number = row.origin.row_number();
            match &row.record {
                Ok(record) => writer.push(record).map(|()| format!("{number} {:?}", writer.records().slots(0))).unwrap(),
                Err(rejected) => format!("{number} {rejected:?}"),
            }
        });
        let wanted: Vec<String> = rows.collect();
        for threads in [1, 3] {
            let judge = |chunk: &Chunk| -> Vec<String> {
                let row = |(number, row): (usize, ChunkRow<'_>)| match row {
                    ChunkRow::Record(record) => format!("{number} {:?}", chunk.records().slots(record)),
                    ChunkRow::Rejected(rejected) => format!("{number} {rejected:?}"),
                };
                chunk.rows().map(row).collect()
            };
            let mut found = Vec::new();
            let options = StreamOptions::default().threads(threads);
            engine.read_json_lines(text.as_bytes(), options, judge, |rows| found.extend(rows)).unwrap();
            assert_eq!(found, wanted);
        }
    }
}
