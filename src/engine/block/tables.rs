//! What a policy says of the contents that rows have in common, worked out once for each of them.

use std::collections::BTreeSet;

use super::super::coded::{Codes, Group};
use super::super::program::{Program, Readers, Setting, TextAtom};
use super::super::rows::Rows;
use super::super::run::Run;
use super::super::slot::Slot;
use super::planes::ROWS;
use super::read::Pass;
use super::{Block, each};
use crate::plan::Plan;

/// What is said of some groups of slots, and the readers of all other slots.
pub(in crate::engine) struct Tables<'g> {
    pub(super) groups: Vec<Table<'g>>,
    pub(super) others: Vec<Readers>,
    /// The slots that are looked at row by row, and what they are of all rows.
    pub(super) looked_at: Vec<(u16, &'g [Slot])>,
    /// Their texts.
    pub(super) text: &'g [u8],
}

/// What is said of one group.
pub(super) struct Table<'g> {
    codes: &'g [u16],
    /// For each word that something is said in, by code the bits that are set.
    words: Vec<(u16, Vec<Setting>)>,
}

impl<'g> Tables<'g> {
    pub(in crate::engine) fn new(program: &Program, plan: &Plan, rows: &Rows, codes: &'g Codes) -> Self {
        let run = Run::of_rows(program, plan, rows);
        let table = |group: &'g Group, readers: Vec<Readers>| {
            let read = (0..).zip(&readers).filter(|(_, readers)| !readers.is_empty());
            let mut words: Vec<(u16, Vec<Setting>)> = read.map(|(word, _)| (word, Vec::new())).collect();
            let mut said = Vec::new();
            let examples: &[usize] = if words.is_empty() { &[] } else { &group.examples };
            for example in examples {
                run.of(rows.row(*example)).said(&readers, &mut said);
                for (word, settings) in &mut words {
                    settings.push(said.get(usize::from(*word)).copied().unwrap_or_default());
                }
            }
            Table { codes: &group.codes, words }
        };
        let of = |group: &Group, of_readers: &dyn Fn(Readers) -> Readers| -> Vec<Readers> {
            program.readers.iter().map(|readers| of_readers(readers.of(|slot| group.slots.contains(&slot)))).collect()
        };
        let contents = codes.contents.iter().map(|group| table(group, of(group, &Readers::of_contents)));
        let presences = codes.presences.iter().map(|group| table(group, of(group, &Readers::of_presence)));
        let groups = contents.chain(presences).filter(|table| !table.words.is_empty()).collect();
        let has_codes = |slot: u16, groups: &[Group]| groups.iter().any(|group| group.slots.contains(&slot));
        let others: Vec<Readers> = program
            .readers
            .iter()
            .map(|readers| {
                let mut others = readers.of(|slot| !has_codes(slot, &codes.contents));
                others.texts.clone_from(&readers.texts);
                others.texts.retain(|reader| !has_codes(reader.slot, &codes.presences));
                others
            })
            .collect();
        let mut numbers: BTreeSet<u16> = others.iter().flat_map(Readers::slots).collect();
        match program.followed_slots() {
            Some(slots) => numbers.extend(slots),
            None => numbers.extend((0..).take(codes.columns.len())),
        }
        // The mark of the row.
        numbers.extend(codes.columns.len().checked_sub(1).and_then(|last| u16::try_from(last).ok()));
        let looked_at = numbers.into_iter().filter_map(|slot| Some((slot, &**codes.columns.get(usize::from(slot))?))).collect();
        Self { groups, others, looked_at, text: &codes.text }
    }

    /// Writes the slots of some rows that are looked at row by row.
    pub(super) fn write(&self, first: usize, width: usize, slots: &mut [Slot]) {
        for (slot, column) in &self.looked_at {
            let rows = column.get(first..).unwrap_or_default();
            let own = slots.get_mut(usize::from(*slot)..).unwrap_or_default();
            for (to, from) in own.iter_mut().step_by(width.max(1)).zip(rows) {
                *to = *from;
            }
        }
    }
}

impl Block {
    /// Reads rows that stand in columns, one column after the other.
    pub(super) fn read_coded(&mut self, pass: &Pass<'_>, tables: &Tables<'_>) {
        let program = pass.run.program();
        for (word, (unknown, open)) in self.read.iter_mut().zip(program.unknown.iter().zip(&program.open)) {
            word.fill(Setting { truth: 0, unknown: unknown | open });
        }
        for table in &tables.groups {
            let codes = table.codes.get(pass.first..).unwrap_or_default();
            for (word, settings) in &table.words {
                let Some(all) = self.read.get_mut(usize::from(*word)) else { continue };
                for (own, code) in all.iter_mut().zip(codes) {
                    own.join(settings.get(usize::from(*code)).copied().unwrap_or_default());
                }
            }
        }
        for (word, readers) in tables.others.iter().enumerate() {
            if let Some(all) = self.read.get_mut(word) {
                pass.read_word(readers, all);
            }
        }
        for (word, readers) in tables.others.iter().enumerate() {
            for atom in &readers.tests {
                self.test(pass, word, atom);
            }
        }
        self.take_words(program);
    }

    /// A text test in each row where its guard may hold.
    fn test(&mut self, pass: &Pass<'_>, word: usize, atom: &TextAtom) {
        for row in each(self.active) {
            let number = row as usize & (ROWS - 1);
            let may_hold = atom.guard.is_none_or(|guard| {
                let read = self.read.get(usize::from(guard.word)).map_or(Setting::default(), |word| word[number]);
                !(read.truth | read.unknown) & guard.on == 0 && read.truth & guard.off == 0
            });
            if may_hold && let Some(word) = self.read.get_mut(word) {
                pass.of(row).test(atom, &mut word[number]);
            }
        }
    }
}
