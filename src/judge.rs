//! Judging records of one kind by a compiled policy: one at a time, or many by columns.

use std::borrow::Cow;
use std::sync::Arc;

use serde::Serialize;

use crate::date::Date;
use crate::engine::Engine;
use crate::error::Error;
use crate::evaluate::evaluate;
use crate::hir::Record;
use crate::ids::FieldId;
use crate::input::{self, Batch, Slots};
use crate::policy::{Compiled, Planned};
#[cfg(feature = "records")]
use crate::report::{Layout, ResultLine, ResultLines, ResultOptions, ResultWorkbook};
use crate::verdict::Verdict;

/// How many records are evaluated together; their results stay in the processor's cache.
const BATCH: usize = 1024;

/// Judges one kind of record. Copied freely; borrows the policy.
#[derive(Clone, Copy)]
pub struct Judge<'p> {
    pub(crate) compiled: &'p Compiled,
    pub(crate) record: &'p Record,
    pub(crate) planned: &'p Planned,
    pub(crate) options: Options,
}

/// How verdicts are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Options {
    /// Show 敏感 values instead of masking them.
    pub reveal: bool,
    /// Findings list satisfied and not applicable checks too.
    pub full: bool,
}

impl Options {
    /// With 敏感 values shown.
    #[must_use]
    pub fn reveal(self, reveal: bool) -> Self {
        Self { reveal, ..self }
    }

    /// With satisfied and not applicable checks listed.
    #[must_use]
    pub fn full(self, full: bool) -> Self {
        Self { full, ..self }
    }
}

/// Records in columns, typed and ready to be judged as often as wanted.
///
/// Built with [`Judge::columns`]; places are read as of the day given there.
#[derive(Clone, Debug)]
pub struct Columns {
    batch: Batch,
}

impl Columns {
    /// How many records.
    pub fn len(&self) -> usize {
        self.batch.lanes
    }

    /// No records.
    pub fn is_empty(&self) -> bool {
        self.batch.lanes == 0
    }

    /// The records in pieces that are evaluated together.
    pub(crate) fn pieces(&self) -> impl Iterator<Item = Batch> {
        let batch = &self.batch;
        (0..batch.lanes).step_by(BATCH).map(|start| batch.piece(start..batch.lanes.min(start + BATCH)))
    }
}

/// How the columns of a file fit the fields of a record.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ColumnComparison {
    /// The headings from left to right, empty ones too.
    pub headings: Vec<String>,
    /// Columns that were matched, with the field as findings write it (`生源地`, `工作经历[0].工作地`).
    pub matched: Vec<(String, String)>,
    /// Columns that no field takes, each with the nearest field.
    pub unknown: Vec<(String, Option<String>)>,
    /// 必填 fields that no column gives.
    pub missing_required: Vec<String>,
}

impl std::fmt::Debug for Judge<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Judge").field("record", &self.record.name).field("options", &self.options).finish_non_exhaustive()
    }
}

impl<'p> Judge<'p> {
    pub(crate) fn new(compiled: &'p Compiled, record: &'p Record, planned: &'p Planned) -> Self {
        Self { compiled, record, planned, options: Options::default() }
    }

    /// The same judge with other options.
    #[must_use]
    pub fn with(self, options: Options) -> Self {
        Self { options, ..self }
    }

    /// How its verdicts are shown.
    pub fn options(&self) -> Options {
        self.options
    }

    /// Name of the kind of record.
    pub fn name(&self) -> &'p str {
        &self.record.name
    }

    /// Name of the field that identifies a record in a batch.
    pub fn key(&self) -> Option<&'p str> {
        self.record.key.map(|key| self.record.field(key).name.as_str())
    }

    /// Names of the fields, without those of details.
    pub fn fields(&self) -> impl Iterator<Item = &'p str> {
        self.record.fields.iter().filter(|field| field.detail.is_none()).map(|field| field.name.as_str())
    }

    /// Compares the columns of a file with the fields, before any row is read.
    pub fn compare_columns<'c>(&self, columns: impl IntoIterator<Item = &'c str>) -> ColumnComparison {
        let schema = &self.planned.schema;
        let mut comparison = ColumnComparison::default();
        let mut found = Vec::new();
        for column in columns {
            comparison.headings.push(column.to_string());
            if column.is_empty() {
                continue;
            }
            match schema.target(column) {
                Some(target) => {
                    comparison.matched.push((column.to_string(), schema.target_name(target)));
                    found.push(target);
                }
                None => comparison.unknown.push((column.to_string(), schema.nearest(column))),
            }
        }
        for (number, field) in
            self.record.fields.iter().enumerate().filter(|(_, field)| field.detail.is_none() && field.required.is_some())
        {
            if !found.contains(&input::Target::Field(FieldId::new(number))) {
                comparison.missing_required.push(field.name.clone());
            }
        }
        comparison
    }

    /// Judges one record as of a day. Bad data is part of the verdict.
    ///
    /// # Errors
    /// [`crate::ErrorKind::NotARecord`] if `record` is not a map or a struct.
    ///
    /// ```
    /// use shengyuan::{Date, Policy, Source};
    /// #[derive(serde::Serialize)]
    /// struct Student { 学号: &'static str, 学历: Option<&'static str> }
    ///
    /// let text = "枚举 学历 { 本科 硕士 }
    ///     记录 学生 { 标识 学号  学号 : 文本 必填  学历 : 学历 }
    ///     规则 学生 { 判定 研究生 = 学历 = 硕士 }";
    /// let policy = Policy::compile([Source::new("例.policy", text.replace("学历 : 学历", "层次 : 学历 列名 \"学历\"").replace("学历 = 硕士", "层次 = 硕士"))])?;
    /// let date: Date = "2023-09-25".parse()?;
    /// let verdict = policy.record("学生")?.evaluate(&Student { 学号: "1", 学历: Some("硕士") }, date)?;
    /// assert_eq!(verdict.decision("研究生")?.value(), Some("是"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn evaluate<T: Serialize + ?Sized>(&self, record: &T, date: Date) -> Result<Verdict<'p>, Error> {
        let slots = input::slots(&self.planned.schema, record, date)?;
        Ok(self.evaluate_slots(slots, date))
    }

    /// The policy compiled for one day, for many records of which not every one is to be put into words.
    pub fn engine(&self, date: Date) -> Engine<'p> {
        Engine::new(*self, date)
    }

    /// The value of the record's 标识 in clear, whatever is masked, without judging the record.
    ///
    /// # Errors
    /// As [`Judge::evaluate`].
    pub fn id_of<T: Serialize + ?Sized>(&self, record: &T, date: Date) -> Result<Option<String>, Error> {
        let slots = input::slots(&self.planned.schema, record, date)?;
        let cell = self.record.key.and_then(|key| slots.cells.get(key.index()));
        Ok(cell.and_then(|cell| cell.in_clear(&self.compiled.program)))
    }

    pub(crate) fn evaluate_slots(&self, slots: Slots, date: Date) -> Verdict<'p> {
        let mut batch = Batch::new(&self.planned.schema);
        batch.push(slots, &self.planned.schema);
        let evaluation = evaluate(&self.planned.plan, Cow::Owned(batch), date);
        Verdict::new(*self, Arc::new(evaluation), 0)
    }

    /// Judges some records at a time.
    pub(crate) fn evaluate_each<I: Iterator<Item = Slots>>(
        self,
        mut records: I,
        date: Date,
    ) -> impl Iterator<Item = Verdict<'p>> + use<'p, I> {
        let pieces = std::iter::from_fn(move || {
            let mut batch = Batch::new(&self.planned.schema);
            records.by_ref().take(BATCH).for_each(|slots| batch.push(slots, &self.planned.schema));
            (batch.lanes > 0).then_some(batch)
        });
        pieces.flat_map(move |batch| {
            let lanes = batch.lanes;
            let evaluation = Arc::new(evaluate(&self.planned.plan, Cow::Owned(batch), date));
            (0..lanes).map(move |lane| Verdict::new(self, Arc::clone(&evaluation), lane))
        })
    }

    /// Reads records into columns.
    ///
    /// # Errors
    /// As [`Judge::evaluate`], for the first value that is not a record.
    pub fn columns<T: Serialize>(&self, records: impl IntoIterator<Item = T>, date: Date) -> Result<Columns, Error> {
        let mut batch = Batch::new(&self.planned.schema);
        for record in records {
            batch.push(input::slots(&self.planned.schema, &record, date)?, &self.planned.schema);
        }
        Ok(Columns { batch })
    }

    /// Judges columns; verdicts come in the order of the records.
    pub fn evaluate_batch<'c>(&self, columns: &'c Columns, date: Date) -> impl Iterator<Item = Verdict<'c>> + use<'c, 'p>
    where
        'p: 'c,
    {
        let judge: Judge<'c> = *self;
        columns.pieces().flat_map(move |piece| {
            let lanes = piece.lanes;
            let evaluation = Arc::new(evaluate(&judge.planned.plan, Cow::Owned(piece), date));
            (0..lanes).map(move |lane| Verdict::new(judge, Arc::clone(&evaluation), lane))
        })
    }

    /// A workbook that takes the verdicts of a batch: a summary with a chart, everybody, what is wrong, what is to be reviewed,
    /// notes on values, rows that could not be judged.
    ///
    /// Rows are written as they come and wait in unnamed temporary files, so memory does not grow with their number.
    ///
    /// # Errors
    /// [`crate::ErrorKind::UnknownName`] if the options name a field that the record does not have;
    /// [`crate::ErrorKind::NotWritten`] if the temporary folder of the system cannot be written to.
    #[cfg(feature = "records")]
    pub fn result_workbook(&self, date: Date, options: ResultOptions) -> Result<ResultWorkbook, Error> {
        ResultWorkbook::new(self.layout(options)?, date)
    }

    /// Results as CSV, one record a line.
    ///
    /// # Errors
    /// [`crate::ErrorKind::NotWritten`] if `out` cannot be written to.
    #[cfg(feature = "records")]
    pub fn result_lines<W: std::io::Write>(&self, out: W) -> Result<ResultLines<W>, Error> {
        ResultLines::new(self.layout(ResultOptions::default())?, out)
    }

    /// The same lines one at a time, for whoever puts verdicts into words on several threads.
    ///
    /// # Errors
    /// As [`Judge::result_lines`].
    #[cfg(feature = "records")]
    pub fn result_line(&self) -> Result<ResultLine, Error> {
        Ok(ResultLine::new(self.layout(ResultOptions::default())?))
    }

    #[cfg(feature = "records")]
    fn layout(&self, options: ResultOptions) -> Result<Layout, Error> {
        Layout::new(&self.compiled.program, self.record, &self.planned.schema, self.options.reveal, options)
    }
}
