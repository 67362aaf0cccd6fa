//! Lines of a text with their numbers, in bounded memory. In: bytes. Out: lines without their ends.

use std::io::{self, BufRead, Read};

/// No honest line of a table is longer, in bytes.
pub(super) const MAX_LINE: usize = 4 * 1024 * 1024;

/// A line and its number from 1.
pub(super) struct Line {
    pub(super) number: usize,
    pub(super) bytes: Vec<u8>,
    /// The line was longer than [`MAX_LINE`]; its end was passed over.
    pub(super) is_cut: bool,
}

pub(super) struct Lines<R> {
    input: R,
    end: u8,
    longest: usize,
    number: usize,
}

impl<R: BufRead> Lines<R> {
    /// Lines that end with the byte `end`; a carriage return before a line feed belongs to the end.
    pub(super) fn new(input: R, end: u8) -> Self {
        Self { input, end, longest: MAX_LINE, number: 0 }
    }

    #[cfg(test)]
    pub(super) fn with_longest(input: R, end: u8, longest: usize) -> Self {
        Self { longest, ..Self::new(input, end) }
    }

    pub(super) fn next(&mut self) -> io::Result<Option<Line>> {
        let mut bytes = Vec::new();
        let limit = self.longest as u64 + 1;
        if self.input.by_ref().take(limit).read_until(self.end, &mut bytes)? == 0 {
            return Ok(None);
        }
        self.number += 1;
        let is_cut = bytes.len() > self.longest && bytes.last() != Some(&self.end);
        if is_cut {
            self.pass_over()?;
        }
        if bytes.last() == Some(&self.end) {
            bytes.pop();
        }
        if self.end == b'\n' && bytes.last() == Some(&b'\r') {
            bytes.pop();
        }
        Ok(Some(Line { number: self.number, bytes, is_cut }))
    }

    /// The number of the last line that was read.
    pub(super) fn number(&self) -> usize {
        self.number
    }

    fn pass_over(&mut self) -> io::Result<()> {
        loop {
            let buffer = self.input.fill_buf()?;
            if buffer.is_empty() {
                return Ok(());
            }
            let end = buffer.iter().position(|byte| *byte == self.end);
            let passed = end.map_or(buffer.len(), |at| at + 1);
            self.input.consume(passed);
            if end.is_some() {
                return Ok(());
            }
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_line_without_end_is_cut_and_the_next_is_read() {
        let text = [vec![b'a'; MAX_LINE + 10], b"\nb\r\nc".to_vec()].concat();
        let mut lines = Lines::new(text.as_slice(), b'\n');
        let first = lines.next().unwrap().unwrap();
        assert!(first.is_cut && first.bytes.len() == MAX_LINE + 1);
        assert_eq!(lines.next().unwrap().unwrap().bytes, b"b");
        let last = lines.next().unwrap().unwrap();
        assert_eq!((last.number, last.bytes.as_slice()), (3, &b"c"[..]));
        assert!(lines.next().unwrap().is_none());
    }
}
