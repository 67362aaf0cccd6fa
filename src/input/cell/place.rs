//! Places. In: a text as written. Out: the one division that it means, or the candidates. Never: a choice among them.

use super::damage::SCIENTIFIC;
use super::{Taken, Written, tidy};
use crate::division::{self, Division, Found, Located};
use crate::identity;
use crate::input::remark::Remark;
use crate::value::Value;

/// Candidates named in a reason.
const NAMED: usize = 5;

pub(super) fn place(written: Written<'_>, year: i32) -> Result<Taken, String> {
    let packed = tidy::packed(written.text);
    let whole = tidy::without_zero_fraction(&packed);
    let is_decimal = whole.len() < packed.len();
    let text = if is_decimal { whole } else { written.text };
    match division::locate(text, year) {
        Located::Found(found) => {
            let is_marked = is_decimal || written.is_marked();
            let read = || Remark::new("「{}」按「{}」理解", [written.raw, &found.place.full_name()]);
            Ok(Taken { value: Value::Place(found.place), remark: remark(&found).or_else(|| is_marked.then(read)) })
        }
        Located::Ambiguous(places) => Err(format!("不止一个地方：{}；请写全称", names(&places))),
        Located::Unknown(_) if identity::is_scientific(&packed) => Err(SCIENTIFIC.to_string()),
        Located::Unknown(near) if near.is_empty() => Err("行政区划表里没有这个地方；请写全称".to_string()),
        Located::Unknown(near) => Err(format!("行政区划表里没有这个地方；是不是：{}", names(&near))),
    }
}

fn names(places: &[Division]) -> String {
    let names: Vec<String> = places.iter().take(NAMED).map(|place| place.full_name()).collect();
    names.join("、")
}

/// How the place was come by, where the text says more or less than its name.
fn remark(found: &Found) -> Option<Remark> {
    let notes = found.notes().map(|(sentence, values)| Remark::with_values(sentence, &values));
    notes.reduce(|first, next| first.and(Some(next)))
}

#[cfg(test)]
mod tests {
    use super::super::tests::{check, check_number};

    #[test]
    fn places_are_known_by_name_path_and_code() {
        let panyu = "广东省广州市番禺区";
        for text in [panyu, "番禺区", "广州番禺", "广东省 广州市　番禺区", "广东省/广州市/番禺区", "440113", "４４０１１３"]
        {
            check("行政区划", &[(text, panyu, "")]);
        }
        check(
            "行政区划",
            &[
                ("440113001", panyu, "代码「440113001」只看前六位，就是「广东省广州市番禺区」"),
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
        check_number(
            "行政区划",
            &[
                (440_113.0, panyu, ""),
                (440_113_001_001.0, panyu, "代码「440113001001」只看前六位，就是「广东省广州市番禺区」"),
                (1.5, "！行政区划表里没有", ""),
            ],
        );
    }

    #[test]
    fn towns_below_the_last_level_are_cut_off() {
        check("行政区划", &[("广东省东莞市虎门镇", "广东省东莞市", "写到了「广东省东莞市」以下，只取到这一级")]);
    }
}
