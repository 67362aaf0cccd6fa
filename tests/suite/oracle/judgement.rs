//! The whole verdict on one record: every item in turn, the demands of the fields, the conclusion.

use std::collections::BTreeMap;

use super::calendar::Day;
use super::model::{Body, DETAIL, FORMATS, Item, Person, Policy, Required, Severity, Value};
use super::ruling::{Class, Ruling, State};
use super::seen::Truth;
use super::walker::{Content, Rows, Slot, Walker};

#[derive(Clone, Debug)]
pub(super) struct Judgement {
    pub(super) conclusion: &'static str,
    /// Decisions, collections and processes by name.
    pub(super) rulings: BTreeMap<String, Ruling>,
    /// Checks and the demands of fields by name, without those that are fine.
    pub(super) findings: BTreeMap<String, (Severity, State)>,
}

pub(super) fn judge(policy: &Policy, person: &Person, today: Day) -> Judgement {
    let mut walker = Walker { policy, person, today, rulings: BTreeMap::new() };
    let scope = walker.holds(policy.scope.as_ref(), None);
    let mut findings = BTreeMap::new();
    for item in &policy.items {
        let (name, ruling) = match item {
            Item::Decision(it) => (&it.name, walker.decide(it)),
            Item::Collection(it) => (&it.name, walker.collect(it)),
            Item::Process(it) => (&it.name, walker.proceed(it)),
            Item::Check(it) => {
                findings.insert(it.name.clone(), (it.severity, walker.check(it)));
                continue;
            }
        };
        walker.rulings.insert(name.clone(), ruling);
    }
    if scope != Truth::False {
        walker.demands(&mut findings);
    }
    let rulings = walker.rulings;
    findings.retain(|_, (_, state)| *state != State::Fine);
    let conclusion = conclusion(policy, &scope, &rulings, &findings);
    Judgement { conclusion, rulings, findings }
}

/// The first that fits.
fn conclusion(
    policy: &Policy,
    scope: &Truth,
    rulings: &BTreeMap<String, Ruling>,
    findings: &BTreeMap<String, (Severity, State)>,
) -> &'static str {
    let violated = |severity| findings.values().any(|it| *it == (severity, State::Violated));
    let review = |ruling: &Ruling| match ruling {
        Ruling::Settled { class, .. } => {
            matches!(class, Class::Review(_) | Class::Conflict | Class::NoRule)
        }
        _ => false,
    };
    // A named expression counts only through what uses it.
    let named = |name: &String| {
        policy.items.iter().any(|item| match item {
            Item::Decision(it) => it.name == *name && matches!(it.body, Body::Named(_)),
            _ => false,
        })
    };
    let pending = rulings.iter().any(|(name, ruling)| match ruling {
        Ruling::Pending { .. } => !named(name),
        Ruling::Collecting { .. } => true,
        _ => false,
    });
    let unknown = findings
        .values()
        .any(|(severity, state)| matches!(severity, Severity::Block | Severity::Review) && matches!(state, State::Unknown(_)));
    if *scope == Truth::False {
        "不适用"
    } else if violated(Severity::Block) {
        "须修改"
    } else if rulings.values().any(review) || violated(Severity::Review) {
        "须复核"
    } else if pending || unknown || *scope != Truth::True {
        "待定"
    } else if violated(Severity::Warn) {
        "有提醒"
    } else {
        "通过"
    }
}

impl Walker<'_> {
    /// What the fields of the record and of the rows demand of what is written in them.
    fn demands(&self, findings: &mut BTreeMap<String, (Severity, State)>) {
        for field in &self.policy.fields {
            if let Some(slot) = self.slot(&field.name, None) {
                self.demand(&slot, None, Truth::True, findings);
            }
        }
        let rows = self.person.rows.as_ref().map_or(0, Vec::len);
        let exists = match self.rows() {
            Rows::Known(0) => Truth::False,
            Rows::Known(_) => Truth::True,
            Rows::Unknown(needs) => Truth::Unknown(needs),
        };
        for row in 0..rows {
            for field in &self.policy.detail.fields {
                if let Some(slot) = self.slot(&field.name, Some(row)) {
                    self.demand(&slot, Some(row), exists.clone(), findings);
                }
            }
        }
    }

    fn demand(&self, slot: &Slot, row: Option<usize>, exists: Truth, findings: &mut BTreeMap<String, (Severity, State)>) {
        let applies = Truth::all([exists, self.applicable(slot)]);
        let (kind, severity, violated) = match slot.content() {
            Content::Filled(value) => {
                let (Some(format), Value::Text(text)) = (&slot.field.format, value) else { return };
                if (FORMATS[format.number].fits)(&text) {
                    return;
                }
                ("格式", format.severity, Truth::all([applies, self.holds(format.when.as_ref(), row)]))
            }
            Content::Nonsense => ("无效", Severity::Block, applies),
            Content::Missing => {
                let required = match &slot.field.required {
                    Required::No => Truth::False,
                    Required::Always => Truth::True,
                    Required::When(condition) => self.holds(Some(condition), row),
                };
                ("必填", Severity::Block, Truth::all([applies, required]))
            }
        };
        // A finding on a row is called after the column, and names the place as its field.
        let id = match row {
            Some(_) => format!("{kind}·{DETAIL}.{} {}", slot.field.name, slot.name),
            None => format!("{kind}·{}", slot.name),
        };
        findings.insert(id, (severity, State::of(violated)));
    }
}
