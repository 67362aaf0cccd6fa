//! What stands in a 表格. One function a rule of the grammar.

use pest::iterators::Pair;

use super::Lowering;
use super::ast::{Column, RowsOf, Split, Table, TableRows};
use super::grammar::Rule;

type Node<'a> = Pair<'a, Rule>;

impl Lowering<'_> {
    pub(super) fn table<'a>(&mut self, pair: Node<'a>) -> Option<Table<'a>> {
        let (mut name, mut title, mut groups, mut split) = (None, None, Vec::new(), Split::default());
        let (mut rows, mut columns, mut total, mut notes, mut basis) = (None, Vec::new(), None, Vec::new(), Vec::new());
        let mut seen = Vec::new();
        for child in self.base().children(pair) {
            let span = self.base().trimmed(&child);
            match child.as_rule() {
                Rule::name => name = Some(self.exprs.name(&child)),
                Rule::text => title = Some(self.exprs.text(child)),
                Rule::table_groups => {
                    if self.base().children(child.clone()).any(|part| part.as_rule() == Rule::kw_in_files) {
                        split = Split::Files;
                    }
                    groups = self.exprs.exprs(child);
                }
                Rule::table_rows => {
                    let found = self.table_rows(child);
                    self.once(&mut seen, &mut rows, Some(found), span, "行");
                }
                Rule::column => columns.extend(self.column(child)),
                Rule::table_total => self.once(&mut seen, &mut total, Some(span), span, "合计"),
                Rule::note => notes.extend(self.inner_text(child)),
                Rule::basis => basis.extend(self.basis(child)),
                _ => {}
            }
        }
        Some(Table { name: name?, title: title?, groups, split, rows, columns, total, notes, basis })
    }

    fn table_rows<'a>(&mut self, pair: Node<'a>) -> TableRows<'a> {
        let (mut of, mut condition) = (RowsOf::Records, None);
        for child in self.base().children(pair) {
            match child.as_rule() {
                Rule::name => of = RowsOf::Detail(self.exprs.name(&child)),
                Rule::rows_each => of = RowsOf::Each(self.exprs.exprs(child)),
                Rule::condition => condition = self.inner_expr(child),
                _ => {}
            }
        }
        TableRows { of, condition }
    }

    fn column<'a>(&mut self, pair: Node<'a>) -> Option<Column<'a>> {
        let (mut heading, mut value, mut condition) = (None, None, None);
        for child in self.base().children(pair) {
            match child.as_rule() {
                Rule::string => heading = Some(self.exprs.string(&child)),
                Rule::expr => value = Some(self.exprs.expr(child)),
                Rule::condition => condition = self.inner_expr(child),
                _ => {}
            }
        }
        Some(Column { heading: heading?, value: value?, condition })
    }
}
