//! What the rules of one decision can come to while some conditions are unknown.
//! In: for each rule whether its condition holds, which rules it beats, and the class of its outcome.
//! Out: every class that some completion of the unknown conditions gives, and which unknown conditions matter.
//!
//! A completion makes every unknown condition true or false. The winners of a completion are its true exceptions that no
//! other true exception beats; without any, the default. All winners of one class give that class; winners of different
//! known classes are in conflict; otherwise the class stays open. Completions are enumerated, after the rules that can
//! never win are set aside; above [`MAX_ENUMERATED`] unknown conditions all of them count as mattering.

use super::store::Truth;

/// With more unknown conditions than this, they are not enumerated.
pub(crate) const MAX_ENUMERATED: usize = 12;

/// The rules of a decision in one lane.
pub(crate) struct Rules<'r> {
    /// The default first, if there is one; its state is ignored.
    pub(crate) states: &'r [Truth],
    pub(crate) has_default: bool,
    pub(crate) beats: &'r dyn Fn(usize) -> &'r [usize],
    /// The number of a rule's class; equal outcomes have equal numbers.
    pub(crate) classes: &'r [usize],
    /// Classes whose value is not known.
    pub(crate) open: &'r [bool],
}

/// What one completion comes to.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Result {
    /// All winners have this class.
    Class(usize),
    /// The winners' classes, of which at least one is open.
    Mixed(Vec<usize>),
    Conflict,
    NoRule,
}

#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Completions {
    /// What the completions come to, each once, in the order of the first rule that wins there.
    pub(crate) results: Vec<Result>,
    /// The winners when every unknown condition is false.
    pub(crate) winners: Vec<usize>,
    /// Rules whose unknown condition matters.
    pub(crate) relevant: Vec<usize>,
    /// Rules of an open class that win in some completion which stays open.
    pub(crate) open_winners: Vec<usize>,
}

impl Rules<'_> {
    /// Winners when every unknown condition is false; enough when none is unknown.
    pub(crate) fn winners(&self, chosen: &[usize]) -> Vec<usize> {
        let unbeaten = |&rule: &usize| !chosen.iter().any(|&other| (self.beats)(other).contains(&rule));
        let winners: Vec<usize> = chosen.iter().copied().filter(unbeaten).collect();
        if winners.is_empty() && self.has_default { vec![0] } else { winners }
    }

    pub(crate) fn result(&self, winners: &[usize]) -> Result {
        let mut classes: Vec<usize> = winners.iter().map(|&rule| self.classes[rule]).collect();
        classes.sort_unstable();
        classes.dedup();
        match classes.as_slice() {
            [] => Result::NoRule,
            [only] => Result::Class(*only),
            several => {
                let known = several.iter().filter(|&&class| !self.open[class]).count();
                if known >= 2 { Result::Conflict } else { Result::Mixed(classes) }
            }
        }
    }

    pub(crate) fn is_open(&self, result: &Result) -> bool {
        match result {
            Result::Class(class) => self.open[*class],
            Result::Mixed(_) => true,
            Result::Conflict | Result::NoRule => false,
        }
    }

    pub(crate) fn complete(&self) -> Completions {
        let first = usize::from(self.has_default);
        let in_state = |state: Truth| (first..self.states.len()).filter(move |&rule| self.states[rule] == state);
        let certain: Vec<usize> = in_state(Truth::True).collect();
        let dead = |rule: usize| certain.iter().any(|&other| (self.beats)(other).contains(&rule));
        let live: Vec<usize> = certain.iter().copied().filter(|&rule| !dead(rule)).collect();
        let unknown: Vec<usize> = in_state(Truth::Unknown).filter(|&rule| !dead(rule)).collect();
        let winners = self.winners(&live);
        if unknown.len() > MAX_ENUMERATED {
            return self.all_matter(&live, unknown, winners);
        }
        let mut results = Vec::with_capacity(1 << unknown.len());
        let mut ranked = Vec::with_capacity(1 << unknown.len());
        let mut open_winners = Vec::new();
        for mask in 0..1usize << unknown.len() {
            let chosen: Vec<usize> = live.iter().copied().chain(subset(&unknown, mask)).collect();
            let winners = self.winners(&chosen);
            let result = self.result(&winners);
            ranked.push((winners.first().copied().unwrap_or(usize::MAX), result.clone()));
            if self.is_open(&result) {
                open_winners.extend(winners.into_iter().filter(|&rule| self.open[self.classes[rule]]));
            }
            results.push(result);
        }
        let matters =
            |bit: usize| (0..results.len()).any(|mask| mask & (1 << bit) == 0 && results[mask] != results[mask | 1 << bit]);
        let relevant = (0..unknown.len()).filter(|&bit| matters(bit)).map(|bit| unknown[bit]).collect();
        open_winners.sort_unstable();
        open_winners.dedup();
        Completions { results: in_order(ranked), winners, relevant, open_winners }
    }

    /// Without enumeration: every live rule may win, alone or in conflict.
    fn all_matter(&self, live: &[usize], unknown: Vec<usize>, winners: Vec<usize>) -> Completions {
        let may_win: Vec<usize> = live.iter().copied().chain(unknown.iter().copied()).collect();
        let mut ranked: Vec<(usize, Result)> = may_win.iter().map(|&rule| (rule, Result::Class(self.classes[rule]))).collect();
        ranked.push((winners.first().copied().unwrap_or(usize::MAX), self.result(&winners)));
        let mut results = in_order(ranked);
        if results.len() == 1 && !self.is_open(&results[0]) {
            return Completions { results, winners, relevant: Vec::new(), open_winners: Vec::new() };
        }
        results.push(Result::Conflict);
        let open_winners = may_win.iter().chain(&winners).copied().filter(|&rule| self.open[self.classes[rule]]).collect();
        Completions { results, winners, relevant: unknown, open_winners }
    }
}

/// Each result once, by the lowest rule that gives it.
fn in_order(mut ranked: Vec<(usize, Result)>) -> Vec<Result> {
    ranked.sort();
    let mut results: Vec<Result> = Vec::new();
    for (_, result) in ranked {
        if !results.contains(&result) {
            results.push(result);
        }
    }
    results
}

fn subset(rules: &[usize], mask: usize) -> impl Iterator<Item = usize> + '_ {
    rules.iter().enumerate().filter(move |(bit, _)| mask & (1 << bit) != 0).map(|(_, &rule)| rule)
}

#[cfg(test)]
mod tests {
    use super::*;
    use Truth::{False, True, Unknown};

    fn complete(states: &[Truth], classes: &[usize], beats: &[(usize, usize)], open: &[usize]) -> Completions {
        let table: Vec<Vec<usize>> = (0..states.len())
            .map(|rule| beats.iter().filter(|(over, _)| *over == rule).map(|(_, under)| *under).collect())
            .collect();
        let count = classes.iter().max().map_or(0, |most| most + 1);
        let open: Vec<bool> = (0..count).map(|class| open.contains(&class)).collect();
        Rules { states, has_default: true, beats: &|rule| &table[rule], classes, open: &open }.complete()
    }

    #[test]
    fn an_unknown_exception_blocks_the_default() {
        let done = complete(&[True, Unknown], &[0, 1], &[], &[]);
        assert_eq!(done.results, [Result::Class(0), Result::Class(1)]);
        assert_eq!(done.relevant, [1]);
    }

    #[test]
    fn an_unknown_exception_with_the_same_outcome_does_not_matter() {
        let done = complete(&[True, Unknown], &[0, 0], &[], &[]);
        assert_eq!(done.results, [Result::Class(0)]);
        assert_eq!(done.relevant, [] as [usize; 0]);
    }

    #[test]
    fn a_beaten_unknown_exception_is_not_asked_for() {
        let done = complete(&[True, Unknown, True], &[0, 1, 2], &[(2, 1)], &[]);
        assert_eq!(done.results, [Result::Class(2)]);
        assert_eq!((done.winners, done.relevant), (vec![2], vec![]));
    }

    #[test]
    fn two_unordered_exceptions_are_in_conflict_whatever_the_unknown_one_does() {
        let done = complete(&[True, True, True, Unknown], &[0, 1, 2, 1], &[], &[]);
        assert_eq!(done.results, [Result::Conflict]);
        assert_eq!(done.relevant, [] as [usize; 0]);
    }

    #[test]
    fn an_unknown_exception_may_end_a_conflict() {
        let done = complete(&[True, True, True, Unknown], &[0, 1, 2, 1], &[(3, 2)], &[]);
        assert_eq!(done.results, [Result::Class(1), Result::Conflict]);
        assert_eq!(done.relevant, [3]);
    }

    #[test]
    fn an_open_value_against_a_known_one_stays_open() {
        let done = complete(&[True, True, True], &[0, 1, 2], &[], &[2]);
        assert_eq!(done.results, [Result::Mixed(vec![1, 2])]);
        assert_eq!(done.open_winners, [2]);
    }

    #[test]
    fn many_unknown_conditions_all_matter_and_end_in_reasonable_time() {
        let states = vec![Unknown; 60];
        let classes: Vec<usize> = (0..60).collect();
        let done = complete(&states, &classes, &[], &[]);
        assert_eq!(done.relevant.len(), 59);
        assert!(done.results.contains(&Result::Conflict));
    }

    #[test]
    fn false_exceptions_leave_the_default() {
        assert_eq!(complete(&[False, False], &[0, 1], &[], &[]).winners, [0]);
    }
}
