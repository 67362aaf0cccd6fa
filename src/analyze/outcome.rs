//! What decisions come to, for all records. In: the diagrams of conditions and values. Out: a diagram of outcomes.
//! Rules are brought in one after another, those that beat others first; what can no longer matter is forgotten at once.

use super::chain::is_chain;
use super::cone::{Slot, value_of};
use super::diagram::TooLarge;
use super::encode::{Encoded, Encoder, Leaf, same};
use super::free::Open;
use super::space::{Cell, Key};
use crate::evaluate::{Completed, Completions, Datum, Truth, at_present};
use crate::ids::{DecisionId, NodeId};
use crate::plan::{BodyPlan, Op, OutcomePlan, RulePlan};
use crate::value::Value;

/// What a decision comes to.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Verdict {
    Determined(Value),
    /// 复核 by this rule, or one with the same reason.
    Review(usize),
    Undetermined {
        may_need_review: bool,
    },
    Conflict,
    NoRule,
    NotApplicable,
}

/// Rules that hold so far.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct Winners {
    /// Exceptions that hold and that nothing certain beats, those with one outcome once.
    holding: Vec<usize>,
    /// Exceptions that may hold.
    open: Vec<usize>,
    /// Later exceptions that are beaten already.
    beaten: Vec<usize>,
    /// Values that are read already, in the order of `holding`.
    values: Vec<Datum>,
}

impl Encoder<'_, '_> {
    /// The outcomes of a decision whose conditions and values are encoded.
    pub(super) fn outcome(&mut self, side: usize, decision: DecisionId) -> Encoded {
        if let Some(known) = self.outcomes.get(&(side, decision.index())) {
            return Ok(*known);
        }
        let Some(judge) = self.sides.judges.get(side) else { return Err(TooLarge) };
        if self.sides.is_opaque(side, decision) {
            return self.any_outcome(&judge.record.decision(decision).name);
        }
        let Some(plan) = judge.planned.plan.decisions.get(decision.index()) else { return Err(TooLarge) };
        let guard = self.condition(side, plan.guard, None)?;
        let body = match &plan.body {
            BodyPlan::Expr { value, .. } => self.expression(side, *value)?,
            BodyPlan::Rules(rules) if self.sides.known.is_interview() => {
                let rivals = self.rivals(side, rules)?;
                self.rivals.insert(decision, rivals);
                self.worth(rivals)?
            }
            BodyPlan::Rules(rules) => self.rules(side, rules)?,
            BodyPlan::Collect { entries, .. } => self.collection(side, entries)?,
        };
        let outcome = self.store.combine([guard, body], &mut |[guard, body]| match guard?.as_truth() {
            Truth::True => body.cloned(),
            Truth::False => Some(Leaf::Verdict(Verdict::NotApplicable)),
            Truth::Unknown => Some(match body? {
                Leaf::Free(open) if open.applies() => Leaf::Verdict(Verdict::Undetermined { may_need_review: false }),
                Leaf::Verdict(Verdict::NotApplicable) => Leaf::Verdict(Verdict::NotApplicable),
                Leaf::Verdict(verdict) => Leaf::Verdict(Verdict::Undetermined { may_need_review: verdict.may_need_review() }),
                other => other.clone(),
            }),
        })?;
        self.outcomes.insert((side, decision.index()), outcome);
        Ok(outcome)
    }

    /// Whatever its variable says.
    fn any_outcome(&mut self, name: &str) -> Encoded {
        let number = self.space.variable(&Key::Slot(Slot::Outcome(name.to_string()))).ok_or(TooLarge)?;
        let cells = self.space.variables.get(number).map(|variable| variable.cells.clone()).unwrap_or_default();
        let parts: Vec<_> = cells
            .into_iter()
            .map(|cell| match cell {
                Cell::Value(value) => Verdict::Determined(value),
                Cell::Outcome(verdict) => verdict,
                Cell::Missing | Cell::Rows(_) => Verdict::Undetermined { may_need_review: true },
            })
            .map(|verdict| self.store.end(Leaf::Verdict(verdict)))
            .collect();
        self.store.choose(number, &parts)
    }

    fn expression(&mut self, side: usize, value: NodeId) -> Encoded {
        let (value, year) = (self.known(side, value, None)?, self.space.today.year());
        self.store.combine([value], &mut |[value]| {
            if let Leaf::Free(open) = value? {
                return Some(Leaf::Free(*open));
            }
            Some(Leaf::Verdict(match value?.datum() {
                Datum::Known(value) => Verdict::Determined(at_present(value, year)),
                Datum::NotApplicable => Verdict::NotApplicable,
                Datum::Unknown => Verdict::Undetermined { may_need_review: false },
            }))
        })
    }

    /// The value of a rule that is the same for every record.
    fn constant_of(&self, side: usize, node: NodeId) -> Option<Value> {
        match self.sides.judges.get(side).map(|judge| &judge.planned.plan.node(node).op) {
            Some(Op::Const(value)) => Some(self.sides.shared(side, value)),
            _ => None,
        }
    }

    /// The value of a rule that is the same for every record and can be written in one way only.
    fn fixed_value(&self, side: usize, rule: &RulePlan) -> Option<Value> {
        let value = self.constant_of(side, value_of(&rule.outcome)?)?;
        Some(value).filter(|value| !matches!(value, Value::Place(_) | Value::Set(_)))
    }

    /// Which rules hold and may hold, and are not surely beaten; in an interview 待定 at once where a chain of rules comes to it.
    pub(super) fn winners(&mut self, side: usize, rules: &[RulePlan]) -> Encoded {
        let order = beaters_first(rules);
        let is_chain = self.sides.known.is_interview() && is_chain(rules);
        let fixed: Vec<Option<Value>> = rules.iter().map(|rule| self.fixed_value(side, rule)).collect();
        // Values that depend on the record may be equal after all.
        let differ = |one: usize, other: usize| {
            let fixed = |rule: usize| is_review(rules, rule) || fixed.get(rule).is_some_and(Option::is_some);
            !same_outcome(rules, one, other) && (is_review(rules, one) || is_review(rules, other) || (fixed(one) && fixed(other)))
        };
        let mut all = self.store.end(Leaf::Winners(Winners::default()));
        for (place, &rule) in order.iter().enumerate() {
            let Some(plan) = rules.get(rule) else { continue };
            let condition = self.condition(side, plan.condition, None)?;
            let left: Vec<usize> = order.iter().skip(place + 1).copied().collect();
            all = self.combine([all, condition], &mut |[all, condition]| {
                let Leaf::Winners(all) = all? else { return all.cloned() };
                if all.beaten.contains(&rule) {
                    return Some(Leaf::Winners(all.without(rule, &left)));
                }
                let next = all.with(rule, condition?.as_truth(), rules, &left);
                Some(if is_chain { next.in_chain(rules, &differ) } else { Leaf::Winners(next) })
            })?;
        }
        Ok(all)
    }

    fn rules(&mut self, side: usize, rules: &[RulePlan]) -> Encoded {
        let mut all = self.winners(side, rules)?;
        let default = rules.first().filter(|rule| rule.is_default).map(|_| 0);
        let constants: Vec<Option<Value>> =
            rules.iter().map(|rule| value_of(&rule.outcome).and_then(|node| self.constant_of(side, node))).collect();
        let constant = |rule: usize| constants.get(rule).cloned().flatten();
        all = self.combine([all], &mut |[all]| {
            let Leaf::Winners(all) = all? else { return all.cloned() };
            Some(match all.settled(rules, default, &constant) {
                Some(verdict) => Leaf::Verdict(verdict),
                None => Leaf::Winners(all.clone().or_default(default)),
            })
        })?;
        for (number, plan) in rules.iter().enumerate() {
            let OutcomePlan::Value(node) = &plan.outcome else { continue };
            let value = self.known(side, *node, None)?;
            all = self.store.combine([all, value], &mut |[all, value]| match all? {
                Leaf::Winners(winners) if winners.next_value() == Some(number) => match value? {
                    Leaf::Free(open) if winners.holding.len() == 1 => Some(Leaf::Free(*open)),
                    Leaf::Free(_) => Some(Leaf::Free(Open::ANY)),
                    value => Some(Leaf::Winners(winners.read(value.datum()))),
                },
                other => Some(other.clone()),
            })?;
        }
        let year = self.space.today.year();
        self.store.combine([all], &mut |[all]| {
            Some(match all? {
                Leaf::Winners(winners) => Leaf::Verdict(winners.verdict(rules, year)),
                other => other.clone(),
            })
        })
    }
}

impl Verdict {
    /// 待定, whatever it may still come to.
    pub(super) const OPEN: Self = Self::Undetermined { may_need_review: false };

    /// Everything that a decision may come to besides a value.
    pub(super) fn without_value() -> [Self; 5] {
        [Self::NotApplicable, Self::Review(0), Self::Undetermined { may_need_review: true }, Self::Conflict, Self::NoRule]
    }

    /// The word of an outcome that is not a value.
    pub(super) fn word(&self) -> &'static str {
        match self {
            Self::Determined(_) => "已定",
            Self::Review(_) => "复核",
            Self::Undetermined { .. } => "待定",
            Self::Conflict => "冲突",
            Self::NoRule => "无规则",
            Self::NotApplicable => "不适用",
        }
    }

    fn may_need_review(&self) -> bool {
        match self {
            Self::Review(_) | Self::Conflict | Self::NoRule => true,
            Self::Undetermined { may_need_review } => *may_need_review,
            Self::Determined(_) | Self::NotApplicable => false,
        }
    }
}

/// The exceptions, each after those that beat it.
fn beaters_first(rules: &[RulePlan]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..rules.len()).filter(|rule| rules.get(*rule).is_some_and(|rule| !rule.is_default)).collect();
    let beats = |rule: usize| rules.get(rule).map_or(0, |rule| rule.beats.len());
    // What a rule beats it beats through others too, so a rule that beats another beats more.
    order.sort_by_key(|rule| std::cmp::Reverse(beats(*rule)));
    order
}

/// Equal outcomes whatever the record is.
pub(super) fn same_outcome(rules: &[RulePlan], left: usize, right: usize) -> bool {
    match (rules.get(left).map(|rule| &rule.outcome), rules.get(right).map(|rule| &rule.outcome)) {
        (Some(OutcomePlan::Value(left)), Some(OutcomePlan::Value(right))) => left == right,
        (Some(OutcomePlan::Review { reason: left, .. }), Some(OutcomePlan::Review { reason: right, .. })) => left == right,
        _ => false,
    }
}

/// The first rule with the same outcome.
pub(super) fn first_alike(rules: &[RulePlan], rule: usize) -> usize {
    (0..rule).find(|other| same_outcome(rules, *other, rule)).unwrap_or(rule)
}

pub(super) fn is_review(rules: &[RulePlan], rule: usize) -> bool {
    matches!(rules.get(rule).map(|rule| &rule.outcome), Some(OutcomePlan::Review { .. }))
}

impl Winners {
    /// The rules that hold or may hold.
    pub(super) fn possible(&self) -> impl Iterator<Item = usize> + '_ {
        self.holding.iter().chain(&self.open).copied()
    }

    /// One rule that wins.
    pub(super) fn only(rule: usize) -> Self {
        Self { holding: vec![rule], ..Self::default() }
    }

    /// Whether a condition is open.
    pub(super) fn has_open(&self) -> bool {
        !self.open.is_empty()
    }

    /// Whether a rule holds, whatever is open.
    pub(super) fn is_held(&self) -> bool {
        !self.holding.is_empty()
    }

    /// The same with other rules that may hold.
    pub(super) fn with_open(self, open: Vec<usize>) -> Self {
        Self { open, ..self }
    }

    /// Whether a rule holds.
    fn state(&self, rule: usize) -> Truth {
        match (self.holding.contains(&rule), self.open.contains(&rule)) {
            (true, _) => Truth::True,
            (_, true) => Truth::Unknown,
            _ => Truth::False,
        }
    }

    /// What all completions of the open conditions come to.
    pub(super) fn completions(&self, rules: &[RulePlan], classes: &[usize], open: &[bool]) -> Vec<Completed> {
        let states: Vec<Truth> = (0..rules.len()).map(|rule| self.state(rule)).collect();
        let beats = |rule: usize| rules.get(rule).map(|rule| rule.beats.as_slice()).unwrap_or_default();
        let has_default = rules.first().is_some_and(|rule| rule.is_default);
        Completions { states: &states, has_default, beats: &beats, classes, open }.complete().results
    }

    /// Whether a rule may win.
    pub(super) fn may_win(&self, rule: usize, rules: &[RulePlan]) -> bool {
        let is_default = rules.get(rule).is_some_and(|rule| rule.is_default);
        self.state(rule) != Truth::False || (is_default && self.holding.is_empty())
    }

    /// One rule less to come.
    fn without(&self, rule: usize, left: &[usize]) -> Self {
        let mut next = self.clone();
        next.beaten.retain(|other| *other != rule && left.contains(other));
        next
    }

    fn with(&self, rule: usize, truth: Truth, rules: &[RulePlan], left: &[usize]) -> Self {
        let mut next = self.without(rule, left);
        match truth {
            Truth::False => {}
            Truth::Unknown => next.open.push(rule),
            Truth::True => {
                next.open.retain(|other| !rules.get(rule).is_some_and(|rule| rule.beats.contains(other)));
                let beats = rules.get(rule).map(|rule| rule.beats.as_slice()).unwrap_or_default();
                next.beaten.extend(beats.iter().filter(|other| left.contains(other)));
                next.beaten.sort_unstable();
                next.beaten.dedup();
                // While another may beat it, a rule is kept by its own name.
                if !next.open.is_empty() || !next.holding.iter().any(|other| same_outcome(rules, *other, rule)) {
                    next.holding.push(rule);
                }
            }
        }
        next
    }

    /// The outcome where no value has to be read.
    fn settled(&self, rules: &[RulePlan], default: Option<usize>, constant: &dyn Fn(usize) -> Option<Value>) -> Option<Verdict> {
        if !self.open.is_empty() {
            return Some(self.completed(rules, default, constant)).filter(|_| !self.all_one(rules, default));
        }
        match (self.holding.as_slice(), default) {
            ([], None) => Some(Verdict::NoRule),
            ([], Some(default)) => is_review(rules, default).then_some(Verdict::Review(default)),
            ([only], _) => is_review(rules, *only).then_some(Verdict::Review(*only)),
            _ => None,
        }
    }

    /// Whatever the open conditions are, the outcome is the same.
    fn all_one(&self, rules: &[RulePlan], default: Option<usize>) -> bool {
        let mut possible = self.holding.iter().chain(&self.open).copied();
        let base = if self.holding.is_empty() { default } else { possible.next() };
        base.is_some_and(|base| possible.all(|rule| same_outcome(rules, base, rule)))
    }

    /// The outcome over all completions of the open conditions, as the evaluator finds it.
    fn completed(&self, rules: &[RulePlan], default: Option<usize>, constant: &dyn Fn(usize) -> Option<Value>) -> Verdict {
        let mut firsts: Vec<usize> = Vec::new();
        let mut classes = Vec::with_capacity(rules.len());
        for rule in 0..rules.len() {
            let known = firsts.iter().position(|first| same_outcome(rules, *first, rule));
            classes.push(known.unwrap_or(firsts.len()));
            if known.is_none() {
                firsts.push(rule);
            }
        }
        let open: Vec<bool> = firsts.iter().map(|first| !is_review(rules, *first) && constant(*first).is_none()).collect();
        match self.completions(rules, &classes, &open).as_slice() {
            [Completed::Conflict] => Verdict::Conflict,
            [Completed::NoRule] => Verdict::NoRule,
            [Completed::Class(class)] => match firsts.get(*class) {
                Some(first) if is_review(rules, *first) => Verdict::Review(*first),
                first => {
                    first.and_then(|first| constant(*first)).map_or_else(|| self.undetermined(rules, default), Verdict::Determined)
                }
            },
            _ => self.undetermined(rules, default),
        }
    }

    fn undetermined(&self, rules: &[RulePlan], default: Option<usize>) -> Verdict {
        let possible = || self.holding.iter().chain(&self.open).copied();
        let several = possible().count() > 1;
        let may_need_review = several
            || (self.holding.is_empty() && default.is_none())
            || possible().chain(default).any(|rule| is_review(rules, rule));
        Verdict::Undetermined { may_need_review }
    }

    fn or_default(mut self, default: Option<usize>) -> Self {
        if self.holding.is_empty() {
            self.holding = default.into_iter().collect();
        }
        self.open.clear();
        self.beaten.clear();
        self.holding.sort_unstable();
        self
    }

    /// The rule whose value is to be read next; reviews have none.
    fn next_value(&self) -> Option<usize> {
        self.holding.get(self.values.len()).copied()
    }

    /// Once no rule is to come: the same for all in which the same may win.
    pub(super) fn alike(&self, rules: &[RulePlan]) -> Self {
        let mut alike = Self { beaten: Vec::new(), ..self.clone() };
        let default = rules.first().filter(|rule| rule.is_default).map(|_| 0);
        if self.all_one(rules, default) {
            alike.open.clear();
            let first = alike.holding.first().copied().or(default).map(|rule| first_alike(rules, rule));
            alike.holding = first.filter(|first| Some(*first) != default).into_iter().collect();
        }
        alike.holding.sort_unstable();
        alike.open.sort_unstable();
        alike
    }

    fn read(&self, value: Datum) -> Self {
        let mut next = self.clone();
        next.values.push(value);
        next
    }

    fn verdict(&self, rules: &[RulePlan], year: i32) -> Verdict {
        let reviews: Vec<usize> = self.holding.iter().copied().filter(|rule| is_review(rules, *rule)).collect();
        if let Some(first) = reviews.first() {
            let one = reviews.len() == self.holding.len() && reviews.iter().all(|rule| same_outcome(rules, *first, *rule));
            return if one { Verdict::Review(*first) } else { Verdict::Conflict };
        }
        match self.values.as_slice() {
            values if values.contains(&Datum::Unknown) => Verdict::Undetermined { may_need_review: values.len() > 1 },
            [] => Verdict::NoRule,
            [first, rest @ ..] if rest.iter().all(|other| same(first, other, year)) => match first {
                Datum::Known(value) => Verdict::Determined(at_present(value.clone(), year)),
                _ => Verdict::NotApplicable,
            },
            _ => Verdict::Conflict,
        }
    }
}
