//! What spreadsheets and input methods leave around and inside a text. In: a text as written. Out: the text without it.
//! Never: a change of what a reader sees, other than blanks, width and the apostrophe before a text cell.

use std::borrow::Cow;

/// The apostrophe before a cell that a spreadsheet shall take as text, as keyboards and editors write it.
const MARKS: [char; 5] = ['\'', '＇', '‘', '’', '`'];

/// Without blanks at both ends.
pub(super) fn trimmed(text: &str) -> &str {
    text.trim_matches(is_blank)
}

/// Without the apostrophe of a text cell and the blanks behind it. One that belongs to a pair of quotes stays.
pub(super) fn unmarked(text: &str) -> &str {
    text.strip_prefix(MARKS).filter(|rest| !rest.contains(MARKS)).map_or(text, trimmed)
}

/// The same for free text, where only a number may have the apostrophe of a text cell: `'t` is a part of a name.
pub(super) fn unmarked_number(text: &str) -> &str {
    let rest = unmarked(text);
    if rest.len() < text.len() && rest.chars().any(char::is_numeric) { rest } else { text }
}

/// Whether nothing but the apostrophe of a text cell is there.
pub(super) fn is_bare_mark(text: &str) -> bool {
    matches!(text, "'" | "＇")
}

/// Free text on one line: no invisible characters, no blank between two Han characters, other blanks as written.
pub(super) fn free(text: &str) -> Cow<'_, str> {
    if !text.contains(|c| is_blank(c) && !is_joiner(c)) {
        return Cow::Borrowed(text);
    }
    let mut tidy = String::with_capacity(text.len());
    let mut blanks = String::new();
    for c in text.chars().filter(|&c| !is_invisible(c)) {
        if c.is_whitespace() || c.is_control() {
            blanks.push(c);
            continue;
        }
        if !(blanks.is_empty() || is_han(c) && tidy.chars().next_back().is_some_and(is_han)) {
            let breaks = |c: char| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}');
            tidy.push_str(if blanks.contains(breaks) { " " } else { &blanks });
        }
        blanks.clear();
        tidy.push(c);
    }
    Cow::Owned(tidy)
}

/// For everything that is not free text: half width, one kind of blank, no invisible characters.
pub(super) fn plain(text: &str) -> Cow<'_, str> {
    let unchanged = |c: char| narrowed(c) == c && (c == ' ' || !is_blank(c));
    if text.chars().all(unchanged) {
        return Cow::Borrowed(text);
    }
    let visible = text.chars().filter(|&c| !is_invisible(c) && !is_joiner(c));
    Cow::Owned(visible.map(|c| if is_blank(c) { ' ' } else { narrowed(c) }).collect())
}

/// Plain, and without any blank.
pub(super) fn packed(text: &str) -> String {
    plain(text).replace(' ', "")
}

/// `440113` for `440113.0`, as a number without decimals is written by some programs.
pub(super) fn without_zero_fraction(text: &str) -> &str {
    let is_zero = |fraction: &str| !fraction.is_empty() && fraction.bytes().all(|digit| digit == b'0');
    match text.split_once('.') {
        Some((whole, fraction)) if is_zero(fraction) && whole.bytes().all(|byte| byte.is_ascii_digit()) => whole,
        _ => text,
    }
}

fn narrowed(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        _ => c,
    }
}

pub(super) fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}' | '〇')
}

fn is_blank(c: char) -> bool {
    c.is_whitespace() || c.is_control() || is_invisible(c) || is_joiner(c)
}

/// Direction and width marks that people do not know they have copied.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

/// Inside a word of some scripts these shape letters; anywhere else they are invisible.
fn is_joiner(c: char) -> bool {
    matches!(c, '\u{200c}' | '\u{200d}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blanks_of_every_kind_are_taken_off_the_ends() {
        for text in ["甲", " 甲 ", "\u{3000}甲\u{a0}", "\u{feff}甲\u{200b}\r\n", "\t甲\u{200d}"] {
            assert_eq!(trimmed(text), "甲", "{text:?}");
        }
        assert_eq!(trimmed("\u{3000}\u{feff}"), "");
    }

    #[test]
    fn free_text_keeps_what_belongs_to_names() {
        let cases = [
            ("张 三", "张三"),
            ("张\n三", "张三"),
            ("欧阳\u{3000}\u{3000}修", "欧阳修"),
            ("张\u{200b}三", "张三"),
            ("Li Ming", "Li Ming"),
            ("Li  Ming", "Li  Ming"),
            ("Li\r\nMing", "Li Ming"),
            ("李 Ming", "李 Ming"),
            ("一、甲\n二、乙", "一、甲二、乙"),
            ("完。\n又", "完。 又"),
            ("买买提·艾力", "买买提·艾力"),
            ("a\u{200d}b", "a\u{200d}b"),
        ];
        for (text, expected) in cases {
            assert_eq!(free(text), expected, "{text:?}");
            assert_eq!(free(expected), expected, "{text:?}");
        }
    }

    #[test]
    fn the_apostrophe_of_a_text_cell_is_known_from_others() {
        for (text, expected) in
            [("'0123", "0123"), ("’ 0123", "0123"), ("'t Hooft", "'t Hooft"), ("'90's", "'90's"), ("O'1", "O'1")]
        {
            assert_eq!(unmarked_number(text), expected, "{text}");
        }
        assert_eq!(unmarked("'是"), "是");
        assert!(is_bare_mark("'"));
    }

    #[test]
    fn plain_text_is_narrow() {
        assert_eq!(plain("２０２４．６"), "2024.6");
        assert_eq!(plain("（\u{a0}８０％\n）"), "( 80% )");
        assert_eq!(packed("2 0\u{3000}\u{200d}２４"), "2024");
    }
}
