//! Whether two conditions, or two values, are the same for every record. In: two versions of a policy, a node of each, and what makes
//! them matter. Out: yes, or not surely. Rests on no chosen value (`free`), so that yes is a proof.

use std::collections::HashMap;

use super::cone::{Cone, SideNode, Slot, below, open_arms};
use super::diagram::{Ref, TooLarge};
use super::diff::Sameness;
use super::encode::{Encoder, Leaf};
use super::free::Free;
use super::outcome::Verdict;
use super::question::Question;
use super::sides::Sides;
use super::space::{Cell, Key, Space};
use crate::date::Date;
use crate::evaluate::{Datum, Truth};
use crate::ids::NodeId;
use crate::judge::Judge;
use crate::plan::Op;
use crate::value::Value;

/// Two versions of the same kind of record.
pub(crate) struct Equality<'p> {
    /// With all nodes, for telling what is written the same.
    whole: Sides<'p>,
    /// Without the rows of any 明细.
    flat: Sides<'p>,
    today: Date,
    limit: usize,
}

/// Two nodes, of the first and of the second version, that are to be the same. Without a condition it always holds.
#[derive(Clone, Debug, Default)]
pub(crate) struct Claim {
    pub(crate) left: Option<NodeId>,
    pub(crate) right: Option<NodeId>,
    /// They are values and not conditions, for which 不适用 is as good as false.
    pub(crate) is_value: bool,
    /// Where one of these conditions of the first version is false, neither node matters.
    pub(crate) only_if: Vec<NodeId>,
    /// Where one of these conditions of the first version is true, neither node matters.
    pub(crate) unless: Vec<NodeId>,
}

impl<'p> Equality<'p> {
    pub(crate) fn new(first: Judge<'p>, second: Judge<'p>, today: Date, limit: usize) -> Self {
        let judges = vec![first, second];
        let (whole, flat) = (Sides::new(judges.clone()), Sides::without_rows(judges));
        Self { whole: whole.with_former_places(), flat: flat.with_former_places(), today, limit }
    }

    /// Whether a claim is surely true.
    pub(crate) fn holds(&self, claim: &Claim) -> bool {
        let guarded = !(claim.only_if.is_empty() && claim.unless.is_empty());
        let bare = Claim { left: claim.left, right: claim.right, is_value: claim.is_value, ..Claim::default() };
        self.proves(&bare) == Ok(true) || (guarded && self.proves(claim) == Ok(true))
    }

    fn proves(&self, claim: &Claim) -> Result<bool, TooLarge> {
        let guards = claim.only_if.iter().chain(&claim.unless).map(|node| (0, *node));
        let sides = [claim.left.map(|node| (0, node)), claim.right.map(|node| (1, node))];
        let roots: Vec<SideNode> = sides.into_iter().flatten().chain(guards).collect();
        let mut question = self.question(&roots);
        let is_value = claim.is_value;
        let by_name = sides.into_iter().flatten().any(|(side, node)| !self.is_bool(side, node));
        let read = |question: &mut Question<'_, 'p>, at: Option<SideNode>| match at {
            None => Ok(question.encoder.truth(Truth::True)),
            Some((side, node)) if by_name => question.encoder.symbol(side, node),
            Some((side, node)) => question.encoder.node(side, node),
        };
        let [left, right] = [read(&mut question, sides[0])?, read(&mut question, sides[1])?];
        if left == right {
            return Ok(true);
        }
        let differ = question.encoder.store.combine([left, right], &mut |[left, right]| {
            // Both ends must be reached: they are compared as they stand.
            let (left, right) = (left?, right?);
            let is_same = if is_value { left == right } else { left.as_truth() == right.as_truth() };
            Some(Leaf::truth((!is_same || matches!(left, Leaf::Free(_))).into()))
        })?;
        let mut differ = super::question::Set(differ);
        for guard in &claim.only_if {
            let relevant = question.possible(0, Some(*guard))?;
            differ = question.and(differ, relevant)?;
        }
        for guard in &claim.unless {
            let settled = question.set(0, *guard, Truth::True)?;
            differ = question.minus(differ, settled)?;
        }
        Ok(question.is_empty(differ))
    }

    fn is_bool(&self, side: usize, node: NodeId) -> bool {
        self.flat.judges.get(side).is_some_and(|judge| judge.planned.plan.node(node).is_bool)
    }

    /// A question in which nothing is tried for chosen values only, and everything may be missing or unreadable.
    fn question(&self, roots: &[SideNode]) -> Question<'_, 'p> {
        let mut sameness = Sameness::exact(&self.whole);
        let numbers: HashMap<SideNode, u32> =
            below(&self.whole, roots).into_iter().map(|(side, node)| ((side, node), sameness.node(side, node))).collect();
        let free = Free { numbers };
        let mut cone = Cone::of(&self.flat, roots);
        cone.slots.values_mut().for_each(|used| used.may_be_missing = true);
        cone.details.values_mut().for_each(|used| used.may_be_missing = true);
        let mut space = Space::with_rows(&self.flat, &cone, self.today, 1);
        space.open_up(&cone, &self.flat, &free);
        let mut encoder = Encoder::new(&self.flat, space, self.limit);
        encoder.free = Some(free);
        Question { encoder, cone }
    }
}

/// A value that is there and cannot be read.
const UNREADABLE: Cell = Cell::Outcome(Verdict::Undetermined { may_need_review: false });

impl Space {
    /// Makes room for everything that a record may have, also what cannot be read, and for every condition.
    pub(crate) fn open_up(&mut self, encoded: &Cone, sides: &Sides<'_>, free: &Free) {
        for variable in &mut self.variables {
            if !matches!(variable.key, Key::Slot(Slot::Today)) {
                variable.cells.push(UNREADABLE);
            }
        }
        self.add_conditions(encoded, sides, free);
    }
}

impl Encoder<'_, '_> {
    /// A value by what it is written as, the same numbers for the same value: which field's it is, not what the field holds.
    fn symbol(&mut self, side: usize, node: NodeId) -> Result<Ref, TooLarge> {
        // Conditions inside are encoded along the way.
        self.node(side, node)?;
        self.symbol_of(side, node)
    }

    fn symbol_of(&mut self, side: usize, node: NodeId) -> Result<Ref, TooLarge> {
        let Some(judge) = self.sides.judges.get(side) else { return Err(TooLarge) };
        let plan = &judge.planned.plan;
        let number = self.free.as_ref().and_then(|free| free.numbers.get(&(side, node))).copied().ok_or(TooLarge)?;
        let own = Leaf::Datum(Datum::Known(Value::set([Value::Integer(i64::from(number))])));
        let Op::Choice { arms, otherwise } = &plan.node(node).op else { return Ok(self.store.end(own)) };
        let (arms, otherwise) = open_arms(plan, arms, *otherwise);
        let mut rest = self.symbol_of(side, otherwise)?;
        for (condition, value) in arms.into_iter().rev() {
            let (condition, value) = (self.node(side, condition)?, self.symbol_of(side, value)?);
            rest = self.store.combine([condition, value, rest], &mut |[condition, value, rest]| match condition?.as_truth() {
                Truth::True => value.cloned(),
                Truth::False => rest.cloned(),
                // Whatever all that is possible agrees on.
                Truth::Unknown => match (value?.datum(), rest?.datum()) {
                    (Datum::Known(value), Datum::Known(rest)) => {
                        let all = value.elements().iter().chain(rest.elements()).cloned();
                        Some(Leaf::Datum(Datum::Known(Value::set(all))))
                    }
                    _ => None,
                },
            })?;
        }
        Ok(rest)
    }
}
