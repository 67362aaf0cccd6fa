//! Slots to bits: what each field says about every condition that asks for it.

use std::sync::atomic::Ordering::Relaxed;

use super::super::given::{Known, Question};
use super::super::program::{OrderedReader, OtherReader, PlaceReader, Readers, Setting, TextAtom};
use super::super::slot::{Kind, Slot};
use super::super::text::{Bytes, TextTest};
use super::Run;
use super::words::Words;
use crate::evaluate::{Datum, Truth};
use crate::input::Cell;
use crate::value::Value;

impl Run<'_> {
    #[inline(always)]
    pub(super) fn read<const N: usize>(self, all_readers: &[Readers], words: &mut Words<N>) {
        let slot = |number: u16| self.row.slot(usize::from(number));
        for (readers, (truth, unknown)) in all_readers.iter().zip(words.truth.iter_mut().zip(&mut words.unknown)) {
            let mut all = Setting { truth: *truth, unknown: *unknown };
            for reader in &readers.small {
                if let Some(setting) = reader.table.get(slot(reader.slot).code()).or(reader.table.last()) {
                    all.join(*setting);
                }
            }
            for reader in &readers.ordered {
                all.join(self.ordered(reader, slot(reader.slot)));
            }
            for reader in &readers.places {
                all.join(self.place(reader, slot(reader.slot)));
            }
            for reader in &readers.texts {
                let is_missing = self.row.missing(usize::from(reader.slot)).wrapping_neg();
                all.join(Setting { truth: reader.missing.truth & is_missing, unknown: reader.missing.unknown & is_missing });
            }
            (*truth, *unknown) = (all.truth, all.unknown);
        }
        for (readers, number) in all_readers.iter().zip(0..) {
            let mut all = Setting::default();
            for atom in &readers.tests {
                let slot = slot(atom.slot);
                if slot.is_value() {
                    self.text(atom, slot, words, &mut all);
                }
            }
            for reader in &readers.others {
                all.join(self.other(reader, slot(reader.slot)));
            }
            words.set(number, all);
        }
    }

    /// Fields compared with each other.
    #[inline(always)]
    pub(super) fn pairs<const N: usize>(self, words: &mut Words<N>) {
        for (bit, entry) in &self.program.pairs {
            let truth = self.entry(entry, words).unwrap_or(Truth::Unknown);
            words.add(bit.word, bit.mask, truth);
        }
    }

    #[inline(never)]
    pub(in crate::engine) fn other(self, reader: &OtherReader, slot: Slot) -> Setting {
        let Cell::Value(value) = self.row.cell(Kind::Other, slot) else { return reader.missing };
        let (datum, mut setting) = (Datum::Known(value), Setting::default());
        for (mask, question) in &reader.questions {
            setting.add(*mask, self.answers.truth(*question, Known::Field(&datum)));
        }
        setting
    }

    #[inline(always)]
    pub(in crate::engine) fn ordered(self, reader: &OrderedReader, slot: Slot) -> Setting {
        if !slot.is_value() {
            return reader.missing;
        }
        let number = slot.number();
        let region = reader
            .cuts
            .iter()
            .fold(0usize, |region, cut| region.wrapping_add(usize::from(*cut <= number)).wrapping_add(usize::from(*cut < number)));
        let mut setting = reader.regions.get(region).copied().unwrap_or_default();
        if !reader.others.is_empty() {
            let datum = reader.kind.value(slot).map_or(Datum::Unknown, Datum::Known);
            for (mask, question) in &reader.others {
                setting.add(*mask, self.answers.truth(*question, Known::Field(&datum)));
            }
        }
        setting
    }

    #[inline(always)]
    pub(in crate::engine) fn place(self, reader: &PlaceReader, slot: Slot) -> Setting {
        const DONE: u64 = 1 << 63;
        const HALF: u64 = (1 << 31) - 1;
        if !slot.is_value() {
            return reader.missing;
        }
        let Some(cache) = usize::try_from(slot.number()).ok().and_then(|number| reader.known.get(number)) else {
            return reader.missing;
        };
        let mut known = cache.load(Relaxed);
        if known & DONE == 0 {
            known = DONE | self.new_place(reader, slot);
            cache.store(known, Relaxed);
        }
        Setting { truth: (known & HALF) << reader.shift, unknown: (known >> 31 & HALF) << reader.shift }
    }

    #[cold]
    #[inline(never)]
    pub(super) fn new_place(self, reader: &PlaceReader, slot: Slot) -> u64 {
        let datum = Kind::Place.value(slot).map_or(Datum::Unknown, Datum::Known);
        reader.questions.iter().zip(0..).fold(0, |known, (question, shift)| {
            let truth = question.map_or(Truth::False, |question| self.answers.truth(question, Known::Field(&datum)));
            match truth {
                Truth::True => known | 1 << shift,
                Truth::False => known,
                Truth::Unknown => known | 1 << (shift + 31),
            }
        })
    }

    #[inline(always)]
    pub(super) fn text<const N: usize>(self, atom: &TextAtom, slot: Slot, words: &Words<N>, all: &mut Setting) {
        if let Some(guard) = &atom.guard
            && !words.mask(guard).1
        {
            return;
        }
        self.settle(atom, slot, all);
    }

    #[inline(always)]
    fn settle(self, atom: &TextAtom, slot: Slot, all: &mut Setting) {
        match self.tested(&atom.test, self.row.bytes(slot)) {
            Truth::Unknown => all.join(Setting { truth: atom.doubt, unknown: atom.mask }),
            truth => all.truth |= if (truth == Truth::True) != atom.is_negated { atom.mask } else { 0 },
        }
    }

    #[inline(always)]
    pub(super) fn tested(self, test: &TextTest, bytes: Bytes<'_>) -> Truth {
        match test {
            TextTest::Question(question) => self.asked(*question, bytes),
            test => test.truth(bytes, self.program.today),
        }
    }

    #[inline(never)]
    pub(in crate::engine) fn asked(self, question: Question, bytes: Bytes<'_>) -> Truth {
        let datum = Datum::Known(Value::Text(String::from_utf8_lossy(bytes.slice()).into()));
        self.answers.truth(question, Known::Field(&datum))
    }
}
