//! Any `serde::Serialize` value straight into slots. In: a map or struct. Out: cells by field; bad data becomes part of the record.
//! No value tree stands between.

use std::fmt::Display;

use serde::ser::{self, Impossible, Serialize, Serializer};

use super::cell::{Origin, Read, invalid};
use super::rows::{Rows, RowsSerializer};
use super::schema::{FieldSchema, Schema, Target};
use super::{Cell, Invalid, Note, Remark, SERIAL_1904, Slots, Unmatched};
use crate::date::Date;
use crate::error::{Error, ErrorKind};
use crate::hir::Type;
use crate::ids::{DetailId, FieldId};
use crate::value::Value;

/// Reads a record. Fails only if the value is not a map or a struct.
pub(crate) fn slots<T: Serialize + ?Sized>(schema: &Schema, record: &T, today: Date) -> Result<Slots, Error> {
    let mut slots = schema.blank();
    record.serialize(RecordSerializer { schema, slots: &mut slots, year: today.year() })?;
    Ok(slots)
}

pub(super) fn not_a_record() -> Error {
    Error::new(ErrorKind::NotARecord, "一条记录要写成「字段: 值」的形式（映射或结构）")
}

/// What takes the entries of a map or the fields of a struct.
pub(super) trait Entries {
    fn entry<T: Serialize + ?Sized>(&mut self, key: &str, value: &T) -> Result<(), Error>;
}

/// A map or struct being read.
pub(super) struct MapEntries<E> {
    inner: E,
    key: String,
}

impl<E> MapEntries<E> {
    pub(super) fn new(inner: E) -> Self {
        Self { inner, key: String::new() }
    }
}

impl<E: Entries> ser::SerializeMap for MapEntries<E> {
    type Ok = ();
    type Error = Error;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), Error> {
        self.key = key.serialize(KeySerializer)?;
        Ok(())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        let key = std::mem::take(&mut self.key);
        self.inner.entry(&key, value)
    }

    fn end(self) -> Result<(), Error> {
        Ok(())
    }
}

impl<E: Entries> ser::SerializeStruct for MapEntries<E> {
    type Ok = ();
    type Error = Error;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, key: &'static str, value: &T) -> Result<(), Error> {
        self.inner.entry(key, value)
    }

    fn end(self) -> Result<(), Error> {
        Ok(())
    }
}

/// Refuses the shapes that a serializer does not take, all with one expression.
macro_rules! refuse {
    ($ok:ty, $error:expr; $($name:ident($($arg:ident: $ty:ty),*);)*) => {
        $(fn $name(self, $($arg: $ty),*) -> Result<$ok, Error> { $(let _ = $arg;)* $error })*
    };
}
pub(super) use refuse;

/// A serializer that takes maps and structs only and hands their entries to the type, which implements [`Entries`].
macro_rules! map_serializer {
    ($name:ident<$($lifetime:lifetime),*>) => {
        impl<$($lifetime),*> serde::ser::Serializer for $name<$($lifetime),*> {
            type Ok = ();
            type Error = $crate::error::Error;
            type SerializeSeq = serde::ser::Impossible<(), $crate::error::Error>;
            type SerializeTuple = serde::ser::Impossible<(), $crate::error::Error>;
            type SerializeTupleStruct = serde::ser::Impossible<(), $crate::error::Error>;
            type SerializeTupleVariant = serde::ser::Impossible<(), $crate::error::Error>;
            type SerializeMap = $crate::input::serialize::MapEntries<Self>;
            type SerializeStruct = $crate::input::serialize::MapEntries<Self>;
            type SerializeStructVariant = serde::ser::Impossible<(), $crate::error::Error>;

            $crate::input::serialize::refuse! { (), Err($crate::input::serialize::not_a_record());
                serialize_bool(value: bool); serialize_i8(value: i8); serialize_i16(value: i16); serialize_i32(value: i32);
                serialize_i64(value: i64); serialize_u8(value: u8); serialize_u16(value: u16); serialize_u32(value: u32);
                serialize_u64(value: u64); serialize_f32(value: f32); serialize_f64(value: f64); serialize_char(value: char);
                serialize_str(value: &str); serialize_bytes(value: &[u8]); serialize_none(); serialize_unit();
                serialize_unit_struct(name: &'static str);
                serialize_unit_variant(name: &'static str, index: u32, variant: &'static str);
            }

            fn serialize_some<T: serde::Serialize + ?Sized>(self, value: &T) -> Result<(), Self::Error> {
                value.serialize(self)
            }

            fn serialize_newtype_struct<T: serde::Serialize + ?Sized>(self, _: &'static str, value: &T) -> Result<(), Self::Error> {
                value.serialize(self)
            }

            fn serialize_newtype_variant<T: serde::Serialize + ?Sized>(
                self, _: &'static str, _: u32, _: &'static str, value: &T,
            ) -> Result<(), Self::Error> {
                value.serialize(self)
            }

            $crate::input::serialize::refuse! { serde::ser::Impossible<(), Self::Error>, Err($crate::input::serialize::not_a_record());
                serialize_seq(length: Option<usize>); serialize_tuple(length: usize);
                serialize_tuple_struct(name: &'static str, length: usize);
                serialize_tuple_variant(name: &'static str, index: u32, variant: &'static str, length: usize);
                serialize_struct_variant(name: &'static str, index: u32, variant: &'static str, length: usize);
            }

            fn serialize_map(self, _: Option<usize>) -> Result<Self::SerializeMap, Self::Error> {
                Ok($crate::input::serialize::MapEntries::new(self))
            }

            fn serialize_struct(self, _: &'static str, _: usize) -> Result<Self::SerializeStruct, Self::Error> {
                Ok($crate::input::serialize::MapEntries::new(self))
            }
        }
    };
}
pub(super) use map_serializer;

// ---------------------------------------------------------------- the record

pub(super) struct RecordSerializer<'s> {
    pub(super) schema: &'s Schema,
    pub(super) slots: &'s mut Slots,
    year: i32,
}

map_serializer!(RecordSerializer<'s>);

impl Entries for RecordSerializer<'_> {
    fn entry<T: Serialize + ?Sized>(&mut self, key: &str, value: &T) -> Result<(), Error> {
        match self.schema.target(key) {
            Some(Target::Field(field)) => {
                let cell = self.cell(field, None, value)?;
                self.put(field, cell);
            }
            Some(Target::Detail(detail)) => {
                let rows = value.serialize(RowsSerializer { parent: &mut *self, detail });
                self.put_rows(
                    detail,
                    rows.unwrap_or_else(|error| {
                        Rows::Invalid(Invalid { raw: "{…}".into(), why: error.to_string().as_str().into() })
                    }),
                );
            }
            Some(Target::Row(detail, row, number)) => {
                let Some(&field) = self.schema.details.get(detail.index()).and_then(|detail| detail.fields.get(number)) else {
                    return Ok(());
                };
                let cell = self.cell(field, u32::try_from(row).ok(), value)?;
                self.put_in_row(detail, row, number, cell);
            }
            None => {
                let nearest = self.schema.nearest(key);
                self.slots.unmatched.push(Unmatched { name: key.to_string(), nearest });
            }
        }
        Ok(())
    }
}

impl RecordSerializer<'_> {
    pub(super) fn cell<T: Serialize + ?Sized>(&mut self, field: FieldId, row: Option<u32>, value: &T) -> Result<Cell, Error> {
        let Some(schema) = self.schema.fields.get(field.index()) else { return Ok(Cell::Absent) };
        let read = value.serialize(CellSerializer { schema: self.schema, field: schema, year: self.year, since_1904: false })?;
        if let Some(text) = read.note {
            self.slots.notes.push(Note { field, row, text });
        }
        Ok(read.cell)
    }

    /// Two columns for one field: the first that is filled counts, a second that differs is invalid.
    fn put(&mut self, field: FieldId, cell: Cell) {
        let Some(slot) = self.slots.cells.get_mut(field.index()) else { return };
        match (&*slot, &cell) {
            (Cell::Absent | Cell::Empty, _) => *slot = cell,
            (_, Cell::Absent | Cell::Empty) => {}
            (first, second) if first == second => {}
            (first, second) => *slot = self.schema.disagreement(first, second),
        }
    }

    fn put_rows(&mut self, detail: DetailId, rows: Rows) {
        match rows {
            Rows::NotGiven => {}
            Rows::Given(mut rows) => {
                if let Some(slot) = self.slots.details.get_mut(detail.index()) {
                    slot.get_or_insert_with(Vec::new).append(&mut rows);
                }
            }
            Rows::Invalid(problem) => self.slots.invalid_details.push((detail, problem)),
        }
    }

    /// An empty cell of a numbered column makes no row by itself.
    fn put_in_row(&mut self, detail: DetailId, row: usize, number: usize, cell: Cell) {
        let Some(width) = self.schema.details.get(detail.index()).map(|detail| detail.fields.len()) else { return };
        let Some(slot) = self.slots.details.get_mut(detail.index()) else { return };
        if !cell.is_filled() {
            return;
        }
        let rows = slot.get_or_insert_with(Vec::new);
        while rows.len() <= row {
            rows.push(vec![Cell::Absent; width]);
        }
        if let Some(slot) = rows.get_mut(row).and_then(|row| row.get_mut(number)) {
            *slot = cell;
        }
    }
}

// ---------------------------------------------------------------- a cell

struct CellSerializer<'s> {
    schema: &'s Schema,
    field: &'s FieldSchema,
    year: i32,
    /// Numbers of days are counted from 1904.
    since_1904: bool,
}

impl CellSerializer<'_> {
    fn text(&self, text: &str) -> Result<Read, Error> {
        Ok(self.schema.read_cell(self.field, text, Origin::Text, self.year))
    }

    fn number(&self, number: impl Display) -> Result<Read, Error> {
        let origin = if self.since_1904 { Origin::Serial1904 } else { Origin::Text };
        Ok(self.schema.read_cell(self.field, &number.to_string(), origin, self.year))
    }

    fn float(&self, number: impl Display, is_finite: bool) -> Result<Read, Error> {
        let origin = if self.since_1904 { Origin::Serial1904 } else { Origin::Float };
        match number.to_string() {
            raw if !is_finite => Ok(Read::silent(invalid(&raw, "不是一个数"))),
            minus_zero if minus_zero == "-0" => Ok(self.schema.read_cell(self.field, "0", origin, self.year)),
            text => Ok(self.schema.read_cell(self.field, &text, origin, self.year)),
        }
    }

    fn wrong(&self, raw: &str) -> Result<Read, Error> {
        Ok(Read::silent(invalid(raw, "这里应是单个值")))
    }
}

/// Elements of a set.
struct SetSerializer<'s> {
    inner: CellSerializer<'s>,
    values: Vec<Value>,
    problem: Option<Cell>,
    note: Option<Remark>,
}

impl<'s> Serializer for CellSerializer<'s> {
    type Ok = Read;
    type Error = Error;
    type SerializeSeq = SetSerializer<'s>;
    type SerializeTuple = SetSerializer<'s>;
    type SerializeTupleStruct = Impossible<Read, Error>;
    type SerializeTupleVariant = Impossible<Read, Error>;
    type SerializeMap = Swallow;
    type SerializeStruct = Swallow;
    type SerializeStructVariant = Impossible<Read, Error>;

    fn serialize_bool(self, value: bool) -> Result<Read, Error> {
        match self.field.ty {
            Type::Bool => Ok(Read::silent(Cell::Value(Value::Bool(value)))),
            _ => self.text(if value { "是" } else { "否" }),
        }
    }

    fn serialize_i64(self, value: i64) -> Result<Read, Error> {
        match self.field.ty {
            Type::Integer => Ok(Read::silent(Cell::Value(Value::Integer(value)))),
            _ => self.number(value),
        }
    }

    fn serialize_i8(self, value: i8) -> Result<Read, Error> {
        self.serialize_i64(value.into())
    }

    fn serialize_i16(self, value: i16) -> Result<Read, Error> {
        self.serialize_i64(value.into())
    }

    fn serialize_i32(self, value: i32) -> Result<Read, Error> {
        self.serialize_i64(value.into())
    }

    fn serialize_u8(self, value: u8) -> Result<Read, Error> {
        self.serialize_i64(value.into())
    }

    fn serialize_u16(self, value: u16) -> Result<Read, Error> {
        self.serialize_i64(value.into())
    }

    fn serialize_u32(self, value: u32) -> Result<Read, Error> {
        self.serialize_i64(value.into())
    }

    fn serialize_u64(self, value: u64) -> Result<Read, Error> {
        self.number(value)
    }

    fn serialize_i128(self, value: i128) -> Result<Read, Error> {
        self.number(value)
    }

    fn serialize_u128(self, value: u128) -> Result<Read, Error> {
        self.number(value)
    }

    fn serialize_f32(self, value: f32) -> Result<Read, Error> {
        self.float(value, value.is_finite())
    }

    fn serialize_f64(self, value: f64) -> Result<Read, Error> {
        self.float(value, value.is_finite())
    }

    fn serialize_char(self, value: char) -> Result<Read, Error> {
        self.text(value.encode_utf8(&mut [0; 4]))
    }

    fn serialize_str(self, value: &str) -> Result<Read, Error> {
        self.text(value)
    }

    fn serialize_bytes(self, value: &[u8]) -> Result<Read, Error> {
        self.text(&String::from_utf8_lossy(value))
    }

    fn serialize_none(self) -> Result<Read, Error> {
        Ok(Read::silent(Cell::Empty))
    }

    fn serialize_unit(self) -> Result<Read, Error> {
        self.serialize_none()
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<Read, Error> {
        self.serialize_none()
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, variant: &'static str) -> Result<Read, Error> {
        self.text(variant)
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<Read, Error> {
        value.serialize(self)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, name: &'static str, value: &T) -> Result<Read, Error> {
        value.serialize(Self { since_1904: self.since_1904 || name == SERIAL_1904, ..self })
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: &T,
    ) -> Result<Read, Error> {
        self.wrong(variant)
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<SetSerializer<'s>, Error> {
        let problem = (!matches!(self.field.ty, Type::Set(_))).then(|| invalid("[…]", "这里应是单个值，不是列表"));
        Ok(SetSerializer { inner: self, values: Vec::new(), problem, note: None })
    }

    fn serialize_tuple(self, length: usize) -> Result<SetSerializer<'s>, Error> {
        self.serialize_seq(Some(length))
    }

    refuse! { Impossible<Read, Error>, Err(not_a_record());
        serialize_tuple_struct(name: &'static str, length: usize);
        serialize_tuple_variant(name: &'static str, index: u32, variant: &'static str, length: usize);
        serialize_struct_variant(name: &'static str, index: u32, variant: &'static str, length: usize);
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Swallow, Error> {
        Ok(Swallow)
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Swallow, Error> {
        Ok(Swallow)
    }
}

impl SetSerializer<'_> {
    fn element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        if self.problem.is_some() {
            return Ok(());
        }
        let read = value.serialize(CellSerializer { ..self.inner })?;
        self.note = match self.note.take() {
            Some(before) => Some(before.and(read.note)),
            None => read.note,
        };
        match read.cell {
            Cell::Value(value) => self.values.extend(value.elements().iter().cloned()),
            Cell::Invalid(problem) => self.problem = Some(Cell::Invalid(problem)),
            Cell::Absent | Cell::Open | Cell::Empty => {}
        }
        Ok(())
    }

    fn finish(self) -> Result<Read, Error> {
        Ok(match self.problem {
            Some(problem) => Read::silent(problem),
            None => Read { cell: Cell::Value(Value::set(self.values)), note: self.note },
        })
    }
}

impl ser::SerializeSeq for SetSerializer<'_> {
    type Ok = Read;
    type Error = Error;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        self.element(value)
    }

    fn end(self) -> Result<Read, Error> {
        self.finish()
    }
}

impl ser::SerializeTuple for SetSerializer<'_> {
    type Ok = Read;
    type Error = Error;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        self.element(value)
    }

    fn end(self) -> Result<Read, Error> {
        self.finish()
    }
}

/// A map where a single value belongs: read over, and reported as invalid.
struct Swallow;

impl Swallow {
    fn finish() -> Result<Read, Error> {
        Ok(Read::silent(invalid("{…}", "这里应是单个值，不是一组字段")))
    }
}

impl ser::SerializeMap for Swallow {
    type Ok = Read;
    type Error = Error;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, _: &T) -> Result<(), Error> {
        Ok(())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, _: &T) -> Result<(), Error> {
        Ok(())
    }

    fn end(self) -> Result<Read, Error> {
        Swallow::finish()
    }
}

impl ser::SerializeStruct for Swallow {
    type Ok = Read;
    type Error = Error;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, _: &'static str, _: &T) -> Result<(), Error> {
        Ok(())
    }

    fn end(self) -> Result<Read, Error> {
        Swallow::finish()
    }
}

// ---------------------------------------------------------------- a key

/// Keys of maps: text, or something that has a text.
struct KeySerializer;

macro_rules! key {
    ($($name:ident: $ty:ty),*) => {
        $(fn $name(self, value: $ty) -> Result<String, Error> { Ok(value.to_string()) })*
    };
}

impl Serializer for KeySerializer {
    type Ok = String;
    type Error = Error;
    type SerializeSeq = Impossible<String, Error>;
    type SerializeTuple = Impossible<String, Error>;
    type SerializeTupleStruct = Impossible<String, Error>;
    type SerializeTupleVariant = Impossible<String, Error>;
    type SerializeMap = Impossible<String, Error>;
    type SerializeStruct = Impossible<String, Error>;
    type SerializeStructVariant = Impossible<String, Error>;

    key! {
        serialize_bool: bool, serialize_i8: i8, serialize_i16: i16, serialize_i32: i32, serialize_i64: i64, serialize_u8: u8,
        serialize_u16: u16, serialize_u32: u32, serialize_u64: u64, serialize_f32: f32, serialize_f64: f64, serialize_char: char,
        serialize_str: &str
    }

    refuse! { String, Err(not_a_record());
        serialize_bytes(value: &[u8]); serialize_none(); serialize_unit(); serialize_unit_struct(name: &'static str);
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, variant: &'static str) -> Result<String, Error> {
        Ok(variant.to_string())
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<String, Error> {
        value.serialize(self)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _: &'static str, value: &T) -> Result<String, Error> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        value: &T,
    ) -> Result<String, Error> {
        value.serialize(self)
    }

    refuse! { Impossible<String, Error>, Err(not_a_record());
        serialize_seq(length: Option<usize>); serialize_tuple(length: usize); serialize_tuple_struct(name: &'static str, length: usize);
        serialize_tuple_variant(name: &'static str, index: u32, variant: &'static str, length: usize);
        serialize_map(length: Option<usize>); serialize_struct(name: &'static str, length: usize);
        serialize_struct_variant(name: &'static str, index: u32, variant: &'static str, length: usize);
    }
}
