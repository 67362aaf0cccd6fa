//! Tables with a row for each value: one line a value, counting records. In: one record after another. Out: rows and a total.

use crate::hir::{ColumnValue, Table};
use crate::report::Entry;

/// How many records a condition holds for, and for how many that is unknown.
#[derive(Clone, Copy, Default)]
pub(super) struct Count {
    pub(super) sure: usize,
    pub(super) open: usize,
}

/// A row while it is being counted.
pub(super) enum LineEntry {
    Said(Entry),
    Count(Count),
}

impl Count {
    fn entry(self) -> Entry {
        match self.open {
            0 => Entry::count(self.sure),
            open => Entry::doubtful(format!("{}（另有 {open} 人未定）", self.sure)),
        }
    }
}

impl LineEntry {
    pub(super) fn entry(&self) -> Entry {
        match self {
            LineEntry::Said(entry) => entry.clone(),
            LineEntry::Count(count) => count.entry(),
        }
    }
}

/// The sums of the counts, with a word for it in the first other column.
pub(super) fn total<'l>(table: &Table, lines: impl Iterator<Item = &'l Vec<LineEntry>>) -> Vec<Entry> {
    let mut sums = vec![Count::default(); table.columns.len()];
    for line in lines {
        for (sum, entry) in sums.iter_mut().zip(line) {
            if let LineEntry::Count(count) = entry {
                sum.sure += count.sure;
                sum.open += count.open;
            }
        }
    }
    let is_count = |number: usize| matches!(table.columns.get(number).map(|column| &column.value), Some(ColumnValue::Count(_)));
    let label = (0..table.columns.len()).find(|number| !is_count(*number));
    let entries = sums.into_iter().enumerate().map(|(number, sum)| match is_count(number) {
        true => sum.entry(),
        false if Some(number) == label => Entry::text("合计"),
        false => Entry::default(),
    });
    entries.collect()
}
