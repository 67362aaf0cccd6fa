//! What may stand below a county in an address.
//! In: the normalised text after a division. Out: whether it is an address, or a zone at its
//! beginning. Never: the name of a place; what lies below counties is not in the table.

use super::table::table;
use super::{Division, Level, names};

/// Endings of towns, streets, villages, roads, houses and institutions.
const ENDINGS: [&str; 61] = [
    "镇",
    "乡",
    "街道",
    "办事处",
    "苏木",
    "嘎查",
    "村",
    "社区",
    "小区",
    "居委会",
    "村委会",
    "新村",
    "组",
    "队",
    "社",
    "屯",
    "寨",
    "庄",
    "营",
    "堡",
    "湾",
    "路",
    "大道",
    "道",
    "街",
    "巷",
    "弄",
    "里",
    "坊",
    "胡同",
    "号",
    "号院",
    "院",
    "栋",
    "幢",
    "座",
    "单元",
    "楼",
    "层",
    "室",
    "房",
    "苑",
    "园",
    "花园",
    "家园",
    "公寓",
    "大厦",
    "广场",
    "农场",
    "林场",
    "牧场",
    "渔场",
    "厂",
    "公司",
    "大学",
    "学院",
    "中学",
    "小学",
    "学校",
    "一中",
    "二中",
];

/// Endings of towns, longer ones before the ones they end with.
const TOWNS: [&str; 5] = ["街道办事处", "街道", "镇", "乡", "苏木"];

/// Words that tell of another place, or of doubt.
const CONTRARY: [&str; 24] = [
    "不是", "不详", "不明", "不清", "不知", "未知", "或者", "待定", "待核", "待查", "迁到", "迁往", "迁至", "迁入", "迁出", "改为",
    "转到", "转至", "现住", "现居", "户口", "户籍", "籍贯", "出生",
];

/// Words for a kind of household that end like towns.
const KINDS: [&str; 4] = ["农村", "城镇", "乡镇", "乡村"];

/// Words for areas that are planned or run apart but are no divisions, longer ones first.
const ZONES: [&str; 17] = [
    "自由贸易试验区",
    "综合实验区",
    "管理委员会",
    "产业园区",
    "航空港区",
    "开发区",
    "高新区",
    "经开区",
    "自贸区",
    "试验区",
    "示范区",
    "保税区",
    "度假区",
    "名胜区",
    "管理区",
    "园区",
    "新区",
];

/// No town's, road's or zone's own name is longer, in characters.
const LONGEST_NAME: usize = 12;

/// Whether `rest` is an address below a division: it ends like one, with the number of a house at
/// most behind it, and speaks of no other division or doubt.
pub(super) fn is_address(rest: &str, place: Division, year: i32) -> bool {
    let body = rest.trim_end_matches(|c: char| c.is_ascii_alphanumeric() || c == '#');
    let ends = ENDINGS.iter().any(|ending| body.ends_with(ending)) && !ENDINGS.contains(&body) && !KINDS.contains(&body);
    let plain = rest.chars().all(|c| is_han(c) || c.is_ascii_alphanumeric() || c == '#');
    ends && plain && !CONTRARY.iter().any(|word| rest.contains(word)) && !names_another(rest, place, year)
}

/// Whether `rest` begins with the name of a town, of at least two characters before its ending.
pub(super) fn begins_with_town(rest: &str) -> bool {
    let town = TOWNS.iter().filter_map(|town| rest.find(town)).min();
    let own = town.and_then(|at| rest.get(..at)).unwrap_or_default();
    (2..=LONGEST_NAME).contains(&own.chars().count()) && !ENDINGS.iter().any(|ending| own.starts_with(ending))
}

/// Whether `rest` is the name of a town and no more.
pub(super) fn is_town(rest: &str) -> bool {
    begins_with_town(rest) && TOWNS.iter().skip(2).any(|town| rest.strip_suffix(town).is_some_and(|own| !own.contains(town)))
}

/// Whether `rest` is an area within a place that the table does not divide: 南城区 of 东莞市,
/// 中西区 of 香港, 台北市大安区 of 台湾省.
pub(super) fn is_area(rest: &str, place: Division, year: i32) -> bool {
    let (areas, longest): (&[char], _) =
        if place.level() == Level::Province { (&['区', '市', '县', '岛'], LONGEST_NAME) } else { (&['区'], 4) };
    let first = rest.split_inclusive(names::is_level).next().unwrap_or(rest);
    let length = rest.chars().count();
    rest.ends_with(areas)
        && (2..=longest).contains(&length)
        && rest.chars().all(is_han)
        && !CONTRARY.iter().any(|word| rest.contains(word))
        && !names_another(first, place, year)
}

/// Whether `rest` has no word like a county or a city in it, which would be a mistaken name.
pub(super) fn is_free_of_levels(rest: &str) -> bool {
    let words = ["小区", "社区", "园区", "校区", "街区", "厂区", "城市", "市场", "市政", "市民"];
    let plain = words.iter().fold(rest.to_owned(), |text, word| text.replace(word, ""));
    !plain.contains(['市', '县', '区', '旗', '盟', '州'])
}

/// The length of the zone's name that `rest` begins with.
pub(super) fn zone(rest: &str) -> Option<usize> {
    let ends = ZONES.iter().filter_map(|zone| Some((rest.find(zone)?, zone.len())));
    let (own, length) = ends.min_by_key(|&(at, length)| (at, std::cmp::Reverse(length)))?;
    let name = rest.get(..own)?;
    let plain = name.chars().all(is_han) && !name.contains(['市', '县', '区', '旗', '盟']);
    (plain && name.chars().count() <= LONGEST_NAME).then_some(own + length)
}

/// The listed zone that `text` begins with, and the division it lies in.
pub(super) fn listed_zone(text: &str, year: i32) -> Option<(usize, Division)> {
    let lines = include_str!("zones.tsv").lines().filter_map(|line| line.split_once('\t'));
    let (name, code) = lines.filter(|(name, _)| text.starts_with(name)).max_by_key(|(name, _)| name.len())?;
    let row = table().at(code.parse().ok()?, year)?;
    Some((name.len(), Division(row)))
}

/// Whether the full name of a division in force, other than the place and those above it, stands
/// in `rest`.
fn names_another(rest: &str, place: Division, year: i32) -> bool {
    let table = table();
    let own = |row: u32| std::iter::successors(Some(place), |place| place.parent(year)).any(|above| above.0 == row);
    let ends = rest.char_indices().filter(|&(_, c)| names::is_level(c)).map(|(at, c)| at + c.len_utf8());
    ends.filter_map(|end| rest.get(..end)).any(|before| {
        let starts = before.char_indices().rev().map(|(at, _)| at).skip(2).take(table.longest);
        starts.filter_map(|start| before.get(start..)).any(|name| {
            let rows = table.named(name).iter().filter(|sense| sense.official && table.row(sense.row).at(year));
            let mut rows = rows.peekable();
            rows.peek().is_some() && !rows.any(|sense| own(sense.row))
        })
    })
}

fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9fff}' | '\u{20000}'..='\u{3ffff}' | '〇')
}
