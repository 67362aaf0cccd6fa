//! Questions over the rows of a 明细. In: conditions and values of rows. Out: one value for the record.

use std::cmp::Ordering;

use super::ops::{all, any};
use super::{Datum, Evaluation, Truth};
use crate::ids::{DetailId, NodeId};
use crate::value::Value;

impl Evaluation<'_> {
    pub(super) fn any(&self, detail: DetailId, such_that: NodeId, lane: usize) -> Truth {
        self.rows(detail, lane).map_or(Truth::Unknown, |rows| any(rows.map(|row| self.truth(such_that, row))))
    }

    pub(super) fn all(&self, detail: DetailId, such_that: NodeId, lane: usize) -> Truth {
        self.rows(detail, lane).map_or(Truth::Unknown, |rows| all(rows.map(|row| self.truth(such_that, row))))
    }

    pub(super) fn count(&self, detail: DetailId, such_that: NodeId, lane: usize) -> Datum {
        let Some(rows) = self.rows(detail, lane) else { return Datum::Unknown };
        let mut count = 0;
        for row in rows {
            match self.truth(such_that, row) {
                Truth::True => count += 1,
                Truth::False => {}
                Truth::Unknown => return Datum::Unknown,
            }
        }
        Datum::Known(Value::Integer(count))
    }

    /// The value in the last (or first) row that fits; see the manual for rows that may or may not fit.
    pub(super) fn selected(
        &self,
        last: bool,
        detail: DetailId,
        order: NodeId,
        such_that: NodeId,
        value: NodeId,
        lane: usize,
    ) -> Datum {
        let Some(rows) = self.rows(detail, lane) else { return Datum::Unknown };
        let candidates: Vec<usize> = rows.filter(|&row| self.truth(such_that, row) != Truth::False).collect();
        let certain = |row: &usize| self.truth(such_that, *row) == Truth::True;
        if candidates.is_empty() {
            return Datum::NotApplicable;
        }
        if candidates.iter().any(certain)
            && let Some(shared) = self.shared(&candidates, value)
        {
            return shared;
        }
        if !candidates.iter().all(certain) {
            return Datum::Unknown;
        }
        let extreme = self.extreme(last, &candidates, order);
        extreme.and_then(|rows| self.shared(&rows, value)).unwrap_or(Datum::Unknown)
    }

    /// The rows that come last (or first); `None` when an order is unknown.
    pub(super) fn extreme(&self, last: bool, rows: &[usize], order: NodeId) -> Option<Vec<usize>> {
        let mut best: Vec<usize> = Vec::new();
        let mut best_key: Option<Value> = None;
        for &row in rows {
            let key = match self.datum(order, row) {
                Datum::Known(key) => Some(key),
                // A row without an order is taken only if there is no other.
                Datum::NotApplicable => None,
                Datum::Unknown => return None,
            };
            let ordering = match (&key, &best_key) {
                (Some(key), Some(best)) => key.order(best)?,
                (Some(_), None) => {
                    if last {
                        Ordering::Greater
                    } else {
                        Ordering::Less
                    }
                }
                (None, Some(_)) => continue,
                (None, None) => Ordering::Equal,
            };
            match (ordering, last) {
                (Ordering::Equal, _) => best.push(row),
                (Ordering::Greater, true) | (Ordering::Less, false) => {
                    best = vec![row];
                    best_key = key;
                }
                _ => {}
            }
        }
        Some(best)
    }

    /// The value that all rows have, if it is known and the same.
    pub(super) fn shared(&self, rows: &[usize], value: NodeId) -> Option<Datum> {
        let mut values = rows.iter().map(|&row| self.datum(value, row));
        let first = values.next()?;
        if first == Datum::Unknown || values.any(|other| !self.same(&first, &other)) {
            return None;
        }
        Some(first)
    }

    pub(super) fn gathered(&self, detail: DetailId, such_that: NodeId, value: NodeId, lane: usize) -> Datum {
        let Some(rows) = self.rows(detail, lane) else { return Datum::Unknown };
        let mut values = Vec::new();
        for row in rows {
            match (self.truth(such_that, row), self.datum(value, row)) {
                (Truth::False, _) | (Truth::True, Datum::NotApplicable) => {}
                (Truth::Unknown, _) | (Truth::True, Datum::Unknown) => return Datum::Unknown,
                (Truth::True, Datum::Known(value)) => values.push(super::at_present(value, self.year())),
            }
        }
        Datum::Known(Value::set(values))
    }
}
