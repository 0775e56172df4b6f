//! Go structs and named types with methods that templates can reach.

use crate::types::GoType;
use crate::value::Value;
use std::any::Any;
use std::fmt::Debug;

/// The signature of a method: what it takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Method {
    /// Parameter types; with `variadic`, the last one repeats.
    pub params: &'static [GoType],
    /// Whether the last parameter repeats.
    pub variadic: bool,
}

/// A Go value with fields or methods: `.Files`, `.Capabilities`, a time, a certificate.
///
/// All methods but the type name have defaults, so an implementation says only what its Go
/// counterpart has.
pub trait Object: Debug {
    /// The Go type as `%T` prints it.
    fn go_type(&self) -> GoType;

    /// Gives `self` for downcasting.
    fn as_any(&self) -> &dyn Any;

    /// The reflect kind `kindOf` prints: `struct`, `ptr`, `map`, `slice`, `int64`…
    fn kind(&self) -> &'static str {
        "struct"
    }

    /// The signature of method `name`; `None` where there is none.
    fn method(&self, _name: &str) -> Option<Method> {
        None
    }

    /// Calls method `name` with checked arguments.
    ///
    /// # Errors
    /// The text of the Go error or panic.
    fn call(&self, name: &str, _args: &[Value]) -> Result<Value, String> {
        Err(format!("no method {name}"))
    }

    /// The struct field (or map key, for map types) `name`.
    ///
    /// A map type gives its zero value for a missing key: `None` means that there is no such
    /// field, which is an error.
    fn field(&self, _name: &str) -> Option<Value> {
        None
    }

    /// For map and slice types: the pairs `range` visits, in order; `None` where not iterable.
    fn range(&self) -> Option<Vec<(Value, Value)>> {
        None
    }

    /// For map and slice types: what `index` gives; the key of a map is a string then, the position
    /// in a slice an `int`. A map gives its zero value for a missing key.
    fn index(&self, _key: &Value) -> Option<Value> {
        None
    }

    /// For map and slice types: what `len` gives.
    fn len(&self) -> Option<usize> {
        None
    }

    /// For map and slice types: whether there is nothing in it.
    fn is_empty(&self) -> bool {
        self.len() == Some(0)
    }

    /// Truth in `if`; structs are true.
    fn truth(&self) -> bool {
        match self.number() {
            Some(number) => number != 0,
            None => self.len().is_none_or(|n| n > 0),
        }
    }

    /// What `String()` or `Error()` gives, where the type has one.
    fn string(&self) -> Option<String> {
        None
    }

    /// What a template prints for an action that yields this value.
    ///
    /// Differs from [`Object::string`] for a struct whose `String()` belongs to its pointer:
    /// `{{ .p.x }}` goes through it where the field is reached through a pointer, `print .p.x`
    /// does not. Asked only of pointers and of what is reached through one.
    fn output(&self) -> Option<String> {
        self.string()
    }

    /// The number of an integer type with methods, e.g. a duration; it prints, compares and
    /// counts as true like one.
    fn number(&self) -> Option<i64> {
        None
    }

    /// The exported and unexported fields of a struct in order, where verbs other than plain `%v`
    /// (`%+v`, `%#v`, `%q`…) should reach them.
    fn struct_fields(&self) -> Option<Vec<(&'static str, Value)>> {
        None
    }

    /// Whether `==` holds between two values of this type; `None` where Go cannot compare it.
    fn equals(&self, _other: &dyn Object) -> Option<bool> {
        None
    }

    /// How `%v` prints it where `String()` does not apply (the struct form `{a b}`).
    fn plain(&self) -> String;

    /// The members that JSON encoding writes for a struct, in the order of its fields; `None` where
    /// [`Object::json`] says all.
    fn json_fields(&self) -> Option<Vec<(&'static str, Value)>> {
        None
    }

    /// What JSON encoding makes of it: a value of plain kinds only.
    fn json(&self) -> Value;
}
