//! The envelope of a resource definition: names, columns, subresources, annotations.

use k8s_openapi::{ListableResource, Resource};
use serde_json::{Map, Value, json};

use super::Definition;
use super::node::{Node, object, text};
use crate::annotations;

/// A column that `kubectl get` shows.
pub(super) struct Column {
    pub(super) name: &'static str,
    pub(super) kind: &'static str,
    pub(super) path: &'static str,
    pub(super) description: &'static str,
}

/// The age of the object, as most kinds show it last.
pub(super) const AGE: Column = Column {
    name: "Age",
    kind: "date",
    path: ".metadata.creationTimestamp",
    description: "",
};

/// What differs between the kinds.
pub(super) struct Frame {
    pub(super) short_name: &'static str,
    pub(super) description: &'static str,
    pub(super) columns: &'static [Column],
    pub(super) subresources: Value,
    /// Whether the reference's file says which generator made it.
    pub(super) names_generator: bool,
}

/// Puts a schema into its definition.
pub(super) fn define<K: Resource + ListableResource>(
    frame: Frame,
    spec: Node,
    status: Option<Node>,
) -> Definition {
    let mut root = object(frame.description)
        .field(
            "apiVersion",
            text("Group and version of this object's schema."),
        )
        .field("kind", text("Kind of this object."))
        .field("metadata", object(""))
        .field("spec", spec);
    if let Some(status) = status {
        root = root.field("status", status);
    }
    // The schema is large: it is moved into place, where `json!` would copy it.
    let schema = object_of([("openAPIV3Schema", root.into_value())]);
    let mut version = object_of([
        ("name", json!(K::VERSION)),
        ("served", json!(true)),
        ("storage", json!(true)),
        ("schema", schema),
        (
            "additionalPrinterColumns",
            frame.columns.iter().map(column).collect(),
        ),
    ]);
    if frame.subresources != json!({}) {
        version["subresources"] = frame.subresources;
    }
    let mut notes = Map::new();
    if frame.names_generator {
        notes.insert(
            annotations::CONTROLLER_GEN_VERSION.to_owned(),
            json!("v0.16.4"),
        );
    }
    notes.insert(annotations::HELM_RESOURCE_POLICY.to_owned(), json!("keep"));
    let plural = K::URL_PATH_SEGMENT;
    let names = json!({
        "kind": K::KIND,
        "listKind": K::LIST_KIND,
        "plural": plural,
        "shortNames": [frame.short_name],
        "singular": K::KIND.to_lowercase(),
    });
    let object = object_of([
        ("apiVersion", json!("apiextensions.k8s.io/v1")),
        ("kind", json!("CustomResourceDefinition")),
        (
            "metadata",
            json!({"annotations": notes, "name": format!("{plural}.{}", K::GROUP)}),
        ),
        (
            "spec",
            object_of([
                ("group", json!(K::GROUP)),
                ("names", names),
                ("scope", json!("Namespaced")),
                ("versions", Value::Array(vec![version])),
            ]),
        ),
    ]);
    Definition {
        file: format!("{}_{plural}.yaml", K::GROUP),
        object,
    }
}

fn object_of<const N: usize>(fields: [(&str, Value); N]) -> Value {
    Value::Object(
        fields
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value))
            .collect(),
    )
}

fn column(column: &Column) -> Value {
    let mut fields = Map::new();
    if !column.description.is_empty() {
        fields.insert("description".to_owned(), json!(column.description));
    }
    fields.insert("jsonPath".to_owned(), json!(column.path));
    fields.insert("name".to_owned(), json!(column.name));
    fields.insert("type".to_owned(), json!(column.kind));
    Value::Object(fields)
}
