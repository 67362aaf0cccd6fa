//! The names that a piece which cannot be read would have given a meaning, so that their uses are not blamed.
//! In: the piece. Out: names, some of them perhaps no names at all.

use super::expected::first_word;

/// Words that a name follows.
const NAMING: &[&str] = &[
    "参数", "记录", "明细", "判定", "收集", "检查", "流程", "表格", "示例", "缺省", "例外", "步骤", "项", "条", "角色", "枚举",
    "文件", "格式",
];
/// Words whose blocks consist of names.
const LISTS: &[&str] = &["角色", "枚举", "文件"];

pub(super) fn names(piece: &str) -> Vec<&str> {
    let words = words(piece);
    let is_list = words.first().is_some_and(|(first, _)| LISTS.contains(first));
    let mut names = Vec::new();
    let mut previous = None;
    for (number, (word, before_colon)) in words.into_iter().enumerate() {
        let named = previous.is_some_and(|previous| NAMING.contains(&previous));
        if is_list || named || before_colon || number <= 1 {
            names.push(word);
        }
        previous = Some(word);
    }
    names
}

/// The words of a piece outside texts and comments, each with whether a colon follows.
fn words(piece: &str) -> Vec<(&str, bool)> {
    let mut words: Vec<(&str, bool)> = Vec::new();
    let mut rest = piece;
    while let Some(first) = rest.chars().next() {
        let inner = rest.get(first.len_utf8()..).unwrap_or("");
        let until = |close: char| inner.split(close).next().unwrap_or("");
        let length = match first {
            '"' | '＂' => until(first).len() + first.len_utf8(),
            '“' => until('”').len(),
            '#' | '＃' => until('\n').len(),
            '「' => {
                words.push((until('」'), false));
                until('」').len() + '」'.len_utf8()
            }
            ':' | '：' => {
                if let Some(last) = words.last_mut() {
                    last.1 = true;
                }
                0
            }
            _ if first.is_alphanumeric() || first == '_' => {
                words.push((first_word(rest), false));
                first_word(rest).len() - first.len_utf8()
            }
            _ => 0,
        };
        rest = inner.get(length..).unwrap_or("");
    }
    words
}

#[cfg(test)]
mod tests {
    use super::names;

    #[test]
    fn the_names_of_what_is_defined_are_lost_and_those_in_use_are_not() {
        assert_eq!(names("检察 学号须填 阻断 { 要求 已填(学号) 提示 \"判定 甲\" }"), ["检察", "学号须填"]);
        assert_eq!(names("枚举 学历 { 本科, 「博 士」; }"), ["枚举", "学历", "本科", "博 士"]);
        assert_eq!(names("姓名 文本 必填 # 备注 : 无\n 分组 个人 { 地址 : 文本"), ["姓名", "文本", "地址"]);
        assert_eq!(names("规则 学生 判定 甲 = 乙 检查 丙"), ["规则", "学生", "甲", "丙"]);
    }
}
