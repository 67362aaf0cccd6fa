//! Readers: what the contents of a slot say about each variable that asks for it.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use super::super::draft::Asked;
use super::super::formula::{Literal, Term, Variable};
use super::super::given::{Answers, Known, Question, Through};
use super::super::pattern;
use super::super::program::{
    Bit, Mask, OrderedReader, OtherReader, PlaceReader, Readers, Setting, SmallReader, TextAtom, TextReader,
};
use super::super::slot::{Kind, Slot};
use super::super::text::{TextTest, Word};
use super::super::words::Words;
use super::Assembly;
use crate::division::Division;
use crate::evaluate::{Datum, Truth, has_format};
use crate::hir::{Comparison, Function};
use crate::ids::NodeId;
use crate::plan::Op;
use crate::text_format::TextFormat;
use crate::value::Value;

/// What is asked of a slot in one word.
type Group<'a> = Vec<(&'a Asked, Bit)>;

/// The readers of each word, up to the last into which anything is read.
pub(super) fn all(assembly: &Assembly<'_>, words: usize) -> Vec<Readers> {
    let mut all: Vec<Readers> = (0..words).map(|_| Readers::default()).collect();
    let terms = assembly.terms();
    for (slot, asked) in &assembly.slots {
        let mut groups: BTreeMap<u16, Group<'_>> = BTreeMap::new();
        for (asked, variable) in asked {
            let bit = assembly.bits.of(*variable);
            groups.entry(bit.word).or_default().push((asked, bit));
        }
        for (word, group) in groups {
            if let Some(readers) = all.get_mut(usize::from(word)) {
                add(assembly, readers, *slot, word, &group, &terms);
            }
        }
    }
    while all.last().is_some_and(Readers::is_empty) {
        all.pop();
    }
    all
}

fn add(assembly: &Assembly<'_>, readers: &mut Readers, slot: usize, word: u16, group: &Group<'_>, terms: &[Term]) {
    let number = u16::try_from(slot).unwrap_or(u16::MAX);
    if assembly.is_detail(slot) || assembly.kind(slot).is_small() {
        readers.small.push(SmallReader { slot: number, table: small_table(assembly, slot, word) });
        return;
    }
    let missing = missing(assembly, slot, group, terms);
    match assembly.kind(slot) {
        Kind::Place => readers.places.push(place_reader(number, missing, group)),
        Kind::Text => {
            readers.texts.push(TextReader { slot: number, missing });
            readers.tests.extend(text_atoms(assembly, slot, group, terms));
        }
        kind if kind.is_ordered() => readers.ordered.push(ordered_reader(assembly, (number, kind), missing, group)),
        _ => readers.others.push(OtherReader { slot: number, missing, questions: questions(group) }),
    }
}

fn questions(group: &Group<'_>) -> Box<[(u64, Question)]> {
    let asked = group.iter().filter_map(|(asked, bit)| match asked {
        Asked::Question(question) => Some((bit.mask, *question)),
        _ => None,
    });
    asked.collect()
}

/// Bits of a slot in which nothing is filled. What is asked only where something is filled is no question then.
fn missing(assembly: &Assembly<'_>, slot: usize, group: &Group<'_>, terms: &[Term]) -> Setting {
    let asked = assembly.slots.get(&slot).map(Vec::as_slice).unwrap_or_default();
    let own = asked.iter().find(|(asked, _)| *asked == Asked::Missing).map(|(_, variable)| *variable);
    let filled = own.map(|variable| Literal { variable, is_negated: true });
    let is_idle = |bit: &Bit| {
        let variable = asked.iter().map(|(_, variable)| *variable).find(|variable| assembly.bits.of(*variable) == *bit);
        let reads = |term: &&Term| term.iter().any(|literal| Some(literal.variable) == variable);
        !terms.is_empty() && filled.is_some_and(|filled| terms.iter().filter(reads).all(|term| term.contains(&filled)))
    };
    let assumed = assembly.assumed(slot).cloned().map_or(Datum::Unknown, Datum::Known);
    let mut setting = Setting::default();
    for (asked, bit) in group {
        let truth = match asked {
            Asked::Missing => Truth::True,
            _ if is_idle(bit) => Truth::False,
            Asked::Given => Truth::False,
            Asked::Question(question) => assembly.draft.answers.truth(*question, Known::Field(&assumed)),
            Asked::Format(format) => match has_format(format, &assumed, assembly.draft.answers.today) {
                Datum::Known(value) => (value == Value::Bool(true)).into(),
                _ => Truth::Unknown,
            },
            Asked::Doubt(_) => Truth::Unknown,
        };
        setting.add(bit.mask, truth);
    }
    setting
}

/// Bits of one word for each code of a field with few values, or of a 明细.
pub(super) fn small_table(assembly: &Assembly<'_>, slot: usize, word: u16) -> Box<[Setting]> {
    let asked = assembly.slots.get(&slot).map(Vec::as_slice).unwrap_or_default();
    let group: Group<'_> =
        asked.iter().map(|(asked, variable)| (asked, assembly.bits.of(*variable))).filter(|(_, bit)| bit.word == word).collect();
    if assembly.is_detail(slot) {
        return detail_table(assembly, slot, &group);
    }
    let kind = assembly.kind(slot);
    let mut table = vec![missing(assembly, slot, &group, &[]); Slot::FIRST_CODE];
    for number in 0..assembly.members(slot) {
        let value = kind.value(Slot::small(u32::try_from(number).unwrap_or(u32::MAX)));
        let datum = value.map_or(Datum::Unknown, Datum::Known);
        let mut setting = Setting::default();
        for (asked, bit) in &group {
            if let Asked::Question(question) = asked {
                setting.add(bit.mask, assembly.draft.answers.truth(*question, Known::Field(&datum)));
            }
        }
        table.push(setting);
    }
    table.into()
}

/// Not mentioned, or given without rows; whoever has rows is judged by the evaluator.
fn detail_table(assembly: &Assembly<'_>, slot: usize, group: &Group<'_>) -> Box<[Setting]> {
    let detail = slot - assembly.draft.shape.kinds.len();
    let none_if_absent = assembly.draft.plan.details.get(detail).is_some_and(|detail| detail.none_if_absent);
    let state = |is_given: bool| {
        let known = if is_given || none_if_absent { Known::NoRows } else { Known::Nothing };
        let mut setting = Setting::default();
        for (asked, bit) in group {
            let truth = match asked {
                Asked::Given => is_given.into(),
                Asked::Question(question) => assembly.draft.answers.truth(*question, known),
                _ => Truth::Unknown,
            };
            setting.add(bit.mask, truth);
        }
        setting
    };
    let mut table = vec![state(false); Slot::FIRST_CODE];
    table.push(state(true));
    table.into()
}

// ---------------------------------------------------------------- places

fn place_reader(slot: u16, missing: Setting, group: &Group<'_>) -> PlaceReader {
    let shift = group.iter().map(|(_, bit)| bit.mask.trailing_zeros()).min().unwrap_or(0);
    let mut questions = vec![None; super::places::TOGETHER];
    for (asked, bit) in group {
        if let (Asked::Question(question), Some(place)) = (asked, questions.get_mut((bit.mask.trailing_zeros() - shift) as usize)) {
            *place = Some(*question);
        }
    }
    let known = (0..Division::count()).map(|_| AtomicU64::new(0)).collect();
    PlaceReader { slot, shift, missing, known, questions: questions.into() }
}

// ---------------------------------------------------------------- numbers, days, months

fn ordered_reader(assembly: &Assembly<'_>, (slot, kind): (u16, Kind), missing: Setting, group: &Group<'_>) -> OrderedReader {
    let mut compared: Vec<(Bit, Comparison, Vec<u64>)> = Vec::new();
    let mut others = Vec::new();
    for (asked, bit) in group {
        if let Asked::Question(question) = asked {
            match cuts(&assembly.draft.answers, *question, kind) {
                Some((op, cuts)) => compared.push((*bit, op, cuts)),
                None => others.push((bit.mask, *question)),
            }
        }
    }
    let mut all: Vec<u64> = compared.iter().flat_map(|(.., cuts)| cuts.iter().copied()).collect();
    all.sort_unstable();
    all.dedup();
    let mut regions = Vec::new();
    for region in 0..=2 * all.len() {
        let mut setting = Setting::default();
        for (bit, op, cuts) in &compared {
            let holds = cuts.iter().any(|cut| {
                // Cut number n is region 2n + 1.
                let own = all.binary_search(cut).map_or(0, |at| 2 * at + 1);
                let order = region.cmp(&own);
                match op {
                    Comparison::Lt => order.is_lt(),
                    Comparison::Le => order.is_le(),
                    Comparison::Gt => order.is_gt(),
                    Comparison::Ge => order.is_ge(),
                    Comparison::Ne => order.is_ne(),
                    Comparison::Eq | Comparison::In | Comparison::Within => order.is_eq(),
                }
            });
            setting.add(bit.mask, holds.into());
        }
        regions.push(setting);
    }
    OrderedReader { slot, missing, cuts: all.into(), regions: regions.into(), kind, others: others.into() }
}

/// A comparison of the field itself with constants that have places among its slots.
fn cuts(answers: &Answers<'_>, question: Question, kind: Kind) -> Option<(Comparison, Vec<u64>)> {
    let (op, value) = with_constant(answers, question)?;
    match (op, &value) {
        (Comparison::Within, _) => None,
        (Comparison::In, Value::Set(values)) => {
            values.iter().map(|value| kind.rank(value)).collect::<Option<Vec<_>>>().map(|cuts| (op, cuts))
        }
        _ => Some((op, vec![kind.rank(&value)?])),
    }
}

/// The operator and the constant, if the question compares the field itself with a constant; as if the field stood on the left.
fn with_constant(answers: &Answers<'_>, question: Question) -> Option<(Comparison, Value)> {
    let Op::Compare { op, left, right } = &answers.plan.node(question.node).op else { return None };
    let constant = |node: NodeId| match answers.datum(node, question.through, Known::Nothing) {
        Datum::Known(value) => Some(value),
        _ => None,
    };
    if is_field(answers, question, *left) {
        return Some((*op, constant(*right)?));
    }
    if !is_field(answers, question, *right) {
        return None;
    }
    let op = match op {
        Comparison::Eq => Comparison::Eq,
        Comparison::Ne => Comparison::Ne,
        Comparison::Lt => Comparison::Gt,
        Comparison::Le => Comparison::Ge,
        Comparison::Gt => Comparison::Lt,
        Comparison::Ge => Comparison::Le,
        Comparison::In | Comparison::Within => return None,
    };
    Some((op, constant(*left)?))
}

/// The node is the field that the question is about.
fn is_field(answers: &Answers<'_>, question: Question, node: NodeId) -> bool {
    match (&answers.plan.node(node).op, question.through) {
        (Op::Field(_), _) => true,
        (Op::Decide(decision), Some((own, Through::Node(source)))) => {
            own == *decision && matches!(answers.plan.node(source).op, Op::Field(_))
        }
        _ => false,
    }
}

// ---------------------------------------------------------------- texts

/// The cheapest test that answers a question, and whether the answer is the opposite.
pub(super) fn text_test(answers: &Answers<'_>, question: Question) -> (TextTest, bool) {
    let plain = (TextTest::Question(question), false);
    match with_constant(answers, question) {
        Some((Comparison::Eq, Value::Text(text))) => return (TextTest::Equals(Arc::new(Word::new(text.as_bytes()))), false),
        Some((Comparison::Ne, Value::Text(text))) => return (TextTest::Equals(Arc::new(Word::new(text.as_bytes()))), true),
        Some((Comparison::In, Value::Set(values))) => {
            let texts: Option<Vec<&str>> =
                values.iter().map(|value| if let Value::Text(text) = value { Some(&**text) } else { None }).collect();
            return texts.map_or(plain, |texts| (TextTest::OneOf(Arc::new(Words::new(texts))), false));
        }
        _ => {}
    }
    match &answers.plan.node(question.node).op {
        Op::Call { function: Function::Contains, args } => match args.as_slice() {
            [text, piece] if is_field(answers, question, *text) => match answers.datum(*piece, question.through, Known::Nothing) {
                Datum::Known(Value::Text(piece)) => (TextTest::Contains(Arc::new(Word::new(piece.as_bytes()))), false),
                _ => plain,
            },
            _ => plain,
        },
        _ => plain,
    }
}

fn format_test(format: &TextFormat) -> TextTest {
    format.shape().and_then(pattern::test).unwrap_or_else(|| TextTest::Format(format.clone()))
}

fn text_atoms(assembly: &Assembly<'_>, slot: usize, group: &Group<'_>, terms: &[Term]) -> Vec<TextAtom> {
    let variable = |bit: &Bit| {
        let asked = assembly.slots.get(&slot).into_iter().flatten();
        asked.map(|(_, variable)| *variable).find(|variable| assembly.bits.of(*variable) == *bit)
    };
    let number = u16::try_from(slot).unwrap_or(u16::MAX);
    let mut atoms: Vec<TextAtom> = Vec::new();
    for (asked, bit) in group {
        let guarded = |others: &[Option<Variable>]| guard(assembly, terms, others);
        match asked {
            Asked::Question(question) => {
                let (test, is_negated) = text_test(&assembly.draft.answers, *question);
                atoms.push(TextAtom { slot: number, guard: guarded(&[variable(bit)]), mask: bit.mask, doubt: 0, is_negated, test });
            }
            Asked::Format(format) => {
                let doubt =
                    group.iter().find(|(other, _)| matches!(other, Asked::Doubt(own) if own == format)).map(|(_, bit)| *bit);
                let guard = guarded(&[variable(bit), doubt.as_ref().and_then(variable)]);
                let doubt = doubt.map_or(0, |bit| bit.mask);
                atoms.push(TextAtom { slot: number, guard, mask: bit.mask, doubt, is_negated: false, test: format_test(format) });
            }
            Asked::Missing | Asked::Given | Asked::Doubt(_) => {}
        }
    }
    atoms
}

/// What every conjunction that reads one of some variables demands of the slots that are read first. Where it is not so, none of them
/// can hold, whatever the variables are.
fn guard(assembly: &Assembly<'_>, terms: &[Term], variables: &[Option<Variable>]) -> Option<Mask> {
    let mut shared: Option<Vec<Literal>> = None;
    for term in terms.iter().filter(|term| term.iter().any(|literal| variables.contains(&Some(literal.variable)))) {
        let cheap = term.iter().copied().filter(|literal| is_read_first(assembly, literal.variable));
        shared = Some(match shared {
            None => cheap.collect(),
            Some(before) => cheap.filter(|literal| before.contains(literal)).collect(),
        });
    }
    let mut masks: BTreeMap<u16, Mask> = BTreeMap::new();
    for literal in shared.unwrap_or_default() {
        let bit = assembly.bits.of(literal.variable);
        let mask = masks.entry(bit.word).or_insert(Mask { word: bit.word, ..Mask::default() });
        if literal.is_negated {
            mask.off |= bit.mask;
        } else {
            mask.on |= bit.mask;
        }
    }
    let width = |mask: &Mask| (mask.on | mask.off).count_ones();
    masks.into_values().max_by_key(width)
}

/// Read before the texts.
fn is_read_first(assembly: &Assembly<'_>, variable: Variable) -> bool {
    use super::super::draft::Meaning;
    match &assembly.draft.meanings[variable.0 as usize] {
        Meaning::Asked { slot, .. } => assembly.is_detail(*slot) || !matches!(assembly.kind(*slot), Kind::Text | Kind::Other),
        _ => false,
    }
}
