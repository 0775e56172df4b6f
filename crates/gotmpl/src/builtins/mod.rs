//! Go's own functions.
//!
//! `and`, `or` and `call` stand first, because the executor knows them by number: it evaluates
//! their arguments itself.

mod compare;
mod escape;
mod index;

use crate::function::{CallError, Function, Runtime};
use crate::table::GoVersion;
use stator_value::GoType::{Any, ReflectValue, Str};
use stator_value::gofmt::{self, Unicode};
use stator_value::{GoType, Value};

type Called = Result<Value, CallError>;

const fn function(
    name: &'static str,
    params: &'static [GoType],
    variadic: bool,
    call: fn(&mut dyn Runtime, &[Value]) -> Called,
) -> Function {
    Function {
        name,
        params,
        variadic,
        call,
    }
}

/// Gives the built-ins of a release.
pub(crate) fn functions(version: GoVersion) -> Vec<Function> {
    use ReflectValue as R;
    let old = version < GoVersion::Go1_27;
    vec![
        function("and", &[R, R], true, evaluated_elsewhere),
        function("or", &[R, R], true, evaluated_elsewhere),
        function("call", &[R, R], true, evaluated_elsewhere),
        function("html", &[Any], true, escape::html),
        function("index", &[R, R], true, index::index),
        function("slice", &[R, R], true, index::slice),
        function(
            "js",
            &[Any],
            true,
            if old { escape::js_15 } else { escape::js },
        ),
        function("len", &[R], false, index::len),
        function("not", &[R], false, not),
        function("print", &[Any], true, |_, args| {
            Ok(Value::str(gofmt::sprint(args)))
        }),
        function(
            "printf",
            &[Str, Any],
            true,
            if old { printf_15 } else { printf },
        ),
        function("println", &[Any], true, |_, args| {
            Ok(Value::str(gofmt::sprintln(args)))
        }),
        function("urlquery", &[Any], true, escape::urlquery),
        function(
            "eq",
            &[R, R],
            true,
            if old { compare::eq_terse } else { compare::eq },
        ),
        function(
            "ge",
            &[R, R],
            false,
            if old { compare::ge_terse } else { compare::ge },
        ),
        function(
            "gt",
            &[R, R],
            false,
            if old { compare::gt_terse } else { compare::gt },
        ),
        function(
            "le",
            &[R, R],
            false,
            if old { compare::le_terse } else { compare::le },
        ),
        function(
            "lt",
            &[R, R],
            false,
            if old { compare::lt_terse } else { compare::lt },
        ),
        function(
            "ne",
            &[R, R],
            false,
            if old { compare::ne_terse } else { compare::ne },
        ),
    ]
}

fn evaluated_elsewhere(_: &mut dyn Runtime, _: &[Value]) -> Called {
    Err("unreachable".into())
}

fn not(_: &mut dyn Runtime, args: &[Value]) -> Called {
    Ok(Value::Bool(!args[0].truth()))
}

fn printf(_: &mut dyn Runtime, args: &[Value]) -> Called {
    formatted(Unicode::V17, args)
}

fn printf_15(_: &mut dyn Runtime, args: &[Value]) -> Called {
    formatted(Unicode::V15, args)
}

fn formatted(unicode: Unicode, args: &[Value]) -> Called {
    let format = args[0].as_str().map_or(&b""[..], |f| f.as_bytes());
    Ok(Value::str(gofmt::sprintf_for(unicode, format, &args[1..])))
}
