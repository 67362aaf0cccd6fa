//! What spreadsheets destroy. In: a tidy text and its field. Out: why it cannot be what was meant. Never: a mended value.

use crate::identity;
use crate::input::schema::FieldSchema;

use super::{Origin, tidy};

/// A number that was shown with an exponent has lost the digits behind.
pub(super) const SCIENTIFIC: &str = "被表格软件改成了科学记数法，后面的数字已经丢失，请把这一列设为文本格式，再照原件重填";
const FIFTEEN_DIGITS: &str = "末三位成了000，是表格软件只留下了15位有效数字，请把这一列设为文本格式，再照原件重填";
const TOO_LONG_FOR_A_NUMBER: &str = "这一格是数值，超过15位的数字表格软件留不住，请把这一列设为文本格式，再照原件重填";
const FORMULA_ERROR: &str = "这是表格软件的出错标记，不是内容，请改正公式，或者直接填写内容";
const NARROW_COLUMN: &str = "只有井号，是列太窄，表格软件没有显示内容，请把这一列拉宽以后重新导出";

/// Longest number that a spreadsheet keeps whole.
const SAFE_DIGITS: usize = 15;

const FORMULA_ERRORS: [&str; 10] =
    ["#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "#CALC!", "#SPILL!", "#GETTING_DATA"];

/// What people write into a cell that has nothing to say.
const NOTHING: [&str; 18] =
    ["/", "\\", "-", "--", "—", "——", "–", "−", "无", "空", "暂无", "没有", "未填", "N/A", "NA", "NULL", "NONE", "NIL"];

/// Contents that a spreadsheet shows instead of what the cell should hold.
pub(super) fn error_mark(text: &str) -> Option<&'static str> {
    if !text.starts_with(['#', '＃']) {
        return None;
    }
    let mark = tidy::packed(text).to_ascii_uppercase();
    if mark.len() >= 3 && mark.bytes().all(|byte| byte == b'#') {
        return Some(NARROW_COLUMN);
    }
    FORMULA_ERRORS.contains(&mark.as_str()).then_some(FORMULA_ERROR)
}

/// Why the number of a person or a thing is not the one that was typed.
pub(super) fn lost_digits(field: &FieldSchema, text: &str, origin: Origin) -> Option<&'static str> {
    if !field.identifies || !text.contains(|c: char| c.is_numeric()) {
        return None;
    }
    let number = tidy::packed(text);
    if identity::is_scientific(&number) {
        Some(SCIENTIFIC)
    } else if field.has_check_character && identity::is_cut_to_fifteen_digits(&number) {
        Some(FIFTEEN_DIGITS)
    } else if origin != Origin::Text && number.len() > SAFE_DIGITS {
        Some(TOO_LONG_FOR_A_NUMBER)
    } else {
        None
    }
}

/// Whether a text only says that there is nothing.
pub(super) fn stands_for_nothing(text: &str) -> bool {
    NOTHING.contains(&tidy::packed(text).to_ascii_uppercase().as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn error_marks_are_told_from_other_texts() {
        for text in ["#N/A", "#n/a", "＃Ｎ／Ａ", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!"] {
            assert_eq!(error_mark(text), Some(FORMULA_ERROR), "{text}");
        }
        assert_eq!(error_mark("########"), Some(NARROW_COLUMN));
        for text in ["#", "#1", "#甲", "N/A", "甲#N/A"] {
            assert_eq!(error_mark(text), None, "{text}");
        }
    }

    #[test]
    fn nothing_is_written_in_many_ways() {
        for text in ["/", "－", "—", "无", "n/a", "空", "None"] {
            assert!(stands_for_nothing(text), "{text}");
        }
        assert!(!stands_for_nothing("无锡市"));
    }
}
