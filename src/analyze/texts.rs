//! Which texts stand for all. In: constants, pieces and formats that occur for some fields. Out: the constants, and others that
//! have the format the field must have.

use super::groups::Group;
use crate::date::Date;
use crate::identity;
use crate::text_format::TextFormat;
use crate::value::Value;

/// Words for texts that the policy does not name.
const OTHERS: [&str; 6] = ["甲", "乙", "丙", "丁", "戊", "己"];
/// Pieces of texts that are put together in every way.
const MOST_PIECES: usize = 4;
/// Shapes of numbers: `#` is a counter, `?` any check digit.
const SHAPES: [&str; 12] = [
    "44011320020315###?",
    "81000020020315###?",
    "91112419810803###?",
    "1380013800#",
    "H1234567#",
    "1234567#",
    "A12345#(?)",
    "A12345678#",
    "A1234567#?",
    "6123456#",
    "51000#",
    "student#@example.edu.cn",
];

/// The texts for `together` fields of one group whose fields have these formats.
pub(super) fn texts(group: &Group, formats: &[TextFormat], together: usize, today: Date) -> Vec<Value> {
    let constants: Vec<String> = group
        .constants
        .iter()
        .filter_map(|value| match value {
            Value::Text(text) => Some(text.to_string()),
            _ => None,
        })
        .collect();
    let others = others(formats, together, today);
    let mut all: Vec<String> = Vec::new();
    if group.marks.piece {
        let pieces: Vec<&String> = constants.iter().take(MOST_PIECES).collect();
        let around = others.first().cloned().unwrap_or_default();
        for chosen in 0..1_usize << pieces.len() {
            let inside: String =
                pieces.iter().enumerate().filter(|(bit, _)| chosen & (1 << bit) != 0).map(|(_, piece)| piece.as_str()).collect();
            all.push(if chosen == 0 { around.clone() } else { format!("{around}{inside}") });
        }
    }
    all.extend(others);
    all.extend(constants);
    if group.marks.length {
        let lengths =
            group.constants.iter().filter_map(|value| if let Value::Integer(number) = value { Some(*number) } else { None });
        let lengths = lengths.flat_map(|number| [number - 1, number, number + 1]).filter_map(|number| usize::try_from(number).ok());
        all.extend(lengths.filter(|length| (1..200).contains(length)).map(|length| "字".repeat(length)));
    }
    if group.marks.format {
        all.push(OTHERS[0].to_string());
    }
    let mut kept: Vec<Value> = Vec::new();
    for text in all {
        let value = Value::Text(text.as_str().into());
        if !kept.contains(&value) {
            kept.push(value);
        }
    }
    kept
}

/// Texts that no constant is, right for the first of the formats.
fn others(formats: &[TextFormat], together: usize, today: Date) -> Vec<String> {
    let count = together.clamp(1, OTHERS.len());
    let Some(format) = formats.first() else {
        return OTHERS.iter().take(count).map(|text| (*text).to_string()).collect();
    };
    let mut found: Vec<String> = Vec::new();
    for shape in SHAPES {
        let numbers = (1..=9).flat_map(|number: u32| {
            let width = shape.matches('#').count();
            let counted = shape.replacen(&"#".repeat(width), &format!("{number:0>width$}"), 1);
            "0123456789XA".chars().map(move |check| counted.replace('?', &check.to_string()))
        });
        for text in numbers {
            if found.len() < count && !found.contains(&text) && format.check(&text, today) == identity::Verdict::Valid {
                found.push(text);
            }
        }
    }
    if found.is_empty() { OTHERS.iter().take(count).map(|text| (*text).to_string()).collect() } else { found }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(constants: &[&str]) -> Group {
        Group { constants: constants.iter().map(|text| Value::Text((*text).into())).collect(), ..Group::default() }
    }

    fn shown(values: &[Value]) -> Vec<String> {
        values.iter().map(|value| if let Value::Text(text) = value { text.to_string() } else { String::new() }).collect()
    }

    #[test]
    fn a_text_is_a_constant_or_another() {
        assert_eq!(shown(&texts(&with(&["姓名"]), &[], 1, Date::EPOCH)), ["甲", "姓名"]);
        assert_eq!(shown(&texts(&with(&[]), &[], 2, Date::EPOCH)), ["甲", "乙"]);
    }

    #[test]
    fn other_texts_have_the_format_of_the_field() {
        let today = Date::new(2024, 1, 1).unwrap_or(Date::EPOCH);
        for (name, _) in identity::known_formats() {
            let Some(format) = TextFormat::built_in(name) else { unreachable!("{name} is known") };
            let texts = shown(&texts(&with(&[]), std::slice::from_ref(&format), 2, today));
            let check = |text: &String| format.check(text, today);
            assert!(texts.len() == 2 && texts.iter().all(|text| check(text) == identity::Verdict::Valid), "{name}: {texts:?}");
        }
    }

    #[test]
    fn pieces_are_put_together_in_every_way() {
        let mut group = with(&["（", "）"]);
        group.marks.piece = true;
        let texts = shown(&texts(&group, &[], 1, Date::EPOCH));
        assert!(["甲", "甲（", "甲）", "甲（）"].iter().all(|text| texts.iter().any(|one| one == text)));
    }
}
