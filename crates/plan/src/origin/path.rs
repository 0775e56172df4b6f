//! Places in an object, and what stands there.

use serde_json::Value as Json;
use std::fmt::Write as _;

/// One step into an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step<'a> {
    /// Into a map.
    Key(&'a str),
    /// Into a list, from 0.
    Index(usize),
}

/// Fields below which keys are names that somebody chose.
const FREE_MAPS: [&str; 8] = [
    "annotations",
    "data",
    "labels",
    "matchLabels",
    "nodeSelector",
    "selector",
    "services",
    "stringData",
];

/// Writes a path as diagnostics do: free keys and keys with other signs than letters and digits in
/// brackets, as in `spec.services[Decode].envs[0].value`.
pub fn path_text(steps: &[Step<'_>]) -> String {
    let mut text = String::new();
    let mut free = false;
    for step in steps {
        match step {
            Step::Index(index) => {
                let _ = write!(text, "[{index}]");
                free = false;
            }
            Step::Key(key) => {
                let plain = !key.is_empty() && key.bytes().all(|b| b.is_ascii_alphanumeric());
                if free || !plain {
                    let _ = write!(text, "[{key}]");
                } else {
                    if !text.is_empty() {
                        text.push('.');
                    }
                    text.push_str(key);
                }
                free = !free && FREE_MAPS.contains(key);
            }
        }
    }
    text
}

/// Finds what stands at a path.
pub(super) fn at<'j>(json: &'j Json, steps: &[Step<'_>]) -> Option<&'j Json> {
    steps.iter().try_fold(json, |json, step| match step {
        Step::Key(key) => json.get(key),
        Step::Index(index) => json.get(index),
    })
}

/// Joins parts of a path.
pub(super) fn join<'s>(parts: &[&[Step<'s>]]) -> Vec<Step<'s>> {
    parts.concat()
}

/// Calls `visit` for every leaf: scalars, and maps and lists without items.
pub(super) fn leaves<'j>(
    json: &'j Json,
    path: &mut Vec<Step<'j>>,
    visit: &mut impl FnMut(&[Step<'j>], &'j Json),
) {
    match json {
        Json::Object(fields) if !fields.is_empty() => {
            for (key, value) in fields {
                path.push(Step::Key(key));
                leaves(value, path, visit);
                path.pop();
            }
        }
        Json::Array(items) if !items.is_empty() => {
            for (index, value) in items.iter().enumerate() {
                path.push(Step::Index(index));
                leaves(value, path, visit);
                path.pop();
            }
        }
        leaf => visit(path, leaf),
    }
}

#[cfg(test)]
mod tests {
    use super::Step::{Index as I, Key as K};
    use super::*;
    use serde_json::json;

    #[test]
    fn free_keys_stand_in_brackets() {
        let path = [
            K("spec"),
            K("services"),
            K("Decode"),
            K("envs"),
            I(0),
            K("value"),
        ];
        assert_eq!(path_text(&path), "spec.services[Decode].envs[0].value");
        let path = [K("metadata"), K("labels"), K("nvidia.com/x")];
        assert_eq!(path_text(&path), "metadata.labels[nvidia.com/x]");
        assert_eq!(
            path_text(&[K("labels"), K("labels"), K("labels")]),
            "labels[labels].labels"
        );
    }

    #[test]
    fn empty_containers_are_leaves() {
        let json = json!({"a": {}, "b": [1, {"c": []}], "d": null});
        let mut found = Vec::new();
        leaves(&json, &mut Vec::new(), &mut |path, _| {
            found.push(path_text(path));
        });
        assert_eq!(found, ["a", "b[0]", "b[1].c", "d"]);
    }
}
