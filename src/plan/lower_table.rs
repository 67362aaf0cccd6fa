//! Tables to plans of their own: only what a table asks for is computed, and judging a record computes nothing for tables.

use super::lower::Builder;
use super::{ColumnPlan, Op, Plan, TablePlan};
use crate::built_in::{Places, SOURCES};
use crate::hir::{ColumnValue, Expr, Piece, Record, Rows, Table, Template};
use crate::ids::DetailId;

/// The plans of a record's tables, in their order. `enumerations` is the number of the first that only tables know.
pub(crate) fn lower_tables(record: &Record, enumerations: u16) -> Vec<TablePlan> {
    if record.tables.is_empty() {
        return Vec::new();
    }
    let places = Places { fields: record.fields.len(), details: record.details.len(), enumerations };
    let extended = record.with_built_in(enumerations);
    record.tables.iter().map(|table| lower_table(&extended, table, places)).collect()
}

fn lower_table(record: &Record, table: &Table, places: Places) -> TablePlan {
    let mut builder = Builder::new(record);
    let rows = match table.rows {
        Rows::Detail(detail) => Some(detail),
        Rows::Records | Rows::Each(_) => None,
    };
    builder.in_order(record.evaluation_order_of(rows, table.exprs()));
    let each = match &table.rows {
        Rows::Each(each) => builder.exprs(each),
        Rows::Records | Rows::Detail(_) => Vec::new(),
    };
    let groups = builder.exprs(&table.groups);
    let filter = table.filter.as_ref().map(|filter| builder.expr(filter));
    let mut columns = Vec::new();
    for column in &table.columns {
        columns.push(match &column.value {
            ColumnValue::RowNumber => ColumnPlan::RowNumber,
            ColumnValue::Value { value, sensitive } => ColumnPlan::Value { node: builder.expr(value), sensitive: *sensitive },
            ColumnValue::Count(condition) => ColumnPlan::Count(condition.as_ref().map(|condition| builder.expr(condition))),
        });
    }
    let title = builder.template(&table.title);
    let notes = table.notes.iter().map(|note| builder.template(note)).collect();
    let plan = builder.finish();
    let needs_conclusion = plan.nodes.iter().any(|node| node.op == Op::Field(places.conclusion()));
    let asked = |detail: DetailId| rows == Some(detail) || asks(&plan, detail);
    let needs_sources = (0..SOURCES.len()).map(|number| asked(places.detail(number))).collect();
    TablePlan { plan, title, notes, groups, each, filter, columns, needs_conclusion, needs_sources }
}

/// Whether a plan reads the rows of a detail.
fn asks(plan: &Plan, wanted: DetailId) -> bool {
    plan.nodes.iter().any(|node| match &node.op {
        Op::DetailFilled(detail)
        | Op::Any { detail, .. }
        | Op::All { detail, .. }
        | Op::Count { detail, .. }
        | Op::Selected { detail, .. }
        | Op::Gathered { detail, .. } => *detail == wanted,
        _ => false,
    })
}

impl Table {
    /// Every expression of the table.
    fn exprs(&self) -> Vec<&Expr> {
        let mut exprs: Vec<&Expr> = self.groups.iter().chain(&self.filter).collect();
        if let Rows::Each(each) = &self.rows {
            exprs.extend(each);
        }
        exprs.extend(self.columns.iter().filter_map(|column| match &column.value {
            ColumnValue::RowNumber => None,
            ColumnValue::Value { value, .. } => Some(value),
            ColumnValue::Count(condition) => condition.as_ref(),
        }));
        let texts = std::iter::once(&self.title).chain(&self.notes);
        exprs.extend(texts.flat_map(|text: &Template| &text.pieces).filter_map(|piece| match piece {
            Piece::Value { value, .. } => Some(value),
            Piece::Text(_) => None,
        }));
        exprs
    }
}
