//! What it costs to find the cells of a CSV file, beside the loops of the csv crate over the same bytes in one run.
//!
//! `cargo bench --bench split`

// A bench that cannot read its own input should stop there.
#![allow(clippy::unwrap_used, missing_docs, reason = "a bench is a program, not a library")]

use std::fmt::Write;
use std::sync::LazyLock;

use csv::{ByteRecord, ReaderBuilder, StringRecord};
use divan::{Bencher, black_box, counter::BytesCount};

#[allow(dead_code, reason = "the library uses all of it")]
#[path = "../src/records/split/scan/mod.rs"]
mod scan;

use scan::{Dialect, Marks, OpenLine, Scanned};

const ROWS: usize = 100_000;
const COLUMNS: usize = 26;
/// Bytes of a piece, as the library reads them.
const PIECE: usize = 512 * 1024;
/// A column that is looked at in each row.
const LOOKED_AT: usize = 17;

fn main() {
    divan::main();
}

/// 26 columns, about 264 bytes a row, a third of it Chinese.
static TEXT: LazyLock<String> = LazyLock::new(|| {
    let mut text = (0..COLUMNS).map(|column| format!("栏目{column}")).collect::<Vec<_>>().join(",") + "\n";
    let cities = ["广东省东莞市", "北京市朝阳区", "四川省成都市武侯区", "内蒙古自治区呼和浩特市", ""];
    for row in 0..ROWS {
        let pick = |salt: usize| cities[(row * 31 + salt * 7 + row / 13) % cities.len()];
        write!(text, "学生{row},2024{row:06},44190020010101{:04},本科,学士学位,2024-06,计算机学院", row % 10_000).unwrap();
        write!(text, ",软件工程,1380013{:04},群众,{},44{:04},是,{},否,,", row % 10_000, pick(1), row % 9_999, pick(2)).unwrap();
        writeln!(
            text,
            "{},第{}中学,否,是,否,2025,通过,{},2024-05-{:02},备注第{}条，无",
            pick(3),
            row % 90,
            row % 100,
            row % 28 + 1,
            row % 7
        )
        .unwrap();
    }
    text
});

/// The text in pieces of whole lines.
static PIECES: LazyLock<Vec<&'static [u8]>> = LazyLock::new(|| {
    let mut rest = TEXT.as_bytes();
    let mut pieces = Vec::new();
    while !rest.is_empty() {
        let end = rest.get(PIECE..).and_then(|more| memchr::memchr(b'\n', more)).map_or(rest.len(), |at| PIECE + at + 1);
        let (piece, more) = rest.split_at(end);
        pieces.push(piece);
        rest = more;
    }
    pieces
});

fn bytes() -> BytesCount {
    BytesCount::new(TEXT.len())
}

/// The looked-at cell of each row of a piece.
fn cells(marks: &mut Marks, piece: &[u8], scan: fn(&mut Marks, &Scanned<'_>, usize) -> Option<OpenLine>) -> usize {
    let at = Scanned { text: piece, dialect: Dialect { separator: b',', end: b'\n' }, longest: 4 << 20 };
    marks.clear();
    assert!(scan(marks, &at, 0).is_none());
    let width = |row| Some(marks.ends(row).get(LOOKED_AT)? - marks.ends(row).get(LOOKED_AT - 1)?);
    marks.rows.iter().filter_map(width).sum::<u32>() as usize
}

/// Ends of all cells by vectors.
#[divan::bench]
fn vectors(bencher: Bencher<'_, '_>) {
    let mut marks = Marks::default();
    bencher.counter(bytes()).bench_local(|| PIECES.iter().map(|piece| cells(&mut marks, piece, Marks::scan)).sum::<usize>());
}

/// The same in plain Rust.
#[divan::bench]
fn words(bencher: Bencher<'_, '_>) {
    let mut marks = Marks::default();
    bencher
        .counter(bytes())
        .bench_local(|| PIECES.iter().map(|piece| cells(&mut marks, piece, Marks::scan_by_words)).sum::<usize>());
}

/// What the library does on one thread: ends of cells, and the check of UTF-8.
#[divan::bench]
fn one_thread(bencher: Bencher<'_, '_>) {
    let mut marks = Marks::default();
    bencher.counter(bytes()).bench_local(|| {
        let each = |piece: &&[u8]| {
            let cells = cells(&mut marks, piece, Marks::scan);
            assert!(simdutf8::basic::from_utf8(piece).is_ok());
            cells
        };
        PIECES.iter().map(each).sum::<usize>()
    });
}

/// Counting lines and looking for quotes: what must be done before pieces can go to several threads.
#[divan::bench]
fn lines_and_quotes(bencher: Bencher<'_, '_>) {
    let each = |piece: &&[u8]| memchr::memchr_iter(b'\n', piece).count() + usize::from(memchr::memchr(b'"', piece).is_some());
    bencher.counter(bytes()).bench_local(|| PIECES.iter().map(each).sum::<usize>());
}

#[divan::bench]
fn utf8_check(bencher: Bencher<'_, '_>) {
    bencher.counter(bytes()).bench_local(|| PIECES.iter().all(|piece| simdutf8::basic::from_utf8(black_box(piece)).is_ok()));
}

#[divan::bench]
fn csv_bytes(bencher: Bencher<'_, '_>) {
    bencher.counter(bytes()).bench_local(|| {
        let mut reader = ReaderBuilder::new().has_headers(false).buffer_capacity(1 << 16).from_reader(TEXT.as_bytes());
        let (mut record, mut sum) = (ByteRecord::new(), 0);
        while reader.read_byte_record(&mut record).unwrap() {
            sum += record[LOOKED_AT].len();
        }
        sum
    });
}

#[divan::bench]
fn csv_strings(bencher: Bencher<'_, '_>) {
    bencher.counter(bytes()).bench_local(|| {
        let mut reader = ReaderBuilder::new().has_headers(false).buffer_capacity(1 << 16).from_reader(TEXT.as_bytes());
        let (mut record, mut sum) = (StringRecord::new(), 0);
        while reader.read_record(&mut record).unwrap() {
            sum += record[LOOKED_AT].len();
        }
        sum
    });
}
