//! Records that a program has, one after another. In: anything that serde writes as a record. Out: rows, in room that is used again.

use serde::Serialize;

use super::super::{Engine, Prepared};
use super::direct::RecordWriter;
use crate::error::Error;

/// Reads records that a program has.
///
/// ```
/// use shengyuan::{Conclusion, Date, Policy, Source};
/// let text = "记录 人 { 标识 学号  学号 : 文本 必填  身高 : 整数 }\n规则 人 { 检查 不矮 阻断 { 要求 身高 ≥ 150 提示 \"矮\" } }";
/// let policy = Policy::compile([Source::new("例.policy", text)])?;
/// let engine = policy.record("人")?.engine(Date::new(2024, 1, 1).ok_or("no such day")?);
/// let (mut reader, mut proof) = (engine.record_reader(), engine.proof());
/// for (height, conclusion) in [(149, Conclusion::MustFix), (150, Conclusion::Passed)] {
///     reader.clear();
///     reader.push(&serde_json::json!({"学号": "1", "身高": height}))?;
///     assert_eq!(engine.judge(reader.records(), 0, &mut proof)?.conclusion(), conclusion);
/// }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct RecordReader<'e> {
    writer: RecordWriter<'e>,
}

impl Engine<'_> {
    /// Reads records that the program has, one after another.
    pub fn record_reader(&self) -> RecordReader<'_> {
        RecordReader { writer: self.record_writer() }
    }
}

impl RecordReader<'_> {
    /// Adds a record.
    ///
    /// # Errors
    /// As [`crate::Judge::evaluate`], if it is not a record. The records before stay.
    pub fn push<T: Serialize + ?Sized>(&mut self, record: &T) -> Result<(), Error> {
        self.writer.push_straight(record)
    }

    /// The records that were read.
    pub fn records(&self) -> &Prepared {
        self.writer.records()
    }

    /// Forgets the records, and keeps what helps to read more.
    pub fn clear(&mut self) {
        self.writer.clear();
    }

    /// The records alone.
    #[must_use]
    pub fn into_records(self) -> Prepared {
        self.writer.into_records()
    }
}
