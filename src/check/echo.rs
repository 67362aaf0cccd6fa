//! Problems that only follow from another one, which is reported already. In: a problem. Out: whether to keep it to oneself.

use super::Checker;
use crate::diagnostic::{self, Code, Diagnostic};
use crate::span::Span;
use crate::syntax;

/// Codes about a name that means nothing.
const UNKNOWN: &[&Code] = &[
    diagnostic::UNKNOWN_NAME,
    diagnostic::UNKNOWN_PLACE,
    diagnostic::UNKNOWN_CLAUSE,
    diagnostic::UNKNOWN_TYPE,
    diagnostic::UNKNOWN_ROLE,
    diagnostic::UNKNOWN_FUNCTION,
    diagnostic::UNKNOWN_FORMAT,
    diagnostic::MISSING_SPACE,
    diagnostic::BAD_EXAMPLE,
];

impl Checker<'_, '_, '_> {
    /// The name stands for something that could not be read, or was itself misread beside a fault of syntax.
    pub(super) fn is_echo(&self, problem: &Diagnostic) -> bool {
        if !UNKNOWN.contains(&problem.code()) {
            return false;
        }
        let name = self.slice(problem.span()).trim_matches(['「', '」']);
        let lost = |part: &str| self.symbols.lost.contains(part);
        lost(name) || name.split('·').any(lost) || self.is_beside_fault(name, problem.span())
    }

    /// A word of the language read as a name just before a fault of syntax, or a name already told to lack a space.
    fn is_beside_fault(&self, name: &str, span: Span) -> bool {
        let keyword = syntax::is_keyword(name);
        if !keyword && syntax::ending_operator(name).is_none() {
            return false;
        }
        self.problems.iter().any(|other| {
            let place = other.span();
            let follows = place.source == span.source && place.start >= span.end;
            let between = Span { start: span.end, end: place.start, ..span };
            let misread = keyword && other.code() == diagnostic::SYNTAX && follows && self.slice(between).trim().is_empty();
            misread || other.code() == diagnostic::MISSING_SPACE && place == span
        })
    }

    pub(super) fn slice(&self, span: Span) -> &str {
        self.sources.get(span.source as usize).map_or("", |source| source.slice(span))
    }
}
