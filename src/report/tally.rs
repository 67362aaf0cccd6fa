//! Counts over many verdicts. In: verdicts, one after another. Out: how many persons have what. Memory does not grow with the number of verdicts.

use std::collections::BTreeMap;
use std::collections::HashSet;

use indexmap::IndexMap;

use crate::verdict::{Conclusion, Finding, FindingState, Importance, Status};

/// Most units that are counted one by one.
const MOST_UNITS: usize = 2000;
/// Where the persons of all further units are counted.
const OTHER_UNITS: &str = "（其他）";

/// What came out of a batch.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Tally {
    /// Rows that could not be judged.
    pub rejected: usize,
    /// Persons by conclusion.
    pub conclusions: BTreeMap<Conclusion, usize>,
    /// Persons by unit and conclusion, in the order in which the units were met.
    pub units: IndexMap<String, BTreeMap<Conclusion, usize>>,
    /// Persons by what is wrong, in the order in which it was met.
    pub findings: IndexMap<(String, Importance), FindingCount>,
    /// Persons by decision that a person has to take, with the word of its outcome.
    pub open_decisions: IndexMap<(String, &'static str), usize>,
}

/// How many persons have a finding.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct FindingCount {
    /// It stands.
    pub violated: usize,
    /// Something is missing to know whether it stands.
    pub unknown: usize,
}

impl Tally {
    /// Counts a verdict by its conclusion, and by the unit if there is one.
    pub fn add(&mut self, conclusion: Conclusion, unit: Option<&str>) {
        *self.conclusions.entry(conclusion).or_default() += 1;
        if let Some(unit) = unit {
            let known = self.units.len() < MOST_UNITS || self.units.contains_key(unit);
            let counts = self.units.entry(if known { unit } else { OTHER_UNITS }.to_string()).or_default();
            *counts.entry(conclusion).or_default() += 1;
        }
    }

    /// Counts what a verdict finds wrong; a finding that a person has several times is counted once.
    pub fn add_findings(&mut self, findings: &[Finding]) {
        let mut seen = HashSet::new();
        for finding in findings {
            let stands = match finding.state {
                FindingState::Violated => true,
                FindingState::Unknown => false,
                FindingState::Satisfied | FindingState::NotApplicable => continue,
            };
            if seen.insert((&finding.id, finding.severity, stands)) {
                let count = self.findings.entry((finding.id.clone(), finding.severity)).or_default();
                *(if stands { &mut count.violated } else { &mut count.unknown }) += 1;
            }
        }
    }

    /// Counts a decision of a verdict, if a person has to take it.
    pub fn add_decision(&mut self, name: &str, status: Status) {
        if is_for_a_person(status) {
            *self.open_decisions.entry((name.to_string(), status.as_str())).or_default() += 1;
        }
    }

    /// Counts a row that could not be judged.
    pub fn reject(&mut self) {
        self.rejected += 1;
    }

    /// How many records were judged.
    pub fn judged(&self) -> usize {
        self.conclusions.values().sum()
    }

    /// How many rows there were.
    pub fn read(&self) -> usize {
        self.judged() + self.rejected
    }

    /// What stands for at least one person, with the number of persons, the most frequent first.
    pub fn frequent_findings(&self) -> Vec<(&str, Importance, FindingCount)> {
        let findings = self.findings.iter().map(|((id, severity), count)| (id.as_str(), *severity, *count));
        let mut findings: Vec<_> = findings.collect();
        findings.sort_by_key(|(_, severity, count)| (std::cmp::Reverse((count.violated, count.unknown)), *severity));
        findings
    }

    /// `读入 120 = 须修改 20 + 通过 98 + 没有判断 2`
    pub fn balance(&self) -> String {
        let conclusions = Conclusion::ALL.iter().filter_map(|conclusion| {
            let count = self.conclusions.get(conclusion)?;
            Some(format!("{conclusion} {count}"))
        });
        let rejected = std::iter::once(format!("没有判断 {}", self.rejected));
        format!("读入 {} = {}", self.read(), conclusions.chain(rejected).collect::<Vec<_>>().join(" + "))
    }
}

/// A decision that the policy leaves to a person.
pub(super) fn is_for_a_person(status: Status) -> bool {
    matches!(status, Status::Review | Status::Conflict | Status::NoRule)
}

#[cfg(test)]
mod tests {
    use super::{MOST_UNITS, OTHER_UNITS, Tally};
    use crate::verdict::Conclusion;

    #[test]
    fn the_balance_names_every_row() {
        let mut tally = Tally::default();
        tally.add(Conclusion::Passed, Some("甲"));
        tally.add(Conclusion::MustFix, Some("甲"));
        tally.add(Conclusion::Passed, None);
        tally.reject();
        assert_eq!(tally.balance(), "读入 4 = 须修改 1 + 通过 2 + 没有判断 1");
        assert_eq!((tally.read(), tally.judged()), (4, 3));
        assert_eq!(tally.units["甲"].values().sum::<usize>(), 2);
    }

    #[test]
    fn a_field_with_too_many_values_does_not_fill_the_memory() {
        let mut tally = Tally::default();
        for number in 0..MOST_UNITS + 10 {
            tally.add(Conclusion::Passed, Some(&number.to_string()));
        }
        tally.add(Conclusion::Passed, Some("3"));
        assert_eq!(tally.units.len(), MOST_UNITS + 1);
        assert_eq!(tally.units[OTHER_UNITS].values().sum::<usize>(), 10);
        assert_eq!(tally.units["3"].values().sum::<usize>(), 2);
    }
}
