//! What a policy declares and never uses, and what waits for an open parameter. In: the typed policy. Out: findings. Needs no diagram.

use indexmap::IndexSet;

use super::analyst::{Analyst, Draft};
use super::code;
use super::cone::below;
use super::sides::Sides;
use crate::hir::{DecisionBody, Expr, ExprKind, Outcome, Piece, Record, Template, Type};
use crate::ids::{FieldId, NodeId};
use crate::plan::{BodyPlan, Op};
use crate::value::{Member, Value};

impl<'p> Analyst<'p> {
    pub(super) fn usage(&mut self, sides: &Sides<'p>) {
        let record = self.record();
        let (mut fields, mut members, mut whole) = (IndexSet::new(), IndexSet::new(), IndexSet::new());
        each_expr(record, &mut |expr| {
            expr.walk(&mut |inner| match &inner.kind {
                ExprKind::Field(field) | ExprKind::Filled(field) => {
                    fields.insert(*field);
                }
                ExprKind::Selected { order, field, .. } => fields.extend([*order, *field]),
                ExprKind::Gathered { field, .. } => {
                    fields.insert(*field);
                }
                ExprKind::Const(value) => mention(value, &mut members),
                // A field shown, or compared with another, stands for every member.
                ExprKind::Compare { left, right, .. } if !is_constant(left) && !is_constant(right) => {
                    whole.extend([left.ty.clone(), right.ty.clone()]);
                }
                _ => {}
            });
        });
        for check in &record.checks {
            fields.extend(check.fields.iter().copied());
        }
        self.unused_fields(&fields);
        self.unused_members(&fields, &members, &whole);
        self.open_parameters(sides);
    }

    fn unused_fields(&mut self, used: &IndexSet<FieldId>) {
        let record = self.record();
        for (number, field) in record.fields.iter().enumerate() {
            let id = FieldId::new(number);
            let asked = field.required.is_some() || !field.formats.is_empty() || record.key == Some(id);
            if !used.contains(&id) && !asked {
                let of = field.detail.map_or_else(String::new, |detail| format!("明细「{}」的", record.detail(detail).name));
                let draft =
                    Draft::new(code::UNUSED_FIELD, &field.name, field.span, format!("{of}字段「{}」没有一条规则用到", field.name))
                        .help("只为存档可以留着；不需要就删去");
                self.report(draft, true);
            }
        }
    }

    /// Members of an enumeration of which some are told apart and others never mentioned.
    fn unused_members(&mut self, used: &IndexSet<FieldId>, members: &IndexSet<Member>, whole: &IndexSet<Type>) {
        let record = self.record();
        for (number, enumeration) in self.judge.compiled.program.enumerations.iter().enumerate() {
            let Ok(own) = u16::try_from(number) else { continue };
            let field = record.fields.iter().enumerate().find(|(id, field)| {
                used.contains(&FieldId::new(*id))
                    && (field.ty == Type::Enum(own) || field.ty == Type::Set(Box::new(Type::Enum(own))))
            });
            let Some((_, field)) = field else { continue };
            let is_mentioned =
                |index: usize| u16::try_from(index).is_ok_and(|index| members.contains(&Member { enumeration: own, index }));
            let missing: Vec<&str> = enumeration
                .members
                .iter()
                .enumerate()
                .filter(|(index, _)| !is_mentioned(*index))
                .map(|(_, member)| member.name.as_str())
                .collect();
            let is_told_apart = missing.len() < enumeration.members.len();
            // One that no rule mentions is told apart by being none of the others.
            if missing.len() < 2 || !is_told_apart || whole.contains(&Type::Enum(own)) {
                continue;
            }
            let message = format!("枚举「{}」的{}没有一条规则分得开", enumeration.name, missing.join("、"));
            let draft = Draft::new(code::UNUSED_MEMBER, &enumeration.name, field.span, message)
                .help("这些都按「不是规则提到的那几种」一样办；本来该有规则的，补上");
            self.report(draft, true);
        }
    }

    /// What cannot be decided while a parameter is open.
    fn open_parameters(&mut self, sides: &Sides<'p>) {
        let (record, plan) = (self.record(), self.plan());
        let mut roots: Vec<(String, Vec<NodeId>)> = Vec::new();
        for (decision, own) in record.decisions.iter().zip(&plan.decisions) {
            let mut nodes: Vec<NodeId> = own.guard.into_iter().collect();
            match &own.body {
                BodyPlan::Expr { value, .. } => nodes.push(*value),
                BodyPlan::Rules(rules) => nodes
                    .extend(rules.iter().flat_map(|rule| rule.condition.into_iter().chain(super::cone::value_of(&rule.outcome)))),
                BodyPlan::Collect { entries, .. } => {
                    nodes.extend(entries.iter().flat_map(|entry| entry.condition.into_iter().chain([entry.value])));
                }
            }
            roots.push((format!("判定「{}」", decision.name), nodes));
        }
        for (check, own) in record.checks.iter().zip(&plan.checks) {
            roots.push((format!("检查「{}」", check.name), vec![own.violated]));
        }
        for (process, own) in record.processes.iter().zip(&plan.processes) {
            let nodes = own.steps.iter().flat_map(|step| step.applies.into_iter().chain([step.done]));
            roots.push((format!("流程「{}」", process.name), own.guard.into_iter().chain(nodes).collect()));
        }
        for (number, parameter) in self.judge.compiled.program.parameters.iter().enumerate() {
            if parameter.value.is_some() {
                continue;
            }
            let waits = |nodes: &[NodeId]| {
                let roots: Vec<_> = nodes.iter().map(|node| (0, *node)).collect();
                below(sides, &roots)
                    .into_iter()
                    .any(|(_, node)| matches!(plan.node(node).op, Op::Unset(id) if id.index() == number))
            };
            let waiting: Vec<&str> = roots.iter().filter(|(_, nodes)| waits(nodes)).map(|(name, _)| name.as_str()).collect();
            if waiting.is_empty() {
                continue;
            }
            let message = format!("参数「{}」还没有定，等着它的有：{}", parameter.name, waiting.join("、"));
            let draft = Draft::new(code::DEPENDS_ON_OPEN, &parameter.name, parameter.span, message)
                .help("知道后把「未定」换成「= 值」；在那以前这些可能是待定");
            self.report(draft, true);
        }
    }
}

fn is_constant(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Const(_) | ExprKind::Unset(_) => true,
        ExprKind::Set(parts) => parts.iter().all(is_constant),
        ExprKind::Arithmetic { left, right, .. } => is_constant(left) && is_constant(right),
        _ => false,
    }
}

fn mention(value: &Value, members: &mut IndexSet<Member>) {
    for value in value.elements() {
        if let Value::Member(member) = value {
            members.insert(*member);
        }
    }
}

/// Every expression of a record, those in texts too.
fn each_expr(record: &Record, visit: &mut dyn FnMut(&Expr)) {
    fn template(template: &Template, visit: &mut dyn FnMut(&Expr)) {
        for piece in &template.pieces {
            if let Piece::Value { value, .. } = piece {
                visit(value);
            }
        }
    }
    record.scope.iter().for_each(&mut *visit);
    for field in &record.fields {
        field.applies.iter().for_each(&mut *visit);
        field.required.iter().filter_map(|required| required.condition.as_ref()).for_each(&mut *visit);
        field.formats.iter().filter_map(|format| format.condition.as_ref()).for_each(&mut *visit);
    }
    record.details.iter().filter_map(|detail| detail.applies.as_ref()).for_each(&mut *visit);
    for decision in &record.decisions {
        decision.applies.iter().for_each(&mut *visit);
        match &decision.body {
            DecisionBody::Expr { value, reason } => {
                visit(value);
                reason.iter().for_each(|text| template(text, visit));
            }
            DecisionBody::Cases(cases) => {
                for case in cases {
                    case.condition.iter().for_each(&mut *visit);
                    case.reason.iter().for_each(|text| template(text, visit));
                    match &case.outcome {
                        Outcome::Value(value) => visit(value),
                        Outcome::Review { reason, suggestion } => {
                            template(reason, visit);
                            suggestion.iter().for_each(&mut *visit);
                        }
                    }
                }
            }
            DecisionBody::Collect { entries, reason } => {
                for entry in entries {
                    entry.condition.iter().for_each(&mut *visit);
                    visit(&entry.value);
                    entry.reason.iter().for_each(|text| template(text, visit));
                }
                reason.iter().for_each(|text| template(text, visit));
            }
        }
    }
    for check in &record.checks {
        check.condition.iter().chain(&check.requirement).for_each(&mut *visit);
        template(&check.message, visit);
        for action in &check.actions {
            template(&action.text, visit);
            action.wait.iter().for_each(|wait| visit(&wait.until));
        }
    }
    for step in record.processes.iter().flat_map(|process| &process.steps) {
        step.applies.iter().for_each(&mut *visit);
        visit(&step.done);
        if let Some((text, wait)) = &step.action {
            template(text, visit);
            wait.iter().for_each(|wait| visit(&wait.until));
        }
    }
    record.processes.iter().filter_map(|process| process.applies.as_ref()).for_each(&mut *visit);
}
