//! What an item of a policy came to, and what another item may ask of it.

use std::collections::BTreeSet;

use super::model::Value;
use super::seen::{Needs, Seen, Truth};

/// What can come of a decision in one completion.
#[derive(Clone, Debug, Eq)]
pub(super) enum Class {
    Value(Value),
    Review {
        reason: String,
        suggestion: Option<Value>,
    },
    /// A rule wins whose value is unknown.
    Open,
    Conflict,
    NoRule,
    NotApplicable,
}

/// Reviews for the same reason are the same outcome, whatever each suggests.
impl PartialEq for Class {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Class::Value(one), Class::Value(other)) => one == other,
            (Class::Review { reason: one, .. }, Class::Review { reason: other, .. }) => one == other,
            _ => std::mem::discriminant(self) == std::mem::discriminant(other),
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Ruling {
    /// One outcome is possible, by these rules.
    Settled {
        class: Class,
        rules: Vec<String>,
    },
    /// Several are, or none is known yet.
    Pending {
        needs: Needs,
        possible: Vec<Class>,
    },
    Collected(BTreeSet<Value>),
    /// A collection that may have more than what is sure so far.
    Collecting {
        needs: Needs,
        sure: BTreeSet<Value>,
    },
    NotCollected,
    Process(Progress),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Progress {
    NotApplicable,
    /// Whether the process applies is not known.
    Unknown {
        needs: Needs,
        finished: Truth,
    },
    Complete,
    /// `needs` is empty where the step is certainly the current one. `finished` is the answer of 已完成.
    At {
        step: String,
        needs: Needs,
        finished: Truth,
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
            Ruling::Collected(values) => Seen::Known(Value::Set(values.clone())),
            Ruling::Collecting { needs, sure } => Seen::Unknown { needs: needs.clone(), sure: sure.clone() },
            Ruling::Process(_) => unreachable!("{name} is a process"),
        }
    }

    pub(super) fn is_settled(&self) -> bool {
        matches!(self, Ruling::Settled { class: Class::Value(_), .. })
    }

    pub(super) fn is_pending(&self) -> bool {
        matches!(self, Ruling::Pending { .. })
    }

    pub(super) fn needs_review(&self) -> Truth {
        let asks = |class: &Class| matches!(class, Class::Review { .. } | Class::Conflict | Class::NoRule);
        match self {
            Ruling::Settled { class, .. } if asks(class) => Truth::True,
            Ruling::Pending { needs, possible } if possible.iter().any(asks) => Truth::Unknown(needs.clone()),
            _ => Truth::False,
        }
    }

    pub(super) fn complete(&self) -> Seen {
        match self {
            Ruling::Process(Progress::NotApplicable) => Truth::False.seen(),
            Ruling::Process(Progress::Complete) => Truth::True.seen(),
            Ruling::Process(Progress::At { finished, .. } | Progress::Unknown { finished, .. }) => finished.clone().seen(),
            _ => unreachable!("{self:?} is no process"),
        }
    }

    pub(super) fn current_step(&self) -> Seen {
        match self {
            Ruling::Process(Progress::NotApplicable | Progress::Complete) => Seen::NotApplicable,
            Ruling::Process(Progress::At { step, needs, .. }) if needs.is_empty() => Seen::Known(Value::Text(step.clone())),
            Ruling::Process(Progress::Unknown { needs, .. } | Progress::At { needs, .. }) => Seen::unknown(needs.clone()),
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
