//! Volcano, group `scheduling.volcano.sh`: pods that are scheduled all or none.

use serde::{Deserialize, Serialize};

use crate::go;
use crate::resource::custom_resource;

custom_resource! {
    /// Pods that are scheduled all or none; one for each leader worker set.
    PodGroup { spec: PodGroupSpec }
    "scheduling.volcano.sh", "v1beta1", "podgroups", NamespaceResourceScope
}

/// What a pod group asks for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct PodGroupSpec {
    /// Number of pods that must have room before any is started.
    #[serde(
        deserialize_with = "go::null_as_default",
        skip_serializing_if = "go::is_zero"
    )]
    pub min_member: i64,
}
