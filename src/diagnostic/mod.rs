//! Problems of a policy text as data. In: what a stage found. Out: a sorted list, printable as text.
//! A problem is worded where it is found; this module only holds, sorts and shows it.

mod code;
mod render;

pub(crate) use code::*;
pub use code::{CODES, Code, Severity};

use std::fmt;
use std::sync::Arc;

use crate::source::{Position, Source};
use crate::span::Span;

/// A marked place with the words that stand beside it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// The place.
    pub span: Span,
    /// What was found there.
    pub text: String,
}

/// One problem: what is wrong, where, and the edit that mends it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    code: &'static Code,
    message: String,
    /// The first is the place of the problem, the others explain it.
    labels: Vec<Label>,
    help: Option<String>,
}

// Most policies have few problems: the code that words them is kept apart from what runs each time.
impl Diagnostic {
    #[cold]
    pub(crate) fn new(code: &'static Code, span: Span, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), labels: vec![Label { span, text: String::new() }], help: None }
    }

    /// Words at the place of the problem.
    #[cold]
    pub(crate) fn label(mut self, text: impl Into<String>) -> Self {
        if let Some(first) = self.labels.first_mut() {
            first.text = text.into();
        }
        self
    }

    /// Another place that explains the problem.
    #[cold]
    pub(crate) fn also(mut self, span: Span, text: impl Into<String>) -> Self {
        self.labels.push(Label { span, text: text.into() });
        self
    }

    /// The edit that mends it.
    #[cold]
    pub(crate) fn help(mut self, text: impl Into<String>) -> Self {
        self.help = Some(text.into());
        self
    }

    /// The help if there is one to give.
    #[cold]
    pub(crate) fn help_if(mut self, text: Option<String>) -> Self {
        self.help = text.or(self.help);
        self
    }

    /// The code, which is stable between versions.
    pub fn code(&self) -> &'static Code {
        self.code
    }

    /// What is wrong, in one line.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// The places, the first being that of the problem.
    pub fn labels(&self) -> &[Label] {
        &self.labels
    }

    /// The edit that mends it.
    pub fn help_text(&self) -> Option<&str> {
        self.help.as_deref()
    }

    /// The place of the problem.
    pub fn span(&self) -> Span {
        self.labels.first().map_or_else(Span::default, |label| label.span)
    }
}

/// The collector that every stage writes to.
#[derive(Debug, Default)]
pub(crate) struct Diagnostics {
    list: Vec<Diagnostic>,
}

impl Diagnostics {
    pub(crate) fn push(&mut self, diagnostic: Diagnostic) {
        self.list.push(diagnostic);
    }

    pub(crate) fn iter(&self) -> std::slice::Iter<'_, Diagnostic> {
        self.list.iter()
    }

    pub(crate) fn has_many_errors(&self, many: usize) -> bool {
        self.list.iter().filter(|diagnostic| diagnostic.code.severity == Severity::Error).nth(many.saturating_sub(1)).is_some()
    }

    pub(crate) fn retain(&mut self, keep: impl FnMut(&Diagnostic) -> bool) {
        self.list.retain(keep);
    }

    pub(crate) fn has_errors(&self) -> bool {
        self.has_many_errors(1)
    }

    /// Sorted by place, repeated ones dropped.
    pub(crate) fn into_sorted(mut self) -> Vec<Diagnostic> {
        self.list.sort_by(|a, b| (a.span(), a.code.id, &a.message).cmp(&(b.span(), b.code.id, &b.message)));
        self.list.dedup();
        self.list
    }
}

/// Most problems shown as text at once.
const MOST_RENDERED: usize = 100;

/// The problems of a policy together with the texts that they point into.
#[derive(Clone, Debug)]
pub struct Problems {
    pub(crate) sources: Arc<[Source]>,
    pub(crate) list: Vec<Diagnostic>,
}

impl Problems {
    /// The problems, ordered by source and place.
    pub fn iter(&self) -> std::slice::Iter<'_, Diagnostic> {
        self.list.iter()
    }

    /// How many there are of a severity.
    pub fn count(&self, severity: Severity) -> usize {
        self.list.iter().filter(|problem| problem.code.severity == severity).count()
    }

    /// These problems and others about the same texts, in one order.
    #[must_use]
    pub fn and(mut self, others: Problems) -> Self {
        self.list.extend(others.list);
        self.list.sort_by(|a, b| (a.span(), a.code.id, &a.message).cmp(&(b.span(), b.code.id, &b.message)));
        self
    }

    /// No problems at all.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// Name of the source of a span, its first place and the place just after its end.
    pub fn locate(&self, span: Span) -> Option<(&str, Position, Position)> {
        let source = self.sources.get(span.source as usize)?;
        Some((source.name(), source.position(span.start as usize), source.position(span.end as usize)))
    }

    /// The problems as text for a terminal, with or without colours; after the first hundred only how many are left.
    pub fn render(&self, colour: bool) -> String {
        let shown = self.list.iter().take(MOST_RENDERED);
        let mut text: String = shown.map(|problem| render::render(problem, &self.sources, colour)).collect();
        let left = self.list.len().saturating_sub(MOST_RENDERED);
        if left > 0 {
            text.push_str(&format!("还有 {left} 处没有列出；改正以上各处后再检查\n\n"));
        }
        text
    }
}

impl<'a> IntoIterator for &'a Problems {
    type Item = &'a Diagnostic;
    type IntoIter = std::slice::Iter<'a, Diagnostic>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.render(false))
    }
}

impl std::error::Error for Problems {}
