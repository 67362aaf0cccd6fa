//! Which question ends soonest, by the diagrams of what is open. In: diagrams over fields of the record. Out: the field after which the
//! fewest questions are left on average, every question weighed to the end; nothing where that is too much to be weighed.

use std::collections::{BTreeSet, HashMap};
use std::hash::Hash;

use super::cone::Slot;
use super::diagram::{Ref, Store, TooLarge};
use super::space::{Cell, Key, Space, Variable};
use crate::judge::Judge;
use crate::value::Value;

/// States of an interview that are weighed.
const MOST_STATES: usize = 1_500;
/// How many times more often than another a value is expected that the policy takes an unfilled field for.
const USUAL: u64 = 12;
/// Questions are counted in thousandths.
const ONE: u64 = 1_000;

/// Numbers of questions, by what is still open.
pub(super) struct Shortest<'d, L> {
    space: &'d Space,
    store: &'d mut Store<L>,
    /// How often each cell of a variable is expected.
    weights: Vec<Vec<u64>>,
    /// Where the record declares the field of a variable.
    places: Vec<usize>,
    done: HashMap<Vec<Ref>, u64>,
}

impl<'d, L: Eq + Hash + Clone> Shortest<'d, L> {
    pub(super) fn new(judge: Judge<'_>, space: &'d Space, store: &'d mut Store<L>) -> Self {
        let weights = space.variables.iter().map(|variable| weights(judge, variable)).collect();
        let places = space.variables.iter().map(|variable| field_of(judge, variable).unwrap_or(usize::MAX)).collect();
        Self { space, store, weights, places, done: HashMap::new() }
    }

    /// The variable to ask for first; nothing if anything but fields of the record is open.
    pub(super) fn first(&mut self, diagrams: &[Ref]) -> Option<usize> {
        let state = self.open(diagrams.to_vec());
        let support = self.support(&state);
        let is_field = |number: &usize| {
            let key = self.space.variables.get(*number).map(|variable| &variable.key);
            matches!(key, Some(Key::Slot(Slot::Field { detail: None, .. })))
        };
        if !support.iter().all(is_field) {
            return None;
        }
        let mut best = None;
        for variable in support {
            // Of those that are as good the first of the record.
            let expected = (self.after(&state, variable).ok()?, self.places.get(variable).copied());
            if best.is_none_or(|(least, _)| expected < least) {
                best = Some((expected, variable));
            }
        }
        best.map(|(_, variable)| variable)
    }

    fn support(&self, state: &[Ref]) -> BTreeSet<usize> {
        state.iter().flat_map(|diagram| self.store.support(*diagram)).collect()
    }

    /// Diagrams that still depend on something, each once.
    fn open(&self, mut diagrams: Vec<Ref>) -> Vec<Ref> {
        diagrams.retain(|diagram| self.store.value(*diagram).is_none());
        diagrams.sort_unstable();
        diagrams.dedup();
        diagrams
    }

    /// Questions left on average once a field was asked for, that question not counted.
    fn after(&mut self, state: &[Ref], variable: usize) -> Result<u64, TooLarge> {
        let weights = self.weights.get(variable).cloned().unwrap_or_default();
        let mut sum = 0;
        for (cell, weight) in weights.iter().enumerate().filter(|(_, weight)| **weight > 0) {
            let mut next = Vec::with_capacity(state.len());
            for diagram in state {
                next.push(self.store.fixed(*diagram, variable, cell)?);
            }
            let next = self.open(next);
            sum += weight * self.left(next)?;
        }
        Ok(sum / weights.iter().sum::<u64>().max(1))
    }

    /// Questions left on average, each time the best being asked.
    fn left(&mut self, state: Vec<Ref>) -> Result<u64, TooLarge> {
        if let Some(known) = self.done.get(&state) {
            return Ok(*known);
        }
        if self.done.len() >= MOST_STATES {
            return Err(TooLarge);
        }
        let support = self.support(&state);
        let mut least = match support.len() {
            0 => Some(0),
            1 => Some(ONE),
            _ => None,
        };
        if least.is_none() {
            for variable in support {
                let own = ONE + self.after(&state, variable)?;
                least = Some(least.map_or(own, |least: u64| least.min(own)));
            }
        }
        let least = least.unwrap_or(0);
        self.done.insert(state, least);
        Ok(least)
    }
}

/// A field is mostly expected to be as the policy assumes; else every cell, that it is not filled too, is as likely.
fn weights(judge: Judge<'_>, variable: &Variable) -> Vec<u64> {
    let field = field_of(judge, variable).and_then(|number| judge.record.fields.get(number));
    let usual = field.and_then(|field| field.assume.as_ref());
    let is_usual = |value: &Value| usual == Some(value);
    let has_usual = variable.cells.iter().any(|cell| matches!(cell, Cell::Value(value) if is_usual(value)));
    let weight = |cell: &Cell| match cell {
        Cell::Value(value) if is_usual(value) => USUAL,
        Cell::Missing if usual.is_some() && !has_usual => USUAL,
        _ => 1,
    };
    variable.cells.iter().map(weight).collect()
}

/// The number of a field of the record.
fn field_of(judge: Judge<'_>, variable: &Variable) -> Option<usize> {
    let Key::Slot(Slot::Field { detail: None, name }) = &variable.key else { return None };
    judge.record.fields.iter().position(|field| field.detail.is_none() && field.name == *name)
}
