//! Temporary crate doc.
#[cfg(feature = "records")]
mod case;
mod check;
mod date;
mod diagnostic;
mod division;
mod error;
mod evaluate;
mod example;
mod explain;
mod hir;
mod identity;
mod ids;
mod input;
mod judge;
mod plan;
#[cfg(feature = "records")]
pub mod records;
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
pub use explain::{ClauseText, Condition, Depth, Explanation, ProcessLine, Reasoning, RuleLine, RuleState, Seen};
pub use judge::{ColumnComparison, Columns, Judge, Options};
pub use policy::{Policy, Stage};
pub use source::{MAX_SOURCE_BYTES, Position, Source};
pub use span::Span;
pub use syntax::{MAX_ITEMS, MAX_NESTING};
pub use verdict::{
    ActionView, Certainty, Competitor, Conclusion, DecisionView, Finding, FindingKind, FindingState, Importance, NoteView,
    ProcessView, Shown, Status, Verdict,
};
