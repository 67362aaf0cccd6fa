//! Where a record and what is wrong in it stand in the file that was judged.

use crate::input::Origin;
use crate::report::Entry;
use crate::verdict::{Finding, Verdict};

/// The number of the record's row.
pub(super) fn row(verdict: &Verdict<'_>) -> Entry {
    verdict.origin().map_or_else(Entry::default, |origin| Entry::count(origin.row_number()))
}

/// The place of a record, for a list that also names cells: `第 5 行`, `工作表「名单」第 5 行`.
pub(super) fn record(verdict: &Verdict<'_>) -> Entry {
    verdict.origin().map(Origin::describe).map_or_else(Entry::default, Entry::text)
}

/// The cells that a finding is about, else the place of the record.
pub(super) fn finding(verdict: &Verdict<'_>, finding: &Finding) -> Entry {
    if finding.cells.is_empty() { record(verdict) } else { Entry::text(finding.cells.join("、")) }
}
