//! JSON straight into rows. In: one object. Out: its row; no tree of values stands between, unless the object holds more than plain
//! values of known fields: then it is read the general way.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::super::{Engine, Prepared};
use super::direct::RecordWriter;
use super::keys::Keys;
use super::writer::{NotPlain, Whole};
use crate::error::{Error, ErrorKind};
use crate::ids::{DetailId, FieldId};
use crate::input::{Schema, Target};

/// Reads records that are written as JSON.
///
/// ```
/// use shengyuan::{Conclusion, Date, Policy, Source};
/// let text = "记录 人 { 标识 学号  学号 : 文本 必填  身高 : 整数 }\n规则 人 { 检查 不矮 阻断 { 要求 身高 ≥ 150 提示 \"矮\" } }";
/// let policy = Policy::compile([Source::new("例.policy", text)])?;
/// let engine = policy.record("人")?.engine(Date::new(2024, 1, 1).ok_or("no such day")?);
/// let mut reader = engine.json_reader();
/// reader.push("{\"学号\": \"1\", \"身高\": 149}".as_bytes())?;
/// reader.push("{\"学号\": \"2\", \"身高\": \"150\"}".as_bytes())?;
/// let mut proof = engine.proof();
/// assert_eq!(engine.judge(reader.records(), 0, &mut proof)?.conclusion(), Conclusion::MustFix);
/// assert_eq!(engine.judge(reader.records(), 1, &mut proof)?.conclusion(), Conclusion::Passed);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct JsonReader<'e> {
    writer: RecordWriter<'e>,
    keys: Keys,
}

impl Engine<'_> {
    /// Reads records that are written as JSON, one after another.
    pub fn json_reader(&self) -> JsonReader<'_> {
        JsonReader { writer: self.record_writer(), keys: Keys::default() }
    }
}

impl<'e> JsonReader<'e> {
    /// Adds the record that one object is.
    ///
    /// # Errors
    /// [`ErrorKind::BadInput`] if this is no JSON, [`ErrorKind::NotARecord`] if it is no object. The records before stay.
    pub fn push(&mut self, json: &[u8]) -> Result<(), Error> {
        if self.push_plain(json) { Ok(()) } else { self.push_tree(json) }
    }

    /// Adds the record, if it is a plain one.
    pub(crate) fn push_plain(&mut self, json: &[u8]) -> bool {
        simdutf8::basic::from_utf8(json).is_ok_and(|text| self.write(text))
    }

    /// What writes the records.
    pub(crate) fn writer(&mut self) -> &mut RecordWriter<'e> {
        &mut self.writer
    }

    /// The records that were read.
    pub fn records(&self) -> &Prepared {
        self.writer.records()
    }

    /// Forgets the records, and keeps what helps to read more.
    pub fn clear(&mut self) {
        self.writer.clear();
    }

    /// The records alone.
    #[must_use]
    pub fn into_records(self) -> Prepared {
        self.writer.into_records()
    }

    fn write(&mut self, json: &str) -> bool {
        let whole = self.writer.begin_whole(json.as_bytes());
        self.keys.begin();
        let mut deserializer = serde_json::Deserializer::from_str(json);
        let record = Record { writer: &mut self.writer, keys: &mut self.keys, whole: &whole };
        let is_written = record.deserialize(&mut deserializer).is_ok() && deserializer.end().is_ok();
        if is_written {
            self.writer.end();
        } else {
            self.writer.give_up();
        }
        is_written
    }

    #[inline(never)]
    fn push_tree(&mut self, json: &[u8]) -> Result<(), Error> {
        let value: serde_json::Value = serde_json::from_slice(json).map_err(|error| {
            let place = if error.line() > 1 { format!("第 {} 行", error.line()) } else { String::new() };
            Error::new(ErrorKind::BadInput, format!("这条记录不是完整的 JSON（{place}第 {} 字节处）", error.column()))
        })?;
        self.writer.push(&value)
    }
}

/// An error without words: the record is read once more, and then whatever is wrong is told.
fn refused<E: serde::de::Error>(_: NotPlain) -> E {
    E::custom("")
}

struct Record<'w, 'e, 't> {
    writer: &'w mut RecordWriter<'e>,
    keys: &'w mut Keys,
    whole: &'w Whole<'t>,
}

impl<'de> DeserializeSeed<'de> for Record<'_, '_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Record<'_, '_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("一条记录")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let Record { writer, keys, whole } = self;
        let schema = writer.schema();
        while let Some(target) = map.next_key_seed(Key { keys, schema })? {
            match target {
                Some(Target::Field(field)) => map.next_value_seed(Cell { writer, whole, field })?,
                Some(Target::Detail(detail)) => map.next_value_seed(Rows { writer, detail })?,
                Some(Target::Row(..)) | None => return Err(refused(NotPlain)),
            }
        }
        Ok(())
    }
}

struct Key<'w> {
    keys: &'w mut Keys,
    schema: &'w Schema,
}

impl<'de> DeserializeSeed<'de> for Key<'_> {
    type Value = Option<Target>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Option<Target>, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for Key<'_> {
    type Value = Option<Target>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("字段名")
    }

    fn visit_str<E>(self, key: &str) -> Result<Option<Target>, E> {
        Ok(self.keys.target(key, self.schema))
    }
}

struct Cell<'w, 'e, 't> {
    writer: &'w mut RecordWriter<'e>,
    whole: &'w Whole<'t>,
    field: FieldId,
}

impl<'de> DeserializeSeed<'de> for Cell<'_, '_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Cell<'_, '_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("单个值")
    }

    #[inline]
    fn visit_borrowed_str<E: serde::de::Error>(self, text: &'de str) -> Result<(), E> {
        match self.whole.place(text) {
            Some(place) => self.writer.part(self.whole, self.field, place).map_err(refused),
            None => self.visit_str(text),
        }
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<(), E> {
        self.writer.text(self.field, text).map_err(refused)
    }

    fn visit_bool<E: serde::de::Error>(self, value: bool) -> Result<(), E> {
        self.writer.truth(self.field, value).map_err(refused)
    }

    fn visit_i64<E: serde::de::Error>(self, value: i64) -> Result<(), E> {
        self.writer.integer(self.field, value).map_err(refused)
    }

    fn visit_u64<E: serde::de::Error>(self, value: u64) -> Result<(), E> {
        let value = i64::try_from(value).map_err(|_| refused(NotPlain))?;
        self.visit_i64(value)
    }

    fn visit_unit<E: serde::de::Error>(self) -> Result<(), E> {
        self.writer.empty(self.field).map_err(refused)
    }
}

/// What is said of a detail.
struct Rows<'w, 'e> {
    writer: &'w mut RecordWriter<'e>,
    detail: DetailId,
}

impl<'de> DeserializeSeed<'de> for Rows<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Rows<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("列表")
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut rows: A) -> Result<(), A::Error> {
        match rows.next_element::<IgnoredAny>()? {
            None => self.writer.no_rows(self.detail).map_err(refused),
            Some(_) => Err(A::Error::custom("")),
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use proptest::prelude::*;

    use crate::date::Date;
    use crate::policy::Policy;
    use crate::source::Source;

    const POLICY: &str = "
        枚举 种类 { 甲种 编码 \"01\" 别名 \"甲\" 乙种 编码 \"2\" }
        记录 人 {
          标识 学号
          学号 : 文本
          学校 : 文本 占位 \"毕业学校\"
          整数 : 整数
          小数 : 小数
          日期 : 日期
          是否 : 是否
          种类 : 种类
          一些 : 集合<整数>
          明细 工作 { 工作地 : 文本 }
        }";

    fn value() -> impl Strategy<Value = String> {
        let known = prop::sample::select(vec![
            "null",
            "true",
            "false",
            "1",
            "0",
            "-0",
            "60",
            "-5",
            "1.5",
            "1e3",
            "18446744073709551615",
            "9223372036854775807",
            "20240601",
            "[]",
            "[1,2]",
            "[{\"工作地\":\"某市\"}]",
            "{}",
            "{\"甲\":1}",
            "\"\"",
            "\"甲种\"",
            "\"01\"",
            "\"1\"",
            "\"毕业学校\"",
            "\"张三\"",
            "\"张 三\"",
            "\"\\u5f20\\u4e09\"",
            "\"a\\\"b\"",
            "\"2024-02-29\"",
            "\"2024/2/9\"",
            "\"是\"",
            "\"有\"",
            "\"无\"",
            "\"1.0\"",
            "\"12.5\"",
            "\"1、2\"",
            "\"\\t\"",
            "\"👍\"",
            "\"（一）\"",
            "01",
            "nul",
            "\"",
        ]);
        prop_oneof![8 => known.prop_map(str::to_string), 1 => "\"[0-9./-]{1,10}\"", 1 => "-?[0-9]{1,20}"]
    }

    fn object() -> impl Strategy<Value = String> {
        let key = prop::sample::select(vec!["学号", "学校", "整数", "小数", "日期", "是否", "种类", "一些"]);
        let other = prop::sample::select(vec!["工作", "工作1工作地", "别的", "种类代码", "整 数", "学\\u53f7"]);
        let key = prop_oneof![9 => key, 1 => other];
        let blank = prop::sample::select(vec!["", "", " ", "\n"]);
        (prop::collection::vec((key, value()), 0..9), blank).prop_map(|(entries, blank)| {
            let entries: Vec<String> = entries.into_iter().map(|(key, value)| format!("\"{key}\":{blank}{value}")).collect();
            format!("{{{}}}{blank}", entries.join(","))
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, cases: 1000, ..ProptestConfig::default() })]

        #[test]
        fn objects_are_read_as_trees_are(objects in prop::collection::vec(object(), 1..8)) {
            static POLICY_ONCE: std::sync::OnceLock<Policy> = std::sync::OnceLock::new();
            let policy = POLICY_ONCE.get_or_init(|| Policy::compile([Source::new("例.policy", POLICY)]).unwrap());
            let engine = policy.record("人").unwrap().engine(Date::new(2024, 1, 1).unwrap());
            let (mut straight, mut general) = (engine.json_reader(), engine.json_reader());
            for object in &objects {
                let told = straight.push(object.as_bytes()).map_err(|error| error.to_string());
                prop_assert_eq!(&told, &general.push_tree(object.as_bytes()).map_err(|error| error.to_string()), "{}", object);
            }
            prop_assert_eq!(straight.records().len(), general.records().len());
            for number in 0..general.records().len() {
                let shown = |reader: &super::JsonReader<'_>| format!("{:?}", reader.records().slots(number));
                prop_assert_eq!(shown(&straight), shown(&general), "{:?}", objects);
            }
        }
    }
}
