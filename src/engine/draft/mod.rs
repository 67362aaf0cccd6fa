//! Conditions of a plan as formulas over variables, before the variables have places. In: nodes. Out: formulas; what each variable
//! stands for. A condition that reads more than formulas can hold becomes a variable that is left open for the evaluator.

mod condition;
mod decision;

use std::collections::{BTreeMap, HashMap};

use super::formula::{Formula, Variable};
use super::given::{About, Answers, Question};
use super::program::Entry;
use super::rows::Shape;
use crate::evaluate::Truth;
use crate::hir::{Comparison, DecisionTest};
use crate::ids::{DetailId, FieldId, NodeId};
use crate::plan::{Op, Plan};
use crate::text_format::TextFormat;

/// A conjunction with more terms than this is split.
const MOST_TERMS: usize = 8;

/// What is asked of one slot.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(in crate::engine) enum Asked {
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
pub(in crate::engine) enum Meaning {
    Asked {
        slot: usize,
        asked: Asked,
    },
    /// Two fields compared.
    Pair(Entry),
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
pub(in crate::engine) struct Mixed {
    pub(in crate::engine) node: NodeId,
    pub(in crate::engine) about: About,
    pub(in crate::engine) fields: Vec<(FieldId, Option<Variable>)>,
    pub(in crate::engine) details: Vec<(DetailId, Option<Variable>)>,
    pub(in crate::engine) decisions: Vec<usize>,
}

/// A decision's conditions.
#[derive(Debug)]
pub(in crate::engine) struct DecisionDraft {
    pub(in crate::engine) guard: Option<Formula>,
    pub(in crate::engine) rules: Vec<Option<Formula>>,
    /// For each rule the values that it may give.
    pub(in crate::engine) leaves: Vec<Vec<Leaf>>,
    pub(in crate::engine) level: u32,
    /// How many variables there were before it.
    pub(in crate::engine) position: usize,
    pub(in crate::engine) late: Vec<(Variable, LateDraft)>,
}

/// One of the values that a rule may give: the first whose condition holds.
#[derive(Clone, Debug)]
pub(in crate::engine) struct Leaf {
    pub(in crate::engine) when: Option<Variable>,
    /// The node of the value; a review has none.
    node: Option<NodeId>,
    pub(in crate::engine) source: SourceDraft,
}

#[derive(Clone, Debug)]
pub(in crate::engine) enum SourceDraft {
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
pub(in crate::engine) enum LateDraft {
    Value { by_leaf: Vec<EntryDraft>, not_applicable: Truth },
    Test(DecisionTest),
}

#[derive(Clone, Debug)]
pub(in crate::engine) enum EntryDraft {
    Entry(Entry),
    Variable(Variable),
    /// A question about a text, asked only then.
    Text {
        slot: usize,
        question: Question,
    },
}

pub(in crate::engine) struct Draft<'p> {
    pub(in crate::engine) plan: &'p Plan,
    pub(in crate::engine) shape: &'p Shape,
    pub(in crate::engine) answers: Answers<'p>,
    pub(in crate::engine) meanings: Vec<Meaning>,
    pub(in crate::engine) levels: Vec<u32>,
    pub(in crate::engine) decisions: BTreeMap<usize, DecisionDraft>,
    asked: HashMap<(usize, Asked), Variable>,
    derived: HashMap<Formula, Variable>,
    formulas: HashMap<NodeId, Formula>,
    /// The node that asks whether two nodes are equal.
    equalities: HashMap<(NodeId, NodeId), NodeId>,
}

impl<'p> Draft<'p> {
    pub(in crate::engine) fn new(answers: Answers<'p>, shape: &'p Shape) -> Self {
        Self {
            plan: answers.plan,
            shape,
            answers,
            meanings: Vec::new(),
            // Few variables are more than one node.
            levels: Vec::with_capacity(answers.plan.nodes.len()),
            decisions: BTreeMap::new(),
            asked: HashMap::new(),
            derived: HashMap::new(),
            formulas: HashMap::new(),
            equalities: equalities(answers.plan),
        }
    }

    /// The variable of the scope. From here on every condition is that of a record within the scope: the others are judged before.
    pub(in crate::engine) fn enter_scope(&mut self) -> Option<Variable> {
        let scope = self.plan.scope?;
        let formula = self.formula(scope);
        self.formulas.clear();
        self.formulas.insert(scope, Formula::constant(true));
        Some(self.named(formula))
    }

    // ------------------------------------------------------------ variables

    pub(super) fn variable(&mut self, meaning: Meaning, level: u32) -> Variable {
        let variable = Variable(u32::try_from(self.meanings.len()).unwrap_or(u32::MAX));
        self.meanings.push(meaning);
        self.levels.push(level);
        variable
    }

    pub(in crate::engine) fn asked(&mut self, slot: usize, asked: Asked) -> Variable {
        let key = (slot, asked);
        if let Some(known) = self.asked.get(&key) {
            return *known;
        }
        let variable = self.variable(Meaning::Asked { slot, asked: key.1.clone() }, 0);
        self.asked.insert(key, variable);
        variable
    }

    pub(in crate::engine) fn level(&self, formula: &Formula) -> u32 {
        formula.literals().map(|literal| self.levels[literal.variable.0 as usize]).max().unwrap_or(0)
    }

    /// The variable that a formula is, or a new one for it.
    pub(in crate::engine) fn named(&mut self, formula: Formula) -> Variable {
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

    pub(super) fn open(&mut self) -> Formula {
        Formula::literal(self.variable(Meaning::Open, 0), false)
    }

    // ------------------------------------------------------------ combinations

    pub(super) fn single(&mut self, formula: Formula) -> Formula {
        if formula.as_literal().is_some() || formula.terms.is_empty() || formula == Formula::constant(true) {
            return formula;
        }
        Formula::literal(self.named(formula), false)
    }

    pub(in crate::engine) fn and(&mut self, left: Formula, right: Formula) -> Formula {
        if left.product_size(&right) <= MOST_TERMS {
            return left.and(&right);
        }
        let (left, right) = (self.single(left), self.single(right));
        left.and(&right)
    }

    pub(in crate::engine) fn not(&mut self, formula: Formula) -> Formula {
        if formula.terms.is_empty() {
            return Formula::constant(true);
        }
        formula.not().unwrap_or_else(|| Formula::literal(self.named(formula), true))
    }

    /// `inner` where something applies, else a constant; unknown while it is unknown whether it applies.
    pub(super) fn strict(&mut self, applies: Formula, inner: Formula, otherwise: bool) -> Formula {
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
    pub(in crate::engine) fn optional(&mut self, node: Option<NodeId>) -> Formula {
        node.map_or_else(|| Formula::constant(true), |node| self.formula(node))
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
