//! Changes of whole parts: a rule, check, step or attribute left out, another outcome, 优先于 left out, another severity, another
//! value of a parameter. In: a record. Out: changes.

use super::MutationKind;
use super::edit::Edit;
use super::mutant::{Draft, Drafts};
use super::nearby::nearby;
use crate::hir::{Case, DecisionBody, Entry, Expr, ExprKind, Outcome, Piece, Required, Severity, Template, Type};
use crate::site::Site;
use crate::span::Span;
use crate::value::Value;

/// What stands in place of something left out.
const NOTHING: &str = "（删去）";

impl Drafts<'_> {
    // ------------------------------------------------------------ parameters

    pub(super) fn parameters(&mut self) {
        for parameter in &self.program.parameters {
            let Some(value) = &parameter.value else { continue };
            for (kind, other) in nearby(value, self.program) {
                self.list.push(Draft {
                    kind,
                    owner: format!("参数「{}」", parameter.name),
                    span: parameter.span,
                    before: self.value(value),
                    after: self.value(&other),
                    edit: Edit::Parameter {
                        uses: parameter.uses.clone(),
                        from: ExprKind::Const(value.clone()),
                        to: ExprKind::Const(other),
                    },
                });
            }
        }
    }

    // ------------------------------------------------------------ fields

    pub(super) fn fields(&mut self) {
        let record = self.record;
        for (number, detail) in record.details.iter().enumerate() {
            self.leave_out_condition(Site::DetailApplies(number), detail.applies.as_ref(), "适用 当");
        }
        for (number, field) in record.fields.iter().enumerate() {
            self.leave_out_condition(Site::FieldApplies(number), field.applies.as_ref(), "适用 当");
            self.required(number, field.required.as_ref(), field.span);
            for (format, one) in field.formats.iter().enumerate() {
                let (site, words) = (Site::FieldFormat(number, format), format!("格式 {}", one.format.name()));
                let never = Edit::Slot { site, with: Some(never(field.span)) };
                self.push(MutationKind::Deletion, site, field.span, words.clone(), NOTHING.to_string(), never);
                let with = other_severity(one.severity);
                let after = format!("{words} {}", severity_words(with));
                let edit = Edit::FormatSeverity { field: number, format, with };
                self.push(
                    MutationKind::Severity,
                    site,
                    field.span,
                    format!("{words} {}", severity_words(one.severity)),
                    after,
                    edit,
                );
            }
        }
    }

    fn required(&mut self, field: usize, required: Option<&Required>, span: Span) {
        let site = Site::FieldRequired(field);
        let (optional, always) = ("（可不填）".to_string(), "必填".to_string());
        match required {
            None => {
                let edit = Edit::Required { field, with: Some(Required { condition: None }) };
                self.push(MutationKind::Required, site, span, optional, always, edit);
            }
            Some(required) => {
                let before = match &required.condition {
                    Some(condition) => format!("必填 当 {}", self.text_of(condition)),
                    None => always.clone(),
                };
                if required.condition.is_some() {
                    let edit = Edit::Required { field, with: Some(Required { condition: None }) };
                    self.push(MutationKind::Required, site, span, before.clone(), always, edit);
                }
                self.push(MutationKind::Required, site, span, before, optional, Edit::Required { field, with: None });
            }
        }
    }

    /// A condition that may be missing is left out, so that it always holds.
    fn leave_out_condition(&mut self, site: Site, condition: Option<&Expr>, word: &str) {
        let Some(condition) = condition else { return };
        let before = format!("{word} {}", self.text_of(condition));
        self.push(MutationKind::Omission, site, condition.span, before, NOTHING.to_string(), Edit::Slot { site, with: None });
    }

    // ------------------------------------------------------------ rules

    pub(super) fn rules(&mut self) {
        let record = self.record;
        if let Some(scope) = &record.scope {
            self.leave_out_condition(Site::Scope, Some(scope), "适用 当");
        }
        for (number, decision) in record.decisions.iter().enumerate() {
            self.leave_out_condition(Site::DecisionApplies(number), decision.applies.as_ref(), "适用 当");
            match &decision.body {
                DecisionBody::Expr { .. } => {}
                DecisionBody::Cases(cases) => self.cases(number, cases),
                DecisionBody::Collect { entries, .. } => self.entries(number, entries),
            }
        }
    }

    fn cases(&mut self, decision: usize, cases: &[Case]) {
        for (number, case) in cases.iter().enumerate() {
            let site = Site::CaseCondition(decision, number);
            let whole = format!("{}「{}」", if case.is_default { "缺省" } else { "例外" }, case.name);
            let with = Some(never(case.span));
            let edit = match case.is_default {
                true => Edit::Default { decision, is_default: false, condition: with },
                false => Edit::Slot { site, with },
            };
            self.push(MutationKind::Deletion, site, case.span, whole, NOTHING.to_string(), edit);
            self.outcome(decision, number, cases);
            for beaten in nearest_beaten(cases, number) {
                let before = format!("「{}」优先于「{}」", case.name, cases[beaten].name);
                let edit = Edit::Beats { decision, with: without(cases, number, beaten) };
                self.push(MutationKind::Priority, site, case.span, before, NOTHING.to_string(), edit);
            }
        }
    }

    fn outcome(&mut self, decision: usize, number: usize, cases: &[Case]) {
        let site = Site::CaseCondition(decision, number);
        let values: Vec<&Expr> = cases
            .iter()
            .filter_map(|case| match &case.outcome {
                Outcome::Value(value) => Some(value),
                Outcome::Review { .. } => None,
            })
            .collect();
        let case = &cases[number];
        let change = |drafts: &mut Self, before: String, after: String, with: Outcome| {
            let edit = Edit::Outcome { decision, case: number, with };
            drafts.push(MutationKind::Outcome, site, case.span, format!("则 {before}"), format!("则 {after}"), edit);
        };
        match &case.outcome {
            Outcome::Value(value) => {
                let own = self.text_of(value);
                let truth = match &value.kind {
                    ExprKind::Const(Value::Bool(truth)) => Some(*truth),
                    _ => None,
                };
                let other = values.iter().find(|other| self.text_of(other) != own);
                if let Some(truth) = truth {
                    let other = Expr { kind: ExprKind::Const(Value::Bool(!truth)), ..value.clone() };
                    change(self, own.clone(), self.value(&Value::Bool(!truth)), Outcome::Value(other));
                } else if let Some(other) = other {
                    change(self, own.clone(), self.text_of(other), Outcome::Value((*other).clone()));
                }
                let reason = Template { pieces: vec![Piece::Text("改成复核".to_string())] };
                change(self, own, "复核".to_string(), Outcome::Review { reason, suggestion: None });
            }
            Outcome::Review { suggestion, .. } => {
                if let Some(value) = suggestion.as_ref().or(values.first().copied()) {
                    change(self, "复核".to_string(), self.text_of(value), Outcome::Value(value.clone()));
                }
            }
        }
    }

    fn entries(&mut self, decision: usize, entries: &[Entry]) {
        for (number, entry) in entries.iter().enumerate() {
            let site = Site::EntryCondition(decision, number);
            let whole = format!("项「{}」", entry.name);
            let gone = Edit::Slot { site, with: Some(never(entry.span)) };
            self.push(MutationKind::Deletion, site, entry.span, whole, NOTHING.to_string(), gone);
            let own = self.text_of(&entry.value);
            if let Some(other) = entries.iter().map(|other| &other.value).find(|other| self.text_of(other) != own) {
                let with = Expr { span: entry.value.span, ..other.clone() };
                let edit = Edit::Expression { site: Site::EntryValue(decision, number), path: Vec::new(), with };
                self.push(
                    MutationKind::Outcome,
                    site,
                    entry.span,
                    format!("则 {own}"),
                    format!("则 {}", self.text_of(other)),
                    edit,
                );
            }
        }
    }

    // ------------------------------------------------------------ checks and processes

    pub(super) fn checks(&mut self) {
        let record = self.record;
        for (number, check) in record.checks.iter().enumerate() {
            let site = Site::CheckCondition(number);
            let whole = format!("检查「{}」", check.name);
            let gone = Edit::Slot { site, with: Some(never(check.span)) };
            self.push(MutationKind::Deletion, site, check.span, whole, NOTHING.to_string(), gone);
            let with = other_severity(check.severity);
            let (before, after) = (severity_words(check.severity).to_string(), severity_words(with).to_string());
            self.push(MutationKind::Severity, site, check.span, before, after, Edit::CheckSeverity { check: number, with });
            if check.requirement.is_some() {
                self.leave_out_condition(site, check.condition.as_ref(), "当");
            }
            if check.condition.is_some() {
                self.leave_out_condition(Site::CheckRequirement(number), check.requirement.as_ref(), "要求");
            }
        }
    }

    pub(super) fn processes(&mut self) {
        let record = self.record;
        for (number, process) in record.processes.iter().enumerate() {
            self.leave_out_condition(Site::ProcessApplies(number), process.applies.as_ref(), "适用 当");
            for (step, one) in process.steps.iter().enumerate() {
                let site = Site::StepApplies(number, step);
                self.leave_out_condition(site, one.applies.as_ref(), "适用 当");
                let whole = format!("步骤「{}」", one.name);
                let gone = Edit::Slot { site, with: Some(never(one.span)) };
                self.push(MutationKind::Deletion, site, one.span, whole, NOTHING.to_string(), gone);
            }
        }
    }
}

/// A condition that never holds. Its place is that of the whole it leaves out.
fn never(span: Span) -> Expr {
    Expr { kind: ExprKind::Const(Value::Bool(false)), ty: Type::Bool, span }
}

fn other_severity(severity: Severity) -> Severity {
    match severity {
        Severity::Block | Severity::Review | Severity::Advise => Severity::Warn,
        Severity::Warn => Severity::Block,
    }
}

fn severity_words(severity: Severity) -> &'static str {
    crate::verdict::Importance::from(severity).as_str()
}

/// The rules that a rule beats through no other.
fn nearest_beaten(cases: &[Case], number: usize) -> Vec<usize> {
    let beats = &cases[number].beats;
    let through = |beaten: &usize| beats.iter().any(|other| cases[*other].beats.contains(beaten));
    beats.iter().copied().filter(|beaten| !through(beaten)).collect()
}

/// What every rule beats when one direct 优先于 is left out.
fn without(cases: &[Case], over: usize, under: usize) -> Vec<Vec<usize>> {
    let direct: Vec<Vec<usize>> = (0..cases.len())
        .map(|number| {
            let mut nearest = nearest_beaten(cases, number);
            nearest.retain(|beaten| (number, *beaten) != (over, under));
            nearest
        })
        .collect();
    (0..cases.len())
        .map(|number| {
            let (mut all, mut open) = (Vec::new(), direct[number].clone());
            while let Some(next) = open.pop() {
                if !all.contains(&next) {
                    all.push(next);
                    open.extend(&direct[next]);
                }
            }
            all.sort_unstable();
            all
        })
        .collect()
}
