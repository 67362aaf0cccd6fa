//! A question as people and forms see it. In: a field or a detail that is to be asked for. Out: its name, what it means, what it takes.

use std::fmt;

use serde::Serialize;

use crate::evaluate::What;
use crate::hir::Type;
use crate::judge::Judge;
use crate::verdict::words;

/// The next question of an interview. Serialises for forms.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Question {
    /// The field as [`crate::Interview::answer`] takes it: `生源地`, `工作经历[0].工作地` for a row, or the name of a 明细.
    pub field: String,
    /// The field in words, `生源地` or `工作经历第1行的工作地`.
    pub label: String,
    /// The policy's own 说明 of the field.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// What may be answered.
    pub answer: AnswerKind,
    /// How to write the answer.
    pub hint: String,
    /// The field is 必填; others may be left out.
    pub required: bool,
    /// What the policy takes an unfilled field for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub assumed: Option<String>,
    /// The answer is not to be shown to others.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub sensitive: bool,
    /// The decisions and checks that depend on the answer; empty for a field that only must be filled in.
    pub needed_by: Vec<String>,
    /// Why what the record holds cannot be used, if it holds something.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refused: Option<String>,
    /// Fields that could matter as far as is known, this one included.
    pub left: usize,
}

/// What may be answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
#[non_exhaustive]
pub enum AnswerKind {
    /// 是否
    YesNo,
    /// One of an enumeration's members.
    Choice {
        /// The members.
        choices: Vec<Choice>,
    },
    /// Any of an enumeration's members, joined by 、
    Choices {
        /// The members.
        choices: Vec<Choice>,
    },
    /// 文本
    Text,
    /// 整数
    Integer,
    /// 小数
    Decimal,
    /// 百分比
    Percent,
    /// 日期
    Date,
    /// 年月
    Month,
    /// 时长
    Duration,
    /// 行政区划
    Place,
    /// Several values, joined by 、
    List,
    /// How many rows a 明细 has.
    Rows,
}

/// A member of an enumeration.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Choice {
    /// Its name, which is the answer.
    pub name: String,
    /// Its code, which is an answer too.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
}

impl fmt::Display for Choice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)
    }
}

impl Question {
    /// The question about a field or the rows of a detail; nothing for what no record holds.
    pub(super) fn about(judge: Judge<'_>, what: What) -> Option<Self> {
        let record = judge.record;
        match what {
            What::Field(id, row) => {
                let field = record.field(id);
                let (name, label) = match (field.detail, row) {
                    (Some(detail), Some(row)) => {
                        let detail = &record.detail(detail).name;
                        (format!("{detail}[{row}].{}", field.name), format!("{detail}第{}行的{}", row + 1, field.name))
                    }
                    _ => (field.name.clone(), field.name.clone()),
                };
                let answer = AnswerKind::of(judge, &field.ty);
                let mut hint = answer.hint().to_string();
                let formats = field.formats.iter().map(|one| match one.format.note() {
                    Some(note) => format!("{}（{note}）", one.format.name()),
                    None => one.format.name().to_string(),
                });
                let formats: Vec<String> = formats.collect();
                if !formats.is_empty() {
                    hint = format!("{hint}；要求是{}", formats.join("、"));
                }
                Some(Self {
                    field: name,
                    label,
                    note: field.note.clone(),
                    answer,
                    hint,
                    required: field.required.is_some(),
                    assumed: field.assume.as_ref().map(|value| words(value, &judge.compiled.program)),
                    sensitive: field.sensitive,
                    needed_by: Vec::new(),
                    refused: None,
                    left: 0,
                })
            }
            What::Detail(id) => {
                let detail = record.detail(id);
                Some(Self {
                    field: detail.name.clone(),
                    label: format!("{}有几行", detail.name),
                    note: detail.note.clone(),
                    answer: AnswerKind::Rows,
                    hint: AnswerKind::Rows.hint().to_string(),
                    required: false,
                    assumed: detail.none_if_absent.then(|| "无".to_string()),
                    sensitive: false,
                    needed_by: Vec::new(),
                    refused: None,
                    left: 0,
                })
            }
            What::Parameter(_) | What::Decision(_) => None,
        }
    }
}

impl AnswerKind {
    fn of(judge: Judge<'_>, ty: &Type) -> Self {
        match ty {
            Type::Bool => Self::YesNo,
            Type::Enum(number) => Self::Choice { choices: choices(judge, *number) },
            Type::Set(element) => match element.as_ref() {
                Type::Enum(number) => Self::Choices { choices: choices(judge, *number) },
                _ => Self::List,
            },
            Type::Integer => Self::Integer,
            Type::Decimal => Self::Decimal,
            Type::Percent => Self::Percent,
            Type::Date => Self::Date,
            Type::Month => Self::Month,
            Type::Duration => Self::Duration,
            Type::Place => Self::Place,
            Type::Text | Type::Wrong => Self::Text,
        }
    }

    fn hint(&self) -> &'static str {
        match self {
            Self::YesNo => "是 或 否",
            Self::Choice { .. } => "选一项",
            Self::Choices { .. } => "选几项，用「、」隔开；一项也没有就写「无」",
            Self::Text => "照实填写",
            Self::Integer => "整数，如 1",
            Self::Decimal => "数，如 1.5",
            Self::Percent => "百分比，如 85%",
            Self::Date => "日期，如 2023-09-01",
            Self::Month => "年月，如 2023-09",
            Self::Duration => "时长，如 4个月",
            Self::Place => "行政区划的全称或代码，如 广东省广州市番禺区",
            Self::List => "几项用「、」隔开；一项也没有就写「无」",
            Self::Rows => "行数，如 1；没有就写 0",
        }
    }
}

fn choices(judge: Judge<'_>, number: u16) -> Vec<Choice> {
    let enumeration = judge.compiled.program.enumerations.get(usize::from(number));
    let members = enumeration.map(|one| one.members.as_slice()).unwrap_or_default();
    members.iter().map(|member| Choice { name: member.name.clone(), code: member.code.clone() }).collect()
}
