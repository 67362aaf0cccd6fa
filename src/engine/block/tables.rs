//! What a policy says of the contents that rows have in common, worked out once for each of them.

use super::super::coded::{Codes, Group};
use super::super::grid::ROWS;
use super::super::program::{Program, Readers, Setting};
use super::super::rows::Rows;
use super::super::run::Run;
use crate::plan::Plan;

/// What is said of some groups of slots, and the readers of all other slots.
pub(in crate::engine) struct Tables<'g> {
    /// By word.
    pub(super) words: Vec<Vec<Table<'g>>>,
    pub(super) others: Vec<Readers>,
    pub(super) codes: &'g Codes,
}

/// What is said of one group in one word.
pub(super) struct Table<'g> {
    codes: &'g [u16],
    /// By code the bits that are set.
    settings: Vec<Setting>,
}

impl Table<'_> {
    /// Reads the rows of a block.
    #[inline]
    pub(super) fn read(&self, first: usize, all: &mut [Setting; ROWS]) {
        let codes = self.codes.get(first..).unwrap_or_default();
        for (own, code) in all.iter_mut().zip(codes) {
            own.join(self.settings.get(usize::from(*code)).copied().unwrap_or_default());
        }
    }
}

impl<'g> Tables<'g> {
    pub(in crate::engine) fn new(program: &Program, plan: &Plan, rows: &Rows, codes: &'g Codes) -> Self {
        let run = Run::of_rows(program, plan, rows);
        let mut words: Vec<Vec<Table<'g>>> = program.readers.iter().map(|_| Vec::new()).collect();
        let mut said = Vec::new();
        for group in &codes.groups {
            let readers: Vec<Readers> =
                program.readers.iter().map(|readers| readers.of(|slot| group.slots.contains(&slot)).of_contents()).collect();
            let examples: &[usize] = if readers.iter().all(Readers::is_empty) { &[] } else { &group.examples };
            let mut settings: Vec<Vec<Setting>> = vec![Vec::new(); readers.len()];
            for example in examples {
                run.of(rows.row(*example)).said(&readers, &mut said);
                settings.iter_mut().zip(&said).for_each(|(settings, said)| settings.push(*said));
            }
            for ((word, settings), _) in words.iter_mut().zip(settings).zip(&readers).filter(|(_, readers)| !readers.is_empty()) {
                word.push(Table { codes: &group.codes, settings });
            }
        }
        let has_codes = |slot: u16| codes.groups.iter().any(|group: &Group| group.slots.contains(&slot));
        let others = program.readers.iter().map(|readers| Readers {
            // Whether there is a text need not be asked of each content.
            texts: readers.texts.clone(),
            ..readers.of(|slot| !has_codes(slot))
        });
        Self { words, others: others.collect(), codes }
    }
}
