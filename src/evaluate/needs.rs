//! What is missing: the fields that made a result unknown, read from the stored results. In: a node and a lane. Out: fields, in order.
//! Every node is looked at once a lane, from a list of its own, so that neither long chains nor shared parts cost more than they should.

use std::collections::{BTreeSet, HashSet};

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

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
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

/// What is still to be looked at.
#[derive(Default)]
struct Search {
    needs: Needs,
    open: Vec<Visit>,
    seen: HashSet<Visit>,
    /// Everything unknown that may matter, not only what comes first: that may be unknown and never matter.
    is_whole: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Visit {
    /// Why a node is unknown.
    Unknown(NodeId, usize),
    /// Which fields a node's known value is made from.
    Source(NodeId, usize),
}

impl Search {
    fn unknown(&mut self, node: NodeId, lane: usize) {
        self.visit(Visit::Unknown(node, lane));
    }

    fn unknown_if(&mut self, node: Option<NodeId>, lane: usize) {
        if let Some(node) = node {
            self.unknown(node, lane);
        }
    }

    fn source(&mut self, node: NodeId, lane: usize) {
        self.visit(Visit::Source(node, lane));
    }

    fn visit(&mut self, visit: Visit) {
        if self.seen.insert(visit) {
            self.open.push(visit);
        }
    }
}

impl Evaluation<'_> {
    /// What a node that is unknown in this lane needs; nothing for a known one.
    pub(crate) fn needs(&self, node: NodeId, lane: usize) -> Needs {
        let mut search = Search::default();
        search.unknown(node, lane);
        self.finish(search)
    }

    /// What an optional condition needs.
    pub(crate) fn add_optional(&self, node: Option<NodeId>, lane: usize, needs: &mut Needs) {
        if let Some(node) = node {
            needs.extend(self.needs(node, lane));
        }
    }

    /// What it needs to know the rows of a detail.
    pub(crate) fn row_needs(&self, detail: DetailId, lane: usize) -> Needs {
        let mut search = Search::default();
        self.add_rows(detail, lane, &mut search, |_, _| {});
        self.finish(search)
    }

    /// What an undetermined decision needs.
    pub(crate) fn decision_needs(&self, decision: DecisionId, lane: usize) -> Needs {
        let mut search = Search::default();
        self.add_decision(decision, lane, &mut search);
        self.finish(search)
    }

    /// All that some nodes and decisions may need together, now or once other things are known.
    #[cfg(feature = "analyze")]
    pub(crate) fn needs_of_all(&self, nodes: &[(NodeId, usize)], decisions: &[DecisionId], lane: usize) -> Needs {
        let mut search = Search { is_whole: true, ..Search::default() };
        nodes.iter().for_each(|(node, lane)| search.unknown(*node, *lane));
        decisions.iter().for_each(|decision| self.add_decision(*decision, lane, &mut search));
        self.finish(search)
    }

    /// What a process that stops at an unknown step needs.
    pub(crate) fn process_needs(&self, process: ProcessId, lane: usize) -> Needs {
        let mut search = Search::default();
        self.add_process(process, lane, &mut search);
        self.finish(search)
    }

    fn finish(&self, mut search: Search) -> Needs {
        while let Some(visit) = search.open.pop() {
            match visit {
                Visit::Unknown(node, lane) => self.add_needs(node, lane, &mut search),
                Visit::Source(node, lane) => self.add_sources(node, lane, &mut search),
            }
        }
        search.needs
    }

    fn add_process(&self, process: ProcessId, lane: usize, search: &mut Search) {
        let plan = &self.plan.processes[process.index()];
        if search.is_whole {
            search.unknown_if(plan.guard, lane);
            for step in &plan.steps {
                search.unknown_if(step.applies, lane);
                search.unknown(step.done, lane);
            }
            return;
        }
        match self.process(process, lane) {
            Progress::Unknown => search.unknown_if(plan.guard, lane),
            Progress::At { step, unknown: true } => {
                search.unknown_if(plan.steps[step].applies, lane);
                search.unknown(plan.steps[step].done, lane);
            }
            _ => {}
        }
    }

    fn add_decision(&self, decision: DecisionId, lane: usize, search: &mut Search) {
        if let Outcome::Undetermined(undetermined) = self.outcome(decision.index(), lane) {
            self.add_undetermined(decision, undetermined, lane, search);
        }
    }

    fn is_unknown(&self, node: NodeId, lane: usize) -> bool {
        if self.plan.node(node).is_bool {
            self.truth(node, lane) == Truth::Unknown
        } else {
            *self.store.value(node, lane) == Datum::Unknown
        }
    }

    fn add_needs(&self, node: NodeId, lane: usize, search: &mut Search) {
        if !self.is_unknown(node, lane) {
            return;
        }
        let domain = self.plan.node(node).domain;
        match &self.plan.node(node).op {
            Op::Const(_) | Op::Today => {}
            Op::Unset(parameter) => {
                search.needs.insert(Need { place: u32::MAX - 1, row: 0, what: What::Parameter(*parameter) });
            }
            Op::Field(field) => self.add_field(*field, lane, search),
            Op::Filled(field) => {
                search.unknown_if(self.plan.fields[field.index()].applies, lane);
                if *self.batch.cell(*field, lane) == Cell::Open {
                    search.needs.insert(self.field_need(*field, lane));
                }
            }
            Op::DetailFilled(detail) => {
                search.unknown_if(self.plan.details[detail.index()].applies, lane);
                if self.batch.is_open(*detail, lane) {
                    search.needs.insert(self.detail_need(*detail));
                }
            }
            Op::Lift(inner) => {
                let owner = domain.map_or(lane, |detail| self.batch.owner(detail, lane));
                search.unknown(*inner, owner);
            }
            Op::Not(inner) => search.unknown(*inner, lane),
            Op::And(parts) | Op::Or(parts) => parts.iter().for_each(|part| search.unknown(*part, lane)),
            Op::Compare { left, right, .. } | Op::Arithmetic { left, right, .. } => {
                self.add_operands(&[*left, *right], lane, search)
            }
            Op::Set(parts) => self.add_operands(parts, lane, search),
            Op::Call { args, .. } => self.add_operands(args, lane, search),
            Op::Format { text, .. } => self.add_operands(&[*text], lane, search),
            Op::Choice { arms, otherwise } => self.add_choice(arms, *otherwise, lane, search),
            Op::Any { detail, such_that } | Op::All { detail, such_that } | Op::Count { detail, such_that } => {
                self.add_rows(*detail, lane, search, |row, search| search.unknown(*such_that, row));
            }
            Op::Gathered { detail, such_that, value } => self.add_rows(*detail, lane, search, |row, search| {
                search.unknown(*such_that, row);
                if self.truth(*such_that, row) == Truth::True {
                    search.unknown(*value, row);
                }
            }),
            Op::Selected { last, detail, order, such_that, value } => {
                self.add_selected((*last, *detail, *order, *such_that, *value), lane, search)
            }
            Op::Decide(decision) => match self.outcome(decision.index(), lane) {
                Outcome::Undetermined(undetermined) => self.add_undetermined(*decision, undetermined, lane, search),
                _ => {
                    search.needs.insert(Need { place: u32::MAX, row: 0, what: What::Decision(*decision) });
                }
            },
            Op::Test { decision, .. } => self.add_decision(*decision, lane, search),
            Op::CurrentStep(process) => self.add_process(*process, lane, search),
        }
    }

    fn add_field(&self, field: FieldId, lane: usize, search: &mut Search) {
        let plan = &self.plan.fields[field.index()];
        search.unknown_if(plan.applies, lane);
        let unreadable = match self.batch.cell(field, lane) {
            Cell::Invalid(_) | Cell::Open => true,
            Cell::Absent | Cell::Empty => plan.assume.is_none(),
            Cell::Value(_) => false,
        };
        if unreadable {
            search.needs.insert(self.field_need(field, lane));
        }
    }

    /// A field as something that is missing.
    pub(crate) fn field_need(&self, field: FieldId, lane: usize) -> Need {
        match self.plan.fields[field.index()].detail {
            None => Need { place: field.0, row: 0, what: What::Field(field, None) },
            Some(detail) => {
                let first = self.batch.rows(detail, self.batch.owner(detail, lane)).start;
                let row = u32::try_from(lane - first.min(lane)).unwrap_or(u32::MAX);
                Need { place: self.first_field(detail), row: row.saturating_add(1), what: What::Field(field, Some(row)) }
            }
        }
    }

    pub(crate) fn detail_need(&self, detail: DetailId) -> Need {
        Need { place: self.first_field(detail), row: 0, what: What::Detail(detail) }
    }

    fn first_field(&self, detail: DetailId) -> u32 {
        let first = self.plan.fields.iter().position(|field| field.detail == Some(detail));
        first.and_then(|index| u32::try_from(index).ok()).unwrap_or(u32::MAX - 2)
    }

    /// The unknown operands; if all are known and the result is not, the fields that the operands are made from.
    fn add_operands(&self, operands: &[NodeId], lane: usize, search: &mut Search) {
        let unknown: Vec<&NodeId> = operands.iter().filter(|operand| self.is_unknown(**operand, lane)).collect();
        unknown.iter().for_each(|operand| search.unknown(**operand, lane));
        if unknown.is_empty() {
            operands.iter().for_each(|operand| search.source(*operand, lane));
        }
    }

    fn add_sources(&self, node: NodeId, lane: usize, search: &mut Search) {
        let domain = self.plan.node(node).domain;
        match &self.plan.node(node).op {
            Op::Field(field) => {
                search.needs.insert(self.field_need(*field, lane));
            }
            Op::Lift(inner) => self.add_sources(*inner, domain.map_or(lane, |detail| self.batch.owner(detail, lane)), search),
            Op::Arithmetic { left, right, .. } => [left, right].into_iter().for_each(|operand| search.source(*operand, lane)),
            Op::Set(parts) | Op::Call { args: parts, .. } => parts.iter().for_each(|operand| search.source(*operand, lane)),
            Op::Choice { arms, otherwise } => {
                arms.iter().for_each(|(_, value)| search.source(*value, lane));
                search.source(*otherwise, lane);
            }
            Op::Selected { detail, value, .. } | Op::Gathered { detail, value, .. } => {
                self.rows(*detail, lane).into_iter().flatten().for_each(|row| search.source(*value, row));
            }
            Op::Decide(decision) => self.add_winning_sources(*decision, lane, search),
            _ => {}
        }
    }

    fn add_winning_sources(&self, decision: DecisionId, lane: usize, search: &mut Search) {
        let Outcome::Determined { rules, .. } = self.outcome(decision.index(), lane) else { return };
        match &self.plan.decisions[decision.index()].body {
            BodyPlan::Expr { value, .. } => search.source(*value, lane),
            BodyPlan::Rules(plans) => {
                for rule in rules {
                    if let OutcomePlan::Value(value) = &plans[*rule].outcome {
                        search.source(*value, lane);
                    }
                }
            }
            BodyPlan::Collect { entries, .. } => rules.iter().for_each(|rule| search.source(entries[*rule].value, lane)),
        }
    }

    fn add_choice(&self, arms: &[(NodeId, NodeId)], otherwise: NodeId, lane: usize, search: &mut Search) {
        for (condition, value) in arms {
            match self.truth(*condition, lane) {
                Truth::False => {}
                Truth::True => return search.unknown(*value, lane),
                Truth::Unknown => {
                    search.unknown(*condition, lane);
                    search.unknown(*value, lane);
                }
            }
        }
        search.unknown(otherwise, lane);
    }

    fn add_rows(&self, detail: DetailId, lane: usize, search: &mut Search, mut add: impl FnMut(usize, &mut Search)) {
        match self.rows(detail, lane) {
            Some(rows) => rows.for_each(|row| add(row, search)),
            None => {
                let applies = self.plan.details[detail.index()].applies;
                search.unknown_if(applies, lane);
                let is_missing = !self.batch.is_given(detail, lane) && !self.plan.details[detail.index()].none_if_absent;
                if is_missing || self.batch.is_open(detail, lane) {
                    search.needs.insert(self.detail_need(detail));
                } else if search.is_whole {
                    self.batch.rows(detail, lane).for_each(|row| add(row, search));
                }
            }
        }
    }

    fn add_selected(
        &self,
        (last, detail, order, such_that, value): (bool, DetailId, NodeId, NodeId, NodeId),
        lane: usize,
        search: &mut Search,
    ) {
        let Some(rows) = self.rows(detail, lane) else {
            return self.add_rows(detail, lane, search, |row, search| {
                [such_that, order, value].into_iter().for_each(|node| search.unknown(node, row));
            });
        };
        let candidates: Vec<usize> = rows.filter(|&row| self.truth(such_that, row) != Truth::False).collect();
        if candidates.iter().any(|&row| self.truth(such_that, row) == Truth::Unknown) {
            for row in candidates {
                search.unknown(such_that, row);
                search.unknown(value, row);
                if search.is_whole {
                    search.unknown(order, row);
                }
            }
            return;
        }
        if candidates.iter().any(|&row| self.is_unknown(order, row)) {
            candidates.iter().for_each(|&row| search.unknown(order, row));
            // A candidate whose value is unknown may be the one that is looked for.
            candidates.iter().for_each(|&row| search.unknown(value, row));
            return;
        }
        let extreme = self.extreme(last, &candidates, order).unwrap_or_default();
        if extreme.iter().any(|&row| self.is_unknown(value, row)) {
            extreme.iter().for_each(|&row| search.unknown(value, row));
        }
        if extreme.len() > 1 {
            extreme.iter().for_each(|&row| search.source(order, row));
        }
    }

    fn add_undetermined(&self, decision: DecisionId, undetermined: &Undetermined, lane: usize, search: &mut Search) {
        let plan = &self.plan.decisions[decision.index()];
        if undetermined.guard {
            search.unknown_if(plan.guard, lane);
        }
        match &plan.body {
            BodyPlan::Expr { value, .. } => {
                if !undetermined.values.is_empty() {
                    search.unknown(*value, lane);
                }
            }
            BodyPlan::Rules(rules) => {
                undetermined.conditions.iter().for_each(|&rule| search.unknown_if(rules[rule].condition, lane));
                for &rule in &undetermined.values {
                    if let OutcomePlan::Value(value) = &rules[rule].outcome {
                        search.unknown(*value, lane);
                    }
                }
            }
            BodyPlan::Collect { entries, .. } => {
                undetermined.conditions.iter().for_each(|&entry| search.unknown_if(entries[entry].condition, lane));
                undetermined.values.iter().for_each(|&entry| search.unknown(entries[entry].value, lane));
            }
        }
    }
}
