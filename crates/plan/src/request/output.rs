//! From a profiler's output to a graph and what goes with it.

use super::report::Report;
use crate::error::PlanError;
use crate::labels::{Map, put};
use crate::status::Event;
use crate::yaml;
use k8s_openapi::api::core::v1::ConfigMap;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use serde_json::Value as Json;
use stator_api::dynamo::{DynamoGraphDeployment, DynamoGraphDeploymentRequest};
use stator_api::{annotations, defaults, events, groups, labels, names};

/// What a profiler's output holds.
#[derive(Clone, PartialEq, Debug)]
pub struct Generated {
    /// The graph, without nulls and unknown fields.
    pub deployment: Json,
    /// ConfigMaps that the graph mounts, ready to be created.
    pub config_maps: Vec<ConfigMap>,
    /// Everything beside the graph, as text for an annotation; empty where there is nothing.
    pub additional: String,
}

/// Reads the output of a request's profiling.
///
/// # Errors
/// An output without the file, without a graph, or with too much beside it.
pub fn generated(
    request: &DynamoGraphDeploymentRequest,
    output: &ConfigMap,
) -> Result<Generated, PlanError> {
    let key = if request.spec.use_mocker {
        defaults::PROFILING_MOCKER_OUTPUT_FILE
    } else {
        defaults::PROFILING_OUTPUT_FILE
    };
    let text = output
        .data
        .as_ref()
        .and_then(|data| data.get(key))
        .ok_or_else(|| {
            let name = output.metadata.name.as_deref().unwrap_or_default();
            PlanError::new(format!("key {key} not found in ConfigMap {name}"))
        })?;
    let wrapped = |error: PlanError| error.within(&format!("failed to extract DGD from {key}"));
    let (deployment, rest) = graph_and_rest(text).map_err(wrapped)?;
    let additional: Result<Vec<String>, PlanError> = rest.iter().map(yaml::write).collect();
    let additional = additional?.join("\n---\n");
    if additional.len() > defaults::MAX_ADDITIONAL_RESOURCES {
        return Err(PlanError::new(format!(
            "additional resources YAML size ({} bytes) exceeds maximum annotation size ({} bytes); consider reducing the number of resources or storing them separately",
            additional.len(),
            defaults::MAX_ADDITIONAL_RESOURCES
        )));
    }
    let config_maps = rest
        .iter()
        .filter_map(|document| config_map(request, document))
        .collect();
    Ok(Generated {
        deployment,
        config_maps,
        additional,
    })
}

/// Parts a text into the graph, the last one where there are several, and the other documents.
fn graph_and_rest(text: &str) -> Result<(Json, Vec<Json>), PlanError> {
    let (mut graph, mut rest) = (None, Vec::new());
    for document in documents(text) {
        match document["kind"].as_str().unwrap_or_default() {
            "" => {}
            groups::DYNAMO_GRAPH_DEPLOYMENT => {
                let typed: DynamoGraphDeployment =
                    serde_json::from_value(document).map_err(|error| {
                        PlanError::new(format!(
                            "failed to convert to DynamoGraphDeployment: {error}"
                        ))
                    })?;
                let typed = DynamoGraphDeployment {
                    status: None,
                    ..typed
                };
                let mut json = serde_json::to_value(&typed).unwrap_or_default();
                crate::go_form::go_form(&mut json);
                graph = Some(json);
            }
            _ => rest.push(document),
        }
    }
    let graph =
        graph.ok_or_else(|| PlanError::new("no DynamoGraphDeployment found in YAML content"))?;
    Ok((graph, rest))
}

/// The documents of a text; what is no YAML is left out.
fn documents(text: &str) -> Vec<Json> {
    let mut parts = vec![String::new()];
    for line in text.lines() {
        let start = line
            .strip_prefix("---")
            .filter(|rest| rest.is_empty() || rest.starts_with(' '));
        if let Some(rest) = start {
            parts.push(format!("{rest}\n"));
        } else if let Some(part) = parts.last_mut() {
            part.push_str(line);
            part.push('\n');
        }
    }
    let parsed = parts
        .iter()
        .filter_map(|part| serde_saphyr::from_str::<Json>(part).ok());
    parsed.filter(Json::is_object).collect()
}

fn config_map(request: &DynamoGraphDeploymentRequest, document: &Json) -> Option<ConfigMap> {
    if document["kind"] != "ConfigMap" {
        return None;
    }
    let mut map: ConfigMap = serde_json::from_value(document.clone()).ok()?;
    map.metadata.namespace = Some(target_namespace(request).to_owned());
    let own = map.metadata.labels.get_or_insert_default();
    mark(request, own);
    Some(map)
}

/// Where a request's graph lives.
pub(super) fn target_namespace(request: &DynamoGraphDeploymentRequest) -> &str {
    let overrides = request.spec.deployment_overrides.as_ref();
    let asked = overrides.map(|overrides| overrides.namespace.as_str());
    let own = request.metadata.namespace.as_deref().unwrap_or_default();
    asked
        .filter(|namespace| !namespace.is_empty())
        .unwrap_or(own)
}

/// Puts the labels of a request on something that it brings about.
pub(super) fn mark(request: &DynamoGraphDeploymentRequest, own: &mut Map) {
    put(
        own,
        labels::DGDR_NAME,
        request.metadata.name.as_deref().unwrap_or_default(),
    );
    put(
        own,
        labels::DGDR_NAMESPACE,
        request.metadata.namespace.as_deref().unwrap_or_default(),
    );
    put(own, labels::MANAGED_BY, labels::MANAGED_BY_OPERATOR);
}

/// Whose an object is that a request wants to create and finds there.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Claim {
    /// The request's own, from an earlier try.
    Own,
    /// Another request's, as namespace and name.
    Other(String),
    /// Nobody's that is known.
    Foreign,
}

/// Says whose an object is, by its labels.
pub fn claim(request: &DynamoGraphDeploymentRequest, found: &ObjectMeta) -> Claim {
    let label = |key: &str| {
        found
            .labels
            .as_ref()
            .and_then(|own| own.get(key))
            .map(String::as_str)
            .unwrap_or_default()
    };
    let (name, namespace) = (label(labels::DGDR_NAME), label(labels::DGDR_NAMESPACE));
    let own_name = request.metadata.name.as_deref().unwrap_or_default();
    let own_namespace = request.metadata.namespace.as_deref().unwrap_or_default();
    if name.is_empty() {
        Claim::Foreign
    } else if (name, namespace) == (own_name, own_namespace) {
        Claim::Own
    } else {
        Claim::Other(format!("{namespace}/{name}"))
    }
}

/// The event of ConfigMaps that could not be created; the request goes on.
pub fn config_maps_failed(error: &str) -> Event {
    let message = format!("Failed to create ConfigMaps from profiling output: {error}");
    Event::warning(events::CONFIG_MAP_CREATION_FAILED, message)
}

/// Notes the output in a report: the graph, where it came from, and what goes with it.
pub(super) fn note(
    mut report: Report,
    request: &DynamoGraphDeploymentRequest,
    generated: &Generated,
) -> Report {
    let name = request.metadata.name.as_deref().unwrap_or_default();
    report.status.generated_deployment = Some(generated.deployment.clone());
    report.status.profiling_results = format!("configmap/{}", names::profiling_output(name));
    if !generated.additional.is_empty() {
        report.annotations.insert(
            annotations::DGDR_ADDITIONAL_RESOURCES.to_owned(),
            generated.additional.clone(),
        );
    }
    report
}
