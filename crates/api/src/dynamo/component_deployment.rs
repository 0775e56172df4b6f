//! DynamoComponentDeployment (DCD): one service of a graph, or one on its own.

use std::collections::BTreeMap;

use k8s_openapi::apimachinery::pkg::apis::meta::v1::Condition;
use serde::{Deserialize, Deserializer, Serialize};

use super::graph_deployment::conditions;
use super::{ServiceSpec, ServiceStatus};
use crate::go;
use crate::resource::custom_resource;

custom_resource! {
    /// One service of a graph, or one on its own, realised with native Kubernetes workloads.
    DynamoComponentDeployment {
        spec: DynamoComponentDeploymentSpec,
        status: DynamoComponentDeploymentStatus
    }
    "nvidia.com", "v1alpha1", "dynamocomponentdeployments", NamespaceResourceScope
}

/// What a component deployment asks for: a service spec with a backend beside it.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct DynamoComponentDeploymentSpec {
    /// Engine family: `vllm`, `sglang`, `trtllm`, or empty.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub backend_framework: String,
    /// The fields that a service of a graph has, at the same level.
    #[serde(flatten)]
    pub service: ServiceSpec,
}

impl<'de> Deserialize<'de> for DynamoComponentDeploymentSpec {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let (service, backend): (_, Option<Option<String>>) =
            go::struct_with_extra(deserializer, "backendFramework")?;
        Ok(Self {
            backend_framework: backend.flatten().unwrap_or_default(),
            service,
        })
    }
}

/// What was last observed of a component deployment.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct DynamoComponentDeploymentStatus {
    /// Generation of the last pass that succeeded.
    #[serde(
        deserialize_with = "go::null_as_default",
        skip_serializing_if = "go::is_zero"
    )]
    pub observed_generation: i64,
    /// Conditions; always written, because the schema requires the list.
    #[serde(deserialize_with = "conditions")]
    pub conditions: Vec<Condition>,
    /// Declared and never written.
    #[serde(
        deserialize_with = "go::map",
        skip_serializing_if = "BTreeMap::is_empty"
    )]
    pub pod_selector: BTreeMap<String, String>,
    /// Replica counts of the backing workload.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub service: Option<ServiceStatus>,
}
