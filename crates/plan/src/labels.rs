//! Labels and annotations of pods and of the objects around them.

use stator_api::dynamo::ServiceSpec;
use stator_api::{annotations, labels, names};
use std::collections::BTreeMap;

pub(crate) type Map = BTreeMap<String, String>;

/// Copies every entry of `from`, which wins.
pub(crate) fn lay_over(map: &mut Map, from: &Map) {
    for (key, value) in from {
        map.insert(key.clone(), value.clone());
    }
}

/// Gives `None` for an empty map, as Go leaves it out.
pub(crate) fn some(map: Map) -> Option<Map> {
    (!map.is_empty()).then_some(map)
}

pub(crate) fn put(map: &mut Map, key: &str, value: impl Into<String>) {
    map.insert(key.to_owned(), value.into());
}

/// The three labels that say which service of which graph something belongs to.
pub(crate) fn identity(graph: &str, service: &str, dynamo_namespace: &str) -> Map {
    let mut map = Map::new();
    put(&mut map, labels::DYNAMO_GRAPH_DEPLOYMENT_NAME, graph);
    put(&mut map, labels::DYNAMO_COMPONENT, service);
    put(&mut map, labels::DYNAMO_NAMESPACE, dynamo_namespace);
    map
}

/// Component type and sub type, where they are set.
pub(crate) fn add_component_types(map: &mut Map, service: &ServiceSpec) {
    if !service.component_type.is_empty() {
        put(
            map,
            labels::DYNAMO_COMPONENT_TYPE,
            service.component_type.as_str(),
        );
    }
    if !service.sub_component_type.is_empty() {
        put(
            map,
            labels::DYNAMO_SUB_COMPONENT_TYPE,
            service.sub_component_type.as_str(),
        );
    }
}

/// The name of the model that a service serves, where it says one.
pub(crate) fn model_of(service: &ServiceSpec) -> Option<&str> {
    service
        .model_ref
        .as_ref()
        .map(|model| model.name.as_str())
        .filter(|name| !name.is_empty())
}

/// The hash of the base model, where the service serves one.
pub(crate) fn add_model_hash(map: &mut Map, service: &ServiceSpec) {
    if let Some(model) = model_of(service) {
        put(
            map,
            labels::DYNAMO_BASE_MODEL_HASH,
            names::model_hash(model),
        );
    }
}

/// The label by which pods are scraped, unless the annotation says exactly `false`.
pub(crate) fn add_metrics(map: &mut Map, annotated: &Map) {
    if annotated
        .get(annotations::ENABLE_METRICS)
        .is_none_or(|value| value != "false")
    {
        put(map, labels::METRICS_ENABLED, labels::TRUE);
    }
}

/// The labels of generated RBAC objects.
pub(crate) fn rbac(service_account: &str) -> Map {
    let mut map = Map::new();
    put(
        &mut map,
        labels::APP_MANAGED_BY,
        labels::MANAGED_BY_OPERATOR,
    );
    put(&mut map, labels::APP_COMPONENT, labels::COMPONENT_RBAC);
    put(&mut map, labels::APP_NAME, service_account);
    map
}
