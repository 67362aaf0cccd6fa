//! The result workbook: lists that grow as verdicts come, and the summary, written last and standing first.

use std::io::Write;

use super::judged::Judged;
use super::layout::Layout;
use super::{entry, list, summary};
use crate::date::Date;
use crate::error::Error;
use crate::report::Entry;
use crate::report::tally::Tally;
use crate::report::xlsx::{Book, Head, Page, ROWS};
use crate::verdict::Verdict;

/// Said below the rows that could not be judged.
const MASKED: &str =
    "这些行没有判断，有的分不清哪一格是敏感内容，所以除了能确认不敏感的格子，其余都用 *** 代替。请按「位置」到原来的文件里查看。";

/// Said below the list of what is wrong.
const UNLISTED: &str = "轻重是「提醒」「说明」、又因为缺资料还不能确定的，不影响结论，没有列在这里；人数见「汇总」。";

/// Takes the verdicts of a batch and writes them as an XLSX workbook. Made by [`crate::Judge::result_workbook`].
///
/// ```
/// use shengyuan::{Policy, ResultOptions, Source};
/// let text = "记录 学生 { 标识 学号  学号 : 文本 必填  姓名 : 文本 必填 } 规则 学生 { 判定 齐全 = 已填(姓名) }";
/// let policy = Policy::compile([Source::new("例.policy", text)])?;
/// let (judge, date) = (policy.record("学生")?, "2023-09-25".parse()?);
///
/// let mut workbook = judge.result_workbook(date, ResultOptions::default().file("名单.csv"))?;
/// let record = serde_json::json!({"学号": "1", "姓名": "张三"});
/// workbook.add(&judge.evaluate(&record, date)?.at_row(2))?;
/// workbook.reject("第 3 行", "这一行有 1 格，表头有 2 格", &["2"])?;
/// assert_eq!(workbook.tally().balance(), "读入 2 = 通过 1 + 没有判断 1");
/// let mut out = Vec::new();
/// workbook.finish(&mut out)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct ResultWorkbook {
    book: Book,
    layout: Layout,
    date: Date,
    tally: Tally,
    everybody: Page,
    problems: Page,
    reviews: Page,
    notes: Page,
    rejected: Page,
    /// A finding was left out of the list of what is wrong.
    has_unlisted: bool,
}

impl ResultWorkbook {
    pub(crate) fn new(layout: Layout, date: Date) -> Result<Self, Error> {
        let mut book = Book::new(date)?;
        let mut list = |title: String, headings: Vec<String>, fixed: u16| {
            Page::open(&mut book, Head { title, headings, fixed, has_filter: true, rows: ROWS })
        };
        Ok(Self {
            everybody: list(format!("全部{}的结论", layout.record), list::everybody_headings(&layout), 2)?,
            problems: list("问题清单".to_string(), list::problem_headings(&layout), 1)?,
            reviews: list("待复核名单".to_string(), list::review_headings(&layout), 1)?,
            notes: list("读入时对内容的说明".to_string(), list::note_headings(&layout), 1)?,
            rejected: list("没有判断的行".to_string(), list::rejected_headings(&layout), 2)?,
            book,
            layout,
            date,
            tally: Tally::default(),
            has_unlisted: false,
        })
    }

    /// Takes a verdict. Its rows appear in the order of the calls.
    ///
    /// # Errors
    /// [`crate::ErrorKind::NotWritten`] if the temporary folder of the system cannot be written to.
    pub fn add(&mut self, verdict: &Verdict<'_>) -> Result<(), Error> {
        let judged = Judged::new(verdict);
        let unit = self.layout.unit.as_ref().map(|(field, _)| unit(&entry::field(verdict, *field)));
        self.tally.add(judged.conclusion, unit.as_deref());
        self.tally.add_findings(&judged.findings);
        for (name, decision) in &judged.decisions {
            self.tally.add_decision(name, decision.status);
        }
        self.everybody.row(&mut self.book, list::everybody(&judged, &self.layout))?;
        self.has_unlisted |= judged.listed_findings().count() < judged.findings.len();
        for row in list::problems(&judged, &self.layout) {
            self.problems.row(&mut self.book, row)?;
        }
        for row in list::reviews(&judged, &self.layout) {
            self.reviews.row(&mut self.book, row)?;
        }
        for row in list::notes(&judged) {
            self.notes.row(&mut self.book, row)?;
        }
        Ok(())
    }

    /// Takes a row that could not be judged: its place as the reader says it, why, and its cells as they were.
    /// Unless the judge reveals, cells that may be 敏感 are masked.
    ///
    /// # Errors
    /// As [`ResultWorkbook::add`].
    pub fn reject<S: AsRef<str>>(&mut self, place: &str, reason: &str, cells: &[S]) -> Result<(), Error> {
        self.tally.reject();
        self.rejected.row(&mut self.book, list::rejected(&self.layout, place, reason, cells))
    }

    /// The counts so far.
    pub fn tally(&self) -> &Tally {
        &self.tally
    }

    /// Writes the workbook and gives the counts.
    ///
    /// # Errors
    /// [`crate::ErrorKind::NotWritten`] if `out` or the temporary folder of the system cannot be written to.
    pub fn finish(mut self, out: impl Write + Send) -> Result<Tally, Error> {
        if self.has_unlisted {
            self.problems.remark(&mut self.book, UNLISTED)?;
        }
        if !self.layout.is_open && self.tally.rejected > 0 {
            self.rejected.remark(&mut self.book, MASKED)?;
        }
        summary::write_summary(&mut self.book, &self.layout, self.date, &self.tally)?;
        let everybody = format!("全部{}", self.layout.record);
        let lists = [
            (everybody.as_str(), self.everybody),
            ("问题清单", self.problems),
            ("待复核", self.reviews),
            ("读入说明", self.notes),
            ("没有判断的行", self.rejected),
        ];
        for (name, page) in lists {
            let parts = page.close(&mut self.book)?;
            self.book.add(name, parts)?;
        }
        self.book.save(out)?;
        Ok(self.tally)
    }
}

fn unit(entry: &Entry) -> String {
    let unit = entry.to_string();
    if unit.is_empty() { "（未填）".to_string() } else { unit }
}
