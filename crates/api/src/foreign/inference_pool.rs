//! The inference extension of the Gateway API, group `inference.networking.k8s.io`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::go;
use crate::resource::custom_resource;

custom_resource! {
    /// Pods among which an endpoint picker chooses.
    InferencePool { spec: InferencePoolSpec }
    "inference.networking.k8s.io", "v1", "inferencepools", NamespaceResourceScope
}

/// What an inference pool asks for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct InferencePoolSpec {
    /// The pods.
    #[serde(deserialize_with = "go::null_as_default")]
    pub selector: PoolSelector,
    /// Ports on which the pods serve.
    #[serde(deserialize_with = "go::list", skip_serializing_if = "Vec::is_empty")]
    pub target_ports: Vec<PoolPort>,
    /// The endpoint picker.
    #[serde(deserialize_with = "go::null_as_default")]
    pub endpoint_picker_ref: EndpointPickerRef,
}

/// A selector of pods by equal labels.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct PoolSelector {
    /// The labels.
    #[serde(
        deserialize_with = "go::map",
        skip_serializing_if = "BTreeMap::is_empty"
    )]
    pub match_labels: BTreeMap<String, String>,
}

/// A port of a pool or its picker.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct PoolPort {
    /// Port number.
    #[serde(deserialize_with = "go::null_as_default")]
    pub number: i64,
}

/// The Service of an endpoint picker.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct EndpointPickerRef {
    /// Kind of the referent.
    #[serde(
        deserialize_with = "go::null_as_default",
        skip_serializing_if = "String::is_empty"
    )]
    pub kind: String,
    /// Its name.
    #[serde(deserialize_with = "go::null_as_default")]
    pub name: String,
    /// Its port.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub port: Option<PoolPort>,
    /// What to do when it does not answer; left to the default when empty.
    #[serde(
        deserialize_with = "go::null_as_default",
        skip_serializing_if = "String::is_empty"
    )]
    pub failure_mode: String,
}
