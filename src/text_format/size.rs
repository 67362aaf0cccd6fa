//! How much memory a pattern takes at most once it is compiled, told from its parts: whoever is certainly small need not be compiled
//! to know that it is not too large.

use super::shape::Shape;

/// Bytes for one state, with what leads from it.
const STATE: usize = 64;
/// States for one range of characters: each of its bounds is up to four bytes long, and each byte may part it in two.
const RANGE: usize = 32;

/// States around the pattern: start, end, the search for it, the match.
const AROUND: usize = 16;

/// The most bytes that it takes, if it is not so much that the exact number does not matter.
pub(super) fn most_bytes(pattern: &Shape) -> usize {
    states(pattern).saturating_add(AROUND).saturating_mul(STATE)
}

fn states(part: &Shape) -> usize {
    match part {
        Shape::Literal(text) => text.len(),
        Shape::Class(ranges) => ranges.iter().map(|(_, last)| if last.is_ascii() { 1 } else { RANGE }).sum::<usize>() + 2,
        Shape::Repeated { least, most, part } => {
            let times = most.unwrap_or_else(|| least.saturating_add(1)).max(1);
            let times = usize::try_from(times).unwrap_or(usize::MAX);
            states(part).saturating_add(2).saturating_mul(times)
        }
        Shape::Sequence(parts) | Shape::Choice(parts) => parts.iter().map(states).fold(2 + parts.len(), usize::saturating_add),
    }
}
