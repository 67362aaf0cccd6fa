//! JSON, whole or one object a line. A broken line is rejected with its number; the others are read.

use std::io::{BufRead, Read};

use serde_json::Value;

use super::layout::Layout;
use super::lines::Lines;
use super::reader::whole;
use super::{Data, RecordData, Rejected, Row, bad, listed};
use crate::error::Error;
use crate::input::{Origin, Schema};

pub(super) fn read<'r>(
    input: impl Read + 'r,
    schema: &Schema,
    layout: &mut Layout,
) -> Result<Box<dyn Iterator<Item = Row> + 'r>, Error> {
    let text = whole(input)?;
    let value: Value = serde_json::from_str(&text).map_err(|error| {
        bad(format!(
            "记录文件第 {} 行第 {} 字节处不是完整的 JSON；一行一条记录的文件请用 --input jsonl",
            error.line(),
            error.column()
        ))
    })?;
    match unwrapped(value, schema, layout) {
        Value::Array(list) => Ok(listed(list, object)),
        single @ Value::Object(_) => Ok(listed(vec![single], object)),
        _ => Err(bad("JSON 里应是一条记录，或记录的列表")),
    }
}

/// The list of records inside an object that is no record itself, as services answer: `{"total": 2, "data": [{…}, {…}]}`.
fn unwrapped(value: Value, schema: &Schema, layout: &mut Layout) -> Value {
    let Value::Object(map) = value else { return value };
    let is_list = |value: &Value| value.as_array().is_some_and(|list| !list.is_empty() && list.iter().all(Value::is_object));
    let lists: Vec<&String> = map.iter().filter(|(_, value)| is_list(value)).map(|(key, _)| key).collect();
    match lists.as_slice() {
        [only] if map.keys().all(|key| schema.target(key).is_none()) => {
            let key = (*only).clone();
            layout.remarks.push(format!("记录取自 JSON 里的「{key}」"));
            map.get(&key).cloned().unwrap_or_default()
        }
        _ => Value::Object(map),
    }
}

fn object(value: Value) -> Option<Data> {
    value.is_object().then_some(Data::Json(value))
}

pub(super) fn lines<'r>(input: impl BufRead + 'r) -> impl Iterator<Item = Row> + 'r {
    let mut lines = Lines::new(input, b'\n');
    let mut has_failed = false;
    std::iter::from_fn(move || {
        while !has_failed {
            let (number, record) = match lines.next() {
                Ok(None) => return None,
                Ok(Some(line)) if line.bytes.iter().all(u8::is_ascii_whitespace) => continue,
                Ok(Some(line)) if line.is_cut => (line.number, Err(too_long())),
                Ok(Some(line)) => (line.number, record(&line.bytes)),
                Err(_) => {
                    has_failed = true;
                    (lines.number() + 1, Err(unreadable_rest()))
                }
            };
            return Some(Row { origin: Origin::row(number), record });
        }
        None
    })
}

pub(super) fn too_long() -> Rejected {
    Rejected::new("这一行太长，不像是一名学生的记录")
}

pub(super) fn unreadable_rest() -> Rejected {
    Rejected::new("读到这里出错，后面没有再读：文件读不下去")
}

pub(super) fn record(line: &[u8]) -> Result<RecordData, Rejected> {
    let refused = |reason: String| Rejected::new(reason).with_cells(vec![String::from_utf8_lossy(line).into_owned()]);
    match serde_json::from_slice::<Value>(line) {
        Ok(value @ Value::Object(_)) => Ok(RecordData(Data::Json(value))),
        Ok(_) => Err(refused("这一行不是一条记录（应写成 {\"字段\": 值}）".to_string())),
        Err(error) => Err(refused(format!("这一行不是完整的 JSON（第 {} 字节处）", error.column()))),
    }
}
