//! Where one value comes from before it is compared. In: the origins of what it is made of. Out: the slots it may be read from, the
//! constants it may be, what is added to it and what else is done with it.

use std::collections::BTreeSet;

use indexmap::IndexSet;

use crate::date::Duration;
use crate::value::{Arithmetic, Value, arithmetic};

/// What is done with a value before it is compared.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Marks {
    pub(crate) year: bool,
    /// 月, 日, 天数, months added.
    pub(crate) part: bool,
    /// Numbers made of several fields, or multiplied.
    pub(crate) mixed: bool,
    pub(crate) length: bool,
    pub(crate) piece: bool,
    pub(crate) format: bool,
    pub(crate) level: bool,
    pub(crate) lower: bool,
    pub(crate) force: bool,
    pub(crate) ordered: bool,
    /// How many elements a set has.
    pub(crate) count: bool,
    /// It is taken away from something: what is greater becomes less.
    pub(crate) reflected: bool,
}

impl Marks {
    pub(super) fn join(&mut self, other: Self) {
        let pairs = [
            (&mut self.year, other.year),
            (&mut self.part, other.part),
            (&mut self.mixed, other.mixed),
            (&mut self.length, other.length),
            (&mut self.piece, other.piece),
            (&mut self.format, other.format),
            (&mut self.level, other.level),
            (&mut self.lower, other.lower),
            (&mut self.force, other.force),
            (&mut self.ordered, other.ordered),
            (&mut self.count, other.count),
            (&mut self.reflected, other.reflected),
        ];
        for (own, other) in pairs {
            *own |= other;
        }
    }
}

/// Sums of what is added that are followed.
const MOST_OFFSETS: usize = 40;

/// Where one value comes from.
#[derive(Clone, Debug, Default)]
pub(super) struct Origin {
    /// Numbers of the slots in the cone.
    pub(super) slots: BTreeSet<usize>,
    pub(super) constants: IndexSet<Value>,
    pub(super) offsets: IndexSet<Value>,
    pub(super) marks: Marks,
    /// It is a set; its constants are elements.
    pub(super) is_set: bool,
}

impl Origin {
    pub(super) fn join(&mut self, other: &Self) {
        self.slots.extend(&other.slots);
        self.constants.extend(other.constants.iter().cloned());
        self.offsets.extend(other.offsets.iter().cloned());
        self.marks.join(other.marks);
        self.is_set |= other.is_set;
    }

    pub(super) fn set(self) -> Self {
        Self { is_set: true, ..self }
    }

    /// The same, compared with constants: what is added before is taken from them.
    pub(super) fn beside(&self, constants: &Self) -> Self {
        let mut beside = Self { offsets: IndexSet::new(), ..self.clone() };
        for (constant, by) in constants.constants.iter().flat_map(|constant| self.offsets.iter().map(move |by| (constant, by))) {
            let reflected = if self.marks.reflected { [sum(by, constant, -1)].to_vec() } else { Vec::new() };
            for moved in [sum(constant, by, -1), sum(constant, by, 1)].into_iter().chain(reflected) {
                match moved {
                    Some(moved) => _ = beside.constants.insert(moved),
                    None => beside.marks.mixed = true,
                }
            }
        }
        beside
    }

    /// The same with something added or taken away, which may come on top of what was before.
    fn shifted(mut self, by: IndexSet<Value>) -> Self {
        let before: Vec<Value> = self.offsets.iter().cloned().collect();
        for (one, by) in before.iter().flat_map(|one| by.iter().map(move |by| (one, by))) {
            match [sum(one, by, 1), sum(one, by, -1)] {
                [Some(sum), Some(difference)] if self.offsets.len() < MOST_OFFSETS => self.offsets.extend([sum, difference]),
                _ => self.marks.mixed = true,
            }
        }
        self.offsets.extend(by);
        self
    }
}

/// The origin of a sum or difference: a constant added is an offset, everything else makes a new number. Of sets it is that of both.
pub(super) fn shifted(op: Arithmetic, left: Origin, right: Origin) -> Origin {
    let is_set = left.is_set || right.is_set;
    let shifts = matches!(op, Arithmetic::Add | Arithmetic::Sub) && !is_set;
    let is_reflected = left.slots.is_empty() && op == Arithmetic::Sub;
    let (mut moved, by) = if left.slots.is_empty() { (right, left) } else { (left, right) };
    let is_plain = by.slots.is_empty() && by.offsets.is_empty() && by.constants.iter().all(is_length);
    if shifts && is_plain && !moved.slots.is_empty() {
        moved.marks.part |= by.constants.iter().any(|value| matches!(value, Value::Duration(length) if length.months != 0));
        moved.marks.reflected |= is_reflected;
        return moved.shifted(by.constants);
    }
    let makes_number = !(is_set || moved.slots.is_empty() && by.slots.is_empty());
    moved.join(&by);
    moved.marks.mixed |= makes_number;
    moved
}

/// Something that can be added to a number or a day.
fn is_length(value: &Value) -> bool {
    matches!(value, Value::Duration(_) | Value::Integer(_) | Value::Decimal(_) | Value::Percent(_))
}

/// One with another added, or taken away where `times` is less than 0; nothing where that is no such value.
fn sum(one: &Value, other: &Value, times: i32) -> Option<Value> {
    match (one, other) {
        (Value::Duration(one), Value::Duration(other)) => Some(Value::Duration(Duration {
            months: one.months.checked_add(other.months.checked_mul(times)?)?,
            days: one.days.checked_add(other.days.checked_mul(times)?)?,
        })),
        // A month knows no days.
        (Value::Month(_), Value::Duration(length)) if length.days != 0 => None,
        _ => arithmetic(if times < 0 { Arithmetic::Sub } else { Arithmetic::Add }, one, other),
    }
}
