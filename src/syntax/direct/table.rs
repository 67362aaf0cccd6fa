//! Tables.

use super::super::ast::{Column, RowsOf, Split, Table, TableRows};
use super::reader::{ASSIGN, Reader, once};

impl<'a> Reader<'a> {
    pub(super) fn table(&mut self) -> Option<Table<'a>> {
        let name = self.name()?;
        self.skip();
        let title = self.text()?;
        self.skip();
        let (mut groups, mut split) = (Vec::new(), Split::default());
        if self.take("按") {
            self.skip();
            groups = self.exprs()?;
            self.skip();
            if !self.take("分工作表") && self.take("分文件") {
                split = Split::Files;
            }
            self.skip();
        }
        let (mut rows, mut columns, mut total, mut notes, mut basis) = (None, Vec::new(), None, Vec::new(), Vec::new());
        self.block(|reader| {
            let start = reader.at;
            let word = reader.word();
            match word {
                "依据" => return reader.basis(&mut basis),
                "行" | "列" | "合计" | "说明" => reader.take(word),
                _ => return Some(false),
            };
            if word == "合计" {
                return once(&mut total, reader.trimmed(start));
            }
            reader.skip();
            match word {
                "行" => return once(&mut rows, reader.table_rows()?),
                "列" => columns.push(reader.column()?),
                _ => notes.push(reader.text()?),
            }
            Some(true)
        })?;
        Some(Table { name, title, groups, split, rows, columns, total, notes, basis })
    }

    fn table_rows(&mut self) -> Option<TableRows<'a>> {
        if let Some(condition) = self.condition()? {
            return Some(TableRows { of: RowsOf::Records, condition: Some(condition) });
        }
        let of = if self.take("每") {
            self.skip();
            if self.is("列") {
                return None;
            }
            RowsOf::Each(self.exprs()?)
        } else if self.is("列") {
            return None;
        } else {
            RowsOf::Detail(self.name()?)
        };
        self.skip();
        Some(TableRows { of, condition: self.condition()? })
    }

    fn column(&mut self) -> Option<Column<'a>> {
        let heading = self.string()?;
        self.skip();
        self.expect_sign(ASSIGN)?;
        let value = self.expr()?;
        self.skip();
        Some(Column { heading, value, condition: self.condition()? })
    }
}
