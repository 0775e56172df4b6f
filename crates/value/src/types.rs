//! Go types, as far as templates can tell them apart.

use std::fmt;

/// A static Go type: of a parameter, of a slot, or of a value.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
pub enum GoType {
    /// `interface {}`
    Any,
    /// `bool`
    Bool,
    /// `string`
    Str,
    /// `int`
    Int,
    /// `int64`
    Int64,
    /// `float64`
    Float64,
    /// `[]uint8`
    Bytes,
    /// `map[string]interface {}`
    Map,
    /// `[]interface {}`
    List,
    /// `[]string`
    StrList,
    /// `reflect.Value`, the parameter type of Go's own built-ins: takes every value, also none.
    ReflectValue,
    /// A named type, written as Go prints it, e.g. `time.Time`, `chartutil.Values`, `uint8`.
    Named(&'static str),
}

impl fmt::Display for GoType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Any => "interface {}",
            Self::Bool => "bool",
            Self::Str => "string",
            Self::Int => "int",
            Self::Int64 => "int64",
            Self::Float64 => "float64",
            Self::Bytes => "[]uint8",
            Self::Map => "map[string]interface {}",
            Self::List => "[]interface {}",
            Self::StrList => "[]string",
            Self::ReflectValue => "reflect.Value",
            Self::Named(name) => name,
        })
    }
}
