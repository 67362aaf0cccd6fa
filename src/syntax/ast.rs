//! The tree of a policy text as written: names borrowed from the text, every part with its place.
//! Knows nothing of types or of what a name means.

use std::borrow::Cow;

use crate::date::Duration;
use crate::span::{Span, Spanned};
use crate::value::Arithmetic;

/// A name as written, full-width letters and digits made half-width, quotes `「」` removed.
pub(crate) type Name<'a> = Spanned<Cow<'a, str>>;
/// `学历.本科`
pub(crate) type Path<'a> = Spanned<Vec<Name<'a>>>;
/// Quoted text; neighbouring pieces joined.
pub(crate) type Text<'a> = Spanned<Cow<'a, str>>;

/// All items of one file, in the order written.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct File<'a> {
    pub(crate) items: Vec<Item<'a>>,
    pub(crate) comments: Vec<Span>,
    /// Names that faulty items, which are left out, would have given a meaning.
    pub(crate) lost: Vec<&'a str>,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Item<'a> {
    Policy(PolicyHead<'a>),
    Document(Document<'a>),
    Parameter(Parameter<'a>),
    Format(Format<'a>),
    Enumeration(Enumeration<'a>),
    Roles(Vec<Name<'a>>),
    Record(Record<'a>),
    Rules(Rules<'a>),
}

/// `政策 "…" { 届别 2024 发布 "…" }`
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct PolicyHead<'a> {
    pub(crate) title: Text<'a>,
    pub(crate) year: Option<Spanned<Cow<'a, str>>>,
    pub(crate) publisher: Option<Text<'a>>,
    /// The day of examples and cases that name none, digits joined by `-`.
    pub(crate) date: Option<Spanned<String>>,
    pub(crate) note: Option<Text<'a>>,
}

/// `文件 指引 "…" { 条 … }`
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Document<'a> {
    pub(crate) name: Name<'a>,
    pub(crate) title: Text<'a>,
    pub(crate) clauses: Vec<Clause<'a>>,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Clause<'a> {
    pub(crate) id: Path<'a>,
    pub(crate) text: Text<'a>,
    pub(crate) heading: Option<Text<'a>>,
    pub(crate) excluded: Option<Text<'a>>,
}

/// `依据 指引 生源地.填写, 生源地.定义`
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Basis<'a> {
    pub(crate) document: Name<'a>,
    pub(crate) clauses: Vec<Path<'a>>,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Parameter<'a> {
    pub(crate) name: Name<'a>,
    pub(crate) ty: Option<TypeName<'a>>,
    /// `None` is `未定`.
    pub(crate) value: Option<Expr<'a>>,
    pub(crate) basis: Vec<Basis<'a>>,
    pub(crate) note: Option<Text<'a>>,
}

/// `格式 学号格式 匹配 "[0-9]{8,12}" 说明 "8到12位数字"`
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Format<'a> {
    pub(crate) name: Name<'a>,
    pub(crate) pattern: Text<'a>,
    pub(crate) basis: Vec<Basis<'a>>,
    pub(crate) note: Option<Text<'a>>,
}

/// `集合<材料>`
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct TypeName<'a> {
    pub(crate) name: Name<'a>,
    pub(crate) element: Option<Name<'a>>,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Enumeration<'a> {
    pub(crate) name: Name<'a>,
    pub(crate) members: Vec<Member<'a>>,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Member<'a> {
    pub(crate) name: Name<'a>,
    pub(crate) code: Option<Text<'a>>,
    pub(crate) aliases: Vec<Text<'a>>,
}

// ---------------------------------------------------------------- records

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Record<'a> {
    pub(crate) name: Name<'a>,
    pub(crate) items: Vec<RecordItem<'a>>,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum RecordItem<'a> {
    Key(Name<'a>),
    Field(Field<'a>),
    Group(Name<'a>, Vec<RecordItem<'a>>),
    Detail(Detail<'a>),
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Detail<'a> {
    pub(crate) name: Name<'a>,
    pub(crate) applies: Option<Expr<'a>>,
    /// `视为 无`: no rows when the records say nothing.
    pub(crate) none_if_absent: bool,
    pub(crate) columns: Vec<Text<'a>>,
    pub(crate) note: Option<Text<'a>>,
    pub(crate) basis: Vec<Basis<'a>>,
    pub(crate) fields: Vec<Field<'a>>,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Field<'a> {
    pub(crate) name: Name<'a>,
    pub(crate) ty: TypeName<'a>,
    pub(crate) attributes: Vec<Attribute<'a>>,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Attribute<'a> {
    Required { condition: Option<Expr<'a>>, span: Span },
    Applies { condition: Expr<'a>, span: Span },
    Locked { span: Span },
    Sensitive { span: Span },
    Placeholder(Vec<Text<'a>>),
    Format { name: Name<'a>, condition: Option<Expr<'a>>, severity: Option<Severity> },
    Assume { value: Expr<'a>, span: Span },
    Columns(Vec<Text<'a>>),
    Note(Text<'a>),
    Basis(Basis<'a>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Severity {
    Block,
    Review,
    Warn,
    Advise,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Certainty {
    Certain,
    Likely,
    Possible,
}

// ---------------------------------------------------------------- rules

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Rules<'a> {
    pub(crate) record: Name<'a>,
    pub(crate) items: Vec<RuleItem<'a>>,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum RuleItem<'a> {
    Scope(Scope<'a>),
    Decision(Decision<'a>),
    Collect(Collect<'a>),
    Check(Check<'a>),
    Process(Process<'a>),
    Table(Table<'a>),
    Example(Example<'a>),
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Scope<'a> {
    pub(crate) condition: Expr<'a>,
    pub(crate) basis: Vec<Basis<'a>>,
    pub(crate) span: Span,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Decision<'a> {
    pub(crate) name: Name<'a>,
    pub(crate) body: DecisionBody<'a>,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum DecisionBody<'a> {
    /// `判定 x = 表达式`
    Expr { value: Expr<'a>, reason: Option<Text<'a>>, basis: Vec<Basis<'a>> },
    /// `判定 x : T { 缺省 … 例外 … }`
    Cases {
        ty: Option<TypeName<'a>>,
        applies: Option<Expr<'a>>,
        basis: Vec<Basis<'a>>,
        cases: Vec<Case<'a>>,
        /// A part could not be read and is left out.
        faulty: bool,
    },
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Case<'a> {
    pub(crate) name: Name<'a>,
    pub(crate) is_default: bool,
    pub(crate) over: Vec<Name<'a>>,
    pub(crate) condition: Option<Expr<'a>>,
    pub(crate) outcome: Option<Outcome<'a>>,
    pub(crate) reason: Option<Text<'a>>,
    pub(crate) basis: Vec<Basis<'a>>,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Outcome<'a> {
    Value(Expr<'a>),
    Review { reason: Text<'a>, suggestion: Option<Expr<'a>> },
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Collect<'a> {
    pub(crate) name: Name<'a>,
    pub(crate) ty: Option<TypeName<'a>>,
    pub(crate) applies: Option<Expr<'a>>,
    pub(crate) basis: Vec<Basis<'a>>,
    pub(crate) reason: Option<Text<'a>>,
    pub(crate) entries: Vec<Entry<'a>>,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Entry<'a> {
    pub(crate) name: Name<'a>,
    pub(crate) condition: Option<Expr<'a>>,
    pub(crate) value: Expr<'a>,
    pub(crate) reason: Option<Text<'a>>,
    pub(crate) basis: Vec<Basis<'a>>,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Check<'a> {
    pub(crate) name: Name<'a>,
    pub(crate) severity: Severity,
    pub(crate) condition: Option<Expr<'a>>,
    pub(crate) requirement: Option<Expr<'a>>,
    pub(crate) certainty: Certainty,
    pub(crate) message: Option<Text<'a>>,
    pub(crate) actions: Vec<Action<'a>>,
    pub(crate) fields: Vec<Name<'a>>,
    pub(crate) basis: Vec<Basis<'a>>,
}

/// `办理 学生 "…" 等待 约 2周 自 某日`
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Action<'a> {
    pub(crate) role: Name<'a>,
    pub(crate) text: Text<'a>,
    pub(crate) wait: Option<Wait<'a>>,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Wait<'a> {
    pub(crate) soft: bool,
    /// A length of time, or the name of a parameter that is one.
    pub(crate) length: Expr<'a>,
    pub(crate) since: Expr<'a>,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Process<'a> {
    pub(crate) name: Name<'a>,
    pub(crate) applies: Option<Expr<'a>>,
    pub(crate) basis: Vec<Basis<'a>>,
    pub(crate) steps: Vec<Step<'a>>,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Step<'a> {
    pub(crate) name: Name<'a>,
    pub(crate) applies: Option<Expr<'a>>,
    pub(crate) done: Option<Expr<'a>>,
    pub(crate) by: Option<Name<'a>>,
    pub(crate) action: Option<(Text<'a>, Option<Wait<'a>>)>,
    pub(crate) basis: Vec<Basis<'a>>,
}

// ---------------------------------------------------------------- tables

/// `表格 附表2 "标题" 按 院系 分工作表 { 行 … 列 … }`
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Table<'a> {
    pub(crate) name: Name<'a>,
    pub(crate) title: Text<'a>,
    pub(crate) groups: Vec<Expr<'a>>,
    pub(crate) split: Split,
    pub(crate) rows: Option<TableRows<'a>>,
    pub(crate) columns: Vec<Column<'a>>,
    /// Where 合计 stands.
    pub(crate) total: Option<Span>,
    pub(crate) notes: Vec<Text<'a>>,
    pub(crate) basis: Vec<Basis<'a>>,
}

/// Where the groups of a table go.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Split {
    /// 分工作表: one workbook with a sheet for each group.
    #[default]
    Sheets,
    /// 分文件: a file for each group.
    Files,
}

/// `行 [每 院系 | 明细] [当 条件]`
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct TableRows<'a> {
    pub(crate) of: RowsOf<'a>,
    pub(crate) condition: Option<Expr<'a>>,
}

/// What a table has a row for.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum RowsOf<'a> {
    Records,
    Detail(Name<'a>),
    Each(Vec<Expr<'a>>),
}

/// `列 "人数" = 人数 当 条件`
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Column<'a> {
    pub(crate) heading: Text<'a>,
    pub(crate) value: Expr<'a>,
    pub(crate) condition: Option<Expr<'a>>,
}

// ---------------------------------------------------------------- examples

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Example<'a> {
    pub(crate) name: Name<'a>,
    pub(crate) base: Option<Name<'a>>,
    pub(crate) givens: Vec<Given<'a>>,
    pub(crate) rows: Vec<ExampleRows<'a>>,
    pub(crate) expectations: Vec<Expectation<'a>>,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Given<'a> {
    pub(crate) name: Name<'a>,
    pub(crate) value: GivenValue<'a>,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum GivenValue<'a> {
    Missing,
    Invalid(Text<'a>),
    Expr(Expr<'a>),
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct ExampleRows<'a> {
    pub(crate) detail: Name<'a>,
    /// `None` is `未填`.
    pub(crate) rows: Option<Vec<Vec<Given<'a>>>>,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Expectation<'a> {
    pub(crate) target: Name<'a>,
    pub(crate) expected: Expected<'a>,
    pub(crate) because: Vec<Name<'a>>,
    /// `需 a, 工作经历[0].工作地`, as written.
    pub(crate) needs: Option<Vec<Text<'a>>>,
    pub(crate) span: Span,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Expected<'a> {
    Word(Name<'a>),
    Value(Expr<'a>),
}

// ---------------------------------------------------------------- expressions

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Expr<'a> {
    pub(crate) kind: ExprKind<'a>,
    pub(crate) span: Span,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum ExprKind<'a> {
    Or(Vec<Expr<'a>>),
    And(Vec<Expr<'a>>),
    Not(Box<Expr<'a>>),
    Compare {
        op: Comparison,
        left: Box<Expr<'a>>,
        right: Box<Expr<'a>>,
    },
    /// First operand, then each operator with its operand, from left to right.
    Arithmetic {
        first: Box<Expr<'a>>,
        rest: Vec<(Arithmetic, Expr<'a>)>,
    },
    Negative(Box<Expr<'a>>),
    Set(Vec<Expr<'a>>),
    Text(Cow<'a, str>),
    /// Digits as written, half-width, with `-` between the parts.
    Date(String),
    Month(String),
    Duration(Duration),
    Percent(String),
    Number(String),
    Bool(bool),
    Choice {
        arms: Vec<(Expr<'a>, Expr<'a>)>,
        otherwise: Box<Expr<'a>>,
    },
    Quantified {
        kind: Quantifier,
        detail: Name<'a>,
        such_that: Option<Box<Expr<'a>>>,
    },
    Selected {
        last: bool,
        detail: Name<'a>,
        order: Name<'a>,
        such_that: Option<Box<Expr<'a>>>,
        field: Name<'a>,
    },
    Gathered {
        detail: Name<'a>,
        such_that: Option<Box<Expr<'a>>>,
        field: Name<'a>,
    },
    Call {
        name: Name<'a>,
        args: Vec<Expr<'a>>,
    },
    Path(Vec<Name<'a>>),
    /// A literal that could not be read; already reported.
    Error,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Comparison {
    Eq,
    Ne,
    Lt,
    Le,
    Gt,
    Ge,
    In,
    Within,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Quantifier {
    Any,
    All,
    Count,
}
