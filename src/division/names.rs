//! Names as people write them.
//! In: free text, or an official name. Out: the text without width, blanks and separators;
//! the short names that a full one has. Never: a choice between places.

use std::borrow::Cow;

/// Peoples whose names stand inside the names of autonomous areas.
const PEOPLES: [&str; 48] = [
    "各族",
    "壮族",
    "回族",
    "满族",
    "苗族",
    "藏族",
    "彝族",
    "侗族",
    "瑶族",
    "白族",
    "土家族",
    "哈尼族",
    "傣族",
    "黎族",
    "畲族",
    "羌族",
    "土族",
    "水族",
    "布依族",
    "仡佬族",
    "拉祜族",
    "佤族",
    "傈僳族",
    "纳西族",
    "景颇族",
    "布朗族",
    "撒拉族",
    "毛南族",
    "仫佬族",
    "锡伯族",
    "锡伯",
    "柯尔克孜",
    "塔吉克",
    "哈萨克族",
    "哈萨克",
    "蒙古族",
    "蒙古",
    "朝鲜族",
    "达斡尔族",
    "裕固族",
    "保安族",
    "东乡族",
    "独龙族",
    "怒族",
    "普米族",
    "鄂温克族",
    "俄罗斯族",
    "维吾尔",
];

/// Endings of full names, longer ones before the ones they end with.
const ENDINGS: [&str; 15] =
    ["特别行政区", "自治区", "联合旗", "地区", "林区", "新区", "特区", "省", "市", "县", "区", "盟", "旗", "镇", "州"];

/// Endings of autonomous areas below a region, with the short ending people use instead.
const AUTONOMOUS: [(&str, &str); 3] = [("自治州", "州"), ("自治县", "县"), ("自治旗", "旗")];

/// Text without blanks, separators, full-width forms and a leading 中国.
pub(super) fn normalised(text: &str) -> String {
    without_country(text.chars().map(half_width).filter(|&c| !is_separator(c)).collect())
}

/// [`normalised`], without quotes and brackets too.
pub(super) fn loosely_normalised(text: &str) -> String {
    without_country(text.chars().filter(|&c| !is_loose_separator(c)).map(half_width).collect())
}

/// The end of `text` that became the last `count` characters of its [`loosely_normalised`] form.
pub(super) fn last_characters(text: &str, count: usize) -> &str {
    let mut kept = text.char_indices().rev().filter(|&(_, c)| !is_loose_separator(c));
    let start = count.checked_sub(1).and_then(|before| kept.nth(before)).map_or(text.len(), |(at, _)| at);
    text.get(start..).unwrap_or_default().trim_end_matches(is_loose_separator)
}

fn without_country(text: String) -> String {
    let rest = ["中华人民共和国", "中国"].into_iter().find_map(|country| text.strip_prefix(country));
    rest.map(str::to_owned).unwrap_or(text)
}

pub(super) fn half_width(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        _ => c,
    }
}

fn is_separator(c: char) -> bool {
    let zero_width = matches!(c, '\u{200b}'..='\u{200d}' | '\u{feff}');
    c.is_whitespace() || zero_width || ",;:/\\|>-_.、。·•—–－，；：".contains(c)
}

/// What records have between names, beside separators: quotes, brackets, arrows and the like.
pub(super) fn is_loose_separator(c: char) -> bool {
    is_separator(half_width(c)) || "()[]{}<>'\"`~*+=^“”‘’（）［］｛｝【】〔〕「」『』《》〈〉→～⋅∙‧・―‐‑−".contains(c)
}

/// Calls `add` with each short name of an official one: the stem, and for autonomous areas
/// also the forms without the peoples' names. Stems of one character are left out.
pub(super) fn short_names(name: &'static str, add: &mut impl FnMut(Cow<'static, str>)) {
    for (full, short) in AUTONOMOUS {
        let Some(head) = name.strip_suffix(full) else {
            continue;
        };
        let stem = without_peoples(head);
        if at_least_two(stem) {
            add(Cow::Borrowed(stem));
            add(Cow::Owned(format!("{stem}{short}")));
            if stem != head {
                add(Cow::Owned(format!("{stem}{full}")));
            }
        }
        return;
    }
    if let Some(stem) = plain_stem(name) {
        add(Cow::Borrowed(stem));
    }
}

/// The official name without its ending; for 东乡族自治县 东乡, for 赵县 nothing.
pub(super) fn stem(name: &str) -> Option<&str> {
    let head = AUTONOMOUS.iter().find_map(|(full, _)| name.strip_suffix(full));
    match head {
        Some(head) => Some(without_peoples(head)).filter(|stem| at_least_two(stem)),
        None => plain_stem(name),
    }
}

/// Whether full names end with that character.
pub(super) fn is_level(last: char) -> bool {
    "省市县区旗盟州".contains(last)
}

fn plain_stem(name: &str) -> Option<&str> {
    let mut heads = ENDINGS.iter().filter_map(|ending| name.strip_suffix(ending));
    if name.ends_with("自治区") {
        return heads.next().map(without_peoples);
    }
    heads.find(|head| at_least_two(head))
}

fn without_peoples(head: &str) -> &str {
    let mut stem = head;
    while let Some(rest) = PEOPLES.iter().find_map(|people| stem.strip_suffix(people)) {
        if !at_least_two(rest) {
            break;
        }
        stem = rest;
    }
    stem.strip_suffix('族').unwrap_or(stem)
}

fn at_least_two(text: &str) -> bool {
    text.chars().nth(1).is_some()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]
mod tests {
    use super::*;

    #[test]
    fn blanks_width_and_country_do_not_matter() {
        assert_eq!(normalised(" 中国 广东省／广州市，番禺区\u{3000}"), "广东省广州市番禺区");
        assert_eq!(normalised("４４０１１３"), "440113");
        assert_eq!(normalised("中华人民共和国"), "");
    }

    #[test]
    fn stems_lose_endings_and_peoples() {
        let pairs = [
            ("广东省", Some("广东")),
            ("内蒙古自治区", Some("内蒙古")),
            ("新疆维吾尔自治区", Some("新疆")),
            ("西藏自治区", Some("西藏")),
            ("香港特别行政区", Some("香港")),
            ("延边朝鲜族自治州", Some("延边")),
            ("巴音郭楞蒙古自治州", Some("巴音郭楞")),
            ("东乡族自治县", Some("东乡")),
            ("鄂温克族自治旗", Some("鄂温克")),
            ("镇沅彝族哈尼族拉祜族自治县", Some("镇沅")),
            ("浦东新区", Some("浦东")),
            ("大兴安岭地区", Some("大兴安岭")),
            ("赵县", None),
            ("郊区", None),
            ("矿区", None),
        ];
        for (name, expected) in pairs {
            assert_eq!(stem(name), expected, "{name}");
        }
    }

    #[test]
    fn autonomous_areas_have_three_short_names() {
        let mut names = Vec::new();
        short_names("恩施土家族苗族自治州", &mut |name| names.push(name));
        assert_eq!(names, ["恩施", "恩施州", "恩施自治州"]);
    }
}
