//! What an interview is to settle, and what of it is still open. In: goals, and a record of which some fields are not asked yet.
//! Out: the fields that could still change a goal, by the evaluator's account of what is missing, less what is proved idle (`relevant`).

use std::sync::Arc;

use super::relevant::Idle;
use crate::analyze::Part;
use crate::evaluate::{Evaluation, Need, Needs, Outcome, Truth, What, and};
use crate::hir::DecisionBody;
use crate::ids::{DecisionId, FieldId, NodeId};
use crate::input::Cell;
use crate::judge::Judge;
use crate::plan::{Op, Plan};
use crate::verdict::{FindingState, Importance, Verdict};

/// Something to settle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Goal {
    /// 结论
    Conclusion,
    Decision(DecisionId),
}

/// What could still change the goals, before it is traced to fields.
#[derive(Default)]
pub(super) struct Pending {
    /// Conditions with their lanes.
    nodes: Vec<(NodeId, usize)>,
    decisions: Vec<DecisionId>,
    /// Checks among the conditions.
    checks: Vec<usize>,
    /// Whether the rules apply to the record at all.
    is_scope: bool,
    /// Fields that must be filled in, with their rows' lanes, and what else is needed for findings about fields.
    pub(super) fields: Needs,
}

/// The nodes that some goals come from.
pub(super) fn roots(judge: Judge<'_>, goals: &[Goal]) -> Vec<NodeId> {
    let plan = &judge.planned.plan;
    let decisions: Vec<DecisionId> = decisions_of(judge, goals);
    let at = |decision: &DecisionId| plan.nodes.iter().position(|node| node.op == Op::Decide(*decision)).map(NodeId::new);
    let mut roots: Vec<NodeId> = decisions.iter().filter_map(at).collect();
    if goals.contains(&Goal::Conclusion) {
        roots.extend(plan.checks.iter().map(|check| check.violated));
        roots.extend(plan.fields.iter().filter(|field| field.detail.is_none()).filter_map(|field| field.required_when));
    }
    roots
}

/// The decisions of the goals; those with rules if the conclusion is one of them.
fn decisions_of(judge: Judge<'_>, goals: &[Goal]) -> Vec<DecisionId> {
    let all = (0..judge.record.decisions.len()).map(DecisionId::new);
    let has_conclusion = goals.contains(&Goal::Conclusion);
    all.filter(|id| goals.contains(&Goal::Decision(*id)) || (has_conclusion && has_rules(judge, *id))).collect()
}

/// Written with rules, or a collection; the rest are named expressions.
pub(super) fn has_rules(judge: Judge<'_>, id: DecisionId) -> bool {
    !matches!(judge.record.decision(id).body, DecisionBody::Expr { .. })
}

impl Pending {
    /// What is open in a lane.
    pub(super) fn of(judge: Judge<'_>, goals: &[Goal], evaluation: &Arc<Evaluation<'_>>, lane: usize, idle: &Idle) -> Self {
        let mut pending = Self::default();
        let plan = &judge.planned.plan;
        match evaluation.truth_or_true(plan.scope, lane) {
            Truth::False => return pending,
            // Outside the scope nothing else matters, so it is settled first.
            Truth::Unknown => {
                pending.nodes.extend(plan.scope.map(|scope| (scope, lane)));
                if !pending.open(evaluation, lane, idle).is_empty() {
                    pending.is_scope = true;
                    return pending;
                }
            }
            Truth::True => {}
        }
        let is_open = |id: &DecisionId| matches!(evaluation.outcome(id.index(), lane), Outcome::Undetermined(_));
        let wanted = (0..judge.record.decisions.len()).map(DecisionId::new);
        pending.decisions.extend(wanted.filter(|id| goals.contains(&Goal::Decision(*id)) && is_open(id)));
        if goals.contains(&Goal::Conclusion) {
            pending.add_conclusion(judge, evaluation, lane, idle);
        }
        pending
    }

    /// The conclusion takes the gravest finding, so lighter ones no longer matter once a graver one stands.
    fn add_conclusion(&mut self, judge: Judge<'_>, evaluation: &Arc<Evaluation<'_>>, lane: usize, idle: &Idle) {
        let plan = &judge.planned.plan;
        let verdict = Verdict::new(judge, Arc::clone(evaluation), lane);
        let states = verdict.finding_states();
        let stands = |importance: Importance| states.contains(&(importance, FindingState::Violated));
        if stands(Importance::Block) {
            return;
        }
        self.add_required(judge, evaluation, lane, idle);
        let all = || (0..judge.record.decisions.len()).map(DecisionId::new);
        let for_a_person = |id: DecisionId| {
            matches!(evaluation.outcome(id.index(), lane), Outcome::Review { .. } | Outcome::Conflict { .. } | Outcome::NoRule)
        };
        let is_reviewed = stands(Importance::Review) || all().any(for_a_person);
        let weighs = |importance: Importance| match importance {
            Importance::Block => true,
            Importance::Review => !is_reviewed,
            Importance::Warn => !is_reviewed && !stands(Importance::Warn),
            Importance::Advise => false,
        };
        let faults = verdict.fault_conditions().into_iter();
        let open = faults.filter(|fault| fault.state == FindingState::Unknown && weighs(fault.importance));
        self.nodes.extend(open.flat_map(|fault| fault.conditions));
        for (number, check) in judge.record.checks.iter().enumerate() {
            if weighs(check.severity.into()) && verdict.check_state(number) == FindingState::Unknown {
                self.checks.push(number);
                self.nodes.extend(plan.checks.get(number).map(|check| (check.violated, lane)));
            }
        }
        if !is_reviewed {
            let open = all().filter(|id| matches!(evaluation.outcome(id.index(), lane), Outcome::Undetermined(_)));
            let open: Vec<DecisionId> = open.filter(|id| !self.decisions.contains(id)).collect();
            self.decisions.extend(open.into_iter().filter(|id| has_rules(judge, *id)));
        }
    }

    /// 必填 fields that are not asked yet.
    fn add_required(&mut self, judge: Judge<'_>, evaluation: &Evaluation<'_>, lane: usize, idle: &Idle) {
        for (number, field) in judge.record.fields.iter().enumerate().filter(|(_, field)| field.required.is_some()) {
            let id = FieldId::new(number);
            let lanes = match field.detail {
                None => lane..lane + 1,
                // Any row that comes would have to be filled in.
                Some(detail) if evaluation.batch.is_open(detail, lane) => {
                    let applies = judge.planned.plan.details.get(detail.index()).and_then(|detail| detail.applies);
                    match evaluation.truth_or_true(applies, lane) {
                        Truth::True => self.fields.extend([evaluation.detail_need(detail)]),
                        Truth::Unknown => {
                            let applies: Vec<(NodeId, usize)> = applies.into_iter().map(|node| (node, lane)).collect();
                            if askable(evaluation, lane, &applies, &[], idle).is_empty() {
                                self.fields.extend([evaluation.detail_need(detail)]);
                            }
                            self.nodes.extend(applies);
                        }
                        Truth::False => {}
                    }
                    continue;
                }
                // Rows have to be filled in while it is not known that they do not count.
                Some(detail) => evaluation.rows(detail, lane).unwrap_or_else(|| evaluation.batch.rows(detail, lane)),
            };
            for own in lanes.filter(|own| *evaluation.batch.cell(id, *own) == Cell::Open) {
                match self.required(&judge.planned.plan, evaluation, id, own) {
                    Truth::True => {
                        self.fields.insert(evaluation.field_need(id, own));
                    }
                    Truth::Unknown => {
                        let plan = judge.planned.plan.fields.get(number);
                        let conditions = plan.into_iter().flat_map(|plan| plan.applies.into_iter().chain(plan.required_when));
                        let conditions: Vec<(NodeId, usize)> = conditions.map(|node| (node, own)).collect();
                        // Where nothing more can be asked about the condition, the field itself settles the matter.
                        if askable(evaluation, lane, &conditions, &[], idle).is_empty() {
                            self.fields.insert(evaluation.field_need(id, own));
                        }
                        self.nodes.extend(conditions);
                    }
                    Truth::False => {}
                }
            }
        }
    }

    fn required(&self, plan: &Plan, evaluation: &Evaluation<'_>, id: FieldId, lane: usize) -> Truth {
        let when = plan.fields.get(id.index()).and_then(|field| field.required_when);
        and(evaluation.applies(id, lane), evaluation.truth_or_true(when, lane))
    }

    /// The fields and details that are not asked yet and could change what is open, in the record's order.
    pub(super) fn open(&self, evaluation: &Evaluation<'_>, lane: usize, idle: &Idle) -> Needs {
        let mut needs = askable(evaluation, lane, &self.nodes, &self.decisions, idle);
        needs.extend(unasked(evaluation, lane, &self.fields).filter(|need| !idle.altogether(need.what)));
        needs
    }

    /// What is open, each part with what it needs.
    pub(super) fn parts(&self, evaluation: &Evaluation<'_>) -> Vec<(Part, Needs)> {
        parts(evaluation, 0, &self.nodes, &self.decisions).collect()
    }

    /// Questions that are asked in any case: fields that have to be filled in, and what is the only thing that a part needs.
    pub(super) fn sure(&self, parts: &[(Part, Needs)], open: &Needs) -> Needs {
        let only = |needs: &Needs| {
            let mut needs = needs.intersection(open);
            needs.next().copied().filter(|_| needs.next().is_none())
        };
        self.fields.iter().copied().chain(parts.iter().filter_map(|(_, needs)| only(needs))).collect()
    }

    /// Fields that only have to be filled in.
    pub(super) fn idle(&self, evaluation: &Evaluation<'_>, open: &Needs) -> Needs {
        let weighty = evaluation.needs_of_all(&self.nodes, &self.decisions, 0);
        open.difference(&weighty).copied().collect()
    }

    /// The names of what depends on something: the scope, decisions, checks.
    pub(super) fn needed_by(&self, judge: Judge<'_>, evaluation: &Evaluation<'_>, what: What) -> Vec<String> {
        if self.is_scope {
            return vec!["适用范围".to_string()];
        }
        let asks = |needs: Needs| needs.iter().any(|need| need.what == what);
        let decisions = self.decisions.iter().filter(|id| asks(evaluation.needs_of_all(&[], &[**id], 0)));
        let mut names: Vec<String> = decisions.map(|id| judge.record.decision(*id).name.clone()).collect();
        for number in &self.checks {
            let check = judge.record.checks.get(*number).zip(judge.planned.plan.checks.get(*number));
            names.extend(
                check
                    .filter(|(_, plan)| asks(evaluation.needs_of_all(&[(plan.violated, 0)], &[], 0)))
                    .map(|(check, _)| check.name.clone()),
            );
        }
        names
    }
}

/// What an interview can still ask for that some conditions and decisions need.
fn askable(evaluation: &Evaluation<'_>, lane: usize, nodes: &[(NodeId, usize)], decisions: &[DecisionId], idle: &Idle) -> Needs {
    let needs = if idle.has_no_parts() {
        evaluation.needs_of_all(nodes, decisions, lane)
    } else {
        let parts = parts(evaluation, lane, nodes, decisions);
        parts.flat_map(|(part, needs)| needs.into_iter().filter(move |need| !idle.of_part(part, need.what))).collect()
    };
    unasked(evaluation, lane, &needs).filter(|need| !idle.altogether(need.what)).collect()
}

/// Conditions and decisions, each with what it needs.
fn parts(
    evaluation: &Evaluation<'_>,
    lane: usize,
    nodes: &[(NodeId, usize)],
    decisions: &[DecisionId],
) -> impl Iterator<Item = (Part, Needs)> {
    let nodes = nodes.iter().map(move |at| (Part::Condition(at.0), evaluation.needs_of_all(&[*at], &[], lane)));
    nodes.chain(decisions.iter().map(move |id| (Part::Decision(*id), evaluation.needs_of_all(&[], &[*id], lane))))
}

/// Those of the needs that an interview can still ask for.
fn unasked(evaluation: &Evaluation<'_>, lane: usize, needs: &Needs) -> impl Iterator<Item = Need> {
    let batch = &evaluation.batch;
    let is_open = move |what: What| match what {
        What::Detail(detail) => batch.is_open(detail, lane),
        What::Field(field, None) => *batch.cell(field, lane) == Cell::Open,
        What::Field(field, Some(row)) => {
            let detail = evaluation.plan.fields.get(field.index()).and_then(|plan| plan.detail);
            detail.is_some_and(|detail| *batch.cell(field, batch.rows(detail, lane).start + row as usize) == Cell::Open)
        }
        What::Parameter(_) | What::Decision(_) => false,
    };
    needs.iter().copied().filter(move |need| is_open(need.what))
}
