//! A checked policy: names are ids, every expression has a type, nothing borrows the text.
//! Given to the planner, the explainer and the analyses. Holds no wrong expression unless the policy has errors.

use indexmap::IndexMap;

use crate::ids::{DecisionId, DetailId, FieldId, ParameterId, ProcessId};
use crate::span::Span;
use crate::text_format::TextFormat;
use crate::value::{Arithmetic, Value};

pub(crate) use crate::syntax::ast::{Certainty, Comparison, Quantifier, Severity, Split};

/// A whole policy.
#[derive(Debug, Default)]
pub(crate) struct Program {
    pub(crate) title: String,
    pub(crate) year: Option<i64>,
    pub(crate) publisher: Option<String>,
    /// The day of examples and cases that name none.
    pub(crate) date: Option<crate::date::Date>,
    pub(crate) documents: IndexMap<String, Document>,
    /// The levels of divisions, those of the policy, those that only tables know.
    pub(crate) enumerations: Vec<Enumeration>,
    /// Number of the first enumeration that only tables know.
    pub(crate) table_enumerations: u16,
    pub(crate) roles: Vec<String>,
    pub(crate) parameters: Vec<Parameter>,
    /// The formats that the policy names, by their names.
    pub(crate) formats: IndexMap<String, TextFormat>,
    pub(crate) records: IndexMap<String, Record>,
}

#[derive(Debug, Default)]
pub(crate) struct Document {
    pub(crate) title: String,
    pub(crate) clauses: IndexMap<String, Clause>,
}

#[derive(Debug)]
pub(crate) struct Clause {
    pub(crate) text: String,
    pub(crate) heading: Option<String>,
    pub(crate) excluded: Option<String>,
    pub(crate) span: Span,
}

/// `指引 生源地.填写`
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct ClauseRef {
    pub(crate) document: String,
    pub(crate) clause: String,
}

#[derive(Debug)]
pub(crate) struct Enumeration {
    pub(crate) name: String,
    pub(crate) members: Vec<Member>,
    /// Its members have an order, so that `<` makes sense (only the levels of divisions).
    pub(crate) ordered: bool,
}

#[derive(Debug)]
pub(crate) struct Member {
    pub(crate) name: String,
    pub(crate) code: Option<String>,
    pub(crate) aliases: Vec<String>,
}

#[derive(Debug)]
pub(crate) struct Parameter {
    pub(crate) name: String,
    pub(crate) ty: Type,
    /// `None` is 未定.
    pub(crate) value: Option<Value>,
    /// Where its name stands for the value.
    pub(crate) uses: Vec<Span>,
    pub(crate) span: Span,
}

/// The type of a value.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Type {
    Text,
    Integer,
    Decimal,
    Percent,
    Date,
    Month,
    Duration,
    Bool,
    Place,
    Enum(u16),
    Set(Box<Type>),
    /// Already reported; fits everything.
    Wrong,
}

// ---------------------------------------------------------------- records

#[derive(Clone, Debug, Default)]
pub(crate) struct Record {
    pub(crate) name: String,
    pub(crate) key: Option<FieldId>,
    pub(crate) fields: Vec<Field>,
    pub(crate) details: Vec<Detail>,
    pub(crate) scope: Option<Expr>,
    pub(crate) scope_basis: Vec<ClauseRef>,
    pub(crate) decisions: Vec<Decision>,
    pub(crate) checks: Vec<Check>,
    pub(crate) processes: Vec<Process>,
    /// Decisions, checks and processes in the order written.
    pub(crate) order: Vec<ItemRef>,
    pub(crate) tables: Vec<Table>,
    pub(crate) examples: Vec<Example>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ItemRef {
    Decision(DecisionId),
    Check(u32),
    Process(ProcessId),
}

#[derive(Clone, Debug)]
pub(crate) struct Field {
    pub(crate) name: String,
    pub(crate) ty: Type,
    pub(crate) detail: Option<DetailId>,
    pub(crate) applies: Option<Expr>,
    pub(crate) required: Option<Required>,
    pub(crate) formats: Vec<FormatUse>,
    pub(crate) locked: bool,
    pub(crate) sensitive: bool,
    pub(crate) placeholders: Vec<String>,
    pub(crate) assume: Option<Value>,
    pub(crate) note: Option<String>,
    pub(crate) columns: Vec<String>,
    pub(crate) basis: Vec<ClauseRef>,
    pub(crate) span: Span,
}

/// `必填 [当 …]`
#[derive(Clone, Debug)]
pub(crate) struct Required {
    pub(crate) condition: Option<Expr>,
}

/// `格式 NAME [当 …] [阻断|复核|提醒]`
#[derive(Clone, Debug)]
pub(crate) struct FormatUse {
    pub(crate) format: TextFormat,
    pub(crate) condition: Option<Expr>,
    pub(crate) severity: Severity,
}

#[derive(Clone, Debug)]
pub(crate) struct Detail {
    pub(crate) name: String,
    pub(crate) applies: Option<Expr>,
    pub(crate) none_if_absent: bool,
    #[cfg_attr(not(feature = "analyze"), allow(dead_code, reason = "only interviews show it"))]
    pub(crate) note: Option<String>,
    pub(crate) columns: Vec<String>,
    pub(crate) fields: Vec<FieldId>,
    pub(crate) span: Span,
}

// ---------------------------------------------------------------- rules

#[derive(Clone, Debug)]
pub(crate) struct Decision {
    pub(crate) name: String,
    pub(crate) ty: Type,
    pub(crate) applies: Option<Expr>,
    pub(crate) body: DecisionBody,
    pub(crate) basis: Vec<ClauseRef>,
    pub(crate) sensitive: bool,
    pub(crate) span: Span,
}

impl Decision {
    /// The name of a rule or of an entry; the decision's own if it is a single expression.
    pub(crate) fn rule_name(&self, rule: usize) -> Option<&str> {
        match &self.body {
            DecisionBody::Expr { .. } => Some(&self.name),
            DecisionBody::Cases(cases) => cases.get(rule).map(|case| case.name.as_str()),
            DecisionBody::Collect { entries, .. } => entries.get(rule).map(|entry| entry.name.as_str()),
        }
    }
}

#[derive(Clone, Debug)]
pub(crate) enum DecisionBody {
    Expr {
        value: Expr,
        reason: Option<Template>,
    },
    /// The default, if there is one, comes first.
    Cases(Vec<Case>),
    Collect {
        entries: Vec<Entry>,
        reason: Option<Template>,
    },
}

#[derive(Clone, Debug)]
pub(crate) struct Case {
    pub(crate) name: String,
    pub(crate) is_default: bool,
    /// Numbers of the cases of the same decision that this one beats, directly or through others.
    pub(crate) beats: Vec<usize>,
    pub(crate) condition: Option<Expr>,
    pub(crate) outcome: Outcome,
    pub(crate) reason: Option<Template>,
    pub(crate) basis: Vec<ClauseRef>,
    pub(crate) span: Span,
}

#[derive(Clone, Debug)]
pub(crate) enum Outcome {
    Value(Expr),
    Review { reason: Template, suggestion: Option<Expr> },
}

#[derive(Clone, Debug)]
pub(crate) struct Entry {
    pub(crate) name: String,
    pub(crate) condition: Option<Expr>,
    pub(crate) value: Expr,
    pub(crate) reason: Option<Template>,
    pub(crate) basis: Vec<ClauseRef>,
    pub(crate) span: Span,
}

#[derive(Clone, Debug)]
pub(crate) struct Check {
    pub(crate) name: String,
    pub(crate) severity: Severity,
    pub(crate) condition: Option<Expr>,
    pub(crate) requirement: Option<Expr>,
    pub(crate) certainty: Certainty,
    pub(crate) message: Template,
    pub(crate) actions: Vec<Action>,
    pub(crate) fields: Vec<FieldId>,
    pub(crate) details: Vec<DetailId>,
    pub(crate) basis: Vec<ClauseRef>,
    pub(crate) span: Span,
}

#[derive(Clone, Debug)]
pub(crate) struct Action {
    pub(crate) role: String,
    pub(crate) text: Template,
    pub(crate) wait: Option<Wait>,
}

#[derive(Clone, Debug)]
pub(crate) struct Wait {
    pub(crate) soft: bool,
    /// The day when the wait is over.
    pub(crate) until: Expr,
}

#[derive(Clone, Debug)]
pub(crate) struct Process {
    pub(crate) name: String,
    pub(crate) applies: Option<Expr>,
    pub(crate) steps: Vec<Step>,
    pub(crate) span: Span,
}

#[derive(Clone, Debug)]
pub(crate) struct Step {
    pub(crate) name: String,
    pub(crate) applies: Option<Expr>,
    pub(crate) done: Expr,
    pub(crate) by: Option<String>,
    pub(crate) action: Option<(Template, Option<Wait>)>,
    pub(crate) basis: Vec<ClauseRef>,
    #[cfg_attr(not(feature = "analyze"), allow(dead_code, reason = "only coverage shows it"))]
    pub(crate) span: Span,
}

/// Text with `{…}`.
#[derive(Clone, Debug, Default)]
pub(crate) struct Template {
    pub(crate) pieces: Vec<Piece>,
}

#[derive(Clone, Debug)]
pub(crate) enum Piece {
    Text(String),
    Value { value: Expr, sensitive: bool },
}

// ---------------------------------------------------------------- tables

/// A 表格. Its expressions may name the built-in fields as well, which stand behind the record's own.
#[derive(Clone, Debug)]
pub(crate) struct Table {
    pub(crate) name: String,
    pub(crate) title: Template,
    pub(crate) groups: Vec<Expr>,
    pub(crate) split: Split,
    pub(crate) rows: Rows,
    pub(crate) filter: Option<Expr>,
    /// Records outside the scope of the rules take part.
    pub(crate) beyond_scope: bool,
    pub(crate) columns: Vec<Column>,
    pub(crate) has_total: bool,
    pub(crate) notes: Vec<Template>,
}

/// What a table has a row for.
#[derive(Clone, Debug)]
pub(crate) enum Rows {
    Records,
    Detail(DetailId),
    Each(Vec<Expr>),
}

#[derive(Clone, Debug)]
pub(crate) struct Column {
    pub(crate) heading: String,
    pub(crate) value: ColumnValue,
}

#[derive(Clone, Debug)]
pub(crate) enum ColumnValue {
    RowNumber,
    Value {
        value: Expr,
        sensitive: bool,
    },
    /// Records for which the condition holds.
    Count(Option<Expr>),
}

// ---------------------------------------------------------------- examples

#[derive(Clone, Debug)]
pub(crate) struct Example {
    pub(crate) name: String,
    /// Those of the base first, then its own; the last one for a field counts.
    pub(crate) givens: IndexMap<FieldId, Given>,
    pub(crate) details: IndexMap<DetailId, Vec<IndexMap<FieldId, Given>>>,
    pub(crate) date: Option<crate::date::Date>,
    pub(crate) expectations: Vec<Expectation>,
}

#[derive(Clone, Debug)]
pub(crate) enum Given {
    Missing,
    Invalid(String),
    Value(Value),
}

#[derive(Clone, Debug)]
pub(crate) struct Expectation {
    pub(crate) target: Target,
    pub(crate) expected: Expected,
    pub(crate) because: Vec<String>,
    pub(crate) needs: Option<Vec<String>>,
    pub(crate) span: Span,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Target {
    Conclusion,
    Decision(DecisionId),
    Check(u32),
    Process(ProcessId),
    /// A finding about a field: `必填·生源地`.
    FieldFinding(String),
}

#[derive(Clone, Debug)]
pub(crate) enum Expected {
    Word(String),
    Value(Value),
}

// ---------------------------------------------------------------- expressions

/// Equal to any other that says the same, wherever it stands.
#[derive(Clone, Debug)]
pub(crate) struct Expr {
    pub(crate) kind: ExprKind,
    pub(crate) ty: Type,
    pub(crate) span: Span,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum ExprKind {
    Const(Value),
    Unset(ParameterId),
    Today,
    Field(FieldId),
    Decision(DecisionId),
    Not(Box<Expr>),
    And(Vec<Expr>),
    Or(Vec<Expr>),
    Compare { op: Comparison, left: Box<Expr>, right: Box<Expr> },
    Arithmetic { op: Arithmetic, left: Box<Expr>, right: Box<Expr> },
    Set(Vec<Expr>),
    Choice { arms: Vec<(Expr, Expr)>, otherwise: Box<Expr> },
    Quantified { kind: Quantifier, detail: DetailId, such_that: Option<Box<Expr>> },
    Selected { last: bool, detail: DetailId, order: FieldId, such_that: Option<Box<Expr>>, field: FieldId },
    Gathered { detail: DetailId, such_that: Option<Box<Expr>>, field: FieldId },
    Filled(FieldId),
    DetailFilled(DetailId),
    Call { function: Function, args: Vec<Expr> },
    Format { format: TextFormat, text: Box<Expr> },
    Test { test: DecisionTest, decision: DecisionId },
    ProcessDone(ProcessId),
    CurrentStep(ProcessId),
    Wrong,
}

/// Functions of values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Function {
    Level,
    Parent,
    HasLower,
    InForce,
    Successors,
    Same,
    Year,
    MonthOf,
    DayOf,
    Days,
    Length,
    Count,
    Contains,
}

/// Questions about a decision's outcome.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum DecisionTest {
    Determined,
    NeedsReview,
    Undetermined,
}

impl PartialEq for Expr {
    fn eq(&self, other: &Self) -> bool {
        self.kind == other.kind && self.ty == other.ty
    }
}

impl Expr {
    /// Calls `visit` on this expression and every one inside it, outermost first.
    pub(crate) fn walk(&self, visit: &mut dyn FnMut(&Expr)) {
        visit(self);
        self.parts().into_iter().for_each(|part| part.walk(visit));
    }

    /// The expressions that this one is made of.
    pub(crate) fn parts(&self) -> Vec<&Expr> {
        match &self.kind {
            ExprKind::Not(inner) | ExprKind::Format { text: inner, .. } => vec![inner],
            ExprKind::And(parts) | ExprKind::Or(parts) | ExprKind::Set(parts) | ExprKind::Call { args: parts, .. } => {
                parts.iter().collect()
            }
            ExprKind::Compare { left, right, .. } | ExprKind::Arithmetic { left, right, .. } => vec![left, right],
            ExprKind::Choice { arms, otherwise } => {
                let arms = arms.iter().flat_map(|(condition, value)| [condition, value]);
                arms.chain([otherwise.as_ref()]).collect()
            }
            ExprKind::Quantified { such_that, .. }
            | ExprKind::Selected { such_that, .. }
            | ExprKind::Gathered { such_that, .. } => such_that.as_deref().into_iter().collect(),
            ExprKind::Const(_)
            | ExprKind::Unset(_)
            | ExprKind::Today
            | ExprKind::Field(_)
            | ExprKind::Decision(_)
            | ExprKind::Filled(_)
            | ExprKind::DetailFilled(_)
            | ExprKind::Test { .. }
            | ExprKind::ProcessDone(_)
            | ExprKind::CurrentStep(_)
            | ExprKind::Wrong => Vec::new(),
        }
    }
}

impl Record {
    pub(crate) fn field(&self, id: FieldId) -> &Field {
        &self.fields[id.index()]
    }

    pub(crate) fn detail(&self, id: DetailId) -> &Detail {
        &self.details[id.index()]
    }

    pub(crate) fn decision(&self, id: DecisionId) -> &Decision {
        &self.decisions[id.index()]
    }

    pub(crate) fn process(&self, id: ProcessId) -> &Process {
        &self.processes[id.index()]
    }
}
