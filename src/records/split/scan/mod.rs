//! From bytes to the ends of cells. In: a text of whole lines. Out, into buffers that are used again: where each row begins, what kind of
//! row it is, and where its cells end.
//!
//! 64 bytes at a time become masks of 64 bits, which are walked from mark to mark. Nothing here decodes or copies a cell.

mod vector;
mod words;

use fearless_simd::{Level, dispatch};

use vector::Vector;
use words::Words;

/// Bytes looked at together.
const BLOCK: usize = 64;

/// What separates cells, and what ends lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Dialect {
    pub(crate) separator: u8,
    /// A line feed, before which a carriage return belongs to the end; or a carriage return alone.
    pub(crate) end: u8,
}

/// Finds the marks among 64 bytes.
trait Find {
    fn find(&self, block: &[u8; BLOCK]) -> Found;

    /// Writes down where bits are set; behind the last, anything.
    #[inline(always)]
    fn places(&self, bits: u64, base: u32, places: &mut [u32; BLOCK]) {
        by_bits(bits, base, places);
    }
}

/// Writes down where bits are set, bit by bit.
#[inline(always)]
fn by_bits(mut bits: u64, base: u32, places: &mut [u32; BLOCK]) {
    let count = bits.count_ones() as usize;
    // Eight at a time, though some behind the last mean nothing: how many there are is guessed wrong too often.
    let (eights, _) = places.as_chunks_mut::<8>();
    for (eight, first) in eights.iter_mut().zip((0..).step_by(8)) {
        for place in eight {
            *place = base.wrapping_add(bits.trailing_zeros());
            bits &= bits.wrapping_sub(1);
        }
        if first + 8 >= count {
            break;
        }
    }
}

/// One bit a byte, the first byte lowest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Found {
    /// Separators and line ends.
    cells: u64,
    /// Line ends and quotes.
    stops: u64,
    /// Bytes that are not common, some separators, line ends and quotes among them.
    rare: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// No quote anywhere.
    Plain,
    /// Quotes, all of them closed. Its cells end where they do if each quote opens or closes a whole cell; if it goes on over several
    /// lines, their ends are not known.
    Quoted,
    /// A quote that nothing closes; the row is this line.
    Open,
    /// Longer than a line may be.
    Long,
}

/// A row that is not blank.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct RowAt {
    pub(crate) kind: Kind,
    /// Surely only bytes of visible ASCII from the bracket on without the grave accent, and of the characters from U+4000 to U+9FFF, or
    /// those behind the first of other characters; separators and quotes apart. None of the signs is among them that mean something in
    /// front of a text.
    pub(crate) is_common: bool,
    /// The lines before it in this text.
    pub(crate) line: u32,
    /// Its bytes, up to the line end; for a row on one line without the carriage return before it.
    pub(crate) start: u32,
    pub(crate) end: u32,
    /// Its first among the ends of cells, and how many there are.
    pub(crate) first: u32,
    pub(crate) cells: u32,
}

/// A line on which a quote stays open: where it begins, where its end stands, and the lines before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct OpenLine {
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) line: u32,
    pub(crate) is_long: bool,
}

/// What was found in a text.
#[derive(Debug, Default)]
pub(crate) struct Marks {
    /// The ends of cells; the first `used` count. A cell begins at the row's start or one byte after the end before.
    ends: Vec<u32>,
    used: usize,
    pub(crate) rows: Vec<RowAt>,
    pub(crate) lines: u32,
}

impl Marks {
    pub(crate) fn clear(&mut self) {
        self.used = 0;
        self.rows.clear();
        self.lines = 0;
    }

    /// The ends of a row's cells.
    pub(crate) fn ends(&self, row: &RowAt) -> &[u32] {
        let first = row.first as usize;
        self.ends.get(first..first + row.cells as usize).unwrap_or_default()
    }

    /// The same, with whatever stands behind them.
    #[inline(always)]
    pub(crate) fn ends_from(&self, row: &RowAt) -> &[u32] {
        self.ends.get(row.first as usize..).unwrap_or_default()
    }

    /// Finds the rows of a text of whole lines, from a line's start on. Stops behind the first line on which a quote stays open: the
    /// caller decides what it is, pushes the row, and goes on from wherever that ends.
    pub(crate) fn scan(&mut self, at: &Scanned<'_>, from: usize) -> Option<OpenLine> {
        self.scan_by(Level::new(), at, from)
    }

    /// The same with vectors as wide as a level has.
    pub(crate) fn scan_by(&mut self, level: Level, at: &Scanned<'_>, from: usize) -> Option<OpenLine> {
        if level.is_fallback() {
            return self.scan_by_words(at, from);
        }
        dispatch!(level, simd => self.scan_with(&Vector::new(simd, at.dialect), at, from))
    }

    /// The same on machines without vectors.
    pub(crate) fn scan_by_words(&mut self, at: &Scanned<'_>, from: usize) -> Option<OpenLine> {
        self.scan_with(&Words::new(at.dialect), at, from)
    }

    #[inline(always)]
    fn scan_with<F: Find>(&mut self, find: &F, at: &Scanned<'_>, from: usize) -> Option<OpenLine> {
        let mut walk = Walk {
            text: at.text,
            dialect: at.dialect,
            longest: at.longest,
            start: from,
            first: self.used,
            quotes: 0,
            is_inside: false,
            is_common: true,
        };
        let (blocks, tail) = at.text.get(from..).unwrap_or_default().as_chunks::<BLOCK>();
        let mut base = from;
        for block in blocks {
            if let Some(open) = self.block(find, &mut walk, block, base) {
                return Some(open);
            }
            base = base.wrapping_add(BLOCK);
        }
        let mut last = [0; BLOCK];
        for (to, byte) in last.iter_mut().zip(tail) {
            *to = *byte;
        }
        self.block(find, &mut walk, &last, base)
    }

    #[inline(always)]
    fn block<F: Find>(&mut self, find: &F, walk: &mut Walk<'_>, block: &[u8; BLOCK], base: usize) -> Option<OpenLine> {
        let Found { mut cells, stops, mut rare } = find.find(block);
        let (mut ends, mut quotes) = (stops & cells, stops & !cells);
        rare &= !(cells | quotes);
        if quotes != 0 || walk.is_inside {
            let inside = if walk.is_inside { !inside(quotes) } else { inside(quotes) };
            cells &= ends | !inside;
            walk.is_inside = inside >> (BLOCK - 1) == 1;
        }
        if self.ends.len() < self.used.wrapping_add(2 * BLOCK) {
            self.ends.resize((2 * self.ends.len()).max(64 * BLOCK), 0);
        }
        self.write(find, cells, base);
        while ends != 0 {
            let end = ends & ends.wrapping_neg();
            let line = end | end.wrapping_sub(1);
            ends ^= end;
            let used = self.used.wrapping_add((cells & line).count_ones() as usize);
            self.used = used;
            walk.quotes = walk.quotes.wrapping_add((quotes & line).count_ones());
            let own = rare & line;
            cells &= !line;
            quotes &= !line;
            rare &= !line;
            if let Some(open) = self.line_end(walk, base.wrapping_add(end.trailing_zeros() as usize), own, end >> 1) {
                return Some(open);
            }
            if self.used != used {
                // The line is no row with cells: those of the next take its place.
                self.write(find, cells, base);
            }
        }
        self.used = self.used.wrapping_add(cells.count_ones() as usize);
        walk.quotes = walk.quotes.wrapping_add(quotes.count_ones());
        walk.is_common &= rare == 0;
        None
    }

    /// Writes down where bits are set, behind what is used.
    #[inline(always)]
    fn write<F: Find>(&mut self, find: &F, bits: u64, base: usize) {
        let Some(places) = self.ends.get_mut(self.used..).and_then(|rest| rest.first_chunk_mut()) else { return };
        #[allow(clippy::cast_possible_truncation, reason = "a piece of text is far shorter than 4 GiB")]
        find.places(bits, base as u32, places);
    }

    /// A line ends: a row, unless it is blank. Those of its bytes in this block that are not common, and the bit of the last one.
    #[inline(always)]
    fn line_end(&mut self, walk: &mut Walk<'_>, end: usize, mut rare: u64, last: u64) -> Option<OpenLine> {
        let Walk { start, first, quotes, is_common, .. } = *walk;
        let line = self.lines;
        self.lines = line.wrapping_add(1);
        walk.start = end.wrapping_add(1);
        walk.quotes = 0;
        walk.is_common = true;
        let is_long = end.wrapping_sub(start) > walk.longest;
        let kind = match quotes {
            _ if quotes % 2 == 1 => {
                self.used = first;
                return Some(OpenLine { start, end, line, is_long });
            }
            _ if is_long => Kind::Long,
            0 if walk.is_blank(start, end) => {
                self.used = first;
                return None;
            }
            0 => Kind::Plain,
            _ => Kind::Quoted,
        };
        let mut cut = end;
        if kind == Kind::Long {
            self.used = first;
        } else if walk.dialect.end == b'\n' && end > start && walk.text.get(end.wrapping_sub(1)) == Some(&b'\r') {
            cut = end.wrapping_sub(1);
            rare &= !last;
            if let Some(last) = self.ends.get_mut(self.used.wrapping_sub(1)) {
                *last = last.wrapping_sub(1);
            }
        }
        walk.first = self.used;
        self.push(kind, is_common && rare == 0, line, start, cut, first);
        None
    }

    #[allow(clippy::cast_possible_truncation, reason = "a piece of text is far shorter than 4 GiB")]
    fn push(&mut self, kind: Kind, is_common: bool, line: u32, start: usize, end: usize, first: usize) {
        let cells = self.used.wrapping_sub(first) as u32;
        self.rows.push(RowAt { kind, is_common, line, start: start as u32, end: end as u32, first: first as u32, cells });
    }

    /// The row that an open line turned out to be: it ends at `end`, after so many more lines.
    pub(crate) fn push_open(&mut self, open: OpenLine, kind: Kind, end: usize, more: u32) {
        self.lines += more;
        self.push(kind, false, open.line, open.start, end, self.used);
    }
}

/// A text of whole lines.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Scanned<'t> {
    pub(crate) text: &'t [u8],
    pub(crate) dialect: Dialect,
    /// Bytes of the longest line that is a row.
    pub(crate) longest: usize,
}

/// Where a scan stands.
struct Walk<'t> {
    text: &'t [u8],
    dialect: Dialect,
    longest: usize,
    /// Where the line begins.
    start: usize,
    /// The first of its ends of cells.
    first: usize,
    /// Quotes on the line so far.
    quotes: u32,
    /// Whether the last of them opened something.
    is_inside: bool,
    /// Only common bytes on the line so far.
    is_common: bool,
}

impl Walk<'_> {
    #[inline(always)]
    fn is_blank(&self, start: usize, end: usize) -> bool {
        is_blank(self.text.get(start..end).unwrap_or_default(), self.dialect.separator)
    }
}

/// The bits from each opening quote on, up to the one that closes.
#[inline(always)]
fn inside(quotes: u64) -> u64 {
    [1, 2, 4, 8, 16, 32].into_iter().fold(quotes, |bits, shift| bits ^ (bits << shift))
}

/// Nothing but separators and blanks.
#[inline]
pub(crate) fn is_blank(line: &[u8], separator: u8) -> bool {
    line.first().is_none_or(|first| *first <= b' ' || *first == separator) && has_nothing(line, separator)
}

#[inline(never)]
fn has_nothing(line: &[u8], separator: u8) -> bool {
    !line.iter().any(|byte| *byte != separator && !byte.is_ascii_whitespace())
}
