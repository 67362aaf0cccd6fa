//! Values that fields and expressions have, and the exact arithmetic on them. Knows no policy.

use std::cmp::Ordering;
use std::sync::Arc;

use rust_decimal::Decimal;

use crate::date::{Date, Duration, Month};
use crate::division::Division;

/// A known value.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub(crate) enum Value {
    /// 文本
    Text(Arc<str>),
    /// 整数
    Integer(i64),
    /// 小数, exact
    Decimal(Decimal),
    /// 百分比: 60 is 60%
    Percent(Decimal),
    /// 日期
    Date(Date),
    /// 年月
    Month(Month),
    /// A length of time
    Duration(Duration),
    /// 是否
    Bool(bool),
    /// 行政区划
    Place(Division),
    /// A member of an enumeration
    Member(Member),
    /// 集合, in one order, without repetition
    Set(Arc<[Value]>),
}

/// A member of an enumeration: the enumeration's number in the policy and the member's number in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Member {
    pub(crate) enumeration: u16,
    pub(crate) index: u16,
}

impl Value {
    /// A set of values: repetitions dropped, members as declared, places by code, everything else ascending.
    pub(crate) fn set(values: impl IntoIterator<Item = Value>) -> Self {
        let mut list: Vec<Value> = Vec::new();
        for value in values {
            if !list.contains(&value) {
                list.push(value);
            }
        }
        list.sort_by(Value::place_in_set);
        Value::Set(list.into())
    }

    fn place_in_set(&self, other: &Value) -> Ordering {
        match (self, other) {
            (Value::Text(left), Value::Text(right)) => left.cmp(right),
            (Value::Place(left), Value::Place(right)) => left.cmp(right),
            (Value::Bool(left), Value::Bool(right)) => left.cmp(right),
            _ => self.order(other).unwrap_or(Ordering::Equal),
        }
    }

    /// The elements of a set; any other value is a set of itself.
    pub(crate) fn elements(&self) -> &[Value] {
        match self {
            Value::Set(list) => list,
            single => std::slice::from_ref(single),
        }
    }

    /// Order of numbers, days, months, lengths of text and members; `None` where there is no order.
    pub(crate) fn order(&self, other: &Value) -> Option<Ordering> {
        match (self, other) {
            (Value::Integer(left), Value::Integer(right)) => Some(left.cmp(right)),
            (Value::Integer(_) | Value::Decimal(_), Value::Integer(_) | Value::Decimal(_)) => {
                Some(self.as_decimal()?.cmp(&other.as_decimal()?))
            }
            (Value::Percent(left), Value::Percent(right)) => Some(left.cmp(right)),
            (Value::Date(left), Value::Date(right)) => Some(left.cmp(right)),
            (Value::Month(left), Value::Month(right)) => Some(left.cmp(right)),
            (Value::Member(left), Value::Member(right)) => Some(left.index.cmp(&right.index)),
            _ => None,
        }
    }

    /// Equality of everything but places, which need a year: numbers by value, sets whatever their order.
    pub(crate) fn equals(&self, other: &Value) -> bool {
        match (self, other) {
            (Value::Integer(_) | Value::Decimal(_), Value::Integer(_) | Value::Decimal(_)) => {
                self.order(other) == Some(Ordering::Equal)
            }
            (Value::Set(left), Value::Set(right)) => {
                left.len() == right.len() && left.iter().all(|element| right.contains(element))
            }
            _ => self == other,
        }
    }

    fn as_decimal(&self) -> Option<Decimal> {
        match self {
            Value::Integer(number) => Some(Decimal::from(*number)),
            Value::Decimal(number) | Value::Percent(number) => Some(*number),
            _ => None,
        }
    }
}

/// `+ - * /`
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Arithmetic {
    Add,
    Sub,
    Mul,
    Div,
}

/// The result, or `None` where there is none: division by zero, a number too large, a day outside the calendar.
pub(crate) fn arithmetic(op: Arithmetic, left: &Value, right: &Value) -> Option<Value> {
    use Arithmetic::{Add, Div, Mul, Sub};
    Some(match (op, left, right) {
        (Add, Value::Set(left), Value::Set(right)) => Value::set(left.iter().chain(right.iter()).cloned()),
        (Sub, Value::Set(left), Value::Set(right)) => Value::set(left.iter().filter(|element| !right.contains(element)).cloned()),
        (Add, Value::Date(day), Value::Duration(length)) => Value::Date(day.plus(*length)?),
        (Sub, Value::Date(day), Value::Duration(length)) => Value::Date(day.plus(length.negated())?),
        (Add, Value::Month(month), Value::Duration(length)) => Value::Month(month.plus_months(length.months)?),
        (Sub, Value::Month(month), Value::Duration(length)) => Value::Month(month.plus_months(length.months.checked_neg()?)?),
        (Sub, Value::Date(later), Value::Date(earlier)) => Value::Integer(later.days_since(*earlier)),
        (Add, Value::Integer(left), Value::Integer(right)) => Value::Integer(left.checked_add(*right)?),
        (Sub, Value::Integer(left), Value::Integer(right)) => Value::Integer(left.checked_sub(*right)?),
        (Mul, Value::Integer(left), Value::Integer(right)) => Value::Integer(left.checked_mul(*right)?),
        (op, left, right) => {
            let (a, b) = (left.as_decimal()?, right.as_decimal()?);
            let number = match op {
                Add => a.checked_add(b)?,
                Sub => a.checked_sub(b)?,
                Mul => a.checked_mul(b)?,
                Div => a.checked_div(b)?,
            };
            let percent = matches!((left, right), (Value::Percent(_), Value::Percent(_))) && matches!(op, Add | Sub);
            if percent { Value::Percent(number) } else { Value::Decimal(number) }
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn impossible_arithmetic_gives_nothing_and_never_panics() {
        let zero = Value::Integer(0);
        let large = Value::Integer(i64::MAX);
        assert_eq!(arithmetic(Arithmetic::Div, &large, &zero), None);
        assert_eq!(arithmetic(Arithmetic::Add, &large, &large), None);
        assert_eq!(arithmetic(Arithmetic::Mul, &Value::Decimal(Decimal::MAX), &large), None);
    }

    #[test]
    fn sets_are_joined_and_taken_apart() {
        let set = |numbers: &[i64]| Value::set(numbers.iter().map(|&number| Value::Integer(number)));
        assert_eq!(arithmetic(Arithmetic::Add, &set(&[1, 2]), &set(&[2, 3])), Some(set(&[1, 2, 3])));
        assert_eq!(arithmetic(Arithmetic::Sub, &set(&[1, 2]), &set(&[2, 3])), Some(set(&[1])));
        assert!(set(&[1, 2]).equals(&set(&[2, 1])));
    }
}
