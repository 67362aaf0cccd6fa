//! One problem as text for a terminal. The only file that knows the rendering library.

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};

use super::{Diagnostic, Severity};
use crate::source::{Source, floor};
use crate::span::Span;

pub(super) fn render(problem: &Diagnostic, sources: &[Source], colour: bool) -> String {
    let level = match problem.code.severity {
        Severity::Error => Level::ERROR.with_name("错误"),
        Severity::Warning => Level::WARNING.with_name("警告"),
        Severity::Note => Level::INFO.with_name("说明"),
    };
    let mut group = level.primary_title(problem.message.as_str()).id(problem.code.id).elements(snippets(problem, sources));
    if problem.labels.is_empty() {
        group = group.element(Origin::path("政策"));
    }
    if let Some(help) = &problem.help {
        group = group.element(Level::HELP.with_name("建议").message(help.as_str()));
    }
    let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
    let report: &[Group<'_>] = &[group];
    renderer.decor_style(DecorStyle::Unicode).render(report) + "\n\n"
}

/// One snippet a source, in the order in which the labels first name it.
fn snippets<'a>(problem: &'a Diagnostic, sources: &'a [Source]) -> Vec<Snippet<'a, annotate_snippets::Annotation<'a>>> {
    let mut order: Vec<u16> = Vec::new();
    for label in &problem.labels {
        if !order.contains(&label.span.source) {
            order.push(label.span.source);
        }
    }
    let mut snippets = Vec::new();
    for number in order {
        let Some(source) = sources.get(number as usize) else { continue };
        let labels = || problem.labels.iter().enumerate().filter(|(_, label)| label.span.source == number);
        let window = Window::around(source, labels().map(|(_, label)| label.span));
        let mut snippet = Snippet::source(window.text).line_start(window.line).path(source.name());
        for (index, label) in labels() {
            let kind = if index == 0 { AnnotationKind::Primary } else { AnnotationKind::Context };
            let (start, end) = window.range(label.span);
            let annotation = kind.span(start..end);
            snippet = snippet.annotation(if label.text.is_empty() { annotation } else { annotation.label(label.text.as_str()) });
        }
        snippets.push(snippet);
    }
    snippets
}

/// The lines that hold all places of a problem: rendering reads its whole text, so it gets no more than that.
struct Window<'a> {
    text: &'a str,
    /// Where it begins in the source, in bytes and as a line.
    start: usize,
    line: usize,
}

impl<'a> Window<'a> {
    fn around(source: &'a Source, spans: impl Iterator<Item = Span> + Clone) -> Self {
        let text = source.text();
        let first = floor(text, spans.clone().map(|span| span.start as usize).min().unwrap_or(0));
        let last = floor(text, spans.map(|span| span.end as usize).max().unwrap_or(0)).max(first);
        let start = text.get(..first).and_then(|before| before.rfind('\n')).map_or(0, |newline| newline + 1);
        let end = text.get(last..).and_then(|after| after.find('\n')).map_or(text.len(), |newline| last + newline + 1);
        Self { text: text.get(start..end).unwrap_or(""), start, line: source.position(start).line }
    }

    fn range(&self, span: Span) -> (usize, usize) {
        let start = floor(self.text, (span.start as usize).saturating_sub(self.start));
        (start, floor(self.text, (span.end as usize).saturating_sub(self.start)).max(start))
    }
}
