//! The value of an expression, straight from the language reference: slow, and plain to read.

use std::collections::{BTreeMap, BTreeSet};

use super::calendar::Day;
use super::model::{
    Cell, DETAIL, Expression, FORMATS, Field, Function, NONSENSE, PLACEHOLDER, Person, Policy, Quantifier, Type, Unit, Value,
};
use super::places;
use super::ruling::Ruling;
use super::seen::{Needs, Seen, Truth, belongs, calculate, certain, compare, number, present, set_of, unknown_of};

/// One field in one place: of the record, or of one row of the detail.
pub(super) struct Slot<'a> {
    pub(super) field: &'a Field,
    pub(super) name: String,
    cell: Option<&'a Cell>,
    row: Option<usize>,
}

/// What was written into a slot, before anything is asked about it.
pub(super) enum Content {
    Missing,
    Nonsense,
    Filled(Value),
}

impl Slot<'_> {
    pub(super) fn content(&self) -> Content {
        match self.cell {
            None | Some(Cell::Null | Cell::Empty) => Content::Missing,
            Some(Cell::Placeholder) if self.field.placeholder => Content::Missing,
            // Any text is a value of 文本.
            Some(Cell::Placeholder) if self.field.kind == Type::Text => Content::Filled(Value::Text(PLACEHOLDER.to_string())),
            Some(Cell::Nonsense) if self.field.kind == Type::Text => Content::Filled(Value::Text(NONSENSE.to_string())),
            Some(Cell::Placeholder | Cell::Nonsense) => Content::Nonsense,
            Some(Cell::Filled(value) | Cell::Worded(value)) => Content::Filled(present(value)),
        }
    }
}

pub(super) enum Rows {
    Known(usize),
    Unknown(Needs),
}

pub(super) struct Walker<'a> {
    pub(super) policy: &'a Policy,
    pub(super) person: &'a Person,
    pub(super) today: Day,
    /// The items judged so far; an item uses only items before it.
    pub(super) rulings: BTreeMap<String, Ruling>,
}

impl<'a> Walker<'a> {
    /// A condition; an absent one holds, and what is not applicable does not.
    pub(super) fn holds(&self, condition: Option<&Expression>, row: Option<usize>) -> Truth {
        match condition.map(|it| self.value(it, row)) {
            None | Some(Seen::Known(Value::Boolean(true))) => Truth::True,
            Some(Seen::Known(_) | Seen::NotApplicable) => Truth::False,
            Some(Seen::Unknown { needs, .. }) => Truth::Unknown(needs),
        }
    }

    pub(super) fn value(&self, expression: &Expression, row: Option<usize>) -> Seen {
        let truth = |operand: &Expression| self.holds(Some(operand), row);
        match expression {
            Expression::Literal { value, .. } => Seen::Known(present(value)),
            Expression::Name(name) => self.named(name, row),
            Expression::Today => Seen::Known(Value::Date(self.today)),
            Expression::And(operands) => Truth::all(operands.iter().map(truth)).seen(),
            Expression::Or(operands) => Truth::any(operands.iter().map(truth)).seen(),
            Expression::Not(operand) => truth(operand).not().seen(),
            Expression::Compare(relation, left, right) => compare(*relation, &self.value(left, row), &self.value(right, row)),
            Expression::Belongs(left, right) => belongs(&self.value(left, row), &self.value(right, row)),
            Expression::Within(left, right) => match (self.value(left, row), self.value(right, row)) {
                (Seen::Known(Value::Place(inner)), Seen::Known(Value::Place(outer))) => certain(places::within(inner, outer)),
                (Seen::NotApplicable, _) | (_, Seen::NotApplicable) => Seen::truth(false),
                (left, right) => Seen::unknown(&left.needs() | &right.needs()),
            },
            Expression::Arithmetic(operation, left, right) => calculate(*operation, self.value(left, row), self.value(right, row)),
            Expression::Shift { date, back, amount, unit } => match self.value(date, row) {
                Seen::Known(Value::Date(day)) => {
                    let amount = if *back { -amount } else { *amount };
                    Seen::Known(Value::Date(match unit {
                        Unit::Days => day.plus_days(amount),
                        Unit::Weeks => day.plus_days(amount * 7),
                        Unit::Months => day.plus_months(amount),
                        Unit::Years => day.plus_months(amount * 12),
                    }))
                }
                other => other,
            },
            Expression::If { condition, then, otherwise } => match truth(condition) {
                Truth::True => self.value(then, row),
                Truth::False => self.value(otherwise, row),
                Truth::Unknown(mut needs) => {
                    let (then, otherwise) = (self.value(then, row), self.value(otherwise, row));
                    if then == otherwise && !matches!(then, Seen::Unknown { .. }) {
                        return then;
                    }
                    needs.extend(then.needs());
                    needs.extend(otherwise.needs());
                    Seen::unknown(needs)
                }
            },
            Expression::Set(elements) => set_of(elements.iter().map(|element| self.value(element, row)).collect()),
            Expression::Quantified(quantifier, such) => self.quantified(*quantifier, such),
            Expression::Selected { last, key, such, field } => self.selected(*last, key, such, field),
            Expression::Gathered { such, field } => self.gathered(such, field),
            Expression::Call(function, arguments) => self.call(*function, arguments, row),
            Expression::Fits(text, format) => match self.value(text, row) {
                Seen::Known(Value::Text(text)) => Seen::truth((FORMATS[*format].fits)(&text)),
                other => other,
            },
        }
    }

    /// A row's own fields come before the names of the record.
    fn named(&self, name: &str, row: Option<usize>) -> Seen {
        if let Some(slot) = self.slot(name, row) {
            return self.field(&slot);
        }
        if let Some(parameter) = self.policy.parameters.iter().find(|it| it.name == name) {
            return match &parameter.value {
                Some(value) => Seen::Known(present(value)),
                None => Seen::unknown(Needs::from([name.to_string()])),
            };
        }
        self.ruling(name).value(name)
    }

    fn ruling(&self, name: &str) -> &Ruling {
        self.rulings.get(name).unwrap_or_else(|| unreachable!("nothing is called {name}"))
    }

    pub(super) fn slot(&self, name: &str, row: Option<usize>) -> Option<Slot<'a>> {
        let rows = self.person.rows.as_deref().unwrap_or_default();
        if let Some(row) = row
            && let Some(field) = self.policy.detail.fields.iter().find(|it| it.name == name)
        {
            let cell = rows[row].get(name);
            return Some(Slot { field, name: format!("{DETAIL}[{row}].{name}"), cell, row: Some(row) });
        }
        let field = self.policy.fields.iter().find(|it| it.name == name)?;
        Some(Slot { field, name: name.to_string(), cell: self.person.cells.get(name), row: None })
    }

    pub(super) fn applicable(&self, slot: &Slot) -> Truth {
        self.holds(slot.field.applies.as_ref(), slot.row)
    }

    fn field(&self, slot: &Slot) -> Seen {
        match (self.applicable(slot), slot.content()) {
            (Truth::False, _) => Seen::NotApplicable,
            (Truth::Unknown(needs), Content::Filled(_)) => Seen::unknown(needs),
            (Truth::Unknown(needs), Content::Missing) if slot.field.assumed.is_some() => Seen::unknown(needs),
            (Truth::Unknown(mut needs), _) => {
                needs.insert(slot.name.clone());
                Seen::unknown(needs)
            }
            (Truth::True, Content::Filled(value)) => Seen::Known(value),
            (Truth::True, Content::Nonsense) => Seen::unknown(Needs::from([slot.name.clone()])),
            (Truth::True, Content::Missing) => match &slot.field.assumed {
                Some(value) => Seen::Known(present(value)),
                None => Seen::unknown(Needs::from([slot.name.clone()])),
            },
        }
    }

    pub(super) fn rows(&self) -> Rows {
        let detail = &self.policy.detail;
        match (self.holds(detail.applies.as_ref(), None), &self.person.rows) {
            (Truth::False, _) => Rows::Known(0),
            (Truth::Unknown(needs), Some(_)) => Rows::Unknown(needs),
            (Truth::Unknown(needs), None) if detail.none_assumed => Rows::Unknown(needs),
            (Truth::Unknown(mut needs), None) => {
                needs.insert(DETAIL.to_string());
                Rows::Unknown(needs)
            }
            (Truth::True, Some(rows)) => Rows::Known(rows.len()),
            (Truth::True, None) if detail.none_assumed => Rows::Known(0),
            (Truth::True, None) => Rows::Unknown(Needs::from([DETAIL.to_string()])),
        }
    }

    fn quantified(&self, quantifier: Quantifier, such: &Option<Box<Expression>>) -> Seen {
        let rows = match self.rows() {
            Rows::Known(rows) => rows,
            Rows::Unknown(needs) => return Seen::unknown(needs),
        };
        let conditions: Vec<_> = (0..rows).map(|row| self.holds(such.as_deref(), Some(row))).collect();
        match quantifier {
            Quantifier::Any => Truth::any(conditions).seen(),
            Quantifier::All => Truth::all(conditions).seen(),
            Quantifier::Count => match unknown_of(&conditions) {
                Some(needs) => Seen::unknown(needs),
                None => number(conditions.iter().filter(|it| **it == Truth::True).count()),
            },
        }
    }

    fn selected(&self, last: bool, key: &str, such: &Option<Box<Expression>>, field: &str) -> Seen {
        let rows = match self.rows() {
            Rows::Known(rows) => rows,
            Rows::Unknown(needs) => return Seen::unknown(needs),
        };
        let mut candidates = Vec::new();
        let mut conditions = Vec::new();
        for row in 0..rows {
            let condition = self.holds(such.as_deref(), Some(row));
            if condition != Truth::False {
                candidates.push((row, self.named(field, Some(row)), self.named(key, Some(row))));
                conditions.push(condition);
            }
        }
        let Some((_, first, _)) = candidates.first() else {
            return Seen::NotApplicable;
        };
        let same = candidates.iter().all(|(_, value, _)| value == first);
        if same && !matches!(first, Seen::Unknown { .. }) && conditions.contains(&Truth::True) {
            return first.clone();
        }
        let values: Needs = candidates.iter().flat_map(|(_, value, _)| value.needs()).collect();
        if let Some(needs) = unknown_of(&conditions) {
            return Seen::unknown(&needs | &values);
        }
        let keys: Needs = candidates.iter().flat_map(|(_, _, key)| key.needs()).collect();
        if !keys.is_empty() {
            return Seen::unknown(&keys | &values);
        }
        // A key that is not applicable is taken only where no row has another.
        let order = |seen: &Seen| match seen {
            Seen::Known(value) => Some(value.clone()),
            _ => None,
        };
        let known = candidates.iter().filter_map(|(_, _, key)| order(key));
        let extreme = if last { known.max() } else { known.min() };
        candidates.retain(|(_, _, key)| order(key) == extreme);
        let first = &candidates[0].1;
        let known = !matches!(first, Seen::Unknown { .. });
        if candidates.len() == 1 || known && candidates.iter().all(|(_, value, _)| value == first) {
            return first.clone();
        }
        let mut needs = Needs::new();
        for (row, value, _) in &candidates {
            needs.insert(format!("{DETAIL}[{row}].{key}"));
            needs.extend(value.needs());
        }
        Seen::unknown(needs)
    }

    fn gathered(&self, such: &Option<Box<Expression>>, field: &str) -> Seen {
        let rows = match self.rows() {
            Rows::Known(rows) => rows,
            Rows::Unknown(needs) => return Seen::unknown(needs),
        };
        let mut needs = Needs::new();
        let mut values = BTreeSet::new();
        let mut certain = true;
        for row in 0..rows {
            match (self.holds(such.as_deref(), Some(row)), self.named(field, Some(row))) {
                (Truth::False, _) | (Truth::True, Seen::NotApplicable) => {}
                (Truth::True, Seen::Known(value)) => {
                    values.insert(value);
                }
                (Truth::Unknown(more), _) | (Truth::True, Seen::Unknown { needs: more, .. }) => {
                    certain = false;
                    needs.extend(more);
                }
            }
        }
        if certain { Seen::Known(Value::Set(values)) } else { Seen::unknown(needs) }
    }

    fn call(&self, function: Function, arguments: &[Expression], row: Option<usize>) -> Seen {
        if let (Some(Expression::Name(name)), true) = (arguments.first(), asks_by_name(function)) {
            return match function {
                Function::Filled => self.filled(name, row).seen(),
                Function::Unfilled => self.filled(name, row).not().seen(),
                Function::Complete => self.ruling(name).complete().seen(),
                Function::CurrentStep => self.ruling(name).current_step(),
                Function::Settled => Seen::truth(self.ruling(name).is_settled()),
                Function::Pending => Seen::truth(self.ruling(name).is_pending()),
                _ => self.ruling(name).needs_review().seen(),
            };
        }
        let arguments: Vec<_> = arguments.iter().map(|it| self.value(it, row)).collect();
        if arguments.contains(&Seen::NotApplicable) {
            return Seen::NotApplicable;
        }
        let mut known = Vec::new();
        for argument in &arguments {
            if let Seen::Known(value) = argument {
                known.push(value.clone());
            }
        }
        if known.len() < arguments.len() {
            return Seen::unknown(arguments.iter().flat_map(Seen::needs).collect());
        }
        match (function, known.as_slice()) {
            (Function::LevelOf, [Value::Place(place)]) => Seen::Known(Value::Level(places::level(place))),
            (Function::Parent, [Value::Place(place)]) => match places::parent(place) {
                Some(above) => Seen::Known(Value::Place(above)),
                None => Seen::NotApplicable,
            },
            (Function::HasLower, [Value::Place(place)]) => Seen::truth(places::has_lower(place)),
            (Function::Successors, [Value::Place(place)]) => {
                Seen::Known(Value::Set(places::successors(place).into_iter().map(Value::Place).collect()))
            }
            (Function::Same, [Value::Place(left), Value::Place(right)]) => certain(places::same(left, right)),
            (Function::Year, [Value::Date(day)]) => Seen::Known(Value::Integer(day.year)),
            (Function::Month, [Value::Date(day)]) => Seen::Known(Value::Integer(day.month)),
            (Function::DayOfMonth, [Value::Date(day)]) => Seen::Known(Value::Integer(day.day)),
            (Function::Size, [Value::Set(elements)]) => number(elements.len()),
            _ => unreachable!("{function:?} of {known:?}"),
        }
    }

    /// Something was written, and it applies.
    fn filled(&self, name: &str, row: Option<usize>) -> Truth {
        if name == DETAIL {
            let applies = self.holds(self.policy.detail.applies.as_ref(), None);
            let written = if self.person.rows.is_some() { Truth::True } else { Truth::False };
            return Truth::all([applies, written]);
        }
        let Some(slot) = self.slot(name, row) else { unreachable!("no field is called {name}") };
        let written = match slot.content() {
            Content::Missing => Truth::False,
            Content::Nonsense | Content::Filled(_) => Truth::True,
        };
        Truth::all([self.applicable(&slot), written])
    }
}

/// Functions that ask about a name, not about its value.
fn asks_by_name(function: Function) -> bool {
    matches!(
        function,
        Function::Filled
            | Function::Unfilled
            | Function::Complete
            | Function::CurrentStep
            | Function::Settled
            | Function::Pending
            | Function::NeedsReview
    )
}
