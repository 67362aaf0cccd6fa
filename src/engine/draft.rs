//! Conditions of a plan as formulas over variables, before the variables have places. In: nodes. Out: formulas; what each variable
//! stands for. A condition that reads more than formulas can hold becomes a variable that is left open for the evaluator.

use std::collections::{BTreeMap, HashMap};

use super::formula::{Formula, Variable};
use super::given::{About, Answers, Known, Question, Thing, Through, expression, things};
use super::rows::Shape;
use super::slot::Kind;
use crate::evaluate::{Datum, Truth};
use crate::hir::{Comparison, DecisionTest};
use crate::ids::{DecisionId, DetailId, FieldId, NodeId};
use crate::plan::{BodyPlan, Op, OutcomePlan, Plan};
use crate::text_format::TextFormat;
use crate::value::Value;

/// A conjunction with more terms than this is split.
const MOST_TERMS: usize = 8;

/// What is asked of one slot.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Asked {
    Missing,
    Question(Question),
    Format(TextFormat),
    /// A format of which it is in doubt whether the text has it.
    Doubt(TextFormat),
    /// The record speaks of the 明细.
    Given,
}

/// What a variable stands for.
#[derive(Clone, Debug)]
pub(super) enum Meaning {
    Asked {
        slot: usize,
        asked: Asked,
    },
    /// Two fields compared.
    Pair(super::program::Entry),
    Derived(Formula),
    /// Follows from a decision.
    Late,
    /// An expression over several things, worked out by its operators.
    Mixed(Mixed),
    /// Never known.
    Unknown,
    /// Left to the evaluator.
    Open,
}

/// An expression, and whether the things that it reads apply.
#[derive(Clone, Debug)]
pub(super) struct Mixed {
    pub(super) node: NodeId,
    pub(super) about: About,
    pub(super) fields: Vec<(FieldId, Option<Variable>)>,
    pub(super) details: Vec<(DetailId, Option<Variable>)>,
}

/// A decision's conditions.
#[derive(Debug)]
pub(super) struct DecisionDraft {
    pub(super) guard: Option<Formula>,
    pub(super) rules: Vec<Option<Formula>>,
    /// For each rule the values that it may give.
    pub(super) leaves: Vec<Vec<Leaf>>,
    pub(super) level: u32,
    /// How many variables there were before it.
    pub(super) position: usize,
    pub(super) late: Vec<(Variable, LateDraft)>,
}

/// One of the values that a rule may give: the first whose condition holds.
#[derive(Clone, Debug)]
pub(super) struct Leaf {
    pub(super) when: Option<Variable>,
    /// The node of the value; a review has none.
    node: Option<NodeId>,
    pub(super) source: SourceDraft,
}

#[derive(Clone, Debug)]
pub(super) enum SourceDraft {
    Known,
    Review,
    Slot {
        slot: usize,
        applies: Option<Variable>,
        is_assumed: bool,
    },
    Variable(Variable),
    /// True while there is a value, false if it does not apply.
    Value(Variable),
    /// The value of another decision.
    Decision(usize),
    Ask,
}

#[derive(Clone, Debug)]
pub(super) enum LateDraft {
    Value { by_leaf: Vec<EntryDraft>, not_applicable: Truth },
    Test(DecisionTest),
}

#[derive(Clone, Debug)]
pub(super) enum EntryDraft {
    Entry(super::program::Entry),
    Variable(Variable),
    /// A question about a text, asked only then.
    Text {
        slot: usize,
        question: Question,
    },
}

pub(super) struct Draft<'p> {
    pub(super) plan: &'p Plan,
    pub(super) shape: &'p Shape,
    pub(super) answers: Answers<'p>,
    pub(super) meanings: Vec<Meaning>,
    pub(super) levels: Vec<u32>,
    pub(super) decisions: BTreeMap<usize, DecisionDraft>,
    asked: HashMap<(usize, Asked), Variable>,
    derived: HashMap<Formula, Variable>,
    formulas: HashMap<NodeId, Formula>,
    /// The node that asks whether two nodes are equal.
    equalities: HashMap<(NodeId, NodeId), NodeId>,
}

impl<'p> Draft<'p> {
    pub(super) fn new(answers: Answers<'p>, shape: &'p Shape) -> Self {
        Self {
            plan: answers.plan,
            shape,
            answers,
            meanings: Vec::new(),
            levels: Vec::new(),
            decisions: BTreeMap::new(),
            asked: HashMap::new(),
            derived: HashMap::new(),
            formulas: HashMap::new(),
            equalities: equalities(answers.plan),
        }
    }

    /// The variable of the scope. From here on every condition is that of a record within the scope: the others are judged before.
    pub(super) fn enter_scope(&mut self) -> Option<Variable> {
        let scope = self.plan.scope?;
        let formula = self.formula(scope);
        self.formulas.clear();
        self.formulas.insert(scope, Formula::constant(true));
        Some(self.named(formula))
    }

    // ------------------------------------------------------------ variables

    fn variable(&mut self, meaning: Meaning, level: u32) -> Variable {
        let variable = Variable(u32::try_from(self.meanings.len()).unwrap_or(u32::MAX));
        self.meanings.push(meaning);
        self.levels.push(level);
        variable
    }

    pub(super) fn asked(&mut self, slot: usize, asked: Asked) -> Variable {
        let key = (slot, asked);
        if let Some(known) = self.asked.get(&key) {
            return *known;
        }
        let variable = self.variable(Meaning::Asked { slot, asked: key.1.clone() }, 0);
        self.asked.insert(key, variable);
        variable
    }

    pub(super) fn level(&self, formula: &Formula) -> u32 {
        formula.literals().map(|literal| self.levels[literal.variable.0 as usize]).max().unwrap_or(0)
    }

    /// The variable that a formula is, or a new one for it.
    pub(super) fn named(&mut self, formula: Formula) -> Variable {
        if let Some(variable) = formula.as_variable() {
            return variable;
        }
        if let Some(known) = self.derived.get(&formula) {
            return *known;
        }
        let level = 1 + self.level(&formula);
        let variable = self.variable(Meaning::Derived(formula.clone()), level);
        self.derived.insert(formula, variable);
        variable
    }

    fn open(&mut self) -> Formula {
        Formula::literal(self.variable(Meaning::Open, 0), false)
    }

    // ------------------------------------------------------------ combinations

    fn single(&mut self, formula: Formula) -> Formula {
        if formula.as_literal().is_some() || formula.terms.is_empty() || formula == Formula::constant(true) {
            return formula;
        }
        Formula::literal(self.named(formula), false)
    }

    pub(super) fn and(&mut self, left: Formula, right: Formula) -> Formula {
        if left.product_size(&right) <= MOST_TERMS {
            return left.and(&right);
        }
        let (left, right) = (self.single(left), self.single(right));
        left.and(&right)
    }

    pub(super) fn not(&mut self, formula: Formula) -> Formula {
        if formula.terms.is_empty() {
            return Formula::constant(true);
        }
        formula.not().unwrap_or_else(|| Formula::literal(self.named(formula), true))
    }

    /// `inner` where something applies, else a constant; unknown while it is unknown whether it applies.
    fn strict(&mut self, applies: Formula, inner: Formula, otherwise: bool) -> Formula {
        if applies == Formula::constant(true) {
            return inner;
        }
        let applies = self.single(applies);
        let idle = self.not(applies.clone());
        let both = applies.and(&idle);
        let held = self.and(applies, inner);
        let held = if otherwise { held.or(idle) } else { held };
        held.or(both)
    }

    /// The condition of an optional node; none is true.
    pub(super) fn optional(&mut self, node: Option<NodeId>) -> Formula {
        node.map_or_else(|| Formula::constant(true), |node| self.formula(node))
    }

    // ------------------------------------------------------------ nodes

    pub(super) fn formula(&mut self, node: NodeId) -> Formula {
        if let Some(known) = self.formulas.get(&node) {
            return known.clone();
        }
        let formula = self.new_formula(node);
        self.formulas.insert(node, formula.clone());
        formula
    }

    fn new_formula(&mut self, node: NodeId) -> Formula {
        let plan = self.plan;
        if plan.node(node).domain.is_some() {
            return self.open();
        }
        match &plan.node(node).op {
            Op::Const(value) => Formula::constant(*value == Value::Bool(true)),
            Op::Not(inner) => {
                let inner = self.formula(*inner);
                self.not(inner)
            }
            Op::And(parts) => parts.iter().fold(Formula::constant(true), |all, part| {
                let part = self.formula(*part);
                self.and(all, part)
            }),
            Op::Or(parts) => parts.iter().fold(Formula::constant(false), |any, part| any.or(self.formula(*part))),
            Op::Filled(field) => {
                let applies = self.applies(*field);
                let missing = self.asked(field.index(), Asked::Missing);
                self.and(applies, Formula::literal(missing, true))
            }
            Op::DetailFilled(detail) => {
                let applies = self.detail_applies(*detail);
                let given = self.asked(self.shape.detail(*detail), Asked::Given);
                self.and(applies, Formula::literal(given, false))
            }
            Op::Decide(decision) => self.decided(*decision),
            Op::Test { test, decision } => self.late(*decision, LateDraft::Test(*test)),
            Op::Format { format, text } => match plan.node(*text).op {
                Op::Field(field) => {
                    let variable = self.asked(field.index(), Asked::Format(format.clone()));
                    self.of_field(field, variable, Truth::False)
                }
                _ => self.question(node),
            },
            Op::Compare { op: Comparison::Ne, left, right } => match self.equalities.get(&(*left, *right)) {
                // What does not apply is not equal to anything, and both are known then.
                Some(equality) => {
                    let equal = self.formula(*equality);
                    self.not(equal)
                }
                None => self.question(node),
            },
            _ => self.question(node),
        }
    }

    fn applies(&mut self, field: FieldId) -> Formula {
        self.optional(self.plan.fields[field.index()].applies)
    }

    fn detail_applies(&mut self, detail: DetailId) -> Formula {
        self.optional(self.plan.details[detail.index()].applies)
    }

    /// A question about a field, where the field applies.
    fn of_field(&mut self, field: FieldId, variable: Variable, otherwise: Truth) -> Formula {
        let applies = self.applies(field);
        self.where_applies(applies, Formula::literal(variable, false), otherwise)
    }

    fn where_applies(&mut self, applies: Formula, inner: Formula, otherwise: Truth) -> Formula {
        match otherwise {
            Truth::Unknown if applies != Formula::constant(true) => self.open(),
            _ => self.strict(applies, inner, otherwise == Truth::True),
        }
    }

    fn question(&mut self, node: NodeId) -> Formula {
        let Some(read) = things(self.plan, node) else { return self.open() };
        let read: Vec<Thing> = read.into_iter().collect();
        let formula = self.question_about(node, &read);
        if self.is_open(&formula) { self.mixed(node, About::Truth, &read) } else { formula }
    }

    fn is_open(&self, formula: &Formula) -> bool {
        formula.literals().any(|literal| matches!(self.meanings[literal.variable.0 as usize], Meaning::Open))
    }

    /// An expression over several things.
    fn mixed(&mut self, node: NodeId, about: About, read: &[Thing]) -> Formula {
        let (mut fields, mut details, mut level) = (Vec::new(), Vec::new(), 0);
        for thing in read {
            let applies = match thing {
                Thing::Field(field) => self.applies(*field),
                Thing::Detail(detail) => self.detail_applies(*detail),
                Thing::Decision(decision) => {
                    if matches!(self.plan.decisions[decision.index()].body, BodyPlan::Collect { .. }) {
                        return self.open();
                    }
                    self.decision(*decision);
                    level = level.max(self.decisions.get(&decision.index()).map_or(0, |draft| draft.level));
                    // Its values are worked out by the same operators.
                    for leaf in self.leaf_nodes(*decision).into_iter().flatten() {
                        let Some(inner) = things(self.plan, leaf) else { return self.open() };
                        for thing in inner {
                            match thing {
                                Thing::Field(field) => fields.push((field, self.applies(field))),
                                Thing::Detail(detail) => details.push((detail, self.detail_applies(detail))),
                                Thing::Decision(_) => return self.open(),
                            }
                        }
                    }
                    continue;
                }
            };
            match thing {
                Thing::Field(field) => fields.push((*field, applies)),
                Thing::Detail(detail) => details.push((*detail, applies)),
                Thing::Decision(_) => {}
            }
        }
        let mut name = |applies: Formula| (applies != Formula::constant(true)).then(|| self.named(applies));
        let fields: Vec<_> = fields.into_iter().map(|(field, applies)| (field, name(applies))).collect();
        let details: Vec<_> = details.into_iter().map(|(detail, applies)| (detail, name(applies))).collect();
        let applies = fields.iter().filter_map(|one| one.1).chain(details.iter().filter_map(|one| one.1));
        level = applies.map(|applies| self.levels[applies.0 as usize]).fold(level, u32::max);
        Formula::literal(self.variable(Meaning::Mixed(Mixed { node, about, fields, details }), level), false)
    }

    fn question_about(&mut self, node: NodeId, read: &[Thing]) -> Formula {
        let plain = Question { node, through: None, about: About::Truth };
        match read {
            [] => self.constant(plain),
            [Thing::Field(field)] => {
                let otherwise = self.answers.truth(plain, Known::Field(&Datum::NotApplicable));
                let variable = self.asked(field.index(), Asked::Question(plain));
                self.of_field(*field, variable, otherwise)
            }
            [Thing::Detail(detail)] => {
                let otherwise = self.answers.truth(plain, Known::NoRows);
                let variable = self.asked(self.shape.detail(*detail), Asked::Question(plain));
                let applies = self.detail_applies(*detail);
                self.where_applies(applies, Formula::literal(variable, false), otherwise)
            }
            [Thing::Decision(decision)] => match self.strict_expression(*decision) {
                Some(value) => self.through_expression(node, *decision, value),
                None => self.of_decision(node, *decision, None),
            },
            [Thing::Field(field), Thing::Decision(decision)] if self.plan.fields[field.index()].applies.is_none() => {
                self.of_decision(node, *decision, Some(*field))
            }
            [Thing::Field(left), Thing::Field(right)] => self.pair(node, *left, *right),
            _ => self.open(),
        }
    }

    fn constant(&mut self, question: Question) -> Formula {
        match self.answers.truth(question, Known::Nothing) {
            Truth::Unknown => Formula::literal(self.variable(Meaning::Unknown, 0), false),
            truth => Formula::constant(truth == Truth::True),
        }
    }

    /// Two fields compared with each other.
    fn pair(&mut self, node: NodeId, left: FieldId, right: FieldId) -> Formula {
        let is_plain = |field: FieldId| {
            let plan = &self.plan.fields[field.index()];
            plan.applies.is_none() && plan.assume.is_none()
        };
        if !is_plain(left) || !is_plain(right) {
            return self.open();
        }
        match self.comparison(node, None, left.index(), right.index()) {
            Some(entry) => Formula::literal(self.variable(Meaning::Pair(entry), 0), false),
            None => self.open(),
        }
    }

    /// A comparison of two slots, if the node is that and nothing more. The slots may stand in either order.
    fn comparison(
        &self,
        node: NodeId,
        through: Option<(DecisionId, NodeId)>,
        one: usize,
        other: usize,
    ) -> Option<super::program::Entry> {
        use super::program::Entry;
        let Op::Compare { op, left, right } = &self.plan.node(node).op else { return None };
        let (left, right) = (self.slot_of(*left, through)?, self.slot_of(*right, through)?);
        if (left, right) != (one, other) && (left, right) != (other, one) {
            return None;
        }
        let kind = *self.shape.kinds.get(left)?;
        if self.shape.kinds.get(right) != Some(&kind) {
            return None;
        }
        let (left, right) = (u16::try_from(left).ok()?, u16::try_from(right).ok()?);
        let is_equal = match op {
            Comparison::Eq => Some(true),
            Comparison::Ne => Some(false),
            _ => None,
        };
        let accepted = match op {
            Comparison::Eq => [false, true, false],
            Comparison::Ne => [true, false, true],
            Comparison::Lt => [true, false, false],
            Comparison::Le => [true, true, false],
            Comparison::Gt => [false, false, true],
            Comparison::Ge => [false, true, true],
            Comparison::In | Comparison::Within => return None,
        };
        match kind {
            Kind::Text => Some(Entry::Texts { left, right, is_equal: is_equal? }),
            Kind::Place => Some(Entry::Places { left, right, is_equal: is_equal? }),
            Kind::Bool | Kind::Member(_) => {
                is_equal?;
                Some(Entry::Ordered { left, right, accepted })
            }
            kind if kind.is_ordered() => Some(Entry::Ordered { left, right, accepted }),
            _ => None,
        }
    }

    /// The slot whose value a node is.
    fn slot_of(&self, node: NodeId, through: Option<(DecisionId, NodeId)>) -> Option<usize> {
        match (&self.plan.node(node).op, through) {
            (Op::Field(field), _) if self.plan.fields[field.index()].detail.is_none() => Some(field.index()),
            (Op::Decide(decision), Some((own, source))) if own == *decision => self.slot_of(source, None),
            _ => None,
        }
    }

    // ------------------------------------------------------------ decisions

    /// A decision whose value is 是否, as a condition.
    fn decided(&mut self, decision: DecisionId) -> Formula {
        let plan = self.plan;
        match &plan.decisions[decision.index()].body {
            BodyPlan::Expr { value, .. } => {
                let guard = self.optional(plan.decisions[decision.index()].guard);
                let value = self.formula(*value);
                let value = self.strict(guard, value, false);
                // Worked out once, wherever it is used.
                self.single(value)
            }
            BodyPlan::Rules(_) => {
                self.decision(decision);
                let nodes = self.leaf_nodes(decision);
                let by_leaf = nodes.into_iter().map(|node| match node {
                    Some(node) => {
                        let value = self.formula(node);
                        self.entry(value)
                    }
                    None => EntryDraft::Entry(super::program::Entry::Known(Truth::Unknown)),
                });
                let by_leaf = by_leaf.collect();
                self.late(decision, LateDraft::Value { by_leaf, not_applicable: Truth::False })
            }
            BodyPlan::Collect { .. } => self.open(),
        }
    }

    fn entry(&mut self, formula: Formula) -> EntryDraft {
        use super::program::Entry;
        if formula.terms.is_empty() {
            return EntryDraft::Entry(Entry::Known(Truth::False));
        }
        if formula == Formula::constant(true) {
            return EntryDraft::Entry(Entry::Known(Truth::True));
        }
        EntryDraft::Variable(self.named(formula))
    }

    /// A question about a decision that is a single expression of one field.
    fn through_expression(&mut self, node: NodeId, decision: DecisionId, value: NodeId) -> Formula {
        let Some(read) = things(self.plan, value) else { return self.open() };
        let question = Question { node, through: Some((decision, Through::Node(value))), about: About::Truth };
        let read: Vec<Thing> = read.into_iter().collect();
        let inner = match read.as_slice() {
            [] => self.constant(question),
            [Thing::Field(field)] => {
                let otherwise = self.answers.truth(question, Known::Field(&Datum::NotApplicable));
                let variable = self.asked(field.index(), Asked::Question(question));
                self.of_field(*field, variable, otherwise)
            }
            _ => return self.open(),
        };
        let guard = self.optional(self.plan.decisions[decision.index()].guard);
        let idle = Question { node, through: Some((decision, Through::NotApplicable)), about: About::Truth };
        let otherwise = self.answers.truth(idle, Known::Nothing);
        self.where_applies(guard, inner, otherwise)
    }

    /// The expression that a decision is, if it reads no other decision and needs all that it reads.
    fn strict_expression(&self, decision: DecisionId) -> Option<NodeId> {
        let value = expression(self.plan, decision)?;
        let read = things(self.plan, value)?;
        (!read.iter().any(|thing| matches!(thing, Thing::Decision(_)))).then_some(value)
    }

    /// A question about what a decision comes to, alone or with one field.
    fn of_decision(&mut self, node: NodeId, decision: DecisionId, field: Option<FieldId>) -> Formula {
        if matches!(self.plan.decisions[decision.index()].body, BodyPlan::Collect { .. }) {
            return self.open();
        }
        self.decision(decision);
        let mut by_leaf = Vec::new();
        for leaf in self.leaf_nodes(decision) {
            by_leaf.push(match leaf {
                Some(source) => self.of_outcome(node, decision, source, field),
                None => EntryDraft::Entry(super::program::Entry::Known(Truth::Unknown)),
            });
        }
        let idle = Question { node, through: Some((decision, Through::NotApplicable)), about: About::Truth };
        // What does not apply settles a comparison whatever the other side is.
        let not_applicable = self.answers.truth(idle, Known::Nothing);
        self.late(decision, LateDraft::Value { by_leaf, not_applicable })
    }

    pub(super) fn leaf_nodes(&self, decision: DecisionId) -> Vec<Option<NodeId>> {
        let draft = self.decisions.get(&decision.index());
        draft.into_iter().flat_map(|draft| draft.leaves.iter().flatten()).map(|leaf| leaf.node).collect()
    }

    /// The same question where the decision has the value of this node.
    fn of_outcome(&mut self, node: NodeId, decision: DecisionId, source: NodeId, field: Option<FieldId>) -> EntryDraft {
        use super::program::Entry;
        let ask = EntryDraft::Entry(Entry::Ask);
        let question = Question { node, through: Some((decision, Through::Node(source))), about: About::Truth };
        let Some(read) = things(self.plan, source) else { return ask };
        let read: Vec<Thing> = read.into_iter().collect();
        let is_assumed = |field: FieldId| self.plan.fields[field.index()].assume.is_some();
        match (read.as_slice(), field) {
            ([], None) => EntryDraft::Entry(Entry::Known(self.answers.truth(question, Known::Nothing))),
            // The value is known where this is asked, and so applies.
            (&[Thing::Field(only)], None) | (&[], Some(only)) if !is_assumed(only) => {
                if self.shape.kinds.get(only.index()) == Some(&Kind::Text) {
                    EntryDraft::Text { slot: only.index(), question }
                } else {
                    EntryDraft::Variable(self.asked(only.index(), Asked::Question(question)))
                }
            }
            (&[Thing::Field(left)], Some(right)) if left != right && !is_assumed(left) && !is_assumed(right) => {
                let entry = self.comparison(node, Some((decision, source)), left.index(), right.index());
                entry.map_or(ask, EntryDraft::Entry)
            }
            _ => ask,
        }
    }

    fn late(&mut self, decision: DecisionId, late: LateDraft) -> Formula {
        self.decision(decision);
        let number = decision.index();
        let mut level = self.decisions.get(&number).map_or(0, |draft| draft.level);
        if let LateDraft::Value { by_leaf, .. } = &late {
            for entry in by_leaf {
                if let EntryDraft::Variable(variable) = entry {
                    level = level.max(self.levels[variable.0 as usize]);
                }
            }
        }
        let variable = self.variable(Meaning::Late, level);
        if let Some(draft) = self.decisions.get_mut(&number) {
            draft.late.push((variable, late));
        }
        Formula::literal(variable, false)
    }

    /// The conditions of a decision with rules or entries.
    pub(super) fn decision(&mut self, decision: DecisionId) {
        let number = decision.index();
        if self.decisions.contains_key(&number) {
            return;
        }
        let plan = &self.plan.decisions[number];
        let guard = plan.guard.map(|guard| self.formula(guard));
        let (mut rules, mut leaves) = (Vec::new(), Vec::new());
        match &plan.body {
            BodyPlan::Rules(list) => {
                for rule in list {
                    rules.push(rule.condition.map(|condition| self.formula(condition)));
                    leaves.push(match &rule.outcome {
                        OutcomePlan::Value(node) => self.leaves(*node),
                        OutcomePlan::Review { .. } => vec![Leaf { when: None, node: None, source: SourceDraft::Review }],
                    });
                }
            }
            BodyPlan::Collect { entries, .. } => {
                for entry in entries {
                    rules.push(Some(self.optional(entry.condition)));
                    let is_constant = things(self.plan, entry.value).is_some_and(|read| read.is_empty());
                    let source = match self.answers.datum(entry.value, None, Known::Nothing) {
                        Datum::Known(_) if is_constant => SourceDraft::Known,
                        _ => SourceDraft::Ask,
                    };
                    leaves.push(vec![Leaf { when: None, node: Some(entry.value), source }]);
                }
            }
            BodyPlan::Expr { value, .. } => {
                rules.push(None);
                leaves.push(self.leaves(*value));
            }
        }
        let read = guard.iter().chain(rules.iter().flatten());
        let mut level = read.map(|formula| self.level(formula)).max().unwrap_or(0);
        for leaf in leaves.iter().flatten() {
            let of_source = match &leaf.source {
                SourceDraft::Variable(variable)
                | SourceDraft::Value(variable)
                | SourceDraft::Slot { applies: Some(variable), .. } => Some(*variable),
                SourceDraft::Decision(decision) => {
                    level = level.max(self.decisions.get(decision).map_or(0, |draft| draft.level));
                    None
                }
                _ => None,
            };
            for variable in leaf.when.into_iter().chain(of_source) {
                level = level.max(self.levels[variable.0 as usize]);
            }
        }
        let position = self.meanings.len();
        self.decisions.insert(number, DecisionDraft { guard, rules, leaves, level, position, late: Vec::new() });
    }

    /// The values that a node may have, each with its condition; the first that holds counts.
    fn leaves(&mut self, node: NodeId) -> Vec<Leaf> {
        let mut found = Vec::new();
        self.add_leaves(node, Formula::constant(true), &mut found);
        found
    }

    fn add_leaves(&mut self, node: NodeId, when: Formula, found: &mut Vec<Leaf>) {
        let plan = self.plan;
        match &plan.node(node).op {
            Op::Choice { arms, otherwise } if !plan.node(node).is_bool => {
                for (condition, value) in arms {
                    let condition = self.formula(*condition);
                    let when = self.and(when.clone(), condition);
                    self.add_leaves(*value, when, found);
                }
                self.add_leaves(*otherwise, when, found);
            }
            Op::Decide(decision) if !plan.node(node).is_bool => match expression(plan, *decision) {
                Some(value) => {
                    let guard = self.optional(plan.decisions[decision.index()].guard);
                    let when = self.and(when, guard);
                    self.add_leaves(value, when, found);
                }
                None => found.push(self.leaf(node, when)),
            },
            _ => found.push(self.leaf(node, when)),
        }
    }

    fn leaf(&mut self, node: NodeId, when: Formula) -> Leaf {
        let when = (when != Formula::constant(true)).then(|| self.named(when));
        Leaf { when, node: Some(node), source: self.source(node) }
    }

    /// Whether a value is known, and where from.
    fn source(&mut self, node: NodeId) -> SourceDraft {
        let plan = self.plan;
        match &plan.node(node).op {
            Op::Const(_) | Op::Today => SourceDraft::Known,
            Op::Decide(decision) => self.source_decision(*decision),
            Op::Field(field)
                if plan.fields[field.index()].detail.is_none() && self.shape.kinds.get(field.index()) != Some(&Kind::Other) =>
            {
                let own = &plan.fields[field.index()];
                let applies = own.applies.map(|applies| {
                    let formula = self.formula(applies);
                    self.named(formula)
                });
                SourceDraft::Slot { slot: field.index(), applies, is_assumed: own.assume.is_some() }
            }
            Op::Not(_) | Op::And(_) | Op::Or(_) | Op::Compare { .. } | Op::Filled(_) | Op::DetailFilled(_) | Op::Test { .. } => {
                let formula = self.formula(node);
                let is_constant = formula.terms.is_empty() || formula == Formula::constant(true);
                if is_constant { SourceDraft::Known } else { SourceDraft::Variable(self.named(formula)) }
            }
            _ => match things(plan, node) {
                Some(read) => {
                    let read: Vec<Thing> = read.into_iter().collect();
                    let known = self.mixed(node, About::Value, &read);
                    if self.is_open(&known) { SourceDraft::Ask } else { SourceDraft::Value(self.named(known)) }
                }
                None => SourceDraft::Ask,
            },
        }
    }

    /// The value of another decision where it is used.
    fn source_decision(&mut self, decision: DecisionId) -> SourceDraft {
        if matches!(self.plan.decisions[decision.index()].body, BodyPlan::Collect { .. }) {
            return SourceDraft::Ask;
        }
        self.decision(decision);
        SourceDraft::Decision(decision.index())
    }
}

fn equalities(plan: &Plan) -> HashMap<(NodeId, NodeId), NodeId> {
    let mut found = HashMap::new();
    for (number, node) in plan.nodes.iter().enumerate() {
        if let (Op::Compare { op: Comparison::Eq, left, right }, None) = (&node.op, node.domain) {
            found.insert((*left, *right), NodeId::new(number));
        }
    }
    found
}
