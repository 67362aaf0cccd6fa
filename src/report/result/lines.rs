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
        self.lines.entries(&self.layout.entries(verdict))
    }

    /// Writes what is still held back.
    ///
    /// # Errors
    /// [`crate::ErrorKind::NotWritten`] if it cannot be written.
    pub fn finish(self) -> Result<(), Error> {
        self.lines.finish()
    }
}

/// Gives the lines that [`ResultLines`] writes, one at a time and on any thread.
///
/// Made by [`crate::Judge::result_line`].
#[derive(Clone, Debug)]
pub struct ResultLine {
    layout: Layout,
}

impl ResultLine {
    pub(crate) fn new(layout: Layout) -> Self {
        Self { layout }
    }

    /// What stands before the lines.
    ///
    /// # Errors
    /// None: memory can be written to.
    pub fn headings(&self) -> Result<Vec<u8>, Error> {
        let mut out = Vec::new();
        ResultLines::new(self.layout.clone(), &mut out)?.finish()?;
        Ok(out)
    }

    /// One line for a verdict.
    ///
    /// # Errors
    /// None: memory can be written to.
    pub fn of(&self, verdict: &Verdict<'_>) -> Result<Vec<u8>, Error> {
        let mut out = Vec::new();
        let mut lines = Lines::behind(&mut out);
        lines.entries(&self.layout.entries(verdict))?;
        lines.finish()?;
        Ok(out)
    }
}

impl Layout {
    fn entries(&self, verdict: &Verdict<'_>) -> Vec<Entry> {
        let judged = Judged::new(verdict);
        let decision = |name: &String| judged.decision(name).map_or_else(Entry::default, entry::decision);
        let mut entries = Vec::with_capacity(self.decisions.len() + 4);
        entries.push(location::row(verdict));
        entries.push(Entry::text(verdict.id().unwrap_or_default()));
        entries.push(Entry::text(judged.conclusion.as_str()));
        entries.extend(self.decisions.iter().map(decision));
        entries.push(Entry::text(judged.problems(self)));
        entries
    }
}
