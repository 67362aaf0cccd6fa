//! Contents that are written plainly. In: a field and what is written for it. Out: what it says, at once; or that the reading of cells
//! must decide, which alone knows every other way of writing, what to remark and what to refuse. Never: an answer that the reading of
//! cells would not give, or would remark on.

#[cfg(feature = "records")]
use fearless_simd::Simd;

use super::super::slot::{Kind, Slot};
#[cfg(feature = "records")]
use super::cells::Column;
#[cfg(feature = "records")]
use super::eights;
use super::vocabulary::Words;
use crate::date::{Date, Month};
use crate::hir::Type;
use crate::identity;
use crate::input::{FieldSchema, Schema};
use crate::value::Value;

/// What is seen at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Seen {
    /// The text is the value.
    Text,
    Slot(Slot),
    /// The reading of cells decides.
    Unclear,
}

/// The fields of a record, as far as plain contents go.
#[derive(Debug)]
pub(in crate::engine) struct Plain {
    fields: Box<[Field]>,
}

#[derive(Debug)]
pub(super) struct Field {
    pub(super) kind: Kind,
    pub(super) identifies: bool,
    has_check_character: bool,
    pub(super) placeholders: Box<[Box<str>]>,
    pub(super) words: Words,
    /// How placeholders start.
    #[cfg(feature = "records")]
    starts: Box<[u64]>,
}

impl Plain {
    pub(in crate::engine) fn new(schema: &Schema) -> Self {
        Self { fields: schema.fields.iter().map(|field| Field::new(field, schema)).collect() }
    }

    /// What a text in UTF-8 says; it may be known to be [`is_common`].
    #[inline(always)]
    pub(super) fn see(&self, field: usize, text: &[u8], is_known_common: bool) -> Seen {
        match self.fields.get(field) {
            _ if text.is_empty() => Seen::Slot(Slot::EMPTY),
            Some(field) if field.kind == Kind::Text && field.is_value(text, is_known_common) => Seen::Text,
            Some(field) => field.see(text),
            None => Seen::Unclear,
        }
    }

    #[cfg(feature = "records")]
    pub(super) fn field(&self, number: usize) -> Option<&Field> {
        self.fields.get(number)
    }

    pub(super) fn fields(&self) -> usize {
        self.fields.len()
    }

    pub(super) fn kind(&self, field: usize) -> Kind {
        self.fields.get(field).map_or(Kind::Other, |field| field.kind)
    }
}

impl Field {
    fn new(schema: &FieldSchema, all: &Schema) -> Self {
        let kind = Kind::of(&schema.ty);
        let is_placeholder = |word: &str| schema.placeholders.iter().any(|placeholder| placeholder == word);
        let known: Vec<(&str, Slot)> = match &schema.ty {
            Type::Enum(number) => {
                let words = all.enumerations.get(usize::from(*number)).map(|one| &one.words);
                let slots = words
                    .into_iter()
                    .flatten()
                    .filter_map(|(word, member)| Some((word.as_str(), kind.slot(&Value::Member(*member))?)));
                slots.collect()
            }
            Type::Bool => {
                let words = [("是", true), ("有", true), ("1", true), ("true", true), ("TRUE", true), ("True", true)];
                let opposites = [("否", false), ("无", false), ("0", false), ("false", false), ("FALSE", false), ("False", false)];
                let slots =
                    words.into_iter().chain(opposites).filter_map(|(word, value)| Some((word, kind.slot(&Value::Bool(value))?)));
                slots.collect()
            }
            _ => Vec::new(),
        };
        // Nothing is a word, too.
        let nothing = (!known.is_empty()).then_some(("", Slot::EMPTY));
        let plain = known.into_iter().filter(|(word, _)| is_plain(word.as_bytes()) && !is_placeholder(word));
        Self {
            kind,
            identifies: schema.identifies,
            has_check_character: schema.has_check_character,
            placeholders: schema.placeholders.iter().map(|word| word.as_str().into()).collect(),
            words: Words::new(nothing.into_iter().chain(plain)),
            #[cfg(feature = "records")]
            starts: schema.placeholders.iter().map(|word| eights::start(word.as_bytes())).collect(),
        }
    }

    /// The same for everything but texts.
    #[inline(never)]
    pub(super) fn see(&self, text: &[u8]) -> Seen {
        let slot = match self.kind {
            Kind::Bool | Kind::Member(_) => self.words.find(text),
            Kind::Integer if self.placeholders.is_empty() => integer(text),
            Kind::Date if self.placeholders.is_empty() => date(text),
            Kind::Month if self.placeholders.is_empty() => month(text),
            _ => None,
        };
        slot.map_or(Seen::Unclear, Seen::Slot)
    }

    /// Whether a text is the value that it is read as.
    #[inline(always)]
    pub(super) fn is_value(&self, text: &[u8], is_known_common: bool) -> bool {
        !matches!(text, [b'\'' | b'`' | b'#', ..])
            && (is_known_common || is_common(text) || is_visible(text))
            && (self.placeholders.is_empty() || !self.placeholders.iter().any(|placeholder| placeholder.as_bytes() == text))
            && !(self.identifies && self.may_have_lost_digits(text))
    }

    /// The cells of a column that need a look though all their bytes are common, and none of the signs that mean something in front:
    /// they may be placeholders, or numbers that lost digits.
    #[cfg(feature = "records")]
    #[inline(always)]
    pub(super) fn suspects<S: Simd>(&self, simd: S, text: &[u8], cells: &Column) -> u64 {
        if self.identifies && self.has_check_character {
            return u64::MAX;
        }
        let heads = eights::filled(text, cells, 0);
        let placeholders = self.starts.iter().fold(0, |rows, start| rows | eights::equal(simd, &heads, *start));
        if !self.identifies {
            return placeholders;
        }
        let more = eights::filled(text, cells, 1);
        let has_e = |word: u64| zeros((word | u64::from_le_bytes([0x20; 8])) ^ u64::from_le_bytes([b'e'; 8])) != 0;
        placeholders | eights::those(|at| has_e(heads.0[at]) | has_e(more.0[at]) | (cells.length[at] > 16))
    }

    #[inline]
    fn may_have_lost_digits(&self, text: &[u8]) -> bool {
        let is_suspect = any_word(text, |word| {
            let differ = |byte: u8, of: u64| of ^ u64::from_le_bytes([byte; 8]);
            zeros(differ(b'e', word | u64::from_le_bytes([0x20; 8]))) | zeros(differ(0xEF, word))
        });
        (is_suspect || self.has_check_character && text.ends_with(b"000")) && self.has_surely_lost_digits(text)
    }

    #[inline(never)]
    fn has_surely_lost_digits(&self, text: &[u8]) -> bool {
        let Ok(text) = std::str::from_utf8(text) else { return true };
        text.as_bytes().contains(&0xEF)
            || identity::is_scientific(text)
            || self.has_check_character && identity::is_cut_to_fifteen_digits(text)
    }
}

/// Neither blanks nor what cannot be seen, nor a sign in front that means something to spreadsheets.
fn is_plain(text: &[u8]) -> bool {
    !matches!(text, [b'\'' | b'`' | b'#', ..]) && is_visible(text)
}

/// Only bytes of visible ASCII and of the characters from U+4000 to U+9FFF, or those behind the first of other characters.
#[inline]
pub(super) fn is_common(text: &[u8]) -> bool {
    !any_word(text, rare)
}

/// Whether something is found in any eight bytes that a text is made from; digits may fill them up.
#[inline]
fn any_word(text: &[u8], find: impl Fn(u64) -> u64) -> bool {
    let (chunks, rest) = text.as_chunks::<8>();
    let end = match text.last_chunk::<8>() {
        Some(last) if !rest.is_empty() => u64::from_le_bytes(*last),
        Some(_) => u64::from_le_bytes([b'0'; 8]),
        None => rest.iter().fold(u64::from_le_bytes([b'0'; 8]), |all, byte| all << 8 | u64::from(*byte)),
    };
    chunks.iter().fold(find(end), |found, chunk| found | find(u64::from_le_bytes(*chunk))) != 0
}

/// Not zero if one of the eight bytes is zero.
#[inline]
fn zeros(bytes: u64) -> u64 {
    const LOW: u64 = u64::from_le_bytes([0x7F; 8]);
    !((bytes & LOW).wrapping_add(LOW) | bytes | LOW)
}

/// Not zero if one of the eight bytes is not common.
#[inline]
fn rare(bytes: u64) -> u64 {
    const fn each(byte: u8) -> u64 {
        u64::from_le_bytes([byte; 8])
    }
    let (high, low) = (bytes & each(0x80), bytes & each(0x7F));
    // The highest bit of each byte says whether the other seven are at least so much.
    let at_least = |least: u8| low.wrapping_add(each(0x80 - least));
    let in_ascii = !high & (!at_least(0x21) | at_least(0x7F));
    let beyond = high & at_least(0x40) & (!at_least(0x64) | at_least(0x6A));
    (in_ascii | beyond) & each(0x80)
}

/// Neither blanks nor what cannot be seen, with the signs that texts have, nor apostrophes and number signs in front.
#[inline(never)]
fn is_visible(text: &[u8]) -> bool {
    // ＃ ＇ ‘ ’
    if matches!(text, [0xEF, 0xBC, 0x83 | 0x87, ..] | [0xE2, 0x80, 0x98 | 0x99, ..]) {
        return false;
    }
    let mut rest = text;
    loop {
        rest = match rest {
            [] => return true,
            [0x21..=0x7E, rest @ ..] | [0xE4..=0xE9, _, _, rest @ ..] => rest,
            // U+3001 to U+303F, and U+FF00 to U+FF7F.
            [0xE3, 0x80, 0x81..=0xBF, rest @ ..] | [0xEF, 0xBC | 0xBD, _, rest @ ..] => rest,
            // · and dashes, quotes, dots.
            [0xC2, 0xB7, rest @ ..] | [0xE2, 0x80, 0x90..=0x9F | 0xA2 | 0xA6, rest @ ..] => rest,
            _ => return false,
        };
    }
}

/// Most digits that surely fit.
const SAFE_DIGITS: usize = 15;

#[inline]
fn integer(bytes: &[u8]) -> Option<Slot> {
    if bytes.len() > SAFE_DIGITS || matches!(bytes, [] | [b'0', _, ..]) {
        return None;
    }
    Kind::Integer.slot(&Value::Integer(digits(bytes)?))
}

#[inline]
fn date(bytes: &[u8]) -> Option<Slot> {
    let [y, e, a, r, b'-', m, n, b'-', d, f] = bytes else { return None };
    let date = Date::new(number(&[*y, *e, *a, *r])?, small(*m, *n)?, small(*d, *f)?)?;
    Kind::Date.slot(&Value::Date(date))
}

#[inline]
fn month(bytes: &[u8]) -> Option<Slot> {
    let [y, e, a, r, b'-', m, n] = bytes else { return None };
    Kind::Month.slot(&Value::Month(Month::new(number(&[*y, *e, *a, *r])?, small(*m, *n)?)?))
}

fn small(ten: u8, one: u8) -> Option<u8> {
    u8::try_from(digits(&[ten, one])?).ok()
}

fn number(bytes: &[u8]) -> Option<i32> {
    i32::try_from(digits(bytes)?).ok()
}

/// The number that a few digits are, if nothing else is there.
#[inline]
fn digits(bytes: &[u8]) -> Option<i64> {
    bytes.iter().try_fold(0, |number, byte| byte.is_ascii_digit().then(|| number * 10 + i64::from(byte - b'0')))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::ids::FieldId;
    use crate::input::{self, Cell};
    use crate::policy::Policy;
    use crate::source::Source;

    const POLICY: &str = "
        枚举 种类 { 甲种 编码 \"01\" 别名 \"甲\" 「乙(一)」 编码 \"02\" 丙种 编码 \"10\" 「#丁」 「'戊」 「无」 }
        记录 人 {
          标识 学号
          学号 : 文本
          文本 : 文本
          学校 : 文本 占位 \"毕业学校\"
          证件 : 文本 敏感 格式 身份证号
          整数 : 整数
          人数 : 整数 占位 \"12\"
          日期 : 日期
          年月 : 年月
          是否 : 是否
          待定 : 是否 占位 \"无\"
          种类 : 种类
          类别 : 种类 占位 \"甲种\"
          小数 : 小数
          一些 : 集合<种类>
        }";

    fn policy() -> &'static Policy {
        static POLICY_ONCE: std::sync::OnceLock<Policy> = std::sync::OnceLock::new();
        POLICY_ONCE.get_or_init(|| Policy::compile([Source::new("例.policy", POLICY)]).unwrap())
    }

    /// Whether something is seen, which the reading of cells must then say, too.
    fn check(text: &str) -> usize {
        let judge = policy().record("人").unwrap();
        let schema = &judge.planned.schema;
        static PLAIN: std::sync::OnceLock<Plain> = std::sync::OnceLock::new();
        let plain = PLAIN.get_or_init(|| Plain::new(schema));
        let mut seen_at_once = 0;
        for (number, field) in schema.fields.iter().enumerate() {
            let kind = Kind::of(&field.ty);
            let read = || match input::read_text(schema, FieldId::new(number), text, 2024) {
                (cell, None) => Some(cell),
                (_, Some(_)) => None,
            };
            let seen = plain.see(number, text.as_bytes(), false);
            match seen {
                Seen::Unclear => continue,
                Seen::Text => assert_eq!(read(), Some(Cell::Value(Value::Text(text.into()))), "{}: {text:?}", field.name),
                Seen::Slot(Slot::EMPTY) => assert_eq!(read(), Some(Cell::Empty)),
                Seen::Slot(slot) => assert_eq!(read(), kind.value(slot).map(Cell::Value), "{}: {text:?}", field.name),
            }
            if is_common(text.as_bytes()) {
                assert_eq!(plain.see(number, text.as_bytes(), true), seen);
            }
            seen_at_once += 1;
        }
        seen_at_once
    }

    #[test]
    fn the_usual_is_seen_at_once() {
        for (text, fields) in [
            ("20240001", 5),
            ("张三", 4),
            ("（乙）", 2),
            ("买买提·艾力", 4),
            ("1", 7),
            ("2024-02-29", 5),
            ("2024-06", 5),
            ("甲种", 5),
            ("11010119900307803X", 4),
            ("E1234567", 4),
        ] {
            assert!(check(text) >= fields, "{text}: {}", check(text));
        }
        for text in
            ["1.1E+17", "'1", "#N/A", " 1", "\u{3000}", "毕业学校", "110101199003070000", "２０２４", "1\u{7f}", "\u{feff}1"]
        {
            assert!(check(text) < 7, "{text}");
        }
    }

    #[test]
    fn each_character_is_judged_as_the_reading_of_cells_does() {
        let all = (0..0x3100_u32).chain((0x3100..0xFE00).step_by(211)).chain(0xFE00..0x1_0000).chain([0x1_F300, 0x2_0000]);
        for c in all.filter_map(char::from_u32) {
            check(&format!("{c}1"));
            check(&format!("张{c}三"));
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, cases: 4000, ..ProptestConfig::default() })]

        #[test]
        fn whatever_is_seen_is_what_is_read(
            any in "\\PC{0,12}", digits in "[0-9０-９.,eE+%'X-]{1,20}", days in "[0-9]{3,4}[-/.][0-9]{1,2}([-/.][0-9]{1,2})?",
            words in "[ '#＃＇‘’`\u{3000}]?(甲种|甲|01|1|10|无|是|否|true|True|TRUE|乙\\(一\\)|#丁|'戊|毕业学校|12)[ \u{200b}\u{feff}]?",
            mixed in "[张三·—…“”、。（）a-zE0-9 \u{a0}\u{ad}\u{200d}\u{2028}\n\t]{0,24}",
        ) {
            for text in [any, digits, days, words, mixed] {
                check(&text);
            }
        }
    }
}
