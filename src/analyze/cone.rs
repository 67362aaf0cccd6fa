//! What a question depends on: the nodes below it, and with them the fields, the 明细 and the open parameters.
//! In: judges and the nodes asked about. Out: nodes and fields in the order in which they are first met. Encodes nothing.

use std::collections::HashSet;

use indexmap::{IndexMap, IndexSet};

use super::sides::Sides;
use crate::hir::Type;
use crate::ids::{DetailId, FieldId, NodeId, ParameterId};
use crate::judge::Judge;
use crate::plan::{BodyPlan, Op, OutcomePlan, Plan};
use crate::value::Value;

/// A node of one of the policies that are analysed together.
pub(crate) type SideNode = (usize, NodeId);

/// What a value of a record is, by the names that all policies share.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Slot {
    /// 评估日
    Today,
    /// What a decision comes to, where it is too large to be followed.
    Outcome(String),
    Field {
        detail: Option<String>,
        name: String,
    },
}

/// A value of a record that matters.
#[derive(Clone, Debug)]
pub(crate) struct SlotUse {
    pub(crate) ty: Type,
    /// The field in each policy.
    pub(crate) fields: Vec<Option<FieldId>>,
    /// That it is not filled makes a difference that no filled value makes.
    pub(crate) may_be_missing: bool,
}

/// A 明细 that matters.
#[derive(Clone, Debug, Default)]
pub(crate) struct DetailUse {
    pub(crate) details: Vec<Option<DetailId>>,
    /// How many different 任一 and 全部 ask about its rows.
    pub(crate) quantifiers: usize,
    /// Its rows are counted, collected or put in order.
    pub(crate) as_a_whole: bool,
    pub(crate) may_be_missing: bool,
}

/// Everything below some nodes.
pub(crate) struct Cone {
    /// Operands before what uses them.
    pub(crate) nodes: IndexSet<SideNode>,
    pub(crate) slots: IndexMap<Slot, SlotUse>,
    pub(crate) details: IndexMap<String, DetailUse>,
    /// Open parameters, with the policy they belong to.
    pub(crate) open: IndexSet<(usize, ParameterId)>,
    /// Nodes whose values are compared with each other by who asks, not by a policy.
    pub(crate) together: Vec<SideNode>,
}

impl Cone {
    /// The cone of nodes of several policies.
    pub(crate) fn of(sides: &Sides<'_>, roots: &[SideNode]) -> Self {
        let nodes = below(sides, roots);
        let mut cone = Self {
            nodes: IndexSet::new(),
            slots: IndexMap::new(),
            details: IndexMap::new(),
            open: IndexSet::new(),
            together: Vec::new(),
        };
        for &(side, node) in &nodes {
            cone.meet(sides, side, node);
        }
        // Only a question about filling, or about an open outcome, tells an unfilled field from every filled one.
        let tested: Vec<SideNode> = nodes.iter().copied().filter(|(side, node)| is_test(sides, *side, *node)).collect();
        for &(side, node) in &below(sides, &tested) {
            cone.mark_missing(sides, side, node, true);
        }
        for &(side, node) in &nodes {
            cone.mark_missing(sides, side, node, false);
        }
        cone.nodes = nodes;
        cone
    }

    fn meet(&mut self, sides: &Sides<'_>, side: usize, node: NodeId) {
        let Some(judge) = sides.judges.get(side).filter(|_| sides.known.node((side, node)).is_none()) else { return };
        match &judge.planned.plan.node(node).op {
            Op::Field(field) | Op::Filled(field) if sides.known.answer(side, *field).is_some() => {}
            Op::Today => {
                self.slot(Slot::Today, Type::Date, sides.judges.len());
            }
            Op::Field(field) | Op::Filled(field) => {
                let (slot, ty) = slot_of(judge, *field);
                let used = self.slot(slot, sides.shared_type(side, &ty), sides.judges.len());
                if let Some(own) = used.fields.get_mut(side) {
                    *own = Some(*field);
                }
            }
            Op::Decide(decision) | Op::Test { decision, .. } if sides.is_opaque(side, *decision) => {
                let own = judge.record.decision(*decision);
                self.slot(Slot::Outcome(own.name.clone()), sides.shared_type(side, &own.ty), sides.judges.len());
            }
            Op::Unset(parameter) => {
                self.open.insert((side, *parameter));
            }
            Op::Any { detail, .. } | Op::All { detail, .. } => self.detail(sides, side, *detail).quantifiers += 1,
            Op::Count { detail, .. } | Op::Selected { detail, .. } | Op::Gathered { detail, .. } => {
                self.detail(sides, side, *detail).as_a_whole = true;
            }
            Op::DetailFilled(detail) => {
                self.detail(sides, side, *detail);
            }
            _ => {}
        }
    }

    fn slot(&mut self, slot: Slot, ty: Type, sides: usize) -> &mut SlotUse {
        self.slots.entry(slot).or_insert_with(|| SlotUse { ty, fields: vec![None; sides], may_be_missing: false })
    }

    fn detail(&mut self, sides: &Sides<'_>, side: usize, detail: DetailId) -> &mut DetailUse {
        let name = sides.judges.get(side).map_or_else(String::new, |judge| judge.record.detail(detail).name.clone());
        let used = self
            .details
            .entry(name)
            .or_insert_with(|| DetailUse { details: vec![None; sides.judges.len()], ..DetailUse::default() });
        if let Some(own) = used.details.get_mut(side) {
            *own = Some(detail);
        }
        used
    }

    fn mark_missing(&mut self, sides: &Sides<'_>, side: usize, node: NodeId, everything: bool) {
        let Some(judge) = sides.judges.get(side) else { return };
        match &judge.planned.plan.node(node).op {
            Op::Field(field) if everything => self.may_be_missing(judge, *field),
            Op::Filled(field) => self.may_be_missing(judge, *field),
            Op::DetailFilled(detail) => self.detail(sides, side, *detail).may_be_missing = true,
            Op::Any { detail, .. }
            | Op::All { detail, .. }
            | Op::Count { detail, .. }
            | Op::Selected { detail, .. }
            | Op::Gathered { detail, .. }
                if everything =>
            {
                self.detail(sides, side, *detail).may_be_missing = true;
            }
            _ => {}
        }
    }

    fn may_be_missing(&mut self, judge: &Judge<'_>, field: FieldId) {
        if let Some(used) = self.slots.get_mut(&slot_of(judge, field).0) {
            used.may_be_missing = true;
        }
    }
}

/// The slot of a field and its type.
pub(crate) fn slot_of(judge: &Judge<'_>, field: FieldId) -> (Slot, Type) {
    let field = judge.record.field(field);
    let detail = field.detail.map(|detail| judge.record.detail(detail).name.clone());
    (Slot::Field { detail, name: field.name.clone() }, field.ty.clone())
}

fn is_test(sides: &Sides<'_>, side: usize, node: NodeId) -> bool {
    sides.judges.get(side).is_some_and(|judge| matches!(judge.planned.plan.node(node).op, Op::Test { .. }))
}

/// All nodes below some nodes, these included, operands first.
pub(crate) fn below(sides: &Sides<'_>, roots: &[SideNode]) -> IndexSet<SideNode> {
    let mut found = IndexSet::new();
    for root in roots {
        // A node is opened once and closed when its operands are done.
        let mut open = vec![(*root, false)];
        while let Some((at, is_done)) = open.pop() {
            if found.contains(&at) {
                continue;
            }
            if is_done {
                found.insert(at);
                continue;
            }
            open.push((at, true));
            let (side, node) = at;
            let operands = sides.operands(side, node);
            open.extend(operands.into_iter().rev().map(|operand| ((side, operand), false)));
        }
    }
    found
}

/// The nodes that a node reads.
pub(crate) fn operands(plan: &Plan, node: NodeId) -> Vec<NodeId> {
    let rows = |detail: &DetailId| plan.details.get(detail.index()).and_then(|detail| detail.applies);
    match &plan.node(node).op {
        Op::Const(_) | Op::Unset(_) | Op::Today => Vec::new(),
        Op::Field(field) | Op::Filled(field) => {
            plan.fields.get(field.index()).and_then(|field| field.applies).into_iter().collect()
        }
        Op::DetailFilled(detail) => rows(detail).into_iter().collect(),
        Op::Lift(inner) | Op::Not(inner) | Op::Format { text: inner, .. } => vec![*inner],
        Op::And(parts) | Op::Or(parts) | Op::Set(parts) | Op::Call { args: parts, .. } => parts.clone(),
        Op::Compare { left, right, .. } | Op::Arithmetic { left, right, .. } => vec![*left, *right],
        Op::Choice { arms, otherwise } => {
            let (arms, otherwise) = open_arms(plan, arms, *otherwise);
            arms.into_iter().flat_map(|(condition, value)| [condition, value]).chain([otherwise]).collect()
        }
        Op::Any { detail, such_that } | Op::All { detail, such_that } | Op::Count { detail, such_that } => {
            rows(detail).into_iter().chain([*such_that]).collect()
        }
        Op::Selected { detail, order, such_that, value, .. } => {
            rows(detail).into_iter().chain([*such_that, *order, *value]).collect()
        }
        Op::Gathered { detail, such_that, value } => rows(detail).into_iter().chain([*such_that, *value]).collect(),
        Op::Decide(decision) | Op::Test { decision, .. } => {
            let Some(plan) = plan.decisions.get(decision.index()) else { return Vec::new() };
            plan.guard.into_iter().chain(body_operands(&plan.body)).collect()
        }
        Op::CurrentStep(process) => {
            let Some(plan) = plan.processes.get(process.index()) else { return Vec::new() };
            plan.guard.into_iter().chain(plan.steps.iter().flat_map(|step| step.applies.into_iter().chain([step.done]))).collect()
        }
    }
}

/// The arms of a choice that parameters leave open, and what is chosen when none of them is.
pub(crate) fn open_arms(plan: &Plan, arms: &[(NodeId, NodeId)], otherwise: NodeId) -> (Vec<(NodeId, NodeId)>, NodeId) {
    let mut open = Vec::new();
    for (condition, value) in arms {
        match &plan.node(*condition).op {
            Op::Const(Value::Bool(true)) => return (open, *value),
            Op::Const(Value::Bool(false)) => {}
            _ => open.push((*condition, *value)),
        }
    }
    (open, otherwise)
}

/// Whether some elements of a set may be known though the set is not.
pub(super) fn may_be_known_in_part(plan: &Plan, node: NodeId) -> bool {
    let (mut open, mut seen) = (vec![node], HashSet::new());
    while let Some(node) = open.pop() {
        if !seen.insert(node) {
            continue;
        }
        match &plan.node(node).op {
            Op::Set(_) | Op::Gathered { .. } => return true,
            Op::Decide(decision) => {
                let body = plan.decisions.get(decision.index()).map(|decision| &decision.body);
                if matches!(body, Some(BodyPlan::Collect { .. })) {
                    return true;
                }
            }
            Op::Lift(inner) => open.push(*inner),
            Op::Choice { arms, otherwise } => open.extend(arms.iter().map(|(_, value)| *value).chain([*otherwise])),
            _ => {}
        }
    }
    false
}

/// Conditions and values of a decision, without what is only said.
pub(super) fn body_operands(body: &BodyPlan) -> Vec<NodeId> {
    match body {
        BodyPlan::Expr { value, .. } => vec![*value],
        BodyPlan::Rules(rules) => rules.iter().flat_map(|rule| rule.condition.into_iter().chain(value_of(&rule.outcome))).collect(),
        BodyPlan::Collect { entries, .. } => {
            entries.iter().flat_map(|entry| entry.condition.into_iter().chain([entry.value])).collect()
        }
    }
}

/// The value of a rule's outcome, if it is one.
pub(crate) fn value_of(outcome: &OutcomePlan) -> Option<NodeId> {
    match outcome {
        OutcomePlan::Value(node) => Some(*node),
        OutcomePlan::Review { .. } => None,
    }
}
