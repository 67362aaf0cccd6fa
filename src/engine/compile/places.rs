//! Which variable stands in which bit: what is read from one slot side by side in one word.

use super::super::draft::{Draft, Meaning};
use super::super::formula::Variable;
use super::super::program::Bit;

/// The most variables that are read together.
pub(super) const TOGETHER: usize = 31;

pub(super) struct Bits {
    bits: Vec<Bit>,
    pub(super) words: usize,
}

impl Bits {
    pub(super) fn new(draft: &Draft<'_>) -> Self {
        let mut bits = vec![Bit { word: 0, mask: 0 }; draft.meanings.len()];
        let mut rooms: Vec<u32> = Vec::new();
        let mut groups: std::collections::BTreeMap<usize, Vec<usize>> = std::collections::BTreeMap::new();
        let mut singles = Vec::new();
        for (number, meaning) in draft.meanings.iter().enumerate() {
            match meaning {
                Meaning::Asked { slot, .. } => groups.entry(*slot).or_default().push(number),
                _ => singles.push(number),
            }
        }
        let chunks = groups.values().flat_map(|group| group.chunks(TOGETHER)).chain(singles.chunks(1));
        for chunk in chunks {
            let width = u32::try_from(chunk.len()).unwrap_or(u32::MAX);
            let word = rooms.iter().position(|used| used + width <= 64).unwrap_or_else(|| {
                rooms.push(0);
                rooms.len() - 1
            });
            for number in chunk {
                bits[*number] = Bit { word: u16::try_from(word).unwrap_or(u16::MAX), mask: 1 << rooms[word] };
                rooms[word] += 1;
            }
        }
        Self { bits, words: rooms.len().max(1) }
    }

    pub(super) fn of(&self, variable: Variable) -> Bit {
        self.bits.get(variable.0 as usize).copied().unwrap_or(Bit { word: 0, mask: 0 })
    }
}
