//! Texts of a policy, made ready. In: templates, formats, fields. Out: pieces that only have to be put together; nothing for a text that
//! asks for what a proof does not tell.

use super::super::given::things;
use super::super::program::{Program, Reported};
use crate::evaluate::Datum;
use crate::hir::Comparison;
use crate::ids::{DecisionId, DetailId, FieldId, NodeId};
use crate::judge::Judge;
use crate::plan::{BodyPlan, Op, OutcomePlan, PiecePlan, Plan, TemplatePlan};
use crate::value::Value;
use crate::verdict::{MASK, UNKNOWN, missing, write_words, wrong_format};

/// A text with values in it.
pub(super) type Text = Box<[Piece]>;

/// Nothing if the verdict must be asked.
pub(super) type Saying = Option<Text>;

#[derive(Debug, PartialEq, Eq)]
pub(super) enum Piece {
    Text(Box<str>),
    Value { node: NodeId, is_masked: bool },
}

/// What is said of a finding.
#[derive(Debug)]
pub(super) enum FindingText {
    Text(Text),
    Missing {
        absent: Box<str>,
        empty: Box<str>,
    },
    /// What the reason follows.
    Format(Box<str>),
    Ask,
}

/// The reasons of a decision.
#[derive(Debug)]
pub(super) enum ReasonTexts {
    /// The author gives none.
    Silent,
    Expression(Saying),
    /// For each rule why it gives its value, and why it asks for a review.
    Rules(Box<[(Saying, Saying)]>),
    Entries(Box<[Saying]>),
    Ask,
}

/// All texts of a program that can be said from a proof.
#[derive(Debug, Default)]
pub(crate) struct Texts {
    /// Bits of findings, by word.
    pub(super) findings: Box<[u64]>,
    /// Numbers of the findings that a bit reports, by bit.
    by_bit: Box<[Box<[u32]>]>,
    /// In the order of the findings.
    pub(super) messages: Box<[FindingText]>,
    pub(super) reasons: Box<[ReasonTexts]>,
}

const BITS: usize = u64::BITS as usize;

impl Texts {
    pub(in crate::engine) fn new(judge: &Judge<'_>, program: &Program) -> Self {
        let (mut findings, mut by_bit) = (vec![0; program.words], vec![Vec::new(); program.words * BITS]);
        for (number, finding) in (0..).zip(&program.findings) {
            let (word, bit) = (usize::from(finding.bit.word), finding.bit.mask.trailing_zeros() as usize);
            if let (Some(bits), Some(numbers)) = (findings.get_mut(word), by_bit.get_mut(word * BITS + bit)) {
                *bits |= finding.bit.mask;
                numbers.push(number);
            }
        }
        let author = Author { judge, program, plan: &judge.planned.plan };
        Self {
            findings: findings.into(),
            by_bit: by_bit.into_iter().map(Vec::into_boxed_slice).collect(),
            messages: program.findings.iter().map(|finding| author.message(finding.reported)).collect(),
            reasons: (0..author.plan.decisions.len()).map(|decision| author.reasons(DecisionId::new(decision))).collect(),
        }
    }

    #[inline]
    pub(super) fn of_bit(&self, word: usize, bit: usize) -> &[u32] {
        self.by_bit.get(word * BITS + bit).map_or(&[], |numbers| numbers)
    }
}

/// So many expressions at most are looked into for one value.
const MOST_STEPS: usize = 128;

struct Author<'a, 'p> {
    judge: &'a Judge<'p>,
    program: &'a Program,
    plan: &'a Plan,
}

impl Author<'_, '_> {
    fn message(&self, reported: Reported) -> FindingText {
        let field = |number: usize| self.judge.record.fields.get(number);
        let said = match reported {
            Reported::Missing(number) => field(number).map(|field| FindingText::Missing {
                absent: missing(&field.name, true).into(),
                empty: missing(&field.name, false).into(),
            }),
            Reported::Format(number, format) => field(number)
                .and_then(|field| field.formats.get(format).map(|format| wrong_format(&field.name, &format.format)))
                .map(|start| FindingText::Format(start.into())),
            Reported::Check(number) => {
                self.plan.checks.get(number).and_then(|check| self.saying(&check.message)).map(FindingText::Text)
            }
        };
        said.unwrap_or(FindingText::Ask)
    }

    fn reasons(&self, decision: DecisionId) -> ReasonTexts {
        let is_silent = |reason: &TemplatePlan| reason.pieces.is_empty();
        match &self.plan.decisions[decision.index()].body {
            BodyPlan::Expr { reason, .. } if is_silent(reason) => ReasonTexts::Silent,
            BodyPlan::Collect { entries, reason } if is_silent(reason) && entries.iter().all(|entry| is_silent(&entry.reason)) => {
                ReasonTexts::Silent
            }
            BodyPlan::Expr { reason, .. } if self.is_told(decision, &mut Steps::default()) => {
                ReasonTexts::Expression(self.saying(reason))
            }
            BodyPlan::Rules(rules) => {
                let of_rule = rules.iter().map(|rule| {
                    let review = match &rule.outcome {
                        OutcomePlan::Review { reason, .. } => self.saying(reason),
                        OutcomePlan::Value(_) => Some(Text::default()),
                    };
                    (self.saying(&rule.reason), review)
                });
                ReasonTexts::Rules(of_rule.collect())
            }
            BodyPlan::Collect { entries, reason } if self.is_told(decision, &mut Steps::default()) => {
                let own = |entry: &TemplatePlan| self.saying(if is_silent(entry) { reason } else { entry });
                ReasonTexts::Entries(entries.iter().map(|entry| own(&entry.reason)).collect())
            }
            BodyPlan::Expr { .. } | BodyPlan::Collect { .. } => ReasonTexts::Ask,
        }
    }

    /// The pieces of a text. What is the same for every record is written once.
    fn saying(&self, template: &TemplatePlan) -> Saying {
        let mut pieces: Vec<Piece> = Vec::new();
        for piece in &template.pieces {
            let fixed = match piece {
                PiecePlan::Text(text) => Some(text.clone()),
                PiecePlan::Value { node, sensitive } => self.fixed(*node, *sensitive),
            };
            match (fixed, pieces.last_mut(), piece) {
                (Some(text), Some(Piece::Text(before)), _) => *before = format!("{before}{text}").into(),
                (Some(text), ..) => pieces.push(Piece::Text(text.into())),
                (None, _, PiecePlan::Value { node, sensitive }) if self.is_readable(*node, &mut Steps::default()) => {
                    pieces.push(Piece::Value { node: *node, is_masked: *sensitive && !self.judge.options.reveal });
                }
                _ => return None,
            }
        }
        Some(pieces.into())
    }

    /// What a value is shown as, if it is the same for every record.
    fn fixed(&self, node: NodeId, is_sensitive: bool) -> Option<String> {
        let datum = match &self.plan.node(node).op {
            Op::Const(value) => Datum::Known(value.clone()),
            Op::Today => Datum::Known(Value::Date(self.program.today)),
            Op::Unset(_) => Datum::Unknown,
            _ => return None,
        };
        let mut text = String::new();
        match datum {
            Datum::Known(_) if is_sensitive && !self.judge.options.reveal => text.push_str(MASK),
            Datum::Known(value) => write_words(&value, &self.judge.compiled.program, &mut text),
            _ => text.push_str(UNKNOWN),
        }
        Some(text)
    }

    // ------------------------------------------------------------ what a proof tells

    /// Whether the value of a node can be read from a row and its proof, in few steps.
    fn is_readable(&self, node: NodeId, steps: &mut Steps) -> bool {
        if !steps.step() || self.plan.node(node).domain.is_some() {
            return false;
        }
        let mut all = |parts: &[NodeId]| parts.iter().all(|part| self.is_readable(*part, steps));
        let is_strict = || things(self.plan, node).is_some();
        match &self.plan.node(node).op {
            Op::Const(_) | Op::Today | Op::Unset(_) => true,
            Op::Field(field) | Op::Filled(field) => self.is_field_readable(*field, steps),
            Op::DetailFilled(detail) => self.is_detail_readable(*detail, steps),
            Op::Not(inner) => all(&[*inner]),
            Op::And(parts) | Op::Or(parts) => all(parts),
            Op::Choice { arms, otherwise } => {
                arms.iter().all(|(condition, value)| all(&[*condition, *value])) && all(&[*otherwise])
            }
            Op::Decide(decision) => self.is_told(*decision, steps),
            Op::Test { decision, .. } => !self.is_expression(*decision),
            // What is surely in a collection that is not finished yet is known to the verdict alone.
            Op::Compare { op: Comparison::In, right, .. } if self.is_collection(*right) => false,
            Op::Compare { left, right, .. } | Op::Arithmetic { left, right, .. } => is_strict() && all(&[*left, *right]),
            Op::Set(parts) | Op::Call { args: parts, .. } => is_strict() && all(parts),
            Op::Format { text, .. } => is_strict() && all(&[*text]),
            // Whoever has rows is judged by the evaluator.
            Op::Any { detail, .. }
            | Op::All { detail, .. }
            | Op::Count { detail, .. }
            | Op::Selected { detail, .. }
            | Op::Gathered { detail, .. } => self.is_detail_readable(*detail, steps),
            Op::Lift(_) | Op::CurrentStep(_) => false,
        }
    }

    fn is_optional_readable(&self, node: Option<NodeId>, steps: &mut Steps) -> bool {
        node.is_none_or(|node| self.plan.scope == Some(node) || self.is_readable(node, steps))
    }

    fn is_field_readable(&self, field: FieldId, steps: &mut Steps) -> bool {
        self.plan.fields.get(field.index()).is_some_and(|field| self.is_optional_readable(field.applies, steps))
    }

    fn is_detail_readable(&self, detail: DetailId, steps: &mut Steps) -> bool {
        self.plan.details.get(detail.index()).is_some_and(|detail| self.is_optional_readable(detail.applies, steps))
    }

    /// Whether what a decision comes to can be read.
    fn is_told(&self, decision: DecisionId, steps: &mut Steps) -> bool {
        let Some(plan) = self.plan.decisions.get(decision.index()) else { return false };
        match &plan.body {
            BodyPlan::Expr { value, .. } => self.is_optional_readable(plan.guard, steps) && self.is_readable(*value, steps),
            BodyPlan::Rules(_) => {
                let leaves = self.program.leaves.get(decision.index());
                leaves.is_some_and(|leaves| leaves.iter().flatten().all(|leaf| self.is_readable(*leaf, steps)))
            }
            BodyPlan::Collect { entries, .. } => entries
                .iter()
                .all(|entry| self.is_optional_readable(entry.condition, steps) && self.is_readable(entry.value, steps)),
        }
    }

    fn is_expression(&self, decision: DecisionId) -> bool {
        self.plan.decisions.get(decision.index()).is_none_or(|plan| matches!(plan.body, BodyPlan::Expr { .. }))
    }

    fn is_collection(&self, node: NodeId) -> bool {
        let Op::Decide(decision) = self.plan.node(node).op else { return false };
        self.plan.decisions.get(decision.index()).is_none_or(|plan| matches!(plan.body, BodyPlan::Collect { .. }))
    }
}

/// How many expressions were looked into.
#[derive(Default)]
struct Steps(usize);

impl Steps {
    /// There are some left.
    fn step(&mut self) -> bool {
        self.0 += 1;
        self.0 <= MOST_STEPS
    }
}
