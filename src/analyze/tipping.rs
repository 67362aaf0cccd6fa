//! Which variables change the least of several diagrams. In: diagrams with ranks at their ends. Out: for a variable, whether some cells
//! of all others exist with which its own cell makes another rank the least. That none exist is always a proof.
//!
//! The least of all can be far too large for a diagram, so it is never made. A variable changes it if, for some rank, all diagrams
//! can come to later ranks at once, and one of them would come to that rank or an earlier one if only the variable were in another cell.
//! Cells that were found once are tried first, with every cell of the variable; what they do not show is searched for.

use std::collections::{BTreeSet, HashMap};

use super::diagram::{Ref, Store, TooLarge};
use super::narrow::{Condition, Left};
use super::search::{Found, Together};

/// Steps after which the search for one part is given up: few while another part may be found sooner, in the end many.
const STEPS: [usize; 3] = [20, 400, 8_000];

/// What is found about a variable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Changes {
    Yes,
    No,
    /// The search was given up.
    Perhaps,
}

/// Diagrams of which the least end counts.
pub(super) struct Tipping {
    store: Store<u8>,
    cells: Vec<usize>,
    parts: Vec<Part>,
    /// For each rank what is needed to come to later ones.
    later: HashMap<u8, Later>,
    /// Cells of all variables that were found, with the least rank that they come to.
    found: Vec<(Vec<usize>, u8)>,
}

struct Part {
    diagram: Ref,
    support: BTreeSet<usize>,
    ranks: BTreeSet<u8>,
}

/// What it takes that all parts come to later ranks.
struct Later {
    conditions: Vec<Condition>,
    left: Option<Left>,
}

impl Tipping {
    /// `cells` are the numbers of cells of the variables.
    pub(super) fn new(store: Store<u8>, cells: Vec<usize>, diagrams: &[Ref]) -> Self {
        let mut diagrams = diagrams.to_vec();
        diagrams.sort_unstable();
        diagrams.dedup();
        let part = |diagram: Ref| Part {
            diagram,
            support: store.support(diagram),
            ranks: store.ends(diagram).into_iter().copied().collect(),
        };
        let parts = diagrams.into_iter().map(part).collect();
        Self { store, cells, parts, later: HashMap::new(), found: Vec::new() }
    }

    #[cfg(test)]
    pub(super) fn cells(&self) -> &[usize] {
        &self.cells
    }

    /// The variables that some diagram depends on.
    pub(super) fn support(&self) -> BTreeSet<usize> {
        self.parts.iter().flat_map(|part| part.support.iter().copied()).collect()
    }

    /// The diagram of the least rank.
    pub(super) fn whole(&self, store: &mut Store<u8>) -> Result<Ref, TooLarge> {
        let mut done = HashMap::new();
        let mut all = store.end(u8::MAX);
        for part in &self.parts {
            let first = part.ranks.first().copied().unwrap_or(0);
            let own = store.adopted(&self.store, part.diagram, &|rank| Some(*rank), &mut done)?;
            all = store.combine([all, own], &mut |[all, own]| match all {
                Some(all) if *all <= first => Some(*all),
                _ => Some(*all?.min(own?)),
            })?;
        }
        Ok(all)
    }

    /// Whether a variable changes the least rank.
    pub(super) fn changes(&mut self, variable: usize) -> Changes {
        if self.found.iter().any(|(cells, least)| self.tips(cells, *least, variable)) {
            return Changes::Yes;
        }
        let asks = |part: &usize| self.parts.get(*part).is_some_and(|part| part.support.contains(&variable));
        let mut asked: Vec<usize> = (0..self.parts.len()).filter(asks).collect();
        for steps in STEPS {
            let mut open = Vec::new();
            for part in asked {
                match self.part_changes(part, variable, steps) {
                    Ok(Changes::No) => {}
                    Ok(Changes::Yes) => return Changes::Yes,
                    Ok(Changes::Perhaps) | Err(TooLarge) => open.push(part),
                }
            }
            asked = open;
        }
        if asked.is_empty() { Changes::No } else { Changes::Perhaps }
    }

    /// Whether a part comes to an earlier rank than all in another cell of the variable, where all come to later ranks.
    fn part_changes(&mut self, number: usize, variable: usize, steps: usize) -> Result<Changes, TooLarge> {
        let Some(part) = self.parts.get(number) else { return Ok(Changes::No) };
        let (diagram, ranks) = (part.diagram, part.ranks.clone());
        let best = self.store.least_over(diagram, variable)?;
        let mut is_sure = true;
        for rank in ranks {
            let earlier = Condition::of(&self.store, best, &|end| *end <= rank);
            if earlier.never_holds() {
                continue;
            }
            self.make_later(rank);
            let Some(Later { conditions, left: Some(left) }) = self.later.get(&rank) else { continue };
            let start = vec![0; self.cells.len()];
            let wished = self.found.iter().rev().find(|(_, least)| *least > rank).map_or(start.as_slice(), |(cells, _)| cells);
            let all: Vec<&Condition> = conditions.iter().chain([&earlier]).collect();
            let open = vec![all.len() - 1];
            match Together::new(all, &self.cells).search(left.clone(), open, wished, steps) {
                Found::Some(cells) => {
                    let least = self.least(&cells);
                    self.found.push((cells, least));
                    return Ok(Changes::Yes);
                }
                Found::None => {}
                Found::GaveUp => is_sure = false,
            }
        }
        Ok(if is_sure { Changes::No } else { Changes::Perhaps })
    }

    fn make_later(&mut self, rank: u8) {
        if self.later.contains_key(&rank) {
            return;
        }
        let conditions = self.parts.iter().map(|part| Condition::of(&self.store, part.diagram, &|end| *end > rank));
        let conditions: Vec<Condition> = conditions.filter(|condition| !condition.always_holds()).collect();
        let left = Together::new(conditions.iter().collect(), &self.cells).narrowed(Left::all(&self.cells));
        self.later.insert(rank, Later { conditions, left });
    }

    /// The least rank that some cells come to.
    fn least(&self, cells: &[usize]) -> u8 {
        self.parts.iter().filter_map(|part| self.store.at(part.diagram, cells, None)).min().copied().unwrap_or(u8::MAX)
    }

    /// Whether a variable in another cell makes an earlier rank the least.
    fn tips(&self, cells: &[usize], least: u8, variable: usize) -> bool {
        let own = self.cells.get(variable).copied().unwrap_or(0);
        let mut asked = self
            .parts
            .iter()
            .filter(|part| part.support.contains(&variable) && part.ranks.first().is_some_and(|first| *first < least));
        asked.any(|part| {
            (0..own).any(|cell| self.store.at(part.diagram, cells, Some((variable, cell))).is_some_and(|rank| *rank < least))
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const CELLS: [usize; 5] = [2, 3, 2, 4, 2];

    /// What the diagrams of some parts come to in every combination of cells of the variables that they depend on.
    fn parts() -> impl Strategy<Value = Vec<(Vec<usize>, Vec<u8>)>> {
        let variables = prop::sample::subsequence((0..CELLS.len()).collect::<Vec<_>>(), 1..4);
        // Mostly nothing is asked for, so that parts rarely stand in each other's way.
        let rank = prop_oneof![2 => 0..3u8, 3 => Just(5u8)];
        prop::collection::vec((variables, prop::collection::vec(rank, 48)), 1..7)
    }

    fn diagram(store: &mut Store<u8>, variables: &[usize], ends: &mut dyn Iterator<Item = u8>) -> Ref {
        let Some((first, rest)) = variables.split_first() else { return store.end(ends.next().unwrap_or(5)) };
        let parts: Vec<Ref> = (0..CELLS[*first]).map(|_| diagram(store, rest, ends)).collect();
        store.choose(*first, &parts).unwrap_or(parts[0])
    }

    fn all() -> Vec<Vec<usize>> {
        CELLS.iter().fold(vec![Vec::new()], |all, count| {
            all.iter().flat_map(|cells| (0..*count).map(|cell| [cells.as_slice(), &[cell]].concat())).collect()
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn a_variable_changes_the_least_exactly_if_it_does_so_somewhere(parts in parts()) {
            let mut store = Store::new(CELLS.to_vec(), 10_000);
            let diagrams: Vec<Ref> = parts.iter().map(|(own, ends)| diagram(&mut store, own, &mut ends.iter().copied())).collect();
            let mut tipping = Tipping::new(store, CELLS.to_vec(), &diagrams);
            let mut joined = Store::new(CELLS.to_vec(), 10_000);
            let whole = tipping.whole(&mut joined);
            prop_assert!(whole.is_ok());
            let support = whole.map(|whole| joined.support(whole)).unwrap_or_default();
            for variable in 0..CELLS.len() {
                let changes = all().iter().any(|cells| (0..CELLS[variable]).any(|cell| {
                    let mut other = cells.clone();
                    other[variable] = cell;
                    tipping.least(&other) != tipping.least(cells)
                }));
                prop_assert_eq!(support.contains(&variable), changes);
                prop_assert_eq!(tipping.changes(variable), if changes { Changes::Yes } else { Changes::No }, "{}", variable);
            }
        }
    }
}
