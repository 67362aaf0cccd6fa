//! Questions over the rows of a 明细, for all records with so many rows. In: conditions and values of each row. Out: one value.

use std::cmp::Ordering;

use super::diagram::TooLarge;
use super::encode::{Encoded, Encoder, Leaf, same};
use crate::evaluate::{Datum, Truth, and, at_present};
use crate::ids::{DetailId, NodeId};
use crate::value::Value;

/// Rows that may be chosen: whether each fits for certain, by what it is put in order, its value.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct RowValues {
    is_unknown: bool,
    rows: Vec<(bool, Datum, Datum)>,
}

impl Encoder<'_, '_> {
    pub(super) fn any(&mut self, side: usize, detail: DetailId, such_that: NodeId) -> Encoded {
        let none = Leaf::truth(Truth::False);
        self.fold(side, detail, none, [such_that], &mut |all, [fits]| {
            let (all, fits) = (all.as_truth(), fits.as_truth());
            Leaf::truth(match (all, fits) {
                (Truth::True, _) | (_, Truth::True) => Truth::True,
                (Truth::False, Truth::False) => Truth::False,
                _ => Truth::Unknown,
            })
        })
    }

    pub(super) fn all(&mut self, side: usize, detail: DetailId, such_that: NodeId) -> Encoded {
        let none = Leaf::truth(Truth::True);
        self.fold(side, detail, none, [such_that], &mut |all, [fits]| Leaf::truth(and(all.as_truth(), fits.as_truth())))
    }

    pub(super) fn count(&mut self, side: usize, detail: DetailId, such_that: NodeId) -> Encoded {
        let none = Leaf::Datum(Datum::Known(Value::Integer(0)));
        self.fold(side, detail, none, [such_that], &mut |all, [fits]| {
            Leaf::Datum(match (all.datum(), fits.as_truth()) {
                (Datum::Known(Value::Integer(count)), Truth::True) => Datum::Known(Value::Integer(count + 1)),
                (all, Truth::False) => all,
                _ => Datum::Unknown,
            })
        })
    }

    pub(super) fn gathered(&mut self, side: usize, detail: DetailId, such_that: NodeId, value: NodeId) -> Encoded {
        let year = self.space.today.year();
        let none = Leaf::Datum(Datum::Known(Value::set([])));
        self.fold(side, detail, none, [such_that, value], &mut |all, [fits, value]| {
            Leaf::Datum(match (all.datum(), fits.as_truth(), value.datum()) {
                (all, Truth::False, _) | (all, Truth::True, Datum::NotApplicable) => all,
                (Datum::Known(all), Truth::True, Datum::Known(value)) => {
                    Datum::Known(Value::set(all.elements().iter().cloned().chain([at_present(value, year)])))
                }
                _ => Datum::Unknown,
            })
        })
    }

    /// `parts` are the condition, the order and the value.
    pub(super) fn selected(&mut self, side: usize, last: bool, detail: DetailId, parts: [NodeId; 3]) -> Encoded {
        let year = self.space.today.year();
        let none = Leaf::Rows(RowValues::default());
        let rows = self.fold(side, detail, none, parts, &mut |all, [fits, order, value]| {
            let Leaf::Rows(mut all) = all.clone() else { return Leaf::Rows(RowValues { is_unknown: true, rows: Vec::new() }) };
            let fits = fits.as_truth();
            if fits != Truth::False {
                all.rows.push((fits == Truth::True, order.datum(), value.datum()));
            }
            Leaf::Rows(all)
        })?;
        self.store.combine([rows], &mut |[rows]| {
            Some(Leaf::Datum(match rows? {
                Leaf::Rows(rows) if !rows.is_unknown => rows.chosen(last, year),
                _ => Datum::Unknown,
            }))
        })
    }

    /// Goes through the rows; all is unknown while the number of rows is.
    fn fold<const N: usize>(
        &mut self,
        side: usize,
        detail: DetailId,
        none: Leaf,
        parts: [NodeId; N],
        step: &mut dyn FnMut(&Leaf, [&Leaf; N]) -> Leaf,
    ) -> Encoded {
        let Some(judge) = self.sides.judges.get(side) else { return Err(TooLarge) };
        let rows = self.space.rows(&judge.record.detail(detail).name);
        let count = self.row_count(side, detail)?;
        let mut all = self.store.end(none);
        for row in 0..rows {
            let at = i64::try_from(row).unwrap_or(0);
            let mut next = all;
            // The parts of a row are brought in one after another, so that few diagrams are combined at once.
            let mut read = Vec::with_capacity(N);
            for part in parts {
                read.push(self.known(side, part, Some(row))?);
            }
            let operands: [_; N] = std::array::from_fn(|index| read.get(index).copied().unwrap_or(all));
            let row_values = self.row(operands)?;
            next = self.store.combine([count, next, row_values], &mut |[count, all, values]| match count?.datum() {
                Datum::Known(Value::Integer(count)) if at >= count => all.cloned(),
                Datum::Known(_) => {
                    let Leaf::Rows(values) = values? else { return None };
                    let leaves: Vec<Leaf> = values.parts();
                    let all = all?;
                    let none = Leaf::Datum(Datum::Unknown);
                    Some(step(all, std::array::from_fn(|index| leaves.get(index).unwrap_or(&none))))
                }
                _ => Some(Leaf::Datum(Datum::Unknown)),
            })?;
            all = next;
        }
        self.store.combine([count, all], &mut |[count, all]| match count?.datum() {
            Datum::Known(_) => all.cloned(),
            _ => Some(Leaf::Datum(Datum::Unknown)),
        })
    }

    /// What one row has, at one end; a row that does not fit needs nothing more.
    fn row<const N: usize>(&mut self, parts: [super::diagram::Ref; N]) -> Encoded {
        let mut whole = self.store.end(Leaf::Rows(RowValues::default()));
        for (number, part) in parts.into_iter().enumerate() {
            whole = self.store.combine([whole, part], &mut |[whole, part]| {
                let Leaf::Rows(whole) = whole? else { return None };
                if number > 0 && whole.does_not_fit() {
                    return Some(Leaf::Rows(whole.clone()));
                }
                let part = part?;
                let datum = if number == 0 { Leaf::truth(part.as_truth()).datum() } else { part.datum() };
                let mut whole = whole.clone();
                whole.rows.push((true, datum, Datum::Unknown));
                Some(Leaf::Rows(whole))
            })?;
        }
        Ok(whole)
    }
}

impl RowValues {
    fn does_not_fit(&self) -> bool {
        self.rows.first().is_some_and(|(_, fits, _)| *fits == Datum::Known(Value::Bool(false)))
    }

    fn parts(&self) -> Vec<Leaf> {
        self.rows.iter().map(|(_, part, _)| Leaf::Datum(part.clone())).collect()
    }

    /// The value in the last (or first) row that fits, as the evaluator chooses it.
    fn chosen(&self, last: bool, year: i32) -> Datum {
        if self.rows.is_empty() {
            return Datum::NotApplicable;
        }
        if self.rows.iter().any(|(certain, ..)| *certain)
            && let Some(shared) = shared(self.rows.iter().map(|(_, _, value)| value), year)
        {
            return shared;
        }
        if !self.rows.iter().all(|(certain, ..)| *certain) {
            return Datum::Unknown;
        }
        self.extreme(last).and_then(|rows| shared(rows.into_iter(), year)).unwrap_or(Datum::Unknown)
    }

    fn extreme(&self, last: bool) -> Option<Vec<&Datum>> {
        let mut best: Vec<&Datum> = Vec::new();
        let mut best_key: Option<&Value> = None;
        for (_, order, value) in &self.rows {
            let key = match order {
                Datum::Known(key) => key,
                Datum::NotApplicable if best_key.is_none() => {
                    best.push(value);
                    continue;
                }
                Datum::NotApplicable => continue,
                Datum::Unknown => return None,
            };
            let ordering = match best_key {
                Some(best) => key.order(best)?,
                None if last => Ordering::Greater,
                None => Ordering::Less,
            };
            match (ordering, last) {
                (Ordering::Equal, _) => best.push(value),
                (Ordering::Greater, true) | (Ordering::Less, false) => (best, best_key) = (vec![value], Some(key)),
                _ => {}
            }
        }
        Some(best)
    }
}

/// The value that all have, if it is known and the same.
fn shared<'v>(mut values: impl Iterator<Item = &'v Datum>, year: i32) -> Option<Datum> {
    let first = values.next()?;
    (*first != Datum::Unknown && values.all(|other| same(first, other, year))).then(|| first.clone())
}
