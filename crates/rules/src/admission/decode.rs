//! Whether an object can be read as its kind.
//!
//! The webhook of the reference decodes before it does anything else. Here the same objects are
//! refused, but a deletion, a repair or another operator's namespace is never held up by it.

use super::quantity;
use super::request::{Kind, Operation, Request};
use serde::de::DeserializeOwned;
use serde_json::Value as Json;
use stator_api::dynamo;

const NO_CONTENT: &str = "there is no content to decode";
const GROUP_VERSION: &str = stator_api::groups::DYNAMO_API_VERSION;

/// Says what is missing or of another kind, which refuses even a deletion.
pub(super) fn missing(request: &Request<'_>) -> Option<String> {
    let needed: &[Option<&Json>] = match request.operation {
        Operation::Create => &[request.new],
        Operation::Update => &[request.new, request.old],
        Operation::Delete => &[request.old],
        Operation::Connect => &[],
    };
    needed.iter().find_map(|object| match object {
        None => Some(NO_CONTENT.to_owned()),
        Some(object) => other_kind(request.kind, object),
    })
}

fn other_kind(expected: Kind, object: &Json) -> Option<String> {
    let word = |key: &str| object.get(key).and_then(Json::as_str).unwrap_or_default();
    let (kind, version) = (word("kind"), word("apiVersion"));
    if (kind.is_empty() || kind == expected.name())
        && (version.is_empty() || version == GROUP_VERSION)
    {
        return None;
    }
    if version == GROUP_VERSION && Kind::from_name(kind).is_some() {
        return Some(format!(
            "unable to decode {GROUP_VERSION}, Kind={kind} into *v1alpha1.{}",
            expected.name()
        ));
    }
    Some(format!(
        "no kind {kind:?} is registered for version {version:?}"
    ))
}

/// Says what keeps an object from being read, a line each; empty where nothing does.
pub(super) fn problems(kind: Kind, object: &Json) -> Vec<String> {
    let mut copy = object.clone();
    let mut problems = Vec::new();
    tidy(&mut copy, "", &mut problems);
    let typed = match kind {
        Kind::GraphDeployment => read::<dynamo::DynamoGraphDeployment>(copy),
        Kind::ComponentDeployment => read::<dynamo::DynamoComponentDeployment>(copy),
        Kind::DeploymentRequest => read::<dynamo::DynamoGraphDeploymentRequest>(copy),
        Kind::Model => read::<dynamo::DynamoModel>(copy),
        Kind::ScalingAdapter | Kind::WorkerMetadata => Ok(()),
    };
    if let Err(error) = typed {
        problems.push(error);
    }
    problems
}

fn read<T: DeserializeOwned>(object: Json) -> Result<(), String> {
    serde_json::from_value::<T>(object)
        .map(drop)
        .map_err(|error| error.to_string())
}

/// Checks quantities and turns them, and floats without a fraction, into what the types read.
fn tidy(value: &mut Json, path: &str, problems: &mut Vec<String>) {
    match value {
        Json::Object(fields) => {
            for (key, below) in fields.iter_mut() {
                let below_path = if path.is_empty() {
                    key.clone()
                } else {
                    format!("{path}.{key}")
                };
                if holds_quantities(&below_path, key) && below.is_object() {
                    for (name, amount) in below.as_object_mut().into_iter().flatten() {
                        quantity(amount, &format!("{below_path}.{name}"), problems);
                    }
                } else if is_int32(&below_path, key) {
                    tidy(below, &below_path, problems);
                    int32(below, &below_path, problems);
                } else if is_quantity(&below_path, key) {
                    quantity(below, &below_path, problems);
                } else {
                    tidy(below, &below_path, problems);
                }
            }
        }
        Json::Array(items) => {
            for (index, item) in items.iter_mut().enumerate() {
                tidy(item, &format!("{path}[{index}]"), problems);
            }
        }
        Json::Number(number) => {
            // The API server stores 2.0 as 2.
            if let Some(float) = number.as_f64()
                && number.is_f64()
                && float.fract() == 0.0
                && float.abs() < 9e15
            {
                *number = (float as i64).into();
            }
        }
        _ => {}
    }
}

/// Maps of quantities: `limits` and `requests` of Kubernetes' own resource requirements.
///
/// The `resources` of a service itself are free text and are not decoded.
fn holds_quantities(path: &str, key: &str) -> bool {
    let in_pod = path.contains("extraPodSpec.") || path.contains("profilingConfig.resources.");
    in_pod
        && (matches!(key, "limits" | "requests") && path.contains("resources.")
            || key == "overhead")
}

fn is_quantity(path: &str, key: &str) -> bool {
    match key {
        "size" => path.ends_with("sharedMemory.size") || path.starts_with("spec.pvcs["),
        "sizeLimit" | "divisor" => path.contains("extraPodSpec."),
        _ => false,
    }
}

/// Counts that Go holds in 32 bits although the schema sets no upper bound.
fn is_int32(path: &str, key: &str) -> bool {
    match key {
        "replicas" => path == "spec.replicas" || path.starts_with("spec.services."),
        "nodeCount" => path.ends_with("multinode.nodeCount"),
        _ => false,
    }
}

fn int32(value: &Json, path: &str, problems: &mut Vec<String>) {
    if let Json::Number(number) = value
        && number.as_i64().is_none_or(|n| i32::try_from(n).is_err())
    {
        problems.push(format!("{path}: {number} is no 32-bit whole number"));
    }
}

fn quantity(value: &mut Json, path: &str, problems: &mut Vec<String>) {
    if value.is_null() {
        return;
    }
    match quantity::ask(value, |_| ()) {
        Ok(()) => {
            if let Json::Number(number) = value {
                *value = Json::String(number.to_string());
            }
        }
        Err(text) => {
            problems.push(format!("{path}: {text}"));
            // Reported once: the types read this in its stead.
            *value = Json::String("0".to_owned());
        }
    }
}
