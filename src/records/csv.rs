//! CSV with a header. A row with too few or too many cells, or bytes that are not UTF-8, is rejected with its line.

use std::io::Read;
use std::sync::Arc;

use csv::{ByteRecord, ReaderBuilder, StringRecord, Terminator};

use super::{Data, RecordData, Rejected, Row, Rows, bad};
use crate::error::Error;

pub(super) fn read<'r>(input: impl Read + 'r) -> Result<Rows<'r>, Error> {
    // With a line end after the last row, the reader always stands on the line after the one just read.
    let input = input.chain(&b"\n"[..]);
    let mut reader = ReaderBuilder::new().flexible(true).has_headers(true).terminator(Terminator::Any(b'\n')).from_reader(input);
    let header = reader.headers().map_err(|error| bad(format!("表头无法读取：{}", describe(&error))))?;
    let header: Arc<[String]> = header.iter().map(|name| name.trim().to_string()).collect();
    if header.iter().all(String::is_empty) {
        return Err(bad("记录文件是空的，或第一行没有列名"));
    }
    let columns = Arc::clone(&header);
    let mut failed = false;
    let rows = std::iter::from_fn(move || {
        while !failed {
            let mut record = ByteRecord::new();
            match reader.read_byte_record(&mut record) {
                Ok(false) => return None,
                Ok(true) if record.iter().all(|cell| cell.is_empty() || cell == b"\r") => {}
                Ok(true) => {
                    let number = line(reader.position().line(), &record);
                    return Some(Row { number, record: row(record, &columns) });
                }
                Err(error) => {
                    failed = true;
                    let number = usize::try_from(reader.position().line()).unwrap_or(0);
                    return Some(Row {
                        number,
                        record: Err(Rejected::new(format!("读到这里出错，后面没有再读：{}", describe(&error)))),
                    });
                }
            }
        }
        None
    });
    Ok(Rows { header: Some(header), rows: Box::new(rows) })
}

/// The line where a record starts: the reader's own figure does not count empty lines before it.
fn line(after: u64, record: &ByteRecord) -> usize {
    let inside = record.as_slice().iter().filter(|byte| **byte == b'\n').count();
    usize::try_from(after).unwrap_or(usize::MAX).saturating_sub(inside + 1)
}

fn row(record: ByteRecord, header: &Arc<[String]>) -> Result<RecordData, Rejected> {
    let record = without_return(record);
    let extra_is_empty = record.iter().skip(header.len()).all(<[u8]>::is_empty);
    if record.len() < header.len() || !extra_is_empty {
        return Err(Rejected::new(format!("这一行有 {} 格，表头有 {} 格；可能多了或少了逗号、引号", record.len(), header.len())));
    }
    let cells =
        StringRecord::from_byte_record(record).map_err(|_| Rejected::new("这一行不是 UTF-8 文本；请把文件另存为 UTF-8 编码"))?;
    Ok(RecordData(Data::Cells { header: Arc::clone(header), cells }))
}

/// A row without the carriage return of its line end.
fn without_return(record: ByteRecord) -> ByteRecord {
    if record.iter().next_back().is_none_or(|cell| cell.last() != Some(&b'\r')) {
        return record;
    }
    let last = record.len() - 1;
    record
        .iter()
        .enumerate()
        .map(|(index, cell)| if index == last { cell.strip_suffix(b"\r").unwrap_or(cell) } else { cell })
        .collect()
}

fn describe(error: &csv::Error) -> &'static str {
    match error.kind() {
        csv::ErrorKind::Utf8 { .. } => "不是 UTF-8 文本，请把文件另存为 UTF-8 编码",
        csv::ErrorKind::Io(_) => "文件读不下去",
        _ => "不是完整的 CSV",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str) -> Vec<usize> {
        read(text.as_bytes()).map(|rows| rows.map(|row| row.number).collect()).unwrap_or_default()
    }

    #[test]
    fn rows_are_numbered_by_the_line_they_start_on() {
        assert_eq!(lines("a,b\n1,2\n\n\n3,4\n\"x\ny\",5\n6,7"), [2, 5, 6, 8]);
        assert_eq!(lines("a,b\r\n1,2\r\n\r\n3,4\r\n5,6\r\n"), [2, 4, 5]);
    }
}
