//! YAML: a list of maps, or one map. Duplicate keys, alias bombs and deep nesting are refused by the parser.

use std::io::Read;

use serde_yaml::Value;

use super::reader::whole;
use super::{Data, Row, bad, listed};
use crate::error::Error;

pub(super) fn read<'r>(input: impl Read + 'r) -> Result<Box<dyn Iterator<Item = Row> + 'r>, Error> {
    let text = whole(input)?;
    let value: Value = serde_yaml::from_str(&text).map_err(|error| {
        let place = error.location().map_or_else(String::new, |at| format!("第 {} 行第 {} 列", at.line(), at.column()));
        bad(format!("记录文件{place}不是完整的 YAML；检查缩进、冒号后的空格和重复的字段"))
    })?;
    match value {
        Value::Sequence(list) => Ok(listed(list, map)),
        single @ Value::Mapping(_) => Ok(listed(vec![single], map)),
        _ => Err(bad("YAML 里应是一条记录，或记录的列表")),
    }
}

fn map(value: Value) -> Option<Data> {
    value.is_mapping().then_some(Data::Yaml(value))
}
