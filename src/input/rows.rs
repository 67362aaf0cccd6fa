//! A detail as serde gives it: a list of maps. In: any `Serialize` value. Out: rows of cells, or what is wrong with it.

use serde::ser::{self, Impossible, Serialize, Serializer};

use super::serialize::RecordSerializer;
use super::{Cell, Invalid, Unmatched};
use crate::error::{Error, ErrorKind};
use crate::ids::DetailId;

/// What a record says about a detail.
pub(super) enum Rows {
    /// Nothing: null or an empty text.
    NotGiven,
    Given(Vec<Vec<Cell>>),
    Invalid(Invalid),
}

fn wrong(raw: &str) -> Rows {
    Rows::Invalid(Invalid { raw: raw.into(), why: "明细要写成一行一组字段的列表；没有就写空列表".into() })
}

pub(super) struct RowsSerializer<'p, 's> {
    pub(super) parent: &'p mut RecordSerializer<'s>,
    pub(super) detail: DetailId,
}

/// Collects the rows of a list.
pub(super) struct RowList<'p, 's> {
    inner: RowsSerializer<'p, 's>,
    rows: Vec<Vec<Cell>>,
    problem: Option<Rows>,
}

macro_rules! scalar {
    ($($name:ident: $ty:ty),*) => {
        $(fn $name(self, value: $ty) -> Result<Rows, Error> { Ok(wrong(&value.to_string())) })*
    };
}

impl<'p, 's> Serializer for RowsSerializer<'p, 's> {
    type Ok = Rows;
    type Error = Error;
    type SerializeSeq = RowList<'p, 's>;
    type SerializeTuple = RowList<'p, 's>;
    type SerializeTupleStruct = Impossible<Rows, Error>;
    type SerializeTupleVariant = Impossible<Rows, Error>;
    type SerializeMap = Impossible<Rows, Error>;
    type SerializeStruct = Impossible<Rows, Error>;
    type SerializeStructVariant = Impossible<Rows, Error>;

    scalar! {
        serialize_bool: bool, serialize_i8: i8, serialize_i16: i16, serialize_i32: i32, serialize_i64: i64, serialize_u8: u8,
        serialize_u16: u16, serialize_u32: u32, serialize_u64: u64, serialize_f32: f32, serialize_f64: f64, serialize_char: char
    }

    fn serialize_str(self, value: &str) -> Result<Rows, Error> {
        Ok(match value.trim() {
            "" => Rows::NotGiven,
            "无" => Rows::Given(Vec::new()),
            other => wrong(other),
        })
    }

    fn serialize_bytes(self, value: &[u8]) -> Result<Rows, Error> {
        self.serialize_str(&String::from_utf8_lossy(value))
    }

    fn serialize_none(self) -> Result<Rows, Error> {
        Ok(Rows::NotGiven)
    }

    fn serialize_unit(self) -> Result<Rows, Error> {
        Ok(Rows::NotGiven)
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<Rows, Error> {
        Ok(Rows::NotGiven)
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, variant: &'static str) -> Result<Rows, Error> {
        Ok(wrong(variant))
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<Rows, Error> {
        value.serialize(self)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _: &'static str, value: &T) -> Result<Rows, Error> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: &T,
    ) -> Result<Rows, Error> {
        Ok(wrong(variant))
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<RowList<'p, 's>, Error> {
        Ok(RowList { inner: self, rows: Vec::new(), problem: None })
    }

    fn serialize_tuple(self, _: usize) -> Result<RowList<'p, 's>, Error> {
        self.serialize_seq(None)
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Self::SerializeTupleStruct, Error> {
        Err(shape())
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTupleVariant, Error> {
        Err(shape())
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Self::SerializeMap, Error> {
        Err(shape())
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Self::SerializeStruct, Error> {
        Err(shape())
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeStructVariant, Error> {
        Err(shape())
    }
}

/// A map where a list of rows belongs; the caller turns it into an invalid detail.
fn shape() -> Error {
    Error::new(ErrorKind::NotARecord, "这里的写法不对")
}

impl RowList<'_, '_> {
    fn row<T: Serialize + ?Sized>(&mut self, value: &T) {
        let width = self.inner.parent.schema.details.get(self.inner.detail.index()).map_or(0, |detail| detail.fields.len());
        let number = self.rows.len();
        let mut cells = vec![Cell::Absent; width];
        let row = RowSerializer { list: &mut self.inner, number, cells: &mut cells };
        match value.serialize(row) {
            Ok(()) => self.rows.push(cells),
            Err(_) => self.problem = Some(wrong("[…]")),
        }
    }

    fn finish(self) -> Rows {
        self.problem.unwrap_or(Rows::Given(self.rows))
    }
}

impl ser::SerializeSeq for RowList<'_, '_> {
    type Ok = Rows;
    type Error = Error;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        self.row(value);
        Ok(())
    }

    fn end(self) -> Result<Rows, Error> {
        Ok(self.finish())
    }
}

impl ser::SerializeTuple for RowList<'_, '_> {
    type Ok = Rows;
    type Error = Error;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        self.row(value);
        Ok(())
    }

    fn end(self) -> Result<Rows, Error> {
        Ok(self.finish())
    }
}

/// One row: a map of the detail's fields.
struct RowSerializer<'l, 'p, 's> {
    list: &'l mut RowsSerializer<'p, 's>,
    number: usize,
    cells: &'l mut Vec<Cell>,
}

super::serialize::map_serializer!(RowSerializer<'l, 'p, 's>);

impl super::serialize::Entries for RowSerializer<'_, '_, '_> {
    fn entry<T: Serialize + ?Sized>(&mut self, key: &str, value: &T) -> Result<(), Error> {
        let detail = self.list.detail;
        let schema = self.list.parent.schema;
        let number = schema.row_cell(detail, key);
        let field = number.and_then(|number| schema.details.get(detail.index())?.fields.get(number).copied());
        match number.zip(field) {
            Some((number, field)) => {
                let cell = self.list.parent.cell(field, u32::try_from(self.number).ok(), value)?;
                if let Some(slot) = self.cells.get_mut(number) {
                    *slot = cell;
                }
            }
            None => {
                let owner = schema.details.get(detail.index()).map_or("", |detail| detail.name.as_str());
                let unmatched = Unmatched { name: format!("{owner}.{key}"), nearest: schema.nearest_in(detail, key) };
                if !self.list.parent.slots.unmatched.contains(&unmatched) {
                    self.list.parent.slots.unmatched.push(unmatched);
                }
            }
        }
        Ok(())
    }
}
