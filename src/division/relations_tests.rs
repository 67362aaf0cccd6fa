use super::*;
use crate::division::{Lookup, lookup};

fn at(text: &str, year: i32) -> Division {
    match lookup(text, year) {
        Lookup::Found(place) => place,
        other => panic!("{text}: {other:?}"),
    }
}

fn now(text: &str) -> Division {
    at(text, 2026)
}

fn present(text: &str, year: i32) -> Vec<&'static str> {
    now(text).present(year).into_iter().map(Division::name).collect()
}

fn all() -> impl Iterator<Item = Division> {
    (0..table().rows.len() as u32).map(Division)
}

#[test]
fn parents_skip_the_prefecture_where_there_is_none() {
    let parents = [
        ("番禺区", "广州市"),
        ("广州市", "广东省"),
        ("北京朝阳区", "北京市"),
        ("仙桃市", "湖北省"),
        ("济源市", "河南省"),
        ("琼海市", "海南省"),
        ("石河子市", "新疆维吾尔自治区"),
        ("重庆云阳县", "重庆市"),
    ];
    for (place, parent) in parents {
        assert_eq!(now(place).parent(2026).unwrap().name(), parent, "{place}");
    }
    assert_eq!(now("广东省").parent(2026), None);
}

#[test]
fn every_row_has_a_parent_in_any_year() {
    for place in all().filter(|place| place.level() != Level::Province) {
        for year in [i32::MIN, 1970, 1986, 1996, 2010, 2026, 3000, i32::MAX] {
            let parent = place.parent(year).unwrap();
            assert!(parent.level() < place.level(), "{}", place.full_name());
        }
    }
}

#[test]
fn county_cities_of_the_1980s_lie_in_their_prefecture() {
    let kunshan = now("329012");
    assert_eq!(kunshan.name(), "昆山市");
    assert_eq!(kunshan.full_name(), "江苏省苏州市昆山市");
    assert_eq!(kunshan.within(at("苏州市", 1992), 1992), Some(true));
}

#[test]
fn lower_levels_are_known_by_year() {
    for place in ["广州市", "北京市", "广东省", "三亚市", "河南省"] {
        assert!(now(place).has_lower_level(2026), "{place}");
    }
    for place in ["东莞市", "中山市", "儋州市", "嘉峪关市", "番禺区", "香港", "澳门", "台湾"] {
        assert!(!now(place).has_lower_level(2026), "{place}");
    }
    assert!(!now("三亚市").has_lower_level(2012));
}

#[test]
fn four_prefecture_level_cities_have_no_counties() {
    let names = |year| places_without_lower_level(year).into_iter().map(Division::name).collect::<Vec<_>>();
    assert_eq!(names(2026), ["东莞市", "中山市", "儋州市", "嘉峪关市"]);
    assert_eq!(names(2050), names(2026));
    assert_eq!(names(2012), ["东莞市", "中山市", "三亚市", "三沙市", "嘉峪关市"]);
}

#[test]
fn abolished_places_count_as_their_successors() {
    let cases: [(&str, &[&str]); 19] = [
        ("浙江省杭州市下城区", &["拱墅区"]),
        ("浙江省杭州市江干区", &["上城区", "钱塘区"]),
        ("山东省即墨市", &["即墨区"]),
        ("襄樊市", &["襄阳市"]),
        ("江苏省淮阴市", &["淮安市"]),
        ("320882", &["淮安区"]),
        ("思茅市", &["普洱市"]),
        ("居巢区", &["巢湖市"]),
        ("北京市崇文区", &["东城区"]),
        ("北京市宣武区", &["西城区"]),
        ("上海市南汇区", &["浦东新区"]),
        ("上海市卢湾区", &["黄浦区"]),
        ("上海市闸北区", &["静安区"]),
        ("天津市塘沽区", &["滨海新区"]),
        ("仪征县", &["仪征市"]),
        ("重庆市渝北区", &["两江新区"]),
        ("重庆市江北区", &["两江新区"]),
        ("陶乐县", &["兴庆区", "平罗县"]),
        ("安徽省巢湖市和县", &["鸠江区", "和县"]),
    ];
    for (old, expected) in cases {
        assert_eq!(present(old, 2026), expected, "{old}");
    }
}

#[test]
fn a_place_in_force_counts_as_itself() {
    assert_eq!(present("重庆市渝北区", 2023), ["渝北区"]);
    assert_eq!(now("重庆市渝北区").present(2023), [at("重庆市渝北区", 2023)]);
    assert_eq!(present("两江新区", 2023), ["两江新区"]);
}

#[test]
fn a_successor_not_yet_begun_gives_way_to_what_stood_before() {
    // 获鹿县 (to 1994) became 鹿泉市, which is 鹿泉区 since 2014.
    assert_eq!(present("河北省获鹿县", 2000), ["鹿泉市"]);
    assert_eq!(present("河北省获鹿县", 2026), ["鹿泉区"]);
}

#[test]
fn only_one_place_has_no_known_present() {
    let lost: Vec<_> = all().filter(|place| place.present(2026).is_empty()).map(Division::name).collect();
    assert_eq!(lost, ["江孜地区"]);
    for place in all() {
        assert!(place.present(2026).iter().all(|unit| unit.in_force(2026)));
        for year in [i32::MIN, 1985, 1993, 2000, 2008, i32::MAX] {
            assert!(place.present(year).len() <= 40);
        }
    }
}

#[test]
fn inside_is_decided_by_code_and_level() {
    let inside = |inner: &str, outer: &str| now(inner).within(now(outer), 2026);
    assert_eq!(inside("番禺区", "广州市"), Some(true));
    assert_eq!(inside("番禺区", "广东省"), Some(true));
    assert_eq!(inside("广东省番禺市", "广州市"), Some(true));
    assert_eq!(inside("广东省", "广州市"), Some(false));
    assert_eq!(inside("长春朝阳区", "北京市"), Some(false));
    assert_eq!(inside("仙桃市", "湖北省"), Some(true));
    assert_eq!(inside("襄城区", "襄樊市"), Some(true));
    assert_eq!(inside("广州市", "广州市"), Some(true));
}

#[test]
fn inside_is_open_where_a_split_leaves_it_open() {
    let jianggan = now("浙江省杭州市江干区");
    assert_eq!(jianggan.within(now("杭州市"), 2026), Some(true));
    assert_eq!(jianggan.within(now("杭州市上城区"), 2026), None);
    assert_eq!(now("杭州市上城区").within(jianggan, 2026), None);
    assert_eq!(now("杭州市西湖区").within(jianggan, 2026), Some(false));
    assert_eq!(jianggan.within(jianggan, 2026), Some(true));
    assert_eq!(now("莱城区").within(now("371200"), 2026), Some(true));
    assert_eq!(now("历下区").within(now("371200"), 2026), Some(false));
}

#[test]
fn inside_depends_on_the_year() {
    let jianyang = now("成都市简阳市");
    assert_eq!(jianyang.within(now("成都市"), 2026), Some(true));
    assert_eq!(jianyang.within(now("资阳市"), 2010), Some(true));
    assert_eq!(jianyang.within(now("成都市"), 2010), Some(false));
}

#[test]
fn a_place_named_before_it_began_is_what_became_it() {
    assert_eq!(now("襄阳市").same(now("襄樊市"), 2005), Some(true));
    assert_eq!(now("大方县").within(now("贵州省毕节市"), 2005), Some(true));
    assert_eq!(now("两江新区").within(now("重庆市"), 2020), Some(true));
}

#[test]
fn sameness_follows_successors() {
    let same = |left: &str, right: &str| now(left).same(now(right), 2026);
    assert_eq!(same("山东省即墨市", "即墨区"), Some(true));
    assert_eq!(same("重庆市渝北区", "重庆市江北区"), Some(true));
    assert_eq!(same("番禺区", "广州市"), Some(false));
    assert_eq!(same("杭州市江干区", "杭州市上城区"), None);
    assert_eq!(same("杭州市江干区", "杭州市西湖区"), Some(false));
    assert_eq!(now("重庆市渝北区").same(now("重庆市江北区"), 2023), Some(false));
}
