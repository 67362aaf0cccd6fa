//! How a file separates its cells and ends its lines, from how it starts.

use super::scan::Dialect;

/// Lines that decide which separator a file uses.
const LINES_LOOKED_AT: usize = 20;

pub(super) fn of(start: &[u8]) -> Dialect {
    Dialect { separator: separator(start), end: line_end(start) }
}

/// The separator that the first lines have most of, outside quotes.
fn separator(start: &[u8]) -> u8 {
    let mut counts = [(b',', 0), (b'\t', 0), (b';', 0)];
    let mut is_quoted = false;
    for line in start.split(|byte| *byte == b'\n').take(LINES_LOOKED_AT) {
        for byte in line {
            is_quoted ^= *byte == b'"';
            if let Some((_, count)) = counts.iter_mut().find(|(separator, _)| separator == byte && !is_quoted) {
                *count += 1;
            }
        }
    }
    let best = counts.iter().rev().max_by_key(|(_, count)| *count);
    best.map_or(b',', |(separator, _)| *separator)
}

/// Old files end their lines with a carriage return alone.
fn line_end(start: &[u8]) -> u8 {
    if start.contains(&b'\r') && !start.contains(&b'\n') { b'\r' } else { b'\n' }
}
