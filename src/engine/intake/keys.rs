//! The keys of records, one record after another: most have the same keys in the same order. In: a key. Out: what it stands for.

use crate::input::{Schema, Target};

/// The keys that were met, in their order.
#[derive(Debug, Default)]
pub(super) struct Keys {
    known: Vec<(Box<str>, Option<Target>)>,
    /// The number of the one that is expected.
    next: usize,
}

/// More keys than any honest record has are looked up each time.
const MOST_KEYS: usize = 512;

impl Keys {
    /// Another record begins.
    pub(super) fn begin(&mut self) {
        self.next = 0;
    }

    #[inline]
    pub(super) fn target(&mut self, key: &str, schema: &Schema) -> Option<Target> {
        match self.known.get(self.next) {
            Some((expected, target)) if **expected == *key => {
                self.next += 1;
                *target
            }
            _ => self.search(key, schema),
        }
    }

    #[inline(never)]
    fn search(&mut self, key: &str, schema: &Schema) -> Option<Target> {
        if let Some(at) = self.known.iter().position(|(known, _)| **known == *key) {
            self.next = at + 1;
            return self.known.get(at).and_then(|(_, target)| *target);
        }
        let target = schema.target(key);
        if self.known.len() < MOST_KEYS {
            self.known.push((key.into(), target));
            self.next = self.known.len();
        }
        target
    }
}
