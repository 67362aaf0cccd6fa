//! The parts of a simple pattern, each in the one form that stands for it. In: parts as they are read. Out: the whole, for tests that
//! need no regex engine, and as the engine takes it.

use regex_syntax::hir::{Class, ClassUnicode, ClassUnicodeRange, Hir, Repetition};

/// What a text must consist of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    /// These bytes, whole characters.
    Literal(Vec<u8>),
    /// One character of these ranges, which are in order and apart.
    Class(Vec<(char, char)>),
    /// All of them in order; of none the empty text.
    Sequence(Vec<Shape>),
    /// One of them.
    Choice(Vec<Shape>),
    /// At least and at most so often.
    Repeated { least: u32, most: Option<u32>, part: Box<Shape> },
}

impl Shape {
    pub(super) const EMPTY: Self = Self::Sequence(Vec::new());

    pub(super) fn literal(character: char) -> Self {
        Self::Literal(character.encode_utf8(&mut [0; 4]).as_bytes().to_vec())
    }

    /// `.`
    pub(super) fn any() -> Self {
        Self::Class(vec![('\0', char::MAX)])
    }

    /// Ranges in any order.
    pub(super) fn class(ranges: Vec<(char, char)>) -> Self {
        let ranges = apart(ranges);
        match ranges.as_slice() {
            [(first, last)] if first == last => Self::literal(*first),
            _ => Self::Class(ranges),
        }
    }

    /// Characters that stand one behind the other are one text.
    pub(super) fn sequence(parts: Vec<Self>) -> Self {
        let mut joined: Vec<Self> = Vec::with_capacity(parts.len());
        for part in parts {
            let inner = if let Self::Sequence(inner) = part { inner } else { vec![part] };
            for part in inner {
                match (joined.last_mut(), part) {
                    (Some(Self::Literal(text)), Self::Literal(more)) => text.extend(more),
                    (_, part) => joined.push(part),
                }
            }
        }
        if joined.len() == 1 { joined.remove(0) } else { Self::Sequence(joined) }
    }

    /// The characters one of which it is, if it is one character: ranges in order and apart.
    pub(crate) fn character(&self) -> Option<Vec<(char, char)>> {
        match self {
            Self::Class(ranges) => Some(ranges.clone()),
            Self::Literal(text) => {
                let mut characters = str::from_utf8(text).ok()?.chars();
                let only = characters.next().filter(|_| characters.next().is_none())?;
                Some(vec![(only, only)])
            }
            Self::Choice(parts) => {
                let all: Option<Vec<Vec<(char, char)>>> = parts.iter().map(Self::character).collect();
                Some(apart(all?.concat()))
            }
            _ => None,
        }
    }

    pub(super) fn repeated(self, least: u32, most: Option<u32>) -> Self {
        match (least, most) {
            (_, Some(0)) => Self::EMPTY,
            (1, Some(1)) => self,
            _ => Self::Repeated { least, most, part: Box::new(self) },
        }
    }

    /// As the regex engine takes it.
    pub(super) fn to_hir(&self) -> Hir {
        let all = |parts: &[Self]| parts.iter().map(Self::to_hir).collect();
        match self {
            Self::Literal(text) => Hir::literal(text.clone()),
            Self::Class(ranges) => {
                let ranges = ranges.iter().map(|(first, last)| ClassUnicodeRange::new(*first, *last));
                Hir::class(Class::Unicode(ClassUnicode::new(ranges)))
            }
            Self::Sequence(parts) => Hir::concat(all(parts)),
            Self::Choice(parts) => Hir::alternation(all(parts)),
            Self::Repeated { least, most, part } => {
                Hir::repetition(Repetition { min: *least, max: *most, greedy: true, sub: Box::new(part.to_hir()) })
            }
        }
    }
}

/// The same characters as ranges in order and apart.
fn apart(mut ranges: Vec<(char, char)>) -> Vec<(char, char)> {
    ranges.sort_unstable();
    let mut apart: Vec<(char, char)> = Vec::with_capacity(ranges.len());
    for (first, last) in ranges {
        match apart.last_mut() {
            Some((_, end)) if first <= *end || first as u32 == *end as u32 + 1 => *end = last.max(*end),
            _ => apart.push((first, last)),
        }
    }
    apart
}
