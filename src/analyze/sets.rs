//! Which sets stand for all. In: elements that the policy tells apart, and elements that are alike to it. Out: every choice of the former
//! with every number of the latter; of many elements none, all, each alone and all but each.

use super::groups::Group;
use crate::value::Value;

/// Elements that are put together in every way.
const MOST_ELEMENTS: usize = 5;
/// Sets that are looked at, unless the elements are many.
const MOST_SETS: usize = 96;
/// The longest count that is looked for.
pub(super) const MOST_COUNTED: usize = 5;

/// What may belong to the sets of a group.
#[derive(Debug)]
pub(super) struct Elements {
    pub(super) named: Vec<Value>,
    /// Nothing tells them apart, so that only how many there are matters.
    pub(super) alike: Vec<Value>,
    pub(super) is_thinned: bool,
}

impl Elements {
    /// Those that the group names are told apart; of the others as many are kept as may matter.
    pub(super) fn of(group: &Group, all: Vec<Value>, most: usize) -> Self {
        let (named, mut alike): (Vec<Value>, Vec<Value>) = all.into_iter().partition(|value| group.constants.contains(value));
        alike.truncate(most);
        Self { named, alike, is_thinned: false }
    }

    /// The sets, and whether some had to be left out.
    pub(super) fn sets(self) -> (Vec<Value>, bool) {
        let Self { named, alike, is_thinned } = self;
        let some_alike = |count: usize| alike.iter().take(count).cloned();
        let is_small = named.len() <= MOST_ELEMENTS && (alike.len() + 1) << named.len() <= MOST_SETS;
        if is_small {
            let chosen = |choice: usize| named.iter().enumerate().filter(move |(bit, _)| choice & (1 << bit) != 0);
            let with =
                |choice: usize, count: usize| Value::set(chosen(choice).map(|(_, one)| one.clone()).chain(some_alike(count)));
            let choices = (0..1_usize << named.len()).flat_map(|choice| (0..=alike.len()).map(move |count| (choice, count)));
            return (choices.map(|(choice, count)| with(choice, count)).collect(), is_thinned);
        }
        let all: Vec<Value> = named.iter().chain(alike.first()).cloned().collect();
        let mut sets = vec![Value::set([]), Value::set(all.clone())];
        for one in &all {
            sets.push(Value::set([one.clone()]));
            sets.push(Value::set(all.iter().filter(|other| *other != one).cloned()));
        }
        sets.extend((2..=alike.len()).map(|count| Value::set(some_alike(count))));
        (sets, true)
    }
}

/// How many elements that are alike may matter: as many as are counted, and one more.
pub(super) fn counted(group: &Group) -> usize {
    let whole = |value: &Value| if let Value::Integer(number) = value { usize::try_from(number.unsigned_abs()).ok() } else { None };
    let most = group.constants.iter().filter_map(whole).max().unwrap_or(0);
    let added = group.offsets.iter().filter_map(whole).fold(0, usize::saturating_add);
    if group.marks.count { most.saturating_add(added).saturating_add(1) } else { 1 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(words: &[&str]) -> Vec<Value> {
        words.iter().map(|text| Value::Text((*text).into())).collect()
    }

    fn elements(named: &[&str], alike: &[&str]) -> Elements {
        Elements { named: texts(named), alike: texts(alike), is_thinned: false }
    }

    #[test]
    fn few_elements_give_every_set() {
        let (all, thinned) = elements(&["甲", "乙", "丙"], &[]).sets();
        assert!(all.len() == 8 && !thinned);
        let (all, thinned) = elements(&["1", "2", "3", "4", "5", "6"], &[]).sets();
        assert!(all.len() == 14 && thinned);
    }

    #[test]
    fn of_elements_that_are_alike_there_is_every_number() {
        let (all, thinned) = elements(&["甲"], &["1", "2", "3"]).sets();
        assert!(!thinned);
        let sizes = |with: bool| {
            let has = |set: &&Value| set.elements().contains(&Value::Text("甲".into())) == with;
            all.iter().filter(has).map(|set| set.elements().len()).collect::<Vec<_>>()
        };
        assert_eq!((sizes(false), sizes(true)), (vec![0, 1, 2, 3], vec![1, 2, 3, 4]));
    }
}
