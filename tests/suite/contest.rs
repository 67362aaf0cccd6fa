//! Interviews about decisions whose rules read their values from the record: places, which are not followed exactly, and numbers, which
//! are. Whether such a decision comes to a value, to a review or to nothing is all that 结论 asks of it; each question is held against
//! every record that fits the answers so far.

use proptest::prelude::*;
use proptest::sample::Index;

use crate::analysis::compile;
use crate::every::{Domain, GOALS, hold};

/// With a constant that policies name as many as may be told apart.
const PLACES: Domain = &[
    ("甲", &["是", "否"]),
    ("乙", &["是", "否"]),
    ("丙", &["是", "否"]),
    ("此处", &["广东省广州市番禺区", "广东省广州市海珠区", "广东省广州市天河区"]),
    ("彼处", &["广东省广州市番禺区", "广东省广州市海珠区", "广东省广州市天河区"]),
];

/// Places that are no more, divided and merged, and what they became.
const FORMER: Domain = &[
    ("甲", &["是", "否"]),
    ("乙", &["是", "否"]),
    ("丙", &["是", "否"]),
    ("此处", &["浙江省杭州市江干区", "浙江省杭州市上城区", "浙江省杭州市下城区", "浙江省杭州市拱墅区"]),
    ("彼处", &["浙江省杭州市江干区", "浙江省杭州市上城区", "浙江省杭州市下城区", "浙江省杭州市拱墅区"]),
];

const NUMBERS: Domain = &[
    ("甲", &["是", "否"]),
    ("乙", &["是", "否"]),
    ("丙", &["是", "否"]),
    ("此处", &["-1", "0", "1", "2", "3", "4"]),
    ("彼处", &["-1", "0", "1", "2", "3", "4"]),
];

/// What rules come to; 别处 is a decision that chooses between the two fields, 某处 a constant.
const VALUES: [&str; 6] = ["此处", "彼处", "别处", "某处", "复核 \"请人看\"", "复核 \"再请人看\""];

const CONDITIONS: [&str; 9] = ["甲", "乙", "丙", "非 甲", "已填(乙)", "未填(丙)", "已填(此处)", "甲 且 丙", "乙 或 未填(彼处)"];

const CHECKS: [&str; 5] = ["甲", "已填(彼处)", "非 须复核(结果)", "已定(结果)", "非 待定(结果) 或 乙"];

const COMPARISONS: [&str; 4] = ["此处 = 彼处", "此处 = 某处", "结果 = 此处", "结果 ≠ 彼处 或 丙"];

/// What tells a place that is no more from what it became.
const PASTS: [&str; 5] = ["此处 位于 某处", "结果 位于 此处", "彼处 位于 此处", "非 现行(结果) 或 乙", "同一(此处, 彼处) 或 丙"];

/// Sets of which some elements may be known while others are not.
const PARTS: [&str; 3] =
    ["某处 属于 {此处, 彼处}", "别处 属于 {某处, 此处}", "此处 属于 (若 (丙) 则 {此处, 彼处} 否则 {彼处, 某处})"];

#[derive(Clone, Debug)]
struct Written {
    guard: Option<&'static str>,
    default: Option<&'static str>,
    /// Condition, outcome, and which of the rules that follow are beaten: none, the next, all.
    rules: Vec<(&'static str, &'static str, u8)>,
    /// 别处 is the first field where this holds, else the second.
    other: &'static str,
    assumes: [bool; 2],
    /// Weight, what is asked for.
    checks: Vec<(&'static str, &'static str)>,
    scope: Option<&'static str>,
}

/// `others` are conditions for 别处.
fn written(others: Vec<&'static str>, values: Vec<&'static str>, checks: Vec<&'static str>) -> impl Strategy<Value = Written> {
    let condition = || prop::sample::select(CONDITIONS.to_vec());
    let value = || prop::sample::select(values.clone());
    let weight = prop::sample::select(vec!["阻断", "复核", "提醒"]);
    (
        prop::option::weighted(0.3, condition()),
        prop::option::of(value()),
        prop::collection::vec((condition(), value(), 0..3_u8), 1..5),
        prop::sample::select(others),
        any::<[bool; 2]>(),
        prop::collection::vec((weight, prop::sample::select(checks)), 0..3),
        prop::option::weighted(0.2, condition()),
    )
        .prop_map(|(guard, default, rules, other, assumes, checks, scope)| Written {
            guard,
            default,
            rules,
            other,
            assumes,
            checks,
            scope,
        })
}

fn text(written: &Written, kind: &str, constant: &str) -> String {
    let assumed = |is_assumed: bool, value: &str| if is_assumed { format!(" 视为 {value}") } else { String::new() };
    let [this, that] = written.assumes;
    let mut text = format!(
        "记录 学生 {{ 甲 : 是否 乙 : 是否 丙 : 是否{} 此处 : {kind}{} 彼处 : {kind} }}\n规则 学生 {{\n",
        assumed(this, "否"),
        assumed(that, constant),
    );
    text.extend(written.scope.iter().map(|scope| format!("适用 当 {scope}\n")));
    text.push_str(&format!("判定 别处 = 若 ({}) 则 此处 否则 彼处\n判定 结果 : {kind} {{\n", written.other));
    text.extend(written.guard.iter().map(|guard| format!("适用 当 {guard}\n")));
    text.extend(written.default.iter().map(|value| format!("缺省 平常 {{ 则 {value} }}\n")));
    let count = written.rules.len();
    for (number, (condition, value, beats)) in written.rules.iter().enumerate() {
        let last = match beats {
            0 => number,
            1 => count.min(number + 2) - 1,
            _ => count - 1,
        };
        let beaten: Vec<String> = (number + 1..=last).map(|other| format!("规则{other}")).collect();
        let over = if beaten.is_empty() { String::new() } else { format!(" 优先于 {}", beaten.join(", ")) };
        text.push_str(&format!("例外 规则{number}{over} {{ 当 {condition} 则 {value} }}\n"));
    }
    text.push_str("}\n");
    for (number, (weight, wanted)) in written.checks.iter().enumerate() {
        text.push_str(&format!("检查 查{number} {weight} {{ 要求 {wanted} 提示 \"不对\" }}\n"));
    }
    text.replace("某处", constant) + "}\n"
}

fn choices() -> impl Strategy<Value = Vec<Vec<Index>>> {
    prop::collection::vec(prop::collection::vec(any::<Index>(), PLACES.len()), 3)
}

fn held(text: &str, domain: Domain, exact: &[&[&str]], choices: &[Vec<Index>]) -> Result<(), TestCaseError> {
    // Numbers at the ends stand for all that lie beyond, and are not answered.
    let answer = |field: usize, choice: Index| {
        let count = domain[field].1.len();
        let (first, count) = if count > 3 { (1, count - 2) } else { (0, count) };
        Some(choice.index(count + 1)).filter(|chosen| *chosen < count).map(|chosen| chosen + first)
    };
    hold(&compile("例.policy", text), text, domain, exact, choices, &answer)
}

/// What belongs to a collection: condition, element.
fn collected() -> impl Strategy<Value = Vec<(&'static str, &'static str)>> {
    let condition = prop::sample::select(CONDITIONS.to_vec());
    prop::collection::vec((condition, prop::sample::select(vec!["此处", "彼处", "某处", "别处"])), 1..4)
}

/// The same policy with a collection in the place of the rules.
fn collecting(written: &Written, collected: &[(&str, &str)], kind: &str, constant: &str) -> String {
    let text = text(written, kind, constant);
    let (before, rest) = text.split_once("判定 结果").expect("there");
    let after = rest.find("\n检查").or_else(|| rest.rfind("}")).and_then(|end| rest.get(end..)).expect("the end");
    let mut items = String::new();
    for (number, (condition, element)) in collected.iter().enumerate() {
        items.push_str(&format!("项 项{number} 当 {condition} 则 {}\n", element.replace("某处", constant)));
    }
    format!("{before}收集 结果 : 集合<{kind}> {{\n{items}}}{after}")
}

/// Which of two rules wins does not matter where their values are the same, and 结论 does not ask which value it is.
#[test]
fn what_a_decision_comes_to_is_not_asked_for_where_it_comes_to_one_value() {
    let text = "
        记录 学生 { 家庭地 : 行政区划 迁移后地 : 行政区划 迁移 : 是否 备案 : 是否 }
        规则 学生 {
          判定 结果 : 行政区划 {
            缺省 平常 { 则 家庭地 }
            例外 迁了 { 当 迁移 则 迁移后地 }
          }
          检查 要备案 复核 { 当 待定(结果) 要求 备案 提示 \"要备案\" }
        }";
    let policy = compile("例.policy", text);
    let judge = policy.record("学生").unwrap();
    let open = |goal: &str, moved: Option<&str>| {
        let mut talk = judge.interview(policy.example_date(), &[goal]).unwrap();
        talk.answer("家庭地", "广东省广州市番禺区").unwrap();
        if let Some(place) = moved {
            talk.answer("迁移后地", place).unwrap();
        }
        talk.open()
    };
    for goal in ["结果", "结论"] {
        assert_eq!(open(goal, Some("番禺区")), Vec::<String>::new(), "{goal}");
    }
    assert_eq!(open("结果", Some("海珠区")), ["迁移"]);
    assert_eq!(open("结论", Some("海珠区")), ["迁移", "备案"]);
    assert_eq!(open("结果", None), ["迁移后地", "迁移"]);
}

/// Something is found in a set of which another element is not known.
#[test]
fn an_element_may_be_found_in_a_set_that_is_known_in_part() {
    let text = "
        记录 学生 { 甲 : 日期 乙 : 日期 }
        规则 学生 { 收集 结果 : 集合<日期> { 项 一 当 2023-01-31 属于 {甲, 乙} 则 2023-01-31 } }";
    let policy = compile("例.policy", text);
    let judge = policy.record("学生").unwrap();
    let mut talk = judge.interview(policy.example_date(), &["结果"]).unwrap();
    talk.answer("甲", "未填").unwrap();
    assert_eq!(talk.open(), ["乙"]);
}

/// Places that are no more are answers like others.
#[test]
fn a_place_that_is_no_more_may_lie_in_the_place_that_was_answered() {
    let text = "
        记录 学生 { 甲 : 行政区划 乙 : 行政区划 }
        规则 学生 { 判定 结果 : 是否 { 缺省 平常 { 则 否 } 例外 在内 { 当 乙 位于 甲 则 是 } } }";
    let policy = compile("例.policy", text);
    let judge = policy.record("学生").unwrap();
    for answered in ["浙江省杭州市江干区", "浙江省杭州市下城区", "浙江省杭州市上城区", "浙江省"] {
        let mut talk = judge.interview(policy.example_date(), &["结果"]).unwrap();
        talk.answer("甲", answered).unwrap();
        assert_eq!(talk.open(), ["乙"], "{answered}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: ProptestConfig::default().cases / 4,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn places_are_asked_for_exactly_where_they_matter(
        // Where 别处 is one of the fields, that it is like that field is not followed.
        written in written(vec!["甲"], VALUES.iter().copied().filter(|value| *value != "别处").collect(), CHECKS.to_vec()),
        choices in choices(),
    ) {
        held(&text(&written, "行政区划", "广东省广州市番禺区"), PLACES, &GOALS, &choices)?;
    }

    #[test]
    fn numbers_are_asked_for_exactly_where_they_matter(
        written in written(CONDITIONS.to_vec(), VALUES.to_vec(), [CHECKS.as_slice(), COMPARISONS.as_slice()].concat()),
        choices in choices(),
    ) {
        held(&text(&written, "整数", "1"), NUMBERS, &GOALS, &choices)?;
    }

    #[test]
    fn elements_of_a_collection_are_asked_for_where_they_matter(
        written in written(CONDITIONS.to_vec(), VALUES.to_vec(), vec!["甲", "已定(结果)", "非 待定(结果) 或 乙"]),
        collected in collected(),
        choices in choices(),
    ) {
        held(&collecting(&written, &collected, "整数", "1"), NUMBERS, &[&["结论"]], &choices)?;
    }

    /// Values of which it is not followed when they are known, and what is compared with each other in other ways than by the rules.
    #[test]
    fn what_is_not_asked_never_matters(
        written in written(
            CONDITIONS.to_vec(),
            [VALUES.as_slice(), &["上级(此处)", "上级(别处)"]].concat(),
            [CHECKS.as_slice(), COMPARISONS.as_slice(), PARTS.as_slice(), &["结果 位于 广东省广州市", "级别(结果) = 县级"]].concat(),
        ),
        collected in collected(),
        choices in choices(),
    ) {
        held(&text(&written, "行政区划", "广东省广州市"), PLACES, &[], &choices)?;
        let gathered = collecting(&written, &collected, "行政区划", "广东省广州市番禺区");
        let as_set = [("结果 = ", "此处 属于 结果 或 彼处 = "), ("结果 ≠", "此处 ≠"), ("结果 位于", "此处 位于"), ("级别(结果)", "级别(彼处)")];
        let gathered = as_set.iter().fold(gathered, |text, (one, set)| text.replace(one, set));
        held(&gathered, PLACES, &[], &choices)?;
    }

    /// The same where places were divided and merged.
    #[test]
    fn what_is_not_asked_never_matters_where_places_are_no_more(
        written in written(
            [CONDITIONS.as_slice(), &["此处 位于 彼处"]].concat(),
            VALUES.to_vec(),
            [CHECKS.as_slice(), COMPARISONS.as_slice(), PARTS.as_slice(), &PASTS].concat(),
        ),
        choices in choices(),
    ) {
        for constant in ["浙江省杭州市江干区", "浙江省杭州市上城区"] {
            held(&text(&written, "行政区划", constant), FORMER, &[], &choices)?;
        }
    }
}
