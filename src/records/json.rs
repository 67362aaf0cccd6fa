//! JSON, whole or one object a line. A broken line is rejected with its number; the others are read.

use std::io::{BufRead, Read};

use serde_json::Value;

use super::{Data, RecordData, Rejected, Row, Rows, bad, listed, whole};
use crate::error::Error;

pub(super) fn read<'r>(input: impl Read + 'r) -> Result<Rows<'r>, Error> {
    let text = whole(input)?;
    let value: Value = serde_json::from_str(&text).map_err(|error| {
        bad(format!(
            "记录文件第 {} 行第 {} 字节处不是完整的 JSON；一行一条记录的文件请用 --input jsonl",
            error.line(),
            error.column()
        ))
    })?;
    match value {
        Value::Array(list) => Ok(listed(list, object)),
        single @ Value::Object(_) => Ok(listed(vec![single], object)),
        _ => Err(bad("JSON 里应是一条记录，或记录的列表")),
    }
}

fn object(value: Value) -> Option<Data> {
    value.is_object().then_some(Data::Json(value))
}

pub(super) fn lines<'r>(input: impl BufRead + 'r) -> impl Iterator<Item = Row> + 'r {
    let mut number = 0;
    let mut input = input;
    std::iter::from_fn(move || {
        loop {
            number += 1;
            let mut bytes = Vec::new();
            match input.read_until(b'\n', &mut bytes) {
                Ok(0) => return None,
                Ok(_) if bytes.iter().all(u8::is_ascii_whitespace) => {}
                Ok(_) => return Some(Row { number, record: line(&bytes) }),
                Err(_) => return Some(Row { number, record: Err(Rejected::new("文件读不下去")) }),
            }
        }
    })
}

fn line(bytes: &[u8]) -> Result<RecordData, Rejected> {
    match serde_json::from_slice::<Value>(bytes) {
        Ok(value @ Value::Object(_)) => Ok(RecordData(Data::Json(value))),
        Ok(_) => Err(Rejected::new("这一行不是一条记录（应写成 {\"字段\": 值}）")),
        Err(error) => Err(Rejected::new(format!("这一行不是完整的 JSON（第 {} 字节处）", error.column()))),
    }
}
