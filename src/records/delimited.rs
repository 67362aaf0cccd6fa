//! Separated values: rows with their lines. In: UTF-8 text. Out: rows of cells. A row that cannot be read is rejected alone: an open
//! quote costs its own line, not the rest of the file.

use std::io::BufRead;

use super::RawRow;
use super::split::{Piece, Pieces};

pub(super) fn rows<'r>(input: impl BufRead + 'r) -> impl Iterator<Item = RawRow> + 'r {
    let mut pieces = Pieces::new(input).alone();
    let (mut piece, mut index) = (Piece::new(), 0);
    std::iter::from_fn(move || {
        loop {
            if let Some(row) = piece.row(index) {
                index += 1;
                return Some(row.into_raw());
            }
            if !pieces.next(&mut piece) {
                return None;
            }
            index = 0;
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<(usize, String)> {
        let shown = |row: RawRow| {
            let cells = row.cells.map(|cells| cells.iter().map(|cell| cell.text().into_owned()).collect::<Vec<_>>().join("|"));
            (row.number, cells.unwrap_or_else(|rejected| rejected.reason))
        };
        rows(text.as_bytes()).map(shown).collect()
    }

    fn lines(text: &str) -> Vec<usize> {
        read(text).into_iter().map(|(number, _)| number).collect()
    }

    #[test]
    fn rows_are_numbered_by_the_line_they_start_on() {
        assert_eq!(lines("a,b\n1,2\n\n\n3,4\n\"x\ny\",5\n6,7"), [1, 2, 5, 6, 8]);
        assert_eq!(lines("a,b\r\n1,2\r\n\r\n3,4\r\n5,6\r\n"), [1, 2, 4, 5]);
        assert_eq!(lines("a,b\r1,2\r3,4\r"), [1, 2, 3]);
    }

    #[test]
    fn tabs_semicolons_and_commas_separate() {
        for text in ["学号,姓名\n1,张三\n", "学号\t姓名\n1\t张三\n", "学号;姓名\n1;张三\n", "学号,姓名\r1,张三\r"]
        {
            assert_eq!(read(text), [(1, "学号|姓名".to_string()), (2, "1|张三".to_string())], "{text:?}");
        }
        assert_eq!(read("名单，共 2 人\n学号,备注\n1,\"一;二;三;四\"\n").pop(), Some((3, "1|一;二;三;四".to_string())));
    }

    #[test]
    fn quotes_hold_separators_line_ends_and_doubled_quotes() {
        let rows = read("学号,备注\n1,\"甲,乙\n丙\"\n2,\"他说\"\"好\"\"\"\n");
        assert_eq!(rows.iter().map(|(_, row)| row.as_str()).collect::<Vec<_>>(), ["学号|备注", "1|甲,乙\n丙", "2|他说\"好\""]);
    }

    #[test]
    fn an_open_quote_costs_its_own_line_only() {
        let rows = read("学号,备注\n1,\"没有收尾\n2,好\n3,\"也没有\n4,好\n");
        let numbers: Vec<usize> = rows.iter().map(|(number, _)| *number).collect();
        assert_eq!(numbers, [1, 2, 3, 4, 5]);
        assert_eq!((rows[2].1.as_str(), rows[4].1.as_str()), ("2|好", "4|好"));
        assert!(rows[1].1.contains("引号没有成对") && rows[3].1.contains("引号没有成对"));
        let rows = read("学号,备注\n1,\"没有收尾\n2,好\n");
        assert_eq!(rows.len(), 3);
    }
}
