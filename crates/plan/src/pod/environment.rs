//! Environment variables: who wins, and in which order they stand.

use k8s_openapi::api::core::v1::{EnvVar, EnvVarSource, ObjectFieldSelector};
use stator_api::config::OperatorConfig;
use stator_api::env;
use std::collections::BTreeMap;

/// Lays `high` over `low` by name; the result is sorted by name, bytewise.
pub(crate) fn merge(low: Vec<EnvVar>, high: &[EnvVar]) -> Vec<EnvVar> {
    let mut by_name: BTreeMap<String, EnvVar> = BTreeMap::new();
    for variable in low.into_iter().chain(high.iter().cloned()) {
        by_name.insert(variable.name.clone(), variable);
    }
    by_name.into_values().collect()
}

/// A variable with a plain value.
pub(crate) fn variable(name: &str, value: impl Into<String>) -> EnvVar {
    EnvVar {
        name: name.to_owned(),
        value: Some(value.into()),
        value_from: None,
    }
}

/// A variable with a field of the pod.
pub(super) fn pod_field(name: &str, path: &str) -> EnvVar {
    EnvVar {
        name: name.to_owned(),
        value: None,
        value_from: Some(EnvVarSource {
            field_ref: Some(ObjectFieldSelector {
                api_version: None,
                field_path: path.to_owned(),
            }),
            ..EnvVarSource::default()
        }),
    }
}

/// The addresses of the platform, the weakest of all variables.
pub(super) fn standard(config: &OperatorConfig) -> Vec<EnvVar> {
    [
        (env::NATS_SERVER, &config.nats_addr),
        (env::ETCD_ENDPOINTS, &config.etcd_addr),
        (env::MODEL_EXPRESS_URL, &config.model_express_url),
        (env::PROMETHEUS_ENDPOINT, &config.prometheus_endpoint),
    ]
    .into_iter()
    .filter(|(_, value)| !value.is_empty())
    .map(|(name, value)| variable(name, value.as_str()))
    .collect()
}
