//! An app's own values as serde shows them: no text in between, and nothing inexact is let in.

use std::fmt::{self, Display};

use serde::ser::{
    self, Impossible, Serialize, SerializeMap, SerializeSeq, SerializeStruct, SerializeTuple, SerializeTupleStruct,
    Serializer,
};

/// What a value of an app is, before a fact says what it should be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Given {
    /// `None` or `()`.
    Nothing,
    YesNo(bool),
    /// As digits: nothing is wider than text.
    Integer(String),
    /// Text, or the name of a variant.
    Text(String),
    Float,
    /// The fields of a struct or the entries of a map.
    Fields(Vec<(String, Given)>),
    /// The members of a list.
    List(Vec<Given>),
    /// Anything else, in words.
    Other(&'static str),
    /// What the app says that keeps it from being read.
    Failed(String),
}

impl Given {
    /// A value with all that is in it.
    pub(crate) fn of(value: &(impl Serialize + ?Sized)) -> Given {
        value.serialize(Reading).unwrap_or_else(|Refused(given)| given)
    }

    /// In words that a Rust programmer uses.
    pub(crate) fn kind(&self) -> &'static str {
        match self {
            Given::Nothing => "nothing",
            Given::YesNo(_) => "a bool",
            Given::Integer(_) => "an integer",
            Given::Text(_) => "text",
            Given::Float => "a floating point number",
            Given::Fields(_) => "a struct or a map",
            Given::List(_) => "a list",
            Given::Other(kind) => kind,
            Given::Failed(_) => "a value that cannot be read",
        }
    }
}

/// Ends the reading of one value early. It is what the value is, so that nobody has to look for it in a message.
#[derive(Debug)]
struct Refused(Given);

impl Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Given::Failed(said) => f.write_str(said),
            given => f.write_str(given.kind()),
        }
    }
}

impl std::error::Error for Refused {}

impl ser::Error for Refused {
    fn custom<T: Display>(said: T) -> Refused {
        Refused(Given::Failed(said.to_string()))
    }
}

type Read = Result<Given, Refused>;

fn other<T>(kind: &'static str) -> Result<T, Refused> {
    Err(Refused(Given::Other(kind)))
}

/// Reads one value.
#[derive(Clone, Copy, Debug)]
struct Reading;

macro_rules! integers {
    ($($method:ident $ty:ty;)+) => { $(fn $method(self, n: $ty) -> Read { Ok(Given::Integer(n.to_string())) })+ };
}

const VARIANT: &str = "a variant with values in it";

impl Serializer for Reading {
    type Ok = Given;
    type Error = Refused;
    type SerializeSeq = Members;
    type SerializeTuple = Members;
    type SerializeTupleStruct = Members;
    type SerializeTupleVariant = Impossible<Given, Refused>;
    type SerializeMap = Entries;
    type SerializeStruct = Entries;
    type SerializeStructVariant = Impossible<Given, Refused>;

    integers! {
        serialize_i8 i8;
        serialize_i16 i16;
        serialize_i32 i32;
        serialize_i64 i64;
        serialize_i128 i128;
        serialize_u8 u8;
        serialize_u16 u16;
        serialize_u32 u32;
        serialize_u64 u64;
        serialize_u128 u128;
    }

    fn serialize_bool(self, yes: bool) -> Read {
        Ok(Given::YesNo(yes))
    }

    // The value is not even looked at: that it is binary is reason enough.
    fn serialize_f32(self, _: f32) -> Read {
        Ok(Given::Float)
    }

    fn serialize_f64(self, _: f64) -> Read {
        Ok(Given::Float)
    }

    fn serialize_char(self, c: char) -> Read {
        Ok(Given::Text(c.to_string()))
    }

    fn serialize_str(self, text: &str) -> Read {
        Ok(Given::Text(text.to_owned()))
    }

    fn serialize_bytes(self, _: &[u8]) -> Read {
        other("bytes")
    }

    fn serialize_none(self) -> Read {
        Ok(Given::Nothing)
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Read {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Read {
        Ok(Given::Nothing)
    }

    fn serialize_unit_struct(self, _: &'static str) -> Read {
        Ok(Given::Nothing)
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, variant: &'static str) -> Read {
        Ok(Given::Text(variant.to_owned()))
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _: &'static str, value: &T) -> Read {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(self, _: &'static str, _: u32, _: &'static str, _: &T) -> Read {
        other(VARIANT)
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Self::SerializeSeq, Refused> {
        Ok(Members::default())
    }

    fn serialize_tuple(self, _: usize) -> Result<Self::SerializeTuple, Refused> {
        Ok(Members::default())
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Self::SerializeTupleStruct, Refused> {
        Ok(Members::default())
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTupleVariant, Refused> {
        other(VARIANT)
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Entries, Refused> {
        Ok(Entries::default())
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Entries, Refused> {
        Ok(Entries::default())
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeStructVariant, Refused> {
        other(VARIANT)
    }
}

/// Fields in the order in which they come. One that cannot be read does not keep the others from being read.
#[derive(Debug, Default)]
struct Entries {
    fields: Vec<(String, Given)>,
    key: String,
}

impl SerializeStruct for Entries {
    type Ok = Given;
    type Error = Refused;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, key: &'static str, value: &T) -> Result<(), Refused> {
        self.fields.push((key.to_owned(), Given::of(value)));
        Ok(())
    }

    fn end(self) -> Read {
        Ok(Given::Fields(self.fields))
    }
}

impl SerializeMap for Entries {
    type Ok = Given;
    type Error = Refused;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), Refused> {
        match Given::of(key) {
            Given::Text(name) => self.key = name,
            key => {
                let said = format!("a key is a name, and {} is given", key.kind());
                return Err(Refused(Given::Failed(said)));
            }
        }
        Ok(())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Refused> {
        self.fields.push((std::mem::take(&mut self.key), Given::of(value)));
        Ok(())
    }

    fn end(self) -> Read {
        Ok(Given::Fields(self.fields))
    }
}

/// The members of a list, a tuple or a set.
#[derive(Debug, Default)]
struct Members(Vec<Given>);

impl Members {
    fn add(&mut self, value: &(impl Serialize + ?Sized)) -> Result<(), Refused> {
        self.0.push(Given::of(value));
        Ok(())
    }
}

macro_rules! members {
    ($($trait:ident $method:ident;)+) => {
        $(impl $trait for Members {
            type Ok = Given;
            type Error = Refused;

            fn $method<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Refused> {
                self.add(value)
            }

            fn end(self) -> Read {
                Ok(Given::List(self.0))
            }
        })+
    };
}

members! {
    SerializeSeq serialize_element;
    SerializeTuple serialize_element;
    SerializeTupleStruct serialize_field;
}
