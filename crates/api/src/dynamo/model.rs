//! DynamoModel (DM): a base model, adapter or LoRA and the endpoints that serve it.

use k8s_openapi::apimachinery::pkg::apis::meta::v1::Condition;
use serde::{Deserialize, Serialize};

use super::graph_deployment::conditions;
use crate::go;
use crate::resource::custom_resource;

custom_resource! {
    /// A base model, adapter or LoRA and the endpoints that serve it.
    DynamoModel {
        spec: DynamoModelSpec,
        status: DynamoModelStatus
    }
    "nvidia.com", "v1alpha1", "dynamomodels", NamespaceResourceScope
}

/// What a model asks for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct DynamoModelSpec {
    /// Name under which the engines know the model.
    #[serde(deserialize_with = "go::null_as_default")]
    pub model_name: String,
    /// Name of the base model, as services refer to it.
    #[serde(deserialize_with = "go::null_as_default")]
    pub base_model_name: String,
    /// `base`, `lora` or `adapter`.
    #[serde(
        deserialize_with = "go::null_as_default",
        skip_serializing_if = "String::is_empty"
    )]
    pub model_type: String,
    /// Where a LoRA comes from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<ModelSource>,
}

impl DynamoModelSpec {
    /// Whether the model is a LoRA, which the engines load and unload.
    pub fn is_lora(&self) -> bool {
        self.model_type.eq_ignore_ascii_case("lora")
    }
}

/// Where a LoRA comes from.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct ModelSource {
    /// Location, `s3://…` or `hf://…`.
    #[serde(deserialize_with = "go::null_as_default")]
    pub uri: String,
}

/// What was last observed of a model.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct DynamoModelStatus {
    /// Every candidate endpoint.
    #[serde(deserialize_with = "go::list", skip_serializing_if = "Vec::is_empty")]
    pub endpoints: Vec<ModelEndpoint>,
    /// Number of ready endpoints; always written, because the schema requires it.
    #[serde(deserialize_with = "go::null_as_default")]
    pub ready_endpoints: i64,
    /// Number of endpoints; always written, because the schema requires it.
    #[serde(deserialize_with = "go::null_as_default")]
    pub total_endpoints: i64,
    /// Conditions.
    #[serde(deserialize_with = "conditions", skip_serializing_if = "Vec::is_empty")]
    pub conditions: Vec<Condition>,
}

/// One pod that may serve a model.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct ModelEndpoint {
    /// Its URL.
    #[serde(deserialize_with = "go::null_as_default")]
    pub address: String,
    /// Its pod.
    #[serde(
        deserialize_with = "go::null_as_default",
        skip_serializing_if = "String::is_empty"
    )]
    pub pod_name: String,
    /// Whether the model was loaded there.
    #[serde(deserialize_with = "go::null_as_default")]
    pub ready: bool,
}
