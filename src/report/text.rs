//! Text on its way into a cell. In: any text. Out: text that every table program takes, with nothing lost without a trace.

use std::borrow::Cow;

/// Starts with which a table program may take a text for a formula; full-width ones count on Chinese systems.
const FORMULA_STARTS: [char; 11] = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];

/// One kind of line end, and pictures (`␀`) for control characters, which no workbook can hold.
pub(super) fn visible(text: &str) -> Cow<'_, str> {
    if !text.contains(is_changed) {
        return Cow::Borrowed(text);
    }
    let text = text.replace("\r\n", "\n");
    Cow::Owned(text.chars().map(|character| if is_changed(character) { picture(character) } else { character }).collect())
}

/// A table program could take the text for a formula or a command.
pub(super) fn looks_like_formula(text: &str) -> bool {
    text.starts_with(FORMULA_STARTS)
}

fn is_changed(character: char) -> bool {
    (character.is_ascii_control() && !matches!(character, '\t' | '\n')) || matches!(character, '\u{FFFE}' | '\u{FFFF}')
}

fn picture(character: char) -> char {
    match character {
        '\r' => '\n',
        '\u{7F}' => '␡',
        '\0'..='\u{1F}' => char::from_u32(0x2400 + u32::from(character)).unwrap_or(char::REPLACEMENT_CHARACTER),
        _ => char::REPLACEMENT_CHARACTER,
    }
}

#[cfg(test)]
mod tests {
    use super::{looks_like_formula, visible};

    #[test]
    fn control_characters_become_visible_and_line_ends_alike() {
        assert_eq!(visible("普通\t文字\n第二行"), "普通\t文字\n第二行");
        assert_eq!(visible("甲\r\n乙\r丙\0丁\u{1b}\u{7f}\u{ffff}"), "甲\n乙\n丙␀丁␛␡\u{fffd}");
    }

    #[test]
    fn starts_of_formulas_are_known() {
        for text in ["=1+1", "+86", "-1", "@sum", "\t=1", "\r=1", "＝1"] {
            assert!(looks_like_formula(text), "{text:?}");
        }
        for text in ["", "1=1", "'=1", "张三", " =1"] {
            assert!(!looks_like_formula(text), "{text:?}");
        }
    }
}
