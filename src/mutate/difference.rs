//! What is known of a change that no sample notices: that it changes nothing, or an example that would notice it.
//! In: the policy and the changed one. Out: a proof for every record, or a record that both have judged, as a 示例 ready to paste.

use std::sync::Arc;

use super::mutant::Draft;
use super::trial::shown;
use super::{Difference, same};
use crate::analyze::{AnalysisOptions, Equality, Witness, expectation, quoted, telling};
use crate::date::Date;
use crate::example::state_word;
use crate::ids::{DecisionId, ProcessId};
use crate::judge::Judge;
use crate::verdict::{FindingKind, ProcessView, Verdict};

/// Nodes of the diagrams about one change.
const LIMIT: usize = 60_000;

/// Compares the policy with the changed one. `number` names the example.
pub(super) fn difference(original: Judge<'_>, changed: Judge<'_>, today: Date, draft: &Draft, number: usize) -> Difference {
    if !draft.edit.is_beyond_plan() {
        let equality = Equality::new(original, changed, today, LIMIT);
        if same::same(&original.planned.plan, &changed.planned.plan, &mut |claim| equality.holds(claim)) {
            return Difference::None;
        }
    }
    let blank = Witness { slots: original.planned.schema.blank(), date: today, is_dated: false };
    let found = telling(original, changed, today, AnalysisOptions::default().limit(LIMIT));
    let shown = [Some(blank), found].into_iter().flatten().find_map(|witness| example(original, changed, &witness, number));
    shown.map_or(Difference::Unknown, Difference::Shown)
}

/// The record as an example that the policy keeps and the changed one does not.
fn example(original: Judge<'_>, changed: Judge<'_>, witness: &Witness, number: usize) -> Option<String> {
    let [before, after] =
        [original, changed].map(|judge| Verdict::new(judge.with(shown()), Arc::new(witness.evaluation(judge)), 0));
    let mut fields: Vec<String> = [&before, &after]
        .into_iter()
        .flat_map(|verdict| verdict.findings())
        .filter(|finding| finding.kind == FindingKind::Field)
        .map(|finding| finding.id)
        .collect();
    fields.dedup();
    let (told, other) = (expectations(&before, &fields), expectations(&after, &fields));
    let told: Vec<String> = told.into_iter().filter(|one| !other.contains(one)).take(MOST_TOLD).collect();
    (!told.is_empty()).then(|| witness.example(original, &format!("发现改动{number}"), &told))
}

/// Expectations of one example.
const MOST_TOLD: usize = 3;

/// Everything that an example can expect of a verdict, the most telling first.
fn expectations(verdict: &Verdict<'_>, fields: &[String]) -> Vec<String> {
    let record = verdict.record();
    let decisions =
        (0..record.decisions.len()).map(|number| expectation(verdict.judge, &verdict.evaluation, DecisionId::new(number)));
    let checks = record
        .checks
        .iter()
        .enumerate()
        .map(|(number, check)| format!("{} = {}", quoted(&check.name), state_word(verdict.check_state(number))));
    let processes = record.processes.iter().enumerate().map(|(number, process)| {
        format!("{} = {}", quoted(&process.name), quoted(&progress(verdict.process_view(ProcessId::new(number)))))
    });
    let findings = verdict.findings();
    let fields = fields.iter().map(|id| {
        let state = findings.iter().find(|finding| finding.id == *id).map(|finding| finding.state);
        format!("{} = {}", quoted(id), state_word(state.unwrap_or_else(|| verdict.quiet_state(id))))
    });
    let conclusion = format!("结论 = {}", verdict.conclusion().as_str());
    decisions.chain(checks).chain(processes).chain(fields).chain([conclusion]).collect()
}

/// How far a process is, as an example expects it.
fn progress(view: ProcessView) -> String {
    match (view.applicable, view.complete) {
        (Some(false), _) => "不适用".to_string(),
        (None, _) => "待定".to_string(),
        (_, true) => "已完成".to_string(),
        (_, false) => view.current.unwrap_or_default(),
    }
}
