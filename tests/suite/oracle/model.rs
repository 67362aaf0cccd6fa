//! A small model of a policy and of a record: everything the printer prints, the generator makes and
//! the walker judges. It knows nothing of the library under test.

use std::collections::{BTreeMap, BTreeSet};

use super::calendar::Day;

/// The enumerations every policy has; a member is named by the place of its enumeration and its own.
pub(super) const ENUMERATIONS: [(&str, [&str; 3]); 2] =
    [("学历", ["本科", "硕士", "博士"]), ("性质", ["家庭户口", "集体户口", "独立户口"])];

/// The detail every policy has.
pub(super) const DETAIL: &str = "经历";

/// The text that counts as not filled, for the fields that say so.
pub(super) const PLACEHOLDER: &str = "待补";

/// A format that a policy names, and whether a text has it, written by hand.
pub(super) struct Shape {
    pub(super) name: &'static str,
    pub(super) pattern: &'static str,
    pub(super) fits: fn(&str) -> bool,
}

/// The formats every policy names.
pub(super) const FORMATS: [Shape; 3] = [
    Shape {
        name: "学号样",
        pattern: "[0-9]{8,12}",
        fits: |text| (8..=12).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit()),
    },
    Shape {
        name: "批次样",
        pattern: "(BK|SS|S)-[0-9]{2}班?",
        fits: |text| {
            let text = text.strip_suffix('班').unwrap_or(text);
            let number = ["BK-", "SS-", "S-"].iter().find_map(|start| text.strip_prefix(start));
            number.is_some_and(|number| number.len() == 2 && number.bytes().all(|byte| byte.is_ascii_digit()))
        },
    },
    Shape { name: "短样", pattern: ".{1,4}", fits: |text| (1..=4).contains(&text.chars().count()) },
];

/// The text that is no value of any type but 文本.
pub(super) const NONSENSE: &str = "？？";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Type {
    Boolean,
    Integer,
    Date,
    Place,
    Member(usize),
    Places,
    Members(usize),
    Text,
}

impl Type {
    /// The type of one element of a set.
    pub(super) fn element(self) -> Option<Type> {
        match self {
            Type::Places => Some(Type::Place),
            Type::Members(of) => Some(Type::Member(of)),
            _ => None,
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Value {
    Boolean(bool),
    Integer(i64),
    Date(Day),
    /// A division by its full name.
    Place(&'static str),
    /// 省级 0, 地级 1, 县级 2.
    Level(usize),
    Member(usize, usize),
    /// Also the name of a step.
    Text(String),
    Set(BTreeSet<Value>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Relation {
    Equal,
    Different,
    Less,
    AtMost,
    More,
    AtLeast,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Arithmetic {
    Plus,
    Minus,
    Times,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unit {
    Days,
    Weeks,
    Months,
    Years,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Quantifier {
    Any,
    All,
    Count,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Function {
    Filled,
    Unfilled,
    LevelOf,
    Parent,
    HasLower,
    Successors,
    Same,
    Year,
    Month,
    DayOfMonth,
    Size,
    Complete,
    CurrentStep,
    Settled,
    NeedsReview,
    Pending,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Expression {
    /// A literal; `bare` where the place names its type, so that a member needs no enumeration before it.
    Literal {
        value: Value,
        bare: bool,
    },
    /// A field of the row or the record, a parameter, a decision or a collection.
    Name(String),
    Today,
    And(Vec<Expression>),
    Or(Vec<Expression>),
    Not(Box<Expression>),
    Compare(Relation, Box<Expression>, Box<Expression>),
    Belongs(Box<Expression>, Box<Expression>),
    Within(Box<Expression>, Box<Expression>),
    Arithmetic(Arithmetic, Box<Expression>, Box<Expression>),
    /// A date moved by a literal duration, backwards where `back`.
    Shift {
        date: Box<Expression>,
        back: bool,
        amount: i64,
        unit: Unit,
    },
    If {
        condition: Box<Expression>,
        then: Box<Expression>,
        otherwise: Box<Expression>,
    },
    Set(Vec<Expression>),
    Quantified(Quantifier, Option<Box<Expression>>),
    /// `最后 经历 按 key 满足 (…) 的 field`
    Selected {
        last: bool,
        key: String,
        such: Option<Box<Expression>>,
        field: String,
    },
    /// `汇总 经历 满足 (…) 的 field`
    Gathered {
        such: Option<Box<Expression>>,
        field: String,
    },
    Call(Function, Vec<Expression>),
    /// `符合(text, format)`
    Fits(Box<Expression>, usize),
}

#[derive(Clone, Debug)]
pub(super) enum Required {
    No,
    Always,
    When(Expression),
}

/// `格式 NAME [当 …] [阻断|复核|提醒]`
#[derive(Clone, Debug)]
pub(super) struct Format {
    pub(super) number: usize,
    pub(super) when: Option<Expression>,
    pub(super) severity: Severity,
}

#[derive(Clone, Debug)]
pub(super) struct Field {
    pub(super) name: String,
    pub(super) kind: Type,
    pub(super) required: Required,
    pub(super) applies: Option<Expression>,
    pub(super) format: Option<Format>,
    pub(super) placeholder: bool,
    pub(super) assumed: Option<Value>,
}

#[derive(Clone, Debug)]
pub(super) struct Detail {
    pub(super) applies: Option<Expression>,
    pub(super) none_assumed: bool,
    pub(super) fields: Vec<Field>,
}

#[derive(Clone, Debug)]
pub(super) struct Parameter {
    pub(super) name: String,
    pub(super) kind: Type,
    /// `None`: 未定.
    pub(super) value: Option<Value>,
}

#[derive(Clone, Debug)]
pub(super) enum Outcome {
    Value(Expression),
    Review { reason: String, suggestion: Option<Expression> },
}

#[derive(Clone, Debug)]
pub(super) struct Exception {
    pub(super) name: String,
    pub(super) beats: Vec<String>,
    pub(super) when: Expression,
    pub(super) outcome: Outcome,
}

#[derive(Clone, Debug)]
pub(super) enum Body {
    Named(Expression),
    Cases { applies: Option<Expression>, default: Option<(String, Outcome)>, exceptions: Vec<Exception> },
}

#[derive(Clone, Debug)]
pub(super) struct Decision {
    pub(super) name: String,
    pub(super) kind: Type,
    pub(super) body: Body,
}

#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub(super) name: String,
    pub(super) when: Option<Expression>,
    pub(super) value: Expression,
}

#[derive(Clone, Debug)]
pub(super) struct Collection {
    pub(super) name: String,
    pub(super) kind: Type,
    pub(super) applies: Option<Expression>,
    pub(super) entries: Vec<Entry>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Severity {
    Block,
    Review,
    Warn,
    Advise,
}

#[derive(Clone, Debug)]
pub(super) struct Check {
    pub(super) name: String,
    pub(super) severity: Severity,
    pub(super) when: Option<Expression>,
    pub(super) require: Option<Expression>,
}

#[derive(Clone, Debug)]
pub(super) struct Step {
    pub(super) name: String,
    pub(super) applies: Option<Expression>,
    pub(super) done: Expression,
}

#[derive(Clone, Debug)]
pub(super) struct Process {
    pub(super) name: String,
    pub(super) applies: Option<Expression>,
    pub(super) steps: Vec<Step>,
}

#[derive(Clone, Debug)]
pub(super) enum Item {
    Decision(Decision),
    Collection(Collection),
    Check(Check),
    Process(Process),
}

/// A policy; every item uses only items before it.
#[derive(Clone, Debug)]
pub(super) struct Policy {
    pub(super) parameters: Vec<Parameter>,
    pub(super) fields: Vec<Field>,
    pub(super) detail: Detail,
    pub(super) scope: Option<Expression>,
    pub(super) items: Vec<Item>,
}

/// What stands in one place of a record. A field that a record does not name is absent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Cell {
    Null,
    Empty,
    Placeholder,
    Nonsense,
    Filled(Value),
    /// The same, in the words of a table: 是, digits as text, members in one text.
    Worded(Value),
}

pub(super) type Cells = BTreeMap<String, Cell>;

#[derive(Clone, Debug, Default)]
pub(super) struct Person {
    pub(super) cells: Cells,
    /// `None`: the record says nothing about the detail.
    pub(super) rows: Option<Vec<Cells>>,
}
