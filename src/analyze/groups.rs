//! Fields that are compared with each other. In: a cone. Out: groups of its slots, with the constants and lengths of time they are compared
//! with; and the comparisons that cells cannot follow exactly.

use std::collections::{BTreeSet, HashMap};

use indexmap::{IndexMap, IndexSet};

use super::cone::{Cone, SideNode, Slot, open_arms, slot_of, value_of};
use super::origin::{Marks, Origin, shifted};
use super::sides::Sides;
use crate::evaluate::Datum;
use crate::hir::{Comparison, Function, Type};
use crate::ids::NodeId;
use crate::judge::Judge;
use crate::plan::{BodyPlan, Op};
use crate::value::{Arithmetic, Value};

/// Why a comparison is only followed for chosen values, not for all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Inexact {
    /// Only so many rows of a 明细 are looked at.
    Rows,
    /// Arithmetic between fields, or parts of dates.
    Arithmetic,
    /// Lengths, pieces and formats of texts.
    Text,
    /// More than two fields with places compared with each other.
    Places,
    /// More values matter than are looked at.
    Many,
}

/// Fields whose values are compared with each other.
#[derive(Clone, Debug, Default)]
pub(crate) struct Group {
    /// Numbers of the slots in the cone.
    pub(crate) slots: BTreeSet<usize>,
    pub(crate) constants: IndexSet<Value>,
    pub(crate) offsets: IndexSet<Value>,
    pub(crate) marks: Marks,
    /// Its values are compared with each other, not only with constants.
    pub(crate) related: bool,
    /// How many of these comparisons are of values to which something is added.
    pub(crate) jumps: usize,
    /// Slots with those in which they are asked to lie.
    pub(crate) inside: BTreeSet<(usize, usize)>,
}

/// The groups of a cone, and its comparisons that need a word of caution.
pub(crate) struct Groups {
    pub(crate) list: Vec<Group>,
    /// By node, what makes it inexact whatever the cells are.
    pub(crate) inexact: IndexMap<SideNode, Inexact>,
    /// By node, the group that is compared there.
    pub(crate) compared: IndexMap<SideNode, usize>,
}

struct Finder<'c, 'p> {
    sides: &'c Sides<'p>,
    cone: &'c Cone,
    known: HashMap<SideNode, Origin>,
    /// The group of each slot; joined groups leave an empty one behind.
    group_of: Vec<usize>,
    groups: Vec<Group>,
    compared: IndexMap<SideNode, usize>,
}

impl Groups {
    pub(crate) fn of(sides: &Sides<'_>, cone: &Cone) -> Self {
        let groups = (0..cone.slots.len()).map(|slot| Group { slots: BTreeSet::from([slot]), ..Group::default() }).collect();
        let group_of = (0..cone.slots.len()).collect();
        let mut finder = Finder { sides, cone, known: HashMap::new(), group_of, groups, compared: IndexMap::new() };
        for &at in &cone.nodes {
            finder.visit(at);
        }
        let mut together = Origin::default();
        cone.together.iter().filter_map(|at| finder.known.get(at)).for_each(|origin| together.join(origin));
        cone.together.iter().for_each(|at| finder.relate(*at, &together));
        let Finder { groups, group_of, compared, .. } = finder;
        // A comparison is noted with a slot; by now the slot's group is settled.
        let compared: IndexMap<SideNode, usize> =
            compared.into_iter().filter_map(|(at, slot)| Some((at, group_of.get(slot).copied()?))).collect();
        let inexact = compared.iter().filter_map(|(at, group)| Some((*at, caution(cone, groups.get(*group)?)?))).collect();
        Self { list: groups, inexact, compared }
    }
}

/// What about a group cannot be followed exactly.
pub(super) fn caution(cone: &Cone, group: &Group) -> Option<Inexact> {
    let marks = group.marks;
    let has = |wanted: fn(&Type) -> bool| {
        group.slots.iter().filter_map(|slot| cone.slots.get_index(*slot)).any(|(_, used)| wanted(&used.ty))
    };
    if marks.length || marks.format || (marks.piece && (group.related || group.constants.len() > 4)) {
        Some(Inexact::Text)
    } else if marks.mixed || marks.part || ((marks.year || marks.reflected) && group.related) {
        Some(Inexact::Arithmetic)
    } else if group.related && group.slots.len() > 2 && has(|ty| *ty == Type::Place) {
        Some(Inexact::Places)
    } else {
        None
    }
}

impl Finder<'_, '_> {
    fn visit(&mut self, at: SideNode) {
        let (side, node) = at;
        let Some(judge) = self.sides.judges.get(side) else { return };
        let judge = *judge;
        let origin = self.origin(judge, side, node);
        if self.sides.known.node(at).is_some() {
            self.known.insert(at, origin);
            return;
        }
        let of = |finder: &Self, node: NodeId| finder.known.get(&(side, node)).cloned().unwrap_or_default();
        match &judge.planned.plan.node(node).op {
            Op::Compare { op, left, right } => {
                let (left, right) = (of(self, *left), of(self, *right));
                let ordered = matches!(op, Comparison::Lt | Comparison::Le | Comparison::Gt | Comparison::Ge);
                self.compare(at, &left, &right, ordered);
                if *op == Comparison::Within {
                    self.note_inside(&left, &right);
                }
            }
            Op::Call { function: Function::Same, args } => {
                if let [left, right] = args.as_slice() {
                    let (left, right) = (of(self, *left), of(self, *right));
                    self.compare(at, &left, &right, false);
                }
            }
            Op::Call { function: Function::HasLower | Function::InForce | Function::Contains, args } => {
                let mut all = origin.clone();
                args.iter().for_each(|arg| all.join(&of(self, *arg)));
                self.compare(at, &all, &Origin::default(), false);
            }
            // What a value comes to may be asked without comparing it: whether it is known, or applies.
            Op::Call { function: Function::Level | Function::Parent, .. } => self.mark(&origin),
            Op::Arithmetic { op: Arithmetic::Div, right, .. } => {
                let mut divisor = of(self, *right);
                divisor.constants.insert(Value::Integer(0));
                self.mark(&divisor);
            }
            Op::Format { text, .. } => {
                let mut text = of(self, *text);
                text.marks.format = true;
                self.compare(at, &text, &Origin::default(), false);
            }
            // Rows are put in order and collected by comparing them with each other.
            Op::Selected { order, value, .. } => {
                for one in [order, value] {
                    let one = of(self, *one);
                    self.relate(at, &one);
                }
            }
            Op::Gathered { value, .. } => {
                let value = of(self, *value);
                self.relate(at, &value);
            }
            Op::Test { .. } if !self.sides.known.is_interview() => {}
            Op::Decide(decision) | Op::Test { decision, .. } if !self.sides.is_opaque(side, *decision) => {
                // Two rules that hold together are in conflict unless their values are equal. In an interview so are all values that a
                // decision may still have, since what may come to one value in several ways need not be asked for.
                let is_interview = self.sides.known.is_interview();
                let values: Vec<NodeId> = match judge.planned.plan.decisions.get(decision.index()).map(|plan| &plan.body) {
                    Some(BodyPlan::Rules(rules)) if is_interview || rules.iter().filter(|rule| !rule.is_default).count() > 1 => {
                        rules.iter().filter_map(|rule| value_of(&rule.outcome)).collect()
                    }
                    Some(BodyPlan::Collect { entries, .. }) if is_interview => entries.iter().map(|entry| entry.value).collect(),
                    _ => Vec::new(),
                };
                let mut all = Origin::default();
                values.into_iter().for_each(|value| all.join(&of(self, value)));
                self.relate(at, &all);
            }
            _ => {}
        }
        self.known.insert(at, origin);
    }

    fn origin(&self, judge: Judge<'_>, side: usize, node: NodeId) -> Origin {
        let of = |node: &NodeId| self.known.get(&(side, *node)).cloned().unwrap_or_default();
        let joined = |nodes: &mut dyn Iterator<Item = NodeId>| {
            let mut all = Origin::default();
            nodes.for_each(|node| all.join(&of(&node)));
            all
        };
        let slot = |slot: &Slot| Origin {
            slots: self.cone.slots.get_index_of(slot).into_iter().collect(),
            is_set: self.cone.slots.get(slot).is_some_and(|used| matches!(used.ty, Type::Set(_))),
            ..Origin::default()
        };
        let constant = |value: &Value| Origin {
            constants: value.elements().iter().map(|value| self.sides.shared(side, value)).collect(),
            is_set: matches!(value, Value::Set(_)),
            ..Origin::default()
        };
        if let Some(known) = self.sides.known.node((side, node)) {
            return if let Datum::Known(value) = known { constant(value) } else { Origin::default() };
        }
        match &judge.planned.plan.node(node).op {
            Op::Const(value) => constant(value),
            Op::Field(field) if self.sides.known.is_interview() => {
                // Whatever else is asked must be told apart from what was answered, or is assumed for an unfilled field.
                let assumed = judge.planned.plan.fields.get(field.index()).and_then(|plan| plan.assume.as_ref());
                match self.sides.known.answer(side, *field) {
                    Some(answer) => answer.or(assumed).map(constant).unwrap_or_default(),
                    None => {
                        let mut all = slot(&slot_of(&judge, *field).0);
                        assumed.iter().for_each(|value| all.join(&constant(value)));
                        all
                    }
                }
            }
            Op::Today => slot(&Slot::Today),
            Op::Field(field) => slot(&slot_of(&judge, *field).0),
            Op::Lift(inner) => of(inner),
            Op::Set(parts) => joined(&mut parts.iter().copied()).set(),
            Op::Choice { arms, otherwise } => {
                let (arms, otherwise) = open_arms(&judge.planned.plan, arms, *otherwise);
                joined(&mut arms.into_iter().map(|(_, value)| value).chain([otherwise]))
            }
            Op::Selected { value, .. } => of(value),
            Op::Gathered { value, .. } => of(value).set(),
            Op::Arithmetic { op, left, right } => shifted(*op, of(left), of(right)),
            Op::Call { function, args } => {
                let mut all = joined(&mut args.iter().copied());
                let slots = all.slots.len();
                all.is_set = *function == Function::Successors;
                let marks = &mut all.marks;
                match function {
                    Function::Year => marks.year = true,
                    Function::MonthOf | Function::DayOf => marks.part = true,
                    Function::Days => (marks.part, marks.mixed) = (true, slots > 1),
                    Function::Length => marks.length = true,
                    Function::Contains => marks.piece = true,
                    Function::Level => marks.level = true,
                    Function::HasLower => marks.lower = true,
                    Function::InForce | Function::Successors => marks.force = true,
                    Function::Parent => (marks.level, marks.lower) = (true, true),
                    Function::Count => marks.count = true,
                    Function::Same => {}
                }
                all
            }
            Op::Decide(decision) if self.sides.is_opaque(side, *decision) => {
                slot(&Slot::Outcome(judge.record.decision(*decision).name.clone()))
            }
            Op::Decide(decision) => match judge.planned.plan.decisions.get(decision.index()).map(|plan| &plan.body) {
                Some(BodyPlan::Expr { value, .. }) => of(value),
                Some(BodyPlan::Rules(rules)) => joined(&mut rules.iter().filter_map(|rule| value_of(&rule.outcome))),
                Some(BodyPlan::Collect { entries, .. }) => joined(&mut entries.iter().map(|entry| entry.value)).set(),
                None => Origin::default(),
            },
            _ => Origin::default(),
        }
    }

    fn compare(&mut self, at: SideNode, left: &Origin, right: &Origin, ordered: bool) {
        let (mut both, other) = match (left.slots.is_empty(), right.slots.is_empty()) {
            (false, true) => (left.beside(right), right),
            (true, false) => (right.beside(left), left),
            _ => (left.clone(), right),
        };
        both.join(other);
        both.marks.ordered |= ordered;
        let related = (!left.slots.is_empty() && !right.slots.is_empty()) || both.marks.mixed;
        self.put_together(at, &both, related);
    }

    fn note_inside(&mut self, inner: &Origin, outer: &Origin) {
        let pairs = inner.slots.iter().flat_map(|inner| outer.slots.iter().map(move |outer| (*inner, *outer)));
        let group = inner.slots.first().and_then(|slot| self.group_of.get(*slot)).copied();
        if let Some(group) = group.and_then(|group| self.groups.get_mut(group)) {
            group.inside.extend(pairs);
        }
    }

    fn relate(&mut self, at: SideNode, origin: &Origin) {
        self.put_together(at, origin, true);
    }

    /// Notes what is done with a value.
    fn mark(&mut self, origin: &Origin) {
        for &slot in &origin.slots {
            if let Some(group) = self.group_of.get(slot).and_then(|group| self.groups.get_mut(*group)) {
                group.constants.extend(origin.constants.iter().cloned());
                group.offsets.extend(origin.offsets.iter().cloned());
                group.marks.join(origin.marks);
            }
        }
    }

    fn put_together(&mut self, at: SideNode, origin: &Origin, related: bool) {
        let Some(&first) = origin.slots.first() else { return };
        if related {
            for &slot in &origin.slots {
                self.union(first, slot);
            }
        }
        self.mark(origin);
        if let Some(group) = self.group_of.get(first).and_then(|group| self.groups.get_mut(*group)) {
            group.related |= related;
        }
        if related
            && !origin.offsets.is_empty()
            && let Some(group) = self.group_of.get(first).and_then(|group| self.groups.get_mut(*group))
        {
            group.jumps += 1;
        }
        self.compared.insert(at, first);
    }

    fn union(&mut self, left: usize, right: usize) {
        let (Some(&keep), Some(&gone)) = (self.group_of.get(left), self.group_of.get(right)) else { return };
        if keep == gone {
            return;
        }
        let moved = self.groups.get_mut(gone).map(std::mem::take).unwrap_or_default();
        for slot in &moved.slots {
            if let Some(group) = self.group_of.get_mut(*slot) {
                *group = keep;
            }
        }
        if let Some(group) = self.groups.get_mut(keep) {
            group.slots.extend(moved.slots);
            group.constants.extend(moved.constants);
            group.offsets.extend(moved.offsets);
            group.marks.join(moved.marks);
            group.related |= moved.related;
            group.jumps += moved.jumps;
            group.inside.extend(moved.inside);
        }
    }
}
