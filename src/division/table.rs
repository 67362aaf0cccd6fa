//! The dated table of divisions.
//! In: `divisions.tsv` and `aliases.tsv`, compiled in. Out: rows, found by code, year and name.
//! Never: judgement about which of several rows is meant.

use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;
use std::sync::OnceLock;

use super::names;

/// One code with one name during one interval of years (state at 31 December).
#[derive(Clone, Copy, Debug)]
pub(super) struct Row {
    /// Six digits.
    pub(super) code: u32,
    /// Official name of that time.
    pub(super) name: &'static str,
    /// First year in force; `i32::MIN` when it began before 1980.
    pub(super) from: i32,
    /// First year not in force; `i32::MAX` while in force.
    pub(super) to: i32,
    /// Where its successor codes stand in [`Table::successors`].
    successors: (u32, u32),
}

impl Row {
    /// Whether the row is in force at the end of `year`.
    pub(super) fn at(&self, year: i32) -> bool {
        self.from <= year && (year < self.to || self.to == i32::MAX)
    }
}

/// A row that a name may stand for.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sense {
    pub(super) row: u32,
    /// Written in full; false for short names and aliases.
    pub(super) official: bool,
}

/// All rows, ordered by code and first year, with their indexes.
pub(super) struct Table {
    pub(super) rows: Vec<Row>,
    successors: Vec<u32>,
    names: HashMap<Cow<'static, str>, Vec<Sense>>,
    codes: Vec<(u32, u32)>,
    /// Successor code and ended row, ordered.
    links: Vec<(u32, u32)>,
    /// Length in characters of the longest name.
    pub(super) longest: usize,
}

const NOWHERE: Row = Row { code: 0, name: "", from: i32::MAX, to: i32::MAX, successors: (0, 0) };

/// The table, read at first use.
pub(super) fn table() -> &'static Table {
    static TABLE: OnceLock<Table> = OnceLock::new();
    TABLE.get_or_init(|| Table::read(include_str!("divisions.tsv"), include_str!("aliases.tsv")))
}

impl Table {
    fn read(divisions: &'static str, aliases: &'static str) -> Self {
        let mut table = Self {
            rows: Vec::with_capacity(6_200),
            successors: Vec::with_capacity(3_200),
            names: HashMap::with_capacity(12_000),
            codes: Vec::new(),
            links: Vec::with_capacity(3_200),
            longest: 0,
        };
        for line in divisions.lines() {
            table.read_row(line);
        }
        for row in 0..table.rows.len() as u32 {
            let name = table.row(row).name;
            table.add_name(Cow::Borrowed(name), row, true);
            names::short_names(name, &mut |short| table.add_name(short, row, false));
        }
        for line in aliases.lines() {
            table.read_alias(line);
        }
        table.links.sort_unstable();
        table
    }

    fn read_row(&mut self, line: &'static str) -> Option<()> {
        let mut fields = line.split('\t');
        let code = fields.next()?.parse().ok()?;
        let name = fields.next()?;
        let from = fields.next()?.parse().unwrap_or(i32::MIN);
        let to = fields.next()?.parse().unwrap_or(i32::MAX);
        let start = self.successors.len() as u32;
        self.successors.extend(fields.next()?.split(',').filter_map(|s| s.parse::<u32>().ok()));
        let successors = (start, self.successors.len() as u32);
        let number = self.rows.len() as u32;
        let codes = self.successors.iter().skip(start as usize);
        self.links.extend(codes.map(|&code| (code, number)));
        self.rows.push(Row { code, name, from, to, successors });
        Some(())
    }

    fn read_alias(&mut self, line: &'static str) -> Option<()> {
        let mut fields = line.split('\t');
        let alias = fields.next()?;
        let code = fields.next()?.parse().ok()?;
        let name = fields.next()?;
        let row = self.with_code(code).find(|&row| self.row(row).name == name)?;
        match alias.parse() {
            Ok(alias) => self.codes.push((alias, row)),
            Err(_) => self.add_name(Cow::Borrowed(alias), row, false),
        }
        Some(())
    }

    fn add_name(&mut self, name: Cow<'static, str>, row: u32, official: bool) {
        self.longest = self.longest.max(name.chars().count());
        self.names.entry(name).or_default().push(Sense { row, official });
    }

    /// The row with that number; a row of code 0, never in force, for a number outside the table.
    pub(super) fn row(&self, row: u32) -> &Row {
        self.rows.get(row as usize).unwrap_or(&NOWHERE)
    }

    /// The rows of one code, in the order of time.
    pub(super) fn with_code(&self, code: u32) -> Range<u32> {
        self.between(code, code.saturating_add(1))
    }

    /// The rows whose code is at least `low` and below `high`.
    pub(super) fn between(&self, low: u32, high: u32) -> Range<u32> {
        let start = self.rows.partition_point(|row| row.code < low);
        let end = self.rows.partition_point(|row| row.code < high);
        start as u32..end as u32
    }

    /// The row of that code in force in `year`.
    pub(super) fn at(&self, code: u32, year: i32) -> Option<u32> {
        self.with_code(code).find(|&row| self.row(row).at(year))
    }

    /// The row that a superseded or statistical code stands for, from `aliases.tsv`.
    pub(super) fn code_alias(&self, code: u32) -> Option<u32> {
        self.codes.iter().find(|(alias, _)| *alias == code).map(|(_, row)| *row)
    }

    /// The codes a row's place went to when the row ended.
    pub(super) fn successors(&self, row: u32) -> &[u32] {
        let (start, end) = self.row(row).successors;
        self.successors.get(start as usize..end as usize).unwrap_or(&[])
    }

    /// The ended rows that name `code` among their successors.
    pub(super) fn ended_into(&self, code: u32) -> impl Iterator<Item = u32> {
        let start = self.links.partition_point(|link| link.0 < code);
        let links = self.links.iter().skip(start);
        links.take_while(move |link| link.0 == code).map(|link| link.1)
    }

    /// The rows a normalised name may stand for.
    pub(super) fn named(&self, name: &str) -> &[Sense] {
        self.names.get(name).map_or(&[], Vec::as_slice)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]
mod tests {
    use super::*;

    #[test]
    fn every_line_becomes_a_row_in_order() {
        let table = table();
        assert_eq!(table.rows.len(), include_str!("divisions.tsv").lines().count());
        assert!(table.rows.windows(2).all(|w| (w[0].code, w[0].from) < (w[1].code, w[1].from)));
        assert!(table.rows.iter().all(|r| r.from < r.to && !r.name.is_empty()));
    }

    #[test]
    fn rows_of_one_code_do_not_overlap() {
        let overlaps = |w: &[Row]| w[0].code == w[1].code && w[0].to > w[1].from;
        assert!(!table().rows.windows(2).any(overlaps));
    }

    #[test]
    fn every_alias_names_a_row() {
        for line in include_str!("aliases.tsv").lines() {
            let alias = line.split('\t').next().unwrap();
            let known = match alias.parse() {
                Ok(code) => table().code_alias(code).is_some(),
                Err(_) => table().named(alias).iter().any(|sense| !sense.official),
            };
            assert!(known, "{line}");
        }
    }

    #[test]
    fn every_ended_row_has_successors_in_the_table_save_one() {
        let table = table();
        let mut without = Vec::new();
        for (number, row) in table.rows.iter().enumerate() {
            let successors = table.successors(number as u32);
            assert!(successors.iter().all(|&code| !table.with_code(code).is_empty()));
            assert!(row.to != i32::MAX || successors.is_empty());
            if row.to != i32::MAX && successors.is_empty() {
                without.push(row.name);
            }
        }
        assert_eq!(without, ["江孜地区"]);
    }

    #[test]
    fn the_table_in_force_has_the_published_totals() {
        let count = |year| {
            let rows = table().rows.iter().filter(|row| row.at(year));
            rows.fold([0; 3], |mut n, row| {
                n[if row.code % 10_000 == 0 { 0 } else { usize::from(row.code % 100 != 0) + 1 }] += 1;
                n
            })
        };
        assert_eq!(count(2026), [34, 333, 2847]);
        assert_eq!(count(2024), [34, 333, 2846]);
        assert_eq!(count(2015)[1], 334);
    }
}
