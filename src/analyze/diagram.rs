//! Decision diagrams over variables of several values, with values at their ends.
//! In: variables with the number of their cells; operations on the values at the ends. Out: shared, ordered, reduced diagrams.
//! Knows no policy. Never grows beyond its limit: what would is answered with [`TooLarge`].
//!
//! Equal diagrams have equal references, so that comparing, and knowing that something is always the same, costs nothing.
//! An own small implementation and not a library: a library of binary diagrams would need each field's cells cut into bits,
//! and again a translation of each value at an end; here the evaluator's own operators are lifted as they are.

use std::collections::{BTreeSet, HashMap};
use std::hash::{BuildHasherDefault, Hash, Hasher};

use indexmap::IndexSet;

/// A diagram would have more nodes than allowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct TooLarge;

/// A diagram: an inner node, or an end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Ref(u32);

/// Marks a reference to an end.
const END: u32 = 1 << 31;

impl Ref {
    fn is_end(self) -> bool {
        self.0 & END != 0
    }

    fn index(self) -> usize {
        (self.0 & !END) as usize
    }
}

/// Hashing of small numbers, quick and the same on every machine. Nobody chooses the keys, so no flood need be feared.
#[derive(Clone, Copy, Default)]
struct QuickHasher(u64);

type Quick = BuildHasherDefault<QuickHasher>;
type Table<K, V> = HashMap<K, V, Quick>;

impl QuickHasher {
    fn mix(&mut self, word: u64) {
        self.0 = (self.0.rotate_left(5) ^ word).wrapping_mul(0x517c_c1b7_2722_0a95);
    }
}

impl Hasher for QuickHasher {
    fn write(&mut self, bytes: &[u8]) {
        for piece in bytes.chunks(8) {
            let word = piece.iter().fold(0, |word, byte| (word << 8) | u64::from(*byte));
            self.mix(word);
        }
    }

    fn write_u32(&mut self, number: u32) {
        self.mix(u64::from(number));
    }

    fn write_u64(&mut self, number: u64) {
        self.mix(number);
    }

    fn write_usize(&mut self, number: usize) {
        self.mix(number as u64);
    }

    fn finish(&self) -> u64 {
        self.0 ^ (self.0 >> 29)
    }
}

/// One choice made on the way to an end: variable and cell.
pub(crate) type Choice = (usize, usize);

/// All nodes, each once.
pub(crate) struct Store<L> {
    /// Cells of each variable, in the order of the variables.
    cells: Vec<usize>,
    nodes: Vec<(u32, Box<[Ref]>)>,
    known: Table<(u32, Box<[Ref]>), Ref>,
    ends: IndexSet<L, Quick>,
    limit: usize,
    steps: usize,
}

/// Work allowed for each node allowed.
const STEPS_A_NODE: usize = 12;

impl<L: Eq + Hash + Clone> Store<L> {
    /// No diagram yet; at most `limit` nodes.
    pub(crate) fn new(cells: Vec<usize>, limit: usize) -> Self {
        Self { cells, nodes: Vec::new(), known: Table::default(), ends: IndexSet::default(), limit, steps: 0 }
    }

    /// The diagram that is one value everywhere.
    pub(crate) fn end(&mut self, value: L) -> Ref {
        let (index, _) = self.ends.insert_full(value);
        Ref(END | u32::try_from(index).unwrap_or(u32::MAX >> 1))
    }

    /// The value at an end; nothing for an inner node.
    pub(crate) fn value(&self, node: Ref) -> Option<&L> {
        if node.is_end() { self.ends.get_index(node.index()) } else { None }
    }

    /// The diagram that chooses by the cell of a variable; the parts speak only of later variables.
    pub(crate) fn choose(&mut self, variable: usize, parts: &[Ref]) -> Result<Ref, TooLarge> {
        if let Some((first, rest)) = parts.split_first()
            && rest.iter().all(|part| part == first)
        {
            return Ok(*first);
        }
        let key = (u32::try_from(variable).map_err(|_| TooLarge)?, Box::from(parts));
        if let Some(known) = self.known.get(&key) {
            return Ok(*known);
        }
        if self.nodes.len() >= self.limit {
            return Err(TooLarge);
        }
        let node = Ref(u32::try_from(self.nodes.len()).map_err(|_| TooLarge)?);
        self.nodes.push(key.clone());
        self.known.insert(key, node);
        Ok(node)
    }

    fn variable(&self, node: Ref) -> usize {
        if node.is_end() { usize::MAX } else { self.nodes.get(node.index()).map_or(usize::MAX, |(variable, _)| *variable as usize) }
    }

    /// What a diagram comes to in one cell of a variable that is not below its first.
    fn part(&self, node: Ref, variable: usize, cell: usize) -> Ref {
        match self.nodes.get(node.index()) {
            Some((own, parts)) if !node.is_end() && *own as usize == variable => parts.get(cell).copied().unwrap_or(node),
            _ => node,
        }
    }

    /// The variable of an inner node, and what each of its cells leads to.
    pub(super) fn inner(&self, node: Ref) -> Option<(usize, &[Ref])> {
        self.nodes.get(node.index()).filter(|_| !node.is_end()).map(|(variable, parts)| (*variable as usize, &**parts))
    }

    /// The value where each variable is in a cell; `other` names one that is in another.
    pub(super) fn at(&self, mut node: Ref, cells: &[usize], other: Option<Choice>) -> Option<&L> {
        while let Some((variable, parts)) = self.inner(node) {
            let cell = match other {
                Some((own, cell)) if own == variable => cell,
                _ => *cells.get(variable)?,
            };
            node = *parts.get(cell)?;
        }
        self.value(node)
    }

    /// Combines diagrams end by end. `combine` is given the ends that are reached already and may answer early.
    pub(crate) fn combine<const N: usize>(
        &mut self,
        operands: [Ref; N],
        combine: &mut dyn FnMut([Option<&L>; N]) -> Option<L>,
    ) -> Result<Ref, TooLarge> {
        let mut done = Table::default();
        self.combined(operands, combine, &mut done)
    }

    fn combined<const N: usize>(
        &mut self,
        operands: [Ref; N],
        combine: &mut dyn FnMut([Option<&L>; N]) -> Option<L>,
        done: &mut Table<[Ref; N], Ref>,
    ) -> Result<Ref, TooLarge> {
        if let Some(known) = done.get(&operands) {
            return Ok(*known);
        }
        self.steps += 1;
        if self.steps > self.limit.saturating_mul(STEPS_A_NODE) {
            return Err(TooLarge);
        }
        let early = combine(operands.map(|operand| self.value(operand)));
        let result = match early {
            Some(value) => self.end(value),
            None => {
                let variable = operands.iter().map(|operand| self.variable(*operand)).min().unwrap_or(usize::MAX);
                // `combine` answers whenever all ends are reached, so a variable is left here.
                let count = self.cells.get(variable).copied().ok_or(TooLarge)?;
                let mut parts = Vec::with_capacity(count);
                for cell in 0..count {
                    let inner = operands.map(|operand| self.part(operand, variable, cell));
                    parts.push(self.combined(inner, combine, done)?);
                }
                self.choose(variable, &parts)?
            }
        };
        done.insert(operands, result);
        Ok(result)
    }

    /// The diagram without its variables from `first` on: at each end what `fold` makes of the ends that they lead to.
    pub(crate) fn folded(&mut self, root: Ref, first: usize, fold: &dyn Fn(&[&L]) -> L) -> Result<Ref, TooLarge> {
        let mut done = Table::default();
        self.fold(root, first, fold, &mut done)
    }

    fn fold(&mut self, node: Ref, first: usize, fold: &dyn Fn(&[&L]) -> L, done: &mut Table<Ref, Ref>) -> Result<Ref, TooLarge> {
        if let Some(known) = done.get(&node) {
            return Ok(*known);
        }
        let inner = self.nodes.get(node.index()).filter(|(variable, _)| !node.is_end() && (*variable as usize) < first).cloned();
        let result = match inner {
            Some((variable, parts)) => {
                let mut folded = Vec::with_capacity(parts.len());
                for part in parts {
                    folded.push(self.fold(part, first, fold, done)?);
                }
                self.choose(variable as usize, &folded)?
            }
            None => {
                let value = fold(&self.ends(node));
                self.end(value)
            }
        };
        done.insert(node, result);
        Ok(result)
    }

    /// The diagram where a variable is in one cell.
    pub(crate) fn fixed(&mut self, root: Ref, variable: usize, cell: usize) -> Result<Ref, TooLarge> {
        let mut done = Table::default();
        self.fix(root, variable, cell, &mut done)
    }

    fn fix(&mut self, node: Ref, variable: usize, cell: usize, done: &mut Table<Ref, Ref>) -> Result<Ref, TooLarge> {
        let own = self.variable(node);
        if own >= variable {
            return Ok(self.part(node, variable, cell));
        }
        if let Some(known) = done.get(&node) {
            return Ok(*known);
        }
        let parts = self.nodes.get(node.index()).map(|(_, parts)| parts.clone()).unwrap_or_default();
        let mut fixed = Vec::with_capacity(parts.len());
        for part in parts {
            fixed.push(self.fix(part, variable, cell, done)?);
        }
        let result = self.choose(own, &fixed)?;
        done.insert(node, result);
        Ok(result)
    }

    /// The variables that a diagram depends on.
    pub(crate) fn support(&self, root: Ref) -> BTreeSet<usize> {
        let (mut seen, mut open, mut found) = (IndexSet::<Ref, Quick>::default(), vec![root], BTreeSet::new());
        while let Some(node) = open.pop() {
            if node.is_end() || !seen.insert(node) {
                continue;
            }
            if let Some((variable, parts)) = self.nodes.get(node.index()) {
                found.insert(*variable as usize);
                open.extend(parts.iter().copied());
            }
        }
        found
    }

    /// The values at the ends that can be reached.
    pub(crate) fn ends(&self, root: Ref) -> Vec<&L> {
        let (mut seen, mut open, mut found) = (IndexSet::<Ref, Quick>::default(), vec![root], Vec::new());
        while let Some(node) = open.pop() {
            if !seen.insert(node) {
                continue;
            }
            match self.value(node) {
                Some(value) => found.push(value),
                None => open.extend(self.nodes.get(node.index()).iter().flat_map(|(_, parts)| parts.iter().copied())),
            }
        }
        found
    }

    /// Whether some way ends in a value that is wanted.
    pub(crate) fn reaches(&self, root: Ref, wanted: &dyn Fn(&L) -> bool) -> bool {
        self.ends(root).into_iter().any(wanted)
    }

    /// The choices on a way to a wanted end, the cheapest by the cost of its choices.
    pub(crate) fn cheapest(
        &self,
        root: Ref,
        wanted: &dyn Fn(&L) -> bool,
        cost: &dyn Fn(usize, usize) -> u32,
    ) -> Option<Vec<Choice>> {
        let mut costs = Table::default();
        self.cost(root, wanted, cost, &mut costs)?;
        let (mut way, mut node) = (Vec::new(), root);
        while let Some((variable, parts)) = self.nodes.get(node.index()).filter(|_| !node.is_end()) {
            let variable = *variable as usize;
            let open = parts.iter().enumerate().filter_map(|(cell, part)| {
                costs.get(part).copied().flatten().map(|inner: u32| (inner.saturating_add(cost(variable, cell)), cell, *part))
            });
            let (_, cell, part) = open.min()?;
            way.push((variable, cell));
            node = part;
        }
        Some(way)
    }

    fn cost(
        &self,
        node: Ref,
        wanted: &dyn Fn(&L) -> bool,
        cost: &dyn Fn(usize, usize) -> u32,
        costs: &mut Table<Ref, Option<u32>>,
    ) -> Option<u32> {
        if let Some(known) = costs.get(&node) {
            return *known;
        }
        let found = match self.value(node) {
            Some(value) => wanted(value).then_some(0),
            None => {
                let (variable, parts) = self.nodes.get(node.index())?;
                let inner = parts.iter().enumerate().filter_map(|(cell, part)| {
                    let inner = self.cost(*part, wanted, cost, costs)?;
                    Some(inner.saturating_add(cost(*variable as usize, cell)))
                });
                inner.min()
            }
        };
        costs.insert(node, found);
        found
    }

    /// Whether every way inside a box ends in a wanted value. The box names the allowed cells of some variables.
    pub(crate) fn covers(&self, root: Ref, allowed: &HashMap<usize, Vec<usize>>, wanted: &dyn Fn(&L) -> bool) -> bool {
        let (mut seen, mut open) = (IndexSet::<Ref, Quick>::default(), vec![root]);
        while let Some(node) = open.pop() {
            if !seen.insert(node) {
                continue;
            }
            match (self.value(node), self.nodes.get(node.index())) {
                (Some(value), _) if !wanted(value) => return false,
                (Some(_), _) | (None, None) => {}
                (None, Some((variable, parts))) => match allowed.get(&(*variable as usize)) {
                    Some(cells) => open.extend(cells.iter().filter_map(|cell| parts.get(*cell)).copied()),
                    None => open.extend(parts.iter().copied()),
                },
            }
        }
        true
    }
}

impl<L: Eq + Hash + Clone + Ord> Store<L> {
    /// The least value of all cells of a variable.
    pub(super) fn least_over(&mut self, root: Ref, variable: usize) -> Result<Ref, TooLarge> {
        let mut done = Table::default();
        self.least(root, variable, &mut done)
    }

    fn least(&mut self, node: Ref, variable: usize, done: &mut Table<Ref, Ref>) -> Result<Ref, TooLarge> {
        let own = self.variable(node);
        if own > variable {
            return Ok(node);
        }
        if let Some(known) = done.get(&node) {
            return Ok(*known);
        }
        let mut parts = self.inner(node).map(|(_, parts)| parts.to_vec()).unwrap_or_default();
        let result = if own == variable {
            parts.sort_unstable();
            parts.dedup();
            let mut parts = parts.into_iter();
            let mut all = parts.next().ok_or(TooLarge)?;
            for part in parts {
                all = self.combine([all, part], &mut |[all, part]| Some(all?.min(part?).clone()))?;
            }
            all
        } else {
            for part in &mut parts {
                *part = self.least(*part, variable, done)?;
            }
            self.choose(own, &parts)?
        };
        done.insert(node, result);
        Ok(result)
    }

    /// Takes a diagram over from another store of the same variables.
    pub(super) fn adopted<M: Eq + Hash + Clone>(
        &mut self,
        from: &Store<M>,
        node: Ref,
        value: &dyn Fn(&M) -> Option<L>,
        done: &mut HashMap<Ref, Ref>,
    ) -> Result<Ref, TooLarge> {
        if let Some(known) = done.get(&node) {
            return Ok(*known);
        }
        let result = match from.inner(node) {
            None => {
                let value = from.value(node).and_then(value).ok_or(TooLarge)?;
                self.end(value)
            }
            Some((variable, parts)) => {
                let mut own = Vec::with_capacity(parts.len());
                for part in parts {
                    own.push(self.adopted(from, *part, value, done)?);
                }
                self.choose(variable, &own)?
            }
        };
        done.insert(node, result);
        Ok(result)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pair(limit: usize) -> (Store<u8>, Ref, Ref) {
        let mut store = Store::new(vec![3, 2], limit);
        let ends: Vec<Ref> = (0..3).map(|value| store.end(value)).collect();
        let first = store.choose(0, &ends).unwrap_or(ends[0]);
        let second = store.choose(1, &ends[..2]).unwrap_or(ends[0]);
        (store, first, second)
    }

    fn sum(store: &mut Store<u8>, left: Ref, right: Ref) -> Result<Ref, TooLarge> {
        store.combine([left, right], &mut |[left, right]| Some(left? + right?))
    }

    #[test]
    fn equal_diagrams_are_one() {
        let (mut store, first, second) = pair(100);
        assert_eq!(sum(&mut store, first, second), sum(&mut store, second, first));
        let one = store.end(1);
        assert_eq!(store.choose(0, &[one, one, one]), Ok(one));
    }

    #[test]
    fn the_cheapest_way_avoids_dear_cells() {
        let (mut store, first, second) = pair(100);
        let total = sum(&mut store, first, second).unwrap_or(first);
        let way = store.cheapest(total, &|end| *end == 2, &|variable, cell| if (variable, cell) == (0, 2) { 9 } else { 1 });
        assert_eq!(way, Some(vec![(0, 1), (1, 1)]));
        assert_eq!(store.cheapest(total, &|end| *end == 7, &|_, _| 1), None);
    }

    #[test]
    fn a_box_is_covered_only_if_all_of_it_is() {
        let (mut store, first, second) = pair(100);
        let total = sum(&mut store, first, second).unwrap_or(first);
        assert!(store.covers(total, &HashMap::from([(0, vec![1, 2]), (1, vec![1])]), &|end| *end >= 2));
        assert!(!store.covers(total, &HashMap::from([(0, vec![0, 2])]), &|end| *end >= 2));
    }

    #[test]
    fn the_limit_is_kept() {
        let (mut store, first, second) = pair(2);
        assert_eq!(sum(&mut store, first, second), Err(TooLarge));
    }
}
