//! Uniqueness of the items of sets and of the keys of lists with keys.

use serde_json::{Map, Value};

use super::error::{ErrorKind, FieldError, number_text};
use super::node::{ListType, Node};
use super::path::{Path, Step};

/// Checks the lists of a value and all below it.
pub(super) fn check(node: &Node, value: &Value, path: &mut Path, errors: &mut Vec<FieldError>) {
    match value {
        Value::Object(fields) => {
            for (key, value) in fields {
                let Some((step, child)) = node.step(key) else {
                    continue;
                };
                path.push(step);
                check(child, value, path, errors);
                path.pop();
            }
        }
        Value::Array(items) => {
            match &node.list {
                ListType::Atomic => {}
                ListType::Set => duplicates(items, path, errors),
                ListType::Map(keys) => keyed(items, keys, path, errors),
            }
            if let Some(child) = &node.items {
                for (index, item) in items.iter().enumerate() {
                    path.push(Step::Index(index));
                    check(child, item, path, errors);
                    path.pop();
                }
            }
        }
        _ => {}
    }
}

fn keyed(items: &[Value], keys: &[String], path: &Path, errors: &mut Vec<FieldError>) {
    if let Some(index) = items
        .iter()
        .position(|item| !item.is_object() && !item.is_null())
    {
        errors.push(error(
            ErrorKind::Invalid,
            path.child(Step::Index(index)),
            items[index].clone(),
            "must be an object for an array of list-type map",
        ));
        return;
    }
    let parts: Vec<Value> = items
        .iter()
        .map(|item| {
            let part = |key: &String| Some((key.clone(), item.get(key)?.clone()));
            Value::Object(keys.iter().filter_map(part).collect::<Map<_, _>>())
        })
        .collect();
    duplicates(&parts, path, errors);
}

/// Reports the second of equal items; a third and further ones are not reported again.
fn duplicates(items: &[Value], path: &Path, errors: &mut Vec<FieldError>) {
    for (index, item) in items.iter().enumerate() {
        let before = items[..index]
            .iter()
            .filter(|other| is_same(other, item))
            .count();
        if before == 1 {
            let path = path.child(Step::Index(index));
            errors.push(error(ErrorKind::Duplicate, path, item.clone(), ""));
        }
    }
}

/// Equality of scalars by type and value; `1` and `1.0` differ as scalars.
fn is_same(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => {
            a.is_i64() == b.is_i64() && number_text(a) == number_text(b)
        }
        _ => a == b,
    }
}

fn error(kind: ErrorKind, path: Path, value: Value, detail: &str) -> FieldError {
    FieldError {
        kind,
        field: path.bracketed(),
        path,
        value: Some(value),
        detail: detail.to_owned(),
    }
}
