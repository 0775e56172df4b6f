//! What exists already, read out of manifests.

use crate::manifest::Document;
use k8s_openapi::api::core::v1::Secret;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use serde_json::Value as Json;
use stator_api::config::OperatorConfig;
use stator_api::dynamo::DynamoGraphDeployment;
use stator_api::{annotations, defaults, labels};
use stator_plan::{GraphPath, Observed, PullSecrets};

/// Gathers what a plan looks at.
pub(super) fn gather<'d>(
    known: impl Iterator<Item = &'d Document>,
    namespace: &str,
    config: &OperatorConfig,
) -> Observed {
    let mut observed = Observed::default();
    let mut secrets = Vec::new();
    for document in known {
        let metadata = |key: &str| {
            document
                .json
                .pointer(&format!("/metadata/{key}"))
                .and_then(Json::as_str)
                .unwrap_or("")
        };
        let name = metadata("name");
        let own = metadata("namespace");
        let is_here = own.is_empty() || own == namespace;
        match document.kind() {
            "Secret" => secrets.extend(secret(document, namespace)),
            "Queue" => {
                observed.queues.insert(name.to_owned());
            }
            "PersistentVolumeClaim" => {
                observed.claims.insert(name.to_owned());
            }
            "ServiceAccount" if is_here && serves_components(&document.json) => {
                let found = &mut observed.component_service_account;
                if found.as_deref().is_none_or(|found| name < found) {
                    *found = Some(name.to_owned());
                }
            }
            // What cannot be read is not there.
            _ if is_here => drop(observed.children.add(&document.json)),
            _ => {}
        }
    }
    let is = |secret: &Secret, namespace: &str| {
        secret.metadata.name.as_deref() == Some(&config.mpi_run_ssh_secret_name)
            && secret.metadata.namespace.as_deref() == Some(namespace)
    };
    observed.mpi_secret_present = secrets.iter().any(|secret| is(secret, namespace));
    observed.mpi_secret = secrets
        .iter()
        .find(|s| is(s, &config.mpi_run_ssh_secret_namespace))
        .cloned();
    observed.pull_secrets = PullSecrets::index(&secrets);
    observed
}

/// Whether pods of components run as this account.
fn serves_components(account: &Json) -> bool {
    let labels = account.pointer("/metadata/labels");
    labels.is_some_and(|labels| labels[labels::DYNAMO_COMPONENT_POD] == labels::TRUE)
}

/// Adds what the live objects of one graph say about its restarts.
pub(super) fn add_restarts(observed: &mut Observed, graph: &Document) {
    let Ok(graph) = serde_json::from_value::<DynamoGraphDeployment>(graph.json.clone()) else {
        return;
    };
    let name = graph.metadata.name.clone().unwrap_or_default();
    let path = if observed.children.pod_clique_sets.contains_key(&name) {
        GraphPath::Grove
    } else {
        GraphPath::Components
    };
    observed.restart_stamps = observed.children.restart_stamps(&name, path);
    observed.ready_services = observed.children.ready_services(&graph, path);
}

/// Takes for granted what graphs refer to, where nobody said what exists.
pub(super) fn assume(observed: &mut Observed, graphs: &[Document], config: &OperatorConfig) {
    let text = |json: &Json, pointer: &str| {
        json.pointer(pointer)
            .and_then(Json::as_str)
            .unwrap_or_default()
            .trim()
            .to_owned()
    };
    observed.queues.insert(defaults::KAI_QUEUE.to_owned());
    for graph in graphs {
        // "/" is written "~1" in a JSON pointer.
        let queue = annotations::KAI_SCHEDULER_QUEUE.replace('/', "~1");
        observed
            .queues
            .insert(text(&graph.json, &format!("/metadata/annotations/{queue}")));
        let claims = graph.json.pointer("/spec/pvcs").and_then(Json::as_array);
        for claim in claims.into_iter().flatten() {
            if claim.get("create").and_then(Json::as_bool) != Some(true) {
                observed.claims.insert(text(claim, "/name"));
            }
        }
    }
    observed.mpi_secret.get_or_insert_with(|| Secret {
        metadata: ObjectMeta {
            name: Some(config.mpi_run_ssh_secret_name.clone()),
            namespace: Some(config.mpi_run_ssh_secret_namespace.clone()),
            ..ObjectMeta::default()
        },
        type_: Some("Opaque".to_owned()),
        ..Secret::default()
    });
}

fn secret(document: &Document, namespace: &str) -> Option<Secret> {
    let mut secret: Secret = serde_json::from_value(document.json.clone()).ok()?;
    secret
        .metadata
        .namespace
        .get_or_insert_with(|| namespace.to_owned());
    Some(secret)
}
