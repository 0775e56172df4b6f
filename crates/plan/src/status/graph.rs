//! The status of a graph.

use super::children::Children;
use super::condition::{Said, set};
use super::event::Event;
use super::outcome::{End, Outcome};
use super::readiness::{self, Readiness};
use crate::graph::{GraphPath, GraphPlan};
use crate::object::Object;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::Time;
use stator_api::conditions::{VALIDATION_FAILED, graph as reasons};
use stator_api::dynamo::{DynamoGraphDeployment, DynamoGraphDeploymentStatus, ServiceStatus};
use stator_api::events;
use std::collections::BTreeMap;

/// Gives the status of a graph after a pass.
///
/// The counts of services and the progress of a restart survive a pass that failed; the reference
/// forgets them.
pub fn graph_status(
    graph: &DynamoGraphDeployment,
    outcome: &Outcome<'_, GraphPlan>,
    children: &Children,
    now: &Time,
) -> DynamoGraphDeploymentStatus {
    let mut status = graph.status.clone().unwrap_or_default();
    let (state, reason, message) = match outcome.end() {
        End::Invalid(text) => (
            reasons::FAILED,
            VALIDATION_FAILED,
            format!("Validation failed: {text}"),
        ),
        End::FinalizerFailed(text) => (
            reasons::FAILED,
            reasons::FAILED_TO_HANDLE_THE_FINALIZER,
            text,
        ),
        End::Failed(text) => (
            reasons::FAILED,
            reasons::FAILED_TO_RECONCILE_THE_RESOURCES,
            text,
        ),
        End::Done(plan) => {
            let resources = resources(graph, plan, children);
            status.services = entries(graph, plan, children);
            status.restart.clone_from(&plan.restart);
            let waiting: Vec<String> = resources
                .into_iter()
                .filter_map(|(name, readiness)| Some(format!("{name}: {}", readiness.err()?)))
                .collect();
            if waiting.is_empty() {
                let message = "All resources are ready".to_owned();
                (
                    reasons::SUCCESSFUL,
                    reasons::ALL_RESOURCES_ARE_READY,
                    message,
                )
            } else {
                let message = format!("Resources not ready: {}", waiting.join("; "));
                (
                    reasons::PENDING,
                    reasons::SOME_RESOURCES_ARE_NOT_READY,
                    message,
                )
            }
        }
    };
    state.clone_into(&mut status.state);
    let ready = Said {
        kind: reasons::READY,
        is_true: state == reasons::SUCCESSFUL,
        reason,
        message,
        generation: graph.metadata.generation,
    };
    set(&mut status.conditions, ready, now);
    status
}

/// Gives the event that a pass over a graph ends with, where it has to be told.
pub fn graph_event(outcome: &Outcome<'_, GraphPlan>) -> Option<Event> {
    match outcome {
        Outcome::Invalid(text) => Some(Event::warning(events::VALIDATION_FAILED, *text)),
        _ => None,
    }
}

/// What the graph waits for, by name.
fn resources(
    graph: &DynamoGraphDeployment,
    plan: &GraphPlan,
    children: &Children,
) -> BTreeMap<String, Readiness> {
    if plan.path == GraphPath::Grove {
        let name = graph.metadata.name.clone().unwrap_or_default();
        let readiness = grove(graph, plan, children, &name);
        return [(name, readiness)].into();
    }
    let components = plan
        .objects
        .iter()
        .filter_map(|planned| match &planned.object {
            Object::DynamoComponentDeployment(_) => {
                let name = planned.object.name();
                let live = children.components.get(name).map(AsRef::as_ref);
                Some((name.to_owned(), readiness::component(live)))
            }
            _ => None,
        });
    components.collect()
}

/// The set with all that Grove makes of it.
fn grove(
    graph: &DynamoGraphDeployment,
    plan: &GraphPlan,
    children: &Children,
    name: &str,
) -> Readiness {
    let waiting: Vec<String> = graph
        .spec
        .services
        .iter()
        .filter_map(|(key, service)| {
            let reason = readiness::grove_service(children, name, key, service).err()?;
            let kind = if service.is_multinode() {
                "pcsg"
            } else {
                "podclique"
            };
            Some(format!(
                "{kind}/{}: {reason}",
                stator_api::names::grove_instance(name, key)
            ))
        })
        .collect();
    if !waiting.is_empty() {
        return Err(waiting.join("; "));
    }
    let set = plan
        .objects
        .iter()
        .find_map(|planned| match &planned.object {
            Object::PodCliqueSet(set) => Some(set),
            _ => None,
        });
    match set {
        Some(set) => readiness::pod_clique_set(children, set)
            .map_err(|reason| format!("podcliqueset/{name}: {reason}")),
        None => Ok(()),
    }
}

/// The counts of each service that has any.
fn entries(
    graph: &DynamoGraphDeployment,
    plan: &GraphPlan,
    children: &Children,
) -> BTreeMap<String, ServiceStatus> {
    if plan.path == GraphPath::Grove {
        let name = graph.metadata.name.as_deref().unwrap_or_default();
        let services = graph.spec.services.iter();
        return services
            .map(|(key, service)| {
                (
                    key.clone(),
                    readiness::grove_entry(children, name, key, service),
                )
            })
            .collect();
    }
    let components = plan
        .objects
        .iter()
        .filter_map(|planned| match &planned.object {
            Object::DynamoComponentDeployment(component) => {
                let live = children.components.get(planned.object.name())?;
                let counts = live.status.as_ref()?.service.clone()?;
                Some((component.spec.service.service_name.clone(), counts))
            }
            _ => None,
        });
    components.collect()
}
