//! What of a policy is to be reached: rules, checks, steps, conditions of fields, each with its conditions.
//! In: the typed policy and its plan. Out: items whose parts can be looked up in stored results.

use super::ItemKind;
use super::tree::{Atom, Tree};
use crate::hir::{DecisionBody, ExprKind, Record};
use crate::plan::Plan;
use crate::site::Site;
use crate::span::Span;

/// Something to reach.
pub(super) struct Item {
    pub(super) kind: ItemKind,
    /// The place that stands for the whole.
    pub(super) site: Site,
    pub(super) name: String,
    pub(super) span: Span,
    pub(super) roots: Vec<Root>,
    pub(super) atoms: Vec<Atom>,
}

/// A condition or value of an item.
pub(super) struct Root {
    pub(super) site: Site,
    pub(super) tree: Tree,
}

/// Everything to reach, in the order of the policy's text.
pub(super) fn items(record: &Record, plan: &Plan) -> Vec<Item> {
    let mut list = Vec::new();
    let mut add = |kind: ItemKind, sites: &[Site], span: Option<Span>| {
        let mut atoms = Vec::new();
        let roots: Vec<Root> = sites
            .iter()
            .filter_map(|site| Some((*site, record.at(*site)?)))
            // 是 or 否 as the value of a rule is no condition.
            .filter(|(_, expr)| !matches!(expr.kind, ExprKind::Const(_)))
            .map(|(site, expr)| Root { site, tree: Tree::new(expr, plan, &mut atoms) })
            .collect();
        let has_sides = !matches!(kind, ItemKind::Named | ItemKind::Condition);
        if let (Some(site), Some(span)) = (sites.first().copied(), span)
            && (has_sides || !atoms.is_empty())
        {
            list.push(Item { kind, site, name: record.owner(site), span, roots, atoms });
        }
    };
    add(ItemKind::Condition, &[Site::Scope], record.scope.as_ref().map(|scope| scope.span));
    for (number, detail) in record.details.iter().enumerate() {
        add(ItemKind::Condition, &[Site::DetailApplies(number)], Some(detail.span));
    }
    for (number, field) in record.fields.iter().enumerate() {
        add(ItemKind::Condition, &[Site::FieldApplies(number)], Some(field.span));
        add(ItemKind::Condition, &[Site::FieldRequired(number)], Some(field.span));
        for format in 0..field.formats.len() {
            add(ItemKind::Condition, &[Site::FieldFormat(number, format)], Some(field.span));
        }
    }
    for (number, decision) in record.decisions.iter().enumerate() {
        add(ItemKind::Condition, &[Site::DecisionApplies(number)], Some(decision.span));
        match &decision.body {
            DecisionBody::Expr { .. } => add(ItemKind::Named, &[Site::Named(number)], Some(decision.span)),
            DecisionBody::Cases(cases) => {
                for (case, rule) in cases.iter().enumerate() {
                    let kind = if rule.is_default { ItemKind::Default } else { ItemKind::Exception };
                    add(kind, &[Site::CaseCondition(number, case), Site::CaseValue(number, case)], Some(rule.span));
                }
            }
            DecisionBody::Collect { entries, .. } => {
                for (entry, rule) in entries.iter().enumerate() {
                    add(ItemKind::Entry, &[Site::EntryCondition(number, entry), Site::EntryValue(number, entry)], Some(rule.span));
                }
            }
        }
    }
    for (number, check) in record.checks.iter().enumerate() {
        add(ItemKind::Check, &[Site::CheckCondition(number), Site::CheckRequirement(number)], Some(check.span));
    }
    for (number, process) in record.processes.iter().enumerate() {
        add(ItemKind::Condition, &[Site::ProcessApplies(number)], Some(process.span));
        for (step, one) in process.steps.iter().enumerate() {
            add(ItemKind::Step, &[Site::StepApplies(number, step), Site::StepDone(number, step)], Some(one.span));
        }
    }
    list.sort_by_key(|item| (item.span.source, item.span.start));
    list
}
