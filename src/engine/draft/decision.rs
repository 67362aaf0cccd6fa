//! Decisions: their conditions, the values that their rules may give, and what follows from them.

use super::super::formula::Formula;
use super::super::given::{About, Known, Question, Thing, Through, expression, things};
use super::super::program::Entry;
use super::super::slot::Kind;
use super::{Asked, DecisionDraft, Draft, EntryDraft, LateDraft, Leaf, Meaning, SourceDraft};
use crate::evaluate::{Datum, Truth};
use crate::ids::{DecisionId, FieldId, NodeId};
use crate::plan::{BodyPlan, Op, OutcomePlan};

/// Values of one rule that are told apart; choices between choices could be very many.
const MOST_LEAVES: usize = 64;

impl Draft<'_> {
    /// A decision whose value is 是否, as a condition.
    pub(super) fn decided(&mut self, decision: DecisionId) -> Formula {
        let plan = self.plan;
        match &plan.decisions[decision.index()].body {
            BodyPlan::Expr { value, .. } => {
                let guard = self.optional(plan.decisions[decision.index()].guard);
                let value = self.formula(*value);
                let value = self.strict(guard, value, false);
                // Worked out once, wherever it is used.
                self.single(value)
            }
            BodyPlan::Rules(_) => {
                self.decision(decision);
                let nodes = self.leaf_nodes(decision);
                let by_leaf = nodes.into_iter().map(|node| match node {
                    Some(node) => {
                        let value = self.formula(node);
                        self.entry(value)
                    }
                    None => EntryDraft::Entry(Entry::Known(Truth::Unknown)),
                });
                let by_leaf = by_leaf.collect();
                self.late(decision, LateDraft::Value { by_leaf, not_applicable: Truth::False })
            }
            BodyPlan::Collect { .. } => self.open(),
        }
    }

    pub(super) fn entry(&mut self, formula: Formula) -> EntryDraft {
        if formula.terms.is_empty() {
            return EntryDraft::Entry(Entry::Known(Truth::False));
        }
        if formula == Formula::constant(true) {
            return EntryDraft::Entry(Entry::Known(Truth::True));
        }
        EntryDraft::Variable(self.named(formula))
    }

    /// A question about a decision that is a single expression of one field.
    pub(super) fn through_expression(&mut self, node: NodeId, decision: DecisionId, value: NodeId) -> Formula {
        let Some(read) = things(self.plan, value) else { return self.open() };
        let question = Question { node, through: Some((decision, Through::Node(value))), about: About::Truth };
        let read: Vec<Thing> = read.into_iter().collect();
        let inner = match read.as_slice() {
            [] => self.constant(question),
            [Thing::Field(field)] => {
                let otherwise = self.answers.truth(question, Known::Field(&Datum::NotApplicable));
                let variable = self.asked(field.index(), Asked::Question(question));
                self.of_field(*field, variable, otherwise)
            }
            _ => return self.open(),
        };
        let guard = self.optional(self.plan.decisions[decision.index()].guard);
        let idle = Question { node, through: Some((decision, Through::NotApplicable)), about: About::Truth };
        let otherwise = self.answers.truth(idle, Known::Nothing);
        self.where_applies(guard, inner, otherwise)
    }

    /// The expression that a decision is, if it reads no other decision and needs all that it reads.
    pub(super) fn strict_expression(&self, decision: DecisionId) -> Option<NodeId> {
        let value = expression(self.plan, decision)?;
        let read = things(self.plan, value)?;
        (!read.iter().any(|thing| matches!(thing, Thing::Decision(_)))).then_some(value)
    }

    /// A question about what a decision comes to, alone or with one field.
    pub(super) fn of_decision(&mut self, node: NodeId, decision: DecisionId, field: Option<FieldId>) -> Formula {
        if matches!(self.plan.decisions[decision.index()].body, BodyPlan::Collect { .. }) {
            return self.open();
        }
        self.decision(decision);
        let mut by_leaf = Vec::new();
        for leaf in self.leaf_nodes(decision) {
            by_leaf.push(match leaf {
                Some(source) => self.of_outcome(node, decision, source, field),
                None => EntryDraft::Entry(Entry::Known(Truth::Unknown)),
            });
        }
        if by_leaf.iter().any(|entry| matches!(entry, EntryDraft::Entry(Entry::Ask))) {
            return self.open();
        }
        let idle = Question { node, through: Some((decision, Through::NotApplicable)), about: About::Truth };
        // What does not apply settles a comparison whatever the other side is.
        let not_applicable = self.answers.truth(idle, Known::Nothing);
        self.late(decision, LateDraft::Value { by_leaf, not_applicable })
    }

    pub(in crate::engine) fn leaf_nodes(&self, decision: DecisionId) -> Vec<Option<NodeId>> {
        let draft = self.decisions.get(&decision.index());
        draft.into_iter().flat_map(|draft| draft.leaves.iter().flatten()).map(|leaf| leaf.node).collect()
    }

    /// The same question where the decision has the value of this node.
    pub(super) fn of_outcome(&mut self, node: NodeId, decision: DecisionId, source: NodeId, field: Option<FieldId>) -> EntryDraft {
        let ask = EntryDraft::Entry(Entry::Ask);
        let question = Question { node, through: Some((decision, Through::Node(source))), about: About::Truth };
        let Some(read) = things(self.plan, source) else { return ask };
        let read: Vec<Thing> = read.into_iter().collect();
        let is_assumed = |field: FieldId| self.plan.fields[field.index()].assume.is_some();
        match (read.as_slice(), field) {
            ([], None) => EntryDraft::Entry(Entry::Known(self.answers.truth(question, Known::Nothing))),
            // The value is known where this is asked, and so applies.
            (&[Thing::Field(only)], None) | (&[], Some(only)) if !is_assumed(only) => {
                if self.shape.kinds.get(only.index()) == Some(&Kind::Text) {
                    EntryDraft::Text { slot: only.index(), question }
                } else {
                    EntryDraft::Variable(self.asked(only.index(), Asked::Question(question)))
                }
            }
            (&[Thing::Field(left)], Some(right)) if left != right && !is_assumed(left) && !is_assumed(right) => {
                let entry = self.comparison(node, Some((decision, source)), left.index(), right.index());
                entry.map_or(ask, EntryDraft::Entry)
            }
            _ => ask,
        }
    }

    pub(super) fn late(&mut self, decision: DecisionId, late: LateDraft) -> Formula {
        self.decision(decision);
        let number = decision.index();
        let mut level = self.decisions.get(&number).map_or(0, |draft| draft.level);
        if let LateDraft::Value { by_leaf, .. } = &late {
            for entry in by_leaf {
                if let EntryDraft::Variable(variable) = entry {
                    level = level.max(self.levels[variable.0 as usize]);
                }
            }
        }
        let variable = self.variable(Meaning::Late, level);
        if let Some(draft) = self.decisions.get_mut(&number) {
            draft.late.push((variable, late));
        }
        Formula::literal(variable, false)
    }

    /// The conditions of a decision with rules or entries.
    pub(in crate::engine) fn decision(&mut self, decision: DecisionId) {
        let number = decision.index();
        if self.decisions.contains_key(&number) {
            return;
        }
        let plan = &self.plan.decisions[number];
        let guard = plan.guard.map(|guard| self.formula(guard));
        let (mut rules, mut leaves) = (Vec::new(), Vec::new());
        match &plan.body {
            BodyPlan::Rules(list) => {
                for rule in list {
                    rules.push(rule.condition.map(|condition| self.formula(condition)));
                    leaves.push(match &rule.outcome {
                        OutcomePlan::Value(node) => self.leaves(*node),
                        OutcomePlan::Review { .. } => vec![Leaf { when: None, node: None, source: SourceDraft::Review }],
                    });
                }
            }
            BodyPlan::Collect { entries, .. } => {
                for entry in entries {
                    rules.push(Some(self.optional(entry.condition)));
                    let is_constant = things(self.plan, entry.value).is_some_and(|read| read.is_empty());
                    let source = match self.answers.datum(entry.value, None, Known::Nothing) {
                        Datum::Known(_) if is_constant => SourceDraft::Known,
                        _ => SourceDraft::Ask,
                    };
                    leaves.push(vec![Leaf { when: None, node: Some(entry.value), source }]);
                }
            }
            BodyPlan::Expr { value, .. } => {
                rules.push(None);
                leaves.push(self.leaves(*value));
            }
        }
        let read = guard.iter().chain(rules.iter().flatten());
        let mut level = read.map(|formula| self.level(formula)).max().unwrap_or(0);
        for leaf in leaves.iter().flatten() {
            let of_source = match &leaf.source {
                SourceDraft::Variable(variable)
                | SourceDraft::Value(variable)
                | SourceDraft::Slot { applies: Some(variable), .. } => Some(*variable),
                SourceDraft::Decision(decision) => {
                    level = level.max(self.decisions.get(decision).map_or(0, |draft| draft.level));
                    None
                }
                _ => None,
            };
            for variable in leaf.when.into_iter().chain(of_source) {
                level = level.max(self.levels[variable.0 as usize]);
            }
        }
        let position = self.meanings.len();
        self.decisions.insert(number, DecisionDraft { guard, rules, leaves, level, position, late: Vec::new() });
    }

    /// The values that a node may have, each with its condition; the first that holds counts.
    pub(super) fn leaves(&mut self, node: NodeId) -> Vec<Leaf> {
        let mut found = Vec::new();
        self.add_leaves(node, Formula::constant(true), &mut found);
        found
    }

    pub(super) fn add_leaves(&mut self, node: NodeId, when: Formula, found: &mut Vec<Leaf>) {
        let plan = self.plan;
        if found.len() >= MOST_LEAVES {
            let when = (when != Formula::constant(true)).then(|| self.named(when));
            found.push(Leaf { when, node: Some(node), source: SourceDraft::Ask });
            return;
        }
        match &plan.node(node).op {
            Op::Choice { arms, otherwise } if !plan.node(node).is_bool => {
                for (condition, value) in arms {
                    let condition = self.formula(*condition);
                    let when = self.and(when.clone(), condition);
                    self.add_leaves(*value, when, found);
                }
                self.add_leaves(*otherwise, when, found);
            }
            Op::Decide(decision) if !plan.node(node).is_bool => match expression(plan, *decision) {
                Some(value) => {
                    let guard = self.optional(plan.decisions[decision.index()].guard);
                    let when = self.and(when, guard);
                    self.add_leaves(value, when, found);
                }
                None => found.push(self.leaf(node, when)),
            },
            _ => found.push(self.leaf(node, when)),
        }
    }

    pub(super) fn leaf(&mut self, node: NodeId, when: Formula) -> Leaf {
        let when = (when != Formula::constant(true)).then(|| self.named(when));
        Leaf { when, node: Some(node), source: self.source(node) }
    }

    /// Whether a value is known, and where from.
    pub(super) fn source(&mut self, node: NodeId) -> SourceDraft {
        let plan = self.plan;
        match &plan.node(node).op {
            Op::Const(_) | Op::Today => SourceDraft::Known,
            Op::Decide(decision) => self.source_decision(*decision),
            Op::Field(field)
                if plan.fields[field.index()].detail.is_none() && self.shape.kinds.get(field.index()) != Some(&Kind::Other) =>
            {
                let own = &plan.fields[field.index()];
                let applies = own.applies.map(|applies| {
                    let formula = self.formula(applies);
                    self.named(formula)
                });
                SourceDraft::Slot { slot: field.index(), applies, is_assumed: own.assume.is_some() }
            }
            Op::Not(_) | Op::And(_) | Op::Or(_) | Op::Compare { .. } | Op::Filled(_) | Op::DetailFilled(_) | Op::Test { .. } => {
                let formula = self.formula(node);
                let is_constant = formula.terms.is_empty() || formula == Formula::constant(true);
                if is_constant { SourceDraft::Known } else { SourceDraft::Variable(self.named(formula)) }
            }
            _ => match things(plan, node) {
                Some(read) => {
                    let read: Vec<Thing> = read.into_iter().collect();
                    let known = self.mixed(node, About::Value, &read);
                    if self.is_open(&known) { SourceDraft::Ask } else { SourceDraft::Value(self.named(known)) }
                }
                None => SourceDraft::Ask,
            },
        }
    }

    /// The value of another decision where it is used.
    pub(super) fn source_decision(&mut self, decision: DecisionId) -> SourceDraft {
        if matches!(self.plan.decisions[decision.index()].body, BodyPlan::Collect { .. }) {
            return SourceDraft::Ask;
        }
        self.decision(decision);
        SourceDraft::Decision(decision.index())
    }
}
