//! A condition on variables as a diagram of its own, and which cells of the variables can still stand while it is to hold.
//! In: a diagram whose ends hold or fail; cells that are left. Out: the cells that some way to an end that holds goes through.

use std::collections::HashMap;

use super::diagram::{Ref, Store};

/// The end where the condition fails.
const FAILS: usize = 0;
/// The end where it holds; inner nodes follow.
const HOLDS: usize = 1;

/// The cells that are left to each variable.
#[derive(Clone)]
pub(super) struct Left {
    words: Vec<u64>,
    /// Where the words of each variable begin, and where the last ends.
    starts: std::rc::Rc<[usize]>,
}

impl Left {
    /// All cells of variables that have so many.
    pub(super) fn all(cells: &[usize]) -> Self {
        let mut starts = Vec::with_capacity(cells.len() + 1);
        let mut words = Vec::new();
        for count in cells {
            starts.push(words.len());
            words.extend((0..count / 64).map(|_| u64::MAX));
            words.extend(Some(count % 64).filter(|rest| *rest > 0).map(|rest| (1u64 << rest) - 1));
        }
        starts.push(words.len());
        Self { words, starts: starts.into() }
    }

    fn words(&self, variable: usize) -> std::ops::Range<usize> {
        match self.starts.get(variable..=variable + 1) {
            Some([from, to]) => *from..*to,
            _ => 0..0,
        }
    }

    pub(super) fn has(&self, variable: usize, cell: usize) -> bool {
        let word = self.words.get(self.words(variable)).and_then(|words| words.get(cell / 64));
        word.is_some_and(|word| word >> (cell % 64) & 1 == 1)
    }

    /// The cells of a variable, from the first.
    pub(super) fn cells(&self, variable: usize) -> impl Iterator<Item = usize> + '_ {
        let words = self.words.get(self.words(variable)).unwrap_or_default();
        words
            .iter()
            .enumerate()
            .flat_map(|(at, word)| (0..64).filter(move |bit| word >> bit & 1 == 1).map(move |bit| at * 64 + bit))
    }

    pub(super) fn drop(&mut self, variable: usize, cell: usize) {
        let range = self.words(variable);
        if let Some(word) = self.words.get_mut(range).and_then(|words| words.get_mut(cell / 64)) {
            *word &= !(1 << (cell % 64));
        }
    }

    /// Leaves a variable one cell.
    pub(super) fn settle(&mut self, variable: usize, cell: usize) {
        let range = self.words(variable);
        if let Some(words) = self.words.get_mut(range) {
            words.fill(0);
            words.iter_mut().skip(cell / 64).take(1).for_each(|word| *word = 1 << (cell % 64));
        }
    }
}

/// A condition, true at the ends of some ways.
pub(super) struct Condition {
    /// The variables that it depends on, in their order.
    pub(super) support: Vec<usize>,
    /// The place of each node's variable in `support`, and where its edges begin; parts before what leads to them.
    nodes: Vec<(usize, usize)>,
    /// For each cell the end or node that it leads to.
    edges: Vec<usize>,
    root: usize,
}

impl Condition {
    /// Where a diagram comes to something that `holds`.
    pub(super) fn of<L: Eq + std::hash::Hash + Clone>(store: &Store<L>, root: Ref, holds: &dyn Fn(&L) -> bool) -> Self {
        let mut own = Self { support: Vec::new(), nodes: Vec::new(), edges: Vec::new(), root: FAILS };
        let (mut done, mut known) = (HashMap::new(), HashMap::new());
        own.root = own.copy(store, root, holds, &mut done, &mut known);
        // Variables stand in the nodes until all are known.
        own.support = own.nodes.iter().map(|(variable, _)| *variable).collect();
        own.support.sort_unstable();
        own.support.dedup();
        for (variable, _) in &mut own.nodes {
            *variable = own.support.binary_search(variable).unwrap_or(0);
        }
        own
    }

    fn copy<L: Eq + std::hash::Hash + Clone>(
        &mut self,
        store: &Store<L>,
        node: Ref,
        holds: &dyn Fn(&L) -> bool,
        done: &mut HashMap<Ref, usize>,
        known: &mut HashMap<(usize, Vec<usize>), usize>,
    ) -> usize {
        if let Some(known) = done.get(&node) {
            return *known;
        }
        let own = match store.inner(node) {
            None => store.value(node).map_or(FAILS, |value| if holds(value) { HOLDS } else { FAILS }),
            Some((variable, parts)) => {
                let parts: Vec<usize> = parts.iter().map(|part| self.copy(store, *part, holds, done, known)).collect();
                match parts.split_first() {
                    Some((first, rest)) if rest.iter().all(|part| part == first) => *first,
                    _ => *known.entry((variable, parts)).or_insert_with_key(|(variable, parts)| {
                        self.nodes.push((*variable, self.edges.len()));
                        self.edges.extend(parts);
                        self.nodes.len() + HOLDS
                    }),
                }
            }
        };
        done.insert(node, own);
        own
    }

    /// Place and variable of a node and where its edges begin; nothing for an end.
    fn node(&self, node: usize) -> Option<(usize, usize, usize)> {
        let (place, edges) = *self.nodes.get(node.checked_sub(HOLDS + 1)?)?;
        Some((place, *self.support.get(place)?, edges))
    }

    fn edge(&self, edges: usize, cell: usize) -> usize {
        self.edges.get(edges + cell).copied().unwrap_or(FAILS)
    }

    /// Whether it never holds.
    pub(super) fn never_holds(&self) -> bool {
        self.root == FAILS
    }

    pub(super) fn always_holds(&self) -> bool {
        self.root == HOLDS
    }

    /// Whether it holds where each variable is in a cell.
    pub(super) fn holds(&self, cells: &[usize]) -> bool {
        let mut at = self.root;
        while let Some((_, variable, edges)) = self.node(at) {
            at = cells.get(variable).map_or(FAILS, |cell| self.edge(edges, *cell));
        }
        at == HOLDS
    }

    /// Drops the cells with which it cannot hold; tells of which variables. Nothing if it cannot hold at all.
    pub(super) fn narrow(&self, left: &mut Left, scratch: &mut Scratch) -> Option<Vec<usize>> {
        let Scratch { alive, reached, stands, words } = scratch;
        let count = self.nodes.len() + HOLDS + 1;
        alive.clear();
        alive.resize(count, false);
        reached.clone_from(alive);
        alive.iter_mut().skip(HOLDS).take(1).for_each(|holds| *holds = true);
        for node in HOLDS + 1..count {
            let Some((_, variable, edges)) = self.node(node) else { continue };
            let lives = left.cells(variable).any(|cell| alive.get(self.edge(edges, cell)) == Some(&true));
            alive.iter_mut().skip(node).take(1).for_each(|own| *own = lives);
        }
        if alive.get(self.root) != Some(&true) {
            return None;
        }
        // Cells that a way goes through; a way that passes a variable by goes through all of its cells.
        stands.clear();
        stands.resize(self.support.len(), false);
        words.clear();
        let mut starts = Vec::with_capacity(self.support.len());
        for variable in &self.support {
            starts.push(words.len());
            words.extend(left.words(*variable).map(|_| 0u64));
        }
        reached.iter_mut().skip(self.root).take(1).for_each(|root| *root = true);
        for node in (HOLDS + 1..count).rev().filter(|node| alive.get(*node) == Some(&true)) {
            if reached.get(node) != Some(&true) {
                continue;
            }
            let Some((place, variable, edges)) = self.node(node) else { continue };
            for cell in left.cells(variable) {
                let to = self.edge(edges, cell);
                if alive.get(to) != Some(&true) {
                    continue;
                }
                reached.iter_mut().skip(to).take(1).for_each(|to| *to = true);
                let at = starts.get(place).copied().unwrap_or(0) + cell / 64;
                words.iter_mut().skip(at).take(1).for_each(|word| *word |= 1 << (cell % 64));
                let next = self.node(to).map_or(self.support.len(), |(next, ..)| next);
                stands.iter_mut().take(next).skip(place + 1).for_each(|stands| *stands = true);
            }
        }
        let mut changed = Vec::new();
        for ((place, variable), start) in self.support.iter().enumerate().zip(starts) {
            if stands.get(place) == Some(&true) {
                continue;
            }
            let range = left.words(*variable);
            let own = left.words.get_mut(range).unwrap_or_default();
            let mut is_less = false;
            for (own, kept) in own.iter_mut().zip(words.iter().skip(start)) {
                is_less |= *own & !kept != 0;
                *own &= kept;
            }
            changed.extend(is_less.then_some(*variable));
        }
        Some(changed)
    }

    /// The first choice on a way to where it holds that differs least from `wished`, of those that differ.
    pub(super) fn repair(&self, left: &Left, wished: &[usize]) -> Option<(usize, usize)> {
        let count = self.nodes.len() + HOLDS + 1;
        let mut costs: Vec<Option<u32>> = vec![None; count];
        costs.iter_mut().skip(HOLDS).take(1).for_each(|holds| *holds = Some(0));
        let step = |costs: &[Option<u32>], node: usize| -> Option<(u32, usize, usize, usize)> {
            let (_, variable, edges) = self.node(node)?;
            let cells = left.cells(variable).filter_map(|cell| {
                let to = self.edge(edges, cell);
                let differs = u32::from(wished.get(variable) != Some(&cell));
                Some((costs.get(to).copied().flatten()? + differs, cell, variable, to))
            });
            cells.min()
        };
        for node in HOLDS + 1..count {
            let cost = step(&costs, node).map(|(cost, ..)| cost);
            costs.iter_mut().skip(node).take(1).for_each(|own| *own = cost);
        }
        let mut at = self.root;
        while let Some((_, cell, variable, to)) = step(&costs, at) {
            if wished.get(variable) != Some(&cell) {
                return Some((variable, cell));
            }
            at = to;
        }
        None
    }
}

/// Room that is used again.
#[derive(Default)]
pub(super) struct Scratch {
    alive: Vec<bool>,
    reached: Vec<bool>,
    stands: Vec<bool>,
    words: Vec<u64>,
}
