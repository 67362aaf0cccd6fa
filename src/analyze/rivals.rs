//! What a decision comes to in an interview, whichever values its rules read from the record: as the evaluator finds it, over all
//! completions of what is open. In: the rules that hold and may hold, and their values. Out: a diagram of outcomes. A value that is not
//! followed exactly is told by whether it is known, and of two such values whether they are alike.

use super::cone::{Cone, value_of};
use super::diagram::{Ref, TooLarge};
use super::encode::{Encoded, Encoder, Leaf, same};
use super::free::{Free, Open};
use super::groups::Group;
use super::outcome::{Verdict, Winners, first_alike, is_review, same_outcome};
use super::sides::Sides;
use super::space::{Cell, Key, Space};
use crate::evaluate::{Completed, Datum, Truth, at_present};
use crate::hir::Type;
use crate::ids::NodeId;
use crate::plan::{BodyPlan, Op, Plan, RulePlan};
use crate::value::Value;

/// Rules that may win, and what is read of their values so far.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Rivals {
    winners: Winners,
    /// Of those that have one, in the order of the rules.
    values: Vec<Seen>,
    /// Whether two values are alike, in the order in which it is asked.
    alike: Vec<bool>,
}

/// What is read of a value.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Seen {
    Datum(Datum),
    /// One that is known, and not followed.
    Some,
}

/// Two rules of which it is not known whether their values are alike.
type Pair = (usize, usize);

/// A class of outcomes, by its first rule.
struct Class<'s> {
    rule: usize,
    /// Nothing for a review.
    value: Option<&'s Seen>,
}

impl Encoder<'_, '_> {
    /// What rules come to: an outcome, or one rule whose value is read.
    pub(super) fn rivals(&mut self, side: usize, rules: &[RulePlan]) -> Encoded {
        let winners = self.winners(side, rules)?;
        let mut all = self.combine([winners], &mut |[winners]| match winners? {
            Leaf::Winners(winners) => Some(match winners.without_values(rules) {
                Some(verdict) => Leaf::Verdict(verdict),
                None => Leaf::Rivals(Rivals { winners: winners.alike(rules), values: Vec::new(), alike: Vec::new() }),
            }),
            other => Some(other.clone()),
        })?;
        let year = self.space.today.year();
        for (number, node) in values_of(rules) {
            let value = self.known(side, node, None)?;
            let value = self.told_known(side, node, value)?;
            all = self.store.combine([all, value], &mut |[all, value]| match all? {
                Leaf::Rivals(rivals) if rivals.reads_next(rules) == Some(number) => Some(rivals.read(value?, year)),
                other => Some(other.clone()),
            })?;
        }
        for (place, (later, node)) in values_of(rules).enumerate() {
            for (earlier, other) in values_of(rules).take(place) {
                let Some(alike) = self.alike(side, other, node)? else { continue };
                all = self.store.combine([all, alike], &mut |[all, alike]| match all? {
                    Leaf::Rivals(rivals) if rivals.classes(rules, year).err() == Some((earlier, later)) => {
                        Some(rivals.told(alike?.as_truth() == Truth::True))
                    }
                    other => Some(other.clone()),
                })?;
            }
        }
        self.store.combine([all], &mut |[all]| {
            Some(match all? {
                Leaf::Rivals(rivals) => rivals.settled(rules, year),
                other => other.clone(),
            })
        })
    }

    /// The outcomes that rules come to.
    pub(super) fn worth(&mut self, rivals: Ref) -> Encoded {
        self.store.combine([rivals], &mut |[rivals]| {
            Some(match rivals? {
                Leaf::Rivals(rivals) => rivals.worth(),
                other => other.clone(),
            })
        })
    }

    /// A value of which it is sure whether it is known.
    pub(super) fn told_known(&mut self, side: usize, node: NodeId, value: Ref) -> Encoded {
        if !self.store.reaches(value, &|leaf| matches!(leaf, Leaf::Free(open) if *open != Open::KNOWN)) {
            return Ok(value);
        }
        let state = self.cells(&Key::State(self.number_of(side, node)?), &mut |cell| match cell {
            Cell::Value(value) => Datum::Known(value.clone()),
            Cell::Outcome(_) => Datum::NotApplicable,
            Cell::Missing | Cell::Rows(_) => Datum::Unknown,
        })?;
        self.store.combine([value, state], &mut |[value, state]| {
            let value = value?;
            let Leaf::Free(open) = value else { return Some(value.clone()) };
            Some(match state?.datum() {
                Datum::NotApplicable if open.may_not_apply => Leaf::Datum(Datum::NotApplicable),
                Datum::Unknown if open.may_be_unknown => Leaf::Datum(Datum::Unknown),
                _ => Leaf::Free(Open::KNOWN),
            })
        })
    }

    /// Whether two values are alike; nothing where that need not be asked.
    fn alike(&mut self, side: usize, one: NodeId, other: NodeId) -> Result<Option<Ref>, TooLarge> {
        let key = alike(self.number_of(side, one)?, self.number_of(side, other)?);
        if self.space.variable(&key).is_none() {
            return Ok(None);
        }
        self.cells(&key, &mut |cell| match cell {
            Cell::Value(value) => Datum::Known(value.clone()),
            _ => Datum::Unknown,
        })
        .map(Some)
    }

    fn number_of(&self, side: usize, node: NodeId) -> Result<u32, TooLarge> {
        self.free.as_ref().and_then(|free| free.numbers.get(&(side, node))).copied().ok_or(TooLarge)
    }
}

fn alike(one: u32, other: u32) -> Key {
    Key::Alike(one.min(other), one.max(other))
}

fn values_of(rules: &[RulePlan]) -> impl Iterator<Item = (usize, NodeId)> + '_ {
    rules.iter().enumerate().filter_map(|(number, rule)| Some((number, value_of(&rule.outcome)?)))
}

impl Space {
    /// Makes room for what is told of values that rules read from the record.
    pub(super) fn add_values(&mut self, encoded: &Cone, sides: &Sides<'_>, free: &Free) {
        for (side, node) in &encoded.nodes {
            let Some(plan) = sides.judges.get(*side).map(|judge| &judge.planned.plan) else { continue };
            let (Op::Decide(decision) | Op::Test { decision, .. }) = plan.node(*node).op else { continue };
            let own: Vec<NodeId> = match plan.decisions.get(decision.index()).map(|decision| &decision.body) {
                Some(BodyPlan::Rules(rules)) => values_of(rules).map(|(_, node)| node).collect(),
                Some(BodyPlan::Collect { entries, .. }) => entries.iter().map(|entry| entry.value).collect(),
                _ => continue,
            };
            let number = |node: NodeId| free.numbers.get(&(*side, node)).copied();
            let values: Vec<(u32, bool)> = own.into_iter().filter_map(|node| Some((number(node)?, is_read(plan, node)))).collect();
            for (place, (one, is_read)) in values.iter().enumerate() {
                if *is_read {
                    let cells = vec![Cell::Value(Value::Bool(true)), Cell::Missing, Cell::Outcome(Verdict::NotApplicable)];
                    self.add_told(Key::State(*one), cells);
                }
                for (other, other_is_read) in values.iter().take(place).filter(|(other, _)| other != one) {
                    if *is_read || *other_is_read {
                        let cells = vec![Cell::Value(Value::Bool(false)), Cell::Value(Value::Bool(true))];
                        self.add_told(alike(*one, *other), cells);
                    }
                }
            }
        }
    }

    fn add_told(&mut self, key: Key, cells: Vec<Cell>) {
        if self.variable(&key).is_none() {
            self.add(key, None, Type::Bool, (cells, Group::default(), false));
        }
    }
}

/// Whether a value depends on the record, and is not followed as a condition is.
fn is_read(plan: &Plan, node: NodeId) -> bool {
    let node = plan.node(node);
    !node.is_bool && !matches!(node.op, Op::Const(_))
}

impl Winners {
    /// The outcome where it is the same whatever the values are.
    fn without_values(&self, rules: &[RulePlan]) -> Option<Verdict> {
        // As if all values were alike and not known.
        let class = |rule: usize| if is_review(rules, rule) { first_alike(rules, rule) } else { rules.len() };
        let classes: Vec<usize> = (0..rules.len()).map(class).collect();
        let open: Vec<bool> = (0..=rules.len()).map(|class| class == rules.len()).collect();
        let results = self.completions(rules, &classes, &open);
        let settles = |result: &Completed| match result {
            Completed::NoRule => Some(Verdict::NoRule),
            Completed::Conflict => Some(Verdict::Conflict),
            Completed::Class(class) if *class < rules.len() => Some(Verdict::Review(*class)),
            Completed::Class(_) | Completed::Mixed(_) => None,
        };
        match results.as_slice() {
            [only] => settles(only),
            // What one of them comes to no other can come to, whatever the values are.
            several => several
                .iter()
                .any(|result| settles(result).is_some_and(|verdict| verdict != Verdict::Conflict))
                .then_some(Verdict::Undetermined { may_need_review: true }),
        }
    }
}

impl Rivals {
    /// The rules that may win, in their order.
    fn possible<'r>(&'r self, rules: &'r [RulePlan]) -> impl Iterator<Item = usize> + 'r {
        (0..rules.len()).filter(move |rule| self.winners.may_win(*rule, rules))
    }

    /// The rule whose value is read next.
    fn reads_next(&self, rules: &[RulePlan]) -> Option<usize> {
        self.possible(rules).filter(|rule| !is_review(rules, *rule)).nth(self.values.len())
    }

    fn read(&self, value: &Leaf, year: i32) -> Leaf {
        let seen = match value {
            Leaf::Free(_) => Seen::Some,
            other => Seen::Datum(match other.datum() {
                Datum::Known(value) => Datum::Known(at_present(value, year)),
                other => other,
            }),
        };
        let mut next = self.clone();
        next.values.push(seen);
        Leaf::Rivals(next)
    }

    fn told(&self, alike: bool) -> Leaf {
        let mut next = self.clone();
        next.alike.push(alike);
        Leaf::Rivals(next)
    }

    /// The classes of outcomes, and for each rule that may win its own; or the pair of which it is first asked whether they are alike.
    fn classes(&self, rules: &[RulePlan], year: i32) -> Result<(Vec<Class<'_>>, Vec<usize>), Pair> {
        let (mut classes, mut values, mut told): (Vec<Class<'_>>, _, _) = (Vec::new(), self.values.iter(), self.alike.iter());
        let mut numbers = vec![0; rules.len()];
        for rule in self.possible(rules) {
            let value = if is_review(rules, rule) { None } else { values.next() };
            let mut number = classes.len();
            for (place, class) in classes.iter().enumerate() {
                let is_same = match (class.value, value) {
                    _ if same_outcome(rules, class.rule, rule) => true,
                    (Some(Seen::Datum(one)), Some(Seen::Datum(other))) => same(one, other, year),
                    (Some(Seen::Some), Some(Seen::Datum(Datum::Known(_)) | Seen::Some))
                    | (Some(Seen::Datum(Datum::Known(_))), Some(Seen::Some)) => *told.next().ok_or((class.rule, rule))?,
                    _ => false,
                };
                if is_same {
                    number = place;
                    break;
                }
            }
            if number == classes.len() {
                classes.push(Class { rule, value });
            }
            numbers.iter_mut().skip(rule).take(1).for_each(|own| *own = number);
        }
        Ok((classes, numbers))
    }

    /// An outcome, or the first of the rules with the value that it comes to.
    fn settled(&self, rules: &[RulePlan], year: i32) -> Leaf {
        let Ok((classes, numbers)) = self.classes(rules, year) else { return Leaf::Free(Open::ANY) };
        let open: Vec<bool> = classes.iter().map(|class| class.value == Some(&Seen::Datum(Datum::Unknown))).collect();
        let results = self.winners.completions(rules, &numbers, &open);
        let undetermined = || {
            let may_need_review = results.iter().any(|result| match result {
                Completed::Class(class) => classes.get(*class).is_some_and(|class| class.value.is_none()),
                Completed::Conflict | Completed::NoRule => true,
                Completed::Mixed(_) => false,
            });
            Verdict::Undetermined { may_need_review }
        };
        Leaf::Verdict(match results.as_slice() {
            [Completed::Conflict] => Verdict::Conflict,
            [Completed::NoRule] => Verdict::NoRule,
            [Completed::Class(number)] => match classes.get(*number) {
                Some(Class { rule, value: None }) => Verdict::Review(first_alike(rules, *rule)),
                Some(Class { rule, value: Some(value) }) if !open.get(*number).is_some_and(|open| *open) => {
                    let winners = Winners::only(first_alike(rules, *rule));
                    return Leaf::Rivals(Self { winners, values: vec![(*value).clone()], alike: Vec::new() });
                }
                _ => undetermined(),
            },
            _ => undetermined(),
        })
    }

    /// The outcome of a rule that has won.
    fn worth(&self) -> Leaf {
        match self.values.as_slice() {
            [Seen::Some] => Leaf::Free(Open::KNOWN),
            [Seen::Datum(Datum::Known(value))] => Leaf::Verdict(Verdict::Determined(value.clone())),
            [Seen::Datum(Datum::NotApplicable)] => Leaf::Verdict(Verdict::NotApplicable),
            _ => Leaf::Free(Open::ANY),
        }
    }

    /// The outcome of a rule that has won, or the rule itself where its value is not followed.
    pub(super) fn won(&self, rules: &[RulePlan]) -> Leaf {
        match self.worth() {
            Leaf::Free(_) => Leaf::Winners(Winners::only(self.possible(rules).next().unwrap_or(0))),
            outcome => outcome,
        }
    }
}
