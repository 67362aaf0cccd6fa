//! How much room text takes in a table. In: text. Out: widths in digits, the unit of a workbook's columns; a Han character takes two.

/// A column is not narrower.
const NARROWEST: usize = 5;
/// A column is not wider; longer text is wrapped.
const WIDEST: usize = 42;
/// Columns with long text are made narrower down to this, where that helps to print the table.
const WIDEST_IN_WIDE_TABLE: usize = 28;
/// What a page shows in letters of a good size.
const GOOD_PAGE: usize = 240;
/// What a page shows in letters that can still be read.
const FULL_PAGE: usize = 300;
/// Room at the sides of a cell.
const PADDING: usize = 2;
/// Room for the arrow of a filter.
pub(super) const ARROW: usize = 3;
/// A heading is wrapped if it is wider.
const HEADING: usize = 10;

/// The width of the longest line of a text.
pub(super) fn width(text: &str) -> usize {
    text.lines().map(line_width).max().unwrap_or(0)
}

/// How many lines a text takes in a column. A line that is full to the last character may be broken earlier.
pub(super) fn lines(text: &str, column: usize) -> usize {
    let room = column.saturating_sub(PADDING + 1).max(2);
    text.split('\n').map(|line| if line_width(line) <= room + 1 { 1 } else { line_width(line).div_ceil(room) }).sum()
}

/// The widths of the columns, given the widest text of each.
pub(super) fn columns(widest: &[usize]) -> Vec<usize> {
    let within = |most: usize| widest.iter().map(|width| (width + PADDING).clamp(NARROWEST, most)).collect::<Vec<_>>();
    let fitting = (WIDEST_IN_WIDE_TABLE..=WIDEST).rev().map(within).find(|widths| widths.iter().sum::<usize>() <= GOOD_PAGE);
    fitting.unwrap_or_else(|| within(WIDEST_IN_WIDE_TABLE))
}

/// How many pages a table takes side by side.
pub(super) fn pages(columns: &[usize]) -> usize {
    columns.iter().sum::<usize>().div_ceil(FULL_PAGE).max(1)
}

/// The widest text that a heading stands for.
pub(super) fn heading(text: &str, has_filter: bool) -> usize {
    let width = width(text);
    let lines = width.div_ceil(HEADING).clamp(1, 3);
    width.div_ceil(lines) + lines - 1 + if has_filter { ARROW } else { 0 }
}

fn line_width(line: &str) -> usize {
    line.chars().map(|character| if character < '\u{1100}' { 1 } else { 2 }).sum()
}

#[cfg(test)]
mod tests {
    use super::{columns, heading, lines, pages, width};

    #[test]
    fn a_han_character_takes_two_digits() {
        assert_eq!(width("学号2020"), 8);
        assert_eq!(width("短\n比较长的一行\n短"), 12);
        assert_eq!(width(""), 0);
    }

    #[test]
    fn columns_have_bounds() {
        assert_eq!(columns(&[0, 10, 1000]), [5, 12, 42]);
    }

    #[test]
    fn a_wide_table_has_narrower_columns_and_then_more_pages() {
        let texts = [1000; 7];
        assert_eq!(columns(&texts), [34; 7]);
        assert_eq!(pages(&columns(&texts)), 1);
        assert_eq!(columns(&[1000; 20]), [28; 20]);
        assert_eq!(pages(&[28; 20]), 2);
    }

    #[test]
    fn long_text_takes_several_lines() {
        assert_eq!(lines("一二三四五", 12), 1);
        assert_eq!(lines("一二三四五六", 12), 2);
        assert_eq!(lines("一\n\n二", 40), 3);
        assert_eq!(lines("", 40), 1);
    }

    #[test]
    fn long_headings_are_wrapped() {
        assert_eq!(heading("学号", true), 7);
        assert_eq!(heading("高中/本科毕业学校名称", false), 9);
    }
}
