//! Which sheets of a workbook hold the records. In: an opened workbook, and what the caller asked for. Out: the sheets to read with
//! their columns, the sheets that are rows of a 明细, and those left aside.

use std::collections::BTreeSet;
use std::io::{self, Read, Seek};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::details::DetailTable;
use super::header::{self, Header, ROWS_LOOKED_AT};
use super::layout::Layout;
use super::workbook::{self, Kind, Workbook};
use super::{Format, RawRow, Rejected, bad, cells::Cells, unreadable};
use crate::error::Error;
use crate::input::Target;
use crate::judge::Judge;

/// Opens the same file again, from its start.
pub(super) type Reopen<'r> = Box<dyn Fn() -> io::Result<Box<dyn Seekable>> + 'r>;

/// Counts cells that got the value of the merged cell which they are part of.
pub(super) type Merged = Arc<AtomicUsize>;

/// Bytes that can be read from any place, by another thread.
pub(super) trait Seekable: Read + Seek + Send {}

impl<R: Read + Seek + Send> Seekable for R {}

pub(super) fn reopen<'r, R: Read + Seek + Send + 'static>(open: impl Fn() -> io::Result<R> + 'r) -> Reopen<'r> {
    Box::new(move || Ok(Box::new(open()?)))
}

/// The kind of workbook, if the bytes are one.
pub(super) fn kind(reopen: &Reopen<'_>) -> Result<Option<Kind>, Error> {
    workbook::sniff(&mut reopen().map_err(|error| unreadable(&error))?)
}

/// What one sheet starts with.
pub(super) struct Opening {
    pub(super) name: String,
    pub(super) head: Vec<RawRow>,
    header: Option<Header>,
    /// The fields that its headings name.
    pub(super) fields: BTreeSet<String>,
}

/// The sheets of a workbook by their use.
pub(super) struct Choice {
    /// Sheets of records, with the same columns.
    pub(super) records: Vec<Opening>,
    /// Names of sheets that hold the rows of the detail of the same name.
    pub(super) details: Vec<String>,
    pub(super) others: Vec<String>,
}

/// Looks into the sheets. Without a name, the sheet whose headings name the most fields is read, and with it every sheet that
/// has nearly the same columns, as where each college has a sheet of its own.
pub(super) fn choose(judge: &Judge<'_>, reopen: &Reopen<'_>, kind: Kind, wanted: Option<&str>) -> Result<Choice, Error> {
    let book = open(reopen, kind)?;
    if let Some(wanted) = wanted {
        let name = book.name_of(wanted)?;
        return Ok(Choice { records: vec![opening(judge, reopen, kind, &name)?], details: Vec::new(), others: Vec::new() });
    }
    let names: Vec<String> =
        book.sheets().iter().filter(|sheet| sheet.has_cells && !sheet.is_hidden).map(|sheet| sheet.name.clone()).collect();
    let hidden =
        book.sheets().iter().filter(|sheet| sheet.has_cells && sheet.is_hidden).map(|sheet| format!("{}（隐藏）", sheet.name));
    let mut others: Vec<String> = hidden.collect();
    drop(book);
    let mut openings = names.iter().map(|name| opening(judge, reopen, kind, name)).collect::<Result<Vec<_>, Error>>()?;
    openings.retain(|opening| opening.head.iter().any(|row| row.cells.as_ref().map_or(true, |cells| cells.filled() > 0)));
    let best = openings.iter().map(|opening| opening.fields.len()).max().unwrap_or(0);
    if best == 0 && openings.len() != 1 {
        let listed = if names.is_empty() { "没有可见的工作表".to_string() } else { names.join("、") };
        return Err(bad(format!("没有一张工作表的列名对得上政策的字段（{listed}）；用 --sheet 写明要读的一张")));
    }
    let fields =
        openings.iter().find(|opening| opening.fields.len() == best).map(|opening| opening.fields.clone()).unwrap_or_default();
    let (records, rest): (Vec<_>, Vec<_>) = openings.into_iter().partition(|opening| opening.is_like(&fields));
    let schema = &judge.planned.schema;
    let is_detail = |opening: &Opening| matches!(schema.target(&opening.name), Some(Target::Detail(_))) && opening.has_key(judge);
    let (details, rest): (Vec<_>, Vec<_>) = rest.into_iter().partition(is_detail);
    others.extend(rest.into_iter().map(|opening| opening.name));
    Ok(Choice { records, details: details.into_iter().map(|opening| opening.name).collect(), others })
}

fn open(reopen: &Reopen<'_>, kind: Kind) -> Result<Workbook, Error> {
    Workbook::open(reopen().map_err(|error| unreadable(&error))?, kind)
}

fn opening(judge: &Judge<'_>, reopen: &Reopen<'_>, kind: Kind, name: &str) -> Result<Opening, Error> {
    let head: Vec<RawRow> = rows(reopen, kind, name, &Merged::default())?.take(ROWS_LOOKED_AT).collect();
    let cells: Vec<&Cells> = head.iter().filter_map(|row| row.cells.as_ref().ok()).collect();
    let schema = &judge.planned.schema;
    let header = header::find(&cells, |heading| schema.target(heading).is_some());
    let headings = header.iter().flat_map(|header| &header.headings);
    let fields = headings.filter_map(|heading| schema.target(heading)).map(|target| schema.target_name(target)).collect();
    Ok(Opening { name: name.to_string(), head, header, fields })
}

impl Opening {
    /// Whether the sheet names nearly these fields, too: all but one in ten.
    fn is_like(&self, fields: &BTreeSet<String>) -> bool {
        let different = self.fields.symmetric_difference(fields).count();
        different == 0 || (!self.fields.is_empty() && different * 10 <= fields.len())
    }

    /// Fields that these name and the sheet does not.
    pub(super) fn lacks<'f>(&self, fields: &'f BTreeSet<String>) -> Vec<&'f str> {
        fields.iter().filter(|field| !self.fields.contains(*field)).map(String::as_str).collect()
    }

    fn has_key(&self, judge: &Judge<'_>) -> bool {
        let key = judge.record.key.map(Target::Field);
        let headings = self.header.iter().flat_map(|header| &header.headings);
        headings.into_iter().any(|heading| key.is_some() && judge.planned.schema.target(heading) == key)
    }
}

/// The rows of a sheet that hold something. Where the sheet cannot be read on, the last row says so.
pub(super) fn rows(
    reopen: &Reopen<'_>,
    kind: Kind,
    name: &str,
    merged: &Merged,
) -> Result<Box<dyn Iterator<Item = RawRow>>, Error> {
    let mut rows = open(reopen, kind)?.rows(name)?;
    let merged = Arc::clone(merged);
    let mut told = 0;
    let mut last = 0;
    let mut has_failed = false;
    Ok(Box::new(std::iter::from_fn(move || {
        if has_failed {
            return None;
        }
        let next = rows.next()?;
        merged.fetch_add(rows.filled() - told, Ordering::Relaxed);
        told = rows.filled();
        Some(match next {
            Ok(row) => {
                last = row.number;
                RawRow { number: row.number, cells: Ok(Cells::Grid(row.cells)) }
            }
            Err(error) => {
                has_failed = true;
                RawRow { number: last + 1, cells: Err(Rejected::new(format!("读到这里出错，后面没有再读：{error}"))) }
            }
        })
    })))
}

/// A sheet that cannot be opened, as a row that says so.
pub(super) fn unreadable_sheet(error: &Error) -> Box<dyn Iterator<Item = RawRow>> {
    let row = RawRow { number: 1, cells: Err(Rejected::new(format!("这张工作表读不出：{error}"))) };
    Box::new(std::iter::once(row))
}

/// The sheet of a detail: the one asked for, else the one of the same name, else the only one.
pub(super) fn of_detail(reopen: &Reopen<'_>, kind: Kind, detail: &str, wanted: Option<&str>) -> Result<String, Error> {
    let book = open(reopen, kind)?;
    if let Some(wanted) = wanted {
        return book.name_of(wanted);
    }
    let names: Vec<&str> = book.sheets().iter().filter(|sheet| sheet.has_cells).map(|sheet| sheet.name.as_str()).collect();
    match names.as_slice() {
        [only] => Ok((*only).to_string()),
        many if many.contains(&detail) => Ok(detail.to_string()),
        many => Err(bad(format!("这个工作簿有几张工作表：{}；写成 {detail}=文件:工作表", many.join("、")))),
    }
}

/// The rows of a detail from a sheet.
pub(super) fn detail(judge: &Judge<'_>, reopen: &Reopen<'_>, kind: Kind, name: &str, sheet: &str) -> Result<DetailTable, Error> {
    let mut layout = Layout::new(kind.into(), None);
    layout.sheets = vec![sheet.to_string()];
    DetailTable::read(judge, name, &mut rows(reopen, kind, sheet, &Merged::default())?, layout)
}

impl From<Kind> for Format {
    fn from(kind: Kind) -> Self {
        match kind {
            Kind::Xlsx => Format::Xlsx,
            Kind::Xls => Format::Xls,
            Kind::Ods => Format::Ods,
        }
    }
}

/// What is said about the sheets of a workbook.
pub(super) fn layout(kind: Kind, choice: &Choice) -> Layout {
    let mut layout = Layout::new(kind.into(), None);
    layout.sheets = choice.records.iter().map(|opening| opening.name.clone()).collect();
    layout.other_sheets.clone_from(&choice.others);
    layout.remarks.extend(choice.details.iter().map(|name| format!("工作表「{name}」是明细，按标识接到学生上")));
    layout
}
