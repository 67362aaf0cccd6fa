//! Why a verdict is what it is: the rule that won with the values it saw, the rules that did not and what they lacked, what is missing,
//! what was assumed. In: the stored results and the typed policy. Out: a tree, as data or as Chinese text. Never evaluates.

mod condition;
mod render;

use serde::Serialize;

use crate::evaluate::{Outcome, Truth};
use crate::hir::{Decision, DecisionBody, Expr, ItemRef};
use crate::ids::DecisionId;
use crate::verdict::{Finding, NoteView, ProcessView, Shown, Status, Verdict, rule_name};

/// Rules that nearly applied, shown to a student for each decision.
const SHOWN_NEAR_MISSES: usize = 2;

/// How much to say.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Depth {
    /// For a list of students: what to do, and one line for each decision.
    Brief,
    /// For a student: the rules that decided, what nearly applied, what is missing, what to do.
    #[default]
    Short,
    /// For who tests a policy: every decision, every rule, every condition.
    Full,
}

/// The explanation of one verdict. Displays as Chinese text; serialises as a tree.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Explanation {
    /// The record's key.
    pub id: Option<String>,
    /// Title of the policy.
    pub policy: String,
    /// The day as of which the record was judged.
    pub date: String,
    /// What the record comes to.
    pub conclusion: String,
    /// Decisions, in the policy's order.
    pub decisions: Vec<Reasoning>,
    /// Findings, in the policy's order.
    pub findings: Vec<Finding>,
    /// Processes with their names.
    pub processes: Vec<ProcessLine>,
    /// What was assumed or converted.
    pub notes: Vec<NoteView>,
    /// Fields that are not filled and cannot change any decision; only in full.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub irrelevant: Vec<String>,
    /// Texts of the clauses that are cited.
    pub clauses: Vec<ClauseText>,
    #[serde(skip)]
    depth: Depth,
}

impl Explanation {
    /// The explanation of some decisions alone, where nothing else was asked about.
    #[must_use]
    pub fn only(mut self, decisions: &[&str]) -> Self {
        self.conclusion = format!("只判断{}", decisions.join("、"));
        self.decisions.retain(|reasoning| decisions.contains(&reasoning.decision.as_str()));
        self.findings.clear();
        self.processes.clear();
        let used: Vec<&String> = self.decisions.iter().flat_map(|one| &one.rules).flat_map(|rule| &rule.clauses).collect();
        self.clauses.retain(|clause| used.contains(&&clause.clause));
        self
    }
}

/// A process and how far it has come.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct ProcessLine {
    /// Name of the 流程.
    pub name: String,
    /// Its state.
    #[serde(flatten)]
    pub state: ProcessView,
}

/// A cited clause.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct ClauseText {
    /// `指引 生源地.定义`
    pub clause: String,
    /// Title of the document.
    pub document: String,
    /// The policy's words for it.
    pub text: String,
    /// Where it stands in the document.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub heading: Option<String>,
}

/// Why one decision came out as it did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Reasoning {
    /// Name of the 判定 or 收集.
    pub decision: String,
    /// The kind of outcome.
    pub status: Status,
    /// The value, if known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<Shown>,
    /// The value in words.
    #[serde(skip)]
    pub words: Option<String>,
    /// What the reviewing rule suggests.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub suggestion: Option<String>,
    /// Why the decision itself does or does not apply; empty if it always does.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub applies: Vec<Condition>,
    /// The rules, those that decided first.
    pub rules: Vec<RuleLine>,
    /// What is missing and could change the outcome.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub needs: Vec<String>,
    /// The known outcomes that are possible.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub possible: Vec<String>,
    /// A rule whose value is not known yet may decide, so that other outcomes are possible too.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub open: bool,
}

/// What became of a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum RuleState {
    /// It decided, alone or with others.
    Won,
    /// Its condition holds, but another rule goes before it.
    Beaten,
    /// Exactly one part of its condition does not hold.
    NearMiss,
    /// Its condition does not hold.
    Failed,
    /// Whether its condition holds is unknown.
    Unknown,
}

/// One rule of a decision.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct RuleLine {
    /// Name of the rule; empty for a named expression.
    pub rule: String,
    /// It is the 缺省.
    pub is_default: bool,
    /// What became of it.
    pub state: RuleState,
    /// The author's reason.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The clauses it is based on.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub clauses: Vec<String>,
    /// The parts of its condition.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub conditions: Vec<Condition>,
    /// What the value was made from, for a rule that decided.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub from: Vec<Seen>,
}

/// One part of a condition, with the values it saw.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Condition {
    /// As the policy writes it.
    pub text: String,
    /// Whether it holds; `None` is unknown.
    pub holds: Option<bool>,
    /// It is a condition, not the value of a named expression.
    #[serde(skip)]
    pub is_condition: bool,
    /// The values that it read.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub values: Vec<Seen>,
    /// Why a named expression in it is as it is.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub because: Vec<Condition>,
}

/// A value that a condition read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Seen {
    /// Name of the field, decision or parameter.
    pub name: String,
    /// Its value in words.
    pub value: String,
}

impl Verdict<'_> {
    /// Why the verdict is what it is, for a student.
    pub fn explain(&self) -> Explanation {
        self.explain_with(Depth::Short)
    }

    /// Why the verdict is what it is, in the depth wanted.
    pub fn explain_with(&self, depth: Depth) -> Explanation {
        let out_of_scope = self.scope() == Truth::False;
        let mut decisions = Vec::new();
        for item in &self.record().order {
            if let ItemRef::Decision(id) = item
                && !out_of_scope
                && (depth == Depth::Full || !matches!(self.record().decision(*id).body, DecisionBody::Expr { .. }))
            {
                decisions.push(self.reasoning(*id, depth));
            }
        }
        let findings = self.findings();
        let processes: Vec<ProcessLine> =
            self.processes().map(|(name, state)| ProcessLine { name: name.to_string(), state }).collect();
        let mut explanation = Explanation {
            id: self.id(),
            policy: self.program().title.clone(),
            date: self.date().to_string(),
            conclusion: self.conclusion().to_string(),
            decisions,
            findings,
            processes: if out_of_scope { Vec::new() } else { processes },
            notes: self.notes(),
            irrelevant: Vec::new(),
            clauses: Vec::new(),
            depth,
        };
        if out_of_scope && let Some(scope) = &self.record().scope {
            let conditions = self.conditions(scope);
            let rule = RuleLine {
                rule: "适用范围".to_string(),
                is_default: false,
                state: RuleState::Failed,
                reason: None,
                clauses: self.clauses(&self.record().scope_basis),
                conditions,
                from: Vec::new(),
            };
            explanation.decisions.push(Reasoning::new("适用范围", Status::NotApplicable, vec![rule]));
        }
        if depth == Depth::Full {
            explanation.irrelevant = self.irrelevant(&explanation);
        }
        explanation.clauses = self.clause_texts(&explanation);
        explanation
    }

    fn reasoning(&self, id: DecisionId, depth: Depth) -> Reasoning {
        let decision = self.record().decision(id);
        let view = self.decision_view(id);
        let mut rules = self.rule_lines(id, decision, depth);
        match depth {
            Depth::Full => {}
            Depth::Short => shorten(&mut rules, view.status),
            Depth::Brief => rules.retain(|rule| rule.state == RuleState::Won),
        }
        rules.sort_by_key(|rule| match rule.state {
            RuleState::Won => 0,
            RuleState::Beaten => 1,
            RuleState::Unknown => 2,
            RuleState::NearMiss => 3,
            RuleState::Failed => 4,
        });
        Reasoning {
            words: view.value().map(str::to_string),
            value: view.value,
            suggestion: view.suggestion,
            applies: decision.applies.as_ref().map(|applies| self.conditions(applies)).unwrap_or_default(),
            needs: view.needs,
            possible: view.possible,
            open: matches!(self.evaluation.outcome(id.index(), self.lane), Outcome::Undetermined(undetermined) if !undetermined.values.is_empty()),
            ..Reasoning::new(&decision.name, view.status, rules)
        }
    }

    fn rule_lines(&self, id: DecisionId, decision: &Decision, depth: Depth) -> Vec<RuleLine> {
        let winners: &[usize] = match self.evaluation.outcome(id.index(), self.lane) {
            Outcome::Determined { rules, .. }
            | Outcome::Review { rules }
            | Outcome::Conflict { rules }
            | Outcome::NotApplicable { rules } => rules,
            Outcome::Undetermined(_) | Outcome::NoRule => &[],
        };
        let parts: Vec<(bool, Option<&Expr>, Option<&Expr>)> = match &decision.body {
            DecisionBody::Expr { value, .. } => vec![(false, Some(value), None)],
            DecisionBody::Cases(cases) => {
                cases.iter().map(|case| (case.is_default, case.condition.as_ref(), value_of(&case.outcome))).collect()
            }
            DecisionBody::Collect { entries, .. } => {
                entries.iter().map(|entry| (false, entry.condition.as_ref(), Some(&entry.value))).collect()
            }
        };
        let is_expression = matches!(decision.body, DecisionBody::Expr { .. });
        let mut lines = Vec::new();
        for (number, (is_default, condition, value)) in parts.into_iter().enumerate() {
            let truth = condition.filter(|_| !is_expression).map_or(Truth::True, |condition| self.truth_of(condition));
            let conditions = condition.map(|condition| self.conditions(condition)).unwrap_or_default();
            let failed = conditions.iter().filter(|part| part.holds == Some(false)).count();
            let state = match truth {
                _ if winners.contains(&number) => RuleState::Won,
                Truth::True => RuleState::Beaten,
                Truth::Unknown => RuleState::Unknown,
                Truth::False if failed == 1 && conditions.len() > 1 => RuleState::NearMiss,
                Truth::False => RuleState::Failed,
            };
            if depth != Depth::Full && (state == RuleState::Failed || state == RuleState::Beaten && is_default) {
                continue;
            }
            let told = matches!(state, RuleState::Won) || depth == Depth::Full;
            lines.push(RuleLine {
                rule: if is_expression { String::new() } else { rule_name(decision, number) },
                is_default,
                state,
                reason: self.told_reason(id, number, state).filter(|_| told),
                clauses: if told { self.rule_clauses(id, &[number]) } else { Vec::new() },
                conditions,
                from: value.filter(|_| state == RuleState::Won).map(|value| self.seen(value)).unwrap_or_default(),
            });
        }
        lines
    }

    /// The reason of a rule; that of a reviewing rule only if it won, since it may speak of values.
    fn told_reason(&self, id: DecisionId, rule: usize, state: RuleState) -> Option<String> {
        let review = self.review(id, rule).filter(|_| state == RuleState::Won).map(|(reason, _)| reason);
        review.or_else(|| self.reason(id, rule))
    }

    /// Fields that are not filled and that nothing asks for.
    fn irrelevant(&self, explanation: &Explanation) -> Vec<String> {
        let mut asked: Vec<&String> = explanation.decisions.iter().flat_map(|decision| &decision.needs).collect();
        asked.extend(explanation.findings.iter().flat_map(|finding| finding.needs.iter().chain(&finding.fields)));
        asked.extend(explanation.processes.iter().flat_map(|process| &process.state.needs));
        let fields = self.record().fields.iter().enumerate().filter(|(_, field)| field.detail.is_none());
        let empty =
            fields.filter(|(index, _)| !self.evaluation.batch.cell(crate::ids::FieldId::new(*index), self.lane).is_filled());
        empty.map(|(_, field)| field.name.clone()).filter(|name| !asked.contains(&name)).collect()
    }

    fn clause_texts(&self, explanation: &Explanation) -> Vec<ClauseText> {
        let mut cited: Vec<&String> =
            explanation.decisions.iter().flat_map(|decision| &decision.rules).flat_map(|rule| &rule.clauses).collect();
        cited.extend(explanation.findings.iter().flat_map(|finding| &finding.clauses));
        let mut texts = Vec::new();
        for (name, document) in &self.program().documents {
            for (id, clause) in &document.clauses {
                let full = format!("{name} {id}");
                if cited.contains(&&full) {
                    texts.push(ClauseText {
                        clause: full,
                        document: document.title.clone(),
                        text: clause.text.clone(),
                        heading: clause.heading.clone(),
                    });
                }
            }
        }
        texts
    }
}

fn value_of(outcome: &crate::hir::Outcome) -> Option<&Expr> {
    match outcome {
        crate::hir::Outcome::Value(value) => Some(value),
        crate::hir::Outcome::Review { suggestion, .. } => suggestion.as_ref(),
    }
}

/// For a student: no rules where none is asked, and only the rules that came nearest.
fn shorten(rules: &mut Vec<RuleLine>, status: Status) {
    if status == Status::NotApplicable {
        rules.retain(|rule| rule.state == RuleState::Won);
    }
    let held = |rule: &RuleLine| rule.conditions.iter().filter(|part| part.holds == Some(true)).count();
    rules.sort_by_key(|rule| (rule.state == RuleState::NearMiss, std::cmp::Reverse(held(rule))));
    let others = rules.iter().filter(|rule| rule.state != RuleState::NearMiss).count();
    rules.truncate(others + SHOWN_NEAR_MISSES);
}

impl Reasoning {
    fn new(decision: &str, status: Status, rules: Vec<RuleLine>) -> Self {
        Self {
            decision: decision.to_string(),
            status,
            value: None,
            words: None,
            suggestion: None,
            applies: Vec::new(),
            rules,
            needs: Vec::new(),
            possible: Vec::new(),
            open: false,
        }
    }
}
