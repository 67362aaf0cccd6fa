//! Rows of a table as records: columns named by the headings, rows that are no records refused with a reason.

use std::collections::HashMap;
use std::sync::Arc;

use serde::ser::{Serialize, SerializeMap, Serializer};

use super::cells::Cells;
use super::details::Attached;
use super::header::Header;
use super::{Data, RawRow, RecordData, Rejected, Row};
use crate::input::{ColumnPlaces, Origin, Schema, Target};

/// First words of a row that sums up or closes a table.
const CLOSING: [&str; 9] = ["合计", "总计", "小计", "共计", "备注", "注：", "注:", "填表", "制表"];

/// Whether a cell may begin a row that sums up or closes a table.
#[inline(always)]
pub(super) fn closes(text: &[u8]) -> bool {
    // No branch for each: names begin with anything.
    // 合 小 共 备 填 制 总 注
    const FIRST: [[u8; 3]; 8] = [
        *b"\xE5\x90\x88",
        *b"\xE5\xB0\x8F",
        *b"\xE5\x85\xB1",
        *b"\xE5\xA4\x87",
        *b"\xE5\xA1\xAB",
        *b"\xE5\x88\xB6",
        *b"\xE6\x80\xBB",
        *b"\xE6\xB3\xA8",
    ];
    let as_number = |[a, b, c]: [u8; 3]| u32::from_le_bytes([a, b, c, 0]);
    let first = text.first_chunk().map_or(0, |first| as_number(*first));
    let may_close = FIRST.iter().fold(false, |found, known| found | (as_number(*known) == first));
    may_close && begins_as_closing(text)
}

#[inline(never)]
fn begins_as_closing(text: &[u8]) -> bool {
    CLOSING.iter().any(|word| text.starts_with(word.as_bytes()))
}

/// What the columns of a table are.
#[derive(Debug)]
pub(super) struct Table {
    headings: Vec<String>,
    /// Whether a field takes the column.
    used: Vec<bool>,
    /// The column of the 标识.
    pub(super) key: Option<usize>,
    /// Rows must have as many cells as there are headings: true of text files, where a missing cell shifts the others.
    is_rigid: bool,
    pub(super) places: Arc<ColumnPlaces>,
}

impl Table {
    pub(super) fn new(header: &Header, schema: &Schema, key: Option<Target>, sheet: Option<String>, is_rigid: bool) -> Self {
        let targets: Vec<Option<Target>> = header.headings.iter().map(|heading| schema.target(heading)).collect();
        let mut columns: HashMap<String, Vec<usize>> = HashMap::new();
        for (number, target) in targets.iter().enumerate() {
            if let Some(target) = target {
                columns.entry(schema.target_name(*target)).or_default().push(number);
            }
        }
        Self {
            headings: header.headings.clone(),
            used: targets.iter().map(Option::is_some).collect(),
            key: key.and_then(|key| targets.iter().position(|target| *target == Some(key))),
            is_rigid,
            places: Arc::new(ColumnPlaces { sheet, columns }),
        }
    }

    /// The columns that the policy takes, with what they are.
    pub(super) fn targets(&self, schema: &Schema) -> Vec<(usize, Target)> {
        let used = self.headings.iter().zip(&self.used).enumerate().filter(|(_, (_, used))| **used);
        used.filter_map(|(column, (heading, _))| Some((column, schema.target(heading)?))).collect()
    }

    /// How many headings there are.
    pub(super) fn width(&self) -> usize {
        self.headings.len()
    }

    /// Whether a cell without blanks in front may repeat the heading of its column.
    #[inline]
    pub(super) fn begins_as_heading(&self, column: usize, text: &[u8]) -> bool {
        self.headings
            .get(column)
            .is_some_and(|heading| text.first() == heading.as_bytes().first() && text.starts_with(heading.as_bytes()))
    }

    /// Whether some column holds rows of a detail.
    pub(super) fn has_rows_of(&self, detail: &str) -> bool {
        self.places.columns.keys().any(|name| name == detail || name.strip_prefix(detail).is_some_and(|rest| rest.starts_with('[')))
    }

    /// A row as a record, with the rows of its details.
    pub(super) fn record(self: &Arc<Self>, row: RawRow, attached: &mut Attached) -> Row {
        let (cells, reason) = match row.cells {
            Ok(cells) => {
                let reason = self.refusal(&cells);
                (cells, reason)
            }
            Err(rejected) => return Row { origin: self.origin(row.number, Vec::new()), record: Err(rejected) },
        };
        if let Some(reason) = reason {
            let cells = cells.iter().map(|cell| cell.text().into_owned()).collect();
            return Row { origin: self.origin(row.number, Vec::new()), record: Err(Rejected::new(reason).with_cells(cells)) };
        }
        let key = self.key.map(|column| cells.get(column).key().into_owned());
        let details = attached.rows_of(key.as_deref());
        let origin = self.origin(row.number, details.iter().map(|rows| rows.places()).collect());
        let record = RecordData(Data::Cells { table: Arc::clone(self), cells, details });
        Row { origin, record: Ok(record) }
    }

    fn origin(&self, row: usize, details: Vec<crate::input::DetailPlaces>) -> Origin {
        Origin::in_table(row, Arc::clone(&self.places), details)
    }

    /// Why a row is no record.
    fn refusal(&self, cells: &Cells) -> Option<String> {
        if let Some(reason) = self.is_no_student(cells) {
            return Some(reason);
        }
        let width = self.headings.len();
        let has_more = (width..cells.len()).any(|column| !cells.get(column).is_blank());
        if self.is_rigid && (cells.len() < width || has_more) {
            return Some(format!("这一行有 {} 格，表头有 {width} 格；可能多了或少了逗号、引号", cells.len()));
        }
        has_more.then(|| format!("第 {} 列以后还有内容，但没有列名", crate::input::letters(width.saturating_sub(1))))
    }

    /// A total, a remark below the table, the headings once more.
    fn is_no_student(&self, cells: &Cells) -> Option<String> {
        let key = cells.get(self.key?);
        let filled = cells.filled();
        if Some(key.text().trim()) == self.headings.get(self.key?).map(String::as_str) {
            return Some("这一行是又一次表头，不是学生".to_string());
        }
        let first = cells.iter().find(|cell| !cell.is_blank())?;
        let closes = closes(first.text().trim().as_bytes());
        let is_short = filled <= 2 && filled * 3 <= self.headings.len();
        let name = self.headings.get(self.key?).map_or("标识", String::as_str);
        match (closes, key.is_blank()) {
            (true, _) if filled * 2 <= self.headings.len() => Some("这一行是合计或表末的说明，不是学生".to_string()),
            (_, true) if is_short => Some(format!("这一行没有{name}，只有 {filled} 格有内容，看来不是学生")),
            _ => None,
        }
    }

    pub(super) fn entries<M: SerializeMap>(&self, cells: &Cells, map: &mut M) -> Result<(), M::Error> {
        let used = self.headings.iter().zip(&self.used).enumerate().filter(|(_, (_, used))| **used);
        for (column, (heading, _)) in used {
            map.serialize_entry(heading, &cells.get(column))?;
        }
        Ok(())
    }
}

/// One row as serde sees it.
pub(super) fn serialize<S: Serializer>(
    table: &Table,
    cells: &Cells,
    details: &[super::details::DetailRows],
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let mut map = serializer.serialize_map(None)?;
    table.entries(cells, &mut map)?;
    for rows in details {
        map.serialize_entry(rows.name(), rows)?;
    }
    map.end()
}

/// Cells of a detail's row under its headings.
pub(super) struct Entries<'c> {
    pub(super) headings: &'c [String],
    pub(super) cells: &'c Cells,
}

impl Serialize for Entries<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for (column, heading) in self.headings.iter().enumerate().filter(|(_, heading)| !heading.is_empty()) {
            map.serialize_entry(heading, &self.cells.get(column))?;
        }
        map.end()
    }
}
