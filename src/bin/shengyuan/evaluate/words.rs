//! What is said of one record, put into words on whichever thread judged it. In: a verdict. Out: what is written for it, and what counts.

use shengyuan::{Conclusion, Finding, Judge, ResultLine, Status, Verdict};

use crate::args::ResultFormat;
use crate::outcome::Failure;

/// How verdicts are put into words.
pub(super) enum Wording {
    /// Only what is counted.
    Text,
    /// One object, without a line end.
    Json,
    Csv(Box<ResultLine>),
    /// The workbook looks at verdicts itself.
    Xlsx,
}

/// What is said of one record.
pub(super) struct Words {
    pub(super) conclusion: Conclusion,
    /// What is written for it.
    pub(super) written: Vec<u8>,
    /// Columns that the policy has no field for, with the nearest field.
    pub(super) unmatched: Vec<(String, Option<String>)>,
    /// Notes on values.
    pub(super) notes: usize,
    /// For people.
    pub(super) said: Option<Said>,
}

/// What a summary for people counts.
pub(super) struct Said {
    pub(super) findings: Vec<Finding>,
    /// Decisions that a person has to take.
    pub(super) open: Vec<(String, Status)>,
}

impl Wording {
    pub(super) fn new(judge: &Judge<'_>, format: ResultFormat) -> Result<Self, Failure> {
        Ok(match format {
            ResultFormat::Text => Self::Text,
            ResultFormat::Json | ResultFormat::Jsonl => Self::Json,
            ResultFormat::Csv => Self::Csv(Box::new(judge.result_line()?)),
            ResultFormat::Xlsx => Self::Xlsx,
        })
    }

    pub(super) fn of(&self, verdict: &Verdict<'_>) -> Result<Words, Failure> {
        let written = match self {
            Self::Text | Self::Xlsx => Vec::new(),
            Self::Json => serde_json::to_vec(verdict)?,
            Self::Csv(line) => line.of(verdict)?,
        };
        Ok(Words {
            conclusion: verdict.conclusion(),
            written,
            unmatched: verdict.unmatched().map(|(column, nearest)| (column.to_string(), nearest.map(str::to_string))).collect(),
            notes: verdict.notes().iter().filter(|note| !note.assumed).count(),
            said: matches!(self, Self::Text).then(|| Said::of(verdict)),
        })
    }
}

impl Said {
    fn of(verdict: &Verdict<'_>) -> Self {
        let is_open = |status: Status| matches!(status, Status::Review | Status::Conflict | Status::NoRule);
        let open = verdict.decisions().filter(|(_, decision)| is_open(decision.status));
        Self { findings: verdict.findings(), open: open.map(|(name, decision)| (name.to_string(), decision.status)).collect() }
    }
}
