//! The status of a component.

use super::children::Children;
use super::condition::{Said, set};
use super::event::Event;
use super::outcome::{End, Outcome};
use super::readiness;
use crate::component::ComponentPlan;
use crate::object::Object;
use k8s_openapi::api::apps::v1::Deployment;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::Time;
use stator_api::conditions::{VALID, VALIDATION_FAILED, VALIDATION_PASSED, component as reasons};
use stator_api::dynamo::{
    DynamoComponentDeployment, DynamoComponentDeploymentStatus, ServiceStatus,
};
use stator_api::foreign::leader_worker_set::LeaderWorkerSet;
use stator_api::{events, groups};

/// Gives the status of a component after a pass.
///
/// One write a pass: the reference writes the verdict on the spec first and the rest later.
pub fn component_status(
    component: &DynamoComponentDeployment,
    outcome: &Outcome<'_, ComponentPlan>,
    children: &Children,
    now: &Time,
) -> DynamoComponentDeploymentStatus {
    let mut status = component.status.clone().unwrap_or_default();
    let end = outcome.end();
    let (is_valid, reason, message) = if let End::Invalid(text) = &end {
        let message = format!("Validation failed: {text}");
        (false, VALIDATION_FAILED, message)
    } else {
        let message = "DynamoComponentDeployment spec is valid".to_owned();
        (true, VALIDATION_PASSED, message)
    };
    let valid = Said {
        kind: VALID,
        is_true: is_valid,
        reason,
        message,
        generation: component.metadata.generation,
    };
    set(&mut status.conditions, valid, now);
    let (is_available, reason, message) = match end {
        End::Invalid(_) => return status,
        End::FinalizerFailed(text) | End::Failed(text) => {
            (false, reasons::RECONCILING, failure(&text))
        }
        End::Done(plan) => {
            let workload = workload(plan, children);
            status.service = workload.counts;
            status.observed_generation = component.metadata.generation.unwrap_or_default();
            (
                workload.is_ready,
                workload.reason,
                workload.message.to_owned(),
            )
        }
    };
    let available = Said {
        kind: reasons::AVAILABLE,
        is_true: is_available,
        reason,
        message,
        generation: None,
    };
    set(&mut status.conditions, available, now);
    status
}

fn failure(text: &str) -> String {
    format!("Failed to reconcile DynamoComponentDeployment: {text}")
}

/// Gives the event that a pass over a component ends with, where it has to be told.
pub fn component_event(outcome: &Outcome<'_, ComponentPlan>) -> Option<Event> {
    match outcome.end() {
        End::Invalid(text) => Some(Event::warning(events::VALIDATION_FAILED, text)),
        End::FinalizerFailed(text) | End::Failed(text) => {
            Some(Event::warning(events::RECONCILE_ERROR, failure(&text)))
        }
        End::Done(_) => None,
    }
}

/// What backs a component.
struct Workload {
    is_ready: bool,
    reason: &'static str,
    message: &'static str,
    counts: Option<ServiceStatus>,
}

fn workload(plan: &ComponentPlan, children: &Children) -> Workload {
    // The debug twin comes after the Deployment proper and does not count.
    let deployment = plan
        .objects
        .iter()
        .find_map(|planned| match &planned.object {
            Object::Deployment(_) => Some(planned.object.name()),
            _ => None,
        });
    match deployment {
        Some(name) => of_deployment(name, children.deployments.get(name).map(AsRef::as_ref)),
        None => of_sets(plan, children),
    }
}

fn of_deployment(name: &str, live: Option<&Deployment>) -> Workload {
    let status = live
        .and_then(|live| live.status.clone())
        .unwrap_or_default();
    let count = |number: Option<i32>| i64::from(number.unwrap_or_default());
    let counts = ServiceStatus {
        component_kind: groups::DEPLOYMENT.to_owned(),
        component_name: name.to_owned(),
        replicas: count(status.replicas),
        updated_replicas: count(status.updated_replicas),
        ready_replicas: Some(count(status.ready_replicas)),
        available_replicas: Some(count(status.available_replicas)),
    };
    let is_ready = live.is_some_and(readiness::deployment);
    let (reason, message) = if is_ready {
        (reasons::DEPLOYMENT_READY, "Deployment is ready")
    } else {
        (reasons::DEPLOYMENT_NOT_READY, "Deployment is not ready")
    };
    Workload {
        is_ready,
        reason,
        message,
        counts: Some(counts),
    }
}

/// One LeaderWorkerSet a replica: all are ready, also where there are none; the counts add up.
fn of_sets(plan: &ComponentPlan, children: &Children) -> Workload {
    let names: Vec<&str> = plan
        .objects
        .iter()
        .filter(|planned| matches!(planned.object, Object::LeaderWorkerSet(_)))
        .map(|planned| planned.object.name())
        .collect();
    let live: Vec<Option<&LeaderWorkerSet>> = names
        .iter()
        .map(|&name| children.leader_worker_sets.get(name).map(AsRef::as_ref))
        .collect();
    let is_ready = live
        .iter()
        .all(|live| live.is_some_and(readiness::leader_worker_set));
    let statuses = || {
        live.iter()
            .flatten()
            .filter_map(|live| live.status.as_ref())
    };
    let counts = names.first().map(|first| ServiceStatus {
        component_kind: groups::LEADER_WORKER_SET_KIND.to_owned(),
        component_name: (*first).to_owned(),
        replicas: statuses().map(|status| status.replicas).sum(),
        updated_replicas: statuses().map(|status| status.updated_replicas).sum(),
        ready_replicas: Some(statuses().map(|status| status.ready_replicas).sum()),
        available_replicas: None,
    });
    let (reason, message) = if is_ready {
        (
            reasons::ALL_LEADER_WORKER_SETS_READY,
            "All LeaderWorkerSets are ready",
        )
    } else {
        (
            reasons::SOME_LEADER_WORKER_SETS_NOT_READY,
            "Some LeaderWorkerSets are not ready",
        )
    };
    Workload {
        is_ready,
        reason,
        message,
        counts,
    }
}
