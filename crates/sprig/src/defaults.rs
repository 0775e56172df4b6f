//! Choosing between values: defaults, emptiness, conditions.

use crate::arg::{self, Outcome};
use crate::reflect::is_empty;
use crate::table::{Entry, table};
use GoType::{Any, Bool};
use stator_gotmpl::Runtime;
use stator_value::{GoType, Value};

/// The family's table.
pub(crate) const FUNCTIONS: &[Entry] = table! {
    "default"[Any; Any] = default, "The second value, or the first where the second is empty.";
    "empty"[Any] = empty, "Whether the value is nil, false, zero or has no content.";
    "coalesce"[; Any] = coalesce, "The first value that is not empty.";
    "all"[; Any] = all, "Whether no value is empty.";
    "any"[; Any] = any, "Whether some value is not empty.";
    "ternary"[Any, Any, Bool] = ternary, "The first value where the last is true, else the second.";
};

fn default(_: &mut dyn Runtime, args: &[Value]) -> Outcome {
    let chosen = usize::from(args.get(1).is_some_and(|given| !is_empty(given)));
    Ok(arg::any(args, chosen).clone())
}

fn empty(_: &mut dyn Runtime, args: &[Value]) -> Outcome {
    Ok(Value::Bool(is_empty(arg::any(args, 0))))
}

fn coalesce(_: &mut dyn Runtime, args: &[Value]) -> Outcome {
    Ok(args
        .iter()
        .find(|value| !is_empty(value))
        .cloned()
        .unwrap_or(Value::Nil))
}

fn all(_: &mut dyn Runtime, args: &[Value]) -> Outcome {
    Ok(Value::Bool(!args.iter().any(is_empty)))
}

fn any(_: &mut dyn Runtime, args: &[Value]) -> Outcome {
    Ok(Value::Bool(args.iter().any(|value| !is_empty(value))))
}

fn ternary(_: &mut dyn Runtime, args: &[Value]) -> Outcome {
    let chosen = usize::from(!arg::boolean(args, 2)?);
    Ok(arg::any(args, chosen).clone())
}
