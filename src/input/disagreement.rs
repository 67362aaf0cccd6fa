//! Two columns for one field that say different things. In: both cells. Out: an invalid cell that names what each says, and the code
//! table that both are read by. Never: a choice between them.

use super::Cell;
use super::cell::invalid;
use super::schema::Schema;
use crate::value::Value;

impl Schema {
    pub(super) fn disagreement(&self, first: &Cell, second: &Cell) -> Cell {
        let table = match first {
            Cell::Value(Value::Member(member)) => {
                let name = self.enumerations.get(usize::from(member.enumeration)).map_or("", |one| one.name.as_str());
                format!("，见代码表「{name}」")
            }
            Cell::Value(Value::Place(_)) => "，见行政区划代码表".to_string(),
            _ => String::new(),
        };
        let (first, second) = (self.said(first), self.said(second));
        invalid(
            &format!("{first}；{second}"),
            format!("两列都是这个字段，写的不一样：一列是「{first}」，一列是「{second}」{table}"),
        )
    }

    /// What a cell says, with its code where it has one.
    fn said(&self, cell: &Cell) -> String {
        match cell {
            Cell::Invalid(invalid) => invalid.raw.to_string(),
            Cell::Value(value) => self.value_said(value),
            Cell::Empty | Cell::Open | Cell::Absent => String::new(),
        }
    }

    fn value_said(&self, value: &Value) -> String {
        match value {
            Value::Text(text) => text.to_string(),
            Value::Place(place) => format!("{}（代码 {}）", place.full_name(), place.code()),
            Value::Date(date) => date.to_string(),
            Value::Month(month) => month.to_string(),
            Value::Duration(length) => length.to_string(),
            Value::Integer(number) => number.to_string(),
            Value::Decimal(number) => number.to_string(),
            Value::Percent(number) => format!("{}%", number.normalize()),
            Value::Bool(value) => if *value { "是" } else { "否" }.to_string(),
            Value::Member(member) => {
                let table = self.enumerations.get(usize::from(member.enumeration));
                match table.and_then(|one| one.members.get(usize::from(member.index))) {
                    Some((name, Some(code))) => format!("{name}（代码 {code}）"),
                    Some((name, None)) => name.clone(),
                    None => String::new(),
                }
            }
            Value::Set(list) => list.iter().map(|value| self.value_said(value)).collect::<Vec<_>>().join("、"),
        }
    }
}
