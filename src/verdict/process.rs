//! How far a process has come, for readers and programs.

use serde::Serialize;

use super::Verdict;
use crate::evaluate::{Progress, Truth};
use crate::ids::ProcessId;

/// The state of a 流程.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct ProcessView {
    /// Whether the process applies; `None` while that is unknown.
    #[serde(skip_serializing_if = "is_true")]
    pub applicable: Option<bool>,
    /// All applicable steps are complete.
    pub complete: bool,
    /// How many applicable steps are complete.
    pub done: usize,
    /// How many steps apply.
    pub total: usize,
    /// The first applicable step that is not complete.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub current: Option<String>,
    /// Who acts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub actor: Option<String>,
    /// What to do.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub action: Option<String>,
    /// The first day on which it makes sense to act.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
    /// What is missing to know whether the current step applies and is complete.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub needs: Vec<String>,
    /// The clauses of the current step.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub clauses: Vec<String>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn is_true(applicable: &Option<bool>) -> bool {
    *applicable == Some(true)
}

impl Verdict<'_> {
    pub(crate) fn process_view(&self, id: ProcessId) -> ProcessView {
        let (process, plan) = (self.record().process(id), &self.evaluation.plan.processes[id.index()]);
        let applies = |step: &crate::plan::StepPlan| self.evaluation.truth_or_true(step.applies, self.lane);
        let total = plan.steps.iter().filter(|step| applies(step) != Truth::False).count();
        let done = plan
            .steps
            .iter()
            .filter(|step| applies(step) != Truth::False && self.evaluation.truth(step.done, self.lane) == Truth::True)
            .count();
        let mut view = ProcessView {
            applicable: Some(true),
            complete: false,
            done,
            total,
            current: None,
            actor: None,
            action: None,
            after: None,
            needs: Vec::new(),
            clauses: Vec::new(),
        };
        match self.evaluation.process(id, self.lane) {
            Progress::NotApplicable => (view.applicable, view.done, view.total) = (Some(false), 0, 0),
            Progress::Unknown => {
                view.applicable = None;
                view.needs = self.need_names(&self.evaluation.process_needs(id, self.lane));
            }
            Progress::Complete => view.complete = true,
            Progress::At { step, unknown } => {
                let hir = &process.steps[step];
                view.current = Some(hir.name.clone());
                view.actor.clone_from(&hir.by);
                view.clauses = self.clauses(&hir.basis);
                if let (Some(plan), Some((_, wait))) = (&plan.steps[step].action, &hir.action) {
                    let action = self.action("", plan, wait.as_ref());
                    (view.action, view.after) = (Some(action.action), action.after);
                }
                if unknown {
                    view.needs = self.need_names(&self.evaluation.process_needs(id, self.lane));
                }
            }
        }
        view
    }
}
