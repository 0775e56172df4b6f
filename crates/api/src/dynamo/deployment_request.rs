//! DynamoGraphDeploymentRequest (DGDR): profile a model, then generate and maybe create its graph.

use std::collections::BTreeMap;

use k8s_openapi::api::core::v1::{ResourceRequirements, Toleration};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::Condition;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::graph_deployment::conditions;
use crate::go;
use crate::resource::custom_resource;

custom_resource! {
    /// A request to profile a model and to generate the graph deployment that serves it.
    DynamoGraphDeploymentRequest {
        spec: DynamoGraphDeploymentRequestSpec,
        status: DynamoGraphDeploymentRequestStatus
    }
    "nvidia.com", "v1alpha1", "dynamographdeploymentrequests", NamespaceResourceScope
}

/// What a deployment request asks for.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct DynamoGraphDeploymentRequestSpec {
    /// The model to serve.
    #[serde(deserialize_with = "go::null_as_default")]
    pub model: String,
    /// Engine family: `vllm`, `sglang` or `trtllm`.
    #[serde(deserialize_with = "go::null_as_default")]
    pub backend: String,
    /// Whether to take the mocker graph from the profiler's output instead of the real one.
    #[serde(
        deserialize_with = "go::null_as_default",
        skip_serializing_if = "go::is_zero"
    )]
    pub use_mocker: bool,
    /// Whether the profiler looks for GPUs in the cluster.
    #[serde(
        deserialize_with = "go::null_as_default",
        skip_serializing_if = "go::is_zero"
    )]
    pub enable_gpu_discovery: bool,
    /// How to profile.
    #[serde(deserialize_with = "go::null_as_default")]
    pub profiling_config: ProfilingConfig,
    /// Whether to create the generated graph.
    #[serde(
        deserialize_with = "go::null_as_default",
        skip_serializing_if = "go::is_zero"
    )]
    pub auto_apply: bool,
    /// Changes to the generated graph.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deployment_overrides: Option<DeploymentOverrides>,
}

/// How to profile.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct ProfilingConfig {
    /// Settings of the profiler, as it understands them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub config: Option<Value>,
    /// ConfigMap with the graph to start from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub config_map_ref: Option<ProfilingConfigMapRef>,
    /// Image of the profiling job.
    #[serde(deserialize_with = "go::null_as_default")]
    pub profiler_image: String,
    /// Claim that keeps the output; empty means none.
    #[serde(
        rename = "outputPVC",
        deserialize_with = "go::null_as_default",
        skip_serializing_if = "String::is_empty"
    )]
    pub output_pvc: String,
    /// Resources of the profiler's container.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resources: Option<ResourceRequirements>,
    /// Tolerations of the job's pod.
    #[serde(deserialize_with = "go::list", skip_serializing_if = "Vec::is_empty")]
    pub tolerations: Vec<Toleration>,
}

/// A key of a ConfigMap in the request's namespace.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct ProfilingConfigMapRef {
    /// Name of the ConfigMap.
    #[serde(deserialize_with = "go::null_as_default")]
    pub name: String,
    /// Key in its data; empty means `disagg.yaml`.
    #[serde(
        deserialize_with = "go::null_as_default",
        skip_serializing_if = "String::is_empty"
    )]
    pub key: String,
}

/// Changes to the generated graph when it is created.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct DeploymentOverrides {
    /// Name of the graph; empty means the generated one.
    #[serde(
        deserialize_with = "go::null_as_default",
        skip_serializing_if = "String::is_empty"
    )]
    pub name: String,
    /// Namespace of the graph; empty means the request's.
    #[serde(
        deserialize_with = "go::null_as_default",
        skip_serializing_if = "String::is_empty"
    )]
    pub namespace: String,
    /// Labels to add.
    #[serde(
        deserialize_with = "go::map",
        skip_serializing_if = "BTreeMap::is_empty"
    )]
    pub labels: BTreeMap<String, String>,
    /// Annotations to add.
    #[serde(
        deserialize_with = "go::map",
        skip_serializing_if = "BTreeMap::is_empty"
    )]
    pub annotations: BTreeMap<String, String>,
    /// Image of the workers.
    #[serde(
        deserialize_with = "go::null_as_default",
        skip_serializing_if = "String::is_empty"
    )]
    pub workers_image: String,
}

/// What was last observed of a deployment request.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct DynamoGraphDeploymentRequestStatus {
    /// Where the request is: empty, `Pending`, `Profiling`, `Deploying`, `Ready`, `DeploymentDeleted`, `Failed`.
    #[serde(
        deserialize_with = "go::null_as_default",
        skip_serializing_if = "String::is_empty"
    )]
    pub state: String,
    /// Copy of the spec's backend, for a column.
    #[serde(
        deserialize_with = "go::null_as_default",
        skip_serializing_if = "String::is_empty"
    )]
    pub backend: String,
    /// Generation that the request was accepted with.
    #[serde(
        deserialize_with = "go::null_as_default",
        skip_serializing_if = "go::is_zero"
    )]
    pub observed_generation: i64,
    /// Conditions.
    #[serde(deserialize_with = "conditions", skip_serializing_if = "Vec::is_empty")]
    pub conditions: Vec<Condition>,
    /// Where the profiler's output is: `configmap/<name>`.
    #[serde(
        deserialize_with = "go::null_as_default",
        skip_serializing_if = "String::is_empty"
    )]
    pub profiling_results: String,
    /// The generated graph deployment.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub generated_deployment: Option<Value>,
    /// The created graph deployment.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deployment: Option<RequestedDeployment>,
}

/// The graph deployment that a request created.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct RequestedDeployment {
    /// Its name.
    #[serde(
        deserialize_with = "go::null_as_default",
        skip_serializing_if = "String::is_empty"
    )]
    pub name: String,
    /// Its namespace.
    #[serde(
        deserialize_with = "go::null_as_default",
        skip_serializing_if = "String::is_empty"
    )]
    pub namespace: String,
    /// Copy of its state; empty once it is gone.
    #[serde(
        deserialize_with = "go::null_as_default",
        skip_serializing_if = "String::is_empty"
    )]
    pub state: String,
    /// Whether it was created, so that it is never created again.
    #[serde(
        deserialize_with = "go::null_as_default",
        skip_serializing_if = "go::is_zero"
    )]
    pub created: bool,
}
