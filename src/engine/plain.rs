//! Contents that are written plainly. In: a field and what is written for it. Out: what it says, at once; or that the reading of cells
//! must decide, which alone knows every other way of writing, what to remark and what to refuse. Never: an answer that the reading of
//! cells would not give, or would remark on.

use super::slot::{Kind, Slot};
use super::words::Words;
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
pub(super) struct Plain {
    fields: Box<[Field]>,
}

#[derive(Debug)]
struct Field {
    kind: Kind,
    identifies: bool,
    has_check_character: bool,
    placeholders: Box<[Box<str>]>,
    words: Words,
}

impl Plain {
    pub(super) fn new(schema: &Schema) -> Self {
        Self { fields: schema.fields.iter().map(|field| Field::new(field, schema)).collect() }
    }

    /// What a text in UTF-8 says; it may be known to be [`is_common`].
    #[inline]
    pub(super) fn see(&self, field: usize, text: &[u8], is_known_common: bool) -> Seen {
        match self.fields.get(field) {
            _ if text.is_empty() => Seen::Slot(Slot::EMPTY),
            Some(field) => field.see(text, is_known_common),
            None => Seen::Unclear,
        }
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
        let plain = known.into_iter().filter(|(word, _)| is_plain(word.as_bytes()) && !is_placeholder(word));
        Self {
            kind,
            identifies: schema.identifies,
            has_check_character: schema.has_check_character,
            placeholders: schema.placeholders.iter().map(|word| word.as_str().into()).collect(),
            words: Words::new(plain),
        }
    }

    #[inline]
    fn see(&self, text: &[u8], is_known_common: bool) -> Seen {
        let slot = match self.kind {
            Kind::Text => return if self.is_value(text, is_known_common) { Seen::Text } else { Seen::Unclear },
            Kind::Bool | Kind::Member(_) => self.words.find(text),
            Kind::Integer if self.placeholders.is_empty() => integer(text),
            Kind::Date if self.placeholders.is_empty() => date(text),
            Kind::Month if self.placeholders.is_empty() => month(text),
            _ => None,
        };
        slot.map_or(Seen::Unclear, Seen::Slot)
    }

    /// Whether a text is the value that it is read as.
    #[inline]
    fn is_value(&self, text: &[u8], is_known_common: bool) -> bool {
        !matches!(text, [b'\'' | b'`' | b'#', ..])
            && (is_known_common || is_common(text) || is_visible(text))
            && (self.placeholders.is_empty() || !self.placeholders.iter().any(|placeholder| placeholder.as_bytes() == text))
            && !(self.identifies && self.may_have_lost_digits(text))
    }

    #[inline]
    fn may_have_lost_digits(&self, text: &[u8]) -> bool {
        let is_suspect = text.iter().fold(false, |found, byte| found | matches!(byte, b'e' | b'E' | 0xEF));
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
    let (chunks, rest) = text.as_chunks::<8>();
    let end = match text.last_chunk::<8>() {
        Some(last) if !rest.is_empty() => u64::from_le_bytes(*last),
        Some(_) => u64::from_le_bytes([b'0'; 8]),
        None => rest.iter().fold(u64::from_le_bytes([b'0'; 8]), |all, byte| all << 8 | u64::from(*byte)),
    };
    chunks.iter().fold(rare(end), |found, chunk| found | rare(u64::from_le_bytes(*chunk))) == 0
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
