//! What Go's reflection tells about values.

use crate::work::Work;
use stator_gotmpl::CallError;
use stator_value::{IntKind, List, Map, Str, Value, gofmt};

/// Names the reflect kind.
pub(crate) fn kind(value: &Value) -> &'static str {
    match value {
        Value::Invalid | Value::Nil => "invalid",
        Value::Bool(_) => "bool",
        Value::Int(kind, _) => match kind {
            IntKind::Int | IntKind::Named(_) => "int",
            IntKind::Int64 => "int64",
            IntKind::Int32 => "int32",
            IntKind::Uint8 => "uint8",
            IntKind::Uint32 => "uint32",
            IntKind::Uint64 => "uint64",
        },
        Value::Float(_) => "float64",
        Value::Complex(..) => "complex128",
        Value::Str(_) => "string",
        Value::Bytes(_) | Value::List(_) => "slice",
        Value::Map(_) => "map",
        Value::Object(object) => object.kind(),
    }
}

/// Says whether sprig counts the value as empty; structs never are.
pub(crate) fn is_empty(value: &Value) -> bool {
    !value.truth()
}

/// Gives the items where the value is a slice of any type.
pub(crate) fn slice(value: &Value) -> Option<Vec<Value>> {
    match value {
        Value::List(list) => Some(list.items().clone()),
        Value::Bytes(bytes) => Some(
            bytes
                .iter()
                .map(|b| Value::Int(IntKind::Uint8, i64::from(*b)))
                .collect(),
        ),
        Value::Object(object) if object.kind() == "slice" => {
            Some(object.range()?.into_iter().map(|(_, item)| item).collect())
        }
        _ => None,
    }
}

/// The bytes of `%v`.
pub(crate) fn display(value: &Value) -> Vec<u8> {
    let mut out = Vec::new();
    gofmt::display(value, &mut out);
    out
}

/// The text of a value as sprig prints it: strings and byte slices raw, the rest as `%v`.
pub(crate) fn text(value: &Value) -> Str {
    match value {
        Value::Str(text) | Value::Bytes(text) => text.clone(),
        other => Str::from(display(other)),
    }
}

/// Go's `reflect.DeepEqual`: same types, same content, by depth.
///
/// # Errors
/// The values are too deep or too large to be compared.
pub(crate) fn deep_equal(a: &Value, b: &Value, work: &mut Work) -> Result<bool, CallError> {
    work.into(|work| {
        Ok(match (a, b) {
            (Value::Invalid | Value::Nil, Value::Invalid | Value::Nil) => true,
            (Value::Bool(a), Value::Bool(b)) => a == b,
            (Value::Int(kind_a, a), Value::Int(kind_b, b)) => kind_a == kind_b && a == b,
            (Value::Float(a), Value::Float(b)) => a == b,
            (Value::Complex(re_a, im_a), Value::Complex(re_b, im_b)) => {
                re_a == re_b && im_a == im_b
            }
            (Value::Str(a), Value::Str(b)) | (Value::Bytes(a), Value::Bytes(b)) => a == b,
            (Value::List(a), Value::List(b)) => return lists_equal(a, b, work),
            (Value::Map(a), Value::Map(b)) => return maps_equal(a, b, work),
            (Value::Object(a), Value::Object(b)) => {
                std::rc::Rc::ptr_eq(a, b) || a.go_type() == b.go_type() && a.plain() == b.plain()
            }
            _ => false,
        })
    })
}

fn maps_equal(a: &Map, b: &Map, work: &mut Work) -> Result<bool, CallError> {
    if a.map_type() != b.map_type() || a.is_nil() != b.is_nil() || a.len() != b.len() {
        return Ok(false);
    }
    if a.same(b) {
        return Ok(true);
    }
    for ((key_a, entry_a), (key_b, entry_b)) in a.entries().iter().zip(b.entries().iter()) {
        if key_a != key_b || !deep_equal(&entry_a.value, &entry_b.value, work)? {
            return Ok(false);
        }
    }
    Ok(true)
}

fn lists_equal(a: &List, b: &List, work: &mut Work) -> Result<bool, CallError> {
    if a.elem() != b.elem() || a.is_nil() != b.is_nil() || a.len() != b.len() {
        return Ok(false);
    }
    if a.same(b) {
        return Ok(true);
    }
    for (a, b) in a.items().iter().zip(b.items().iter()) {
        if !deep_equal(a, b, work)? {
            return Ok(false);
        }
    }
    Ok(true)
}
