//! How a service is reached from outside the cluster.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::go;

/// The ingress or virtual service of a service.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct IngressSpec {
    /// Whether there is one at all.
    #[serde(
        deserialize_with = "go::null_as_default",
        skip_serializing_if = "go::is_zero"
    )]
    pub enabled: bool,
    /// First part of the host name.
    #[serde(
        deserialize_with = "go::null_as_default",
        skip_serializing_if = "String::is_empty"
    )]
    pub host: String,
    /// Whether to make an Istio virtual service.
    #[serde(
        deserialize_with = "go::null_as_default",
        skip_serializing_if = "go::is_zero"
    )]
    pub use_virtual_service: bool,
    /// Gateway of the virtual service.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub virtual_service_gateway: Option<String>,
    /// Text before the host.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub host_prefix: Option<String>,
    /// Accepted and not used by the reference.
    #[serde(
        deserialize_with = "go::map",
        skip_serializing_if = "BTreeMap::is_empty"
    )]
    pub annotations: BTreeMap<String, String>,
    /// Accepted and not used by the reference.
    #[serde(
        deserialize_with = "go::map",
        skip_serializing_if = "BTreeMap::is_empty"
    )]
    pub labels: BTreeMap<String, String>,
    /// TLS of the ingress.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tls: Option<IngressTls>,
    /// Domain after the host; absent means `local`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub host_suffix: Option<String>,
    /// Class of the ingress; without one there is no ingress.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ingress_controller_class_name: Option<String>,
}

/// TLS of an ingress.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct IngressTls {
    /// Secret that holds certificate and key.
    #[serde(
        deserialize_with = "go::null_as_default",
        skip_serializing_if = "String::is_empty"
    )]
    pub secret_name: String,
}

impl IngressSpec {
    /// Whether a virtual service is asked for and can be made.
    pub fn is_virtual_service_enabled(&self) -> bool {
        self.enabled && self.use_virtual_service && self.virtual_service_gateway.is_some()
    }
}
