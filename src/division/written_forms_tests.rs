//! Every county of the table in each form that people write it in.

use super::super::names::stem;
use super::*;

const NOW: i32 = 2026;

fn all() -> impl Iterator<Item = Division> {
    (0..table().rows.len() as u32).map(Division)
}

fn counties() -> impl Iterator<Item = Division> {
    all().filter(|place| place.in_force(NOW) && place.level() == Level::County)
}

/// The counties that a form finds, leaves open between candidates, and needs a full name for.
#[derive(PartialEq, Eq, Debug, Default)]
struct Count {
    found: usize,
    open: usize,
    no_short_name: usize,
}

fn found(found: usize, open: usize, no_short_name: usize) -> Count {
    Count { found, open, no_short_name }
}

/// Stops at an answer that is neither the county nor open about it.
fn counted(form: impl Fn(Division) -> Option<String>) -> Count {
    counties().fold(Count::default(), |mut count, county| {
        let Some(text) = form(county) else {
            count.no_short_name += 1;
            return count;
        };
        match locate(&text, NOW) {
            Located::Found(found) if found.place == county => count.found += 1,
            Located::Found(found) => {
                let candidates = |remark: &Remark| match remark {
                    Remark::Assumed(places) | Remark::CountyOpen(places) => places.contains(&county),
                    _ => false,
                };
                assert!(found.remarks.iter().any(candidates), "{text}: {found:?}");
                assert_eq!(county.within(found.place, NOW), Some(true), "{text}: {found:?}");
                count.open += 1;
            }
            Located::Ambiguous(places) => {
                assert!(places.contains(&county), "{text}: {places:?}");
                count.open += 1;
            }
            Located::Unknown(near) => panic!("{text}: {near:?}"),
        }
        count
    })
}

fn above(county: Division) -> Division {
    county.parent(NOW).unwrap()
}

fn province(county: Division) -> Division {
    above(county).parent(NOW).unwrap_or(above(county))
}

/// The names above the county, the province first.
fn path_above(county: Division) -> Vec<&'static str> {
    let (province, above) = (province(county), above(county));
    if province == above { vec![province.name()] } else { vec![province.name(), above.name()] }
}

fn short(place: Division) -> &'static str {
    stem(place.name()).unwrap_or(place.name())
}

#[test]
fn paths_find_every_county() {
    assert_eq!(counted(|c| Some(c.full_name())), found(2847, 0, 0));
    let short_above = |c: Division| {
        let above = above(c);
        let prefecture = if above == province(c) { "" } else { short(above) };
        Some(format!("{}{prefecture}{}", short(province(c)), c.name()))
    };
    assert_eq!(counted(short_above), found(2847, 0, 0));
    assert_eq!(counted(|c| Some(format!("{}{}", above(c).name(), c.name()))), found(2847, 0, 0));
}

#[test]
fn a_county_below_its_province_is_seldom_open() {
    assert_eq!(counted(|c| Some(format!("{}{}", province(c).name(), c.name()))), found(2831, 16, 0));
    assert_eq!(counted(|c| Some(format!("{}{}", short(province(c)), c.name()))), found(2831, 16, 0));
}

#[test]
fn short_names_below_short_names_are_mostly_enough() {
    let below =
        |above: fn(Division) -> Division| move |c: Division| stem(c.name()).map(|name| format!("{}{name}", short(above(c))));
    assert_eq!(counted(below(above)), found(2737, 6, 104));
    assert_eq!(counted(below(province)), found(2684, 59, 104));
}

#[test]
fn a_county_by_itself_is_open_only_for_shared_names() {
    assert_eq!(counted(|c| Some(c.name().to_owned())), found(2783, 64, 0));
}

#[test]
fn separators_and_brackets_change_nothing() {
    for separator in [" ", "-", "/", "，", "\u{3000}", "→", "\n"] {
        let parted = |c: Division| Some([path_above(c).as_slice(), &[c.name()]].concat().join(separator));
        assert_eq!(counted(parted), found(2847, 0, 0), "{separator}");
    }
    assert_eq!(counted(|c| Some(format!("{}（{}）", path_above(c).concat(), c.name()))), found(2847, 0, 0));
    assert_eq!(counted(|c| Some(format!("{}({})", c.name(), path_above(c).concat()))), found(2847, 0, 0));
}

#[test]
fn groupings_and_names_said_twice_change_nothing() {
    let grouped = |c: Division| Some(format!("{}市辖区{}", path_above(c).concat(), c.name()));
    assert_eq!(counted(grouped), found(2847, 0, 0));
    let last_twice = |c: Division| Some(format!("{}{}{}", path_above(c).concat(), above(c).name(), c.name()));
    assert_eq!(counted(last_twice), found(2847, 0, 0));
    let all_twice = |c: Division| Some(format!("中国{}{}", c.full_name(), c.full_name()));
    assert_eq!(counted(all_twice), found(2847, 0, 0));
}

#[test]
fn codes_find_every_county_with_and_without_its_name() {
    assert_eq!(counted(|c| Some(c.code().to_string())), found(2847, 0, 0));
    assert_eq!(counted(|c| Some(format!("{}001", c.code()))), found(2847, 0, 0));
    assert_eq!(counted(|c| Some(format!("{}001002", c.code()))), found(2847, 0, 0));
    assert_eq!(counted(|c| Some(format!("{} {}", c.code(), c.full_name()))), found(2847, 0, 0));
    assert_eq!(counted(|c| Some(format!("{}（{}）", c.name(), c.code()))), found(2847, 0, 0));
}

#[test]
fn addresses_below_find_every_county() {
    let address = |c: Division| Some(format!("{}城关镇某某路1号", c.full_name()));
    assert_eq!(counted(address), found(2847, 0, 0));
}

#[test]
fn autonomous_areas_are_found_without_the_names_of_peoples() {
    let autonomous = |place: &Division| place.name().contains("自治") && place.level() != Level::Province;
    let mut count = 0;
    for place in all().filter(|place| place.in_force(NOW)).filter(autonomous) {
        let short = format!("{}{}", stem(place.name()).unwrap(), place.name().chars().last().unwrap());
        let text = format!("{}{short}", place.parent(NOW).unwrap().name());
        let Located::Found(found) = locate(&text, NOW) else { panic!("{text}") };
        assert_eq!((found.place.present(NOW), found.remarks), (vec![place], vec![]), "{text}");
        count += 1;
    }
    assert_eq!(count, 30 + 117 + 3);
}

/// How many past full paths of counties and prefectures there are that ended in those years; each
/// leads to the right present prefecture.
fn past(ended: std::ops::Range<i32>) -> usize {
    let prefectures = |place: Division| {
        let present = place.present(NOW);
        let county = |now: &Division| if now.level() == Level::County { now.parent(NOW).unwrap() } else { *now };
        present.iter().map(county).collect::<std::collections::BTreeSet<_>>()
    };
    let places = all().filter(|place| place.level() != Level::Province);
    places.filter(|place| place.last_year().is_some_and(|last| ended.contains(&(last + 1)))).fold(0, |count, place| {
        let text = place.full_name();
        let Located::Found(found) = locate(&text, NOW) else { panic!("{text}: {:?}", locate(&text, NOW)) };
        assert_eq!(prefectures(found.place), prefectures(place), "{text}");
        count + 1
    })
}

#[test]
fn past_paths_lead_to_the_right_prefecture() {
    assert_eq!([past(2000..2027), past(1990..2000), past(1985..1990)], [1017, 1345, 598]);
}

#[test]
fn the_28_shared_names_bring_exactly_their_counties() {
    let shared = "\
鼓楼区 320106 320302 350102 410204
市中区 370103 370402 511002 511102
新华区 130105 130902 410402
城区 140302 140502 441502
郊区 140311 230811 340711
铁西区 210106 210303 220302
朝阳区 110105 220104
通州区 110112 320612
和平区 120101 210102
河东区 120102 371312
长安区 130102 610116
桥西区 130104 130703
新城区 150102 610102
青山区 150204 420107
铁东区 210302 220303
海州区 210902 320706
西安区 220403 231005
向阳区 230402 230803
南山区 230404 440305
宝山区 230506 310113
普陀区 310107 330903
西湖区 330106 360103
永定区 350803 430802
白云区 440111 520113
南沙区 440115 460303
龙华区 440309 460106
城中区 450202 630103
城关区 540102 620102";
    assert_eq!(shared.lines().count(), 28);
    for line in shared.lines() {
        let (name, codes) = line.split_once(' ').unwrap();
        let expected: Vec<u32> = codes.split(' ').map(|code| code.parse().unwrap()).collect();
        let Located::Ambiguous(places) = locate(name, NOW) else { panic!("{name}") };
        assert_eq!(places.iter().map(|place| place.code()).collect::<Vec<_>>(), expected, "{name}");
        for place in places {
            for text in [format!("{} {name}", place.code()), format!("{name}（{}）", above(place).name())] {
                let Located::Found(found) = locate(&text, NOW) else { panic!("{text}") };
                assert_eq!(found.place, place, "{text}");
            }
        }
    }
}
