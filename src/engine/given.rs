//! Expressions over one thing. In: a node and the value of the one field, 明细 or decision that it reads. Out: its value.
//! Only what needs its operands known is looked into: conditions are the matter of formulas.

use std::collections::BTreeSet;

use crate::date::Date;
use crate::evaluate::{Datum, Truth, at_present, call, compare, has_format};
use crate::hir::Comparison;
use crate::ids::{DecisionId, DetailId, FieldId, NodeId};
use crate::plan::{BodyPlan, Op, Plan};
use crate::value::{Value, arithmetic};

/// What an expression reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Thing {
    Field(FieldId),
    Detail(DetailId),
    Decision(DecisionId),
}

/// An expression as a question about one field: the node, and what a decision in it comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Question {
    pub(super) node: NodeId,
    /// A decision of the expression, and what it comes to.
    pub(super) through: Option<(DecisionId, Through)>,
}

/// What a decision within an expression comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Through {
    /// The value of this node.
    Node(NodeId),
    NotApplicable,
}

/// What is known when a question is asked.
#[derive(Clone, Copy, Debug)]
pub(super) enum Known<'d> {
    /// The value of the one field; no 明细 is read.
    Field(&'d Datum),
    /// Nothing: the expression is constant.
    Nothing,
    /// Every 明细 has no rows.
    NoRows,
}

/// What a strict expression reads; nothing for any other.
pub(super) fn things(plan: &Plan, node: NodeId) -> Option<BTreeSet<Thing>> {
    let mut found = BTreeSet::new();
    add_things(plan, node, &mut found).then_some(found)
}

fn add_things(plan: &Plan, node: NodeId, found: &mut BTreeSet<Thing>) -> bool {
    match &plan.node(node).op {
        Op::Const(_) | Op::Today | Op::Unset(_) => true,
        Op::Field(field) => {
            plan.fields[field.index()].detail.is_none() && {
                found.insert(Thing::Field(*field));
                true
            }
        }
        Op::Any { detail, .. }
        | Op::All { detail, .. }
        | Op::Count { detail, .. }
        | Op::Selected { detail, .. }
        | Op::Gathered { detail, .. } => {
            found.insert(Thing::Detail(*detail));
            true
        }
        Op::Decide(decision) => {
            found.insert(Thing::Decision(*decision));
            true
        }
        Op::Compare { left, right, .. } | Op::Arithmetic { left, right, .. } => {
            add_things(plan, *left, found) && add_things(plan, *right, found)
        }
        Op::Set(parts) | Op::Call { args: parts, .. } => parts.iter().all(|part| add_things(plan, *part, found)),
        Op::Format { text, .. } => add_things(plan, *text, found),
        _ => false,
    }
}

/// The node that gives the value of a decision which is a single expression.
pub(super) fn expression(plan: &Plan, decision: DecisionId) -> Option<NodeId> {
    match plan.decisions.get(decision.index())?.body {
        BodyPlan::Expr { value, .. } => Some(value),
        _ => None,
    }
}

/// Answers questions as of a day.
#[derive(Clone, Copy, Debug)]
pub(super) struct Answers<'p> {
    pub(super) plan: &'p Plan,
    pub(super) today: Date,
}

impl Answers<'_> {
    pub(super) fn truth(&self, question: Question, known: Known<'_>) -> Truth {
        match self.datum(question.node, question.through, known) {
            Datum::Known(value) => (value == Value::Bool(true)).into(),
            Datum::NotApplicable => Truth::False,
            Datum::Unknown => Truth::Unknown,
        }
    }

    pub(super) fn datum(&self, node: NodeId, through: Option<(DecisionId, Through)>, known: Known<'_>) -> Datum {
        let of = |node: NodeId| self.datum(node, through, known);
        let year = self.today.year();
        match &self.plan.node(node).op {
            Op::Const(value) => Datum::Known(value.clone()),
            Op::Today => Datum::Known(Value::Date(self.today)),
            Op::Field(_) => match known {
                Known::Field(datum) => datum.clone(),
                Known::Nothing | Known::NoRows => Datum::Unknown,
            },
            Op::Decide(decision) => match through {
                Some((own, Through::Node(source))) if own == *decision => match self.datum(source, None, known) {
                    Datum::Known(value) => Datum::Known(at_present(value, year)),
                    other => other,
                },
                Some((own, Through::NotApplicable)) if own == *decision => Datum::NotApplicable,
                _ => Datum::Unknown,
            },
            Op::Any { .. } => self.without_rows(known, Datum::Known(Value::Bool(false))),
            Op::All { .. } => self.without_rows(known, Datum::Known(Value::Bool(true))),
            Op::Count { .. } => self.without_rows(known, Datum::Known(Value::Integer(0))),
            Op::Selected { .. } => self.without_rows(known, Datum::NotApplicable),
            Op::Gathered { .. } => self.without_rows(known, Datum::Known(Value::set([]))),
            Op::Compare { op: Comparison::In, left, right } => self.membership(&of(*left), &of(*right)),
            Op::Compare { op, left, right } => truth(compare(*op, &of(*left), &of(*right), year)),
            Op::Arithmetic { op, left, right } => match (of(*left), of(*right)) {
                (Datum::NotApplicable, _) | (_, Datum::NotApplicable) => Datum::NotApplicable,
                (Datum::Known(left), Datum::Known(right)) => {
                    arithmetic(*op, &at_present(left, year), &at_present(right, year)).map_or(Datum::Unknown, Datum::Known)
                }
                _ => Datum::Unknown,
            },
            Op::Set(parts) => {
                let mut values = Vec::new();
                for part in parts {
                    match of(*part) {
                        Datum::Known(value) => values.push(value),
                        Datum::NotApplicable => {}
                        Datum::Unknown => return Datum::Unknown,
                    }
                }
                Datum::Known(Value::set(values))
            }
            Op::Call { function, args } => {
                let args: Vec<Datum> = args.iter().map(|arg| of(*arg)).collect();
                call(*function, &args.iter().collect::<Vec<_>>(), self.today)
            }
            Op::Format { format, text } => has_format(format, &of(*text), self.today),
            _ => Datum::Unknown,
        }
    }

    fn without_rows(&self, known: Known<'_>, value: Datum) -> Datum {
        match known {
            Known::NoRows => value,
            Known::Field(_) | Known::Nothing => Datum::Unknown,
        }
    }

    /// A set of which some elements are unknown is the matter of the evaluator.
    fn membership(&self, value: &Datum, set: &Datum) -> Datum {
        truth(compare(Comparison::In, value, set, self.today.year()))
    }
}

fn truth(truth: Truth) -> Datum {
    match truth {
        Truth::Unknown => Datum::Unknown,
        known => Datum::Known(Value::Bool(known == Truth::True)),
    }
}
