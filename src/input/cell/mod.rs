//! Text to a cell of a field's type. In: what a file holds. Out: a value with a remark if it was not written plainly, or what is
//! wrong with it and how to mend it. Never: a guess.
//!
//! What a reason draws from the contents comes behind its first `；` or `：`, so that it can be left out for a 敏感 field.

mod calendar;
mod choice;
mod clock;
mod damage;
mod number;
mod place;
mod tidy;

use super::remark::Remark;
use super::schema::{FieldSchema, Schema};
use super::{Cell, Invalid};
use crate::hir::Type;
use crate::value::Value;

const NOTHING_TO_SAY: &str = "没有内容时请把这一格留空，不要写斜线、横线、「无」这类记号";

/// What was read, and something to say about it.
pub(super) struct Read {
    pub(super) cell: Cell,
    pub(super) note: Option<Remark>,
}

impl Read {
    pub(super) fn silent(cell: Cell) -> Self {
        Self { cell, note: None }
    }
}

/// Where a text comes from, since a numeric cell loses what a text keeps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Origin {
    /// A text, or a whole number that is written exactly.
    Text,
    /// A floating number, such as every number of a workbook.
    Float,
    /// A number of a workbook whose days are counted from 1904.
    Serial1904,
}

/// A cell's contents on their way to a value.
#[derive(Clone, Copy, Debug)]
struct Written<'t> {
    /// Without the blanks around it, to be quoted.
    raw: &'t str,
    /// Without the apostrophe of a text cell.
    text: &'t str,
    origin: Origin,
}

impl Written<'_> {
    fn is_marked(&self) -> bool {
        self.text.len() < self.raw.len()
    }
}

/// A value, with a remark if it was not written plainly.
#[derive(Debug)]
struct Taken {
    value: Value,
    remark: Option<Remark>,
}

impl Taken {
    fn silent(value: Value) -> Self {
        Self { value, remark: None }
    }

    fn remarked<const N: usize>(value: Value, sentence: &'static str, values: [&str; N]) -> Self {
        Self { value, remark: Some(Remark::new(sentence, values)) }
    }

    /// With a remark if what was meant is not what was written.
    fn read_as(value: Value, written: Written<'_>, meant: &str) -> Self {
        let remark = (written.raw != meant).then(|| Remark::new("「{}」按「{}」读取", [written.raw, meant]));
        Self { value, remark }
    }

    fn also(mut self, other: Remark) -> Self {
        self.remark = Some(match self.remark {
            Some(remark) => remark.and(Some(other)),
            None => other,
        });
        self
    }
}

impl Schema {
    /// Reads what is written for a field. `year` decides which places are in force.
    pub(super) fn read_cell(&self, field: &FieldSchema, written: &str, origin: Origin, year: i32) -> Read {
        let raw = tidy::trimmed(written);
        if raw.is_empty() {
            return Read::silent(Cell::Empty);
        }
        if tidy::is_bare_mark(raw) {
            return Read { cell: Cell::Empty, note: Some(Remark::new("只有一个撇号，按未填处理", [])) };
        }
        if field.placeholders.iter().any(|placeholder| *placeholder == raw || *placeholder == tidy::free(raw)) {
            return Read { cell: Cell::Empty, note: Some(Remark::new("仍是占位文字，按未填处理", [])) };
        }
        match self.value(field, &field.ty, Written { raw, text: tidy::unmarked(raw), origin }, year) {
            Ok(taken) => Read { cell: Cell::Value(taken.value), note: taken.remark },
            Err(_) if damage::stands_for_nothing(raw) => Read::silent(invalid(written, NOTHING_TO_SAY)),
            Err(why) => Read::silent(invalid(written, why)),
        }
    }

    fn value(&self, field: &FieldSchema, ty: &Type, written: Written<'_>, year: i32) -> Result<Taken, String> {
        if let Some(mark) = damage::error_mark(written.raw) {
            return Err(mark.to_string());
        }
        match ty {
            Type::Text => text(field, written),
            Type::Integer => number::integer(written),
            Type::Decimal => number::decimal(written),
            Type::Percent => number::percent(written),
            Type::Date => calendar::date(written),
            Type::Month => calendar::month(written),
            Type::Bool => choice::truth(written),
            Type::Place => place::place(written, year),
            Type::Enum(number) => self.member(*number, written),
            Type::Set(element) => self.set(field, element, written, year),
            Type::Duration | Type::Wrong => Err("这种字段不能填写".to_string()),
        }
    }

    /// Elements between separators. 「无」 is a statement that there are none.
    fn set(&self, field: &FieldSchema, element: &Type, written: Written<'_>, year: i32) -> Result<Taken, String> {
        let says_none = says_none(written.raw);
        let single = match element {
            Type::Enum(number) => self.find_member(*number, written),
            Type::Text => None,
            _ if says_none => self.value(field, element, written, year).ok(),
            _ => None,
        };
        if let Some(taken) = single {
            return Ok(Taken { value: Value::set([taken.value]), ..taken });
        }
        if says_none {
            return Ok(Taken::silent(Value::set([])));
        }
        // A slash may be a part of a place's path or of a day.
        let has_slashes = matches!(element, Type::Place | Type::Date | Type::Month);
        let is_separator = |c: char| "、，,;；|｜\r\n".contains(c) || (!has_slashes && "/／".contains(c));
        let mut values = Vec::new();
        let mut remark: Option<Remark> = None;
        for part in written.raw.split(is_separator).map(tidy::trimmed).filter(|part| !part.is_empty() && !tidy::is_bare_mark(part))
        {
            if *element == Type::Text && self::says_none(part) {
                return Err("「无」要单独写，不能和别的内容写在一起".to_string());
            }
            let part = Written { raw: part, text: tidy::unmarked(part), origin: written.origin };
            let taken = self.value(field, element, part, year)?;
            values.push(taken.value);
            remark = match remark {
                Some(before) => Some(before.and(taken.remark)),
                None => taken.remark,
            };
        }
        if values.is_empty() {
            return Err("只有分隔符号，没有内容".to_string());
        }
        Ok(Taken { value: Value::set(values), remark })
    }
}

pub(super) fn invalid(raw: &str, why: impl Into<String>) -> Cell {
    Cell::Invalid(Invalid { raw: raw.into(), why: why.into().as_str().into() })
}

/// Whether a set is said to have no elements.
fn says_none(text: &str) -> bool {
    matches!(tidy::packed(text).as_str(), "无" | "(无)")
}

fn text(field: &FieldSchema, written: Written<'_>) -> Result<Taken, String> {
    let meant = tidy::free(tidy::unmarked_number(written.raw));
    if let Some(damage) = damage::lost_digits(field, &meant, written.origin) {
        return Err(damage.to_string());
    }
    let value = Value::Text(meant.as_ref().into());
    Ok(if meant == written.raw {
        Taken::silent(value)
    } else {
        Taken::remarked(value, "「{}」里有多余的空格、换行、撇号或看不见的字符，按「{}」读取", [written.raw, &meant])
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

    use std::collections::BTreeMap;

    use proptest::prelude::*;
    use serde::{Serialize, Serializer};

    use crate::date::Date;
    use crate::input::{Cell, SERIAL_1904, slots};
    use crate::policy::Policy;
    use crate::source::Source;
    use crate::verdict::words;

    const POLICY: &str = "
        枚举 种类 { 甲种 编码 \"01\" 别名 \"甲\" 「乙(一)」 编码 \"02\" 丙种 编码 \"10\" 丁种 编码 \"3\" }
        枚举 有无 { 有些 无 }
        记录 人 {
          标识 学号
          学号 : 文本
          文本 : 文本
          学校 : 文本 占位 \"毕业学校\"
          证件 : 文本 敏感 格式 身份证号
          整数 : 整数
          小数 : 小数
          百分比 : 百分比
          日期 : 日期
          年月 : 年月
          是否 : 是否
          行政区划 : 行政区划
          种类 : 种类
          一些文本 : 集合<文本>
          一些整数 : 集合<整数>
          一些日期 : 集合<日期>
          一些行政区划 : 集合<行政区划>
          一些种类 : 集合<种类>
          一些有无 : 集合<有无>
        }";
    const FIELDS: [&str; 18] = [
        "学号",
        "文本",
        "学校",
        "证件",
        "整数",
        "小数",
        "百分比",
        "日期",
        "年月",
        "是否",
        "行政区划",
        "种类",
        "一些文本",
        "一些整数",
        "一些日期",
        "一些行政区划",
        "一些种类",
        "一些有无",
    ];

    fn policy() -> Policy {
        Policy::compile([Source::new("例.policy", POLICY)]).unwrap_or_else(|problems| panic!("{problems}"))
    }

    /// The cell of a field, its contents in words, and the note on it.
    fn read<T: Serialize>(policy: &Policy, field: &str, value: T) -> (Cell, String, String) {
        let judge = policy.record("人").unwrap();
        let record = BTreeMap::from([(field, value)]);
        let slots = slots(&judge.planned.schema, &record, Date::new(2024, 1, 1).unwrap()).unwrap();
        let number = judge.record.fields.iter().position(|one| one.name == field).unwrap();
        let cell = slots.cells[number].clone();
        let shown = match &cell {
            Cell::Absent | Cell::Open => panic!("{field} is not there"),
            Cell::Empty => String::new(),
            Cell::Value(value) => words(value, &judge.compiled.program),
            Cell::Invalid(invalid) => format!("！{}", invalid.why),
        };
        assert!(slots.notes.len() <= 1);
        (cell, shown, slots.notes.first().map(|note| note.text.shown(None)).unwrap_or_default())
    }

    fn check_all<T: Serialize + Copy + std::fmt::Debug, V: Serialize>(field: &str, rows: &[(T, &str, &str)], wrap: fn(T) -> V) {
        let policy = policy();
        for (raw, expected, note) in rows {
            let (_, shown, said) = read(&policy, field, wrap(*raw));
            let as_expected = if expected.starts_with('！') { shown.starts_with(expected) } else { shown == *expected };
            assert!(as_expected, "{field} {raw:?}: {shown}");
            assert!(said.starts_with(note) && note.is_empty() == said.is_empty(), "{field} {raw:?}: {said}");
        }
    }

    /// Texts, each with its value in words or `！` and the start of a reason, and with the start of its note.
    pub(super) fn check(field: &str, rows: &[(&str, &str, &str)]) {
        check_all(field, rows, |text| text);
    }

    /// The same for cells that hold a floating number.
    pub(super) fn check_number(field: &str, rows: &[(f64, &str, &str)]) {
        check_all(field, rows, |number| number);
    }

    /// The same for numbers of a workbook whose days are counted from 1904.
    pub(super) fn check_1904(field: &str, rows: &[(f64, &str, &str)]) {
        check_all(field, rows, Since1904);
    }

    struct Since1904(f64);

    impl Serialize for Since1904 {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            serializer.serialize_newtype_struct(SERIAL_1904, &self.0)
        }
    }

    #[test]
    fn free_text_is_kept_but_for_what_nobody_sees() {
        let said = "里有多余的空格、换行、撇号或看不见的字符";
        check(
            "文本",
            &[
                ("张三", "张三", ""),
                ("\u{3000}张三\u{a0}\u{feff}", "张三", ""),
                ("张 三", "张三", &format!("「张 三」{said}，按「张三」读取")),
                ("张\n三", "张三", &format!("「张 三」{said}，按「张三」读取")),
                ("Li Ming", "Li Ming", ""),
                ("Li\nMing", "Li Ming", &format!("「Li Ming」{said}")),
                ("'0123", "0123", &format!("「'0123」{said}，按「0123」读取")),
                ("'t Hooft", "'t Hooft", ""),
                ("（全角）１", "（全角）１", ""),
                ("/", "/", ""),
                ("无", "无", ""),
                ("4.40524E+17", "4.40524E+17", ""),
                ("'", "", "只有一个撇号，按未填处理"),
                (" \u{3000}", "", ""),
                ("#N/A", "！这是表格软件的出错标记", ""),
                ("######", "！只有井号，是列太窄", ""),
            ],
        );
        check("学校", &[("毕业学校", "", "仍是占位文字，按未填处理"), ("毕业\n学校", "", "仍是占位文字，按未填处理")]);
    }

    #[test]
    fn numbers_of_people_are_never_mended() {
        check(
            "证件",
            &[
                ("440524188001010014", "440524188001010014", ""),
                ("440524188001010000", "！末三位成了000", ""),
                ("４４０５２４１８８００１０１００００", "！末三位成了000", ""),
                ("4.40524E+17", "！被表格软件改成了科学记数法", ""),
                ("'4.4E+17", "！被表格软件改成了科学记数法", ""),
                ("11010519491231002x", "11010519491231002x", ""),
                ("1234567（8）", "1234567（8）", ""),
            ],
        );
        check("学号", &[("1.99E+10", "！被表格软件改成了科学记数法", ""), ("202400010000000000", "202400010000000000", "")]);
        check("学号", &[("20240001.0", "20240001.0", ""), ("12E5", "12E5", "")]);
        check_number("学号", &[(20_240_001.0, "20240001", ""), (4.405_241_880_010_1e17, "！这一格是数值，超过15位", "")]);
        check_number("证件", &[(4.405_241_880_010_1e17, "！末三位成了000", "")]);
        check_number("文本", &[(20_240_001.0, "20240001", ""), (3.5, "3.5", ""), (f64::INFINITY, "！不是一个数", "")]);
    }

    #[test]
    fn an_identity_number_that_really_ends_in_noughts_is_whole() {
        let whole = (0..10_000).map(|n| format!("4405241880{n:04}0000")).find(|number| {
            crate::identity::format("身份证号")
                .is_some_and(|format| format.check(number, (2024, 1, 1)) == crate::identity::Verdict::Valid)
        });
        let whole = whole.unwrap();
        check("证件", &[(&whole, &whole, "")]);
    }

    #[test]
    fn sets_are_split_at_every_separator_in_use() {
        for text in ["甲、01、乙(一)", "甲，甲种,乙(一)", "甲;乙(一)；", "甲/乙(一)", "甲|乙(一)", "甲\n乙(一)", "乙(一)\r\n甲"]
        {
            check("一些种类", &[(text, "甲种、乙(一)", "")]);
        }
        check(
            "一些种类",
            &[
                ("1、乙（一）", "甲种、乙(一)", "「1」按「01」读取；「乙（一）」按「乙(一)」读取"),
                ("甲、不知道", "！不是可选的值", ""),
                ("、、", "！只有分隔符号，没有内容", ""),
                ("无", "（无）", ""),
                ("/", "！没有内容时请把这一格留空", ""),
            ],
        );
        check("一些有无", &[("无", "无", ""), ("（无）", "（无）", "")]);
        check("一些文本", &[("甲／丙 丁", "丙丁、甲", "「丙 丁」里有多余的空格"), ("无", "（无）", "")]);
        check("一些文本", &[("甲、无", "！「无」要单独写", ""), ("甲、#REF!", "！这是表格软件的出错标记", "")]);
        check("一些日期", &[("2024/6/1、2024.6.2", "2024-06-01、2024-06-02", "")]);
        check("一些行政区划", &[("广东省/广州市", "广东省广州市", ""), ("广州市；深圳市", "广东省广州市、广东省深圳市", "")]);
        let (_, shown, note) = read(&policy(), "一些种类", ["1", "乙"]);
        assert_eq!((shown.chars().next(), note.as_str()), (Some('！'), ""));
        let (_, shown, note) = read(&policy(), "一些种类", ["1", "02"]);
        assert_eq!((shown.as_str(), note.as_str()), ("甲种、乙(一)", "「1」按「01」读取"));
    }

    /// Scraps of what cells hold, so that readers get further than with characters at random.
    const SCRAPS: [&str; 44] = [
        "2024",
        "-",
        "/",
        ".",
        "06",
        "1",
        "０",
        "年",
        "月",
        "日",
        " ",
        "\u{3000}",
        "\n",
        ":",
        "T",
        "0:00",
        "AM",
        "Z",
        "+08:00",
        "%",
        ",",
        "，",
        "、",
        "E+17",
        "440524188001010",
        "000",
        "45444",
        "'",
        "#N/A",
        "广东省",
        "广州市",
        "番禺区",
        "440113",
        "镇",
        "甲种",
        "乙（一）",
        "01",
        "是",
        "√",
        "无",
        "张",
        "（",
        "\u{200b}",
        "\u{200d}",
    ];

    fn contents() -> impl Strategy<Value = String> {
        let scrap = prop_oneof![8 => proptest::sample::select(&SCRAPS[..]).prop_map(str::to_string), 1 => any::<char>().prop_map(String::from)];
        proptest::collection::vec(scrap, 0..8).prop_map(|scraps| scraps.concat())
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn what_was_read_is_read_again_as_the_same(text in contents()) {
            let policy = policy_once();
            for field in FIELDS {
                let (cell, shown, _) = read(policy, field, &text);
                if let Cell::Value(_) = cell {
                    let (again, _, _) = read(policy, field, &shown);
                    prop_assert_eq!(&again, &cell, "{}: {:?} as {:?}", field, text, shown);
                }
            }
        }

        #[test]
        fn no_number_makes_a_reader_fail(number in any::<f64>(), small in -1.0e5..1.0e5_f64) {
            let policy = policy_once();
            for field in FIELDS {
                read(policy, field, number);
                read(policy, field, small);
                read(policy, field, Since1904(small.round()));
            }
        }
    }

    fn policy_once() -> &'static Policy {
        static POLICY: std::sync::OnceLock<Policy> = std::sync::OnceLock::new();
        POLICY.get_or_init(policy)
    }
}
