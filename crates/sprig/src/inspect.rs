//! Types and kinds of values.

use crate::arg::{self, Outcome};
use crate::reflect;
use crate::table::{Entry, table};
use crate::work::Work;
use GoType::{Any, Str as Text};
use stator_gotmpl::Runtime;
use stator_value::{GoType, Value};

/// The family's table.
pub(crate) const FUNCTIONS: &[Entry] = table! {
    "typeOf"[Any] = type_of, "The Go type of the value.";
    "typeIs"[Text, Any] = type_is, "Whether the value has this Go type.";
    "typeIsLike"[Text, Any] = type_is_like, "Whether the value has this Go type or points to it.";
    "kindOf"[Any] = kind_of, "The Go kind of the value.";
    "kindIs"[Text, Any] = kind_is, "Whether the value has this Go kind.";
    "deepEqual"[Any, Any] = deep_equal, "Whether two values have equal types and content.";
};

fn type_name(value: &Value) -> String {
    if value.is_nil() {
        "<nil>".to_owned()
    } else {
        value.go_type().to_string()
    }
}

fn type_of(_: &mut dyn Runtime, args: &[Value]) -> Outcome {
    Ok(Value::str(type_name(arg::any(args, 0))))
}

fn type_is(_: &mut dyn Runtime, args: &[Value]) -> Outcome {
    Ok(Value::Bool(
        *arg::text(args, 0)? == *type_name(arg::any(args, 1)),
    ))
}

fn type_is_like(_: &mut dyn Runtime, args: &[Value]) -> Outcome {
    let (wanted, name) = (arg::utf8(args, 0)?, type_name(arg::any(args, 1)));
    Ok(Value::Bool(
        wanted == name || name.strip_prefix('*') == Some(&wanted),
    ))
}

fn kind_of(_: &mut dyn Runtime, args: &[Value]) -> Outcome {
    Ok(Value::str(reflect::kind(arg::any(args, 0))))
}

fn kind_is(_: &mut dyn Runtime, args: &[Value]) -> Outcome {
    Ok(Value::Bool(
        *arg::text(args, 0)? == *reflect::kind(arg::any(args, 1)),
    ))
}

fn deep_equal(runtime: &mut dyn Runtime, args: &[Value]) -> Outcome {
    let mut work = Work::default();
    let equal = reflect::deep_equal(arg::any(args, 0), arg::any(args, 1), &mut work)?;
    work.settle(runtime, 0)?;
    Ok(Value::Bool(equal))
}
