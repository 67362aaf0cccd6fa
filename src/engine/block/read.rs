//! Slots to conditions, column by column. What takes a table is read into a word for each row, and the words are turned; whether there
//! is a text, and what it is like, is a bit for each row at once.

use super::super::grid::{Columns, ROWS, each};
use super::super::program::{Readers, Setting, TextAtom};
use super::super::rows::Row;
use super::super::run::Run;
use super::super::slot::{Kind, Slot};
use super::planes::Plane;
use super::{Block, Tables};

/// The rows of a block, and what they are run through.
#[derive(Clone, Copy)]
pub(super) struct Pass<'r> {
    pub(super) run: Run<'r>,
    pub(super) first: usize,
    columns: Columns<'r>,
}

impl<'r> Pass<'r> {
    /// The slots of a block, and the number of its first row.
    pub(super) fn new(run: Run<'r>, columns: Columns<'r>, first: usize) -> Self {
        Self { run, first, columns }
    }

    /// The run of one row.
    #[inline(always)]
    pub(super) fn of(&self, row: u32) -> Run<'r> {
        let slots = self.columns.slots.get(row as usize..).unwrap_or_default();
        self.run.of(Row { slots, missing: self.columns.missing, place: row, ..self.run.row() })
    }

    #[inline(always)]
    pub(super) fn column(&self, slot: u16) -> &'r [Slot; ROWS] {
        self.columns.slots(usize::from(slot))
    }

    /// The rows in which nothing is filled in.
    #[inline(always)]
    pub(super) fn missing(&self, slot: u16) -> u64 {
        self.columns.missing(usize::from(slot))
    }

    /// The rows in which a slot has a value, or its cell stands beside.
    #[inline(always)]
    pub(super) fn filled(&self, slot: u16) -> u64 {
        !self.missing(slot)
    }

    /// The rows in which a slot has a value of its own.
    pub(super) fn valued(&self, slot: u16) -> u64 {
        let is_aside = self.run.program().shape.kinds.get(usize::from(slot)) == Some(&Kind::Other);
        if !is_aside {
            return self.filled(slot);
        }
        self.column(slot).iter().zip(0u32..).fold(0, |rows, (slot, row)| rows | u64::from(slot.is_value()) << (row & 63))
    }

    /// What is read into one word of each row: all but texts.
    pub(super) fn read_word(&self, readers: &Readers, all: &mut [Setting; ROWS]) {
        for reader in &readers.small {
            let Some(last) = reader.table.len().checked_sub(1) else { continue };
            for (setting, slot) in all.iter_mut().zip(self.column(reader.slot)) {
                setting.join(reader.table.get(slot.code().min(last)).copied().unwrap_or_default());
            }
        }
        for reader in &readers.ordered {
            all.iter_mut().zip(self.column(reader.slot)).for_each(|(setting, slot)| setting.join(self.run.ordered(reader, *slot)));
        }
        for reader in &readers.places {
            all.iter_mut().zip(self.column(reader.slot)).for_each(|(setting, slot)| setting.join(self.run.place(reader, *slot)));
        }
    }
}

impl Block {
    /// All that rows say, before anything follows from it.
    pub(super) fn read(&mut self, pass: &Pass<'_>, tables: Option<&Tables<'_>>) {
        let program = pass.run.program();
        let all_readers = tables.map_or(program.readers.as_slice(), |tables| tables.others.as_slice());
        for (number, (unknown, open)) in program.unknown.iter().zip(&program.open).enumerate() {
            let (unknown, readers) = (unknown | open, all_readers.get(number));
            let groups = tables.and_then(|tables| tables.words.get(number)).map(Vec::as_slice).unwrap_or_default();
            if groups.is_empty() && readers.is_none_or(Readers::has_texts_only) {
                self.planes.take_unread(number, unknown);
                continue;
            }
            self.read.fill(Setting { truth: 0, unknown });
            for group in groups {
                group.read(pass.first, &mut self.read);
            }
            if let Some(readers) = readers {
                pass.read_word(readers, &mut self.read);
                for reader in &readers.others {
                    for row in each(self.active) {
                        let slot = pass.column(reader.slot)[row as usize & (ROWS - 1)];
                        pass.run.other(reader, slot, &mut self.read[row as usize & (ROWS - 1)]);
                    }
                }
            }
            self.planes.take_word(number, &self.read, self.active);
        }
        for (readers, word) in all_readers.iter().zip(0..) {
            for reader in &readers.texts {
                self.planes.add_setting(word, reader.missing, self.active & pass.missing(reader.slot));
            }
        }
        for (readers, word) in all_readers.iter().zip(0..) {
            for atom in &readers.tests {
                self.test(pass, word, atom);
            }
        }
        self.compare(pass);
    }

    /// A text test in all rows where there is a text and the guard may hold.
    fn test(&mut self, pass: &Pass<'_>, word: u16, atom: &TextAtom) {
        let mut rows = self.active & pass.filled(atom.slot);
        if let Some(guard) = &atom.guard {
            rows &= self.planes.may_hold(guard);
        }
        if rows == 0 {
            return;
        }
        let (yes, doubt) = pass.run.tested_rows(&atom.test, pass.column(atom.slot), rows);
        let sure = if atom.is_negated { rows & !yes & !doubt } else { yes };
        self.planes.add_setting(word, Setting { truth: atom.mask, unknown: 0 }, sure);
        self.planes.add_setting(word, Setting { truth: atom.doubt, unknown: atom.mask }, doubt);
    }

    /// Fields compared with each other.
    fn compare(&mut self, pass: &Pass<'_>) {
        for (bit, entry) in &pass.run.program().pairs {
            let (plane, asked) = self.entry(pass, entry, self.active);
            self.planes.add(*bit, Plane { sure: plane.sure, may: plane.may | asked });
        }
    }
}
