//! Temporary crate doc.
mod check;
mod date;
mod diagnostic;
mod division;
mod error;
mod evaluate;
mod example;
mod hir;
mod identity;
mod ids;
mod input;
mod judge;
mod plan;
mod policy;
mod resolve;
mod source;
mod span;
mod suggest;
mod syntax;
mod value;
mod verdict;
pub use date::{Date, Duration, Month};
pub use diagnostic::{CODES, Code, Diagnostic, Label, Problems, Severity};
pub use error::{Error, ErrorKind};
pub use example::{ExampleFailure, ExampleReport};
pub use judge::{Columns, Judge, Options};
pub use policy::{Policy, Stage};
pub use source::{MAX_SOURCE_BYTES, Position, Source};
pub use span::Span;
pub use syntax::{MAX_ITEMS, MAX_NESTING};
pub use verdict::{
    ActionView, Certainty, Competitor, Conclusion, DecisionView, Finding, FindingKind, FindingState, Importance, NoteView,
    ProcessView, Shown, Status, Verdict,
};
