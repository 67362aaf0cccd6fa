//! What of a record still matters for something once some of it is known. In: an interview's evaluation; a condition, a decision or the
//! conclusion. Out: fields and 明细 outside which no answer changes it, whatever the other answers are; nothing where that is not followed.
//! Rests on no chosen value (`free`): what is left out is a proof. What diagrams follow only in part is all that the part reads.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use super::cone::{Cone, SideNode, Slot, SlotUse, below, slot_of, value_of};
use super::diagram::{Ref, TooLarge};
use super::encode::{Encoder, Leaf};
use super::free::Free;
use super::known::Known;
use super::origin::Group;
use super::outcome::{Verdict, first_alike};
use super::shortest::Shortest;
use super::sides::{Places, Sides};
use super::space::{Cell, Key, Space};
use super::whole::Whole;
use crate::evaluate::{Evaluation, Truth, What};
use crate::hir::Type;
use crate::ids::{DecisionId, DetailId, FieldId, NodeId};
use crate::judge::Judge;
use crate::plan::{BodyPlan, EntryPlan, Op, RulePlan};
use crate::value::Value;

/// Most nodes of the diagrams of one part, or of all that may ask for a conclusion: larger ones are not worth a question less.
pub(super) const LIMIT: usize = 60_000;

/// The first number of a variable that stands for more than one condition.
const FIRST_ATOM: u32 = 1 << 30;

/// Something that answers may change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Part {
    Condition(NodeId),
    Decision(DecisionId),
    /// 结论
    Conclusion,
}

/// What is not followed in a diagram and may be anything: all that it reads matters while it does.
#[derive(Clone, Debug)]
pub(super) enum Atom {
    /// A decision.
    Decision(DecisionId),
    /// What must be filled in in the rows of a 明细.
    Rows(DetailId),
}

/// Fields and 明细.
#[derive(Debug, Default)]
pub(super) struct Matters {
    pub(super) fields: BTreeSet<FieldId>,
    pub(super) details: BTreeSet<DetailId>,
    /// The field to ask for first.
    first: Option<FieldId>,
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
    full: Sides<'p>,
    /// Without the rows of any 明细.
    flat: Sides<'p>,
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
        if !self.found.contains_key(&part) {
            let matters = self.matters(part).unwrap_or(None);
            self.found.insert(part, matters);
        }
        self.found.get(&part).and_then(Option::as_ref).is_none_or(|matters| matters.asks(what))
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
        if !self.found.contains_key(&part) {
            let matters = self.matters(part).unwrap_or(None);
            self.found.insert(part, matters);
        }
        self.found.get(&part)?.as_ref()?.first.map(|field| What::Field(field, None))
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
                    BodyPlan::Rules(rules) if left.encoder.has_open_values(0, decision) || !all_constant(rules, &is_constant) => {
                        left.add_rules(own.guard, rules)?;
                    }
                    BodyPlan::Expr { value, .. } if !plan.node(*value).is_bool => return Ok(None),
                    BodyPlan::Collect { entries, .. } if !entries.iter().all(|entry: &EntryPlan| is_constant(entry.value)) => {
                        return Ok(None);
                    }
                    _ => {
                        let Some(outcome) = left.encoder.outcomes.get(&(0, decision.index())).copied() else { return Ok(None) };
                        let rules = if let BodyPlan::Rules(rules) = &own.body { rules.as_slice() } else { &[] };
                        // 待定 is told as one outcome, whatever it may still come to, and so is a review whichever rule asks for it.
                        let told = left.encoder.store.combine([outcome], &mut |[outcome]| {
                            Some(match outcome? {
                                Leaf::Verdict(Verdict::Undetermined { .. }) => {
                                    Leaf::Verdict(Verdict::Undetermined { may_need_review: false })
                                }
                                Leaf::Verdict(Verdict::Review(rule)) => Leaf::Verdict(Verdict::Review(first_alike(rules, *rule))),
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

fn all_constant(rules: &[RulePlan], is_constant: &dyn Fn(NodeId) -> bool) -> bool {
    rules.iter().filter_map(|rule| value_of(&rule.outcome)).all(is_constant)
}

/// The diagrams of one part, and what they depend on.
pub(super) struct Left<'r, 'p> {
    of: &'r Relevance<'p>,
    pub(super) encoder: Encoder<'r, 'p>,
    matters: Matters,
    is_followed: bool,
    /// Everything that matters stands in the diagrams.
    is_whole: bool,
    diagrams: Vec<Ref>,
    pub(super) atoms: Vec<Atom>,
}

/// The key of a variable that stands for more than one condition.
pub(super) fn atom(number: usize) -> Key {
    Key::Free(FIRST_ATOM.saturating_add(u32::try_from(number).unwrap_or(FIRST_ATOM)))
}

impl<'r, 'p> Left<'r, 'p> {
    fn new(of: &'r Relevance<'p>, roots: &[NodeId]) -> Self {
        Self::with(of, roots, &[], &[])
    }

    /// The same with some fields of which only whether they are filled matters, and with room for some atoms.
    pub(super) fn with(of: &'r Relevance<'p>, roots: &[NodeId], fields: &[FieldId], atoms: &[Atom]) -> Self {
        let roots: Vec<SideNode> = roots.iter().map(|root| (0, *root)).collect();
        let mut cone = Cone::of(&of.flat, &roots);
        for field in fields {
            let (slot, ty) = slot_of(&of.judge, *field);
            cone.slots.entry(slot).or_insert(SlotUse { ty, fields: vec![Some(*field)], may_be_missing: true });
        }
        // Any question may be left without an answer.
        cone.slots.values_mut().for_each(|used| used.may_be_missing = true);
        cone.details.values_mut().for_each(|used| used.may_be_missing = true);
        let numbers = cone.nodes.iter().map(|at| (*at, at.1.0)).collect();
        let free = Free { numbers };
        let mut space = Space::with_rows(&of.flat, &cone, of.evaluation.today, 1);
        space.add_conditions(&cone, &of.flat, &free);
        for number in 0..atoms.len() {
            let cells = vec![Cell::Value(Value::Bool(true)), Cell::Value(Value::Bool(false)), Cell::Missing];
            space.add(atom(number), None, Type::Bool, (cells, Group::default(), false));
        }
        let mut encoder = Encoder::new(&of.flat, space, LIMIT);
        encoder.free = Some(free);
        let (matters, diagrams, atoms) = (Matters::default(), Vec::new(), Vec::new());
        Self { of, encoder, matters, is_followed: true, is_whole: true, diagrams, atoms }
    }

    /// Everything that a diagram depends on matters.
    fn add(&mut self, diagram: Ref) {
        self.is_followed &= !self.encoder.store.reaches(diagram, &|leaf| matches!(leaf, Leaf::Free(_)));
        self.diagrams.push(diagram);
        let keys = self.encoder.store.support(diagram).into_iter();
        let keys: Vec<Key> = keys.filter_map(|number| Some(self.encoder.space.variables.get(number)?.key.clone())).collect();
        keys.iter().for_each(|key| self.add_key(key));
    }

    /// Which rule wins, and what the rules that may win are made from.
    fn add_rules(&mut self, guard: Option<NodeId>, rules: &[RulePlan]) -> Result<(), TooLarge> {
        let guard = self.encoder.condition(0, guard, None)?;
        self.add(guard);
        let winners = self.encoder.winners(0, rules)?;
        let winners = self.encoder.store.combine([guard, winners], &mut |[guard, winners]| match guard?.as_truth() {
            Truth::False => Some(Leaf::truth(Truth::False)),
            _ => Some(match winners? {
                Leaf::Winners(winners) => Leaf::Winners(winners.alike(rules)),
                other => other.clone(),
            }),
        })?;
        self.add(winners);
        let mut possible: BTreeSet<usize> = rules.iter().take(1).filter(|rule| rule.is_default).map(|_| 0).collect();
        for leaf in self.encoder.store.ends(winners) {
            match leaf {
                Leaf::Winners(winners) => possible.extend(winners.possible()),
                // Any rule may be among those that keep it open.
                Leaf::Verdict(_) => possible.extend(0..rules.len()),
                _ => {}
            }
        }
        for value in possible.into_iter().filter_map(|rule| value_of(&rules.get(rule)?.outcome)) {
            self.add_value(value)?;
        }
        Ok(())
    }

    fn add_value(&mut self, value: NodeId) -> Result<(), TooLarge> {
        if self.of.judge.planned.plan.node(value).is_bool {
            let diagram = self.encoder.node(0, value)?;
            self.add(diagram);
        } else {
            self.add_below((0, value));
        }
        Ok(())
    }

    fn add_key(&mut self, key: &Key) {
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
            Key::Free(number) => self.add_below((0, NodeId(*number))),
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
            Atom::Decision(decision) => {
                let at = plan.nodes.iter().position(|node| node.op == Op::Decide(*decision));
                at.into_iter().for_each(|at| self.add_below((0, NodeId::new(at))));
            }
            Atom::Rows(detail) => {
                self.matters.details.insert(*detail);
                let applies = plan.details.get(detail.index()).and_then(|detail| detail.applies);
                applies.into_iter().for_each(|node| self.add_below((0, node)));
                for (number, field) in plan.fields.iter().enumerate().filter(|(_, field)| field.detail == Some(*detail)) {
                    self.matters.fields.insert(FieldId::new(number));
                    let conditions = field.applies.into_iter().chain(field.required_when);
                    let conditions = conditions.chain(field.formats_when.iter().copied().flatten());
                    conditions.for_each(|node| self.add_below((0, node)));
                }
            }
        }
        self.is_whole = false;
    }

    /// Everything that a node reads.
    fn add_below(&mut self, at: SideNode) {
        self.is_whole = false;
        let plan = &self.of.judge.planned.plan;
        for (_, node) in below(&self.of.full, &[at]) {
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

    fn finish(mut self, is_weighed: bool) -> Option<Matters> {
        if !self.is_followed {
            return None;
        }
        // What a value is made from cannot be weighed.
        if is_weighed && self.is_whole {
            let encoder = &mut self.encoder;
            let first = Shortest::new(self.of.judge, &encoder.space, &mut encoder.store).first(&self.diagrams);
            self.matters.first = first.and_then(|first| self.field_of(first));
        }
        Some(self.matters)
    }

    /// The field of the record that a variable is for.
    pub(super) fn field_of(&self, variable: usize) -> Option<FieldId> {
        let Key::Slot(Slot::Field { detail: None, name }) = &self.encoder.space.variables.get(variable)?.key else { return None };
        let fields = &self.of.judge.record.fields;
        fields.iter().position(|field| field.detail.is_none() && field.name == *name).map(FieldId::new)
    }

    /// All that matters while a variable does.
    pub(super) fn stands_for(&mut self, variable: usize) -> Matters {
        let key = self.encoder.space.variables.get(variable).map(|variable| variable.key.clone());
        self.matters = Matters::default();
        key.iter().for_each(|key| self.add_key(key));
        std::mem::take(&mut self.matters)
    }
}
