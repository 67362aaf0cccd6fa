//! Where the columns are named. In: the first rows of a table, and which headings are known. Out: the headings, put together from one
//! or two rows, and the rows that are neither headings nor records.

use super::cells::{CellRef, Cells};

/// Rows looked at for the headings.
pub(super) const ROWS_LOOKED_AT: usize = 30;

/// First words of a cell that explains a column instead of holding a student's number.
const EXPLANATIONS: [&str; 9] = ["必填", "选填", "填写", "说明", "示例", "样例", "例：", "例:", "例如"];

/// The headings of a table.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Header {
    /// The heading of each column; empty where there is none.
    pub(super) headings: Vec<String>,
    /// Numbers of the looked-at rows, from 0, that hold them.
    pub(super) first: usize,
    pub(super) last: usize,
    /// How many headings are known.
    pub(super) known: usize,
}

impl Header {
    /// Headings of a table that stands beside this one behind an empty column and names a field once more; they are dropped and
    /// returned.
    pub(super) fn drop_table_beside<T: PartialEq>(&mut self, target: impl Fn(&str) -> Option<T>) -> Vec<String> {
        let Some(start) = self.headings.iter().position(|heading| !heading.is_empty()) else { return Vec::new() };
        let Some(gap) = self.headings.iter().skip(start).position(String::is_empty).map(|at| start + at) else { return Vec::new() };
        let (before, beside) = self.headings.split_at_mut(gap);
        let seen: Vec<T> = before.iter().filter_map(|heading| target(heading)).collect();
        let names_one_again = beside.iter().filter_map(|heading| target(heading)).any(|again| seen.contains(&again));
        if !names_one_again {
            return Vec::new();
        }
        beside.iter_mut().filter(|heading| !heading.is_empty()).map(std::mem::take).collect()
    }
}

/// A row of headings: the row, or pair of rows, with the most known names; without any, the first row that is filled.
pub(super) fn find(rows: &[&Cells], is_known: impl Fn(&str) -> bool) -> Option<Header> {
    let score = |headings: &[String]| headings.iter().filter(|heading| !heading.is_empty() && is_known(heading)).count();
    let first = rows.iter().position(|row| row.filled() > 0)?;
    let mut best = Header { headings: texts(rows.get(first)?), first, last: first, known: 0 };
    for (number, row) in rows.iter().enumerate() {
        let headings = texts(row);
        let known = score(&headings);
        if known > best.known {
            best = Header { headings, first: number, last: number, known };
        }
    }
    for (number, pair) in rows.windows(2).enumerate() {
        let [upper, lower] = pair else { continue };
        let headings = joined(&texts(upper), &texts(lower), &is_known);
        let known = score(&headings);
        if known > best.known {
            best = Header { headings, first: number, last: number + 1, known };
        }
    }
    Some(best)
}

/// Why a row below the headings is part of the heading, too.
pub(super) fn belongs_to_header(row: &Cells, key: Option<usize>) -> Option<&'static str> {
    let filled: Vec<_> = row.iter().filter(|cell| !cell.is_blank()).collect();
    let is_code = |cell: &CellRef<'_>| {
        let text = cell.text();
        let text = text.trim();
        text.len() > 1 && text.bytes().all(|byte| byte.is_ascii_alphabetic() || byte == b'_')
    };
    if filled.len() >= 3 && filled.iter().all(is_code) {
        return Some("各列的代码，不是学生");
    }
    let first = key.map(|key| row.get(key).text().trim().to_string()).unwrap_or_default();
    EXPLANATIONS.iter().any(|word| first.starts_with(word)).then_some("填写说明或示例，不是学生")
}

/// Each cell as a heading: line breaks and blanks around it dropped.
fn texts(row: &Cells) -> Vec<String> {
    row.iter().map(|cell| cell.text().split_whitespace().collect::<Vec<_>>().join(" ")).collect()
}

/// Two rows of headings, the upper of which names groups: 工作经历1 over 工作地, 个人信息 over 性别, or the heading over nothing.
fn joined(upper: &[String], lower: &[String], is_known: impl Fn(&str) -> bool) -> Vec<String> {
    let width = upper.len().max(lower.len());
    let mut group = String::new();
    let at = |row: &[String], column: usize| row.get(column).cloned().unwrap_or_default();
    (0..width)
        .map(|column| {
            let (above, below) = (at(upper, column), at(lower, column));
            if !above.is_empty() {
                group.clone_from(&above);
            }
            let whole = format!("{group}{below}");
            match below.is_empty() {
                false if is_known(&whole) => whole,
                false => below,
                true => above,
            }
        })
        .collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use csv::StringRecord;

    use super::*;

    fn found(rows: &[&str]) -> Header {
        let rows: Vec<Cells> = rows.iter().map(|row| Cells::Text(StringRecord::from(row.split(',').collect::<Vec<_>>()))).collect();
        let known = ["学号", "姓名", "性别", "生源地", "工作经历1工作地", "工作经历1自"];
        find(&rows.iter().collect::<Vec<_>>(), |heading| known.contains(&heading)).unwrap()
    }

    #[test]
    fn titles_and_blank_rows_above_are_passed_over() {
        let header = found(&["2024届毕业生名单,,", ",,", "学号,姓名,生源地", "1,张三,北京市"]);
        assert_eq!((header.first, header.last, header.known), (2, 2, 3));
    }

    #[test]
    fn two_rows_of_headings_are_read_together() {
        let header = found(&["学号,姓名,个人信息,,工作经历1,", ",,性别,生源地,工作地,自", "1,张三,女,北京市,上海市,2020-01"]);
        assert_eq!(header.headings, ["学号", "姓名", "性别", "生源地", "工作经历1工作地", "工作经历1自"]);
        assert_eq!((header.first, header.last), (0, 1));
    }

    #[test]
    fn without_a_known_name_the_first_filled_row_is_taken() {
        let header = found(&[",", "甲,乙", "1,2"]);
        assert_eq!((header.first, header.known), (1, 0));
    }

    #[test]
    fn a_table_beside_that_names_a_field_again_is_dropped() {
        let target = |heading: &str| ["学号", "院系"].iter().position(|known| *known == heading);
        let mut header = found(&[",学号,院系,,院系,人数"]);
        assert_eq!(header.drop_table_beside(target), ["院系", "人数"]);
        let mut header = found(&["学号,,院系"]);
        assert_eq!(header.drop_table_beside(target), [] as [&str; 0]);
        assert_eq!(header.headings, ["学号", "", "院系"]);
    }

    #[test]
    fn rows_of_codes_and_explanations_below_are_no_records() {
        let row = |text: &str| Cells::Text(StringRecord::from(text.split(',').collect::<Vec<_>>()));
        assert!(belongs_to_header(&row("XH,XM,XB"), Some(0)).is_some());
        assert!(belongs_to_header(&row("必填，8位,选填,"), Some(0)).is_some());
        assert!(belongs_to_header(&row("A1,Tom,F"), Some(0)).is_none());
        assert!(belongs_to_header(&row("20240001,张三,女"), Some(0)).is_none());
    }
}
