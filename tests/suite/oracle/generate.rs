//! Policies and records at random: well typed by construction, each item over the items before it.

use std::collections::BTreeSet;
use std::fmt;

use proptest::collection::vec;
use proptest::prelude::{Strategy, any};

use super::calendar::Day;
use super::choices::Choices;
use super::model::{
    Body, Cell, Cells, Check, Collection, Decision, Detail, Entry, Exception, Expression, FORMATS, Field, Format, Item, Outcome,
    Parameter, Person, Policy, Process, Required, Severity, Step, Type, Value,
};
use super::print;
use super::sentence::{Kind, Visible, Writer, day, value};
use super::subject::record;

const PARAMETERS: [(&str, Type); 4] =
    [("参期限", Type::Date), ("参数目", Type::Integer), ("参地方", Type::Places), ("参开关", Type::Boolean)];

const FIELDS: [(&str, Type); 15] = [
    ("标志甲", Type::Boolean),
    ("标志乙", Type::Boolean),
    ("标志丙", Type::Boolean),
    ("数甲", Type::Integer),
    ("数乙", Type::Integer),
    ("日甲", Type::Date),
    ("日乙", Type::Date),
    ("学甲", Type::Member(0)),
    ("性甲", Type::Member(1)),
    ("地甲", Type::Place),
    ("地乙", Type::Place),
    ("号甲", Type::Text),
    ("号乙", Type::Text),
    ("诸性", Type::Members(1)),
    ("诸地", Type::Places),
];

/// They may ask about the first half of the items; only the other half knows them.
const LATE: [(&str, Type); 3] = [("晚标志", Type::Boolean), ("晚性", Type::Member(1)), ("晚地", Type::Place)];

/// One of them hides a field of the record.
const COLUMNS: [(&str, Type); 7] = [
    ("自", Type::Date),
    ("行性", Type::Member(1)),
    ("行地", Type::Place),
    ("标志甲", Type::Boolean),
    ("行数", Type::Integer),
    ("行学", Type::Member(0)),
    ("行号", Type::Text),
];

const REASONS: [&str; 2] = ["须由人看", "原文不明"];

/// A policy with some records to judge by it.
#[derive(Clone)]
pub(super) struct Case {
    pub(super) policy: Policy,
    pub(super) people: Vec<Person>,
    pub(super) today: Day,
}

/// As a reader would write it down.
impl fmt::Debug for Case {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\n{}评估日 {}", print::policy(&self.policy), self.today.text())?;
        self.people.iter().try_for_each(|person| write!(f, "\n{}", record(person)))
    }
}

/// Every construct of the language.
pub(super) fn cases() -> impl Strategy<Value = Case> {
    tapes().prop_map(|tapes| case(&tapes, false))
}

/// Without what may turn around when a field is filled in: 已填, 未填, 已定, 须复核, 待定, 视为.
pub(super) fn steady_cases() -> impl Strategy<Value = Case> {
    tapes().prop_map(|tapes| case(&tapes, true))
}

#[derive(Clone, Debug)]
struct Tapes {
    record: Vec<u8>,
    items: Vec<Vec<u8>>,
    people: Vec<Vec<u8>>,
}

/// A tape an item and a tape a record: dropping one leaves the others as they are.
fn tapes() -> impl Strategy<Value = Tapes> {
    let record = vec(any::<u8>(), 0..250);
    let items = vec(vec(any::<u8>(), 20..160), 1..8);
    let people = vec(vec(any::<u8>(), 20..120), 1..5);
    (record, items, people).prop_map(|(record, items, people)| Tapes { record, items, people })
}

fn case(tapes: &Tapes, steady: bool) -> Case {
    let mut choices = Choices::new(&tapes.record);
    let today = day(&mut choices);
    let policy = policy(&mut choices, &tapes.items, steady);
    let people = tapes.people.iter().map(|tape| person(&mut Choices::new(tape), &policy)).collect();
    Case { policy, people, today }
}

fn policy(choices: &mut Choices, items: &[Vec<u8>], steady: bool) -> Policy {
    let mut policy = Policy {
        parameters: PARAMETERS.iter().map(|it| parameter(choices, *it)).collect(),
        fields: Vec::new(),
        detail: Detail { applies: None, none_assumed: false, fields: Vec::new() },
        scope: None,
        items: Vec::new(),
    };
    let mut visible: Vec<_> = PARAMETERS.iter().map(|(name, kind)| Visible::new(name, Kind::Value(*kind))).collect();
    fields(choices, &FIELDS, &mut visible, steady, &mut policy.fields);
    policy.detail.none_assumed = !steady && choices.percent(20);
    policy.detail.applies = perhaps(choices, &visible, steady, 15);
    let mut row = visible.clone();
    row.retain(|it| COLUMNS.iter().all(|column| column.0 != it.name));
    fields(choices, &COLUMNS, &mut row, steady, &mut policy.detail.fields);
    policy.scope = perhaps(choices, &visible, steady, 25);
    let detail: Vec<_> = COLUMNS.iter().map(|(name, kind)| Visible::new(name, Kind::Field(*kind))).collect();
    for (number, tape) in items.iter().enumerate() {
        if number == items.len() / 2 {
            fields(choices, &LATE, &mut visible, steady, &mut policy.fields);
        }
        let mut choices = Choices::new(tape);
        let writer = Writer { choices: &mut choices, visible: visible.clone(), detail: detail.clone(), steady };
        let (item, own) = item(writer, number);
        visible.extend(own);
        policy.items.push(item);
    }
    policy
}

fn parameter(choices: &mut Choices, (name, kind): (&str, Type)) -> Parameter {
    let value = (!choices.percent(20)).then(|| value(choices, kind));
    Parameter { name: name.to_string(), kind, value }
}

/// A condition over fields alone, now and then.
fn perhaps(choices: &mut Choices, visible: &[Visible], steady: bool, percent: usize) -> Option<Expression> {
    if !choices.percent(percent) {
        return None;
    }
    let visible = visible.to_vec();
    Some(Writer { choices, visible, detail: Vec::new(), steady }.condition(1))
}

/// Each field may ask about the fields before it.
fn fields(choices: &mut Choices, from: &[(&str, Type)], visible: &mut Vec<Visible>, steady: bool, into: &mut Vec<Field>) {
    let demanding = choices.percent(40);
    for (name, kind) in from {
        let applies = perhaps(choices, visible, steady, 22);
        let required = match choices.below(10) {
            8 if demanding => Required::Always,
            9 if demanding => perhaps(choices, visible, steady, 100).map_or(Required::No, Required::When),
            _ => Required::No,
        };
        let format = (*kind == Type::Text && choices.percent(70)).then(|| Format {
            number: choices.below(FORMATS.len()),
            when: perhaps(choices, visible, steady, 30),
            severity: choices.pick(&[Severity::Warn, Severity::Review, Severity::Block]),
        });
        let placeholder = choices.percent(20);
        let assumes = !steady && matches!(required, Required::No) && choices.percent(15);
        let assumed = assumes.then(|| value(choices, *kind));
        let name = name.to_string();
        visible.insert(0, Visible::new(&name, Kind::Field(*kind)));
        into.push(Field { name, kind: *kind, required, applies, format, placeholder, assumed });
    }
}

fn item(mut writer: Writer, number: usize) -> (Item, Option<Visible>) {
    match writer.choices.below(10) {
        0..=3 => {
            let decision = cases_decision(&mut writer, number);
            let own = Visible::new(&decision.name, Kind::Decision(decision.kind));
            (Item::Decision(decision), Some(own))
        }
        4 => {
            let kind = any_type(writer.choices);
            let body = Body::Named(writer.value(kind, 3, false));
            let decision = Decision { name: format!("判{number}"), kind, body };
            let own = Visible::new(&decision.name, Kind::Decision(kind));
            (Item::Decision(decision), Some(own))
        }
        5 => {
            let collection = collection(&mut writer, number);
            let own = Visible::new(&collection.name, Kind::Value(collection.kind));
            (Item::Collection(collection), Some(own))
        }
        6 | 7 => (Item::Check(check(&mut writer, number)), None),
        _ => {
            let process = process(&mut writer, number);
            let steps = process.steps.iter().map(|it| it.name.clone()).collect();
            let own = Visible::new(&process.name, Kind::Process(steps));
            (Item::Process(process), Some(own))
        }
    }
}

fn any_type(choices: &mut Choices) -> Type {
    choices.pick(&[
        Type::Boolean,
        Type::Integer,
        Type::Place,
        Type::Member(0),
        Type::Date,
        Type::Members(1),
        Type::Member(1),
        Type::Places,
    ])
}

fn condition(writer: &mut Writer) -> Expression {
    let depth = 2 + writer.choices.below(2);
    writer.condition(depth)
}

fn applies(writer: &mut Writer, percent: usize) -> Option<Expression> {
    writer.choices.percent(percent).then(|| writer.condition(1))
}

fn cases_decision(writer: &mut Writer, number: usize) -> Decision {
    let kind = any_type(writer.choices);
    let applies = applies(writer, 20);
    let default = (!writer.choices.percent(20)).then(|| (format!("常{number}"), outcome(writer, kind)));
    let least = usize::from(default.is_none());
    let count = least + writer.choices.below(5 - least);
    // Without cycles: an exception beats some of those on its one side, the same side for all of them.
    let forwards = writer.choices.below(2) == 1;
    let mut exceptions = Vec::new();
    for place in 0..count {
        let mut beats = Vec::new();
        let side = if forwards { place + 1..count } else { 0..place };
        for other in side {
            if writer.choices.percent(30) {
                beats.push(format!("外{number}_{other}"));
            }
        }
        let name = format!("外{number}_{place}");
        let when = condition(writer);
        exceptions.push(Exception { name, beats, when, outcome: outcome(writer, kind) });
    }
    let body = Body::Cases { applies, default, exceptions };
    Decision { name: format!("判{number}"), kind, body }
}

fn outcome(writer: &mut Writer, kind: Type) -> Outcome {
    if writer.choices.percent(15) {
        let reason = writer.choices.pick(&REASONS).to_string();
        let suggestion = writer.choices.percent(50).then(|| writer.value(kind, 1, true));
        return Outcome::Review { reason, suggestion };
    }
    let depth = writer.choices.below(3);
    Outcome::Value(writer.value(kind, depth, true))
}

fn collection(writer: &mut Writer, number: usize) -> Collection {
    let kind = writer.choices.pick(&[Type::Members(0), Type::Members(1), Type::Places]);
    let applies = applies(writer, 15);
    let count = 1 + writer.choices.below(3);
    let entries = (0..count)
        .map(|place| {
            let when = (!writer.choices.percent(25)).then(|| condition(writer));
            let element = kind.element().unwrap_or(kind);
            let kind = if writer.choices.below(3) == 0 { kind } else { element };
            let depth = writer.choices.below(3);
            let value = writer.value(kind, depth, true);
            Entry { name: format!("项{number}_{place}"), when, value }
        })
        .collect();
    Collection { name: format!("集{number}"), kind, applies, entries }
}

fn check(writer: &mut Writer, number: usize) -> Check {
    let severity = writer.choices.pick(&[Severity::Warn, Severity::Review, Severity::Block, Severity::Advise, Severity::Warn]);
    let when = (!writer.choices.percent(30)).then(|| condition(writer));
    let require = (when.is_none() || !writer.choices.percent(30)).then(|| condition(writer));
    Check { name: format!("查{number}"), severity, when, require }
}

fn process(writer: &mut Writer, number: usize) -> Process {
    let guard = applies(writer, 20);
    let count = 1 + writer.choices.below(3);
    let steps = (0..count)
        .map(|place| Step { name: format!("步{number}_{place}"), applies: applies(writer, 40), done: condition(writer) })
        .collect();
    Process { name: format!("程{number}"), applies: guard, steps }
}

fn person(choices: &mut Choices, policy: &Policy) -> Person {
    let careful = !choices.percent(40);
    let cells = cells(choices, &policy.fields, careful);
    let rows = match choices.below(6) {
        5 => None,
        count => Some(rows_of(choices, policy, count % 4, careful)),
    };
    Person { cells, rows }
}

/// So many rows of the detail.
pub(super) fn rows(choices: &mut Choices, policy: &Policy, count: usize) -> Vec<Cells> {
    rows_of(choices, policy, count, true)
}

fn rows_of(choices: &mut Choices, policy: &Policy, count: usize, careful: bool) -> Vec<Cells> {
    (0..count).map(|_| cells(choices, &policy.detail.fields, careful)).collect()
}

/// `careful`: without what is no value of its field.
fn cells(choices: &mut Choices, fields: &[Field], careful: bool) -> Cells {
    let mut cells = Cells::new();
    for field in fields {
        let cell = match choices.below(20) {
            11 if !careful => Cell::Nonsense,
            0..=8 => Cell::Filled(value(choices, field.kind)),
            9 if field.kind.element().is_some() => Cell::Filled(Value::Set(BTreeSet::new())),
            10 => Cell::Worded(value(choices, field.kind)),
            9..=11 => Cell::Filled(value(choices, field.kind)),
            12 => Cell::Null,
            13 => Cell::Empty,
            14 | 15 if field.placeholder => Cell::Placeholder,
            _ => continue,
        };
        cells.insert(field.name.clone(), cell);
    }
    cells
}
