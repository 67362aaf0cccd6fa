//! Items of a file: head, documents, parameters, formats, enums, roles.

use super::super::ast::{Basis, Clause, Document, Enumeration, Format, Item, Member, Name, Parameter, PolicyHead, Text};
use super::super::lower_expr::number_parts;
use super::reader::{ASSIGN, COLON, COMMA, Reader, once};

impl<'a> Reader<'a> {
    pub(super) fn item(&mut self) -> Option<Item<'a>> {
        let word = self.word();
        self.expect(word)?;
        Some(match word {
            "政策" => Item::Policy(self.policy()?),
            "文件" => Item::Document(self.document()?),
            "参数" => Item::Parameter(self.parameter()?),
            "格式" => Item::Format(self.format()?),
            "枚举" => Item::Enumeration(self.enumeration()?),
            "角色" => Item::Roles(self.roles()?),
            "记录" => Item::Record(self.record()?),
            "规则" => Item::Rules(self.rules()?),
            _ => return None,
        })
    }

    fn policy(&mut self) -> Option<PolicyHead<'a>> {
        let title = self.text()?;
        self.skip();
        let (mut year, mut publisher, mut date, mut note) = (None, None, None, None);
        self.block(|reader| {
            if reader.take("届别") {
                reader.skip();
                return once(&mut year, reader.number()?);
            }
            if reader.take("发布") {
                reader.skip();
                return once(&mut publisher, reader.text()?);
            }
            if reader.take("评估日") {
                reader.skip();
                let start = reader.at;
                reader.date()?;
                return once(&mut date, reader.spanned(number_parts(reader.since(start)), start));
            }
            reader.once_text("说明", &mut note)
        })?;
        Some(PolicyHead { title, year, publisher, date, note })
    }

    fn document(&mut self) -> Option<Document<'a>> {
        let name = self.name()?;
        self.skip();
        let title = self.text()?;
        self.skip();
        let mut clauses = Vec::new();
        self.block(|reader| {
            if !reader.take("条") {
                return Some(false);
            }
            reader.skip();
            clauses.push(reader.clause()?);
            Some(true)
        })?;
        Some(Document { name, title, clauses })
    }

    fn clause(&mut self) -> Option<Clause<'a>> {
        let id = self.path()?;
        self.skip();
        let text = self.text()?;
        let (mut heading, mut excluded) = (None, None);
        self.many(|reader| {
            if reader.is("位置") {
                return reader.once_text("位置", &mut heading);
            }
            reader.once_text("不编入", &mut excluded)
        })?;
        Some(Clause { id, text, heading, excluded })
    }

    fn parameter(&mut self) -> Option<Parameter<'a>> {
        let name = self.name()?;
        self.skip();
        let mut ty = None;
        if self.sign(COLON) {
            self.skip();
            ty = Some(self.type_name()?);
            self.skip();
        }
        let value = if self.sign(ASSIGN) {
            self.skip();
            Some(self.expr()?)
        } else {
            self.take("未定").then_some(None)?
        };
        let (mut basis, mut note) = (Vec::new(), None);
        self.many(|reader| reader.basis_or_note(&mut basis, &mut note))?;
        Some(Parameter { name, ty, value, basis, note })
    }

    fn format(&mut self) -> Option<Format<'a>> {
        let name = self.name()?;
        self.skip();
        self.expect("匹配")?;
        let pattern = self.text()?;
        let (mut basis, mut note) = (Vec::new(), None);
        self.many(|reader| reader.basis_or_note(&mut basis, &mut note))?;
        Some(Format { name, pattern, basis, note })
    }

    fn enumeration(&mut self) -> Option<Enumeration<'a>> {
        let name = self.name()?;
        self.skip();
        let mut members = Vec::new();
        self.block(|reader| {
            if !reader.begins_name() {
                return Some(false);
            }
            members.push(reader.member()?);
            reader.optional_comma();
            Some(true)
        })?;
        Some(Enumeration { name, members })
    }

    fn member(&mut self) -> Option<Member<'a>> {
        let name = self.name()?;
        let (mut code, mut aliases) = (None, Vec::new());
        self.many(|reader| {
            let before = reader.at;
            let is_code = reader.take("编码");
            if !is_code && !reader.take("别名") {
                return Some(false);
            }
            reader.skip();
            if !reader.begins_string() {
                // The next member is called so.
                reader.at = before;
                return Some(false);
            }
            if is_code {
                return once(&mut code, reader.string()?);
            }
            aliases.extend(reader.texts()?);
            Some(true)
        })?;
        Some(Member { name, code, aliases })
    }

    fn roles(&mut self) -> Option<Vec<Name<'a>>> {
        let mut roles = Vec::new();
        self.block(|reader| {
            if !reader.begins_name() {
                return Some(false);
            }
            roles.push(reader.name()?);
            reader.optional_comma();
            Some(true)
        })?;
        Some(roles)
    }

    // ------------------------------------------------------------ shared parts

    /// A comma after blanks; the blanks are passed over either way.
    pub(super) fn optional_comma(&mut self) {
        self.skip();
        self.sign(COMMA);
    }

    /// `依据 指引 生源地.填写, 生源地.定义`
    pub(super) fn basis(&mut self, list: &mut Vec<Basis<'a>>) -> Option<bool> {
        if !self.take("依据") {
            return Some(false);
        }
        self.skip();
        let document = self.name()?;
        self.skip();
        let clauses = self.listed(Self::begins_name, Self::path)?;
        list.push(Basis { document, clauses });
        Some(true)
    }

    /// A word with a text that may stand once in a block: `说明 "…"`, `理由 "…"`.
    pub(super) fn once_text(&mut self, word: &str, slot: &mut Option<Text<'a>>) -> Option<bool> {
        if !self.take(word) {
            return Some(false);
        }
        self.skip();
        once(slot, self.text()?)
    }

    fn basis_or_note(&mut self, basis: &mut Vec<Basis<'a>>, note: &mut Option<Text<'a>>) -> Option<bool> {
        Some(self.basis(basis)? || self.once_text("说明", note)?)
    }

    /// A name and `{`, which is left for the block.
    pub(super) fn named_block(&mut self) -> Option<Name<'a>> {
        let name = self.name()?;
        self.skip();
        self.rest().starts_with(['{', '｛']).then_some(name)
    }
}
