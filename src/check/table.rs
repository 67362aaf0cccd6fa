//! Tables: what has a row, what each column shows, which words only a table knows.
//! In: the tree of a 表格 and the checked record. Out: the typed table. Says nothing of how it is filled.

use super::expr::wrong;
use super::{Checker, Row, constant};
use crate::built_in::{CONCLUSION, COUNT, Places, ROW_NUMBER, SOURCES};
use crate::diagnostic::{self, Diagnostic};
use crate::hir::{self, ColumnValue, Expr, ExprKind, Piece, Rows, Template, Type};
use crate::ids::{DetailId, FieldId};
use crate::resolve::{RecordSymbols, Symbol};
use crate::span::Span;
use crate::syntax::ast::{self, RowsOf};
use crate::value::Value;

impl<'s, 't, 'a> Checker<'s, 't, 'a> {
    pub(super) fn tables(&mut self, symbols: &'s RecordSymbols<'t, 'a>, record: &mut hir::Record) {
        let enumerations = self.program.table_enumerations;
        self.table = Some(Places { fields: symbols.fields.len(), details: symbols.details.len(), enumerations });
        for table in symbols.tables.values() {
            let table = self.one_table(table, record);
            record.tables.push(table);
        }
        self.table = None;
    }

    fn one_table(&mut self, table: &ast::Table<'a>, record: &hir::Record) -> hir::Table {
        let rows = match table.rows.as_ref().map(|rows| &rows.of) {
            None | Some(RowsOf::Records) => Some(Rows::Records),
            Some(RowsOf::Detail(name)) => self.rows_of(name).map(Rows::Detail),
            Some(RowsOf::Each(each)) => Some(Rows::Each(each.iter().map(|each| self.expr(each, None, None)).collect())),
        };
        let groups: Vec<Expr> = table.groups.iter().map(|group| self.group(group, rows.as_ref())).collect();
        let settling: Vec<Expr> = match &rows {
            Some(Rows::Each(each)) => groups.iter().chain(each).cloned().collect(),
            _ => groups.clone(),
        };
        let filter = table.rows.as_ref().and_then(|rows| rows.condition.as_ref());
        // Fields of unknown rows would all be blamed.
        let (filter, columns) = match &rows {
            None => (None, Vec::new()),
            Some(rows) => {
                let row = row_of(rows);
                let filter = filter.map(|condition| self.condition(condition, row));
                (filter, table.columns.iter().map(|column| self.column(column, rows, &settling, record)).collect())
            }
        };
        self.headings(table, &columns);
        self.total(table, &columns);
        self.basis(&table.basis);
        let conclusion = self.table.map(Places::conclusion);
        let mut asks_conclusion = false;
        filter.iter().for_each(|filter| {
            filter.walk(&mut |inner| asks_conclusion |= matches!(inner.kind, ExprKind::Field(field) if Some(field) == conclusion));
        });
        hir::Table {
            name: table.name.node.to_string(),
            title: self.settled_text(&table.title, &groups, record),
            split: table.split,
            beyond_scope: asks_conclusion || matches!(rows, Some(Rows::Each(_))),
            rows: rows.unwrap_or(Rows::Records),
            filter,
            columns,
            has_total: table.total.is_some(),
            notes: table.notes.iter().map(|note| self.settled_text(note, &groups, record)).collect(),
            groups,
        }
    }

    /// What a table is grouped by, which is about the record and not about a row of it.
    fn group(&mut self, group: &ast::Expr<'a>, rows: Option<&Rows>) -> Expr {
        let row = rows.and_then(row_of);
        if let Some((name, detail)) = bare(group).zip(row)
            && !self.is_own(name, None)
            && self.find_row_field(name, detail).is_some()
        {
            self.report(
                Diagnostic::new(diagnostic::BAD_TABLE, group.span, format!("不能按「{name}」分组，它是各行自己的"))
                    .label("同一个人的几行，这里不一定相同")
                    .help("「按」后面写记录的字段或判定，例如院系"),
            );
            return wrong(group.span);
        }
        self.expr(group, None, None)
    }

    /// The 明细 or row source after 行.
    fn rows_of(&mut self, name: &ast::Name<'a>) -> Option<DetailId> {
        let symbol = self.record.and_then(|symbols| symbols.names.get(name.node.as_ref()).copied());
        if symbol.is_none_or(|symbol| matches!(symbol, Symbol::Detail(_))) {
            return self.detail(name);
        }
        self.report(
            Diagnostic::new(diagnostic::BAD_TABLE, name.span, format!("「{}」不是明细，不能一行一行列出", name.node))
                .label("「行」后面要明细、「每」或「当」")
                .help(format!("每个值一行写「行 每 {}」；只列一部分人写「行 当 条件」", name.node)),
        );
        None
    }

    // ------------------------------------------------------------ columns

    fn column(&mut self, column: &ast::Column<'a>, rows: &Rows, settling: &[Expr], record: &hir::Record) -> hir::Column {
        let heading = self.heading(&column.heading);
        let row = row_of(rows);
        let each = matches!(rows, Rows::Each(_));
        if each && bare(&column.value) == Some(COUNT) {
            let condition = column.condition.as_ref().map(|condition| self.condition(condition, None));
            return hir::Column { heading, value: ColumnValue::Count(condition) };
        }
        if let Some(condition) = &column.condition {
            self.report(
                Diagnostic::new(diagnostic::BAD_TABLE, condition.span, "这一列不能写「当」")
                    .label("「当」只能跟在「人数」后面")
                    .help("按条件显示不同内容的，写成「若 条件 则 … 否则 …」；只列一部分人，写在「行 当 …」里"),
            );
        }
        if bare(&column.value) == Some(ROW_NUMBER) && !self.is_own(ROW_NUMBER, row) {
            return hir::Column { heading, value: ColumnValue::RowNumber };
        }
        let value = self.expr(&column.value, None, row);
        if each && let Some(open) = unsettled(&value, settling) {
            let problem = Diagnostic::new(diagnostic::BAD_TABLE, open.span, "这一行有好几个人，不知道取谁的")
                .label("同一行的人，这里不一定相同")
                .help("「行 每 …」的表里，列只能写「每」后面的内容，或「人数」「人数 当 条件」");
            self.report(problem);
        }
        let sensitive = record.shows_sensitive(&value);
        hir::Column { heading, value: ColumnValue::Value { value, sensitive } }
    }

    /// A heading is the same for the whole table, so that only parameters may stand in it.
    fn heading(&mut self, text: &ast::Text<'a>) -> String {
        let mut heading = String::new();
        for piece in self.template(text).pieces {
            match piece {
                Piece::Text(text) => heading.push_str(&text),
                Piece::Value { value, .. } => match constant(&value) {
                    Some(Value::Text(text)) => heading.push_str(&text),
                    _ if value.ty == Type::Wrong => {}
                    _ => self.report(
                        Diagnostic::new(diagnostic::BAD_TABLE, value.span, "表头里只能用文字的参数")
                            .label("这里不是固定的文字")
                            .help("直接写出文字，或先写「参数 名称 = \"文字\"」"),
                    ),
                },
            }
        }
        heading
    }

    fn headings(&mut self, table: &ast::Table<'a>, columns: &[hir::Column]) {
        if table.columns.is_empty() {
            self.report(
                Diagnostic::new(diagnostic::BAD_TABLE, table.name.span, format!("表格「{}」一列也没有", table.name.node))
                    .label("没有「列」")
                    .help("写上「列 \"表头\" = 栏目」"),
            );
        }
        let mut seen: Vec<(&str, Span)> = Vec::new();
        for (column, written) in columns.iter().zip(&table.columns) {
            let span = written.heading.span;
            match seen.iter().find(|(heading, _)| *heading == column.heading) {
                Some((heading, first)) => self.report(
                    Diagnostic::new(diagnostic::DUPLICATE_NAME, span, format!("表头「{heading}」已经用过"))
                        .label("这里又用了一次")
                        .also(*first, "第一次在这里")
                        .help("给其中一列换一个表头"),
                ),
                None => seen.push((&column.heading, span)),
            }
        }
    }

    fn total(&mut self, table: &ast::Table<'a>, columns: &[hir::Column]) {
        let has_count = columns.iter().any(|column| matches!(column.value, ColumnValue::Count(_)));
        if let Some(span) = table.total.filter(|_| !has_count && !columns.is_empty()) {
            self.report(
                Diagnostic::new(diagnostic::BAD_TABLE, span, "没有可以合计的列")
                    .label("这里要合计")
                    .help("只有「人数」的列可以合计：写成「行 每 …」的表，加上「列 \"…\" = 人数」；或去掉「合计」"),
            );
        }
    }

    /// A title or remark: the same for everyone in a group.
    fn settled_text(&mut self, text: &ast::Text<'a>, groups: &[Expr], record: &hir::Record) -> Template {
        let mut template = self.template(text);
        for piece in &mut template.pieces {
            let Piece::Value { value, sensitive } = piece else { continue };
            *sensitive = record.shows_sensitive(value);
            if let Some(open) = unsettled(value, groups) {
                self.report(
                    Diagnostic::new(diagnostic::BAD_TABLE, open.span, "标题和说明里的内容，整张表要相同")
                        .label("各人不一定相同，不知道取谁的")
                        .help("只能写「按」后面的内容和参数；要一组一张表，先写「按 …」"),
                );
            }
        }
        template
    }

    // ------------------------------------------------------------ words that only a table knows

    /// The record, its rows or the parameters have the name, which then means theirs.
    fn is_own(&self, name: &str, row: Row) -> bool {
        let in_record = self.record.is_some_and(|symbols| symbols.names.contains_key(name));
        let in_row = row.is_some_and(|detail| self.find_row_field(name, detail).is_some());
        in_record || in_row || self.symbols.parameters.contains_key(name)
    }

    pub(super) fn known_in_table(&mut self, name: &ast::Name<'_>) -> Option<Expr> {
        let places = self.table?;
        let span = name.span;
        let word = name.node.as_ref();
        if word == CONCLUSION {
            return Some(Expr { kind: ExprKind::Field(places.conclusion()), ty: places.conclusion_type(), span });
        }
        if self.row_source(word).is_some() {
            return Some(self.misused(name, "行的来源", "写成「行 问题」这样，或用 任一、全部、计数、汇总 来问它的各行"));
        }
        let cure = match word {
            ROW_NUMBER => "单独写成一列：列 \"序号\" = 行号",
            COUNT => "在「行 每 …」的表里单独写成一列：列 \"人数\" = 人数，或 列 \"…\" = 人数 当 条件",
            _ => return None,
        };
        self.report(
            Diagnostic::new(diagnostic::BAD_TABLE, span, format!("「{word}」不能写在这里")).label("这里要一个值").help(cure),
        );
        Some(wrong(span))
    }

    /// Names for suggestions and for telling names from words.
    pub(super) fn table_words(&self, row: Row) -> Vec<&'static str> {
        if self.table.is_none() {
            return Vec::new();
        }
        let words = [CONCLUSION, ROW_NUMBER, COUNT].into_iter();
        words.chain(self.row_source_names()).chain(self.source_field_names(row)).collect()
    }

    pub(super) fn row_source(&self, name: &str) -> Option<DetailId> {
        let places = self.table?;
        SOURCES.iter().position(|source| source.name == name).map(|number| places.detail(number))
    }

    pub(super) fn row_source_names(&self) -> Vec<&'static str> {
        self.table.map_or_else(Vec::new, |_| SOURCES.iter().map(|source| source.name).collect())
    }

    pub(super) fn source_field(&self, name: &str, detail: DetailId) -> Option<(FieldId, Type)> {
        let places = self.table?;
        let (number, _) = places.source(detail)?;
        places.source_fields(number).find(|(_, field, _)| *field == name).map(|(field, _, ty)| (field, ty))
    }

    pub(super) fn source_field_names(&self, row: Row) -> Vec<&'static str> {
        let source = self.table.zip(row).and_then(|(places, detail)| places.source(detail));
        source.map(|(_, source)| source.field_names().collect()).unwrap_or_default()
    }
}

fn row_of(rows: &Rows) -> Row {
    match rows {
        Rows::Detail(detail) => Some(*detail),
        Rows::Records | Rows::Each(_) => None,
    }
}

/// The only word of an expression.
fn bare<'e>(expr: &'e ast::Expr<'_>) -> Option<&'e str> {
    match &expr.kind {
        ast::ExprKind::Path(path) => match path.as_slice() {
            [name] => Some(name.node.as_ref()),
            _ => None,
        },
        _ => None,
    }
}

/// The first part that may differ between records for which these expressions are the same.
fn unsettled<'e>(expr: &'e Expr, settling: &[Expr]) -> Option<&'e Expr> {
    if settling.contains(expr) {
        return None;
    }
    match &expr.kind {
        ExprKind::Const(_) | ExprKind::Unset(_) | ExprKind::Today | ExprKind::Wrong => None,
        ExprKind::Field(_)
        | ExprKind::Decision(_)
        | ExprKind::Filled(_)
        | ExprKind::DetailFilled(_)
        | ExprKind::Quantified { .. }
        | ExprKind::Selected { .. }
        | ExprKind::Gathered { .. }
        | ExprKind::Test { .. }
        | ExprKind::ProcessDone(_)
        | ExprKind::CurrentStep(_) => Some(expr),
        _ => expr.parts().into_iter().find_map(|part| unsettled(part, settling)),
    }
}
