//! What collections come to, for all records. In: the diagrams of the conditions and values of entries. Out: a diagram of outcomes.

use super::encode::{Encoded, Encoder, Leaf};
use super::free::Open;
use super::outcome::Verdict;
use crate::evaluate::{Datum, Truth, at_present, equal};
use crate::plan::EntryPlan;
use crate::value::Value;

/// Elements of a collection so far.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct Collected {
    sure: Vec<Value>,
    /// A value that must be there is not known.
    is_open: bool,
    /// What may belong to it.
    possible: Vec<Option<Value>>,
    /// Elements that are not followed surely belong to it.
    has_others: bool,
    /// Elements that are not followed may belong to it.
    may_have_others: bool,
}

impl Encoder<'_, '_> {
    /// The outcomes of a collection.
    pub(super) fn collection(&mut self, side: usize, entries: &[EntryPlan]) -> Encoded {
        let year = self.space.today.year();
        let mut all = self.store.end(Leaf::Collected(Collected::default()));
        for entry in entries {
            let mut value = self.known(side, entry.value, None)?;
            if self.sides.known.is_interview() {
                value = self.told_known(side, entry.value, value)?;
            }
            let operands = [all, self.condition(side, entry.condition, None)?, value];
            all = self.store.combine(operands, &mut |[all, condition, value]| {
                let (Leaf::Collected(all), condition, value) = (all?, condition?.as_truth(), value?) else { return all.cloned() };
                Some(all.with(condition, value, year))
            })?;
        }
        self.store.combine([all], &mut |[all]| {
            Some(match all? {
                Leaf::Collected(all) => all.outcome(year),
                other => other.clone(),
            })
        })
    }
}

impl Collected {
    fn with(&self, condition: Truth, value: &Leaf, year: i32) -> Leaf {
        let mut all = self.clone();
        match (condition, value) {
            (Truth::False, _) => {}
            (Truth::True, Leaf::Free(Open::KNOWN)) => all.has_others = true,
            (Truth::Unknown, Leaf::Free(Open::KNOWN)) => all.may_have_others = true,
            (_, Leaf::Free(_)) => return Leaf::Free(Open::ANY),
            (condition, value) => match (condition, value.datum()) {
                (_, Datum::NotApplicable) => {}
                (Truth::True, Datum::Known(value)) => {
                    let more = value.elements().iter().cloned().map(|value| at_present(value, year));
                    all.sure = Value::set(all.sure.into_iter().chain(more)).elements().to_vec();
                }
                (Truth::True, Datum::Unknown) => all.is_open = true,
                (_, Datum::Known(value)) => all.possible.extend(value.elements().iter().cloned().map(Some)),
                (_, Datum::Unknown) => all.possible.push(None),
            },
        }
        Leaf::Collected(all)
    }

    fn outcome(&self, year: i32) -> Leaf {
        let is_sure = |value: &Value| self.sure.iter().any(|sure| equal(value, sure, year) == Truth::True);
        let left: Vec<_> = self.possible.iter().filter(|value| !value.as_ref().is_some_and(is_sure)).collect();
        let is_open = self.is_open || left.iter().any(|value| value.is_none());
        let is_empty = self.sure.is_empty() && !self.has_others;
        match (left.is_empty(), self.may_have_others) {
            _ if is_open => Leaf::Verdict(Verdict::OPEN),
            (false, _) if !self.has_others => Leaf::Verdict(Verdict::OPEN),
            (_, true) if is_empty => Leaf::Verdict(Verdict::OPEN),
            (true, false) if self.has_others => Leaf::Free(Open::KNOWN),
            (true, false) => Leaf::Verdict(Verdict::Determined(Value::set(self.sure.iter().cloned()))),
            // What may belong to it may be one of those that surely do.
            _ => Leaf::Free(Open::ANY),
        }
    }
}
