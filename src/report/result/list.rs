//! The lists of the result workbook. In: a verdict. Out: the entries of its rows in each list.

use super::layout::Layout;
use super::{entry, location};
use crate::report::Entry;
use crate::report::tally::is_for_a_person;
use crate::verdict::{ActionView, Conclusion, DecisionView, Finding, FindingKind, FindingState, Importance, MASK, Status, Verdict};

/// A verdict with everything that several lists need of it.
pub(super) struct Judged<'v, 'p> {
    pub(super) verdict: &'v Verdict<'p>,
    pub(super) conclusion: Conclusion,
    pub(super) decisions: Vec<(&'p str, DecisionView)>,
    /// Those that stand or may stand.
    pub(super) findings: Vec<Finding>,
    /// The 标识 and the fields shown beside it.
    who: Vec<Entry>,
}

impl<'v, 'p> Judged<'v, 'p> {
    pub(super) fn new(verdict: &'v Verdict<'p>, layout: &Layout) -> Self {
        let mut findings = verdict.findings();
        findings.retain(|finding| matches!(finding.state, FindingState::Violated | FindingState::Unknown));
        let id = Entry::text(verdict.id().unwrap_or_default());
        let who = std::iter::once(id).chain(layout.fields.iter().map(|(field, _)| entry::field(verdict, *field))).collect();
        Self { verdict, conclusion: verdict.conclusion(), decisions: verdict.decisions().collect(), findings, who }
    }

    /// The row of the list of everybody.
    pub(super) fn everybody(&self, layout: &Layout) -> Vec<Entry> {
        let decision = |name: &String| {
            let found = self.decisions.iter().find(|(known, _)| known == name);
            found.map_or_else(Entry::default, |(_, decision)| entry::decision(decision))
        };
        let violated = self.findings.iter().filter(|finding| finding.state == FindingState::Violated).count();
        let mut row = vec![location::row(self.verdict)];
        row.extend(self.who.iter().cloned());
        row.push(Entry::text(self.conclusion.as_str()));
        row.extend(layout.decisions.iter().map(decision));
        row.push(Entry::count(violated));
        row
    }

    /// The rows of the list of what is wrong.
    pub(super) fn problems(&self) -> impl Iterator<Item = Vec<Entry>> {
        self.findings.iter().map(|finding| {
            let message = match &finding.message {
                Some(message) => message.clone(),
                None => format!("还不能确定，缺少：{}", finding.needs.join("、")),
            };
            let mut row = self.who.clone();
            row.push(location::finding(self.verdict, finding));
            row.push(Entry::text(&finding.id));
            row.push(Entry::text(finding.severity.as_str()));
            row.push(state(finding.state));
            row.push(Entry::text(finding.fields.join("、")));
            row.push(Entry::text(message));
            row.push(Entry::text(numbered(&finding.steps, |step| step.actor.clone())));
            row.push(Entry::text(numbered(&finding.steps, |step| step.action.clone())));
            row.push(Entry::text(numbered(&finding.steps, when)));
            row.push(Entry::text(finding.clauses.join("；")));
            row
        })
    }

    /// The rows of the list of what a person has to decide.
    pub(super) fn reviews(&self) -> impl Iterator<Item = Vec<Entry>> {
        let decisions = self
            .decisions
            .iter()
            .filter(|(_, decision)| self.conclusion != Conclusion::NotApplicable && is_for_a_person(decision.status));
        let decisions = decisions.map(|(name, decision)| {
            let suggestion = decision.suggestion.clone().unwrap_or_default();
            [
                (*name).to_string(),
                decision.status.as_str().to_string(),
                reason(decision),
                suggestion,
                rules(decision),
                decision.clauses.join("；"),
            ]
        });
        let findings = self
            .findings
            .iter()
            .filter(|finding| finding.severity == Importance::Review && finding.state == FindingState::Violated);
        let findings = findings.map(|finding| {
            let kind = match finding.kind {
                FindingKind::Field => "字段",
                FindingKind::Check => "检查",
            };
            let message = finding.message.clone().unwrap_or_default();
            let steps = numbered(&finding.steps, |step| format!("{}：{}", step.actor, step.action));
            [finding.id.clone(), kind.to_string(), message, steps, String::new(), finding.clauses.join("；")]
        });
        decisions.chain(findings).map(|texts| {
            let place = std::iter::once(location::record(self.verdict));
            self.who.iter().cloned().chain(place).chain(texts.into_iter().map(Entry::text)).collect()
        })
    }

    /// The rows of the list of notes on values.
    pub(super) fn notes(&self) -> impl Iterator<Item = Vec<Entry>> {
        let id = self.who.first().cloned().unwrap_or_default();
        self.verdict
            .notes()
            .into_iter()
            .map(move |note| vec![id.clone(), location::record(self.verdict), Entry::text(note.field), Entry::text(note.text)])
    }
}

/// Headings of the list of everybody.
pub(super) fn everybody_headings(layout: &Layout) -> Vec<String> {
    let decisions = layout.decisions.iter().map(String::as_str);
    std::iter::once("行").chain(who(layout)).chain(["结论"]).chain(decisions).chain(["问题数"]).map(str::to_string).collect()
}

/// Headings of the list of what is wrong.
pub(super) fn problem_headings(layout: &Layout) -> Vec<String> {
    let own = ["位置", "问题", "轻重", "状态", "字段", "说明", "办理人", "怎样办", "何时办", "依据"];
    who(layout).chain(own).map(str::to_string).collect()
}

/// Headings of the list of what a person has to decide.
pub(super) fn review_headings(layout: &Layout) -> Vec<String> {
    who(layout).chain(["位置", "事项", "种类", "原因", "建议", "规则", "依据"]).map(str::to_string).collect()
}

/// Headings of the list of notes on values.
pub(super) fn note_headings(layout: &Layout) -> Vec<String> {
    [layout.key.as_str(), "位置", "字段", "说明"].map(str::to_string).to_vec()
}

/// Headings of the list of rows that could not be judged.
pub(super) fn rejected_headings(layout: &Layout) -> Vec<String> {
    let headings = layout.headings.iter().map(|(heading, _)| heading.as_str());
    let rest = if layout.headings.is_empty() { "原来的内容" } else { "多出的内容" };
    ["位置", "原因"].into_iter().chain(headings).chain([rest]).map(str::to_string).collect()
}

/// The row of a row that could not be judged. What may be 敏感 is masked; where cells are too many or too few, that is every cell.
pub(super) fn rejected<S: AsRef<str>>(layout: &Layout, place: &str, reason: &str, cells: &[S]) -> Vec<Entry> {
    let fits = cells.len() == layout.headings.len();
    let shown = |cell: &str, is_open: bool| match cell {
        "" => String::new(),
        _ if layout.is_open || (fits && is_open) => cell.to_string(),
        _ => MASK.to_string(),
    };
    let mut row = vec![Entry::text(place), Entry::text(reason)];
    for (number, (_, is_open)) in layout.headings.iter().enumerate() {
        row.push(Entry::text(cells.get(number).map_or_else(String::new, |cell| shown(cell.as_ref(), *is_open))));
    }
    let rest = cells.iter().skip(layout.headings.len()).map(|cell| shown(cell.as_ref(), false));
    row.push(Entry::text(rest.filter(|cell| !cell.is_empty()).collect::<Vec<_>>().join("｜")));
    row
}

fn who(layout: &Layout) -> impl Iterator<Item = &str> {
    std::iter::once(layout.key.as_str()).chain(layout.fields.iter().map(|(_, name)| name.as_str()))
}

fn state(state: FindingState) -> Entry {
    match state {
        FindingState::Unknown => Entry::doubtful("待定"),
        FindingState::Violated | FindingState::Satisfied | FindingState::NotApplicable => Entry::text("违反"),
    }
}

/// One line for each step, numbered if there are several.
fn numbered(steps: &[ActionView], text: impl Fn(&ActionView) -> String) -> String {
    match steps {
        [] => String::new(),
        [only] => text(only),
        several if several.iter().all(|step| text(step).is_empty()) => String::new(),
        several => several.iter().zip(1..).map(|(step, number)| format!("{number}. {}", text(step))).collect::<Vec<_>>().join("\n"),
    }
}

fn when(step: &ActionView) -> String {
    match &step.after {
        Some(day) if step.soft => format!("大约 {day} 起"),
        Some(day) => format!("{day} 起"),
        None if step.needs.is_empty() => String::new(),
        None => format!("要先知道：{}", step.needs.join("、")),
    }
}

fn reason(decision: &DecisionView) -> String {
    match decision.status {
        Status::Conflict => {
            let sides = decision.rules.iter().map(|side| format!("规则「{}」得出「{}」", side.rule, side.value));
            sides.collect::<Vec<_>>().join("，")
        }
        Status::NoRule => "没有一条规则适用".to_string(),
        _ => decision.reason.clone().unwrap_or_default(),
    }
}

fn rules(decision: &DecisionView) -> String {
    let names = decision.rule.iter().chain(decision.rules.iter().map(|one| &one.rule));
    names.map(String::as_str).collect::<Vec<_>>().join("、")
}
