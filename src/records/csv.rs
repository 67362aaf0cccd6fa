//! CSV with a header. A row with too few or too many cells, or bytes that are not UTF-8, is rejected with its line.

use std::io::Read;
use std::sync::Arc;

use csv::{ByteRecord, ReaderBuilder, StringRecord};

use super::{Data, RecordData, Rejected, Row, Rows, bad};
use crate::error::Error;

pub(super) fn read<'r>(input: impl Read + 'r) -> Result<Rows<'r>, Error> {
    let mut reader = ReaderBuilder::new().flexible(true).has_headers(true).from_reader(input);
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
                Ok(true) if record.iter().all(<[u8]>::is_empty) => {}
                Ok(true) => {
                    let number = line(&record);
                    return Some(Row { number, record: row(record, &columns) });
                }
                Err(error) => {
                    failed = true;
                    let number = usize::try_from(reader.position().line()).unwrap_or(0);
                    return Some(Row { number, record: Err(Rejected::new(format!("读到这里出错，后面没有再读：{}", describe(&error)))) });
                }
            }
        }
        None
    });
    Ok(Rows { header: Some(header), rows: Box::new(rows) })
}

fn line(record: &ByteRecord) -> usize {
    record.position().and_then(|position| usize::try_from(position.line()).ok()).unwrap_or(0)
}

fn row(record: ByteRecord, header: &Arc<[String]>) -> Result<RecordData, Rejected> {
    let extra_is_empty = record.iter().skip(header.len()).all(<[u8]>::is_empty);
    if record.len() < header.len() || !extra_is_empty {
        return Err(Rejected::new(format!("这一行有 {} 格，表头有 {} 格；可能多了或少了逗号、引号", record.len(), header.len())));
    }
    let cells = StringRecord::from_byte_record(record).map_err(|_| Rejected::new("这一行不是 UTF-8 文本；请把文件另存为 UTF-8 编码"))?;
    Ok(RecordData(Data::Cells { header: Arc::clone(header), cells }))
}

fn describe(error: &csv::Error) -> &'static str {
    match error.kind() {
        csv::ErrorKind::Utf8 { .. } => "不是 UTF-8 文本，请把文件另存为 UTF-8 编码",
        csv::ErrorKind::Io(_) => "文件读不下去",
        _ => "不是完整的 CSV",
    }
}
