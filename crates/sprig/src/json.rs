//! JSON in and out.

use crate::arg::{self, Outcome};
use crate::table::{Entry, table};
use GoType::{Any, Str as Text};
use stator_gotmpl::Runtime;
use stator_value::json::{self, Dialect, Style};
use stator_value::{GoType, List, Value};

/// The family's table.
pub(crate) const FUNCTIONS: &[Entry] = table! {
    "toJson"[Any] = to_json, "The value in JSON; empty where JSON cannot hold it.";
    "mustToJson"[Any] = must_to_json, "The value in JSON.";
    "toPrettyJson"[Any] = to_pretty_json, "The value in indented JSON; empty where JSON cannot hold it.";
    "mustToPrettyJson"[Any] = must_to_pretty_json, "The value in indented JSON.";
    "toRawJson"[Any] = to_raw_json, "The value in JSON without escapes for HTML.";
    "mustToRawJson"[Any] = to_raw_json, "The value in JSON without escapes for HTML.";
    "fromJson"[Text] = from_json, "The dict in a JSON text, or one that holds the error.";
    "fromJsonArray"[Text] = from_json_array, "The list in a JSON text, or one that holds the error.";
    "mustFromJson"[Text] = must_from_json, "The value in a JSON text.";
};

fn dialect(runtime: &dyn Runtime) -> Dialect {
    Dialect::of_helm(!arg::hosts(runtime).is_ok_and(|hosts| !hosts.helm4))
}

fn written(
    runtime: &dyn Runtime,
    args: &[Value],
    escape_html: bool,
    pretty: bool,
) -> Result<Value, String> {
    let style = Style {
        escape_html,
        pretty,
        dialect: dialect(runtime),
    };
    json::write(arg::any(args, 0), style).map(|text| Value::Str(text.into()))
}

fn to_json(runtime: &mut dyn Runtime, args: &[Value]) -> Outcome {
    arg::or_empty(written(runtime, args, true, false))
}

fn must_to_json(runtime: &mut dyn Runtime, args: &[Value]) -> Outcome {
    Ok(written(runtime, args, true, false)?)
}

fn to_pretty_json(runtime: &mut dyn Runtime, args: &[Value]) -> Outcome {
    arg::or_empty(written(runtime, args, true, true))
}

fn must_to_pretty_json(runtime: &mut dyn Runtime, args: &[Value]) -> Outcome {
    Ok(written(runtime, args, true, true)?)
}

fn to_raw_json(runtime: &mut dyn Runtime, args: &[Value]) -> Outcome {
    Ok(written(runtime, args, false, false)?)
}

fn from_json(runtime: &mut dyn Runtime, args: &[Value]) -> Outcome {
    arg::charge_text(runtime, args)?;
    let (map, error) = json::parse_object(arg::text(args, 0)?, dialect(runtime));
    if let Some(error) = error {
        map.set("Error", Value::str(error));
    }
    Ok(Value::Map(map))
}

fn from_json_array(runtime: &mut dyn Runtime, args: &[Value]) -> Outcome {
    arg::charge_text(runtime, args)?;
    Ok(Value::List(
        match json::parse_array(arg::text(args, 0)?, dialect(runtime)) {
            Ok(list) => list,
            Err(error) => List::new(vec![Value::str(error)]),
        },
    ))
}

fn must_from_json(runtime: &mut dyn Runtime, args: &[Value]) -> Outcome {
    arg::charge_text(runtime, args)?;
    Ok(json::parse_as(arg::text(args, 0)?, dialect(runtime))?)
}
