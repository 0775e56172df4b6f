//! `index`, `slice` and `len`.

use super::Called;
use crate::function::Runtime;
use crate::pointer::pointee_type;
use stator_value::{IntKind, List, MapType, Str, Value};

/// Checks a position in something of `len` elements; the position just behind them passes here.
fn position(index: &Value, len: usize) -> Result<usize, String> {
    let at = match index {
        Value::Int(_, n) => *n,
        Value::Object(object) if object.number().is_some() => object.number().unwrap_or(0),
        Value::Invalid | Value::Nil => return Err("cannot index slice/array with nil".to_owned()),
        _ => {
            return Err(format!(
                "cannot index slice/array with type {}",
                index.go_type()
            ));
        }
    };
    match usize::try_from(at) {
        Ok(position) if position <= len => Ok(position),
        _ => Err(format!("index out of range: {at}")),
    }
}

fn byte(bytes: &[u8], at: usize) -> Option<Value> {
    bytes
        .get(at)
        .map(|b| Value::Int(IntKind::Uint8, i64::from(*b)))
}

fn behind_slice() -> String {
    "reflect: slice index out of range".to_owned()
}

/// Checks a key of a map.
fn key(index: &Value) -> Result<&Str, String> {
    match index {
        Value::Str(key) => Ok(key),
        Value::Invalid | Value::Nil => Err("value is nil; should be of type string".to_owned()),
        _ => Err(format!(
            "value has type {}; should be string",
            index.go_type()
        )),
    }
}

fn element(item: &Value, index: &Value) -> Result<Value, String> {
    match item {
        Value::Nil => Err("index of nil pointer".to_owned()),
        Value::Str(text) => {
            let at = position(index, text.len())?;
            byte(text, at).ok_or_else(|| "reflect: string index out of range".to_owned())
        }
        Value::Bytes(bytes) => byte(bytes, position(index, bytes.len())?).ok_or_else(behind_slice),
        Value::List(list) => list
            .get(position(index, list.len())?)
            .ok_or_else(behind_slice),
        Value::Map(map) => Ok(match map.get(key(index)?) {
            Some(value) => value,
            None if map.map_type() == MapType::Str => Value::from(""),
            None => Value::Nil,
        }),
        Value::Object(object) => {
            let found = match (object.kind(), object.len()) {
                ("map", _) => {
                    key(index)?;
                    object.index(index)
                }
                ("slice", Some(len)) => {
                    let at = position(index, len)?;
                    let found = object.index(&Value::int(at as i64));
                    return found.ok_or_else(behind_slice);
                }
                _ => None,
            };
            found.ok_or_else(|| format!("can't index item of type {}", pointee_type(item)))
        }
        _ => Err(format!("can't index item of type {}", pointee_type(item))),
    }
}

pub(super) fn index(_: &mut dyn Runtime, args: &[Value]) -> Called {
    let mut item = args[0].clone();
    if item.is_nil() {
        return Err("index of untyped nil".into());
    }
    for index in &args[1..] {
        item = element(&item, index)?;
    }
    Ok(item)
}

pub(super) fn slice(_: &mut dyn Runtime, args: &[Value]) -> Called {
    let (item, indexes) = (&args[0], &args[1..]);
    if item.is_nil() {
        return Err("slice of untyped nil".into());
    }
    if indexes.len() > 3 {
        return Err(format!("too many slice indexes: {}", indexes.len()).into());
    }
    let len = match item {
        Value::Str(_) if indexes.len() == 3 => return Err("cannot 3-index slice a string".into()),
        Value::Str(text) | Value::Bytes(text) => text.len(),
        Value::List(list) => list.len(),
        _ => return Err(format!("can't slice item of type {}", pointee_type(item)).into()),
    };
    let mut bounds = [0, len, len];
    for (bound, index) in bounds.iter_mut().zip(indexes) {
        *bound = position(index, len)?;
    }
    let [from, to, cap] = bounds;
    for (a, b) in [(from, to), (to, cap)] {
        if a > b {
            return Err(format!("invalid slice index: {a} > {b}").into());
        }
    }
    Ok(match item {
        Value::Str(text) => Value::str(&text[from..to]),
        Value::Bytes(bytes) => Value::Bytes(bytes[from..to].into()),
        Value::List(list) => List::of(list.elem(), list.items()[from..to].to_vec()).into(),
        _ => Value::Nil,
    })
}

pub(super) fn len(_: &mut dyn Runtime, args: &[Value]) -> Called {
    let item = &args[0];
    let len = match item {
        Value::Invalid => {
            return Err("reflect: call of reflect.Value.Type on zero Value".into());
        }
        Value::Nil => return Err("len of nil pointer".into()),
        Value::Str(text) | Value::Bytes(text) => Some(text.len()),
        Value::List(list) => Some(list.len()),
        Value::Map(map) => Some(map.len()),
        Value::Object(object) => object.len(),
        _ => None,
    };
    match len {
        Some(len) => Ok(Value::int(len as i64)),
        None => Err(format!("len of type {}", pointee_type(item)).into()),
    }
}
