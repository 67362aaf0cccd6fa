//! Interviews: which question to ask next, so that some decisions are settled with few questions and nothing is asked that cannot matter.
//! In: a judge, what is to be settled, what is known of a record. Out: one question after another, and in the end the verdict.
//!
//! A field that is not asked yet may still hold anything, also where the policy assumes a value for an unfilled one. Whether it could
//! matter is the evaluator's own answer (`goal`), less what the diagrams of the analysis prove idle given the answers so far
//! (`relevant`). Which of those that could comes first is weighed to the end on the diagram of the goal, a decision or 结论, where that is
//! small enough; else what is asked in any case comes first, then what is best one answer ahead, tried out with values that the analysis
//! gives for the field (`order`). A field that is never asked stays unfilled, and whatever stood in it would change nothing.
//!
//! How near this comes to the fewest questions that could do is told by `cargo bench --bench interviews`.

mod goal;
mod kept;
mod order;
mod question;
mod relevant;

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

use serde::Serialize;

pub use kept::{KeptRecord, KeptValue};
pub use question::{AnswerKind, Choice, Question};

use crate::analyze::{Places, representatives};
use crate::date::Date;
use crate::error::{Error, ErrorKind};
use crate::evaluate::{Evaluation, What, evaluate};
use crate::ids::{DecisionId, DetailId, FieldId};
use crate::input::{self, Batch, Cell, Slots};
use crate::judge::Judge;
use crate::suggest;
use crate::value::Value;
use crate::verdict::{Verdict, unusable};
use goal::{Goal, Pending};
use order::{Trial, add_rows, put};
use relevant::Relevant;

/// The goal that is not a decision.
const CONCLUSION: &str = "结论";
/// Rows that a 明细 may be given in an interview.
const MOST_ROWS: usize = 99;
/// Answers that leave a field unfilled.
const NOT_SAID: [&str; 4] = ["", "未填", "不知道", "不清楚"];

/// An interview about one record. See [`Judge::interview`].
#[derive(Clone)]
pub struct Interview<'p> {
    judge: Judge<'p>,
    date: Date,
    goals: Vec<Goal>,
    slots: Slots,
    /// Values to try for the fields that the goals depend on.
    values: Arc<HashMap<FieldId, Vec<Value>>>,
    places: Places,
    /// Why what the record held at first cannot be used.
    refused: HashMap<What, String>,
}

impl<'p> Judge<'p> {
    /// An interview that settles some decisions for a graduate of whom nothing is known yet. `goals` are names of decisions, or 结论;
    /// none stand for the conclusion and all decisions with rules.
    ///
    /// # Errors
    /// [`ErrorKind::UnknownName`] if the record has no decision of a name.
    ///
    /// ```
    /// use shengyuan::{Policy, Source};
    /// let text = r#"
    ///     枚举 学历种类 { 本科 硕士 }
    ///     记录 学生 { 学号 : 文本  学历 : 学历种类  工作过 : 是否 适用 当 学历 = 硕士  生源地 : 行政区划 }
    ///     规则 学生 {
    ///       判定 看工作 : 是否 {
    ///         缺省 本科不看 { 则 否 }
    ///         例外 硕士看 { 当 学历 = 硕士 且 工作过 则 是 }
    ///       }
    ///     }
    /// "#;
    /// let policy = Policy::compile([Source::new("例.policy", text)])?;
    /// let mut interview = policy.record("学生")?.interview("2023-09-25".parse()?, &["看工作"])?;
    /// assert_eq!(interview.next().map(|question| question.field), Some("学历".to_string()));
    /// assert!(interview.answer("学历", "博士").is_err());
    /// interview.answer("学历", "本科")?;
    /// // Whether an undergraduate has worked cannot matter, and 学号 and 生源地 never could.
    /// assert_eq!(interview.next(), None);
    /// assert_eq!(interview.verdict().decision("看工作")?.value(), Some("否"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn interview(self, date: Date, goals: &[&str]) -> Result<Interview<'p>, Error> {
        Interview::new(self, self.planned.schema.blank(), date, goals)
    }

    /// An interview about a record of which something is known: what it has is not asked again, except what cannot be read. A field that
    /// is there and empty was asked and left unfilled.
    ///
    /// # Errors
    /// As [`Judge::interview`], and [`ErrorKind::NotARecord`] if `record` is not a map or a struct.
    pub fn interview_from<T: Serialize + ?Sized>(self, record: &T, date: Date, goals: &[&str]) -> Result<Interview<'p>, Error> {
        Interview::new(self, input::slots(&self.planned.schema, record, date)?, date, goals)
    }
}

impl<'p> Interview<'p> {
    fn new(judge: Judge<'p>, mut slots: Slots, date: Date, names: &[&str]) -> Result<Self, Error> {
        let goals = goals(judge, names)?;
        let mut refused = HashMap::new();
        let mut open = |cell: &mut Cell, field: FieldId, row: Option<u32>| {
            if let Cell::Invalid(invalid) = cell {
                let why = unusable(judge.record.field(field), invalid, judge.options.reveal);
                refused.insert(What::Field(field, row), why);
            }
            if matches!(cell, Cell::Absent | Cell::Invalid(_)) {
                *cell = Cell::Open;
            }
        };
        for (number, cell) in slots.cells.iter_mut().enumerate() {
            open(cell, FieldId::new(number), None);
        }
        for (number, (rows, detail)) in slots.details.iter_mut().zip(&judge.record.details).enumerate() {
            match rows {
                None => slots.open_details.push(DetailId::new(number)),
                Some(rows) => {
                    for (row, cells) in (0..).zip(rows) {
                        cells.iter_mut().zip(&detail.fields).for_each(|(cell, field)| open(cell, *field, Some(row)));
                    }
                }
            }
        }
        for (detail, invalid) in slots.invalid_details.drain(..) {
            let name = &judge.record.detail(detail).name;
            refused.insert(What::Detail(detail), format!("「{name}」填写的内容无法使用：{}", invalid.why));
        }
        let values = Arc::new(representatives(judge, &goal::roots(judge, &goals), date));
        Ok(Self { judge, date, goals, slots, values, places: Places::default(), refused })
    }

    /// The next question; none when everything is settled, or nothing that could still be answered would change it.
    pub fn next(&self) -> Option<Question> {
        let evaluation = self.open_evaluation();
        let mut relevant = Relevant::new(self.judge, &self.goals, &evaluation, &self.places);
        let trial = Trial { judge: self.judge, goals: &self.goals, date: self.date, slots: &self.slots, values: &self.values };
        let (pending, what, left) = loop {
            let pending = Pending::of(self.judge, &self.goals, &evaluation, 0, &relevant.idle);
            let open = pending.open(&evaluation, 0, &relevant.idle);
            if open.is_empty() {
                return None;
            }
            let parts = pending.parts(&evaluation);
            let first = relevant.first(&open);
            let mut ranked = trial.ranked(&open, &pending.idle(&evaluation, &open), &pending.sure(&parts, &open));
            ranked.splice(0..0, first);
            let needs = ranked.iter().filter_map(|what| open.iter().find(|need| need.what == *what));
            if let Some(need) = needs.into_iter().find(|need| relevant.may_matter(&pending, &parts, need)) {
                break (pending, need.what, open.len());
            }
        };
        let mut question = Question::about(self.judge, what)?;
        question.needed_by = pending.needed_by(self.judge, &evaluation, what);
        question.refused = self.refused.get(&what).cloned();
        question.left = left;
        Some(question)
    }

    /// The names of everything that could still matter, in the order of the record: what a form would show. [`Interview::next`] is one of
    /// them.
    pub fn open(&self) -> Vec<String> {
        let evaluation = self.open_evaluation();
        let mut relevant = Relevant::new(self.judge, &self.goals, &evaluation, &self.places);
        let open = loop {
            let pending = Pending::of(self.judge, &self.goals, &evaluation, 0, &relevant.idle);
            let open = pending.open(&evaluation, 0, &relevant.idle);
            let parts = pending.parts(&evaluation);
            let count = open.iter().filter(|need| relevant.may_matter(&pending, &parts, need)).count();
            if count == open.len() {
                break open;
            }
        };
        open.iter().filter_map(|need| Question::about(self.judge, need.what)).map(|question| question.field).collect()
    }

    /// Takes an answer, read as files of records are: to the question asked or to any other field. 「未填」「不知道」 or nothing leave the
    /// field unfilled, and it is not asked again. What there is to say about an answer that is taken all the same is returned.
    ///
    /// # Errors
    /// [`ErrorKind::UnknownName`] if there is no such field or row; [`ErrorKind::BadAnswer`] if the text cannot be read as what the field
    /// takes. The interview then stays as it was.
    pub fn answer(&mut self, field: &str, text: &str) -> Result<Vec<String>, Error> {
        match self.target(field)? {
            What::Detail(detail) => self.answer_rows(detail, text),
            What::Field(id, row) => self.answer_field(id, row, text),
            What::Parameter(_) | What::Decision(_) => Ok(Vec::new()),
        }
    }

    fn answer_field(&mut self, id: FieldId, row: Option<u32>, text: &str) -> Result<Vec<String>, Error> {
        let (cell, notes) = self.read(id, text)?;
        let is_unsaid = NOT_SAID.contains(&text.trim()) && !self.has_member(id, &cell);
        let cell = match cell {
            _ if is_unsaid => Cell::Empty,
            Cell::Invalid(invalid) => {
                let why = unusable(self.judge.record.field(id), &invalid, self.judge.options.reveal);
                return Err(Error::new(ErrorKind::BadAnswer, why));
            }
            cell => cell,
        };
        put(&mut self.slots, self.judge, id, row, cell);
        self.refused.remove(&What::Field(id, row));
        self.slots.notes.retain(|note| (note.field, note.row) != (id, row));
        if !is_unsaid {
            self.slots.notes.extend(notes.into_iter().map(|note| input::Note { row, ..note }));
        }
        Ok(self.remarks(id, row))
    }

    /// A member of an enumeration may be called 不清楚.
    fn has_member(&self, id: FieldId, cell: &Cell) -> bool {
        matches!(cell, Cell::Value(_)) && self.judge.record.field(id).ty != crate::hir::Type::Text
    }

    /// What is written, read as a record with this field alone.
    fn read(&self, id: FieldId, text: &str) -> Result<(Cell, Vec<input::Note>), Error> {
        let field = self.judge.record.field(id);
        let schema = &self.judge.planned.schema;
        let single = HashMap::from([(field.name.as_str(), text)]);
        let Some(detail) = field.detail else {
            let mut slots = input::slots(schema, &single, self.date)?;
            let cell = slots.cells.get_mut(id.index()).map(std::mem::take).unwrap_or_default();
            return Ok((cell, slots.notes));
        };
        let own = self.judge.record.detail(detail);
        let mut slots = input::slots(schema, &HashMap::from([(own.name.as_str(), [single])]), self.date)?;
        let at = own.fields.iter().position(|field| *field == id);
        let rows = slots.details.get_mut(detail.index()).and_then(Option::as_mut);
        let cell = rows.and_then(|rows| rows.first_mut()).and_then(|row| row.get_mut(at?));
        Ok((cell.map(std::mem::take).unwrap_or_default(), slots.notes))
    }

    /// What the verdict says of an answer: other names of places, formats that do not fit.
    fn remarks(&self, id: FieldId, row: Option<u32>) -> Vec<String> {
        let verdict = Verdict::new(self.judge, self.open_evaluation(), 0);
        let name = verdict.field_name(id, row);
        let notes = verdict.notes().into_iter().filter(|note| note.field == name).map(|note| note.text);
        let format = format!("格式·{}", verdict.field_name(id, None));
        let faults = verdict.findings().into_iter().filter(|finding| finding.id == format && finding.fields.contains(&name));
        notes.chain(faults.filter_map(|finding| finding.message)).collect()
    }

    /// How many rows there are; rows that are there already are kept.
    fn answer_rows(&mut self, detail: DetailId, text: &str) -> Result<Vec<String>, Error> {
        let count = match text.trim() {
            unsaid if NOT_SAID.contains(&unsaid) => {
                self.slots.open_details.retain(|open| *open != detail);
                return Ok(Vec::new());
            }
            "无" | "没有" | "否" => 0,
            "有" | "是" => 1,
            other => other.trim_end_matches(['行', '条', '项', '次', '段']).trim().parse().unwrap_or(usize::MAX),
        };
        if count > MOST_ROWS {
            let name = &self.judge.record.detail(detail).name;
            return Err(Error::new(ErrorKind::BadAnswer, format!("「{name}」有几行要写成 0 到 {MOST_ROWS} 的整数；没有就写 0")));
        }
        let kept = self.slots.details.get_mut(detail.index()).and_then(Option::take).unwrap_or_default();
        add_rows(&mut self.slots, self.judge, detail, count);
        if let Some(rows) = self.slots.details.get_mut(detail.index()).and_then(Option::as_mut) {
            rows.iter_mut().zip(kept).for_each(|(row, kept)| *row = kept);
        }
        self.refused.remove(&What::Detail(detail));
        Ok(Vec::new())
    }

    /// What a name stands for: a field, a 明细, `工作经历[0].工作地`.
    fn target(&self, name: &str) -> Result<What, Error> {
        let name = name.trim();
        let record = self.judge.record;
        let (path, column) = name.split_once("].").unwrap_or((name, ""));
        if let Some((detail, row)) = path.split_once('[').filter(|_| !column.is_empty()) {
            let found = record.details.iter().position(|own| own.name == detail);
            let cell = found.and_then(|detail| self.judge.planned.schema.row_cell(DetailId::new(detail), column));
            let field = found.zip(cell).and_then(|(detail, cell)| record.details.get(detail)?.fields.get(cell).copied());
            let rows = found.and_then(|detail| self.slots.details.get(detail)?.as_ref()).map_or(0, Vec::len);
            let row = row.parse::<u32>().ok().filter(|row| (*row as usize) < rows);
            return match (field, row) {
                (Some(field), Some(row)) => Ok(What::Field(field, Some(row))),
                (Some(_), None) => Err(unknown(format!("「{detail}」没有这一行；先回答「{detail}」有几行，行数从 0 算起"))),
                (None, _) => Err(unknown(format!("「{name}」不是这个记录的字段"))),
            };
        }
        match self.judge.planned.schema.target(name) {
            Some(input::Target::Field(field)) => Ok(What::Field(field, None)),
            Some(input::Target::Detail(detail)) => Ok(What::Detail(detail)),
            _ => {
                let near = self.judge.planned.schema.nearest(name);
                let hint = near.map_or_else(String::new, |near| format!("；是不是「{near}」？"));
                Err(unknown(format!("「{name}」不是这个记录的字段{hint}")))
            }
        }
    }

    /// The verdict as things stand: what is not asked is not filled.
    pub fn verdict(&self) -> Verdict<'p> {
        let close = |cell: &mut Cell| {
            if *cell == Cell::Open {
                *cell = Cell::Absent;
            }
        };
        let mut slots = self.slots.clone();
        slots.open_details.clear();
        slots.cells.iter_mut().for_each(close);
        slots.details.iter_mut().flatten().flatten().flatten().for_each(close);
        self.judge.evaluate_slots(slots, self.date)
    }

    /// The goals that are decisions, by name; none if the conclusion is a goal too.
    pub fn decisions(&self) -> Vec<&'p str> {
        let name = |goal: &Goal| match goal {
            Goal::Decision(id) => Some(self.judge.record.decision(*id).name.as_str()),
            Goal::Conclusion => None,
        };
        self.goals.iter().map(name).collect::<Option<Vec<_>>>().unwrap_or_default()
    }

    /// The record as answered so far.
    pub fn record(&self) -> KeptRecord {
        KeptRecord::new(self.judge, &self.slots)
    }

    fn open_evaluation(&self) -> Arc<Evaluation<'p>> {
        let schema = &self.judge.planned.schema;
        let mut batch = Batch::new(schema);
        batch.is_unfinished = true;
        batch.push(self.slots.clone(), schema);
        Arc::new(evaluate(&self.judge.planned.plan, Cow::Owned(batch), self.date))
    }
}

impl std::fmt::Debug for Interview<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Interview").field("judge", &self.judge).field("date", &self.date).finish_non_exhaustive()
    }
}

fn unknown(message: String) -> Error {
    Error::new(ErrorKind::UnknownName, message)
}

/// The goals of some names; without names the conclusion and all decisions with rules.
fn goals(judge: Judge<'_>, names: &[&str]) -> Result<Vec<Goal>, Error> {
    let all = (0..judge.record.decisions.len()).map(DecisionId::new);
    if names.is_empty() {
        let decisions = all.filter(|id| goal::has_rules(judge, *id)).map(Goal::Decision);
        return Ok(std::iter::once(Goal::Conclusion).chain(decisions).collect());
    }
    let decision_names = || judge.record.decisions.iter().map(|decision| decision.name.as_str());
    let goal = |name: &&str| match decision_names().position(|own| own == *name) {
        Some(number) => Ok(Goal::Decision(DecisionId::new(number))),
        None if *name == CONCLUSION => Ok(Goal::Conclusion),
        None => {
            let near = suggest::nearest(name, decision_names());
            let hint = near.map_or_else(String::new, |near| format!("；是不是「{near}」？"));
            Err(unknown(format!("政策里没有名为「{name}」的判定{hint}")))
        }
    };
    names.iter().map(goal).collect()
}
