//! Texts of all kinds: nothing breaks, and answers agree with each other.

use proptest::prelude::*;

use super::*;

const SCRAPS: &[&str] = &[
    "广东省",
    "广州市",
    "番禺区",
    "番禺",
    "北京",
    "北京市",
    "朝阳",
    "朝阳区",
    "吉林",
    "恩施州",
    "东莞市",
    "香港",
    "海南",
    "沙市",
    "市辖区",
    "县",
    "区",
    "州",
    "440113",
    "110105",
    "999999",
    "44",
    "001",
    "（",
    "）",
    "(",
    "]",
    "-",
    "/",
    " ",
    "，",
    "原",
    "现",
    "大石街道",
    "某某路1号",
    "长安镇",
    "开发区",
    "雄安新区",
    "高新区",
    "城关镇",
    "中国",
    "第一师",
    "\u{0}",
    "e\u{301}",
    "𠮷",
    "‍",
];

fn text() -> impl Strategy<Value = String> {
    let scrap =
        prop_oneof![9 => proptest::sample::select(SCRAPS).prop_map(str::to_owned), 1 => any::<char>().prop_map(String::from)];
    proptest::collection::vec(scrap, 0..30).prop_map(|scraps| scraps.concat())
}

fn year() -> impl Strategy<Value = i32> {
    prop_oneof![1980..2030, Just(i32::MIN), Just(i32::MAX)]
}

fn distinct(places: &[Division]) -> bool {
    places.iter().enumerate().all(|(number, place)| places.iter().skip(number + 1).all(|other| other != place))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_has_an_answer(text in text(), year in year()) {
        match locate(&text, year) {
            Located::Found(found) => {
                prop_assert!(found.notes().count() == found.remarks.len());
                for remark in &found.remarks {
                    // What stood in brackets follows after a space.
                    if let Remark::Rest(rest) = remark {
                        prop_assert!(!rest.is_empty() && rest.split(' ').all(|part| text.contains(part)));
                    }
                }
                let again = locate(&found.place.code().to_string(), year);
                prop_assert!(matches!(again, Located::Found(_)));
            }
            Located::Ambiguous(places) => prop_assert!(places.len() > 1 && distinct(&places)),
            Located::Unknown(places) => prop_assert!(places.len() <= 5 && distinct(&places)),
        }
    }

    #[test]
    fn any_characters_have_an_answer(text in "\\PC{0,90}") {
        prop_assert!(!matches!(locate(&text, 2026), Located::Ambiguous(places) if !distinct(&places)));
    }

    #[test]
    fn what_a_policy_may_write_a_record_may_write(text in text(), year in year()) {
        match (super::super::lookup(&text, year), locate(&text, year)) {
            (Lookup::Found(place), Located::Found(found)) => prop_assert!(found.place == place || found.place.same(place, year) == Some(true)),
            (Lookup::Found(place), other) => prop_assert!(matches!(&other, Located::Ambiguous(places) if places.contains(&place)), "{:?}", other),
            _ => {}
        }
    }
}

#[test]
fn every_place_is_found_again_by_code_and_full_name_in_its_own_time() {
    let mut others = Vec::new();
    for place in (0..table().rows.len() as u32).map(Division) {
        let year = place.last_year().unwrap_or(2026);
        let (code, name) = (place.code().to_string(), place.full_name());
        for text in [format!("{code} {name}"), code, name] {
            match locate(&text, year) {
                Located::Found(found) if found.place == place || search::are_one(found.place, place) => {}
                _ => others.push(text),
            }
        }
    }
    // A row of one year that its sources place nowhere.
    assert_eq!(others, ["239002 黑龙江省牡丹江市镜泊湖市", "黑龙江省牡丹江市镜泊湖市"]);
}

#[test]
fn long_texts_take_little_time() {
    for scrap in ["广东省", "北京市", "北京", "（", "440113", "番禺区", "吉林市吉林", "县", "、", "啊", "广东省广州市番禺区路"]
    {
        for times in [20, 66, 200, 10_000] {
            let _ = locate(&scrap.repeat(times), 2026);
        }
    }
}
