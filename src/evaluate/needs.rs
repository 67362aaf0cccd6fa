//! What is missing: the fields that made a result unknown, read from the stored results. In: a node and a lane. Out: fields, in order.

use std::collections::BTreeSet;

use super::{Datum, Evaluation, Outcome, Progress, Truth, Undetermined};
use crate::ids::{DecisionId, DetailId, FieldId, NodeId, ParameterId, ProcessId};
use crate::input::Cell;
use crate::plan::{BodyPlan, Op, OutcomePlan};

/// Something that, once known, may make an unknown result known. Ordered as the record declares its fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Need {
    /// First field of the 明细, or the field itself.
    place: u32,
    row: u32,
    pub(crate) what: What,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum What {
    /// The rows of a 明细.
    Detail(DetailId),
    /// A field, with the row's number for one of a 明细.
    Field(FieldId, Option<u32>),
    /// A parameter that is 未定.
    Parameter(ParameterId),
    /// A decision that a person has to take.
    Decision(DecisionId),
}

pub(crate) type Needs = BTreeSet<Need>;

impl Evaluation<'_> {
    /// What a node that is unknown in this lane needs; nothing for a known one.
    pub(crate) fn needs(&self, node: NodeId, lane: usize) -> Needs {
        let mut needs = Needs::new();
        self.add_needs(node, lane, &mut needs);
        needs
    }

    /// What an undetermined decision needs.
    pub(crate) fn decision_needs(&self, decision: DecisionId, lane: usize) -> Needs {
        let mut needs = Needs::new();
        if let Outcome::Undetermined(undetermined) = self.outcome(decision.index(), lane) {
            self.add_undetermined(decision, undetermined, lane, &mut needs);
        }
        needs
    }

    /// What a process that stops at an unknown step needs.
    pub(crate) fn process_needs(&self, process: ProcessId, lane: usize) -> Needs {
        let mut needs = Needs::new();
        let plan = &self.plan.processes[process.index()];
        match self.process(process, lane) {
            Progress::Unknown => self.add_optional(plan.guard, lane, &mut needs),
            Progress::At { step, unknown: true } => {
                self.add_optional(plan.steps[step].applies, lane, &mut needs);
                self.add_needs(plan.steps[step].done, lane, &mut needs);
            }
            _ => {}
        }
        needs
    }

    fn is_unknown(&self, node: NodeId, lane: usize) -> bool {
        if self.plan.node(node).is_bool {
            self.truth(node, lane) == Truth::Unknown
        } else {
            *self.store.value(node, lane) == Datum::Unknown
        }
    }

    pub(crate) fn add_optional(&self, node: Option<NodeId>, lane: usize, needs: &mut Needs) {
        if let Some(node) = node {
            self.add_needs(node, lane, needs);
        }
    }

    pub(crate) fn add_needs(&self, node: NodeId, lane: usize, needs: &mut Needs) {
        if !self.is_unknown(node, lane) {
            return;
        }
        let domain = self.plan.node(node).domain;
        match &self.plan.node(node).op {
            Op::Const(_) | Op::Today => {}
            Op::Unset(parameter) => {
                needs.insert(Need { place: u32::MAX - 1, row: 0, what: What::Parameter(*parameter) });
            }
            Op::Field(field) => self.add_field(*field, lane, needs),
            Op::Filled(field) => self.add_optional(self.plan.fields[field.index()].applies, lane, needs),
            Op::DetailFilled(detail) => self.add_optional(self.plan.details[detail.index()].applies, lane, needs),
            Op::Lift(inner) => {
                let owner = domain.map_or(lane, |detail| self.batch.owner(detail, lane));
                self.add_needs(*inner, owner, needs);
            }
            Op::Not(inner) => self.add_needs(*inner, lane, needs),
            Op::And(parts) | Op::Or(parts) => parts.iter().for_each(|part| self.add_needs(*part, lane, needs)),
            Op::Compare { left, right, .. } | Op::Arithmetic { left, right, .. } => {
                self.add_operands(&[*left, *right], lane, needs)
            }
            Op::Set(parts) => self.add_operands(parts, lane, needs),
            Op::Call { args, .. } => self.add_operands(args, lane, needs),
            Op::Format { text, .. } => self.add_operands(&[*text], lane, needs),
            Op::Choice { arms, otherwise } => self.add_choice(arms, *otherwise, lane, needs),
            Op::Any { detail, such_that } | Op::All { detail, such_that } | Op::Count { detail, such_that } => {
                self.add_rows(*detail, lane, needs, |row, needs| self.add_needs(*such_that, row, needs));
            }
            Op::Gathered { detail, such_that, value } => self.add_rows(*detail, lane, needs, |row, needs| {
                self.add_needs(*such_that, row, needs);
                if self.truth(*such_that, row) == Truth::True {
                    self.add_needs(*value, row, needs);
                }
            }),
            Op::Selected { last, detail, order, such_that, value } => {
                self.add_selected((*last, *detail, *order, *such_that, *value), lane, needs)
            }
            Op::Decide(decision) => match self.outcome(decision.index(), lane) {
                Outcome::Undetermined(undetermined) => self.add_undetermined(*decision, undetermined, lane, needs),
                _ => {
                    needs.insert(Need { place: u32::MAX, row: 0, what: What::Decision(*decision) });
                }
            },
            Op::Test { decision, .. } => needs.extend(self.decision_needs(*decision, lane)),
            Op::CurrentStep(process) => needs.extend(self.process_needs(*process, lane)),
        }
    }

    fn add_field(&self, field: FieldId, lane: usize, needs: &mut Needs) {
        let plan = &self.plan.fields[field.index()];
        self.add_optional(plan.applies, lane, needs);
        let unreadable = match self.batch.cell(field, lane) {
            Cell::Invalid(_) => true,
            Cell::Absent | Cell::Empty => plan.assume.is_none(),
            Cell::Value(_) => false,
        };
        if unreadable {
            needs.insert(self.field_need(field, lane));
        }
    }

    fn field_need(&self, field: FieldId, lane: usize) -> Need {
        match self.plan.fields[field.index()].detail {
            None => Need { place: field.0, row: 0, what: What::Field(field, None) },
            Some(detail) => {
                let first = self.batch.rows(detail, self.batch.owner(detail, lane)).start;
                let row = u32::try_from(lane - first.min(lane)).unwrap_or(u32::MAX);
                Need { place: self.first_field(detail), row: row.saturating_add(1), what: What::Field(field, Some(row)) }
            }
        }
    }

    fn first_field(&self, detail: DetailId) -> u32 {
        let first = self.plan.fields.iter().position(|field| field.detail == Some(detail));
        first.and_then(|index| u32::try_from(index).ok()).unwrap_or(u32::MAX - 2)
    }

    /// The unknown operands; if all are known and the result is not, the fields that the operands are made from.
    fn add_operands(&self, operands: &[NodeId], lane: usize, needs: &mut Needs) {
        let unknown: Vec<&NodeId> = operands.iter().filter(|operand| self.is_unknown(**operand, lane)).collect();
        unknown.iter().for_each(|operand| self.add_needs(**operand, lane, needs));
        if unknown.is_empty() {
            operands.iter().for_each(|operand| self.add_sources(*operand, lane, needs));
        }
    }

    fn add_sources(&self, node: NodeId, lane: usize, needs: &mut Needs) {
        let domain = self.plan.node(node).domain;
        match &self.plan.node(node).op {
            Op::Field(field) => {
                needs.insert(self.field_need(*field, lane));
            }
            Op::Lift(inner) => self.add_sources(*inner, domain.map_or(lane, |detail| self.batch.owner(detail, lane)), needs),
            Op::Arithmetic { left, right, .. } => {
                [left, right].into_iter().for_each(|operand| self.add_sources(*operand, lane, needs))
            }
            Op::Set(parts) | Op::Call { args: parts, .. } => {
                parts.iter().for_each(|operand| self.add_sources(*operand, lane, needs))
            }
            Op::Choice { arms, otherwise } => {
                arms.iter().for_each(|(_, value)| self.add_sources(*value, lane, needs));
                self.add_sources(*otherwise, lane, needs);
            }
            Op::Selected { detail, value, .. } | Op::Gathered { detail, value, .. } => {
                self.rows(*detail, lane).into_iter().flatten().for_each(|row| self.add_sources(*value, row, needs));
            }
            Op::Decide(decision) => self.add_winning_sources(*decision, lane, needs),
            _ => {}
        }
    }

    fn add_winning_sources(&self, decision: DecisionId, lane: usize, needs: &mut Needs) {
        let Outcome::Determined { rules, .. } = self.outcome(decision.index(), lane) else { return };
        match &self.plan.decisions[decision.index()].body {
            BodyPlan::Expr { value, .. } => self.add_sources(*value, lane, needs),
            BodyPlan::Rules(plans) => {
                for rule in rules {
                    if let OutcomePlan::Value(value) = &plans[*rule].outcome {
                        self.add_sources(*value, lane, needs);
                    }
                }
            }
            BodyPlan::Collect { entries, .. } => rules.iter().for_each(|rule| self.add_sources(entries[*rule].value, lane, needs)),
        }
    }

    fn add_choice(&self, arms: &[(NodeId, NodeId)], otherwise: NodeId, lane: usize, needs: &mut Needs) {
        for (condition, value) in arms {
            match self.truth(*condition, lane) {
                Truth::False => {}
                Truth::True => return self.add_needs(*value, lane, needs),
                Truth::Unknown => {
                    self.add_needs(*condition, lane, needs);
                    self.add_needs(*value, lane, needs);
                }
            }
        }
        self.add_needs(otherwise, lane, needs);
    }

    fn add_rows(&self, detail: DetailId, lane: usize, needs: &mut Needs, mut add: impl FnMut(usize, &mut Needs)) {
        match self.rows(detail, lane) {
            Some(rows) => rows.for_each(|row| add(row, needs)),
            None => {
                let applies = self.plan.details[detail.index()].applies;
                self.add_optional(applies, lane, needs);
                if !self.batch.is_given(detail, lane) && !self.plan.details[detail.index()].none_if_absent {
                    needs.insert(Need { place: self.first_field(detail), row: 0, what: What::Detail(detail) });
                }
            }
        }
    }

    fn add_selected(
        &self,
        (last, detail, order, such_that, value): (bool, DetailId, NodeId, NodeId, NodeId),
        lane: usize,
        needs: &mut Needs,
    ) {
        let Some(rows) = self.rows(detail, lane) else {
            return self.add_rows(detail, lane, needs, |_, _| {});
        };
        let candidates: Vec<usize> = rows.filter(|&row| self.truth(such_that, row) != Truth::False).collect();
        if candidates.iter().any(|&row| self.truth(such_that, row) == Truth::Unknown) {
            for row in candidates {
                self.add_needs(such_that, row, needs);
                self.add_needs(value, row, needs);
            }
            return;
        }
        if candidates.iter().any(|&row| self.is_unknown(order, row)) {
            candidates.iter().for_each(|&row| self.add_needs(order, row, needs));
            // A candidate whose value is unknown may be the one that is looked for.
            candidates.iter().for_each(|&row| self.add_needs(value, row, needs));
            return;
        }
        let extreme = self.extreme(last, &candidates, order).unwrap_or_default();
        if extreme.iter().any(|&row| self.is_unknown(value, row)) {
            extreme.iter().for_each(|&row| self.add_needs(value, row, needs));
        }
        if extreme.len() > 1 {
            extreme.iter().for_each(|&row| self.add_sources(order, row, needs));
        }
    }

    fn add_undetermined(&self, decision: DecisionId, undetermined: &Undetermined, lane: usize, needs: &mut Needs) {
        let plan = &self.plan.decisions[decision.index()];
        if undetermined.guard {
            self.add_optional(plan.guard, lane, needs);
        }
        match &plan.body {
            BodyPlan::Expr { value, .. } => {
                if !undetermined.values.is_empty() {
                    self.add_needs(*value, lane, needs);
                }
            }
            BodyPlan::Rules(rules) => {
                undetermined.conditions.iter().for_each(|&rule| self.add_optional(rules[rule].condition, lane, needs));
                for &rule in &undetermined.values {
                    if let OutcomePlan::Value(value) = &rules[rule].outcome {
                        self.add_needs(*value, lane, needs);
                    }
                }
            }
            BodyPlan::Collect { entries, .. } => {
                undetermined.conditions.iter().for_each(|&entry| self.add_optional(entries[entry].condition, lane, needs));
                undetermined.values.iter().for_each(|&entry| self.add_needs(entries[entry].value, lane, needs));
            }
        }
    }
}
