//! The spec of one service, shared by graph and component deployments.

use std::collections::BTreeMap;

use k8s_openapi::api::autoscaling::v2::{HorizontalPodAutoscalerBehavior, MetricSpec};
use k8s_openapi::api::core::v1::{EnvVar, Probe};
use k8s_openapi::apimachinery::pkg::api::resource::Quantity;
use serde::{Deserialize, Serialize};

use super::{EppConfig, ExtraPodMetadata, ExtraPodSpec, IngressSpec, ResourcesSpec};
use crate::go;

/// What one service asks for.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct ServiceSpec {
    /// Annotations of the generated objects, and the switches of single features.
    #[serde(
        deserialize_with = "go::map",
        skip_serializing_if = "BTreeMap::is_empty"
    )]
    pub annotations: BTreeMap<String, String>,
    /// Labels of the generated objects.
    #[serde(
        deserialize_with = "go::map",
        skip_serializing_if = "BTreeMap::is_empty"
    )]
    pub labels: BTreeMap<String, String>,
    /// Name of the service; in a graph the key of the map counts instead.
    #[serde(
        deserialize_with = "go::null_as_default",
        skip_serializing_if = "String::is_empty"
    )]
    pub service_name: String,
    /// Part that the service plays: `frontend`, `worker`, `prefill`, `decode`, `planner`, `epp` or other.
    #[serde(
        deserialize_with = "go::null_as_default",
        skip_serializing_if = "String::is_empty"
    )]
    pub component_type: String,
    /// Finer part, copied to a label.
    #[serde(
        deserialize_with = "go::null_as_default",
        skip_serializing_if = "String::is_empty"
    )]
    pub sub_component_type: String,
    /// Deprecated: the namespace of a service is computed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dynamo_namespace: Option<String>,
    /// Whether to use the fixed Dynamo namespace instead of the graph's own.
    #[serde(
        deserialize_with = "go::null_as_default",
        skip_serializing_if = "go::is_zero"
    )]
    pub global_dynamo_namespace: bool,
    /// Requests, limits and claims of the main container.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resources: Option<ResourcesSpec>,
    /// Deprecated and ignored.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub autoscaling: Option<AutoscalingSpec>,
    /// Variables of the main container, stronger than those of the graph.
    #[serde(deserialize_with = "go::list", skip_serializing_if = "Vec::is_empty")]
    pub envs: Vec<EnvVar>,
    /// Secret whose keys become variables.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub env_from_secret: Option<String>,
    /// Claims to mount.
    #[serde(deserialize_with = "go::list", skip_serializing_if = "Vec::is_empty")]
    pub volume_mounts: Vec<VolumeMountSpec>,
    /// How the service is reached from outside.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ingress: Option<IngressSpec>,
    /// The base model that the service offers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub model_ref: Option<ModelReference>,
    /// The in-memory file system at `/dev/shm`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shared_memory: Option<SharedMemorySpec>,
    /// Labels and annotations of the pods.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub extra_pod_metadata: Option<ExtraPodMetadata>,
    /// Fields laid over the generated pod spec.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub extra_pod_spec: Option<ExtraPodSpec>,
    /// Takes the place of the generated liveness probe.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub liveness_probe: Option<Probe>,
    /// Takes the place of the generated readiness probe.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub readiness_probe: Option<Probe>,
    /// Number of replicas; absent counts as one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub replicas: Option<i64>,
    /// Spreads each replica over several nodes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub multinode: Option<MultinodeSpec>,
    /// Hands the replica count over to a scaling adapter.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scaling_adapter: Option<ScalingAdapterSpec>,
    /// Configuration of an endpoint picker.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub epp_config: Option<EppConfig>,
}

impl ServiceSpec {
    /// The number of nodes that one replica spans.
    pub fn number_of_nodes(&self) -> i64 {
        self.multinode
            .as_ref()
            .map_or(1, |multinode| multinode.node_count)
    }

    /// Whether one replica spans more than one node.
    pub fn is_multinode(&self) -> bool {
        self.number_of_nodes() > 1
    }
}

/// Autoscaling as it once was; validated and otherwise ignored.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct AutoscalingSpec {
    /// Ignored.
    #[serde(
        deserialize_with = "go::null_as_default",
        skip_serializing_if = "go::is_zero"
    )]
    pub enabled: bool,
    /// Ignored.
    #[serde(
        deserialize_with = "go::null_as_default",
        skip_serializing_if = "go::is_zero"
    )]
    pub min_replicas: i64,
    /// Ignored.
    #[serde(
        deserialize_with = "go::null_as_default",
        skip_serializing_if = "go::is_zero"
    )]
    pub max_replicas: i64,
    /// Ignored.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub behavior: Option<HorizontalPodAutoscalerBehavior>,
    /// Ignored.
    #[serde(deserialize_with = "go::list", skip_serializing_if = "Vec::is_empty")]
    pub metrics: Vec<MetricSpec>,
}

/// A claim mounted into the main container.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct VolumeMountSpec {
    /// Name of the claim, and of the volume.
    #[serde(deserialize_with = "go::null_as_default")]
    pub name: String,
    /// Path in the container.
    #[serde(
        deserialize_with = "go::null_as_default",
        skip_serializing_if = "String::is_empty"
    )]
    pub mount_point: String,
    /// Whether the backend keeps its compilation cache there.
    #[serde(
        deserialize_with = "go::null_as_default",
        skip_serializing_if = "go::is_zero"
    )]
    pub use_as_compilation_cache: bool,
}

/// A reference to a base model by its name.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct ModelReference {
    /// Name of the base model.
    #[serde(deserialize_with = "go::null_as_default")]
    pub name: String,
    /// Accepted and not used.
    #[serde(
        deserialize_with = "go::null_as_default",
        skip_serializing_if = "String::is_empty"
    )]
    pub revision: String,
}

/// The in-memory file system at `/dev/shm`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct SharedMemorySpec {
    /// Whether to leave it out.
    #[serde(
        deserialize_with = "go::null_as_default",
        skip_serializing_if = "go::is_zero"
    )]
    pub disabled: bool,
    /// Its size limit; zero counts as unset.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub size: Option<Quantity>,
}

/// The nodes that one replica spans.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct MultinodeSpec {
    /// Number of nodes; the schema asks for at least two.
    #[serde(deserialize_with = "go::null_as_default")]
    pub node_count: i64,
}

/// The switch of a service's scaling adapter.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct ScalingAdapterSpec {
    /// Whether an adapter owns the replica count.
    #[serde(
        deserialize_with = "go::null_as_default",
        skip_serializing_if = "go::is_zero"
    )]
    pub enabled: bool,
}
