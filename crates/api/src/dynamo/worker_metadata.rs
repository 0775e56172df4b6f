//! DynamoWorkerMetadata (DWM): what a running worker tells the others about itself.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::resource::custom_resource;

custom_resource! {
    /// What a running worker tells the others about itself; written by the worker, read by its peers.
    DynamoWorkerMetadata { spec: DynamoWorkerMetadataSpec }
    "nvidia.com", "v1alpha1", "dynamoworkermetadatas", NamespaceResourceScope
}

/// The data of a worker.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct DynamoWorkerMetadataSpec {
    /// Endpoints and model cards, as the workers write them.
    #[serde(skip_serializing_if = "Value::is_null")]
    pub data: Value,
}
