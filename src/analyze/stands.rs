//! What a variable of a diagram stands for. In: a variable, a condition or a value. Out: the fields and 明细 that it reads. What is read
//! through a condition or a decision is only what its own diagram still depends on.

use std::collections::HashSet;

use super::cone::{Slot, below, body_operands, may_be_known_in_part, operands, value_of};
use super::diagram::{Ref, TooLarge};
use super::encode::Leaf;
use super::left::{Atom, FIRST_ATOM, Left};
use super::outcome::{Verdict, first_alike};
use super::relevance::Matters;
use super::space::Key;
use crate::evaluate::{Datum, Truth};
use crate::ids::{DecisionId, DetailId, FieldId, NodeId};
use crate::plan::{BodyPlan, Op};

/// What is added already, and what is still to be looked at: policies may be deep.
#[derive(Default)]
pub(super) struct Added {
    keys: HashSet<Key>,
    nodes: HashSet<NodeId>,
    open: Vec<NodeId>,
}

/// Anything but that a value is unknown, or does not apply.
fn is_something(leaf: &Leaf) -> bool {
    !matches!(leaf, Leaf::Datum(Datum::Unknown | Datum::NotApplicable))
}

impl Left<'_, '_> {
    /// All that matters while a variable does.
    pub(super) fn stands_for(&mut self, variable: usize) -> Matters {
        let key = self.encoder.space.variables.get(variable).map(|variable| variable.key.clone());
        (self.matters, self.added) = (Matters::default(), Added::default());
        key.iter().for_each(|key| self.add_key(key));
        self.add_open();
        std::mem::take(&mut self.matters)
    }

    /// What the variables of a diagram stand for.
    pub(super) fn add_support(&mut self, diagram: Ref) {
        self.add_variables(diagram);
        self.add_open();
    }

    /// What the rules of a decision depend on: what they come to, and the values of those that win. As a value, all that is none is
    /// the same.
    pub(super) fn add_rules(&mut self, decision: DecisionId, is_value: bool) -> Result<Ref, TooLarge> {
        let own = self.of.judge.planned.plan.decisions.get(decision.index()).ok_or(TooLarge)?;
        let BodyPlan::Rules(rules) = &own.body else { return Err(TooLarge) };
        let guard = self.encoder.condition(0, own.guard, None)?;
        let rivals = self.encoder.rivals.get(&decision).copied().ok_or(TooLarge)?;
        let is_read = |rule: usize| rules.get(rule).and_then(|rule| value_of(&rule.outcome));
        let won = self.encoder.store.combine([guard, rivals], &mut |[guard, rivals]| {
            let guard = guard?.as_truth();
            if guard == Truth::False {
                return Some(Leaf::Verdict(Verdict::NotApplicable));
            }
            let won = match rivals? {
                Leaf::Rivals(rivals) => rivals.won(rules),
                Leaf::Verdict(Verdict::Undetermined { .. }) => Leaf::Verdict(Verdict::OPEN),
                Leaf::Verdict(Verdict::Review(rule)) => Leaf::Verdict(Verdict::Review(first_alike(rules, *rule))),
                other => other.clone(),
            };
            Some(match won {
                Leaf::Verdict(Verdict::NotApplicable) => won,
                _ if guard == Truth::Unknown => Leaf::Verdict(Verdict::OPEN),
                Leaf::Verdict(Verdict::Determined(_)) | Leaf::Winners(_) => won,
                _ if is_value => Leaf::Verdict(Verdict::OPEN),
                won => won,
            })
        })?;
        let winners = self.encoder.store.ends(won).into_iter();
        let values =
            winners.filter_map(|leaf| if let Leaf::Winners(winners) = leaf { is_read(winners.possible().next()?) } else { None });
        self.added.open.extend(values);
        self.add_variables(won);
        Ok(won)
    }

    /// Everything that is still to be looked at.
    pub(super) fn add_open(&mut self) {
        while let Some(node) = self.added.open.pop() {
            self.add_operand(node);
        }
    }

    fn add_variables(&mut self, diagram: Ref) {
        let keys = self.encoder.store.support(diagram).into_iter();
        let keys: Vec<Key> = keys.filter_map(|number| Some(self.encoder.space.variables.get(number)?.key.clone())).collect();
        keys.iter().for_each(|key| self.add_key(key));
    }

    fn add_key(&mut self, key: &Key) {
        if !self.added.keys.insert(key.clone()) {
            return;
        }
        match key {
            Key::Slot(Slot::Field { detail, name }) => self.add_field(detail.as_deref(), name),
            Key::InRow { detail, field, .. } => self.add_field(Some(detail), field),
            Key::Rows(name) => {
                let number = self.of.judge.record.details.iter().position(|detail| detail.name == *name);
                self.matters.details.extend(number.map(DetailId::new));
            }
            Key::Free(number) if *number >= FIRST_ATOM => {
                let found = self.atoms.get((number - FIRST_ATOM) as usize).cloned();
                found.iter().for_each(|atom| self.add_atom(atom));
            }
            Key::Free(number) | Key::State(number) => self.add_read(NodeId(*number)),
            Key::Alike(one, other) => [one, other].into_iter().for_each(|number| self.add_read(NodeId(*number))),
            Key::Slot(Slot::Today | Slot::Outcome(_)) => {}
        }
    }

    fn add_field(&mut self, detail: Option<&str>, name: &str) {
        let record = self.of.judge.record;
        let number = record.fields.iter().position(|field| {
            let own = field.detail.map(|detail| record.detail(detail).name.as_str());
            field.name == name && own == detail
        });
        self.matters.fields.extend(number.map(FieldId::new));
    }

    fn add_atom(&mut self, atom: &Atom) {
        let plan = &self.of.judge.planned.plan;
        match atom {
            Atom::Decision(decision) => self.add_decision(*decision, false),
            Atom::Rows(detail) => {
                self.matters.details.insert(*detail);
                let applies = plan.details.get(detail.index()).and_then(|detail| detail.applies);
                self.added.open.extend(applies);
                for (number, field) in plan.fields.iter().enumerate().filter(|(_, field)| field.detail == Some(*detail)) {
                    self.matters.fields.insert(FieldId::new(number));
                    let conditions = field.applies.into_iter().chain(field.required_when);
                    let conditions = conditions.chain(field.formats_when.iter().copied().flatten());
                    self.added.open.extend(conditions);
                }
            }
        }
        self.is_whole = false;
    }

    /// What a value or condition that is used by another depends on.
    fn add_operand(&mut self, node: NodeId) {
        let own = self.of.judge.planned.plan.node(node);
        match self.encoder.done.get(&((0, node), None)).copied() {
            _ if own.domain.is_some() => self.add_below(node),
            Some(condition) if own.is_bool => self.add_variables(condition),
            Some(value)
                if !self.encoder.store.reaches(value, &is_something)
                    && !may_be_known_in_part(&self.of.judge.planned.plan, node) =>
            {
                self.add_variables(value);
            }
            _ => self.add_read(node),
        }
    }

    /// What a node is made from.
    fn add_read(&mut self, node: NodeId) {
        if self.of.flat.known.node((0, node)).is_some() || !self.added.nodes.insert(node) {
            return;
        }
        let plan = &self.of.judge.planned.plan;
        let op = &plan.node(node).op;
        self.is_whole &= matches!(op, Op::Const(_));
        match op {
            Op::Any { .. } | Op::All { .. } | Op::Count { .. } | Op::Selected { .. } | Op::Gathered { .. } => {
                return self.add_below(node);
            }
            Op::Decide(decision) => return self.add_decision(*decision, true),
            Op::Test { decision, .. } => return self.add_decision(*decision, false),
            Op::DetailFilled(detail) => {
                self.matters.details.insert(*detail);
            }
            Op::Field(field) | Op::Filled(field) => {
                self.matters.fields.insert(*field);
            }
            _ => {}
        }
        self.added.open.extend(operands(plan, node));
    }

    fn add_decision(&mut self, decision: DecisionId, is_value: bool) {
        if self.add_rules(decision, is_value).is_err()
            && let Some(own) = self.of.judge.planned.plan.decisions.get(decision.index())
        {
            self.added.open.extend(own.guard.into_iter().chain(body_operands(&own.body)));
        }
    }

    /// What a decision is made from.
    pub(super) fn add_made_from(&mut self, decision: DecisionId) {
        self.add_decision(decision, false);
        self.add_open();
    }

    /// Everything below a node.
    fn add_below(&mut self, node: NodeId) {
        self.is_whole = false;
        let plan = &self.of.judge.planned.plan;
        for (_, node) in below(&self.of.full, &[(0, node)]) {
            match &plan.node(node).op {
                Op::Field(field) | Op::Filled(field) => {
                    self.matters.fields.insert(*field);
                }
                Op::DetailFilled(detail)
                | Op::Any { detail, .. }
                | Op::All { detail, .. }
                | Op::Count { detail, .. }
                | Op::Selected { detail, .. }
                | Op::Gathered { detail, .. } => {
                    self.matters.details.insert(*detail);
                }
                _ => {}
            }
        }
    }
}
