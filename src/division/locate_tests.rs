use super::*;

const NOW: i32 = 2026;

/// The place's code and what is said about it, the codes of candidates, or those of near names.
fn told(text: &str) -> String {
    let codes = |places: &[Division]| places.iter().map(|place| place.code().to_string()).collect::<Vec<_>>().join(" ");
    match locate(text, NOW) {
        Located::Found(found) => {
            let notes = found.told().into_iter().map(|note| format!("；{note}"));
            std::iter::once(found.place.code().to_string()).chain(notes).collect()
        }
        Located::Ambiguous(places) => format!("? {}", codes(&places)),
        Located::Unknown(places) => format!("- {}", codes(&places)),
    }
}

fn all_told(cases: &[(&str, &str)]) {
    for (text, expected) in cases {
        assert_eq!(told(text), *expected, "{text}");
    }
}

fn remarks(text: &str) -> Vec<Remark> {
    match locate(text, NOW) {
        Located::Found(found) => found.remarks,
        other => panic!("{text}: {other:?}"),
    }
}

#[test]
fn the_examples_of_the_design() {
    all_told(&[
        ("广东番禺", "440113"),
        ("广州番禺区", "440113"),
        ("广东省番禺市", "440181"),
        ("内蒙呼和浩特", "150100"),
        ("吉林", "220000"),
        ("吉林市", "220200"),
        ("海南", "460000"),
        ("海南三沙", "460300"),
        ("朝阳区", "? 110105 220104"),
        ("北京朝阳", "110105"),
        ("朝阳", "211300；按「辽宁省朝阳市」理解；可以这样简称的还有：北京市朝阳区、辽宁省朝阳市朝阳县、吉林省长春市朝阳区"),
        ("辽宁朝阳", "211300；按「辽宁省朝阳市」理解；可以这样简称的还有：辽宁省朝阳市朝阳县"),
        ("中山", "442000；按「广东省中山市」理解；可以这样简称的还有：辽宁省大连市中山区"),
        ("大连中山", "210202"),
        ("通州", "? 110112 320612"),
        ("河南济源市", "419001"),
        ("恩施州", "422800"),
        ("恩施市", "422801"),
        ("景宁县", "331127"),
        ("湖北襄樊", "420600"),
        ("重庆渝北", "500112"),
        ("宁波江北", "330205"),
    ]);
}

#[test]
fn separators_brackets_and_quotes_do_not_matter() {
    for text in [
        "广东省-广州市-番禺区",
        "广东/广州/番禺",
        "广东省，广州市，番禺区",
        "广东省广州市（番禺区）",
        "番禺区（广东省广州市）",
        "番禺（广州）",
        "【广东省】广州市 番禺区",
        "“广东省广州市番禺区”",
        "广东省→广州市→番禺区",
        "中国广东省广州市番禺区",
        "'440113",
        "440113.0",
        "44 01 13",
    ] {
        assert_eq!(told(text), "440113", "{text}");
    }
}

#[test]
fn names_said_twice_and_groupings_are_passed_over() {
    all_told(&[
        ("北京市北京市朝阳区", "110105"),
        ("北京市市辖区朝阳区", "110105"),
        ("广东省广东省广州市番禺区", "440113"),
        ("广东省广州市 广东省广州市番禺区", "440113"),
        ("河南省省直辖县级行政区划济源市", "419001"),
        ("新疆维吾尔自治区自治区直辖县级行政区划石河子市", "659001"),
        ("广东省东莞市市辖区", "441900"),
    ]);
}

#[test]
fn a_code_beside_the_name_agrees_or_contradicts() {
    all_told(&[
        ("440113 广东省广州市番禺区", "440113"),
        ("番禺区(440113)", "440113"),
        ("440113001002 番禺区", "440113；代码「440113001002」只看前六位，就是「广东省广州市番禺区」"),
        ("110105 朝阳", "110105"),
        ("440100 番禺区", "440113"),
        ("440113 广东省", "440113"),
        ("440113 番禺市", "440113；「广东省广州市番禺市」已于2000年变更，按「广东省广州市番禺区」理解"),
        ("440114 番禺区", "? 440113 440114"),
        ("440113、440114", "? 440113 440114"),
        ("440113 番愚区", "- 440113"),
        ("999999 番禺区", "- 440113"),
        ("133100", "130000；「133100」不是一个行政区划自己的代码，按「河北省」理解"),
    ]);
}

#[test]
fn an_address_below_the_place_is_said() {
    assert_eq!(
        told("广东省 广州市 番禺区 大石街道 某某路1-2号 "),
        "440113；写到了「广东省广州市番禺区」以下，只取到这一级；余下的地址是「大石街道 某某路1-2号」"
    );
    let cases = [
        ("广东省东莞市长安镇", 441900, "长安镇"),
        ("东莞长安镇", 441900, "长安镇"),
        ("东莞市南城区", 441900, "南城区"),
        ("广东省中山市小榄镇", 442000, "小榄镇"),
        ("海南省儋州市那大镇", 460400, "那大镇"),
        ("番禺区大石街道", 440113, "大石街道"),
        ("广东省广州市番禺区（大石街道）", 440113, "大石街道"),
        ("番禺区→大石街道", 440113, "大石街道"),
        ("广东省广州市番禺区广东省广州市番禺区大石街道礼村", 440113, "大石街道礼村"),
        ("山西省阳泉市郊区平坦镇", 140311, "平坦镇"),
        ("广州市从化区街口街道", 440117, "街口街道"),
        ("浙江省台州市路桥区路桥街道", 331004, "路桥街道"),
        ("密云区不老屯镇", 110118, "不老屯镇"),
        ("北京市朝阳区朝阳北路", 110105, "朝阳北路"),
        ("北京市中关村大街27号", 110000, "中关村大街27号"),
        ("广州市大学城外环西路100号", 440100, "大学城外环西路100号"),
        ("香港中西区", 810000, "中西区"),
        ("台湾省台北市大安区", 710000, "台北市大安区"),
    ];
    for (text, code, rest) in cases {
        let Located::Found(found) = locate(text, NOW) else { panic!("{text}: {}", told(text)) };
        assert_eq!((found.place.code(), found.remarks), (code, vec![Remark::Rest(rest.to_owned())]), "{text}");
    }
    assert_eq!(told("朝阳区大屯街道"), "? 110105 220104");
}

#[test]
fn stray_text_is_no_address() {
    let cases = [
        ("中山北路1号", "- 442000"),
        ("中山东路街道", "- 442000"),
        ("河北新华路1号", "- 130902"),
        ("湖北青山镇", "- 420107"),
        ("湖北省武汉市青山绿水路", "- 420107"),
        ("江苏省苏州市吴江路1号", "- 320509"),
        ("北京市朝阳门街道", "- 110105"),
        ("苏州昆三玉山镇", "- 320500"),
        ("广州市番愚区大石街道", "- 440113 440100"),
        ("山西省晋城市城区街道", "- 140502"),
        ("广东省大石街道1号", "- 440000"),
        ("广东省广州市番禺区待定", "- 440113"),
        ("广东省广州市番禺区农村", "- 440113"),
        ("广东省广州市番禺区或南沙区", "- 440113 440115"),
        ("广东省广州市番禺区迁往湖南省长沙市岳麓区麓山路1号", "- 440113"),
        ("东莞市番禺区", "- 441900"),
        ("香港居民", "- 810000"),
    ];
    for (text, expected) in cases {
        assert_eq!(told(text), expected, "{text}");
    }
}

#[test]
fn zones_are_read_as_what_they_lie_in() {
    let cases = [
        ("雄安新区", 130000, "雄安新区"),
        ("河北省保定市雄安新区", 130600, "雄安新区"),
        ("河北省雄安新区容城县", 130629, "雄安新区"),
        ("苏州工业园区", 320500, "工业园区"),
        ("江苏省苏州市苏州工业园区", 320500, "苏州工业园区"),
        ("广州南沙开发区", 440115, "开发区"),
        ("南京江北新区", 320100, "江北新区"),
        ("陕西省西咸新区", 610000, "西咸新区"),
        ("黑龙江省大兴安岭地区加格达奇区", 232700, "加格达奇区"),
        ("青海省海西州大柴旦镇", 632800, "大柴旦镇"),
    ];
    for (text, code, zone) in cases {
        let Located::Found(found) = locate(text, NOW) else { panic!("{text}: {}", told(text)) };
        assert_eq!((found.place.code(), found.remarks), (code, vec![Remark::Zone(zone.to_owned())]), "{text}");
    }
    assert_eq!(
        remarks("广州经济技术开发区科学大道1号"),
        [Remark::Zone("经济技术开发区".to_owned()), Remark::Rest("科学大道1号".to_owned())]
    );
    assert_eq!(told("上海浦东新区"), "310115");
    assert_eq!(told("上海市浦冬新区"), "- 310115 310000");
    assert!(matches!(locate("江北新区", NOW), Located::Unknown(_)));
}

#[test]
fn names_of_another_time_are_said() {
    let former = "420606；「湖北省襄樊市」已于2010年变更，按「湖北省襄阳市樊城区」理解";
    assert_eq!(told("湖北省襄樊市樊城区"), former);
    assert_eq!(told("即墨区（原即墨市）"), "370215；「山东省青岛市即墨市」已于2017年变更，按「山东省青岛市即墨区」理解");
    assert_eq!(told("番禺区（南沙区）"), "? 440113 440115 460303");
    let Located::Found(found) = locate("重庆市渝北区", 2023) else { panic!() };
    assert!(found.place.in_force(2023) && found.remarks.is_empty());
    let Located::Found(found) = locate("重庆市渝北区", NOW) else { panic!() };
    assert_eq!(found.place.last_year(), Some(2024));
}

#[test]
fn counties_of_one_short_name_in_one_prefecture_mean_the_prefecture() {
    for text in ["新疆伊宁", "伊犁州伊宁"] {
        let Located::Found(found) = locate(text, NOW) else { panic!("{text}") };
        assert_eq!(found.place.code(), 654_000);
        let [Remark::CountyOpen(counties)] = found.remarks.as_slice() else { panic!("{text}") };
        assert_eq!(counties.iter().map(|county| county.code()).collect::<Vec<_>>(), [654_002, 654_021]);
        assert!(found.told().iter().all(|note| note.ends_with("请写全称")));
    }
}

#[test]
fn one_character_names_of_provinces_are_only_suggested() {
    assert_eq!(told("粤"), "- 440000");
    assert_eq!(told("粤番禺"), "- 440113");
}

#[test]
fn a_policy_accepts_none_of_this() {
    for text in ["广东省广州市番禺区大石街道", "东莞市长安镇", "雄安新区", "440113 番禺区", "番禺区(440113)", "广州市广州市番禺区"]
    {
        assert!(matches!(super::super::lookup(text, NOW), Lookup::Unknown(_)), "{text}");
    }
}
