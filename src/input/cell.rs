//! Text to a cell of a field's type. In: text as written. Out: a value, or what is wrong with it; nothing is guessed.

use rust_decimal::Decimal;

use super::schema::{FieldSchema, Schema};
use super::{Cell, Invalid};
use crate::date::{Date, Month};
use crate::division::{self, Division, Level, Lookup};
use crate::hir::Type;
use crate::suggest;
use crate::value::Value;

/// No name of a place with its town is longer, in characters.
const MAX_PLACE: usize = 60;

/// What was read, and something to say about it.
pub(super) struct Read {
    pub(super) cell: Cell,
    pub(super) note: Option<String>,
}

impl Schema {
    /// Reads a text for a field. `year` decides which places are in force.
    pub(super) fn read_text(&self, field: &FieldSchema, text: &str, year: i32) -> Read {
        let trimmed = text.trim();
        if trimmed.is_empty() {
            return Read { cell: Cell::Empty, note: None };
        }
        if field.placeholders.iter().any(|placeholder| placeholder == trimmed) {
            return Read { cell: Cell::Empty, note: Some("仍是占位文字，按未填处理".to_string()) };
        }
        match self.value(&field.ty, trimmed, year) {
            Ok(value) => {
                let note = match &value {
                    Value::Place(place) => read_as(trimmed, *place),
                    _ => None,
                };
                Read { cell: Cell::Value(value), note }
            }
            Err(why) => match self.deeper(&field.ty, trimmed, year) {
                Some(place) => {
                    let note = format!("写到了「{}」以下，只取到这一级", place.full_name());
                    Read { cell: Cell::Value(Value::Place(place)), note: Some(note) }
                }
                None => Read { cell: invalid(text, why), note: None },
            },
        }
    }

    /// A town or street below a place that the table divides no further: the place itself.
    fn deeper(&self, ty: &Type, text: &str, year: i32) -> Option<Division> {
        let is_town = ["镇", "乡", "街道", "街道办事处", "苏木"].iter().any(|ending| text.ends_with(ending));
        if *ty != Type::Place || !is_town || text.chars().count() > MAX_PLACE {
            return None;
        }
        // The town's own name has at least two characters, so that 番禺镇 is not read as 番禺区.
        let ends = text.char_indices().map(|(at, _)| at).rev().skip(1).filter(|&at| at > 0);
        let mut places = ends.filter_map(|at| match division::lookup(text.get(..at)?, year) {
            Lookup::Found(place) => Some(place),
            _ => None,
        });
        places.next().filter(|place| place.level() != Level::Province && !place.has_lower_level(year))
    }

    fn value(&self, ty: &Type, text: &str, year: i32) -> Result<Value, String> {
        let narrow = half_width(text);
        match ty {
            Type::Text => Ok(Value::Text(text.into())),
            Type::Integer => narrow.parse().map(Value::Integer).map_err(|_| "不是整数".to_string()),
            Type::Decimal => narrow.parse::<Decimal>().map(Value::Decimal).map_err(|_| "不是数".to_string()),
            Type::Percent => {
                let number = narrow.strip_suffix('%').unwrap_or(&narrow).trim();
                number.parse::<Decimal>().map(Value::Percent).map_err(|_| "不是百分比，写成例如 80%".to_string())
            }
            Type::Date => {
                text.parse::<Date>().map(Value::Date).map_err(|_| "不是日期，或没有这一天；写成例如 2023-09-01".to_string())
            }
            Type::Month => text.parse::<Month>().map(Value::Month).map_err(|_| "不是年月；写成例如 2024-06".to_string()),
            Type::Bool => match text {
                "是" | "true" | "TRUE" | "True" => Ok(Value::Bool(true)),
                "否" | "false" | "FALSE" | "False" => Ok(Value::Bool(false)),
                _ => Err("应填是或否".to_string()),
            },
            Type::Place => place(text, year),
            Type::Enum(number) => self.member(*number, text),
            Type::Set(element) => {
                let parts = text.split(['、', '，', ',', ';', '；']).map(str::trim).filter(|part| !part.is_empty());
                parts.map(|part| self.value(element, part, year)).collect::<Result<Vec<Value>, String>>().map(Value::set)
            }
            Type::Duration | Type::Wrong => Err("这种字段不能填写".to_string()),
        }
    }

    fn member(&self, number: u16, text: &str) -> Result<Value, String> {
        let Some(words) = self.enumerations.get(usize::from(number)).map(|one| &one.words) else {
            return Err("没有可选的值".to_string());
        };
        if let Some(member) = words.get(text).or_else(|| words.get(half_width(text).as_str())) {
            return Ok(Value::Member(*member));
        }
        let mut known: Vec<&str> = words.keys().map(String::as_str).collect();
        known.sort_unstable();
        match suggest::nearest(text, known) {
            Some(near) => Err(format!("不是可选的值；是不是「{near}」？")),
            None => Err("不是可选的值".to_string()),
        }
    }
}

pub(super) fn invalid(raw: &str, why: impl Into<String>) -> Cell {
    Cell::Invalid(Invalid { raw: raw.into(), why: why.into().as_str().into() })
}

fn place(text: &str, year: i32) -> Result<Value, String> {
    let names = |places: &[division::Division]| {
        let names: Vec<String> = places.iter().take(5).map(|place| place.full_name()).collect();
        names.join("、")
    };
    match division::lookup(text, year) {
        Lookup::Found(place) => Ok(Value::Place(place)),
        Lookup::Ambiguous(places) => Err(format!("不止一个地方：{}；请写全称", names(&places))),
        Lookup::Unknown(near) if near.is_empty() => Err("行政区划表里没有这个地方；请写全称".to_string()),
        Lookup::Unknown(near) => Err(format!("行政区划表里没有这个地方；是不是：{}", names(&near))),
    }
}

/// What to say when a name was read as a place whose full name does not hold all of it, such as an old name above a present one.
fn read_as(text: &str, place: Division) -> Option<String> {
    let full = place.full_name();
    let mut rest = full.chars();
    let is_han = |character: &char| ('\u{4E00}'..='\u{9FFF}').contains(character);
    let plain = ["中华人民共和国", "中国", "市辖区", "特别行政区", "直辖县级行政区划"]
        .iter()
        .fold(text.to_string(), |text, word| text.replace(word, ""));
    let holds_all = plain.chars().filter(is_han).all(|character| rest.any(|next| next == character));
    (!holds_all).then(|| format!("「{text}」按「{full}」理解"))
}

fn half_width(text: &str) -> String {
    let narrow = |character: char| match character {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(character as u32 - 0xFEE0).unwrap_or(character),
        other => other,
    };
    text.chars().map(narrow).collect()
}
