//! One problem as text for a terminal. The only file that knows the rendering library.

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};

use super::{Diagnostic, Severity};
use crate::source::{Source, floor};

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
        let mut snippet = Snippet::source(source.text()).path(source.name());
        for (index, label) in problem.labels.iter().enumerate().filter(|(_, label)| label.span.source == number) {
            let kind = if index == 0 { AnnotationKind::Primary } else { AnnotationKind::Context };
            let start = floor(source.text(), label.span.start as usize);
            let end = floor(source.text(), label.span.end as usize).max(start);
            let annotation = kind.span(start..end);
            snippet = snippet.annotation(if label.text.is_empty() { annotation } else { annotation.label(label.text.as_str()) });
        }
        snippets.push(snippet);
    }
    snippets
}
