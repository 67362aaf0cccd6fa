//! The pages of the codes keep their word: the example of a page gives the code, the mended one does not.

use shengyuan::{CODES, Severity};

use crate::support::{codes, problems};

/// Pages whose example is no policy text, or too long to be printed in full.
const NOT_RUN: &[&str] = &["E0001", "E0002", "E0003", "E0004"];

/// What a snippet may leave out, each piece with the words that show that it does not.
const AROUND: &[(&str, &str)] = &[
    ("枚举 学历种类", "枚举 学历种类 { 专科 本科 硕士 博士 }"),
    ("角色 {", "角色 { 学生 学校 }"),
    ("文件 指引", "文件 指引 \"2024届指引\" { 条 时间.截止 \"十月十三日截止\" }"),
    ("参数 截止日期", "参数 截止日期 = 2023-10-13"),
    (
        "记录 学生",
        "记录 学生 {\n学号 : 文本 姓名 : 文本 学历 : 学历种类 平均成绩 : 小数 出勤率 : 百分比 提交日期 : 日期\n\
         生源地 : 行政区划 户籍地 : 行政区划 已绑定 : 是否 已填写 : 是否 已审核 : 是否 学校已审核 : 是否 已迁户 : 是否\n}",
    ),
];

/// The rules that the examples of a snippet speak of.
const RULES: &str = "规则 学生 {\n判定 应办 : 是否 { 缺省 一般 { 则 是 } 例外 专科生 { 当 学历 = 专科 则 否 } }\n\
                     检查 学号须填 阻断 { 要求 已填(学号) 提示 \"请填写学号\" }\n}";

#[test]
fn the_example_of_a_page_gives_its_code() {
    for code in CODES.iter().filter(|code| !NOT_RUN.contains(&code.id)) {
        for snippet in snippets(code.page, "## 例子") {
            let text = if code.id == "E0005" { snippet } else { completed(&snippet) };
            let found = codes(&problems("例.policy", &text));
            assert!(found.contains(&code.id), "{}: {found:?}\n{text}", code.id);
        }
    }
}

#[test]
fn the_mended_example_of_a_page_is_sound() {
    for code in CODES.iter().filter(|code| !["E0001", "E0002"].contains(&code.id)) {
        let mended = snippets(code.page, "## 怎样改");
        assert!(!mended.is_empty(), "the page of {} shows no cure", code.id);
        for snippet in mended {
            let problems = problems("例.policy", &completed(&snippet));
            // A note is information; the mended text may still give it.
            let stays = code.severity != Severity::Note && codes(&problems).contains(&code.id);
            assert!(!stays && problems.count(Severity::Error) == 0, "{}:\n{snippet}\n{problems}", code.id);
        }
    }
}

/// The code blocks of a section.
pub(crate) fn snippets(page: &str, heading: &str) -> Vec<String> {
    let section = page.split_once(heading).map_or("", |(_, rest)| rest);
    let section = section.split("\n## ").next().unwrap_or("");
    section.split("```").skip(1).step_by(2).map(|block| block.trim().to_string()).collect()
}

/// A snippet with what stands around it in a policy.
pub(crate) fn completed(snippet: &str) -> String {
    let mut text = String::new();
    for (shown, piece) in AROUND {
        if !snippet.contains(shown) {
            text.push_str(piece);
            text.push('\n');
        }
    }
    let starts = |words: &[&str]| words.iter().any(|word| snippet.starts_with(word));
    if starts(&["示例"]) {
        text.push_str(RULES);
        text.push('\n');
    }
    if starts(&["提示"]) {
        text.push_str(&format!("规则 学生 {{\n检查 某项 提醒 {{\n要求 已填(学号)\n{snippet}\n}}\n}}\n"));
    } else if starts(&["判定", "检查", "表格", "示例"]) {
        text.push_str(&format!("规则 学生 {{\n{snippet}\n}}\n"));
    } else {
        text.push_str(snippet);
        text.push('\n');
    }
    text
}
