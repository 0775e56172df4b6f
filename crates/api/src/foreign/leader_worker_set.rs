//! LeaderWorkerSet, group `leaderworkerset.x-k8s.io`: groups of one leader and its workers.

use k8s_openapi::api::core::v1::PodTemplateSpec;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::Condition;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::go;
use crate::resource::custom_resource;

/// Start-up policy under which workers are made as soon as the leader's pod exists.
pub const STARTUP_LEADER_CREATED: &str = "LeaderCreated";
/// Start-up policy under which workers wait until the leader is ready.
pub const STARTUP_LEADER_READY: &str = "LeaderReady";

custom_resource! {
    /// Groups of one leader and its workers; what a multi-node service becomes without Grove.
    LeaderWorkerSet { spec: LeaderWorkerSetSpec, status: LeaderWorkerSetStatus }
    "leaderworkerset.x-k8s.io", "v1", "leaderworkersets", NamespaceResourceScope
}

/// What a leader worker set asks for.
///
/// Policies that we leave to the defaults of its own operator are kept as they are read.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct LeaderWorkerSetSpec {
    /// Number of groups.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub replicas: Option<i64>,
    /// The pods of one group.
    #[serde(deserialize_with = "go::null_as_default")]
    pub leader_worker_template: LeaderWorkerTemplate,
    /// How changes are rolled out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rollout_strategy: Option<Value>,
    /// When the workers start.
    #[serde(
        deserialize_with = "go::null_as_default",
        skip_serializing_if = "String::is_empty"
    )]
    pub startup_policy: String,
    /// How the pods find one another.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub network_config: Option<Value>,
}

/// The pods of one group.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct LeaderWorkerTemplate {
    /// The leader; absent means like a worker.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub leader_template: Option<PodTemplateSpec>,
    /// A worker.
    #[serde(deserialize_with = "go::null_as_default")]
    pub worker_template: PodTemplateSpec,
    /// Number of pods, the leader included.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub size: Option<i64>,
    /// What happens to the group when a pod restarts.
    #[serde(
        deserialize_with = "go::null_as_default",
        skip_serializing_if = "String::is_empty"
    )]
    pub restart_policy: String,
}

/// What was last observed of a leader worker set.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct LeaderWorkerSetStatus {
    /// Conditions; `Available` is the one that counts.
    #[serde(
        deserialize_with = "go::null_as_default",
        skip_serializing_if = "Vec::is_empty"
    )]
    pub conditions: Vec<Condition>,
    /// Generation that the counts belong to, where the installed version writes it.
    #[serde(
        deserialize_with = "go::null_as_default",
        skip_serializing_if = "go::is_zero"
    )]
    pub observed_generation: i64,
    /// Groups that are ready.
    #[serde(
        deserialize_with = "go::null_as_default",
        skip_serializing_if = "go::is_zero"
    )]
    pub ready_replicas: i64,
    /// Groups at the current revision.
    #[serde(
        deserialize_with = "go::null_as_default",
        skip_serializing_if = "go::is_zero"
    )]
    pub updated_replicas: i64,
    /// Groups.
    #[serde(
        deserialize_with = "go::null_as_default",
        skip_serializing_if = "go::is_zero"
    )]
    pub replicas: i64,
    /// Selector of the leaders, for the scale subresource.
    #[serde(
        rename = "hpaPodSelector",
        deserialize_with = "go::null_as_default",
        skip_serializing_if = "String::is_empty"
    )]
    pub hpa_pod_selector: String,
}
