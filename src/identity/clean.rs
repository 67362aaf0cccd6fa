//! Traces that spreadsheets and input methods leave on numbers.
//! In: a value as text. Out: the value as it was meant, and what was found. Never: a guess at
//! digits that were lost.

use super::Verdict;

/// Judges the value without its damage: what would be valid becomes doubtful when damaged, and
/// what is invalid stays so.
pub(super) fn judged(text: &str, judge: impl Fn(&str) -> Verdict) -> Verdict {
    if is_scientific(text.trim()) {
        return Verdict::doubtful("被表格软件改成了科学记数法，后面的数字已经丢失，请按原件重填");
    }
    let (meant, damage) = cleaned(text);
    match (judge(&meant), damage) {
        (Verdict::Valid, Some(damage)) => Verdict::doubtful(damage),
        (Verdict::Doubtful(reason), Some(damage)) => Verdict::Doubtful(format!("{reason}；{damage}")),
        (verdict, _) => verdict,
    }
}

/// The text without a leading apostrophe, blanks and full-width forms, and the first of these.
fn cleaned(text: &str) -> (String, Option<&'static str>) {
    let mut damage = None;
    let mut found = |reason| {
        damage.get_or_insert(reason);
    };
    let rest = text.strip_prefix(['\'', '‘', '’', '`', '＇']).unwrap_or(text);
    if rest.len() < text.len() {
        found("开头多了一个撇号，请删去");
    }
    if rest.trim().len() < rest.len() {
        found("首尾有空格，请删去");
    }
    let mut meant = String::with_capacity(rest.len());
    for c in rest.trim().chars() {
        match c {
            '（' | '）' => found("括号是全角的，请改用半角括号"),
            '\u{ff01}'..='\u{ff5e}' => found("含有全角字符，请改用半角"),
            _ if is_blank(c) => found("中间有空格，请删去"),
            _ => {}
        }
        if !is_blank(c) {
            meant.push(half_width(c));
        }
    }
    (meant, damage)
}

fn is_blank(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{feff}')
}

pub(super) fn half_width(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        _ => c,
    }
}

/// Digits with one decimal point at most, E, a sign at will, digits: 4.40524E+17.
pub(crate) fn is_scientific(text: &str) -> bool {
    let Some((mantissa, exponent)) = text.split_once(['E', 'e']) else {
        return false;
    };
    let signed = exponent.strip_prefix('+');
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, "0"));
    let pointed = mantissa.contains('.') || signed.is_some();
    pointed && whole.len() == 1 && digits(whole) && digits(fraction) && digits(signed.unwrap_or(exponent))
}

/// Whether the text is that many ASCII digits.
pub(super) fn is_digits(text: &str, count: usize) -> bool {
    text.len() == count && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]
mod tests {
    use super::*;

    #[test]
    fn scientific_notation_is_recognised() {
        for text in ["4.40524E+17", "1.1e17", "4E+17"] {
            assert!(is_scientific(text), "{text}");
        }
        for text in ["E123456", "44E", "4.40524", "1.2.3E+4", "E+17", "12E5"] {
            assert!(!is_scientific(text), "{text}");
        }
    }

    #[test]
    fn damage_is_taken_off_and_named() {
        assert_eq!(cleaned("12").0, "12");
        assert_eq!(cleaned("12").1, None);
        assert_eq!(cleaned("'１ 2 "), ("12".to_owned(), Some("开头多了一个撇号，请删去")));
        assert_eq!(cleaned("1（2）"), ("1(2)".to_owned(), Some("括号是全角的，请改用半角括号")));
        assert_eq!(cleaned("\u{feff}12").1, Some("中间有空格，请删去"));
    }

    #[test]
    fn damage_never_mends_an_invalid_value() {
        assert_eq!(judged("' 1", |_| Verdict::invalid("错")), Verdict::invalid("错"));
        assert_eq!(judged("1 ", |_| Verdict::doubtful("旧")), Verdict::doubtful("旧；首尾有空格，请删去"));
    }
}
