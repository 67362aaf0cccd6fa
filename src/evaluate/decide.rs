//! The outcome of one decision in one lane, over all completions of what is unknown.

use super::completion::{Completions, Result, Rules};
use super::{Datum, Evaluation, Truth, at_present, equal};
use crate::plan::{BodyPlan, EntryPlan, OutcomePlan, RulePlan, TemplatePlan};
use crate::value::Value;

/// The outcome of a decision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// 已定, by these rules.
    Determined { value: Value, rules: Vec<usize> },
    /// 复核, by this rule.
    Review { rules: Vec<usize> },
    /// 待定
    Undetermined(Box<Undetermined>),
    /// 冲突 between these rules.
    Conflict { rules: Vec<usize> },
    /// 无规则
    NoRule,
    /// 不适用; the rule whose value does not apply, if it is not the decision itself.
    NotApplicable { rules: Vec<usize> },
}

/// Why an outcome is not yet known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Undetermined {
    /// Rules whose unknown condition could change the outcome.
    pub(crate) conditions: Vec<usize>,
    /// Rules whose unknown value could be the outcome.
    pub(crate) values: Vec<usize>,
    /// The 适用 is unknown.
    pub(crate) guard: bool,
    /// Every known outcome that is possible.
    pub(crate) possible: Vec<Possible>,
    /// What is sure so far of a collection.
    pub(crate) sure: Option<Value>,
}

/// An outcome that is possible.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Possible {
    Value(Value),
    /// 复核 by this rule.
    Review(usize),
    Conflict,
    NoRule,
    NotApplicable,
}

impl Undetermined {
    pub(crate) fn may_need_review(&self) -> bool {
        self.possible.iter().any(|possible| matches!(possible, Possible::Review(_) | Possible::Conflict | Possible::NoRule))
    }
}

/// The class of one rule's outcome.
enum Class {
    Known(Value),
    NotApplicable,
    /// 复核 by this rule.
    Review(usize),
    /// The value of this rule is not known.
    Open(crate::ids::NodeId),
}

impl Evaluation<'_> {
    pub(super) fn decide(&self, decision: usize, lane: usize) -> Outcome {
        let plan = &self.plan.decisions[decision];
        let guard = self.truth_or_true(plan.guard, lane);
        if guard == Truth::False {
            return Outcome::NotApplicable { rules: Vec::new() };
        }
        let outcome = match &plan.body {
            BodyPlan::Expr { value, .. } => self.expression(*value, lane),
            BodyPlan::Rules(rules) => self.rules_outcome(rules, lane),
            BodyPlan::Collect { entries, .. } => self.collect(entries, lane),
        };
        match (guard, &plan.body) {
            (Truth::True, _) => outcome,
            (_, BodyPlan::Collect { .. }) => guarded_collection(outcome),
            _ => guarded(outcome),
        }
    }

    /// The value of a decision where it is used.
    pub(super) fn decision_value(&self, decision: usize, lane: usize) -> Datum {
        match self.outcome(decision, lane) {
            Outcome::Determined { value, .. } => Datum::Known(value.clone()),
            Outcome::NotApplicable { .. } => Datum::NotApplicable,
            _ => Datum::Unknown,
        }
    }

    fn expression(&self, value: crate::ids::NodeId, lane: usize) -> Outcome {
        match self.datum(value, lane) {
            Datum::Known(value) => Outcome::Determined { value: at_present(value, self.year()), rules: vec![0] },
            Datum::NotApplicable => Outcome::NotApplicable { rules: vec![0] },
            Datum::Unknown => Outcome::Undetermined(Box::new(Undetermined { values: vec![0], ..Undetermined::default() })),
        }
    }

    fn rules_outcome(&self, plans: &[RulePlan], lane: usize) -> Outcome {
        let has_default = plans.first().is_some_and(|rule| rule.is_default);
        let states: Vec<Truth> = plans.iter().map(|rule| self.truth_or_true(rule.condition, lane)).collect();
        if let Some(only) = only_winner(&states, has_default) {
            return match self.class(only, &plans[only], lane) {
                Class::Open(_) => Outcome::Undetermined(Box::new(Undetermined { values: vec![only], ..Undetermined::default() })),
                class => settled(&Result::Class(0), vec![only], &[class]),
            };
        }
        let (classes, numbers) = self.classes(plans, &states, has_default, lane);
        let open: Vec<bool> = classes.iter().map(|class| matches!(class, Class::Open(_))).collect();
        let rules = Rules { states: &states, has_default, beats: &|rule| &plans[rule].beats, classes: &numbers, open: &open };
        let done = rules.complete();
        match done.results.as_slice() {
            [only] if !rules.is_open(only) => settled(only, done.winners, &classes),
            _ => Outcome::Undetermined(Box::new(undetermined(&done, &classes))),
        }
    }

    /// Distinct classes, and the number of each rule's class; rules whose condition is false share any class.
    fn classes(&self, plans: &[RulePlan], states: &[Truth], has_default: bool, lane: usize) -> (Vec<Class>, Vec<usize>) {
        let mut classes: Vec<Class> = Vec::new();
        let mut numbers = Vec::with_capacity(plans.len());
        for (number, plan) in plans.iter().enumerate() {
            if states[number] == Truth::False && !(has_default && number == 0) {
                numbers.push(0);
                continue;
            }
            let class = self.class(number, plan, lane);
            let known = classes.iter().position(|other| self.same_class(plans, other, &class));
            numbers.push(known.unwrap_or(classes.len()));
            if known.is_none() {
                classes.push(class);
            }
        }
        (classes, numbers)
    }

    fn class(&self, number: usize, plan: &RulePlan, lane: usize) -> Class {
        match &plan.outcome {
            OutcomePlan::Value(node) => match self.datum(*node, lane) {
                Datum::Known(value) => Class::Known(at_present(value, self.year())),
                Datum::NotApplicable => Class::NotApplicable,
                Datum::Unknown => Class::Open(*node),
            },
            OutcomePlan::Review { .. } => Class::Review(number),
        }
    }

    fn same_class(&self, plans: &[RulePlan], left: &Class, right: &Class) -> bool {
        match (left, right) {
            (Class::Known(left), Class::Known(right)) => equal(left, right, self.year()) == Truth::True,
            (Class::NotApplicable, Class::NotApplicable) => true,
            (Class::Open(left), Class::Open(right)) => left == right,
            // What is suggested is advice to the person who decides; the reason makes the outcome.
            (Class::Review(left), Class::Review(right)) => reason(plans, *left) == reason(plans, *right),
            _ => false,
        }
    }

    fn collect(&self, entries: &[EntryPlan], lane: usize) -> Outcome {
        let mut sure: Vec<Value> = Vec::new();
        let mut rules = Vec::new();
        let mut open: Vec<(usize, Datum)> = Vec::new();
        let mut undetermined = Undetermined::default();
        for (number, entry) in entries.iter().enumerate() {
            let value = self.datum(entry.value, lane);
            match (self.truth_or_true(entry.condition, lane), value) {
                (Truth::False, _) | (_, Datum::NotApplicable) => {}
                (Truth::True, Datum::Known(value)) => {
                    sure.extend(value.elements().iter().cloned().map(|value| at_present(value, self.year())));
                    rules.push(number);
                }
                (Truth::True, Datum::Unknown) => {
                    undetermined.values.push(number);
                    sure.extend(self.sure_elements(entry.value, lane).into_iter().map(|value| at_present(value, self.year())));
                }
                (Truth::Unknown, value) => open.push((number, value)),
            }
        }
        for (number, value) in open {
            let all_sure = match &value {
                Datum::Known(value) => {
                    value.elements().iter().all(|value| super::ops::member(value, &sure, self.year()) == Truth::True)
                }
                _ => false,
            };
            if !all_sure {
                undetermined.conditions.push(number);
                if value == Datum::Unknown {
                    undetermined.values.push(number);
                }
            }
        }
        let value = Value::set(sure);
        if undetermined.conditions.is_empty() && undetermined.values.is_empty() {
            return Outcome::Determined { value, rules };
        }
        undetermined.sure = Some(value);
        Outcome::Undetermined(Box::new(undetermined))
    }
}

/// The rule that wins where no condition is unknown and at most one exception holds.
fn only_winner(states: &[Truth], has_default: bool) -> Option<usize> {
    let first = usize::from(has_default);
    let mut holding = (first..states.len()).filter(|&rule| states[rule] != Truth::False);
    match (holding.next(), holding.next()) {
        (None, _) => has_default.then_some(0),
        (Some(only), None) if states[only] == Truth::True => Some(only),
        _ => None,
    }
}

fn reason(plans: &[RulePlan], rule: usize) -> Option<&TemplatePlan> {
    match plans.get(rule).map(|plan| &plan.outcome) {
        Some(OutcomePlan::Review { reason, .. }) => Some(reason),
        _ => None,
    }
}

/// The one result that all completions share.
fn settled(result: &Result, winners: Vec<usize>, classes: &[Class]) -> Outcome {
    match result {
        Result::NoRule => Outcome::NoRule,
        Result::Conflict | Result::Mixed(_) => Outcome::Conflict { rules: winners },
        Result::Class(class) => match classes.get(*class) {
            Some(Class::Known(value)) => Outcome::Determined { value: value.clone(), rules: winners },
            Some(Class::Review(_)) => Outcome::Review { rules: winners },
            _ => Outcome::NotApplicable { rules: winners },
        },
    }
}

fn undetermined(done: &Completions, classes: &[Class]) -> Undetermined {
    let mut possible = Vec::new();
    for result in &done.results {
        match result {
            Result::Class(class) => match classes.get(*class) {
                Some(Class::Known(value)) => possible.push(Possible::Value(value.clone())),
                Some(Class::Review(rule)) => possible.push(Possible::Review(*rule)),
                Some(Class::NotApplicable) => possible.push(Possible::NotApplicable),
                _ => {}
            },
            Result::Mixed(_) => {}
            Result::Conflict => possible.push(Possible::Conflict),
            Result::NoRule => possible.push(Possible::NoRule),
        }
    }
    possible.sort_by_key(|possible| match possible {
        Possible::Value(_) | Possible::Review(_) => 0,
        Possible::Conflict => 1,
        Possible::NoRule => 2,
        Possible::NotApplicable => 3,
    });
    Undetermined { conditions: done.relevant.clone(), values: done.open_winners.clone(), possible, ..Undetermined::default() }
}

/// What is collected when it is unknown whether the collection applies at all: nothing is sure.
fn guarded_collection(outcome: Outcome) -> Outcome {
    let mut undetermined = match outcome {
        Outcome::Undetermined(undetermined) => *undetermined,
        _ => Undetermined::default(),
    };
    undetermined.guard = true;
    undetermined.sure = Some(Value::set([]));
    Outcome::Undetermined(Box::new(undetermined))
}

/// The outcome when it is unknown whether the decision applies at all.
fn guarded(outcome: Outcome) -> Outcome {
    let possible = match outcome {
        Outcome::NotApplicable { .. } => return outcome,
        Outcome::Undetermined(mut undetermined) => {
            undetermined.guard = true;
            if !undetermined.possible.contains(&Possible::NotApplicable) {
                undetermined.possible.push(Possible::NotApplicable);
            }
            return Outcome::Undetermined(undetermined);
        }
        Outcome::Determined { value, .. } => Possible::Value(value),
        Outcome::Review { rules } => Possible::Review(rules.first().copied().unwrap_or(0)),
        Outcome::Conflict { .. } => Possible::Conflict,
        Outcome::NoRule => Possible::NoRule,
    };
    Outcome::Undetermined(Box::new(Undetermined {
        guard: true,
        possible: vec![possible, Possible::NotApplicable],
        ..Undetermined::default()
    }))
}
