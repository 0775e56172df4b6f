//! Replica counts of one service, reported by graph and component deployments alike.

use serde::{Deserialize, Serialize};

use crate::go;

/// The object that backs a service, and its replica counts.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct ServiceStatus {
    /// `PodClique`, `PodCliqueScalingGroup`, `Deployment` or `LeaderWorkerSet`.
    #[serde(deserialize_with = "go::null_as_default")]
    pub component_kind: String,
    /// Name of the backing object, of the first one where there are several.
    #[serde(deserialize_with = "go::null_as_default")]
    pub component_name: String,
    /// Replicas that have not terminated.
    #[serde(deserialize_with = "go::null_as_default")]
    pub replicas: i64,
    /// Replicas at the current revision.
    #[serde(deserialize_with = "go::null_as_default")]
    pub updated_replicas: i64,
    /// Ready replicas; absent for scaling groups.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ready_replicas: Option<i64>,
    /// Available replicas; only for Deployments and scaling groups.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub available_replicas: Option<i64>,
}
