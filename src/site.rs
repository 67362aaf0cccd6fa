//! The places of a policy where conditions and values stand. In: a checked record. Out: each place, what it belongs to, its expression
//! to read or to change. Knows neither records nor results.

use crate::hir::{DecisionBody, Expr, ExprKind, Outcome, Piece, Record, Template, Wait};
use crate::span::Span;

/// A place that holds one expression, by the numbers of the things in their record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Site {
    /// 适用 of the rules.
    Scope,
    DetailApplies(usize),
    FieldApplies(usize),
    /// 当 of 必填.
    FieldRequired(usize),
    /// 当 of a 格式.
    FieldFormat(usize, usize),
    DecisionApplies(usize),
    /// Value of a named expression.
    Named(usize),
    CaseCondition(usize, usize),
    CaseValue(usize, usize),
    EntryCondition(usize, usize),
    EntryValue(usize, usize),
    CheckCondition(usize),
    CheckRequirement(usize),
    ProcessApplies(usize),
    StepApplies(usize, usize),
    StepDone(usize, usize),
}

/// The expression at a place, shared or mutable, as the arguments ask for.
macro_rules! expression {
    ($record:expr, $site:expr, $get:ident, $as_ref:ident $(, $mutable:tt)?) => {
        match $site {
            Site::Scope => $record.scope.$as_ref(),
            Site::DetailApplies(detail) => $record.details.$get(detail)?.applies.$as_ref(),
            Site::FieldApplies(field) => $record.fields.$get(field)?.applies.$as_ref(),
            Site::FieldRequired(field) => $record.fields.$get(field)?.required.$as_ref()?.condition.$as_ref(),
            Site::FieldFormat(field, format) => $record.fields.$get(field)?.formats.$get(format)?.condition.$as_ref(),
            Site::DecisionApplies(decision) => $record.decisions.$get(decision)?.applies.$as_ref(),
            Site::Named(decision) => match &$($mutable)? $record.decisions.$get(decision)?.body {
                DecisionBody::Expr { value, .. } => Some(value),
                _ => None,
            },
            Site::CaseCondition(decision, case) => match &$($mutable)? $record.decisions.$get(decision)?.body {
                DecisionBody::Cases(cases) => cases.$get(case)?.condition.$as_ref(),
                _ => None,
            },
            Site::CaseValue(decision, case) => match &$($mutable)? $record.decisions.$get(decision)?.body {
                DecisionBody::Cases(cases) => match &$($mutable)? cases.$get(case)?.outcome {
                    Outcome::Value(value) => Some(value),
                    Outcome::Review { .. } => None,
                },
                _ => None,
            },
            Site::EntryCondition(decision, entry) => match &$($mutable)? $record.decisions.$get(decision)?.body {
                DecisionBody::Collect { entries, .. } => entries.$get(entry)?.condition.$as_ref(),
                _ => None,
            },
            Site::EntryValue(decision, entry) => match &$($mutable)? $record.decisions.$get(decision)?.body {
                DecisionBody::Collect { entries, .. } => Some(&$($mutable)? entries.$get(entry)?.value),
                _ => None,
            },
            Site::CheckCondition(check) => $record.checks.$get(check)?.condition.$as_ref(),
            Site::CheckRequirement(check) => $record.checks.$get(check)?.requirement.$as_ref(),
            Site::ProcessApplies(process) => $record.processes.$get(process)?.applies.$as_ref(),
            Site::StepApplies(process, step) => $record.processes.$get(process)?.steps.$get(step)?.applies.$as_ref(),
            Site::StepDone(process, step) => Some(&$($mutable)? $record.processes.$get(process)?.steps.$get(step)?.done),
        }
    };
}

/// The optional condition at a place; places whose expression cannot be left out have none.
pub(crate) fn slot_mut(record: &mut Record, site: Site) -> Option<&mut Option<Expr>> {
    match site {
        Site::Scope => Some(&mut record.scope),
        Site::DetailApplies(detail) => Some(&mut record.details.get_mut(detail)?.applies),
        Site::FieldApplies(field) => Some(&mut record.fields.get_mut(field)?.applies),
        Site::FieldRequired(field) => Some(&mut record.fields.get_mut(field)?.required.as_mut()?.condition),
        Site::FieldFormat(field, format) => Some(&mut record.fields.get_mut(field)?.formats.get_mut(format)?.condition),
        Site::DecisionApplies(decision) => Some(&mut record.decisions.get_mut(decision)?.applies),
        Site::CaseCondition(decision, case) => match &mut record.decisions.get_mut(decision)?.body {
            DecisionBody::Cases(cases) => Some(&mut cases.get_mut(case)?.condition),
            _ => None,
        },
        Site::EntryCondition(decision, entry) => match &mut record.decisions.get_mut(decision)?.body {
            DecisionBody::Collect { entries, .. } => Some(&mut entries.get_mut(entry)?.condition),
            _ => None,
        },
        Site::CheckCondition(check) => Some(&mut record.checks.get_mut(check)?.condition),
        Site::CheckRequirement(check) => Some(&mut record.checks.get_mut(check)?.requirement),
        Site::ProcessApplies(process) => Some(&mut record.processes.get_mut(process)?.applies),
        Site::StepApplies(process, step) => Some(&mut record.processes.get_mut(process)?.steps.get_mut(step)?.applies),
        Site::Named(_) | Site::CaseValue(..) | Site::EntryValue(..) | Site::StepDone(..) => None,
    }
}

impl Record {
    /// Every place that holds an expression: fields first, then rules in the order of their kinds.
    pub(crate) fn sites(&self) -> Vec<Site> {
        let mut sites = vec![Site::Scope];
        sites.extend((0..self.details.len()).map(Site::DetailApplies));
        for (number, field) in self.fields.iter().enumerate() {
            sites.extend([Site::FieldApplies(number), Site::FieldRequired(number)]);
            sites.extend((0..field.formats.len()).map(|format| Site::FieldFormat(number, format)));
        }
        for (number, decision) in self.decisions.iter().enumerate() {
            sites.push(Site::DecisionApplies(number));
            match &decision.body {
                DecisionBody::Expr { .. } => sites.push(Site::Named(number)),
                DecisionBody::Cases(cases) => {
                    sites.extend(
                        (0..cases.len()).flat_map(|case| [Site::CaseCondition(number, case), Site::CaseValue(number, case)]),
                    );
                }
                DecisionBody::Collect { entries, .. } => {
                    let entries = 0..entries.len();
                    sites.extend(entries.flat_map(|entry| [Site::EntryCondition(number, entry), Site::EntryValue(number, entry)]));
                }
            }
        }
        sites.extend((0..self.checks.len()).flat_map(|check| [Site::CheckCondition(check), Site::CheckRequirement(check)]));
        for (number, process) in self.processes.iter().enumerate() {
            sites.push(Site::ProcessApplies(number));
            sites.extend((0..process.steps.len()).flat_map(|step| [Site::StepApplies(number, step), Site::StepDone(number, step)]));
        }
        sites.retain(|site| self.at(*site).is_some());
        sites
    }

    /// The expression at a place.
    pub(crate) fn at(&self, site: Site) -> Option<&Expr> {
        expression!(self, site, get, as_ref)
    }

    /// The expression at a place, to be changed.
    pub(crate) fn at_mut(&mut self, site: Site) -> Option<&mut Expr> {
        expression!(self, site, get_mut, as_mut, mut)
    }

    /// What a place belongs to, in the words of the policy: `判定「应填生源地」例外「师范生」`.
    pub(crate) fn owner(&self, site: Site) -> String {
        match site {
            Site::Scope => "适用范围".to_string(),
            Site::DetailApplies(detail) => format!("明细「{}」的适用", self.details[detail].name),
            Site::FieldApplies(field) => format!("字段「{}」的适用", self.fields[field].name),
            Site::FieldRequired(field) => format!("字段「{}」的必填", self.fields[field].name),
            Site::FieldFormat(field, _) => format!("字段「{}」的格式", self.fields[field].name),
            Site::DecisionApplies(decision) => format!("判定「{}」的适用", self.decisions[decision].name),
            Site::Named(decision) => format!("判定「{}」", self.decisions[decision].name),
            Site::CaseCondition(decision, part) | Site::CaseValue(decision, part) => self.rule_words(decision, part),
            Site::EntryCondition(decision, part) | Site::EntryValue(decision, part) => self.rule_words(decision, part),
            Site::CheckCondition(check) | Site::CheckRequirement(check) => format!("检查「{}」", self.checks[check].name),
            Site::ProcessApplies(process) => format!("流程「{}」的适用", self.processes[process].name),
            Site::StepApplies(process, step) | Site::StepDone(process, step) => {
                let process = &self.processes[process];
                format!("流程「{}」步骤「{}」", process.name, process.steps[step].name)
            }
        }
    }

    /// `判定「应填生源地」例外「师范生」`, `收集「应交材料」项「改名换号」`
    pub(crate) fn rule_words(&self, decision: usize, rule: usize) -> String {
        let decision = &self.decisions[decision];
        match &decision.body {
            DecisionBody::Expr { .. } => format!("判定「{}」", decision.name),
            DecisionBody::Cases(cases) => {
                let kind = if cases[rule].is_default { "缺省" } else { "例外" };
                format!("判定「{}」{kind}「{}」", decision.name, cases[rule].name)
            }
            DecisionBody::Collect { entries, .. } => format!("收集「{}」项「{}」", decision.name, entries[rule].name),
        }
    }

    /// Puts another value at every given place, in conditions, values and texts alike, and says at how many.
    pub(crate) fn replace_constants(&mut self, places: &[Span], with: &ExprKind) -> usize {
        let mut replaced = 0;
        self.each_expression_mut(&mut |expr| {
            expr.walk_mut(&mut |inner| {
                if matches!(inner.kind, ExprKind::Const(_)) && places.contains(&inner.span) {
                    inner.kind = with.clone();
                    replaced += 1;
                }
            });
        });
        replaced
    }

    fn each_expression_mut(&mut self, visit: &mut dyn FnMut(&mut Expr)) {
        for site in self.sites() {
            self.at_mut(site).into_iter().for_each(&mut *visit);
        }
        for decision in &mut self.decisions {
            match &mut decision.body {
                DecisionBody::Expr { reason, .. } => each_value(reason.as_mut(), visit),
                DecisionBody::Cases(cases) => {
                    for case in cases {
                        each_value(case.reason.as_mut(), visit);
                        if let Outcome::Review { reason, suggestion } = &mut case.outcome {
                            each_value(Some(reason), visit);
                            suggestion.iter_mut().for_each(&mut *visit);
                        }
                    }
                }
                DecisionBody::Collect { entries, reason } => {
                    each_value(reason.as_mut(), visit);
                    entries.iter_mut().for_each(|entry| each_value(entry.reason.as_mut(), visit));
                }
            }
        }
        for check in &mut self.checks {
            each_value(Some(&mut check.message), visit);
            for action in &mut check.actions {
                each_value(Some(&mut action.text), visit);
                each_wait(action.wait.as_mut(), visit);
            }
        }
        for (text, wait) in self.processes.iter_mut().flat_map(|process| &mut process.steps).filter_map(|step| step.action.as_mut())
        {
            each_value(Some(text), visit);
            each_wait(wait.as_mut(), visit);
        }
    }
}

fn each_value(template: Option<&mut Template>, visit: &mut dyn FnMut(&mut Expr)) {
    for piece in template.into_iter().flat_map(|template| &mut template.pieces) {
        if let Piece::Value { value, .. } = piece {
            visit(value);
        }
    }
}

fn each_wait(wait: Option<&mut Wait>, visit: &mut dyn FnMut(&mut Expr)) {
    wait.into_iter().for_each(|wait| visit(&mut wait.until));
}

impl Expr {
    /// The expressions directly inside this one, in the order written.
    pub(crate) fn children(&self) -> Vec<&Expr> {
        match &self.kind {
            ExprKind::Not(inner) | ExprKind::Format { text: inner, .. } => vec![inner],
            ExprKind::And(parts) | ExprKind::Or(parts) | ExprKind::Set(parts) | ExprKind::Call { args: parts, .. } => {
                parts.iter().collect()
            }
            ExprKind::Compare { left, right, .. } | ExprKind::Arithmetic { left, right, .. } => vec![left, right],
            ExprKind::Choice { arms, otherwise } => {
                arms.iter().flat_map(|(condition, value)| [condition, value]).chain([otherwise.as_ref()]).collect()
            }
            ExprKind::Quantified { such_that, .. }
            | ExprKind::Selected { such_that, .. }
            | ExprKind::Gathered { such_that, .. } => such_that.iter().map(AsRef::as_ref).collect(),
            _ => Vec::new(),
        }
    }

    /// The same, to be changed.
    pub(crate) fn children_mut(&mut self) -> Vec<&mut Expr> {
        match &mut self.kind {
            ExprKind::Not(inner) | ExprKind::Format { text: inner, .. } => vec![inner],
            ExprKind::And(parts) | ExprKind::Or(parts) | ExprKind::Set(parts) | ExprKind::Call { args: parts, .. } => {
                parts.iter_mut().collect()
            }
            ExprKind::Compare { left, right, .. } | ExprKind::Arithmetic { left, right, .. } => vec![left, right],
            ExprKind::Choice { arms, otherwise } => {
                arms.iter_mut().flat_map(|(condition, value)| [condition, value]).chain([otherwise.as_mut()]).collect()
            }
            ExprKind::Quantified { such_that, .. }
            | ExprKind::Selected { such_that, .. }
            | ExprKind::Gathered { such_that, .. } => such_that.iter_mut().map(AsMut::as_mut).collect(),
            _ => Vec::new(),
        }
    }

    fn walk_mut(&mut self, visit: &mut dyn FnMut(&mut Expr)) {
        visit(self);
        self.children_mut().into_iter().for_each(|child| child.walk_mut(visit));
    }
}
