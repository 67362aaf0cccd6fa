//! Patterns without a regex engine. In: a pattern. Out: bytes in ranges of their own, or pieces with anything between, if it is no more
//! than that.

use super::grid::{ROWS, each};
use super::scan::Scan;
use super::slot::Slot;
use super::text::{BEFORE, Bytes, TextTest, Word};
use crate::text_format::Shape;

/// The most bytes that are compared place by place.
const WIDTH: usize = 32;
/// The most texts that one piece may be.
const MOST_CHOICES: usize = 32;

/// The test of a pattern that must fit the whole text.
pub(super) fn test(pattern: &Shape) -> Option<TextTest> {
    let parts = if let Shape::Sequence(parts) = pattern { parts.as_slice() } else { std::slice::from_ref(pattern) };
    Places::new(parts).map(|places| TextTest::Places(places.into())).or_else(|| {
        let pieces = Pieces::new(parts)?;
        let start = pieces.only_start().cloned();
        Some(start.map_or_else(|| TextTest::Pieces(pieces.into()), |start| TextTest::StartsWith(start.into())))
    })
}

// ---------------------------------------------------------------- places

/// For each place of a text two ranges of bytes.
#[derive(Clone, Debug)]
pub(super) struct Places {
    shortest: usize,
    longest: usize,
    low: [u8; WIDTH],
    span: [u8; WIDTH],
    other_low: [u8; WIDTH],
    other_span: [u8; WIDTH],
    /// At some place the two are not the same.
    has_others: bool,
}

type Ranges = [(u8, u8); 2];

impl Places {
    fn new(parts: &[Shape]) -> Option<Self> {
        let mut places: Vec<Ranges> = Vec::new();
        let mut shortest = 0;
        for (number, part) in parts.iter().enumerate() {
            if let Shape::Literal(text) = part {
                places.extend(text.iter().map(|byte| [(*byte, *byte); 2]));
                shortest += text.len();
                continue;
            }
            let (ranges, least, most) = repeated(part)?;
            // Only what stands last may be of several lengths.
            if least != most && number + 1 < parts.len() {
                return None;
            }
            places.extend(std::iter::repeat_n(ranges, most.min(WIDTH + 1)));
            shortest += least;
        }
        if places.len() > WIDTH {
            return None;
        }
        let mut all = Self {
            shortest,
            longest: places.len(),
            low: [0; WIDTH],
            span: [u8::MAX; WIDTH],
            other_low: [0; WIDTH],
            other_span: [u8::MAX; WIDTH],
            has_others: places.iter().any(|[first, second]| first != second),
        };
        for (place, [first, second]) in places.into_iter().enumerate() {
            (all.low[place], all.span[place]) = (first.0, first.1 - first.0);
            (all.other_low[place], all.other_span[place]) = (second.0, second.1 - second.0);
        }
        Some(all)
    }

    // Out of line: where tests are chosen, registers are few.
    #[inline(never)]
    pub(super) fn fit(&self, text: Bytes<'_>) -> bool {
        self.fits::<WIDTH, true>(text)
    }

    /// Of some rows that have a text, those where it fits.
    #[inline(always)]
    pub(super) fn fitting(&self, all: &[u8], column: &[Slot; ROWS], rows: u64) -> u64 {
        match (self.longest <= WIDTH / 2, self.has_others) {
            (true, false) => self.fitting_within::<{ WIDTH / 2 }, false>(all, column, rows),
            (true, true) => self.fitting_within::<{ WIDTH / 2 }, true>(all, column, rows),
            (false, false) => self.fitting_within::<WIDTH, false>(all, column, rows),
            (false, true) => self.fitting_within::<WIDTH, true>(all, column, rows),
        }
    }

    #[inline(always)]
    fn fitting_within<const N: usize, const OTHERS: bool>(&self, all: &[u8], column: &[Slot; ROWS], rows: u64) -> u64 {
        let mut yes = 0;
        for row in each(rows) {
            let text = Bytes::new(all, column[row as usize & (ROWS - 1)].range());
            yes |= u64::from(self.fits::<N, OTHERS>(text)) << (row & 63);
        }
        yes
    }

    /// Whether all bytes of a text are within their ranges, of which there are no more than some.
    #[inline(always)]
    fn fits<const N: usize, const OTHERS: bool>(&self, text: Bytes<'_>) -> bool {
        let length = text.len();
        let mut copy = [0; N];
        let (bytes, own) = (text.start(&mut copy), &BEFORE[length & (2 * WIDTH - 1)]);
        let mut wrong = 0;
        for place in 0..N {
            // How far a byte is beyond its ranges; what stands behind the text does not matter.
            let first = bytes[place].wrapping_sub(self.low[place]).saturating_sub(self.span[place]);
            let second = bytes[place].wrapping_sub(self.other_low[place]).saturating_sub(self.other_span[place]);
            wrong |= if OTHERS { first.min(second) } else { first } & own[place];
        }
        (wrong == 0) & (self.shortest <= length) & (length <= self.longest)
    }
}

/// A class of single bytes and how often it stands.
fn repeated(part: &Shape) -> Option<(Ranges, usize, usize)> {
    match part {
        Shape::Repeated { least, most, part } => {
            Some((ranges(part)?, usize::try_from(*least).ok()?, usize::try_from((*most)?).ok()?))
        }
        part => Some((ranges(part)?, 1, 1)),
    }
}

fn ranges(part: &Shape) -> Option<Ranges> {
    let list: Option<Vec<(u8, u8)>> =
        part.character()?.iter().map(|(first, last)| last.is_ascii().then_some((*first as u8, *last as u8))).collect();
    match list?.as_slice() {
        [only] => Some([*only; 2]),
        [first, second] => Some([*first, *second]),
        _ => None,
    }
}

// ---------------------------------------------------------------- pieces

/// A start, pieces in order, an end, with anything between.
#[derive(Clone, Debug)]
pub(super) struct Pieces {
    starts: Vec<Word>,
    middles: Vec<Scan>,
    ends: Vec<Word>,
    /// What all ends are long, if they are short.
    end_length: Option<usize>,
}

/// One of these texts.
type Choices = Vec<Vec<u8>>;

fn words(choices: Choices) -> Vec<Word> {
    choices.iter().map(|text| Word::new(text)).collect()
}

impl Pieces {
    fn new(parts: &[Shape]) -> Option<Self> {
        let mut pieces: Vec<Choices> = vec![vec![Vec::new()]];
        for part in parts {
            if is_anything(part) {
                pieces.push(vec![Vec::new()]);
                continue;
            }
            let choices = choices(part)?;
            let piece = pieces.last_mut()?;
            if piece.len() * choices.len() > MOST_CHOICES {
                return None;
            }
            let joined = piece.iter().flat_map(|start| choices.iter().map(|end| [start.as_slice(), end].concat()));
            *piece = joined.collect();
        }
        if pieces.len() < 2 {
            return None;
        }
        let ends = pieces.pop()?;
        let mut pieces = pieces.into_iter();
        let starts = pieces.next()?;
        let middles = pieces.filter(|piece| piece.iter().all(|text| !text.is_empty()));
        let middles = middles.map(|piece| Scan::new(words(piece))).collect();
        let end_length = ends.first().map(Vec::len).filter(|length| *length <= 8 && ends.iter().all(|end| end.len() == *length));
        Some(Self { starts: words(starts), middles, ends: words(ends), end_length })
    }

    // Out of line: where tests are chosen, registers are few.
    #[inline(never)]
    pub(super) fn fit(&self, text: Bytes<'_>) -> bool {
        self.fits(text)
    }

    #[inline(always)]
    pub(super) fn fits(&self, text: Bytes<'_>) -> bool {
        if let Some(length) = self.end_length {
            let Some(to) = text.len().checked_sub(length) else { return false };
            let word = text.word(to);
            return self.ends.iter().fold(false, |any, end| any | end.starts(word)) && self.fit_before(text, to);
        }
        for end in &self.ends {
            let Some(to) = text.len().checked_sub(end.len()).filter(|to| end.is_at(text, *to)) else { continue };
            if self.fit_before(text, to) {
                return true;
            }
        }
        false
    }

    #[inline(always)]
    fn fit_before(&self, text: Bytes<'_>, to: usize) -> bool {
        // Most patterns begin with anything.
        match (self.starts.as_slice(), self.middles.as_slice()) {
            ([start], [only]) if start.len() == 0 => only.is_between(text, 0, to),
            _ => self.fit_behind_a_start(text, to),
        }
    }

    #[inline(never)]
    fn fit_behind_a_start(&self, text: Bytes<'_>, to: usize) -> bool {
        let fits = |start: &Word| start.len() <= to && start.is_at(text, 0) && self.has_middles(text, start.len(), to);
        self.starts.iter().any(fits)
    }

    /// The one start, if nothing else is asked.
    fn only_start(&self) -> Option<&Word> {
        let anything = self.middles.is_empty() && self.ends.iter().any(|end| end.len() == 0);
        match self.starts.as_slice() {
            [start] if anything => Some(start),
            _ => None,
        }
    }

    /// The piece that ends first leaves the most room for those behind it.
    #[inline(always)]
    fn has_middles(&self, text: Bytes<'_>, from: usize, to: usize) -> bool {
        let Some((last, others)) = self.middles.split_last() else { return true };
        let mut at = from;
        for middle in others {
            let ends = middle.pieces().iter().filter_map(|piece| Some(piece.find(text, at, to)? + piece.len()));
            match ends.min() {
                Some(end) => at = end,
                None => return false,
            }
        }
        last.is_between(text, at, to)
    }
}

/// `.*`
fn is_anything(part: &Shape) -> bool {
    let Shape::Repeated { least: 0, most: None, part } = part else { return false };
    matches!(&**part, Shape::Class(ranges) if *ranges == [('\0', char::MAX)])
}

/// The few texts that a part may be.
fn choices(part: &Shape) -> Option<Choices> {
    match part {
        Shape::Literal(text) => Some(vec![text.clone()]),
        Shape::Class(ranges) => {
            let mut found = Vec::new();
            for (first, last) in ranges {
                if *last as usize - *first as usize + found.len() >= MOST_CHOICES {
                    return None;
                }
                found.extend((*first..=*last).map(|character| character.to_string().into_bytes()));
            }
            Some(found)
        }
        Shape::Choice(parts) => {
            let all: Option<Vec<Choices>> = parts.iter().map(choices).collect();
            all.map(|all| all.concat()).filter(|all| all.len() <= MOST_CHOICES)
        }
        Shape::Sequence(parts) => {
            let mut joined: Choices = vec![Vec::new()];
            for part in parts {
                let choices = choices(part)?;
                if joined.len() * choices.len() > MOST_CHOICES {
                    return None;
                }
                joined = joined.iter().flat_map(|start| choices.iter().map(|end| [start.as_slice(), end].concat())).collect();
            }
            Some(joined)
        }
        Shape::Repeated { .. } => None,
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::date::Date;
    use crate::evaluate::Truth;
    use crate::identity::Verdict;
    use crate::text_format::{Pattern, TextFormat};
    use proptest::prelude::*;

    const PATTERNS: [&str; 16] = [
        "[0-9]{8,12}",
        "[1-9][0-9]{16}[0-9X]",
        "1[3-9][0-9]{9}",
        "2024-.*",
        ".*(市|自治州|盟|地区).*[区县市旗]",
        ".*",
        ".*.*a",
        "ab.*ab",
        "(a|ab).*(b|ab)",
        "a(b|市)c?[0-9]{2}",
        "市.*市.*市",
        "(中|国).{0}.*(大学|学院)",
        "[a-cx-z]{3}",
        "(a|b|[1-3]){2}(x|9)",
        "(市|[区-县]).*(a|)",
        "",
    ];

    #[test]
    fn simple_patterns_need_no_regex_engine() {
        let test = |pattern: &str| format(pattern).shape().and_then(test);
        for pattern in PATTERNS.iter().take(8) {
            assert!(test(pattern).is_some(), "{pattern}");
        }
        for pattern in ["[0-9]+", "(?i)é", r"\bA", "a{40}", "(一二三|四五六)*"] {
            assert!(test(pattern).is_none(), "{pattern}");
        }
    }

    fn format(pattern: &str) -> TextFormat {
        TextFormat::Pattern(Pattern::new("样子", pattern, "样子").unwrap_or_else(|fault| unreachable!("{fault:?}")).into())
    }

    fn agrees(pattern: &str, text: &str) -> Result<(), TestCaseError> {
        let format = format(pattern);
        let Some(test) = format.shape().and_then(test) else { return Ok(()) };
        let expected = format.check(text, Date::EPOCH) == Verdict::Valid;
        prop_assert_eq!(
            test.truth(Bytes::new(text.as_bytes(), 0..text.len()), Date::EPOCH),
            Truth::from(expected),
            "/{}/ {:?}",
            pattern,
            text
        );
        Ok(())
    }

    proptest! {
        #[test]
        fn a_simple_test_says_the_same_as_the_regex_engine(
            which in 0..PATTERNS.len(),
            text in "[0-9X市区州盟旗县大学院国中abcx-]{0,20}",
            digits in "[1-9][0-9]{4,17}X?",
            place in "[广东省]{0,3}(市|盟|自治州|地区)?[番禺]{0,3}(区|县|市|省)?",
        ) {
            for text in [&text, &digits, &place] {
                agrees(PATTERNS[which], text)?;
            }
        }
    }
}
