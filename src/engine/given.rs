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
    pub(super) about: About,
}

/// What a question about an expression is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum About {
    /// Whether the condition holds.
    Truth,
    /// Whether the expression has a value: false if it does not apply, unknown if that is not known.
    Value,
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

/// The values that an expression is made from.
pub(super) trait Givens {
    fn field(&self, field: FieldId) -> Datum;
    fn decision(&self, answers: &Answers<'_>, decision: DecisionId) -> Datum;
    /// It is known that the 明细 has no rows; where there are some, nobody asks.
    fn has_no_rows(&self, detail: DetailId) -> bool;
}

/// What is known of one thing.
struct Single<'d> {
    known: Known<'d>,
    through: Option<(DecisionId, Through)>,
}

impl Givens for Single<'_> {
    fn field(&self, _: FieldId) -> Datum {
        match self.known {
            Known::Field(datum) => datum.clone(),
            Known::Nothing | Known::NoRows => Datum::Unknown,
        }
    }

    fn decision(&self, answers: &Answers<'_>, decision: DecisionId) -> Datum {
        match self.through {
            Some((own, Through::Node(source))) if own == decision => {
                answers.at_present(answers.value(source, &Single { known: self.known, through: None }))
            }
            Some((own, Through::NotApplicable)) if own == decision => Datum::NotApplicable,
            _ => Datum::Unknown,
        }
    }

    fn has_no_rows(&self, _: DetailId) -> bool {
        matches!(self.known, Known::NoRows)
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
        let datum = self.datum(question.node, question.through, known);
        match question.about {
            About::Truth => truth_of(&datum),
            About::Value => match datum {
                Datum::Known(_) => Truth::True,
                Datum::NotApplicable => Truth::False,
                Datum::Unknown => Truth::Unknown,
            },
        }
    }

    pub(super) fn datum(&self, node: NodeId, through: Option<(DecisionId, Through)>, known: Known<'_>) -> Datum {
        self.value(node, &Single { known, through })
    }

    /// A decision's value is the present place.
    pub(super) fn at_present(&self, datum: Datum) -> Datum {
        match datum {
            Datum::Known(value) => Datum::Known(at_present(value, self.today.year())),
            other => other,
        }
    }

    pub(super) fn value(&self, node: NodeId, givens: &dyn Givens) -> Datum {
        let of = |node: NodeId| self.value(node, givens);
        let without_rows = |detail: DetailId, value: Datum| if givens.has_no_rows(detail) { value } else { Datum::Unknown };
        let year = self.today.year();
        match &self.plan.node(node).op {
            Op::Const(value) => Datum::Known(value.clone()),
            Op::Today => Datum::Known(Value::Date(self.today)),
            Op::Field(field) => givens.field(*field),
            Op::Decide(decision) => givens.decision(self, *decision),
            Op::Any { detail, .. } => without_rows(*detail, Datum::Known(Value::Bool(false))),
            Op::All { detail, .. } => without_rows(*detail, Datum::Known(Value::Bool(true))),
            Op::Count { detail, .. } => without_rows(*detail, Datum::Known(Value::Integer(0))),
            Op::Selected { detail, .. } => without_rows(*detail, Datum::NotApplicable),
            Op::Gathered { detail, .. } => without_rows(*detail, Datum::Known(Value::set([]))),
            Op::Compare { op: Comparison::In, left, right } => self.membership(*left, *right, givens),
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

    /// A value that a set surely has is in it, whatever its other elements are.
    fn membership(&self, left: NodeId, right: NodeId, givens: &dyn Givens) -> Datum {
        let (value, set) = (self.value(left, givens), self.value(right, givens));
        if let (Datum::Known(_), Datum::Unknown, Op::Set(parts)) = (&value, &set, &self.plan.node(right).op) {
            let known = parts.iter().filter_map(|part| match self.value(*part, givens) {
                Datum::Known(value) => Some(value),
                _ => None,
            });
            let sure = Datum::Known(Value::set(known));
            let found = compare(Comparison::In, &value, &sure, self.today.year());
            return if found == Truth::True { truth(found) } else { Datum::Unknown };
        }
        truth(compare(Comparison::In, &value, &set, self.today.year()))
    }
}

/// The truth of a condition's value: what does not apply does not hold.
pub(super) fn truth_of(datum: &Datum) -> Truth {
    match datum {
        Datum::Known(value) => (*value == Value::Bool(true)).into(),
        Datum::NotApplicable => Truth::False,
        Datum::Unknown => Truth::Unknown,
    }
}

fn truth(truth: Truth) -> Datum {
    match truth {
        Truth::Unknown => Datum::Unknown,
        known => Datum::Known(Value::Bool(known == Truth::True)),
    }
}
