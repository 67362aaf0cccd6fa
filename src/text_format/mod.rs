//! What a text must look like: one of the built-in formats, or a pattern that the policy names.
//! In: one value as text, and the day. Out: a verdict with a plain Chinese reason. Never: the value or a part of it in a reason.

mod fault;
mod pattern;
mod shape;
mod simple;
mod size;

use std::borrow::Cow;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use crate::date::Date;
use crate::identity::{self, Verdict};

pub(crate) use fault::{Fault, FaultKind};
pub(crate) use pattern::{MAX_PATTERN_BYTES, Pattern};
pub(crate) use shape::Shape;

/// A format that fields and 符合 ask for. Cheap to clone; two are equal if they have the same name and pattern.
#[derive(Clone)]
pub(crate) enum TextFormat {
    /// 身份证号, 手机号码 …
    BuiltIn(&'static identity::Format),
    /// `格式 学号格式 匹配 "…" 说明 "…"`
    Pattern(Arc<Pattern>),
}

impl TextFormat {
    /// The built-in format of that name.
    pub(crate) fn built_in(name: &str) -> Option<Self> {
        identity::format(name).map(Self::BuiltIn)
    }

    /// The name that policies use.
    pub(crate) fn name(&self) -> &str {
        match self {
            Self::BuiltIn(format) => format.name(),
            Self::Pattern(pattern) => pattern.name(),
        }
    }

    /// What is wanted, inside a sentence: 身份证号的格式, 学号格式.
    pub(crate) fn wanted(&self) -> Cow<'_, str> {
        let name = self.name();
        if name.ends_with("格式") { Cow::Borrowed(name) } else { Cow::Owned(format!("{name}的格式")) }
    }

    /// The pattern as the policy writes it; the whole text must match it, and `.` matches every character. Built-in formats have none.
    pub(crate) fn pattern(&self) -> Option<&str> {
        match self {
            Self::BuiltIn(_) => None,
            Self::Pattern(pattern) => Some(pattern.source()),
        }
    }

    /// The parts of a simple pattern that the whole text must consist of.
    pub(crate) fn shape(&self) -> Option<&Shape> {
        match self {
            Self::BuiltIn(_) => None,
            Self::Pattern(pattern) => pattern.shape(),
        }
    }

    /// What a pattern of the policy accepts, in the policy's own words.
    #[cfg_attr(not(feature = "analyze"), allow(dead_code, reason = "only interviews and comparisons show it"))]
    pub(crate) fn note(&self) -> Option<&str> {
        match self {
            Self::BuiltIn(_) => None,
            Self::Pattern(pattern) => Some(pattern.note()),
        }
    }

    /// Whether such numbers may have 18 characters of which the last one checks the others.
    pub(crate) fn has_check_character(&self) -> bool {
        matches!(self, Self::BuiltIn(format) if format.has_check_character())
    }

    /// Judges one value as of `today`; births after that day are wrong.
    pub(crate) fn check(&self, text: &str, today: Date) -> Verdict {
        match self {
            Self::BuiltIn(format) => format.check(text, (today.year(), today.month(), today.day())),
            Self::Pattern(pattern) if pattern.fits(text) => Verdict::Valid,
            Self::Pattern(pattern) => Verdict::Invalid(pattern.note().to_string()),
        }
    }
}

impl PartialEq for TextFormat {
    fn eq(&self, other: &Self) -> bool {
        self.name() == other.name() && self.pattern() == other.pattern()
    }
}

impl Eq for TextFormat {}

impl Hash for TextFormat {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.name().hash(state);
    }
}

/// The name in quotes; a pattern after it.
impl fmt::Debug for TextFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.pattern() {
            None => write!(f, "{:?}", self.name()),
            Some(pattern) => write!(f, "{:?} /{pattern}/", self.name()),
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn built_in_formats_and_patterns_answer_alike() {
        let today = Date::EPOCH;
        let postcode = TextFormat::built_in("邮政编码").unwrap();
        assert_eq!((postcode.name(), postcode.pattern(), postcode.note()), ("邮政编码", None, None));
        assert_eq!((postcode.check("510000", today), postcode.wanted().as_ref()), (Verdict::Valid, "邮政编码的格式"));
        let number = TextFormat::Pattern(Arc::new(Pattern::new("学号格式", "[0-9]{8,12}", "8到12位数字").unwrap()));
        assert_eq!((number.name(), number.pattern()), ("学号格式", Some("[0-9]{8,12}")));
        assert_eq!((number.check("20240017", today), number.wanted().as_ref()), (Verdict::Valid, "学号格式"));
        assert_eq!(number.check("2024001", today), Verdict::Invalid("8到12位数字".to_string()));
        assert_eq!(format!("{postcode:?} {number:?}"), "\"邮政编码\" \"学号格式\" /[0-9]{8,12}/");
    }

    #[test]
    fn formats_are_equal_by_name_and_pattern() {
        let with = |pattern: &str| TextFormat::Pattern(Arc::new(Pattern::new("班号", pattern, "两位").unwrap()));
        assert_eq!(with("[0-9]{2}"), with("[0-9]{2}"));
        assert_ne!(with("[0-9]{2}"), with("[0-9]{3}"));
        assert_ne!(with("[0-9]{2}"), TextFormat::built_in("邮政编码").unwrap());
    }
}
