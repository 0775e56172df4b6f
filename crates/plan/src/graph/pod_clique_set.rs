//! The PodCliqueSet of a graph, and the Services and routes beside it.

use super::{Graph, Output};
use crate::backend::{self, Deployer, Framework};
use crate::error::{PlanError, Within as _};
use crate::labels::{self as label, Map, lay_over, put};
use crate::pod::{self, PodInput, Role};
use crate::service::{ServiceInput, component_service};
use crate::{ingress, model_service};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use stator_api::dynamo::ServiceSpec;
use stator_api::foreign::grove::{
    HeadlessServiceConfig, PodCliqueSet, PodCliqueSetSpec, PodCliqueSetTemplate, PodCliqueSpec,
    PodCliqueTemplate, STARTUP_ANY_ORDER, STARTUP_EXPLICIT, ScalingGroupTemplate,
};
use stator_api::{annotations, defaults, labels, names};
use std::collections::BTreeSet;

pub(super) fn plan(graph: &Graph<'_>, out: &mut Output) -> Result<(), PlanError> {
    let set = pod_clique_set(graph)
        .within("failed to generate the Grove GangSet")
        .within("failed to reconcile the Grove PodClique Set")?;
    out.sync(
        set,
        None,
        "Grove runs the graph: all pods placed and started together",
    );
    let mut models = BTreeSet::new();
    for service in graph.object.spec.services.values() {
        models.extend(label::model_of(service));
    }
    for model in models {
        let service = model_service::model_service(model, graph.namespace);
        out.sync(
            service,
            None,
            "pods that serve the model, for its endpoints",
        );
    }
    for (key, service) in &graph.object.spec.services {
        component_objects(graph, key, service, out);
    }
    Ok(())
}

fn queue<'a>(graph: &Graph<'a>) -> Result<Option<&'a str>, PlanError> {
    if !graph.world.apis.kai {
        return Ok(None);
    }
    let asked = graph
        .annotations
        .get(annotations::KAI_SCHEDULER_QUEUE)
        .map(|name| name.trim());
    let queue = asked
        .filter(|name| !name.is_empty())
        .unwrap_or(defaults::KAI_QUEUE);
    if !graph.world.observed.queues.contains(queue) {
        return Err(PlanError::new(format!(
            "kai-scheduler queue validation failed: queue '{queue}' not found in cluster. Ensure the queue exists before using kai-scheduler"
        ))
        .within("failed to determine kai-scheduler queue"));
    }
    Ok(Some(queue))
}

fn pod_clique_set(graph: &Graph<'_>) -> Result<PodCliqueSet, PlanError> {
    let queue = queue(graph)?;
    let mut cliques = Vec::with_capacity(2 * graph.object.spec.services.len());
    let mut scaling_groups = Vec::new();
    for (key, service) in &graph.object.spec.services {
        let first = cliques.len();
        add_cliques(graph, key, service, queue, &mut cliques)?;
        let built = &cliques[first..];
        if service.is_multinode() {
            scaling_groups.push(ScalingGroupTemplate {
                name: names::clique(key),
                clique_names: built.iter().map(|clique| clique.name.clone()).collect(),
                replicas: service.replicas,
                min_available: Some(1),
            });
        }
    }
    let ordered = cliques
        .iter()
        .any(|clique| !clique.spec.starts_after.is_empty());
    let delay = graph.world.config.grove_termination_delay;
    Ok(PodCliqueSet {
        metadata: ObjectMeta {
            name: Some(graph.name.to_owned()),
            namespace: Some(graph.namespace.to_owned()),
            ..ObjectMeta::default()
        },
        spec: PodCliqueSetSpec {
            replicas: 1,
            template: PodCliqueSetTemplate {
                cliques,
                clique_startup_type: Some(
                    if ordered {
                        STARTUP_EXPLICIT
                    } else {
                        STARTUP_ANY_ORDER
                    }
                    .to_owned(),
                ),
                headless_service_config: Some(HeadlessServiceConfig {
                    publish_not_ready_addresses: true,
                }),
                termination_delay: (delay.nanoseconds() > 0).then(|| delay.to_string()),
                scaling_groups,
                ..PodCliqueSetTemplate::default()
            },
        },
    })
}

/// Adds one clique for a single-node service, a leader's and a workers' for a multi-node one.
fn add_cliques(
    graph: &Graph<'_>,
    key: &str,
    service: &ServiceSpec,
    queue: Option<&str>,
    cliques: &mut Vec<PodCliqueTemplate>,
) -> Result<(), PlanError> {
    // The graph's own choice of discovery is in effect for all of its services.
    let mut annotated = service.annotations.clone();
    let discovery = graph.world.discovery_backend(graph.annotations);
    if !discovery.is_empty() {
        put(
            &mut annotated,
            annotations::DYNAMO_DISCOVERY_BACKEND,
            discovery,
        );
    }
    let framework = backend::framework(service, &graph.object.spec.backend_framework)
        .within_made(|| format!("failed to determine backend framework for service {key}"))?;
    // D20: a service that does not say how many replicas has one.
    let replicas = service.replicas.unwrap_or(1);
    let roles: Vec<(Role, String, i64)> = if service.is_multinode() {
        vec![
            (Role::Leader, names::leader_clique(key), 1),
            (
                Role::Worker,
                names::worker_clique(key),
                service.number_of_nodes() - 1,
            ),
        ]
    } else {
        vec![(Role::Main, names::clique(key), replicas)]
    };
    let labels = clique_labels(graph, key, service);
    let mut clique_annotations = annotated.clone();
    if let Some(extra) = &service.extra_pod_metadata {
        lay_over(&mut clique_annotations, &extra.annotations);
    }
    if let Some(stamp) = graph.stamp(key) {
        put(&mut clique_annotations, annotations::RESTART_AT, stamp);
    }
    for (role, name, count) in roles {
        let mut pod = pod::pod_spec(&PodInput {
            service,
            annotations: &annotated,
            envs: [&graph.object.spec.envs, &service.envs],
            framework,
            graph: graph.name,
            namespace: graph.namespace,
            role,
            deployer: Deployer::Grove,
            name: key,
            world: graph.world,
        })
        .within_made(|| {
            let role = role_name(key, role);
            format!("failed to generate podSpec for role {role}")
        })?;
        let mut labels = labels.clone();
        if let Some(queue) = queue {
            let scheduler = pod.scheduler_name.as_deref().unwrap_or_default();
            if scheduler.is_empty() || scheduler == defaults::KAI_SCHEDULER {
                pod.scheduler_name = Some(defaults::KAI_SCHEDULER.to_owned());
                put(&mut labels, labels::KAI_QUEUE, queue);
            }
        }
        let waits = role == Role::Leader && framework == Framework::Trtllm;
        cliques.push(PodCliqueTemplate {
            labels,
            annotations: clique_annotations.clone(),
            spec: PodCliqueSpec {
                role_name: name.clone(),
                pod_spec: pod,
                replicas: count,
                min_available: Some(1),
                starts_after: if waits {
                    vec![names::worker_clique(key)]
                } else {
                    Vec::new()
                },
            },
            name,
        });
    }
    Ok(())
}

fn role_name(key: &str, role: Role) -> String {
    match role {
        Role::Main => key.to_owned(),
        Role::Leader => format!("{key}-{}", names::GROVE_LEADER_SUFFIX),
        Role::Worker => format!("{key}-{}", names::GROVE_WORKER_SUFFIX),
    }
}

fn clique_labels(graph: &Graph<'_>, key: &str, service: &ServiceSpec) -> Map {
    let mut map = label::identity(graph.name, key, &graph.dynamo_namespace(service));
    put(
        &mut map,
        labels::SELECTOR,
        names::component(graph.name, key),
    );
    label::add_component_types(&mut map, service);
    label::add_model_hash(&mut map, service);
    label::add_metrics(&mut map, graph.annotations);
    lay_over(&mut map, &service.labels);
    if let Some(extra) = &service.extra_pod_metadata {
        lay_over(&mut map, &extra.labels);
    }
    map
}

fn component_objects(graph: &Graph<'_>, key: &str, service: &ServiceSpec, out: &mut Output) {
    let name = names::component(graph.name, key);
    let is_frontend = service.component_type == defaults::COMPONENT_TYPE_FRONTEND;
    let discovery = graph.has_kubernetes_discovery();
    if discovery || is_frontend {
        let mut object_labels = service.labels.clone();
        if discovery {
            let backend = labels::DISCOVERY_BACKEND_KUBERNETES;
            put(
                &mut object_labels,
                labels::DYNAMO_DISCOVERY_BACKEND,
                backend,
            );
            put(
                &mut object_labels,
                labels::DYNAMO_DISCOVERY_ENABLED,
                labels::TRUE,
            );
        }
        let object = component_service(ServiceInput {
            name: &name,
            namespace: graph.namespace,
            component_type: &service.component_type,
            dynamo_namespace: &graph.dynamo_namespace(service),
            labels: object_labels,
            annotations: Map::new(),
            more_selector: &[],
            says_protocol: true,
        });
        out.sync(object, Some(key), "Kubernetes discovery, or a frontend");
    }
    if is_frontend {
        let default = || ingress::default_spec(graph.world.config, graph.name);
        let route = service.ingress.clone().unwrap_or_else(default);
        if let Some(object) = ingress::ingress(&route, &name, graph.namespace) {
            out.sync(object, Some(key), "ingress is enabled and has a class");
        }
        let config = graph.world.config;
        if let Some(object) = ingress::virtual_service(&route, config, &name, graph.namespace) {
            out.sync(
                object,
                Some(key),
                "ingress is enabled through an Istio gateway",
            );
        }
    }
}
