//! The built-in fields of tables, filled from verdicts. In: a piece of records and the plan of a table.
//! Out: the piece with a conclusion, what a person has to decide, and every problem, as far as the table asks for them.

use std::borrow::Cow;
use std::sync::Arc;

use crate::built_in::{CONCLUSIONS, PROBLEMS, REVIEWS, SEVERITIES, SOURCES, STATES};
use crate::date::Date;
use crate::evaluate::evaluate;
use crate::input::{Batch, Cell};
use crate::judge::Judge;
use crate::plan::TablePlan;
use crate::value::{Member, Value};
use crate::verdict::{ActionView, DecisionView, Finding, FindingState, Importance, Status, Verdict};

type RowCells = Vec<Cell>;

/// Adds the built-in fields behind the record's own; what the table does not ask for stays empty.
pub(super) fn complete(judge: Judge<'_>, plan: &TablePlan, piece: &mut Batch, date: Date) {
    let asks = |source: usize| plan.needs_sources.get(source).copied().unwrap_or(false);
    let (mut conclusions, mut reviews, mut problems) = (Vec::new(), Vec::new(), Vec::new());
    if plan.needs_conclusion || asks(REVIEWS) || asks(PROBLEMS) {
        let evaluation = Arc::new(evaluate(&judge.planned.plan, Cow::Borrowed(&*piece), date));
        for lane in 0..piece.lanes {
            let verdict = Verdict::new(judge, Arc::clone(&evaluation), lane);
            let cells = Cells { verdict: &verdict, enumerations: judge.compiled.program.table_enumerations };
            if plan.needs_conclusion {
                conclusions.push(cells.conclusion());
            }
            if asks(REVIEWS) {
                reviews.push(cells.reviews());
            }
            if asks(PROBLEMS) {
                problems.push(cells.problems());
            }
        }
    }
    piece.add_field(conclusions);
    for (source, rows) in SOURCES.iter().zip([reviews, problems]) {
        piece.add_detail(source.width(), rows);
    }
}

struct Cells<'v, 'p> {
    verdict: &'v Verdict<'p>,
    enumerations: u16,
}

impl Cells<'_, '_> {
    /// A member of a built-in enumeration, by its word.
    fn member(&self, enumeration: u16, members: &[&str], word: &str) -> Cell {
        let index = members.iter().position(|member| *member == word).and_then(|index| u16::try_from(index).ok());
        let enumeration = self.enumerations + enumeration;
        index.map_or(Cell::Empty, |index| Cell::Value(Value::Member(Member { enumeration, index })))
    }

    fn conclusion(&self) -> Cell {
        self.member(0, &CONCLUSIONS, self.verdict.conclusion().as_str())
    }

    /// Decisions that a person has to take, then fields and checks that a person has to look at.
    fn reviews(&self) -> Vec<RowCells> {
        let decisions = self.verdict.decisions().filter_map(|(name, decision)| {
            let (reason, suggestion) = reason_for_review(decision)?;
            Some(vec![text(name), text(&reason), text(&suggestion)])
        });
        let violated = |finding: &Finding| finding.severity == Importance::Review && finding.state == FindingState::Violated;
        let findings = self.verdict.findings().into_iter().filter(violated);
        let findings = findings.map(|finding| vec![text(&finding.id), text(&said(&finding)), text(&steps(&finding.steps))]);
        decisions.chain(findings).collect()
    }

    fn problems(&self) -> Vec<RowCells> {
        let findings = self.verdict.findings().into_iter();
        findings.filter_map(|finding| self.problem(&finding)).collect()
    }

    fn problem(&self, finding: &Finding) -> Option<RowCells> {
        let state = match finding.state {
            FindingState::Violated => "违反",
            FindingState::Unknown => "待定",
            FindingState::Satisfied | FindingState::NotApplicable => return None,
        };
        let mut actors: Vec<&str> = finding.steps.iter().map(|step| step.actor.as_str()).collect();
        actors.dedup();
        let days: Vec<String> = finding.steps.iter().filter_map(day).collect();
        Some(vec![
            text(&finding.id),
            self.member(1, &SEVERITIES, finding.severity.as_str()),
            self.member(2, &STATES, state),
            text(&finding.fields.join("、")),
            text(&said(finding)),
            text(&actors.join("、")),
            text(&steps(&finding.steps)),
            text(&days.join("；")),
            text(&finding.clauses.join("、")),
        ])
    }
}

/// Why a person has to decide, and what is suggested; `None` where nobody has to.
fn reason_for_review(decision: DecisionView) -> Option<(String, String)> {
    match decision.status {
        Status::Review => Some((decision.reason.unwrap_or_default(), decision.suggestion.unwrap_or_default())),
        Status::Conflict => {
            let sides: Vec<String> = decision.rules.iter().map(|one| format!("「{}」得出{}", one.rule, one.value)).collect();
            Some((format!("几条规则都成立，结果不同：{}", sides.join("；")), String::new()))
        }
        Status::NoRule => Some(("没有一条规则适用".to_string(), String::new())),
        Status::Determined | Status::Undetermined | Status::NotApplicable => None,
    }
}

fn said(finding: &Finding) -> String {
    match &finding.message {
        Some(message) => message.clone(),
        None if finding.needs.is_empty() => String::new(),
        None => format!("还说不准，缺 {}", finding.needs.join("、")),
    }
}

fn steps(steps: &[ActionView]) -> String {
    let steps: Vec<String> = steps
        .iter()
        .map(|step| format!("{}：{}{}", step.actor, step.action, day(step).map_or_else(String::new, |day| format!("（{day}）"))))
        .collect();
    steps.join("；")
}

fn day(step: &ActionView) -> Option<String> {
    let day = step.after.as_ref()?;
    Some(if step.soft { format!("约 {day} 以后") } else { format!("{day} 以后") })
}

fn text(words: &str) -> Cell {
    if words.is_empty() { Cell::Empty } else { Cell::Value(Value::Text(words.into())) }
}
