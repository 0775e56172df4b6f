//! DynamoGraphDeploymentScalingAdapter (DGDSA): the scale subresource of one service of a graph.

use k8s_openapi::apimachinery::pkg::apis::meta::v1::Time;
use serde::{Deserialize, Serialize};

use crate::go;
use crate::resource::custom_resource;

custom_resource! {
    /// The scale subresource of one service of a graph, for HPA, KEDA and `kubectl scale`.
    DynamoGraphDeploymentScalingAdapter {
        spec: DynamoGraphDeploymentScalingAdapterSpec,
        status: DynamoGraphDeploymentScalingAdapterStatus
    }
    "nvidia.com", "v1alpha1", "dynamographdeploymentscalingadapters", NamespaceResourceScope
}

/// What a scaling adapter asks for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct DynamoGraphDeploymentScalingAdapterSpec {
    /// Wanted replicas of the service.
    #[serde(deserialize_with = "go::null_as_default")]
    pub replicas: i64,
    /// The service.
    #[serde(deserialize_with = "go::null_as_default")]
    pub dgd_ref: GraphServiceRef,
}

/// A service of a graph deployment in the same namespace.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct GraphServiceRef {
    /// Name of the graph deployment.
    #[serde(deserialize_with = "go::null_as_default")]
    pub name: String,
    /// Key of the service, with its case.
    #[serde(deserialize_with = "go::null_as_default")]
    pub service_name: String,
}

/// What was last observed of a scaling adapter.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct DynamoGraphDeploymentScalingAdapterStatus {
    /// Copy of the wanted replicas.
    #[serde(
        deserialize_with = "go::null_as_default",
        skip_serializing_if = "go::is_zero"
    )]
    pub replicas: i64,
    /// Selector of the pods, for the scale subresource.
    #[serde(
        deserialize_with = "go::null_as_default",
        skip_serializing_if = "String::is_empty"
    )]
    pub selector: String,
    /// When the graph was last changed through the adapter.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_scale_time: Option<Time>,
}
