//! The example graphs, where they are at hand, decode and lose nothing when they are encoded again.

#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "a test reads files, and its helpers may fail it"
)]

use std::path::Path;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use stator_api::dynamo::{
    DynamoComponentDeployment, DynamoGraphDeployment, DynamoGraphDeploymentRequest, DynamoModel,
};

/// Whether Go leaves the value out of an optional field.
fn is_zero(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(false) => true,
        Value::Bool(true) => false,
        Value::Number(number) => number.as_f64() == Some(0.0),
        Value::String(text) => text.is_empty(),
        Value::Array(items) => items.iter().all(is_zero),
        Value::Object(fields) => fields.values().all(is_zero),
    }
}

/// What is in `before` and neither zero nor in `after`.
fn lost(before: &Value, after: &Value, path: &str, found: &mut Vec<String>) {
    match (before, after) {
        (Value::Object(before), Value::Object(after)) => {
            for (key, value) in before {
                match after.get(key) {
                    Some(kept) => lost(value, kept, &format!("{path}.{key}"), found),
                    None if is_zero(value) => {}
                    None => found.push(format!("{path}.{key}")),
                }
            }
        }
        (Value::Array(before), Value::Array(after)) if before.len() == after.len() => {
            for (index, (value, kept)) in before.iter().zip(after).enumerate() {
                lost(value, kept, &format!("{path}[{index}]"), found);
            }
        }
        (Value::Null, _) => {}
        // A quantity may be written as a number.
        (Value::Number(before), Value::String(after)) if before.to_string() == *after => {}
        (before, after) if before == after => {}
        _ => found.push(path.to_owned()),
    }
}

fn check<T: DeserializeOwned + Serialize + PartialEq>(object: &Value) -> Vec<String> {
    let decoded: T = serde_json::from_value(object.clone()).unwrap();
    let encoded = serde_json::to_value(&decoded).unwrap();
    assert!(serde_json::from_value::<T>(encoded.clone()).unwrap() == decoded);
    let mut found = Vec::new();
    lost(object, &encoded, "", &mut found);
    found
}

#[test]
fn example_graphs_survive_a_round_trip() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpus");
    // The recordings took a bare `y` for text.
    let options = serde_saphyr::options! { strict_booleans: true };
    for folder in ["graphs", "features", "random"] {
        let Ok(files) = std::fs::read_dir(corpus.join(folder)) else {
            return;
        };
        for file in files {
            let file = file.unwrap().path();
            if file.extension().is_none_or(|extension| extension != "yaml") {
                continue;
            }
            let text = std::fs::read_to_string(&file).unwrap();
            let documents: Vec<Value> =
                serde_saphyr::from_multiple_with_options(&text, options.clone()).unwrap();
            for object in documents {
                let found = match object["kind"].as_str() {
                    Some("DynamoGraphDeployment") => check::<DynamoGraphDeployment>(&object),
                    Some("DynamoComponentDeployment") => {
                        check::<DynamoComponentDeployment>(&object)
                    }
                    Some("DynamoGraphDeploymentRequest") => {
                        check::<DynamoGraphDeploymentRequest>(&object)
                    }
                    Some("DynamoModel") => check::<DynamoModel>(&object),
                    _ => continue,
                };
                // The one sample that has a field at the wrong level.
                let found: Vec<_> = found
                    .into_iter()
                    .filter(|path| path != ".spec.profilerImage")
                    .collect();
                assert!(found.is_empty(), "{}: {found:?}", file.display());
            }
        }
    }
}
