use std::collections::BTreeSet;

use super::*;
use crate::division::Level;

const NOW: i32 = 2026;

fn all() -> impl Iterator<Item = Division> {
    (0..table().rows.len() as u32).map(Division)
}

fn counties() -> impl Iterator<Item = Division> {
    all().filter(|place| place.in_force(NOW) && place.level() == Level::County)
}

fn code(text: &str) -> u32 {
    match lookup(text, NOW) {
        Lookup::Found(place) => place.code(),
        other => panic!("{text}: {other:?}"),
    }
}

fn candidates(text: &str) -> Vec<u32> {
    match lookup(text, NOW) {
        Lookup::Ambiguous(places) => places.iter().map(|place| place.code()).collect(),
        other => panic!("{text}: {other:?}"),
    }
}

/// How many counties in force their text finds, leaves open, and loses.
fn counted(text: impl Fn(Division) -> Option<String>) -> [usize; 3] {
    let mut count = [0; 3];
    for county in counties() {
        match text(county).map(|text| lookup(&text, NOW)) {
            Some(Lookup::Found(place)) => {
                assert_eq!(place, county, "{}", county.full_name());
                count[0] += 1;
            }
            Some(Lookup::Ambiguous(places)) => {
                assert!(places.contains(&county));
                count[1] += 1;
            }
            _ => count[2] += 1,
        }
    }
    count
}

fn province(county: Division) -> Division {
    let above = county.parent(NOW).unwrap();
    above.parent(NOW).unwrap_or(above)
}

fn prefecture(county: Division) -> &'static str {
    let above = county.parent(NOW).unwrap();
    if above.level() == Level::Prefecture { above.name() } else { "" }
}

fn short(name: &'static str) -> &'static str {
    names::stem(name).unwrap_or(name)
}

#[test]
fn every_county_is_found_by_its_full_path() {
    assert_eq!(counted(|c| Some(c.full_name())), [2847, 0, 0]);
    assert_eq!(
        counted(|c| Some(format!("{}{}", prefecture(c), c.name())).filter(|_| !prefecture(c).is_empty()))[1..],
        [0, 33 + 85]
    );
}

#[test]
fn every_county_is_found_below_short_names() {
    let text = |c: Division| {
        let (province, prefecture) = (province(c).name(), prefecture(c));
        Some(format!("{}{}{}", short(province), short(prefecture), c.name()))
    };
    assert_eq!(counted(text), [2847, 0, 0]);
}

#[test]
fn a_county_below_its_province_is_seldom_ambiguous() {
    assert_eq!(counted(|c| Some(format!("{}{}", province(c).name(), c.name()))), [2831, 16, 0]);
    assert_eq!(counted(|c| Some(format!("{}{}", short(province(c).name()), c.name()))), [2831, 16, 0]);
}

#[test]
fn short_names_of_counties_are_mostly_enough() {
    let count = |text: &dyn Fn(Division) -> String| {
        counties().fold([0; 4], |mut n, county| {
            n[match lookup(&text(county), NOW) {
                Lookup::Found(place) if place == county => 0,
                Lookup::Found(place) if place.level() != Level::County => 1,
                Lookup::Found(place) => panic!("{} {}", county.full_name(), place.full_name()),
                Lookup::Ambiguous(_) => 2,
                Lookup::Unknown(_) => 3,
            }] += 1;
            n
        })
    };
    let below_province = |c: Division| format!("{}{}", short(province(c).name()), names::stem(c.name()).unwrap_or_default());
    // Found, only the division above found, ambiguous, unknown. The second are names of two
    // characters, which have no short form, and counties that share theirs with the prefecture.
    assert_eq!(count(&below_province), [2684, 147, 16, 0]);
    let below_prefecture =
        |c: Division| format!("{}{}", short(c.parent(NOW).unwrap().name()), names::stem(c.name()).unwrap_or_default());
    assert_eq!(count(&below_prefecture), [2737, 104, 6, 0]);
}

#[test]
fn a_county_name_alone_is_ambiguous_for_the_28_shared_names() {
    assert_eq!(counted(|c| Some(c.name().to_owned())), [2783, 64, 0]);
    let shared: BTreeSet<_> =
        counties().filter(|c| matches!(lookup(c.name(), NOW), Lookup::Ambiguous(_))).map(Division::name).collect();
    assert_eq!(shared.len(), 28);
}

#[test]
fn every_province_and_prefecture_is_found_by_full_and_short_name() {
    for place in all().filter(|place| place.in_force(NOW) && place.level() != Level::County) {
        assert_eq!(code(&place.full_name()), place.code());
        assert_eq!(code(place.name()), place.code());
        let by_short_name = Division(match lookup(short(place.name()), NOW) {
            Lookup::Found(found) => found.0,
            other => panic!("{} {other:?}", place.name()),
        });
        assert!(by_short_name == place || by_short_name.level() == Level::Province, "{}", place.name());
    }
}

#[test]
fn every_past_path_leads_to_the_same_present_place() {
    let mut other = Vec::new();
    for place in all().filter(|place| !place.in_force(NOW)) {
        match lookup(&place.full_name(), NOW) {
            Lookup::Found(found) if found.present(NOW) == place.present(NOW) => {}
            Lookup::Found(found) => other.push((place.code(), found.code())),
            open => panic!("{} {open:?}", place.full_name()),
        }
    }
    // County-level cities whose name a prefecture-level city bore later.
    let expected =
        [(219_003, 211_400), (340_901, 341_000), (379_004, 371_200), (429_001, 421_300), (449_001, 445_100), (449_005, 445_300)];
    assert_eq!(other, expected);
}

#[test]
fn names_are_read_as_people_write_them() {
    let cases = [
        ("广东番禺", 440113),
        ("广州番禺区", 440113),
        ("中国 广东省-广州市-番禺区", 440113),
        ("广东省番禺市", 440181),
        ("内蒙呼和浩特", 150100),
        ("吉林", 220000),
        ("吉林市", 220200),
        ("海南", 460000),
        ("海南三沙", 460300),
        ("北京朝阳", 110105),
        ("北京市市辖区朝阳区", 110105),
        ("北京市北京市朝阳区", 110105),
        ("重庆市县云阳县", 500235),
        ("朝阳", 211300),
        ("辽宁朝阳", 211300),
        ("中山", 442000),
        ("大连中山", 210202),
        ("西安", 610100),
        ("河南济源市", 419001),
        ("河南省省直辖县级行政区划济源市", 419001),
        ("新疆石河子", 659001),
        ("新疆生产建设兵团石河子市", 659001),
        ("海南琼海", 469002),
        ("湖北省仙桃市", 429004),
        ("神农架", 429021),
        ("恩施", 422800),
        ("恩施市", 422801),
        ("恩施州", 422800),
        ("峨边县", 511132),
        ("湖北襄樊", 420600),
        ("重庆渝北", 500112),
        ("宁波江北", 330205),
        ("东莞", 441900),
        ("广东省东莞市市辖区", 441900),
        ("中国香港", 810000),
        ("香港特别行政区", 810000),
        ("中国澳门特别行政区", 820000),
        ("澳门", 820000),
        ("台湾", 710000),
        ("台湾省", 710000),
        ("浦东", 310115),
        ("赵县", 130133),
        ("江苏省泰州市泰县", 321028),
        ("上海市上海县", 310221),
        ("山东省莱芜市", 371200),
        ("云南省思茅市", 530800),
    ];
    for (text, expected) in cases {
        assert_eq!(code(text), expected, "{text}");
    }
}

#[test]
fn several_places_of_one_name_are_all_named() {
    assert_eq!(candidates("朝阳区"), [110105, 220104]);
    assert_eq!(candidates("通州"), [110112, 320612]);
    assert_eq!(candidates("鼓楼区"), [320106, 320302, 350102, 410204]);
}

#[test]
fn names_of_the_past_are_their_own_rows() {
    let Lookup::Found(place) = lookup("湖北襄樊", NOW) else { panic!() };
    assert_eq!((place.name(), place.last_year()), ("襄樊市", Some(2009)));
    let Lookup::Found(place) = lookup("渝北区", NOW) else { panic!() };
    assert!(!place.in_force(NOW));
    let Lookup::Found(place) = lookup("渝北区", 2023) else { panic!() };
    assert!(place.in_force(2023));
}

#[test]
fn text_left_over_is_not_a_division() {
    for text in ["广东省东莞市虎门镇", "广州市番禺区大学城", "北京市海淀区中关村大街1号", "广东省杭州市", "番禺区广东省"]
    {
        assert!(matches!(lookup(text, NOW), Lookup::Unknown(_)), "{text}");
    }
}

#[test]
fn odd_texts_are_unknown_and_harmless() {
    let long = "广东省".repeat(10_000);
    let digits = "4".repeat(100_000);
    let odd = [
        "",
        " ",
        "中国",
        "\u{0}",
        "😀",
        "👨‍👩‍👧‍👦广东",
        "ＡＢＣ",
        "a",
        "省",
        "市辖区",
        "-",
        "é\u{301}",
        "广东省\u{202e}",
        "１２",
        "\u{10ffff}\u{10ffff}",
        "''\"<>",
        "NULL",
        "无",
        "1.1E5",
        "+440113",
        &long,
        &digits,
    ];
    for text in odd {
        for year in [i32::MIN, 0, 1983, 2026, i32::MAX] {
            assert!(matches!(lookup(text, year), Lookup::Unknown(near) if near.len() <= 5), "{text:.20}");
        }
    }
}

#[test]
fn extreme_years_still_find_places() {
    for year in [i32::MIN, 1900, 1949, 3000, i32::MAX] {
        assert!(matches!(lookup("广东省广州市", year), Lookup::Found(place) if place.code() == 440_100));
    }
}
