//! What to compute, as a flat table. In: the typed policy of one record. Out: nodes in dependency order, equal ones shared.
//! Does not depend on how records are stored, nor on any record.

mod fold;
mod listing;
mod lower;
mod lower_table;

use std::collections::HashMap;

use crate::hir::{Comparison, DecisionTest, Function};
use crate::ids::{DecisionId, DetailId, FieldId, NodeId, ParameterId, ProcessId};
use crate::span::Span;
use crate::text_format::TextFormat;
use crate::value::{Arithmetic, Value};

pub(crate) use lower::lower;
pub(crate) use lower_table::lower_tables;

/// One lane a record (`None`), or one lane a row of a 明细.
pub(crate) type Domain = Option<DetailId>;

/// The plan of one record.
#[derive(Debug, Default)]
pub(crate) struct Plan {
    pub(crate) nodes: Vec<Node>,
    pub(crate) scope: Option<NodeId>,
    pub(crate) fields: Vec<FieldPlan>,
    pub(crate) details: Vec<DetailPlan>,
    pub(crate) decisions: Vec<DecisionPlan>,
    pub(crate) checks: Vec<CheckPlan>,
    pub(crate) processes: Vec<ProcessPlan>,
    /// The node of each expression of the policy, by its place.
    pub(crate) at: HashMap<Span, NodeId>,
}

/// One thing to compute for every lane of its domain.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Node {
    pub(crate) op: Op,
    pub(crate) domain: Domain,
    /// Its value is 是否 and is kept as bits.
    pub(crate) is_bool: bool,
}

/// How a node is computed. Operands stand in the same domain, except below a 明细 and in `Lift`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Op {
    Const(Value),
    Unset(ParameterId),
    Today,
    /// The field's value, as its 适用 and 视为 leave it.
    Field(FieldId),
    Filled(FieldId),
    DetailFilled(DetailId),
    /// A record's value spread over the rows of a 明细.
    Lift(NodeId),
    Not(NodeId),
    And(Vec<NodeId>),
    Or(Vec<NodeId>),
    Compare {
        op: Comparison,
        left: NodeId,
        right: NodeId,
    },
    Arithmetic {
        op: Arithmetic,
        left: NodeId,
        right: NodeId,
    },
    Set(Vec<NodeId>),
    Choice {
        arms: Vec<(NodeId, NodeId)>,
        otherwise: NodeId,
    },
    Any {
        detail: DetailId,
        such_that: NodeId,
    },
    All {
        detail: DetailId,
        such_that: NodeId,
    },
    Count {
        detail: DetailId,
        such_that: NodeId,
    },
    Selected {
        last: bool,
        detail: DetailId,
        order: NodeId,
        such_that: NodeId,
        value: NodeId,
    },
    Gathered {
        detail: DetailId,
        such_that: NodeId,
        value: NodeId,
    },
    Call {
        function: Function,
        args: Vec<NodeId>,
    },
    Format {
        format: TextFormat,
        text: NodeId,
    },
    Decide(DecisionId),
    Test {
        test: DecisionTest,
        decision: DecisionId,
    },
    CurrentStep(ProcessId),
}

#[derive(Debug, Default)]
pub(crate) struct FieldPlan {
    pub(crate) node: Option<NodeId>,
    pub(crate) applies: Option<NodeId>,
    pub(crate) required_when: Option<NodeId>,
    pub(crate) formats_when: Vec<Option<NodeId>>,
    pub(crate) detail: Domain,
    pub(crate) assume: Option<Value>,
}

#[derive(Debug, Default)]
pub(crate) struct DetailPlan {
    pub(crate) applies: Option<NodeId>,
    pub(crate) none_if_absent: bool,
}

/// By default one that nothing asks for, in the plan of a table.
#[derive(Debug, Default)]
pub(crate) struct DecisionPlan {
    /// The scope and the decision's own 适用.
    pub(crate) guard: Option<NodeId>,
    pub(crate) body: BodyPlan,
}

#[derive(Debug)]
pub(crate) enum BodyPlan {
    Expr { value: NodeId, reason: TemplatePlan },
    Rules(Vec<RulePlan>),
    Collect { entries: Vec<EntryPlan>, reason: TemplatePlan },
}

#[derive(Debug)]
pub(crate) struct RulePlan {
    pub(crate) is_default: bool,
    /// `None` for the default.
    pub(crate) condition: Option<NodeId>,
    /// Numbers of the rules that this one beats.
    pub(crate) beats: Vec<usize>,
    pub(crate) outcome: OutcomePlan,
    pub(crate) reason: TemplatePlan,
}

#[derive(Debug)]
pub(crate) enum OutcomePlan {
    Value(NodeId),
    Review { reason: TemplatePlan, suggestion: Option<NodeId> },
}

#[derive(Debug)]
pub(crate) struct EntryPlan {
    pub(crate) condition: Option<NodeId>,
    pub(crate) value: NodeId,
    pub(crate) reason: TemplatePlan,
}

#[derive(Debug)]
pub(crate) struct CheckPlan {
    /// The scope and the 当.
    pub(crate) applies: NodeId,
    /// Applies and the 要求 does not hold.
    pub(crate) violated: NodeId,
    pub(crate) message: TemplatePlan,
    pub(crate) actions: Vec<ActionPlan>,
}

#[derive(Debug)]
pub(crate) struct ActionPlan {
    pub(crate) text: TemplatePlan,
    /// The day when the wait is over.
    pub(crate) until: Option<NodeId>,
}

#[derive(Debug, Default)]
pub(crate) struct ProcessPlan {
    pub(crate) guard: Option<NodeId>,
    pub(crate) steps: Vec<StepPlan>,
}

#[derive(Debug)]
pub(crate) struct StepPlan {
    /// The step's name, as the value of 当前步骤.
    pub(crate) name: Value,
    pub(crate) applies: Option<NodeId>,
    pub(crate) done: NodeId,
    pub(crate) action: Option<ActionPlan>,
}

impl Default for BodyPlan {
    fn default() -> Self {
        BodyPlan::Rules(Vec::new())
    }
}

/// A 表格: what it needs of the record, and nothing else. Evaluated apart from the record's own plan.
#[derive(Debug)]
pub(crate) struct TablePlan {
    /// Its fields and details are those of the record with the built-in ones behind.
    pub(crate) plan: Plan,
    pub(crate) title: TemplatePlan,
    pub(crate) notes: Vec<TemplatePlan>,
    pub(crate) groups: Vec<NodeId>,
    /// What has a row each, if values have.
    pub(crate) each: Vec<NodeId>,
    pub(crate) filter: Option<NodeId>,
    pub(crate) columns: Vec<ColumnPlan>,
    /// The conclusion is asked for.
    pub(crate) needs_conclusion: bool,
    /// Which row sources are asked for, by their numbers.
    pub(crate) needs_sources: Vec<bool>,
}

#[derive(Debug)]
pub(crate) enum ColumnPlan {
    RowNumber,
    Value { node: NodeId, sensitive: bool },
    Count(Option<NodeId>),
}

/// Text with values of nodes in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct TemplatePlan {
    pub(crate) pieces: Vec<PiecePlan>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum PiecePlan {
    Text(String),
    Value { node: NodeId, sensitive: bool },
}

impl Plan {
    pub(crate) fn node(&self, id: NodeId) -> &Node {
        &self.nodes[id.index()]
    }
}
