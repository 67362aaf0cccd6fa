//! Failures that are not about policy text: one opaque type with a kind.

use std::fmt;

/// What kind of failure it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ErrorKind {
    /// A name that the policy does not have (a record, a decision).
    UnknownName,
    /// A value handed over as a record that is not a map or a struct.
    NotARecord,
    /// A day or month that cannot be read.
    BadDate,
    /// Input that cannot be read as what it should be (JSON, CSV, YAML).
    BadInput,
    /// An answer that cannot be read as what its field takes.
    BadAnswer,
    /// Output that cannot be written.
    NotWritten,
}

/// A call that could not be carried out. The text is plain Chinese.
#[derive(Debug, thiserror::Error)]
#[error("{message}")]
pub struct Error {
    kind: ErrorKind,
    message: Box<str>,
}

impl Error {
    pub(crate) fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self { kind, message: message.into().into_boxed_str() }
    }

    pub(crate) fn bad_date(text: &str) -> Self {
        Self::new(ErrorKind::BadDate, format!("「{text}」不是日期或年月"))
    }

    /// The kind of failure.
    pub fn kind(&self) -> ErrorKind {
        self.kind
    }
}

impl serde::ser::Error for Error {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self::new(ErrorKind::NotARecord, message.to_string())
    }
}
