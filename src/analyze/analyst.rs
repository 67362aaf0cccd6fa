//! One record of a policy under analysis: what the finders share. In: a judge. Out: findings with their places, cases and witnesses.

use std::collections::BTreeSet;

use super::code;
use super::cone::{Cone, SideNode, below, operands};
use super::diagram::TooLarge;
use super::finding::{AnalysisFinding, AnalysisOptions, NotAnalysed, Weight};
use super::groups::Inexact;
use super::picture::words;
use super::question::{Question, Set};
use super::sides::Sides;
use super::witness::{Shows, Witness, expectation};
use crate::date::Date;
use crate::diagnostic::Code;
use crate::evaluate::{Evaluation, Truth};
use crate::hir::{Expr, Record};
use crate::ids::{DecisionId, NodeId};
use crate::judge::Judge;
use crate::plan::{BodyPlan, Op, Plan};
use crate::span::Span;

/// Records that are tried when the evaluator does not confirm the first.
const MOST_TRIED: usize = 6;

/// How often a question that is too large is made simpler.
const MOST_ATTEMPTS: usize = 3;

/// What the finders share.
pub(super) struct Analyst<'p> {
    pub(super) judge: Judge<'p>,
    pub(super) today: Date,
    pub(super) options: AnalysisOptions,
    pub(super) findings: Vec<AnalysisFinding>,
    pub(super) not_analysed: BTreeSet<NotAnalysed>,
    names: BTreeSet<String>,
    /// Nodes whose value depends on the record or the day.
    pub(super) reads: Vec<bool>,
}

/// A finding before it has a place.
pub(super) struct Draft {
    pub(super) code: &'static Code,
    pub(super) about: String,
    pub(super) span: Span,
    pub(super) message: String,
    pub(super) help: Option<String>,
    pub(super) cases: super::cases::Cases,
    pub(super) witness: Option<String>,
    /// What it depends on and what was tried for chosen values only.
    pub(super) doubts: Vec<(SideNode, Inexact)>,
}

impl Draft {
    pub(super) fn new(code: &'static Code, about: &str, span: Span, message: impl Into<String>) -> Self {
        Self {
            code,
            about: about.to_string(),
            span,
            message: message.into(),
            help: None,
            cases: super::cases::Cases::default(),
            witness: None,
            doubts: Vec::new(),
        }
    }

    pub(super) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    pub(super) fn cases(mut self, cases: super::cases::Cases) -> Self {
        self.cases = cases;
        self
    }

    pub(super) fn witness(mut self, witness: Option<String>) -> Self {
        self.witness = witness;
        self
    }

    pub(super) fn doubts(mut self, doubts: Vec<(SideNode, Inexact)>) -> Self {
        self.doubts = doubts;
        self
    }
}

impl<'p> Analyst<'p> {
    pub(super) fn new(judge: Judge<'p>, today: Date, options: AnalysisOptions) -> Self {
        Self {
            judge,
            today,
            options,
            findings: Vec::new(),
            not_analysed: BTreeSet::new(),
            names: BTreeSet::new(),
            reads: reads(&judge.planned.plan),
        }
    }

    pub(super) fn record(&self) -> &'p Record {
        self.judge.record
    }

    pub(super) fn plan(&self) -> &'p Plan {
        &self.judge.planned.plan
    }

    /// The node of an expression about the whole record.
    pub(super) fn node(&self, expr: &Expr) -> Option<NodeId> {
        let node = *self.plan().at.get(&expr.span)?;
        let plan = self.plan().node(node);
        (plan.is_bool && plan.domain.is_none()).then_some(node)
    }

    /// The policy's own words, blanks drawn together.
    pub(super) fn words(&self, span: Span) -> String {
        words(self.judge, span)
    }

    /// A question about some nodes, with what the 必填 of its fields asks for. What it can only try is noted at once.
    pub(super) fn ask<'s>(&mut self, sides: &'s Sides<'p>, roots: &[NodeId]) -> Question<'s, 'p> {
        let mut all: Vec<SideNode> = roots.iter().map(|root| (0, *root)).collect();
        let cone = Cone::of(sides, &all);
        for used in cone.slots.values().filter(|used| used.may_be_missing) {
            let field = used.fields.first().copied().flatten();
            let plan = field.and_then(|field| self.plan().fields.get(field.index()));
            all.extend(plan.and_then(|plan| plan.required_when).map(|node| (0, node)));
        }
        let question = Question::new(sides, &all, self.today, self.options.limit);
        for (at, why) in question.inexact(&all) {
            self.note(at, why);
        }
        question
    }

    /// Answers a question about `own`; where it is too large, again with the largest decision that it uses taken to come to anything.
    /// What then cannot be cannot be at all; what can is only told if the evaluator confirms it.
    pub(super) fn attempt(
        &mut self,
        sides: &Sides<'p>,
        own: Option<DecisionId>,
        roots: &[NodeId],
        answer: &mut dyn FnMut(&mut Self, &mut Question<'_, 'p>) -> Result<(), TooLarge>,
    ) -> Result<(), TooLarge> {
        let was_opaque = own.is_some_and(|own| sides.follow(0, own));
        let mut done = Err(TooLarge);
        for _ in 0..MOST_ATTEMPTS {
            let known = (self.findings.len(), self.not_analysed.clone(), self.names.clone());
            let mut question = self.ask(sides, roots);
            done = answer(self, &mut question);
            if done.is_ok() || !self.simplify(sides, own, &question) {
                break;
            }
            self.findings.truncate(known.0);
            (self.not_analysed, self.names) = (known.1, known.2);
        }
        if let Some(own) = own.filter(|_| was_opaque) {
            sides.make_opaque(0, own);
        }
        done
    }

    /// Makes the largest decision with rules that a question uses opaque; says whether there was one.
    fn simplify(&self, sides: &Sides<'p>, own: Option<DecisionId>, question: &Question<'_, 'p>) -> bool {
        let mut largest = None;
        for (_, node) in &question.cone.nodes {
            let (Op::Decide(decision) | Op::Test { decision, .. }) = self.plan().node(*node).op else { continue };
            let is_plain =
                matches!(self.plan().decisions.get(decision.index()).map(|plan| &plan.body), Some(BodyPlan::Expr { .. }) | None);
            if !is_plain && own != Some(decision) && !sides.is_opaque(0, decision) {
                largest = largest.max(Some((below(sides, &[(0, *node)]).len(), decision)));
            }
        }
        largest.is_some_and(|(_, decision)| sides.make_opaque(0, decision))
    }

    /// Records whose 必填 fields are filled where they apply.
    pub(super) fn filled(&self, question: &mut Question<'_, 'p>) -> Result<Set, TooLarge> {
        let mut care = question.all();
        let fields: Vec<_> =
            question.cone.slots.values().filter(|used| used.may_be_missing).filter_map(|used| *used.fields.first()?).collect();
        for id in fields {
            let field = self.record().field(id);
            let Some(plan) = self.plan().fields.get(id.index()).filter(|_| field.required.is_some() && field.detail.is_none())
            else {
                continue;
            };
            let filled = self.plan().nodes.iter().position(|node| node.op == Op::Filled(id));
            let Some(filled) = filled else { continue };
            let wanted = question.holds(0, plan.applies)?;
            let asked = question.holds(0, plan.required_when)?;
            let wanted = question.and(wanted, asked)?;
            let missing = question.encoder.node(0, NodeId::new(filled))?;
            let missing = question.mapped(missing, &mut |leaf| (leaf.as_truth() == Truth::False).into())?;
            let wrong = question.and(wanted, missing)?;
            care = question.minus(care, wrong)?;
        }
        Ok(care)
    }

    /// A record of a set that the evaluator confirms.
    pub(super) fn confirmed(
        &self,
        question: &mut Question<'_, 'p>,
        set: Set,
        shows: Shows<'_>,
    ) -> Result<Option<Witness>, TooLarge> {
        let mut rest = set;
        for _ in 0..MOST_TRIED {
            let Some(choices) = question.pick(rest) else { return Ok(None) };
            if let Some(witness) = question.witness(0, &choices, shows) {
                return Ok(Some(witness));
            }
            let case = choices.iter().map(|(variable, cell)| (*variable, vec![*cell])).collect();
            rest = question.without(rest, &case)?;
        }
        Ok(None)
    }

    /// The witness as an example, with a name that no other has.
    pub(super) fn example(&mut self, witness: &Witness, name: &str, expectations: &[String]) -> String {
        let taken = |names: &BTreeSet<String>, name: &String| {
            names.contains(name) || self.judge.record.examples.iter().any(|example| example.name == *name)
        };
        let mut own = name.to_string();
        let mut number = 1;
        while taken(&self.names, &own) {
            number += 1;
            own = format!("{name}{number}");
        }
        self.names.insert(own.clone());
        witness.example(self.judge, &own, expectations)
    }

    /// What a decision comes to, as an expectation of an example.
    pub(super) fn expectation(&self, evaluation: &Evaluation<'_>, decision: DecisionId) -> String {
        expectation(self.judge, evaluation, decision)
    }

    /// Notes a finding; one that rests on what was not analysed is only possible, unless a record shows it.
    pub(super) fn report(&mut self, draft: Draft, is_shown: bool) {
        let certain = is_shown || draft.doubts.is_empty();
        let mut severity = AnalysisFinding::weight_of(draft.code);
        match severity {
            Weight::Fault if !certain => severity = Weight::Hint,
            // That something may make no difference helps nobody.
            Weight::Info if !certain => return,
            _ => {}
        }
        let mut not_analysed = Vec::new();
        for (at, why) in draft.doubts.iter().filter(|_| !certain) {
            let words = self.note(*at, *why);
            if !words.is_empty() && !not_analysed.contains(&words) {
                not_analysed.push(words);
            }
        }
        let message = if certain { draft.message } else { format!("可能：{}", draft.message) };
        self.findings.push(AnalysisFinding {
            code: draft.code.id,
            severity,
            certain,
            about: draft.about,
            place: self.place(draft.span),
            span: draft.span,
            message,
            cases: draft.cases.words,
            more_cases: draft.cases.has_more,
            witness: draft.witness,
            help: draft.help,
            not_analysed,
        });
    }

    /// Lists what was tried for chosen values only; the expression in words.
    pub(super) fn note(&mut self, (_, node): SideNode, why: Inexact) -> String {
        let span = self.plan().at.iter().filter(|(_, at)| **at == node).map(|(span, _)| *span).min();
        let Some(span) = span else { return String::new() };
        let expression = self.words(span);
        let reason = match why {
            Inexact::Rows => "明细只看到两行",
            Inexact::Arithmetic => "字段之间的运算、日期的一部分",
            Inexact::Text => "文字的长短、片段或格式",
            Inexact::Places => "两个以上的地方互相比较",
            Inexact::Many => "要看的值太多",
        };
        self.not_analysed.insert(NotAnalysed { place: self.place(span), expression: expression.clone(), reason });
        expression
    }

    pub(super) fn place(&self, span: Span) -> String {
        let source = self.judge.compiled.sources.get(span.source as usize);
        source.map_or_else(String::new, |source| {
            let position = source.position(span.start as usize);
            format!("{}:{}:{}", source.name(), position.line, position.column)
        })
    }

    /// Says that something needs more than the limit.
    pub(super) fn too_large(&mut self, about: &str, span: Span, what: &str) {
        if self.findings.iter().any(|finding| finding.code == code::TOO_LARGE_TO_ANALYSE.id && finding.about == about) {
            return;
        }
        let limit = self.options.limit;
        let draft = Draft::new(code::TOO_LARGE_TO_ANALYSE, about, span, format!("{what}「{about}」太大，没有分析"))
            .help(format!("图超过 {limit} 个节点；把条件拆成几个判定，或用 --limit 放宽"));
        self.report(draft, true);
    }
}

/// For each node whether it reads anything of the record. Operands stand before what uses them.
fn reads(plan: &Plan) -> Vec<bool> {
    let mut reads: Vec<bool> = Vec::with_capacity(plan.nodes.len());
    for (number, node) in plan.nodes.iter().enumerate() {
        let own =
            matches!(node.op, Op::Field(_) | Op::Filled(_) | Op::Today | Op::DetailFilled(_) | Op::Any { .. } | Op::All { .. });
        let below =
            operands(plan, NodeId::new(number)).into_iter().any(|operand| reads.get(operand.index()).copied().unwrap_or(false));
        reads.push(own || below);
    }
    reads
}
