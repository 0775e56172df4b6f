//! The endpoint picker: its configuration and its InferencePool.

use crate::error::PlanError;
use crate::labels::{Map, put};
use crate::yaml;
use k8s_openapi::api::core::v1::{ConfigMap, ConfigMapVolumeSource, KeyToPath, Volume};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use serde_json::{Map as JsonMap, Value as Json};
use stator_api::dynamo::{DynamoGraphDeployment, ServiceSpec};
use stator_api::foreign::inference_pool::{
    EndpointPickerRef, InferencePool, InferencePoolSpec, PoolPort, PoolSelector,
};
use stator_api::{defaults, groups, labels, names};

/// The one endpoint picker of a graph: the first by name.
pub(crate) fn picker(graph: &DynamoGraphDeployment) -> Option<(&String, &ServiceSpec)> {
    let mut services = graph.spec.services.iter();
    services.find(|(_, service)| service.component_type == defaults::COMPONENT_TYPE_EPP)
}

/// The volume with the picker's configuration file.
pub(crate) fn config_volume(graph: &str, service: &ServiceSpec) -> Result<Volume, PlanError> {
    let config = service.epp_config.as_ref();
    let reference = config.and_then(|config| config.config_map_ref.as_ref());
    let (name, key) = match reference {
        Some(reference) if reference.key.is_empty() => {
            (reference.name.clone(), defaults::EPP_CONFIG_FILE.to_owned())
        }
        Some(reference) => (reference.name.clone(), reference.key.clone()),
        None if config.is_some_and(|config| config.config.is_some()) => (
            names::epp_config(graph),
            defaults::EPP_CONFIG_FILE.to_owned(),
        ),
        None => return Err(missing()),
    };
    Ok(Volume {
        name: defaults::EPP_CONFIG_VOLUME.to_owned(),
        config_map: Some(ConfigMapVolumeSource {
            name,
            items: Some(vec![KeyToPath {
                key,
                path: defaults::EPP_CONFIG_FILE.to_owned(),
                mode: None,
            }]),
            ..ConfigMapVolumeSource::default()
        }),
        ..Volume::default()
    })
}

fn missing() -> PlanError {
    PlanError::new(
        "EPP configuration is required: either eppConfig.configMapRef or eppConfig.config must be specified",
    )
}

fn object_labels(graph: &str, service: &str) -> Map {
    let mut map = Map::new();
    put(&mut map, labels::DYNAMO_GRAPH_DEPLOYMENT_NAME, graph);
    put(&mut map, labels::DYNAMO_COMPONENT, service);
    put(
        &mut map,
        labels::DYNAMO_COMPONENT_TYPE,
        defaults::COMPONENT_TYPE_EPP,
    );
    map
}

/// The generated ConfigMap; `None` where the user brings one.
pub(crate) fn config_map(
    graph: &str,
    namespace: &str,
    key: &str,
    service: &ServiceSpec,
) -> Result<Option<ConfigMap>, PlanError> {
    let config = service.epp_config.as_ref().ok_or_else(missing)?;
    if config.config_map_ref.is_some() {
        return Ok(None);
    }
    let Some(given) = &config.config else {
        return Err(missing());
    };
    let text = yaml::write(&with_identity(given).into())?;
    let data = Map::from([(defaults::EPP_CONFIG_FILE.to_owned(), text)]);
    Ok(Some(ConfigMap {
        metadata: ObjectMeta {
            name: Some(names::epp_config(graph)),
            namespace: Some(namespace.to_owned()),
            labels: Some(object_labels(graph, key)),
            ..ObjectMeta::default()
        },
        data: Some(data),
        ..ConfigMap::default()
    }))
}

/// The pool of frontends that the picker chooses from.
pub(crate) fn inference_pool(
    graph: &str,
    namespace: &str,
    key: &str,
    service: &ServiceSpec,
) -> InferencePool {
    let dynamo_namespace =
        names::dynamo_namespace(service.global_dynamo_namespace, namespace, graph);
    let mut selector = Map::new();
    put(
        &mut selector,
        labels::DYNAMO_COMPONENT_TYPE,
        defaults::COMPONENT_TYPE_FRONTEND,
    );
    put(&mut selector, labels::DYNAMO_NAMESPACE, dynamo_namespace);
    InferencePool {
        metadata: ObjectMeta {
            name: Some(names::inference_pool(graph)),
            namespace: Some(namespace.to_owned()),
            labels: Some(object_labels(graph, key)),
            ..ObjectMeta::default()
        },
        spec: InferencePoolSpec {
            selector: PoolSelector {
                match_labels: selector,
            },
            target_ports: vec![PoolPort {
                number: i64::from(defaults::FRONTEND_PORT),
            }],
            endpoint_picker_ref: EndpointPickerRef {
                kind: "Service".to_owned(),
                name: names::component(graph, key),
                port: Some(PoolPort {
                    number: i64::from(defaults::EPP_GRPC_PORT),
                }),
                failure_mode: String::new(),
            },
        },
    }
}

/// The configuration with its own `apiVersion` and `kind` forced, as it is also kept in components.
pub(crate) fn with_identity(given: &Json) -> JsonMap<String, Json> {
    let mut config = typed_config(given);
    config.insert(
        "apiVersion".to_owned(),
        groups::ENDPOINT_PICKER_CONFIG_API_VERSION.into(),
    );
    config.insert(
        "kind".to_owned(),
        groups::ENDPOINT_PICKER_CONFIG_KIND.into(),
    );
    config
}

/// COMPAT(operator): what the configuration becomes when it passes through Go's type for it:
/// unknown fields go, and some fields are always there.
fn typed_config(given: &Json) -> JsonMap<String, Json> {
    let null = Json::Null;
    let text = |value: &Json, key: &str| {
        Json::String(
            value
                .get(key)
                .and_then(Json::as_str)
                .unwrap_or_default()
                .to_owned(),
        )
    };
    let list = |value: &Json, key: &str| -> Option<Vec<Json>> {
        value
            .get(key)
            .and_then(Json::as_array)
            .filter(|list| !list.is_empty())
            .cloned()
    };
    let mut config = JsonMap::new();
    if let Some(gates) = list(given, "featureGates") {
        config.insert("featureGates".to_owned(), gates.into());
    }
    if let Some(plugins) = list(given, "plugins") {
        let plugins = plugins.iter().map(|plugin| {
            let mut out = JsonMap::new();
            out.insert("name".to_owned(), text(plugin, "name"));
            let parameters = plugin.get("parameters").unwrap_or(&null).clone();
            out.insert("parameters".to_owned(), parameters);
            out.insert("type".to_owned(), text(plugin, "type"));
            Json::Object(out)
        });
        config.insert("plugins".to_owned(), plugins.collect::<Vec<_>>().into());
    } else {
        config.insert("plugins".to_owned(), Json::Null);
    }
    if let Some(detector) = given
        .get("saturationDetector")
        .filter(|value| value.is_object())
    {
        let mut out = detector.as_object().cloned().unwrap_or_default();
        out.retain(|_, value| !value.is_null());
        let threshold = out
            .entry("metricsStalenessThreshold")
            .or_insert_with(|| "0s".into());
        if let Some(duration) = threshold
            .as_str()
            .and_then(|t| t.parse::<stator_api::go::Duration>().ok())
        {
            *threshold = duration.to_string().into();
        }
        config.insert("saturationDetector".to_owned(), Json::Object(out));
    }
    match list(given, "schedulingProfiles") {
        Some(profiles) => {
            let profiles = profiles.iter().map(|profile| {
                let plugins = list(profile, "plugins").map_or(Json::Null, |plugins| {
                    let plugins = plugins.iter().map(|plugin| {
                        let mut out = JsonMap::new();
                        out.insert("pluginRef".to_owned(), text(plugin, "pluginRef"));
                        let weight = plugin.get("weight").unwrap_or(&null).clone();
                        out.insert("weight".to_owned(), weight);
                        Json::Object(out)
                    });
                    Json::Array(plugins.collect())
                });
                let mut out = JsonMap::new();
                out.insert("name".to_owned(), text(profile, "name"));
                out.insert("plugins".to_owned(), plugins);
                Json::Object(out)
            });
            config.insert(
                "schedulingProfiles".to_owned(),
                profiles.collect::<Vec<_>>().into(),
            );
        }
        None => {
            config.insert("schedulingProfiles".to_owned(), Json::Null);
        }
    }
    config
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn configuration_is_written_as_the_reference_writes_it() {
        let config = json!({
            "plugins": [{"type": "single-profile-handler"}, {"type": "max-score-picker", "name": "picker"}],
            "schedulingProfiles": [{"name": "default", "plugins": [{"pluginRef": "picker"}]}],
        });
        assert_eq!(
            yaml::write(&with_identity(&config).into()).unwrap(),
            "apiVersion: inference.networking.x-k8s.io/v1alpha1\nkind: EndpointPickerConfig\nplugins:\n- name: \"\"\n  parameters: null\n  type: single-profile-handler\n- name: picker\n  parameters: null\n  type: max-score-picker\nschedulingProfiles:\n- name: default\n  plugins:\n  - pluginRef: picker\n    weight: null\n"
        );
    }
}
