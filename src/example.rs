//! Running a policy's 示例: each expectation against the verdict on the given record. In: a compiled policy. Out: what failed, and what was reached.

use std::collections::BTreeSet;

use crate::evaluate::{Outcome, Truth};
use crate::hir::{DecisionBody, Example, Expectation, Expected, Given, Target};
use crate::ids::{DecisionId, FieldId};
use crate::input::{Cell, Invalid, Schema, Slots};
use crate::judge::{Judge, Options};
use crate::policy::Policy;
use crate::span::Span;
use crate::value::Value;
use crate::verdict::{FindingState, Status, Verdict, rule_name};

/// What running the examples of a policy gave.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ExampleReport {
    /// How many examples were run.
    pub run: usize,
    /// Examples of which an expectation failed.
    pub failures: Vec<ExampleFailure>,
    /// Rules that won in no example, `判定名·规则名`.
    pub unreached: Vec<String>,
}

/// One failed expectation.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ExampleFailure {
    /// The example.
    pub example: String,
    /// What was expected, and what came out.
    pub message: String,
    /// The expectation in the policy's text.
    pub span: Span,
}

impl Policy {
    /// Runs every 示例 of the policy, as of its own 评估日 or else [`Policy::example_date`].
    pub fn run_examples(&self) -> ExampleReport {
        let date = self.example_date();
        let mut report = ExampleReport::default();
        for (record, planned) in self.0.program.records.values().zip(self.0.plans.values()) {
            let judge = Judge::new(&self.0, record, planned).with(Options::default().reveal(true).full(true));
            let mut reached: BTreeSet<(usize, usize)> = BTreeSet::new();
            for example in &record.examples {
                report.run += 1;
                let verdict = judge.evaluate_slots(slots(&judge.planned.schema, example), example.date.unwrap_or(date));
                for expectation in &example.expectations {
                    if let Some(message) = failure(&verdict, expectation) {
                        report.failures.push(ExampleFailure { example: example.name.clone(), message, span: expectation.span });
                    }
                }
                note_winners(&verdict, &mut reached);
            }
            report.unreached.extend(unreached(&judge, &reached));
        }
        report
    }
}

/// What an example gives, as a record.
pub(crate) fn slots(schema: &Schema, example: &Example) -> Slots {
    let mut slots = schema.blank();
    for (field, given) in &example.givens {
        if let Some(cell) = slots.cells.get_mut(field.index()) {
            *cell = as_cell(given, schema, *field);
        }
    }
    for (detail, rows) in &example.details {
        let fields: &[FieldId] = schema.details.get(detail.index()).map_or(&[], |detail| &detail.fields);
        let rows = rows
            .iter()
            .map(|row| {
                fields.iter().map(|field| row.get(field).map_or(Cell::Absent, |given| as_cell(given, schema, *field))).collect()
            })
            .collect();
        if let Some(slot) = slots.details.get_mut(detail.index()) {
            *slot = Some(rows);
        }
    }
    slots
}

fn as_cell(given: &Given, schema: &Schema, field: FieldId) -> Cell {
    let is_placeholder =
        |text: &str| schema.fields.get(field.index()).is_some_and(|field| field.placeholders.iter().any(|one| one == text));
    match given {
        Given::Value(Value::Text(text)) if is_placeholder(text) => Cell::Empty,
        Given::Missing => Cell::Empty,
        Given::Invalid(raw) => Cell::Invalid(Invalid { raw: raw.as_str().into(), why: "示例写明无效".into() }),
        Given::Value(value) => Cell::Value(value.clone()),
    }
}

/// What is wrong, if the expectation does not hold.
pub(crate) fn failure(verdict: &Verdict<'_>, expectation: &Expectation) -> Option<String> {
    let record = verdict.record();
    let (name, found) = match &expectation.target {
        Target::Conclusion => ("结论".to_string(), verdict.conclusion().as_str().to_string()),
        Target::Decision(id) => return decision_failure(verdict, *id, expectation),
        Target::Check(number) => {
            (record.checks[*number as usize].name.clone(), state_word(verdict.check_state(*number as usize)).to_string())
        }
        Target::FieldFinding(id) => {
            let findings = verdict.findings();
            let found = findings.iter().find(|finding| finding.id == *id).map(|finding| finding.state);
            let state = found.unwrap_or_else(|| verdict.quiet_state(id));
            (id.clone(), state_word(state).to_string())
        }
        Target::Process(id) => {
            let view = verdict.process_view(*id);
            let found = match (view.applicable, view.complete, view.current) {
                (Some(false), ..) => "不适用".to_string(),
                (None, ..) => "待定".to_string(),
                (_, true, _) => "已完成".to_string(),
                (_, false, current) => match &expectation.expected {
                    Expected::Word(word) if word == "待定" && !view.needs.is_empty() => word.clone(),
                    _ => current.unwrap_or_default(),
                },
            };
            (record.process(*id).name.clone(), found)
        }
    };
    let Expected::Word(wanted) = &expectation.expected else { return None };
    let needs_wrong = || needs_failure(expectation, &found_needs(verdict, &expectation.target));
    (*wanted != found).then(|| format!("「{name}」期望是「{wanted}」，实际是「{found}」")).or_else(needs_wrong)
}

fn decision_failure(verdict: &Verdict<'_>, id: DecisionId, expectation: &Expectation) -> Option<String> {
    let decision = verdict.record().decision(id);
    let view = verdict.decision_view(id);
    let found = match view.status {
        Status::Determined => view.value().unwrap_or_default().to_string(),
        other => other.as_str().to_string(),
    };
    let wanted = match &expectation.expected {
        Expected::Word(word) => word.clone(),
        Expected::Value(value) => verdict.words(value, false),
    };
    let outcome = verdict.evaluation.outcome(id.index(), verdict.lane);
    let holds = match (&expectation.expected, outcome) {
        (Expected::Value(wanted), Outcome::Determined { value, .. }) => {
            crate::evaluate::equal(wanted, value, verdict.evaluation.year()) == Truth::True
        }
        (Expected::Word(word), _) => *word == found,
        _ => false,
    };
    if !holds {
        let why = view.reason.map_or_else(String::new, |reason| format!("（{reason}）"));
        return Some(format!("「{}」期望是「{wanted}」，实际是「{found}」{why}", decision.name));
    }
    let rules: Vec<String> = match outcome {
        Outcome::Determined { rules, .. }
        | Outcome::Review { rules }
        | Outcome::Conflict { rules }
        | Outcome::NotApplicable { rules } => rules.iter().map(|rule| rule_name(decision, *rule)).collect(),
        _ => Vec::new(),
    };
    if let Some(missing) = expectation.because.iter().find(|rule| !rules.contains(rule)) {
        return Some(format!("「{}」期望由「{missing}」决定，实际由「{}」决定", decision.name, rules.join("、")));
    }
    needs_failure(expectation, &view.needs)
}

fn found_needs(verdict: &Verdict<'_>, target: &Target) -> Vec<String> {
    match target {
        Target::Check(number) => {
            verdict.need_names(&verdict.evaluation.needs(verdict.evaluation.plan.checks[*number as usize].violated, verdict.lane))
        }
        Target::Process(id) => verdict.process_view(*id).needs,
        _ => Vec::new(),
    }
}

fn needs_failure(expectation: &Expectation, found: &[String]) -> Option<String> {
    let wanted = expectation.needs.as_ref()?;
    let same = wanted.iter().collect::<BTreeSet<_>>() == found.iter().collect::<BTreeSet<_>>();
    (!same).then(|| format!("期望缺少的是「{}」，实际是「{}」", wanted.join("、"), found.join("、")))
}

pub(crate) fn state_word(state: FindingState) -> &'static str {
    match state {
        FindingState::Violated => "违反",
        FindingState::Unknown => "待定",
        FindingState::Satisfied => "满足",
        FindingState::NotApplicable => "不适用",
    }
}

fn note_winners(verdict: &Verdict<'_>, reached: &mut BTreeSet<(usize, usize)>) {
    for decision in 0..verdict.record().decisions.len() {
        if let Outcome::Determined { rules, .. }
        | Outcome::Review { rules }
        | Outcome::Conflict { rules }
        | Outcome::NotApplicable { rules } = verdict.evaluation.outcome(decision, verdict.lane)
        {
            reached.extend(rules.iter().map(|rule| (decision, *rule)));
        }
    }
}

fn unreached(judge: &Judge<'_>, reached: &BTreeSet<(usize, usize)>) -> Vec<String> {
    let mut names = Vec::new();
    for (number, decision) in judge.record.decisions.iter().enumerate() {
        let rules = match &decision.body {
            DecisionBody::Expr { .. } => 0,
            DecisionBody::Cases(cases) => cases.len(),
            DecisionBody::Collect { entries, .. } => entries.len(),
        };
        let missing = (0..rules).filter(|rule| !reached.contains(&(number, *rule)));
        names.extend(missing.map(|rule| format!("{}·{}", decision.name, rule_name(decision, rule))));
    }
    names
}
