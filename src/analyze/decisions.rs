//! Gaps, conflicts and rules that can never win, of a decision written with rules; items of a collection that are never or always in it.
//! In: an analyst and a decision. Out: findings.

use super::analyst::{Analyst, Draft};
use super::code;
use super::conditions::Asked;
use super::cone::value_of;
use super::diagram::TooLarge;
use super::encode::same;
use super::outcome::Verdict;
use super::question::{Question, Set};
use super::sides::Sides;
use crate::evaluate::{Datum, Evaluation, Outcome, Truth};
use crate::hir::{Decision, DecisionBody, Entry};
use crate::ids::{DecisionId, NodeId};
use crate::plan::{BodyPlan, Op, OutcomePlan, RulePlan};

/// The rules of a decision, as sets.
struct Rules<'r> {
    id: DecisionId,
    decision: &'r Decision,
    plans: &'r [RulePlan],
    /// Inside the scope and the decision's own 适用.
    care: Set,
    /// What may be inside.
    perhaps: Set,
    /// For each rule where it holds, and where it may.
    holds: Vec<Set>,
    possible: Vec<Set>,
    attainable: Vec<Set>,
}

impl<'p> Analyst<'p> {
    /// Everything about one decision or collection.
    pub(super) fn decision(&mut self, sides: &Sides<'p>, id: DecisionId) {
        let decision = self.record().decision(id);
        let Some(plan) = self.plan().decisions.get(id.index()) else { return };
        let done = match (&plan.body, &decision.body) {
            (BodyPlan::Rules(rules), DecisionBody::Cases(_)) => self.rules(sides, id, plan.guard, rules),
            (BodyPlan::Collect { entries, .. }, DecisionBody::Collect { entries: written, .. }) => {
                let conditions: Vec<(NodeId, usize)> =
                    entries.iter().enumerate().filter_map(|(number, entry)| Some((entry.condition?, number))).collect();
                let roots: Vec<NodeId> = plan.guard.into_iter().chain(conditions.iter().map(|(condition, _)| *condition)).collect();
                self.attempt(sides, Some(id), &roots, &mut |this, question| {
                    conditions.iter().try_for_each(|(condition, number)| match written.get(*number) {
                        Some(entry) => this.entry(question, &decision.name, plan.guard, *condition, entry),
                        None => Ok(()),
                    })
                })
            }
            _ => Ok(()),
        };
        if done == Err(TooLarge) {
            self.too_large(&decision.name, decision.span, "判定");
        }
    }

    fn rules(&mut self, sides: &Sides<'p>, id: DecisionId, guard: Option<NodeId>, plans: &[RulePlan]) -> Result<(), TooLarge> {
        let decision = self.record().decision(id);
        let conditions = plans.iter().filter_map(|rule| rule.condition);
        let values = plans.iter().filter_map(|rule| value_of(&rule.outcome));
        let decide = self.plan().nodes.iter().position(|node| node.op == Op::Decide(id)).map(NodeId::new);
        let roots: Vec<NodeId> = guard.into_iter().chain(conditions).chain(values).chain(decide).collect();
        self.attempt(sides, Some(id), &roots, &mut |this, question| {
            let scope = question.holds(0, guard)?;
            let filled = this.filled(question)?;
            let care = question.and(scope, filled)?;
            let perhaps = question.attainable(0, guard)?;
            let mut rules =
                Rules { id, decision, plans, care, perhaps, holds: Vec::new(), possible: Vec::new(), attainable: Vec::new() };
            for plan in plans {
                rules.holds.push(question.holds(0, plan.condition)?);
                rules.possible.push(question.possible(0, plan.condition)?);
                rules.attainable.push(question.attainable(0, plan.condition)?);
            }
            this.gap(question, &rules)?;
            this.conflicts(question, &rules)?;
            this.never_winning(question, &rules)?;
            let DecisionBody::Cases(cases) = &decision.body else { return Ok(()) };
            for expr in cases.iter().filter_map(|case| case.condition.as_ref()) {
                this.condition(question, &Asked { expr, guard, about: "判定", name: &decision.name, is_told: true })?;
            }
            Ok(())
        })
    }

    fn gap(&mut self, question: &mut Question<'_, 'p>, rules: &Rules<'_>) -> Result<(), TooLarge> {
        if rules.plans.first().is_none_or(|rule| rule.is_default) {
            return Ok(());
        }
        let mut gap = rules.care;
        for possible in &rules.possible {
            gap = question.minus(gap, *possible)?;
        }
        let shows = |evaluation: &Evaluation<'_>| *evaluation.outcome(rules.id.index(), 0) == Outcome::NoRule;
        let Some(witness) = self.confirmed(question, gap, &shows)? else { return Ok(()) };
        let about = question.within(gap, rules.care)?;
        let cases = question.cases(about)?;
        let name = &rules.decision.name;
        let expected = self.expectation(&witness.evaluation(self.judge), rules.id);
        let example = self.example(&witness, &format!("{name}·没有规则"), &[expected]);
        let draft = Draft::new(code::GAP, name, rules.decision.span, format!("判定「{name}」有空白：下面的情形没有一条规则管"))
            .help("给这些情形写一条例外，或加一条「缺省」")
            .cases(cases)
            .witness(Some(example));
        self.report(draft, true);
        Ok(())
    }

    fn conflicts(&mut self, question: &mut Question<'_, 'p>, rules: &Rules<'_>) -> Result<(), TooLarge> {
        for (left, one) in rules.plans.iter().enumerate() {
            for (right, other) in rules.plans.iter().enumerate().skip(left + 1) {
                let is_ordered = one.beats.contains(&right) || other.beats.contains(&left);
                if !(one.is_default || other.is_default || is_ordered) {
                    self.conflict(question, rules, left, right)?;
                }
            }
        }
        Ok(())
    }

    fn conflict(&mut self, question: &mut Question<'_, 'p>, rules: &Rules<'_>, left: usize, right: usize) -> Result<(), TooLarge> {
        let (Some(one), Some(other)) = (rules.holds.get(left), rules.holds.get(right)) else { return Ok(()) };
        let both = question.and(*one, *other)?;
        let mut both = question.and(both, rules.care)?;
        if question.is_empty(both) {
            return Ok(());
        }
        // Nothing may beat either of the two, unless it is known where the outcome is a conflict whatever does.
        let conflicting = self.outcomes_like(question, rules, |verdict| *verdict == Verdict::Conflict)?;
        if let Some(conflicting) = conflicting {
            both = question.and(both, conflicting)?;
        }
        for (number, plan) in rules.plans.iter().enumerate() {
            if let (Some(possible), Some(holds)) = (rules.possible.get(number), rules.holds.get(number))
                && (plan.beats.contains(&left) || plan.beats.contains(&right))
            {
                both = question.minus(both, if conflicting.is_some() { *holds } else { *possible })?;
            }
        }
        let Some(differ) = differing(question, rules, left, right)? else { return Ok(()) };
        let both = question.and(both, differ)?;
        let shows = |evaluation: &Evaluation<'_>| match evaluation.outcome(rules.id.index(), 0) {
            Outcome::Conflict { rules } => rules.contains(&left) && rules.contains(&right),
            _ => false,
        };
        let Some(witness) = self.confirmed(question, both, &shows)? else { return Ok(()) };
        let about = question.within(both, rules.care)?;
        let cases = question.cases(about)?;
        let (name, one, other) = (&rules.decision.name, case_name(rules.decision, left), case_name(rules.decision, right));
        let expected = self.expectation(&witness.evaluation(self.judge), rules.id);
        let example = self.example(&witness, &format!("{name}·冲突"), &[expected]);
        let message = format!("判定「{name}」的「{one}」和「{other}」会同时成立，结果不同，没有写谁优先");
        let draft = Draft::new(code::CONFLICT, name, case_span(rules.decision, right), message)
            .help(format!("写「例外 {other} 优先于 {one}」（或反过来），或改条件使两者不会同时成立"))
            .cases(cases)
            .witness(Some(example));
        self.report(draft, true);
        Ok(())
    }

    /// The records for which the decision comes to something wanted, where a field that is not filled may keep it open and the outcomes
    /// can be told from the conditions alone.
    fn outcomes_like(
        &self,
        question: &mut Question<'_, 'p>,
        rules: &Rules<'_>,
        wanted: fn(&Verdict) -> bool,
    ) -> Result<Option<Set>, TooLarge> {
        let is_constant =
            |plan: &RulePlan| value_of(&plan.outcome).is_none_or(|node| matches!(self.plan().node(node).op, Op::Const(_)));
        let may_be_open = question.cone.slots.values().any(|used| used.may_be_missing) && question.cone.open.is_empty();
        if may_be_open && rules.plans.iter().all(is_constant) {
            question.outcome(0, rules.id, &mut |verdict| wanted(verdict)).map(Some)
        } else {
            Ok(None)
        }
    }

    fn never_winning(&mut self, question: &mut Question<'_, 'p>, rules: &Rules<'_>) -> Result<(), TooLarge> {
        let settled = self.outcomes_like(question, rules, |verdict| !matches!(verdict, Verdict::Undetermined { .. }))?;
        for (number, plan) in rules.plans.iter().enumerate() {
            let (Some(attainable), Some(holds)) = (rules.attainable.get(number), rules.holds.get(number)) else { continue };
            let reach = question.and(*attainable, rules.perhaps)?;
            let mut wins = match settled {
                Some(settled) => question.and(reach, settled)?,
                None => reach,
            };
            let mut stronger = Vec::new();
            for (other, strong) in rules.plans.iter().enumerate() {
                let beats = strong.beats.contains(&number) || (plan.is_default && other != number);
                if let (Some(holds), Some(possible), true) = (rules.holds.get(other), rules.possible.get(other), beats) {
                    // A rule that may still hold keeps the outcome open, unless it is known where the outcome is settled, or only an
                    // open parameter decides.
                    let in_the_way = if settled.is_none() && question.cone.open.is_empty() { *possible } else { *holds };
                    wins = question.minus(wins, in_the_way)?;
                    stronger.push((other, *holds));
                }
            }
            if !question.is_empty(wins) {
                if !plan.is_default {
                    self.always_holding(question, rules, number)?;
                }
                continue;
            }
            let roots: Vec<_> = stronger
                .iter()
                .map(|(other, _)| *other)
                .chain([number])
                .filter_map(|rule| rules.plans.get(rule)?.condition)
                .collect();
            let roots: Vec<_> = roots.into_iter().chain(self.guard_of(rules.id)).map(|node| (0, node)).collect();
            let doubts = question.inexact(&roots);
            self.never_wins(question, rules, number, reach, *holds, &stronger, doubts)?;
        }
        Ok(())
    }

    #[allow(clippy::too_many_arguments, reason = "all of it is told")]
    fn never_wins(
        &mut self,
        question: &mut Question<'_, 'p>,
        rules: &Rules<'_>,
        number: usize,
        reach: Set,
        holds: Set,
        stronger: &[(usize, Set)],
        doubts: Vec<(super::cone::SideNode, super::groups::Inexact)>,
    ) -> Result<(), TooLarge> {
        let (name, rule) = (&rules.decision.name, case_name(rules.decision, number));
        let span = case_span(rules.decision, number);
        if question.is_empty(reach) {
            let message = format!("判定「{name}」的「{rule}」永远用不上：它的条件不可能成立");
            let draft = Draft::new(code::NEVER_WINS, name, span, message).help("改条件，或删去这条规则").doubts(doubts);
            self.report(draft, false);
            return Ok(());
        }
        let mut beating = Vec::new();
        for (other, set) in stronger {
            let both = question.and(*set, reach)?;
            if !question.is_empty(both) {
                beating.push(format!("「{}」", case_name(rules.decision, *other)));
            }
        }
        let is_default = rules.plans.get(number).is_some_and(|plan| plan.is_default);
        let message = if is_default {
            format!("判定「{name}」的缺省「{rule}」永远用不上：例外{}已经管了所有情形", beating.join(""))
        } else if beating.is_empty() {
            format!("判定「{name}」的「{rule}」永远用不上：它成立时，别的规则成不成立还不知道，结果总是待定")
        } else {
            format!("判定「{name}」的「{rule}」永远用不上：成立时总被{}压过", beating.join(""))
        };
        // A record for which the rule holds, and another decides.
        let shown = question.and(holds, rules.care)?;
        let condition = rules.plans.get(number).and_then(|plan| plan.condition);
        let shows = |evaluation: &Evaluation<'_>| {
            let decided = match evaluation.outcome(rules.id.index(), 0) {
                Outcome::Determined { rules, .. } | Outcome::Review { rules } | Outcome::Conflict { rules } => {
                    !rules.contains(&number)
                }
                _ => false,
            };
            decided && evaluation.truth_or_true(condition, 0) == Truth::True
        };
        let witness = self.confirmed(question, shown, &shows)?;
        let example = witness.map(|witness| {
            let expected = self.expectation(&witness.evaluation(self.judge), rules.id);
            self.example(&witness, &format!("{name}·轮不到{rule}"), &[expected])
        });
        let help = if beating.is_empty() {
            "让别的规则在字段没填时也有着落（用「已填」「未填」写明）"
        } else if is_default {
            "删去缺省，或收窄例外的条件"
        } else {
            "删去它，或去掉（反过来写）压过它的「优先于」"
        };
        let draft = Draft::new(code::NEVER_WINS, name, span, message).help(help).witness(example).doubts(doubts);
        self.report(draft, false);
        Ok(())
    }

    /// An exception that holds for every record is no exception.
    fn always_holding(&mut self, question: &mut Question<'_, 'p>, rules: &Rules<'_>, number: usize) -> Result<(), TooLarge> {
        let (Some(holds), Some(plan)) = (rules.holds.get(number), rules.plans.get(number)) else { return Ok(()) };
        let outside = question.minus(rules.perhaps, *holds)?;
        let has_field = plan.condition.is_some_and(|condition| self.is_about_records(condition));
        if !question.is_empty(outside) || !has_field || rules.plans.len() == 1 {
            return Ok(());
        }
        let roots: Vec<_> = plan.condition.into_iter().map(|node| (0, node)).collect();
        let (name, rule) = (&rules.decision.name, case_name(rules.decision, number));
        let message = format!("判定「{name}」的例外「{rule}」总是成立");
        let draft = Draft::new(code::ALWAYS_TRUE, name, case_span(rules.decision, number), message)
            .help("它其实是缺省：改写成「缺省」，或收窄条件")
            .doubts(question.inexact(&roots));
        self.report(draft, false);
        Ok(())
    }

    fn entry(
        &mut self,
        question: &mut Question<'_, 'p>,
        owner: &str,
        guard: Option<NodeId>,
        condition: NodeId,
        entry: &Entry,
    ) -> Result<(), TooLarge> {
        let perhaps = question.attainable(0, guard)?;
        let possible = question.attainable(0, Some(condition))?;
        let holds = question.holds(0, Some(condition))?;
        let (reach, outside) = (question.and(possible, perhaps)?, question.minus(perhaps, holds)?);
        let roots: Vec<_> = guard.into_iter().chain([condition]).map(|node| (0, node)).collect();
        let doubts = question.inexact(&roots);
        let name = &entry.name;
        if question.is_empty(reach) {
            let draft = Draft::new(code::NEVER_WINS, name, entry.span, format!("项「{name}」永远不会列入：它的条件不可能成立"));
            self.report(draft.help("改条件，或删去这一项").doubts(doubts), false);
        } else if question.is_empty(outside) && self.is_about_records(condition) {
            let draft = Draft::new(code::ALWAYS_TRUE, name, entry.span, format!("项「{name}」总是列入"));
            self.report(draft.help("不要条件时删去「当」，否则收窄条件").doubts(doubts), false);
        }
        match &entry.condition {
            Some(expr) => self.condition(question, &Asked { expr, guard, about: "收集", name: owner, is_told: true }),
            None => Ok(()),
        }
    }

    fn guard_of(&self, id: DecisionId) -> Option<NodeId> {
        self.plan().decisions.get(id.index()).and_then(|plan| plan.guard)
    }
}

/// Where the outcomes of two rules differ; nothing where they are the same whatever the record is.
fn differing(question: &mut Question<'_, '_>, rules: &Rules<'_>, left: usize, right: usize) -> Result<Option<Set>, TooLarge> {
    let (Some(left), Some(right)) = (rules.plans.get(left), rules.plans.get(right)) else { return Ok(None) };
    let year = question.encoder.space.today.year();
    Ok(match (&left.outcome, &right.outcome) {
        (OutcomePlan::Value(left), OutcomePlan::Value(right)) if left == right => None,
        (OutcomePlan::Review { reason: left, .. }, OutcomePlan::Review { reason: right, .. }) if left == right => None,
        (OutcomePlan::Value(left), OutcomePlan::Value(right)) => {
            let operands = [question.encoder.node(0, *left)?, question.encoder.node(0, *right)?];
            let differ = question.encoder.store.combine(operands, &mut |[left, right]| {
                let (left, right) = (left?.datum(), right?.datum());
                let is_known = left != Datum::Unknown && right != Datum::Unknown;
                Some(super::encode::Leaf::truth((is_known && !same(&left, &right, year)).into()))
            })?;
            Some(Set(differ))
        }
        _ => Some(question.all()),
    })
}

fn case_name(decision: &Decision, number: usize) -> String {
    crate::verdict::rule_name(decision, number)
}

fn case_span(decision: &Decision, number: usize) -> crate::span::Span {
    match &decision.body {
        DecisionBody::Cases(cases) => cases.get(number).map_or(decision.span, |case| case.span),
        _ => decision.span,
    }
}
