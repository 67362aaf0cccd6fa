//! Whom of a list two policies judge differently. In: the verdicts of both on the same record. Out: counts of what became of what,
//! and the records concerned. Judges nothing itself.

use std::collections::BTreeMap;

use indexmap::IndexMap;
use serde::Serialize;

use crate::evaluate::Outcome;
use crate::hir::Type;
use crate::ids::DecisionId;
use crate::verdict::{FindingState, Verdict, words};

/// One thing that a record comes to by the old policy and by the new one.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[non_exhaustive]
pub struct ChangedVerdict {
    /// 结论, or the name of the decision, the check or the finding about a field.
    pub item: String,
    /// By the old policy.
    pub old: String,
    /// By the new one.
    pub new: String,
}

/// A record that is judged differently.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct ChangedRecord {
    /// Its row in the file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub row: Option<usize>,
    /// Its 标识, masked as the policy wants it.
    pub id: Option<String>,
    /// What is different.
    pub changes: Vec<ChangedVerdict>,
    /// Nothing but a new 必填 field that the list does not have yet, and what follows for the conclusion.
    pub only_new_fields: bool,
}

/// How many records went from one verdict to another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Shift {
    /// What changed, from what, to what.
    #[serde(flatten)]
    pub verdict: ChangedVerdict,
    /// How many records.
    pub count: usize,
}

/// Counts of a list that two policies judge.
#[derive(Clone, Debug, Default, Serialize)]
#[non_exhaustive]
pub struct DiffTally {
    /// Records judged by both.
    pub judged: usize,
    /// Rows that could not be read.
    pub rejected: usize,
    /// Conclusions by both policies: old, new, how many; those that stay the same too.
    #[serde(serialize_with = "as_shifts")]
    pub conclusions: BTreeMap<(&'static str, &'static str), usize>,
    /// Everything that changed, and for how many.
    #[serde(serialize_with = "as_list")]
    shifts: IndexMap<ChangedVerdict, usize>,
    /// Fields only the new policy has and that it asks for.
    pub new_required: Vec<String>,
    /// The records concerned, in the order of the list.
    pub records: Vec<ChangedRecord>,
}

fn as_list<S: serde::Serializer>(shifts: &IndexMap<ChangedVerdict, usize>, out: S) -> Result<S::Ok, S::Error> {
    out.collect_seq(shifts.iter().map(|(verdict, count)| Shift { verdict: verdict.clone(), count: *count }))
}

#[derive(Serialize)]
struct Conclusions {
    old: &'static str,
    new: &'static str,
    count: usize,
}

fn as_shifts<S: serde::Serializer>(matrix: &BTreeMap<(&'static str, &'static str), usize>, out: S) -> Result<S::Ok, S::Error> {
    out.collect_seq(matrix.iter().map(|((old, new), count)| Conclusions { old, new, count: *count }))
}

impl DiffTally {
    /// Counts one record that both policies judged.
    pub fn add(&mut self, old: &Verdict<'_>, new: &Verdict<'_>) {
        self.judged += 1;
        if self.judged == 1 {
            self.new_required = new_required(old, new);
        }
        let (before, after) = (old.conclusion().as_str(), new.conclusion().as_str());
        *self.conclusions.entry((before, after)).or_default() += 1;
        let mut changes = Vec::new();
        if before != after {
            changes.push(ChangedVerdict { item: "结论".to_string(), old: before.to_string(), new: after.to_string() });
        }
        changes.extend(decisions(old, new));
        changes.extend(findings(old, new));
        if changes.is_empty() {
            return;
        }
        for change in &changes {
            *self.shifts.entry(change.clone()).or_default() += 1;
        }
        let missing: Vec<String> = self.new_required.iter().map(|field| format!("必填·{field}")).collect();
        let only_new_fields = changes.iter().all(|change| change.item == "结论" || missing.contains(&change.item));
        let row = new.origin().map(crate::input::Origin::row_number);
        self.records.push(ChangedRecord { row, id: new.id(), changes, only_new_fields });
    }

    /// Counts a row that could not be read.
    pub fn reject(&mut self) {
        self.rejected += 1;
    }

    /// What changed, and for how many records.
    pub fn shifts(&self) -> impl Iterator<Item = Shift> {
        self.shifts.iter().map(|(verdict, count)| Shift { verdict: verdict.clone(), count: *count })
    }

    /// Nobody is judged differently.
    pub fn is_empty(&self) -> bool {
        self.records.is_empty()
    }
}

/// 必填 fields that only the new policy has.
fn new_required(old: &Verdict<'_>, new: &Verdict<'_>) -> Vec<String> {
    let known = |name: &str| old.record().fields.iter().any(|field| field.detail.is_none() && field.name == name);
    let fields = new.record().fields.iter().filter(|field| field.detail.is_none() && field.required.is_some());
    fields.filter(|field| !known(&field.name)).map(|field| field.name.clone()).collect()
}

/// Decisions of the same name that come to something else.
fn decisions(old: &Verdict<'_>, new: &Verdict<'_>) -> Vec<ChangedVerdict> {
    let (before, after) = (old.record(), new.record());
    let pairs = before.decisions.iter().enumerate().filter_map(|(id, decision)| {
        let other = after.decisions.iter().position(|other| other.name == decision.name)?;
        let (left, right) = (Told::of(old, DecisionId::new(id)), Told::of(new, DecisionId::new(other)));
        (left.content != right.content).then(|| {
            let is_same = left.label == right.label;
            let new = if is_same { format!("{}（内容不同）", right.label) } else { right.label };
            ChangedVerdict { item: decision.name.clone(), old: left.label, new }
        })
    });
    pairs.collect()
}

/// What a decision comes to: as it is compared, and as it may be told.
struct Told {
    content: (u8, String),
    label: String,
}

impl Told {
    fn of(verdict: &Verdict<'_>, id: DecisionId) -> Self {
        let decision = verdict.record().decision(id);
        let told = |number: u8, content: String, label: &str| Self { content: (number, content), label: label.to_string() };
        match verdict.evaluation.outcome(id.index(), verdict.lane) {
            Outcome::Determined { value, .. } => {
                let words = words(value, &verdict.judge.compiled.program);
                let few = matches!(decision.ty, Type::Bool | Type::Enum(_)) && !decision.sensitive;
                let label = if few { words.clone() } else { "已定".to_string() };
                told(0, words, &label)
            }
            Outcome::Review { rules } => {
                let reason = rules.first().and_then(|rule| verdict.review(id, *rule)).map(|(reason, _)| reason);
                told(1, reason.unwrap_or_default(), "复核")
            }
            Outcome::Conflict { .. } => told(2, String::new(), "冲突"),
            Outcome::NoRule => told(3, String::new(), "无规则"),
            Outcome::NotApplicable { .. } => told(4, String::new(), "不适用"),
            Outcome::Undetermined(_) => told(5, String::new(), "待定"),
        }
    }
}

/// Checks and findings about fields that stand by one policy only, or with another weight.
fn findings(old: &Verdict<'_>, new: &Verdict<'_>) -> Vec<ChangedVerdict> {
    let standing = |verdict: &Verdict<'_>| -> Vec<(String, String)> {
        let findings = verdict.findings().into_iter();
        let standing = findings.filter_map(|finding| {
            let word = match finding.state {
                FindingState::Violated => format!("违反（{}）", finding.severity.as_str()),
                FindingState::Unknown => "待定".to_string(),
                FindingState::Satisfied | FindingState::NotApplicable => return None,
            };
            Some((finding.id, word))
        });
        standing.collect()
    };
    let (before, after) = (standing(old), standing(new));
    let mut ids: Vec<&String> = before.iter().chain(&after).map(|(id, _)| id).collect();
    let mut seen: Vec<&String> = Vec::new();
    ids.retain(|id| {
        !seen.contains(id) && {
            seen.push(id);
            true
        }
    });
    let word = |list: &[(String, String)], id: &String| {
        list.iter().find(|(own, _)| own == id).map_or_else(|| "没有".to_string(), |(_, word)| word.clone())
    };
    let changed = ids.into_iter().filter_map(|id| {
        let (old, new) = (word(&before, id), word(&after, id));
        (old != new).then(|| ChangedVerdict { item: id.clone(), old, new })
    });
    changed.collect()
}
