//! No question of an interview is idle, and none that matters is left out: generated policies with small domains, a scope, checks of every
//! weight and conditional 必填, for a decision, for 结论 and for both; each question held against every record that fits the answers so far.

use proptest::prelude::*;
use proptest::sample::Index;
use shengyuan::Status;

use crate::analysis::compile;
use crate::brute::{OF_SETS, Rule, SINGLE, condition, policy, rules};
use crate::every::{Domain, GOALS, hold};

/// Every value that the generated conditions can tell apart, and more at both ends; each may also be left unfilled.
const VALUES: Domain = &[
    ("学历", &["专科", "本科", "硕士"]),
    ("少干", &["是", "否"]),
    ("分数", &["-1", "0", "1", "2", "3", "4", "5"]),
    ("次数", &["-1", "0", "1", "2", "3", "4", "5"]),
    ("日期", &["2023-10-12", "2023-10-13", "2023-10-14"]),
    ("迁移", &["是", "否"]),
];

/// The same with sets, in which there may be one element more than is counted.
const WITH_SETS: Domain = &[
    ("学历", &["专科", "本科", "硕士"]),
    ("分数", &["1"]),
    ("迁移", &["是", "否"]),
    ("诸学", &["无", "专科", "本科", "硕士", "专科、本科", "专科、硕士", "本科、硕士", "专科、本科、硕士"]),
    ("诸数", &["无", "2", "7", "2、7", "7、8", "2、7、8", "7、8、9"]),
];

const WEIGHTS: [&str; 4] = ["阻断", "复核", "提醒", "说明"];

/// What a policy has besides its rules.
#[derive(Clone, Debug)]
struct Rest {
    /// Unfilled fields are taken for something.
    assumes: [bool; 2],
    scope: Option<String>,
    /// Weight, when it applies, what it asks for.
    checks: Vec<(usize, Option<String>, String)>,
    required_when: Option<String>,
}

/// A condition over fields alone.
fn plain(atoms: &'static [&'static str]) -> impl Strategy<Value = String> {
    condition(atoms).prop_map(|condition| condition.replace("特殊", "迁移"))
}

fn rest(atoms: &'static [&'static str], needs: &'static [&'static str]) -> impl Strategy<Value = Rest> {
    let check = (0..WEIGHTS.len(), prop::option::weighted(0.3, condition(atoms)), condition(atoms));
    let required = prop::option::of(prop::sample::select(needs));
    let parts = (any::<[bool; 2]>(), prop::option::weighted(0.4, plain(atoms)), prop::collection::vec(check, 0..4), required);
    parts.prop_map(|(assumes, scope, checks, required_when)| Rest {
        assumes,
        scope,
        checks,
        required_when: required_when.map(str::to_string),
    })
}

fn text(written: &[Rule], default: bool, special: &str, rest: &Rest) -> String {
    let mut text = policy(written, default, special);
    for (assumes, field) in rest.assumes.into_iter().zip(["少干 : 是否", "分数 : 整数 必填"]) {
        let value = if field.starts_with("少干") { "否" } else { "2" };
        if assumes {
            text = text.replace(field, &format!("{} 视为 {value}", field.trim_end_matches(" 必填")));
        }
    }
    if let Some(when) = &rest.required_when {
        text = text.replace("迁移 : 是否 必填", &format!("迁移 : 是否 必填 当 {when}"));
    }
    let mut more = String::from("规则 学生 {\n");
    more.extend(rest.scope.iter().map(|scope| format!("适用 当 {scope}\n")));
    for (number, (weight, when, wanted)) in rest.checks.iter().enumerate() {
        let when = when.as_ref().map_or_else(String::new, |when| format!("当 {when} "));
        more.push_str(&format!("检查 查{number} {} {{ {when}要求 {wanted} 提示 \"不对\" }}\n", WEIGHTS[*weight]));
    }
    text + &more + "}\n"
}

/// Any of a field's values, or none.
fn any_answer(field: usize, choice: Index) -> Option<usize> {
    let count = WITH_SETS[field].1.len();
    Some(choice.index(count + 1)).filter(|chosen| *chosen < count)
}

/// An answer that is not at an end of a field's values, or none.
fn answer(field: usize, choice: Index) -> Option<usize> {
    let count = VALUES[field].1.len();
    let (first, count) = if count > 3 { (1, count - 2) } else { (0, count) };
    Some(choice.index(count + 1)).filter(|chosen| *chosen < count).map(|chosen| chosen + first)
}

/// Which rule asks for the same review does not matter, so nothing has to be asked.
#[test]
fn a_review_is_the_same_whichever_rule_asks_for_it() {
    let text = "
        记录 学生 { 日期 : 日期 }
        规则 学生 {
          判定 结果 : 整数 {
            例外 早 { 当 日期 ≤ 2023-10-13 则 复核 \"请人看\" }
            例外 晚 { 当 非 (日期 ≤ 2023-10-13) 则 复核 \"请人看\" }
            例外 空 { 当 未填(日期) 则 复核 \"请人看\" }
          }
        }";
    let policy = compile("例.policy", text);
    let judge = policy.record("学生").unwrap();
    let talk = judge.interview(policy.example_date(), &["结果"]).unwrap();
    assert_eq!(talk.open(), Vec::<String>::new());
    assert_eq!(talk.verdict().decision("结果").unwrap().status, Status::Review);
}

/// What is unknown while a question is open, and comes to the same whatever is answered, hides nothing that matters.
#[test]
fn behind_what_never_matters_the_rest_is_asked_for() {
    let text = "
        枚举 户口 { 家庭户口 集体户口 }
        记录 学生 { 户口性质 : 户口 视为 家庭户口 交齐 : 是否 }
        规则 学生 {
          适用 当 户口性质 = 户口性质
          流程 办理 { 步骤 交材料 完成 当 交齐 }
          判定 结果 : 整数 {
            缺省 平常 { 则 0 }
            例外 未交 { 当 当前步骤(办理) = \"交材料\" 则 1 }
          }
        }";
    let policy = compile("例.policy", text);
    let judge = policy.record("学生").unwrap();
    assert_eq!(judge.interview(policy.example_date(), &["结果"]).unwrap().open(), ["交齐"]);
}

/// Whether a value is known is asked of it though it is compared with nothing.
#[test]
fn a_value_may_matter_only_by_being_known() {
    let open = |value: &str| {
        let text = format!(
            "记录 学生 {{ 地 : 行政区划 数 : 小数 }}
             规则 学生 {{
               判定 值 = {value}
               检查 查 提醒 {{ 要求 已定(值) 提示 \"不知道\" }}
             }}"
        );
        let policy = compile("例.policy", &text);
        policy.record("学生").unwrap().interview(policy.example_date(), &["结论"]).unwrap().open()
    };
    assert_eq!(open("上级(地)"), ["地"]);
    assert_eq!(open("级别(地)"), ["地"]);
    assert_eq!(open("1 / 数"), ["数"]);
}

/// Fields of which none is idle by itself, each with a reminder of its own.
const MANY: usize = 40;

/// What a check asks for is idle where a graver one stands whenever it could fail, however much else is open.
#[test]
fn a_question_is_idle_if_a_graver_finding_always_stands() {
    let many = |each: &dyn Fn(usize) -> String| (0..MANY).map(each).collect::<String>();
    let text = format!(
        "记录 学生 {{ {} 甲 : 是否 乙 : 是否 丙 : 是否 }}
        规则 学生 {{
          {}
          检查 要甲 阻断 {{ 要求 甲 提示 \"要有甲\" }}
          检查 要甲乙 提醒 {{ 要求 甲 或 乙 提示 \"要有甲或者乙\" }}
          检查 要丙 复核 {{ 当 已填(丙) 要求 甲 或 丙 提示 \"要有甲或者丙\" }}
        }}",
        many(&|number| format!("项{number} : 是否 ")),
        many(&|number| format!("检查 查{number} 提醒 {{ 要求 项{number} 提示 \"没有\" }}\n")),
    );
    let policy = compile("例.policy", &text);
    let judge = policy.record("学生").unwrap();
    let mut talk = judge.interview(policy.example_date(), &["结论"]).unwrap();
    // 丙 is not: while 甲 is open, 丙 = 否 leaves 要丙 open.
    let open = talk.open();
    assert!(!open.contains(&"乙".to_string()) && open.len() > MANY, "{open:?}");
    // Where nothing is said of 甲, reminders of 乙 come too late.
    talk.answer("甲", "未填").unwrap();
    let asked: Vec<String> = std::iter::from_fn(|| {
        let question = talk.next()?;
        talk.answer(&question.field, "是").unwrap();
        Some(question.field)
    })
    .collect();
    assert_eq!(asked, Vec::<String>::new());
    assert_eq!(talk.verdict().conclusion().to_string(), "待定");
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: ProptestConfig::default().cases / 10,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn every_question_matters_and_what_is_not_asked_does_not(
        written in rules(SINGLE),
        default in any::<bool>(),
        special in condition(SINGLE),
        rest in rest(SINGLE, &["少干", "学历 = 硕士", "分数 ≥ 3"]),
        choices in prop::collection::vec(prop::collection::vec(any::<Index>(), VALUES.len()), 3),
    ) {
        let text = text(&written, default, &special, &rest);
        hold(&compile("例.policy", &text), &text, VALUES, &GOALS, &choices, &answer)?;
    }

    #[test]
    fn so_it_is_with_sets(
        written in rules(OF_SETS),
        default in any::<bool>(),
        special in condition(OF_SETS),
        rest in rest(OF_SETS, &["硕士 属于 诸学", "学历 = 硕士"]),
        choices in prop::collection::vec(prop::collection::vec(any::<Index>(), WITH_SETS.len()), 3),
    ) {
        let text = text(&written, default, &special, &Rest { assumes: [false; 2], ..rest });
        hold(&compile("例.policy", &text), &text, WITH_SETS, &GOALS, &choices, &any_answer)?;
    }
}
