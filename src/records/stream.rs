//! A text file of records judged piece by piece. In: a file of separated values. Out: for each piece of it what the caller's function
//! makes of its records, in the order of the file, worked out on as many threads as wanted. Rows that are plain go straight into the
//! rows of the engine; every other one is read as [`super::Reader`] reads it: the same records, the same reasons, the same numbers.

use std::collections::VecDeque;
use std::io::{BufRead, Read};
use std::sync::Arc;

use super::chunk::{Chunk, Places, StreamOptions};
use super::details::Attached;
use super::header::ROWS_LOOKED_AT;
use super::split::{Fields, Piece, PieceRow, Pieces};
use super::table::{self, Table};
use super::turns::{self, Turns};
use super::{Format, Layout, RawRow, Rejected, encoding, reader, unreadable};
use crate::engine::{Columns, Engine, RecordWriter, TOGETHER, Taken};
use crate::error::Error;
use crate::input::Target;
use crate::judge::Judge;

impl Engine<'_> {
    /// Judges a text file of separated values in any encoding that offices use, piece by piece. `judge` is called for each piece on
    /// any of the threads, `take` on this one with what came of it, in the order of the file. Gives how the file was understood.
    ///
    /// # Errors
    /// [`crate::ErrorKind::BadInput`] if the file as a whole cannot be read.
    ///
    /// ```
    /// use shengyuan::records::StreamOptions;
    /// use shengyuan::{Date, Policy, Source};
    /// let text = "记录 人 { 标识 学号  学号 : 文本 必填  身高 : 整数 }\n规则 人 { 检查 不矮 阻断 { 要求 身高 ≥ 150 提示 \"矮\" } }";
    /// let policy = Policy::compile([Source::new("例.policy", text)])?;
    /// let engine = policy.record("人")?.engine(Date::new(2024, 1, 1).ok_or("no such day")?);
    /// let mut short = Vec::new();
    /// let file = "学号,身高\n1,170\n2,140\n3,\"149\"\n";
    /// engine.read_csv(file.as_bytes(), StreamOptions::default(), |chunk| {
    ///     let mut proof = engine.proof();
    ///     let violated = |number| engine.judge(chunk.records(), number, &mut proof).map(|judged| judged.violated().count());
    ///     (0..chunk.records().len()).map(violated).sum::<Result<usize, _>>()
    /// }, |found| short.push(found))?;
    /// assert_eq!(short.into_iter().sum::<Result<usize, _>>()?, 2);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn read_csv<T: Send>(
        &self,
        input: impl Read,
        options: StreamOptions,
        judge: impl Fn(&Chunk) -> T + Sync,
        mut take: impl FnMut(T),
    ) -> Result<Layout, Error> {
        let (input, encoding) = encoding::decode(input).map_err(|error| unreadable(&error))?;
        let mut layout = Layout::new(Format::Csv, Some(encoding));
        let table = CsvTable::open(self.judge_of(), input, &mut layout)?;
        table.judge(self, options, judge, &mut |found| {
            take(found);
            true
        });
        Ok(layout)
    }
}

/// A text file of separated values whose headings are understood.
pub(super) struct CsvTable<'r> {
    pieces: Pieces<Box<dyn BufRead + 'r>>,
    /// Pieces that were read already.
    before: VecDeque<Piece>,
    table: Arc<Table>,
    /// The number of the first row below the headings.
    first: usize,
}

impl<'r> CsvTable<'r> {
    pub(super) fn open(judge: &Judge<'_>, input: Box<dyn BufRead + 'r>, layout: &mut Layout) -> Result<Self, Error> {
        let mut pieces = Pieces::new(input).alone();
        let (mut head, mut before) = (Vec::new(), VecDeque::new());
        while head.len() < ROWS_LOOKED_AT {
            let mut piece = Piece::new();
            if !pieces.next(&mut piece) {
                break;
            }
            let missing = ROWS_LOOKED_AT - head.len();
            head.extend((0..missing).map_while(|index| piece.row(index).map(PieceRow::into_raw)));
            before.push_back(piece);
        }
        let (table, first) = reader::understand(judge, &head, None, true, layout)?;
        Ok(Self { pieces, before, table: Arc::new(table), first })
    }

    pub(super) fn table(&self) -> &Arc<Table> {
        &self.table
    }

    fn next_piece(&mut self, piece: &mut Piece) -> bool {
        match self.before.pop_front() {
            Some(read) => {
                *piece = read;
                true
            }
            None => self.pieces.next(piece),
        }
    }

    /// The rows below the headings, one by one.
    pub(super) fn rows(mut self) -> impl Iterator<Item = RawRow> + use<'r> {
        let (mut piece, mut index, first) = (Piece::new(), 0, self.first);
        let rows = std::iter::from_fn(move || {
            loop {
                if let Some(row) = piece.row(index) {
                    index += 1;
                    return Some(row.into_raw());
                }
                if !self.next_piece(&mut piece) {
                    return None;
                }
                index = 0;
            }
        });
        rows.filter(move |row| row.number >= first)
    }

    /// Judges the records piece by piece, until `take` wants no more.
    pub(super) fn judge<T: Send>(
        mut self,
        engine: &Engine<'_>,
        options: StreamOptions,
        judge: impl Fn(&Chunk) -> T + Sync,
        take: &mut impl FnMut(T) -> bool,
    ) {
        let sight = Sight::new(Arc::clone(&self.table), self.first, engine);
        if options.threads > 1 {
            self.pieces = self.pieces.shared();
        }
        let worker = || {
            let places = Places::Table(Arc::clone(&sight.table.places));
            let (writer, chunk) = (engine.record_writer(), Chunk::new(engine.nothing(), places));
            let mut reading = Reading { sight: &sight, writer, chunk, texts: Vec::new() };
            let judge = &judge;
            move |piece: &mut Piece| judge(reading.chunk_of(piece))
        };
        turns::in_turn(
            Turns { threads: options.threads, new: Piece::new, next: |piece: &mut Piece| self.next_piece(piece), worker },
            take,
        );
    }
}

/// What the engine takes from a row.
struct Sight<'e> {
    table: Arc<Table>,
    /// The number of the first row below the headings.
    first: usize,
    columns: Columns<'e>,
}

impl<'e> Sight<'e> {
    fn new(table: Arc<Table>, first: usize, engine: &'e Engine<'_>) -> Self {
        let mut taken: Vec<Taken> = Vec::new();
        for (column, target) in table.targets(&engine.judge_of().planned.schema) {
            taken.resize(column, Taken::Skipped);
            taken.push(match target {
                // A second column for a field that is filled in is compared with the first.
                Target::Field(field) if taken.contains(&Taken::Field(field)) => Taken::Nothing,
                Target::Detail(detail) if taken.contains(&Taken::Detail(detail)) => Taken::Nothing,
                Target::Field(field) => Taken::Field(field),
                Target::Detail(detail) => Taken::Detail(detail),
                Target::Row(..) => Taken::Nothing,
            });
        }
        Self { table, first, columns: engine.columns(&taken) }
    }

    /// Surely a record, and without cells that a heading lacks.
    #[inline(always)]
    fn is_record(&self, fields: &Fields<'_>) -> bool {
        let begins = |text: &[u8]| text.first().is_some_and(|byte| *byte > b' ' && *byte < 0x80 || (0xE4..=0xE9).contains(byte));
        fields.len() == self.table.width()
            && fields
                .get(0)
                .filter(|text| !text.is_empty())
                .or_else(|| fields.iter().find(|text| !text.is_empty()))
                .is_some_and(|text| begins(text) && !table::closes(text))
            && self
                .table
                .key
                .is_none_or(|key| fields.get(key).is_some_and(|text| begins(text) && !self.table.begins_as_heading(key, text)))
    }
}

/// One thread's reading.
struct Reading<'e> {
    sight: &'e Sight<'e>,
    writer: RecordWriter<'e>,
    chunk: Chunk,
    /// Room for texts that do not stand in the piece.
    texts: Vec<u8>,
}

impl Reading<'_> {
    fn chunk_of(&mut self, piece: &mut Piece) -> &Chunk {
        self.chunk.clear();
        // The bytes of the piece before become room for the next, those of this one the texts of the records.
        let mut bytes = self.chunk.records.exchange_texts(std::mem::take(&mut self.texts));
        self.writer.take_room_behind(&mut self.chunk.records, piece.length());
        let first = self.sight.first;
        let mut block: Vec<Fields<'_>> = Vec::with_capacity(TOGETHER);
        for row in piece.rows() {
            match row {
                PieceRow::Plain(fields) if fields.number() < first => {}
                PieceRow::Odd(raw) if raw.number < first => {}
                PieceRow::Plain(fields) if self.sight.is_record(&fields) => {
                    block.push(fields);
                    if block.len() >= self.writer.room() {
                        self.write(&mut block);
                    }
                }
                row => {
                    self.write(&mut block);
                    self.general(row.into_raw());
                }
            }
        }
        self.write(&mut block);
        piece.exchange(&mut bytes);
        self.texts = self.writer.give_rows_behind(&mut self.chunk.records, bytes);
        &self.chunk
    }

    /// Writes rows together; or one by one, if one of them is not plain.
    fn write(&mut self, block: &mut Vec<Fields<'_>>) {
        if self.writer.rows(&self.sight.columns, block) {
            self.chunk.numbers.extend(block.iter().map(Fields::number));
        } else {
            for fields in &*block {
                if self.writer.rows(&self.sight.columns, std::slice::from_ref(fields)) {
                    self.chunk.numbers.push(fields.number());
                } else {
                    self.general(PieceRow::Plain(*fields).into_raw());
                }
            }
        }
        block.clear();
    }

    #[inline(never)]
    fn general(&mut self, raw: RawRow) {
        if raw.cells.as_ref().is_ok_and(|cells| cells.filled() == 0) {
            return;
        }
        let number = raw.number;
        match self.sight.table.record(raw, &mut Attached::default()).record {
            Ok(record) => match self.writer.push(&record) {
                Ok(()) => self.chunk.numbers.push(number),
                Err(error) => self.chunk.reject(number, Rejected::new(error.to_string())),
            },
            Err(rejected) => self.chunk.reject(number, rejected),
        }
    }
}

#[allow(clippy::unwrap_used)]
#[cfg(test)]
mod tests {
    use std::fs::File;

    use proptest::prelude::*;

    use super::*;
    use crate::date::Date;
    use crate::policy::Policy;
    use crate::records::{ChunkRow, Reader, Row};
    use crate::source::Source;

    const POLICY: &str = "
        枚举 种类 { 甲种 编码 \"01\" 别名 \"甲\" 「乙(一)」 编码 \"02\" 丙种 编码 \"10\" 丁种 编码 \"3\" }
        记录 人 {
          标识 学号
          学号 : 文本
          学校 : 文本 占位 \"毕业学校\"
          证件 : 文本 敏感 格式 身份证号
          整数 : 整数
          小数 : 小数
          百分比 : 百分比
          日期 : 日期
          年月 : 年月
          是否 : 是否
          行政区划 : 行政区划
          种类 : 种类
          一些种类 : 集合<种类>
          明细 工作 { 工作地 : 文本 }
        }";

    /// What a row is, as far as anybody can see it.
    fn shown(number: usize, record: Result<&crate::input::Slots, &Rejected>) -> String {
        format!("{number} {record:?}")
    }

    fn general(engine: &Engine<'_>, text: &[u8]) -> Vec<String> {
        let Ok(rows) = Reader::new(*engine.judge_of()).read(text) else { return vec!["refused".to_string()] };
        let mut writer = engine.record_writer();
        let shown = rows.map(|Row { origin, record }| {
            writer.clear();
            let slots = record.as_ref().map(|record| {
                writer.push(record).unwrap();
                writer.records().slots(0)
            });
            shown(origin.row_number(), slots.as_ref().map_err(|rejected| *rejected))
        });
        shown.collect()
    }

    fn straight(engine: &Engine<'_>, text: &[u8], threads: usize) -> Vec<String> {
        let judge = |chunk: &Chunk| -> Vec<String> {
            let row = |(number, row): (usize, ChunkRow<'_>)| match row {
                ChunkRow::Record(record) => shown(number, Ok(&chunk.records().slots(record))),
                ChunkRow::Rejected(rejected) => shown(number, Err(rejected)),
            };
            chunk.rows().map(row).collect()
        };
        let mut all = Vec::new();
        match engine.read_csv(text, StreamOptions::default().threads(threads), judge, |rows| all.extend(rows)) {
            Ok(_) => all,
            Err(_) => vec!["refused".to_string()],
        }
    }

    fn cell() -> impl Strategy<Value = String> {
        let known = prop::sample::select(vec![
            "",
            "甲种",
            "甲",
            "01",
            "1",
            "乙(一)",
            "乙（一）",
            "毕业学校",
            "是",
            "否",
            "有",
            "无",
            "true",
            "TRUE",
            "√",
            "2024-02-29",
            "2023-02-29",
            "2024-06",
            "2024.1",
            "2024/6/1",
            "20240601",
            "0",
            "007",
            "-5",
            "60",
            "12.50",
            "80%",
            "0.8",
            "1,5",
            "110101199003070000",
            "11010119900307803X",
            "1.1E+17",
            "E1234567",
            "1E5",
            "广东省广州市番禺区",
            "番禺区",
            "鼓楼区",
            "440113",
            "张三",
            "张 三",
            " 张三",
            "张三\u{200b}",
            "欧阳·修",
            "'0123",
            "＇0123",
            "‘0",
            "＃",
            "#N/A",
            "（一）",
            "－",
            "１２",
            "\u{3000}",
            "合计",
            "学号",
            "-",
            "甲、乙",
            "99999999999999999999",
            "123456789012345",
            "\u{ff10}",
            "a\u{7f}b",
            "👍",
        ]);
        prop_oneof![6 => known.prop_map(str::to_string), 1 => "[0-9./-]{1,10}", 1 => "[一-龥（）·0-9A-Za-z '#]{0,8}"]
    }

    fn table() -> impl Strategy<Value = String> {
        const HEADINGS: &str = "学号,学校,证件,整数,小数,百分比,日期,年月,是否,行政区划,种类,一些种类,工作1工作地,别的,种类";
        let row = (0_u8..20, prop::collection::vec(cell(), 15)).prop_map(|(way, mut cells)| {
            match way {
                0 => cells.truncate(9),
                1 => cells.push("多".to_string()),
                2..12 => {
                    cells.iter_mut().skip(12).for_each(String::clear);
                    cells.iter_mut().skip(way.into()).for_each(String::clear);
                }
                _ => cells.iter_mut().skip(12).for_each(String::clear),
            }
            let wrap = |cell: &String| if way % 5 == 3 || cell.contains(',') { format!("\"{cell}\"") } else { cell.clone() };
            cells.iter().map(wrap).collect::<Vec<_>>().join(",")
        });
        prop::collection::vec(row, 1..150).prop_map(|rows| format!("{HEADINGS}\n{}\n", rows.join("\n")))
    }

    /// The same file in other ways of writing, perhaps damaged somewhere.
    fn file() -> impl Strategy<Value = Vec<u8>> {
        (table(), 0_u8..8, any::<prop::sample::Index>()).prop_map(|(text, way, place)| {
            let text = if way & 1 == 0 { text } else { text.replace('\n', "\r\n") };
            let text = if way & 2 == 0 { text } else { format!("\u{feff}{}", text.replace("\n1", "\n\n ,,\n1")) };
            let mut bytes = text.into_bytes();
            if way & 4 != 0 {
                bytes.insert(place.index(bytes.len()), 0xFF);
            }
            bytes
        })
    }

    fn policy() -> &'static Policy {
        static POLICY_ONCE: std::sync::OnceLock<Policy> = std::sync::OnceLock::new();
        POLICY_ONCE.get_or_init(|| Policy::compile([Source::new("例.policy", POLICY)]).unwrap())
    }

    fn engine() -> Engine<'static> {
        policy().record("人").unwrap().engine(Date::new(2024, 1, 1).unwrap())
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn rows_are_those_that_the_reader_gives(file in file()) {
            let engine = engine();
            let rows = general(&engine, &file);
            for threads in [1, 2, 8] {
                prop_assert_eq!(&straight(&engine, &file, threads), &rows);
            }
            prop_assert_eq!(&straight(&engine.portable(), &file, 1), &rows);
        }
    }

    #[test]
    fn several_threads_give_the_same_in_order() {
        let row = |number: usize| match number % 97 {
            0 => format!("{number},\"某校\n{number}\""),
            1 => format!("{number},\"没有收尾"),
            2 => format!("{number},\"某校\""),
            _ => format!("{number},某校{number}"),
        };
        let text = format!("学号,学校\n{}", (0..150_000).map(|number| row(number) + "\n").collect::<String>());
        let engine = engine();
        let alone = straight(&engine, text.as_bytes(), 1);
        assert!(alone.len() > 149_000);
        for threads in [2, 3, 8] {
            assert!(straight(&engine, text.as_bytes(), threads) == alone);
        }
        assert!(general(&engine, text.as_bytes()) == alone);
    }

    #[test]
    fn the_cohort_is_read_as_before() {
        let crate_files = |folder: &str| std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
        let mut sources: Vec<_> = std::fs::read_dir(crate_files("rules/2024")).unwrap().map(|file| file.unwrap().path()).collect();
        sources.retain(|path| path.extension().is_some_and(|ending| ending == "policy"));
        sources.sort();
        let sources = sources.iter().map(|path| Source::new(path.display().to_string(), std::fs::read_to_string(path).unwrap()));
        let policy = Policy::compile(sources).unwrap();
        let engine = policy.record("毕业生").unwrap().engine(Date::new(2023, 9, 28).unwrap());
        for name in ["graduates.csv", "graduates.gbk.csv"] {
            let mut text = Vec::new();
            File::open(crate_files("tests/cohort").join(name)).unwrap().read_to_end(&mut text).unwrap();
            assert_eq!(straight(&engine, &text, 1), general(&engine, &text), "{name}");
        }
    }
}
