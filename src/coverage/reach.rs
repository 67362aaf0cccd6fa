//! Which sides of an item one sample reaches. In: an item, stored results, a lane. Out: sides of the item and of its conditions.

use super::item::{Item, Root};
use super::tree::Lane;
use super::{ItemKind, SideKind};
use crate::evaluate::{Evaluation, Outcome, Progress, Truth};
use crate::hir::{DecisionBody, Record};
use crate::ids::{DetailId, ProcessId};
use crate::plan::BodyPlan;
use crate::site::Site;

/// What a sample reached.
pub(super) enum Reached {
    Side(SideKind),
    /// An atom of the item decided, on this side.
    Atom(usize, bool),
}

/// Reads the results of one evaluation.
pub(super) struct Reader<'r, 'p> {
    pub(super) record: &'r Record,
    pub(super) evaluation: &'r Evaluation<'p>,
}

impl Reader<'_, '_> {
    /// Tells everything of an item that the record in a lane reaches.
    pub(super) fn reached(&self, item: &Item, lane: usize, tell: &mut dyn FnMut(Reached)) {
        let mut near = false;
        for root in &item.roots {
            for at in self.lanes(root, lane) {
                let fails = root.tree.truth(&item.atoms, self.evaluation, at) == Truth::False;
                root.tree.deciding(&item.atoms, self.evaluation, at, &mut |atom, holds| {
                    near |= fails && is_own_condition(root);
                    tell(Reached::Atom(atom, holds));
                });
            }
        }
        match item.kind {
            ItemKind::Default | ItemKind::Exception | ItemKind::Entry => self.rule(item.site, near, lane, tell),
            ItemKind::Check => self.check(item, near, lane, tell),
            ItemKind::Step => self.step(item.site, lane, tell),
            ItemKind::Named | ItemKind::Condition => {}
        }
    }

    fn in_scope(&self, lane: usize) -> bool {
        self.evaluation.truth_or_true(self.evaluation.plan.scope, lane) == Truth::True
    }

    fn holds(&self, site: Site, lane: usize) -> bool {
        let node = self.record.at(site).and_then(|expr| self.evaluation.plan.at.get(&expr.span));
        self.evaluation.truth_or_true(node.copied(), lane) == Truth::True
    }

    /// The lanes in which a condition matters: none, the record's own, or those of its rows.
    fn lanes(&self, root: &Root, lane: usize) -> Vec<Lane> {
        let own = |matters: bool| if matters { vec![Lane { number: lane, detail: None }] } else { Vec::new() };
        let plan = self.evaluation.plan;
        let guard = |decision: usize| self.evaluation.truth_or_true(plan.decisions[decision].guard, lane) == Truth::True;
        match root.site {
            Site::Scope => own(true),
            Site::DetailApplies(_) | Site::DecisionApplies(_) | Site::CheckCondition(_) | Site::ProcessApplies(_) => {
                own(self.in_scope(lane))
            }
            Site::FieldApplies(field) => self.field_lanes(field, lane, false),
            Site::FieldRequired(field) | Site::FieldFormat(field, _) => self.field_lanes(field, lane, true),
            Site::Named(decision) => own(guard(decision)),
            Site::CaseCondition(decision, case) => own(guard(decision) && !self.is_beaten(decision, case, lane)),
            Site::CaseValue(decision, case) => own(self.won(decision, case, lane)),
            Site::EntryCondition(decision, _) => own(guard(decision)),
            Site::EntryValue(decision, entry) => own(guard(decision) && self.holds(Site::EntryCondition(decision, entry), lane)),
            Site::CheckRequirement(check) => own(self.evaluation.truth(plan.checks[check].applies, lane) == Truth::True),
            Site::StepApplies(process, step) => own(self.has_come_to(process, step, lane)),
            Site::StepDone(process, step) => {
                own(self.has_come_to(process, step, lane) && self.holds(Site::StepApplies(process, step), lane))
            }
        }
    }

    fn field_lanes(&self, field: usize, lane: usize, if_applies: bool) -> Vec<Lane> {
        if !self.in_scope(lane) {
            return Vec::new();
        }
        let plan = &self.evaluation.plan.fields[field];
        let applies = |at: &Lane| !if_applies || self.evaluation.truth_or_true(plan.applies, at.number) == Truth::True;
        match plan.detail {
            None => [Lane { number: lane, detail: None }].into_iter().filter(applies).collect(),
            Some(detail) if self.detail_applies(detail, lane) => {
                let rows = self.evaluation.batch.rows(detail, lane);
                rows.map(|number| Lane { number, detail: Some(detail) }).filter(applies).collect()
            }
            Some(_) => Vec::new(),
        }
    }

    fn detail_applies(&self, detail: DetailId, lane: usize) -> bool {
        self.evaluation.truth_or_true(self.evaluation.plan.details[detail.index()].applies, lane) == Truth::True
    }

    // ------------------------------------------------------------ rules

    /// Another exception that holds goes before this one.
    fn is_beaten(&self, decision: usize, case: usize, lane: usize) -> bool {
        let BodyPlan::Rules(rules) = &self.evaluation.plan.decisions[decision].body else { return false };
        rules
            .iter()
            .filter(|rule| !rule.is_default)
            .any(|rule| rule.beats.contains(&case) && self.evaluation.truth_or_true(rule.condition, lane) == Truth::True)
    }

    fn won(&self, decision: usize, rule: usize, lane: usize) -> bool {
        match self.evaluation.outcome(decision, lane) {
            Outcome::Determined { rules, .. }
            | Outcome::Review { rules }
            | Outcome::Conflict { rules }
            | Outcome::NotApplicable { rules } => rules.contains(&rule),
            Outcome::Undetermined(_) | Outcome::NoRule => false,
        }
    }

    fn rule(&self, site: Site, near: bool, lane: usize, tell: &mut dyn FnMut(Reached)) {
        let (Site::CaseCondition(decision, rule) | Site::EntryCondition(decision, rule)) = site else { return };
        let applies = self.evaluation.truth_or_true(self.evaluation.plan.decisions[decision].guard, lane) == Truth::True;
        let won = self.won(decision, rule, lane);
        if won {
            tell(Reached::Side(SideKind::Won));
        }
        if near {
            tell(Reached::Side(SideKind::NearMiss));
        }
        let DecisionBody::Cases(cases) = &self.record.decisions[decision].body else { return };
        let is_default = cases.get(rule).is_some_and(|case| case.is_default);
        let exception_won = || (0..cases.len()).any(|other| other != rule && self.won(decision, other, lane));
        if is_default && exception_won() {
            tell(Reached::Side(SideKind::SetAside));
        }
        if !is_default && applies && !won && self.holds(site, lane) && self.is_beaten(decision, rule, lane) {
            tell(Reached::Side(SideKind::Beaten));
        }
    }

    // ------------------------------------------------------------ checks and steps

    fn check(&self, item: &Item, near: bool, lane: usize, tell: &mut dyn FnMut(Reached)) {
        let Some(plan) = item.site.check().and_then(|check| self.evaluation.plan.checks.get(check)) else { return };
        if !self.in_scope(lane) {
            return;
        }
        let (applies, violated) = (self.evaluation.truth(plan.applies, lane), self.evaluation.truth(plan.violated, lane));
        let state = match (applies, violated) {
            (_, Truth::True) => SideKind::Violated,
            (Truth::False, _) => SideKind::NotApplicable,
            (Truth::True, Truth::False) => SideKind::Satisfied,
            _ => return,
        };
        tell(Reached::Side(state));
        let has_requirement = item.roots.iter().any(|root| matches!(root.site, Site::CheckRequirement(_)));
        if state == SideKind::Satisfied || (!has_requirement && near) {
            tell(Reached::Side(SideKind::NearMiss));
        }
    }

    /// All steps before this one are done or do not apply.
    fn has_come_to(&self, process: usize, step: usize, lane: usize) -> bool {
        match self.evaluation.process(ProcessId::new(process), lane) {
            Progress::Complete => true,
            Progress::At { step: current, .. } => current >= step,
            Progress::NotApplicable | Progress::Unknown => false,
        }
    }

    fn step(&self, site: Site, lane: usize, tell: &mut dyn FnMut(Reached)) {
        let Site::StepApplies(process, step) = site else { return };
        if !self.has_come_to(process, step, lane) || !self.holds(site, lane) {
            return;
        }
        if self.holds(Site::StepDone(process, step), lane) {
            tell(Reached::Side(SideKind::Done));
        } else if self.evaluation.process(ProcessId::new(process), lane) == (Progress::At { step, unknown: false }) {
            tell(Reached::Side(SideKind::Current));
        }
    }
}

/// Conditions that decide whether the item applies, not what it gives.
fn is_own_condition(root: &Root) -> bool {
    matches!(root.site, Site::CaseCondition(..) | Site::EntryCondition(..) | Site::CheckCondition(_))
}

impl Site {
    fn check(self) -> Option<usize> {
        match self {
            Site::CheckCondition(check) | Site::CheckRequirement(check) => Some(check),
            _ => None,
        }
    }
}
