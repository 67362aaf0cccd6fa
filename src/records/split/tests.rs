#![allow(clippy::unwrap_used)]

use std::io::{self, BufRead, BufReader, Read};
use std::sync::mpsc::sync_channel;

use proptest::prelude::*;

use super::line_by_line;
use super::scan::{Dialect, Kind, Marks, OpenLine, Scanned};
use super::{Piece, PieceRow, Pieces, dialect};
use crate::records::lines::MAX_LINE;
use crate::records::{RawRow, delimited, encoding};

const COMMAS: Dialect = Dialect { separator: b',', end: b'\n' };

/// A row as far as anybody can see it: number, and cells or the reason with what the row held.
type Seen = (usize, Result<Vec<String>, (String, Vec<String>)>);

fn seen(row: RawRow) -> Seen {
    let cells = row.cells.map(|cells| cells.iter().map(|cell| cell.text().into_owned()).collect());
    (row.number, cells.map_err(|rejected| (rejected.reason, rejected.cells)))
}

/// Gives a few bytes at a time, and perhaps fails after the last.
struct Drops<'t> {
    text: &'t [u8],
    size: usize,
    fails: bool,
}

impl Read for Drops<'_> {
    fn read(&mut self, room: &mut [u8]) -> io::Result<usize> {
        if self.text.is_empty() && self.fails {
            return Err(io::Error::other("unplugged"));
        }
        let size = self.size.min(room.len());
        self.text.take(size as u64).read(room).inspect(|read| self.text = self.text.get(*read..).unwrap_or_default())
    }
}

fn drops(text: &[u8], size: usize) -> Drops<'_> {
    Drops { text, size, fails: false }
}

fn fast(pieces: Pieces<impl Read>, by_row: bool) -> Vec<Seen> {
    let mut pieces = if by_row { pieces.alone() } else { pieces };
    let (mut piece, mut rows) = (Piece::new(), Vec::new());
    while pieces.next(&mut piece) {
        if by_row {
            rows.extend((0..).map_while(|index| piece.row(index).map(|row| seen(row.into_raw()))));
        } else {
            rows.extend(piece.rows().map(|row| seen(row.into_raw())));
        }
    }
    rows
}

fn slow(input: impl BufRead, dialect: Dialect, longest: usize) -> Vec<Seen> {
    line_by_line::rows(input, dialect, longest).map(seen).collect()
}

/// Text of cells, separators, quotes and line ends, and what does not belong there.
fn text() -> impl Strategy<Value = Vec<u8>> {
    let token = prop_oneof![
        8 => Just(&b","[..]), 5 => Just(&b"\n"[..]), 3 => Just(&b"\""[..]), 2 => Just(&b"\r\n"[..]), 1 => Just(&b"\r"[..]),
        6 => Just("张三".as_bytes()), 4 => Just(&b"20240001"[..]), 1 => Just(&b" "[..]), 1 => Just(&b"\t"[..]),
        1 => Just(&b";"[..]), 1 => Just(&b"\xE5\xBC"[..]), 1 => Just(&b"\xFF"[..]), 1 => Just(&b"\x00"[..]),
        2 => Just("广东省广州市番禺区大石街道".as_bytes()), 2 => Just(&b"\"\"\","[..]), 2 => Just(&b",\"a,b\",\"c\n"[..]),
    ];
    prop::collection::vec(token, 0..120).prop_map(|tokens| tokens.concat())
}

/// Cells in quotes, almost all of them well.
fn wrapped_text() -> impl Strategy<Value = Vec<u8>> {
    let part = prop_oneof![
        8 => Just("张三"), 4 => Just("20240001"), 2 => Just(","), 1 => Just("\"\""), 1 => Just("\n"), 1 => Just("\r\n"), 1 => Just("\r"), 1 => Just("\u{FEFF}"),
    ];
    let cell = (0_u8..20, prop::collection::vec(part, 0..4)).prop_map(|(way, parts)| match way {
        0 => parts.concat(),
        1 => format!("\"{}", parts.concat()),
        2..6 => parts.into_iter().filter(|part| part.chars().all(char::is_alphanumeric)).collect(),
        _ => format!("\"{}\"", parts.concat()),
    });
    let row = (prop::collection::vec(cell, 1..6), any::<bool>())
        .prop_map(|(cells, is_windows)| cells.join(",") + if is_windows { "\r\n" } else { "\n" });
    prop::collection::vec(row, 0..20).prop_map(|rows| rows.concat().into_bytes())
}

/// The same without quotes, or with few.
fn calm_text() -> impl Strategy<Value = Vec<u8>> {
    (text(), prop::collection::vec(any::<prop::sample::Index>(), 0..3)).prop_map(|(mut text, quotes)| {
        text.retain(|byte| *byte != b'"');
        for at in quotes {
            text.insert(at.index(text.len() + 1), b'"');
        }
        text
    })
}

fn dialects() -> impl Strategy<Value = Dialect> {
    let separator = prop_oneof![4 => Just(b','), 1 => Just(b'\t'), 1 => Just(b';')];
    let end = prop_oneof![4 => Just(b'\n'), 1 => Just(b'\r')];
    (separator, end).prop_map(|(separator, end)| Dialect { separator, end })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn vectors_and_words_find_the_same(
        text in text(), calm in calm_text(), wrapped in wrapped_text(), dialect in dialects(), from in 0_usize..70,
    ) {
        for text in [text, calm, wrapped] {
            let at = Scanned { text: &text, dialect, longest: 150 };
            let from = from.min(text.len());
            let all = |scan: &dyn Fn(&mut Marks, &Scanned<'_>, usize) -> Option<OpenLine>| {
                let mut marks = Marks::default();
                let mut from = from;
                while let Some(open) = scan(&mut marks, &at, from) {
                    marks.push_open(open, if open.is_long { Kind::Long } else { Kind::Open }, open.end, 0);
                    from = open.end + 1;
                }
                let ends: Vec<Vec<u32>> = marks.rows.iter().map(|row| marks.ends(row).to_vec()).collect();
                (marks.rows, ends, marks.lines)
            };
            let by_words = all(&Marks::scan_by_words);
            for level in super::utf8::tests::levels() {
                prop_assert_eq!(all(&|marks: &mut Marks, at: &Scanned<'_>, from| marks.scan_by(level, at, from)), by_words.clone());
            }
        }
    }

    #[test]
    fn pieces_hold_the_rows_that_reading_line_by_line_gives(
        text in text(), calm in calm_text(), wrapped in wrapped_text(), dialect in dialects(), size in 1_usize..300,
        drop in 1_usize..100, longest in prop_oneof![Just(MAX_LINE), 5_usize..200], by_row: bool,
    ) {
        for text in [text, calm, wrapped] {
            let wanted = slow(text.as_slice(), dialect, longest);
            let found = fast(Pieces::with_limits(drops(&text, drop), dialect, size, longest), by_row);
            prop_assert_eq!(found, wanted);
        }
    }

    #[test]
    fn whole_files_are_read_as_before(text in prop_oneof![text(), wrapped_text()]) {
        let wanted = slow(text.as_slice(), dialect::of(&text), MAX_LINE);
        prop_assert_eq!(delimited::rows(text.as_slice()).map(seen).collect::<Vec<_>>(), wanted);
    }

    #[test]
    fn what_was_read_before_a_failure_is_kept(text in calm_text(), size in 1_usize..300, drop in 1_usize..100) {
        let text: Vec<u8> = text.into_iter().filter(|byte| *byte != b'"').collect();
        let input = || Drops { text: &text, size: drop, fails: true };
        let wanted = slow(BufReader::new(input()), COMMAS, MAX_LINE);
        prop_assert_eq!(fast(Pieces::with_limits(input(), COMMAS, size, MAX_LINE), false), wanted);
    }
}

#[test]
fn a_failure_inside_a_row_is_told_after_the_lines_that_were_read() {
    let input = Drops { text: b"a,b\n1,\"x\n2,y\n3,", size: 5, fails: true };
    let rows = fast(Pieces::with_limits(input, COMMAS, 16, MAX_LINE), false);
    let shown: Vec<(usize, String)> =
        rows.into_iter().map(|(number, row)| (number, row.map_or_else(|(reason, _)| reason, |cells| cells.join("|")))).collect();
    assert_eq!(shown.len(), 4);
    assert!(shown[1].0 == 2 && shown[1].1.contains("引号没有成对"));
    assert_eq!(shown[2], (3, "2|y".to_string()));
    assert!(shown[3].0 == 4 && shown[3].1.contains("读到这里出错"));
}

/// Notes how much it is asked for.
struct Asked<'a>(&'a [u8], &'a mut Vec<usize>);

impl Read for Asked<'_> {
    fn read(&mut self, room: &mut [u8]) -> io::Result<usize> {
        self.1.push(room.len());
        self.0.read(room)
    }
}

#[test]
fn plain_utf8_goes_from_the_file_into_the_piece() {
    let text = "20240001,张三\n".repeat(100_000);
    let mut asked = Vec::new();
    let (input, _) = encoding::decode(Asked(text.as_bytes(), &mut asked)).unwrap();
    assert_eq!(fast(Pieces::new(input), false).len(), 100_000);
    assert!(asked.iter().filter(|room| **room > 100 * 1024).count() >= 8, "{asked:?}");
}

#[test]
fn cells_are_borrowed_from_their_piece() {
    let text = "学号,姓名,备注\n1,张三,\"甲,乙\"\r\n\n2,李四,\"\"\"甲\"\"\"\n3,\"王五\",好\r\n";
    let mut pieces = Pieces::new(text.as_bytes());
    let mut piece = Piece::new();
    assert!(pieces.next(&mut piece));
    let mut names = Vec::new();
    for row in piece.rows() {
        match row {
            PieceRow::Plain(fields) => {
                names.push((fields.number(), fields.len(), String::from_utf8_lossy(fields.get(1).unwrap_or_default()).into_owned()))
            }
            PieceRow::Odd(row) => assert!(row.number == 4 && row.cells.is_ok_and(|cells| cells.len() == 3)),
        }
    }
    assert_eq!(names, [(1, 3, "姓名".to_string()), (2, 3, "张三".to_string()), (5, 3, "王五".to_string())]);
    assert!(!pieces.next(&mut piece));
}

#[test]
fn a_line_of_many_megabytes_is_rejected_and_the_next_is_read() {
    let long = |length: usize| [b"1,", vec![b'a'; length - 2].as_slice(), b"\n2,b\n"].concat();
    for (length, is_row) in [(MAX_LINE, true), (MAX_LINE + 1, false), (3 * MAX_LINE, false)] {
        let text = long(length);
        let rows = fast(Pieces::with_limits(drops(&text, usize::MAX), COMMAS, 512 * 1024, MAX_LINE), false);
        assert_eq!((rows.len(), rows[0].1.is_ok(), rows[1].0), (2, is_row, 2), "{length}");
    }
}

/// The number of each row and its second cell, found by so many threads.
fn in_turn(mut pieces: Pieces<impl Read>, threads: usize) -> String {
    let found = |piece: &mut Piece| -> String {
        let line = |row| match row {
            PieceRow::Plain(fields) => {
                format!("{} {}\n", fields.number(), String::from_utf8_lossy(fields.get(1).unwrap_or_default()))
            }
            PieceRow::Odd(RawRow { number, cells: Ok(cells) }) => format!("{number} {}\n", cells.get(1).text()),
            PieceRow::Odd(RawRow { number, cells: Err(rejected) }) => format!("{number} {rejected}\n"),
        };
        piece.rows().map(line).collect()
    };
    std::thread::scope(|scope| {
        let start = |_| {
            let (give, given) = sync_channel::<Piece>(1);
            let (done, output) = sync_channel(1);
            scope.spawn(move || {
                for mut piece in given {
                    if done.send((found(&mut piece), piece)).is_err() {
                        break;
                    }
                }
            });
            (give, output)
        };
        let (gives, outputs): (Vec<_>, Vec<_>) = (0..threads).map(start).unzip();
        let mut whole = String::new();
        let mut turn = 0;
        loop {
            // Buffers come back with the output of the piece that was in them.
            let mut piece = Piece::new();
            if turn >= threads {
                let (text, used) = outputs[turn % threads].recv().unwrap();
                whole.push_str(&text);
                piece = used;
            }
            if !pieces.next(&mut piece) {
                break;
            }
            gives[turn % threads].send(piece).unwrap();
            turn += 1;
        }
        drop(gives);
        for last in turn + 1..turn + threads {
            whole.extend(outputs[last % threads].recv().map(|(text, _)| text));
        }
        whole
    })
}

#[test]
fn pieces_are_read_on_several_threads_in_order() {
    let line = |number: usize| match number % 100 {
        0 => format!("{number},\"第{number},\n行\"\n"),
        1 => format!("{number},\"\n"),
        _ => format!("{number},第{number}行\n"),
    };
    let text: String = (0..5000).map(line).collect();
    let pieces = || Pieces::with_limits(text.as_bytes(), COMMAS, 1000, MAX_LINE);
    let alone = in_turn(pieces(), 1);
    assert_eq!(alone.matches("引号没有成对").count(), 50);
    for threads in [2, 3, 7] {
        assert_eq!(in_turn(pieces(), threads), alone);
    }
}
