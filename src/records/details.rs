//! Rows of a 明细 that stand in a sheet or file of their own, each with the 标识 of its student. In: a table. Out: the rows of one
//! student. A student without rows has none: the sheet is taken as complete.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use serde::ser::{Serialize, SerializeSeq, Serializer};

use super::cells::Cells;
use super::header::{self, ROWS_LOOKED_AT};
use super::layout::Layout;
use super::table::Entries;
use super::{RawRow, Rejected, bad};
use crate::error::Error;
use crate::ids::DetailId;
use crate::input::{ColumnPlaces, DetailPlaces, Schema, Target};
use crate::judge::{ColumnComparison, Judge};

/// A detail's sheet, read whole.
#[derive(Debug)]
pub struct DetailTable {
    name: String,
    headings: Arc<[String]>,
    places: Arc<ColumnPlaces>,
    by_key: HashMap<String, Vec<Arc<DetailRow>>>,
    layout: Layout,
    rejected: Vec<(usize, Rejected)>,
}

#[derive(Debug)]
struct DetailRow {
    number: usize,
    cells: Cells,
}

/// The rows of one student in one detail.
#[derive(Clone, Debug)]
pub(super) struct DetailRows {
    name: Arc<str>,
    headings: Arc<[String]>,
    places: Arc<ColumnPlaces>,
    rows: Vec<Arc<DetailRow>>,
}

/// The details that are joined to the records of a file.
#[derive(Debug, Default)]
pub(super) struct Attached {
    tables: Vec<(Arc<str>, DetailTable)>,
    used: Vec<HashSet<String>>,
}

impl DetailTable {
    /// How the sheet was understood.
    pub fn layout(&self) -> &Layout {
        &self.layout
    }

    /// Rows that belong to no student, with the reason.
    pub fn rejected(&self) -> impl Iterator<Item = (usize, &Rejected)> {
        self.rejected.iter().map(|(row, rejected)| (*row, rejected))
    }

    /// Name of the detail.
    pub fn name(&self) -> &str {
        &self.name
    }

    pub(super) fn read(
        judge: &Judge<'_>,
        name: &str,
        rows: &mut dyn Iterator<Item = RawRow>,
        mut layout: Layout,
    ) -> Result<Self, Error> {
        let schema = &judge.planned.schema;
        let Some(Target::Detail(detail)) = schema.target(name) else {
            let near = schema.nearest(name).map_or_else(String::new, |near| format!("；是不是「{near}」？"));
            return Err(bad(format!("政策里没有名为「{name}」的明细{near}")));
        };
        let key = judge.record.key.ok_or_else(|| bad(format!("记录「{}」没有标识，明细不能按标识接上", judge.record.name)))?;
        let key_name = judge.record.field(key).name.clone();
        let is_key = |heading: &str| schema.target(heading) == Some(Target::Field(key));
        let column = |heading: &str| schema.row_cell(detail, heading);

        let head: Vec<RawRow> = rows.take(ROWS_LOOKED_AT).collect();
        let readable: Vec<&Cells> = head.iter().filter_map(|row| row.cells.as_ref().ok()).collect();
        let known = |heading: &str| is_key(heading) || column(heading).is_some();
        let header = header::find(&readable, known).ok_or_else(|| bad(format!("明细「{name}」的表是空的")))?;
        let Some(key_column) = header.headings.iter().position(|heading| is_key(heading)) else {
            return Err(bad(format!("明细「{name}」的表里没有「{key_name}」一列，不知道各行是谁的")));
        };
        let numbers: Vec<usize> = head.iter().filter(|row| row.cells.is_ok()).map(|row| row.number).collect();
        layout.header_row = numbers.get(header.last).copied();
        layout.columns = Some(compare(schema, detail, &header.headings, key_column, &key_name));
        let mut headings = header.headings.clone();
        // The key names the student; it is no column of the detail unless the detail has such a field.
        if let Some(heading) = headings.get_mut(key_column).filter(|heading| column(heading).is_none()) {
            heading.clear();
        }
        let mut columns: HashMap<String, Vec<usize>> = HashMap::new();
        let name_of = |cell: usize| schema.target_name(Target::Row(detail, 0, cell));
        for (number, cell) in headings.iter().enumerate().filter_map(|(number, heading)| Some((number, column(heading)?))) {
            let field = name_of(cell);
            let field = field.split_once("].").map_or(field.as_str(), |(_, field)| field);
            columns.entry(field.to_string()).or_default().push(number);
        }
        let sheet = layout.sheets.first().cloned();
        let mut table = Self {
            name: schema.target_name(Target::Detail(detail)),
            headings: headings.into(),
            places: Arc::new(ColumnPlaces { sheet, columns }),
            by_key: HashMap::new(),
            layout,
            rejected: Vec::new(),
        };
        let after_header = table.layout.header_row.unwrap_or(0);
        let mut is_first = true;
        for row in head.into_iter().filter(|row| row.number > after_header).chain(rows) {
            let skipped =
                is_first && row.cells.as_ref().is_ok_and(|cells| header::belongs_to_header(cells, Some(key_column)).is_some());
            is_first = false;
            if !skipped {
                table.add(row, key_column, &key_name);
            }
        }
        Ok(table)
    }

    fn add(&mut self, row: RawRow, key_column: usize, key_name: &str) {
        let number = row.number;
        match row.cells {
            Err(rejected) => self.rejected.push((number, rejected)),
            Ok(cells) if cells.filled() == 0 => {}
            Ok(cells) => {
                let key = cells.get(key_column).key().into_owned();
                if key.is_empty() {
                    let texts = cells.iter().map(|cell| cell.text().into_owned()).collect();
                    let reason = format!("这一行没有{key_name}，不知道是谁的");
                    self.rejected.push((number, Rejected::new(reason).with_cells(texts)));
                } else {
                    self.by_key.entry(key).or_default().push(Arc::new(DetailRow { number, cells }));
                }
            }
        }
    }
}

fn compare(schema: &Schema, detail: DetailId, headings: &[String], key: usize, key_name: &str) -> ColumnComparison {
    let mut comparison = ColumnComparison { headings: headings.to_vec(), ..ColumnComparison::default() };
    for (number, heading) in headings.iter().enumerate().filter(|(_, heading)| !heading.is_empty()) {
        match schema.row_cell(detail, heading) {
            Some(cell) => {
                let name = schema.target_name(Target::Row(detail, 0, cell));
                let name = name.split_once("].").map_or(name.as_str(), |(_, field)| field);
                comparison.matched.push((heading.clone(), name.to_string()));
            }
            None if number == key => comparison.matched.push((heading.clone(), key_name.to_string())),
            None => comparison.unknown.push((heading.clone(), schema.nearest_in(detail, heading))),
        }
    }
    comparison
}

impl Attached {
    pub(super) fn new(tables: Vec<DetailTable>) -> Self {
        let used = tables.iter().map(|_| HashSet::new()).collect();
        Self { tables: tables.into_iter().map(|table| (Arc::from(table.name.as_str()), table)).collect(), used }
    }

    pub(super) fn tables(&self) -> impl Iterator<Item = &DetailTable> {
        self.tables.iter().map(|(_, table)| table)
    }

    /// The rows of one student in each attached detail; without a key there is nothing to join by.
    pub(super) fn rows_of(&mut self, key: Option<&str>) -> Vec<DetailRows> {
        let Some(key) = key else { return Vec::new() };
        let joined = self.tables.iter().zip(&mut self.used).map(|((name, table), used)| {
            let rows = table.by_key.get(key).cloned().unwrap_or_default();
            if !rows.is_empty() && !used.contains(key) {
                used.insert(key.to_string());
            }
            DetailRows { name: Arc::clone(name), headings: Arc::clone(&table.headings), places: Arc::clone(&table.places), rows }
        });
        joined.collect()
    }

    /// Rows of each detail whose student was not among the records: name of the detail and row, in order.
    pub(super) fn left_over(&self) -> Vec<(&str, usize)> {
        let mut left = Vec::new();
        for ((name, table), used) in self.tables.iter().zip(&self.used) {
            let unused = table.by_key.iter().filter(|(key, _)| !used.contains(*key));
            let mut rows: Vec<usize> = unused.flat_map(|(_, rows)| rows.iter().map(|row| row.number)).collect();
            rows.sort_unstable();
            left.extend(rows.into_iter().map(|row| (&**name, row)));
        }
        left
    }
}

impl DetailRows {
    pub(super) fn name(&self) -> &str {
        &self.name
    }

    pub(super) fn places(&self) -> DetailPlaces {
        let rows = self.rows.iter().map(|row| row.number).collect();
        DetailPlaces { name: self.name.to_string(), rows, places: Arc::clone(&self.places) }
    }
}

impl Serialize for DetailRows {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut rows = serializer.serialize_seq(Some(self.rows.len()))?;
        for row in &self.rows {
            rows.serialize_element(&Entries { headings: &self.headings, cells: &row.cells })?;
        }
        rows.end()
    }
}
