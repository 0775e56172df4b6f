//! The form in which Go writes Kubernetes objects: what it omits is omitted.

use serde_json::{Map, Value as Json};

/// Keys whose value is a free map: every entry counts, also an empty text.
const FREE_MAPS: [&str; 11] = [
    "annotations",
    "labels",
    "matchLabels",
    "nodeSelector",
    "data",
    "stringData",
    "limits",
    "requests",
    "selector",
    "custom",
    "overhead",
];

/// Flags that Go omits when they are false.
const OMITTED_FLAGS: [&str; 10] = [
    "readOnly",
    "stdin",
    "stdinOnce",
    "tty",
    "hostNetwork",
    "hostPID",
    "hostIPC",
    "publishNotReadyAddresses",
    "enabled",
    "useVirtualService",
];

/// Numbers that Go omits when they are zero.
const OMITTED_NUMBERS: [&str; 6] = [
    "hostPort",
    "initialDelaySeconds",
    "timeoutSeconds",
    "periodSeconds",
    "successThreshold",
    "failureThreshold",
];

/// Objects that Kubernetes types hold by value: Go writes them empty, which says nothing.
const EMPTY_BY_VALUE: [&str; 4] = ["metadata", "status", "strategy", "resources"];

/// Drops empty texts and lists, nulls, and the zero values that Go drops.
pub(crate) fn go_form(value: &mut Json) {
    match value {
        Json::Object(fields) => fields_in_form(fields),
        Json::Array(items) => items.iter_mut().for_each(go_form),
        _ => {}
    }
}

fn fields_in_form(fields: &mut Map<String, Json>) {
    fields.retain(|key, value| {
        if key == "config" && value.is_object() {
            // Free JSON of an endpoint picker.
            return true;
        }
        if FREE_MAPS.contains(&key.as_str())
            && let Json::Object(entries) = value
            && entries.values().all(|entry| !entry.is_object())
        {
            return !entries.is_empty();
        }
        go_form(value);
        match value {
            Json::Null => false,
            Json::String(text) => !text.is_empty(),
            Json::Array(items) => !items.is_empty(),
            Json::Bool(false) => !OMITTED_FLAGS.contains(&key.as_str()),
            Json::Number(number) => {
                number.as_i64() != Some(0) || !OMITTED_NUMBERS.contains(&key.as_str())
            }
            Json::Object(below) => !below.is_empty() || !EMPTY_BY_VALUE.contains(&key.as_str()),
            Json::Bool(true) => true,
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_go_omits_is_omitted_and_statements_stay() {
        let mut value = json!({
            "metadata": {"labels": {"a": ""}, "annotations": {}},
            "spec": {"volumes": [], "env": [{"name": "A", "value": ""}], "hostNetwork": false,
                     "affinity": {}, "emptyDir": {}, "runAsNonRoot": false, "replicas": 0,
                     "priorityClassName": "", "selector": {"x": ""}},
        });
        go_form(&mut value);
        assert_eq!(
            value,
            json!({
                "metadata": {"labels": {"a": ""}},
                "spec": {"env": [{"name": "A"}], "affinity": {}, "emptyDir": {},
                         "runAsNonRoot": false, "replicas": 0, "selector": {"x": ""}},
            })
        );
    }
}
