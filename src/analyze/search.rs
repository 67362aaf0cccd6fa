//! Whether some conditions can hold together. In: conditions on the same variables, and cells that are wished for. Out: a cell for each
//! variable with which all hold, near to what is wished; or that there is none, which is a proof; or that the search was given up.
//!
//! What is wished for is repaired: cells that cannot stand are dropped, and where a condition does not hold yet, one of its variables is
//! tried in the cell that mends it with the fewest changes, and after that without this cell. So nothing is left out, and variables
//! that nothing asks to change are never tried.

use super::narrow::{Condition, Left, Scratch};

/// What a search comes to.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// The cell of each variable.
    Some(Vec<usize>),
    None,
    GaveUp,
}

/// Conditions that are to hold together.
pub(super) struct Together<'c> {
    conditions: Vec<&'c Condition>,
    /// The conditions that depend on each variable.
    asking: Vec<Vec<usize>>,
}

impl<'c> Together<'c> {
    /// `cells` are the numbers of cells of the variables.
    pub(super) fn new(conditions: Vec<&'c Condition>, cells: &[usize]) -> Self {
        let mut asking = vec![Vec::new(); cells.len()];
        for (number, condition) in conditions.iter().enumerate() {
            for variable in &condition.support {
                asking.iter_mut().skip(*variable).take(1).for_each(|own| own.push(number));
            }
        }
        Self { conditions, asking }
    }

    /// Drops cells until no condition drops more; false if one of them cannot hold any more. `open` are those to look at first.
    fn narrow(&self, left: &mut Left, mut open: Vec<usize>, scratch: &mut Scratch) -> bool {
        let mut waits = vec![false; self.conditions.len()];
        open.iter().for_each(|number| mark(&mut waits, *number, true));
        while let Some(number) = open.pop() {
            mark(&mut waits, number, false);
            let Some(changed) = self.conditions.get(number).and_then(|condition| condition.narrow(left, scratch)) else {
                return false;
            };
            for other in changed.iter().filter_map(|variable| self.asking.get(*variable)).flatten() {
                if *other != number && waits.get(*other) == Some(&false) {
                    mark(&mut waits, *other, true);
                    open.push(*other);
                }
            }
        }
        true
    }

    /// The cells that are left where nothing is tried yet; nothing if no cells can do.
    pub(super) fn narrowed(&self, mut left: Left) -> Option<Left> {
        let all = (0..self.conditions.len()).collect();
        self.narrow(&mut left, all, &mut Scratch::default()).then_some(left)
    }

    /// Looks for cells with which all hold. `left` is what is `narrowed` for all but the conditions of `open`; after so many `steps` the
    /// search is given up.
    pub(super) fn search(&self, left: Left, open: Vec<usize>, wished: &[usize], steps: usize) -> Found {
        let mut scratch = Scratch::default();
        let mut tries = vec![(left, open)];
        for _ in 0..steps {
            let Some((mut left, open)) = tries.pop() else { return Found::None };
            if !self.narrow(&mut left, open, &mut scratch) {
                continue;
            }
            let tried: Vec<usize> = wished.iter().enumerate().map(|(variable, wish)| nearest(&left, variable, *wish)).collect();
            // The latest conditions are those that are asked for beside all others.
            let Some(broken) = self.conditions.iter().rev().find(|condition| !condition.holds(&tried)) else {
                return Found::Some(tried);
            };
            let Some((variable, cell)) = broken.repair(&left, &tried) else { continue };
            let asking = self.asking.get(variable).cloned().unwrap_or_default();
            let mut without = left.clone();
            without.drop(variable, cell);
            tries.push((without, asking.clone()));
            left.settle(variable, cell);
            tries.push((left, asking));
        }
        Found::GaveUp
    }
}

/// The cell that is wished for, or else the first that is left.
fn nearest(left: &Left, variable: usize, wish: usize) -> usize {
    if left.has(variable, wish) { wish } else { left.cells(variable).next().unwrap_or(wish) }
}

fn mark(waits: &mut [bool], number: usize, value: bool) {
    waits.iter_mut().skip(number).take(1).for_each(|waits| *waits = value);
}
