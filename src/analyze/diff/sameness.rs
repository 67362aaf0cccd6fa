//! Which parts of two policies say the same. In: nodes of both plans. Out: a number for each, equal for nodes that have the same value for every
//! record. Compares what is written, by name; proves nothing about what is written differently.

use std::collections::HashMap;

use super::cohort::Years;
use crate::analyze::cone::{SideNode, below, open_arms, operands, slot_of};
use crate::analyze::sides::Sides;
use crate::ids::{DecisionId, DetailId, FieldId, NodeId};
use crate::plan::{BodyPlan, Op, OutcomePlan, PiecePlan, TemplatePlan};

/// Numbers for everything of two policies.
pub(in crate::analyze) struct Sameness<'s, 'p> {
    sides: &'s Sides<'p>,
    years: Option<&'s Years>,
    /// Decisions are known by what they say, not only by their names.
    deep: bool,
    numbers: HashMap<(String, Vec<u32>), u32>,
    known: HashMap<SideNode, u32>,
}

impl<'s, 'p> Sameness<'s, 'p> {
    /// Equal where everything below is equal.
    pub(super) fn deep(sides: &'s Sides<'p>, years: Option<&'s Years>) -> Self {
        Self { sides, years, deep: true, numbers: HashMap::new(), known: HashMap::new() }
    }

    /// Equal where the item's own words come to the same, whatever the decisions that it names say.
    pub(super) fn shallow(sides: &'s Sides<'p>, years: Option<&'s Years>) -> Self {
        Self { deep: false, ..Self::deep(sides, years) }
    }

    /// Equal where everything below is equal, texts word for word.
    #[cfg(feature = "records")]
    pub(in crate::analyze) fn exact(sides: &'s Sides<'p>) -> Self {
        Self::deep(sides, None)
    }

    fn number(&mut self, tag: String, parts: Vec<u32>) -> u32 {
        let next = u32::try_from(self.numbers.len()).unwrap_or(u32::MAX);
        *self.numbers.entry((tag, parts)).or_insert(next)
    }

    /// The number of an optional node.
    pub(super) fn optional(&mut self, side: usize, node: Option<NodeId>) -> u32 {
        match node {
            Some(node) => self.node(side, node),
            None => self.number("always".to_string(), Vec::new()),
        }
    }

    /// The number of a node.
    pub(in crate::analyze) fn node(&mut self, side: usize, node: NodeId) -> u32 {
        for at in below(self.sides, &[(side, node)]) {
            if !self.known.contains_key(&at) {
                let number = self.one(at);
                self.known.insert(at, number);
            }
        }
        self.known.get(&(side, node)).copied().unwrap_or(u32::MAX)
    }

    fn one(&mut self, (side, node): SideNode) -> u32 {
        let Some(judge) = self.sides.judges.get(side) else { return u32::MAX };
        let plan = &judge.planned.plan;
        let Some(own) = plan.nodes.get(node.index()) else { return u32::MAX };
        let mut parts: Vec<u32> =
            operands(plan, node).into_iter().map(|operand| self.known.get(&(side, operand)).copied().unwrap_or(u32::MAX)).collect();
        let tag = match &own.op {
            Op::Const(value) => format!("value {:?}", self.sides.shared(side, value)),
            Op::Unset(parameter) => {
                format!("open {:?}", judge.compiled.program.parameters.get(parameter.index()).map(|parameter| &parameter.name))
            }
            Op::Today => "today".to_string(),
            Op::Field(field) => format!("field {}", self.field(side, *field)),
            Op::Filled(field) => format!("filled {:?}", slot_of(judge, *field).0),
            Op::DetailFilled(detail) => format!("rows given {}", self.detail(side, *detail)),
            Op::Lift(_) => "lift".to_string(),
            Op::Not(_) => "not".to_string(),
            Op::And(_) => "and".to_string(),
            Op::Or(_) => "or".to_string(),
            Op::Set(_) => "set".to_string(),
            Op::Compare { op, .. } => format!("compare {op:?}"),
            Op::Arithmetic { op, .. } => format!("reckon {op:?}"),
            Op::Choice { arms, otherwise } => format!("choice {}", open_arms(plan, arms, *otherwise).0.len()),
            Op::Any { detail, .. } => format!("any {}", self.detail(side, *detail)),
            Op::All { detail, .. } => format!("all {}", self.detail(side, *detail)),
            Op::Count { detail, .. } => format!("count {}", self.detail(side, *detail)),
            Op::Selected { last, detail, .. } => format!("selected {last} {}", self.detail(side, *detail)),
            Op::Gathered { detail, .. } => format!("gathered {}", self.detail(side, *detail)),
            Op::Call { function, .. } => format!("call {function:?}"),
            Op::Format { format, .. } => format!("format {format:?}"),
            Op::Decide(decision) => {
                parts = self.decision(side, *decision);
                "decision".to_string()
            }
            Op::Test { test, decision } => {
                parts = self.decision(side, *decision);
                format!("test {test:?}")
            }
            Op::CurrentStep(process) => {
                let own = plan.processes.get(process.index());
                let names = own.map(|own| own.steps.iter().map(|step| (&step.name, step.applies.is_some())).collect::<Vec<_>>());
                format!("step {names:?} {}", own.is_some_and(|own| own.guard.is_some()))
            }
        };
        self.number(tag, parts)
    }

    fn field(&self, side: usize, field: FieldId) -> String {
        let Some(judge) = self.sides.judges.get(side) else { return String::new() };
        let (slot, ty) = slot_of(judge, field);
        let plan = judge.planned.plan.fields.get(field.index());
        let assume = plan.and_then(|plan| plan.assume.as_ref()).map(|value| self.sides.shared(side, value));
        format!("{slot:?} {:?} {assume:?}", self.sides.shared_type(side, &ty))
    }

    fn detail(&self, side: usize, detail: DetailId) -> String {
        let Some(judge) = self.sides.judges.get(side) else { return String::new() };
        let none = judge.planned.plan.details.get(detail.index()).is_some_and(|plan| plan.none_if_absent);
        format!("{} {none}", judge.record.detail(detail).name)
    }

    /// What a decision comes to; in a shallow comparison its name.
    fn decision(&mut self, side: usize, decision: DecisionId) -> Vec<u32> {
        if self.deep {
            return self.body(side, decision);
        }
        let name = self.sides.judges.get(side).map(|judge| judge.record.decision(decision).name.clone());
        vec![self.number(format!("name {name:?}"), Vec::new())]
    }

    /// The parts of a decision that its outcome depends on.
    pub(super) fn body(&mut self, side: usize, decision: DecisionId) -> Vec<u32> {
        let Some(judge) = self.sides.judges.get(side) else { return Vec::new() };
        let Some(own) = judge.planned.plan.decisions.get(decision.index()) else { return Vec::new() };
        let mut parts = vec![self.optional(side, own.guard)];
        match &own.body {
            BodyPlan::Expr { value, .. } => parts.push(self.node(side, *value)),
            BodyPlan::Rules(rules) => {
                for rule in rules {
                    let condition = self.optional(side, rule.condition);
                    let outcome = match &rule.outcome {
                        OutcomePlan::Value(value) => self.node(side, *value),
                        OutcomePlan::Review { reason, .. } => self.template(side, reason),
                    };
                    let is_review = matches!(rule.outcome, OutcomePlan::Review { .. });
                    let tag = format!("rule {} {is_review} {:?}", rule.is_default, rule.beats);
                    parts.push(self.number(tag, vec![condition, outcome]));
                }
            }
            BodyPlan::Collect { entries, .. } => {
                for entry in entries {
                    let inside = vec![self.optional(side, entry.condition), self.node(side, entry.value)];
                    parts.push(self.number("entry".to_string(), inside));
                }
            }
        }
        parts
    }

    /// The number of a text with values in it.
    pub(super) fn template(&mut self, side: usize, template: &TemplatePlan) -> u32 {
        let mut parts = Vec::new();
        for piece in &template.pieces {
            parts.push(match piece {
                PiecePlan::Text(text) => {
                    let text = self.years.filter(|_| side > 0).map_or_else(|| text.clone(), |years| years.aligned(text));
                    self.number(format!("text {text}"), Vec::new())
                }
                // In a text a decision is known by its name: that its value differs is told of that decision.
                PiecePlan::Value { node, .. } => self.shown(side, *node),
            });
        }
        self.number("template".to_string(), parts)
    }

    fn shown(&mut self, side: usize, node: NodeId) -> u32 {
        let op = self.sides.judges.get(side).and_then(|judge| Some((judge, &judge.planned.plan.nodes.get(node.index())?.op)));
        match op {
            Some((judge, Op::Decide(decision))) => {
                let name = judge.record.decision(*decision).name.clone();
                self.number(format!("shown {name}"), Vec::new())
            }
            _ => self.node(side, node),
        }
    }
}
