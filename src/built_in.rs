//! What a 表格 knows of a record besides its own fields: the conclusion, and rows for what a person has to decide and for every problem.
//! In: a typed record. Out: the record with these fields behind its own. Never says what their values are.

use crate::hir::{Detail, Enumeration, Field, Member, Record, Type};
use crate::ids::{DetailId, FieldId};
use crate::value::Value;

/// The field that holds what a record comes to.
pub(crate) const CONCLUSION: &str = "结论";

/// Its members, in the order in which they are looked for.
pub(crate) const CONCLUSIONS: [&str; 6] = ["不适用", "须修改", "须复核", "待定", "有提醒", "通过"];

/// Word for the number of a row; alone in a column.
pub(crate) const ROW_NUMBER: &str = "行号";

/// Word for how many records; alone in a column of a table with a row for each value.
pub(crate) const COUNT: &str = "人数";

/// What has rows like a 明细, but comes from the verdict.
pub(crate) struct RowSource {
    pub(crate) name: &'static str,
    fields: &'static [(&'static str, Kind)],
}

#[derive(Clone, Copy)]
enum Kind {
    Text,
    /// The enumeration with this number among the built-in ones.
    Enum(u16),
}

pub(crate) const REVIEWS: usize = 0;
pub(crate) const PROBLEMS: usize = 1;

/// The sources, in the order of their numbers.
pub(crate) const SOURCES: [RowSource; 2] = [
    RowSource { name: "复核事项", fields: &[("事项", Kind::Text), ("原因", Kind::Text), ("建议", Kind::Text)] },
    RowSource {
        name: "问题",
        fields: &[
            ("事项", Kind::Text),
            ("级别", Kind::Enum(1)),
            ("状态", Kind::Enum(2)),
            ("字段", Kind::Text),
            ("提示", Kind::Text),
            ("办理人", Kind::Text),
            ("办理", Kind::Text),
            ("期限", Kind::Text),
            ("依据", Kind::Text),
        ],
    },
];

/// Severities, in the order of [`Kind::Enum`] 1.
pub(crate) const SEVERITIES: [&str; 4] = ["阻断", "复核", "提醒", "说明"];
/// States of a problem, in the order of [`Kind::Enum`] 2.
pub(crate) const STATES: [&str; 2] = ["违反", "待定"];

/// The enumerations of the built-in fields.
pub(crate) fn enumerations() -> [Enumeration; 3] {
    let enumeration = |name: &str, members: &[&str]| Enumeration {
        name: name.to_string(),
        members: members.iter().map(|name| Member { name: (*name).to_string(), code: None, aliases: Vec::new() }).collect(),
        ordered: false,
    };
    [enumeration(CONCLUSION, &CONCLUSIONS), enumeration("问题级别", &SEVERITIES), enumeration("问题状态", &STATES)]
}

/// Whether a word means something in tables alone.
pub(crate) fn is_word(word: &str) -> bool {
    [CONCLUSION, ROW_NUMBER, COUNT].contains(&word) || SOURCES.iter().any(|source| source.name == word)
}

impl RowSource {
    pub(crate) fn width(&self) -> usize {
        self.fields.len()
    }

    pub(crate) fn field_names(&self) -> impl Iterator<Item = &'static str> {
        self.fields.iter().map(|(name, _)| *name)
    }
}

/// Where the built-in fields stand behind those of a record.
#[derive(Clone, Copy)]
pub(crate) struct Places {
    /// Number of the record's own fields.
    pub(crate) fields: usize,
    /// Number of its own 明细.
    pub(crate) details: usize,
    /// Number of the first built-in enumeration.
    pub(crate) enumerations: u16,
}

impl Places {
    pub(crate) fn conclusion(self) -> FieldId {
        FieldId::new(self.fields)
    }

    pub(crate) fn conclusion_type(self) -> Type {
        Type::Enum(self.enumerations)
    }

    pub(crate) fn detail(self, source: usize) -> DetailId {
        DetailId::new(self.details + source)
    }

    /// The source that a detail is, if it is none of the record's own.
    pub(crate) fn source(self, detail: DetailId) -> Option<(usize, &'static RowSource)> {
        let number = detail.index().checked_sub(self.details)?;
        SOURCES.get(number).map(|source| (number, source))
    }

    /// The fields of a source with their types.
    pub(crate) fn source_fields(self, number: usize) -> impl Iterator<Item = (FieldId, &'static str, Type)> {
        let before: usize = SOURCES.iter().take(number).map(RowSource::width).sum();
        let first = self.fields + 1 + before;
        let fields = SOURCES.get(number).map_or(&[][..], |source| source.fields);
        (first..).zip(fields).map(move |(index, (name, kind))| {
            let ty = match kind {
                Kind::Text => Type::Text,
                Kind::Enum(number) => Type::Enum(self.enumerations + number),
            };
            (FieldId::new(index), *name, ty)
        })
    }
}

impl Record {
    /// What tables may ask of the record, with the built-in fields and row sources behind its own.
    pub(crate) fn with_built_in(&self, enumerations: u16) -> Record {
        let places = Places { fields: self.fields.len(), details: self.details.len(), enumerations };
        let mut record = Record {
            name: self.name.clone(),
            key: self.key,
            fields: self.fields.clone(),
            details: self.details.clone(),
            scope: self.scope.clone(),
            decisions: self.decisions.clone(),
            processes: self.processes.clone(),
            order: self.order.clone(),
            ..Record::default()
        };
        record.fields.push(built_in_field(CONCLUSION, places.conclusion_type(), None));
        for (number, source) in SOURCES.iter().enumerate() {
            let mut fields = Vec::new();
            for (field, name, ty) in places.source_fields(number) {
                fields.push(field);
                record.fields.push(built_in_field(name, ty, Some(places.detail(number))));
            }
            record.details.push(Detail {
                name: source.name.to_string(),
                applies: None,
                none_if_absent: true,
                note: None,
                columns: Vec::new(),
                fields,
                span: self.fields.first().map(|field| field.span).unwrap_or_default(),
            });
        }
        record
    }
}

fn built_in_field(name: &str, ty: Type, detail: Option<DetailId>) -> Field {
    // What a verdict leaves out counts as empty text, so that conditions on it are never unknown.
    let assume = (ty == Type::Text).then(|| Value::Text("".into()));
    Field {
        name: name.to_string(),
        ty,
        detail,
        applies: None,
        required: None,
        formats: Vec::new(),
        locked: false,
        sensitive: false,
        placeholders: Vec::new(),
        assume,
        note: None,
        columns: Vec::new(),
        basis: Vec::new(),
        span: crate::span::Span::default(),
    }
}
