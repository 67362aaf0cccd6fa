//! What stands in a 规则 block, but for tables and examples.

use super::super::ast::{
    Action, Case, Certainty, Check, Collect, Decision, DecisionBody, Entry, Expr, ExprKind, Outcome, Process, RuleItem, Rules,
    Scope, Step, Wait,
};
use super::reader::{ASSIGN, COLON, Reader, once};

impl<'a> Reader<'a> {
    pub(super) fn rules(&mut self) -> Option<Rules<'a>> {
        let record = self.named_block()?;
        let mut items = Vec::new();
        self.block(|reader| {
            let start = reader.at;
            let word = reader.word();
            if word.is_empty() {
                return Some(false);
            }
            reader.expect(word)?;
            items.push(match word {
                "适用" => RuleItem::Scope(reader.scope(start)?),
                "判定" => RuleItem::Decision(reader.decision()?),
                "收集" => RuleItem::Collect(reader.collect()?),
                "检查" => RuleItem::Check(reader.check()?),
                "流程" => RuleItem::Process(reader.process()?),
                "表格" => RuleItem::Table(reader.table()?),
                "示例" => RuleItem::Example(reader.example()?),
                _ => return None,
            });
            Some(true)
        })?;
        Some(Rules { record, items })
    }

    fn scope(&mut self, start: usize) -> Option<Scope<'a>> {
        let condition = self.condition()??;
        let mut basis = Vec::new();
        self.many(|reader| reader.basis(&mut basis))?;
        Some(Scope { condition, basis, span: self.trimmed(start) })
    }

    // ------------------------------------------------------------ decisions

    fn decision(&mut self) -> Option<Decision<'a>> {
        let name = self.name()?;
        self.skip();
        if self.sign(ASSIGN) {
            self.skip();
            let value = self.expr()?;
            let (mut reason, mut basis) = (None, Vec::new());
            self.many(|reader| Some(reader.once_text("理由", &mut reason)? || reader.basis(&mut basis)?))?;
            return Some(Decision { name, body: DecisionBody::Expr { value, reason, basis } });
        }
        let mut ty = None;
        if self.sign(COLON) {
            self.skip();
            ty = Some(self.type_name()?);
            self.skip();
        }
        let (mut applies, mut basis, mut cases) = (None, Vec::new(), Vec::new());
        self.block(|reader| {
            if reader.is("适用") {
                return reader.once_applies(&mut applies);
            }
            if reader.is("缺省") || reader.is("例外") {
                cases.push(reader.case()?);
                return Some(true);
            }
            // Notes are for readers of the text.
            Some(reader.basis(&mut basis)? || reader.once_text("说明", &mut None)?)
        })?;
        Some(Decision { name, body: DecisionBody::Cases { ty, applies, basis, cases, faulty: false } })
    }

    fn case(&mut self) -> Option<Case<'a>> {
        let is_default = self.take("缺省");
        let _ = is_default || self.take("例外");
        self.skip();
        let name = self.name()?;
        self.skip();
        let mut over = Vec::new();
        if !is_default && self.take("优先于") {
            self.skip();
            over = self.names()?;
            self.skip();
        }
        let (mut condition, mut outcome, mut reason, mut basis) = (None, None, None, Vec::new());
        self.block(|reader| {
            if reader.is("当") {
                return once(&mut condition, reader.condition()??);
            }
            if reader.take("则") {
                reader.skip();
                return once(&mut outcome, reader.outcome()?);
            }
            Some(reader.once_text("理由", &mut reason)? || reader.basis(&mut basis)?)
        })?;
        Some(Case { name, is_default, over, condition, outcome, reason, basis })
    }

    fn outcome(&mut self) -> Option<Outcome<'a>> {
        let start = self.at;
        if self.take("复核") {
            self.skip();
            if self.begins_string() {
                let reason = self.text()?;
                self.skip();
                let suggestion = if self.take("建议") {
                    self.skip();
                    Some(self.expr()?)
                } else {
                    None
                };
                return Some(Outcome::Review { reason, suggestion });
            }
            self.at = start;
        }
        self.expr().map(Outcome::Value)
    }

    fn collect(&mut self) -> Option<Collect<'a>> {
        let name = self.name()?;
        self.skip();
        let mut ty = None;
        if self.sign(COLON) {
            self.skip();
            ty = Some(self.type_name()?);
            self.skip();
        }
        let (mut applies, mut basis, mut reason, mut entries) = (None, Vec::new(), None, Vec::new());
        self.block(|reader| {
            if reader.is("适用") {
                return reader.once_applies(&mut applies);
            }
            if reader.take("项") {
                reader.skip();
                entries.push(reader.entry()?);
                return Some(true);
            }
            Some(reader.once_text("理由", &mut reason)? || reader.basis(&mut basis)?)
        })?;
        Some(Collect { name, ty, applies, basis, reason, entries })
    }

    fn entry(&mut self) -> Option<Entry<'a>> {
        let name = self.name()?;
        self.skip();
        let condition = self.condition()?;
        self.skip();
        self.expect("则")?;
        let value = self.expr()?;
        let (mut reason, mut basis) = (None, Vec::new());
        self.many(|reader| Some(reader.once_text("理由", &mut reason)? || reader.basis(&mut basis)?))?;
        Some(Entry { name, condition, value, reason, basis })
    }

    /// `适用 当 条件`, once in a block.
    pub(super) fn once_applies(&mut self, slot: &mut Option<Expr<'a>>) -> Option<bool> {
        if !self.take("适用") {
            return Some(false);
        }
        self.skip();
        once(slot, self.condition()??)
    }

    // ------------------------------------------------------------ checks

    fn check(&mut self) -> Option<Check<'a>> {
        let name = self.name()?;
        self.skip();
        let severity = self.severity()?;
        self.skip();
        let (mut condition, mut requirement, mut certainty, mut message) = (None, None, None, None);
        let (mut actions, mut fields, mut basis) = (Vec::new(), Vec::new(), Vec::new());
        self.block(|reader| {
            let word = reader.word();
            match word {
                "当" => return once(&mut condition, reader.condition()??),
                "提示" => return reader.once_text(word, &mut message),
                "依据" => return reader.basis(&mut basis),
                "要求" | "把握" | "办理" | "字段" => reader.expect(word)?,
                _ => return Some(false),
            }
            match word {
                "要求" => return once(&mut requirement, reader.expr()?),
                "把握" => return once(&mut certainty, reader.certainty()?),
                "办理" => actions.push(reader.action()?),
                _ => fields.extend(reader.names()?),
            }
            Some(true)
        })?;
        let certainty = certainty.unwrap_or(Certainty::Certain);
        Some(Check { name, severity, condition, requirement, certainty, message, actions, fields, basis })
    }

    fn certainty(&mut self) -> Option<Certainty> {
        let words = [("一定", Certainty::Certain), ("很可能", Certainty::Likely), ("可能", Certainty::Possible)];
        words.into_iter().find(|(word, _)| self.take(word)).map(|(_, certainty)| certainty)
    }

    fn action(&mut self) -> Option<Action<'a>> {
        let role = self.name()?;
        self.skip();
        let text = self.text()?;
        self.skip();
        Some(Action { role, text, wait: self.wait()? })
    }

    /// `等待 约 2周 自 某日`; nothing inside if it is not there.
    fn wait(&mut self) -> Option<Option<Wait<'a>>> {
        if !self.take("等待") {
            return Some(None);
        }
        self.skip();
        let soft = self.take("约");
        self.skip();
        let start = self.at;
        let length = if self.begins_number() {
            let length = self.duration()??;
            Expr { kind: ExprKind::Duration(length), span: self.span(start) }
        } else {
            let path = self.path()?;
            Expr { kind: ExprKind::Path(path.node), span: path.span }
        };
        self.skip();
        self.expect("自")?;
        Some(Some(Wait { soft, length, since: self.expr()? }))
    }

    // ------------------------------------------------------------ processes

    fn process(&mut self) -> Option<Process<'a>> {
        let name = self.named_block()?;
        let (mut applies, mut basis, mut steps) = (None, Vec::new(), Vec::new());
        self.block(|reader| {
            if reader.is("适用") {
                return reader.once_applies(&mut applies);
            }
            if reader.take("步骤") {
                reader.skip();
                steps.push(reader.step()?);
                return Some(true);
            }
            reader.basis(&mut basis)
        })?;
        Some(Process { name, applies, basis, steps })
    }

    fn step(&mut self) -> Option<Step<'a>> {
        let name = self.name()?;
        let (mut applies, mut done, mut by, mut action, mut basis) = (None, None, None, None, Vec::new());
        self.many(|reader| {
            let word = reader.word();
            match word {
                "适用" => return reader.once_applies(&mut applies),
                "说明" => return reader.once_text(word, &mut None),
                "依据" => return reader.basis(&mut basis),
                "完成" | "由" | "办理" => reader.expect(word)?,
                _ => return Some(false),
            }
            match word {
                "完成" => once(&mut done, reader.condition()??),
                "由" => once(&mut by, reader.name()?),
                _ => {
                    let text = reader.text()?;
                    reader.skip();
                    once(&mut action, (text, reader.wait()?))
                }
            }
        })?;
        Some(Step { name, applies, done, by, action, basis })
    }
}
