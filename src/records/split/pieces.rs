//! A file cut into pieces at the ends of rows. In: bytes. Out: pieces of whole rows, in order. This is all that must be done on one
//! thread: reading, counting lines, and deciding what a quote left open at the end of a line means.

use std::io::{BufRead, ErrorKind, Read};

use super::dialect;
use super::piece::Piece;
use super::quoted::{self, Outcome};
use super::scan::{Dialect, Kind, Marks, Scanned, is_blank};
use crate::records::lines::MAX_LINE;

/// Bytes of a piece: few enough for it and what is made of it to stay in the cache of a core.
const SIZE: usize = 128 * 1024;

/// Reads pieces.
pub(crate) struct Pieces<R> {
    input: R,
    dialect: Dialect,
    size: usize,
    /// Bytes of the longest line that is a row.
    longest: usize,
    /// Nobody shares the work: rows are found while pieces are cut, which saves looking for quotes and counting lines before.
    is_alone: bool,
    /// What follows the last piece.
    rest: Vec<u8>,
    /// Lines before the next piece.
    lines: usize,
    /// How many cells the last whole row had.
    usual: Option<usize>,
    state: State,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Going,
    /// All is read.
    Ended,
    /// Reading failed.
    Failed,
    /// And that was said.
    Done,
}

impl<R: BufRead> Pieces<R> {
    /// Pieces of a text in UTF-8 without a byte order mark; how it starts tells how its cells are separated.
    pub(crate) fn new(mut input: R) -> Self {
        let dialect = dialect::of(input.fill_buf().unwrap_or_default());
        Self::with_limits(input, dialect, SIZE, MAX_LINE)
    }
}

impl<R: Read> Pieces<R> {
    pub(super) fn with_limits(input: R, dialect: Dialect, size: usize, longest: usize) -> Self {
        Self { input, dialect, size, longest, is_alone: false, rest: Vec::new(), lines: 0, usual: None, state: State::Going }
    }

    /// For one thread that reads, finds the rows and uses them: less work in all.
    #[must_use]
    pub(crate) fn alone(self) -> Self {
        Self { is_alone: true, ..self }
    }

    /// For one thread that only reads: others find the rows.
    #[must_use]
    pub(crate) fn shared(self) -> Self {
        Self { is_alone: false, ..self }
    }

    /// Reads the next piece; false after the last.
    pub(crate) fn next(&mut self, piece: &mut Piece) -> bool {
        self.begin(piece);
        let mut filled = self.rest.len();
        let cut = loop {
            filled = self.fill(&mut piece.bytes, filled);
            if self.state == State::Ended {
                filled = ended(&mut piece.bytes, filled, self.dialect.end);
            }
            let whole = after_last(piece.bytes.get(..filled).unwrap_or_default(), self.dialect.end);
            let cut = self.cut(piece, whole);
            if cut > 0 || self.state != State::Going {
                break cut;
            }
            piece.bytes.resize(2 * piece.bytes.len(), 0);
        };
        piece.length = cut;
        self.rest.clear();
        self.rest.extend_from_slice(piece.bytes.get(cut..filled).unwrap_or_default());
        match self.state {
            State::Failed => {
                piece.has_failed = true;
                self.rest.clear();
                self.state = State::Done;
                true
            }
            State::Done => false,
            State::Going | State::Ended => cut > 0,
        }
    }

    fn begin(&self, piece: &mut Piece) {
        let Self { dialect, longest, lines, .. } = *self;
        piece.bytes.resize(self.size.max(2 * self.rest.len()), 0);
        piece.bytes.shrink_to(4 * self.size);
        if let Some(start) = piece.bytes.get_mut(..self.rest.len()) {
            start.copy_from_slice(&self.rest);
        }
        (piece.dialect, piece.longest, piece.before, piece.has_failed) = (dialect, longest, lines, false);
    }

    /// Reads until the buffer is full; gives how much it holds.
    fn fill(&mut self, bytes: &mut Vec<u8>, mut filled: usize) -> usize {
        while let Some(room) = bytes.get_mut(filled..).filter(|room| !room.is_empty()) {
            match self.read(room) {
                0 => break,
                read => filled += read,
            }
        }
        let line = after_last(bytes.get(..filled).unwrap_or_default(), self.dialect.end);
        let kept = line + self.longest + 1;
        if filled > kept { self.pass_over(bytes, kept) } else { filled }
    }

    /// Drops what follows in a line that is too long, up to its end.
    fn pass_over(&mut self, bytes: &mut Vec<u8>, kept: usize) -> usize {
        bytes.resize(kept + self.size, 0);
        loop {
            let read = self.read(bytes.get_mut(kept..).unwrap_or_default());
            let new = bytes.get(kept..kept + read).unwrap_or_default();
            match memchr::memchr(self.dialect.end, new) {
                Some(at) => {
                    bytes.copy_within(kept + at..kept + read, kept);
                    return kept + read - at;
                }
                None if read == 0 => return kept,
                None => {}
            }
        }
    }

    /// Nothing at the end, or where reading fails.
    fn read(&mut self, room: &mut [u8]) -> usize {
        while self.state == State::Going {
            match self.input.read(room) {
                Ok(0) => self.state = State::Ended,
                Ok(read) => return read,
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(_) => self.state = State::Failed,
            }
        }
        0
    }

    /// How many of the whole lines are whole rows, too. Without quotes all of them are; who reads the piece finds them.
    fn cut(&mut self, piece: &mut Piece, whole: usize) -> usize {
        let Piece { bytes, marks, is_scanned, .. } = piece;
        let at = Scanned { text: bytes.get(..whole).unwrap_or_default(), dialect: self.dialect, longest: self.longest };
        *is_scanned = self.is_alone || memchr::memchr(b'"', at.text).is_some();
        if *is_scanned {
            let (cut, usual) = scan(marks, &at, self.usual, self.state != State::Going);
            if cut > 0 {
                self.lines += marks.lines as usize;
                self.usual = usual;
            }
            return cut;
        }
        marks.clear();
        let lines = memchr::memchr_iter(self.dialect.end, at.text).count();
        self.lines += lines;
        self.usual = last_width(&at).or(self.usual);
        if self.state == State::Failed {
            let _ = marks.scan(&at, 0);
            *is_scanned = true;
        }
        whole
    }
}

/// Finds the rows of whole lines up to one that needs more lines than there are. Gives where it begins, and how many cells the last
/// whole row before it has.
fn scan(marks: &mut Marks, at: &Scanned<'_>, mut usual: Option<usize>, is_last: bool) -> (usize, Option<usize>) {
    let (mut from, mut seen) = (0, 0);
    marks.clear();
    while let Some(open) = marks.scan(at, from) {
        if open.is_long {
            marks.push_open(open, Kind::Long, open.end, 0);
            from = open.end + 1;
            continue;
        }
        usual = width(marks, seen, at).or(usual);
        seen = marks.rows.len();
        match quoted::follow(open, at, usual, is_last) {
            Outcome::Closed { more, end } => {
                marks.push_open(open, Kind::Quoted, end, more);
                from = end + 1;
            }
            Outcome::Broken => {
                marks.push_open(open, Kind::Open, open.end, 0);
                from = open.end + 1;
            }
            Outcome::Undecided => {
                marks.lines = open.line;
                return (open.start, usual);
            }
        }
    }
    (at.text.len(), width(marks, seen, at).or(usual))
}

/// How many cells the last whole row has, among those from one on.
fn width(marks: &Marks, from: usize, at: &Scanned<'_>) -> Option<usize> {
    marks.rows.get(from..).unwrap_or_default().iter().rev().find_map(|row| match row.kind {
        Kind::Plain => Some(row.cells as usize),
        Kind::Quoted => Some(quoted::cells(&quoted::whole(row, at), at.dialect).len()),
        Kind::Open | Kind::Long => None,
    })
}

/// The same of lines without quotes, from the end.
fn last_width(at: &Scanned<'_>) -> Option<usize> {
    let separator = at.dialect.separator;
    let lines = at.text.strip_suffix(&[at.dialect.end])?.rsplit(|byte| *byte == at.dialect.end);
    let last = lines.into_iter().find(|line| line.len() <= at.longest && !is_blank(line, separator))?;
    Some(memchr::memchr_iter(separator, last).count() + 1)
}

/// Behind the last line end.
fn after_last(bytes: &[u8], end: u8) -> usize {
    memchr::memrchr(end, bytes).map_or(0, |at| at + 1)
}

/// The last line of a file need not have an end; here it gets one.
fn ended(bytes: &mut Vec<u8>, filled: usize, end: u8) -> usize {
    if filled == 0 || bytes.get(filled - 1) == Some(&end) {
        return filled;
    }
    bytes.truncate(filled);
    bytes.push(end);
    filled + 1
}
