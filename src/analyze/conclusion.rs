//! 结论 part by part. In: what an interview knows. Out: for each part a diagram of what it asks for, by the evaluator's own order: the first
//! of all asked for is the conclusion. What a record must have, its checks, its decisions and the scope each ask for one.

use std::collections::HashMap;

use super::diagram::{Ref, Store, TooLarge};
use super::encode::{Encoded, Encoder, Leaf};
use super::free::Open;
use super::left::{Atom, atom};
use super::outcome::Verdict as Outcomes;
use super::relevance::Relevance;
use super::space::{Cell, Key};
use crate::evaluate::{Datum, Outcome, Truth, and};
use crate::hir::DecisionBody;
use crate::ids::{DecisionId, DetailId, FieldId, NodeId};
use crate::input;
use crate::plan::Op;
use crate::value::Value;
use crate::verdict::{Conclusion, FindingState, Importance, Verdict};

/// What is left that may ask for a conclusion.
pub(super) struct Contents {
    /// What is asked for already.
    known: Conclusion,
    scope: Option<NodeId>,
    /// Conditions that all must hold, with what they weigh together.
    conditions: Vec<(Importance, Vec<NodeId>)>,
    /// 必填 fields that are not asked for yet.
    pub(super) required: Vec<FieldId>,
    decisions: Vec<DecisionId>,
    /// What is not followed: first the decisions, then what is to be filled in in rows.
    pub(super) atoms: Vec<Atom>,
}

/// What a finding asks for.
fn asked(importance: Importance, state: FindingState) -> Conclusion {
    match (state, importance) {
        (FindingState::Violated, Importance::Block) => Conclusion::MustFix,
        (FindingState::Violated, Importance::Review) => Conclusion::NeedsReview,
        (FindingState::Violated, Importance::Warn) => Conclusion::Reminded,
        (FindingState::Unknown, Importance::Block | Importance::Review) => Conclusion::Undetermined,
        _ => Conclusion::Passed,
    }
}

impl Contents {
    /// What is left.
    pub(super) fn of(relevance: &Relevance<'_>) -> Self {
        let (judge, evaluation) = (relevance.judge, &relevance.evaluation);
        let (plan, record) = (&judge.planned.plan, judge.record);
        let is_open = |number: &usize| *evaluation.batch.cell(FieldId::new(*number), 0) == input::Cell::Open;
        let unknown = |node: &NodeId| evaluation.truth(*node, 0) == Truth::Unknown;
        let verdict = Verdict::new(judge, std::sync::Arc::clone(evaluation), 0);
        let mut contents = Self {
            known: Conclusion::Passed,
            scope: plan.scope.filter(unknown),
            conditions: Vec::new(),
            required: Vec::new(),
            decisions: Vec::new(),
            atoms: Vec::new(),
        };
        let mut details: Vec<DetailId> = Vec::new();
        for fault in verdict.fault_conditions() {
            match (fault.state, fault.detail) {
                (FindingState::Unknown, None) => {
                    let conditions = fault.conditions.into_iter().map(|(node, _)| node).collect();
                    contents.conditions.push((fault.importance, conditions));
                }
                (FindingState::Unknown, Some(detail)) => details.push(detail),
                (state, _) => contents.ask(asked(fault.importance, state)),
            }
        }
        for (number, (check, plan)) in record.checks.iter().zip(&plan.checks).enumerate() {
            match (Importance::from(check.severity), verdict.check_state(number)) {
                (Importance::Advise, _) => {}
                (importance, FindingState::Unknown) => contents.conditions.push((importance, vec![plan.violated])),
                (importance, state) => contents.ask(asked(importance, state)),
            }
        }
        for number in 0..record.decisions.len() {
            let id = DecisionId::new(number);
            match evaluation.outcome(number, 0) {
                Outcome::Review { .. } | Outcome::Conflict { .. } | Outcome::NoRule => contents.ask(Conclusion::NeedsReview),
                Outcome::Undetermined(_) if !matches!(record.decision(id).body, DecisionBody::Expr { .. }) => {
                    contents.decisions.push(id);
                }
                _ => {}
            }
        }
        for (number, (field, plan)) in
            record.fields.iter().zip(&plan.fields).enumerate().filter(|(_, (field, _))| field.required.is_some())
        {
            match field.detail {
                None if is_open(&number) => {
                    let applies = and(evaluation.applies(FieldId::new(number), 0), evaluation.truth_or_true(plan.required_when, 0));
                    contents.required.extend((applies != Truth::False).then_some(FieldId::new(number)));
                }
                None => {}
                Some(detail) => {
                    let rows = evaluation.batch.rows(detail, 0);
                    let mut cells = rows.map(|row| evaluation.batch.cell(FieldId::new(number), row));
                    if evaluation.batch.is_open(detail, 0) || cells.any(|cell| *cell == input::Cell::Open) {
                        details.push(detail);
                    }
                }
            }
        }
        details.sort_unstable();
        details.dedup();
        contents.drop_idle();
        contents.atoms = contents.decisions.iter().map(|id| Atom::Decision(*id)).collect();
        if contents.known > Conclusion::MustFix {
            contents.atoms.extend(details.into_iter().map(Atom::Rows));
        }
        contents
    }

    fn ask(&mut self, conclusion: Conclusion) {
        self.known = self.known.min(conclusion);
    }

    /// Leaves out what can ask for nothing that comes before what is asked for already.
    fn drop_idle(&mut self) {
        let known = self.known;
        self.conditions.retain(|(importance, _)| asked(*importance, FindingState::Violated) < known);
        if known <= Conclusion::MustFix {
            self.required.clear();
        }
        if known <= Conclusion::NeedsReview {
            self.decisions.clear();
        }
    }

    /// Everything that is encoded.
    pub(super) fn roots(&self, relevance: &Relevance<'_>) -> Vec<NodeId> {
        let plan = &relevance.judge.planned.plan;
        let mut roots: Vec<NodeId> = self.scope.into_iter().collect();
        roots.extend(self.conditions.iter().flat_map(|(_, nodes)| nodes));
        for field in self.required.iter().filter_map(|field| plan.fields.get(field.index())) {
            roots.extend(field.applies.into_iter().chain(field.required_when));
        }
        roots.extend(self.decisions.iter().filter_map(|id| decide(relevance, *id)));
        roots
    }

    /// What each part that is left asks for, as diagrams of ranks: the least of all is the conclusion.
    pub(super) fn parts(
        &self,
        relevance: &Relevance<'_>,
        encoder: &mut Encoder<'_, '_>,
        ranks: &mut Store<u8>,
    ) -> Result<Vec<Ref>, TooLarge> {
        let plan = &relevance.judge.planned.plan;
        let mut parts = vec![ranks.end(rank(self.known))];
        let mut add = |encoder: &Encoder<'_, '_>, diagram: Ref, asks: &dyn Fn(&Leaf) -> Conclusion| {
            let known = |leaf: &Leaf| {
                let is_told = !matches!(leaf, Leaf::Free(open) if *open != Open::KNOWN);
                is_told.then(|| rank(asks(leaf).min(self.known)))
            };
            parts.push(ranks.adopted(&encoder.store, diagram, &known, &mut HashMap::new())?);
            Ok(())
        };
        if let Some(scope) = self.scope {
            let scope = encoder.node(0, scope)?;
            add(encoder, scope, &|scope| match scope.as_truth() {
                Truth::False => Conclusion::NotApplicable,
                Truth::Unknown => Conclusion::Undetermined,
                Truth::True => Conclusion::Passed,
            })?;
        }
        for (importance, conditions) in &self.conditions {
            let finding = encoder.all_of(conditions)?;
            add(encoder, finding, &|leaf| finding_of(*importance, leaf))?;
        }
        for id in &self.required {
            let Some(field) = plan.fields.get(id.index()) else { return Err(TooLarge) };
            let conditions: Vec<NodeId> = field.applies.into_iter().chain(field.required_when).collect();
            let conditions = encoder.all_of(&conditions)?;
            let missing = encoder.cells(&encoder.key(0, *id, None), &mut |cell| truth(*cell == Cell::Missing))?;
            let finding = encoder.both(conditions, missing)?;
            add(encoder, finding, &|leaf| finding_of(Importance::Block, leaf))?;
        }
        for (number, id) in self.decisions.iter().enumerate() {
            let node = decide(relevance, *id).ok_or(TooLarge)?;
            encoder.node(0, node)?;
            let outcome = encoder.outcomes.get(&(0, id.index())).copied().ok_or(TooLarge)?;
            let is_open = encoder.store.reaches(outcome, &|leaf| matches!(leaf, Leaf::Free(open) if *open != Open::KNOWN));
            let decided = if is_open { encoder.anything(&atom(number))? } else { outcome };
            add(encoder, decided, &decided_as)?;
        }
        for number in self.decisions.len()..self.atoms.len() {
            let rows = encoder.anything(&atom(number))?;
            add(encoder, rows, &|leaf| finding_of(Importance::Block, leaf))?;
        }
        Ok(parts)
    }
}

fn decide(relevance: &Relevance<'_>, decision: DecisionId) -> Option<NodeId> {
    let nodes = &relevance.judge.planned.plan.nodes;
    nodes.iter().position(|node| node.op == Op::Decide(decision)).map(NodeId::new)
}

fn truth(value: bool) -> Datum {
    Datum::Known(Value::Bool(value))
}

/// Its place among all, the first being the gravest.
fn rank(conclusion: Conclusion) -> u8 {
    conclusion as u8
}

fn finding_of(importance: Importance, leaf: &Leaf) -> Conclusion {
    asked(
        importance,
        match leaf.as_truth() {
            Truth::True => FindingState::Violated,
            Truth::Unknown => FindingState::Unknown,
            Truth::False => FindingState::Satisfied,
        },
    )
}

/// What a decision with rules asks for, which value it has being no matter; of one that is not followed, by its variable.
fn decided_as(leaf: &Leaf) -> Conclusion {
    match leaf {
        Leaf::Verdict(Outcomes::Review(_) | Outcomes::Conflict | Outcomes::NoRule) => Conclusion::NeedsReview,
        Leaf::Verdict(Outcomes::Undetermined { .. }) => Conclusion::Undetermined,
        Leaf::Verdict(_) | Leaf::Free(_) => Conclusion::Passed,
        leaf => match leaf.as_truth() {
            Truth::True => Conclusion::NeedsReview,
            Truth::Unknown => Conclusion::Undetermined,
            Truth::False => Conclusion::Passed,
        },
    }
}

impl Encoder<'_, '_> {
    /// All of some conditions.
    fn all_of(&mut self, conditions: &[NodeId]) -> Encoded {
        let mut all = self.truth(Truth::True);
        for node in conditions {
            let condition = self.node(0, *node)?;
            all = self.both(all, condition)?;
        }
        Ok(all)
    }

    /// The diagram of a variable that may be anything.
    fn anything(&mut self, key: &Key) -> Encoded {
        self.cells(key, &mut |cell| match cell {
            Cell::Value(value) => Datum::Known(value.clone()),
            _ => Datum::Unknown,
        })
    }
}
