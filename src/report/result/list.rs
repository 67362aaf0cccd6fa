//! The lists of the result workbook. In: a verdict. Out: the entries of its rows in each list.

use super::judged::{Judged, message, missing};
use super::layout::Layout;
use super::{entry, location};
use crate::report::Entry;
use crate::report::tally::is_for_a_person;
use crate::verdict::{ActionView, Conclusion, DecisionView, FindingKind, FindingState, Importance, MASK, Status, Verdict};

/// Headings of the list of what is wrong, after those of the person.
const PROBLEM: [&str; 10] = ["位置", "问题", "轻重", "状态", "字段", "说明", "办理人", "怎样办", "何时办", "依据"];

/// The row of the list of everybody.
pub(super) fn everybody(judged: &Judged<'_, '_>, layout: &Layout) -> Vec<Entry> {
    let violated = judged.findings.iter().filter(|finding| finding.state == FindingState::Violated).count();
    let decisions = layout.decisions.iter().map(|name| judged.decision(name).map_or_else(Entry::default, entry::decision));
    let mut row = vec![location::row(judged.verdict)];
    row.extend(person(judged.verdict, layout));
    row.push(Entry::text(judged.conclusion.as_str()));
    row.extend(decisions);
    row.push(Entry::count(violated));
    row
}

/// The rows of the list of what is wrong or missing.
pub(super) fn problems(judged: &Judged<'_, '_>, layout: &Layout) -> Vec<Vec<Entry>> {
    let who = person(judged.verdict, layout);
    let findings = judged.listed_findings().map(|finding| {
        let mut row = who.clone();
        row.push(location::finding(judged.verdict, finding));
        row.push(Entry::text(&finding.id));
        row.push(Entry::text(finding.severity.as_str()));
        row.push(if finding.state == FindingState::Unknown { Entry::doubtful("待定") } else { Entry::text("违反") });
        row.push(Entry::text(finding.fields.join("、")));
        row.push(Entry::text(message(finding)));
        row.push(Entry::text(numbered(&finding.steps, |step| step.actor.clone())));
        row.push(Entry::text(numbered(&finding.steps, |step| step.action.clone())));
        row.push(Entry::text(numbered(&finding.steps, when)));
        row.push(Entry::text(finding.clauses.join("；")));
        row
    });
    let decisions = judged.undetermined(layout).map(|(name, decision)| {
        let mut row = who.clone();
        row.push(location::record(judged.verdict));
        row.extend([Entry::text(name), Entry::text("判定"), Entry::doubtful("待定")]);
        row.push(Entry::text(decision.needs.join("、")));
        row.push(Entry::text(missing(decision)));
        row.resize(who.len() + PROBLEM.len(), Entry::default());
        row
    });
    findings.chain(decisions).collect()
}

/// The rows of the list of what a person has to decide.
pub(super) fn reviews(judged: &Judged<'_, '_>, layout: &Layout) -> Vec<Vec<Entry>> {
    let is_open = |decision: &DecisionView| judged.conclusion != Conclusion::NotApplicable && is_for_a_person(decision.status);
    let decisions = judged.decisions.iter().filter(|(_, decision)| is_open(decision)).map(|(name, decision)| {
        let (kind, suggestion) = (decision.status.as_str(), decision.suggestion.clone().unwrap_or_default());
        [(*name).to_string(), kind.to_string(), reason(decision), suggestion, rules(decision), decision.clauses.join("；")]
    });
    let findings = judged.listed_findings();
    let findings =
        findings.filter(|one| one.severity == Importance::Review && one.state == FindingState::Violated).map(|finding| {
            let kind = match finding.kind {
                FindingKind::Field => "字段",
                FindingKind::Check => "检查",
            };
            let steps = numbered(&finding.steps, |step| format!("{}：{}", step.actor, step.action));
            [finding.id.clone(), kind.to_string(), message(finding), steps, String::new(), finding.clauses.join("；")]
        });
    let rows = decisions.chain(findings).map(|texts| {
        let mut row = person(judged.verdict, layout);
        row.push(location::record(judged.verdict));
        row.extend(texts.map(Entry::text));
        row
    });
    rows.collect()
}

/// The rows of the list of notes on values.
pub(super) fn notes(judged: &Judged<'_, '_>) -> Vec<Vec<Entry>> {
    let id = Entry::text(judged.verdict.id().unwrap_or_default());
    let rows = judged.verdict.notes().into_iter().map(|note| {
        let kind = if note.assumed { "视为" } else { "说明" };
        let place = location::record(judged.verdict);
        vec![id.clone(), place, Entry::text(note.field), Entry::text(kind), Entry::text(note.text)]
    });
    rows.collect()
}

/// Headings of the list of everybody.
pub(super) fn everybody_headings(layout: &Layout) -> Vec<String> {
    let decisions = layout.decisions.iter().map(String::as_str);
    std::iter::once("行").chain(who(layout)).chain(["结论"]).chain(decisions).chain(["问题数"]).map(str::to_string).collect()
}

/// Headings of the list of what is wrong.
pub(super) fn problem_headings(layout: &Layout) -> Vec<String> {
    who(layout).chain(PROBLEM).map(str::to_string).collect()
}

/// Headings of the list of what a person has to decide.
pub(super) fn review_headings(layout: &Layout) -> Vec<String> {
    who(layout).chain(["位置", "事项", "种类", "原因", "建议", "规则", "依据"]).map(str::to_string).collect()
}

/// Headings of the list of notes on values.
pub(super) fn note_headings(layout: &Layout) -> Vec<String> {
    [layout.key.as_str(), "位置", "字段", "种类", "内容"].map(str::to_string).to_vec()
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

/// The 标识 and the fields shown beside it.
fn person(verdict: &Verdict<'_>, layout: &Layout) -> Vec<Entry> {
    let id = Entry::text(verdict.id().unwrap_or_default());
    std::iter::once(id).chain(layout.fields.iter().map(|(field, _)| entry::field(verdict, *field))).collect()
}

/// One line for each step that has something to say, numbered if there are several steps.
fn numbered(steps: &[ActionView], text: impl Fn(&ActionView) -> String) -> String {
    match steps {
        [only] => text(only),
        steps => {
            let lines = steps.iter().map(text).zip(1..).filter(|(line, _)| !line.is_empty());
            lines.map(|(line, number)| format!("{number}. {line}")).collect::<Vec<_>>().join("\n")
        }
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
