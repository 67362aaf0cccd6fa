//! Judges the samples of a policy by a changed one. In: the samples' columns, what the policy itself makes of them, a changed record.
//! Out: a sample that is not as expected any more. Samples whose results differ are put into words first.

use std::borrow::Cow;
use std::sync::Arc;

use crate::error::Error;
use crate::evaluate::{Evaluation, evaluate};
use crate::example::failure;
use crate::hir::{Expectation, Record};
use crate::ids::{NodeId, ProcessId};
use crate::judge::{Judge, Options};
use crate::plan::Plan;
use crate::policy::{Compiled, Planned};
use crate::samples::{Case, Samples};
use crate::verdict::Verdict;

/// What a sample must come to.
enum Expected<'p> {
    /// The expectations of an example that hold for the policy itself.
    Example(Vec<&'p Expectation>),
    /// The accepted verdict of a case, if the policy itself gives it.
    Case(Option<&'p str>),
}

/// The policy itself, judged once.
pub(super) struct Baseline<'p> {
    compiled: &'p Compiled,
    samples: &'p Samples,
    expected: Vec<Expected<'p>>,
    evaluations: Vec<Arc<Evaluation<'p>>>,
}

/// Where a sample stands: its number, its group, its lane.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Seat {
    sample: usize,
    group: usize,
    lane: usize,
}

impl<'p> Baseline<'p> {
    pub(super) fn new(judge: &Judge<'p>, samples: &'p Samples, cases: &'p [Case]) -> Result<Self, Error> {
        let evaluations: Vec<Arc<Evaluation<'p>>> = samples
            .groups
            .iter()
            .map(|group| Arc::new(evaluate(&judge.planned.plan, Cow::Borrowed(&group.batch), group.date)))
            .collect();
        let examples: &'p [crate::hir::Example] = &judge.record.examples;
        let all = examples.iter().map(|example| Expected::Example(example.expectations.iter().collect()));
        let expected = all.chain(cases.iter().map(|case| Expected::Case(case.accepted.as_deref()))).collect();
        let mut baseline = Self { compiled: judge.compiled, samples, expected, evaluations };
        for seat in baseline.seats() {
            let verdict = Verdict::new(judge.with(shown()), Arc::clone(&baseline.evaluations[seat.group]), seat.lane);
            match &mut baseline.expected[seat.sample] {
                Expected::Example(expectations) => expectations.retain(|one| failure(&verdict, one).is_none()),
                Expected::Case(accepted) => {
                    let now = crate::case::case_text(&brief(&verdict))?;
                    *accepted = accepted.filter(|text| *text == now);
                }
            }
        }
        Ok(baseline)
    }

    fn seats(&self) -> Vec<Seat> {
        let groups = self.samples.groups.iter().enumerate();
        let mut seats: Vec<Seat> = groups
            .flat_map(|(group, one)| one.lanes.iter().enumerate().map(move |(lane, sample)| Seat { sample: *sample, group, lane }))
            .collect();
        seats.sort_unstable();
        seats
    }

    /// A sample that is not as expected by a changed record. `first` is the group in which one was found the last time: changes that
    /// stand beside each other are often noticed by the same samples.
    pub(super) fn killer(
        &self,
        record: &Record,
        planned: &Planned,
        beyond_plan: bool,
        first: &mut usize,
    ) -> Result<Option<usize>, Error> {
        let judge = Judge::new(self.compiled, record, planned).with(shown());
        let others = (0..self.samples.groups.len()).filter(|group| group != first);
        let groups: Vec<usize> =
            Some(*first).filter(|first| *first < self.samples.groups.len()).into_iter().chain(others).collect();
        for number in groups {
            let group = &self.samples.groups[number];
            let evaluation = Arc::new(evaluate(&planned.plan, Cow::Borrowed(&group.batch), group.date));
            let seats = group.lanes.iter().enumerate().map(|(lane, sample)| Seat { sample: *sample, group: number, lane });
            let (likely, unlikely): (Vec<Seat>, Vec<Seat>) =
                seats.partition(|seat| beyond_plan || differs(&self.evaluations[number], &evaluation, seat.lane));
            for (seats, all) in [(likely, true), (unlikely, false)] {
                for seat in seats {
                    let verdict = Verdict::new(judge, Arc::clone(&evaluation), seat.lane);
                    if self.fails(seat.sample, &verdict, all)? {
                        *first = number;
                        return Ok(Some(seat.sample));
                    }
                }
            }
        }
        Ok(None)
    }

    /// Where no result differs, only what is missing and the words of texts can.
    fn fails(&self, sample: usize, verdict: &Verdict<'_>, all: bool) -> Result<bool, Error> {
        Ok(match &self.expected[sample] {
            Expected::Example(expectations) => {
                let mut asked = expectations.iter().filter(|one| all || one.needs.is_some());
                asked.any(|one| failure(verdict, one).is_some())
            }
            Expected::Case(Some(accepted)) => crate::case::case_text(&brief(verdict))? != *accepted,
            Expected::Case(None) => false,
        })
    }
}

/// How examples are judged.
pub(super) fn shown() -> Options {
    Options::default().reveal(true).full(true)
}

/// How cases are judged.
fn brief<'v>(verdict: &Verdict<'v>) -> Verdict<'v> {
    Verdict::new(verdict.judge.with(shown().full(false)), Arc::clone(&verdict.evaluation), verdict.lane)
}

/// An outcome, a finding or a step is not the same in a lane.
fn differs(before: &Evaluation<'_>, after: &Evaluation<'_>, lane: usize) -> bool {
    let truth = |evaluation: &Evaluation<'_>, node: Option<NodeId>, lane: usize| evaluation.truth_or_true(node, lane);
    let at = |old: Option<NodeId>, new: Option<NodeId>, lane: usize| truth(before, old, lane) != truth(after, new, lane);
    let (old, new): (&Plan, &Plan) = (before.plan, after.plan);
    at(old.scope, new.scope, lane)
        || (0..old.decisions.len()).any(|decision| before.outcome(decision, lane) != after.outcome(decision, lane))
        || old
            .checks
            .iter()
            .zip(&new.checks)
            .any(|(old, new)| at(Some(old.applies), Some(new.applies), lane) || at(Some(old.violated), Some(new.violated), lane))
        || old.processes.iter().zip(&new.processes).enumerate().any(|(number, (old, new))| {
            let id = ProcessId::new(number);
            let steps = || old.steps.iter().zip(&new.steps);
            before.process(id, lane) != after.process(id, lane)
                || steps().any(|(old, new)| at(old.applies, new.applies, lane) || at(Some(old.done), Some(new.done), lane))
        })
        || old.details.iter().zip(&new.details).any(|(old, new)| at(old.applies, new.applies, lane))
        || old.fields.iter().zip(&new.fields).any(|(old, new)| {
            let lanes = match old.detail {
                None => lane..lane + 1,
                Some(detail) => before.batch.rows(detail, lane),
            };
            let mut formats = old.formats_when.iter().zip(&new.formats_when);
            lanes.into_iter().any(|lane| {
                at(old.applies, new.applies, lane)
                    || at(old.required_when, new.required_when, lane)
                    || formats.any(|(old, new)| at(*old, *new, lane))
            })
        })
}
