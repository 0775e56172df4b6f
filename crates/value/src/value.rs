//! The value itself.

use crate::bytes::Str;
use crate::list::List;
use crate::map::Map;
use crate::object::Object;
use crate::types::GoType;
use std::rc::Rc;

/// Which Go integer type an integer has.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
pub enum IntKind {
    /// `int`: literals, `len`, `int`, `until`.
    Int,
    /// `int64`: `--set`, `int64`, `add`, TOML.
    Int64,
    /// `int32`: character constants.
    Int32,
    /// `uint8`: a byte of a string or of a `[]uint8`.
    Uint8,
    /// `uint32`
    Uint32,
    /// `uint64`; the bits are those of the `i64`.
    Uint64,
    /// A named type of kind `int64` or `int`.
    Named(NamedInt),
}

/// Go's named integer types, where a plain number stands for one.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
pub enum NamedInt {
    /// `time.Duration`
    Duration,
    /// `time.Month`
    Month,
    /// `time.Weekday`
    Weekday,
}

impl NamedInt {
    /// Gives the name as Go prints it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Duration => "time.Duration",
            Self::Month => "time.Month",
            Self::Weekday => "time.Weekday",
        }
    }
}

/// A Go value as a template sees it; a clone copies at most a pointer.
#[derive(Clone, Debug)]
pub enum Value {
    /// No value at all: reflect's zero Value.
    Invalid,
    /// `interface {}(nil)`: a missing or null map entry, a nil list element.
    Nil,
    /// `bool`
    Bool(bool),
    /// Any integer type; see [`IntKind`].
    Int(IntKind, i64),
    /// `float64`: every number of YAML and JSON.
    Float(f64),
    /// `complex128`, only from literals such as `1i`.
    Complex(f64, f64),
    /// `string`
    Str(Str),
    /// `[]uint8`
    Bytes(Str),
    /// A slice.
    List(List),
    /// A map with string keys.
    Map(Map),
    /// A struct or another type with methods.
    Object(Rc<dyn Object>),
}

impl Value {
    /// Makes an `int`.
    pub fn int(n: i64) -> Self {
        Self::Int(IntKind::Int, n)
    }

    /// Makes an `int64`.
    pub fn int64(n: i64) -> Self {
        Self::Int(IntKind::Int64, n)
    }

    /// Makes a `string`.
    pub fn str(text: impl Into<Str>) -> Self {
        Self::Str(text.into())
    }

    /// Makes a `[]interface {}`.
    pub fn list(items: Vec<Value>) -> Self {
        Self::List(List::new(items))
    }

    /// Gives the Go type as `%T` prints it; no value and nil are `<nil>` there, `interface {}` here.
    pub fn go_type(&self) -> GoType {
        match self {
            Self::Invalid | Self::Nil => GoType::Any,
            Self::Bool(_) => GoType::Bool,
            Self::Int(kind, _) => match kind {
                IntKind::Int => GoType::Int,
                IntKind::Int64 => GoType::Int64,
                IntKind::Int32 => GoType::Named("int32"),
                IntKind::Uint8 => GoType::Named("uint8"),
                IntKind::Uint32 => GoType::Named("uint32"),
                IntKind::Uint64 => GoType::Named("uint64"),
                IntKind::Named(named) => GoType::Named(named.name()),
            },
            Self::Float(_) => GoType::Float64,
            Self::Complex(..) => GoType::Named("complex128"),
            Self::Str(_) => GoType::Str,
            Self::Bytes(_) => GoType::Bytes,
            Self::List(list) => list.go_type(),
            Self::Map(map) => map.go_type(),
            Self::Object(object) => object.go_type(),
        }
    }

    /// Says whether it is nil or no value.
    pub fn is_nil(&self) -> bool {
        matches!(self, Self::Invalid | Self::Nil)
    }

    /// Gives the map, where it is one.
    pub fn as_map(&self) -> Option<&Map> {
        match self {
            Self::Map(map) => Some(map),
            _ => None,
        }
    }

    /// Gives the list, where it is one.
    pub fn as_list(&self) -> Option<&List> {
        match self {
            Self::List(list) => Some(list),
            _ => None,
        }
    }

    /// Gives the string, where it is one.
    pub fn as_str(&self) -> Option<&Str> {
        match self {
            Self::Str(text) => Some(text),
            _ => None,
        }
    }

    /// Gives the boolean, where it is one.
    pub fn as_bool(&self) -> Option<bool> {
        match self {
            Self::Bool(b) => Some(*b),
            _ => None,
        }
    }

    /// Go template truth: false for nil, false, zero, empty string, list or map.
    pub fn truth(&self) -> bool {
        match self {
            Self::Invalid | Self::Nil => false,
            Self::Bool(b) => *b,
            Self::Int(_, n) => *n != 0,
            Self::Float(f) => *f != 0.0,
            Self::Complex(re, im) => *re != 0.0 || *im != 0.0,
            Self::Str(text) | Self::Bytes(text) => !text.is_empty(),
            Self::List(list) => !list.is_empty(),
            Self::Map(map) => !map.is_empty(),
            Self::Object(object) => object.truth(),
        }
    }
}

impl From<bool> for Value {
    fn from(b: bool) -> Self {
        Self::Bool(b)
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Str(text.into())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Str(text.into())
    }
}

impl From<Map> for Value {
    fn from(map: Map) -> Self {
        Self::Map(map)
    }
}

impl From<List> for Value {
    fn from(list: List) -> Self {
        Self::List(list)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_three_words() {
        assert_eq!(size_of::<Value>(), 24);
    }
}
