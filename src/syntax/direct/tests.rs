//! The straight way and the grammar, held against each other.

use super::*;
use crate::diagnostic::Diagnostics;
use crate::source::Source;

/// The straight way says nothing, or what the grammar says without a complaint; whether it said something.
fn agrees(text: &str) -> bool {
    let source = Source::new("试.policy", text);
    let base = Base { source: 0, offset: 0 };
    let Some(direct) = file(source.text(), base) else { return false };
    let mut problems = Diagnostics::default();
    let by_grammar = super::super::by_grammar(&source, base, &mut problems);
    assert!(problems.iter().next().is_none(), "the grammar complains: {:?}\n{text}", problems.iter().next());
    assert_eq!(direct, by_grammar, "{text}");
    true
}

/// The policies of the project.
fn policies(folders: &[&str]) -> Vec<String> {
    let mut texts = Vec::new();
    for folder in folders {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
        let mut paths: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        paths.retain(|path| path.extension().is_some_and(|extension| extension == "policy"));
        paths.sort();
        texts.extend(paths.iter().map(|path| std::fs::read_to_string(path).unwrap()));
    }
    texts
}

const SOUND: &[&str] = &[
    "rules/2024",
    "tests/policies",
    "tests/policies/next-year",
    "tests/policies/planted",
    "tests/policies/sound",
    "tests/fixtures/check/ok",
    "tests/fixtures/samples",
];

/// Items of the policies, each short enough to be read by the grammar many times.
fn pieces() -> Vec<String> {
    let mut pieces = Vec::new();
    for text in policies(SOUND) {
        let mut piece = String::new();
        for line in text.split_inclusive('\n') {
            piece.push_str(line);
            if line.trim_end() == "}" || piece.len() > 1500 && line.trim_end() == "  }" {
                pieces.push(std::mem::take(&mut piece));
            }
        }
        pieces.push(piece);
    }
    pieces.retain(|piece| !piece.trim().is_empty() && piece.len() < 6_000);
    pieces
}

/// Words and signs, each with the blanks after it.
fn tokens(text: &str) -> Vec<&str> {
    let mut tokens = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let in_word = |character: char| character.is_alphanumeric() || character == '_';
        let word = if in_word(first) { rest.find(|next| !in_word(next)).unwrap_or(rest.len()) } else { first.len_utf8() };
        let blanks = rest[word..].len() - rest[word..].trim_start().len();
        tokens.push(&rest[..word + blanks]);
        rest = &rest[word + blanks..];
    }
    tokens
}

const INSERTED: &[&str] = &[
    "# 注\n",
    "＃ 注 \r\n",
    " ",
    "\u{3000}",
    "\n",
    "\u{FEFF}",
    "\u{00A0}",
    "，",
    ",",
    "、",
    "：",
    "=",
    "＝",
    "==",
    "<",
    "＜=",
    "≠",
    "+ ",
    "－",
    "* ",
    "/",
    "（",
    "）",
    "(",
    ")",
    "{",
    "}",
    "｛",
    "｝",
    ".",
    "．",
    "\"",
    "“注”",
    "\"注\" \"二\"",
    "＂注＂",
    "「甲 乙」",
    "「",
    "」",
    "且 ",
    "或 ",
    "非 ",
    "若 ",
    "则 ",
    "否则 ",
    "是 ",
    "否 ",
    "当 ",
    "属于 ",
    "位于 ",
    "任一 ",
    "全部 ",
    "计数 ",
    "计数",
    "最后 ",
    "汇总 ",
    "满足 ",
    "按 ",
    "的 ",
    "必填 ",
    "适用 ",
    "锁定 ",
    "格式 ",
    "匹配 ",
    "视为 ",
    "无 ",
    "说明 ",
    "依据 ",
    "列名 ",
    "占位 ",
    "敏感 ",
    "标识 ",
    "分组 ",
    "明细 ",
    "编码 ",
    "别名 ",
    "位置 ",
    "不编入 ",
    "未定 ",
    "未填 ",
    "无效 ",
    "期望 ",
    "因 ",
    "需 ",
    "基于 ",
    "等待 ",
    "约 ",
    "自 ",
    "复核 ",
    "建议 ",
    "理由 ",
    "办理 ",
    "把握 ",
    "可能 ",
    "字段 ",
    "步骤 ",
    "完成 ",
    "由 ",
    "行 ",
    "每 ",
    "列 ",
    "合计 ",
    "分文件 ",
    "按 ",
    "评估日 ",
    "２０２４",
    "12",
    "3.5",
    "60%",
    "2周 ",
    "2023-10-13 ",
    "2024年6月 ",
    "2023年10月13日",
    "2024-06 ",
    "12天",
    "99999999天",
    "[0]",
    "［０］.",
    "甲",
    "ａ",
    "_",
    "·",
    "Ⅷ",
    "①",
    "é",
    "ー",
    "😀",
];

#[test]
fn every_sound_policy_goes_the_straight_way_and_gives_the_tree_of_the_grammar() {
    for text in policies(SOUND) {
        assert!(agrees(&text), "not read:\n{text}");
    }
}

#[test]
fn faulty_policies_go_the_way_of_the_grammar() {
    for text in policies(&["tests/fixtures/check/err"]) {
        agrees(&text);
    }
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig { failure_persistence: None, ..Default::default() })]

    #[test]
    fn edited_pieces_are_read_alike_or_left_to_the_grammar(
        edits in proptest::collection::vec(proptest::prelude::any::<(u16, u16, u8)>(), 1..4),
        piece in proptest::prelude::any::<u16>(),
    ) {
        let pieces = PIECES.get_or_init(pieces);
        let piece = &pieces[usize::from(piece) % pieces.len()];
        let mut edited: Vec<&str> = tokens(piece);
        for (at, what, how) in edits {
            let at = usize::from(at) % edited.len().max(1);
            let other = usize::from(what);
            match how % 8 {
                0 if !edited.is_empty() => drop(edited.remove(at)),
                1 if !edited.is_empty() => edited.insert(at, edited[other % edited.len()]),
                2 if !edited.is_empty() => edited[at] = INSERTED[other % INSERTED.len()],
                3 if !edited.is_empty() => {
                    let other = other % edited.len();
                    edited.swap(at, other);
                }
                _ => edited.insert(at, INSERTED[other % INSERTED.len()]),
            }
        }
        agrees(&edited.concat());
    }
}

static PIECES: std::sync::OnceLock<Vec<String>> = std::sync::OnceLock::new();
