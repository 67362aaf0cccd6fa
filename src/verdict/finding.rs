//! Findings: fields that are missing or wrong, and checks that are violated or cannot be settled yet.

use serde::Serialize;

use super::Verdict;
use crate::evaluate::{Datum, Needs, Truth, and};
use crate::hir::{self, ItemRef, Severity};
use crate::identity;
use crate::ids::{DetailId, FieldId, NodeId};
use crate::input::{Cell, Invalid};
use crate::plan::ActionPlan;
use crate::text_format::TextFormat;
use crate::value::Value;

/// How much a finding weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Importance {
    /// 阻断
    Block,
    /// 复核
    Review,
    /// 提醒
    Warn,
    /// 说明
    Advise,
}

impl Importance {
    /// The word of the policy language.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Block => "阻断",
            Self::Review => "复核",
            Self::Warn => "提醒",
            Self::Advise => "说明",
        }
    }
}

impl From<Severity> for Importance {
    fn from(severity: Severity) -> Self {
        match severity {
            Severity::Block => Self::Block,
            Severity::Review => Self::Review,
            Severity::Warn => Self::Warn,
            Severity::Advise => Self::Advise,
        }
    }
}

/// Whether a finding stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum FindingState {
    /// 违反
    Violated,
    /// 待定: something is missing.
    Unknown,
    /// 满足
    Satisfied,
    /// 不适用
    NotApplicable,
}

/// What a finding comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum FindingKind {
    /// An attribute of a field.
    Field,
    /// A 检查.
    Check,
}

/// How certain a diagnosis is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Certainty {
    /// 一定
    Certain,
    /// 很可能
    Likely,
    /// 可能
    Possible,
}

/// Who does what, and when at the earliest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct ActionView {
    /// The role that acts.
    pub actor: String,
    /// What to do.
    pub action: String,
    /// The first day on which it makes sense, `2023-10-04`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
    /// The day is only approximate.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub soft: bool,
    /// What is missing to know the day, where the policy asks to wait.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub needs: Vec<String>,
}

/// One finding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Finding {
    /// The check's name, or `必填·字段`, `格式·字段`, `无效·字段`, `重复·字段`.
    pub id: String,
    /// What it comes from.
    pub kind: FindingKind,
    /// How much it weighs.
    pub severity: Importance,
    /// Whether it stands.
    pub state: FindingState,
    /// What is wrong and why.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// The fields it is about.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<String>,
    /// The cells of the file that hold these fields, `K5` or `名单!K5`, if the record was read from a table.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub cells: Vec<String>,
    /// What is missing, for an unknown state.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub needs: Vec<String>,
    /// How certain the diagnosis is; given for violated checks.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub certainty: Option<Certainty>,
    /// What to do, in order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub steps: Vec<ActionView>,
    /// The clauses it is based on.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub clauses: Vec<String>,
}

impl Finding {
    /// What blocks because of a field, without words.
    fn of_field() -> Self {
        Self {
            id: String::new(),
            kind: FindingKind::Field,
            severity: Importance::Block,
            state: FindingState::Violated,
            message: None,
            fields: Vec::new(),
            cells: Vec::new(),
            needs: Vec::new(),
            certainty: None,
            steps: Vec::new(),
            clauses: Vec::new(),
        }
    }
}

/// A fault of a field in one lane, before it is put into words.
struct Fault<'v> {
    problem: Problem<'v>,
    field: FieldId,
    row: Option<u32>,
    /// The lane of the field's own domain.
    lane: usize,
    importance: Importance,
    state: FindingState,
    /// The 当 of the attribute.
    condition: Option<NodeId>,
}

/// A fault of a field, by what makes it one.
#[cfg(feature = "analyze")]
pub(crate) struct FaultConditions {
    pub(crate) importance: Importance,
    pub(crate) state: FindingState,
    pub(crate) detail: Option<DetailId>,
    /// It stands if all of them hold.
    pub(crate) conditions: Vec<(NodeId, usize)>,
}

enum Problem<'v> {
    Invalid(&'v Invalid),
    Missing { absent: bool },
    Format { format: &'v TextFormat, why: String },
}

impl Problem<'_> {
    fn kind(&self) -> &'static str {
        match self {
            Problem::Invalid(_) => "无效",
            Problem::Missing { .. } => "必填",
            Problem::Format { .. } => "格式",
        }
    }
}

impl Verdict<'_> {
    /// Findings in the policy's order: fields first, then checks. Satisfied and not applicable checks only if the options ask for all.
    pub fn findings(&self) -> Vec<Finding> {
        if self.scope() == Truth::False {
            return Vec::new();
        }
        let mut findings: Vec<Finding> = self.repeated().into_iter().collect();
        findings.extend(self.faults().iter().map(|fault| self.field_finding(fault)));
        findings.extend(self.detail_faults());
        for item in &self.record().order {
            if let ItemRef::Check(number) = item {
                findings.extend(self.check_finding(*number as usize));
            }
        }
        if let Some(origin) = &self.origin {
            for finding in &mut findings {
                finding.cells = finding.fields.iter().flat_map(|field| origin.cells(field)).collect();
            }
        }
        findings
    }

    /// The record's 标识 stands in an earlier record too.
    fn repeated(&self) -> Option<Finding> {
        let (earlier, key) = (self.repeats.as_ref()?, self.record().key?);
        let name = self.field_name(key, None);
        Some(Finding {
            id: format!("重复·{name}"),
            message: Some(format!("「{name}」和{}相同；核对是不是重复的记录，只留一条", earlier.describe())),
            fields: vec![name],
            ..Finding::of_field()
        })
    }

    /// Weight and state of every finding, without words.
    pub(crate) fn finding_states(&self) -> Vec<(Importance, FindingState)> {
        let mut states: Vec<_> = self.faults().iter().map(|fault| (fault.importance, fault.state)).collect();
        let has_bad_detail = self.evaluation.batch.invalid_details.get(self.lane).is_some_and(|list| !list.is_empty());
        if has_bad_detail || self.repeats.is_some() {
            states.push((Importance::Block, FindingState::Violated));
        }
        let checks = self.record().checks.iter().enumerate();
        states.extend(checks.map(|(number, check)| (check.severity.into(), self.check_state(number))));
        states
    }

    /// The faults, each with the conditions and their lanes under which it stands.
    #[cfg(feature = "analyze")]
    pub(crate) fn fault_conditions(&self) -> Vec<FaultConditions> {
        let conditions = |fault: &Fault<'_>| {
            let own = [self.evaluation.plan.fields[fault.field.index()].applies, fault.condition];
            let of_detail = self.detail_condition(fault.field).map(|node| (node, self.lane));
            of_detail.into_iter().chain(own.into_iter().flatten().map(|node| (node, fault.lane))).collect()
        };
        let of_fault = |fault: &Fault<'_>| FaultConditions {
            importance: fault.importance,
            state: fault.state,
            detail: self.record().field(fault.field).detail,
            conditions: conditions(fault),
        };
        self.faults().iter().map(of_fault).collect()
    }

    fn add_fault_needs(&self, fault: &Fault<'_>, needs: &mut Needs) {
        self.evaluation.add_optional(self.detail_condition(fault.field), self.lane, needs);
        self.evaluation.add_optional(self.evaluation.plan.fields[fault.field.index()].applies, fault.lane, needs);
        self.evaluation.add_optional(fault.condition, fault.lane, needs);
    }

    // ------------------------------------------------------------ checks

    /// The state of a check.
    pub(crate) fn check_state(&self, number: usize) -> FindingState {
        let plan = &self.evaluation.plan.checks[number];
        match (self.evaluation.truth(plan.applies, self.lane), self.evaluation.truth(plan.violated, self.lane)) {
            (Truth::False, _) => FindingState::NotApplicable,
            (_, Truth::True) => FindingState::Violated,
            (_, Truth::False) => FindingState::Satisfied,
            (_, Truth::Unknown) => FindingState::Unknown,
        }
    }

    fn check_finding(&self, number: usize) -> Option<Finding> {
        let check = &self.record().checks[number];
        let plan = &self.evaluation.plan.checks[number];
        let state = self.check_state(number);
        if !self.judge.options.full && matches!(state, FindingState::Satisfied | FindingState::NotApplicable) {
            return None;
        }
        let violated = state == FindingState::Violated;
        let needs = self.evaluation.needs(plan.violated, self.lane);
        let fields = check.fields.iter().map(|field| self.field_name(*field, None));
        let details = check.details.iter().map(|detail| self.record().detail(*detail).name.clone());
        Some(Finding {
            id: check.name.clone(),
            kind: FindingKind::Check,
            severity: check.severity.into(),
            state,
            message: violated.then(|| self.text(&plan.message)),
            fields: fields.chain(details).collect(),
            cells: Vec::new(),
            needs: if state == FindingState::Unknown { self.need_names(&needs) } else { Vec::new() },
            certainty: violated.then_some(match check.certainty {
                hir::Certainty::Certain => Certainty::Certain,
                hir::Certainty::Likely => Certainty::Likely,
                hir::Certainty::Possible => Certainty::Possible,
            }),
            steps: if violated {
                check
                    .actions
                    .iter()
                    .zip(&plan.actions)
                    .map(|(action, plan)| self.action(&action.role, plan, action.wait.as_ref()))
                    .collect()
            } else {
                Vec::new()
            },
            clauses: self.clauses(&check.basis),
        })
    }

    pub(crate) fn action(&self, actor: &str, plan: &ActionPlan, wait: Option<&hir::Wait>) -> ActionView {
        let after = plan.until.and_then(|node| match self.evaluation.datum(node, self.lane) {
            Datum::Known(Value::Date(date)) => Some(date.to_string()),
            _ => None,
        });
        let soft = after.is_some() && wait.is_some_and(|wait| wait.soft);
        let needs = plan.until.map(|node| self.need_names(&self.evaluation.needs(node, self.lane))).unwrap_or_default();
        ActionView { actor: actor.to_string(), action: self.text(&plan.text), after, soft, needs }
    }

    // ------------------------------------------------------------ fields

    /// The state of a finding about a field that does not stand: not applicable, or satisfied.
    pub(crate) fn quiet_state(&self, id: &str) -> FindingState {
        let (kind, name) = id.split_once('·').unwrap_or(("", id));
        let Some(index) = self.record().fields.iter().position(|field| field.detail.is_none() && field.name == name) else {
            return FindingState::Satisfied;
        };
        let plan = &self.evaluation.plan.fields[index];
        let is_false = |node| self.evaluation.truth_or_true(node, self.lane) == Truth::False;
        let idle = match kind {
            "必填" => is_false(plan.required_when),
            "格式" => plan.formats_when.iter().all(|when| is_false(*when)),
            _ => false,
        };
        if self.scope() == Truth::False || is_false(plan.applies) || idle {
            FindingState::NotApplicable
        } else {
            FindingState::Satisfied
        }
    }

    fn faults(&self) -> Vec<Fault<'_>> {
        let mut faults = Vec::new();
        for index in 0..self.record().fields.len() {
            let field = FieldId::new(index);
            match self.record().field(field).detail {
                None => self.add_faults(field, None, self.lane, &mut faults),
                Some(detail) if self.detail_applies(detail) => {
                    for (row, lane) in (0..).zip(self.evaluation.batch.rows(detail, self.lane)) {
                        self.add_faults(field, Some(row), lane, &mut faults);
                    }
                }
                Some(_) => {}
            }
        }
        faults
    }

    fn detail_applies(&self, detail: DetailId) -> bool {
        let applies = self.evaluation.plan.details[detail.index()].applies;
        self.evaluation.truth_or_true(applies, self.lane) != Truth::False
    }

    fn add_faults<'v>(&'v self, field: FieldId, row: Option<u32>, lane: usize, faults: &mut Vec<Fault<'v>>) {
        let (hir, plan) = (self.record().field(field), &self.evaluation.plan.fields[field.index()]);
        let applies = and(
            self.evaluation.truth_or_true(self.detail_condition(field), self.lane),
            self.evaluation.truth_or_true(plan.applies, lane),
        );
        let mut add = |problem: Problem<'v>, importance: Importance, condition: Option<NodeId>| {
            let state = match and(applies, self.evaluation.truth_or_true(condition, lane)) {
                Truth::False => return,
                Truth::True => FindingState::Violated,
                Truth::Unknown => FindingState::Unknown,
            };
            faults.push(Fault { problem, field, row, lane, importance, state, condition });
        };
        match self.evaluation.batch.cell(field, lane) {
            Cell::Invalid(invalid) => add(Problem::Invalid(invalid), Importance::Block, None),
            Cell::Absent if hir.required.is_some() => add(Problem::Missing { absent: true }, Importance::Block, plan.required_when),
            Cell::Empty if hir.required.is_some() => add(Problem::Missing { absent: false }, Importance::Block, plan.required_when),
            Cell::Value(Value::Text(text)) => {
                for (format, when) in hir.formats.iter().zip(&plan.formats_when) {
                    let importance = Importance::from(format.severity);
                    let (importance, why) = match format.format.check(text, self.evaluation.today) {
                        identity::Verdict::Invalid(why) => (importance, why),
                        identity::Verdict::Doubtful(why) => (importance.max(Importance::Review), why),
                        identity::Verdict::Valid => continue,
                    };
                    add(Problem::Format { format: &format.format, why }, importance, *when);
                }
            }
            _ => {}
        }
    }

    /// A row stands only where its detail applies.
    fn detail_condition(&self, field: FieldId) -> Option<NodeId> {
        let detail = self.record().field(field).detail?;
        self.evaluation.plan.details[detail.index()].applies
    }

    fn field_finding(&self, fault: &Fault<'_>) -> Finding {
        let hir = self.record().field(fault.field);
        let violated = fault.state == FindingState::Violated;
        let mut needs = Needs::new();
        if !violated {
            self.add_fault_needs(fault, &mut needs);
        }
        Finding {
            id: format!("{}·{}", fault.problem.kind(), self.field_name(fault.field, None)),
            severity: fault.importance,
            state: fault.state,
            message: violated.then(|| self.fault_message(fault)),
            fields: vec![self.field_name(fault.field, fault.row)],
            needs: self.need_names(&needs),
            clauses: self.clauses(&hir.basis),
            ..Finding::of_field()
        }
    }

    fn fault_message(&self, fault: &Fault<'_>) -> String {
        let hir = self.record().field(fault.field);
        let name = &hir.name;
        match &fault.problem {
            Problem::Missing { absent } => missing(name, *absent),
            Problem::Format { format, why } => wrong_format(name, format) + why,
            Problem::Invalid(invalid) => unusable(hir, invalid, self.judge.options.reveal),
        }
    }

    fn detail_faults(&self) -> Vec<Finding> {
        let list = self.evaluation.batch.invalid_details.get(self.lane).into_iter().flatten();
        list.map(|(detail, invalid)| {
            let name = &self.record().detail(*detail).name;
            Finding {
                id: format!("无效·{name}"),
                message: Some(format!("「{name}」填写的内容无法使用：{}", invalid.why)),
                fields: vec![name.clone()],
                ..Finding::of_field()
            }
        })
        .collect()
    }
}

/// What is said of a 必填 field that the record does not have, or that is not filled in.
pub(crate) fn missing(name: &str, absent: bool) -> String {
    let what = if absent { "记录里没有这一项" } else { "还没有填写" };
    format!("「{name}」是必填项，{what}")
}

/// What is said of a field that has not the format it should have; the reason follows.
pub(crate) fn wrong_format(name: &str, format: &TextFormat) -> String {
    format!("「{name}」不合{}：", format.wanted())
}

/// Why what is written for a field cannot be used.
pub(crate) fn unusable(field: &hir::Field, invalid: &Invalid, reveal: bool) -> String {
    let name = &field.name;
    if field.sensitive && !reveal {
        return format!("「{name}」填写的内容无法使用：{}", mask_quoted(&invalid.why));
    }
    format!("「{name}」填写的「{}」无法使用：{}", invalid.raw, invalid.why)
}

/// A reason without what it quotes, which may be near to the sensitive value.
fn mask_quoted(why: &str) -> String {
    why.split(['；', '：']).next().unwrap_or("").to_string()
}
