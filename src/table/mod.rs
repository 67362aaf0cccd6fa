//! Filling the tables of a policy. In: records by columns, piece by piece. Out: sheets, and everyone who is in none for lack of facts.
//! A table has a plan of its own, evaluated over the records and what judging them came to; nothing is judged here.

mod count;
mod entry;
mod source;

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

use indexmap::IndexMap;
use serde::Serialize;

use crate::date::Date;
use crate::error::{Error, ErrorKind};
use crate::evaluate::{Need, Needs, Truth, What, and, evaluate};
use crate::hir::{Rows, Table};
use crate::ids::NodeId;
use crate::input::Batch;
use crate::judge::{Columns, Judge};
use crate::plan::{ColumnPlan, TablePlan};
use crate::report::{Entry, Sheet};
use crate::suggest;
pub use crate::syntax::Split;
use crate::verdict::Verdict;
use count::{Count, LineEntry, total};
use entry::{Key, Label, entry};

/// A filled table.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Report {
    /// Name of the table.
    pub table: String,
    /// Whether the sheets belong in one workbook or in a file each.
    pub split: Split,
    /// One sheet a group, in the order in which the groups came. A table without 按 has one sheet, if need be without rows;
    /// a table with 按 has none when nobody belongs in it.
    pub sheets: Vec<Sheet>,
    /// Records, or rows of theirs, of which the facts do not say whether they belong in the table or in a count.
    pub undecided: Vec<Undecided>,
    /// How many records were looked at.
    pub records: usize,
}

/// A record that is missing in a table, or in a count, because something is not known.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Undecided {
    /// The number of the record, from 1, in the order in which records were added.
    pub number: usize,
    /// The value of the 标识 field.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// The number of the row, from 1, where the table has a row for each of a 明细.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub row: Option<usize>,
    /// The heading of the count, where it is not the table itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub column: Option<String>,
    /// What must be known to decide.
    pub needs: Vec<String>,
}

impl fmt::Display for Undecided {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.id {
            Some(id) => f.write_str(id)?,
            None => write!(f, "第 {} 条记录", self.number)?,
        }
        if let Some(row) = self.row {
            write!(f, "（明细第 {row} 行）")?;
        }
        match &self.column {
            Some(column) => write!(f, "：「{column}」算不算在内还不能定")?,
            None => f.write_str("：进不进表还不能定")?,
        }
        if self.needs.is_empty() { Ok(()) } else { write!(f, "，缺 {}", self.needs.join("、")) }
    }
}

impl<'p> Judge<'p> {
    /// Names of the tables of this kind of record, in the policy's order.
    pub fn tables(&self) -> impl Iterator<Item = &'p str> {
        self.record.tables.iter().map(|table| table.name.as_str())
    }

    /// Begins a table, to be filled with records and judged as of a day.
    ///
    /// # Errors
    /// [`ErrorKind::UnknownName`] if the policy has no such table for this kind of record.
    ///
    /// ```
    /// use shengyuan::{Date, Policy, Source};
    /// let text = r#"
    ///     记录 学生 { 标识 学号  学号 : 文本 必填  院系 : 文本  已交表 : 是否 }
    ///     规则 学生 {
    ///       表格 未交名单 "{院系}未交表名单" 按 院系 {
    ///         行 当 非 已交表
    ///         列 "序号" = 行号
    ///         列 "学号" = 学号
    ///       }
    ///     }
    /// "#;
    /// let policy = Policy::compile([Source::new("例.policy", text)])?;
    /// let judge = policy.record("学生")?;
    /// let date: Date = "2023-09-25".parse()?;
    ///
    /// let mut report = judge.report("未交名单", date)?;
    /// for piece in [
    ///     vec![serde_json::json!({"学号": "1", "院系": "历史学院", "已交表": "否"})],
    ///     vec![serde_json::json!({"学号": "2", "院系": "历史学院"})],
    /// ] {
    ///     report.add(&judge.columns(piece, date)?);
    /// }
    /// let report = report.finish();
    ///
    /// assert_eq!(report.sheets[0].title, "历史学院未交表名单");
    /// assert_eq!(report.sheets[0].rows[0][1].to_string(), "1");
    /// assert_eq!(report.undecided[0].to_string(), "2：进不进表还不能定，缺 已交表");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn report(&self, table: &str, date: Date) -> Result<ReportBuilder<'p>, Error> {
        let tables = self.record.tables.iter().zip(&self.planned.tables);
        let found = tables.into_iter().find(|(one, _)| one.name == table);
        let (found, plan) = found.ok_or_else(|| {
            let names: Vec<&str> = self.tables().collect();
            let hint = match suggest::nearest(table, names.iter().copied()) {
                Some(near) => format!("是不是「{near}」？"),
                None if names.is_empty() => "这份政策没有写表格".to_string(),
                None => format!("这份政策有：{}", names.join("、")),
            };
            Error::new(ErrorKind::UnknownName, format!("政策里没有名为「{table}」的表格；{hint}"))
        })?;
        Ok(ReportBuilder::new(*self, found, plan, date))
    }
}

/// A table while it is being filled. See [`Judge::report`].
pub struct ReportBuilder<'p> {
    judge: Judge<'p>,
    table: &'p Table,
    plan: &'p TablePlan,
    /// For each of 按, then each of 每, whether it is masked.
    masked: Vec<bool>,
    date: Date,
    groups: IndexMap<Vec<Key>, Group>,
    undecided: Vec<Undecided>,
    records: usize,
}

/// What one sheet will hold.
#[derive(Default)]
struct Group {
    name: String,
    title: String,
    remarks: Vec<String>,
    rows: Vec<Vec<Entry>>,
    /// Rows of a table that counts.
    lines: IndexMap<Vec<Key>, Vec<LineEntry>>,
}

impl<'p> ReportBuilder<'p> {
    fn new(judge: Judge<'p>, table: &'p Table, plan: &'p TablePlan, date: Date) -> Self {
        let each = match &table.rows {
            Rows::Each(each) => each.as_slice(),
            Rows::Records | Rows::Detail(_) => &[],
        };
        let masked = table.groups.iter().chain(each).map(|group| judge.record.shows_sensitive(group)).collect();
        let mut builder = Self { judge, table, plan, masked, date, groups: IndexMap::new(), undecided: Vec::new(), records: 0 };
        if table.groups.is_empty() {
            // The one sheet is there whoever belongs in it, and its title asks nothing of a record.
            let schema = &judge.planned.schema;
            let mut batch = Batch::new(schema);
            batch.push(schema.blank(), schema);
            for verdict in builder.verdicts(batch) {
                builder.group(&verdict, &[]);
            }
        }
        builder
    }

    /// Where the sheets go.
    pub fn split(&self) -> Split {
        self.table.split
    }

    /// Judges records, as far as the table asks for it, and puts them where they belong.
    pub fn add(&mut self, columns: &Columns) {
        for mut piece in columns.pieces() {
            source::complete(self.judge, self.plan, &mut piece, self.date);
            for verdict in self.verdicts(piece) {
                self.records += 1;
                self.take(&verdict);
            }
        }
    }

    /// The filled table.
    pub fn finish(self) -> Report {
        let mut sheets: Vec<Sheet> = Vec::new();
        let mut named: HashMap<String, usize> = HashMap::new();
        for group in self.groups.into_values() {
            let mut sheet = Sheet { title: group.title, rows: group.rows, remarks: group.remarks, ..Sheet::default() };
            sheet.headings = self.table.columns.iter().map(|column| column.heading.clone()).collect();
            let lines = group.lines.values();
            sheet.rows.extend(lines.clone().map(|line| line.iter().map(LineEntry::entry).collect()));
            if self.table.has_total {
                sheet.rows.push(total(self.table, lines));
                sheet.has_total = true;
            }
            // Groups that are masked have one name.
            let same = named.entry(group.name.clone()).or_default();
            *same += 1;
            sheet.name = if *same == 1 { group.name } else { format!("{}（{same}）", group.name) };
            sheets.push(sheet);
        }
        Report { table: self.table.name.clone(), split: self.table.split, sheets, undecided: self.undecided, records: self.records }
    }

    /// The results of the table's own plan, each with the names and options of the judge.
    fn verdicts(&self, piece: Batch) -> impl Iterator<Item = Verdict<'p>> + use<'p> {
        let (judge, lanes) = (self.judge, piece.lanes);
        let evaluation = Arc::new(evaluate(&self.plan.plan, Cow::Owned(piece), self.date));
        (0..lanes).map(move |lane| Verdict::new(judge, Arc::clone(&evaluation), lane))
    }

    fn take(&mut self, verdict: &Verdict<'_>) {
        let scope = if self.table.beyond_scope { Truth::True } else { verdict.scope() };
        if scope == Truth::False {
            return;
        }
        let (evaluation, lane) = (&verdict.evaluation, verdict.lane);
        let Rows::Detail(detail) = self.table.rows else {
            self.take_row(verdict, None, lane, scope);
            return;
        };
        match evaluation.rows(detail, lane) {
            Some(rows) => (1..).zip(rows).for_each(|(number, row)| self.take_row(verdict, Some(number), row, scope)),
            None => self.open(verdict, None, None, &evaluation.row_needs(detail, lane)),
        }
    }

    /// Puts a record, or a row of it, into its group, if the filter holds. `lane` is that of the row.
    fn take_row(&mut self, verdict: &Verdict<'_>, number: Option<usize>, lane: usize, scope: Truth) {
        let evaluation = &verdict.evaluation;
        let filter = self.plan.filter.map_or(Truth::True, |filter| evaluation.truth(filter, lane_of(verdict, filter, lane)));
        match and(scope, filter) {
            Truth::False => {}
            Truth::True => self.put(verdict, lane),
            Truth::Unknown => {
                let mut needs = Needs::new();
                if scope == Truth::Unknown {
                    evaluation.add_optional(evaluation.plan.scope, verdict.lane, &mut needs);
                }
                if let Some(filter) = self.plan.filter {
                    needs.extend(evaluation.needs(filter, lane_of(verdict, filter, lane)));
                }
                self.open(verdict, number, None, &needs);
            }
        }
    }

    fn put(&mut self, verdict: &Verdict<'_>, lane: usize) {
        let labels = self.labels(verdict, &self.plan.groups, 0);
        if matches!(self.table.rows, Rows::Each(_)) {
            self.count(verdict, &labels);
            return;
        }
        let plan = self.plan;
        let group = self.group(verdict, &labels);
        let number = group.rows.len() + 1;
        let row = plan.columns.iter().map(|column| match column {
            ColumnPlan::Value { node, sensitive } => entry(verdict, *node, lane_of(verdict, *node, lane), *sensitive),
            ColumnPlan::RowNumber | ColumnPlan::Count(_) => Entry::count(number),
        });
        group.rows.push(row.collect());
    }

    /// Counts a record in its line. What else the line shows is the same for all its records, and taken from the first.
    fn count(&mut self, verdict: &Verdict<'_>, groups: &[Label]) {
        let plan = self.plan;
        let each = self.labels(verdict, &plan.each, plan.groups.len());
        let named = |node: NodeId, sensitive: bool| {
            let known = entry(verdict, node, verdict.lane, sensitive);
            let mut labels = plan.each.iter().chain(&plan.groups).zip(each.iter().chain(groups));
            let label = labels.find(|(named, _)| **named == node).map(|(_, label)| label);
            match label {
                Some(label) => label.entry(known),
                None => known,
            }
        };
        let group = self.group(verdict, groups);
        let number = group.lines.len() + 1;
        let line = group.lines.entry(each.iter().map(|label| label.key.clone()).collect()).or_insert_with(|| {
            let entries = plan.columns.iter().map(|column| match column {
                ColumnPlan::Count(_) => LineEntry::Count(Count::default()),
                ColumnPlan::RowNumber => LineEntry::Said(Entry::count(number)),
                ColumnPlan::Value { node, sensitive } => LineEntry::Said(named(*node, *sensitive)),
            });
            entries.collect()
        });
        let mut open: Vec<(usize, NodeId)> = Vec::new();
        for (column, (entry, planned)) in line.iter_mut().zip(&plan.columns).enumerate() {
            let (LineEntry::Count(count), ColumnPlan::Count(condition)) = (entry, planned) else { continue };
            match verdict.evaluation.truth_or_true(*condition, verdict.lane) {
                Truth::True => count.sure += 1,
                Truth::False => {}
                Truth::Unknown => {
                    count.open += 1;
                    open.extend(condition.map(|condition| (column, condition)));
                }
            }
        }
        for (column, condition) in open {
            self.open(verdict, None, Some(column), &verdict.evaluation.needs(condition, verdict.lane));
        }
    }

    fn labels(&self, verdict: &Verdict<'_>, nodes: &[NodeId], first: usize) -> Vec<Label> {
        let masked = self.masked.iter().skip(first);
        nodes.iter().zip(masked).map(|(node, masked)| Label::new(verdict, *node, *masked)).collect()
    }

    /// The group of these labels, which gets its title from the first record in it.
    fn group(&mut self, verdict: &Verdict<'_>, labels: &[Label]) -> &mut Group {
        let (table, plan) = (self.table, self.plan);
        self.groups.entry(labels.iter().map(|label| label.key.clone()).collect()).or_insert_with(|| {
            let names: Vec<&str> = labels.iter().map(|label| label.shown.as_str()).collect();
            Group {
                name: if names.is_empty() { table.name.clone() } else { names.join("-") },
                title: verdict.text(&plan.title),
                remarks: plan.notes.iter().map(|note| verdict.text(note)).collect(),
                ..Group::default()
            }
        })
    }

    fn open(&mut self, verdict: &Verdict<'_>, row: Option<usize>, column: Option<usize>, needs: &Needs) {
        // What a verdict says is known; that a record's own fields are missing is what can be mended.
        let own = |need: &&Need| !matches!(need.what, What::Field(field, _) if field.index() >= self.judge.record.fields.len());
        let needs: Needs = needs.iter().filter(own).copied().collect();
        let heading = column.and_then(|column| self.table.columns.get(column)).map(|column| column.heading.clone());
        self.undecided.push(Undecided {
            number: self.records,
            id: verdict.id(),
            row,
            column: heading,
            needs: verdict.need_names(&needs),
        });
    }
}

impl fmt::Debug for ReportBuilder<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ReportBuilder").field("table", &self.table.name).field("records", &self.records).finish_non_exhaustive()
    }
}

/// Where a node stands for a row: the row's own lane, or the record's.
fn lane_of(verdict: &Verdict<'_>, node: NodeId, row: usize) -> usize {
    verdict.evaluation.plan.node(node).domain.map_or(verdict.lane, |_| row)
}
