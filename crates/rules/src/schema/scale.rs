//! What the scale subresource asks of an object.

use serde_json::Value;

use super::error::{ErrorKind, FieldError, number_text};
use super::path::Path;

/// Checks the wanted replicas.
pub(super) fn spec(object: &Value, errors: &mut Vec<FieldError>) {
    replicas(object, ["spec", "replicas"], errors);
}

/// Checks the reported replicas and the selector.
pub(super) fn status(object: &Value, errors: &mut Vec<FieldError>) {
    replicas(object, ["status", "replicas"], errors);
    let path = ["status", "selector"];
    match nested(object, path) {
        Ok(Some(Value::String(_)) | None) => {}
        Ok(Some(other)) => {
            errors.push(error(
                path,
                Value::from(""),
                accessor(&path, other, "string"),
            ));
        }
        Err(detail) => errors.push(error(path, Value::from(""), detail)),
    }
}

fn replicas(object: &Value, path: [&str; 2], errors: &mut Vec<FieldError>) {
    match nested(object, path) {
        Ok(None) => {}
        Ok(Some(value)) => match value.as_i64() {
            Some(..0) => {
                errors.push(error(
                    path,
                    value.clone(),
                    "should be a non-negative integer".into(),
                ));
            }
            Some(number) if number > i64::from(i32::MAX) => {
                let detail = format!("should be less than or equal to {}", i32::MAX);
                errors.push(error(path, value.clone(), detail));
            }
            Some(_) => {}
            None => errors.push(error(path, Value::from(0), accessor(&path, value, "int64"))),
        },
        Err(detail) => errors.push(error(path, Value::from(0), detail)),
    }
}

fn nested<'a>(object: &'a Value, path: [&str; 2]) -> Result<Option<&'a Value>, String> {
    match object.get(path[0]) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::Object(fields)) => Ok(fields.get(path[1])),
        // The way that was gone is named up to the field that was looked for.
        Some(other) => Err(accessor(&path, other, "map[string]interface{}")),
    }
}

fn accessor(path: &[&str], value: &Value, wanted: &str) -> String {
    format!(
        ".{} accessor error: {} is of the type {}, expected {wanted}",
        path.join("."),
        go_text(value),
        go_type(value)
    )
}

/// The name of the type that Go decodes a value into.
pub(super) fn go_type(value: &Value) -> &'static str {
    match value {
        Value::Null => "<nil>",
        Value::Bool(_) => "bool",
        Value::Number(number) if number.is_i64() => "int64",
        Value::Number(_) => "float64",
        Value::String(_) => "string",
        Value::Array(_) => "[]interface {}",
        Value::Object(_) => "map[string]interface {}",
    }
}

fn go_text(value: &Value) -> String {
    match value {
        Value::Null => "<nil>".to_owned(),
        Value::Bool(truth) => truth.to_string(),
        Value::Number(number) => number_text(number),
        Value::String(text) => text.clone(),
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(go_text).collect();
            format!("[{}]", items.join(" "))
        }
        Value::Object(fields) => {
            let fields: Vec<String> = fields
                .iter()
                .map(|(key, value)| format!("{key}:{}", go_text(value)))
                .collect();
            format!("map[{}]", fields.join(" "))
        }
    }
}

fn error(path: [&str; 2], value: Value, detail: String) -> FieldError {
    FieldError {
        kind: ErrorKind::Invalid,
        field: format!(".{}", path.join(".")),
        path: Path::default().field(path[0]).field(path[1]),
        value: Some(value),
        detail,
    }
}
