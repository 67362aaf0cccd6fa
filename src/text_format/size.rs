//! How much memory a pattern takes at most once it is compiled, told from its parts: whoever is certainly small need not be compiled
//! to know that it is not too large.

use regex_syntax::hir::{Class, Hir, HirKind};

/// Bytes for one state, with what leads from it.
const STATE: usize = 64;
/// States for one range of characters: each of its bounds is up to four bytes long, and each byte may part it in two.
const RANGE: usize = 32;

/// States around the pattern: start, end, the search for it, the match.
const AROUND: usize = 16;

/// The most bytes that it takes, if it is not so much that the exact number does not matter.
pub(super) fn most_bytes(pattern: &Hir) -> usize {
    states(pattern).saturating_add(AROUND).saturating_mul(STATE)
}

fn states(part: &Hir) -> usize {
    match part.kind() {
        HirKind::Empty | HirKind::Look(_) => 1,
        HirKind::Literal(text) => text.0.len(),
        HirKind::Class(Class::Unicode(class)) => {
            class.ranges().iter().map(|range| if range.end().is_ascii() { 1 } else { RANGE }).sum::<usize>() + 2
        }
        HirKind::Class(Class::Bytes(class)) => class.ranges().len() + 2,
        HirKind::Repetition(repetition) => {
            let times = repetition.max.unwrap_or_else(|| repetition.min.saturating_add(1)).max(1);
            let times = usize::try_from(times).unwrap_or(usize::MAX);
            states(&repetition.sub).saturating_add(2).saturating_mul(times)
        }
        HirKind::Capture(group) => states(&group.sub).saturating_add(2),
        HirKind::Concat(parts) | HirKind::Alternation(parts) => {
            parts.iter().map(states).fold(2 + parts.len(), usize::saturating_add)
        }
    }
}
