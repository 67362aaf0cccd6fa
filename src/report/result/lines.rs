//! Results as CSV: one record a line. In: verdicts. Out: row, 标识, conclusion, each decision, the problems joined.

use std::io::Write;

use super::layout::Layout;
use super::{entry, location};
use crate::error::Error;
use crate::report::Entry;
use crate::report::csv::{Lines, guarded};
use crate::verdict::{FindingState, Verdict};

/// Writes one line of CSV for each verdict, as they come.
///
/// Made by [`crate::Judge::result_lines`]. The columns are 行, the 标识, 结论, each 判定 written with rules or 收集, and 问题:
/// what is wrong, joined by `；`.
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
        let mut entries = Vec::with_capacity(self.layout.decisions.len() + 4);
        entries.push(location::row(verdict));
        entries.push(Entry::text(verdict.id().unwrap_or_default()));
        entries.push(Entry::text(verdict.conclusion().as_str()));
        entries.extend(verdict.decisions_with_rules().map(|(_, decision)| entry::decision(&decision)));
        let findings = verdict.findings();
        let violated = findings.iter().filter(|finding| finding.state == FindingState::Violated);
        let problems: Vec<&str> = violated.map(|finding| finding.message.as_deref().unwrap_or(&finding.id)).collect();
        entries.push(Entry::text(problems.join("；")));
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
