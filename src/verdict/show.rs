//! Values in the clerk's words, with 敏感 ones masked; texts with values in them.

use std::fmt::Write;

use serde::Serialize;

use super::{NoteView, Verdict};
use crate::division::Division;
use crate::evaluate::{Datum, Need, Needs, What};
use crate::hir::Program;
use crate::ids::{FieldId, NodeId};
use crate::input::Cell;
use crate::plan::{Op, PiecePlan, TemplatePlan};
use crate::value::Value;

/// Stands for a 敏感 value.
pub(crate) const MASK: &str = "***";
/// Stand for values that there are not.
pub(crate) const NOT_APPLICABLE: &str = "（不适用）";
pub(crate) const NOT_FILLED: &str = "（未填）";
pub(crate) const UNKNOWN: &str = "（未知）";

/// A value as output shows it: truth values and whole numbers as such, everything else as text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
#[non_exhaustive]
pub enum Shown {
    /// 是否
    Bool(bool),
    /// 整数
    Integer(i64),
    /// Any other single value
    Text(String),
    /// 集合
    List(Vec<Shown>),
}

impl Shown {
    pub(crate) fn new(value: &Value, program: &Program) -> Self {
        match value {
            Value::Bool(value) => Shown::Bool(*value),
            Value::Integer(number) => Shown::Integer(*number),
            Value::Set(list) => Shown::List(list.iter().map(|value| Shown::new(value, program)).collect()),
            other => Shown::Text(words(other, program)),
        }
    }
}

/// A value as a reader wants it.
pub(crate) fn words(value: &Value, program: &Program) -> String {
    let mut words = String::new();
    write_words(value, program, &mut words);
    words
}

/// Writes a value as a reader wants it.
pub(crate) fn write_words(value: &Value, program: &Program, out: &mut String) {
    let written = match value {
        Value::Text(text) => out.write_str(text),
        Value::Integer(number) => write!(out, "{number}"),
        Value::Decimal(number) => write!(out, "{number}"),
        Value::Percent(number) => write!(out, "{}%", number.normalize()),
        Value::Date(date) => write!(out, "{date}"),
        Value::Month(month) => write!(out, "{month}"),
        Value::Duration(length) => write!(out, "{length}"),
        Value::Bool(value) => out.write_str(if *value { "是" } else { "否" }),
        Value::Place(place) => place.write_full_name(out),
        Value::Member(member) => {
            let enumeration = program.enumerations.get(usize::from(member.enumeration));
            let member = enumeration.and_then(|one| one.members.get(usize::from(member.index)));
            out.write_str(member.map_or("", |member| &member.name))
        }
        Value::Set(list) if list.is_empty() => out.write_str("（无）"),
        Value::Set(list) => {
            for (number, value) in list.iter().enumerate() {
                out.push_str(if number > 0 { "、" } else { "" });
                write_words(value, program, out);
            }
            Ok(())
        }
    };
    debug_assert_eq!(written, Ok(()), "a string takes everything");
}

impl Cell {
    /// What is written, masked by nobody; nothing if nothing is.
    pub(crate) fn in_clear(&self, program: &Program) -> Option<String> {
        match self {
            Cell::Absent | Cell::Open | Cell::Empty => None,
            Cell::Value(value) => Some(words(value, program)),
            Cell::Invalid(invalid) => Some(invalid.raw.to_string()),
        }
    }
}

impl Verdict<'_> {
    pub(crate) fn program(&self) -> &Program {
        &self.judge.compiled.program
    }

    pub(crate) fn words(&self, value: &Value, sensitive: bool) -> String {
        if sensitive && !self.judge.options.reveal { MASK.to_string() } else { words(value, self.program()) }
    }

    pub(crate) fn shown(&self, value: &Value, sensitive: bool) -> Shown {
        if sensitive && !self.judge.options.reveal { Shown::Text(MASK.to_string()) } else { Shown::new(value, self.program()) }
    }

    /// What a record says about a field, for people.
    pub(crate) fn show_cell(&self, field: FieldId, cell: &Cell) -> String {
        let sensitive = self.record().field(field).sensitive;
        match cell {
            Cell::Absent | Cell::Open => "（没有这一项）".to_string(),
            Cell::Empty => NOT_FILLED.to_string(),
            Cell::Value(value) => self.words(value, sensitive),
            Cell::Invalid(_) if sensitive && !self.judge.options.reveal => MASK.to_string(),
            Cell::Invalid(invalid) => invalid.raw.to_string(),
        }
    }

    /// Whether every value that the text speaks of is known.
    pub(crate) fn is_known(&self, template: &TemplatePlan) -> bool {
        let known = |piece: &PiecePlan| match piece {
            PiecePlan::Text(_) => true,
            PiecePlan::Value { node, .. } => self.evaluation.datum(*node, self.lane) != Datum::Unknown,
        };
        template.pieces.iter().all(known)
    }

    /// The text with its values filled in.
    pub(crate) fn text(&self, template: &TemplatePlan) -> String {
        let mut text = String::new();
        for piece in &template.pieces {
            match piece {
                PiecePlan::Text(plain) => text.push_str(plain),
                PiecePlan::Value { node, sensitive } => self.write_piece(*node, *sensitive, &mut text),
            }
        }
        text
    }

    fn write_piece(&self, node: NodeId, sensitive: bool, out: &mut String) {
        match self.evaluation.datum(node, self.lane) {
            Datum::Known(_) if sensitive && !self.judge.options.reveal => out.push_str(MASK),
            Datum::Known(value) => write_words(&value, self.program(), out),
            Datum::NotApplicable => out.push_str(NOT_APPLICABLE),
            Datum::Unknown => match &self.evaluation.plan.node(node).op {
                Op::Field(field) => match self.evaluation.batch.cell(*field, self.lane) {
                    Cell::Absent | Cell::Empty => out.push_str(NOT_FILLED),
                    cell => out.push_str(&self.show_cell(*field, cell)),
                },
                _ => out.push_str(UNKNOWN),
            },
        }
    }

    /// Names of what is missing, in the record's order.
    pub(crate) fn need_names(&self, needs: &Needs) -> Vec<String> {
        needs.iter().map(|need| self.need_name(need)).collect()
    }

    pub(crate) fn need_name(&self, need: &Need) -> String {
        match need.what {
            What::Field(field, row) => self.field_name(field, row),
            What::Detail(detail) => self.record().detail(detail).name.clone(),
            What::Parameter(parameter) => {
                self.program().parameters.get(parameter.index()).map_or_else(String::new, |one| one.name.clone())
            }
            What::Decision(decision) => self.record().decision(decision).name.clone(),
        }
    }

    /// `生源地`, or `更正申请[0].材料` for a row of a detail.
    pub(crate) fn field_name(&self, field: FieldId, row: Option<u32>) -> String {
        let name = &self.record().field(field).name;
        match (self.record().field(field).detail, row) {
            (Some(detail), Some(row)) => format!("{}[{row}].{name}", self.record().detail(detail).name),
            (Some(detail), None) => format!("{}.{name}", self.record().detail(detail).name),
            (None, _) => name.clone(),
        }
    }

    /// What the record says: each field that is written, `工作经历[0].工作地` for a row of a detail, with its value as it was
    /// understood. What could not be understood is shown as it was written. 敏感 values are masked unless revealed.
    pub fn values(&self) -> Vec<(String, String)> {
        let batch = &self.evaluation.batch;
        let mut values = Vec::new();
        let mut add = |field: FieldId, row: Option<u32>, lane: usize| {
            let cell = batch.cell(field, lane);
            if cell.is_filled() {
                values.push((self.field_name(field, row), self.show_cell(field, cell)));
            }
        };
        for (index, field) in self.record().fields.iter().enumerate() {
            let id = FieldId::new(index);
            match field.detail {
                None => add(id, None, self.lane),
                Some(detail) => (0..).zip(batch.rows(detail, self.lane)).for_each(|(row, lane)| add(id, Some(row), lane)),
            }
        }
        values
    }

    /// Places that have another name now, placeholders, assumed values.
    pub fn notes(&self) -> Vec<NoteView> {
        let mut notes: Vec<NoteView> = Vec::new();
        let batch = &self.evaluation.batch;
        for note in batch.notes.get(self.lane).into_iter().flatten() {
            let is_masked = self.record().field(note.field).sensitive && !self.judge.options.reveal;
            let text = note.text.shown(is_masked.then_some(MASK));
            notes.push(NoteView { field: self.field_name(note.field, note.row), text, assumed: false });
        }
        for (index, field) in self.record().fields.iter().enumerate() {
            let id = FieldId::new(index);
            match field.detail {
                None => notes.extend(self.note(id, None, self.lane)),
                Some(detail) => {
                    for (row, lane) in (0..).zip(batch.rows(detail, self.lane)) {
                        notes.extend(self.note(id, Some(row), lane));
                    }
                }
            }
        }
        notes
    }

    fn note(&self, id: FieldId, row: Option<u32>, lane: usize) -> Option<NoteView> {
        let field = self.record().field(id);
        let cell = self.evaluation.batch.cell(id, lane);
        let applies = self.evaluation.applies(id, lane);
        let mut is_assumed = false;
        let text = match cell {
            Cell::Value(_) if applies == crate::evaluate::Truth::False => "对这名学生不适用，填写的内容没有使用".to_string(),
            Cell::Value(Value::Place(place)) => {
                let year = self.evaluation.year();
                let present = place.present(year);
                let name = |place: Division| self.words(&Value::Place(place), field.sensitive);
                let names: Vec<String> = present.iter().map(|&place| name(place)).collect();
                match present.as_slice() {
                    [only] if only == place => return None,
                    [_] => {
                        let since = place.last_year().map_or_else(String::new, |year| format!("于{}年", year + 1));
                        format!("「{}」已{since}变更，现为「{}」，按现名判断", name(*place), names.join("、"))
                    }
                    [] => format!("「{}」已撤销，查不到现在的归属", name(*place)),
                    _ => format!("「{}」已撤销，分属{}，不能确定是哪一个", name(*place), names.join("、")),
                }
            }
            Cell::Absent | Cell::Empty if applies == crate::evaluate::Truth::True => {
                let assumed = field.assume.as_ref()?;
                is_assumed = true;
                format!("未填，按政策视为「{}」", self.words(assumed, field.sensitive))
            }
            _ => return None,
        };
        Some(NoteView { field: self.field_name(id, row), text, assumed: is_assumed })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use std::collections::BTreeMap;

    use crate::{Date, Options, Policy, Source};

    const POLICY: &str = "
        枚举 种类 { 甲种 编码 \"01\" 乙种 编码 \"02\" }
        记录 人 {
          证件 : 文本 敏感 格式 身份证号
          生日 : 日期 敏感
          毕业 : 年月 敏感
          住处 : 行政区划 敏感
          旧址 : 行政区划 敏感
          次数 : 整数 敏感
          比例 : 百分比 敏感
          种类 : 种类 敏感
          同意 : 是否 敏感
          曾住 : 集合<行政区划> 敏感
        }";

    /// Contents that are read with a remark or not at all, and what must not be seen of them.
    const CONTENTS: [(&str, &str, &[&str]); 18] = [
        ("证件", "'110105 19491231 002X", &["19491231", "002X"]),
        ("证件", "440524188001010000", &["440524", "1880"]),
        ("证件", "4.40524E+17", &["4.40524", "E+17"]),
        ("生日", "18051", &["18051"]),
        ("生日", "28051", &["28051", "1976"]),
        ("生日", "1976-10-18 08:30", &["1976", "08:30"]),
        ("生日", "76-10-18", &["76", "10-18"]),
        ("毕业", "1999.1", &["1999"]),
        ("毕业", "1999-10-01", &["1999"]),
        ("住处", "宣武区", &["宣武", "西城"]),
        ("旧址", "广东省广州市番禹区", &["番禹", "番禺"]),
        ("旧址", "鼓楼区", &["鼓楼", "南京"]),
        ("旧址", "广东省东莞市虎门镇", &["虎门", "东莞"]),
        ("次数", "1,234", &["234"]),
        ("比例", "0.7", &["0.7"]),
        ("种类", "1", &["「1」", "「01」", "甲"]),
        ("种类", "乙钟", &["乙"]),
        ("曾住", "'440113、宣武区、番禹", &["440113", "番禺", "宣武", "番禹"]),
    ];

    #[test]
    fn notes_and_reasons_show_nothing_of_sensitive_fields() {
        let policy = Policy::compile([Source::new("例.policy", POLICY)]).unwrap();
        let date = Date::new(2024, 1, 1).unwrap();
        for (field, content, hidden) in CONTENTS {
            let record = BTreeMap::from([(field, content)]);
            let said = |reveal: bool| {
                let judge = policy.record("人").unwrap().with(Options::default().reveal(reveal).full(true));
                let verdict = judge.evaluate(&record, date).unwrap();
                let notes: Vec<String> = verdict.notes().into_iter().map(|note| note.text).collect();
                let findings = verdict.findings().into_iter().filter_map(|finding| finding.message);
                let said = notes.into_iter().chain(findings).collect::<Vec<_>>().join("\n");
                (said, serde_json::to_string(&verdict).unwrap() + &verdict.explain().to_string())
            };
            let (masked, everything) = said(false);
            assert!(!masked.is_empty(), "{field} {content}: nothing is said");
            for part in hidden {
                assert!(!masked.contains(part), "{field} {content}: {masked}");
                assert!(!everything.contains(part), "{field} {content}: {everything}");
            }
            let (revealed, _) = said(true);
            assert!(hidden.iter().any(|part| revealed.contains(part)), "{field} {content}: {revealed}");
        }
    }
}
