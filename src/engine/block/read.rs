//! Slots to conditions: each row is read alone, in the order in which rows stand, and what was read is then turned.

use super::super::program::Setting;
use super::super::rows::{Row, Rows};
use super::super::run::Run;
use super::super::slot::Slot;
use super::planes::ROWS;
use super::{Block, each};

/// The rows of a block, and what they are run through.
#[derive(Clone, Copy)]
pub(super) struct Pass<'r> {
    pub(super) run: Run<'r>,
    width: usize,
    slots: &'r [Slot],
}

impl<'r> Pass<'r> {
    pub(super) fn new(run: Run<'r>, rows: &'r Rows, first: usize) -> Self {
        let width = rows.width();
        let start = first.saturating_mul(width);
        let rest = rows.slots.get(start..).unwrap_or_default();
        Self { run, width, slots: rest.get(..ROWS * width).unwrap_or(rest) }
    }

    /// How many rows.
    pub(super) fn count(&self) -> usize {
        self.slots.len() / self.width
    }

    /// The run of one row.
    #[inline(always)]
    pub(super) fn of(&self, row: u32) -> Run<'r> {
        let start = row as usize * self.width;
        let slots = self.slots.get(start..start + self.width).unwrap_or_default();
        self.run.of(Row { slots, ..self.run.row() })
    }

    /// The rows of which something is true that is seen in one slot.
    #[inline(always)]
    pub(super) fn rows(&self, slot: u16, is_so: impl Fn(Slot) -> bool) -> u64 {
        let column = self.slots.get(usize::from(slot)..).unwrap_or_default().iter().step_by(self.width.max(1));
        column.zip(0u32..).fold(0, |rows, (slot, row)| rows | u64::from(is_so(*slot)) << (row & 63))
    }

    /// The rows that a block cannot judge.
    pub(super) fn special(&self) -> u64 {
        (0..self.count()).zip(0u32..).fold(0, |rows, (_, row)| rows | u64::from(self.of(row).row().is_special()) << (row & 63))
    }
}

impl Block {
    pub(super) fn read(&mut self, pass: &Pass<'_>) {
        match self.read.len() {
            1 => self.read_words::<1>(pass),
            2 => self.read_words::<2>(pass),
            4 => self.read_words::<4>(pass),
            8 => self.read_words::<8>(pass),
            16 => self.read_words::<16>(pass),
            32 => self.read_words::<32>(pass),
            64 => self.read_words::<64>(pass),
            128 => self.read_words::<128>(pass),
            256 => self.read_words::<256>(pass),
            _ => self.active = 0,
        }
    }

    fn read_words<const N: usize>(&mut self, pass: &Pass<'_>) {
        for row in each(self.active) {
            let words = pass.of(row).words::<N>();
            for (word, (truth, unknown)) in self.read.iter_mut().zip(words.truth.iter().zip(&words.unknown)) {
                if let Some(own) = word.get_mut(row as usize) {
                    *own = Setting { truth: *truth, unknown: *unknown };
                }
            }
        }
        for (number, word) in self.read.iter().enumerate() {
            self.planes.take_word(number, word);
        }
    }
}
