//! Removal of unknown fields and of nulls.

use serde_json::Value;

use super::node::Node;
use super::path::{Path, Step};

const META_FIELDS: [&str; 3] = ["apiVersion", "kind", "metadata"];

/// Removes what the schema does not know from a whole object and returns where it was.
pub(super) fn unknown_fields(object: &mut Value, root: &Node) -> Vec<Path> {
    let mut found = Vec::new();
    prune(object, Some(root), true, &mut Path::default(), &mut found);
    found
}

fn prune(
    value: &mut Value,
    node: Option<&Node>,
    is_whole_object: bool,
    path: &mut Path,
    found: &mut Vec<Path>,
) {
    let is_open = node.is_some_and(|node| node.is_open);
    match value {
        Value::Object(fields) => fields.retain(|key, value| {
            if is_whole_object && META_FIELDS.contains(&key.as_str()) {
                return true;
            }
            let Some((step, child)) = node.and_then(|node| node.step(key)) else {
                if !is_open {
                    found.push(path.field(key));
                }
                return is_open;
            };
            path.push(step);
            prune(value, Some(child), child.is_whole_object, path, found);
            path.pop();
            true
        }),
        Value::Array(items) => {
            let child = node.and_then(|node| node.items.as_deref());
            // Items of a list that keeps unknown fields and does not describe them are kept whole.
            if is_open && child.is_none() {
                return;
            }
            for (index, item) in items.iter_mut().enumerate() {
                path.push(Step::Index(index));
                let is_whole_object = child.is_some_and(|child| child.is_whole_object);
                prune(item, child, is_whole_object, path, found);
                path.pop();
            }
        }
        _ => {}
    }
}

/// Removes nulls of fields and map values that have no default.
pub(super) fn nulls(value: &mut Value, node: &Node) {
    match value {
        Value::Object(fields) => fields.retain(|key, value| {
            let Some(child) = node.child(key) else {
                return true;
            };
            if value.is_null() {
                return child.default.is_some();
            }
            nulls(value, child);
            true
        }),
        Value::Array(items) => {
            if let Some(child) = &node.items {
                for item in items {
                    nulls(item, child);
                }
            }
        }
        _ => {}
    }
}
