//! Lists: building, taking apart, searching, sorting.
//!
//! Each function has a `must` twin. In a template both fail alike, so they share one body.

use crate::arg::{self, NIL_POINTER, Outcome};
use crate::table::{Entry, table};
use crate::work::Work;
use crate::{convert, reflect, strings};
use GoType::{Any, Int};
use stator_gotmpl::{CallError, Runtime};
use stator_value::{Elem, GoType, List, Value};

/// The family's table.
pub(crate) const FUNCTIONS: &[Entry] = table! {
    "list"[; Any] = list, "A list of the arguments.";
    "tuple"[; Any] = list, "Old name of list.";
    "append"[Any, Any] = append, "A copy of the list with one more item at the end.";
    "mustAppend"[Any, Any] = append, "A copy of the list with one more item at the end.";
    "push"[Any, Any] = append, "Another name of append.";
    "mustPush"[Any, Any] = append, "Another name of append.";
    "prepend"[Any, Any] = prepend, "A copy of the list with one more item in front.";
    "mustPrepend"[Any, Any] = prepend, "A copy of the list with one more item in front.";
    "concat"[; Any] = concat, "All items of several lists in one.";
    "first"[Any] = first, "The first item, or nil for an empty list.";
    "mustFirst"[Any] = first, "The first item, or nil for an empty list.";
    "last"[Any] = last, "The last item, or nil for an empty list.";
    "mustLast"[Any] = last, "The last item, or nil for an empty list.";
    "rest"[Any] = rest, "All items but the first.";
    "mustRest"[Any] = rest, "All items but the first.";
    "initial"[Any] = initial, "All items but the last.";
    "mustInitial"[Any] = initial, "All items but the last.";
    "reverse"[Any] = reverse, "The items in reverse order.";
    "mustReverse"[Any] = reverse, "The items in reverse order.";
    "uniq"[Any] = uniq, "The items without repetitions.";
    "mustUniq"[Any] = uniq, "The items without repetitions.";
    "without"[Any; Any] = without, "The items that equal none of the other arguments.";
    "mustWithout"[Any; Any] = without, "The items that equal none of the other arguments.";
    "has"[Any, Any] = has, "Whether the list holds the value.";
    "mustHas"[Any, Any] = has, "Whether the list holds the value.";
    "compact"[Any] = compact, "The items that are not empty.";
    "mustCompact"[Any] = compact, "The items that are not empty.";
    "slice"[Any; Any] = slice, "The items from one position to another.";
    "mustSlice"[Any; Any] = slice, "The items from one position to another.";
    "chunk"[Int, Any] = chunk, "The items in lists of a given length.";
    "mustChunk"[Int, Any] = chunk, "The items in lists of a given length.";
    "sortAlpha"[Any] = sort_alpha, "The items as texts, sorted.";
};

/// The items of the argument at `at`, or Go's complaint about something that is no list.
fn items(args: &[Value], at: usize, complaint: &str) -> Result<Vec<Value>, CallError> {
    let value = arg::any(args, at);
    reflect::slice(value).ok_or_else(|| match value {
        Value::Nil | Value::Invalid => NIL_POINTER.into(),
        other => format!("{complaint} {}", reflect::kind(other)).into(),
    })
}

fn nil_list() -> Value {
    Value::List(List::nil(Elem::Any))
}

fn list(_: &mut dyn Runtime, args: &[Value]) -> Outcome {
    Ok(Value::list(args.to_vec()))
}

fn append(_: &mut dyn Runtime, args: &[Value]) -> Outcome {
    let mut items = items(args, 0, "Cannot push on type")?;
    items.push(arg::any(args, 1).clone());
    Ok(Value::list(items))
}

fn prepend(_: &mut dyn Runtime, args: &[Value]) -> Outcome {
    let mut items = items(args, 0, "Cannot prepend on type")?;
    items.insert(0, arg::any(args, 1).clone());
    Ok(Value::list(items))
}

fn concat(_: &mut dyn Runtime, args: &[Value]) -> Outcome {
    let mut all = Vec::new();
    for list in args {
        match reflect::slice(list) {
            Some(items) => all.extend(items),
            None if list.is_nil() => return Err(NIL_POINTER.into()),
            None => {
                return Err(format!("Cannot concat type {} as list", reflect::kind(list)).into());
            }
        }
    }
    Ok(if all.is_empty() {
        nil_list()
    } else {
        Value::list(all)
    })
}

fn first(_: &mut dyn Runtime, args: &[Value]) -> Outcome {
    let items = items(args, 0, "Cannot find first on type")?;
    Ok(items.into_iter().next().unwrap_or(Value::Nil))
}

fn last(_: &mut dyn Runtime, args: &[Value]) -> Outcome {
    let items = items(args, 0, "Cannot find last on type")?;
    Ok(items.into_iter().next_back().unwrap_or(Value::Nil))
}

fn rest(_: &mut dyn Runtime, args: &[Value]) -> Outcome {
    let mut items = items(args, 0, "Cannot find rest on type")?;
    if items.is_empty() {
        return Ok(nil_list());
    }
    items.remove(0);
    Ok(Value::list(items))
}

fn initial(_: &mut dyn Runtime, args: &[Value]) -> Outcome {
    let mut items = items(args, 0, "Cannot find initial on type")?;
    if items.pop().is_none() {
        return Ok(nil_list());
    }
    Ok(Value::list(items))
}

fn reverse(_: &mut dyn Runtime, args: &[Value]) -> Outcome {
    let mut items = items(args, 0, "Cannot find reverse on type")?;
    items.reverse();
    Ok(Value::list(items))
}

fn holds(items: &[Value], wanted: &Value, work: &mut Work) -> Result<bool, CallError> {
    for item in items {
        if reflect::deep_equal(wanted, item, work)? {
            return Ok(true);
        }
    }
    Ok(false)
}

fn uniq(runtime: &mut dyn Runtime, args: &[Value]) -> Outcome {
    let mut kept: Vec<Value> = Vec::new();
    let mut work = Work::default();
    for item in items(args, 0, "Cannot find uniq on type")? {
        if !holds(&kept, &item, &mut work)? {
            kept.push(item);
        }
    }
    work.settle(runtime, 0)?;
    Ok(Value::list(kept))
}

fn without(runtime: &mut dyn Runtime, args: &[Value]) -> Outcome {
    let mut kept = Vec::new();
    let mut work = Work::default();
    for item in items(args, 0, "Cannot find without on type")? {
        if !holds(arg::rest(args, 1), &item, &mut work)? {
            kept.push(item);
        }
    }
    work.settle(runtime, 0)?;
    Ok(Value::list(kept))
}

fn has(runtime: &mut dyn Runtime, args: &[Value]) -> Outcome {
    if arg::any(args, 1).is_nil() {
        return Ok(Value::Bool(false));
    }
    let items = items(args, 1, "Cannot find has on type")?;
    let mut work = Work::default();
    let found = holds(&items, arg::any(args, 0), &mut work)?;
    work.settle(runtime, 0)?;
    Ok(Value::Bool(found))
}

fn compact(_: &mut dyn Runtime, args: &[Value]) -> Outcome {
    let mut items = items(args, 0, "Cannot compact on type")?;
    items.retain(|item| !reflect::is_empty(item));
    Ok(Value::list(items))
}

fn slice(_: &mut dyn Runtime, args: &[Value]) -> Outcome {
    let mut items = items(args, 0, "list should be type of slice or array but")?;
    if items.is_empty() {
        return Ok(Value::Nil);
    }
    let start = args.get(1).map_or(0, convert::to_int);
    let end = args.get(2).map_or(items.len() as i64, convert::to_int);
    let (Ok(from), Ok(to)) = (usize::try_from(start), usize::try_from(end)) else {
        return Err("reflect.Value.Slice: slice index out of bounds".into());
    };
    if from > to || to > items.len() {
        return Err("reflect.Value.Slice: slice index out of bounds".into());
    }
    items.truncate(to);
    items.drain(..from);
    Ok(match arg::any(args, 0) {
        Value::List(list) => Value::List(List::of(list.elem(), items)),
        Value::Bytes(bytes) => Value::Bytes(bytes[from..to].into()),
        _ => Value::list(items),
    })
}

fn chunk(_: &mut dyn Runtime, args: &[Value]) -> Outcome {
    let items = items(args, 1, "Cannot chunk type")?;
    let size = arg::int(args, 0)?;
    let chunks = match usize::try_from(size) {
        Ok(size) if size > 0 => items
            .chunks(size)
            .map(|part| Value::list(part.to_vec()))
            .collect(),
        // COMPAT(helm): the number of chunks comes from a division that also takes sizes that make
        // no sense; it gives none where a negative size is longer than the list but for one item.
        _ if items.len() > 1 && size < 0 && size.unsigned_abs() as usize >= items.len() - 1 => {
            Vec::new()
        }
        _ => return Err("runtime error: makeslice: len out of range".into()),
    };
    Ok(Value::List(List::of(Elem::List, chunks)))
}

fn sort_alpha(_: &mut dyn Runtime, args: &[Value]) -> Outcome {
    let value = arg::any(args, 0);
    if reflect::kind(value) != "slice" {
        let only = Value::Str(reflect::text(value));
        return Ok(Value::List(List::of(Elem::Str, vec![only])));
    }
    // COMPAT(helm): a list of texts is sorted in place, so other holders of it see the new order.
    let texts = strings::strings(value);
    texts
        .items_mut()
        .sort_by(|a, b| a.as_str().cmp(&b.as_str()));
    Ok(Value::List(texts))
}
