//! A plan as text, one node a line: for developers and for snapshots.

use std::fmt::Write;

use super::{Node, Plan, TablePlan};
use crate::hir::Record;

impl Plan {
    /// Number, domain, operator; then what each decision and check reads.
    pub(crate) fn listing(&self, record: &Record) -> String {
        let mut text = String::new();
        for (number, node) in self.nodes.iter().enumerate() {
            let _ = writeln!(text, "{}", node.line(number, record));
        }
        for (decision, plan) in record.decisions.iter().zip(&self.decisions) {
            let _ = writeln!(text, "判定 {}: {plan:?}", decision.name);
        }
        for (check, plan) in record.checks.iter().zip(&self.checks) {
            let _ = writeln!(text, "检查 {}: {plan:?}", check.name);
        }
        text
    }
}

impl Node {
    fn line(&self, number: usize, record: &Record) -> String {
        let domain = self.domain.map_or("", |detail| record.detail(detail).name.as_str());
        let kind = if self.is_bool { "?" } else { " " };
        format!("n{number:<4}{kind} {domain}{}{:?}", if domain.is_empty() { "" } else { ": " }, self.op)
    }
}

impl TablePlan {
    /// The nodes, then what the table reads of them. `record` is the one with the built-in fields.
    pub(crate) fn listing(&self, record: &Record) -> String {
        let mut text = String::new();
        for (number, node) in self.plan.nodes.iter().enumerate() {
            let _ = writeln!(text, "{}", node.line(number, record));
        }
        let _ = writeln!(text, "按 {:?} 每 {:?} 当 {:?}", self.groups, self.each, self.filter);
        for column in &self.columns {
            let _ = writeln!(text, "列 {column:?}");
        }
        text
    }
}
