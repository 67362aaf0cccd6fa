//! What stands in a 规则 block: decisions, collections, checks, processes, examples. One function a rule of the grammar.

use std::borrow::Cow;

use pest::iterators::Pair;

use super::Lowering;
use super::ast::{
    Action, Case, Certainty, Check, Collect, Decision, DecisionBody, Entry, Example, ExampleRows, Expectation, Expected, Expr,
    ExprKind, Given, GivenValue, Name, Outcome, Process, RuleItem, Scope, Severity, Step, Wait,
};
use super::cursor::half_width;
use super::grammar::Rule;
use super::lower_item::severity_of;
use crate::span::{Span, Spanned};

type Node<'a> = Pair<'a, Rule>;

impl Lowering<'_> {
    pub(super) fn rule_item<'a>(&mut self, pair: Node<'a>) -> Option<RuleItem<'a>> {
        Some(match pair.as_rule() {
            Rule::scope => RuleItem::Scope(self.scope(pair)?),
            Rule::decision => RuleItem::Decision(self.decision(pair)?),
            Rule::collect => RuleItem::Collect(self.collect(pair)?),
            Rule::check => RuleItem::Check(self.check(pair)?),
            Rule::process => RuleItem::Process(self.process(pair)?),
            Rule::table => RuleItem::Table(self.table(pair)?),
            Rule::example => RuleItem::Example(self.example(pair)?),
            Rule::broken_rule_item => return self.again(pair, Rule::one_rule_item, Self::rule_item),
            _ => return None,
        })
    }

    fn scope<'a>(&mut self, pair: Node<'a>) -> Option<Scope<'a>> {
        let span = self.base().trimmed(&pair);
        let (mut condition, mut basis) = (None, Vec::new());
        for child in self.base().children(pair) {
            match child.as_rule() {
                Rule::expr => condition = Some(self.exprs.expr(child)),
                Rule::basis => basis.extend(self.basis(child)),
                _ => {}
            }
        }
        Some(Scope { condition: condition?, basis, span })
    }

    fn decision<'a>(&mut self, pair: Node<'a>) -> Option<Decision<'a>> {
        let whole = self.base().trimmed(&pair);
        let (mut name, mut body) = (None, None);
        for child in self.base().children(pair) {
            match child.as_rule() {
                Rule::name => name = Some(self.exprs.name(&child)),
                Rule::named_expr => body = self.named_expr(child),
                Rule::decision_body => body = Some(self.decision_body(child, whole, name.as_ref())),
                _ => {}
            }
        }
        Some(Decision { name: name?, body: body? })
    }

    fn named_expr<'a>(&mut self, pair: Node<'a>) -> Option<DecisionBody<'a>> {
        let (mut value, mut reason, mut basis) = (None, None, Vec::new());
        let mut seen = Vec::new();
        for child in self.base().children(pair) {
            let span = self.base().trimmed(&child);
            match child.as_rule() {
                Rule::expr => value = Some(self.exprs.expr(child)),
                Rule::reason => {
                    let text = self.inner_text(child);
                    self.once(&mut seen, &mut reason, text, span, "理由");
                }
                Rule::basis => basis.extend(self.basis(child)),
                _ => {}
            }
        }
        Some(DecisionBody::Expr { value: value?, reason, basis })
    }

    fn decision_body<'a>(&mut self, pair: Node<'a>, whole: Span, name: Option<&Name<'_>>) -> DecisionBody<'a> {
        let (mut ty, mut applies, mut basis, mut cases) = (None, None, Vec::new(), Vec::new());
        let (mut broken, mut faulty) = (false, false);
        let mut seen = Vec::new();
        for child in self.base().children(pair) {
            let span = self.base().trimmed(&child);
            match child.as_rule() {
                Rule::type_name => ty = self.type_name(child),
                Rule::applies => {
                    let condition = self.inner_expr(child);
                    self.once(&mut seen, &mut applies, condition, span, "适用");
                }
                Rule::basis => basis.extend(self.basis(child)),
                Rule::missing_close => self.unclosed("判定", whole, name, broken),
                _ => {
                    broken = child.as_rule() == Rule::broken_case;
                    faulty |= broken;
                    cases.extend(self.case(child));
                }
            }
        }
        DecisionBody::Cases { ty, applies, basis, cases, faulty }
    }

    fn case<'a>(&mut self, pair: Node<'a>) -> Option<Case<'a>> {
        if pair.as_rule() == Rule::broken_case {
            return self.again(pair, Rule::one_case, Self::case);
        }
        let is_default = match pair.as_rule() {
            Rule::default_rule => true,
            Rule::exception => false,
            _ => return None,
        };
        let (mut name, mut over, mut body) = (None, Vec::new(), None);
        for child in self.base().children(pair) {
            match child.as_rule() {
                Rule::name => name = Some(self.exprs.name(&child)),
                Rule::over => {
                    over = self
                        .base()
                        .children(child)
                        .filter(|child| child.as_rule() == Rule::names)
                        .flat_map(|names| self.exprs.names(names))
                        .collect()
                }
                Rule::rule_body => body = Some(child),
                _ => {}
            }
        }
        let (mut condition, mut outcome, mut reason, mut basis) = (None, None, None, Vec::new());
        let mut seen = Vec::new();
        for child in self.base().children(body?) {
            let span = self.base().trimmed(&child);
            match child.as_rule() {
                Rule::condition => {
                    let value = self.inner_expr(child);
                    self.once(&mut seen, &mut condition, value, span, "当");
                }
                Rule::outcome => {
                    let value = self.outcome(child);
                    self.once(&mut seen, &mut outcome, value, span, "则");
                }
                Rule::reason => {
                    let text = self.inner_text(child);
                    self.once(&mut seen, &mut reason, text, span, "理由");
                }
                Rule::basis => basis.extend(self.basis(child)),
                _ => {}
            }
        }
        Some(Case { name: name?, is_default, over, condition, outcome, reason, basis })
    }

    fn outcome<'a>(&mut self, pair: Node<'a>) -> Option<Outcome<'a>> {
        for child in self.base().children(pair) {
            match child.as_rule() {
                Rule::expr => return Some(Outcome::Value(self.exprs.expr(child))),
                Rule::review => {
                    let reason = self.inner_text(child.clone())?;
                    return Some(Outcome::Review { reason, suggestion: self.inner_expr(child) });
                }
                _ => {}
            }
        }
        None
    }

    fn collect<'a>(&mut self, pair: Node<'a>) -> Option<Collect<'a>> {
        let (mut name, mut ty, mut applies, mut reason) = (None, None, None, None);
        let (mut basis, mut entries) = (Vec::new(), Vec::new());
        let mut seen = Vec::new();
        for child in self.base().children(pair) {
            let span = self.base().trimmed(&child);
            match child.as_rule() {
                Rule::name => name = Some(self.exprs.name(&child)),
                Rule::type_name => ty = self.type_name(child),
                Rule::applies => {
                    let condition = self.inner_expr(child);
                    self.once(&mut seen, &mut applies, condition, span, "适用");
                }
                Rule::reason => {
                    let text = self.inner_text(child);
                    self.once(&mut seen, &mut reason, text, span, "理由");
                }
                Rule::basis => basis.extend(self.basis(child)),
                Rule::entry => entries.extend(self.entry(child)),
                _ => {}
            }
        }
        Some(Collect { name: name?, ty, applies, basis, reason, entries })
    }

    fn entry<'a>(&mut self, pair: Node<'a>) -> Option<Entry<'a>> {
        let (mut name, mut condition, mut value, mut reason, mut basis) = (None, None, None, None, Vec::new());
        let mut seen = Vec::new();
        for child in self.base().children(pair) {
            let span = self.base().trimmed(&child);
            match child.as_rule() {
                Rule::name => name = Some(self.exprs.name(&child)),
                Rule::condition => condition = self.inner_expr(child),
                Rule::expr => value = Some(self.exprs.expr(child)),
                Rule::reason => {
                    let text = self.inner_text(child);
                    self.once(&mut seen, &mut reason, text, span, "理由");
                }
                Rule::basis => basis.extend(self.basis(child)),
                _ => {}
            }
        }
        Some(Entry { name: name?, condition, value: value?, reason, basis })
    }

    fn check<'a>(&mut self, pair: Node<'a>) -> Option<Check<'a>> {
        let mut check = Check {
            name: self
                .base()
                .children(pair.clone())
                .find(|child| child.as_rule() == Rule::name)
                .map(|name| self.exprs.name(&name))?,
            severity: Severity::Warn,
            condition: None,
            requirement: None,
            certainty: Certainty::Certain,
            message: None,
            actions: Vec::new(),
            fields: Vec::new(),
            basis: Vec::new(),
        };
        let mut certainty = None;
        let mut seen = Vec::new();
        for child in self.base().children(pair) {
            let span = self.base().trimmed(&child);
            match child.as_rule() {
                Rule::severity => {
                    let mut words = self.base().children(child);
                    check.severity = words.next().and_then(|word| severity_of(word.as_rule())).unwrap_or(Severity::Warn);
                }
                Rule::condition => {
                    let value = self.inner_expr(child);
                    self.once(&mut seen, &mut check.condition, value, span, "当");
                }
                Rule::requirement => {
                    let value = self.inner_expr(child);
                    self.once(&mut seen, &mut check.requirement, value, span, "要求");
                }
                Rule::certainty => {
                    let word = self.base().children(child).find_map(|word| match word.as_rule() {
                        Rule::kw_certain => Some(Certainty::Certain),
                        Rule::kw_likely => Some(Certainty::Likely),
                        Rule::kw_possible => Some(Certainty::Possible),
                        _ => None,
                    });
                    self.once(&mut seen, &mut certainty, word, span, "把握");
                }
                Rule::message => {
                    let text = self.inner_text(child);
                    self.once(&mut seen, &mut check.message, text, span, "提示");
                }
                Rule::action => check.actions.extend(self.action(child)),
                Rule::fields => {
                    let names = self.base().children(child).find(|child| child.as_rule() == Rule::names);
                    check.fields.extend(names.map(|names| self.exprs.names(names)).unwrap_or_default());
                }
                Rule::basis => check.basis.extend(self.basis(child)),
                _ => {}
            }
        }
        check.certainty = certainty.unwrap_or(Certainty::Certain);
        Some(check)
    }

    fn action<'a>(&mut self, pair: Node<'a>) -> Option<Action<'a>> {
        let (mut role, mut text, mut wait) = (None, None, None);
        for child in self.base().children(pair) {
            match child.as_rule() {
                Rule::name => role = Some(self.exprs.name(&child)),
                Rule::text => text = Some(self.exprs.text(child)),
                Rule::wait => wait = self.wait(child),
                _ => {}
            }
        }
        Some(Action { role: role?, text: text?, wait })
    }

    fn wait<'a>(&mut self, pair: Node<'a>) -> Option<Wait<'a>> {
        let (mut soft, mut length, mut since) = (false, None, None);
        for child in self.base().children(pair) {
            match child.as_rule() {
                Rule::kw_about => soft = true,
                Rule::duration => {
                    length =
                        self.exprs.duration(child).map(|length| Expr { kind: ExprKind::Duration(length.node), span: length.span });
                }
                Rule::path => {
                    let path = self.exprs.path(child);
                    length = Some(Expr { kind: ExprKind::Path(path.node), span: path.span });
                }
                Rule::expr => since = Some(self.exprs.expr(child)),
                _ => {}
            }
        }
        Some(Wait { soft, length: length?, since: since? })
    }

    fn process<'a>(&mut self, pair: Node<'a>) -> Option<Process<'a>> {
        let (mut name, mut applies, mut basis, mut steps) = (None, None, Vec::new(), Vec::new());
        let mut seen = Vec::new();
        for child in self.base().children(pair) {
            let span = self.base().trimmed(&child);
            match child.as_rule() {
                Rule::name => name = Some(self.exprs.name(&child)),
                Rule::applies => {
                    let condition = self.inner_expr(child);
                    self.once(&mut seen, &mut applies, condition, span, "适用");
                }
                Rule::basis => basis.extend(self.basis(child)),
                Rule::step => steps.extend(self.step(child)),
                _ => {}
            }
        }
        Some(Process { name: name?, applies, basis, steps })
    }

    fn step<'a>(&mut self, pair: Node<'a>) -> Option<Step<'a>> {
        let (mut name, mut applies, mut done, mut by, mut action, mut basis) = (None, None, None, None, None, Vec::new());
        let mut seen = Vec::new();
        for child in self.base().children(pair) {
            let span = self.base().trimmed(&child);
            match child.as_rule() {
                Rule::name => name = Some(self.exprs.name(&child)),
                Rule::applies => {
                    let condition = self.inner_expr(child);
                    self.once(&mut seen, &mut applies, condition, span, "适用");
                }
                Rule::step_done => {
                    let condition = self.inner_expr(child);
                    self.once(&mut seen, &mut done, condition, span, "完成");
                }
                Rule::step_by => {
                    let role =
                        self.base().children(child).find(|child| child.as_rule() == Rule::name).map(|role| self.exprs.name(&role));
                    self.once(&mut seen, &mut by, role, span, "由");
                }
                Rule::step_action => {
                    let (mut text, mut wait) = (None, None);
                    for part in self.base().children(child) {
                        match part.as_rule() {
                            Rule::text => text = Some(self.exprs.text(part)),
                            Rule::wait => wait = self.wait(part),
                            _ => {}
                        }
                    }
                    self.once(&mut seen, &mut action, text.map(|text| (text, wait)), span, "办理");
                }
                Rule::basis => basis.extend(self.basis(child)),
                _ => {}
            }
        }
        Some(Step { name: name?, applies, done, by, action, basis })
    }

    fn example<'a>(&mut self, pair: Node<'a>) -> Option<Example<'a>> {
        let mut names = Vec::new();
        let (mut givens, mut rows, mut expectations) = (Vec::new(), Vec::new(), Vec::new());
        for child in self.base().children(pair) {
            match child.as_rule() {
                Rule::name => names.push(self.exprs.name(&child)),
                Rule::given => givens.extend(self.given(child)),
                Rule::example_rows => rows.extend(self.example_rows(child)),
                Rule::expectation => expectations.extend(self.expectation(child)),
                _ => {}
            }
        }
        let mut names = names.into_iter();
        Some(Example { name: names.next()?, base: names.next(), givens, rows, expectations })
    }

    fn given<'a>(&mut self, pair: Node<'a>) -> Option<Given<'a>> {
        let (mut name, mut value) = (None, None);
        for child in self.base().children(pair) {
            match child.as_rule() {
                Rule::name => name = Some(self.exprs.name(&child)),
                Rule::given_value => {
                    value = self.base().children(child).next().map(|inner| match inner.as_rule() {
                        Rule::kw_missing => GivenValue::Missing,
                        Rule::invalid_value => self.inner_text(inner).map_or(GivenValue::Missing, GivenValue::Invalid),
                        _ => GivenValue::Expr(self.exprs.expr(inner)),
                    });
                }
                _ => {}
            }
        }
        Some(Given { name: name?, value: value? })
    }

    fn example_rows<'a>(&mut self, pair: Node<'a>) -> Option<ExampleRows<'a>> {
        let (mut detail, mut rows) = (None, Some(Vec::new()));
        for child in self.base().children(pair) {
            match child.as_rule() {
                Rule::name => detail = Some(self.exprs.name(&child)),
                Rule::kw_missing => rows = None,
                Rule::row => {
                    let givens = self.base().children(child).filter(|child| child.as_rule() == Rule::given);
                    let row = givens.filter_map(|given| self.given(given)).collect();
                    rows.get_or_insert_with(Vec::new).push(row);
                }
                _ => {}
            }
        }
        Some(ExampleRows { detail: detail?, rows })
    }

    fn expectation<'a>(&mut self, pair: Node<'a>) -> Option<Expectation<'a>> {
        let span = self.base().trimmed(&pair);
        let (mut target, mut expected, mut because, mut needs) = (None, None, Vec::new(), None);
        for child in self.base().children(pair) {
            match child.as_rule() {
                Rule::name => target = Some(self.exprs.name(&child)),
                Rule::expected => {
                    expected = self.base().children(child).next().map(|inner| match inner.as_rule() {
                        Rule::expected_word => {
                            Expected::Word(Spanned { node: half_width(inner.as_str()), span: self.base().span(&inner) })
                        }
                        _ => Expected::Value(self.exprs.expr(inner)),
                    });
                }
                Rule::because => {
                    let names = self.base().children(child).filter(|child| child.as_rule() == Rule::names);
                    because.extend(names.flat_map(|names| self.exprs.names(names)));
                }
                Rule::needs => {
                    let list = needs.get_or_insert_with(Vec::new);
                    for need in self.base().children(child).filter(|child| child.as_rule() == Rule::need) {
                        let text = half_width(need.as_str()).replace(['「', '」'], "");
                        list.push(Spanned { node: Cow::Owned(text), span: self.base().span(&need) });
                    }
                }
                _ => {}
            }
        }
        Some(Expectation { target: target?, expected: expected?, because, needs, span })
    }
}
