//! The KAI scheduler, group `scheduling.run.ai`: queues that share a cluster.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::go;
use crate::resource::custom_resource;

custom_resource! {
    /// A share of the cluster; the operator only asks whether one exists.
    Queue { spec: QueueSpec }
    "scheduling.run.ai", "v2", "queues", ClusterResourceScope
}

/// What a queue asks for.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct QueueSpec {
    /// The queue that this one takes its share from.
    #[serde(
        deserialize_with = "go::null_as_default",
        skip_serializing_if = "String::is_empty"
    )]
    pub parent_queue: String,
    /// Shares of processors, GPUs and memory, kept as they are read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resources: Option<Value>,
}
