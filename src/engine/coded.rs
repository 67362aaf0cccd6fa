//! Records that are judged again and again, in columns, with codes for what they have in common. In: rows of slots. Out: groups of
//! slots, each with a number for every different content and a row that has it; the slots of each field side by side. What a policy asks
//! of a group is asked once for each of its contents.

use std::collections::HashMap;
use std::hash::Hash;

use super::rows::Rows;
use super::slot::{Kind, Slot};

/// A slot with more different contents than one in so many rows has no codes.
const ROWS_PER_CONTENT: usize = 4;
/// Slots are put together while their contents together are no more than this.
const MOST_TOGETHER: usize = 1024;

/// What rows have in common.
#[derive(Clone, Debug)]
pub(super) struct Codes {
    pub(super) groups: Vec<Group>,
    /// By slot the slots of all rows. Texts that have codes are the same slot where they are the same text.
    pub(super) columns: Vec<Box<[Slot]>>,
}

/// Slots that have their codes in common.
#[derive(Clone, Debug)]
pub(super) struct Group {
    pub(super) slots: Vec<u16>,
    /// Only whether there is a text, and why not.
    pub(super) is_presence: bool,
    /// By row.
    pub(super) codes: Box<[u16]>,
    /// By code a row that has it.
    pub(super) examples: Vec<usize>,
}

impl Codes {
    pub(super) fn new(rows: &Rows) -> Self {
        let most = (rows.len() / ROWS_PER_CONTENT).min(usize::from(u16::MAX));
        let (mut coded, mut columns) = (Vec::new(), Vec::new());
        let mut texts: HashMap<&[u8], Slot> = HashMap::new();
        for number in 0..rows.width() {
            let mut column: Box<[Slot]> = (0..rows.len()).map(|row| rows.row(row).slot(number)).collect();
            let is_text = |slot: Slot| rows.kind(number) == Kind::Text && slot.is_value();
            let text = |slot: Slot| rows.text.get(slot.range()).unwrap_or_default();
            let content = |slot: &Slot| if is_text(*slot) { (None, text(*slot)) } else { (Some(*slot), &[][..]) };
            if let Ok(slot) = u16::try_from(number) {
                if let Some(group) = Group::new(slot, false, column.iter().map(content), most) {
                    coded.push(group);
                    for slot in column.iter_mut().filter(|slot| is_text(**slot)) {
                        *slot = *texts.entry(text(*slot)).or_insert(*slot);
                    }
                } else if rows.kind(number) == Kind::Text {
                    let presence = column.iter().map(|slot| (!slot.is_value()).then_some(*slot));
                    coded.extend(Group::new(slot, true, presence, most));
                }
            }
            columns.push(column);
        }
        Self { groups: put_together(coded), columns }
    }
}

/// Fewer groups, each with few contents.
fn put_together(mut coded: Vec<Group>) -> Vec<Group> {
    coded.sort_by_key(|group| (group.is_presence, group.examples.len()));
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
    fn new<T: Eq + Hash>(slot: u16, is_presence: bool, contents: impl Iterator<Item = T>, most: usize) -> Option<Self> {
        let (codes, examples) = numbered(contents, most)?;
        Some(Self { slots: vec![slot], is_presence, codes, examples })
    }

    fn with(&self, other: &Self) -> Option<Self> {
        if self.is_presence != other.is_presence {
            return None;
        }
        let (codes, examples) = numbered(self.codes.iter().zip(&other.codes), MOST_TOGETHER)?;
        Some(Self { slots: [self.slots.as_slice(), &other.slots].concat(), is_presence: self.is_presence, codes, examples })
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
