//! Building blocks of structural schemas.

use serde_json::{Map, Value, json};

use super::QUANTITY_PATTERN;

/// A node of a structural schema.
pub(super) struct Node(Map<String, Value>);

fn typed(description: &str, name: &str) -> Node {
    let mut node = Map::new();
    node.insert("type".to_owned(), json!(name));
    Node(node).describe(description)
}

pub(super) fn text(description: &str) -> Node {
    typed(description, "string")
}

pub(super) fn boolean(description: &str) -> Node {
    typed(description, "boolean")
}

pub(super) fn integer(description: &str) -> Node {
    typed(description, "integer")
}

pub(super) fn int32(description: &str) -> Node {
    integer(description).format("int32")
}

pub(super) fn int64(description: &str) -> Node {
    integer(description).format("int64")
}

pub(super) fn number(description: &str) -> Node {
    typed(description, "number")
}

pub(super) fn object(description: &str) -> Node {
    typed(description, "object")
}

pub(super) fn list(description: &str, items: Node) -> Node {
    typed(description, "array").with("items", items.into_value())
}

pub(super) fn map(description: &str, values: Node) -> Node {
    object(description).with("additionalProperties", values.into_value())
}

pub(super) fn text_map(description: &str) -> Node {
    map(description, text(""))
}

pub(super) fn text_list(description: &str) -> Node {
    list(description, text(""))
}

pub(super) fn quantity(description: &str) -> Node {
    Node(Map::new())
        .describe(description)
        .with("anyOf", json!([{"type": "integer"}, {"type": "string"}]))
        .with("pattern", json!(QUANTITY_PATTERN))
        .with("x-kubernetes-int-or-string", json!(true))
}

/// A schema that exists already.
pub(super) fn embedded(description: &str, schema: Value) -> Node {
    match schema {
        Value::Object(fields) => Node(fields),
        _ => Node(Map::new()),
    }
    .describe(description)
}

impl Node {
    pub(super) fn into_value(self) -> Value {
        Value::Object(self.0)
    }

    fn with(mut self, key: &str, value: Value) -> Self {
        self.0.insert(key.to_owned(), value);
        self
    }

    fn describe(self, description: &str) -> Self {
        if description.is_empty() {
            self
        } else {
            self.with("description", json!(description))
        }
    }

    /// Adds an optional property.
    pub(super) fn field(mut self, name: &str, node: Node) -> Self {
        let properties = self.0.entry("properties").or_insert_with(|| json!({}));
        if let Some(properties) = properties.as_object_mut() {
            properties.insert(name.to_owned(), node.into_value());
        }
        self
    }

    /// Adds a property that must be there.
    pub(super) fn required(mut self, name: &str, node: Node) -> Self {
        let required = self.0.entry("required").or_insert_with(|| json!([]));
        if let Some(required) = required.as_array_mut() {
            required.push(json!(name));
            required.sort_by_key(ToString::to_string);
        }
        self.field(name, node)
    }

    /// Adds the properties of another object node.
    pub(super) fn fields_of(mut self, other: Node) -> Self {
        let mut other = other.0;
        let properties = self.0.entry("properties").or_insert_with(|| json!({}));
        if let (Some(own), Some(Value::Object(new))) =
            (properties.as_object_mut(), other.remove("properties"))
        {
            own.extend(new);
        }
        self
    }

    pub(super) fn format(self, format: &str) -> Self {
        self.with("format", json!(format))
    }

    pub(super) fn default(self, value: Value) -> Self {
        self.with("default", value)
    }

    pub(super) fn one_of(self, values: &[&str]) -> Self {
        self.with("enum", json!(values))
    }

    pub(super) fn minimum(self, value: i64) -> Self {
        self.with("minimum", json!(value))
    }

    pub(super) fn min_length(self, value: u64) -> Self {
        self.with("minLength", json!(value))
    }

    pub(super) fn max_length(self, value: u64) -> Self {
        self.with("maxLength", json!(value))
    }

    pub(super) fn pattern(self, pattern: &str) -> Self {
        self.with("pattern", json!(pattern))
    }

    pub(super) fn max_items(self, value: u64) -> Self {
        self.with("maxItems", json!(value))
    }

    pub(super) fn max_properties(self, value: u64) -> Self {
        self.with("maxProperties", json!(value))
    }

    /// Keeps unknown fields below this node.
    pub(super) fn open(self) -> Self {
        self.with("x-kubernetes-preserve-unknown-fields", json!(true))
    }

    /// Holds a whole object with `apiVersion`, `kind` and `metadata`.
    pub(super) fn whole_object(self) -> Self {
        self.with("x-kubernetes-embedded-resource", json!(true))
    }

    /// Adds a CEL rule.
    pub(super) fn rule(self, rule: &str, message: &str) -> Self {
        self.with(
            "x-kubernetes-validations",
            json!([{"message": message, "rule": rule}]),
        )
    }
}
