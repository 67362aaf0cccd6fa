//! Slots to conditions, column by column: of each column in which rows which of its values stands, and what each of them says of all
//! conditions. What takes a larger table is read into a word for each row, and the words are turned.

use fearless_simd::{Simd, SimdBase, SimdMask, u8x64};

use super::super::grid::{Columns, ROWS, each};
use super::super::program::{OrderedReader, PlaceReader, Setting, SmallReader, TextAtom};
use super::super::rows::Row;
use super::super::run::Run;
use super::super::slot::{Kind, Slot};
use super::planes::Plane;
use super::tables::Table;
use super::{Block, Tables};

/// A table with no more entries than this has codes of one byte.
const MOST_CODES: usize = 256;

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
    #[inline(always)]
    pub(super) fn valued(&self, slot: u16) -> u64 {
        let is_aside = self.run.program().shape.kinds.get(usize::from(slot)) == Some(&Kind::Other);
        if !is_aside {
            return self.filled(slot);
        }
        self.column(slot).iter().zip(0u32..).fold(0, |rows, (slot, row)| rows | u64::from(slot.is_value()) << (row & 63))
    }
}

impl Block {
    /// All that rows say, before anything follows from it.
    #[inline(always)]
    pub(super) fn read<S: Simd>(&mut self, simd: S, pass: &Pass<'_>, tables: Option<&Tables<'_>>) {
        let program = pass.run.program();
        let all_readers = tables.map_or(program.readers.as_slice(), |tables| tables.others.as_slice());
        for (number, (unknown, open)) in program.unknown.iter().zip(&program.open).enumerate() {
            self.planes.take_unknown(number, unknown | open);
            let groups = tables.and_then(|tables| tables.words.get(number)).map(Vec::as_slice).unwrap_or_default();
            let places = all_readers.get(number).map(|readers| readers.places.as_slice()).unwrap_or_default();
            self.look_up(pass, number, groups, places);
        }
        for (readers, word) in all_readers.iter().zip(0..) {
            for reader in &readers.small {
                self.small(simd, pass, word, reader);
            }
            for reader in &readers.ordered {
                self.ordered(pass, word, reader);
            }
            for reader in &readers.others {
                self.one_by_one(pass, word, reader.slot, |run, slot| run.other(reader, slot));
            }
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

    /// What is said of contents in one word of each row, turned into that word's conditions.
    #[inline(always)]
    fn look_up(&mut self, pass: &Pass<'_>, word: usize, groups: &[Table<'_>], places: &[PlaceReader]) {
        if groups.is_empty() && places.is_empty() {
            return;
        }
        self.read.fill(Setting::default());
        for group in groups {
            group.read(pass.first, &mut self.read);
        }
        for reader in places {
            for (setting, slot) in self.read.iter_mut().zip(pass.column(reader.slot)) {
                setting.join(pass.run.place(reader, *slot));
            }
        }
        self.planes.take_word(word, &self.read, self.active);
    }

    /// A column of few values, a value after the other.
    #[inline(always)]
    fn small<S: Simd>(&mut self, simd: S, pass: &Pass<'_>, word: u16, reader: &SmallReader) {
        let Some(values) = reader.table.get(Slot::FIRST_CODE..).filter(|_| reader.table.len() <= MOST_CODES) else {
            let last = reader.table.len().saturating_sub(1);
            let said = |slot: Slot| reader.table.get(slot.code().min(last)).copied().unwrap_or_default();
            return self.one_by_one(pass, word, reader.slot, |_, slot| said(slot));
        };
        let missing = self.active & pass.missing(reader.slot);
        let filled = self.active & !missing;
        self.planes.add_setting(word, reader.table.first().copied().unwrap_or_default(), missing);
        let mut codes = [0; ROWS];
        for (code, slot) in codes.iter_mut().zip(pass.column(reader.slot)) {
            *code = slot.code() as u8;
        }
        let codes = u8x64::from_slice(simd, &codes);
        for (setting, code) in values.iter().zip(Slot::FIRST_CODE..) {
            if *setting != Setting::default() {
                let rows = codes.simd_eq(u8x64::splat(simd, code as u8)).to_bitmask();
                self.planes.add_setting(word, *setting, filled & rows);
            }
        }
    }

    /// A column of numbers, days or months, a constant after the other.
    #[inline(always)]
    fn ordered(&mut self, pass: &Pass<'_>, word: u16, reader: &OrderedReader) {
        if !reader.others.is_empty() {
            return self.one_by_one(pass, word, reader.slot, |run, slot| run.ordered(reader, slot));
        }
        let missing = self.active & pass.missing(reader.slot);
        self.planes.add_setting(word, reader.missing, missing);
        let (mut rest, mut regions) = (self.active & !missing, reader.regions.iter().copied());
        for cut in &reader.cuts {
            let (mut from, mut behind) = (0, 0);
            for (slot, row) in pass.column(reader.slot).iter().zip(0u32..) {
                from |= u64::from(slot.number() >= *cut) << (row & 63);
                behind |= u64::from(slot.number() > *cut) << (row & 63);
            }
            self.planes.add_setting(word, regions.next().unwrap_or_default(), rest & !from);
            self.planes.add_setting(word, regions.next().unwrap_or_default(), rest & from & !behind);
            rest &= behind;
        }
        self.planes.add_setting(word, regions.next().unwrap_or_default(), rest);
    }

    /// A column of which each content is looked at by itself.
    #[inline(never)]
    fn one_by_one(&mut self, pass: &Pass<'_>, word: u16, slot: u16, said: impl Fn(Run<'_>, Slot) -> Setting) {
        for row in each(self.active) {
            let setting = said(pass.run, pass.column(slot)[row as usize & (ROWS - 1)]);
            self.planes.add_setting(word, setting, 1 << row);
        }
    }

    /// A text test in all rows where there is a text and the guard may hold.
    #[inline(always)]
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
    #[inline(always)]
    fn compare(&mut self, pass: &Pass<'_>) {
        for (bit, entry) in &pass.run.program().pairs {
            let (plane, asked) = self.entry(pass, entry, self.active);
            self.planes.add(*bit, Plane { sure: plane.sure, may: plane.may | asked });
        }
    }
}
