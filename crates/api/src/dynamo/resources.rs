//! Requests, limits and claims in the short form of the Dynamo API.

use std::collections::BTreeMap;

use k8s_openapi::api::core::v1::ResourceClaim;
use serde::{Deserialize, Serialize};

use crate::go;

/// Requests, limits and claims of a service's main container.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct ResourcesSpec {
    /// What the scheduler sets aside.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub requests: Option<ResourceItem>,
    /// What the container may use at most.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limits: Option<ResourceItem>,
    /// Claims of dynamic resource allocation, declared in the pod spec.
    #[serde(deserialize_with = "go::list", skip_serializing_if = "Vec::is_empty")]
    pub claims: Vec<ResourceClaim>,
}

/// Amounts of resources, each the text of a quantity; empty means not given.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct ResourceItem {
    /// Processor time.
    #[serde(
        deserialize_with = "go::null_as_default",
        skip_serializing_if = "String::is_empty"
    )]
    pub cpu: String,
    /// Memory.
    #[serde(
        deserialize_with = "go::null_as_default",
        skip_serializing_if = "String::is_empty"
    )]
    pub memory: String,
    /// Number of GPUs on each node; only the limit counts.
    #[serde(
        deserialize_with = "go::null_as_default",
        skip_serializing_if = "String::is_empty"
    )]
    pub gpu: String,
    /// Resource name to ask for instead of `nvidia.com/gpu`.
    #[serde(
        deserialize_with = "go::null_as_default",
        skip_serializing_if = "String::is_empty"
    )]
    pub gpu_type: String,
    /// Further resources by name.
    #[serde(
        deserialize_with = "go::map",
        skip_serializing_if = "BTreeMap::is_empty"
    )]
    pub custom: BTreeMap<String, String>,
}
