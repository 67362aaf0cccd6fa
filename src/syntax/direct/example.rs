//! Examples: what is given, what is expected.

use std::borrow::Cow;

use super::super::ast::{Example, ExampleRows, Expectation, Expected, Given, GivenValue, Text};
use super::super::cursor::half_width;
use super::reader::{ASSIGN, DOT, Reader};

/// What may come of an item, besides a value.
const OUTCOMES: [&str; 8] = ["复核", "待定", "冲突", "无规则", "不适用", "违反", "满足", "已完成"];

impl<'a> Reader<'a> {
    pub(super) fn example(&mut self) -> Option<Example<'a>> {
        let name = self.name()?;
        self.skip();
        let mut base = None;
        if self.take("基于") {
            self.skip();
            base = Some(self.name()?);
            self.skip();
        }
        let (mut givens, mut rows, mut expectations) = (Vec::new(), Vec::new(), Vec::new());
        self.block(|reader| {
            let word = reader.word();
            if matches!(word, "期望" | "明细") && !reader.comes_after(word, ASSIGN) {
                match word {
                    "期望" => expectations.push(reader.expectation()?),
                    _ => rows.push(reader.example_rows()?),
                }
                return Some(true);
            }
            reader.given(&mut givens)
        })?;
        Some(Example { name, base, givens, rows, expectations })
    }

    fn given(&mut self, givens: &mut Vec<Given<'a>>) -> Option<bool> {
        if !self.begins_name() {
            return Some(false);
        }
        let name = self.name()?;
        self.skip();
        self.expect_sign(ASSIGN)?;
        let value = self.given_value()?;
        givens.push(Given { name, value });
        Some(true)
    }

    fn given_value(&mut self) -> Option<GivenValue<'a>> {
        if self.take("未填") {
            return Some(GivenValue::Missing);
        }
        let start = self.at;
        if self.take("无效") {
            self.skip();
            if self.begins_string() {
                return self.text().map(GivenValue::Invalid);
            }
            self.at = start;
        }
        self.expr().map(GivenValue::Expr)
    }

    fn example_rows(&mut self) -> Option<ExampleRows<'a>> {
        self.expect("明细")?;
        let detail = self.name()?;
        self.skip();
        if self.take("无") {
            return Some(ExampleRows { detail, rows: Some(Vec::new()) });
        }
        if self.take("未填") {
            return Some(ExampleRows { detail, rows: None });
        }
        let mut rows = vec![self.row()?];
        self.many(|reader| {
            if !reader.rest().starts_with(['{', '｛']) {
                return Some(false);
            }
            rows.push(reader.row()?);
            Some(true)
        })?;
        Some(ExampleRows { detail, rows: Some(rows) })
    }

    fn row(&mut self) -> Option<Vec<Given<'a>>> {
        let mut row = Vec::new();
        self.block(|reader| {
            let read = reader.given(&mut row)?;
            if read {
                reader.optional_comma();
            }
            Some(read)
        })?;
        Some(row)
    }

    fn expectation(&mut self) -> Option<Expectation<'a>> {
        let start = self.at;
        self.expect("期望")?;
        let target = self.name()?;
        self.skip();
        self.expect_sign(ASSIGN)?;
        let expected = self.expected()?;
        let (mut because, mut needs) = (Vec::new(), None);
        self.many(|reader| {
            if reader.take("因") {
                reader.skip();
                because.extend(reader.names()?);
                return Some(true);
            }
            if !reader.take("需") {
                return Some(false);
            }
            reader.skip();
            needs.get_or_insert_with(Vec::new).extend(reader.listed(Self::begins_name, Self::need)?);
            Some(true)
        })?;
        Some(Expectation { target, expected, because, needs, span: self.trimmed(start) })
    }

    fn expected(&mut self) -> Option<Expected<'a>> {
        let start = self.at;
        let word = self.word();
        if OUTCOMES.contains(&word) {
            self.take(word);
            return Some(Expected::Word(self.spanned(half_width(word), start)));
        }
        self.expr().map(Expected::Value)
    }

    /// `a` or `工作经历[0].工作地`, as written.
    fn need(&mut self) -> Option<Text<'a>> {
        let start = self.at;
        self.name()?;
        if self.rest().starts_with(['[', '［']) {
            self.row_index()?;
            self.sign(DOT).then_some(())?;
            self.name()?;
        }
        let text = half_width(self.since(start)).replace(['「', '」'], "");
        Some(self.spanned(Cow::Owned(text), start))
    }
}
