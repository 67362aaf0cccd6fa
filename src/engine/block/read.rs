//! Slots to conditions, one column of a block after the other.

use super::super::program::{Bit, Readers, Setting, TextAtom};
use super::super::rows::{Row, Rows};
use super::super::run::Run;
use super::super::slot::Slot;
use super::super::text::{Bytes, TextTest};
use super::planes::{Plane, ROWS};
use super::{Block, PlaneRow, each};
use crate::evaluate::Truth;

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

    /// What is read into one word of each row.
    fn word(&self, readers: &Readers, all: &mut [Setting; ROWS]) {
        for reader in &readers.small {
            let Some(last) = reader.table.last() else { continue };
            for (setting, slot) in all.iter_mut().zip(self.column(reader.slot)) {
                setting.join(*reader.table.get(slot.code()).unwrap_or(last));
            }
        }
        for reader in &readers.ordered {
            for (setting, slot) in all.iter_mut().zip(self.column(reader.slot)) {
                setting.join(self.run.ordered(reader, slot));
            }
        }
        for reader in &readers.places {
            for (setting, slot) in all.iter_mut().zip(self.column(reader.slot)) {
                setting.join(self.run.place(reader, slot));
            }
        }
        for reader in &readers.others {
            for (setting, slot) in all.iter_mut().zip(self.column(reader.slot)) {
                self.run.other(reader, slot, setting);
            }
        }
    }

    /// The text tests of one word, each of the rows where its guard may hold.
    fn test(&self, atom: &TextAtom, rows: u64) -> Plane {
        let plane = match &atom.test {
            TextTest::Equals(word) => self.tested(atom.slot, rows, |text| word.is(text).into()),
            TextTest::Places(places) => self.tested(atom.slot, rows, |text| places.fit(text).into()),
            TextTest::Pieces(pieces) => self.tested(atom.slot, rows, |text| pieces.fit(text).into()),
            test => self.tested(atom.slot, rows, |text| self.run.tested(test, text)),
        };
        if atom.is_negated { Plane { sure: rows & !plane.may, may: rows & !plane.sure } } else { plane }
    }

    #[inline(always)]
    fn tested(&self, slot: u16, rows: u64, test: impl Fn(Bytes<'r>) -> Truth) -> Plane {
        let mut plane = Plane::default();
        let row = self.run.row();
        for number in each(rows) {
            let slot = self.slots.get(number as usize * self.width + usize::from(slot)).copied().unwrap_or(Slot::ABSENT);
            let truth = test(row.bytes(slot));
            plane.sure |= u64::from(truth == Truth::True) << (number & 63);
            plane.may |= u64::from(truth != Truth::False) << (number & 63);
        }
        plane
    }
}

impl Block {
    pub(super) fn read(&mut self, pass: &Pass<'_>) {
        let program = pass.run.program();
        for (number, (unknown, open)) in (0..).zip(program.unknown.iter().zip(&program.open)) {
            self.planes.add_setting(number, u64::MAX, Setting { truth: 0, unknown: unknown | open });
        }
        for (number, readers) in program.readers.iter().enumerate() {
            if readers.is_empty() {
                continue;
            }
            let mut all = [Setting::default(); ROWS];
            pass.word(readers, &mut all);
            self.planes.take_word(number, &all);
        }
        for (number, readers) in (0..).zip(&program.readers) {
            for reader in &readers.texts {
                let filled = pass.rows(reader.slot, Slot::is_value);
                if let Some(own) = self.filled.get_mut(usize::from(reader.slot)) {
                    *own = filled;
                }
                if filled & self.active != self.active {
                    self.planes.add_setting(number, !filled, reader.missing);
                }
            }
        }
        for (number, readers) in (0..).zip(&program.readers) {
            for atom in &readers.tests {
                let filled = self.filled.get(usize::from(atom.slot)).copied().unwrap_or(0);
                let guarded = atom.guard.as_ref().map_or(u64::MAX, |guard| self.planes.may_hold(guard));
                let plane = pass.test(atom, self.active & filled & guarded);
                self.planes.add(Bit { word: number, mask: atom.mask }, plane);
                if atom.doubt != 0 {
                    let doubtful = plane.open();
                    self.planes.add(Bit { word: number, mask: atom.doubt }, Plane { sure: doubtful, may: doubtful });
                }
            }
        }
        for (bit, entry) in &program.pairs {
            for row in each(self.active) {
                let truth = pass.of(row).entry(entry, &PlaneRow { planes: &self.planes, row }).unwrap_or(Truth::Unknown);
                self.planes.add_for(*bit, 1 << row, truth);
            }
        }
    }
}
