//! The finite space that a question is answered in. In: the cone of the question. Out: variables with cells, each cell a real value,
//! not filled, or a number of rows; and the places where the cells do not stand for all values. Encodes no condition.

use std::collections::HashMap;

use indexmap::IndexMap;

use super::cone::{Cone, SideNode, Slot, SlotUse};
use super::groups::{Group, Groups, Inexact, caution};
use super::outcome::Verdict;
use super::points::points;
use super::sets::{Elements, MOST_COUNTED, counted};
use super::sides::Sides;
use super::texts::texts;
use crate::date::Date;
use crate::hir::Type;
use crate::plan::Op;
use crate::text_format::TextFormat;
use crate::value::Value;

/// Rows of a 明细 that are looked at, at most.
pub(crate) const MOST_ROWS: usize = 2;
/// Members of an enumeration that all get a cell of their own.
const MOST_MEMBERS: usize = 40;

/// What a variable is.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Key {
    Slot(Slot),
    /// How many rows a 明细 has.
    Rows(String),
    /// A field of a row, counted from 0.
    InRow {
        detail: String,
        row: usize,
        field: String,
    },
    /// A condition that may be anything, by its number.
    Free(u32),
    /// Whether a value that is not followed is known.
    State(u32),
    /// Whether two values that are not both followed are alike.
    Alike(u32, u32),
}

/// What a record may have for a variable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Cell {
    Missing,
    Value(Value),
    Rows(usize),
    /// An outcome other than a value.
    Outcome(Verdict),
}

/// Something of a record that may be one of several things.
#[derive(Clone, Debug)]
pub(crate) struct Variable {
    pub(crate) key: Key,
    pub(crate) ty: Type,
    pub(crate) cells: Vec<Cell>,
    /// Its values are compared with those of other variables.
    pub(crate) related: bool,
    /// The slot of the cone that it is for.
    pub(crate) slot: Option<usize>,
    /// Slots in which its places are asked to lie.
    pub(crate) inside: Vec<usize>,
    /// Its cells do not stand for all its values.
    pub(crate) inexact: bool,
    /// Constants of the policy that it is compared with.
    pub(crate) named: Vec<Value>,
    /// Lengths of time and numbers that are added before it is compared.
    pub(crate) offsets: Vec<Value>,
}

/// All variables of a question.
pub(crate) struct Space {
    pub(crate) variables: Vec<Variable>,
    index: HashMap<Key, usize>,
    rows: IndexMap<String, usize>,
    /// Nodes that are followed only for chosen values.
    pub(crate) inexact: IndexMap<SideNode, Inexact>,
    pub(crate) today: Date,
}

impl Space {
    /// The space of a cone. `today` is the day where the policy does not ask for it.
    pub(crate) fn new(sides: &Sides<'_>, cone: &Cone, today: Date) -> Self {
        Self::with_rows(sides, cone, today, MOST_ROWS)
    }

    /// The same with fewer rows of every 明细.
    pub(crate) fn with_rows(sides: &Sides<'_>, cone: &Cone, today: Date, most: usize) -> Self {
        let groups = Groups::of(sides, cone);
        let mut rows = IndexMap::new();
        let mut inexact = groups.inexact.clone();
        for (name, used) in &cone.details {
            let count = if used.as_a_whole { MOST_ROWS } else { used.quantifiers.clamp(1, MOST_ROWS) };
            rows.insert(name.clone(), count.min(most));
            if used.as_a_whole || used.quantifiers > most {
                mark_rows(sides, cone, name, &mut inexact);
            }
        }
        let mut space = Self { variables: Vec::new(), index: HashMap::new(), rows, inexact, today };
        // What all rows are compared with comes before the rows.
        for (number, (slot, used)) in cone.slots.iter().enumerate() {
            if !matches!(slot, Slot::Field { detail: Some(_), .. }) {
                let cells = space.cells(sides, cone, &groups, number, used);
                space.add(Key::Slot(slot.clone()), Some(number), used.ty.clone(), cells);
            }
        }
        for detail in cone.details.keys() {
            space.add_detail(sides, cone, &groups, detail);
        }
        space
    }

    /// The number of a variable.
    pub(crate) fn variable(&self, key: &Key) -> Option<usize> {
        self.index.get(key).copied()
    }

    /// How many rows of a 明细 are looked at.
    pub(crate) fn rows(&self, detail: &str) -> usize {
        self.rows.get(detail).copied().unwrap_or(0)
    }

    pub(super) fn add(&mut self, key: Key, slot: Option<usize>, ty: Type, (cells, group, inexact): (Vec<Cell>, Group, bool)) {
        self.index.insert(key.clone(), self.variables.len());
        let related = group.related && group.slots.len() > 1;
        let (named, offsets) = (group.constants.into_iter().collect(), group.offsets.into_iter().collect());
        let inside = group.inside.iter().filter(|(inner, _)| Some(*inner) == slot).map(|(_, outer)| *outer).collect();
        self.variables.push(Variable { key, ty, cells, related, slot, inside, inexact, named, offsets });
    }

    /// The number of rows, then row by row its fields.
    fn add_detail(&mut self, sides: &Sides<'_>, cone: &Cone, groups: &Groups, detail: &str) {
        let count = Key::Rows(detail.to_string());
        if self.index.contains_key(&count) {
            return;
        }
        let rows = self.rows(detail);
        let missing = cone.details.get(detail).is_some_and(|used| used.may_be_missing).then_some(Cell::Missing);
        let cells = missing.into_iter().chain((0..=rows).map(Cell::Rows)).collect();
        self.add(count, None, Type::Integer, (cells, Group::default(), false));
        for row in 0..rows {
            for (number, (slot, used)) in cone.slots.iter().enumerate() {
                if let Slot::Field { detail: Some(own), name } = slot
                    && own == detail
                {
                    let cells = self.cells(sides, cone, groups, number, used);
                    self.add(
                        Key::InRow { detail: detail.to_string(), row, field: name.clone() },
                        Some(number),
                        used.ty.clone(),
                        cells,
                    );
                }
            }
        }
    }

    fn cells(
        &mut self,
        sides: &Sides<'_>,
        cone: &Cone,
        groups: &Groups,
        number: usize,
        used: &SlotUse,
    ) -> (Vec<Cell>, Group, bool) {
        let empty = Group::default();
        let at = groups.list.iter().position(|group| group.slots.contains(&number));
        let group = at.and_then(|at| groups.list.get(at)).unwrap_or(&empty);
        let together = if group.related { self.together(cone, group) } else { 1 };
        let (values, is_thinned) = self.values(sides, cone, group, &used.ty, together);
        if is_thinned {
            let thinned = groups.compared.iter().filter(|(_, group)| Some(**group) == at);
            self.inexact.extend(thinned.map(|(node, _)| (*node, Inexact::Many)));
        }
        let missing = (used.may_be_missing && used.fields.iter().any(Option::is_some)).then_some(Cell::Missing);
        let outcomes = match cone.slots.get_index(number) {
            Some((Slot::Outcome(_), _)) => Verdict::without_value().into_iter().map(Cell::Outcome).collect(),
            _ => Vec::new(),
        };
        let cells = missing.into_iter().chain(values.into_iter().map(Cell::Value)).chain(outcomes).collect();
        (cells, group.clone(), is_thinned || caution(cone, group).is_some())
    }

    /// The values of a type that stand for all in a group, and whether some had to be left out.
    fn values(&self, sides: &Sides<'_>, cone: &Cone, group: &Group, ty: &Type, together: usize) -> (Vec<Value>, bool) {
        match ty {
            Type::Bool => (vec![Value::Bool(true), Value::Bool(false)], false),
            Type::Enum(enumeration) => members(sides.members(*enumeration), group),
            Type::Place => (sides.places(group, together, self.today.year()), false),
            Type::Text => (texts(group, &formats(sides, cone, group), together, self.today), false),
            Type::Set(element) => self.elements(sides, cone, group, element, together).sets(),
            ty => {
                let points = points(ty, group, together, self.today);
                (points.values, points.is_thinned)
            }
        }
    }

    /// What may belong to the sets of a group. Sets that are compared with other fields may hold whatever those may be.
    fn elements(&self, sides: &Sides<'_>, cone: &Cone, group: &Group, ty: &Type, together: usize) -> Elements {
        let is_whole = matches!(ty, Type::Enum(_) | Type::Bool);
        if group.related {
            let (named, is_thinned) = self.values(sides, cone, group, ty, together);
            // How many elements there are is followed only if there can be no others, and no field says how many.
            let is_number = |slot: &usize| cone.slots.get_index(*slot).is_some_and(|(_, used)| used.ty == Type::Integer);
            let is_counted = group.marks.count && (!is_whole || group.slots.iter().any(is_number));
            return Elements { named, alike: Vec::new(), is_thinned: is_thinned || is_counted };
        }
        let wanted = counted(group);
        let count = wanted.min(MOST_COUNTED);
        let mut elements = match ty {
            Type::Enum(enumeration) => Elements::of(group, sides.members(*enumeration), count),
            Type::Place => sides.elements(group, count, self.today.year()),
            ty => Elements::of(group, self.values(sides, cone, group, ty, count).0, count),
        };
        elements.is_thinned = !is_whole && elements.alike.len() < wanted;
        elements
    }

    /// How many values of a group there may be in one record.
    fn together(&self, cone: &Cone, group: &Group) -> usize {
        let count = |slot: &usize| match cone.slots.get_index(*slot) {
            Some((Slot::Field { detail: Some(detail), .. }, _)) => self.rows(detail),
            _ => 1,
        };
        group.slots.iter().map(count).sum()
    }
}

/// Every member, or of very many those that are named and one more.
fn members(all: Vec<Value>, group: &Group) -> (Vec<Value>, bool) {
    if all.len() <= MOST_MEMBERS {
        return (all, false);
    }
    let is_thinned = group.related || group.marks.ordered;
    let other = all.iter().find(|member| !group.constants.contains(*member)).cloned();
    (all.into_iter().filter(|member| group.constants.contains(member)).chain(other).collect(), is_thinned)
}

/// The formats that fields of a group must have.
fn formats(sides: &Sides<'_>, cone: &Cone, group: &Group) -> Vec<TextFormat> {
    let fields = group.slots.iter().filter_map(|slot| cone.slots.get_index(*slot)).flat_map(|(_, used)| {
        used.fields.iter().enumerate().filter_map(|(side, field)| Some(sides.judges.get(side)?.record.field((*field)?)))
    });
    fields.flat_map(|field| field.formats.iter().map(|one| one.format.clone())).collect()
}

/// Questions about the rows of a 明细 that more rows could answer otherwise.
fn mark_rows(sides: &Sides<'_>, cone: &Cone, name: &str, inexact: &mut IndexMap<SideNode, Inexact>) {
    for &(side, node) in &cone.nodes {
        let Some(judge) = sides.judges.get(side) else { continue };
        let detail = match &judge.planned.plan.node(node).op {
            Op::Any { detail, .. }
            | Op::All { detail, .. }
            | Op::Count { detail, .. }
            | Op::Selected { detail, .. }
            | Op::Gathered { detail, .. } => *detail,
            _ => continue,
        };
        if judge.record.detail(detail).name == name {
            inexact.insert((side, node), Inexact::Rows);
        }
    }
}
