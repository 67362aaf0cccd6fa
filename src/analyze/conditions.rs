//! Conditions that are always or never true, and parts of 且 and 或 that make no difference. In: every condition of a record, with the
//! records it is asked for. Out: findings at the smallest part that explains it.

use super::analyst::{Analyst, Draft};
use super::code;
use super::cone::SideNode;
use super::diagram::TooLarge;
use super::question::{Question, Set};
use super::sides::Sides;
use crate::diagnostic::Code;
use crate::evaluate::Truth;
use crate::hir::{DecisionBody, Expr, ExprKind, Type};
use crate::ids::NodeId;
use crate::span::Span;

/// A condition and whose it is.
pub(super) struct Asked<'e> {
    pub(super) expr: &'e Expr,
    pub(super) guard: Option<NodeId>,
    /// `判定`
    pub(super) about: &'static str,
    pub(super) name: &'e str,
    /// Whether it never holding, or always, is told elsewhere.
    pub(super) is_told: bool,
}

impl<'p> Analyst<'p> {
    /// The conditions of the scope, of fields, of named expressions and of processes. Those of rules and checks are looked at with them.
    pub(super) fn conditions(&mut self, sides: &Sides<'p>) {
        let (record, plan) = (self.record(), self.plan());
        let mut all: Vec<Asked<'p>> = Vec::new();
        let mut add = |expr: &'p Expr, guard: Option<NodeId>, about: &'static str, name: &'p str| {
            all.push(Asked { expr, guard, about, name, is_told: false });
        };
        if let Some(scope) = &record.scope {
            add(scope, None, "规则", &record.name);
        }
        for field in record.fields.iter().filter(|field| field.detail.is_none()) {
            if let Some(applies) = &field.applies {
                add(applies, plan.scope, "字段", &field.name);
            }
        }
        for (decision, own) in record.decisions.iter().zip(&plan.decisions) {
            if let Some(applies) = &decision.applies {
                add(applies, plan.scope, "判定", &decision.name);
            }
            if let DecisionBody::Expr { value, .. } = &decision.body
                && value.ty == Type::Bool
            {
                add(value, own.guard, "判定", &decision.name);
            }
        }
        for (process, own) in record.processes.iter().zip(&plan.processes) {
            for step in &process.steps {
                if let Some(applies) = &step.applies {
                    add(applies, own.guard, "流程", &process.name);
                }
                add(&step.done, own.guard, "流程", &process.name);
            }
        }
        for asked in all {
            let Some(node) = self.node(asked.expr) else { continue };
            let roots: Vec<NodeId> = asked.guard.into_iter().chain([node]).collect();
            let done = self.attempt(sides, None, &roots, &mut |this, question| this.condition(question, &asked));
            if done == Err(TooLarge) {
                self.too_large(asked.name, asked.expr.span, asked.about);
            }
        }
    }

    /// What is wrong with one condition.
    pub(super) fn condition(&mut self, question: &mut Question<'_, 'p>, asked: &Asked<'_>) -> Result<(), TooLarge> {
        let Some(node) = self.node(asked.expr) else { return Ok(()) };
        if !self.is_about_records(node) {
            return Ok(());
        }
        let care = question.attainable(0, asked.guard)?;
        if question.is_empty(care) {
            return Ok(());
        }
        let (never, always) = self.extremes(question, node, care)?;
        if never {
            self.cause(question, asked, asked.expr, care, asked.is_told)
        } else if always && !asked.is_told {
            self.tell(question, code::ALWAYS_TRUE, asked, asked.expr.span, node, "总是成立", "删去它，或改条件");
            Ok(())
        } else {
            self.parts(question, asked, asked.expr, care)
        }
    }

    /// Never true, and always true, where it is asked for.
    fn extremes(&self, question: &mut Question<'_, 'p>, node: NodeId, care: Set) -> Result<(bool, bool), TooLarge> {
        let (attainable, holds) = (question.attainable(0, Some(node))?, question.set(0, node, Truth::True)?);
        let (inside, outside) = (question.and(attainable, care)?, question.minus(care, holds)?);
        Ok((question.is_empty(inside), question.is_empty(outside)))
    }

    /// The smallest part of a condition that keeps it from being true.
    fn cause(
        &mut self,
        question: &mut Question<'_, 'p>,
        asked: &Asked<'_>,
        expr: &Expr,
        care: Set,
        is_told: bool,
    ) -> Result<(), TooLarge> {
        if let ExprKind::And(parts) = &expr.kind {
            for part in parts {
                let Some(node) = self.node(part).filter(|node| self.is_about_records(*node)) else { continue };
                if self.extremes(question, node, care)?.0 {
                    return self.cause(question, asked, part, care, false);
                }
            }
        }
        let Some(node) = self.node(expr).filter(|_| !is_told) else { return Ok(()) };
        let what = if matches!(expr.kind, ExprKind::And(_)) {
            "永远不成立：各部分不可能同时成立"
        } else {
            "永远不成立"
        };
        self.tell(question, code::NEVER_TRUE, asked, expr.span, node, what, "改条件；真的不需要就删去");
        Ok(())
    }

    /// Parts of 且 and 或 without which the condition would be the same.
    fn parts(&mut self, question: &mut Question<'_, 'p>, asked: &Asked<'_>, expr: &Expr, care: Set) -> Result<(), TooLarge> {
        let (parts, conjunction) = match &expr.kind {
            ExprKind::And(parts) => (parts, true),
            ExprKind::Or(parts) => (parts, false),
            _ => return Ok(()),
        };
        for (number, part) in parts.iter().enumerate() {
            let Some(node) = self.node(part) else { continue };
            if !self.is_about_records(node) || is_about_filling(part) {
                continue;
            }
            let mut context = care;
            for other in parts.iter().enumerate().filter(|(other, _)| *other != number).filter_map(|(_, other)| self.node(other)) {
                let set = if conjunction { question.possible(0, Some(other))? } else { question.set(0, other, Truth::True)? };
                context = if conjunction { question.and(context, set)? } else { question.minus(context, set)? };
            }
            let (never, always) = self.extremes(question, node, context)?;
            let alone = self.extremes(question, node, care)?;
            match (conjunction, never, always) {
                (false, true, _) if alone.0 => self.cause(question, asked, part, care, false)?,
                (true, _, true) if alone.1 => {
                    self.tell(
                        question,
                        code::ALWAYS_TRUE,
                        asked,
                        part.span,
                        node,
                        "总是成立，写不写都一样",
                        "删去这一部分，或改条件",
                    );
                }
                (true, _, true) => {
                    self.tell(
                        question,
                        code::NO_EFFECT,
                        asked,
                        part.span,
                        node,
                        "不起作用：其余条件成立时它必然成立",
                        "可以删去这一部分",
                    );
                }
                (false, true, _) => {
                    self.tell(
                        question,
                        code::NO_EFFECT,
                        asked,
                        part.span,
                        node,
                        "不起作用：它成立时其余部分已经成立",
                        "可以删去这一部分",
                    );
                }
                _ => self.parts(question, asked, part, context)?,
            }
        }
        Ok(())
    }

    #[allow(clippy::too_many_arguments, reason = "all of it is told")]
    fn tell(
        &mut self,
        question: &mut Question<'_, 'p>,
        code: &'static Code,
        asked: &Asked<'_>,
        span: Span,
        node: NodeId,
        what: &str,
        help: &str,
    ) {
        let roots: Vec<SideNode> = asked
            .guard
            .into_iter()
            .chain([node])
            .map(|node| (0, node))
            .chain(self.node(asked.expr).map(|node| (0, node)))
            .collect();
        let words = self.words(span);
        let by_parameter = if self.names_parameter(span) { "（按参数现在的值）" } else { "" };
        // What follows from the value of a parameter is meant to be changed there.
        let code = if by_parameter.is_empty() { code } else { code::NO_EFFECT };
        let message = format!("{}「{}」的条件「{words}」{what}{by_parameter}", asked.about, asked.name);
        let draft = Draft::new(code, asked.name, span, message).help(help).doubts(question.inexact(&roots));
        self.report(draft, false);
    }

    /// Whether a condition reads anything of the record; one of parameters alone is meant to be as it is.
    pub(super) fn is_about_records(&self, node: NodeId) -> bool {
        self.reads.get(node.index()).copied().unwrap_or(false)
    }

    /// Whether a piece of the policy names a parameter.
    fn names_parameter(&self, span: Span) -> bool {
        let words = self.words(span);
        self.judge.compiled.program.parameters.iter().any(|parameter| words.contains(&parameter.name))
    }
}

/// `已填(…)`, `未填(…)`: said for clearness even where it follows.
fn is_about_filling(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Filled(_) | ExprKind::DetailFilled(_) | ExprKind::Test { .. } => true,
        ExprKind::Not(inner) => is_about_filling(inner),
        _ => false,
    }
}
