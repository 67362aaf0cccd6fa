#![doc = include_str!("../README.md")]
//!
//! # The way a policy goes
//!
//! text → `syntax` (tree) → `resolve` (names) → `check` (types; the typed policy is `hir`) → `plan` (flat table of nodes)
//! → `evaluate` with records from `input` → `verdict` and `explain`, or `table` and `report` for lists of many. Each stage imports only earlier ones; the whole is put together
//! in `policy`. The library reads no file, clock or environment: the day of evaluation is an argument of every call.

// what everything stands on
mod date;
mod error;
mod ids;
mod source;
mod span;
mod suggest;
mod value;

// facts of the domain, dated, independent of any policy
mod division;
mod identity;
mod text_format;

// policy text to plan
mod diagnostic;
mod syntax;
mod resolve;
mod hir;
mod built_in;
mod check;
mod plan;

// records to verdicts
mod input;
mod evaluate;
mod engine;
mod verdict;
mod explain;
mod report;

// what callers hold
mod judge;
mod policy;
mod table;
#[cfg(feature = "analyze")]
mod analyze;
#[cfg(feature = "analyze")]
mod ask;
mod example;
#[cfg(feature = "records")]
mod case;
#[cfg(feature = "records")]
pub mod records;

// analyses of a policy by its examples and cases
#[cfg(all(feature = "analyze", feature = "records"))]
mod site;
#[cfg(all(feature = "analyze", feature = "records"))]
mod samples;
#[cfg(all(feature = "analyze", feature = "records"))]
pub mod coverage;
#[cfg(all(feature = "analyze", feature = "records"))]
pub mod mutate;

#[cfg(feature = "analyze")]
pub use analyze::{
    ANALYSIS_CODES, Analysis, AnalysisFinding, AnalysisOptions, AspectChange, ChangeKind, ClassDifference, ItemDifference,
    ItemKind, NotAnalysed, PictureFormat, PolicyChange, PolicyDiff, Says, Weight,
};
#[cfg(all(feature = "analyze", feature = "records"))]
pub use analyze::{ChangedRecord, ChangedVerdict, DiffTally, Shift};
#[cfg(feature = "analyze")]
pub use ask::{AnswerKind, Choice, Interview, KeptRecord, KeptValue, Question};
pub use date::{Date, Duration, Month};
pub use diagnostic::{CODES, Code, Diagnostic, Label, Problems, Severity};
#[cfg(feature = "records")]
pub use engine::JsonReader;
pub use engine::{Coded, Engine, Judged, Message, Messages, Prepared, Proof, Proofs, RecordReader};
pub use error::{Error, ErrorKind};
pub use example::{ExampleFailure, ExampleReport};
pub use explain::{ClauseText, Condition, Depth, Explanation, ProcessLine, Reasoning, RuleLine, RuleState, Seen};
pub use identity::known_formats;
pub use input::Origin;
pub use judge::{ColumnComparison, Columns, Judge, Options};
pub use policy::{Policy, Stage};
#[cfg(feature = "records")]
pub use report::write_csv;
pub use report::{Content, Entry, FindingCount, Sheet, Tally};
#[cfg(feature = "records")]
pub use report::{ResultLine, ResultLines, ResultOptions, ResultWorkbook, write_xlsx};
#[cfg(all(feature = "analyze", feature = "records"))]
pub use samples::{Case, SampleKind, SampleName};
pub use source::{MAX_SOURCE_BYTES, Position, Source};
pub use span::Span;
pub use syntax::{MAX_ITEMS, MAX_NESTING};
pub use table::{Report, ReportBuilder, Split, Undecided};
pub use verdict::{
    ActionView, Certainty, Competitor, Conclusion, DecisionView, Finding, FindingKind, FindingState, Importance, NoteView,
    ProcessView, Shown, Status, Verdict,
};
