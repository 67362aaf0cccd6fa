//! What the items of a policy come to: the outcome of a decision over every completion of its unknown
//! conditions, what a collection holds, how a check stands, where a process stops.

use std::collections::BTreeSet;

use super::model::{Body, Check, Collection, Decision, Exception, Expression, Outcome, Process, Value};
use super::ruling::{Class, Progress, Ruling, State};
use super::seen::{Needs, Seen, Truth};
use super::walker::Walker;

/// A rule of a decision as one record meets it.
struct Rule {
    name: String,
    class: Class,
    /// Tells open classes apart: equal for equal outcomes.
    mark: String,
    /// What its unknown value asks for.
    needs: Needs,
}

/// One way the unknown conditions can turn out.
struct Completion {
    holds: Vec<bool>,
    winners: Vec<usize>,
    class: Class,
    /// The winners' marks where the class is open.
    open: BTreeSet<String>,
}

impl Walker<'_> {
    /// The scope of the rules and an item's own condition.
    fn guard(&self, applies: &Option<Expression>) -> Truth {
        let scope = self.policy.scope.as_ref();
        Truth::all([self.holds(scope, None), self.holds(applies.as_ref(), None)])
    }

    pub(super) fn decide(&self, decision: &Decision) -> Ruling {
        let not_applicable = Ruling::Settled { class: Class::NotApplicable, rules: Vec::new() };
        let (applies, default, exceptions) = match &decision.body {
            Body::Named(value) => (&None, Some((String::new(), Outcome::Value(value.clone()))), &Vec::new()),
            Body::Cases { applies, default, exceptions } => (applies, default.clone(), exceptions),
        };
        let guard = self.guard(applies);
        if guard == Truth::False {
            return not_applicable;
        }
        // The exceptions stand first, so that a rule's number is its condition's; the default is last.
        let mut rules: Vec<_> = exceptions.iter().map(|it| self.rule(&it.name, &it.outcome)).collect();
        let default = default.map(|(name, outcome)| {
            rules.push(self.rule(&name, &outcome));
            rules.len() - 1
        });
        let conditions: Vec<_> = exceptions.iter().map(|it| self.holds(Some(&it.when), None)).collect();
        let completions: Vec<_> = completions(&conditions)
            .into_iter()
            .map(|holds| {
                let mut winners = winners(exceptions, &holds);
                if winners.is_empty() {
                    winners.extend(default);
                }
                let class = class(&winners, &rules);
                let marks = winners.iter().map(|it| rules[*it].mark.clone());
                let open = if class == Class::Open { marks.collect() } else { BTreeSet::new() };
                Completion { holds, winners, class, open }
            })
            .collect();

        let mut possible: Vec<Class> = Vec::new();
        for class in completions.iter().map(|it| &it.class) {
            if !possible.contains(class) {
                possible.push(class.clone());
            }
        }
        if guard != Truth::True && !possible.contains(&Class::NotApplicable) {
            possible.push(Class::NotApplicable);
        }
        if let [class] = possible.as_slice()
            && *class != Class::Open
        {
            // The first completion is the one in which every unknown condition is false.
            let rules = completions[0].winners.iter().map(|it| rules[*it].name.clone()).collect();
            return Ruling::Settled { class: class.clone(), rules };
        }

        let mut needs = Needs::new();
        if let Truth::Unknown(more) = guard {
            needs.extend(more);
        }
        for (place, condition) in conditions.iter().enumerate() {
            if let Truth::Unknown(more) = condition
                && can_change(place, &completions)
            {
                needs.extend(more.clone());
            }
        }
        for completion in completions.iter().filter(|it| it.class == Class::Open) {
            for winner in &completion.winners {
                needs.extend(rules[*winner].needs.clone());
            }
        }
        possible.retain(|class| *class != Class::Open);
        Ruling::Pending { needs, possible }
    }

    fn rule(&self, name: &str, outcome: &Outcome) -> Rule {
        let (class, needs) = match outcome {
            Outcome::Value(value) => match self.value(value, None) {
                Seen::Known(value) => (Class::Value(value), Needs::new()),
                Seen::NotApplicable => (Class::NotApplicable, Needs::new()),
                Seen::Unknown { needs, .. } => (Class::Open, needs),
            },
            Outcome::Review { reason, suggestion } => {
                let suggestion = match suggestion.as_ref().map(|it| self.value(it, None)) {
                    Some(Seen::Known(value)) => Some(value),
                    _ => None,
                };
                (Class::Review { reason: reason.clone(), suggestion }, Needs::new())
            }
        };
        let mark = if class == Class::Open { format!("{outcome:?}") } else { marked(&class) };
        Rule { name: name.to_string(), class, mark, needs }
    }

    pub(super) fn collect(&self, collection: &Collection) -> Ruling {
        let guard = self.guard(&collection.applies);
        if guard == Truth::False {
            return Ruling::NotCollected;
        }
        let entries: Vec<_> =
            collection.entries.iter().map(|it| (self.holds(it.when.as_ref(), None), self.value(&it.value, None))).collect();
        let mut sure = BTreeSet::new();
        for (condition, value) in &entries {
            if *condition == Truth::True {
                sure.extend(members(value));
            }
        }
        let mut missing = Vec::new();
        if let Truth::Unknown(needs) = guard.clone() {
            missing.push(needs);
        }
        for (condition, value) in entries {
            let adds = matches!(value, Seen::Unknown { .. }) || !members(&value).is_subset(&sure);
            match condition {
                Truth::True if adds => missing.push(value.needs()),
                Truth::Unknown(needs) if adds => missing.push(&needs | &value.needs()),
                _ => {}
            }
        }
        if guard != Truth::True {
            // Nothing is sure while the collection may not apply at all.
            sure.clear();
        }
        if missing.is_empty() {
            return Ruling::Collected(sure);
        }
        Ruling::Collecting { needs: missing.into_iter().flatten().collect(), sure }
    }

    pub(super) fn check(&self, check: &Check) -> State {
        let guard = self.guard(&None);
        let condition = self.holds(check.when.as_ref(), None);
        let bad = match &check.require {
            Some(require) => self.holds(Some(require), None).not(),
            None => Truth::True,
        };
        State::of(Truth::all([guard, condition, bad]))
    }

    pub(super) fn proceed(&self, process: &Process) -> Ruling {
        let guard = self.guard(&process.applies);
        let passed: Vec<_> = process
            .steps
            .iter()
            .map(|step| {
                let applies = self.holds(step.applies.as_ref(), None);
                Truth::any([applies.not(), self.holds(Some(&step.done), None)])
            })
            .collect();
        let finished = Truth::all(passed.iter().cloned().chain([guard.clone()]));
        let progress = match guard {
            Truth::False => Progress::NotApplicable,
            Truth::Unknown(needs) => Progress::Unknown { needs, finished },
            Truth::True => match passed.iter().position(|it| *it != Truth::True) {
                None => Progress::Complete,
                Some(place) => {
                    let needs = match &passed[place] {
                        Truth::Unknown(needs) => needs.clone(),
                        _ => Needs::new(),
                    };
                    Progress::At { step: process.steps[place].name.clone(), needs, finished }
                }
            },
        };
        Ruling::Process(progress)
    }
}

/// What a value surely adds to a collection: itself, or its members.
fn members(value: &Seen) -> BTreeSet<Value> {
    match value {
        Seen::Known(Value::Set(members)) => members.clone(),
        Seen::Known(value) => BTreeSet::from([value.clone()]),
        Seen::NotApplicable => BTreeSet::new(),
        Seen::Unknown { sure, .. } => sure.clone(),
    }
}

/// Every way to make each unknown condition true or false, all of them false first.
fn completions(conditions: &[Truth]) -> Vec<Vec<bool>> {
    let mut completions = vec![Vec::new()];
    for condition in conditions {
        let choices: &[bool] = match condition {
            Truth::True => &[true],
            Truth::False => &[false],
            Truth::Unknown(_) => &[false, true],
        };
        completions =
            completions.iter().flat_map(|start| choices.iter().map(|choice| [start.as_slice(), &[*choice]].concat())).collect();
    }
    completions
}

/// The exceptions that hold and that no other one that holds beats, directly or through others.
fn winners(exceptions: &[Exception], holds: &[bool]) -> Vec<usize> {
    let numbers = 0..exceptions.len();
    numbers
        .clone()
        .filter(|one| {
            let beaten = numbers.clone().any(|other| holds[other] && beats(exceptions, other, *one));
            holds[*one] && !beaten
        })
        .collect()
}

fn beats(exceptions: &[Exception], winner: usize, loser: usize) -> bool {
    exceptions[winner].beats.iter().any(|name| {
        let Some(beaten) = exceptions.iter().position(|it| it.name == *name) else { unreachable!("no exception is called {name}") };
        beaten == loser || beats(exceptions, beaten, loser)
    })
}

/// A known class as text, without what is only suggested.
fn marked(class: &Class) -> String {
    match class {
        Class::Review { reason, .. } => reason.clone(),
        other => format!("{other:?}"),
    }
}

fn class(winners: &[usize], rules: &[Rule]) -> Class {
    let Some(first) = winners.first() else {
        return Class::NoRule;
    };
    let first = &rules[*first].class;
    let mut known: Vec<&Class> = Vec::new();
    for class in winners.iter().map(|it| &rules[*it].class) {
        if *class != Class::Open && !known.contains(&class) {
            known.push(class);
        }
    }
    if winners.iter().all(|it| rules[*it].class == *first) {
        first.clone()
    } else if known.len() > 1 {
        Class::Conflict
    } else {
        Class::Open
    }
}

/// Whether turning this condition around changes the outcome in some completion.
fn can_change(place: usize, completions: &[Completion]) -> bool {
    completions.iter().any(|one| {
        completions.iter().any(|other| {
            let turned = (0..one.holds.len()).all(|at| (one.holds[at] != other.holds[at]) == (at == place));
            turned && (&one.class, &one.open) != (&other.class, &other.open)
        })
    })
}
