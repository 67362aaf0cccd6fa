//! The outcome of a decision for readers and programs.

use serde::Serialize;

use super::{Shown, Verdict};
use crate::evaluate::{Datum, Outcome, Possible, Undetermined};
use crate::hir::{Decision, DecisionBody};
use crate::ids::{DecisionId, NodeId};
use crate::plan::{BodyPlan, OutcomePlan};
use crate::value::Value;

/// The kind of outcome.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// 已定
    Determined,
    /// 复核
    Review,
    /// 待定
    Undetermined,
    /// 冲突
    Conflict,
    /// 无规则
    NoRule,
    /// 不适用
    NotApplicable,
}

impl Status {
    /// The word of the policy language.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Determined => "已定",
            Self::Review => "复核",
            Self::Undetermined => "待定",
            Self::Conflict => "冲突",
            Self::NoRule => "无规则",
            Self::NotApplicable => "不适用",
        }
    }
}

/// The outcome of a 判定 or 收集.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct DecisionView {
    /// The kind of outcome.
    pub status: Status,
    /// The value, if it is known; for an undetermined collection, what is sure so far.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<Shown>,
    /// The code of a place, or of a member of an enumeration that has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// The rule that decided.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rule: Option<String>,
    /// Several rules that gave the same outcome, or that are in conflict.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub rules: Vec<Competitor>,
    /// The author's reason.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// What the rule suggests to the person who reviews.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub suggestion: Option<String>,
    /// What is missing and could matter.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub needs: Vec<String>,
    /// The known outcomes that are possible.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub possible: Vec<String>,
    /// The clauses that the rule is based on.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub clauses: Vec<String>,
    /// The value in words, as [`DecisionView::value`] gives it.
    #[serde(skip)]
    words: Option<String>,
}

/// One of several rules that apply.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Competitor {
    /// The rule.
    pub rule: String,
    /// What it gives.
    pub value: String,
}

impl DecisionView {
    /// The value in words, if it is known.
    pub fn value(&self) -> Option<&str> {
        self.words.as_deref()
    }

    fn new(status: Status) -> Self {
        Self {
            status,
            value: None,
            code: None,
            rule: None,
            rules: Vec::new(),
            reason: None,
            suggestion: None,
            needs: Vec::new(),
            possible: Vec::new(),
            clauses: Vec::new(),
            words: None,
        }
    }
}

impl Verdict<'_> {
    pub(crate) fn decision_view(&self, id: DecisionId) -> DecisionView {
        let decision = self.record().decision(id);
        match self.evaluation.outcome(id.index(), self.lane) {
            Outcome::Determined { value, rules } => {
                let mut view = DecisionView::new(Status::Determined);
                view.words = Some(self.words(value, decision.sensitive));
                view.value = Some(self.shown(value, decision.sensitive));
                view.code = (!decision.sensitive || self.judge.options.reveal).then(|| self.code(value)).flatten();
                self.add_rules(id, rules, &mut view);
                view
            }
            Outcome::Review { rules } => {
                let mut view = DecisionView::new(Status::Review);
                self.add_rules(id, rules, &mut view);
                let reviews: Vec<(String, Option<String>)> = rules.iter().filter_map(|rule| self.review(id, *rule)).collect();
                let mut suggestions: Vec<String> = reviews.iter().filter_map(|(_, suggestion)| suggestion.clone()).collect();
                suggestions.dedup();
                view.suggestion = (!suggestions.is_empty()).then(|| suggestions.join(" 或 "));
                view.reason = reviews.into_iter().next().map(|(reason, _)| reason);
                view
            }
            Outcome::Conflict { rules } => {
                let mut view = DecisionView::new(Status::Conflict);
                view.clauses = self.rule_clauses(id, rules);
                view.rules = rules
                    .iter()
                    .map(|rule| Competitor { rule: rule_name(decision, *rule), value: self.rule_value(id, *rule) })
                    .collect();
                view
            }
            Outcome::NoRule => DecisionView::new(Status::NoRule),
            Outcome::NotApplicable { rules } => {
                let mut view = DecisionView::new(Status::NotApplicable);
                self.add_rules(id, rules, &mut view);
                view.reason = None;
                view
            }
            Outcome::Undetermined(undetermined) => self.undetermined(id, undetermined),
        }
    }

    fn undetermined(&self, id: DecisionId, undetermined: &Undetermined) -> DecisionView {
        let decision = self.record().decision(id);
        let mut view = DecisionView::new(Status::Undetermined);
        view.needs = self.need_names(&self.evaluation.decision_needs(id, self.lane));
        view.possible = undetermined.possible.iter().map(|possible| self.possible(id, possible)).collect();
        if let Some(sure) = &undetermined.sure {
            view.words = Some(self.words(sure, decision.sensitive));
            view.value = Some(self.shown(sure, decision.sensitive));
        }
        view
    }

    fn possible(&self, id: DecisionId, possible: &Possible) -> String {
        match possible {
            Possible::Value(value) => self.words(value, self.record().decision(id).sensitive),
            Possible::Review(rule) => match self.body(id) {
                BodyPlan::Rules(rules) if matches!(&rules[*rule].outcome, OutcomePlan::Review { reason, .. } if !self.is_known(reason)) =>
                {
                    format!("复核（{}）", rule_name(self.record().decision(id), *rule))
                }
                _ => format!("复核：{}", self.review(id, *rule).map_or_else(String::new, |(reason, _)| reason)),
            },
            Possible::Conflict => "冲突".to_string(),
            Possible::NoRule => "无规则".to_string(),
            Possible::NotApplicable => "不适用".to_string(),
        }
    }

    fn add_rules(&self, id: DecisionId, rules: &[usize], view: &mut DecisionView) {
        let decision = self.record().decision(id);
        view.clauses = self.rule_clauses(id, rules);
        view.reason = rules.first().and_then(|rule| self.reason(id, *rule));
        if matches!(decision.body, DecisionBody::Expr { .. }) {
            return;
        }
        match rules {
            [only] if matches!(decision.body, DecisionBody::Cases(_)) => view.rule = Some(rule_name(decision, *only)),
            several => {
                view.rules = several
                    .iter()
                    .map(|rule| Competitor { rule: rule_name(decision, *rule), value: self.rule_value(id, *rule) })
                    .collect();
            }
        }
    }

    /// The rule's own clauses, or else those of the decision.
    pub(crate) fn rule_clauses(&self, id: DecisionId, rules: &[usize]) -> Vec<String> {
        let decision = self.record().decision(id);
        let mut clauses: Vec<String> = Vec::new();
        for rule in rules {
            let basis = match &decision.body {
                DecisionBody::Expr { .. } => None,
                DecisionBody::Cases(cases) => cases.get(*rule).map(|case| &case.basis),
                DecisionBody::Collect { entries, .. } => entries.get(*rule).map(|entry| &entry.basis),
            };
            let basis = basis.filter(|basis| !basis.is_empty()).unwrap_or(&decision.basis);
            clauses.extend(self.clauses(basis));
        }
        let mut seen = Vec::new();
        clauses.retain(|clause| {
            !seen.contains(clause) && {
                seen.push(clause.clone());
                true
            }
        });
        clauses
    }

    fn body(&self, id: DecisionId) -> &BodyPlan {
        &self.evaluation.plan.decisions[id.index()].body
    }

    pub(crate) fn reason(&self, id: DecisionId, rule: usize) -> Option<String> {
        let template = match self.body(id) {
            BodyPlan::Expr { reason, .. } => reason,
            BodyPlan::Rules(rules) => &rules.get(rule)?.reason,
            BodyPlan::Collect { entries, reason } => {
                entries.get(rule).map(|entry| &entry.reason).filter(|reason| !reason.pieces.is_empty()).unwrap_or(reason)
            }
        };
        (!template.pieces.is_empty()).then(|| self.text(template))
    }

    /// The reason and the suggestion of a rule that asks for review.
    pub(crate) fn review(&self, id: DecisionId, rule: usize) -> Option<(String, Option<String>)> {
        let BodyPlan::Rules(rules) = self.body(id) else { return None };
        let OutcomePlan::Review { reason, suggestion } = &rules.get(rule)?.outcome else { return None };
        Some((self.text(reason), suggestion.and_then(|node| self.node_words(id, node))))
    }

    fn node_words(&self, id: DecisionId, node: NodeId) -> Option<String> {
        match self.evaluation.datum(node, self.lane) {
            Datum::Known(value) => {
                let value = crate::evaluate::at_present(value, self.evaluation.year());
                Some(self.words(&value, self.record().decision(id).sensitive))
            }
            _ => None,
        }
    }

    /// What a rule gives, in words.
    pub(crate) fn rule_value(&self, id: DecisionId, rule: usize) -> String {
        let node = match self.body(id) {
            BodyPlan::Expr { value, .. } => Some(*value),
            BodyPlan::Rules(rules) => match rules.get(rule).map(|rule| &rule.outcome) {
                Some(OutcomePlan::Value(node)) => Some(*node),
                Some(OutcomePlan::Review { .. }) => {
                    return format!("复核：{}", self.review(id, rule).map_or_else(String::new, |(reason, _)| reason));
                }
                None => None,
            },
            BodyPlan::Collect { entries, .. } => entries.get(rule).map(|entry| entry.value),
        };
        match node.map(|node| self.evaluation.datum(node, self.lane)) {
            Some(Datum::Known(_)) => node.and_then(|node| self.node_words(id, node)).unwrap_or_default(),
            Some(Datum::NotApplicable) => "不适用".to_string(),
            _ => "（未知）".to_string(),
        }
    }

    fn code(&self, value: &Value) -> Option<String> {
        match value {
            Value::Place(place) => Some(format!("{:06}", place.code())),
            Value::Member(member) => {
                let enumeration = self.program().enumerations.get(usize::from(member.enumeration))?;
                enumeration.members.get(usize::from(member.index))?.code.clone()
            }
            _ => None,
        }
    }
}

pub(crate) fn rule_name(decision: &Decision, rule: usize) -> String {
    decision.rule_name(rule).unwrap_or_default().to_string()
}
