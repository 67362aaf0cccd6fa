//! What of a record still matters for 结论 as a whole, however much is open. In: what an interview knows. Out: for a field or 明细 whether
//! some answers exist with which it changes the conclusion; and the field to ask for first, where the conclusion is small enough to be weighed.

use std::collections::HashMap;

use super::conclusion::Contents;
use super::diagram::{Store, TooLarge};
use super::left::Left;
use super::relevance::{LIMIT, Matters, Relevance};
use super::shortest::Shortest;
use super::tipping::{Changes, Tipping};
use crate::evaluate::What;
use crate::ids::FieldId;

/// Most nodes of the diagram of the conclusion, where it is weighed.
const MOST_WEIGHED: usize = 4_000;
/// Variables that a conclusion may depend on where it is weighed.
const MOST_VARIABLES: usize = 24;

/// The conclusion in one state of an interview.
pub(crate) struct Whole {
    tipping: Tipping,
    /// What each variable stands for.
    variables: Vec<(usize, Matters)>,
    found: HashMap<usize, Changes>,
    /// The field to ask for first.
    pub(super) first: Option<FieldId>,
}

impl Whole {
    /// `is_weighed`: it is to be told what to ask for first.
    pub(super) fn of(relevance: &Relevance<'_>, is_weighed: bool) -> Result<Self, TooLarge> {
        let contents = Contents::of(relevance);
        let mut left = Left::with(relevance, &contents.roots(relevance), &contents.required, &contents.atoms);
        let cells: Vec<usize> = left.encoder.space.variables.iter().map(|variable| variable.cells.len()).collect();
        let mut ranks = Store::new(cells.clone(), LIMIT);
        let parts = contents.parts(relevance, &mut left.encoder, &mut ranks)?;
        left.atoms = contents.atoms;
        let mut small = Store::new(cells.clone(), MOST_WEIGHED);
        let tipping = Tipping::new(ranks, cells, &parts);
        let support = tipping.support();
        let mut first = None;
        if is_weighed
            && support.len() <= MOST_VARIABLES
            && let Ok(whole) = tipping.whole(&mut small)
        {
            first = Shortest::new(relevance.judge, &left.encoder.space, &mut small).first(&[whole]);
        }
        let first = first.and_then(|first| left.field_of(first));
        let variables = support.into_iter().map(|variable| (variable, left.stands_for(variable))).collect();
        Ok(Self { tipping, variables, found: HashMap::new(), first })
    }

    /// Whether an answer may change the conclusion; it surely does not where this is false.
    pub(crate) fn may_change(&mut self, what: What) -> bool {
        self.variables.iter().filter(|(_, matters)| matters.asks(what)).any(|(variable, _)| {
            let found = self.found.entry(*variable).or_insert_with(|| self.tipping.changes(*variable));
            *found != Changes::No
        })
    }
}

#[cfg(test)]
impl Whole {
    /// Those of some questions that the diagram of the conclusion depends on; nothing where it is too large.
    pub(crate) fn by_diagram(&self, asked: &[What]) -> Option<Vec<What>> {
        let mut store = Store::new(self.tipping.cells().to_vec(), MOST_WEIGHED);
        let whole = self.tipping.whole(&mut store).ok()?;
        let support = store.support(whole);
        let asks = |what: What| self.variables.iter().any(|(variable, own)| support.contains(variable) && own.asks(what));
        Some(asked.iter().copied().filter(|what| asks(*what)).collect())
    }

    /// Whether a search was given up.
    pub(crate) fn has_doubts(&self) -> bool {
        self.found.values().any(|found| *found == Changes::Perhaps)
    }
}
