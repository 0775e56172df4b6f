//! Comparisons: only values of one basic kind compare, except signed with unsigned integers.

use super::Called;
use crate::function::Runtime;
use stator_value::{IntKind, Object, Value, gofmt};
use std::cmp::Ordering;

const BAD_TYPE: &str = "invalid type for comparison";

/// A value of a basic kind.
enum Basic<'v> {
    Bool(bool),
    Int(i64),
    Uint(u64),
    Float(f64),
    Complex(f64, f64),
    Str(&'v [u8]),
    Other,
}

fn basic(value: &Value) -> Basic<'_> {
    match value {
        Value::Bool(b) => Basic::Bool(*b),
        Value::Int(kind, n) if is_signed(*kind) => Basic::Int(*n),
        Value::Int(_, n) => Basic::Uint(*n as u64),
        Value::Float(f) => Basic::Float(*f),
        Value::Complex(re, im) => Basic::Complex(*re, *im),
        Value::Str(text) => Basic::Str(text),
        Value::Object(object) => match object.number() {
            Some(n) if object.kind().starts_with('u') => Basic::Uint(n as u64),
            Some(n) => Basic::Int(n),
            None => Basic::Other,
        },
        _ => Basic::Other,
    }
}

fn is_signed(kind: IntKind) -> bool {
    !matches!(kind, IntKind::Uint8 | IntKind::Uint32 | IntKind::Uint64)
}

fn show(value: &Value, verb: char) -> String {
    if value.is_nil() {
        return "<nil>".to_owned();
    }
    let mut out = Vec::new();
    gofmt::display_as(value, verb, &mut out);
    String::from_utf8_lossy(&out).into_owned()
}

fn incompatible(a: &Value, b: &Value, terse: bool) -> String {
    let mut text = "incompatible types for comparison".to_owned();
    if !terse {
        text.push_str(&format!(": {} and {}", a.go_type(), b.go_type()));
    }
    text
}

/// Says whether two values are equal; the error is Go's.
fn equal(a: &Value, b: &Value, terse: bool) -> Result<bool, String> {
    Ok(match (basic(a), basic(b)) {
        (Basic::Bool(a), Basic::Bool(b)) => a == b,
        (Basic::Int(a), Basic::Int(b)) => a == b,
        (Basic::Uint(a), Basic::Uint(b)) => a == b,
        (Basic::Int(a), Basic::Uint(b)) | (Basic::Uint(b), Basic::Int(a)) => {
            u64::try_from(a) == Ok(b)
        }
        (Basic::Float(a), Basic::Float(b)) => a == b,
        (Basic::Complex(a, b), Basic::Complex(c, d)) => (a, b) == (c, d),
        (Basic::Str(a), Basic::Str(b)) => a == b,
        (Basic::Other, Basic::Other) => return equal_other(a, b),
        _ if a.is_nil() || b.is_nil() => false,
        _ => return Err(incompatible(a, b, terse)),
    })
}

/// Compares values of no basic kind: nil, maps, lists, structs.
fn equal_other(a: &Value, b: &Value) -> Result<bool, String> {
    if a.is_nil() || b.is_nil() {
        return Ok(is_nil(a) && is_nil(b));
    }
    if kind(a) != kind(b) {
        return Err(format!(
            "non-comparable types {}: {}, {}: {}",
            show(a, 's'),
            a.go_type(),
            b.go_type(),
            show(b, 'v')
        ));
    }
    if is_nil(a) || is_nil(b) {
        return Ok(is_nil(a) == is_nil(b));
    }
    let equal = match (a, b) {
        (Value::Object(a), Value::Object(b)) => object_equal(a.as_ref(), b.as_ref()),
        _ => None,
    };
    equal.ok_or_else(|| format!("non-comparable type {}: {}", show(b, 's'), b.go_type()))
}

fn object_equal(a: &dyn Object, b: &dyn Object) -> Option<bool> {
    if a.go_type() == b.go_type() {
        a.equals(b)
    } else {
        b.equals(b).map(|_| false)
    }
}

fn is_nil(value: &Value) -> bool {
    match value {
        Value::Map(map) => map.is_nil(),
        Value::List(list) => list.is_nil(),
        _ => value.is_nil(),
    }
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Map(_) => "map",
        Value::List(_) | Value::Bytes(_) => "slice",
        Value::Object(object) => object.kind(),
        _ => "invalid",
    }
}

fn less(a: &Value, b: &Value, terse: bool) -> Result<bool, String> {
    let (left, right) = (basic(a), basic(b));
    if matches!(left, Basic::Other) || matches!(right, Basic::Other) {
        return Err(BAD_TYPE.to_owned());
    }
    Ok(match (left, right) {
        (Basic::Int(a), Basic::Int(b)) => a < b,
        (Basic::Uint(a), Basic::Uint(b)) => a < b,
        (Basic::Int(a), Basic::Uint(b)) => u64::try_from(a).map_or(true, |a| a < b),
        (Basic::Uint(a), Basic::Int(b)) => u64::try_from(b).is_ok_and(|b| a < b),
        (Basic::Float(a), Basic::Float(b)) => a.partial_cmp(&b) == Some(Ordering::Less),
        (Basic::Str(a), Basic::Str(b)) => a < b,
        (Basic::Bool(_), Basic::Bool(_)) | (Basic::Complex(..), Basic::Complex(..)) => {
            return Err(BAD_TYPE.to_owned());
        }
        _ => return Err(incompatible(a, b, terse)),
    })
}

fn any_equal(args: &[Value], terse: bool) -> Called {
    let (first, rest) = args
        .split_first()
        .ok_or("missing argument for comparison")?;
    if rest.is_empty() {
        return Err("missing argument for comparison".into());
    }
    for other in rest {
        if equal(first, other, terse)? {
            return Ok(Value::Bool(true));
        }
    }
    Ok(Value::Bool(false))
}

fn less_or_equal(args: &[Value], terse: bool) -> Result<bool, String> {
    Ok(less(&args[0], &args[1], terse)? || equal(&args[0], &args[1], terse)?)
}

/// Defines a comparison in its wordy and its terse form: Go 1.23 does not name the types that do
/// not compare.
macro_rules! comparisons {
    ($($wordy:ident $terse:ident |$args:ident, $is_terse:ident| $body:expr;)*) => {
        $(
            pub(super) fn $wordy(_: &mut dyn Runtime, $args: &[Value]) -> Called {
                let $is_terse = false;
                $body
            }

            pub(super) fn $terse(_: &mut dyn Runtime, $args: &[Value]) -> Called {
                let $is_terse = true;
                $body
            }
        )*
    };
}

comparisons! {
    eq eq_terse |args, terse| any_equal(args, terse);
    ne ne_terse |args, terse| Ok(Value::Bool(!equal(&args[0], &args[1], terse)?));
    lt lt_terse |args, terse| Ok(Value::Bool(less(&args[0], &args[1], terse)?));
    le le_terse |args, terse| Ok(Value::Bool(less_or_equal(args, terse)?));
    gt gt_terse |args, terse| Ok(Value::Bool(!less_or_equal(args, terse)?));
    ge ge_terse |args, terse| Ok(Value::Bool(!less(&args[0], &args[1], terse)?));
}
