//! Numbers out of anything.

use crate::arg::{self, Outcome};
use crate::reflect;
use crate::table::{Entry, table};
use GoType::{Any, Str as Text};
use stator_gotmpl::Runtime;
use stator_value::gofmt::{NumberError, parse_float, parse_int};
use stator_value::{GoType, IntKind, Value};

/// The family's table.
pub(crate) const FUNCTIONS: &[Entry] = table! {
    "int"[Any] = int, "The value as int; 0 where it is no number.";
    "int64"[Any] = int64, "The value as int64; 0 where it is no number.";
    "float64"[Any] = float64, "The value as float64; 0 where it is no number.";
    "atoi"[Text] = atoi, "The decimal integer in a text; 0 where there is none.";
    "toDecimal"[Any] = to_decimal, "The octal number in a text.";
};

/// Converts to an integer as sprig does: floats are cut off, texts read with their base prefix.
pub(crate) fn to_int(value: &Value) -> i64 {
    match value {
        Value::Bool(b) => i64::from(*b),
        Value::Int(IntKind::Named(_), _) => 0,
        Value::Int(_, n) => *n,
        Value::Float(f) => truncate(*f),
        Value::Str(text) => parse_int(without_zero_decimals(text), 0).unwrap_or(0),
        Value::Object(object) if is_calendar_unit(object.go_type()) => object.number().unwrap_or(0),
        _ => 0,
    }
}

/// Converts to a float as sprig does.
pub(crate) fn to_float(value: &Value) -> f64 {
    match value {
        Value::Float(f) => *f,
        Value::Int(IntKind::Uint64, n) => n.cast_unsigned() as f64,
        Value::Str(text) => parse_float(text).unwrap_or(0.0),
        other => to_int(other) as f64,
    }
}

/// Says whether conversions know this integer type with methods; a duration they do not.
fn is_calendar_unit(go_type: GoType) -> bool {
    matches!(go_type, GoType::Named("time.Month" | "time.Weekday"))
}

/// Cuts off the fraction; what does not fit becomes the least integer, as on Go's main platform.
pub(crate) fn truncate(f: f64) -> i64 {
    const LIMIT: f64 = 9_223_372_036_854_775_808.0;
    if (-LIMIT..LIMIT).contains(&f) {
        f as i64
    } else {
        i64::MIN
    }
}

/// Removes a decimal point that only zeros follow.
fn without_zero_decimals(text: &[u8]) -> &[u8] {
    let zeros = text.iter().rev().take_while(|b| **b == b'0').count();
    match text[..text.len() - zeros].split_last() {
        Some((b'.', whole)) if zeros > 0 => whole,
        _ => text,
    }
}

fn int(_: &mut dyn Runtime, args: &[Value]) -> Outcome {
    Ok(Value::int(to_int(arg::any(args, 0))))
}

fn int64(_: &mut dyn Runtime, args: &[Value]) -> Outcome {
    Ok(Value::int64(to_int(arg::any(args, 0))))
}

fn float64(_: &mut dyn Runtime, args: &[Value]) -> Outcome {
    Ok(Value::Float(to_float(arg::any(args, 0))))
}

/// Reads a decimal integer as Go does when the error is ignored: the nearest one where it is out
/// of range.
pub(crate) fn nearest_int(text: &[u8]) -> i64 {
    match parse_int(text, 10) {
        Ok(n) => n,
        Err(NumberError::Range) if text.starts_with(b"-") => i64::MIN,
        Err(NumberError::Range) => i64::MAX,
        Err(_) => 0,
    }
}

fn atoi(_: &mut dyn Runtime, args: &[Value]) -> Outcome {
    Ok(Value::int(nearest_int(arg::text(args, 0)?)))
}

fn to_decimal(_: &mut dyn Runtime, args: &[Value]) -> Outcome {
    Ok(Value::int64(
        parse_int(&reflect::display(arg::any(args, 0)), 8).unwrap_or(0),
    ))
}
