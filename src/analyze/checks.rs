//! Checks that can never be violated, are violated whenever they are used, or follow from another check. In: an analyst. Out: findings.

use super::analyst::{Analyst, Draft};
use super::code;
use super::conditions::Asked;
use super::diagram::TooLarge;
use super::question::Question;
use super::sides::Sides;
use super::witness::quoted;
use crate::evaluate::{Evaluation, Truth};
use crate::hir::{Check, Severity};
use crate::ids::NodeId;
use crate::plan::CheckPlan;

impl<'p> Analyst<'p> {
    pub(super) fn checks(&mut self, sides: &Sides<'p>) {
        let (record, plan) = (self.record(), self.plan());
        for (check, own) in record.checks.iter().zip(&plan.checks) {
            let requirement = check.requirement.as_ref().and_then(|expr| self.node(expr));
            let roots: Vec<NodeId> = plan.scope.into_iter().chain([own.applies, own.violated]).chain(requirement).collect();
            let done = self.attempt(sides, None, &roots, &mut |this, question| {
                this.check(question, &roots, check, own)?;
                for (expr, guard) in [(&check.condition, plan.scope), (&check.requirement, Some(own.applies))] {
                    if let Some(expr) = expr {
                        this.condition(question, &Asked { expr, guard, about: "检查", name: &check.name, is_told: true })?;
                    }
                }
                Ok(())
            });
            if done == Err(TooLarge) {
                self.too_large(&check.name, check.span, "检查");
            }
        }
        let checks: Vec<(&Check, &CheckPlan)> = record.checks.iter().zip(&plan.checks).collect();
        for (place, (one, own)) in checks.iter().enumerate() {
            for (other_place, (other, theirs)) in checks.iter().enumerate() {
                let comparable =
                    place != other_place && !one.fields.is_empty() && one.fields == other.fields && one.severity == other.severity;
                if comparable {
                    // Of two that are the same the later is told. Two that are too large together are each analysed alone.
                    let _ = self.implied(sides, one, own, other, theirs, other_place < place);
                }
            }
        }
    }

    fn check(
        &mut self,
        question: &mut Question<'_, 'p>,
        roots: &[NodeId],
        check: &Check,
        plan: &CheckPlan,
    ) -> Result<(), TooLarge> {
        let scope = self.plan().scope;
        let doubts = question.inexact(&roots.iter().map(|node| (0, *node)).collect::<Vec<_>>());
        let perhaps = question.attainable(0, scope)?;
        let applies = question.attainable(0, Some(plan.applies))?;
        let violated = question.attainable(0, Some(plan.violated))?;
        let reach = question.and(applies, perhaps)?;
        let wrong = question.and(violated, perhaps)?;
        let name = &check.name;
        if question.is_empty(reach) {
            let message = format!("检查「{name}」永远用不上：「当」的条件不可能成立");
            let draft = Draft::new(code::NEVER_VIOLATED, name, check.span, message).help("改「当」的条件，或删去这个检查");
            self.report(draft.doubts(doubts), false);
            return Ok(());
        }
        if question.is_empty(wrong) {
            let shown = question.set(0, plan.applies, Truth::True)?;
            let shows = |evaluation: &Evaluation<'_>| {
                evaluation.truth(plan.applies, 0) == Truth::True && evaluation.truth(plan.violated, 0) == Truth::False
            };
            let witness = self.confirmed(question, shown, &shows)?;
            let example =
                witness.map(|witness| self.example(&witness, &format!("{name}·总是满足"), &[format!("{} = 满足", quoted(name))]));
            let draft = Draft::new(code::NEVER_VIOLATED, name, check.span, format!("检查「{name}」永远不会违反：「要求」总是成立"));
            self.report(draft.help("改「要求」，或删去这个检查").witness(example).doubts(doubts), false);
            return Ok(());
        }
        let holds = question.set(0, plan.violated, Truth::True)?;
        let kept = if check.requirement.is_some() { question.minus(reach, holds)? } else { question.minus(perhaps, holds)? };
        // A check without 要求 informs whenever its 当 holds; that it always does is another matter than always being violated.
        let asks = check.requirement.is_some() || (check.condition.is_some() && check.severity != Severity::Advise);
        if question.is_empty(kept) && asks && self.is_about_records(plan.violated) {
            let shows = |evaluation: &Evaluation<'_>| evaluation.truth(plan.violated, 0) == Truth::True;
            let witness = self.confirmed(question, holds, &shows)?;
            let example =
                witness.map(|witness| self.example(&witness, &format!("{name}·总是违反"), &[format!("{} = 违反", quoted(name))]));
            let message = format!("检查「{name}」一用就违反：没有一条记录能满足它");
            let draft = Draft::new(code::ALWAYS_VIOLATED, name, check.span, message).help("改「要求」，使正常的记录能够满足");
            self.report(draft.witness(example).doubts(doubts), false);
        }
        Ok(())
    }

    /// Whether `one` is violated only where `other` is.
    fn implied(
        &mut self,
        sides: &Sides<'p>,
        one: &Check,
        own: &CheckPlan,
        other: &Check,
        theirs: &CheckPlan,
        is_later: bool,
    ) -> Result<(), TooLarge> {
        if !self.is_about_records(own.violated) {
            return Ok(());
        }
        let mut question = self.ask(sides, &[own.violated, theirs.violated]);
        let (wrong, theirs_sure) = (question.possible(0, Some(own.violated))?, question.set(0, theirs.violated, Truth::True)?);
        let alone = question.minus(wrong, theirs_sure)?;
        if question.is_empty(wrong) || !question.is_empty(alone) {
            return Ok(());
        }
        let own_sure = question.set(0, own.violated, Truth::True)?;
        let possible = question.possible(0, Some(theirs.violated))?;
        let rest = question.minus(possible, own_sure)?;
        let is_same = question.is_empty(rest);
        if is_same && !is_later {
            return Ok(());
        }
        let shows = |evaluation: &Evaluation<'_>| {
            evaluation.truth(own.violated, 0) == Truth::True && evaluation.truth(theirs.violated, 0) == Truth::True
        };
        let witness = self.confirmed(&mut question, own_sure, &shows)?;
        let (name, by) = (&one.name, &other.name);
        let expected = [format!("{} = 违反", quoted(name)), format!("{} = 违反", quoted(by))];
        let example = witness.map(|witness| self.example(&witness, &format!("{name}·同时违反"), &expected));
        let message = if is_same {
            format!("检查「{name}」和「{by}」总是一起违反，说的是同一回事")
        } else {
            format!("检查「{name}」违反时「{by}」也一定违反")
        };
        let doubts = question.inexact(&[(0, own.violated), (0, theirs.violated)]);
        let draft = Draft::new(code::IMPLIED, name, one.span, message).help("两条提示会一起出现；不想重复就合并，或收窄其中一个");
        self.report(draft.witness(example).doubts(doubts), false);
        Ok(())
    }
}
