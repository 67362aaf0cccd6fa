//! Truth values and members of enumerations. In: a text as written. Out: the member that the policy names so, never one that is
//! merely like it.

use std::collections::HashMap;

use super::{Taken, Written, tidy};
use crate::input::remark::Remark;
use crate::input::schema::Schema;
use crate::suggest;
use crate::value::{Member, Value};

/// Ways to say yes and no, the usual ones first: those need no remark.
const YES: [&str; 10] = ["是", "有", "1", "true", "yes", "y", "t", "√", "✓", "✔"];
const NO: [&str; 10] = ["否", "无", "0", "false", "no", "n", "f", "×", "✗", "✘"];
const USUAL: usize = 4;

pub(super) fn truth(written: Written<'_>) -> Result<Taken, String> {
    let word = tidy::packed(written.text).to_lowercase();
    let (value, words, meant) = match (YES.contains(&word.as_str()), NO.contains(&word.as_str())) {
        (true, _) => (true, &YES[..], "是"),
        (_, true) => (false, &NO[..], "否"),
        _ => return Err("应填是或否".to_string()),
    };
    let usual = words.iter().take(USUAL).any(|usual| *usual == written.raw.to_lowercase());
    let remark = (!usual).then(|| Remark::new("「{}」按「{}」读取", [written.raw, meant]));
    Ok(Taken { value: Value::Bool(value), remark })
}

impl Schema {
    /// The member that [`Self::find_member`] finds.
    pub(super) fn member(&self, number: u16, written: Written<'_>) -> Result<Taken, String> {
        if let Some(taken) = self.find_member(number, written) {
            return Ok(taken);
        }
        let words = self.enumerations.get(usize::from(number)).map(|one| &one.words);
        let mut known: Vec<&str> = words.into_iter().flatten().map(|(word, _)| word.as_str()).collect();
        known.sort_unstable();
        Err(match suggest::nearest(written.text, known) {
            Some(near) => format!("不是可选的值；是不是「{near}」？"),
            None => "不是可选的值".to_string(),
        })
    }

    /// A name, an alias or a code of a member; else one that differs only in width and blanks; else a code that has lost its zeros.
    pub(super) fn find_member(&self, number: u16, written: Written<'_>) -> Option<Taken> {
        let words = &self.enumerations.get(usize::from(number))?.words;
        if let Some(member) = words.get(written.text) {
            return Some(Taken::read_as(Value::Member(*member), written, written.text));
        }
        let packed = tidy::packed(written.text);
        let whole = tidy::without_zero_fraction(&packed);
        let same = |word: &str| word == whole || tidy::packed(word) == packed;
        let is_number = !whole.is_empty() && whole.bytes().all(|digit| digit.is_ascii_digit());
        let padded =
            |word: &str| is_number && word.strip_suffix(whole).is_some_and(|zeros| zeros.bytes().all(|digit| digit == b'0'));
        let (word, member) = only(words, same).or_else(|| only(words, padded))?;
        Some(Taken::read_as(Value::Member(member), written, word))
    }
}

/// The one member of which a word is meant, with the first such word.
fn only(words: &HashMap<String, Member>, is_meant: impl Fn(&str) -> bool) -> Option<(&str, Member)> {
    let found = || words.iter().filter(|(word, _)| is_meant(word));
    let (word, member) = found().min()?;
    found().all(|(_, other)| other == member).then_some((word.as_str(), *member))
}

#[cfg(test)]
mod tests {
    use super::super::tests::{check, check_number};

    #[test]
    fn yes_and_no_are_said_in_many_ways() {
        for usual in ["是", "有", "1", "true", "TRUE", "True"] {
            check("是否", &[(usual, "是", "")]);
        }
        for usual in ["否", "无", "0", "false", "FALSE"] {
            check("是否", &[(usual, "否", "")]);
        }
        for tick in ["√", "✓", "✔", "Y", "y", "Yes", "T", "ｙｅｓ", "１", "'是"] {
            check("是否", &[(tick, "是", &format!("「{tick}」按「是」读取"))]);
        }
        for cross in ["×", "✗", "✘", "N", "no", "Ｆ"] {
            check("是否", &[(cross, "否", &format!("「{cross}」按「否」读取"))]);
        }
    }

    #[test]
    fn what_is_neither_yes_nor_no_is_said_so() {
        check(
            "是否",
            &[
                ("x", "！应填是或否", ""),
                ("2", "！应填是或否", ""),
                ("/", "！没有内容时请把这一格留空", ""),
                ("空", "！没有内容时", ""),
            ],
        );
        check_number("是否", &[(1.0, "是", ""), (0.0, "否", ""), (0.5, "！应填是或否", "")]);
    }

    #[test]
    fn members_are_known_by_name_alias_and_code() {
        check(
            "种类",
            &[
                ("甲种", "甲种", ""),
                ("甲", "甲种", ""),
                ("01", "甲种", ""),
                ("甲 种", "甲种", "「甲 种」按「甲种」读取"),
                ("乙（一）", "乙(一)", "「乙（一）」按「乙(一)」读取"),
                ("０２", "乙(一)", "「０２」按「02」读取"),
                ("甲钟", "！不是可选的值；是不是「甲」？", ""),
                ("-", "！没有内容时请把这一格留空", ""),
            ],
        );
    }

    #[test]
    fn codes_get_their_zeros_back_where_only_one_fits() {
        check(
            "种类",
            &[
                ("1", "甲种", "「1」按「01」读取"),
                ("1.0", "甲种", "「1.0」按「01」读取"),
                ("10", "丙种", ""),
                ("3", "丁种", ""),
                ("3.0", "丁种", "「3.0」按「3」读取"),
                ("0", "！不是可选的值", ""),
                ("001", "！不是可选的值", ""),
            ],
        );
        check_number("种类", &[(1.0, "甲种", "「1」按「01」读取"), (10.0, "丙种", ""), (5.0, "！不是可选的值", "")]);
    }
}
