//! Plan and records to results: a value for every node and every lane, an outcome for every decision.
//! The stored bits and values are the proof from which every explanation is read later. Explains nothing itself.

mod completion;
mod decide;
mod needs;
mod ops;
mod rows;
mod store;

#[cfg(feature = "analyze")]
pub(crate) use completion::{Result as Completed, Rules as Completions};
pub(crate) use decide::{Outcome, Possible, Undetermined};
pub(crate) use needs::{Need, Needs, What};
pub(crate) use ops::{and, at_present, call, compare, equal, has_format, not};
pub(crate) use store::{Datum, Truth};

use std::borrow::Cow;

use crate::date::Date;
use crate::hir::{Comparison, DecisionTest};
use crate::ids::{DecisionId, DetailId, FieldId, NodeId, ProcessId};
use crate::input::{Batch, Cell};
use crate::plan::{Domain, Op, Plan};
use crate::value::{Value, arithmetic};
use store::{Bits, Lanes, Store};

/// The results of a plan over a batch.
pub(crate) struct Evaluation<'p> {
    pub(crate) plan: &'p Plan,
    pub(crate) batch: Cow<'p, Batch>,
    pub(crate) today: Date,
    store: Store,
    lanes: Lanes,
    /// For each decision its outcome in every lane.
    outcomes: Vec<Vec<Outcome>>,
}

/// Evaluates every node for every record of the batch.
pub(crate) fn evaluate<'p>(plan: &'p Plan, batch: Cow<'p, Batch>, today: Date) -> Evaluation<'p> {
    let lanes = Lanes { records: batch.lanes, rows: batch.row_counts() };
    let store = Store::new(plan, &lanes);
    let outcomes = plan.decisions.iter().map(|_| Vec::new()).collect();
    let mut evaluation = Evaluation { plan, batch, today, store, lanes, outcomes };
    for (index, node) in plan.nodes.iter().enumerate() {
        evaluation.node(NodeId::new(index), &node.op, node.domain, node.is_bool);
    }
    // A decision that nothing reads has no node of its own in the order; all have been decided by their nodes.
    evaluation
}

impl Evaluation<'_> {
    // ------------------------------------------------------------ reading

    pub(crate) fn truth(&self, node: NodeId, lane: usize) -> Truth {
        self.store.truth(node, lane)
    }

    /// The truth of an optional condition; none is true.
    pub(crate) fn truth_or_true(&self, node: Option<NodeId>, lane: usize) -> Truth {
        node.map_or(Truth::True, |node| self.truth(node, lane))
    }

    pub(crate) fn datum(&self, node: NodeId, lane: usize) -> Datum {
        self.store.datum(self.plan, node, lane)
    }

    pub(crate) fn outcome(&self, decision: usize, lane: usize) -> &Outcome {
        static NONE: Outcome = Outcome::NoRule;
        self.outcomes.get(decision).and_then(|lanes| lanes.get(lane)).unwrap_or(&NONE)
    }

    pub(crate) fn year(&self) -> i32 {
        self.today.year()
    }

    /// Whether a field applies in a lane of its own domain.
    pub(crate) fn applies(&self, field: FieldId, lane: usize) -> Truth {
        self.truth_or_true(self.plan.fields[field.index()].applies, lane)
    }

    // ------------------------------------------------------------ computing

    fn node(&mut self, id: NodeId, op: &Op, domain: Domain, is_bool: bool) {
        match op {
            Op::Not(inner) => self.words(id, domain, |store, word| {
                let bits = store.word(*inner, word);
                Bits { truth: !bits.truth & bits.known, known: bits.known, absent: 0 }
            }),
            Op::And(parts) => self.words(id, domain, |store, word| junction(store, parts, word, true)),
            Op::Or(parts) => self.words(id, domain, |store, word| junction(store, parts, word, false)),
            Op::Decide(decision) => {
                self.outcomes[decision.index()] = (0..self.lanes.records).map(|lane| self.decide(decision.index(), lane)).collect();
                self.each(id, domain, is_bool, |this, lane| this.decision_value(decision.index(), lane));
            }
            _ => self.each(id, domain, is_bool, |this, lane| this.compute(op, domain, lane)),
        }
    }

    fn words(&mut self, id: NodeId, domain: Domain, compute: impl Fn(&Store, usize) -> Bits) {
        for word in 0..self.lanes.of(domain).div_ceil(64) {
            let bits = compute(&self.store, word);
            self.store.set_word(id, word, bits);
        }
    }

    fn each(&mut self, id: NodeId, domain: Domain, is_bool: bool, compute: impl Fn(&Self, usize) -> Datum) {
        let lanes = self.lanes.of(domain);
        if !is_bool {
            for lane in 0..lanes {
                let value = compute(self, lane);
                self.store.set_value(id, lane, value);
            }
            return;
        }
        for word in 0..lanes.div_ceil(64) {
            let mut bits = Bits::default();
            for lane in word * 64..lanes.min(word * 64 + 64) {
                let bit = 1 << (lane % 64);
                match compute(self, lane) {
                    Datum::Known(value) => {
                        bits.known |= bit;
                        bits.truth |= if value == Value::Bool(true) { bit } else { 0 };
                    }
                    Datum::NotApplicable => {
                        bits.known |= bit;
                        bits.absent |= bit;
                    }
                    Datum::Unknown => {}
                }
            }
            self.store.set_word(id, word, bits);
        }
    }

    fn compute(&self, op: &Op, domain: Domain, lane: usize) -> Datum {
        match op {
            Op::Const(value) => Datum::Known(value.clone()),
            Op::Unset(_) => Datum::Unknown,
            Op::Today => Datum::Known(Value::Date(self.today)),
            Op::Field(field) => self.field(*field, lane),
            Op::Filled(field) => {
                let cell = self.batch.cell(*field, lane);
                let written = if *cell == Cell::Open { Truth::Unknown } else { cell.is_filled().into() };
                truth(ops::and(self.applies(*field, lane), written))
            }
            Op::DetailFilled(detail) => {
                let applies = self.truth_or_true(self.plan.details[detail.index()].applies, lane);
                // That there are no rows is an answer too.
                let is_open = self.batch.is_open(*detail, lane);
                let written = if is_open { Truth::Unknown } else { self.batch.is_given(*detail, lane).into() };
                truth(ops::and(applies, written))
            }
            Op::Lift(inner) => {
                let owner = domain.map_or(lane, |detail| self.batch.owner(detail, lane));
                self.datum(*inner, owner)
            }
            Op::Compare { op: Comparison::In, left, right } => self.membership(*left, *right, lane),
            Op::Compare { op, left, right } => {
                truth(ops::compare(*op, &self.datum(*left, lane), &self.datum(*right, lane), self.year()))
            }
            Op::Arithmetic { op, left, right } => match (self.datum(*left, lane), self.datum(*right, lane)) {
                (Datum::NotApplicable, _) | (_, Datum::NotApplicable) => Datum::NotApplicable,
                (Datum::Known(left), Datum::Known(right)) => {
                    // Sets are joined and taken apart by what their places count as.
                    let (left, right) = (at_present(left, self.year()), at_present(right, self.year()));
                    arithmetic(*op, &left, &right).map_or(Datum::Unknown, Datum::Known)
                }
                _ => Datum::Unknown,
            },
            Op::Set(parts) => {
                let mut values = Vec::new();
                for part in parts {
                    match self.datum(*part, lane) {
                        Datum::Known(value) => values.push(value),
                        Datum::NotApplicable => {}
                        Datum::Unknown => return Datum::Unknown,
                    }
                }
                Datum::Known(Value::set(values))
            }
            Op::Choice { arms, otherwise } => self.choice(arms, *otherwise, lane),
            Op::Any { detail, such_that } => truth(self.any(*detail, *such_that, lane)),
            Op::All { detail, such_that } => truth(self.all(*detail, *such_that, lane)),
            Op::Count { detail, such_that } => self.count(*detail, *such_that, lane),
            Op::Selected { last, detail, order, such_that, value } => {
                self.selected(*last, *detail, *order, *such_that, *value, lane)
            }
            Op::Gathered { detail, such_that, value } => self.gathered(*detail, *such_that, *value, lane),
            Op::Call { function, args } => {
                let args: Vec<Datum> = args.iter().map(|arg| self.datum(*arg, lane)).collect();
                ops::call(*function, &args.iter().collect::<Vec<_>>(), self.today)
            }
            Op::Format { format, text } => ops::has_format(format, &self.datum(*text, lane), self.today),
            Op::Test { test, decision } => self.test(*test, decision.index(), lane),
            Op::CurrentStep(process) => self.current_step(*process, lane),
            Op::Not(_) | Op::And(_) | Op::Or(_) | Op::Decide(_) => Datum::Unknown,
        }
    }

    fn field(&self, field: FieldId, lane: usize) -> Datum {
        match self.applies(field, lane) {
            Truth::False => Datum::NotApplicable,
            Truth::Unknown => Datum::Unknown,
            Truth::True => match self.batch.cell(field, lane) {
                Cell::Value(value) => Datum::Known(value.clone()),
                Cell::Invalid(_) | Cell::Open => Datum::Unknown,
                Cell::Absent | Cell::Empty => self.plan.fields[field.index()].assume.clone().map_or(Datum::Unknown, Datum::Known),
            },
        }
    }

    /// `属于`: found among the elements that a set surely has is true, even if others are unknown.
    fn membership(&self, left: NodeId, right: NodeId, lane: usize) -> Datum {
        let (value, set) = (self.datum(left, lane), self.datum(right, lane));
        match (&value, &set) {
            (Datum::Known(value), Datum::Unknown) => {
                let found = ops::member(value, &self.sure_elements(right, lane), self.year());
                if found == Truth::True { truth(found) } else { Datum::Unknown }
            }
            _ => truth(ops::compare(Comparison::In, &value, &set, self.year())),
        }
    }

    /// The elements that a set has whatever the unknown ones are.
    fn sure_elements(&self, set: NodeId, lane: usize) -> Vec<Value> {
        match self.datum(set, lane) {
            Datum::Known(value) => return value.elements().to_vec(),
            Datum::NotApplicable => return Vec::new(),
            Datum::Unknown => {}
        }
        match &self.plan.node(set).op {
            Op::Set(parts) => parts
                .iter()
                .filter_map(|part| match self.datum(*part, lane) {
                    Datum::Known(value) => Some(value),
                    _ => None,
                })
                .collect(),
            Op::Lift(inner) => {
                let owner = self.plan.node(set).domain.map_or(lane, |detail| self.batch.owner(detail, lane));
                self.sure_elements(*inner, owner)
            }
            Op::Choice { arms, otherwise } => {
                let mut open = arms.iter().filter(|(condition, _)| self.truth(*condition, lane) != Truth::False);
                match open.next() {
                    None => self.sure_elements(*otherwise, lane),
                    Some((condition, value)) if self.truth(*condition, lane) == Truth::True => self.sure_elements(*value, lane),
                    Some(_) => Vec::new(),
                }
            }
            Op::Decide(decision) => match self.outcome(decision.index(), lane) {
                Outcome::Undetermined(undetermined) => undetermined.sure.iter().flat_map(|sure| sure.elements().to_vec()).collect(),
                _ => Vec::new(),
            },
            _ => Vec::new(),
        }
    }

    /// The first true arm; while a condition is unknown, only a value that all possible arms share.
    fn choice(&self, arms: &[(NodeId, NodeId)], otherwise: NodeId, lane: usize) -> Datum {
        let mut shared: Option<Datum> = None;
        for (condition, value) in arms.iter().copied().map(|(condition, value)| (Some(condition), value)).chain([(None, otherwise)])
        {
            let condition = self.truth_or_true(condition, lane);
            if condition == Truth::False {
                continue;
            }
            let value = self.datum(value, lane);
            match &shared {
                None => shared = Some(value),
                Some(other) if self.same(other, &value) => {}
                Some(_) => return Datum::Unknown,
            }
            if condition == Truth::True {
                break;
            }
        }
        shared.unwrap_or(Datum::Unknown)
    }

    /// Certainly the same value.
    fn same(&self, left: &Datum, right: &Datum) -> bool {
        match (left, right) {
            (Datum::Known(left), Datum::Known(right)) => equal(left, right, self.year()) == Truth::True,
            (Datum::NotApplicable, Datum::NotApplicable) => true,
            _ => false,
        }
    }

    fn test(&self, test: DecisionTest, decision: usize, lane: usize) -> Datum {
        let outcome = self.outcome(decision, lane);
        let undetermined = match outcome {
            Outcome::Undetermined(_) if self.batch.is_unfinished && self.waits_for_answers(decision, lane) => {
                return Datum::Unknown;
            }
            Outcome::Undetermined(undetermined) => Some(undetermined),
            _ => None,
        };
        let needs_review = matches!(outcome, Outcome::Review { .. } | Outcome::Conflict { .. } | Outcome::NoRule);
        Datum::Known(Value::Bool(match test {
            DecisionTest::Determined => matches!(outcome, Outcome::Determined { .. }),
            DecisionTest::Undetermined => undetermined.is_some(),
            DecisionTest::NeedsReview => match undetermined {
                Some(undetermined) if undetermined.may_need_review() => return Datum::Unknown,
                _ => needs_review,
            },
        }))
    }

    /// Answers that are still to come may settle a decision.
    fn waits_for_answers(&self, decision: usize, lane: usize) -> bool {
        let needs = self.decision_needs(DecisionId::new(decision), lane);
        needs.iter().any(|need| match need.what {
            What::Field(field, row) => {
                let detail = self.plan.fields[field.index()].detail;
                let first = detail.map_or(lane, |detail| self.batch.rows(detail, lane).start);
                *self.batch.cell(field, first + row.map_or(0, |row| row as usize)) == Cell::Open
            }
            What::Detail(detail) => self.batch.is_open(detail, lane),
            What::Parameter(_) | What::Decision(_) => false,
        })
    }

    fn current_step(&self, process: ProcessId, lane: usize) -> Datum {
        match self.process(process, lane) {
            Progress::NotApplicable | Progress::Complete => Datum::NotApplicable,
            Progress::At { step, unknown: false } => Datum::Known(self.plan.processes[process.index()].steps[step].name.clone()),
            Progress::At { unknown: true, .. } | Progress::Unknown => Datum::Unknown,
        }
    }

    /// How far a process has come.
    pub(crate) fn process(&self, process: ProcessId, lane: usize) -> Progress {
        let plan = &self.plan.processes[process.index()];
        match self.truth_or_true(plan.guard, lane) {
            Truth::False => return Progress::NotApplicable,
            Truth::Unknown => return Progress::Unknown,
            Truth::True => {}
        }
        for (number, step) in plan.steps.iter().enumerate() {
            let (applies, done) = (self.truth_or_true(step.applies, lane), self.truth(step.done, lane));
            match (applies, done) {
                (Truth::False, _) | (_, Truth::True) => {}
                (Truth::True, Truth::False) => return Progress::At { step: number, unknown: false },
                _ => return Progress::At { step: number, unknown: true },
            }
        }
        Progress::Complete
    }

    /// Numbers of the lanes of a record's rows; `None` while it is unknown whether there are any.
    pub(crate) fn rows(&self, detail: DetailId, lane: usize) -> Option<std::ops::Range<usize>> {
        let plan = &self.plan.details[detail.index()];
        match self.truth_or_true(plan.applies, lane) {
            Truth::False => Some(0..0),
            Truth::Unknown => None,
            Truth::True if self.batch.is_open(detail, lane) => None,
            Truth::True if self.batch.is_given(detail, lane) || plan.none_if_absent => Some(self.batch.rows(detail, lane)),
            Truth::True => None,
        }
    }
}

/// How far a process has come in a lane.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Progress {
    NotApplicable,
    /// Whether it applies at all is unknown.
    Unknown,
    Complete,
    /// The first applicable step that is not complete, or of which that is unknown.
    At {
        step: usize,
        unknown: bool,
    },
}

fn truth(truth: Truth) -> Datum {
    match truth {
        Truth::Unknown => Datum::Unknown,
        known => Datum::Known(Value::Bool(known == Truth::True)),
    }
}

/// `且` (all true) or `或`, for 64 lanes at once.
fn junction(store: &Store, parts: &[NodeId], word: usize, conjunction: bool) -> Bits {
    let (mut all_true, mut any_false) = (u64::MAX, 0);
    for part in parts {
        let bits = store.word(*part, word);
        let (held, failed) = (bits.truth & bits.known, !bits.truth & bits.known);
        let (held, failed) = if conjunction { (held, failed) } else { (failed, held) };
        all_true &= held;
        any_false |= failed;
    }
    let truth = if conjunction { all_true } else { any_false };
    Bits { truth, known: all_true | any_false, absent: 0 }
}
