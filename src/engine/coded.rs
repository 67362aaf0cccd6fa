//! Records that are judged again and again, in columns, with codes for what they have in common. In: rows of slots. Out: groups of
//! slots, each with a number for every different content and a row that has it. What a policy asks of a group is asked once for each of
//! its contents.

use std::collections::HashMap;
use std::hash::Hash;

use super::grid::Grid;
use super::rows::Rows;
use super::slot::{Kind, Slot};

/// A slot with more different contents than one in so many rows has no codes.
const ROWS_PER_CONTENT: usize = 2;
/// Bytes behind the last text, so that all texts are read in the same way.
const ROOM: usize = 64;
/// Slots are put together while their contents together are no more than this.
const MOST_TOGETHER: usize = 1024;
/// And no more than one for so many rows.
const ROWS_PER_PAIR: usize = 16;

/// What rows have in common.
#[derive(Clone, Debug)]
pub(super) struct Codes {
    /// Slots by their contents.
    pub(super) groups: Vec<Group>,
    /// The slots of all rows.
    pub(super) grid: Grid,
    /// The texts of one column after the other; those that have codes stand here once.
    pub(super) text: Vec<u8>,
}

/// Slots that have their codes in common.
#[derive(Clone, Debug)]
pub(super) struct Group {
    pub(super) slots: Vec<u16>,
    /// By row.
    pub(super) codes: Box<[u16]>,
    /// By code a row that has it.
    pub(super) examples: Vec<usize>,
}

impl Codes {
    /// Nothing if the texts are too long together.
    pub(super) fn new(rows: &Rows) -> Option<Self> {
        let most = (rows.len() / ROWS_PER_CONTENT).min(usize::from(u16::MAX));
        let (mut groups, mut grid, mut buffer) = (Vec::new(), rows.grid.clone(), Vec::new());
        let mut texts: HashMap<&[u8], Slot> = HashMap::new();
        for number in 0..rows.width() {
            let column = || (0..rows.len()).filter_map(|row| rows.grid.get(row, number));
            let is_text = |slot: Slot| rows.kind(number) == Kind::Text && slot.is_value();
            let text = |slot: Slot| rows.text.get(slot.range()).unwrap_or_default();
            let content = |slot: Slot| if is_text(slot) { (None, text(slot)) } else { (Some(slot), &[][..]) };
            let group = Group::new(u16::try_from(number).ok()?, column().map(content), most);
            for (row, slot) in column().enumerate().filter(|(_, slot)| is_text(*slot)) {
                let copied = |buffer: &mut Vec<u8>| {
                    let start = u32::try_from(buffer.len()).ok()?;
                    buffer.extend_from_slice(text(slot));
                    u32::try_from(buffer.len()).ok().map(|end| Slot::text(start, end - start))
                };
                let own = match texts.get(text(slot)).filter(|_| group.is_some()) {
                    Some(known) => *known,
                    None => {
                        let copy = copied(&mut buffer)?;
                        if group.is_some() {
                            texts.insert(text(slot), copy);
                        }
                        copy
                    }
                };
                grid.set(row, number, own);
            }
            groups.extend(group);
        }
        // Tests may read beyond a text.
        buffer.resize(buffer.len() + ROOM, 0);
        Some(Self { groups: put_together(groups), grid, text: buffer })
    }
}

/// Fewer groups, each with few contents.
fn put_together(mut coded: Vec<Group>) -> Vec<Group> {
    coded.sort_by_key(|group| group.examples.len());
    let mut groups: Vec<Group> = Vec::new();
    for group in coded {
        match groups.last().and_then(|last| last.with(&group)) {
            Some(joined) => {
                groups.pop();
                groups.push(joined);
            }
            None => groups.push(group),
        }
    }
    groups
}

impl Group {
    /// A number for every different content, in the order in which they come; nothing if there are more than some.
    fn new<T: Eq + Hash>(slot: u16, contents: impl Iterator<Item = T>, most: usize) -> Option<Self> {
        let (codes, examples) = numbered(contents, most)?;
        Some(Self { slots: vec![slot], codes, examples })
    }

    fn with(&self, other: &Self) -> Option<Self> {
        let (codes, examples) = numbered(self.codes.iter().zip(&other.codes), MOST_TOGETHER.min(self.codes.len() / ROWS_PER_PAIR))?;
        Some(Self { slots: [self.slots.as_slice(), &other.slots].concat(), codes, examples })
    }
}

fn numbered<T: Eq + Hash>(contents: impl Iterator<Item = T>, most: usize) -> Option<(Box<[u16]>, Vec<usize>)> {
    let mut numbers: HashMap<T, u16> = HashMap::new();
    let (mut codes, mut examples) = (Vec::new(), Vec::new());
    for (row, content) in contents.enumerate() {
        let code = match numbers.get(&content) {
            Some(code) => *code,
            None if examples.len() >= most => return None,
            None => {
                let code = u16::try_from(examples.len()).ok()?;
                numbers.insert(content, code);
                examples.push(row);
                code
            }
        };
        codes.push(code);
    }
    Some((codes.into(), examples))
}
