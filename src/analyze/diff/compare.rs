//! Who is judged differently. In: the two judges of one kind of record. Out: for each decision, check, step and 必填 of both the classes of
//! records of which they say different things.

use std::cell::RefCell;

use indexmap::IndexMap;

use super::cohort::Years;
use super::pair::{Class, Pair, is_today};
use super::report::{ClassDifference, ItemDifference, ItemKind, PolicyDiff};
use super::sameness::Sameness;
use super::subject::{Subject, Target};
use crate::analyze::cases::{Case, Cases, name};
use crate::analyze::cone::{Cone, Slot, operands};
use crate::analyze::diagram::TooLarge;
use crate::analyze::encode::{Encoder, Leaf};
use crate::analyze::finding::AnalysisOptions;
use crate::analyze::groups::Inexact;
use crate::analyze::question::{Question, Set};
use crate::analyze::sides::Sides;
use crate::analyze::space::{Cell, Key, MOST_ROWS, Space};
use crate::analyze::witness::Witness;
use crate::date::Date;
use crate::hir::{Expr, Program, Type};
use crate::ids::{DecisionId, FieldId, NodeId};
use crate::judge::Judge;
use crate::plan::Op;
use crate::span::Span;

/// Classes by value told of one item; more are told by what they come to.
const MOST_CLASSES: usize = 6;
/// Exact cases told of a class; of more, those are put together that only compare fields with each other.
const FEW_CASES: usize = 4;
const MOST_CASES: usize = 12;
/// Boxes looked at to put cases together.
const MOST_BOXES: usize = 60;
/// What is said where facts are missing.
const OPEN: &str = "待定";
/// Records that are tried when the judges do not confirm the first.
const MOST_TRIED: usize = 6;

/// The first record found that two versions of a policy judge differently, as the first of them reads it.
#[cfg(feature = "records")]
pub(super) fn telling(sides: &Sides<'_>, today: Date, options: AnalysisOptions) -> Option<Witness> {
    let [old, new] = sides.judges.as_slice() else { return None };
    let mut deep = Sameness::deep(sides, None);
    let compare = Compare { sides, old: *old, new: *new, today, options, found: RefCell::default() };
    subjects(*old, *new).into_iter().find_map(|mut subject| {
        let [before, after] = subject.targets;
        if before.number(&mut deep, 0, *old) == after.number(&mut deep, 1, *new) {
            return None;
        }
        subject.reviews = [before.reviews(&mut deep, 0, *old), after.reviews(&mut deep, 1, *new)];
        compare.item(&subject);
        compare.found.take().into_iter().next()
    })
}

/// Compares what two judges of the same kind of record say.
pub(super) fn records(sides: &Sides<'_>, today: Date, options: AnalysisOptions, years: Option<&Years>, diff: &mut PolicyDiff) {
    let [old, new] = sides.judges.as_slice() else { return };
    let (mut deep, mut shallow) = (Sameness::deep(sides, years), Sameness::shallow(sides, years));
    let changed = changed_parameters(&old.compiled.program, &new.compiled.program);
    let compare = Compare { sides, old: *old, new: *new, today, options, found: RefCell::default() };
    for mut subject in subjects(*old, *new) {
        let [before, after] = subject.targets;
        if before.number(&mut deep, 0, *old) == after.number(&mut deep, 1, *new) {
            continue;
        }
        let rewritten = before.number(&mut shallow, 0, *old) != after.number(&mut shallow, 1, *new);
        subject.reviews = [before.reviews(&mut shallow, 0, *old), after.reviews(&mut shallow, 1, *new)];
        let mut item = compare.item(&subject);
        item.because = compare.because(&subject, &changed, diff);
        item.rewritten = rewritten && !item.because.iter().any(|because| because.starts_with("参数"));
        if !item.classes.is_empty() || !item.not_analysed.is_empty() {
            diff.items.push(item);
        } else if rewritten {
            diff.same_in_other_words.push(format!("{}「{}」", item.kind.as_str(), item.name));
        }
    }
}

/// What both policies judge under the same name, in the order of the old one.
fn subjects(old: Judge<'_>, new: Judge<'_>) -> Vec<Subject> {
    let mut list = Vec::new();
    let mut add = |kind, name: String, targets| list.push(Subject { kind, name, targets, reviews: [Vec::new(), Vec::new()] });
    for (id, field) in old.record.fields.iter().enumerate() {
        let other = new.record.fields.iter().position(|other| other.detail.is_none() && other.name == field.name);
        let Some(other) = other.filter(|_| field.detail.is_none()) else { continue };
        let is_required = |judge: Judge<'_>, id: usize| judge.record.fields.get(id).is_some_and(|field| field.required.is_some());
        // A field that becomes 必填, or no longer is, stands among the changes.
        if is_required(old, id) && is_required(new, other) {
            add(
                ItemKind::Required,
                field.name.clone(),
                [Target::Required(FieldId::new(id)), Target::Required(FieldId::new(other))],
            );
        }
    }
    for (id, decision) in old.record.decisions.iter().enumerate() {
        if let Some(other) = new.record.decisions.iter().position(|other| other.name == decision.name) {
            let targets = [Target::Decision(DecisionId::new(id)), Target::Decision(DecisionId::new(other))];
            add(ItemKind::Decision, decision.name.clone(), targets);
        }
    }
    for (number, check) in old.record.checks.iter().enumerate() {
        if let Some(other) = new.record.checks.iter().position(|other| other.name == check.name) {
            add(ItemKind::Check, check.name.clone(), [Target::Check(number), Target::Check(other)]);
        }
    }
    for (number, process) in old.record.processes.iter().enumerate() {
        let Some(other) = new.record.processes.iter().position(|other| other.name == process.name) else { continue };
        let theirs = new.record.processes.get(other).map_or(&[][..], |process| &process.steps);
        for (step, own) in process.steps.iter().enumerate() {
            if let Some(same) = theirs.iter().position(|other| other.name == own.name) {
                let name = format!("{}·{}", process.name, own.name);
                add(ItemKind::Step, name, [Target::Step(number, step), Target::Step(other, same)]);
            }
        }
    }
    list
}

/// Parameters whose value differs, with the places where each is used in both policies.
fn changed_parameters<'p>(old: &'p Program, new: &'p Program) -> Vec<(&'p str, [&'p [Span]; 2])> {
    let pairs = old.parameters.iter().filter_map(|own| {
        let other = new.parameters.iter().find(|other| other.name == own.name)?;
        let words =
            |program: &Program, value: Option<&crate::value::Value>| value.map(|value| crate::verdict::words(value, program));
        let differs = words(old, own.value.as_ref()) != words(new, other.value.as_ref());
        differs.then_some((own.name.as_str(), [own.uses.as_slice(), other.uses.as_slice()]))
    });
    pairs.collect()
}

struct Compare<'s, 'p> {
    sides: &'s Sides<'p>,
    old: Judge<'p>,
    new: Judge<'p>,
    today: Date,
    options: AnalysisOptions,
    /// The records that showed something.
    found: RefCell<Vec<Witness>>,
}

impl<'p> Compare<'_, 'p> {
    fn item(&self, subject: &Subject) -> ItemDifference {
        let [_, after] = subject.targets;
        let place = place(self.new, after.span(self.new));
        let mut item = ItemDifference {
            kind: subject.kind,
            name: subject.name.clone(),
            place,
            rewritten: false,
            because: Vec::new(),
            classes: Vec::new(),
            not_analysed: Vec::new(),
        };
        // With fewer rows of every 明细 the question is smaller; what it shows is true of those who have no more.
        for rows in (0..=MOST_ROWS).rev() {
            (item.classes, item.not_analysed) = (Vec::new(), Vec::new());
            let done = self.classes(subject, &mut item, rows);
            if rows == MOST_ROWS && done.is_ok() {
                break;
            }
            let doubts: Vec<String> = item.not_analysed.drain(..).filter(|doubt| doubt.starts_with("可能")).collect();
            item.not_analysed.push(too_large(self.options.limit, done.is_ok().then_some(rows)));
            item.not_analysed.extend(doubts);
            if done.is_ok() {
                break;
            }
        }
        leave_out_open(&mut item);
        item
    }

    fn classes(&self, subject: &Subject, item: &mut ItemDifference, rows: usize) -> Result<(), TooLarge> {
        let judges = [(0, self.old), (1, self.new)];
        let targets = subject.targets.into_iter().zip(judges);
        let roots: Vec<(usize, NodeId)> =
            targets.flat_map(|(target, (side, judge))| target.roots(judge).into_iter().map(move |node| (side, node))).collect();
        let mut cone = Cone::of(self.sides, &roots);
        if !subject.has_few_values(self.sides) {
            cone.together.clone_from(&roots);
        }
        let space = Space::with_rows(self.sides, &cone, self.today, rows);
        let mut question = Question { encoder: Encoder::new(self.sides, space, self.options.limit), cone };
        if let Some(field) = self.retyped(&question) {
            item.not_analysed.push(format!("字段「{field}」的类型变了，两边的值不能比"));
            return Ok(());
        }
        for ((side, node), why) in question.inexact(&roots) {
            let words = self.doubt(side, node, why);
            if !item.not_analysed.contains(&words) && !words.is_empty() {
                item.not_analysed.push(words);
            }
        }
        let care = readable(&mut question)?;
        let diagrams = [subject.diagram(&mut question, 0)?, subject.diagram(&mut question, 1)?];
        let severities = [subject.severity(self.sides, 0), subject.severity(self.sides, 1)];
        let said = |leaves: [&Leaf; 2]| -> Class {
            let [old, new] = leaves;
            let [before, after] = severities;
            (subject.said_at(old, 0, before), subject.said_at(new, 1, after))
        };
        let year = self.today.year();
        let mut found: Vec<Class> = Vec::new();
        let differ = question.encoder.store.combine(diagrams, &mut |[old, new]| {
            let (old, new) = said([old?, new?]);
            let differs = old.differs(&new, year);
            if differs && !found.contains(&(old.clone(), new.clone())) {
                found.push((old, new));
            }
            Some(Leaf::truth(differs.into()))
        })?;
        let differ = question.and(Set(differ), care)?;
        if question.is_empty(differ) {
            return Ok(());
        }
        let by_value = subject.has_few_values(self.sides) && found.len() <= MOST_CLASSES;
        let mut classes: IndexMap<Class, ()> = IndexMap::new();
        for (old, new) in &found {
            classes.insert((old.class(by_value), new.class(by_value)), ());
        }
        for class in classes.keys() {
            let set = question.encoder.store.combine(diagrams, &mut |[old, new]| {
                let (old, new) = said([old?, new?]);
                let is_of = old.differs(&new, year) && (old.class(by_value), new.class(by_value)) == *class;
                Some(Leaf::truth(is_of.into()))
            })?;
            let set = question.and(Set(set), care)?;
            if question.is_empty(set) {
                continue;
            }
            match confirmed(&mut question, subject, class, set, by_value)? {
                Some(pair) => {
                    let set = question.within(set, care)?;
                    let cases = few_cases(&mut question, set)?;
                    item.classes.push(self.told(subject, class, cases, pair));
                }
                None => {
                    let (old, new) = (subject.words(&class.0, self.sides), subject.words(&class.1, self.sides));
                    item.not_analysed.push(format!("可能有由「{old}」变成「{new}」的，没有找到能证实的记录"));
                }
            }
        }
        Ok(())
    }

    fn told(&self, subject: &Subject, class: &Class, (cases, also_by): (Cases, Vec<String>), pair: Pair) -> ClassDifference {
        self.found.borrow_mut().push(pair.witness);
        ClassDifference {
            old: subject.words(&class.0, self.sides),
            new: subject.words(&class.1, self.sides),
            cases: cases.words,
            more_cases: cases.has_more,
            also_by,
            witness: pair.text,
            old_says: pair.old,
            new_says: pair.new,
        }
    }

    /// A field of the question that has another type in each policy.
    fn retyped(&self, question: &Question<'_, '_>) -> Option<String> {
        question.cone.slots.iter().find_map(|(slot, used)| {
            let [Some(old), Some(new)] = used.fields.as_slice() else { return None };
            let (old, new) = (&self.old.record.field(*old).ty, &self.new.record.field(*new).ty);
            let Slot::Field { name, .. } = slot else { return None };
            (self.sides.shared_type(0, old) != self.sides.shared_type(1, new)).then(|| name.clone())
        })
    }

    fn doubt(&self, side: usize, node: NodeId, why: Inexact) -> String {
        let Some(judge) = self.sides.judges.get(side) else { return String::new() };
        let span = judge.planned.plan.at.iter().filter(|(_, at)| **at == node).map(|(span, _)| *span).min();
        let source = span.and_then(|span| Some((span, judge.compiled.sources.get(usize::from(span.source))?)));
        source.map_or_else(String::new, |(span, source)| format!("{}（{}）", source.words(span), why.reason()))
    }

    /// Why it differs: changed parameters in its own text, decisions that it names and that differ.
    fn because(&self, subject: &Subject, changed: &[(&str, [&[Span]; 2])], diff: &PolicyDiff) -> Vec<String> {
        let mut because = Vec::new();
        let [before, after] = subject.targets;
        let spans = [own_spans(before, self.old), own_spans(after, self.new)];
        for (name, uses) in changed {
            let is_used = spans.iter().zip(uses).any(|(own, uses)| uses.iter().any(|at| own.iter().any(|span| inside(*at, *span))));
            if is_used {
                because.push(format!("参数「{name}」"));
            }
        }
        for (target, judge) in [(before, self.old), (after, self.new)] {
            for name in named_decisions(target, judge) {
                let differs = diff.items.iter().any(|item| {
                    item.kind == ItemKind::Decision && item.name == name && !item.classes.is_empty() && item.name != subject.name
                });
                let words = format!("判定「{name}」");
                if differs && !because.contains(&words) {
                    because.push(words);
                }
            }
        }
        because
    }
}

impl Inexact {
    /// Why something was not followed exactly, for clerks.
    fn reason(self) -> &'static str {
        match self {
            Self::Rows => "明细只看到两行",
            Self::Arithmetic => "字段之间的运算、日期的一部分",
            Self::Text => "文字的长短、片段或格式",
            Self::Places => "两个以上的地方互相比较",
            Self::Many => "要看的值太多",
        }
    }
}

fn place(judge: Judge<'_>, span: Span) -> String {
    let source = judge.compiled.sources.get(usize::from(span.source));
    source.map_or_else(String::new, |source| {
        let position = source.position(span.start as usize);
        format!("{}:{}:{}", source.name(), position.line, position.column)
    })
}

/// Records that both policies can read: members of enumerations that one does not have are left out.
fn readable(question: &mut Question<'_, '_>) -> Result<Set, TooLarge> {
    let sides = question.encoder.sides;
    let mut strange = Vec::new();
    for (number, variable) in question.encoder.space.variables.iter().enumerate() {
        if is_today(&variable.key) {
            continue;
        }
        let cells = variable.cells.iter().enumerate().filter(|(_, cell)| match cell {
            Cell::Value(value) => {
                (0..sides.judges.len()).any(|side| has_field(sides, side, &variable.key) && sides.own(side, value).is_none())
            }
            _ => false,
        });
        let cells: Vec<usize> = cells.map(|(cell, _)| cell).collect();
        if !cells.is_empty() {
            strange.push((number, cells));
        }
    }
    let mut care = question.all();
    for (number, cells) in strange {
        care = question.without(care, &[(number, cells)].into())?;
    }
    Ok(care)
}

fn has_field(sides: &Sides<'_>, side: usize, key: &Key) -> bool {
    let Some(judge) = sides.judges.get(side) else { return false };
    let (detail, name) = match key {
        Key::Slot(Slot::Field { detail, name }) => (detail.as_deref(), name),
        Key::InRow { detail, field, .. } => (Some(detail.as_str()), field),
        _ => return false,
    };
    judge
        .record
        .fields
        .iter()
        .any(|field| field.name == *name && field.detail.map(|detail| judge.record.detail(detail).name.as_str()) == detail)
}

/// Classes that are open in one policy are left out beside classes that are not: they are graduates whose facts say too little.
fn leave_out_open(item: &mut ItemDifference) {
    let is_open = |class: &ClassDifference| class.old == OPEN || class.new == OPEN;
    if item.classes.iter().any(|class| !is_open(class)) && item.classes.iter().any(is_open) {
        item.classes.retain(|class| !is_open(class));
        item.not_analysed.push("另有资料说不清、一边待定的情形，没有列出".to_string());
    }
}

/// The cases of a set. If they are many, those of fields compared with each other are put together, and these fields named.
fn few_cases(question: &mut Question<'_, '_>, set: Set) -> Result<(Cases, Vec<String>), TooLarge> {
    let exact = question.cases(set)?;
    if exact.words.len() <= FEW_CASES && !exact.has_more {
        return Ok((exact, Vec::new()));
    }
    let mut boxes: Vec<Case> = Vec::new();
    let mut rest = set;
    let mut has_more = true;
    for _ in 0..MOST_BOXES {
        let Some(case) = question.case(set, rest) else {
            has_more = false;
            break;
        };
        rest = question.without(rest, &case)?;
        boxes.push(case);
    }
    let variables = &question.encoder.space.variables;
    let is_compared = |number: &usize, only_places: bool| {
        variables.get(*number).is_some_and(|variable| variable.related && (!only_places || variable.ty == Type::Place))
    };
    for only_places in [true, false] {
        let wide = boxes.iter().map(|case| -> Case {
            case.iter()
                .filter(|(number, _)| !is_compared(number, only_places))
                .map(|(number, cells)| (*number, cells.clone()))
                .collect()
        });
        let mut wide: Vec<Case> = wide.collect();
        wide.sort_by_key(Case::len);
        let mut kept: Vec<Case> = Vec::new();
        for case in wide {
            if !kept.iter().any(|wider| is_within(&case, wider)) {
                kept.push(case);
            }
        }
        if kept.len() <= FEW_CASES || !only_places {
            let mut compared: Vec<usize> =
                boxes.iter().flat_map(|case| case.keys().copied()).filter(|number| is_compared(number, only_places)).collect();
            compared.sort_unstable();
            compared.dedup();
            let names = compared.iter().filter_map(|number| variables.get(*number)).map(|variable| name(&variable.key)).collect();
            let words: Vec<String> = kept.iter().take(MOST_CASES).map(|case| question.words(case)).collect();
            if words.len() < exact.words.len() {
                return Ok((Cases { has_more: has_more || kept.len() > words.len(), words }, names));
            }
        }
    }
    Ok((exact, Vec::new()))
}

/// Whether a case is inside a wider one.
fn is_within(case: &Case, wider: &Case) -> bool {
    wider.iter().all(|(number, cells)| case.get(number).is_some_and(|own| own.iter().all(|cell| cells.contains(cell))))
}

/// A record of a class that both judges confirm.
fn confirmed(
    question: &mut Question<'_, '_>,
    subject: &Subject,
    class: &Class,
    set: Set,
    by_value: bool,
) -> Result<Option<Pair>, TooLarge> {
    let mut rest = set;
    for _ in 0..MOST_TRIED {
        let Some(choices) = question.pick(rest) else { return Ok(None) };
        if let Some(pair) = question.pair(subject, class, &choices, by_value) {
            return Ok(Some(pair));
        }
        let case = choices.iter().map(|(variable, cell)| (*variable, vec![*cell])).collect();
        rest = question.without(rest, &case)?;
    }
    Ok(None)
}

/// What is said where not everything could be compared; `rows` is how many rows of each 明细 were looked at.
fn too_large(limit: usize, rows: Option<usize>) -> String {
    let compared = match rows {
        None => return format!("太大：图超过 {limit} 个节点，没有比完；可以用 --limit 放宽"),
        Some(0) => "只比了明细一行也没有的记录".to_string(),
        Some(rows) => format!("只比了每种明细至多 {rows} 行的记录"),
    };
    format!("太大：图超过 {limit} 个节点；{compared}，可以用 --limit 放宽")
}

/// The expressions that an item is written with.
fn own_spans(target: Target, judge: Judge<'_>) -> Vec<Span> {
    let record = judge.record;
    let mut spans = Vec::new();
    let mut add = |expr: Option<&Expr>| spans.extend(expr.map(|expr| expr.span));
    match target {
        Target::Decision(id) => {
            let decision = record.decision(id);
            add(decision.applies.as_ref());
            match &decision.body {
                crate::hir::DecisionBody::Expr { value, .. } => add(Some(value)),
                crate::hir::DecisionBody::Cases(cases) => {
                    for case in cases {
                        add(case.condition.as_ref());
                        if let crate::hir::Outcome::Value(value) = &case.outcome {
                            add(Some(value));
                        }
                    }
                }
                crate::hir::DecisionBody::Collect { entries, .. } => {
                    for entry in entries {
                        add(entry.condition.as_ref());
                        add(Some(&entry.value));
                    }
                }
            }
        }
        Target::Check(number) => {
            if let Some(check) = record.checks.get(number) {
                add(check.condition.as_ref());
                add(check.requirement.as_ref());
            }
        }
        Target::Step(process, step) => {
            if let Some(process) = record.processes.get(process) {
                add(process.applies.as_ref());
                if let Some(step) = process.steps.get(step) {
                    add(step.applies.as_ref());
                    add(Some(&step.done));
                }
            }
        }
        Target::Required(field) => {
            let field = record.field(field);
            add(field.applies.as_ref());
            add(field.required.as_ref().and_then(|required| required.condition.as_ref()));
        }
    }
    if !matches!(target, Target::Step(..)) {
        add(record.scope.as_ref());
    }
    spans
}

fn inside(at: Span, span: Span) -> bool {
    at.source == span.source && at.start >= span.start && at.end <= span.end
}

/// The decisions that an item's own text names.
fn named_decisions(target: Target, judge: Judge<'_>) -> Vec<String> {
    let plan = &judge.planned.plan;
    let mut open = target.roots(judge);
    if let (Target::Decision(_), [own]) = (target, open.as_slice()) {
        open = operands(plan, *own);
    }
    let (mut seen, mut names) = (Vec::new(), Vec::new());
    while let Some(node) = open.pop() {
        if seen.contains(&node) {
            continue;
        }
        seen.push(node);
        match plan.nodes.get(node.index()).map(|node| &node.op) {
            Some(Op::Decide(decision) | Op::Test { decision, .. }) => names.push(judge.record.decision(*decision).name.clone()),
            _ => open.extend(operands(plan, node)),
        }
    }
    names.reverse();
    names
}
