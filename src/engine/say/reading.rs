//! Values that texts speak of. In: a node, a row within the scope and its proof. Out: its value as the evaluator has it, written for
//! people; or that the verdict must be asked.

use std::cell::Cell as Flag;

use super::super::code::Code;
use super::super::given::{Answers, Givens, truth_of};
use super::super::program::Program;
use super::super::rows::Row;
use super::super::seen::Seen;
use super::super::slot::{Kind, Slot};
use super::prepared::Piece;
use crate::evaluate::{Datum, Truth, and, at_present, not};
use crate::hir::DecisionTest;
use crate::identity;
use crate::ids::{DecisionId, DetailId, FieldId, NodeId};
use crate::input::Cell;
use crate::judge::Judge;
use crate::plan::{BodyPlan, Op, Plan};
use crate::value::Value;
use crate::verdict::{MASK, NOT_APPLICABLE, NOT_FILLED, UNKNOWN, write_words};

/// A row that was judged.
pub(super) struct Reading<'r> {
    judge: &'r Judge<'r>,
    program: &'r Program,
    plan: &'r Plan,
    row: Row<'r>,
    pub(super) proof: Seen<'r>,
    /// Something was asked that only the verdict tells.
    pub(super) asks: Flag<bool>,
}

/// The node that gives a value, and whether it is the value of a decision; or the value itself.
type Source = Result<(NodeId, bool), Datum>;

impl<'r> Reading<'r> {
    #[inline]
    pub(super) fn new(judge: &'r Judge<'r>, program: &'r Program, row: Row<'r>, proof: Seen<'r>) -> Self {
        Self { judge, program, plan: &judge.planned.plan, row, proof, asks: Flag::new(false) }
    }

    // ------------------------------------------------------------ writing

    /// Writes a text with its values.
    pub(super) fn write(&self, text: &[Piece], out: &mut String) {
        for piece in text {
            match piece {
                Piece::Text(plain) => out.push_str(plain),
                Piece::Value { node, is_masked } => self.write_value(*node, *is_masked, out),
            }
        }
    }

    fn write_value(&self, node: NodeId, is_masked: bool, out: &mut String) {
        match self.source(node) {
            Ok((source, is_decided)) => match &self.plan.node(source).op {
                Op::Field(field) => self.write_field(*field, source == node, is_decided, is_masked, out),
                _ => self.write_datum(&self.read(source, is_decided), is_masked, out),
            },
            Err(datum) => self.write_datum(&datum, is_masked, out),
        }
    }

    fn write_datum(&self, datum: &Datum, is_masked: bool, out: &mut String) {
        match datum {
            Datum::Known(_) if is_masked => out.push_str(MASK),
            Datum::Known(value) => write_words(value, &self.judge.compiled.program, out),
            Datum::NotApplicable => out.push_str(NOT_APPLICABLE),
            Datum::Unknown => out.push_str(UNKNOWN),
        }
    }

    /// Writes a field's value; one that the text names itself is shown as it is filled in while it is not known.
    fn write_field(&self, field: FieldId, is_named: bool, is_decided: bool, is_masked: bool, out: &mut String) {
        let slot = self.row.slot(field.index());
        let applies = self.applies(field);
        let is_masked = match applies {
            Truth::False => return out.push_str(NOT_APPLICABLE),
            Truth::Unknown if !is_named => return out.push_str(UNKNOWN),
            Truth::Unknown => self.judge.record.field(field).sensitive && !self.judge.options.reveal,
            Truth::True => is_masked,
        };
        if slot.is_missing() {
            let assumed = self.plan.fields[field.index()].assume.as_ref().filter(|_| applies == Truth::True);
            return match assumed {
                Some(assumed) => self.write_datum(&Datum::Known(self.decided(assumed.clone(), is_decided)), is_masked, out),
                None => out.push_str(if is_named { NOT_FILLED } else { UNKNOWN }),
            };
        }
        if is_masked {
            return out.push_str(MASK);
        }
        let kind = self.kind(field);
        if kind == Kind::Text && slot.is_value() {
            let bytes = self.row.bytes(slot).slice();
            return match std::str::from_utf8(bytes) {
                Ok(text) => out.push_str(text),
                Err(_) => out.push_str(&String::from_utf8_lossy(bytes)),
            };
        }
        match self.row.cell(kind, slot) {
            Cell::Value(value) => write_words(&self.decided(value, is_decided), &self.judge.compiled.program, out),
            _ => self.asks.set(true),
        }
    }

    /// Writes why a text has not the format that it should have.
    pub(super) fn write_fault(&self, field: usize, format: usize, out: &mut String) {
        let formats = self.judge.record.fields.get(field).map(|field| &field.formats);
        let format = formats.and_then(|formats| formats.get(format));
        let text = String::from_utf8_lossy(self.row.bytes(self.row.slot(field)).slice());
        match format.map(|format| format.format.check(&text, self.program.today)) {
            Some(identity::Verdict::Invalid(why) | identity::Verdict::Doubtful(why)) => out.push_str(&why),
            _ => self.asks.set(true),
        }
    }

    /// The record does not have the field.
    pub(super) fn is_absent(&self, field: usize) -> bool {
        self.row.slot(field) == Slot::ABSENT
    }

    // ------------------------------------------------------------ decisions

    pub(super) fn code(&self, decision: DecisionId) -> Code {
        self.proof.code(decision.index())
    }

    /// A decision that is a single expression has a value.
    pub(super) fn has_value(&self, decision: DecisionId) -> bool {
        matches!(self.decision_datum(decision), Datum::Known(_))
    }

    /// The first entry that is taken into a collection.
    pub(super) fn first_entry(&self, decision: DecisionId) -> Option<usize> {
        let BodyPlan::Collect { entries, .. } = &self.plan.decisions[decision.index()].body else { return None };
        self.code(decision).rule()?;
        entries.iter().position(|entry| self.is_taken(entry.condition))
    }

    fn is_taken(&self, condition: Option<NodeId>) -> bool {
        match self.optional(condition) {
            Truth::True => true,
            Truth::False => false,
            Truth::Unknown => {
                self.asks.set(true);
                false
            }
        }
    }

    /// Where the value of a decision comes from.
    fn decided_by(&self, decision: DecisionId) -> Result<NodeId, Datum> {
        let plan = &self.plan.decisions[decision.index()];
        match &plan.body {
            BodyPlan::Expr { value, .. } => match self.optional(plan.guard) {
                Truth::True => Ok(*value),
                Truth::False => Err(Datum::NotApplicable),
                Truth::Unknown => Err(self.asked()),
            },
            BodyPlan::Rules(_) => {
                let code = self.code(decision);
                let leaf = self.proof.leaf(decision.index());
                let leaves = self.program.leaves.get(decision.index());
                let node = leaves.and_then(|leaves| leaves.get(leaf)).copied().flatten();
                match (code.rule(), node) {
                    (Some(_), Some(node)) => Ok(node),
                    (Some(_), None) => Err(self.asked()),
                    (None, _) if code == Code::NOT_APPLICABLE => Err(Datum::NotApplicable),
                    (None, _) => Err(Datum::Unknown),
                }
            }
            BodyPlan::Collect { entries, .. } => {
                let code = self.code(decision);
                if code.rule().is_none() {
                    return Err(if code == Code::NOT_APPLICABLE { Datum::NotApplicable } else { Datum::Unknown });
                }
                let taken = entries.iter().filter(|entry| self.is_taken(entry.condition));
                let values = taken.flat_map(|entry| match self.datum(entry.value) {
                    Datum::Known(value) => value.elements().to_vec(),
                    _ => Vec::new(),
                });
                Err(Datum::Known(Value::set(values.map(|value| at_present(value, self.program.today.year())))))
            }
        }
    }

    fn decision_datum(&self, decision: DecisionId) -> Datum {
        let value = self.decided_by(decision).map_or_else(|datum| datum, |node| self.datum(node));
        self.answers().at_present(value)
    }

    fn asked(&self) -> Datum {
        self.asks.set(true);
        Datum::Unknown
    }

    fn decided(&self, value: Value, is_decided: bool) -> Value {
        if is_decided { at_present(value, self.program.today.year()) } else { value }
    }

    // ------------------------------------------------------------ expressions

    fn answers(&self) -> Answers<'r> {
        Answers { plan: self.plan, today: self.program.today }
    }

    /// Through choices and decisions to what gives the value.
    fn source(&self, node: NodeId) -> Source {
        let (mut node, mut is_decided) = (node, false);
        loop {
            node = match &self.plan.node(node).op {
                Op::Choice { arms, otherwise } => self.chosen(arms, *otherwise)?,
                Op::Decide(decision) => {
                    is_decided = true;
                    self.decided_by(*decision)?
                }
                _ => return Ok((node, is_decided)),
            };
        }
    }

    /// The first true arm; what several share while a condition is unknown is left to the verdict.
    fn chosen(&self, arms: &[(NodeId, NodeId)], otherwise: NodeId) -> Result<NodeId, Datum> {
        for (condition, value) in arms {
            match self.truth(*condition) {
                Truth::True => return Ok(*value),
                Truth::False => {}
                Truth::Unknown => return Err(self.asked()),
            }
        }
        Ok(otherwise)
    }

    fn datum(&self, node: NodeId) -> Datum {
        self.source(node).map_or_else(|datum| datum, |(node, is_decided)| self.read(node, is_decided))
    }

    /// The value of a node that is neither a choice nor a decision.
    fn read(&self, node: NodeId, is_decided: bool) -> Datum {
        let datum = match self.condition(node) {
            Some(Truth::Unknown) => Datum::Unknown,
            Some(truth) => Datum::Known(Value::Bool(truth == Truth::True)),
            None => self.answers().value(node, self),
        };
        if is_decided { self.answers().at_present(datum) } else { datum }
    }

    fn truth(&self, node: NodeId) -> Truth {
        self.condition(node).unwrap_or_else(|| truth_of(&self.datum(node)))
    }

    /// The truth of a node that is true, false or unknown whatever it is made of.
    fn condition(&self, node: NodeId) -> Option<Truth> {
        Some(match &self.plan.node(node).op {
            Op::Not(inner) => not(self.truth(*inner)),
            Op::And(parts) => self.junction(parts, Truth::False),
            Op::Or(parts) => self.junction(parts, Truth::True),
            Op::Filled(field) => and(self.applies(*field), (!self.row.slot(field.index()).is_missing()).into()),
            Op::DetailFilled(detail) => and(self.detail_applies(*detail), self.is_given(*detail).into()),
            Op::Test { test, decision } => self.test(*test, self.code(*decision)),
            _ => return None,
        })
    }

    /// One part that is `decisive` settles all; or else one that is unknown.
    fn junction(&self, parts: &[NodeId], decisive: Truth) -> Truth {
        let mut found = not(decisive);
        for part in parts {
            match self.truth(*part) {
                Truth::Unknown => found = Truth::Unknown,
                truth if truth == decisive => return decisive,
                _ => {}
            }
        }
        found
    }

    fn test(&self, test: DecisionTest, code: Code) -> Truth {
        match test {
            DecisionTest::Determined => code.rule().is_some().into(),
            DecisionTest::Undetermined => code.is_undetermined().into(),
            DecisionTest::NeedsReview if code == Code::UNDETERMINED_OR_REVIEW => Truth::Unknown,
            DecisionTest::NeedsReview => code.needs_person().into(),
        }
    }

    /// The truth of an optional condition of a record within the scope.
    fn optional(&self, node: Option<NodeId>) -> Truth {
        node.filter(|node| self.plan.scope != Some(*node)).map_or(Truth::True, |node| self.truth(node))
    }

    fn applies(&self, field: FieldId) -> Truth {
        self.optional(self.plan.fields[field.index()].applies)
    }

    fn detail_applies(&self, detail: DetailId) -> Truth {
        self.optional(self.plan.details[detail.index()].applies)
    }

    fn is_given(&self, detail: DetailId) -> bool {
        self.row.slot(self.program.shape.detail(detail)).is_value()
    }

    fn kind(&self, field: FieldId) -> Kind {
        self.program.shape.kinds.get(field.index()).copied().unwrap_or(Kind::Other)
    }
}

impl Givens for Reading<'_> {
    fn field(&self, field: FieldId) -> Datum {
        match self.applies(field) {
            Truth::False => return Datum::NotApplicable,
            Truth::Unknown => return Datum::Unknown,
            Truth::True => {}
        }
        match self.row.cell(self.kind(field), self.row.slot(field.index())) {
            Cell::Value(value) => Datum::Known(value),
            Cell::Absent | Cell::Empty => self.plan.fields[field.index()].assume.clone().map_or(Datum::Unknown, Datum::Known),
            Cell::Invalid(_) | Cell::Open => Datum::Unknown,
        }
    }

    fn decision(&self, _: &Answers<'_>, decision: DecisionId) -> Datum {
        self.decision_datum(decision)
    }

    fn has_no_rows(&self, detail: DetailId) -> bool {
        match self.detail_applies(detail) {
            Truth::False => true,
            Truth::Unknown => false,
            Truth::True => self.is_given(detail) || self.plan.details.get(detail.index()).is_some_and(|plan| plan.none_if_absent),
        }
    }
}
