//! Text to tree: what is read, and that no text, however odd, brings the library down or keeps it busy.

use std::time::{Duration, Instant};

use proptest::prelude::*;
use shengyuan::{MAX_NESTING, Problems, Severity, Stage};

use crate::support::{codes, compile, files, problems, read};

/// Longest time that a hostile text may take, with much room for a slow machine.
const PATIENCE: Duration = Duration::from_secs(20);

/// A policy with `expr` as the value of a decision.
fn with_expr(expr: &str) -> String {
    format!("记录 学生 {{ 学号 : 文本 已绑定 : 是否 人数 : 整数 }}\n规则 学生 {{\n  判定 甲 = {expr}\n  判定 乙 = 已填(学号)\n}}\n")
}

/// What is said of a text, which must end soon and point only at places that exist.
fn survive(text: &str) -> Problems {
    let start = Instant::now();
    let problems = problems("文本.policy", text);
    for problem in &problems {
        for label in problem.labels() {
            assert!(text.get(label.span.start as usize..label.span.end as usize).is_some(), "{problem:?}");
        }
    }
    assert!(problems.is_empty() || !problems.render(false).is_empty());
    assert!(start.elapsed() < PATIENCE, "took {:?}", start.elapsed());
    problems
}

#[track_caller]
fn refused_as(code: &str, text: &str) {
    let problems = survive(text);
    let found = codes(&problems);
    assert!(found.contains(&code), "{found:?}");
    assert!(found.len() < 50, "{} messages for one mistake", found.len());
}

// ------------------------------------------------------------ the tree

#[test]
fn trees_of_small_texts_stay_as_they_are() {
    let texts = [
        ("precedence", "记录 学 { 甲 : 是否 乙 : 整数 }\n规则 学 { 判定 丙 = 甲 或 (非 甲 且 乙 + 2 * 3 >= 7) }"),
        (
            "selection",
            "记录 学 { 明细 历 { 地 : 行政区划 自 : 年月 } }\n规则 学 { 判定 丙 = 最后 历 按 自 满足 (地 位于 广东省) 的 地 }",
        ),
        (
            "check",
            "角色 { 学生 }\n记录 学 { 甲 : 日期 必填 当 评估日 > 2023年9月1日 }\n规则 学 { 检查 乙 阻断 { 要求 已填(甲) 提示 \"前\" “后” 办理 学生 \"填\" 等待 约 2周 自 甲 } }",
        ),
        (
            "table",
            "记录 学 { 甲 : 文本 乙 : 是否 明细 丁 { 戊 : 文本 } }\n规则 学 { 表格 丙 \"前\" “后” 按 甲、乙 分文件 { 行 丁 当 乙 列 \"序\" = 行号 列 \"戊\" = 戊 说明 \"一\" }\n表格 己 \"己\" { 行 每 甲 列 \"人数\" = 人数 当 乙 合计 } }",
        ),
    ];
    insta::with_settings!({ prepend_module_to_snapshot => false, omit_expression => true }, {
        for (name, text) in texts {
            let policy = compile("文本.policy", text).unwrap_or_else(|problems| panic!("{problems}"));
            insta::assert_snapshot!(format!("ast-{name}"), format!("SOURCE\n{text}\n\nTREE\n{}", policy.dump(Stage::Ast)));
        }
    });
}

#[test]
fn full_width_and_half_width_signs_mean_the_same() {
    let narrow = "参数 线:百分比=60%\n记录 学生{甲:百分比 乙:整数}\n规则 学生{判定 丙=(甲>=线 且 乙!=3)或 非 已填(甲)}";
    let wide = "参数　线：百分比＝６０％\n记录　学生｛甲：百分比　乙：整数｝\n规则　学生｛判定　丙＝（甲＞＝线　且　乙！＝３）或　非　已填（甲）｝";
    let plan = |text: &str| compile("文本.policy", text).unwrap_or_else(|problems| panic!("{problems}")).dump(Stage::Plan);
    assert_eq!(plan(narrow), plan(wide));
}

#[test]
fn nothing_but_blanks_or_comments_is_no_policy() {
    for text in ["", " \n\t\u{3000}\u{FEFF}\r\n", "# 只有说明", "＃ 只有说明\n#\n"] {
        assert_eq!(codes(&survive(text)), ["E0005"], "{text:?}");
    }
}

// ------------------------------------------------------------ limits

#[test]
fn a_hundred_thousand_brackets_are_too_deep() {
    for (open, close) in [("(", ")"), ("（", "）"), ("{", "}"), ("｛", "｝")] {
        refused_as("E0003", &with_expr(&format!("{}1{}", open.repeat(100_000), close.repeat(100_000))));
        refused_as("E0003", &with_expr(&open.repeat(100_000)));
    }
    refused_as("E0003", &with_expr(&format!("{}学号{}", "已填(".repeat(100_000), ")".repeat(100_000))));
}

#[test]
fn brackets_up_to_the_limit_are_read() {
    let most = MAX_NESTING - 2; // the bracket of 已填 and the brace of the rules are open as well
    let text = with_expr(&format!("{}已填(学号){}", "(".repeat(most), ")".repeat(most)));
    assert_eq!(codes(&survive(&text)), [""; 0]);
    refused_as("E0003", &with_expr(&format!("{}已填(学号){}", "(".repeat(most + 1), ")".repeat(most + 1))));
}

#[test]
fn brackets_in_texts_and_comments_do_not_count() {
    let brackets = "（".repeat(1000);
    let text = format!("# {brackets}\n{}", with_expr(&format!("学号 = \"{brackets}\" # {brackets}")));
    assert_eq!(codes(&survive(&text)), [""; 0]);
}

#[test]
fn a_hundred_thousand_negations_cancel_out() {
    assert_eq!(codes(&survive(&with_expr(&format!("{}已绑定", "非 ".repeat(100_000))))), [""; 0]);
    assert_eq!(codes(&survive(&with_expr(&format!("{}人数", "- ".repeat(100_000))))), [""; 0]);
}

#[test]
fn a_hundred_thousand_conditional_values_inside_each_other_are_too_deep() {
    refused_as("E0003", &with_expr(&"若 ".repeat(100_000)));
    refused_as("E0003", &with_expr(&"若 已绑定 则 ".repeat(100_000)));
    refused_as("E0003", &with_expr(&format!("{}1{}", "若 已绑定 则 ".repeat(100_000), " 否则 2".repeat(100_000))));
}

#[test]
fn long_chains_end_in_an_answer() {
    survive(&with_expr(&format!("{}2", "若 已绑定 则 1 否则 ".repeat(20_000))));
    survive(&with_expr(&format!("{}已绑定", "已绑定 且 ".repeat(20_000))));
    survive(&with_expr(&format!("{}已绑定", "已绑定 或 非 已绑定 且 ".repeat(20_000))));
    survive(&with_expr(&format!("{{{}1}}", "1, ".repeat(20_000))));
    refused_as("E0003", &with_expr(&format!("{}1", "1 + ".repeat(100_000))));
    refused_as("E0104", &with_expr(&format!("1{}", " < 1".repeat(20_000))));
    refused_as("E0201", &with_expr(&format!("{}甲", "甲.".repeat(20_000))));
    refused_as("E0201", &with_expr(&"名".repeat(100_000)));
    refused_as("E0105", &with_expr(&"9".repeat(100_000)));
}

#[test]
fn decisions_that_use_each_other_in_a_long_chain_end_in_an_answer() {
    let chain = |count: usize| {
        let mut text = String::from("记录 学生 { 甲 : 是否 }\n规则 学生 {\n");
        for number in 0..count {
            text.push_str(&format!("  判定 第{number} = 第{}\n", number + 1));
        }
        text.push_str(&format!("  判定 第{count} = 甲\n}}\n"));
        text
    };
    assert_eq!(codes(&survive(&chain(100))), [""; 0]);
    refused_as("E0003", &chain(5_000));
}

#[test]
fn words_glued_together_many_times_end_in_an_answer() {
    refused_as("E0201", &with_expr(&format!("{}无此名", "学号且".repeat(2_000))));
    survive(&with_expr(&format!("{}学号", "学号且".repeat(30_000))));
    refused_as("E0201", &with_expr(&format!("{}学号", "部且".repeat(20_000))));
}

#[test]
fn thousands_of_mistakes_end_in_an_answer() {
    let rules: String = (0..3_000).map(|number| format!("判定 判{number} = 没有{number}\n")).collect();
    survive(&format!("记录 学生 {{ 学号 : 文本 }}\n规则 学生 {{\n{rules}}}"));
    survive(&"\"没有结束\n".repeat(100_000));
    survive(&"）\n".repeat(100_000));
}

#[test]
fn five_megabytes_are_refused_at_once() {
    let text = with_expr(&"甲 且 ".repeat(5_000_000 / 8));
    assert!(text.len() >= 5_000_000);
    assert_eq!(codes(&survive(&text)), ["E0002"]);
}

#[test]
fn two_megabytes_of_ordinary_rules_are_read() {
    let mut text = String::from("记录 学生 { 甲 : 是否 }\n");
    let mut number = 0;
    while text.len() < 2_000_000 {
        text.push_str("# 这是一段很长的说明，占一些位置，没有别的意思。\n".repeat(200).as_str());
        text.push_str(&format!("参数 数{number} = {number}\n"));
        number += 1;
    }
    let problems = survive(&text);
    assert_eq!(problems.count(Severity::Error), 0);
}

// ------------------------------------------------------------ interrupted and odd texts

#[test]
fn a_file_in_which_nothing_is_closed_is_answered() {
    let text = "政策 “甲 {\n文件 乙 \"丙 {\n记录 学生 {\n分组 丁 {\n明细 戊 {\n己 : 文本 占位 \"\n规则 学生 {\n判定 庚 : 是否 {\n缺省 辛 {\n则 (((若 {";
    let problems = survive(text);
    assert!(codes(&problems).contains(&"E0103"));
}

#[test]
fn an_interrupted_file_is_answered_wherever_it_ends() {
    for path in files("tests/fixtures/check/ok", "policy") {
        let text = read(&path);
        let ends: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
        for end in ends.iter().step_by(23) {
            survive(&text[..*end]);
        }
    }
}

#[test]
fn a_file_that_begins_in_the_middle_is_answered() {
    for path in files("tests/fixtures/check/ok", "policy") {
        let text = read(&path);
        let starts: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
        for start in starts.iter().step_by(41) {
            survive(&text[*start..]);
        }
    }
}

#[test]
fn a_file_of_anything_else_is_answered() {
    for text in [
        "\0\0\0",
        "PK\u{3}\u{4}",
        "{\"a\": [1, 2]}",
        "学号,姓名\n1,张三\n",
        "<html></html>",
        "\u{202E}记录\u{200D}👨‍👩‍👧",
        "「",
        "」",
        "\u{FEFF}",
    ] {
        assert!(survive(text).count(Severity::Error) > 0, "{text:?}");
    }
}

/// Words, signs and odd characters of which a text may be made.
fn scraps() -> impl Strategy<Value = String> {
    const SCRAPS: &[&str] = &[
        "政策",
        "文件",
        "条",
        "参数",
        "枚举",
        "角色",
        "记录",
        "规则",
        "标识",
        "分组",
        "明细",
        "判定",
        "缺省",
        "例外",
        "检查",
        "收集",
        "项",
        "流程",
        "步骤",
        "表格",
        "行",
        "每",
        "列",
        "合计",
        "分文件",
        "行号",
        "人数",
        "结论",
        "问题",
        "示例",
        "期望",
        "适用",
        "当",
        "则",
        "若",
        "否则",
        "且",
        "或",
        "非",
        "属于",
        "位于",
        "任一",
        "全部",
        "计数",
        "最后",
        "按",
        "满足",
        "的",
        "汇总",
        "必填",
        "格式",
        "匹配",
        "视为",
        "无",
        "未填",
        "无效",
        "等待",
        "约",
        "自",
        "学生",
        "学号",
        "甲",
        "乙",
        "文本",
        "是否",
        "集合",
        "是",
        "否",
        "评估日",
        "广东省",
        "{",
        "}",
        "(",
        ")",
        "｛",
        "｝",
        "（",
        "）",
        "<",
        ">",
        ":",
        "：",
        ",",
        "、",
        ".",
        "=",
        "≠",
        ">=",
        "+",
        "-",
        "*",
        "/",
        "%",
        "\"",
        "“",
        "”",
        "「",
        "」",
        "#",
        "\n",
        "\r\n",
        "\t",
        "\u{3000}",
        "1",
        "2023-10-13",
        "2024年6月",
        "60%",
        "14天",
        "3.5",
        "😀",
        "𠮷",
        "é",
        "\u{301}",
        "\0",
        "\"{学号}\"",
        "\"{\"",
    ];
    let scrap =
        prop_oneof![9 => proptest::sample::select(SCRAPS).prop_map(str::to_string), 1 => any::<char>().prop_map(String::from)];
    (proptest::collection::vec(scrap, 0..60), proptest::bool::ANY)
        .prop_map(|(scraps, spaced)| scraps.join(if spaced { " " } else { "" }))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_soup_of_characters_is_answered(text in ".{0,200}") {
        survive(&text);
    }

    #[test]
    fn any_soup_of_words_is_answered(text in scraps()) {
        survive(&text);
        survive(&with_expr(&text));
        survive(&format!("记录 学生 {{ 学号 : 文本 {text} }}\n规则 学生 {{ {text} }}"));
    }

    #[test]
    fn a_sound_policy_with_a_scrap_put_anywhere_is_answered(scrap in scraps(), pick in 0usize..1000, place in 0.0f64..1.0) {
        let paths = files("tests/fixtures/check/ok", "policy");
        let text = read(&paths[pick % paths.len()]);
        let mut at = (text.len() as f64 * place) as usize;
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        let scrap: String = scrap.chars().take(6).collect();
        survive(&format!("{}{scrap}{}", &text[..at], &text[at..]));
    }
}
