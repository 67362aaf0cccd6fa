//! What came out of a run, for a person and for a program.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

use serde_json::{Map, Value, json};
use shengyuan::records::{Duplicates, Layout, Records, Rejected};
use shengyuan::{Conclusion, Depth, Origin, Tally, Verdict};

use super::words::Words;
use crate::outcome::Failure;

/// Repeated 标识 named one by one at the end.
const SHOWN_DUPLICATES: usize = 20;
/// Students shown with their reasons under each conclusion.
const SHOWN: usize = 2;
/// Kinds of findings shown.
const SHOWN_FINDINGS: usize = 12;
/// Rejected rows kept for the summary of a program; all are counted.
const KEPT_REJECTED: usize = 1000;

/// What is kept besides the counts.
#[derive(Default)]
pub(super) struct Summary {
    examples: BTreeMap<Conclusion, Vec<String>>,
    unmatched: BTreeSet<(String, Option<String>)>,
    rejected: Vec<(String, String)>,
    /// Notes on values: conversions, new names of places.
    notes: usize,
}

impl Summary {
    pub(super) fn add(&mut self, verdict: &Verdict<'_>, words: Words, tally: &mut Tally) {
        self.unmatched.extend(words.unmatched);
        self.notes += words.notes;
        let Some(said) = words.said else { return };
        tally.add_findings(&said.findings);
        said.open.iter().for_each(|(name, status)| tally.add_decision(name, *status));
        let examples = self.examples.entry(words.conclusion).or_default();
        if examples.len() < SHOWN {
            examples.push(verdict.explain_with(Depth::Brief).to_string());
        }
    }

    pub(super) fn reject(&mut self, origin: &Origin, rejected: &Rejected) {
        if self.rejected.len() < KEPT_REJECTED {
            self.rejected.push((origin.describe(), rejected.reason.clone()));
        }
    }

    /// For a person, on standard output or in a file.
    pub(super) fn text(&self, tally: &Tally, out: &mut impl Write) -> io::Result<()> {
        writeln!(out, "共 {} 条记录", tally.read())?;
        for conclusion in Conclusion::ALL {
            if let Some(count) = tally.conclusions.get(&conclusion) {
                writeln!(out, "  {conclusion} {count}")?;
            }
        }
        if tally.rejected > 0 {
            writeln!(out, "  没有判断 {}", tally.rejected)?;
        }
        let findings: Vec<_> = tally.frequent_findings().into_iter().filter(|(_, _, count)| count.violated > 0).collect();
        if !findings.is_empty() {
            writeln!(out, "\n最常见的问题")?;
        }
        for (id, severity, count) in findings.iter().take(SHOWN_FINDINGS) {
            writeln!(out, "  {:>5} 人  〔{}〕{id}", count.violated, severity.as_str())?;
        }
        if findings.len() > SHOWN_FINDINGS {
            writeln!(out, "  另有 {} 种", findings.len() - SHOWN_FINDINGS)?;
        }
        if !tally.open_decisions.is_empty() {
            writeln!(out, "\n要由人决定的判定")?;
        }
        for ((name, status), count) in &tally.open_decisions {
            writeln!(out, "  {count:>5} 人  {name}：{status}")?;
        }
        writeln!(out, "\n每种结论最多举两例（用 shengyuan explain 查看任何一人）")?;
        for text in self.examples.values().flatten() {
            writeln!(out, "\n────────\n{}", text.trim_end())?;
        }
        Ok(())
    }

    /// The closing lines on standard error.
    pub(super) fn close(&self, tally: &Tally, duplicates: &Duplicates, has_columns: bool) {
        let mut err = io::stderr().lock();
        let found = duplicates.found();
        for duplicate in found.iter().take(SHOWN_DUPLICATES) {
            let (first, again) = (duplicate.first.describe(), duplicate.again.describe());
            let _ = writeln!(err, "{again}和{first}的标识相同：{}", duplicate.id);
        }
        if let Some(more) = found.len().checked_sub(SHOWN_DUPLICATES).filter(|more| *more > 0) {
            let _ = writeln!(err, "另有 {more} 行的标识和前面的相同，都记在各行的问题里");
        }
        for (column, nearest) in self.unmatched.iter().filter(|_| !has_columns) {
            let hint = nearest.as_deref().map_or_else(String::new, |near| format!("；是不是「{near}」？"));
            let _ = writeln!(err, "字段「{column}」政策里没有，没有使用{hint}");
        }
        if self.notes > 0 {
            let _ = writeln!(err, "读入时对内容有 {} 处说明，列在各人的说明里", self.notes);
        }
        let parts = Conclusion::ALL.iter().filter_map(|conclusion| {
            let count = tally.conclusions.get(conclusion)?;
            Some(format!("{conclusion} {count}"))
        });
        let parts: Vec<String> = parts.collect();
        let parts = if parts.is_empty() { "一名学生也没有".to_string() } else { parts.join("，") };
        let _ = writeln!(err, "读入 {} 行：{parts}，没有判断 {}", tally.read(), tally.rejected);
    }

    /// The same for a program: one JSON object, the last line on standard error.
    pub(super) fn close_as_json(&self, tally: &Tally, duplicates: &Duplicates, rows: &Records<'_>) -> Result<(), Failure> {
        let conclusions: Map<String, Value> =
            tally.conclusions.iter().map(|(conclusion, count)| (conclusion.to_string(), json!(count))).collect();
        let rejected: Vec<Value> = self.rejected.iter().map(|(place, reason)| json!({"place": place, "reason": reason})).collect();
        let repeated = duplicates
            .found()
            .iter()
            .map(|duplicate| json!({"id": duplicate.id, "first": duplicate.first.describe(), "again": duplicate.again.describe()}));
        let details = rows.details().map(|detail| {
            let rejected = detail.rejected().map(|(row, reason)| json!({"row": row, "reason": reason.reason}));
            let mut source = source(detail.layout());
            source["detail"] = json!(detail.name());
            source["rejected"] = rejected.collect();
            source
        });
        let left_over = rows.left_over_details().into_iter().map(|(detail, row)| json!({"detail": detail, "row": row}));
        let unmatched = self.unmatched.iter().map(|(field, nearest)| json!({"field": field, "nearest": nearest}));
        let summary = json!({
            "read": tally.read(),
            "conclusions": conclusions,
            "rejected": {"count": tally.rejected, "rows": rejected},
            "duplicates": repeated.collect::<Vec<_>>(),
            "notes": self.notes,
            "source": source(rows.layout()),
            "details": details.collect::<Vec<_>>(),
            "left_over_details": left_over.collect::<Vec<_>>(),
            "merged_cells": rows.merged_cells(),
            "unknown_fields": unmatched.collect::<Vec<_>>(),
        });
        writeln!(io::stderr(), "{summary}")?;
        Ok(())
    }
}

/// How a file or sheet was understood.
fn source(layout: &Layout) -> Value {
    let skipped = layout.skipped.iter().map(|(row, reason)| json!({"row": row, "reason": reason}));
    let columns = layout.columns.as_ref().map(|columns| {
        let matched = columns.matched.iter().map(|(column, field)| json!({"column": column, "field": field}));
        let unknown = columns.unknown.iter().map(|(column, nearest)| json!({"column": column, "nearest": nearest}));
        json!({
            "matched": matched.collect::<Vec<_>>(),
            "unknown": unknown.collect::<Vec<_>>(),
            "missing": columns.missing_required,
        })
    });
    json!({
        "format": layout.format.to_string(),
        "encoding": layout.encoding.map(|encoding| encoding.to_string()),
        "sheets": layout.sheets,
        "other_sheets": layout.other_sheets,
        "header_row": layout.header_row,
        "skipped": skipped.collect::<Vec<_>>(),
        "columns": columns,
        "remarks": layout.remarks,
    })
}
