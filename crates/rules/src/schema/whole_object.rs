//! Whole objects inside of an object: those that carry their own `apiVersion`, `kind` and `metadata`.

use serde_json::Value;

use super::error::{ErrorKind, FieldError};
use super::metadata::{self, Check};
use super::names;
use super::node::Node;
use super::path::{Path, Step};

/// Brings the metadata of inner objects into the form in which it is stored.
///
/// # Errors
/// What cannot be decoded.
pub(super) fn coerce(
    node: &Node,
    value: &mut Value,
    path: &mut Path,
    unknown: &mut Vec<Path>,
) -> Result<(), String> {
    match value {
        Value::Object(fields) => {
            for (key, value) in fields {
                if node.is_whole_object {
                    match key.as_str() {
                        "apiVersion" | "kind" if !value.is_string() => {
                            let field = path.field(key).bracketed();
                            return Err(format!(
                                "{field}: Invalid value: {value}: must be a string"
                            ));
                        }
                        "metadata" => {
                            let stored = metadata::coerce(value, &path.field(key), unknown)
                                .map_err(|reason| {
                                    let field = path.field(key).bracketed();
                                    format!("{field}: Invalid value: {value}: {reason}")
                                })?;
                            *value = stored;
                        }
                        _ => {}
                    }
                }
                let Some((step, child)) = node.step(key) else {
                    continue;
                };
                path.push(step);
                let outcome = coerce(child, value, path, unknown);
                path.pop();
                outcome?;
            }
        }
        Value::Array(items) => {
            let Some(child) = node.items.as_deref() else {
                return Ok(());
            };
            for (index, item) in items.iter_mut().enumerate() {
                path.push(Step::Index(index));
                let outcome = coerce(child, item, path, unknown);
                path.pop();
                outcome?;
            }
        }
        _ => {}
    }
    Ok(())
}

/// Checks inner objects.
pub(super) fn check(node: &Node, value: &Value, path: &mut Path, errors: &mut Vec<FieldError>) {
    match value {
        Value::Object(fields) => {
            if node.is_whole_object {
                check_object(fields, path, errors);
            }
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
            let Some(child) = node.items.as_deref() else {
                return;
            };
            for (index, item) in items.iter().enumerate() {
                path.push(Step::Index(index));
                check(child, item, path, errors);
                path.pop();
            }
        }
        _ => {}
    }
}

fn check_object(
    fields: &serde_json::Map<String, Value>,
    path: &Path,
    errors: &mut Vec<FieldError>,
) {
    let mut push = |field: &str, kind, value: Option<&Value>, detail: String| {
        let path = path.field(field);
        let field = path.bracketed();
        errors.push(FieldError {
            kind,
            field,
            path,
            value: value.cloned(),
            detail,
        });
    };
    for field in ["apiVersion", "kind"] {
        match fields.get(field) {
            None => push(field, ErrorKind::Required, None, String::new()),
            Some(value @ Value::String(text)) if text.is_empty() => {
                push(
                    field,
                    ErrorKind::Invalid,
                    Some(value),
                    "must not be empty".to_owned(),
                );
            }
            Some(value @ Value::String(text)) if field == "kind" => {
                let problems = names::dns_1035_label(&text.to_lowercase());
                if !problems.is_empty() {
                    let detail = format!(
                        "may have mixed case, but should otherwise match: {}",
                        problems.join(",")
                    );
                    push(field, ErrorKind::Invalid, Some(value), detail);
                }
            }
            Some(value @ Value::String(text)) => {
                if text.matches('/').count() > 1 {
                    let detail = format!("unexpected GroupVersion string: {text}");
                    push(field, ErrorKind::Invalid, Some(value), detail);
                }
            }
            Some(value) => {
                push(
                    field,
                    ErrorKind::Invalid,
                    Some(value),
                    "must be a string".to_owned(),
                );
            }
        }
    }
    if let Some(metadata @ Value::Object(entries)) = fields.get("metadata") {
        let mut named;
        let metadata = if entries.contains_key("name") {
            metadata
        } else {
            named = metadata.clone();
            named["name"] = Value::from("fakename");
            &named
        };
        Check {
            metadata,
            path: path.field("metadata"),
            errors,
        }
        .created(path_segment);
    }
}

/// What is wrong with a name that becomes part of a URL.
fn path_segment(name: &str) -> Vec<String> {
    if matches!(name, "." | "..") {
        return vec![format!("may not be '{name}'")];
    }
    ["/", "%"]
        .into_iter()
        .filter(|part| name.contains(part))
        .map(|part| format!("may not contain '{part}'"))
        .collect()
}
