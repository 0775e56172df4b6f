//! Defaults of the schema.

use serde_json::Value;

use super::node::Node;

/// Fills in defaults where the object around them exists.
pub(super) fn apply(value: &mut Value, node: &Node) {
    match value {
        Value::Object(fields) => {
            for (name, child) in &node.properties {
                if let Some(default) = &child.default
                    && fields.get(name).is_none_or(Value::is_null)
                {
                    fields.insert(name.clone(), default.clone());
                }
            }
            for (key, value) in fields {
                if let Some(child) = node.child(key) {
                    fill_null(value, child);
                    apply(value, child);
                }
            }
        }
        Value::Array(items) => {
            if let Some(child) = &node.items {
                for item in items {
                    fill_null(item, child);
                    apply(item, child);
                }
            }
        }
        _ => {}
    }
}

fn fill_null(value: &mut Value, node: &Node) {
    if value.is_null()
        && let Some(default) = &node.default
    {
        *value = default.clone();
    }
}
