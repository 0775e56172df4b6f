//! Kubernetes objects as data: reading, pairing, comparing.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use stator_diag::SourceId;
use stator_value::{json, yaml};

/// What two sets of objects are paired by: kind, namespace, name.
pub type Key = (String, String, String);

/// Reads every document of a YAML text as Kubernetes reads it; empty documents are left out.
///
/// # Panics
/// When one cannot be read.
#[track_caller]
pub fn parse(text: &str) -> Vec<Value> {
    let mut found = Vec::new();
    for document in format!("\n{text}").split("\n---") {
        let value = yaml::parse(document.as_bytes(), SourceId::NONE)
            .unwrap_or_else(|error| panic!("{error}\n{document}"));
        let bytes = json::to_json(&value, false).expect("what YAML gives can be written as JSON");
        let value: Value = serde_json::from_slice(&bytes).expect("what was written is JSON");
        if !value.is_null() {
            found.push(value);
        }
    }
    found
}

/// The kind, namespace and name of an object.
pub fn key(object: &Value) -> Key {
    let word = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let metadata = &object["metadata"];
    (
        word(&object["kind"]),
        word(&metadata["namespace"]),
        word(&metadata["name"]),
    )
}

/// Objects by kind, namespace and name; the items of lists stand for themselves.
///
/// # Panics
/// When two are the same.
#[track_caller]
pub fn by_key(objects: Vec<Value>) -> BTreeMap<Key, Value> {
    let mut found = BTreeMap::new();
    for object in objects {
        let items = match object["items"].as_array() {
            Some(items) if object["kind"] == "List" => items.clone(),
            _ => vec![object],
        };
        for item in items {
            let key = key(&item);
            let before = found.insert(key.clone(), item);
            assert!(before.is_none(), "{key:?} is there twice");
        }
    }
    found
}

/// One place where two objects are not equal.
#[derive(Debug, Clone, PartialEq)]
pub struct Difference {
    /// The path of the field, such as `spec.ports[0].name`; `.` for a whole object.
    pub path: String,
    /// What was wanted; nothing where it should be absent.
    pub want: Option<Value>,
    /// What was found; nothing where it is absent.
    pub have: Option<Value>,
}

/// The places where two values are not equal; the order of keys does not matter, that of items does.
pub fn differences(want: &Value, have: &Value) -> Vec<Difference> {
    let mut found = Vec::new();
    compare(Some(want), Some(have), String::new(), &mut found);
    found
}

fn compare(want: Option<&Value>, have: Option<&Value>, path: String, found: &mut Vec<Difference>) {
    match (want, have) {
        (Some(Value::Object(left)), Some(Value::Object(right))) => {
            let keys: BTreeSet<&String> = left.keys().chain(right.keys()).collect();
            for key in keys {
                let dot = if path.is_empty() { "" } else { "." };
                compare(
                    left.get(key),
                    right.get(key),
                    format!("{path}{dot}{key}"),
                    found,
                );
            }
        }
        (Some(Value::Array(left)), Some(Value::Array(right))) => {
            for index in 0..left.len().max(right.len()) {
                compare(
                    left.get(index),
                    right.get(index),
                    format!("{path}[{index}]"),
                    found,
                );
            }
        }
        _ if want == have => {}
        _ => found.push(Difference {
            path,
            want: want.cloned(),
            have: have.cloned(),
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn words_are_read_as_helm_reads_them() {
        let text = "---\na: yes\n---\n# nothing\n---\nb: 'yes'\nc: 010\n";
        assert_eq!(
            parse(text),
            [json!({"a": true}), json!({"b": "yes", "c": 8})]
        );
    }

    #[test]
    fn differences_name_their_place() {
        let want = json!({"a": {"b": [1, {"c": true}]}, "same": "x"});
        let have = json!({"a": {"b": [1, {"c": 1}, 2]}, "same": "x", "new": null});
        let found = differences(&want, &have);
        let paths: Vec<&str> = found.iter().map(|it| &*it.path).collect();
        assert_eq!(paths, ["a.b[1].c", "a.b[2]", "new"]);
        assert_eq!(
            (&found[2].want, &found[2].have),
            (&None, &Some(Value::Null))
        );
    }

    #[test]
    fn objects_of_a_list_count_one_by_one() {
        let list = json!({"kind": "List", "items": [
            {"kind": "A", "metadata": {"name": "x"}}, {"kind": "A", "metadata": {"name": "y"}},
        ]});
        assert_eq!(by_key(vec![list]).len(), 2);
    }
}
