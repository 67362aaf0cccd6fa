//! What follows from a decision's outcome, and expressions over several things.

use std::cmp::Ordering;

use super::super::code::Code;
use super::super::given::{About, Answers, Givens, truth_of};
use super::super::program::{Entries, Entry, Late, MixedProgram};
use super::super::slot::{Kind, Slot};
use super::words::Words;
use super::{Literals, Run, State};
use crate::division::Division;
use crate::evaluate::{Datum, Truth, equal};
use crate::hir::DecisionTest;
use crate::ids::{DecisionId, DetailId, FieldId};
use crate::input::Cell;
use crate::value::Value;

impl Run<'_> {
    #[inline(always)]
    pub(super) fn late<const N: usize>(self, late: &Late, code: Code, leaf: u16, words: &Words<N>) -> Option<Truth> {
        match &late.entries {
            Entries::Value { by_leaf, .. } if code.rule().is_some() => self.entry(by_leaf.get(usize::from(leaf))?, words),
            entries => entries.of_code(code, self.program.is_decision_from_open(late.decision)),
        }
    }

    #[inline(always)]
    pub(in crate::engine) fn entry(self, entry: &Entry, words: &impl Literals) -> Option<Truth> {
        let slot = |number: u16| self.row.slot(usize::from(number));
        Some(match entry {
            Entry::Known(truth) => *truth,
            Entry::Bit(literal) => words.literal(*literal),
            Entry::Ask => return None,
            Entry::Texts { left, right, is_equal } => {
                let (left, right) = (slot(*left), slot(*right));
                if !left.is_value() || !right.is_value() {
                    return Some(Truth::Unknown);
                }
                let is_same = left == right || self.row.bytes(left).slice() == self.row.bytes(right).slice();
                (is_same == *is_equal).into()
            }
            Entry::Text { slot: number, test, is_negated } => {
                let slot = slot(*number);
                if !slot.is_value() {
                    return Some(Truth::Unknown);
                }
                match self.tested(test, self.row.bytes(slot)) {
                    Truth::Unknown => Truth::Unknown,
                    truth => ((truth == Truth::True) != *is_negated).into(),
                }
            }
            Entry::Ordered { left, right, accepted } => {
                let (left, right) = (slot(*left), slot(*right));
                if !left.is_value() || !right.is_value() {
                    return Some(Truth::Unknown);
                }
                let [less, same, greater] = *accepted;
                match left.number().cmp(&right.number()) {
                    Ordering::Less => less,
                    Ordering::Equal => same,
                    Ordering::Greater => greater,
                }
                .into()
            }
            Entry::Places { left, right, is_equal } => {
                let (left, right) = (slot(*left), slot(*right));
                if !left.is_value() || !right.is_value() {
                    return Some(Truth::Unknown);
                }
                match self.same_place(left, right) {
                    Truth::Unknown => Truth::Unknown,
                    truth => ((truth == Truth::True) == *is_equal).into(),
                }
            }
        })
    }

    #[inline(never)]
    pub(super) fn same_place(self, left: Slot, right: Slot) -> Truth {
        let year = self.program.today.year();
        let place = |slot: Slot| u32::try_from(slot.number()).ok().and_then(Division::with_number);
        let (Some(one), Some(other)) = (place(left), place(right)) else { return Truth::Unknown };
        if one.in_force(year) && other.in_force(year) {
            return (one == other).into();
        }
        equal(&Value::Place(one), &Value::Place(other), year)
    }

    /// By the operators themselves.
    #[inline(never)]
    pub(in crate::engine) fn mixed(self, mixed: &MixedProgram, state: &impl State) -> Truth {
        let datum = self.answers.value(mixed.node, &Given { run: self, mixed, state });
        match mixed.about {
            About::Truth => truth_of(&datum),
            About::Value => match datum {
                Datum::Known(_) => Truth::True,
                Datum::NotApplicable => Truth::False,
                Datum::Unknown => Truth::Unknown,
            },
        }
    }
}

impl Entries {
    /// What follows from an outcome without a value; nothing if the evaluator has to tell.
    pub(in crate::engine) fn of_code(&self, code: Code, is_from_open: bool) -> Option<Truth> {
        let undetermined = code.is_undetermined();
        Some(match self {
            Self::Value { not_applicable, .. } if code == Code::NOT_APPLICABLE => *not_applicable,
            Self::Value { .. } => Truth::Unknown,
            // What is open here may be known to the evaluator.
            Self::Test(_) if undetermined && is_from_open => return None,
            Self::Test(DecisionTest::Determined) => code.rule().is_some().into(),
            Self::Test(DecisionTest::Undetermined) => undetermined.into(),
            Self::Test(DecisionTest::NeedsReview) if code == Code::UNDETERMINED_OR_REVIEW => Truth::Unknown,
            Self::Test(DecisionTest::NeedsReview) => code.needs_person().into(),
        })
    }
}

/// What is given to an expression over several things.
struct Given<'r, S> {
    run: Run<'r>,
    mixed: &'r MixedProgram,
    state: &'r S,
}

impl<S: State> Givens for Given<'_, S> {
    fn field(&self, field: FieldId) -> Datum {
        let applies = self.mixed.fields.iter().find(|(own, _)| *own == field);
        match applies.map_or(Truth::True, |(_, applies)| self.state.literal(*applies)) {
            Truth::False => return Datum::NotApplicable,
            Truth::Unknown => return Datum::Unknown,
            Truth::True => {}
        }
        let kind = self.run.program.shape.kinds.get(field.index()).copied().unwrap_or(Kind::Other);
        match self.run.row.cell(kind, self.run.row.slot(field.index())) {
            Cell::Value(value) => Datum::Known(value),
            Cell::Absent | Cell::Empty => {
                let assumed = self.run.answers.plan.fields.get(field.index()).and_then(|field| field.assume.clone());
                assumed.map_or(Datum::Unknown, Datum::Known)
            }
            Cell::Invalid(_) | Cell::Open => Datum::Unknown,
        }
    }

    fn decision(&self, answers: &Answers<'_>, decision: DecisionId) -> Datum {
        let code = self.state.code(decision.index());
        if code == Code::NOT_APPLICABLE {
            return Datum::NotApplicable;
        }
        let leaf = usize::from(self.state.leaf(decision.index()));
        let node = self.run.program.leaves.get(decision.index()).and_then(|leaves| leaves.get(leaf)).copied().flatten();
        match (code.rule(), node) {
            (Some(_), Some(node)) => answers.at_present(answers.value(node, self)),
            _ => Datum::Unknown,
        }
    }

    fn has_no_rows(&self, detail: DetailId) -> bool {
        let applies = self.mixed.details.iter().find(|(own, _)| *own == detail);
        match applies.map_or(Truth::True, |(_, applies)| self.state.literal(*applies)) {
            Truth::False => true,
            Truth::Unknown => false,
            Truth::True => {
                let plan = self.run.answers.plan.details.get(detail.index());
                let is_given = self.run.row.slot(self.run.program.shape.detail(detail)).is_value();
                is_given || plan.is_some_and(|plan| plan.none_if_absent)
            }
        }
    }
}
