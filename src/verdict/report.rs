//! The JSON of one evaluated record. Keys are English and stable; values are the policy's own words.

use indexmap::IndexMap;
use serde::{Serialize, Serializer};

use super::{DecisionView, Finding, NoteView, ProcessView, Verdict};
use crate::input::Origin;

#[derive(Serialize)]
struct Report<'v> {
    #[serde(skip_serializing_if = "Option::is_none")]
    row: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sheet: Option<&'v str>,
    id: Option<String>,
    record: &'v str,
    policy: &'v str,
    date: String,
    conclusion: &'static str,
    decisions: IndexMap<&'v str, DecisionView>,
    findings: Vec<Finding>,
    processes: IndexMap<&'v str, ProcessView>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    notes: Vec<NoteView>,
}

impl Serialize for Verdict<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let report = Report {
            row: self.origin().map(Origin::row_number),
            sheet: self.origin().and_then(Origin::sheet),
            id: self.id(),
            record: &self.record().name,
            policy: &self.program().title,
            date: self.date().to_string(),
            conclusion: self.conclusion().as_str(),
            decisions: self.decisions().collect(),
            findings: self.findings(),
            processes: self.processes().collect(),
            notes: self.notes(),
        };
        report.serialize(serializer)
    }
}
