//! How a command ends: 0 fine, 1 findings, 2 could not run.

use std::io::{self, Write};
use std::process::ExitCode;

/// Nothing to complain about.
pub(crate) const FINE: u8 = 0;
/// The policy has problems, or records need work.
pub(crate) const FINDINGS: u8 = 1;
/// The command could not run.
pub(crate) const FAILED: u8 = 2;

/// Why a command could not run, in words for the user.
#[derive(Debug)]
pub(crate) struct Failure {
    message: String,
    code: u8,
}

pub(crate) type Outcome = Result<ExitCode, Failure>;

impl Failure {
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), code: FAILED }
    }

    /// Prints the reason and gives the exit status. A reader that went away is no failure.
    pub(crate) fn report(self) -> ExitCode {
        if !self.message.is_empty() {
            let _ = writeln!(io::stderr(), "{}", self.message.trim_end());
        }
        ExitCode::from(self.code)
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        if error.kind() == io::ErrorKind::BrokenPipe {
            return Self { message: String::new(), code: FINE };
        }
        Self::new(format!("无法读写：{error}"))
    }
}

impl From<shengyuan::Error> for Failure {
    fn from(error: shengyuan::Error) -> Self {
        Self::new(error.to_string())
    }
}

impl From<serde_json::Error> for Failure {
    fn from(error: serde_json::Error) -> Self {
        match error.io_error_kind() {
            Some(kind) => io::Error::from(kind).into(),
            None => Self::new(format!("无法写成 JSON：{error}")),
        }
    }
}
