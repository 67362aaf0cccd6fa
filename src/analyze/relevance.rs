//! What of a record still matters for something once some of it is known. In: an interview's evaluation; a condition, a decision or the
//! conclusion. Out: fields and 明细 outside which no answer changes it, whatever the other answers are; nothing where that is not followed.
//! Rests on no chosen value (`free`): what is left out is a proof. What diagrams follow only in part is all that the part reads.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use super::diagram::TooLarge;
use super::encode::Leaf;
use super::known::Known;
use super::left::Left;
use super::outcome::Verdict;
use super::sides::{Places, Sides};
use super::whole::Whole;
use crate::evaluate::{Evaluation, What};
use crate::ids::{DecisionId, DetailId, FieldId, NodeId};
use crate::judge::Judge;
use crate::plan::{BodyPlan, EntryPlan, Op};

/// Most nodes of the diagrams of one part, or of all that may ask for a conclusion: larger ones are not worth a question less.
pub(super) const LIMIT: usize = 60_000;

/// Something that answers may change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Part {
    Condition(NodeId),
    Decision(DecisionId),
    /// 结论
    Conclusion,
}

/// Fields and 明细.
#[derive(Debug, Default)]
pub(super) struct Matters {
    pub(super) fields: BTreeSet<FieldId>,
    pub(super) details: BTreeSet<DetailId>,
    /// The field to ask for first.
    pub(super) first: Option<FieldId>,
}

impl Matters {
    /// Whether something asked for is among them.
    pub(super) fn asks(&self, what: What) -> bool {
        match what {
            What::Field(field, _) => self.fields.contains(&field),
            What::Detail(detail) => self.details.contains(&detail),
            What::Parameter(_) | What::Decision(_) => true,
        }
    }
}

/// What matters in one state of an interview.
pub(crate) struct Relevance<'p> {
    pub(super) judge: Judge<'p>,
    pub(super) evaluation: Arc<Evaluation<'p>>,
    /// With all nodes, for telling what a condition reads.
    pub(super) full: Sides<'p>,
    /// Without the rows of any 明细.
    pub(super) flat: Sides<'p>,
    /// The part for which it is to be told what to ask for first.
    weighed: Option<Part>,
    /// For each part what matters; nothing if it is not followed.
    found: HashMap<Part, Option<Matters>>,
    /// The same for 结论, once it is asked for.
    whole: Option<Option<Whole>>,
}

impl<'p> Relevance<'p> {
    /// `weighed` is the part for which it is to be told what to ask for first; `places` are those found for earlier states.
    pub(crate) fn new(judge: Judge<'p>, evaluation: &Arc<Evaluation<'p>>, weighed: Option<Part>, places: &Places) -> Self {
        let known = Arc::new(Known::of(evaluation));
        let full = Sides::new(vec![judge]).knowing(&known).with_places(places);
        let flat = Sides::without_rows(vec![judge]).knowing(&known).with_places(places);
        Self { judge, evaluation: Arc::clone(evaluation), full, flat, weighed, found: HashMap::new(), whole: None }
    }

    /// Whether an answer may change a part; it surely does not where this is false.
    pub(crate) fn may_change(&mut self, part: Part, what: What) -> bool {
        if part == Part::Conclusion {
            return self.whole().is_none_or(|whole| whole.may_change(what));
        }
        self.found(part).is_none_or(|matters| matters.asks(what))
    }

    /// Whether 结论 is followed as a whole.
    pub(crate) fn follows_conclusion(&mut self) -> bool {
        self.whole().is_some()
    }

    /// The field of the record to ask for first, so that the weighed part is settled soonest.
    pub(crate) fn first(&mut self) -> Option<What> {
        let part = self.weighed?;
        if part == Part::Conclusion {
            return self.whole()?.first.map(|field| What::Field(field, None));
        }
        self.found(part)?.first.map(|field| What::Field(field, None))
    }

    /// 结论 as it is followed.
    #[cfg(test)]
    pub(crate) fn followed(&mut self) -> Option<&mut Whole> {
        self.whole()
    }

    fn whole(&mut self) -> Option<&mut Whole> {
        if self.whole.is_none() {
            let whole = Whole::of(self, self.weighed == Some(Part::Conclusion)).ok();
            self.whole = Some(whole);
        }
        self.whole.as_mut()?.as_mut()
    }

    /// What matters for a part, once it is asked for; nothing if it is not followed.
    fn found(&mut self, part: Part) -> Option<&Matters> {
        if !self.found.contains_key(&part) {
            let matters = self.matters(part).unwrap_or(None);
            self.found.insert(part, matters);
        }
        self.found.get(&part)?.as_ref()
    }

    fn matters(&self, part: Part) -> Result<Option<Matters>, TooLarge> {
        let plan = &self.judge.planned.plan;
        let is_weighed = self.weighed == Some(part);
        match part {
            Part::Condition(node) if plan.node(node).is_bool && plan.node(node).domain.is_none() => {
                let mut left = Left::new(self, &[node]);
                let diagram = left.encoder.node(0, node)?;
                left.add(diagram);
                Ok(left.finish(is_weighed))
            }
            Part::Condition(_) | Part::Conclusion => Ok(None),
            Part::Decision(decision) => {
                let Some(own) = plan.decisions.get(decision.index()) else { return Ok(None) };
                let at = plan.nodes.iter().position(|node| node.op == Op::Decide(decision));
                let Some(at) = at.map(NodeId::new) else { return Ok(None) };
                let is_constant = |node: NodeId| matches!(plan.node(node).op, Op::Const(_));
                let mut left = Left::new(self, &[at]);
                left.encoder.node(0, at)?;
                match &own.body {
                    BodyPlan::Rules(_) => left.add_outcome(decision)?,
                    BodyPlan::Expr { value, .. } if !plan.node(*value).is_bool => left.add_made_from(decision),
                    BodyPlan::Collect { entries, .. } if !entries.iter().all(|entry: &EntryPlan| is_constant(entry.value)) => {
                        left.add_made_from(decision);
                    }
                    _ => {
                        let Some(outcome) = left.encoder.outcomes.get(&(0, decision.index())).copied() else { return Ok(None) };
                        // 待定 is told as one outcome, whatever it may still come to.
                        let told = left.encoder.store.combine([outcome], &mut |[outcome]| {
                            Some(match outcome? {
                                Leaf::Verdict(Verdict::Undetermined { .. }) => Leaf::Verdict(Verdict::OPEN),
                                other => other.clone(),
                            })
                        })?;
                        left.add(told);
                    }
                }
                Ok(left.finish(is_weighed))
            }
        }
    }
}
