//! The graph of a request: how it is created, and how it is followed.

use super::output::{Claim, claim, mark, target_namespace};
use super::report::Report;
use crate::error::PlanError;
use crate::labels::lay_over;
use crate::status::Event;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::{ObjectMeta, Time};
use stator_api::conditions::{graph, request as words};
use stator_api::dynamo::{
    DynamoGraphDeployment, DynamoGraphDeploymentRequest, RequestedDeployment,
};
use stator_api::events;

/// Gives the graph that a request creates: the generated one with the request's changes.
///
/// It has no owner, so that it outlives the request. The labels by which it is followed win over
/// those that the request adds.
///
/// # Errors
/// No graph was generated, or what was is no graph.
pub fn requested_deployment(
    request: &DynamoGraphDeploymentRequest,
) -> Result<DynamoGraphDeployment, PlanError> {
    let generated = request
        .status
        .as_ref()
        .and_then(|s| s.generated_deployment.as_ref());
    let generated = generated
        .ok_or_else(|| PlanError::new("generatedDeployment is not set"))?
        .clone();
    let generated: DynamoGraphDeployment = serde_json::from_value(generated).map_err(|error| {
        PlanError::new(format!("failed to unmarshal generated deployment: {error}"))
    })?;
    let overrides = request
        .spec
        .deployment_overrides
        .clone()
        .unwrap_or_default();
    let mut own_labels = generated.metadata.labels.unwrap_or_default();
    lay_over(&mut own_labels, &overrides.labels);
    mark(request, &mut own_labels);
    let mut own_annotations = generated.metadata.annotations.unwrap_or_default();
    lay_over(&mut own_annotations, &overrides.annotations);
    let name = Some(overrides.name)
        .filter(|name| !name.is_empty())
        .or(generated.metadata.name);
    Ok(DynamoGraphDeployment {
        metadata: ObjectMeta {
            name,
            namespace: Some(target_namespace(request).to_owned()),
            labels: Some(own_labels),
            annotations: Some(own_annotations).filter(|own| !own.is_empty()),
            ..ObjectMeta::default()
        },
        spec: generated.spec,
        status: None,
    })
}

/// How creating a graph went.
#[derive(Clone, Copy, Debug)]
pub enum Created<'a> {
    /// It was created.
    New,
    /// One of that name was there, with these metadata.
    Exists(&'a ObjectMeta),
    /// It was refused.
    Refused {
        /// The refusal in words.
        error: &'a str,
        /// Whether trying again cannot help.
        is_permanent: bool,
    },
}

/// Says what the creation of `graph` leads to.
///
/// A graph of that name that is not this request's is left alone, and the request fails; the
/// reference would take it for its own.
pub fn deployment_created(
    request: &DynamoGraphDeploymentRequest,
    graph: &DynamoGraphDeployment,
    created: Created<'_>,
    now: &Time,
) -> Report {
    let name = graph.metadata.name.clone().unwrap_or_default();
    let namespace = graph.metadata.namespace.clone().unwrap_or_default();
    let mut report = Report::of(request);
    let fail = |report: Report, error: String| {
        let event = Event::warning(events::DEPLOYMENT_CREATION_FAILED, error.clone());
        let reason = events::DEPLOYMENT_CREATION_FAILED;
        let report = report.state(words::STATE_FAILED).event(event);
        report.deployment_ready(false, reason, error, now)
    };
    let follow = |report: &mut Report| {
        report.status.deployment = Some(RequestedDeployment {
            name: name.clone(),
            namespace: namespace.clone(),
            state: graph::PENDING.to_owned(),
            created: true,
        });
    };
    match created {
        Created::New => {
            follow(&mut report);
            let told = format!("DynamoGraphDeployment {name} created successfully");
            let message = format!("DGD {name} created, waiting for Ready");
            report
                .event(Event::normal(events::DEPLOYMENT_CREATED, told))
                .deployment_ready(false, words::DEPLOYMENT_CREATED, message, now)
        }
        Created::Exists(found) => match claim(request, found) {
            Claim::Own => {
                follow(&mut report);
                report
            }
            other => {
                let whose = match other {
                    Claim::Other(request) => format!(" and belongs to request {request}"),
                    _ => String::new(),
                };
                fail(
                    report,
                    format!(
                        "DynamoGraphDeployment {namespace}/{name} exists already{whose}; set spec.deploymentOverrides.name in a new request"
                    ),
                )
            }
        },
        Created::Refused {
            error,
            is_permanent: true,
        } => fail(report, error.to_owned()),
        Created::Refused {
            error,
            is_permanent: false,
        } => report.event(Event::warning(events::DEPLOYMENT_CREATION_FAILED, error)),
    }
}

/// Says what the state of the created graph leads to; `None` is one that is gone for certain.
pub(super) fn follow(
    request: &DynamoGraphDeploymentRequest,
    found: Option<&DynamoGraphDeployment>,
    now: &Time,
) -> Report {
    let mut report = Report::of(request);
    let deployment = report.status.deployment.get_or_insert_default();
    let name = deployment.name.clone();
    let Some(found) = found else {
        deployment.state.clear();
        let told = format!(
            "DGD {name} was deleted. DGDR will not recreate it. Delete this DGDR and create a new one to redeploy."
        );
        let message = "Deployment was deleted by user. Create a new DGDR to redeploy.";
        return report
            .state(words::DEPLOYMENT_DELETED)
            .event(Event::warning(events::DEPLOYMENT_DELETED, told))
            .deployment_ready(false, words::DEPLOYMENT_DELETED, message, now);
    };
    let status = found.status.clone().unwrap_or_default();
    deployment.state.clone_from(&status.state);
    let was_ready = report.status.state == words::STATE_READY;
    match (was_ready, status.state == graph::SUCCESSFUL) {
        (false, true) => {
            let message = format!("DynamoGraphDeployment {name} is ready");
            report
                .state(words::STATE_READY)
                .event(Event::normal(events::DEPLOYMENT_READY, message.clone()))
                .deployment_ready(true, words::DEPLOYMENT_READY, message, now)
        }
        (true, false) => {
            let state = &status.state;
            let told = format!("DynamoGraphDeployment {name} degraded from Ready to {state}");
            let message = format!("Deployment degraded to {state}");
            report
                .state(words::STATE_DEPLOYING)
                .event(Event::warning(events::DEPLOYMENT_DEGRADED, told))
                .deployment_ready(false, words::DEPLOYMENT_DEGRADED, message, now)
        }
        // The reference leaves a graph that failed without a word.
        (false, false) if status.state == graph::FAILED => {
            let ready = status
                .conditions
                .into_iter()
                .find(|c| c.type_ == graph::READY);
            let message = ready.map_or_else(
                || format!("Deployment degraded to {}", graph::FAILED),
                |condition| condition.message,
            );
            report.deployment_ready(false, words::DEPLOYMENT_DEGRADED, message, now)
        }
        _ => report,
    }
}
