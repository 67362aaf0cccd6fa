//! Which columns the results of a batch have: known from the policy and the options, before the first verdict.

use super::options::ResultOptions;
use crate::error::{Error, ErrorKind};
use crate::hir::{DecisionBody, ExprKind, ItemRef, Program, Record, Rows};
use crate::ids::FieldId;
use crate::input::{Schema, Target};
use crate::suggest;

/// Stands for the 标识 of a record whose policy names none.
const NO_KEY: &str = "标识";

/// What the results of a batch show of each record.
#[derive(Clone, Debug)]
pub(crate) struct Layout {
    pub(super) policy: String,
    pub(super) publisher: Option<String>,
    pub(super) record: String,
    /// Name of the 标识 field.
    pub(super) key: String,
    /// Fields shown beside the 标识.
    pub(super) fields: Vec<(FieldId, String)>,
    pub(super) unit: Option<(FieldId, String)>,
    /// Decisions written with rules, and collections.
    pub(super) decisions: Vec<String>,
    pub(super) file: Option<String>,
    /// Headings of the file, with whether their cells may be shown.
    pub(super) headings: Vec<(String, bool)>,
    /// Nothing of the record is 敏感, or everything is to be shown.
    pub(super) is_open: bool,
}

impl Layout {
    pub(crate) fn new(
        program: &Program,
        record: &Record,
        schema: &Schema,
        reveal: bool,
        options: ResultOptions,
    ) -> Result<Self, Error> {
        let fields = match &options.fields {
            Some(names) => names.iter().map(|name| field(record, name)).collect::<Result<_, _>>()?,
            None => own_fields(record),
        };
        let may_be_shown = |heading: &str| match schema.target(heading) {
            Some(Target::Field(id)) => !record.field(id).sensitive,
            _ => false,
        };
        let is_open = reveal || !record.fields.iter().any(|field| field.sensitive);
        Ok(Self {
            policy: program.title.clone(),
            publisher: program.publisher.clone(),
            record: record.name.clone(),
            key: record.key.map_or_else(|| NO_KEY.to_string(), |key| record.field(key).name.clone()),
            fields: fields.into_iter().filter(|(id, _)| Some(*id) != record.key).collect(),
            unit: match &options.unit {
                Some(name) => Some(field(record, name)?),
                None => grouping(record),
            },
            decisions: decisions(record),
            file: options.file,
            headings: options
                .headings
                .into_iter()
                .map(|heading| (may_be_shown(&heading), heading))
                .map(|(shown, heading)| (heading, shown))
                .collect(),
            is_open,
        })
    }
}

/// What says who a record is about: fixed by the register, and no secret.
fn own_fields(record: &Record) -> Vec<(FieldId, String)> {
    let fields = record.fields.iter().enumerate();
    let own = fields.filter(|(_, field)| field.locked && !field.sensitive && field.detail.is_none());
    own.map(|(number, field)| (FieldId::new(number), field.name.clone())).collect()
}

/// The field by which the policy's own tables are grouped.
fn grouping(record: &Record) -> Option<(FieldId, String)> {
    let groups = record.tables.iter().flat_map(|table| match &table.rows {
        Rows::Each(groups) => groups.iter().chain(&table.groups),
        Rows::Records | Rows::Detail(_) => [].iter().chain(&table.groups),
    });
    let mut fields = groups.filter_map(|group| match group.kind {
        ExprKind::Field(id) => Some(id),
        _ => None,
    });
    fields.next().map(|id| (id, record.field(id).name.clone()))
}

fn decisions(record: &Record) -> Vec<String> {
    let decision = |item: &ItemRef| match item {
        ItemRef::Decision(id) => Some(record.decision(*id)),
        _ => None,
    };
    let with_rules =
        record.order.iter().filter_map(decision).filter(|decision| !matches!(decision.body, DecisionBody::Expr { .. }));
    with_rules.map(|decision| decision.name.clone()).collect()
}

fn field(record: &Record, name: &str) -> Result<(FieldId, String), Error> {
    let mut fields = record.fields.iter().enumerate().filter(|(_, field)| field.detail.is_none());
    let found = fields.clone().find(|(_, field)| field.name == name);
    found.map(|(number, field)| (FieldId::new(number), field.name.clone())).ok_or_else(|| {
        let near = suggest::nearest(name, fields.by_ref().map(|(_, field)| field.name.as_str()));
        let hint = near.map_or_else(String::new, |near| format!("；是不是「{near}」？"));
        Error::new(ErrorKind::UnknownName, format!("记录「{}」里没有名为「{name}」的字段{hint}", record.name))
    })
}
