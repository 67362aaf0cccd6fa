//! A verdict with what several lists need of it, put together once. In: a verdict. Out: what is wrong, what is open, in words.

use super::layout::Layout;
use crate::verdict::{Conclusion, DecisionView, Finding, FindingState, Importance, Status, Verdict};

pub(super) struct Judged<'v, 'p> {
    pub(super) verdict: &'v Verdict<'p>,
    pub(super) conclusion: Conclusion,
    pub(super) decisions: Vec<(&'p str, DecisionView)>,
    /// Those that stand or may stand.
    pub(super) findings: Vec<Finding>,
}

impl<'v, 'p> Judged<'v, 'p> {
    pub(super) fn new(verdict: &'v Verdict<'p>) -> Self {
        let mut findings = verdict.findings();
        findings.retain(|finding| matches!(finding.state, FindingState::Violated | FindingState::Unknown));
        Self { verdict, conclusion: verdict.conclusion(), decisions: verdict.decisions().collect(), findings }
    }

    pub(super) fn decision(&self, name: &str) -> Option<&DecisionView> {
        self.decisions.iter().find(|(known, _)| *known == name).map(|(_, decision)| decision)
    }

    /// Findings, without those that are not certain and would not change the conclusion.
    pub(super) fn listed_findings(&self) -> impl Iterator<Item = &Finding> {
        self.findings.iter().filter(|finding| {
            finding.state == FindingState::Violated || matches!(finding.severity, Importance::Block | Importance::Review)
        })
    }

    /// Decisions of the layout for which something is missing.
    pub(super) fn undetermined<'l>(&self, layout: &'l Layout) -> impl Iterator<Item = (&'l str, &DecisionView)> {
        let names = layout.decisions.iter().filter(|_| self.conclusion != Conclusion::NotApplicable);
        let decisions = names.filter_map(|name| Some((name.as_str(), self.decision(name)?)));
        decisions.filter(|(_, decision)| decision.status == Status::Undetermined)
    }

    /// Everything that is wrong or missing, in one line.
    pub(super) fn problems(&self, layout: &Layout) -> String {
        let findings = self.listed_findings().map(|finding| match finding.state {
            FindingState::Unknown => format!("{}：{}", finding.id, message(finding)),
            _ => message(finding),
        });
        let decisions = self.undetermined(layout).map(|(name, decision)| format!("{name}：{}", missing(decision)));
        findings.chain(decisions).collect::<Vec<_>>().join("；")
    }
}

/// What a finding says, or what is missing to know whether it stands.
pub(super) fn message(finding: &Finding) -> String {
    match &finding.message {
        Some(message) => message.clone(),
        None if finding.needs.is_empty() => finding.id.clone(),
        None => format!("还不能确定，缺少{}", finding.needs.join("、")),
    }
}

/// What is missing for a decision.
pub(super) fn missing(decision: &DecisionView) -> String {
    let needs = format!("还不能得出结果，缺少{}", decision.needs.join("、"));
    if decision.possible.is_empty() { needs } else { format!("{needs}；可能是{}", decision.possible.join("、")) }
}
