//! A change of a policy with its place and its words. In: a record, the policy's text. Out: a list of such changes.

use super::MutationKind;
use super::edit::Edit;
use crate::hir::{Expr, Program, Record};
use crate::site::Site;
use crate::source::Source;
use crate::span::Span;
use crate::value::Value;
use crate::verdict::words;

/// A change that a slip of the pen could make.
pub(super) struct Draft {
    pub(super) kind: MutationKind,
    pub(super) owner: String,
    pub(super) span: Span,
    pub(super) before: String,
    pub(super) after: String,
    pub(super) edit: Edit,
}

/// Collects the changes of one record.
pub(super) struct Drafts<'p> {
    pub(super) program: &'p Program,
    pub(super) record: &'p Record,
    pub(super) sources: &'p [Source],
    pub(super) list: Vec<Draft>,
}

impl<'p> Drafts<'p> {
    /// All changes of a record, and of the parameters that it uses, in the order of the text.
    pub(super) fn all(program: &'p Program, record: &'p Record, sources: &'p [Source]) -> Vec<Draft> {
        let mut drafts = Self { program, record, sources, list: Vec::new() };
        drafts.parameters();
        drafts.fields();
        drafts.rules();
        drafts.checks();
        drafts.processes();
        drafts.expressions();
        drafts.list.sort_by_key(|draft| (draft.span.source, draft.span.start));
        drafts.list
    }

    pub(super) fn push(&mut self, kind: MutationKind, site: Site, span: Span, before: String, after: String, edit: Edit) {
        let owner = self.record.owner(site);
        self.list.push(Draft { kind, owner, span, before, after, edit });
    }

    /// The policy's words for a place.
    pub(super) fn text(&self, span: Span) -> String {
        self.sources.get(usize::from(span.source)).map_or_else(String::new, |source| source.words(span))
    }

    pub(super) fn text_of(&self, expr: &Expr) -> String {
        self.text(expr.span)
    }

    /// A value as the policy would write it.
    pub(super) fn value(&self, value: &Value) -> String {
        match value {
            Value::Text(text) => format!("\"{text}\""),
            Value::Set(list) => format!("{{{}}}", list.iter().map(|one| self.value(one)).collect::<Vec<_>>().join("、")),
            other => words(other, self.program),
        }
    }
}
