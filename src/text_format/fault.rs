//! What is wrong with a pattern, in plain Chinese. The only place that reads the errors of the regular expression parser.

use std::ops::Range;

use regex_syntax::ast::ErrorKind as Syntax;
use regex_syntax::hir::ErrorKind as Meaning;

/// A pattern that cannot be used.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Fault {
    pub(crate) kind: FaultKind,
    /// Bytes of the pattern, on character boundaries; empty at its end.
    pub(crate) at: Range<usize>,
}

#[derive(Debug, PartialEq, Eq)]
pub(crate) enum FaultKind {
    /// More bytes than a pattern may have.
    TooLong,
    /// Compiled, it would take too much memory.
    TooLarge,
    /// What is wrong, and the edit that mends it.
    Wrong { what: String, cure: String },
}

/// Signs of the pattern language that a Chinese input method makes full-width, where they only stand for themselves.
const FULL_WIDTH: &[(char, char)] = &[('［', '['), ('］', ']'), ('｛', '{'), ('｝', '}'), ('＼', '\\')];

impl Fault {
    fn wrong(at: Range<usize>, what: impl Into<String>, cure: impl Into<String>) -> Self {
        Self { kind: FaultKind::Wrong { what: what.into(), cure: cure.into() }, at }
    }

    /// A full-width bracket that is no sign of the pattern; alone in square brackets it is meant.
    pub(super) fn full_width(pattern: &str) -> Option<Self> {
        pattern.char_indices().find_map(|(at, found)| {
            let (_, half) = FULL_WIDTH.iter().find(|(wide, _)| *wide == found)?;
            let end = at + found.len_utf8();
            let is_meant = pattern.get(..at)?.ends_with('[') && pattern.get(end..)?.starts_with(']');
            (!is_meant).then(|| {
                let what = format!("全角的「{found}」在样式里只代表它自己");
                Self::wrong(at..end, what, format!("改成半角的「{half}」；要的就是这个全角字，写成「[{found}]」"))
            })
        })
    }

    pub(super) fn of_syntax(error: &regex_syntax::Error, pattern: &str) -> Self {
        let (span, (what, cure)) = match error {
            regex_syntax::Error::Parse(error) => (error.span(), of_syntax(error.kind())),
            regex_syntax::Error::Translate(error) => (error.span(), of_meaning(error.kind())),
            _ => return Self::wrong(0..pattern.len(), "样式看不懂", GENERAL),
        };
        let start = span.start.offset.min(pattern.len());
        let next = pattern.get(start..).and_then(|rest| rest.chars().next()).map_or(start, |next| start + next.len_utf8());
        Self::wrong(start..span.end.offset.clamp(next, pattern.len()), what, cure)
    }
}

const GENERAL: &str = "对照手册「自己的格式」一节改正";
const LITERAL: &str = "要的就是这个符号，在它前面加「\\」";

fn of_syntax(kind: &Syntax) -> (&'static str, &'static str) {
    match kind {
        Syntax::ClassUnclosed => ("「[」没有配上「]」", "在字符的后面补上「]」，例如 [0-9]"),
        Syntax::ClassRangeInvalid => ("「-」两边的先后反了", "小的写在前面，例如 [0-9]、[A-Z]"),
        Syntax::ClassRangeLiteral => ("「-」两边要各是一个字符", "写成例如 [0-9]；要的就是「-」，写成「\\-」"),
        Syntax::ClassEscapeInvalid => ("方括号里不能这样写", "方括号里只写字符和范围，例如 [0-9A-Z]"),
        Syntax::RepetitionMissing => ("表示次数的符号前面没有字符", LITERAL),
        Syntax::RepetitionCountInvalid => ("次数的先后反了", "少的写在前面，例如 {8,12}"),
        Syntax::RepetitionCountDecimalEmpty | Syntax::DecimalEmpty => ("花括号里缺少次数", "写成例如 {8} 或 {8,12}"),
        Syntax::RepetitionCountUnclosed => ("「{」没有配上「}」", "写成例如 {8} 或 {8,12}"),
        Syntax::DecimalInvalid => ("这里的数不对", "写一个小一些的整数"),
        Syntax::GroupUnclosed => ("「(」没有配上「)」", "补上「)」；要的就是左括号，写成「\\(」"),
        Syntax::GroupUnopened => ("「)」前面没有「(」", "补上「(」；要的就是右括号，写成「\\)」"),
        Syntax::EscapeUnexpectedEof => ("末尾的「\\」后面缺了字符", "补上后面的字符，或删去「\\」"),
        Syntax::EscapeUnrecognized => ("「\\」后面的字符没有这种写法", "要的就是这个字符，去掉「\\」"),
        Syntax::EscapeHexEmpty | Syntax::EscapeHexInvalid | Syntax::EscapeHexInvalidDigit => ("字符的代码不对", "直接写出这个字符"),
        Syntax::UnicodeClassInvalid => ("「\\p」后面的种类不对", "汉字写成 \\p{Han} 或 [一-龥]"),
        Syntax::UnsupportedBackreference => ("不能用「\\1」要求与前面相同", "把可能的写法逐个列出，用「|」隔开"),
        Syntax::UnsupportedLookAround => ("不能用「(?=」「(?!」这样的写法", "只写文字本身的样子；别的要求写成「检查」"),
        Syntax::NestLimitExceeded(_) => ("括号的层次太深", "去掉多余的括号，或分成几个格式"),
        Syntax::FlagDanglingNegation
        | Syntax::FlagDuplicate { .. }
        | Syntax::FlagRepeatedNegation { .. }
        | Syntax::FlagUnexpectedEof
        | Syntax::FlagUnrecognized => ("「(?」后面的写法不对", "要的就是问号，写成「\\?」；只是分组，写成「(…)」"),
        Syntax::GroupNameDuplicate { .. } | Syntax::GroupNameEmpty | Syntax::GroupNameInvalid | Syntax::GroupNameUnexpectedEof => {
            ("分组的名称不对", "不用起名，写成「(…)」")
        }
        _ => ("样式看不懂", GENERAL),
    }
}

fn of_meaning(kind: &Meaning) -> (&'static str, &'static str) {
    match kind {
        Meaning::UnicodePropertyNotFound | Meaning::UnicodePropertyValueNotFound => {
            ("没有这个种类的字符", "汉字写成 \\p{Han} 或 [一-龥]，大写字母写成 [A-Z]")
        }
        Meaning::InvalidUtf8 | Meaning::UnicodeNotAllowed => ("这里不能按字节写", "去掉「(?-u)」，直接写出字符"),
        _ => ("样式看不懂", GENERAL),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::super::Pattern;
    use super::*;

    #[test]
    fn faults_are_told_with_their_place() {
        for (pattern, what, place) in [
            ("[0-9{8}", "「[」没有配上「]」", "["),
            ("[9-0]", "「-」两边的先后反了", "9-0"),
            ("学号[0-9]{8", "「{」没有配上「}」", "{8"),
            ("[0-9]{12,8}", "次数的先后反了", "{12,8}"),
            ("+86", "表示次数的符号前面没有字符", "+"),
            ("(甲|乙", "「(」没有配上「)」", "("),
            ("甲)", "「)」前面没有「(」", ")"),
            (r"(.)\1", "不能用「\\1」要求与前面相同", r"\1"),
            ("(?!0)[0-9]+", "不能用「(?=」「(?!」这样的写法", "(?!"),
            (r"\p{汉}", "没有这个种类的字符", r"\p{汉}"),
            ("[0-9]｛8｝", "全角的「｛」在样式里只代表它自己", "｛"),
            (r"A\", "末尾的「\\」后面缺了字符", r"\"),
        ] {
            let fault = Pattern::new("样子", pattern, "样子").err().unwrap();
            let FaultKind::Wrong { what: found, cure } = &fault.kind else { unreachable!("{pattern}: {fault:?}") };
            assert_eq!((found.as_str(), pattern.get(fault.at.clone()).unwrap()), (what, place), "{pattern}");
            assert!(!cure.is_empty());
        }
        assert!(Pattern::new("样子", "甲[｛]乙", "样子").is_ok());
    }
}
