//! The policies that one question is about: one, or two that are compared. In: their judges. Out: members of enumerations under numbers
//! that all sides share, by the names of enumeration and member.

use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, Mutex};

use super::cone::operands;
use super::groups::Group;
use super::known::Known;
use super::places::{elements, places};
use super::sets::Elements;
use crate::hir::Type;
use crate::ids::{DecisionId, NodeId};
use crate::judge::Judge;
use crate::plan::Op;
use crate::value::{Member, Value};

/// Judges of the same kind of record in one or several policies.
pub(crate) struct Sides<'p> {
    pub(crate) judges: Vec<Judge<'p>>,
    /// Shared enumerations: name and members.
    enumerations: Vec<(String, Vec<String>)>,
    /// For each side the shared number of its members.
    shared: Vec<HashMap<Member, Member>>,
    /// Places that stand for all, once found: looking through the whole table takes long.
    places: Places,
    /// Decisions that are too large to be followed where others use them: any outcome is taken to be possible.
    opaque: RefCell<BTreeSet<(usize, DecisionId)>>,
    /// What is counted, chosen or collected from the rows of a 明细 is left open.
    without_rows: bool,
    /// Places that are no more are looked at too.
    former: bool,
    /// What an interview knows already.
    pub(super) known: Arc<Known>,
}

/// Places that stand for all, once found. Copies share them.
#[derive(Clone, Default)]
pub(crate) struct Places(Arc<Mutex<HashMap<PlaceQuestion, Vec<Value>>>>);

/// What decides which places stand for all.
#[derive(Clone, PartialEq, Eq, Hash)]
struct PlaceQuestion {
    constants: Vec<Value>,
    marks: [bool; 4],
    former: bool,
    together: usize,
    year: i32,
}

impl<'p> Sides<'p> {
    /// The first side keeps its own numbers.
    pub(crate) fn new(judges: Vec<Judge<'p>>) -> Self {
        let mut sides = Self {
            judges: Vec::new(),
            enumerations: Vec::new(),
            shared: Vec::new(),
            places: Places::default(),
            opaque: RefCell::default(),
            without_rows: false,
            former: false,
            known: Arc::default(),
        };
        for judge in &judges {
            let shared = sides.share(judge);
            sides.shared.push(shared);
        }
        sides.judges = judges;
        sides
    }

    /// The same, with what is counted, chosen or collected from rows left open.
    pub(crate) fn without_rows(judges: Vec<Judge<'p>>) -> Self {
        Self { without_rows: true, ..Self::new(judges) }
    }

    fn share(&mut self, judge: &Judge<'p>) -> HashMap<Member, Member> {
        let mut shared = HashMap::new();
        for (own, enumeration) in judge.compiled.program.enumerations.iter().enumerate() {
            let at = self.enumerations.iter().position(|(name, _)| *name == enumeration.name).unwrap_or_else(|| {
                self.enumerations.push((enumeration.name.clone(), Vec::new()));
                self.enumerations.len() - 1
            });
            let Some((_, members)) = self.enumerations.get_mut(at) else { continue };
            for (index, member) in enumeration.members.iter().enumerate() {
                let place = members.iter().position(|name| *name == member.name).unwrap_or_else(|| {
                    members.push(member.name.clone());
                    members.len() - 1
                });
                shared.insert(member_at(own, index), member_at(at, place));
            }
        }
        shared
    }

    /// A side's value in shared numbers.
    pub(crate) fn shared(&self, side: usize, value: &Value) -> Value {
        match value {
            Value::Member(member) if side > 0 => {
                Value::Member(self.shared.get(side).and_then(|table| table.get(member)).copied().unwrap_or(*member))
            }
            Value::Set(list) if side > 0 => Value::set(list.iter().map(|value| self.shared(side, value))),
            other => other.clone(),
        }
    }

    /// A shared value in a side's own numbers; nothing if the side has no such member.
    pub(crate) fn own(&self, side: usize, value: &Value) -> Option<Value> {
        match value {
            Value::Member(member) if side > 0 => {
                let table = self.shared.get(side)?;
                table.iter().find(|(_, shared)| *shared == member).map(|(own, _)| Value::Member(*own))
            }
            Value::Set(list) if side > 0 => {
                Some(Value::set(list.iter().map(|value| self.own(side, value)).collect::<Option<Vec<Value>>>()?))
            }
            other => Some(other.clone()),
        }
    }

    /// The shared type of a side's type.
    pub(crate) fn shared_type(&self, side: usize, ty: &Type) -> Type {
        match ty {
            Type::Enum(own) => {
                let first = self.shared(side, &Value::Member(member_at(usize::from(*own), 0)));
                if let Value::Member(member) = first { Type::Enum(member.enumeration) } else { ty.clone() }
            }
            Type::Set(element) => Type::Set(Box::new(self.shared_type(side, element))),
            other => other.clone(),
        }
    }

    /// Whether a decision may come to anything.
    pub(crate) fn is_opaque(&self, side: usize, decision: DecisionId) -> bool {
        self.opaque.borrow().contains(&(side, decision))
    }

    /// The same for every record there may be: one may hold a place that is no more. What is said of a policy otherwise looks at such
    /// places only where the policy asks for them.
    pub(crate) fn with_former_places(self) -> Self {
        Self { former: true, ..self }
    }

    /// The same, with what an interview knows.
    pub(crate) fn knowing(self, known: &Arc<Known>) -> Self {
        Self { known: Arc::clone(known), ..self.with_former_places() }
    }

    /// The same, with places that were found before.
    pub(crate) fn with_places(self, places: &Places) -> Self {
        Self { places: places.clone(), ..self }
    }

    /// From now on a decision may come to anything; says whether that is new.
    pub(crate) fn make_opaque(&self, side: usize, decision: DecisionId) -> bool {
        self.opaque.borrow_mut().insert((side, decision))
    }

    /// From now on a decision is followed again; says whether it was not.
    pub(crate) fn follow(&self, side: usize, decision: DecisionId) -> bool {
        self.opaque.borrow_mut().remove(&(side, decision))
    }

    /// The nodes that a node reads and that are followed.
    pub(crate) fn operands(&self, side: usize, node: NodeId) -> Vec<NodeId> {
        let Some(judge) = self.judges.get(side).filter(|_| self.known.node((side, node)).is_none()) else { return Vec::new() };
        let plan = &judge.planned.plan;
        match plan.node(node).op {
            Op::Decide(decision) | Op::Test { decision, .. } if self.is_opaque(side, decision) => Vec::new(),
            Op::Count { detail, .. } | Op::Selected { detail, .. } | Op::Gathered { detail, .. } if self.without_rows => {
                plan.details.get(detail.index()).and_then(|detail| detail.applies).into_iter().collect()
            }
            _ => operands(plan, node),
        }
    }

    /// The places that stand for all in a group.
    pub(crate) fn places(&self, group: &Group, together: usize, year: i32) -> Vec<Value> {
        let marks = group.marks;
        let former = self.former || marks.force;
        let question = PlaceQuestion {
            constants: group.constants.iter().filter(|value| matches!(value, Value::Place(_))).cloned().collect(),
            marks: [marks.level, marks.lower, marks.force, group.related],
            former,
            together,
            year,
        };
        // Where another thread stopped while it wrote, what it found is found again.
        let Ok(mut known) = self.places.0.lock() else { return places(group, together, year, former) };
        known.entry(question).or_insert_with(|| places(group, together, year, former)).clone()
    }

    /// The places that may belong to the sets of a group, of those that are alike to it no more than so many.
    pub(crate) fn elements(&self, group: &Group, most: usize, year: i32) -> Elements {
        elements(group, most, year, self.former)
    }

    /// All members of a shared enumeration.
    pub(crate) fn members(&self, enumeration: u16) -> Vec<Value> {
        let count = self.enumerations.get(usize::from(enumeration)).map_or(0, |(_, members)| members.len());
        (0..count).map(|index| Value::Member(member_at(usize::from(enumeration), index))).collect()
    }

    /// A shared value in words.
    pub(crate) fn words(&self, value: &Value) -> String {
        match value {
            Value::Member(member) => {
                let members = self.enumerations.get(usize::from(member.enumeration)).map(|(_, members)| members);
                members.and_then(|members| members.get(usize::from(member.index))).cloned().unwrap_or_default()
            }
            Value::Set(list) => format!("{{{}}}", list.iter().map(|value| self.words(value)).collect::<Vec<_>>().join("、")),
            Value::Text(text) => format!("“{text}”"),
            other => self.judges.first().map_or_else(String::new, |judge| crate::verdict::words(other, &judge.compiled.program)),
        }
    }
}

fn member_at(enumeration: usize, index: usize) -> Member {
    let small = |number: usize| u16::try_from(number).unwrap_or(u16::MAX);
    Member { enumeration: small(enumeration), index: small(index) }
}
