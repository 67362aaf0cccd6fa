//! A set of records as few cases, and a case in the clerk's words. In: a set. Out: boxes, each field allowed some of its cells; widened as far
//! as the set allows, so that neighbouring cases become one.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::cone::Slot;
use super::diagram::TooLarge;
use super::encode::Leaf;
use super::question::{Question, Set};
use super::space::{Cell, Key, Variable};
use crate::evaluate::Truth;
use crate::hir::Type;
use crate::value::Value;

/// The allowed cells of some variables; every other variable may be anything.
pub(crate) type Case = BTreeMap<usize, Vec<usize>>;

/// Few cases that together are a set.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Cases {
    /// Each in words, none twice.
    pub(crate) words: Vec<String>,
    /// There are more.
    pub(crate) has_more: bool,
}

/// Cases that are looked at, and those that are told.
const MOST_LOOKED_AT: usize = 120;
const MOST_TOLD: usize = 12;

impl Question<'_, '_> {
    /// The set in words. Unknown parts of the set make no difference and may be inside a case.
    pub(crate) fn cases(&mut self, set: Set) -> Result<Cases, TooLarge> {
        let mut told = Cases::default();
        let mut rest = set;
        for _ in 0..MOST_LOOKED_AT {
            let Some(case) = self.case(set, rest) else { return Ok(told) };
            let words = self.words(&case);
            if !told.words.contains(&words) {
                if told.words.len() == MOST_TOLD {
                    break;
                }
                told.words.push(words);
            }
            rest = self.without(rest, &case)?;
        }
        told.has_more = true;
        Ok(told)
    }

    /// A widest case around a record of `rest`, inside `set`.
    pub(super) fn case(&self, set: Set, rest: Set) -> Option<Case> {
        let way = self.pick(rest)?;
        let mut allowed: HashMap<usize, Vec<usize>> = way.iter().map(|(variable, cell)| (*variable, vec![*cell])).collect();
        let fits = |allowed: &HashMap<usize, Vec<usize>>| {
            self.encoder.store.covers(set.0, allowed, &|leaf: &Leaf| leaf.as_truth() != Truth::False)
        };
        // The last variables are the finest; they are given up first.
        for (variable, _) in way.iter().rev() {
            let Some(own) = allowed.remove(variable) else { continue };
            if !fits(&allowed) {
                allowed.insert(*variable, own);
            }
        }
        for (variable, first) in &way {
            let Some(own) = allowed.get(variable).cloned() else { continue };
            let count = self.encoder.space.variables.get(*variable).map_or(0, |variable| variable.cells.len());
            let mut cells = own;
            for cell in (0..count).filter(|cell| cell != first) {
                let wider: Vec<usize> = cells.iter().copied().chain([cell]).collect();
                allowed.insert(*variable, wider.clone());
                if fits(&allowed) {
                    cells = wider;
                }
            }
            cells.sort_unstable();
            allowed.insert(*variable, cells);
        }
        Some(allowed.into_iter().collect())
    }

    pub(super) fn without(&mut self, set: Set, case: &Case) -> Result<Set, TooLarge> {
        let mut inside = self.all();
        for (variable, cells) in case {
            let count = self.encoder.space.variables.get(*variable).map_or(0, |variable| variable.cells.len());
            let (yes, no) = (self.encoder.truth(Truth::True), self.encoder.truth(Truth::False));
            let parts: Vec<_> = (0..count).map(|cell| if cells.contains(&cell) { yes } else { no }).collect();
            let one = Set(self.encoder.store.choose(*variable, &parts)?);
            inside = self.and(inside, one)?;
        }
        self.minus(set, inside)
    }

    /// A case as a clerk would say it.
    pub(crate) fn words(&self, case: &Case) -> String {
        let variables = &self.encoder.space.variables;
        let mut parts = Vec::new();
        let mut compared: Vec<usize> = Vec::new();
        for (number, cells) in case {
            let Some(variable) = variables.get(*number) else { continue };
            if let Some(words) = self.limits(variable, cells) {
                parts.push(words);
            } else {
                compared.push(*number);
            }
        }
        for (place, left) in compared.iter().enumerate() {
            for right in compared.iter().skip(place + 1) {
                parts.extend(self.order_words(case, *left, *right));
            }
        }
        if parts.is_empty() {
            return match compared.first().and_then(|number| variables.get(*number)) {
                Some(variable) => format!("{}取某些值", name(&variable.key)),
                None => "任何情况".to_string(),
            };
        }
        parts.join("，")
    }

    /// What a variable is limited to; nothing where only its relation to others says it.
    fn limits(&self, variable: &Variable, cells: &[usize]) -> Option<String> {
        let name = name(&variable.key);
        let allowed: Vec<&Cell> = cells.iter().filter_map(|cell| variable.cells.get(*cell)).collect();
        if let Some(words) = outcome_words(&name, &allowed) {
            return Some(words);
        }
        let filled: Vec<&Value> = values(allowed.iter().copied());
        let every: Vec<&Value> = values(variable.cells.iter());
        let may_miss = allowed.iter().any(|cell| **cell == Cell::Missing);
        if filled.is_empty() && may_miss {
            return Some(format!("{name}没有填"));
        }
        if matches!(variable.key, Key::Rows(_)) {
            return Some(row_words(&name, &allowed));
        }
        if filled.len() == every.len() {
            return Some(format!("{name}已填"));
        }
        let text = match &variable.ty {
            Type::Date | Type::Month | Type::Integer | Type::Decimal | Type::Percent => {
                let named: Vec<&Value> = every.iter().copied().filter(|value| variable.named.contains(value)).collect();
                if variable.related && !splits_at(&every, &filled, &named) {
                    return None;
                }
                self.range_words(&name, variable, &every, &filled)
            }
            Type::Place | Type::Text if variable.related && !filled.iter().all(|value| variable.named.contains(value)) => {
                return None;
            }
            _ => self.list_words(&name, variable, &every, &filled),
        };
        Some(if may_miss { format!("（{text}，或没有填）") } else { text })
    }

    fn list_words(&self, name: &str, variable: &Variable, every: &[&Value], filled: &[&Value]) -> String {
        let words = |value: &Value| self.encoder.sides.words(value);
        let open = matches!(variable.ty, Type::Text | Type::Place);
        let others: Vec<&Value> = every.iter().copied().filter(|value| !filled.contains(value)).collect();
        let is_named = |value: &Value| variable.named.contains(value);
        let list = |values: &[&Value]| values.iter().map(|value| words(value)).collect::<Vec<_>>().join("、");
        match (filled, others.as_slice()) {
            ([only], _) if !open || is_named(only) => format!("{name} = {}", words(only)),
            // A text that stands for all others is told by what it is not.
            (_, others) if variable.ty == Type::Text && filled.iter().any(|value| !is_named(value)) => {
                let excluded: Vec<&Value> = others.iter().copied().filter(|value| is_named(value)).collect();
                if excluded.is_empty() { format!("{name}已填") } else { format!("{name}不是{}", list(&excluded)) }
            }
            (_, [only]) if !open || is_named(only) => format!("{name} ≠ {}", words(only)),
            (_, _) if variable.ty == Type::Place => {
                format!("{name}如{}", list(filled.get(..filled.len().min(3)).unwrap_or(filled)))
            }
            (_, others) if !open && others.len() < filled.len() => format!("{name} 不属于 {{{}}}", list(others)),
            _ => format!("{name} 属于 {{{}}}", list(filled)),
        }
    }

    /// Runs of neighbouring values: `≥ 3`, `2023-10-13 至 2023-10-20`.
    fn range_words(&self, name: &str, variable: &Variable, every: &[&Value], filled: &[&Value]) -> String {
        let words = |value: Option<&&Value>| value.map_or_else(String::new, |value| self.encoder.sides.words(value));
        let inside: Vec<bool> = every.iter().map(|value| filled.contains(value)).collect();
        let mut runs: Vec<(usize, usize)> = Vec::new();
        for (place, inside) in inside.iter().enumerate() {
            match runs.last_mut() {
                Some((_, end)) if *inside && *end + 1 == place => *end = place,
                _ if *inside => runs.push((place, place)),
                _ => {}
            }
        }
        let last = every.len().saturating_sub(1);
        let named = |place: Option<usize>| place.and_then(|place| every.get(place)).filter(|value| variable.named.contains(value));
        let said = runs.into_iter().map(|(start, end)| {
            // A value between two constants stands for all there: it is told by the constant.
            let from = match (named(Some(start)), named(start.checked_sub(1))) {
                (None, Some(before)) => format!("> {}", words(Some(before))),
                _ => format!("≥ {}", words(every.get(start))),
            };
            let to = match (named(Some(end)), named(Some(end + 1))) {
                (None, Some(after)) => format!("< {}", words(Some(after))),
                _ => format!("≤ {}", words(every.get(end))),
            };
            match (start == 0, end == last) {
                (true, true) => format!("{name}已填"),
                (true, false) => format!("{name} {to}"),
                (false, true) => format!("{name} {from}"),
                (false, false) if start == end && named(Some(start)).is_some() => format!("{name} = {}", words(every.get(start))),
                (false, false) => format!("{name} {from} 且 {to}"),
            }
        });
        said.collect::<Vec<_>>().join("或")
    }

    /// How two variables that are compared with each other stand in a case.
    fn order_words(&self, case: &Case, left: usize, right: usize) -> Option<String> {
        let variables = &self.encoder.space.variables;
        let (one, other) = (variables.get(left)?, variables.get(right)?);
        if one.ty != other.ty {
            return None;
        }
        let year = self.encoder.space.today.year();
        let read = |variable: &Variable, number: usize| -> Vec<Value> {
            let cells = case.get(&number).map(Vec::as_slice).unwrap_or_default();
            values(cells.iter().filter_map(|cell| variable.cells.get(*cell))).into_iter().cloned().collect()
        };
        let (left, right) = (read(one, left), read(other, right));
        let pairs = || left.iter().flat_map(|left| right.iter().map(move |right| (left, right)));
        let (one_name, other_name) = (name(&one.key), name(&other.key));
        if let Some(distances) = pairs().map(|(left, right)| distance(left, right)).collect::<Option<Vec<i64>>>() {
            return between(&one_name, &other_name, &distances, &one.offsets, &one.ty);
        }
        let same: Vec<bool> = pairs().map(|(left, right)| crate::evaluate::equal(left, right, year) == Truth::True).collect();
        // A place may be inside another; where none is, that says more than that they differ.
        let inside = |inner: &Value, outer: &Value| match (inner, outer) {
            (Value::Place(inner), Value::Place(outer)) => inner.within(*outer, year) != Some(false),
            _ => true,
        };
        let asks = |inner: &Variable, outer: &Variable| outer.slot.is_some_and(|outer| inner.inside.contains(&outer));
        let is_outside = |inner, outer, within: bool| asks(inner, outer) && !within;
        match (same.contains(&true), same.contains(&false)) {
            (true, false) => Some(format!("{one_name} = {other_name}")),
            (false, true) if is_outside(one, other, pairs().any(|(left, right)| inside(left, right))) => {
                Some(format!("{one_name}不在{other_name}之内"))
            }
            (false, true) if is_outside(other, one, pairs().any(|(left, right)| inside(right, left))) => {
                Some(format!("{other_name}不在{one_name}之内"))
            }
            (false, true) => Some(format!("{one_name} ≠ {other_name}")),
            _ => None,
        }
    }
}

/// How far one value lies after another.
fn distance(left: &Value, right: &Value) -> Option<i64> {
    match (left, right) {
        (Value::Date(left), Value::Date(right)) => Some(left.days_since(*right)),
        (Value::Integer(left), Value::Integer(right)) => left.checked_sub(*right),
        (Value::Date(_) | Value::Month(_) | Value::Decimal(_) | Value::Percent(_), _) => {
            left.order(right).map(|order| if order.is_lt() { -1 } else { i64::from(order.is_gt()) })
        }
        _ => None,
    }
}

/// Distances told by the nearest lengths that the policy adds: `评估日 ≥ 更新日期 + 14天`.
fn between(one: &str, other: &str, distances: &[i64], offsets: &[Value], ty: &Type) -> Option<String> {
    let lengths = offsets.iter().filter_map(|offset| match offset {
        Value::Duration(length) if length.months == 0 => Some(i64::from(length.days)),
        Value::Integer(number) => Some(*number),
        _ => None,
    });
    let marks: BTreeSet<i64> = lengths.flat_map(|length| [-length, length]).chain([0]).collect();
    let (first, last) = (*distances.iter().min()?, *distances.iter().max()?);
    let unit = if *ty == Type::Date { "天" } else { "" };
    let shifted = |mark: i64| match mark {
        0 => other.to_string(),
        mark if mark > 0 => format!("{other} + {mark}{unit}"),
        mark => format!("{other} - {}{unit}", -mark),
    };
    let lower = marks.range(..=first).next_back().copied();
    let upper = marks.range(last..).next().copied();
    if distances.iter().all(|distance| *distance != 0) && first < 0 && last > 0 && marks.len() == 1 {
        return Some(format!("{one} ≠ {other}"));
    }
    let from = lower.map(|mark| format!("{one} {} {}", if mark == first { "≥" } else { ">" }, shifted(mark)));
    let to = upper.map(|mark| format!("{one} {} {}", if mark == last { "≤" } else { "<" }, shifted(mark)));
    match (lower, upper) {
        (Some(lower), Some(upper)) if lower == upper => Some(format!("{one} = {}", shifted(lower))),
        _ => {
            let both: Vec<String> = from.into_iter().chain(to).collect();
            (!both.is_empty()).then(|| both.join(" 且 "))
        }
    }
}

fn values<'c>(cells: impl Iterator<Item = &'c Cell>) -> Vec<&'c Value> {
    cells
        .filter_map(|cell| match cell {
            Cell::Value(value) => Some(value),
            Cell::Missing | Cell::Rows(_) | Cell::Outcome(_) => None,
        })
        .collect()
}

/// Whether the allowed values begin and end at constants, so that the constants say it all.
fn splits_at(every: &[&Value], filled: &[&Value], named: &[&Value]) -> bool {
    let inside: Vec<bool> = every.iter().map(|value| filled.contains(value)).collect();
    let mut edges = inside.windows(2).enumerate().filter(|(_, pair)| pair.first() != pair.last()).map(|(place, _)| place);
    edges.all(|place| {
        let near = [every.get(place), every.get(place + 1)];
        near.into_iter().flatten().any(|value| named.contains(value))
    })
}

fn row_words(name: &str, allowed: &[&Cell]) -> String {
    let counts: Vec<usize> =
        allowed.iter().filter_map(|cell| if let Cell::Rows(count) = cell { Some(*count) } else { None }).collect();
    match (counts.first(), counts.last()) {
        (Some(0), Some(0)) => format!("没有{name}"),
        (Some(first), Some(last)) if first == last => format!("{name}有{first}行"),
        (Some(first), _) if *first > 0 => format!("{name}至少{first}行"),
        (_, Some(last)) => format!("{name}至多{last}行"),
        _ => format!("没有给出{name}"),
    }
}

/// Outcomes other than values.
fn outcome_words(name: &str, allowed: &[&Cell]) -> Option<String> {
    let verdicts: Vec<&str> = allowed
        .iter()
        .filter_map(|cell| match cell {
            Cell::Outcome(verdict) => Some(verdict.word()),
            _ => None,
        })
        .collect();
    let rest = if verdicts.len() < allowed.len() { "或某些值" } else { "" };
    (!verdicts.is_empty()).then(|| format!("{name}是{}{rest}", verdicts.join("、")))
}

/// A variable by the field's name.
pub(crate) fn name(key: &Key) -> String {
    match key {
        Key::Slot(Slot::Today) => "评估日".to_string(),
        Key::Slot(Slot::Field { name, .. } | Slot::Outcome(name)) | Key::Rows(name) => name.clone(),
        Key::InRow { detail, row, field } => format!("{detail}第{}行的{field}", row + 1),
        Key::Free(_) | Key::State(_) | Key::Alike(..) => String::new(),
    }
}
