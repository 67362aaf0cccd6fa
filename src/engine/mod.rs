//! The engine for many records: a plan compiled for one day into masks and tables, rows of slots, and for each row two words for every
//! 64 conditions. In: a plan and records. Out: what each record comes to; the messages of what is violated, and the reasons of decisions,
//! where the proof tells all that they speak of. A whole verdict, and what a program does not hold, rows of details among it, come from
//! the evaluator.
//!
//! Plan to program: `formula`, `given` → `draft` → `compile` → `program`. Contents to rows: `intake` → `rows`, a `grid` of `slot`. A row
//! through a program: `run`, with the tests of `text`: `words`, `pattern`, `scan`; up to 64 rows: `block`, in columns with codes: `coded`.
//! A proof to values and words: `value`, `say`.

mod block;
mod code;
mod coded;
mod compile;
mod draft;
mod formula;
mod given;
mod grid;
mod intake;
mod pattern;
mod program;
mod rows;
mod run;
mod say;
mod scan;
mod seen;
mod slot;
mod text;
mod value;
mod words;

use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

use fearless_simd::Level;
use serde::Serialize;

#[cfg(feature = "records")]
pub use intake::JsonReader;
pub use intake::RecordReader;
pub use run::Proof;
pub use say::{Message, Messages};

use crate::date::Date;
use crate::error::{Error, ErrorKind};
use crate::judge::Judge;
use crate::verdict::{Conclusion, FindingState, Importance, Verdict};
use block::{Block, Tables};
use coded::Codes;
use grid::ROWS;
use intake::Plain;
#[cfg(feature = "records")]
pub(crate) use intake::RecordWriter;
#[cfg(feature = "records")]
pub(crate) use intake::{Columns, Places, TOGETHER, Taken};
use program::{Program, Reported};
use rows::Rows;
use say::Texts;
use seen::Seen;
use value::Values;

/// Judges many records of one kind as of one day. Shared between threads freely.
#[derive(Clone)]
pub struct Engine<'p> {
    judge: Judge<'p>,
    program: Arc<Program>,
    plain: Arc<Plain>,
    values: Arc<Values>,
    /// Name of each finding, in the program's order.
    names: Arc<[String]>,
    texts: Arc<Texts>,
    /// How wide the vectors are.
    level: Level,
}

/// Records that are typed and ready to be judged as often as wanted. Of what they hold `Debug` shows nothing but how many they are.
#[derive(Clone)]
pub struct Prepared {
    rows: Rows,
}

impl Prepared {
    /// How many records.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// No records.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// What up to 64 records come to, as bits: for each condition in which of them it holds, for each decision in which it came out how.
#[derive(Clone, Debug)]
pub struct Proofs {
    block: Block,
}

/// Records that are judged again and again: contents that many of them have are numbered once and for all. `Debug` shows how many
/// records there are.
#[derive(Clone)]
pub struct Coded {
    records: Prepared,
    /// Nothing where texts are too long to be numbered.
    codes: Option<Codes>,
}

impl Coded {
    /// Numbers what records have in common.
    pub fn new(records: Prepared) -> Self {
        let codes = Codes::new(&records.rows);
        Self { records, codes }
    }

    /// The records.
    pub fn records(&self) -> &Prepared {
        &self.records
    }
}

impl Prepared {
    /// The bytes of a text, by the numbers of the record and of its field; nothing if no text is filled in.
    #[inline]
    pub fn text(&self, number: usize, field: usize) -> Option<&[u8]> {
        self.rows.text_of(number, field)
    }

    /// The number of the member that is filled in, of a field with an enumeration.
    pub fn code(&self, number: usize, field: usize) -> Option<usize> {
        self.rows.member_of(number, field)
    }
}

#[cfg(feature = "records")]
impl Prepared {
    /// The bytes that texts stand in, in exchange for others. Whoever does so clears the records.
    pub(crate) fn exchange_texts(&mut self, bytes: Vec<u8>) -> Vec<u8> {
        std::mem::replace(&mut self.rows.text, bytes)
    }
}

impl std::fmt::Debug for Prepared {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Prepared").field("len", &self.len()).finish_non_exhaustive()
    }
}

impl std::fmt::Debug for Coded {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Coded").field("len", &self.records.len()).finish_non_exhaustive()
    }
}

impl std::fmt::Debug for Engine<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Engine").field("judge", &self.judge).field("date", &self.date()).finish_non_exhaustive()
    }
}

impl<'p> Engine<'p> {
    pub(crate) fn new(judge: Judge<'p>, date: Date) -> Self {
        let program = compile::compile(judge.record, &judge.planned.plan, &judge.compiled.program.enumerations, date);
        let field = |number: usize| judge.record.fields.get(number).map_or("", |field| field.name.as_str());
        let names = program.findings.iter().map(|finding| match finding.reported {
            Reported::Missing(number) => format!("必填·{}", field(number)),
            Reported::Format(number, _) => format!("格式·{}", field(number)),
            Reported::Check(number) => judge.record.checks.get(number).map_or_else(String::new, |check| check.name.clone()),
        });
        let names = names.collect();
        let (plain, values) = (Plain::new(&judge.planned.schema), Values::new(&judge, &program));
        let texts = Texts::new(&judge, &program);
        let level = Level::new();
        let (program, plain, values, texts) = (Arc::new(program), Arc::new(plain), Arc::new(values), Arc::new(texts));
        Self { judge, names, program, plain, values, texts, level }
    }

    /// The day as of which records are judged.
    pub fn date(&self) -> Date {
        self.program.today
    }

    /// Reads records into rows.
    ///
    /// # Errors
    /// As [`Judge::evaluate`], for the first value that is not a record.
    pub fn prepare<T: Serialize>(&self, records: impl IntoIterator<Item = T>) -> Result<Prepared, Error> {
        let mut reader = self.record_reader();
        for record in records {
            reader.push(&record)?;
        }
        Ok(reader.into_records())
    }

    /// Room for what a record comes to, to be used for one after another.
    pub fn proof(&self) -> Proof {
        self.program.proof()
    }

    /// Room for what up to 64 records come to, to be used for one block after another.
    pub fn proofs(&self) -> Proofs {
        Proofs { block: Block::new(&self.program) }
    }

    /// The same engine with the instructions that every machine of this kind has, in the place of the widest of this machine: the same
    /// answers, more slowly.
    #[must_use]
    pub fn portable(self) -> Self {
        Self { level: Level::baseline(), ..self }
    }

    /// Judges all records in their order, up to 64 at a time: what is done for one condition is done for all of them at once, so the
    /// more conditions there are, the cheaper it is than [`Engine::judge`]. Nothing is allocated unless a record has to be looked at more closely.
    ///
    /// # Errors
    /// As [`Engine::judge`].
    pub fn judge_each(&self, records: &Prepared, proofs: &mut Proofs, each: impl FnMut(Judged<'_, 'p>)) -> Result<(), Error> {
        self.judge_range(records, 0..records.len(), proofs, each)
    }

    /// Judges some of the records in their order, as [`Engine::judge_each`].
    ///
    /// # Errors
    /// As [`Engine::judge`].
    pub fn judge_range(
        &self,
        records: &Prepared,
        numbers: Range<usize>,
        proofs: &mut Proofs,
        each: impl FnMut(Judged<'_, 'p>),
    ) -> Result<(), Error> {
        self.know(records)?;
        self.judge_blocks(records, None, numbers, proofs, each);
        Ok(())
    }

    /// Judges all records in their order, as [`Engine::judge_each`]. What the policy says of a content is worked out once, however many
    /// records have it.
    ///
    /// # Errors
    /// As [`Engine::judge`].
    pub fn judge_coded(&self, coded: &Coded, proofs: &mut Proofs, each: impl FnMut(Judged<'_, 'p>)) -> Result<(), Error> {
        self.know(&coded.records)?;
        let (rows, plan) = (&coded.records.rows, &self.judge.planned.plan);
        let tables = coded.codes.as_ref().map(|codes| Tables::new(&self.program, plan, rows, codes));
        self.judge_blocks(&coded.records, tables.as_ref(), 0..coded.records.len(), proofs, each);
        Ok(())
    }

    /// Records hold numbers: they mean something only to engines whose fields and members have the same ones.
    fn know(&self, records: &Prepared) -> Result<(), Error> {
        if records.rows.is_like(&self.program.shape) { Ok(()) } else { Err(strange()) }
    }

    fn judge_blocks(
        &self,
        records: &Prepared,
        tables: Option<&Tables<'_>>,
        numbers: Range<usize>,
        proofs: &mut Proofs,
        mut each: impl FnMut(Judged<'_, 'p>),
    ) {
        let (mut first, end) = (numbers.start, numbers.end.min(records.len()));
        while first < end {
            let block = first / ROWS * ROWS;
            let behind = proofs.block.judge(self.level, &self.program, &self.judge.planned.plan, &records.rows, tables, first..end);
            let asked = proofs.block.asked().map(move |row| records.rows.record(block + row as usize));
            let mut verdicts = self.judge.evaluate_each(asked, self.date());
            for (number, row) in (block..behind).zip(0u32..).skip(first - block) {
                let found = match proofs.block.conclusion(row) {
                    Some(conclusion) => Found::Bits { conclusion, proof: Seen::Block(&proofs.block, row) },
                    None => {
                        let verdict = verdicts.next().unwrap_or_else(|| self.verdict_on(records, number));
                        Found::Verdict(Box::new(verdict))
                    }
                };
                each(Judged { engine: self, found, records, number });
            }
            first = behind;
        }
    }

    /// Judges one of the records. Nothing is allocated unless the record has to be looked at more closely. The records may come from
    /// another engine, of another day or of a policy whose rules were changed say.
    ///
    /// # Errors
    /// [`ErrorKind::NotARecord`] if the records come from a policy with other fields or other members of enumerations.
    pub fn judge<'a>(&'a self, records: &'a Prepared, number: usize, proof: &'a mut Proof) -> Result<Judged<'a, 'p>, Error> {
        self.know(records)?;
        let conclusion = self.program.run(&self.judge.planned.plan, records.rows.row(number), proof);
        let found = match conclusion {
            Some(conclusion) => Found::Bits { conclusion, proof: Seen::Row(proof) },
            None => Found::Verdict(Box::new(self.verdict_on(records, number))),
        };
        Ok(Judged { engine: self, found, records, number })
    }

    /// The verdict on one of the records, in words.
    ///
    /// # Errors
    /// As [`Engine::judge`].
    pub fn verdict(&self, records: &Prepared, number: usize) -> Result<Verdict<'p>, Error> {
        self.know(records)?;
        Ok(self.verdict_on(records, number))
    }

    /// The same for records that are known.
    fn verdict_on(&self, records: &Prepared, number: usize) -> Verdict<'p> {
        self.judge.evaluate_slots(records.rows.record(number), self.date())
    }

    /// The verdicts on all records, in words and in their order; worked out some at a time.
    ///
    /// # Errors
    /// As [`Engine::judge`].
    pub fn verdicts<'a>(&'a self, records: &'a Prepared) -> Result<impl Iterator<Item = Verdict<'p>> + use<'a, 'p>, Error> {
        self.know(records)?;
        let slots = (0..records.len()).map(|number| records.rows.record(number));
        Ok(self.judge.evaluate_each(slots, self.date()))
    }

    /// The number of a 判定 or 收集, for [`Judged::rule`].
    pub fn decision(&self, name: &str) -> Option<usize> {
        self.judge.record.decisions.iter().position(|decision| decision.name == name)
    }
}

/// Records that would be misread.
#[cold]
fn strange() -> Error {
    let message = "这些记录是按另一份政策读入的，字段或者选项和现在的不同；请用现在的政策重新读入";
    Error::new(ErrorKind::NotARecord, message)
}

/// What one record comes to.
#[derive(Debug)]
pub struct Judged<'a, 'p> {
    engine: &'a Engine<'p>,
    found: Found<'a, 'p>,
    records: &'a Prepared,
    number: usize,
}

#[derive(Debug)]
enum Found<'a, 'p> {
    Bits { conclusion: Conclusion, proof: Seen<'a> },
    Verdict(Box<Verdict<'p>>),
}

impl<'a, 'p> Judged<'a, 'p> {
    /// The number of the record.
    #[inline]
    pub fn number(&self) -> usize {
        self.number
    }

    /// What the record comes to.
    #[inline]
    pub fn conclusion(&self) -> Conclusion {
        match &self.found {
            Found::Bits { conclusion, .. } => *conclusion,
            Found::Verdict(verdict) => verdict.conclusion(),
        }
    }

    /// The record was settled by masks and tables alone.
    pub fn is_direct(&self) -> bool {
        matches!(self.found, Found::Bits { .. })
    }

    /// The verdict in words. A record that was settled by masks and tables is judged again for it; [`Judged::write_messages`] and
    /// [`Judged::write_reason`] need not.
    pub fn verdict(&self) -> Verdict<'p> {
        match &self.found {
            Found::Bits { .. } => self.engine.verdict_on(self.records, self.number),
            Found::Verdict(verdict) => Verdict::clone(verdict),
        }
    }

    /// Names and weights of what is violated, in the policy's order: fields first, then checks.
    pub fn violated(&self) -> impl Iterator<Item = (Cow<'_, str>, Importance)> {
        let of_bits = self.violated_numbers().into_iter().flatten().filter_map(|number| self.engine.finding(number));
        let listed = match &self.found {
            Found::Bits { .. } => Vec::new(),
            Found::Verdict(verdict) => verdict.findings(),
        };
        let listed = listed.into_iter().filter(|finding| finding.state == FindingState::Violated);
        of_bits
            .map(|(name, importance)| (Cow::Borrowed(name), importance))
            .chain(listed.map(|finding| (Cow::Owned(finding.id), finding.severity)))
    }

    /// Name of the rule that determines the value of a 判定.
    pub fn rule(&self, decision: usize) -> Option<&'p str> {
        self.engine.judge.record.decisions.get(decision)?.rule_name(self.rule_number(decision)?)
    }
}
