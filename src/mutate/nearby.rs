//! Values next to a value: a day later, one less, another member, one element fewer. In: a value. Out: what a slip would write instead.

use rust_decimal::Decimal;

use super::MutationKind;
use crate::date::Duration;
use crate::hir::Program;
use crate::value::{Member, Value};

/// The values next to a constant, each with the kind of slip.
pub(super) fn nearby(value: &Value, program: &Program) -> Vec<(MutationKind, Value)> {
    let moved = |values: [Option<Value>; 2]| values.into_iter().flatten().map(|value| (MutationKind::Boundary, value)).collect();
    match value {
        Value::Integer(number) => moved([number.checked_add(1).map(Value::Integer), number.checked_sub(1).map(Value::Integer)]),
        Value::Decimal(number) => moved(beside(*number).map(|number| number.map(Value::Decimal))),
        Value::Percent(number) => moved(beside(*number).map(|number| number.map(Value::Percent))),
        Value::Date(date) => {
            let day = Duration { months: 0, days: 1 };
            moved([date.plus(day).map(Value::Date), date.plus(day.negated()).map(Value::Date)])
        }
        Value::Month(month) => moved([month.plus_months(1).map(Value::Month), month.plus_months(-1).map(Value::Month)]),
        Value::Duration(length) if length.days == 0 => {
            moved([1, -1].map(|step| length.months.checked_add(step).map(|months| Value::Duration(Duration { months, ..*length }))))
        }
        Value::Duration(length) => {
            moved([1, -1].map(|step| length.days.checked_add(step).map(|days| Value::Duration(Duration { days, ..*length }))))
        }
        Value::Bool(value) => vec![(MutationKind::Choice, Value::Bool(!value))],
        Value::Member(member) => next(*member, program).map(|member| (MutationKind::Choice, member)).into_iter().collect(),
        Value::Set(list) => (0..list.len())
            .map(|gone| {
                let kept = list.iter().enumerate().filter(|(at, _)| *at != gone).map(|(_, value)| value.clone());
                (MutationKind::Element, Value::set(kept))
            })
            .collect(),
        Value::Text(_) | Value::Place(_) => Vec::new(),
    }
}

fn beside(number: Decimal) -> [Option<Decimal>; 2] {
    [number.checked_add(Decimal::ONE), number.checked_sub(Decimal::ONE)]
}

/// The next member of the same enumeration, the first after the last.
fn next(member: Member, program: &Program) -> Option<Value> {
    let count = program.enumerations.get(usize::from(member.enumeration))?.members.len();
    let index = (usize::from(member.index) + 1) % count.max(1);
    let other = Member { index: u16::try_from(index).ok()?, ..member };
    (other != member).then_some(Value::Member(other))
}
