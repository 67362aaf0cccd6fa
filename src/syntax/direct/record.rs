//! Records: keys, groups, details, fields with their attributes.

use super::super::ast::{Attribute, Detail, Field, Record, RecordItem, Severity};
use super::reader::{COLON, Reader};

impl<'a> Reader<'a> {
    pub(super) fn record(&mut self) -> Option<Record<'a>> {
        let name = self.named_block()?;
        let mut items = Vec::new();
        self.block(|reader| reader.record_item(&mut items))?;
        Some(Record { name, items })
    }

    fn record_item(&mut self, items: &mut Vec<RecordItem<'a>>) -> Option<bool> {
        let word = self.word();
        if matches!(word, "标识" | "分组" | "明细") && !self.comes_after(word, COLON) {
            items.push(match word {
                "标识" => {
                    self.expect(word)?;
                    let name = self.name()?;
                    self.skip();
                    (!self.rest().starts_with([':', '：'])).then_some(RecordItem::Key(name))?
                }
                "分组" => {
                    self.expect(word)?;
                    let name = self.named_block()?;
                    let mut inside = Vec::new();
                    self.block(|reader| {
                        let is_deeper = reader.is("分组") || reader.is("标识");
                        if is_deeper && !reader.comes_after(reader.word(), COLON) {
                            return None;
                        }
                        reader.record_item(&mut inside)
                    })?;
                    RecordItem::Group(name, inside)
                }
                _ => {
                    self.expect(word)?;
                    RecordItem::Detail(self.detail()?)
                }
            });
            return Some(true);
        }
        let Some(field) = self.field()? else { return Some(false) };
        items.push(RecordItem::Field(field));
        Some(true)
    }

    fn detail(&mut self) -> Option<Detail<'a>> {
        let name = self.name()?;
        let (mut applies, mut none_if_absent, mut columns) = (None, false, Vec::new());
        let (mut note, mut basis, mut fields) = (None, Vec::new(), Vec::new());
        self.many(|reader| {
            if reader.is("适用") {
                return reader.once_applies(&mut applies);
            }
            if reader.take("视为") {
                reader.skip();
                none_if_absent = reader.take("无");
                return none_if_absent.then_some(true);
            }
            if reader.take("列名") {
                reader.skip();
                columns.extend(reader.texts()?);
                return Some(true);
            }
            Some(reader.basis(&mut basis)? || reader.once_text("说明", &mut note)?)
        })?;
        self.skip();
        self.block(|reader| {
            let Some(field) = reader.field()? else { return Some(false) };
            fields.push(field);
            Some(true)
        })?;
        Some(Detail { name, applies, none_if_absent, columns, note, basis, fields })
    }

    /// Nothing inside if no name stands here.
    fn field(&mut self) -> Option<Option<Field<'a>>> {
        if !self.begins_name() {
            return Some(None);
        }
        let name = self.name()?;
        self.skip();
        self.expect_sign(COLON)?;
        let ty = self.type_name()?;
        let mut attributes = Vec::new();
        self.many(|reader| {
            let word = reader.word();
            if !ATTRIBUTES.contains(&word) || reader.comes_after(word, COLON) {
                return Some(false);
            }
            attributes.push(reader.attribute(word)?);
            Some(true)
        })?;
        Some(Some(Field { name, ty, attributes }))
    }

    fn attribute(&mut self, word: &str) -> Option<Attribute<'a>> {
        let start = self.at;
        if word == "依据" {
            let mut list = Vec::new();
            self.basis(&mut list)?;
            return list.pop().map(Attribute::Basis);
        }
        self.take(word);
        if word == "锁定" {
            return Some(Attribute::Locked { span: self.trimmed(start) });
        }
        if word == "敏感" {
            return Some(Attribute::Sensitive { span: self.trimmed(start) });
        }
        self.skip();
        Some(match word {
            "必填" => {
                let condition = self.condition()?;
                Attribute::Required { condition, span: self.trimmed(start) }
            }
            "适用" => {
                let condition = self.condition()??;
                Attribute::Applies { condition, span: self.trimmed(start) }
            }
            "占位" => Attribute::Placeholder(self.texts()?),
            "格式" => {
                let name = self.name()?;
                self.skip();
                if self.is("匹配") {
                    return None;
                }
                let condition = self.condition()?;
                self.skip();
                // 说明 after it is the note of the field.
                let severity = if self.is("说明") { None } else { self.severity() };
                Attribute::Format { name, condition, severity }
            }
            "视为" => {
                let value = self.expr()?;
                Attribute::Assume { value, span: self.trimmed(start) }
            }
            "列名" => Attribute::Columns(self.texts()?),
            _ => Attribute::Note(self.text()?),
        })
    }

    /// `阻断`, `复核`, `提醒` or `说明`.
    pub(super) fn severity(&mut self) -> Option<Severity> {
        let words = [("阻断", Severity::Block), ("复核", Severity::Review), ("提醒", Severity::Warn), ("说明", Severity::Advise)];
        words.into_iter().find(|(word, _)| self.take(word)).map(|(_, severity)| severity)
    }
}

const ATTRIBUTES: [&str; 10] = ["必填", "适用", "锁定", "敏感", "占位", "格式", "视为", "列名", "说明", "依据"];
