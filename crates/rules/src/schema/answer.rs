//! Answers to recorded cases, in the form in which they were recorded.

use serde_json::{Map, Value, json};
use stator_api::groups;

use super::admit::{Operation, Write, admit};
use super::error::{ErrorKind, FieldError};
use super::node::Schema;
use super::path::Path;

/// Metadata that a server sets and recorded answers leave out.
const SERVER_SET: [&str; 5] = [
    "creationTimestamp",
    "generation",
    "managedFields",
    "resourceVersion",
    "uid",
];

/// Answers one case: an object with `id`, `kind` (its short form), `operation`, `object` and maybe `old`.
///
/// The answer has `id`, `valid`, `errors` (each with `field`, `type`, `detail`, `message`), `unknownFields` and
/// `object`. A case that is none is answered with an error of type `DecodeError`.
pub fn answer(case: &Value) -> Value {
    let text = |field: &str| case.get(field).and_then(Value::as_str).unwrap_or_default();
    let Some(schema) = Schema::of_kind(long_kind(text("kind"))) else {
        return json!({
            "id": text("id"),
            "valid": false,
            "errors": [error_json(&unknown_kind(text("kind")))],
            "unknownFields": [],
            "object": null,
        });
    };
    let operation = match text("operation") {
        "UPDATE" => Operation::Update,
        "STATUS" => Operation::Status,
        _ => Operation::Create,
    };
    let object = case.get("object").unwrap_or(&Value::Null);
    let old = case.get("old").filter(|old| !old.is_null());
    let mut verdict = admit(
        schema,
        Write {
            operation,
            object,
            old,
        },
    );
    if let Some(Value::Object(metadata)) = verdict
        .object
        .as_mut()
        .and_then(|object| object.get_mut("metadata"))
    {
        for field in SERVER_SET {
            metadata.remove(field);
        }
    }
    let unknown: Vec<String> = verdict.unknown_fields.iter().map(Path::dotted).collect();
    let mut answer = Map::new();
    answer.insert("id".to_owned(), json!(text("id")));
    answer.insert("valid".to_owned(), json!(verdict.is_valid()));
    answer.insert(
        "errors".to_owned(),
        verdict.errors.iter().map(error_json).collect(),
    );
    answer.insert("unknownFields".to_owned(), json!(unknown));
    answer.insert("object".to_owned(), verdict.object.unwrap_or(Value::Null));
    Value::Object(answer)
}

fn error_json(error: &FieldError) -> Value {
    json!({
        "field": error.field,
        "type": error.kind.name(),
        "detail": error.detail,
        "message": error.message(),
    })
}

fn unknown_kind(kind: &str) -> FieldError {
    FieldError {
        kind: ErrorKind::Decode,
        field: String::new(),
        path: Path::default(),
        value: None,
        detail: format!("no kind is abbreviated `{kind}`"),
    }
}

/// The kind that a short form stands for; a long form stands for itself.
fn long_kind(short: &str) -> &str {
    match short {
        "DGD" => groups::DYNAMO_GRAPH_DEPLOYMENT,
        "DCD" => groups::DYNAMO_COMPONENT_DEPLOYMENT,
        "DGDR" => groups::DYNAMO_GRAPH_DEPLOYMENT_REQUEST,
        "DGDSA" => groups::DYNAMO_GRAPH_DEPLOYMENT_SCALING_ADAPTER,
        "DM" => groups::DYNAMO_MODEL,
        "DWM" => groups::DYNAMO_WORKER_METADATA,
        other => other,
    }
}
