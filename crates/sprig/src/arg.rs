//! Reading arguments.
//!
//! The executor has checked number and types, so a mismatch here is a fault of the caller of the
//! table; it is reported, not panicked about.

use crate::host::Hosts;
use stator_gotmpl::{CallError, Runtime};
use stator_value::{List, Map, MapType, Str, Value};
use std::rc::Rc;

/// What a function gives.
pub(crate) type Outcome = Result<Value, CallError>;

/// What Go says when a function takes the type of nil.
pub(crate) const NIL_POINTER: &str =
    "runtime error: invalid memory address or nil pointer dereference";

fn missing(args: &[Value], at: usize, wanted: &str) -> CallError {
    let got = args
        .get(at)
        .map_or_else(|| "nothing".to_owned(), |v| v.go_type().to_string());
    CallError::Message(format!("argument {at} is {got}, not {wanted}"))
}

/// The argument at `at`, whatever it is.
pub(crate) fn any(args: &[Value], at: usize) -> &Value {
    args.get(at).unwrap_or(&Value::Nil)
}

/// The arguments from `at` on.
pub(crate) fn rest(args: &[Value], at: usize) -> &[Value] {
    args.get(at..).unwrap_or_default()
}

/// The string at `at`.
pub(crate) fn text(args: &[Value], at: usize) -> Result<&Str, CallError> {
    match args.get(at) {
        Some(Value::Str(text)) => Ok(text),
        _ => Err(missing(args, at, "a string")),
    }
}

/// The string at `at` as UTF-8, with invalid bytes replaced.
pub(crate) fn utf8(args: &[Value], at: usize) -> Result<std::borrow::Cow<'_, str>, CallError> {
    text(args, at).map(Str::to_text)
}

/// The integer at `at`.
pub(crate) fn int(args: &[Value], at: usize) -> Result<i64, CallError> {
    match args.get(at) {
        Some(Value::Int(_, n)) => Ok(*n),
        _ => Err(missing(args, at, "an integer")),
    }
}

/// The float at `at`.
pub(crate) fn float(args: &[Value], at: usize) -> Result<f64, CallError> {
    match args.get(at) {
        Some(Value::Float(f)) => Ok(*f),
        _ => Err(missing(args, at, "a float")),
    }
}

/// The boolean at `at`.
pub(crate) fn boolean(args: &[Value], at: usize) -> Result<bool, CallError> {
    match args.get(at) {
        Some(Value::Bool(b)) => Ok(*b),
        _ => Err(missing(args, at, "a boolean")),
    }
}

/// The map at `at` as Go's parameter sees it: a plain `map[string]interface {}`.
pub(crate) fn map(args: &[Value], at: usize) -> Result<Map, CallError> {
    match args.get(at) {
        Some(Value::Map(map)) => Ok(map.seen_as(MapType::Any)),
        Some(Value::Nil | Value::Invalid) => Ok(Map::nil()),
        _ => Err(missing(args, at, "a map")),
    }
}

/// The `[]interface {}` at `at`.
pub(crate) fn list(args: &[Value], at: usize) -> Result<List, CallError> {
    match args.get(at) {
        Some(Value::List(list)) => Ok(list.clone()),
        Some(Value::Nil | Value::Invalid) => Ok(List::nil(stator_value::Elem::Any)),
        _ => Err(missing(args, at, "a list")),
    }
}

/// The host of the run.
pub(crate) fn hosts(runtime: &dyn Runtime) -> Result<Rc<Hosts>, CallError> {
    runtime
        .host()
        .downcast::<Hosts>()
        .map_err(|_| CallError::from("the run has no host for the function library"))
}

/// Gives the text, or an empty one in the place of an error, as Helm does; but for a value that is
/// too large, on which Helm would not come back.
pub(crate) fn or_empty(written: Result<Value, String>) -> Outcome {
    match written {
        Ok(text) => Ok(text),
        Err(text) if text.ends_with(stator_value::TOO_LONG) => Err(text.into()),
        Err(_) => Ok(Value::str("")),
    }
}

/// Charges the run for what is read from the text that is the first argument.
pub(crate) fn charge_text(runtime: &mut dyn Runtime, args: &[Value]) -> Result<(), CallError> {
    /// A text of one byte an item takes some more in memory.
    const BYTES_EACH: u64 = 16;
    runtime.charge(text(args, 0)?.len() as u64 * BYTES_EACH)
}
