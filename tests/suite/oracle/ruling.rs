//! What an item of a policy came to, and what another item may ask of it.

use std::collections::BTreeSet;

use super::model::Value;
use super::seen::{Needs, Seen, Truth};

/// What can come of a decision in one completion.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Class {
    Value(Value),
    /// For this reason; what is suggested beside it is no part of the outcome.
    Review(String),
    /// Rules win whose values are unknown: each a mark for its value, and what is known of the others.
    Open {
        marks: BTreeSet<String>,
        known: Option<Box<Class>>,
    },
    Conflict,
    NoRule,
    NotApplicable,
}

impl Class {
    pub(super) fn is_open(&self) -> bool {
        matches!(self, Class::Open { .. })
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Ruling {
    /// One outcome is possible, by these rules.
    Settled {
        class: Class,
        rules: Vec<String>,
        suggestions: Vec<Value>,
    },
    /// Several are, or none is known yet.
    Pending {
        needs: Needs,
        possible: Vec<Class>,
    },
    /// What a collection holds, and the entries that hold.
    Collected {
        values: BTreeSet<Value>,
        entries: Vec<String>,
    },
    /// A collection that may have more than what is sure so far.
    Collecting {
        needs: Needs,
        sure: BTreeSet<Value>,
    },
    NotCollected,
    /// How far a process has come. `finished` answers 已完成; `total` counts the steps that may apply,
    /// `done` those of them that are done.
    Process {
        progress: Progress,
        finished: Truth,
        done: usize,
        total: usize,
    },
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Progress {
    NotApplicable,
    /// Whether the process applies is not known.
    Unknown {
        needs: Needs,
    },
    Complete,
    /// `needs` is empty where the step is certainly the current one.
    At {
        step: String,
        needs: Needs,
    },
}

impl Ruling {
    /// The decision or collection of this name, used as a value.
    pub(super) fn value(&self, name: &str) -> Seen {
        match self {
            Ruling::Settled { class: Class::Value(value), .. } => Seen::Known(value.clone()),
            Ruling::Settled { class: Class::NotApplicable, .. } | Ruling::NotCollected => Seen::NotApplicable,
            Ruling::Settled { .. } => Seen::unknown(Needs::from([name.to_string()])),
            Ruling::Pending { needs, .. } => Seen::unknown(needs.clone()),
            Ruling::Collected { values, .. } => Seen::Known(Value::Set(values.clone())),
            Ruling::Collecting { needs, sure } => Seen::Unknown { needs: needs.clone(), sure: sure.clone() },
            Ruling::Process { .. } => unreachable!("{name} is a process"),
        }
    }

    pub(super) fn is_settled(&self) -> bool {
        matches!(self, Ruling::Settled { class: Class::Value(_), .. })
    }

    pub(super) fn is_pending(&self) -> bool {
        matches!(self, Ruling::Pending { .. })
    }

    pub(super) fn needs_review(&self) -> Truth {
        let asks = |class: &Class| matches!(class, Class::Review(_) | Class::Conflict | Class::NoRule);
        match self {
            Ruling::Settled { class, .. } if asks(class) => Truth::True,
            Ruling::Pending { needs, possible } if possible.iter().any(asks) => Truth::Unknown(needs.clone()),
            _ => Truth::False,
        }
    }

    pub(super) fn complete(&self) -> Truth {
        match self {
            Ruling::Process { finished, .. } => finished.clone(),
            _ => unreachable!("{self:?} is no process"),
        }
    }

    pub(super) fn current_step(&self) -> Seen {
        match self {
            Ruling::Process { progress: Progress::NotApplicable | Progress::Complete, .. } => Seen::NotApplicable,
            Ruling::Process { progress: Progress::At { step, needs }, .. } if needs.is_empty() => {
                Seen::Known(Value::Text(step.clone()))
            }
            Ruling::Process { progress: Progress::Unknown { needs } | Progress::At { needs, .. }, .. } => {
                Seen::unknown(needs.clone())
            }
            _ => unreachable!("{self:?} is no process"),
        }
    }
}

/// How a check or a field's own demand stands; one that is satisfied or not applicable has no finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum State {
    Violated,
    Unknown(Needs),
    Fine,
}

impl State {
    pub(super) fn of(violated: Truth) -> State {
        match violated {
            Truth::True => State::Violated,
            Truth::False => State::Fine,
            Truth::Unknown(needs) => State::Unknown(needs),
        }
    }
}
