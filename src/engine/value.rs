//! What a decision came to, without judging again. In: the rule and the value that a proof names. Out: the value in words, borrowed
//! from the policy or from the record where it stands there; findings by their numbers.

use std::borrow::Cow;

use super::program::Program;
use super::seen::Violated;
use super::slot::Kind;
use super::{Engine, Found, Judged};
use crate::evaluate::{Outcome, at_present};
use crate::hir::{DecisionBody, Program as Policy};
use crate::ids::{DecisionId, NodeId};
use crate::input::Cell;
use crate::judge::Judge;
use crate::plan::{BodyPlan, Op};
use crate::value::Value;
use crate::verdict::{Conclusion, Importance, MASK, Verdict, words};

/// Bytes of a short text that are copied at once.
const COPIED: usize = 16;

/// One of the values that a decision may have.
#[derive(Debug)]
enum Worded {
    /// The same in every record.
    Constant(Box<str>),
    /// What is written in a text field.
    Text(usize),
    /// What is filled in elsewhere, and what is assumed if nothing is.
    Slot { field: usize, kind: Kind, assumed: Option<Box<str>> },
    /// What another decision came to.
    Decision(usize),
    /// The evaluator tells.
    Ask,
}

/// For each decision the values that it may have, and whether they are masked. A collection has none here.
#[derive(Debug)]
pub(super) struct Values(Box<[(bool, Box<[Worded]>)]>);

impl Values {
    pub(super) fn new(judge: &Judge<'_>, program: &Program) -> Self {
        let plan = &judge.planned.plan;
        let of_decision = |(number, nodes): (usize, &Vec<Option<NodeId>>)| {
            let is_masked = !judge.options.reveal && judge.record.decisions.get(number).is_none_or(|one| one.sensitive);
            let is_single = plan.decisions.get(number).is_some_and(|one| !matches!(one.body, BodyPlan::Collect { .. }));
            let nodes = nodes.iter().filter(|_| is_single);
            (is_masked, nodes.map(|node| node.map_or(Worded::Ask, |node| worded(judge, program, node))).collect())
        };
        Self(program.leaves.iter().enumerate().map(of_decision).collect())
    }
}

fn worded(judge: &Judge<'_>, program: &Program, node: NodeId) -> Worded {
    let plan = &judge.planned.plan;
    let constant = |value: &Value| in_words(value.clone(), program, &judge.compiled.program).into_boxed_str();
    match &plan.node(node).op {
        Op::Const(value) => Worded::Constant(constant(value)),
        Op::Today => Worded::Constant(constant(&Value::Date(program.today))),
        Op::Decide(decision) => Worded::Decision(decision.index()),
        Op::Field(field) => {
            let assumed = plan.fields.get(field.index()).and_then(|own| own.assume.as_ref()).map(constant);
            match program.shape.kinds.get(field.index()) {
                Some(Kind::Text) if assumed.is_none() => Worded::Text(field.index()),
                Some(kind) if *kind != Kind::Other => Worded::Slot { field: field.index(), kind: *kind, assumed },
                _ => Worded::Ask,
            }
        }
        _ => Worded::Ask,
    }
}

/// Adds a text behind others. Most are short: two copies of one length, which may overlap, need no call.
#[inline]
fn add(out: &mut Vec<u8>, text: &[u8]) {
    match (text.first_chunk::<COPIED>(), text.last_chunk::<COPIED>()) {
        (Some(first), Some(last)) if text.len() <= 2 * COPIED => {
            let end = out.len() + text.len();
            out.extend_from_slice(first);
            out.truncate(end - COPIED);
            out.extend_from_slice(last);
        }
        _ => out.extend_from_slice(text),
    }
}

/// A decision's value is the present place.
fn in_words(value: Value, program: &Program, policy: &Policy) -> String {
    words(&at_present(value, program.today.year()), policy)
}

impl Engine<'_> {
    /// The name of the finding with a number, as [`Judged::violated`] gives it, and its weight.
    pub fn finding(&self, number: usize) -> Option<(&str, Importance)> {
        Some((self.names.get(number)?.as_str(), self.program.findings.get(number)?.importance))
    }
}

impl<'p> Engine<'p> {
    /// The rules of a 判定 by their numbers, for [`Judged::rule_number`].
    pub fn rules(&self, decision: usize) -> impl Iterator<Item = &'p str> + use<'p> {
        let decision = self.judge.record.decisions.get(decision);
        let count = decision.map_or(0, |decision| match &decision.body {
            DecisionBody::Expr { .. } => 1,
            DecisionBody::Cases(cases) => cases.len(),
            DecisionBody::Collect { .. } => 0,
        });
        (0..count).filter_map(move |number| decision?.rule_name(number))
    }
}

impl Judged<'_, '_> {
    /// The number of the rule that determines the value of a 判定, in the order of [`Engine::rules`].
    #[inline]
    pub fn rule_number(&self, decision: usize) -> Option<usize> {
        let decided = self.engine.judge.record.decisions.get(decision)?;
        if matches!(decided.body, DecisionBody::Collect { .. }) {
            return None;
        }
        match &self.found {
            Found::Bits { conclusion: Conclusion::NotApplicable, .. } => None,
            Found::Bits { proof, .. } => proof.code(decision).rule(),
            Found::Verdict(verdict) => match verdict.evaluation.outcome(decision, verdict.lane) {
                Outcome::Determined { rules, .. } => rules.first().copied(),
                _ => None,
            },
        }
    }

    /// The numbers of what is violated, ascending, for [`Engine::finding`]; nothing if the record was not settled by masks and tables
    /// alone: then [`Judged::violated`] tells.
    #[inline]
    pub fn violated_numbers(&self) -> Option<impl Iterator<Item = usize>> {
        let Found::Bits { conclusion, proof } = &self.found else { return None };
        let applies = *conclusion != Conclusion::NotApplicable;
        Some(if applies { proof.violated(&self.engine.program) } else { Violated::nothing() })
    }

    /// The value of a 判定 or 收集 in words, if it has one: what [`crate::DecisionView::value`] gives. Mostly without judging again;
    /// of what only the evaluator tells, the verdict is made.
    pub fn value(&self, decision: usize) -> Option<Cow<'_, str>> {
        match self.value_in_utf8(decision)? {
            Cow::Borrowed(bytes) => Some(String::from_utf8_lossy(bytes)),
            Cow::Owned(bytes) => Some(Cow::Owned(String::from_utf8_lossy(&bytes).into_owned())),
        }
    }

    /// Writes the value of a 判定 or 收集 in words, in UTF-8, behind what `out` holds. Whether there is one.
    pub fn write_value(&self, decision: usize, out: &mut Vec<u8>) -> bool {
        let value = self.value_in_utf8(decision);
        if let Some(value) = &value {
            add(out, value);
        }
        value.is_some()
    }

    fn value_in_utf8(&self, decision: usize) -> Option<Cow<'_, [u8]>> {
        let Found::Bits { conclusion, proof } = &self.found else { return self.told(decision) };
        if *conclusion == Conclusion::NotApplicable {
            return None;
        }
        let (is_masked, mut values) = match self.engine.values.0.get(decision)? {
            (_, values) if values.is_empty() => return self.told(decision),
            (is_masked, values) => (*is_masked, values),
        };
        let mut own = decision;
        let leaf = loop {
            // A decision whose value is that of another one has none if that has none.
            let (code, leaf) = proof.outcome(own);
            code.rule()?;
            match values.get(leaf)? {
                Worded::Decision(other) if *other < own => (own, values) = (*other, &self.engine.values.0.get(*other)?.1),
                leaf => break leaf,
            }
        };
        match leaf {
            Worded::Ask | Worded::Decision(_) => self.told(decision),
            _ if is_masked => Some(Cow::Borrowed(MASK.as_bytes())),
            Worded::Constant(text) => Some(Cow::Borrowed(text.as_bytes())),
            Worded::Text(field) => match self.records.text(self.number, *field) {
                Some(text) => Some(Cow::Borrowed(text)),
                None => self.told(decision),
            },
            Worded::Slot { field, kind, assumed } => {
                let row = self.records.rows.row(self.number);
                match row.cell(*kind, row.slot(*field)) {
                    Cell::Value(value) => {
                        let words = in_words(value, &self.engine.program, &self.engine.judge.compiled.program);
                        Some(Cow::Owned(words.into_bytes()))
                    }
                    _ => assumed.as_deref().map(|text| Cow::Borrowed(text.as_bytes())),
                }
            }
        }
    }

    /// The same from the verdict.
    #[inline(never)]
    fn told(&self, decision: usize) -> Option<Cow<'_, [u8]>> {
        self.engine.judge.record.decisions.get(decision)?;
        let view = |verdict: &Verdict<'_>| verdict.decision_view(DecisionId::new(decision)).value().map(str::to_string);
        let value = match &self.found {
            Found::Bits { .. } => view(&self.verdict()),
            Found::Verdict(verdict) => view(verdict),
        };
        value.map(|value| Cow::Owned(value.into_bytes()))
    }
}
