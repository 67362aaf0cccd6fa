//! Drafts to programs: every variable gets a bit, every slot a reader, every condition its masks. In: a plan and a day. Out: a program.

mod open;
mod places;
mod readers;
mod tables;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::draft::{Asked, Draft, EntryDraft, LateDraft, Meaning, SourceDraft};
use super::formula::{Formula, Literal, Term, Variable};
use super::given::Answers;
use super::program::{
    Action, Bit, BitLiteral, Conjunction, Entries, Entry, FindingBit, Group, Late, Mask, MixedProgram, PlaneLiteral, Product,
    Program, Reported, Single, Source, Stage, Weights,
};
use super::rows::Shape;
use super::slot::Kind;
use crate::date::Date;
use crate::hir::{Enumeration, Record};
use crate::ids::{DecisionId, FieldId};
use crate::plan::{BodyPlan, Plan};
use crate::verdict::Importance;
use places::Bits;

/// The program of a record's plan as of a day.
pub(crate) fn compile(record: &Record, plan: &Plan, enumerations: &[Enumeration], today: Date) -> Program {
    let shape = Arc::new(Shape::new(record, enumerations));
    let mut draft = Draft::new(Answers { plan, today }, &shape);
    let scope = draft.enter_scope();
    let mut reported = Vec::new();
    for number in 0..record.fields.len() {
        if record.fields.get(number).is_some_and(|field| field.detail.is_none()) {
            faults(&mut draft, record, number, &mut reported);
        }
    }
    for (number, check) in record.checks.iter().enumerate() {
        if let Some(plan) = plan.checks.get(number) {
            let formula = draft.formula(plan.violated);
            reported.push((Reported::Check(number), Importance::from(check.severity), formula));
        }
    }
    let mut counted = Vec::new();
    for (number, decision) in plan.decisions.iter().enumerate() {
        if !matches!(decision.body, BodyPlan::Expr { .. }) {
            draft.decision(DecisionId::new(number));
            counted.push(number);
        }
    }
    let findings: Vec<(Reported, Importance, Variable)> = reported
        .into_iter()
        .filter(|(.., formula)| !formula.terms.is_empty())
        .map(|(reported, importance, formula)| (reported, importance, draft.named(formula)))
        .collect();
    let bits = Bits::new(&draft);
    let roots = scope.into_iter().chain(findings.iter().map(|one| one.2)).collect();
    let assembly = Assembly { draft: &draft, bits: &bits, slots: by_slot(&draft), enumerations, roots };
    assembly.program(&shape, scope, &findings, counted)
}

/// What can be wrong with a field of the record itself; whoever has contents that cannot be used is judged by the evaluator.
fn faults(draft: &mut Draft<'_>, record: &Record, number: usize, reported: &mut Vec<(Reported, Importance, Formula)>) {
    let (Some(field), Some(plan)) = (record.fields.get(number), draft.plan.fields.get(number)) else { return };
    let applies = draft.optional(plan.applies);
    let missing = Formula::literal(draft.asked(number, Asked::Missing), false);
    if field.required.is_some() {
        let when = draft.optional(plan.required_when);
        let when = draft.and(applies.clone(), when);
        let fault = draft.and(when, missing.clone());
        reported.push((Reported::Missing(number), Importance::Block, fault));
    }
    if Kind::of(&field.ty) != Kind::Text {
        return;
    }
    let filled = draft.not(missing);
    for (index, (format, when)) in field.formats.iter().zip(&plan.formats_when).enumerate() {
        let when = draft.optional(*when);
        let when = draft.and(applies.clone(), when);
        let written = draft.and(when, filled.clone());
        let has = Formula::literal(draft.asked(number, Asked::Format(format.format.clone())), true);
        let (doubt, sure) = {
            let doubt = draft.asked(number, Asked::Doubt(format.format.clone()));
            (Formula::literal(doubt, false), Formula::literal(doubt, true))
        };
        let importance = Importance::from(format.severity);
        let wrong = draft.and(written.clone(), has.and(&sure));
        reported.push((Reported::Format(number, index), importance, wrong));
        let doubtful = draft.and(written, doubt);
        reported.push((Reported::Format(number, index), importance.max(Importance::Review), doubtful));
    }
}

/// Everything that is known when bits have their places.
struct Assembly<'a> {
    draft: &'a Draft<'a>,
    bits: &'a Bits,
    /// What is asked of each slot.
    slots: BTreeMap<usize, Vec<(Asked, Variable)>>,
    enumerations: &'a [Enumeration],
    /// Variables that are read as they are.
    roots: Vec<Variable>,
}

impl Assembly<'_> {
    fn program(
        &self,
        shape: &Arc<Shape>,
        scope: Option<Variable>,
        findings: &[(Reported, Importance, Variable)],
        counted: Vec<usize>,
    ) -> Program {
        let words = self.bits.words;
        let mut weights = vec![Weights::default(); words];
        let mut bits = Vec::new();
        for (reported, importance, variable) in findings {
            let bit = self.bits.of(*variable);
            if let Some(word) = weights.get_mut(usize::from(bit.word)) {
                match importance {
                    Importance::Block => word.block |= bit.mask,
                    Importance::Review => word.review |= bit.mask,
                    Importance::Warn => word.warn |= bit.mask,
                    Importance::Advise => word.advise |= bit.mask,
                }
            }
            bits.push(FindingBit { reported: *reported, importance: *importance, bit });
        }
        let doubtful = open::Doubtful::new(self.draft);
        let (mut unknown, mut open, mut from_open) = (vec![0; words], vec![0; words], vec![0; words]);
        let mut pairs = Vec::new();
        for (number, meaning) in self.draft.meanings.iter().enumerate() {
            let bit = self.bits.of(Variable(u32::try_from(number).unwrap_or(u32::MAX)));
            let word = usize::from(bit.word);
            from_open[word] |= if doubtful.variables[number] { bit.mask } else { 0 };
            match meaning {
                Meaning::Unknown => unknown[word] |= bit.mask,
                Meaning::Open => open[word] |= bit.mask,
                Meaning::Pair(entry) => pairs.push((bit, entry.clone())),
                Meaning::Asked { .. } | Meaning::Derived(_) | Meaning::Late | Meaning::Mixed(_) => {}
            }
        }
        Program {
            today: self.draft.answers.today,
            shape: Arc::clone(shape),
            words,
            unknown,
            open,
            from_open,
            decisions_from_open: doubtful.decisions,
            readers: readers::all(self, words),
            pairs,
            stages: self.stages(),
            scope: scope.map(|scope| (self.draft.levels[scope.0 as usize] as usize, self.bits.of(scope))),
            findings: bits,
            weights,
            counted,
            decisions: self.draft.plan.decisions.len(),
            leaves: (0..self.draft.plan.decisions.len()).map(|number| self.draft.leaf_nodes(DecisionId::new(number))).collect(),
        }
    }

    // ------------------------------------------------------------ stages

    fn stages(&self) -> Vec<Stage> {
        let highest = self.draft.levels.iter().copied().chain(self.draft.decisions.values().map(|one| one.level)).max();
        let mut stages: Vec<Stage> = (0..=highest.unwrap_or(0)).map(|_| Stage::default()).collect();
        for (number, meaning) in self.draft.meanings.iter().enumerate() {
            if let (Meaning::Derived(formula), Some(stage)) = (meaning, stages.get_mut(self.draft.levels[number] as usize)) {
                let out = self.bits.of(Variable(u32::try_from(number).unwrap_or(u32::MAX)));
                stage.products.extend(self.products(formula, out));
                stage.conjunctions.extend(self.conjunctions(formula, out));
            }
        }
        for stage in &mut stages {
            stage.groups = groups(&stage.products);
            stage.reads = vec![0; self.bits.words];
            for mask in stage.products.iter().flat_map(Product::masks) {
                stage.reads[usize::from(mask.word)] |= mask.on | mask.off;
            }
        }
        let mut actions: BTreeMap<(u32, usize, bool, usize), Action> = BTreeMap::new();
        for (number, draft) in &self.draft.decisions {
            actions.insert((draft.level, draft.position, false, *number), Action::Decide(self.decision(*number, draft)));
            for (variable, late) in &draft.late {
                let at = variable.0 as usize;
                let late = Late { decision: *number, bit: self.bits.of(*variable), entries: self.entries(late) };
                actions.insert((self.draft.levels[at], at, true, *number), Action::Late(late));
            }
        }
        for (at, meaning) in self.draft.meanings.iter().enumerate() {
            if let Meaning::Mixed(mixed) = meaning {
                let applies = |applies: &Option<Variable>| applies.map(|applies| self.literal(applies));
                let program = MixedProgram {
                    bit: self.bits.of(Variable(u32::try_from(at).unwrap_or(u32::MAX))),
                    node: mixed.node,
                    about: mixed.about,
                    fields: mixed.fields.iter().filter_map(|(field, own)| Some((*field, applies(own)?))).collect(),
                    details: mixed.details.iter().filter_map(|(detail, own)| Some((*detail, applies(own)?))).collect(),
                };
                actions.insert((self.draft.levels[at], at, true, usize::MAX), Action::Mixed(program));
            }
        }
        for ((level, ..), action) in actions {
            if let Some(stage) = stages.get_mut(level as usize) {
                stage.actions.push(action);
            }
        }
        stages
    }

    /// The terms of a formula, each making the same bit true.
    fn products(&self, formula: &Formula, out: Bit) -> Vec<Product> {
        formula.terms.iter().map(|term| self.product(term, out)).collect()
    }

    fn conjunctions(&self, formula: &Formula, out: Bit) -> Box<[Conjunction]> {
        let literal = |literal: &Literal| {
            let bit = self.bits.of(literal.variable);
            let plane = u32::from(bit.word) * u64::BITS + bit.mask.trailing_zeros();
            PlaneLiteral { plane: u16::try_from(plane).unwrap_or(u16::MAX), is_negated: literal.is_negated }
        };
        formula.terms.iter().map(|term| Conjunction { literals: term.iter().map(literal).collect(), out }).collect()
    }

    fn product(&self, term: &Term, out: Bit) -> Product {
        let mut masks: Vec<Mask> = Vec::new();
        for literal in term {
            let bit = self.bits.of(literal.variable);
            let at = masks.iter().position(|mask| mask.word == bit.word).unwrap_or_else(|| {
                masks.push(Mask { word: bit.word, ..Mask::default() });
                masks.len() - 1
            });
            if literal.is_negated {
                masks[at].off |= bit.mask;
            } else {
                masks[at].on |= bit.mask;
            }
        }
        let mut masks = masks.into_iter();
        Product { first: masks.next().unwrap_or_default(), rest: masks.collect(), out }
    }

    fn literal(&self, variable: Variable) -> BitLiteral {
        BitLiteral { bit: self.bits.of(variable), is_negated: false }
    }

    fn entries(&self, late: &LateDraft) -> Entries {
        match late {
            LateDraft::Test(test) => Entries::Test(*test),
            LateDraft::Value { by_leaf, not_applicable } => Entries::Value {
                by_leaf: by_leaf
                    .iter()
                    .map(|entry| match entry {
                        EntryDraft::Entry(entry) => entry.clone(),
                        EntryDraft::Variable(variable) => Entry::Bit(self.literal(*variable)),
                        EntryDraft::Text { slot, question } => {
                            let (test, is_negated) = readers::text_test(&self.draft.answers, *question);
                            u16::try_from(*slot).map_or(Entry::Ask, |slot| Entry::Text { slot, test, is_negated })
                        }
                    })
                    .collect(),
                not_applicable: *not_applicable,
            },
        }
    }

    fn source(&self, source: &SourceDraft) -> Source {
        match source {
            SourceDraft::Known => Source::Known,
            SourceDraft::Review => Source::Review,
            SourceDraft::Ask => Source::Ask,
            SourceDraft::Variable(variable) => Source::Bit(self.literal(*variable)),
            SourceDraft::Value(variable) => Source::Value(self.literal(*variable)),
            SourceDraft::Decision(decision) => Source::Decision(*decision),
            SourceDraft::Slot { slot, applies, is_assumed } => u16::try_from(*slot).map_or(Source::Ask, |slot| Source::Slot {
                slot,
                applies: applies.map(|applies| self.literal(applies)),
                is_assumed: *is_assumed,
            }),
        }
    }

    /// Every conjunction that reads a variable, those of one literal included.
    fn terms(&self) -> Vec<Term> {
        let positive = |variable: Variable| Formula::literal(variable, false).terms.remove(0);
        let mut terms: Vec<Term> = self.roots.iter().copied().map(positive).collect();
        for meaning in &self.draft.meanings {
            if let Meaning::Derived(formula) = meaning {
                terms.extend(formula.terms.iter().cloned());
            }
        }
        for meaning in &self.draft.meanings {
            if let Meaning::Mixed(mixed) = meaning {
                let applies = mixed.fields.iter().filter_map(|one| one.1).chain(mixed.details.iter().filter_map(|one| one.1));
                terms.extend(applies.map(positive));
            }
        }
        for draft in self.draft.decisions.values() {
            for formula in draft.guard.iter().chain(draft.rules.iter().flatten()) {
                terms.extend(formula.terms.iter().cloned());
            }
            for leaf in draft.leaves.iter().flatten() {
                terms.extend(leaf.when.map(positive));
                if let SourceDraft::Variable(variable)
                | SourceDraft::Value(variable)
                | SourceDraft::Slot { applies: Some(variable), .. } = &leaf.source
                {
                    terms.push(positive(*variable));
                }
            }
            for (_, late) in &draft.late {
                if let LateDraft::Value { by_leaf, .. } = late {
                    for entry in by_leaf {
                        if let EntryDraft::Variable(variable) = entry {
                            terms.push(positive(*variable));
                        }
                    }
                }
            }
        }
        terms
    }

    /// The variables that a decision's conditions read.
    fn read_by(formulas: &[&Formula]) -> BTreeSet<Variable> {
        formulas.iter().flat_map(|formula| formula.literals()).map(|literal| literal.variable).collect()
    }

    fn is_detail(&self, slot: usize) -> bool {
        slot >= self.draft.shape.kinds.len()
    }

    fn kind(&self, slot: usize) -> Kind {
        self.draft.shape.kinds.get(slot).copied().unwrap_or(Kind::Other)
    }

    /// How many values a field with few values may have.
    fn members(&self, slot: usize) -> usize {
        match self.kind(slot) {
            Kind::Bool => 2,
            Kind::Member(number) => self.enumerations.get(usize::from(number)).map_or(0, |one| one.members.len()),
            _ => 0,
        }
    }

    fn assumed(&self, slot: usize) -> Option<&crate::value::Value> {
        self.draft.plan.fields.get(FieldId::new(slot).index()).and_then(|field| field.assume.as_ref())
    }
}

/// Products by the word that they make bits of, without those that are never true.
fn groups(products: &[Product]) -> Vec<Group> {
    type Parts = (BTreeMap<u16, Vec<Single>>, Vec<(u16, Single)>, Vec<Product>);
    let mut words: BTreeMap<u16, Parts> = BTreeMap::new();
    for product in products.iter().filter(|product| !product.is_contradictory()) {
        let (singles, sums, others) = words.entry(product.out.word).or_default();
        let (Mask { word, on, off }, out) = (product.first, product.out.mask);
        if !product.rest.is_empty() {
            others.push(product.clone());
        } else if off == 0 && on.count_ones() == 1 {
            match sums.iter_mut().find(|(other, sum)| *other == word && sum.out == out) {
                Some((_, sum)) => sum.read |= on,
                None => sums.push((word, Single { read: on, on, out })),
            }
        } else {
            singles.entry(word).or_default().push(Single { read: on | off, on, out });
        }
    }
    words
        .into_iter()
        .map(|(word, (singles, sums, others))| {
            let singles = singles.into_iter().map(|(word, singles)| (word, singles.into())).collect();
            Group { word, singles, sums: sums.into(), others: others.into() }
        })
        .collect()
}

fn by_slot(draft: &Draft<'_>) -> BTreeMap<usize, Vec<(Asked, Variable)>> {
    let mut slots: BTreeMap<usize, Vec<(Asked, Variable)>> = BTreeMap::new();
    for (meaning, number) in draft.meanings.iter().zip(0..) {
        if let Meaning::Asked { slot, asked } = meaning {
            slots.entry(*slot).or_default().push((asked.clone(), Variable(number)));
        }
    }
    slots
}

impl Product {
    pub(super) fn masks(&self) -> impl Iterator<Item = &Mask> {
        std::iter::once(&self.first).chain(&self.rest)
    }

    /// It holds a variable and its negation, and so is false or unknown.
    fn is_contradictory(&self) -> bool {
        self.masks().any(|mask| mask.on & mask.off != 0)
    }
}
