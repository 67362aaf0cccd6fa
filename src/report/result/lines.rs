//! Results as CSV: one record a line. In: verdicts. Out: row, 标识, conclusion, each decision, the problems joined.

use std::io::Write;

use super::judged::Judged;
use super::layout::Layout;
use super::{entry, location};
use crate::error::Error;
use crate::report::Entry;
use crate::report::csv::{Lines, guarded};
use crate::verdict::Verdict;

/// Writes one line of CSV for each verdict, as they come.
///
/// Made by [`crate::Judge::result_lines`]. The columns are 行, the 标识, 结论, each 判定 written with rules or 收集, and 问题:
/// what is wrong or missing, joined by `；`.
pub struct ResultLines<W: Write> {
    layout: Layout,
    lines: Lines<W>,
}

impl<W: Write> ResultLines<W> {
    pub(crate) fn new(layout: Layout, out: W) -> Result<Self, Error> {
        let mut lines = Lines::new(out)?;
        let names = ["行", layout.key.as_str(), "结论"].into_iter().chain(layout.decisions.iter().map(String::as_str));
        lines.write(names.chain(["问题"]).map(guarded))?;
        Ok(Self { layout, lines })
    }

    /// One line for a verdict.
    ///
    /// # Errors
    /// [`crate::ErrorKind::NotWritten`] if it cannot be written.
    pub fn add(&mut self, verdict: &Verdict<'_>) -> Result<(), Error> {
        let judged = Judged::new(verdict);
        let decision = |name: &String| judged.decision(name).map_or_else(Entry::default, entry::decision);
        let mut entries = Vec::with_capacity(self.layout.decisions.len() + 4);
        entries.push(location::row(verdict));
        entries.push(Entry::text(verdict.id().unwrap_or_default()));
        entries.push(Entry::text(judged.conclusion.as_str()));
        entries.extend(self.layout.decisions.iter().map(decision));
        entries.push(Entry::text(judged.problems(&self.layout)));
        self.lines.entries(&entries)
    }

    /// Writes what is still held back.
    ///
    /// # Errors
    /// [`crate::ErrorKind::NotWritten`] if it cannot be written.
    pub fn finish(self) -> Result<(), Error> {
        self.lines.finish()
    }
}
