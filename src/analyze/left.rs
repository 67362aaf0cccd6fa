//! The diagrams of what is left open of something once some of a record is known. In: the nodes asked about. Out: the variables that the
//! diagrams depend on, and the field to ask for first. Anything may be left without an answer, and nothing rests on a chosen value.

use super::cone::{Cone, SideNode, Slot, SlotUse, slot_of};
use super::diagram::{Ref, TooLarge};
use super::encode::{Encoder, Leaf};
use super::free::Free;
use super::groups::Group;
use super::relevance::{LIMIT, Matters, Relevance};
use super::shortest::Shortest;
use super::space::{Cell, Key, Space};
use super::stands::Added;
use crate::hir::Type;
use crate::ids::{DecisionId, DetailId, FieldId, NodeId};
use crate::value::Value;

/// What is not followed in a diagram and may be anything: all that it reads matters while it does.
#[derive(Clone, Debug)]
pub(super) enum Atom {
    /// A decision.
    Decision(DecisionId),
    /// What must be filled in in the rows of a 明细.
    Rows(DetailId),
}

/// The diagrams of one part, and what they depend on.
pub(super) struct Left<'r, 'p> {
    pub(super) of: &'r Relevance<'p>,
    pub(super) encoder: Encoder<'r, 'p>,
    pub(super) matters: Matters,
    is_followed: bool,
    /// Everything that matters stands in the diagrams.
    pub(super) is_whole: bool,
    diagrams: Vec<Ref>,
    pub(super) atoms: Vec<Atom>,
    /// Variables and nodes whose part is added already.
    pub(super) added: Added,
}

/// The first number of a variable that stands for more than one condition.
pub(super) const FIRST_ATOM: u32 = 1 << 30;

/// The key of a variable that stands for more than one condition.
pub(super) fn atom(number: usize) -> Key {
    Key::Free(FIRST_ATOM.saturating_add(u32::try_from(number).unwrap_or(FIRST_ATOM)))
}

impl<'r, 'p> Left<'r, 'p> {
    pub(super) fn new(of: &'r Relevance<'p>, roots: &[NodeId]) -> Self {
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
        space.add_values(&cone, &of.flat, &free);
        for number in 0..atoms.len() {
            let cells = vec![Cell::Value(Value::Bool(true)), Cell::Value(Value::Bool(false)), Cell::Missing];
            space.add(atom(number), None, Type::Bool, (cells, Group::default(), false));
        }
        let mut encoder = Encoder::new(&of.flat, space, LIMIT);
        encoder.free = Some(free);
        Self {
            of,
            encoder,
            matters: Matters::default(),
            is_followed: true,
            is_whole: true,
            diagrams: Vec::new(),
            atoms: Vec::new(),
            added: Added::default(),
        }
    }

    /// Everything that a diagram depends on matters.
    pub(super) fn add(&mut self, diagram: Ref) {
        self.is_followed &= !self.encoder.store.reaches(diagram, &|leaf| matches!(leaf, Leaf::Free(_)));
        self.diagrams.push(diagram);
        self.add_support(diagram);
    }

    /// What a decision with rules comes to matters.
    pub(super) fn add_outcome(&mut self, decision: DecisionId) -> Result<(), TooLarge> {
        let outcome = self.add_rules(decision, false)?;
        self.add(outcome);
        Ok(())
    }

    pub(super) fn finish(mut self, is_weighed: bool) -> Option<Matters> {
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
}
