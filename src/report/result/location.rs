//! Where a record and what is wrong in it stand in the file that was judged.

use crate::report::Entry;
use crate::verdict::Verdict;

/// The number of the record's row.
pub(super) fn row(verdict: &Verdict<'_>) -> Entry {
    verdict.row.map_or_else(Entry::default, Entry::count)
}

/// The place of a record, for a list that also names cells: `第 5 行`.
pub(super) fn record(verdict: &Verdict<'_>) -> Entry {
    verdict.row.map_or_else(Entry::default, |row| Entry::text(format!("第 {row} 行")))
}
