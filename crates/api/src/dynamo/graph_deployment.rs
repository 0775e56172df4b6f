//! DynamoGraphDeployment (DGD): a graph of services that together serve a model.

use std::collections::BTreeMap;

use k8s_openapi::api::core::v1::EnvVar;
use k8s_openapi::apimachinery::pkg::api::resource::Quantity;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::Condition;
use serde::{Deserialize, Serialize};

use super::{ServiceSpec, ServiceStatus};
use crate::go;
use crate::resource::custom_resource;

custom_resource! {
    /// A graph of services that together serve a model.
    DynamoGraphDeployment {
        spec: DynamoGraphDeploymentSpec,
        status: DynamoGraphDeploymentStatus
    }
    "nvidia.com", "v1alpha1", "dynamographdeployments", NamespaceResourceScope
}

/// What a graph deployment asks for.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct DynamoGraphDeploymentSpec {
    /// Claims that services may mount by name.
    #[serde(deserialize_with = "go::list", skip_serializing_if = "Vec::is_empty")]
    pub pvcs: Vec<PvcSpec>,
    /// The services by name; a null entry is left out, as an API server leaves it out.
    #[serde(
        deserialize_with = "go::map_without_nulls",
        skip_serializing_if = "BTreeMap::is_empty"
    )]
    pub services: BTreeMap<String, ServiceSpec>,
    /// Variables of every service, weaker than a service's own.
    #[serde(deserialize_with = "go::list", skip_serializing_if = "Vec::is_empty")]
    pub envs: Vec<EnvVar>,
    /// Engine family of all services: `vllm`, `sglang`, `trtllm`, or empty to find out from the commands.
    #[serde(
        deserialize_with = "go::null_as_default",
        skip_serializing_if = "String::is_empty"
    )]
    pub backend_framework: String,
    /// A request for a coordinated restart.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub restart: Option<RestartSpec>,
}

/// A persistent volume claim of a graph deployment.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct PvcSpec {
    /// Whether to create the claim; otherwise it must exist.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub create: Option<bool>,
    /// Name of the claim; required by the schema.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Storage class of a claim that is created.
    #[serde(
        deserialize_with = "go::null_as_default",
        skip_serializing_if = "String::is_empty"
    )]
    pub storage_class: String,
    /// Requested storage of a claim that is created; zero counts as unset.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub size: Option<Quantity>,
    /// The one access mode of a claim that is created.
    #[serde(
        deserialize_with = "go::null_as_default",
        skip_serializing_if = "String::is_empty"
    )]
    pub volume_access_mode: String,
}

/// A request to restart the services of a graph.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct RestartSpec {
    /// Any text; a value that was not yet observed starts a restart.
    #[serde(deserialize_with = "go::null_as_default")]
    pub id: String,
    /// How to restart; absent means one service after another, by name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub strategy: Option<RestartStrategy>,
}

/// The way in which services restart.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct RestartStrategy {
    /// `Sequential` (also when empty) or `Parallel`.
    #[serde(
        rename = "type",
        deserialize_with = "go::null_as_default",
        skip_serializing_if = "String::is_empty"
    )]
    pub kind: String,
    /// Order of a sequential restart; empty means ascending names.
    #[serde(deserialize_with = "go::list", skip_serializing_if = "Vec::is_empty")]
    pub order: Vec<String>,
}

/// What was last observed of a graph deployment.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct DynamoGraphDeploymentStatus {
    /// `pending`, `successful`, `failed`, or empty before the first report.
    #[serde(
        deserialize_with = "go::null_as_default",
        skip_serializing_if = "String::is_empty"
    )]
    pub state: String,
    /// Conditions; only `Ready` is in use.
    #[serde(deserialize_with = "conditions", skip_serializing_if = "Vec::is_empty")]
    pub conditions: Vec<Condition>,
    /// Replica counts by service.
    #[serde(
        deserialize_with = "go::map",
        skip_serializing_if = "BTreeMap::is_empty"
    )]
    pub services: BTreeMap<String, ServiceStatus>,
    /// How far the requested restart is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub restart: Option<RestartStatus>,
}

/// How far a restart is.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct RestartStatus {
    /// The restart that is being or has been processed.
    #[serde(
        rename = "observedID",
        deserialize_with = "go::null_as_default",
        skip_serializing_if = "String::is_empty"
    )]
    pub observed_id: String,
    /// `Restarting` or `Completed`; `Pending` and `Failed` are understood.
    #[serde(
        deserialize_with = "go::null_as_default",
        skip_serializing_if = "String::is_empty"
    )]
    pub phase: String,
    /// The services that are still restarting.
    #[serde(deserialize_with = "go::list", skip_serializing_if = "Vec::is_empty")]
    pub in_progress: Vec<String>,
}

/// Decodes conditions; `null` is none.
pub(super) fn conditions<'de, D>(deserializer: D) -> Result<Vec<Condition>, D::Error>
where
    D: serde::Deserializer<'de>,
{
    go::null_as_default(deserializer)
}
