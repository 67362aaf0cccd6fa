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
}

/// What is said of one group.
pub(super) struct Table<'g> {
    codes: &'g [u16],
    /// For each word that something is said in, by code the bits that are set.
    words: Vec<(u16, Box<[Setting]>)>,
}

impl<'g> Tables<'g> {
    pub(in crate::engine) fn new(program: &Program, plan: &Plan, rows: &Rows, codes: &'g Codes) -> Self {
        let groups = &codes.groups;
        let run = Run::of_rows(program, plan, rows);
        let tables = groups.iter().map(|group| {
            let readers: Vec<Readers> = program.readers.iter().map(|readers| of_group(readers, group)).collect();
            let said: Vec<_> = group.examples.iter().map(|example| run.of(rows.row(*example)).said(&readers)).collect();
            let of_word = |word: u16| {
                let settings = said.iter().map(|said| said.get(usize::from(word)).copied().unwrap_or_default());
                (word, settings.collect())
            };
            let words = (0..).zip(&readers).filter(|(_, readers)| !readers.is_empty()).map(|(word, _)| of_word(word));
            Table { codes: &group.codes, words: words.collect() }
        });
        let is_in = |slot: u16, is_presence: bool| {
            groups.iter().any(|group| group.is_presence == is_presence && group.slots.contains(&slot))
        };
        let others: Vec<Readers> = program
            .readers
            .iter()
            .map(|readers| {
                let mut others = readers.of(|slot| !is_in(slot, false));
                others.texts.retain(|reader| !is_in(reader.slot, true));
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
        Self { groups: tables.filter(|table| !table.words.is_empty()).collect(), others, looked_at }
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

/// The readers that a group answers, whatever else a row says.
fn of_group(readers: &Readers, group: &Group) -> Readers {
    let own = readers.of(|slot| group.slots.contains(&slot));
    if group.is_presence { Readers { texts: own.texts, ..Readers::default() } } else { own.without_guards() }
}
