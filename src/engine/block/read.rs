//! Slots to conditions: each row is read alone, in the order in which rows stand, and what was read is then turned.

use super::super::program::{Program, Readers, Setting};
use super::super::rows::Row;
use super::super::run::{Run, Words};
use super::super::slot::Slot;
use super::planes::ROWS;
use super::{Block, PlaneRow, each};
use crate::evaluate::Truth;

/// The rows of a block, and what they are run through.
#[derive(Clone, Copy)]
pub(super) struct Pass<'r> {
    pub(super) run: Run<'r>,
    pub(super) first: usize,
    width: usize,
    slots: &'r [Slot],
}

impl<'r> Pass<'r> {
    /// The slots of up to 64 rows, and the number of the first.
    pub(super) fn new(run: Run<'r>, width: usize, slots: &'r [Slot], first: usize) -> Self {
        Self { run, first, width, slots }
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

    /// What is read into one word of each row, but for texts that have to be tested.
    pub(super) fn read_word(&self, readers: &Readers, all: &mut [Setting; ROWS]) {
        for reader in &readers.small {
            for (setting, slot) in all.iter_mut().zip(self.column(reader.slot)) {
                setting.join(reader.table.get(slot.code()).or(reader.table.last()).copied().unwrap_or_default());
            }
        }
        for reader in &readers.ordered {
            all.iter_mut().zip(self.column(reader.slot)).for_each(|(setting, slot)| setting.join(self.run.ordered(reader, slot)));
        }
        for reader in &readers.places {
            all.iter_mut().zip(self.column(reader.slot)).for_each(|(setting, slot)| setting.join(self.run.place(reader, slot)));
        }
        for reader in &readers.texts {
            for (setting, _) in all.iter_mut().zip(self.column(reader.slot)).filter(|(_, slot)| !slot.is_value()) {
                setting.join(reader.missing);
            }
        }
        for reader in &readers.others {
            all.iter_mut().zip(self.column(reader.slot)).for_each(|(setting, slot)| self.run.other(reader, slot, setting));
        }
    }

    #[inline(always)]
    fn column(&self, slot: u16) -> impl Iterator<Item = Slot> + use<'r> {
        self.slots.get(usize::from(slot)..).unwrap_or_default().iter().step_by(self.width.max(1)).copied()
    }

    /// The rows of which something is true that is seen in one slot.
    #[inline(always)]
    pub(super) fn rows(&self, slot: u16, is_so: impl Fn(Slot) -> bool) -> u64 {
        self.column(slot).zip(0u32..).fold(0, |rows, (slot, row)| rows | u64::from(is_so(slot)) << (row & 63))
    }

    /// The rows that a block cannot judge.
    pub(super) fn special(&self) -> u64 {
        (0..self.count()).zip(0u32..).fold(0, |rows, (_, row)| rows | u64::from(self.of(row).row().is_special()) << (row & 63))
    }
}

impl Block {
    pub(super) fn read(&mut self, pass: &Pass<'_>) {
        match self.read.len() {
            1 => self.read_rows::<1>(pass),
            2 => self.read_rows::<2>(pass),
            4 => self.read_rows::<4>(pass),
            8 => self.read_rows::<8>(pass),
            16 => self.read_rows::<16>(pass),
            32 => self.read_rows::<32>(pass),
            64 => self.read_rows::<64>(pass),
            128 => self.read_rows::<128>(pass),
            256 => self.read_rows::<256>(pass),
            _ => self.active = 0,
        }
    }

    fn read_rows<const N: usize>(&mut self, pass: &Pass<'_>) {
        let blank = Words::<N>::new(pass.run.program());
        for row in each(self.active) {
            let words = pass.of(row).words(blank);
            for (word, (truth, unknown)) in self.read.iter_mut().zip(words.truth.iter().zip(&words.unknown)) {
                if let Some(own) = word.get_mut(row as usize) {
                    *own = Setting { truth: *truth, unknown: *unknown };
                }
            }
        }
        self.take_words(pass.run.program());
    }

    /// What was read becomes conditions; then fields are compared with each other.
    pub(super) fn take_words(&mut self, program: &Program) {
        for (number, word) in self.read.iter().enumerate().take(program.words) {
            if program.readers.get(number).is_none_or(Readers::is_empty) {
                let of = |words: &[u64]| words.get(number).copied().unwrap_or(0);
                self.planes.take_unread(number, of(&program.unknown) | of(&program.open));
            } else {
                self.planes.take_word(number, word);
            }
        }
    }

    /// Fields compared with each other.
    pub(super) fn compare(&mut self, pass: &Pass<'_>) {
        for (bit, entry) in &pass.run.program().pairs {
            for row in each(self.active) {
                let view = PlaneRow { planes: &self.planes, row };
                let truth = pass.of(row).entry(entry, &view).unwrap_or(Truth::Unknown);
                self.planes.add_for(*bit, 1 << row, truth);
            }
        }
    }
}
