//! What a policy says of a record: the outcome of a decision, or whether a check is violated, a step to be done, a field 必填.
//! In: ends of diagrams, or a judged record. Out: something that can be compared, in numbers that both policies share.

use crate::analyze::encode::Leaf;
use crate::analyze::outcome::Verdict;
use crate::analyze::sides::Sides;
use crate::evaluate::{Outcome, Truth, equal};
use crate::hir::Severity;
use crate::value::Value;

/// What a policy says.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Said {
    Value(Value),
    /// Some value; classes are not told apart by it.
    AnyValue,
    /// By the number of the reason.
    Review(u32),
    Undetermined,
    Conflict,
    NoRule,
    NotApplicable,
    /// A condition holds; a check with its weight.
    Holds(Option<&'static str>),
    Fails,
    Unknown,
}

impl Said {
    /// From the end of a diagram about a decision.
    pub(super) fn of_verdict(leaf: &Leaf, reviews: &[u32]) -> Self {
        match leaf {
            Leaf::Verdict(Verdict::Determined(value)) => Self::Value(value.clone()),
            Leaf::Verdict(Verdict::Review(rule)) => Self::Review(reviews.get(*rule).copied().unwrap_or_default()),
            Leaf::Verdict(Verdict::Conflict) => Self::Conflict,
            Leaf::Verdict(Verdict::NoRule) => Self::NoRule,
            Leaf::Verdict(Verdict::NotApplicable) => Self::NotApplicable,
            _ => Self::Undetermined,
        }
    }

    /// From the outcome of a judged record.
    pub(super) fn of_outcome(outcome: &Outcome, reviews: &[u32], sides: &Sides<'_>, side: usize) -> Self {
        match outcome {
            Outcome::Determined { value, .. } => Self::Value(sides.shared(side, value)),
            Outcome::Review { rules } => {
                Self::Review(rules.first().and_then(|rule| reviews.get(*rule)).copied().unwrap_or_default())
            }
            Outcome::Conflict { .. } => Self::Conflict,
            Outcome::NoRule => Self::NoRule,
            Outcome::NotApplicable { .. } => Self::NotApplicable,
            Outcome::Undetermined(_) => Self::Undetermined,
        }
    }

    /// From a condition.
    pub(super) fn of_truth(truth: Truth, severity: Option<&'static str>) -> Self {
        match truth {
            Truth::True => Self::Holds(severity),
            Truth::False => Self::Fails,
            Truth::Unknown => Self::Unknown,
        }
    }

    /// Whether a graduate notices the difference.
    pub(super) fn differs(&self, other: &Self, year: i32) -> bool {
        match (self, other) {
            (Self::Value(left), Self::Value(right)) => equal(left, right, year) != Truth::True,
            _ => self != other,
        }
    }

    /// As its class has it.
    pub(super) fn class(&self, by_value: bool) -> Self {
        match self {
            Self::Value(_) if !by_value => Self::AnyValue,
            other => other.clone(),
        }
    }
}

/// The word for the weight of a check.
pub(super) fn weight(severity: Severity) -> &'static str {
    crate::verdict::Importance::from(severity).as_str()
}
