//! What the items of a policy come to: the outcome of a decision over every completion of its unknown
//! conditions, what a collection holds, how a check stands, where a process stops.

use std::collections::BTreeSet;

use super::model::{Body, Check, Collection, Decision, Exception, Expression, Outcome, Process, Value};
use super::print;
use super::ruling::{Class, Progress, Ruling, State};
use super::seen::{Needs, SOMETHING, Seen, Truth};
use super::walker::Walker;

/// A rule of a decision as one record meets it.
struct Rule {
    name: String,
    class: Class,
    /// What its unknown value asks for.
    needs: Needs,
    suggestion: Option<Value>,
}

/// One way the unknown conditions can turn out.
struct Completion {
    holds: Vec<bool>,
    winners: Vec<usize>,
    class: Class,
}

impl Walker<'_> {
    /// The scope of the rules and an item's own condition.
    fn guard(&self, applies: &Option<Expression>) -> Truth {
        let scope = self.policy.scope.as_ref();
        Truth::all([self.holds(scope, None), self.holds(applies.as_ref(), None)])
    }

    pub(super) fn decide(&self, decision: &Decision) -> Ruling {
        let (applies, default, exceptions) = match &decision.body {
            Body::Named(value) => (&None, Some((String::new(), Outcome::Value(value.clone()))), &Vec::new()),
            Body::Cases { applies, default, exceptions } => (applies, default.clone(), exceptions),
        };
        let guard = self.guard(applies);
        if guard == Truth::False {
            return Ruling::Settled { class: Class::NotApplicable, rules: Vec::new(), suggestions: Vec::new() };
        }
        // The exceptions stand first, so that a rule's number is its condition's; the default is last.
        let mut rules: Vec<_> = exceptions.iter().map(|it| self.rule(&it.name, &it.outcome)).collect();
        let default = default.map(|(name, outcome)| {
            rules.push(self.rule(&name, &outcome));
            rules.len() - 1
        });
        let conditions: Vec<_> = exceptions.iter().map(|it| self.holds(Some(&it.when), None)).collect();
        let completions = completions(exceptions, &conditions, &rules, default);

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
            && !class.is_open()
        {
            // The first completion is the one in which every unknown condition is false.
            let winners = completions[0].winners.iter().map(|it| &rules[*it]);
            let mut suggestions: Vec<Value> = Vec::new();
            for suggestion in winners.clone().filter_map(|it| it.suggestion.clone()) {
                if !suggestions.contains(&suggestion) {
                    suggestions.push(suggestion);
                }
            }
            let rules = winners.map(|it| it.name.clone()).collect();
            return Ruling::Settled { class: class.clone(), rules, suggestions };
        }

        let mut needs = asked(&conditions, &completions);
        // Two unknown values may be one and the same, however they are written; then less may be asked for.
        for rule in &mut rules {
            if rule.class.is_open() {
                rule.class = open(format!("{:?}", rule.needs));
            }
        }
        if needs != asked(&conditions, &self::completions(exceptions, &conditions, &rules, default)) {
            needs.insert(SOMETHING.to_string());
        }
        if let Truth::Unknown(more) = guard {
            needs.extend(more);
        }
        for completion in completions.iter().filter(|it| it.class.is_open()) {
            for winner in &completion.winners {
                needs.extend(rules[*winner].needs.clone());
            }
        }
        possible.retain(|class| !class.is_open());
        Ruling::Pending { needs, possible }
    }

    fn rule(&self, name: &str, outcome: &Outcome) -> Rule {
        let name = name.to_string();
        match outcome {
            Outcome::Value(value) => {
                let seen = self.value(value, None);
                let needs = seen.needs();
                let class = match seen {
                    Seen::Known(value) => Class::Value(value),
                    Seen::NotApplicable => Class::NotApplicable,
                    Seen::Unknown { .. } => open(print::expression(value)),
                };
                Rule { name, class, needs, suggestion: None }
            }
            Outcome::Review { reason, suggestion } => {
                let suggestion = match suggestion.as_ref().map(|it| self.value(it, None)) {
                    Some(Seen::Known(value)) => Some(value),
                    _ => None,
                };
                Rule { name, class: Class::Review(reason.clone()), needs: Needs::new(), suggestion }
            }
        }
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
        let held = (collection.entries.iter().zip(&entries))
            .filter(|(_, (condition, value))| *condition == Truth::True && *value != Seen::NotApplicable)
            .map(|(entry, _)| entry.name.clone())
            .collect();
        let mut missing = Vec::new();
        for (condition, value) in entries {
            let adds = matches!(value, Seen::Unknown { .. }) || !members(&value).is_subset(&sure);
            match condition {
                Truth::True if adds => missing.push(value.needs()),
                Truth::Unknown(needs) if adds => missing.push(&needs | &value.needs()),
                _ => {}
            }
        }
        // Where the collection may not apply at all, nothing is sure.
        if let Truth::Unknown(needs) = guard {
            missing.push(needs);
            sure.clear();
        }
        if missing.is_empty() {
            return Ruling::Collected { values: sure, entries: held };
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
        let mut done = 0;
        let mut total = 0;
        let mut passed = Vec::new();
        for step in &process.steps {
            let applies = self.holds(step.applies.as_ref(), None);
            let complete = self.holds(Some(&step.done), None);
            if applies != Truth::False {
                total += 1;
                done += usize::from(complete == Truth::True);
            }
            passed.push(Truth::any([applies.not(), complete]));
        }
        let guard = self.guard(&process.applies);
        let finished = Truth::all([guard.clone(), Truth::all(passed.clone())]);
        let progress = match (guard, passed.iter().position(|it| *it != Truth::True)) {
            (Truth::False, _) => {
                (done, total) = (0, 0);
                Progress::NotApplicable
            }
            (Truth::Unknown(needs), _) => Progress::Unknown { needs },
            (Truth::True, None) => Progress::Complete,
            (Truth::True, Some(place)) => {
                let needs = match &passed[place] {
                    Truth::Unknown(needs) => needs.clone(),
                    _ => Needs::new(),
                };
                Progress::At { step: process.steps[place].name.clone(), needs }
            }
        };
        Ruling::Process { progress, finished, done, total }
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

/// An unknown value, by a mark of its own.
fn open(mark: String) -> Class {
    Class::Open { marks: BTreeSet::from([mark]), known: None }
}

/// What comes of every way to make each unknown condition true or false; all of them false first.
fn completions(exceptions: &[Exception], conditions: &[Truth], rules: &[Rule], default: Option<usize>) -> Vec<Completion> {
    let mut ways = vec![Vec::new()];
    for condition in conditions {
        let choices: &[bool] = match condition {
            Truth::True => &[true],
            Truth::False => &[false],
            Truth::Unknown(_) => &[false, true],
        };
        ways = (ways.iter()).flat_map(|start| choices.iter().map(|choice| [start.as_slice(), &[*choice]].concat())).collect();
    }
    let complete = |holds: Vec<bool>| {
        let mut winners = winners(exceptions, &holds);
        if winners.is_empty() {
            winners.extend(default);
        }
        Completion { class: class(&winners, rules), holds, winners }
    };
    ways.into_iter().map(complete).collect()
}

/// The fields of every unknown condition that can change the outcome.
fn asked(conditions: &[Truth], completions: &[Completion]) -> Needs {
    let mut needs = Needs::new();
    for (place, condition) in conditions.iter().enumerate() {
        if let Truth::Unknown(more) = condition
            && can_change(place, completions)
        {
            needs.extend(more.clone());
        }
    }
    needs
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

fn class(winners: &[usize], rules: &[Rule]) -> Class {
    let mut settled: Vec<Class> = Vec::new();
    let mut marks = BTreeSet::new();
    for winner in winners {
        match &rules[*winner].class {
            Class::Open { marks: more, .. } => marks.extend(more.clone()),
            class if !settled.contains(class) => settled.push(class.clone()),
            _ => {}
        }
    }
    match (settled.pop(), settled.is_empty(), marks.is_empty()) {
        (None, _, true) => Class::NoRule,
        (Some(class), true, true) => class,
        (known, true, false) => Class::Open { marks, known: known.map(Box::new) },
        _ => Class::Conflict,
    }
}

/// Whether turning this condition around changes the outcome in some completion.
fn can_change(place: usize, completions: &[Completion]) -> bool {
    completions.iter().any(|one| {
        completions.iter().any(|other| {
            let turned = (0..one.holds.len()).all(|at| (one.holds[at] != other.holds[at]) == (at == place));
            turned && one.class != other.class
        })
    })
}
