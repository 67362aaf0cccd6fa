//! The first tab of the result workbook: counts that add up, and a chart of the conclusions. In: the tally. Out: one worksheet.

use rust_decimal::Decimal;
use rust_xlsxwriter::{Chart, ChartDataLabel, ChartFormat, ChartRange, ChartSolidFill, Color, Worksheet};

use super::layout::Layout;
use crate::date::Date;
use crate::error::Error;
use crate::report::tally::Tally;
use crate::report::xlsx::{At, Book, Role, Styles, entry_width, fit, set_paper, unbroken, write, write_across};
use crate::report::{Content, Entry};
use crate::verdict::Conclusion;

const NAME: &str = "汇总";
/// The last column that titles go over.
const LAST_COLUMN: u16 = 8;
/// Where the chart stands, beside the counts by conclusion, and how big it is in pixels.
const CHART_COLUMN: u16 = 4;
const CHART_SIZE: (u32, u32) = (460, 250);
/// Rows that the chart needs.
const CHART_ROWS: u32 = 15;
const BAR: Color = Color::RGB(0x0044_72C4);

/// Writes the summary as the next tab.
pub(super) fn write_summary(book: &mut Book, layout: &Layout, date: Date, tally: &Tally) -> Result<(), Error> {
    let (name, sheet) = book.add_in_memory(NAME)?;
    let mut summary = Summary { sheet, styles: Styles::default(), row: 0, widths: vec![8; usize::from(LAST_COLUMN) + 1] };
    let title =
        if layout.policy.is_empty() { "判断结果汇总".to_string() } else { format!("{}　判断结果汇总", layout.policy) };
    summary.line(&title, Role::Title)?;
    for fact in facts(layout, date) {
        summary.line(&fact, Role::Remark)?;
    }
    summary.line(&format!("{}（各项相加等于读入的行数）", tally.balance()), Role::Remark)?;
    summary.row += 1;

    let start = summary.row;
    let rows = by_conclusion(tally);
    summary.table("按结论", &["结论".to_string(), "人数".to_string(), "占比".to_string()], &rows, true)?;
    // Heading rows above the first conclusion: the section and the headings.
    summary.chart(&name, start, start + 2, start + 1 + u32::try_from(rows.len()).unwrap_or(u32::MAX) - 1)?;
    summary.row = summary.row.max(start + CHART_ROWS);

    if let Some((_, unit)) = &layout.unit {
        let (headings, rows) = by_unit(unit, tally);
        summary.table(&format!("按{unit}"), &headings, &rows, true)?;
    }
    let headings = ["问题", "轻重", "人数", "待定人数"].map(str::to_string);
    summary.table("按问题", &headings, &by_finding(tally), false)?;
    if !tally.open_decisions.is_empty() {
        let headings = ["要由人决定的判定", "结果", "人数"].map(str::to_string);
        summary.table("要由人决定的判定", &headings, &open_decisions(tally), false)?;
    }
    summary.close()
}

fn facts(layout: &Layout, date: Date) -> impl Iterator<Item = String> {
    let publisher = layout.publisher.as_ref().map(|publisher| format!("发布单位：{publisher}"));
    let file = layout.file.as_ref().map(|file| format!("判断的文件：{file}"));
    let date = format!("评估日：{}年{}月{}日", date.year(), date.month(), date.day());
    publisher.into_iter().chain([date]).chain(file)
}

fn by_conclusion(tally: &Tally) -> Vec<Vec<Entry>> {
    let counts = Conclusion::ALL.map(|conclusion| (conclusion.as_str(), tally.conclusions.get(&conclusion).copied().unwrap_or(0)));
    let rows = counts.into_iter().chain([("没有判断", tally.rejected), ("合计", tally.read())]);
    rows.map(|(name, count)| vec![Entry::text(name), Entry::count(count), share(count, tally.read())]).collect()
}

fn share(count: usize, whole: usize) -> Entry {
    let share = Decimal::from(count).checked_mul(Decimal::ONE_HUNDRED).and_then(|share| share.checked_div(Decimal::from(whole)));
    let mut share = share.unwrap_or_default().round_dp(1);
    share.rescale(1);
    Entry::new(Content::Percent(share))
}

fn by_unit(unit: &str, tally: &Tally) -> (Vec<String>, Vec<Vec<Entry>>) {
    let conclusions: Vec<Conclusion> = Conclusion::ALL.into_iter().filter(|one| tally.conclusions.contains_key(one)).collect();
    let names = conclusions.iter().map(|conclusion| conclusion.as_str().to_string());
    let headings = [unit.to_string(), "人数".to_string()].into_iter().chain(names).collect();
    let row = |name: &str, counts: &std::collections::BTreeMap<Conclusion, usize>| {
        let each = conclusions.iter().map(|conclusion| Entry::count(counts.get(conclusion).copied().unwrap_or(0)));
        [Entry::text(name), Entry::count(counts.values().sum())].into_iter().chain(each).collect()
    };
    let mut units: Vec<_> = tally.units.iter().collect();
    units.sort_by_key(|(_, counts)| std::cmp::Reverse(counts.values().sum::<usize>()));
    let mut rows: Vec<Vec<Entry>> = units.into_iter().map(|(name, counts)| row(name, counts)).collect();
    rows.push(row("合计", &tally.conclusions));
    (headings, rows)
}

fn by_finding(tally: &Tally) -> Vec<Vec<Entry>> {
    let findings = tally.frequent_findings();
    let row = |id: &str, severity: &str, violated, unknown| {
        vec![Entry::text(id), Entry::text(severity), Entry::count(violated), Entry::count(unknown)]
    };
    findings.into_iter().map(|(id, severity, count)| row(id, severity.as_str(), count.violated, count.unknown)).collect()
}

fn open_decisions(tally: &Tally) -> Vec<Vec<Entry>> {
    let mut open: Vec<_> = tally.open_decisions.iter().collect();
    open.sort_by_key(|(_, count)| std::cmp::Reverse(**count));
    open.into_iter().map(|((name, status), count)| vec![Entry::text(name), Entry::text(*status), Entry::count(*count)]).collect()
}

/// The worksheet with the next row to be written.
struct Summary<'w> {
    sheet: &'w mut Worksheet,
    styles: Styles,
    row: u32,
    widths: Vec<usize>,
}

impl Summary<'_> {
    fn line(&mut self, text: &str, role: Role) -> Result<(), Error> {
        let (sheet, styles, row) = (&mut *self.sheet, &mut self.styles, self.row);
        unbroken(|| {
            if role == Role::Title {
                sheet.set_row_height(row, 30)?;
            }
            write_across(sheet, styles, At(row, LAST_COLUMN), text, role)
        })?;
        self.row += 1;
        Ok(())
    }

    fn table(&mut self, section: &str, headings: &[String], rows: &[Vec<Entry>], has_total: bool) -> Result<(), Error> {
        self.cells(&[Entry::text(section)], Role::Section)?;
        let headings: Vec<Entry> = headings.iter().map(Entry::text).collect();
        self.cells(&headings, Role::Heading)?;
        let last = rows.len().saturating_sub(1);
        for (number, row) in rows.iter().enumerate() {
            self.cells(row, if has_total && number == last { Role::Total } else { Role::Cell })?;
        }
        if rows.is_empty() {
            self.cells(&[Entry::text("没有")], Role::Cell)?;
        }
        self.row += 1;
        Ok(())
    }

    fn cells(&mut self, entries: &[Entry], role: Role) -> Result<(), Error> {
        let (sheet, styles, row) = (&mut *self.sheet, &mut self.styles, self.row);
        unbroken(|| entries.iter().zip(0..).try_for_each(|(entry, column)| write(sheet, styles, At(row, column), entry, role)))?;
        for (widest, entry) in self.widths.iter_mut().zip(entries) {
            *widest = (*widest).max(entry_width(entry));
        }
        self.row += 1;
        Ok(())
    }

    /// Columns of the counts between two rows, named by the first column.
    fn chart(&mut self, name: &str, at: u32, first: u32, last: u32) -> Result<(), Error> {
        let mut chart = Chart::new_column();
        let series = chart.add_series();
        series
            .set_categories(&ChartRange::new_from_range(name, first, 0, last, 0))
            .set_values(&ChartRange::new_from_range(name, first, 1, last, 1))
            .set_data_label(ChartDataLabel::new().show_value())
            .set_format(ChartFormat::new().set_solid_fill(ChartSolidFill::new().set_color(BAR)))
            .set_gap(60);
        chart.title().set_name("各结论的人数");
        chart.legend().set_hidden();
        chart.y_axis().set_min(0);
        chart.set_width(CHART_SIZE.0).set_height(CHART_SIZE.1).set_alt_text("各结论的人数");
        unbroken(|| self.sheet.insert_chart(at, CHART_COLUMN, &chart).map(|_| ()))
    }

    fn close(self) -> Result<(), Error> {
        set_paper(self.sheet);
        unbroken(|| fit(self.sheet, &self.widths))
    }
}
