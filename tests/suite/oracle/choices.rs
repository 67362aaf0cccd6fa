//! Choices read off a tape of bytes. A tape that ends goes on with zeros, and zero always chooses the
//! simplest thing, so that a shorter tape with smaller bytes is a simpler policy.

pub(super) struct Choices<'a> {
    tape: std::slice::Iter<'a, u8>,
}

impl<'a> Choices<'a> {
    pub(super) fn new(tape: &'a [u8]) -> Choices<'a> {
        Choices { tape: tape.iter() }
    }

    /// One of `0..count`.
    pub(super) fn below(&mut self, count: usize) -> usize {
        usize::from(self.tape.next().copied().unwrap_or(0)) % count.max(1)
    }

    pub(super) fn percent(&mut self, chance: usize) -> bool {
        usize::from(self.tape.next().copied().unwrap_or(0)) * 100 >= (100 - chance) * 256
    }

    pub(super) fn pick<T: Clone>(&mut self, from: &[T]) -> T {
        from[self.below(from.len())].clone()
    }
}
