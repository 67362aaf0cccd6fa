//! Operators on single values. In: values, the day of evaluation. Out: a value, or unknown; never a panic.

use std::cmp::Ordering;

use super::store::{Datum, Truth};
use crate::date::Date;
use crate::division::Division;
use crate::hir::{Comparison, Function};
use crate::identity;
use crate::text_format::TextFormat;
use crate::value::{Member, Value};

/// Equality; places are compared as of a year, and may be uncertain.
pub(crate) fn equal(left: &Value, right: &Value, year: i32) -> Truth {
    match (left, right) {
        (Value::Place(left), Value::Place(right)) => certain(left.same(*right, year)),
        (Value::Set(left), Value::Set(right)) => {
            let within = |inner: &[Value], outer: &[Value]| all(inner.iter().map(|value| member(value, outer, year)));
            and(within(left, right), within(right, left))
        }
        _ => left.equals(right).into(),
    }
}

/// Whether a value is one of several.
pub(crate) fn member(value: &Value, set: &[Value], year: i32) -> Truth {
    any(set.iter().map(|element| equal(value, element, year)))
}

pub(crate) fn compare(op: Comparison, left: &Datum, right: &Datum, year: i32) -> Truth {
    let (left, right) = match (left, right) {
        (Datum::NotApplicable, _) | (_, Datum::NotApplicable) => return (op == Comparison::Ne).into(),
        (Datum::Known(left), Datum::Known(right)) => (left, right),
        _ => return Truth::Unknown,
    };
    let ordered = |wanted: fn(Ordering) -> bool| left.order(right).map_or(Truth::Unknown, |order| wanted(order).into());
    match op {
        Comparison::Eq => equal(left, right, year),
        Comparison::Ne => not(equal(left, right, year)),
        Comparison::Lt => ordered(Ordering::is_lt),
        Comparison::Le => ordered(Ordering::is_le),
        Comparison::Gt => ordered(Ordering::is_gt),
        Comparison::Ge => ordered(Ordering::is_ge),
        Comparison::In => member(left, right.elements(), year),
        Comparison::Within => match (left, right) {
            (Value::Place(left), Value::Place(right)) => certain(left.within(*right, year)),
            _ => Truth::Unknown,
        },
    }
}

/// A function of values; what does not apply stays so.
pub(crate) fn call(function: Function, args: &[&Datum], today: Date) -> Datum {
    let mut values = Vec::with_capacity(args.len());
    for arg in args {
        match arg {
            Datum::NotApplicable => return Datum::NotApplicable,
            Datum::Known(value) => values.push(value),
            Datum::Unknown => {}
        }
    }
    if values.len() < args.len() {
        return Datum::Unknown;
    }
    let year = today.year();
    match (function, values.as_slice()) {
        (Function::Level, [Value::Place(place)]) => {
            agreed(*place, year, |place| Some(Value::Member(Member { enumeration: 0, index: place.level() as u16 })))
        }
        (Function::Parent, [Value::Place(place)]) => match place.present(year).as_slice() {
            [only] if only.parent(year).is_none() => Datum::NotApplicable,
            _ => agreed(*place, year, |place| place.parent(year).map(Value::Place)),
        },
        (Function::HasLower, [Value::Place(place)]) => agreed(*place, year, |place| Some(Value::Bool(place.has_lower_level(year)))),
        (Function::InForce, [Value::Place(place)]) => Datum::Known(Value::Bool(place.in_force(year))),
        (Function::Successors, [Value::Place(place)]) => {
            Datum::Known(Value::set(place.present(year).into_iter().map(Value::Place)))
        }
        (Function::Same, [left, right]) => match equal(left, right, year) {
            Truth::Unknown => Datum::Unknown,
            truth => Datum::Known(Value::Bool(truth == Truth::True)),
        },
        (Function::Year, [Value::Date(date)]) => integer(date.year()),
        (Function::Year, [Value::Month(month)]) => integer(month.year()),
        (Function::MonthOf, [Value::Date(date)]) => integer(i32::from(date.month())),
        (Function::MonthOf, [Value::Month(month)]) => integer(i32::from(month.month())),
        (Function::DayOf, [Value::Date(date)]) => integer(i32::from(date.day())),
        (Function::Days, [Value::Date(from), Value::Date(to)]) => Datum::Known(Value::Integer(to.days_since(*from))),
        (Function::Length, [Value::Text(text)]) => {
            Datum::Known(Value::Integer(i64::try_from(text.chars().count()).unwrap_or(i64::MAX)))
        }
        (Function::Count, [set]) => {
            let count = at_present((*set).clone(), year).elements().len();
            Datum::Known(Value::Integer(i64::try_from(count).unwrap_or(i64::MAX)))
        }
        (Function::Contains, [Value::Text(text), Value::Text(piece)]) => Datum::Known(Value::Bool(text.contains(piece.as_ref()))),
        _ => Datum::Unknown,
    }
}

fn integer(number: i32) -> Datum {
    Datum::Known(Value::Integer(i64::from(number)))
}

/// A fact about a place that all places it counts as agree on; otherwise unknown.
fn agreed(place: Division, year: i32, fact: impl Fn(Division) -> Option<Value>) -> Datum {
    let mut facts = place.present(year).into_iter().map(fact);
    match facts.next().flatten() {
        Some(first) if facts.all(|other| other.as_ref() == Some(&first)) => Datum::Known(first),
        _ => Datum::Unknown,
    }
}

/// The value with every abolished place that has one successor replaced by it.
pub(crate) fn at_present(value: Value, year: i32) -> Value {
    match value {
        Value::Place(place) if place.in_force(year) => value,
        Value::Place(place) => match place.present(year).as_slice() {
            [only] => Value::Place(*only),
            _ => Value::Place(place),
        },
        Value::Set(list) if list.iter().any(|value| matches!(value, Value::Place(_))) => {
            Value::set(list.iter().cloned().map(|value| at_present(value, year)))
        }
        other => other,
    }
}

/// Whether a text has a format: certain both ways, except for a doubtful text.
pub(crate) fn has_format(format: &TextFormat, text: &Datum, today: Date) -> Datum {
    match text {
        Datum::NotApplicable => Datum::NotApplicable,
        Datum::Known(Value::Text(text)) => match format.check(text, today) {
            identity::Verdict::Valid => Datum::Known(Value::Bool(true)),
            identity::Verdict::Invalid(_) => Datum::Known(Value::Bool(false)),
            identity::Verdict::Doubtful(_) => Datum::Unknown,
        },
        _ => Datum::Unknown,
    }
}

fn certain(answer: Option<bool>) -> Truth {
    answer.map_or(Truth::Unknown, Truth::from)
}

pub(crate) fn not(truth: Truth) -> Truth {
    match truth {
        Truth::True => Truth::False,
        Truth::False => Truth::True,
        Truth::Unknown => Truth::Unknown,
    }
}

pub(crate) fn and(left: Truth, right: Truth) -> Truth {
    match (left, right) {
        (Truth::False, _) | (_, Truth::False) => Truth::False,
        (Truth::True, Truth::True) => Truth::True,
        _ => Truth::Unknown,
    }
}

pub(crate) fn all(parts: impl Iterator<Item = Truth>) -> Truth {
    parts.fold(Truth::True, and)
}

pub(crate) fn any(parts: impl Iterator<Item = Truth>) -> Truth {
    not(all(parts.map(not)))
}
