//! Places. In: a text as written. Out: the one division that it means, or the candidates. Never: a choice among them.

use super::{Taken, Written, tidy};
use crate::division::{self, Division, Level, Lookup};
use crate::identity;
use crate::input::remark::Remark;
use crate::value::Value;

use super::damage::SCIENTIFIC;

/// No name of a place with its town is longer, in characters.
const MAX_PLACE: usize = 60;

pub(super) fn place(written: Written<'_>, year: i32) -> Result<Taken, String> {
    let packed = tidy::packed(written.text);
    let whole = tidy::without_zero_fraction(&packed);
    let is_decimal = whole.len() < packed.len();
    let text = if is_decimal { whole } else { written.text };
    let taken = |place: Division, remark: Option<Remark>| Taken { value: Value::Place(place), remark };
    match division::lookup(text, year) {
        Lookup::Found(place) if is_decimal || written.is_marked() => {
            Ok(taken(place, Some(Remark::new("「{}」按「{}」理解", [written.raw, &place.full_name()]))))
        }
        Lookup::Found(place) => Ok(taken(place, read_as(text, place))),
        Lookup::Ambiguous(places) => Err(format!("不止一个地方：{}；请写全称", names(&places))),
        Lookup::Unknown(near) => match deeper(text, year) {
            Some(place) => Ok(taken(place, Some(Remark::new("写到了「{}」以下，只取到这一级", [&place.full_name()])))),
            None if identity::is_scientific(&packed) => Err(SCIENTIFIC.to_string()),
            None if near.is_empty() => Err("行政区划表里没有这个地方；请写全称".to_string()),
            None => Err(format!("行政区划表里没有这个地方；是不是：{}", names(&near))),
        },
    }
}

fn names(places: &[Division]) -> String {
    let names: Vec<String> = places.iter().take(5).map(|place| place.full_name()).collect();
    names.join("、")
}

/// A town or street below a place that the table divides no further: the place itself.
fn deeper(text: &str, year: i32) -> Option<Division> {
    let is_town = ["镇", "乡", "街道", "街道办事处", "苏木"].iter().any(|ending| text.ends_with(ending));
    if !is_town || text.chars().count() > MAX_PLACE {
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

/// What to say when a name was read as a place whose full name does not hold all of it, such as an old name above a present one.
fn read_as(text: &str, place: Division) -> Option<Remark> {
    let full = place.full_name();
    let mut rest = full.chars();
    let plain = ["中华人民共和国", "中国", "市辖区", "特别行政区", "直辖县级行政区划"]
        .iter()
        .fold(text.to_string(), |text, word| text.replace(word, ""));
    let holds_all = plain.chars().filter(|&c| tidy::is_han(c)).all(|character| rest.any(|next| next == character));
    (!holds_all).then(|| Remark::new("「{}」按「{}」理解", [text, &full]))
}

#[cfg(test)]
mod tests {
    use super::super::tests::{check, check_number};

    #[test]
    fn places_are_known_by_name_path_and_code() {
        let panyu = "广东省广州市番禺区";
        for text in
            [panyu, "番禺区", "广州番禺", "广东省 广州市　番禺区", "广东省/广州市/番禺区", "440113", "440113001", "４４０１１３"]
        {
            check("行政区划", &[(text, panyu, "")]);
        }
        check(
            "行政区划",
            &[
                ("440113.0", panyu, "「440113.0」按「广东省广州市番禺区」理解"),
                ("'440113", panyu, "「'440113」按「广东省广州市番禺区」理解"),
                ("4.40113E+05", "！被表格软件改成了科学记数法", ""),
                ("鼓楼区", "！不止一个地方：", ""),
                ("番禹区", "！行政区划表里没有这个地方；是不是：", ""),
                ("44011", "！行政区划表里没有这个地方", ""),
                ("无", "！没有内容时请把这一格留空", ""),
                ("#N/A", "！这是表格软件的出错标记", ""),
            ],
        );
        check_number("行政区划", &[(440_113.0, panyu, ""), (440_113_001_001.0, panyu, ""), (1.5, "！行政区划表里没有", "")]);
    }

    #[test]
    fn towns_below_the_last_level_are_cut_off() {
        check("行政区划", &[("广东省东莞市虎门镇", "广东省东莞市", "写到了「广东省东莞市」以下，只取到这一级")]);
    }
}
