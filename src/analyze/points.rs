//! Which numbers, days and months stand for all: the constants that a field is compared with, and values between them.
//! In: a group of fields that are compared with each other. Out: for a type the chosen values, ascending.
//!
//! Between two constants as many values stand as there are fields compared with each other, so that every order of them occurs.
//! Where a length of time is added, the values repeat at that distance from each constant.

use std::collections::BTreeSet;

use rust_decimal::Decimal;

use super::groups::Group;
use crate::date::{Date, Duration, Month};
use crate::hir::Type;
use crate::value::Value;

/// More values than this are thinned out.
const MOST: usize = 48;
/// Fields whose every order is tried; of more only some.
const MOST_TOGETHER: usize = 5;
/// How often offsets are added to a constant at most.
const MOST_SUMS: usize = 2;

/// The chosen values, and whether some had to be left out.
pub(super) struct Points {
    pub(super) values: Vec<Value>,
    pub(super) is_thinned: bool,
}

/// The values of a type for `together` fields of one group.
pub(super) fn points(ty: &Type, group: &Group, together: usize, today: Date) -> Points {
    let scale = Scale::of(ty, group);
    let mut anchors: BTreeSet<i64> =
        group.constants.iter().flat_map(|value| scale.anchors(value, group.marks.year && !group.marks.mixed)).collect();
    let offsets: BTreeSet<i64> = group.offsets.iter().filter_map(|value| scale.distance(value)).filter(|by| *by != 0).collect();
    let years = group.related && group.marks.year;
    let is_dated = matches!(ty, Type::Date | Type::Month);
    let is_free = anchors.is_empty();
    if is_free && (is_dated || !offsets.is_empty()) {
        anchors.insert(scale.default(today));
    }
    let offsets: Vec<i64> = offsets.into_iter().collect();
    // Numbers below zero are as good as small ones, unless the policy names zero or adds something.
    let is_plain = offsets.is_empty() && anchors.iter().all(|anchor| *anchor > 0);
    let lowest = Some(0).filter(|_| is_plain && !is_dated);
    let step = if years || (group.related && group.marks.part) { scale.month() } else { 1 };
    let mut all = spread(&anchors, &offsets, together, step, lowest);
    if is_free && offsets.is_empty() {
        // Nothing but each other to compare with: as many values as fields are enough.
        all = all.into_iter().rev().take(together.clamp(1, MOST_TOGETHER)).collect();
    }
    if years {
        all.extend(anchors.iter().flat_map(|anchor| [anchor - scale.year(), anchor + scale.year()]));
    }
    let (all, is_thinned) = thinned(all, &anchors);
    // What is added adds up along a chain of comparisons.
    let is_long = group.jumps.min(together.saturating_sub(1)) > MOST_SUMS;
    let is_thinned = is_thinned || is_long || together > MOST_TOGETHER;
    Points { values: all.into_iter().filter_map(|tick| scale.value(tick)).collect(), is_thinned }
}

/// Constants, sums of offsets, and values between.
fn spread(anchors: &BTreeSet<i64>, offsets: &[i64], together: usize, step: i64, lowest: Option<i64>) -> BTreeSet<i64> {
    let between = i64::try_from(together.clamp(1, MOST_TOGETHER)).unwrap_or(1);
    let mut fixed = anchors.clone();
    for _ in 0..together.saturating_sub(1).clamp(1, MOST_SUMS).min(offsets.len() * MOST_SUMS) {
        let sums: Vec<i64> = fixed.iter().flat_map(|at| offsets.iter().flat_map(move |by| [at - by, at + by])).collect();
        fixed.extend(sums);
    }
    let mut all = fixed.clone();
    for at in &fixed {
        for times in 1..=between {
            // Below a constant one value is enough, unless offsets carry it elsewhere; the gap is filled from its lower end.
            all.insert(at + times * step);
            if !offsets.is_empty() {
                all.insert(at - times * step);
            }
        }
    }
    match (fixed.first(), lowest) {
        (Some(first), _) => all.extend((1..=between).map(|times| first - times * step)),
        (None, lowest) => all.extend((0..between).map(|times| lowest.unwrap_or(0) + times)),
    }
    all.retain(|tick| lowest.is_none_or(|lowest| *tick >= lowest));
    all
}

/// At most [`MOST`] values, constants kept.
fn thinned(all: BTreeSet<i64>, anchors: &BTreeSet<i64>) -> (Vec<i64>, bool) {
    if all.len() <= MOST {
        return (all.into_iter().collect(), false);
    }
    let mut near: Vec<i64> = all.into_iter().collect();
    near.sort_by_key(|tick| anchors.iter().map(|anchor| (tick - anchor).abs()).min().unwrap_or(0));
    near.truncate(MOST.max(anchors.len()));
    near.sort_unstable();
    (near, true)
}

/// Values of a type as whole numbers.
enum Scale {
    Integer,
    /// So many digits after the point.
    Decimal(u32),
    Percent(u32),
    Date,
    Month,
}

impl Scale {
    fn of(ty: &Type, group: &Group) -> Self {
        let digits = group.constants.iter().chain(&group.offsets).filter_map(|value| match value {
            Value::Decimal(number) | Value::Percent(number) => Some(number.normalize().scale()),
            _ => None,
        });
        let digits = digits.max().unwrap_or(0).min(6);
        match ty {
            Type::Decimal => Self::Decimal(digits + 1),
            Type::Percent => Self::Percent(digits + u32::from(group.related)),
            Type::Date => Self::Date,
            Type::Month => Self::Month,
            _ => Self::Integer,
        }
    }

    /// Where a constant cuts.
    fn anchors(&self, value: &Value, is_year: bool) -> Vec<i64> {
        let day = |date: Date| date.days_since(Date::EPOCH);
        match (self, value) {
            (Self::Date, Value::Date(date)) => vec![day(*date)],
            (Self::Date, Value::Month(month)) => {
                let first = |month: Month| Date::new(month.year(), month.month(), 1).map(day);
                [first(*month), month.plus_months(1).and_then(first)].into_iter().flatten().collect()
            }
            (Self::Month, Value::Month(month)) => vec![month_number(*month)],
            (Self::Month, Value::Date(date)) => vec![month_number(date.to_month())],
            (Self::Date | Self::Month, Value::Integer(year)) if is_year => {
                let first = |year: i64| Date::new(i32::try_from(year).ok()?, 1, 1);
                let firsts = [first(*year), first(year.saturating_add(1))].into_iter().flatten();
                firsts.map(|date| if matches!(self, Self::Date) { day(date) } else { month_number(date.to_month()) }).collect()
            }
            (Self::Integer, Value::Integer(number)) => vec![*number],
            (Self::Integer, Value::Decimal(number)) => [number.floor(), number.ceil()].into_iter().filter_map(whole).collect(),
            (Self::Decimal(digits), Value::Integer(number)) => raised(Decimal::from(*number), *digits).into_iter().collect(),
            (Self::Decimal(digits), Value::Decimal(number)) | (Self::Percent(digits), Value::Percent(number)) => {
                raised(*number, *digits).into_iter().collect()
            }
            _ => Vec::new(),
        }
    }

    /// How far a length or number carries.
    fn distance(&self, value: &Value) -> Option<i64> {
        match (self, value) {
            (Self::Date, Value::Duration(length)) => Some(i64::from(length.days) + i64::from(length.months) * 30),
            (Self::Month, Value::Duration(length)) => Some(i64::from(length.months)),
            (Self::Integer, Value::Integer(number)) => Some(*number),
            (Self::Decimal(digits), Value::Integer(number)) => raised(Decimal::from(*number), *digits),
            (Self::Decimal(digits), Value::Decimal(number)) | (Self::Percent(digits), Value::Percent(number)) => {
                raised(*number, *digits)
            }
            _ => None,
        }
    }

    fn default(&self, today: Date) -> i64 {
        match self {
            Self::Date => today.days_since(Date::EPOCH),
            Self::Month => month_number(today.to_month()),
            _ => 1,
        }
    }

    fn month(&self) -> i64 {
        match self {
            Self::Date => 31,
            _ => 1,
        }
    }

    fn year(&self) -> i64 {
        match self {
            Self::Date => 366,
            _ => 12,
        }
    }

    fn value(&self, tick: i64) -> Option<Value> {
        Some(match self {
            Self::Integer => Value::Integer(tick),
            Self::Decimal(digits) => Value::Decimal(Decimal::new(tick, *digits).normalize()),
            Self::Percent(digits) => Value::Percent(Decimal::new(tick, *digits).normalize()),
            Self::Date => Value::Date(Date::EPOCH.plus(Duration { months: 0, days: i32::try_from(tick).ok()? })?),
            Self::Month => {
                let year = i32::try_from(tick.div_euclid(12)).ok()?;
                Value::Month(Month::new(year, u8::try_from(tick.rem_euclid(12)).ok()? + 1)?)
            }
        })
    }
}

fn month_number(month: Month) -> i64 {
    i64::from(month.year()) * 12 + i64::from(month.month()) - 1
}

fn raised(number: Decimal, digits: u32) -> Option<i64> {
    number.checked_mul(Decimal::from(10_i64.checked_pow(digits)?)).and_then(|number| whole(number.floor()))
}

fn whole(number: Decimal) -> Option<i64> {
    i64::try_from(number).ok()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn shown(ty: &Type, group: &Group, together: usize) -> Vec<String> {
        let points = points(ty, group, together, Date::new(2024, 6, 1).unwrap());
        points
            .values
            .iter()
            .map(|value| match value {
                Value::Date(date) => date.to_string(),
                Value::Month(month) => month.to_string(),
                Value::Integer(number) => number.to_string(),
                Value::Decimal(number) => number.to_string(),
                other => format!("{other:?}"),
            })
            .collect()
    }

    fn with(constants: impl IntoIterator<Item = Value>) -> Group {
        Group { constants: constants.into_iter().collect(), ..Group::default() }
    }

    #[test]
    fn a_number_is_cut_below_at_and_above_each_constant() {
        let group = with([Value::Integer(3), Value::Integer(5)]);
        assert_eq!(shown(&Type::Integer, &group, 1), ["2", "3", "4", "5", "6"]);
        assert_eq!(shown(&Type::Decimal, &group, 1), ["2.9", "3", "3.1", "5", "5.1"]);
    }

    #[test]
    fn numbers_below_zero_are_looked_at_where_they_differ_from_small_ones() {
        assert_eq!(shown(&Type::Integer, &with([Value::Integer(1)]), 1), ["0", "1", "2"]);
        assert_eq!(shown(&Type::Integer, &with([Value::Integer(0)]), 1), ["-1", "0", "1"]);
        assert_eq!(shown(&Type::Integer, &with([Value::Integer(-2)]), 1), ["-3", "-2", "-1"]);
    }

    #[test]
    fn days_are_real_days() {
        let group = with([Value::Date(Date::new(2024, 2, 29).unwrap())]);
        assert_eq!(shown(&Type::Date, &group, 1), ["2024-02-28", "2024-02-29", "2024-03-01"]);
    }

    #[test]
    fn a_year_cuts_at_its_first_and_last_month() {
        let mut group = with([Value::Integer(2024)]);
        group.marks.year = true;
        assert_eq!(shown(&Type::Month, &group, 1), ["2023-12", "2024-01", "2024-02", "2025-01", "2025-02"]);
    }

    #[test]
    fn fields_compared_with_each_other_have_room_for_every_order() {
        let mut group = with([Value::Date(Date::new(2024, 1, 1).unwrap())]);
        group.related = true;
        assert_eq!(shown(&Type::Date, &group, 2), ["2023-12-30", "2023-12-31", "2024-01-01", "2024-01-02", "2024-01-03"]);
    }

    #[test]
    fn an_offset_repeats_the_constants_at_its_distance() {
        let mut group = with([]);
        group.related = true;
        group.offsets.insert(Value::Duration(Duration { months: 0, days: 14 }));
        let days = shown(&Type::Date, &group, 2);
        assert!(
            ["2024-05-18", "2024-06-01", "2024-06-14", "2024-06-15", "2024-06-16"]
                .iter()
                .all(|day| days.iter().any(|one| one == day))
        );
    }

    #[test]
    fn too_many_values_are_thinned_and_said_so() {
        let group = with((0..100).map(|number| Value::Integer(number * 10)));
        let points = points(&Type::Integer, &group, 1, Date::EPOCH);
        assert!(points.is_thinned && points.values.len() == 100);
    }
}
