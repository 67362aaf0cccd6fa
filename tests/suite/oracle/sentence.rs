//! Expressions that have the type asked for, by construction.

use super::calendar::Day;
use super::choices::Choices;
use super::model::{Arithmetic, DETAIL, ENUMERATIONS, Expression, FORMATS, Function, Quantifier, Relation, Type, Unit, Value};
use super::places;

const INTEGERS: [i64; 8] = [0, 1, 2, 3, -1, 10, 2023, 31];

/// The days that records, literals and the day of the evaluation are taken from.
pub(super) const DAYS: [(i64, i64, i64); 8] =
    [(2023, 9, 25), (2023, 10, 13), (2024, 2, 29), (2023, 1, 31), (2022, 12, 31), (2023, 9, 24), (2022, 6, 30), (2023, 3, 1)];

/// Texts on both sides of the edges of the formats.
const TEXTS: [&str; 10] =
    ["20240017", "2024001", "202400170024", "2024001700240", "BK-07", "S-12班", "BK-7", "SSS-01", "汉字四个", "五个汉字呀"];

/// What a name in an expression may stand for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A field of the record or of the row, a parameter or a collection.
    Value(Type),
    /// The same, and 已填 may be asked of it.
    Field(Type),
    /// The same, and 已定 may be asked of it.
    Decision(Type),
    /// A process with its steps.
    Process(Vec<String>),
}

#[derive(Clone, Debug)]
pub(super) struct Visible {
    pub(super) name: String,
    pub(super) kind: Kind,
}

impl Visible {
    pub(super) fn new(name: &str, kind: Kind) -> Visible {
        Visible { name: name.to_string(), kind }
    }
}

/// Writes expressions over what is visible in one place of a policy.
pub(super) struct Writer<'a, 'b> {
    pub(super) choices: &'a mut Choices<'b>,
    pub(super) visible: Vec<Visible>,
    /// The fields of the detail, where an expression may look into its rows.
    pub(super) detail: Vec<Visible>,
    /// Whether to keep to what filling a field in can only settle, never turn around: no 已填, no 待定.
    pub(super) steady: bool,
}

impl Writer<'_, '_> {
    pub(super) fn condition(&mut self, depth: usize) -> Expression {
        self.boolean(depth)
    }

    /// `typed`: the place where it stands names the type, so that bare literals are understood.
    pub(super) fn value(&mut self, kind: Type, depth: usize, typed: bool) -> Expression {
        if depth == 0 || self.choices.below(3) == 0 {
            return self.leaf(kind, typed);
        }
        match kind {
            Type::Boolean => return self.boolean(depth),
            _ if self.choices.below(5) == 4 => return self.branch(kind, depth, typed),
            _ if self.choices.below(5) == 4 && kind.element().is_none() => {
                if let Some(selected) = self.selected(kind, depth) {
                    return selected;
                }
            }
            _ => {}
        }
        match kind {
            Type::Integer => self.integer(depth),
            Type::Date => self.shift(depth),
            Type::Place => {
                let place = self.value(Type::Place, depth - 1, true);
                Expression::Call(Function::Parent, vec![place])
            }
            Type::Places | Type::Members(_) => self.set(kind, depth, typed),
            Type::Boolean | Type::Member(_) | Type::Text => self.leaf(kind, typed),
        }
    }

    fn leaf(&mut self, kind: Type, typed: bool) -> Expression {
        let names: Vec<_> = self.names(kind);
        if names.is_empty() || self.choices.below(6) == 5 {
            return self.literal(kind, typed);
        }
        let place = self.choices.below(names.len());
        Expression::Name(names[place].clone())
    }

    fn names(&self, kind: Type) -> Vec<String> {
        let has = |it: &&Visible| match it.kind {
            Kind::Value(own) | Kind::Field(own) | Kind::Decision(own) => own == kind,
            Kind::Process(_) => false,
        };
        self.visible.iter().filter(has).map(|it| it.name.clone()).collect()
    }

    fn literal(&mut self, kind: Type, typed: bool) -> Expression {
        if kind == Type::Date && self.choices.below(4) == 3 {
            return Expression::Today;
        }
        if kind.element() == Some(Type::Place) && !typed {
            return self.call(Function::Successors);
        }
        if kind == Type::Place && !typed {
            return self.call(Function::Parent);
        }
        Expression::Literal { value: value(self.choices, kind), bare: typed && self.choices.below(3) < 2 }
    }

    /// A function of a place.
    fn call(&mut self, function: Function) -> Expression {
        let place = self.leaf(Type::Place, true);
        Expression::Call(function, vec![place])
    }

    fn branch(&mut self, kind: Type, depth: usize, typed: bool) -> Expression {
        Expression::If {
            condition: Box::new(self.boolean(depth - 1)),
            then: Box::new(self.value(kind, depth - 1, typed)),
            otherwise: Box::new(self.value(kind, depth - 1, typed)),
        }
    }

    fn boolean(&mut self, depth: usize) -> Expression {
        if depth == 0 {
            return self.comparison(0);
        }
        match self.choices.below(17) {
            0 => self.leaf(Type::Boolean, true),
            1..=3 => self.comparison(depth),
            4 => Expression::And(self.operands(depth)),
            5 => Expression::Or(self.operands(depth)),
            6 => Expression::Not(Box::new(self.boolean(depth - 1))),
            7 => self.belonging(depth),
            8 => Expression::Within(
                Box::new(self.value(Type::Place, depth - 1, true)),
                Box::new(self.value(Type::Place, depth - 1, true)),
            ),
            9 => self.branch(Type::Boolean, depth, true),
            10 | 11 => self.over_rows(depth),
            12 => self.filled(),
            13 => match self.choices.below(2) {
                0 => self.call(Function::HasLower),
                _ => Expression::Call(Function::Same, vec![self.leaf(Type::Place, true), self.leaf(Type::Place, true)]),
            },
            14 => self.progress(),
            15 => self.standing(),
            _ => Expression::Fits(Box::new(self.value(Type::Text, depth - 1, true)), self.choices.below(FORMATS.len())),
        }
    }

    /// Two or three operands; now and then the first of them again.
    fn operands(&mut self, depth: usize) -> Vec<Expression> {
        let mut operands = vec![self.boolean(depth - 1)];
        for _ in 0..=self.choices.below(2) {
            let again = self.choices.percent(10);
            operands.push(if again { operands[0].clone() } else { self.boolean(depth - 1) });
        }
        operands
    }

    fn comparison(&mut self, depth: usize) -> Expression {
        let kind = self.choices.pick(&[
            Type::Integer,
            Type::Member(0),
            Type::Date,
            Type::Place,
            Type::Boolean,
            Type::Member(1),
            Type::Members(1),
            Type::Text,
        ]);
        if kind == Type::Place && self.choices.below(3) == 2 {
            return self.level();
        }
        let relation = match kind {
            Type::Integer | Type::Date => self.relation(),
            _ => self.choices.pick(&[Relation::Equal, Relation::Different]),
        };
        let below = depth.saturating_sub(1);
        let left = match kind {
            Type::Boolean => self.leaf(kind, true),
            _ => self.value(kind, below, false),
        };
        let right = match kind {
            Type::Boolean => self.leaf(kind, true),
            _ if self.choices.below(2) == 0 => self.literal(kind, true),
            _ => self.value(kind, below, true),
        };
        Expression::Compare(relation, Box::new(left), Box::new(right))
    }

    fn relation(&mut self) -> Relation {
        self.choices.pick(&[
            Relation::Equal,
            Relation::Different,
            Relation::Less,
            Relation::AtMost,
            Relation::More,
            Relation::AtLeast,
        ])
    }

    fn level(&mut self) -> Expression {
        let relation = self.relation();
        let left = self.call(Function::LevelOf);
        let right = match self.choices.below(4) {
            3 => self.call(Function::LevelOf),
            level => Expression::Literal { value: Value::Level(level), bare: true },
        };
        Expression::Compare(relation, Box::new(left), Box::new(right))
    }

    fn belonging(&mut self, depth: usize) -> Expression {
        let sets = [Type::Members(0), Type::Places, Type::Members(1), Type::Integer, Type::Date];
        let set = self.choices.pick(&sets);
        let left = self.value(set.element().unwrap_or(set), depth - 1, false);
        let right = match set.element() {
            Some(_) => self.value(set, depth, true),
            None => Expression::Set((0..2).map(|_| self.leaf(set, true)).collect()),
        };
        Expression::Belongs(Box::new(left), Box::new(right))
    }

    /// `已填(x)`, of a field or the detail.
    fn filled(&mut self) -> Expression {
        let fields = self.visible.iter().filter(|it| matches!(it.kind, Kind::Field(_)));
        let mut fields: Vec<_> = fields.map(|it| it.name.clone()).collect();
        if self.steady || fields.is_empty() {
            return self.comparison(0);
        }
        if !self.detail.is_empty() {
            fields.push(DETAIL.to_string());
        }
        let function = self.choices.pick(&[Function::Filled, Function::Unfilled]);
        Expression::Call(function, vec![Expression::Name(self.choices.pick(&fields))])
    }

    /// `已完成(流程)`, or which step is the current one.
    fn progress(&mut self) -> Expression {
        let mut processes = Vec::new();
        for it in &self.visible {
            if let Kind::Process(steps) = &it.kind {
                processes.push((it.name.clone(), steps.clone()));
            }
        }
        if processes.is_empty() {
            return self.comparison(0);
        }
        let (name, steps) = self.choices.pick(&processes);
        let name = vec![Expression::Name(name)];
        if self.choices.below(2) == 0 {
            return Expression::Call(Function::Complete, name);
        }
        let step = Value::Text(self.choices.pick(&steps));
        Expression::Compare(
            self.choices.pick(&[Relation::Equal, Relation::Different]),
            Box::new(Expression::Call(Function::CurrentStep, name)),
            Box::new(Expression::Literal { value: step, bare: true }),
        )
    }

    /// `已定`, `须复核`, `待定` of a decision.
    fn standing(&mut self) -> Expression {
        let decisions = self.visible.iter().filter(|it| matches!(it.kind, Kind::Decision(_)));
        let decisions: Vec<_> = decisions.map(|it| it.name.clone()).collect();
        if self.steady || decisions.is_empty() {
            return self.comparison(0);
        }
        let functions = [Function::Settled, Function::NeedsReview, Function::Pending];
        let function = self.choices.pick(&functions);
        Expression::Call(function, vec![Expression::Name(self.choices.pick(&decisions))])
    }

    /// A writer's turn inside the brackets of `满足 (…)`, where the row's fields come first.
    fn such(&mut self, depth: usize) -> Box<Expression> {
        let row = std::mem::take(&mut self.detail);
        let hidden = |it: &Visible| row.iter().any(|field| field.name == it.name);
        let outside = self.visible.clone();
        self.visible.retain(|it| !hidden(it));
        self.visible.splice(0..0, row.clone());
        let condition = self.boolean(depth - 1);
        self.visible = outside;
        self.detail = row;
        Box::new(condition)
    }

    fn perhaps_such(&mut self, depth: usize) -> Option<Box<Expression>> {
        (self.choices.below(4) < 3).then(|| self.such(depth))
    }

    fn over_rows(&mut self, depth: usize) -> Expression {
        if self.detail.is_empty() {
            return self.comparison(0);
        }
        let quantifier = self.choices.pick(&[Quantifier::Any, Quantifier::All]);
        Expression::Quantified(quantifier, Some(self.such(depth)))
    }

    fn column(&mut self, kind: Type) -> Option<String> {
        let columns = self.detail.iter().filter(|it| it.kind == Kind::Field(kind));
        let columns: Vec<_> = columns.map(|it| it.name.clone()).collect();
        (!columns.is_empty()).then(|| self.choices.pick(&columns))
    }

    fn selected(&mut self, kind: Type, depth: usize) -> Option<Expression> {
        let field = self.column(kind)?;
        let kinds = [Type::Date, Type::Date, Type::Integer];
        let kind = self.choices.pick(&kinds);
        let key = self.column(kind)?;
        let such = self.perhaps_such(depth);
        Some(Expression::Selected { last: self.choices.below(2) == 0, key, such, field })
    }

    fn integer(&mut self, depth: usize) -> Expression {
        let below = depth - 1;
        match self.choices.below(6) {
            0 | 1 => {
                let operation = self.choices.pick(&[Arithmetic::Plus, Arithmetic::Minus]);
                let left = self.value(Type::Integer, below, true);
                let right = self.value(Type::Integer, below, true);
                Expression::Arithmetic(operation, Box::new(left), Box::new(right))
            }
            2 => {
                let left = self.value(Type::Integer, below, true);
                let factor = Value::Integer(self.choices.below(4) as i64);
                let right = Expression::Literal { value: factor, bare: true };
                Expression::Arithmetic(Arithmetic::Times, Box::new(left), Box::new(right))
            }
            3 => {
                let parts = [Function::Year, Function::Month, Function::DayOfMonth];
                let part = self.choices.pick(&parts);
                Expression::Call(part, vec![self.value(Type::Date, below, true)])
            }
            4 if !self.detail.is_empty() => Expression::Quantified(Quantifier::Count, self.perhaps_such(depth)),
            4 => Expression::Arithmetic(
                Arithmetic::Minus,
                Box::new(self.value(Type::Date, below, false)),
                Box::new(self.value(Type::Date, below, true)),
            ),
            _ => {
                let set = self.choices.pick(&[Type::Members(1), Type::Places]);
                Expression::Call(Function::Size, vec![self.value(set, below, false)])
            }
        }
    }

    fn shift(&mut self, depth: usize) -> Expression {
        Expression::Shift {
            date: Box::new(self.value(Type::Date, depth - 1, true)),
            back: self.choices.below(2) == 1,
            amount: 1 + self.choices.below(14) as i64,
            unit: self.choices.pick(&[Unit::Days, Unit::Weeks, Unit::Months, Unit::Years]),
        }
    }

    fn set(&mut self, kind: Type, depth: usize, typed: bool) -> Expression {
        let element = kind.element().unwrap_or(Type::Place);
        match self.choices.below(5) {
            0 if typed => {
                let count = 1 + self.choices.below(3);
                Expression::Set((0..count).map(|_| self.leaf(element, true)).collect())
            }
            1 | 2 => {
                let operation = self.choices.pick(&[Arithmetic::Plus, Arithmetic::Minus]);
                let left = self.value(kind, depth - 1, typed);
                let right = self.value(kind, depth - 1, true);
                Expression::Arithmetic(operation, Box::new(left), Box::new(right))
            }
            3 if !self.detail.is_empty() => match self.column(element) {
                Some(field) => Expression::Gathered { such: self.perhaps_such(depth), field },
                None => self.leaf(kind, typed),
            },
            4 if kind == Type::Places => self.call(Function::Successors),
            _ => self.leaf(kind, typed),
        }
    }
}

/// A value of this type; never an empty set.
pub(super) fn value(choices: &mut Choices, kind: Type) -> Value {
    match kind {
        Type::Boolean => Value::Boolean(choices.below(2) == 0),
        Type::Integer => Value::Integer(choices.pick(&INTEGERS)),
        Type::Date => Value::Date(day(choices)),
        Type::Place => Value::Place(choices.pick(&places::names().collect::<Vec<_>>())),
        Type::Member(of) => Value::Member(of, choices.below(ENUMERATIONS[of].1.len())),
        Type::Text => Value::Text(choices.pick(&TEXTS).to_string()),
        Type::Places => set(choices, Type::Place),
        Type::Members(of) => set(choices, Type::Member(of)),
    }
}

fn set(choices: &mut Choices, element: Type) -> Value {
    let count = 1 + choices.below(3);
    Value::Set((0..count).map(|_| value(choices, element)).collect())
}

pub(super) fn day(choices: &mut Choices) -> Day {
    let (year, month, day) = choices.pick(&DAYS);
    Day::new(year, month, day)
}
