//! Maps and structs straight into rows. In: any value that serde can show. Out: its row, if all its values are plain; else it is given
//! up at once, and read the general way.

use std::fmt;

use serde::ser::{self, Impossible, Serialize, Serializer};

use super::keys::Keys;
use super::writer::{NotPlain, Writer};
use crate::ids::{DetailId, FieldId};
use crate::input::{SERIAL_1904, Schema, Target};

impl fmt::Display for NotPlain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("这条记录要另外读")
    }
}

impl std::error::Error for NotPlain {}

impl ser::Error for NotPlain {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self
    }
}

/// Gives up on what is none of the methods that stand above it.
macro_rules! nothing_else {
    ($ok:ty; $($name:ident: $ty:ty),*) => { $(fn $name(self, _: $ty) -> Result<$ok, NotPlain> { Err(NotPlain) })* };
}

macro_rules! no_variants {
    ($ok:ty) => {
        type SerializeTuple = Impossible<$ok, NotPlain>;
        type SerializeTupleStruct = Impossible<$ok, NotPlain>;
        type SerializeTupleVariant = Impossible<$ok, NotPlain>;
        type SerializeStructVariant = Impossible<$ok, NotPlain>;

        fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<$ok, NotPlain> {
            value.serialize(self)
        }

        fn serialize_newtype_struct<T: Serialize + ?Sized>(self, name: &'static str, value: &T) -> Result<$ok, NotPlain> {
            if name == SERIAL_1904 { Err(NotPlain) } else { value.serialize(self) }
        }

        fn serialize_newtype_variant<T: Serialize + ?Sized>(
            self,
            _: &'static str,
            _: u32,
            _: &'static str,
            _: &T,
        ) -> Result<$ok, NotPlain> {
            Err(NotPlain)
        }

        fn serialize_tuple(self, _: usize) -> Result<Self::SerializeTuple, NotPlain> {
            Err(NotPlain)
        }

        fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Self::SerializeTupleStruct, NotPlain> {
            Err(NotPlain)
        }

        fn serialize_tuple_variant(
            self,
            _: &'static str,
            _: u32,
            _: &'static str,
            _: usize,
        ) -> Result<Self::SerializeTupleVariant, NotPlain> {
            Err(NotPlain)
        }

        fn serialize_struct_variant(
            self,
            _: &'static str,
            _: u32,
            _: &'static str,
            _: usize,
        ) -> Result<Self::SerializeStructVariant, NotPlain> {
            Err(NotPlain)
        }
    };
}

macro_rules! no_maps {
    ($ok:ty) => {
        type SerializeMap = Impossible<$ok, NotPlain>;
        type SerializeStruct = Impossible<$ok, NotPlain>;

        fn serialize_map(self, _: Option<usize>) -> Result<Self::SerializeMap, NotPlain> {
            Err(NotPlain)
        }

        fn serialize_struct(self, _: &'static str, _: usize) -> Result<Self::SerializeStruct, NotPlain> {
            Err(NotPlain)
        }
    };
}

macro_rules! no_lists {
    ($ok:ty) => {
        type SerializeSeq = Impossible<$ok, NotPlain>;

        fn serialize_seq(self, _: Option<usize>) -> Result<Self::SerializeSeq, NotPlain> {
            Err(NotPlain)
        }
    };
}

/// Writes a record that was begun.
pub(super) struct Record<'w, 'e> {
    pub(super) writer: &'w mut Writer<'e>,
    pub(super) keys: &'w mut Keys,
}

impl<'w, 'e> Serializer for Record<'w, 'e> {
    type Ok = ();
    type Error = NotPlain;
    type SerializeMap = Entries<'w, 'e>;
    type SerializeStruct = Entries<'w, 'e>;

    nothing_else! { ();
        serialize_bool: bool, serialize_i8: i8, serialize_i16: i16, serialize_i32: i32, serialize_i64: i64, serialize_u8: u8,
        serialize_u16: u16, serialize_u32: u32, serialize_u64: u64, serialize_f32: f32, serialize_f64: f64, serialize_char: char,
        serialize_str: &str, serialize_bytes: &[u8], serialize_unit_struct: &'static str
    }
    no_variants!(());
    no_lists!(());

    fn serialize_none(self) -> Result<(), NotPlain> {
        Err(NotPlain)
    }

    fn serialize_unit(self) -> Result<(), NotPlain> {
        Err(NotPlain)
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, _: &'static str) -> Result<(), NotPlain> {
        Err(NotPlain)
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Entries<'w, 'e>, NotPlain> {
        self.keys.begin();
        Ok(Entries { record: self, target: None })
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Entries<'w, 'e>, NotPlain> {
        self.serialize_map(None)
    }
}

/// The entries of a record.
pub(super) struct Entries<'w, 'e> {
    record: Record<'w, 'e>,
    target: Option<Target>,
}

impl Entries<'_, '_> {
    #[inline]
    fn entry<T: Serialize + ?Sized>(&mut self, target: Option<Target>, value: &T) -> Result<(), NotPlain> {
        let writer = &mut *self.record.writer;
        match target {
            Some(Target::Field(field)) => value.serialize(Cell { writer, field }),
            Some(Target::Detail(detail)) => value.serialize(Rows { writer, detail }),
            Some(Target::Row(..)) | None => Err(NotPlain),
        }
    }
}

impl ser::SerializeMap for Entries<'_, '_> {
    type Ok = ();
    type Error = NotPlain;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), NotPlain> {
        let schema = self.record.writer.schema();
        self.target = key.serialize(Key { keys: self.record.keys, schema })?;
        Ok(())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), NotPlain> {
        let target = self.target.take();
        self.entry(target, value)
    }

    fn end(self) -> Result<(), NotPlain> {
        Ok(())
    }
}

impl ser::SerializeStruct for Entries<'_, '_> {
    type Ok = ();
    type Error = NotPlain;

    #[inline]
    fn serialize_field<T: Serialize + ?Sized>(&mut self, key: &'static str, value: &T) -> Result<(), NotPlain> {
        let target = self.record.keys.target(key, self.record.writer.schema());
        self.entry(target, value)
    }

    fn end(self) -> Result<(), NotPlain> {
        Ok(())
    }
}

struct Key<'w> {
    keys: &'w mut Keys,
    schema: &'w Schema,
}

impl Serializer for Key<'_> {
    type Ok = Option<Target>;
    type Error = NotPlain;

    nothing_else! { Option<Target>;
        serialize_bool: bool, serialize_i8: i8, serialize_i16: i16, serialize_i32: i32, serialize_i64: i64, serialize_u8: u8,
        serialize_u16: u16, serialize_u32: u32, serialize_u64: u64, serialize_f32: f32, serialize_f64: f64, serialize_char: char,
        serialize_bytes: &[u8], serialize_unit_struct: &'static str
    }
    no_variants!(Option<Target>);
    no_lists!(Option<Target>);
    no_maps!(Option<Target>);

    #[inline]
    fn serialize_str(self, key: &str) -> Result<Option<Target>, NotPlain> {
        Ok(self.keys.target(key, self.schema))
    }

    fn serialize_none(self) -> Result<Option<Target>, NotPlain> {
        Err(NotPlain)
    }

    fn serialize_unit(self) -> Result<Option<Target>, NotPlain> {
        Err(NotPlain)
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, _: &'static str) -> Result<Option<Target>, NotPlain> {
        Err(NotPlain)
    }
}

/// What is written for a field.
struct Cell<'w, 'e> {
    writer: &'w mut Writer<'e>,
    field: FieldId,
}

macro_rules! integers {
    ($($name:ident: $ty:ty),*) => {
        $(fn $name(self, value: $ty) -> Result<(), NotPlain> {
            self.writer.integer(self.field, i64::try_from(value).map_err(|_| NotPlain)?)
        })*
    };
}

impl Serializer for Cell<'_, '_> {
    type Ok = ();
    type Error = NotPlain;

    integers! {
        serialize_i8: i8, serialize_i16: i16, serialize_i32: i32, serialize_i64: i64, serialize_u8: u8, serialize_u16: u16,
        serialize_u32: u32, serialize_u64: u64
    }
    // A number of a workbook may have lost digits.
    nothing_else! { (); serialize_f32: f32, serialize_f64: f64, serialize_bytes: &[u8] }
    no_variants!(());
    no_lists!(());
    no_maps!(());

    fn serialize_bool(self, value: bool) -> Result<(), NotPlain> {
        self.writer.truth(self.field, value)
    }

    fn serialize_char(self, value: char) -> Result<(), NotPlain> {
        self.writer.text(self.field, value.encode_utf8(&mut [0; 4]))
    }

    #[inline]
    fn serialize_str(self, value: &str) -> Result<(), NotPlain> {
        self.writer.text(self.field, value)
    }

    fn serialize_none(self) -> Result<(), NotPlain> {
        self.writer.empty(self.field)
    }

    fn serialize_unit(self) -> Result<(), NotPlain> {
        self.writer.empty(self.field)
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<(), NotPlain> {
        self.writer.empty(self.field)
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, variant: &'static str) -> Result<(), NotPlain> {
        self.writer.text(self.field, variant)
    }
}

/// What is said of a detail: nothing, or that there are no rows.
struct Rows<'w, 'e> {
    writer: &'w mut Writer<'e>,
    detail: DetailId,
}

impl<'w, 'e> Serializer for Rows<'w, 'e> {
    type Ok = ();
    type Error = NotPlain;
    type SerializeSeq = Self;

    nothing_else! { ();
        serialize_bool: bool, serialize_i8: i8, serialize_i16: i16, serialize_i32: i32, serialize_i64: i64, serialize_u8: u8,
        serialize_u16: u16, serialize_u32: u32, serialize_u64: u64, serialize_f32: f32, serialize_f64: f64, serialize_char: char,
        serialize_bytes: &[u8], serialize_unit_struct: &'static str
    }
    no_variants!(());
    no_maps!(());

    fn serialize_seq(self, _: Option<usize>) -> Result<Self, NotPlain> {
        Ok(self)
    }

    fn serialize_str(self, value: &str) -> Result<(), NotPlain> {
        match value {
            "" => Ok(()),
            "无" => self.writer.no_rows(self.detail),
            _ => Err(NotPlain),
        }
    }

    fn serialize_none(self) -> Result<(), NotPlain> {
        Ok(())
    }

    fn serialize_unit(self) -> Result<(), NotPlain> {
        Ok(())
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, _: &'static str) -> Result<(), NotPlain> {
        Err(NotPlain)
    }
}

impl ser::SerializeSeq for Rows<'_, '_> {
    type Ok = ();
    type Error = NotPlain;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, _: &T) -> Result<(), NotPlain> {
        Err(NotPlain)
    }

    fn end(self) -> Result<(), NotPlain> {
        self.writer.no_rows(self.detail)
    }
}
