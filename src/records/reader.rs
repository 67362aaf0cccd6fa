//! Opening a file of records: encoding, format, sheet, headings. In: bytes and what the caller knows. Out: how the file was understood,
//! and its records one after another.

use std::io::{self, BufRead, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::cells::Cells;
use super::details::{Attached, DetailTable};
use super::header;
use super::layout::Layout;
use super::sheets;
use super::stream::CsvTable;
use super::table::Table;
use super::{Format, RawRow, Row, bad, delimited, encoding, json, unreadable, yaml};
use crate::error::Error;
use crate::input::Target;
use crate::judge::Judge;

/// Reads records of the kind that a judge judges.
///
/// ```
/// use shengyuan::records::Reader;
/// use shengyuan::{Policy, Source};
/// let policy = Policy::compile([Source::new("例.policy", "记录 人 { 标识 学号  学号 : 文本 必填  姓名 : 文本 }")])?;
/// let judge = policy.record("人")?;
/// let records = Reader::new(judge).read("某校名单,\n学 号,姓名\n1,张三\n2\n".as_bytes())?;
/// assert_eq!(records.layout().header_row, Some(2));
/// let read: Vec<bool> = records.map(|row| row.record.is_ok()).collect();
/// assert_eq!(read, [true, false]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct Reader<'p> {
    judge: Judge<'p>,
    format: Option<Format>,
    sheet: Option<String>,
    details: Vec<DetailTable>,
}

/// Records of a file, read one after another.
pub struct Records<'r> {
    layout: Layout,
    pub(super) attached: Attached,
    /// Cells that got the value of the merged cell which they are part of.
    merged: Arc<AtomicUsize>,
    pub(super) source: Source<'r>,
}

pub(super) enum Source<'r> {
    /// A text file of separated values of which no row was asked for yet.
    Csv(Box<CsvTable<'r>>),
    /// One JSON object a line, none of which was asked for yet.
    Lines(Box<dyn BufRead + 'r>),
    /// It is being changed into another one.
    Nothing,
    /// Rows of tables, each sheet with columns of its own.
    Tables { tables: Vec<Arc<Table>>, rows: Box<dyn Iterator<Item = (usize, RawRow)> + 'r> },
    /// Records that name their own fields.
    List(Box<dyn Iterator<Item = Row> + 'r>),
}

impl<'p> Reader<'p> {
    /// Without a format, the first bytes tell.
    pub fn new(judge: Judge<'p>) -> Self {
        Self { judge, format: None, sheet: None, details: Vec::new() }
    }

    /// The format, if it is known.
    #[must_use]
    pub fn format(self, format: Option<Format>) -> Self {
        Self { format, ..self }
    }

    /// The sheet of a workbook, by name or by number from 1.
    #[must_use]
    pub fn sheet(self, sheet: Option<String>) -> Self {
        Self { sheet, ..self }
    }

    /// Joins the rows of a detail to the records by their 标识. A student without rows has none.
    #[must_use]
    pub fn with_detail(mut self, table: DetailTable) -> Self {
        self.details.push(table);
        self
    }

    /// Opens a text: CSV, JSON, JSON lines or YAML, in any encoding that offices use.
    ///
    /// # Errors
    /// [`crate::ErrorKind::BadInput`] if the input as a whole cannot be read: no header, broken JSON or YAML, unreadable bytes.
    pub fn read<'r>(self, input: impl Read + 'r) -> Result<Records<'r>, Error> {
        let (mut input, encoding) = encoding::decode(input).map_err(|error| unreadable(&error))?;
        let format = match self.format {
            Some(format) if !format.is_workbook() => format,
            _ => Format::of_text(input.fill_buf().map_err(|error| unreadable(&error))?),
        };
        let mut layout = Layout::new(format, Some(encoding));
        let source = match format {
            Format::Jsonl => Source::Lines(input),
            Format::Json => Source::List(json::read(input, &self.judge.planned.schema, &mut layout)?),
            Format::Yaml => Source::List(yaml::read(input)?),
            _ => {
                let table = CsvTable::open(&self.judge, input, &mut layout)?;
                let tables = [Arc::clone(table.table())];
                return self.records(layout, &tables, Source::Csv(Box::new(table)));
            }
        };
        if !self.details.is_empty() {
            return Err(bad(format!("{format} 的记录里明细写在各条记录之内；另附的明细表只能接到表格上")));
        }
        Ok(Records { layout, attached: Attached::default(), merged: Arc::default(), source })
    }

    /// Opens a file of any format; `reopen` opens it at its start, once for each sheet and once more to look into it.
    /// What the file holds decides, not what its name says.
    ///
    /// Workbooks of 1997 to 2003 are held in memory as a whole, up to a limit; of the others, the shared texts.
    ///
    /// # Errors
    /// As [`Reader::read`]; also if the workbook is encrypted, damaged or larger than the limits, or has no sheet of records.
    pub fn open<'r, R: io::Read + io::Seek + Send + 'static>(
        mut self,
        reopen: impl Fn() -> io::Result<R> + 'r,
    ) -> Result<Records<'r>, Error> {
        let reopen = sheets::reopen(reopen);
        let Some(kind) = sheets::kind(&reopen)? else {
            let is_misnamed = self.format.is_some_and(Format::is_workbook);
            let mut records = self.read(reopen().map_err(|error| unreadable(&error))?)?;
            if is_misnamed {
                records.layout.remarks.push(format!("文件名像工作簿，内容是 {}，按内容读", records.layout.format));
            }
            return Ok(records);
        };
        let choice = sheets::choose(&self.judge, &reopen, kind, self.sheet.as_deref())?;
        let mut layout = sheets::layout(kind, &choice);
        if self.format.is_some_and(|format| format != kind.into()) {
            layout.remarks.push(format!("文件名不像 {0}，内容是 {0}，按内容读", layout.format));
        }
        for name in &choice.details {
            if self.details.iter().any(|detail| detail.name() == name.as_str()) {
                continue;
            }
            let table = sheets::detail(&self.judge, &reopen, kind, name, name)?;
            self.details.push(table);
        }
        let mut tables = Vec::new();
        let mut starts = Vec::new();
        let first_fields = choice.records.first().map(|opening| &opening.fields);
        for opening in &choice.records {
            let lacking = first_fields.map(|fields| opening.lacks(fields)).unwrap_or_default();
            if !lacking.is_empty() {
                layout.remarks.push(format!("工作表「{}」没有这些列：{}", opening.name, lacking.join("、")));
            }
            let (table, first) = understand(&self.judge, &opening.head, Some(opening.name.clone()), false, &mut layout)?;
            tables.push(Arc::new(table));
            starts.push((opening.name.clone(), first));
        }
        let merged = sheets::Merged::default();
        let counted = Arc::clone(&merged);
        let rows = starts.into_iter().enumerate().flat_map(move |(number, (name, first))| {
            let rows = sheets::rows(&reopen, kind, &name, &counted).unwrap_or_else(|error| sheets::unreadable_sheet(&error));
            rows.filter(move |row| row.number >= first).map(move |row| (number, row))
        });
        let source = Source::Tables { tables: tables.clone(), rows: Box::new(rows) };
        self.records(layout, &tables, source).map(|records| Records { merged, ..records })
    }

    /// Reads the table of a detail from a file of any format; a sheet by name or number, else the first that names the detail
    /// or whose columns fit.
    ///
    /// # Errors
    /// As [`Reader::open`] and [`Reader::read_detail`].
    pub fn open_detail<R: io::Read + io::Seek + Send + 'static>(
        &self,
        name: &str,
        reopen: impl Fn() -> io::Result<R>,
        sheet: Option<&str>,
    ) -> Result<DetailTable, Error> {
        let reopen = sheets::reopen(reopen);
        match sheets::kind(&reopen)? {
            None => self.read_detail(name, reopen().map_err(|error| unreadable(&error))?),
            Some(kind) => {
                let sheet = sheets::of_detail(&reopen, kind, name, sheet)?;
                sheets::detail(&self.judge, &reopen, kind, name, &sheet)
            }
        }
    }

    /// Reads the table of a detail, whose rows name their student by the 标识.
    ///
    /// # Errors
    /// As [`Reader::read`]; also if the policy has no such detail, or the table no column of the 标识.
    pub fn read_detail(&self, name: &str, input: impl Read) -> Result<DetailTable, Error> {
        let (input, encoding) = encoding::decode(input).map_err(|error| unreadable(&error))?;
        let layout = Layout::new(Format::Csv, Some(encoding));
        DetailTable::read(&self.judge, name, &mut delimited::rows(input), layout)
    }

    fn records<'r>(self, layout: Layout, tables: &[Arc<Table>], source: Source<'r>) -> Result<Records<'r>, Error> {
        for detail in &self.details {
            let name = detail.name();
            if tables.iter().any(|table| table.has_rows_of(name)) {
                return Err(bad(format!("明细「{name}」既另附了表，又写在名单的列里；请只留一处")));
            }
            if tables.iter().any(|table| table.key.is_none()) {
                return Err(bad(format!("名单里没有标识一列，明细「{name}」接不上")));
            }
        }
        Ok(Records { layout, attached: Attached::new(self.details), merged: Arc::default(), source })
    }
}

/// What the columns of a table are, and the number of its first row below the headings.
pub(super) fn understand(
    judge: &Judge<'_>,
    head: &[RawRow],
    sheet: Option<String>,
    is_rigid: bool,
    layout: &mut Layout,
) -> Result<(Table, usize), Error> {
    let schema = &judge.planned.schema;
    let readable: Vec<&RawRow> = head.iter().filter(|row| row.cells.is_ok()).collect();
    let cells: Vec<_> = readable.iter().filter_map(|row| row.cells.as_ref().ok()).collect();
    let mut header = header::find(&cells, |heading| schema.target(heading).is_some())
        .filter(|header| header.headings.iter().any(|heading| !heading.is_empty()))
        .ok_or_else(|| bad("记录文件是空的，或没有列名"))?;
    if header.known == 0 {
        return Err(bad(nothing_known(judge, &cells)));
    }
    if let Some(row) = readable.get(header.last).filter(|_| is_upright(judge, &cells)) {
        return Err(bad(format!(
            "第 {} 行起，每行是一个栏目，表是竖着排的；请把行和列对调（复制，选择性粘贴，转置），第一行写列名",
            row.number
        )));
    }
    let aside = header.drop_table_beside(|heading| schema.target(heading));
    let key = judge.record.key.map(Target::Field);
    let table = Table::new(&header, schema, key, sheet, is_rigid);
    let number = |index: usize| readable.get(index).map_or(0, |row| row.number);
    if layout.columns.is_none() {
        layout.header_row = Some(number(header.first));
        layout.columns = Some(judge.compare_columns(header.headings.iter().map(String::as_str)));
    }
    if !aside.is_empty() {
        layout.remarks.push(format!("右边隔着空列的是另一张表，没有读：{}", aside.join("、")));
    }
    let above = readable.iter().take(header.first).filter(|row| row.cells.as_ref().is_ok_and(|cells| cells.filled() > 0));
    layout.skipped.extend(above.map(|row| (row.number, "表头上面的标题")));
    let mut first = number(header.last) + 1;
    let unreadable = head.iter().filter(|row| row.number < first && row.cells.is_err());
    layout.skipped.extend(unreadable.map(|row| (row.number, "读不出的行")));
    for row in readable.iter().skip(header.last + 1).take(2) {
        let Some(reason) = row.cells.as_ref().ok().and_then(|cells| header::belongs_to_header(cells, table.key)) else { break };
        layout.skipped.push((row.number, reason));
        first = row.number + 1;
    }
    Ok((table, first))
}

/// Without repeating what stands there: it may be a student's data.
fn nothing_known(judge: &Judge<'_>, rows: &[&Cells]) -> String {
    let names: Vec<&str> = judge.fields().take(4).collect();
    let most = rows.iter().map(|row| row.filled()).max().unwrap_or(0);
    format!(
        "找不到列名：前 {} 行里没有一格是政策的字段名（最宽的一行有 {most} 格）；第一行应写列名，如 {}",
        rows.len(),
        names.join("、")
    )
}

/// Field names stand below each other in one column, the values beside them.
fn is_upright(judge: &Judge<'_>, rows: &[&Cells]) -> bool {
    let is_name = |row: &&&Cells, column: usize| judge.planned.schema.target(row.get(column).text().trim()).is_some();
    let in_column = |column: usize| rows.iter().filter(|row| is_name(row, column)).count();
    let in_row = rows.iter().map(|row| (0..row.len()).filter(|column| is_name(&row, *column)).count()).max().unwrap_or(0);
    let best = in_column(0).max(in_column(1));
    best >= 3 && best > in_row
}

impl<'r> Records<'r> {
    /// From here on rows come one by one.
    fn begin(&mut self) {
        if !matches!(self.source, Source::Csv(_) | Source::Lines(_)) {
            return;
        }
        self.source = match std::mem::replace(&mut self.source, Source::Nothing) {
            Source::Csv(table) => {
                let tables = vec![Arc::clone(table.table())];
                Source::Tables { tables, rows: Box::new(table.rows().map(|row| (0, row))) }
            }
            Source::Lines(input) => Source::List(Box::new(json::lines(input))),
            other => other,
        };
    }

    /// How the file was understood.
    pub fn layout(&self) -> &Layout {
        &self.layout
    }

    /// The details that are joined to the records.
    pub fn details(&self) -> impl Iterator<Item = &DetailTable> {
        self.attached.tables()
    }

    /// So far: cells that got the value of the merged cell which they are part of, since a workbook keeps it in the first only.
    pub fn merged_cells(&self) -> usize {
        self.merged.load(Ordering::Relaxed)
    }

    /// After the last record: rows of details whose student was not among the records, as name of the detail and row.
    pub fn left_over_details(&self) -> Vec<(&str, usize)> {
        self.attached.left_over()
    }
}

impl Iterator for Records<'_> {
    type Item = Row;

    fn next(&mut self) -> Option<Row> {
        self.begin();
        match &mut self.source {
            Source::Csv(_) | Source::Lines(_) | Source::Nothing => None,
            Source::List(rows) => rows.next(),
            Source::Tables { tables, rows } => loop {
                let (number, row) = rows.next()?;
                if row.cells.as_ref().is_ok_and(|cells| cells.filled() == 0) {
                    continue;
                }
                return Some(tables.get(number)?.record(row, &mut self.attached));
            },
        }
    }
}

/// All bytes as text.
pub(super) fn whole(mut input: impl Read) -> Result<String, Error> {
    let mut bytes = Vec::new();
    input.read_to_end(&mut bytes).map_err(|error: io::Error| unreadable(&error))?;
    String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        let line = error.as_bytes().iter().take(at).filter(|byte| **byte == b'\n').count() + 1;
        bad(format!("记录文件第 {line} 行有读不出的字节；请另存为 UTF-8 编码"))
    })
}
