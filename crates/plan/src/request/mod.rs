//! Deployment requests: the profiling Job, and the way from a request to its graph.
//!
//! [`plan_request`] gives what is written to profile; [`request_step`] decides what comes next from
//! the state of a request and what was seen of its Job, output and graph. Where a write has to
//! succeed first, [`profiling_started`] and [`deployment_created`] say what its result leads to.

mod config;
mod deployment;
mod job;
mod output;
mod progress;
mod report;
mod script;
mod step;
#[cfg(test)]
mod tests;

use crate::error::{PlanError, Within as _};
use crate::object::{Action, Object, Owner, Planned};
use crate::rbac;
use crate::world::World;
use stator_api::dynamo::DynamoGraphDeploymentRequest;
use stator_api::{groups, names};

pub use deployment::{Created, deployment_created, requested_deployment};
pub use output::{Claim, Generated, claim, config_maps_failed, generated};
pub use progress::{Progress, job_progress};
pub use report::Report;
pub use step::{RequestFacts, RequestStep, missing_reference, profiling_started, request_step};

/// How a request is profiled.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ProfilingMode {
    /// By running graphs in the cluster.
    Online,
    /// By the AI configurator's estimates.
    Offline,
}

/// What is written to profile a request.
#[derive(Clone, Debug)]
pub struct RequestPlan {
    /// How it is profiled.
    pub mode: ProfilingMode,
    /// Objects in the order in which they are written.
    pub objects: Vec<Planned>,
    /// What of the user's settings was put right, for events.
    pub warnings: Vec<String>,
    /// Why the plan stops before its end.
    pub error: Option<PlanError>,
}

/// Plans the profiling of a request; stops at the first error as the reference does.
///
/// The output ConfigMap of an earlier run has to be gone before the Job is created.
pub fn plan_request(request: &DynamoGraphDeploymentRequest, world: &World<'_>) -> RequestPlan {
    let mode = config::mode(request);
    let mut plan = RequestPlan {
        mode,
        objects: Vec::new(),
        warnings: Vec::new(),
        error: None,
    };
    plan.error = plan_objects(request, world, &mut plan).err();
    plan
}

fn plan_objects(
    request: &DynamoGraphDeploymentRequest,
    world: &World<'_>,
    plan: &mut RequestPlan,
) -> Result<(), PlanError> {
    // A restricted operator finds the account made by its chart.
    if !world.config.is_restricted() {
        access(request, world, plan).within("failed to ensure profiling job RBAC")?;
    }
    let (job, warnings) = job::job(request, plan.mode)?;
    plan.warnings = warnings;
    let owner = Owner {
        kind: groups::DYNAMO_GRAPH_DEPLOYMENT_REQUEST,
        name: request.metadata.name.clone().unwrap_or_default(),
        uid: request.metadata.uid.clone(),
    };
    plan.objects.push(Planned {
        object: job.into(),
        action: Action::Sync,
        owner: Some(owner),
        service: None,
        why: "profiles the model and keeps the generated graph in a ConfigMap",
    });
    Ok(())
}

fn access(
    request: &DynamoGraphDeploymentRequest,
    world: &World<'_>,
    plan: &mut RequestPlan,
) -> Result<(), PlanError> {
    let role = &world.config.dgdr_profiling_cluster_role_name;
    if role.is_empty() {
        return Err(PlanError::new("cluster role name is required"));
    }
    let account = names::PROFILING_SERVICE_ACCOUNT;
    let namespace = request.metadata.namespace.as_deref().unwrap_or_default();
    let binding = names::role_binding(account);
    let mut ensure = |object: Object| {
        plan.objects.push(Planned {
            object,
            action: Action::Ensure,
            owner: None,
            service: None,
            why: "profiling jobs of any request in the namespace run as this account",
        });
    };
    ensure(rbac::service_account(account, namespace).into());
    ensure(rbac::role_binding(&binding, namespace, account, "ClusterRole", role).into());
    Ok(())
}
