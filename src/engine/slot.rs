//! One cell of a record in eight bytes. In: a cell and the kind of its field. Out: a number that the engine compares without looking
//! anything up; what does not fit stands beside, in the order of its number.

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use crate::date::{Date, Month};
use crate::division::Division;
use crate::hir::Type;
use crate::input::Cell;
use crate::value::{Member, Value};

/// The upper half of a slot without a value of its own.
const STATE: u64 = 0xFFFF_FFFF;
/// The upper half of a slot whose cell stands beside.
const ASIDE: u64 = 0xFFFF_FFFE;
/// Whole numbers are moved up so that none looks like a state.
const BIAS: i64 = 1 << 61;
/// Decimals are counted in millionths.
const MILLION: i64 = 1_000_000;

/// Few values are counted from here on, behind the states.
const FIRST: u64 = 4;

/// How the values of a field are written into slots.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Text,
    Integer,
    Decimal,
    Percent,
    Date,
    Month,
    Bool,
    Place,
    /// A member of the enumeration with this number.
    Member(u16),
    /// Sets: their cells stand beside.
    Other,
}

impl Kind {
    pub(crate) fn of(ty: &Type) -> Self {
        match ty {
            Type::Text => Self::Text,
            Type::Integer => Self::Integer,
            Type::Decimal => Self::Decimal,
            Type::Percent => Self::Percent,
            Type::Date => Self::Date,
            Type::Month => Self::Month,
            Type::Bool => Self::Bool,
            Type::Place => Self::Place,
            Type::Enum(number) => Self::Member(*number),
            Type::Duration | Type::Set(_) | Type::Wrong => Self::Other,
        }
    }

    /// Few values, so that a table over all of them is small.
    pub(crate) fn is_small(self) -> bool {
        matches!(self, Self::Bool | Self::Member(_))
    }

    /// Numbers, days and months: their slots are in the order of the values.
    pub(crate) fn is_ordered(self) -> bool {
        matches!(self, Self::Integer | Self::Decimal | Self::Percent | Self::Date | Self::Month)
    }

    /// The slot of a value other than a text; nothing if it does not fit.
    pub(crate) fn slot(self, value: &Value) -> Option<Slot> {
        let number = match (self, value) {
            (Self::Integer, Value::Integer(number)) => biased(*number)?,
            (Self::Decimal, Value::Decimal(number)) | (Self::Percent, Value::Percent(number)) => millionths(number)?,
            (Self::Date, Value::Date(date)) => packed(*date),
            (Self::Month, Value::Month(month)) => u64::try_from(month.year()).ok()? * 12 + u64::from(month.month()) - 1,
            (Self::Bool, Value::Bool(value)) => u64::from(*value) + FIRST,
            (Self::Place, Value::Place(place)) => u64::from(place.number()),
            (Self::Member(own), Value::Member(member)) if own == member.enumeration => u64::from(member.index) + FIRST,
            _ => return None,
        };
        Some(Slot(number))
    }

    /// The place of a constant among the slots of this kind; nothing if no slot could equal it exactly.
    pub(crate) fn rank(self, value: &Value) -> Option<u64> {
        let slot = match (self, value) {
            (Self::Decimal, Value::Integer(number)) => Slot(biased(number.checked_mul(MILLION)?)?),
            _ => self.slot(value)?,
        };
        Some(slot.0)
    }

    /// The value of a slot that holds one itself, texts apart.
    pub(crate) fn value(self, slot: Slot) -> Option<Value> {
        let number = slot.0;
        Some(match self {
            Self::Integer => Value::Integer(unbiased(number)?),
            Self::Decimal => Value::Decimal(Decimal::new(unbiased(number)?, 6).normalize()),
            Self::Percent => Value::Percent(Decimal::new(unbiased(number)?, 6).normalize()),
            Self::Date => Value::Date(unpacked(number)?),
            Self::Month => Value::Month(Month::new(i32::try_from(number / 12).ok()?, u8::try_from(number % 12 + 1).ok()?)?),
            Self::Bool => Value::Bool(number != FIRST),
            Self::Place => Value::Place(Division::with_number(u32::try_from(number).ok()?)?),
            Self::Member(enumeration) => {
                Value::Member(Member { enumeration, index: u16::try_from(number.checked_sub(FIRST)?).ok()? })
            }
            Self::Text | Self::Other => return None,
        })
    }
}

#[cfg(feature = "records")]
impl Slot {
    /// A whole number of few digits.
    #[inline(always)]
    pub(crate) fn whole(number: u32) -> Self {
        Self(BIAS.unsigned_abs() + u64::from(number))
    }

    /// A day that there is.
    #[inline(always)]
    pub(crate) fn day(year: u32, month: u32, day: u32) -> Self {
        Self(u64::from(year) << 9 | u64::from(month) << 5 | u64::from(day))
    }
}

fn biased(number: i64) -> Option<u64> {
    let moved = number.checked_add(BIAS)?;
    (0..2 * BIAS).contains(&moved).then(|| moved.unsigned_abs())
}

fn unbiased(number: u64) -> Option<i64> {
    i64::try_from(number).ok()?.checked_sub(BIAS)
}

/// Only numbers that are written in the shortest way, so that they come back as they were.
fn millionths(number: &Decimal) -> Option<u64> {
    if number.scale() > 6 || number.normalize().scale() != number.scale() {
        return None;
    }
    biased(number.checked_mul(Decimal::from(MILLION))?.to_i64()?)
}

fn packed(date: Date) -> u64 {
    u64::from(date.year().unsigned_abs()) << 9 | u64::from(date.month()) << 5 | u64::from(date.day())
}

fn unpacked(number: u64) -> Option<Date> {
    let part = |shift: u32, mask: u64| u8::try_from(number >> shift & mask).ok();
    Date::new(i32::try_from(number >> 9).ok()?, part(5, 15)?, part(0, 31)?)
}

/// A cell in eight bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Slot(u64);

impl Slot {
    pub(crate) const ABSENT: Self = Self(STATE << 32);
    pub(crate) const EMPTY: Self = Self(STATE << 32 | 1);
    pub(crate) const OPEN: Self = Self(STATE << 32 | 2);

    /// The number of the first value in tables over small kinds; those before are states.
    pub(crate) const FIRST_CODE: usize = FIRST as usize;

    /// One of few values, or the state of a 明细.
    pub(crate) fn small(number: u32) -> Self {
        Self(u64::from(number) + FIRST)
    }

    pub(crate) fn text(start: u32, length: u32) -> Self {
        Self(u64::from(length) << 32 | u64::from(start))
    }

    pub(crate) fn aside(number: u32) -> Self {
        Self(ASIDE << 32 | u64::from(number))
    }

    fn upper(self) -> u64 {
        self.0 >> 32
    }

    fn lower(self) -> usize {
        (self.0 & STATE) as usize
    }

    /// The slot holds its value itself.
    #[inline(always)]
    pub(crate) fn is_value(self) -> bool {
        self.upper() < ASIDE
    }

    /// Nothing is filled in.
    #[inline(always)]
    pub(crate) fn is_missing(self) -> bool {
        self.upper() == STATE
    }

    /// Number of the cell that stands beside.
    pub(crate) fn beside(self) -> Option<usize> {
        (self.upper() == ASIDE).then(|| self.lower())
    }

    /// The number in a table over a small kind, of a slot whose cell does not stand beside.
    #[inline(always)]
    pub(crate) fn code(self) -> usize {
        self.lower()
    }

    /// The number of a slot that holds its value itself.
    #[inline(always)]
    pub(crate) fn number(self) -> u64 {
        self.0
    }

    /// Where a text stands.
    #[inline(always)]
    pub(crate) fn range(self) -> std::ops::Range<usize> {
        let start = self.lower();
        start..start.wrapping_add(self.upper() as usize)
    }
}

/// The state of a slot without a value; the cell of one that stands beside.
pub(crate) fn state(slot: Slot, aside: &[Cell]) -> Cell {
    match slot {
        Slot::EMPTY => Cell::Empty,
        Slot::OPEN => Cell::Open,
        _ => slot.beside().and_then(|number| aside.get(number)).cloned().unwrap_or(Cell::Absent),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn back(kind: Kind, value: Value) {
        let slot = kind.slot(&value).unwrap();
        assert!(slot.is_value() && !slot.is_missing(), "{value:?}");
        assert_eq!(kind.value(slot), Some(value));
    }

    #[test]
    fn values_come_back_as_they_were() {
        for number in [0, 1, -1, 60, BIAS - 1, -BIAS] {
            back(Kind::Integer, Value::Integer(number));
        }
        back(Kind::Decimal, Value::Decimal(Decimal::new(-35, 1)));
        back(Kind::Percent, Value::Percent(Decimal::new(60, 0)));
        back(Kind::Date, Value::Date(Date::new(2024, 2, 29).unwrap()));
        back(Kind::Date, Value::Date(Date::new(9999, 12, 31).unwrap()));
        back(Kind::Month, Value::Month(Month::new(2024, 12).unwrap()));
        back(Kind::Bool, Value::Bool(true));
        back(Kind::Member(3), Value::Member(Member { enumeration: 3, index: 7 }));
    }

    #[test]
    fn what_would_not_come_back_does_not_fit() {
        assert_eq!(Kind::Integer.slot(&Value::Integer(i64::MAX)), None);
        assert_eq!(Kind::Decimal.slot(&Value::Decimal(Decimal::new(350, 2))), None);
        assert_eq!(Kind::Decimal.slot(&Value::Decimal(Decimal::new(1, 9))), None);
        assert_eq!(Kind::Member(3).slot(&Value::Member(Member { enumeration: 4, index: 7 })), None);
    }

    #[test]
    fn slots_are_in_the_order_of_their_values() {
        let day = |year, month, day| Kind::Date.rank(&Value::Date(Date::new(year, month, day).unwrap())).unwrap();
        assert!(
            day(2023, 10, 13) < day(2023, 10, 14) && day(2023, 10, 31) < day(2023, 11, 1) && day(2023, 12, 31) < day(2024, 1, 1)
        );
        #[cfg(feature = "records")]
        assert_eq!(Slot::day(2023, 10, 14).number(), day(2023, 10, 14));
        let number = |number| Kind::Integer.rank(&Value::Integer(number)).unwrap();
        #[cfg(feature = "records")]
        assert_eq!(Slot::whole(60).number(), number(60));
        assert!(number(-5) < number(0) && number(0) < number(60));
        assert_eq!(Kind::Decimal.rank(&Value::Integer(3)), Kind::Decimal.rank(&Value::Decimal(Decimal::new(3, 0))));
    }

    #[test]
    fn states_have_codes_before_the_values() {
        assert_eq!([Slot::ABSENT, Slot::EMPTY, Slot::OPEN].map(Slot::code), [0, 1, 2]);
        assert_eq!(Slot::small(2).code(), 6);
        assert_eq!(Slot::text(5, 4).range(), 5..9);
    }
}
