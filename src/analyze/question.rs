//! The interface of the core: one question about one or two policies. In: judges and the nodes that the question is about.
//! Out: sets of records as diagrams, a cheapest record of a set, a set as few cases. Every other part of the analysis asks through this.

use super::cone::{Cone, SideNode, below};
use super::diagram::{Choice, Ref, TooLarge};
use super::encode::{Encoded, Encoder, Leaf};
use super::groups::Inexact;
use super::outcome::Verdict;
use super::sides::Sides;
use super::space::{Cell, Key, Space};
use crate::date::Date;
use crate::evaluate::Truth;
use crate::ids::{DecisionId, NodeId};
use crate::value::Value;

/// A set of records: true inside, false outside, unknown where it makes no difference.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Set(pub(crate) Ref);

/// A question with everything it depends on, in one space.
pub(crate) struct Question<'s, 'p> {
    pub(crate) encoder: Encoder<'s, 'p>,
    pub(crate) cone: Cone,
}

impl<'s, 'p> Question<'s, 'p> {
    /// `today` is the day where the policies do not ask for 评估日; `limit` the most nodes.
    pub(crate) fn new(sides: &'s Sides<'p>, roots: &[SideNode], today: Date, limit: usize) -> Self {
        let cone = Cone::of(sides, roots);
        let space = Space::new(sides, &cone, today);
        Self { encoder: Encoder::new(sides, space, limit), cone }
    }

    /// The records for which a condition has a truth value.
    pub(crate) fn set(&mut self, side: usize, node: NodeId, wanted: Truth) -> Result<Set, TooLarge> {
        let diagram = self.encoder.node(side, node)?;
        self.mapped(diagram, &mut |leaf| (leaf.as_truth() == wanted).into())
    }

    /// The records for which an optional condition is not false; without one all.
    pub(crate) fn possible(&mut self, side: usize, node: Option<NodeId>) -> Result<Set, TooLarge> {
        match node {
            Some(node) => {
                let diagram = self.encoder.node(side, node)?;
                self.mapped(diagram, &mut |leaf| (leaf.as_truth() != Truth::False).into())
            }
            None => Ok(self.all()),
        }
    }

    /// The records for which an optional condition comes true once everything is known. What is not filled only keeps it open; an
    /// open parameter may still make it true.
    pub(crate) fn attainable(&mut self, side: usize, node: Option<NodeId>) -> Result<Set, TooLarge> {
        if self.cone.open.is_empty() { self.holds(side, node) } else { self.possible(side, node) }
    }

    /// The records for which an optional condition is true; without one all.
    pub(crate) fn holds(&mut self, side: usize, node: Option<NodeId>) -> Result<Set, TooLarge> {
        match node {
            Some(node) => self.set(side, node, Truth::True),
            None => Ok(self.all()),
        }
    }

    /// The records for which a decision comes to something wanted.
    pub(crate) fn outcome(
        &mut self,
        side: usize,
        decision: DecisionId,
        wanted: &mut dyn FnMut(&Verdict) -> bool,
    ) -> Result<Set, TooLarge> {
        let diagram = self.outcomes(side, decision)?;
        self.mapped(diagram, &mut |leaf| match leaf {
            Leaf::Verdict(verdict) => wanted(verdict).into(),
            _ => Truth::False,
        })
    }

    /// What a decision comes to, as a diagram.
    pub(crate) fn outcomes(&mut self, side: usize, decision: DecisionId) -> Encoded {
        let plan = self.encoder.sides.judges.get(side).map(|judge| &judge.planned.plan);
        let Some(plan) = plan else { return Err(TooLarge) };
        // The node of a decision, once encoded, leaves its outcomes behind.
        let at = plan.nodes.iter().position(|node| node.op == crate::plan::Op::Decide(decision));
        self.encoder.node(side, NodeId::new(at.ok_or(TooLarge)?))?;
        self.encoder.outcomes.get(&(side, decision.index())).copied().ok_or(TooLarge)
    }

    pub(crate) fn mapped(&mut self, diagram: Ref, wanted: &mut dyn FnMut(&Leaf) -> Truth) -> Result<Set, TooLarge> {
        self.encoder.store.combine([diagram], &mut |[leaf]| Some(Leaf::truth(wanted(leaf?)))).map(Set)
    }

    pub(crate) fn all(&mut self) -> Set {
        Set(self.encoder.truth(Truth::True))
    }

    pub(crate) fn and(&mut self, left: Set, right: Set) -> Result<Set, TooLarge> {
        self.encoder.both(left.0, right.0).map(Set)
    }

    pub(crate) fn not(&mut self, set: Set) -> Result<Set, TooLarge> {
        self.encoder.negated(set.0).map(Set)
    }

    /// The part of a set outside another.
    pub(crate) fn minus(&mut self, left: Set, right: Set) -> Result<Set, TooLarge> {
        let outside = self.not(right)?;
        self.and(left, outside)
    }

    /// The set, with everything outside `care` making no difference.
    pub(crate) fn within(&mut self, set: Set, care: Set) -> Result<Set, TooLarge> {
        let both = self.encoder.store.combine([set.0, care.0], &mut |[set, care]| match care?.as_truth() {
            Truth::True => set.cloned(),
            _ => Some(Leaf::truth(Truth::Unknown)),
        });
        both.map(Set)
    }

    pub(crate) fn is_empty(&self, set: Set) -> bool {
        !self.encoder.store.reaches(set.0, &|leaf| leaf.as_truth() == Truth::True)
    }

    /// A record of the set that says as little as possible.
    pub(crate) fn pick(&self, set: Set) -> Option<Vec<Choice>> {
        self.encoder.store.cheapest(set.0, &|leaf| leaf.as_truth() == Truth::True, &|variable, cell| self.cost(variable, cell))
    }

    /// What it costs to say something of a record: nothing for what is not said, little for what is usual.
    fn cost(&self, variable: usize, cell: usize) -> u32 {
        let Some(variable) = self.encoder.space.variables.get(variable) else { return 1 };
        match (&variable.key, variable.cells.get(cell)) {
            (_, Some(Cell::Missing)) => 0,
            (_, Some(Cell::Rows(count))) => 3 * u32::try_from(*count).unwrap_or(1),
            (Key::Slot(super::cone::Slot::Today), Some(Cell::Value(Value::Date(date)))) if *date == self.encoder.space.today => 0,
            // Counts and marks below zero are unusual.
            (_, Some(Cell::Value(Value::Integer(number)))) if *number < 0 => 3,
            (_, Some(Cell::Value(Value::Decimal(number) | Value::Percent(number)))) if number.is_sign_negative() => 3,
            _ => 2,
        }
    }

    /// Why nothing is certain about what these nodes can never be: the places that are followed only for chosen values.
    pub(crate) fn inexact(&self, roots: &[SideNode]) -> Vec<(SideNode, Inexact)> {
        let inexact = &self.encoder.space.inexact;
        below(self.encoder.sides, roots).into_iter().filter_map(|at| inexact.get(&at).map(|why| (at, *why))).collect()
    }
}
