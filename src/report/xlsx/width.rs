//! How much room text takes in a table. In: text. Out: widths in digits, the unit of a workbook's columns; a Han character takes two.

/// A column is not narrower.
const NARROWEST: usize = 5;
/// A column is not wider; longer text is wrapped.
const WIDEST: usize = 42;
/// Room at the sides of a cell.
const PADDING: usize = 2;
/// Room for the arrow of a filter.
const ARROW: usize = 3;

/// The width of the longest line of a text.
pub(in crate::report) fn width(text: &str) -> usize {
    text.lines().map(line_width).max().unwrap_or(0)
}

/// How many lines a text takes in a column.
pub(in crate::report) fn lines(text: &str, room: usize) -> usize {
    text.split('\n').map(|line| line_width(line).div_ceil(room.max(2)).max(1)).sum()
}

/// The width of a column whose widest text is given.
pub(super) fn column(widest: usize) -> usize {
    (widest + PADDING).clamp(NARROWEST, WIDEST)
}

/// The widest text that a heading stands for: long headings are wrapped, so half of them is enough.
pub(super) fn heading(text: &str, has_filter: bool) -> usize {
    let width = width(text);
    let wrapped = if width > 16 { width.div_ceil(2) + 1 } else { width };
    wrapped + if has_filter { ARROW } else { 0 }
}

fn line_width(line: &str) -> usize {
    line.chars().map(|character| if character < '\u{1100}' { 1 } else { 2 }).sum()
}

#[cfg(test)]
mod tests {
    use super::{column, heading, lines, width};

    #[test]
    fn a_han_character_takes_two_digits() {
        assert_eq!(width("学号2020"), 8);
        assert_eq!(width("短\n比较长的一行\n短"), 12);
        assert_eq!(width(""), 0);
    }

    #[test]
    fn columns_have_bounds_and_long_text_is_wrapped() {
        assert_eq!(column(0), 5);
        assert_eq!(column(10), 12);
        assert_eq!(column(1000), 42);
        assert_eq!(lines("一二三四五", 4), 3);
        assert_eq!(lines("一\n\n二", 40), 3);
    }

    #[test]
    fn long_headings_are_wrapped() {
        assert_eq!(heading("学号", true), 7);
        assert_eq!(heading("高中/本科毕业学校名称", false), 12);
    }
}
