//! Grove, group `grove.io`: sets of pod cliques that are placed, started and scaled together.

use std::collections::BTreeMap;

use k8s_openapi::api::core::v1::PodSpec;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::Condition;
use serde::{Deserialize, Serialize};

use crate::go;
use crate::resource::custom_resource;

/// Start-up type of a set whose cliques may start in any order.
pub const STARTUP_ANY_ORDER: &str = "CliqueStartupTypeAnyOrder";
/// Start-up type of a set whose cliques start in the order they are listed in.
pub const STARTUP_IN_ORDER: &str = "CliqueStartupTypeInOrder";
/// Start-up type of a set whose cliques name those they start after.
pub const STARTUP_EXPLICIT: &str = "CliqueStartupTypeExplicit";

custom_resource! {
    /// A set of pod cliques; what a graph deployment becomes where Grove is installed.
    PodCliqueSet { spec: PodCliqueSetSpec }
    "grove.io", "v1alpha1", "podcliquesets", NamespaceResourceScope
}

/// What a pod clique set asks for.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct PodCliqueSetSpec {
    /// Number of replicas of the whole set.
    #[serde(
        deserialize_with = "go::null_as_default",
        skip_serializing_if = "go::is_zero"
    )]
    pub replicas: i64,
    /// What one replica consists of.
    #[serde(deserialize_with = "go::null_as_default")]
    pub template: PodCliqueSetTemplate,
}

/// What one replica of a set consists of.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct PodCliqueSetTemplate {
    /// The cliques.
    #[serde(deserialize_with = "go::list")]
    pub cliques: Vec<PodCliqueTemplate>,
    /// In which order the cliques start.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub clique_startup_type: Option<String>,
    /// Priority class of the pods.
    #[serde(
        deserialize_with = "go::null_as_default",
        skip_serializing_if = "String::is_empty"
    )]
    pub priority_class_name: String,
    /// The headless Service that gives the pods their names.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub headless_service_config: Option<HeadlessServiceConfig>,
    /// How long a gang may lack its minimum before it is ended, as Go writes durations.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub termination_delay: Option<String>,
    /// Cliques that are scaled together.
    #[serde(
        rename = "podCliqueScalingGroups",
        deserialize_with = "go::list",
        skip_serializing_if = "Vec::is_empty"
    )]
    pub scaling_groups: Vec<ScalingGroupTemplate>,
}

/// Settings of a set's headless Service.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct HeadlessServiceConfig {
    /// Whether pods have names before they are ready.
    #[serde(deserialize_with = "go::null_as_default")]
    pub publish_not_ready_addresses: bool,
}

/// One clique of a set.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct PodCliqueTemplate {
    /// Name, unique in the set.
    #[serde(deserialize_with = "go::null_as_default")]
    pub name: String,
    /// Labels of the clique and its pods.
    #[serde(
        deserialize_with = "go::map",
        skip_serializing_if = "BTreeMap::is_empty"
    )]
    pub labels: BTreeMap<String, String>,
    /// Annotations of the clique and its pods.
    #[serde(
        deserialize_with = "go::map",
        skip_serializing_if = "BTreeMap::is_empty"
    )]
    pub annotations: BTreeMap<String, String>,
    /// What the clique asks for.
    #[serde(deserialize_with = "go::null_as_default")]
    pub spec: PodCliqueSpec,
}

/// What a pod clique asks for.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct PodCliqueSpec {
    /// Name of the role that the pods play.
    #[serde(deserialize_with = "go::null_as_default")]
    pub role_name: String,
    /// The pods.
    #[serde(deserialize_with = "go::null_as_default")]
    pub pod_spec: PodSpec,
    /// Number of pods.
    #[serde(deserialize_with = "go::null_as_default")]
    pub replicas: i64,
    /// Number of pods without which the gang does not run.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min_available: Option<i64>,
    /// Cliques that must have started before.
    #[serde(deserialize_with = "go::list", skip_serializing_if = "Vec::is_empty")]
    pub starts_after: Vec<String>,
}

/// Cliques of a set that are scaled together.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct ScalingGroupTemplate {
    /// Name, unique in the set.
    #[serde(deserialize_with = "go::null_as_default")]
    pub name: String,
    /// The cliques.
    #[serde(deserialize_with = "go::list")]
    pub clique_names: Vec<String>,
    /// Number of groups.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub replicas: Option<i64>,
    /// Number of groups without which the gang does not run.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min_available: Option<i64>,
}

custom_resource! {
    /// A clique as Grove made it from a set.
    PodClique { spec: PodCliqueSpec, status: PodCliqueStatus }
    "grove.io", "v1alpha1", "podcliques", NamespaceResourceScope
}

/// What was last observed of a pod clique.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct PodCliqueStatus {
    /// Generation that the counts belong to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub observed_generation: Option<i64>,
    /// Pods that have not terminated.
    #[serde(
        deserialize_with = "go::null_as_default",
        skip_serializing_if = "go::is_zero"
    )]
    pub replicas: i64,
    /// Ready pods.
    #[serde(
        deserialize_with = "go::null_as_default",
        skip_serializing_if = "go::is_zero"
    )]
    pub ready_replicas: i64,
    /// Pods at the current revision.
    #[serde(
        deserialize_with = "go::null_as_default",
        skip_serializing_if = "go::is_zero"
    )]
    pub updated_replicas: i64,
    /// Pods held back by a scheduling gate.
    #[serde(
        deserialize_with = "go::null_as_default",
        skip_serializing_if = "go::is_zero"
    )]
    pub schedule_gated_replicas: i64,
    /// Pods that a node was found for.
    #[serde(
        deserialize_with = "go::null_as_default",
        skip_serializing_if = "go::is_zero"
    )]
    pub scheduled_replicas: i64,
    /// Conditions.
    #[serde(
        deserialize_with = "go::null_as_default",
        skip_serializing_if = "Vec::is_empty"
    )]
    pub conditions: Vec<Condition>,
}

custom_resource! {
    /// A group of cliques as Grove made it from a set.
    PodCliqueScalingGroup { spec: PodCliqueScalingGroupSpec, status: PodCliqueScalingGroupStatus }
    "grove.io", "v1alpha1", "podcliquescalinggroups", NamespaceResourceScope
}

/// What a scaling group asks for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct PodCliqueScalingGroupSpec {
    /// Number of groups.
    #[serde(deserialize_with = "go::null_as_default")]
    pub replicas: i64,
    /// Number of groups without which the gang does not run.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min_available: Option<i64>,
    /// The cliques.
    #[serde(deserialize_with = "go::list")]
    pub clique_names: Vec<String>,
}

/// What was last observed of a scaling group.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct PodCliqueScalingGroupStatus {
    /// Generation that the counts belong to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub observed_generation: Option<i64>,
    /// Groups.
    #[serde(
        deserialize_with = "go::null_as_default",
        skip_serializing_if = "go::is_zero"
    )]
    pub replicas: i64,
    /// Groups whose pods have a node.
    #[serde(
        deserialize_with = "go::null_as_default",
        skip_serializing_if = "go::is_zero"
    )]
    pub scheduled_replicas: i64,
    /// Groups that are available.
    #[serde(
        deserialize_with = "go::null_as_default",
        skip_serializing_if = "go::is_zero"
    )]
    pub available_replicas: i64,
    /// Groups at the current revision.
    #[serde(
        deserialize_with = "go::null_as_default",
        skip_serializing_if = "go::is_zero"
    )]
    pub updated_replicas: i64,
    /// Conditions.
    #[serde(
        deserialize_with = "go::null_as_default",
        skip_serializing_if = "Vec::is_empty"
    )]
    pub conditions: Vec<Condition>,
}
