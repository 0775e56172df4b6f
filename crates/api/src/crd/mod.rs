//! The resource definitions of the six Dynamo kinds.
//!
//! Schemas are built from tables here, not derived from the types: derived ones would demand a `spec`, store nulls,
//! and lack list types, defaults and patterns. Embedded Kubernetes types are frozen fragments, checked by a test
//! against the pinned library. Structure is equal to the reference's, name for name; descriptions are our own.

mod component_deployment;
mod definition;
mod deployment_request;
mod embedded;
mod endpoint_picker;
mod explain;
mod graph_deployment;
mod model;
mod node;
mod scaling_adapter;
mod service;
mod status;
mod worker_metadata;
mod yaml;

use serde_json::Value;

use crate::groups;

/// Text that a quantity must match.
pub const QUANTITY_PATTERN: &str = r"^(\+|-)?(([0-9]+(\.[0-9]*)?)|(\.[0-9]+))(([KMGTPE]i)|[numkMGTPE]|([eE](\+|-)?(([0-9]+(\.[0-9]*)?)|(\.[0-9]+))))?$";

/// The one CEL rule of all definitions: a claim that is created says how.
pub const PVC_RULE: &str = "!has(self.create) || self.create == false || (has(self.size) && has(self.storageClass) && has(self.volumeAccessMode))";

/// What a violation of [`PVC_RULE`] says.
pub const PVC_RULE_MESSAGE: &str =
    "When create is true, size, storageClass, and volumeAccessMode are required";

/// A resource definition and the file that holds it.
#[derive(Clone, Debug, PartialEq)]
pub struct Definition {
    /// File name below the chart's `templates`.
    pub file: String,
    /// The `CustomResourceDefinition` object.
    pub object: Value,
}

impl Definition {
    /// The file's content: a comment, then the object as YAML with sorted keys.
    pub fn to_yaml(&self) -> String {
        format!(
            "# Made by `cargo xtask generate`; changes here are overwritten.\n{}",
            yaml::document(&self.object)
        )
    }

    /// The kind that is defined.
    pub fn kind(&self) -> &str {
        self.object
            .pointer("/spec/names/kind")
            .and_then(Value::as_str)
            .unwrap_or_default()
    }

    /// The schema of the one version.
    pub fn schema(&self) -> &Value {
        self.object
            .pointer("/spec/versions/0/schema/openAPIV3Schema")
            .unwrap_or(&Value::Null)
    }

    /// Whether writes to the status go through a subresource.
    pub fn has_status_subresource(&self) -> bool {
        self.object
            .pointer("/spec/versions/0/subresources/status")
            .is_some()
    }

    /// Whether there is a scale subresource.
    pub fn has_scale_subresource(&self) -> bool {
        self.object
            .pointer("/spec/versions/0/subresources/scale")
            .is_some()
    }
}

/// Makes the definition of one kind.
type Maker = fn() -> Definition;

/// What makes the definition of each kind, by file name.
const MAKERS: [(&str, Maker); 6] = [
    (
        groups::DYNAMO_COMPONENT_DEPLOYMENT,
        component_deployment::definition,
    ),
    (
        groups::DYNAMO_GRAPH_DEPLOYMENT_REQUEST,
        deployment_request::definition,
    ),
    (
        groups::DYNAMO_GRAPH_DEPLOYMENT,
        graph_deployment::definition,
    ),
    (
        groups::DYNAMO_GRAPH_DEPLOYMENT_SCALING_ADAPTER,
        scaling_adapter::definition,
    ),
    (groups::DYNAMO_MODEL, model::definition),
    (groups::DYNAMO_WORKER_METADATA, worker_metadata::definition),
];

/// All resource definitions, by file name.
pub fn all() -> Vec<Definition> {
    MAKERS.iter().map(|(_, make)| make()).collect()
}

/// The definition of a kind.
pub fn of_kind(kind: &str) -> Option<Definition> {
    MAKERS
        .iter()
        .find(|(name, _)| *name == kind)
        .map(|(_, make)| make())
}
