//! Whether one live object is ready, and if not, why.

use super::children::Children;
use super::condition::is_true;
use k8s_openapi::api::apps::v1::Deployment;
use serde_json::Value as Json;
use stator_api::conditions::{TRUE, component as reasons};
use stator_api::dynamo::{DynamoComponentDeployment, ServiceSpec, ServiceStatus};
use stator_api::foreign::grove::{PodClique, PodCliqueSet, PodCliqueTemplate};
use stator_api::foreign::leader_worker_set::LeaderWorkerSet;
use stator_api::{groups, names};

/// Ready, or the reason why not.
pub(super) type Readiness = Result<(), String>;

const NOT_FOUND: &str = "resource not found";

fn not_processed(generation: i64, observed: i64) -> String {
    format!("spec not yet processed: generation={generation}, observedGeneration={observed}")
}

/// A Deployment: its pods are the wanted ones, available, and no older ones are left.
pub(super) fn deployment(live: &Deployment) -> bool {
    let spec = live.spec.as_ref();
    if spec.and_then(|spec| spec.paused).unwrap_or_default() {
        return false;
    }
    let wanted = spec.and_then(|spec| spec.replicas).unwrap_or(1);
    if wanted == 0 {
        return true;
    }
    let Some(status) = &live.status else {
        return false;
    };
    let generation = live.metadata.generation.unwrap_or_default();
    let conditions = status.conditions.iter().flatten();
    status.observed_generation.unwrap_or_default() >= generation
        && status.updated_replicas.unwrap_or_default() >= wanted
        && status.available_replicas.unwrap_or_default() >= wanted
        && status.replicas.unwrap_or_default() == wanted
        && conditions
            .into_iter()
            .any(|c| c.type_ == reasons::AVAILABLE && c.status == TRUE)
}

/// A LeaderWorkerSet.
///
/// A generation that its operator reports must be the current one, so that an update does not count
/// as ready before it has begun; the reference does not look. Versions that report none are believed.
pub(super) fn leader_worker_set(live: &LeaderWorkerSet) -> bool {
    let wanted = live.spec.replicas.unwrap_or(1);
    if wanted == 0 {
        return true;
    }
    let Some(status) = &live.status else {
        return false;
    };
    let generation = live.metadata.generation.unwrap_or_default();
    let is_current = status.observed_generation == 0 || status.observed_generation >= generation;
    is_current && status.ready_replicas >= wanted && is_true(&status.conditions, reasons::AVAILABLE)
}

/// A component, as its graph sees it.
///
/// An old condition does not count for a new spec; the reference believes it.
pub(super) fn component(live: Option<&DynamoComponentDeployment>) -> Readiness {
    const NOT_AVAILABLE: &str = "Component deployment not ready - Available condition not true";
    let status = live.and_then(|live| live.status.as_ref());
    let (Some(live), Some(status)) = (live, status) else {
        return Err(NOT_AVAILABLE.to_owned());
    };
    if !is_true(&status.conditions, reasons::AVAILABLE) {
        return Err(NOT_AVAILABLE.to_owned());
    }
    let generation = live.metadata.generation.unwrap_or_default();
    if status.observed_generation < generation {
        return Err(not_processed(generation, status.observed_generation));
    }
    Ok(())
}

/// Counts of a PodClique or scaling group.
struct Counts {
    generation: i64,
    observed: Option<i64>,
    wanted: i64,
    replicas: i64,
    updated: i64,
    /// Ready pods or available groups, with the word for them.
    ready: (&'static str, i64),
}

fn counted(counts: &Counts) -> Readiness {
    let wanted = counts.wanted;
    let Some(observed) = counts.observed else {
        return Err("observedGeneration is nil".to_owned());
    };
    if observed < counts.generation {
        return Err(not_processed(counts.generation, observed));
    }
    let (word, ready) = counts.ready;
    if wanted == 0 {
        Ok(())
    } else if ready != wanted {
        Err(format!("desired={wanted}, {word}={ready}"))
    } else if counts.updated != wanted {
        Err(format!("desired={wanted}, updated={}", counts.updated))
    } else if counts.replicas != wanted {
        Err(format!(
            "performing rolling update: desired={wanted}, replicas={}",
            counts.replicas
        ))
    } else {
        Ok(())
    }
}

/// The PodClique or scaling group of a service.
pub(super) fn grove_service(
    children: &Children,
    graph: &str,
    key: &str,
    service: &ServiceSpec,
) -> Readiness {
    let name = names::grove_instance(graph, key);
    let counts = if service.is_multinode() {
        children.scaling_groups.get(&name).map(|live| {
            let status = live.status.clone().unwrap_or_default();
            Counts {
                generation: live.metadata.generation.unwrap_or_default(),
                observed: status.observed_generation,
                wanted: live.spec.replicas,
                replicas: status.replicas,
                updated: status.updated_replicas,
                ready: ("available", status.available_replicas),
            }
        })
    } else {
        children.pod_cliques.get(&name).map(|live| {
            let status = live.status.clone().unwrap_or_default();
            Counts {
                generation: live.metadata.generation.unwrap_or_default(),
                observed: status.observed_generation,
                wanted: live.spec.replicas,
                replicas: status.replicas,
                updated: status.updated_replicas,
                ready: ("ready", status.ready_replicas),
            }
        })
    };
    counts.map_or_else(|| Err(NOT_FOUND.to_owned()), |counts| counted(&counts))
}

/// The status entry of a service on the Grove path.
///
/// Kind and name are given also while the object is missing (D19): the reference leaves them empty,
/// which the schema refuses.
pub(super) fn grove_entry(
    children: &Children,
    graph: &str,
    key: &str,
    service: &ServiceSpec,
) -> ServiceStatus {
    let name = names::grove_instance(graph, key);
    if service.is_multinode() {
        let live = children
            .scaling_groups
            .get(&name)
            .and_then(|live| live.status.clone());
        let status = live.unwrap_or_default();
        return ServiceStatus {
            component_kind: groups::POD_CLIQUE_SCALING_GROUP.to_owned(),
            component_name: name,
            replicas: status.replicas,
            updated_replicas: status.updated_replicas,
            ready_replicas: None,
            available_replicas: Some(status.available_replicas),
        };
    }
    let live = children
        .pod_cliques
        .get(&name)
        .and_then(|live| live.status.clone());
    let status = live.unwrap_or_default();
    ServiceStatus {
        component_kind: groups::POD_CLIQUE.to_owned(),
        component_name: name,
        replicas: status.replicas,
        updated_replicas: status.updated_replicas,
        ready_replicas: Some(status.ready_replicas),
        available_replicas: None,
    }
}

/// Whether Grove has brought a set's template to its cliques (D27).
///
/// A set whose generation Grove has not taken up yet counts as done where every live clique already
/// carries the pods that are planned, as after a change of replicas, which goes to the cliques
/// directly. A set without any report of Grove is judged by its cliques alone.
pub(super) fn pod_clique_set(children: &Children, planned: &PodCliqueSet) -> Readiness {
    let name = planned.metadata.name.as_deref().unwrap_or_default();
    let Some(live) = children.pod_clique_sets.get(name) else {
        return Ok(());
    };
    if live.is_rolling {
        return Err("performing rolling update".to_owned());
    }
    match live.observed_generation {
        Some(observed)
            if observed < live.generation && !carries_template(children, name, planned) =>
        {
            Err(not_processed(live.generation, observed))
        }
        _ => Ok(()),
    }
}

fn carries_template(children: &Children, name: &str, planned: &PodCliqueSet) -> bool {
    let template = &planned.spec.template;
    template.cliques.iter().all(|clique| {
        let group = template
            .scaling_groups
            .iter()
            .find(|group| group.clique_names.contains(&clique.name));
        match group {
            None => {
                let full = format!("{name}-0-{}", clique.name);
                children
                    .pod_cliques
                    .get(&full)
                    .is_some_and(|live| has_pods_of(live, clique))
            }
            Some(group) => {
                let full = format!("{name}-0-{}", group.name);
                let replicas = children
                    .scaling_groups
                    .get(&full)
                    .map(|live| live.spec.replicas);
                replicas.is_some_and(|replicas| {
                    (0..replicas).all(|index| {
                        let of_group = format!("{full}-{index}-{}", clique.name);
                        let live = children.pod_cliques.get(&of_group);
                        live.is_some_and(|live| has_pods_of(live, clique))
                    })
                })
            }
        }
    })
}

fn has_pods_of(live: &PodClique, planned: &PodCliqueTemplate) -> bool {
    let json = |spec| serde_json::to_value(spec).unwrap_or_default();
    is_within(&json(&planned.spec.pod_spec), &json(&live.spec.pod_spec))
}

/// Whether everything that `planned` says is in `live`, which may say more: Grove and the API server
/// add fields, variables and containers.
fn is_within(planned: &Json, live: &Json) -> bool {
    match (planned, live) {
        (Json::Object(planned), Json::Object(live)) => planned.iter().all(|(key, value)| {
            let is_silent = match value {
                Json::Null => true,
                Json::Object(fields) => fields.is_empty(),
                Json::Array(items) => items.is_empty(),
                Json::String(text) => text.is_empty(),
                _ => false,
            };
            is_silent || live.get(key).is_some_and(|live| is_within(value, live))
        }),
        (Json::Array(planned), Json::Array(live)) => {
            let is_named = |items: &[Json]| items.iter().all(|item| item["name"].is_string());
            if is_named(planned) && is_named(live) {
                planned.iter().all(|item| {
                    live.iter()
                        .any(|other| other["name"] == item["name"] && is_within(item, other))
                })
            } else {
                planned == live
            }
        }
        _ => planned == live,
    }
}
