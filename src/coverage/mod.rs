//! What the 示例 and 案例 of a policy reach: rules on both sides, and every condition on both sides where it alone decides.
//! In: a policy, texts of cases. Out: for each side the samples that reach it; as text, JSON and LCOV. All samples of a day are
//! evaluated together, and everything is read from the stored results.

mod item;
mod lcov;
mod reach;
mod render;
mod tree;

use std::borrow::Cow;
use std::collections::BTreeSet;

use serde::Serialize;

use crate::error::Error;
use crate::evaluate::evaluate;
use crate::hir::{DecisionBody, Record};
use crate::judge::Judge;
use crate::policy::Policy;
use crate::samples::{Case, SampleName, Samples};
use crate::site::Site;
use crate::source::Source;
use crate::span::Span;
use item::Item;
use reach::{Reached, Reader};
use tree::Fixed;

/// What the samples of a policy reach. Displays as Chinese text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Coverage {
    /// Title of the policy.
    pub policy: String,
    /// How many 示例 and 案例 were judged.
    pub samples: usize,
    /// All files together.
    pub total: Totals,
    /// The files with something to reach.
    pub files: Vec<FileCoverage>,
}

/// One file of a policy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct FileCoverage {
    /// Its name as messages show it.
    pub file: String,
    /// Counts of the file.
    pub total: Totals,
    /// What is to be reached, in the order of the text.
    pub items: Vec<ItemCoverage>,
}

/// How many sides are reached.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Totals {
    /// Sides of 缺省, 例外 and 项.
    pub rules: Count,
    /// Sides of 检查.
    pub checks: Count,
    /// Sides of 步骤.
    pub steps: Count,
    /// Sides of conditions.
    pub conditions: Count,
}

/// So many of so many.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Count {
    /// How many are reached.
    pub reached: usize,
    /// How many there are.
    pub all: usize,
}

impl Count {
    /// Nothing is left to reach.
    pub fn is_full(self) -> bool {
        self.reached == self.all
    }

    fn add(&mut self, side: &Side) {
        if side.counts {
            self.all += 1;
            self.reached += usize::from(!side.samples.is_empty());
        }
    }

    fn join(&mut self, other: Count) {
        self.reached += other.reached;
        self.all += other.all;
    }
}

/// What an item is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ItemKind {
    /// 缺省
    Default,
    /// 例外
    Exception,
    /// 项 of a 收集
    Entry,
    /// 检查
    Check,
    /// 步骤
    Step,
    /// 判定 written as an expression
    Named,
    /// 适用, 必填 当, 格式 当
    Condition,
}

/// Which side of an item or a condition.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum SideKind {
    /// The rule decided.
    Won,
    /// It would have decided (or the check would have been violated), but for one condition.
    NearMiss,
    /// Its condition holds, but another rule goes before it.
    Beaten,
    /// An exception goes before the default.
    SetAside,
    /// The check is violated.
    Violated,
    /// It applies and is satisfied.
    Satisfied,
    /// It does not apply.
    NotApplicable,
    /// The step is done.
    Done,
    /// The process stands at the step.
    Current,
    /// The condition holds and decides.
    Holds,
    /// The condition does not hold and decides.
    Fails,
}

/// One side and who reaches it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Side {
    /// Which side.
    pub side: SideKind,
    /// Whether it should be reached; other sides are only told.
    pub counts: bool,
    /// The samples that reach it, examples first.
    pub samples: Vec<SampleName>,
}

impl Side {
    /// It should be reached and is not.
    pub fn is_open(&self) -> bool {
        self.counts && self.samples.is_empty()
    }
}

/// A rule, check, step or condition.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct ItemCoverage {
    /// What it is.
    pub kind: ItemKind,
    /// `判定「应填生源地」例外「师范生」`
    pub name: String,
    /// Its line.
    pub line: usize,
    /// Its own sides.
    pub sides: Vec<Side>,
    /// Its conditions, in the order written.
    pub conditions: Vec<ConditionCoverage>,
}

impl ItemCoverage {
    /// A side of it or of one of its conditions is not reached.
    pub fn is_open(&self) -> bool {
        self.sides.iter().any(Side::is_open) || self.conditions.iter().any(ConditionCoverage::is_open)
    }
}

/// A condition that is not made of others by 且, 或 and 非.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct ConditionCoverage {
    /// Its line.
    pub line: usize,
    /// As the policy writes it.
    pub text: String,
    /// Why it can have one side only, if so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fixed: Option<&'static str>,
    /// 成立, then 不成立: where it alone decides.
    pub sides: [Side; 2],
}

impl ConditionCoverage {
    fn is_open(&self) -> bool {
        self.sides.iter().any(Side::is_open)
    }
}

impl Policy {
    /// What the 示例 of the policy, and cases, reach.
    ///
    /// # Errors
    /// [`crate::ErrorKind::BadInput`] if a case cannot be read, or if there are cases and several kinds of record.
    ///
    /// ```
    /// use shengyuan::{Policy, Source};
    /// let text = "记录 人 { 年龄 : 整数 }
    ///     规则 人 { 判定 成年 : 是否 { 缺省 未成年 { 则 否 } 例外 已成年 { 当 年龄 ≥ 18 则 是 } }
    ///       示例 刚成年 { 年龄 = 18 期望 成年 = 是 } }";
    /// let coverage = Policy::compile([Source::new("例.policy", text)])?.coverage(&[])?;
    /// assert_eq!((coverage.total.rules.reached, coverage.total.rules.all), (2, 4));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn coverage(&self, cases: &[Case]) -> Result<Coverage, Error> {
        let mut found: Vec<(Span, ItemCoverage)> = Vec::new();
        let mut count = 0;
        for (judge, cases) in self.judges_with_cases(cases)? {
            let samples = Samples::new(&judge, self.example_date(), cases)?;
            count += samples.names.len();
            found.extend(covered(&judge, &samples));
        }
        let mut coverage =
            Coverage { policy: self.title().to_string(), samples: count, total: Totals::default(), files: Vec::new() };
        found.sort_by_key(|(span, _)| (span.source, span.start));
        for (number, source) in self.0.sources.iter().enumerate() {
            let own = found.iter().filter(|(span, _)| usize::from(span.source) == number);
            let items: Vec<ItemCoverage> = own.map(|(_, item)| item.clone()).collect();
            if !items.is_empty() {
                let total = totals(&items);
                coverage.total.join(&total);
                coverage.files.push(FileCoverage { file: source.name().to_string(), total, items });
            }
        }
        Ok(coverage)
    }
}

impl Totals {
    fn join(&mut self, other: &Totals) {
        self.rules.join(other.rules);
        self.checks.join(other.checks);
        self.steps.join(other.steps);
        self.conditions.join(other.conditions);
    }

    /// Rules, checks and steps together.
    pub fn items(&self) -> Count {
        let mut all = self.rules;
        all.join(self.checks);
        all.join(self.steps);
        all
    }
}

fn totals(items: &[ItemCoverage]) -> Totals {
    let mut totals = Totals::default();
    for item in items {
        let count = match item.kind {
            ItemKind::Default | ItemKind::Exception | ItemKind::Entry => &mut totals.rules,
            ItemKind::Check => &mut totals.checks,
            ItemKind::Step => &mut totals.steps,
            ItemKind::Named | ItemKind::Condition => continue,
        };
        item.sides.iter().for_each(|side| count.add(side));
    }
    items.iter().flat_map(|item| &item.conditions).flat_map(|one| &one.sides).for_each(|side| totals.conditions.add(side));
    totals
}

/// Samples that reach each side of an item, and each side of its atoms.
#[derive(Default)]
struct Found {
    sides: Vec<(SideKind, BTreeSet<usize>)>,
    atoms: Vec<[BTreeSet<usize>; 2]>,
}

fn covered(judge: &Judge<'_>, samples: &Samples) -> Vec<(Span, ItemCoverage)> {
    let items = item::items(judge.record, &judge.planned.plan);
    let mut found: Vec<Found> = items
        .iter()
        .map(|item| Found { sides: Vec::new(), atoms: item.atoms.iter().map(|_| [BTreeSet::new(), BTreeSet::new()]).collect() })
        .collect();
    for group in &samples.groups {
        let evaluation = evaluate(&judge.planned.plan, Cow::Borrowed(&group.batch), group.date);
        let reader = Reader { record: judge.record, evaluation: &evaluation };
        for (item, found) in items.iter().zip(&mut found) {
            for (lane, sample) in group.lanes.iter().enumerate() {
                reader.reached(item, lane, &mut |reached| found.add(reached, *sample));
            }
        }
    }
    let sources = &judge.compiled.sources;
    items.iter().zip(found).map(|(item, found)| (item.span, item_coverage(item, found, judge.record, samples, sources))).collect()
}

impl Found {
    fn add(&mut self, reached: Reached, sample: usize) {
        match reached {
            Reached::Side(side) => match self.sides.iter_mut().find(|(known, _)| *known == side) {
                Some((_, samples)) => {
                    samples.insert(sample);
                }
                None => self.sides.push((side, BTreeSet::from([sample]))),
            },
            Reached::Atom(atom, holds) => {
                if let Some(sides) = self.atoms.get_mut(atom) {
                    sides[usize::from(!holds)].insert(sample);
                }
            }
        }
    }
}

fn item_coverage(item: &Item, mut found: Found, record: &Record, samples: &Samples, sources: &[Source]) -> ItemCoverage {
    let names = |numbers: BTreeSet<usize>| numbers.into_iter().filter_map(|number| samples.names.get(number).cloned()).collect();
    let place = |span: Span| sources.get(usize::from(span.source)).map_or(0, |source| source.position(span.start as usize).line);
    let sides = sides_of(item, record)
        .into_iter()
        .map(|(side, counts)| {
            let at = found.sides.iter().position(|(known, _)| *known == side);
            let reached = at.map(|at| found.sides.swap_remove(at).1).unwrap_or_default();
            Side { side, counts, samples: names(reached) }
        })
        .collect();
    let conditions = item
        .atoms
        .iter()
        .zip(found.atoms)
        .map(|(atom, [holds, fails])| {
            let fixed = atom.fixed.map(|fixed| match fixed {
                Fixed::Constant => "由参数定，不随学生变",
                Fixed::Unset => "参数未定",
            });
            let side = |side, reached| Side { side, counts: atom.fixed.is_none(), samples: names(reached) };
            ConditionCoverage {
                line: place(atom.span),
                text: sources.get(usize::from(atom.span.source)).map_or_else(String::new, |source| source.words(atom.span)),
                fixed,
                sides: [side(SideKind::Holds, holds), side(SideKind::Fails, fails)],
            }
        })
        .collect();
    ItemCoverage { kind: item.kind, name: item.name.clone(), line: place(item.span), sides, conditions }
}

/// The sides that an item has, and whether each should be reached.
fn sides_of(item: &Item, record: &Record) -> Vec<(SideKind, bool)> {
    // A condition that parameters alone decide has no near miss.
    let can_fail = item.roots.iter().any(|root| !matches!(root.site, Site::CaseValue(..) | Site::EntryValue(..)))
        && item.atoms.iter().any(|atom| atom.fixed.is_none());
    let can_be_violated = item.atoms.iter().all(|atom| atom.fixed != Some(Fixed::Unset));
    match item.kind {
        ItemKind::Default => vec![(SideKind::Won, true), (SideKind::SetAside, has_exceptions(item.site, record))],
        ItemKind::Exception => vec![(SideKind::Won, true), (SideKind::NearMiss, can_fail), (SideKind::Beaten, false)],
        ItemKind::Entry => vec![(SideKind::Won, true), (SideKind::NearMiss, can_fail)],
        ItemKind::Check => vec![
            (SideKind::Violated, can_be_violated),
            (SideKind::NearMiss, can_be_violated && can_fail),
            (SideKind::Satisfied, false),
            (SideKind::NotApplicable, false),
        ],
        ItemKind::Step => vec![(SideKind::Done, true), (SideKind::Current, true)],
        ItemKind::Named | ItemKind::Condition => Vec::new(),
    }
}

fn has_exceptions(site: Site, record: &Record) -> bool {
    let Site::CaseCondition(decision, _) = site else { return false };
    matches!(record.decisions.get(decision).map(|one| &one.body), Some(DecisionBody::Cases(cases)) if cases.len() > 1)
}
