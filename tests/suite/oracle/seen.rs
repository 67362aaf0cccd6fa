//! What a walk over an expression finds: a value, nothing that applies, or not known and why.

use std::collections::BTreeSet;

use super::model::{Arithmetic, Relation, Value};
use super::places;

/// The fields, and decisions, that make something unknown.
pub(super) type Needs = BTreeSet<String>;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Seen {
    Known(Value),
    NotApplicable,
    /// Of a set, `sure` are the members it has whatever is filled in.
    Unknown {
        needs: Needs,
        sure: BTreeSet<Value>,
    },
}

impl Seen {
    pub(super) fn truth(value: bool) -> Seen {
        Seen::Known(Value::Boolean(value))
    }

    pub(super) fn unknown(needs: Needs) -> Seen {
        Seen::Unknown { needs, sure: BTreeSet::new() }
    }

    pub(super) fn needs(&self) -> Needs {
        match self {
            Seen::Unknown { needs, .. } => needs.clone(),
            _ => Needs::new(),
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Truth {
    True,
    False,
    Unknown(Needs),
}

impl Truth {
    pub(super) fn not(self) -> Truth {
        match self {
            Truth::True => Truth::False,
            Truth::False => Truth::True,
            unknown => unknown,
        }
    }

    /// False as soon as one operand is; else unknown because of every unknown operand.
    pub(super) fn all(operands: impl IntoIterator<Item = Truth>) -> Truth {
        let operands: Vec<_> = operands.into_iter().collect();
        if operands.contains(&Truth::False) {
            return Truth::False;
        }
        let mut needs = None;
        for operand in operands {
            if let Truth::Unknown(more) = operand {
                needs.get_or_insert_with(Needs::new).extend(more);
            }
        }
        needs.map_or(Truth::True, Truth::Unknown)
    }

    pub(super) fn any(operands: impl IntoIterator<Item = Truth>) -> Truth {
        Truth::all(operands.into_iter().map(Truth::not)).not()
    }

    pub(super) fn seen(self) -> Seen {
        match self {
            Truth::True => Seen::truth(true),
            Truth::False => Seen::truth(false),
            Truth::Unknown(needs) => Seen::unknown(needs),
        }
    }
}

/// What the unknown conditions among these ask for, if there are any.
pub(super) fn unknown_of(conditions: &[Truth]) -> Option<Needs> {
    let unknown: Vec<_> = conditions
        .iter()
        .filter_map(|condition| match condition {
            Truth::Unknown(needs) => Some(needs.clone()),
            _ => None,
        })
        .collect();
    if unknown.is_empty() { None } else { Some(unknown.into_iter().flatten().collect()) }
}

pub(super) fn number(count: usize) -> Seen {
    Seen::Known(Value::Integer(count as i64))
}

/// Stands for the fields of a comparison of known places that stays open.
pub(super) const SOMETHING: &str = "…";

/// The answer about two places; unknown between a divided place and one of its parts.
pub(super) fn certain(answer: Option<bool>) -> Seen {
    answer.map_or_else(|| Seen::unknown(Needs::from([SOMETHING.to_string()])), Seen::truth)
}

/// A value with every place as what it counts as now.
pub(super) fn present(value: &Value) -> Value {
    match value {
        Value::Place(place) => Value::Place(places::present(place)),
        Value::Set(members) => Value::Set(members.iter().map(present).collect()),
        other => other.clone(),
    }
}

pub(super) fn compare(relation: Relation, left: &Seen, right: &Seen) -> Seen {
    match (left, right) {
        (Seen::NotApplicable, _) | (_, Seen::NotApplicable) => Seen::truth(relation == Relation::Different),
        (Seen::Known(Value::Place(left)), Seen::Known(Value::Place(right))) => {
            let same = places::same(left, right);
            certain(same.map(|same| same == (relation == Relation::Equal)))
        }
        (Seen::Known(left), Seen::Known(right)) => Seen::truth(match relation {
            Relation::Equal => left == right,
            Relation::Different => left != right,
            Relation::Less => left < right,
            Relation::AtMost => left <= right,
            Relation::More => left > right,
            Relation::AtLeast => left >= right,
        }),
        _ => Seen::unknown(&left.needs() | &right.needs()),
    }
}

pub(super) fn belongs(element: &Seen, set: &Seen) -> Seen {
    let (sure, complete) = match (element, set) {
        (Seen::NotApplicable, _) | (_, Seen::NotApplicable) => return Seen::truth(false),
        (Seen::Known(_), Seen::Known(Value::Set(members))) => (members, true),
        (Seen::Known(_), Seen::Unknown { sure, .. }) => (sure, false),
        _ => return Seen::unknown(&element.needs() | &set.needs()),
    };
    let answers: Vec<_> = sure.iter().map(|it| compare(Relation::Equal, element, &Seen::Known(it.clone()))).collect();
    if answers.contains(&Seen::truth(true)) {
        Seen::truth(true)
    } else if complete && answers.iter().all(|it| *it == Seen::truth(false)) {
        Seen::truth(false)
    } else {
        Seen::unknown(answers.iter().chain([set]).flat_map(Seen::needs).collect())
    }
}

pub(super) fn set_of(elements: Vec<Seen>) -> Seen {
    let mut sure = BTreeSet::new();
    let mut needs = Needs::new();
    let mut certain = true;
    for element in elements {
        match element {
            Seen::Known(value) => {
                sure.insert(value);
            }
            Seen::NotApplicable => {}
            Seen::Unknown { needs: more, .. } => {
                certain = false;
                needs.extend(more);
            }
        }
    }
    if certain { Seen::Known(Value::Set(sure)) } else { Seen::Unknown { needs, sure } }
}

pub(super) fn calculate(operation: Arithmetic, left: Seen, right: Seen) -> Seen {
    let (left, right) = match (left, right) {
        (Seen::NotApplicable, _) | (_, Seen::NotApplicable) => return Seen::NotApplicable,
        (Seen::Known(left), Seen::Known(right)) => (left, right),
        (left, right) => return Seen::unknown(&left.needs() | &right.needs()),
    };
    Seen::Known(match (operation, left, right) {
        (Arithmetic::Plus, Value::Integer(left), Value::Integer(right)) => Value::Integer(left + right),
        (Arithmetic::Minus, Value::Integer(left), Value::Integer(right)) => Value::Integer(left - right),
        (Arithmetic::Times, Value::Integer(left), Value::Integer(right)) => Value::Integer(left * right),
        (Arithmetic::Minus, Value::Date(left), Value::Date(right)) => Value::Integer(left.days_since(right)),
        (Arithmetic::Plus, Value::Set(left), Value::Set(right)) => Value::Set(&left | &right),
        (Arithmetic::Minus, Value::Set(left), Value::Set(right)) => Value::Set(&left - &right),
        (operation, left, right) => unreachable!("{left:?} {operation:?} {right:?}"),
    })
}
