//! A plan as text, one node a line: for developers and for snapshots.

use std::fmt::Write;

use super::Plan;
use crate::hir::Record;

impl Plan {
    /// Number, domain, operator; then what each decision and check reads.
    pub(crate) fn listing(&self, record: &Record) -> String {
        let mut text = String::new();
        for (number, node) in self.nodes.iter().enumerate() {
            let domain = node.domain.map_or("", |detail| record.detail(detail).name.as_str());
            let kind = if node.is_bool { "?" } else { " " };
            let _ = writeln!(text, "n{number:<4}{kind} {domain}{}{:?}", if domain.is_empty() { "" } else { ": " }, node.op);
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
