//! Configuration of an endpoint picker (EPP).

use k8s_openapi::api::core::v1::ConfigMapKeySelector;
use serde::{Deserialize, Serialize};

/// Where an endpoint picker's configuration comes from: exactly one of the two is set.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct EppConfig {
    /// Key of a ConfigMap that exists.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub config_map_ref: Option<ConfigMapKeySelector>,
    /// The configuration itself, kept as it was written, unknown keys and all.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub config: Option<serde_json::Value>,
}
