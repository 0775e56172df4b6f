//! Dicts: building, looking up, changing, taking apart.

use crate::arg::{self, Outcome};
use crate::table::{Entry, table};
use crate::work::Work;
use crate::{merge, reflect};
use GoType::{Any, Map as Dict, Str as Text};
use stator_gotmpl::{CallError, Runtime};
use stator_value::{Elem, GoType, List, Map, MapType, Str, Value};

/// The family's table.
pub(crate) const FUNCTIONS: &[Entry] = table! {
    "dict"[; Any] = dict, "A dict of keys and values in turn.";
    "get"[Dict, Text] = get, "The value under a key, or an empty text.";
    "set"[Dict, Text, Any] = set, "The dict itself, in which the key now has the value.";
    "unset"[Dict, Text] = unset, "The dict itself, which no longer has the key.";
    "hasKey"[Dict, Text] = has_key, "Whether the dict has the key.";
    "keys"[; Dict] = keys, "All keys of several dicts, sorted for each.";
    "values"[Dict] = values, "All values, in the order of the keys.";
    "pluck"[Text; Dict] = pluck, "What several dicts have under a key.";
    "pick"[Dict; Text] = pick, "A new dict with only these keys.";
    "omit"[Dict; Text] = omit, "A new dict without these keys.";
    "dig"[; Any] = dig, "The value at the end of a path of keys, or a default.";
    "deepCopy"[Any] = deep_copy, "A copy that shares nothing with the value.";
    "mustDeepCopy"[Any] = must_deep_copy, "A copy that shares nothing with the value.";
    "merge"[Dict; Dict] = merge_dicts, "The first dict, filled up from the others.";
    "mustMerge"[Dict; Dict] = merge_dicts, "The first dict, filled up from the others.";
    "mergeOverwrite"[Dict; Dict] = merge_overwrite, "The first dict, overwritten by the others.";
    "mustMergeOverwrite"[Dict; Dict] = merge_overwrite, "The first dict, overwritten by the others.";
};

fn dict(_: &mut dyn Runtime, args: &[Value]) -> Outcome {
    let map = Map::new();
    for pair in args.chunks(2) {
        let value = pair.get(1).cloned().unwrap_or_else(|| Value::str(""));
        map.set(reflect::text(&pair[0]), value);
    }
    Ok(Value::Map(map))
}

fn get(_: &mut dyn Runtime, args: &[Value]) -> Outcome {
    let found = arg::map(args, 0)?.get(arg::text(args, 1)?);
    Ok(found.unwrap_or_else(|| Value::str("")))
}

fn set(_: &mut dyn Runtime, args: &[Value]) -> Outcome {
    let map = arg::map(args, 0)?;
    if map.is_nil() {
        return Err("assignment to entry in nil map".into());
    }
    map.set(arg::text(args, 1)?.clone(), arg::any(args, 2).clone());
    Ok(Value::Map(map))
}

fn unset(_: &mut dyn Runtime, args: &[Value]) -> Outcome {
    let map = arg::map(args, 0)?;
    map.remove(arg::text(args, 1)?);
    Ok(Value::Map(map))
}

fn has_key(_: &mut dyn Runtime, args: &[Value]) -> Outcome {
    Ok(Value::Bool(
        arg::map(args, 0)?.contains(arg::text(args, 1)?),
    ))
}

fn keys(_: &mut dyn Runtime, args: &[Value]) -> Outcome {
    let mut all = Vec::new();
    for at in 0..args.len() {
        all.extend(
            arg::map(args, at)?
                .entries()
                .keys()
                .cloned()
                .map(Value::Str),
        );
    }
    Ok(Value::List(List::of(Elem::Str, all)))
}

fn values(_: &mut dyn Runtime, args: &[Value]) -> Outcome {
    let map = arg::map(args, 0)?;
    let values = map
        .entries()
        .values()
        .map(|entry| entry.value.clone())
        .collect();
    Ok(Value::list(values))
}

fn pluck(_: &mut dyn Runtime, args: &[Value]) -> Outcome {
    let key = arg::text(args, 0)?;
    let mut found = Vec::new();
    for at in 1..args.len() {
        found.extend(arg::map(args, at)?.get(key));
    }
    Ok(Value::list(found))
}

/// The texts from argument 1 on.
fn wanted(args: &[Value]) -> Result<Vec<&Str>, CallError> {
    (1..args.len()).map(|at| arg::text(args, at)).collect()
}

/// Copies the entries whose key `keep` accepts, with their origins.
fn filtered(map: &Map, keep: impl Fn(&Str) -> bool) -> Value {
    let copy = Map::new();
    for (key, entry) in map.entries().iter().filter(|(key, _)| keep(key)) {
        copy.set_from(key.clone(), entry.value.clone(), entry.origin);
    }
    Value::Map(copy)
}

fn pick(_: &mut dyn Runtime, args: &[Value]) -> Outcome {
    let wanted = wanted(args)?;
    Ok(filtered(&arg::map(args, 0)?, |key| wanted.contains(&key)))
}

fn omit(_: &mut dyn Runtime, args: &[Value]) -> Outcome {
    let unwanted = wanted(args)?;
    Ok(filtered(&arg::map(args, 0)?, |key| {
        !unwanted.contains(&key)
    }))
}

/// Takes a value for a plain map, as Go's type assertion does.
fn asserted_map(value: &Value) -> Result<&Map, CallError> {
    match value {
        Value::Map(map) if map.map_type() == MapType::Any => Ok(map),
        other => Err(bad_assertion(other, "map[string]interface {}")),
    }
}

fn bad_assertion(value: &Value, wanted: &str) -> CallError {
    let got = if value.is_nil() {
        "nil".to_owned()
    } else {
        value.go_type().to_string()
    };
    format!("interface conversion: interface {{}} is {got}, not {wanted}").into()
}

fn dig(_: &mut dyn Runtime, args: &[Value]) -> Outcome {
    let [path @ .., default, map] = args else {
        return Err("dig needs at least three arguments".into());
    };
    if path.is_empty() {
        return Err("dig needs at least three arguments".into());
    }
    let mut map = asserted_map(map)?.clone();
    let mut keys = Vec::with_capacity(path.len());
    for key in path {
        keys.push(key.as_str().ok_or_else(|| bad_assertion(key, "string"))?);
    }
    for (at, key) in keys.iter().enumerate() {
        let Some(found) = map.get(key) else {
            return Ok(default.clone());
        };
        if at + 1 == keys.len() {
            return Ok(found);
        }
        map = asserted_map(&found)?.clone();
    }
    Ok(default.clone())
}

/// What Go says when it is asked for a copy of nil.
const COPY_OF_NIL: &str = "reflect: call of reflect.Value.Type on zero Value";

fn deep_copy(runtime: &mut dyn Runtime, args: &[Value]) -> Outcome {
    let value = arg::any(args, 0);
    if value.is_nil() {
        return Err(COPY_OF_NIL.into());
    }
    let mut work = Work::default();
    let copy = copied(value, &mut work)?;
    work.settle(runtime, ENTRY_BYTES)?;
    Ok(copy)
}

fn must_deep_copy(runtime: &mut dyn Runtime, args: &[Value]) -> Outcome {
    deep_copy(runtime, args)
}

/// What an entry of a copied map takes.
const ENTRY_BYTES: u64 = 64;

/// Copies maps and lists by depth; everything else cannot change.
fn copied(value: &Value, work: &mut Work) -> Result<Value, CallError> {
    work.into(|work| {
        Ok(match value {
            Value::List(list) if !list.is_nil() => {
                let items: Result<Vec<_>, _> =
                    list.items().iter().map(|i| copied(i, work)).collect();
                Value::List(List::of(list.elem(), items?))
            }
            Value::Map(map) if !map.is_nil() => {
                let copy = Map::new();
                for (key, entry) in map.entries().iter() {
                    copy.set_from(key.clone(), copied(&entry.value, work)?, entry.origin);
                }
                Value::Map(copy.seen_as(map.map_type()))
            }
            other => other.clone(),
        })
    })
}

fn merged(runtime: &mut dyn Runtime, args: &[Value], overwrite: bool) -> Outcome {
    let mut target = arg::map(args, 0)?;
    let mut work = Work::default();
    for at in 1..args.len() {
        let source = arg::map(args, at)?;
        if target.is_nil() && !source.is_nil() {
            target = Map::new();
        }
        merge::merge(&target, &source, overwrite, &mut work)?;
    }
    work.settle(runtime, ENTRY_BYTES)?;
    Ok(Value::Map(target))
}

fn merge_dicts(runtime: &mut dyn Runtime, args: &[Value]) -> Outcome {
    merged(runtime, args, false)
}

fn merge_overwrite(runtime: &mut dyn Runtime, args: &[Value]) -> Outcome {
    merged(runtime, args, true)
}
