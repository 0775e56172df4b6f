//! `--status`: what the operator reports in the end, if the workloads stay as they are.

use super::outcome::Outcome;
use crate::graph_input::Judged;
use jiff::Timestamp;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::Time;
use serde_json::{Value as Json, json};
use stator_api::dynamo::{
    DynamoComponentDeployment, DynamoGraphDeployment, DynamoGraphDeploymentRequest,
};
use stator_api::groups;
use stator_plan::request::{RequestFacts, RequestStep, profiling_started, request_step};
use stator_plan::status::{self as report, Children};
use stator_plan::{ComponentPlan, GraphPlan, Object, Planned, RequestPlan, World};
use stator_rules::admission::Kind;
use std::collections::BTreeMap;

/// The time that conditions carry.
pub(crate) struct Clock(Time);

impl Clock {
    /// Takes the system's time, or the one that `SOURCE_DATE_EPOCH` fixes.
    pub(super) fn read() -> Self {
        let fixed = std::env::var("SOURCE_DATE_EPOCH").ok();
        let fixed = fixed.and_then(|text| Timestamp::from_second(text.parse().ok()?).ok());
        Self(Time(fixed.unwrap_or_else(Timestamp::now)))
    }
}

/// Statuses of a planned resource and of what it owns of Dynamo's kinds.
pub(super) fn of_planned(outcome: &Outcome, world: &World<'_>, clock: &Clock) -> Vec<Json> {
    let now = &clock.0;
    let children = &with_untouched(&world.observed.children, outcome.objects());
    match outcome {
        Outcome::Graph(graph, plan) => {
            let graph = created(graph, |graph| &mut graph.metadata);
            of_graph(&graph, &report::Outcome::Planned(plan), children, now)
        }
        Outcome::Component(component, plan) => {
            let component = created(component, |component| &mut component.metadata);
            vec![of_component(
                &component,
                &report::Outcome::Planned(plan),
                children,
                now,
            )]
        }
        Outcome::Request(request, plan) => {
            let request = created(&**request, |request| &mut request.metadata);
            vec![of_request(request, plan, None, now)]
        }
    }
}

/// Statuses of a resource that the rules refuse; none where the API server would not even store it.
pub(super) fn of_invalid(judged: &Judged, clock: &Clock) -> Vec<Json> {
    let (Some(text), Some(stored)) = (&judged.refusal, &judged.stored) else {
        return Vec::new();
    };
    let now = &clock.0;
    let children = &Children::default();
    match judged.kind {
        Kind::GraphDeployment => decoded::<DynamoGraphDeployment>(stored).map(|graph| {
            let graph = created(&graph, |graph| &mut graph.metadata);
            of_graph(&graph, &report::Outcome::Invalid(text), children, now)
        }),
        Kind::ComponentDeployment => decoded::<DynamoComponentDeployment>(stored).map(|one| {
            let one = created(&one, |one| &mut one.metadata);
            vec![of_component(
                &one,
                &report::Outcome::Invalid(text),
                children,
                now,
            )]
        }),
        Kind::DeploymentRequest => decoded::<DynamoGraphDeploymentRequest>(stored).map(|one| {
            let one = created(&one, |one| &mut one.metadata);
            let nothing = RequestPlan {
                mode: stator_plan::request::ProfilingMode::Online,
                objects: Vec::new(),
                warnings: Vec::new(),
                error: None,
            };
            vec![of_request(one, &nothing, Some(text), now)]
        }),
        _ => None,
    }
    .unwrap_or_default()
}

fn decoded<T: serde::de::DeserializeOwned>(stored: &Json) -> Option<T> {
    serde_json::from_value(stored.clone()).ok()
}

/// A resource as the API server keeps it: with a generation.
fn created<T: Clone>(
    resource: &T,
    metadata: fn(&mut T) -> &mut k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta,
) -> T {
    let mut resource = resource.clone();
    metadata(&mut resource).generation.get_or_insert(1);
    resource
}

/// What lives, and beside it planned workloads as they are before any controller looks at them.
fn with_untouched<'p>(live: &Children, planned: impl Iterator<Item = &'p Planned>) -> Children {
    let mut children = live.clone();
    for planned in planned {
        let object = &planned.object;
        let name = object.name();
        let is_absent = match object {
            Object::Deployment(_) => !children.deployments.contains_key(name),
            Object::LeaderWorkerSet(_) => !children.leader_worker_sets.contains_key(name),
            _ => false,
        };
        if is_absent {
            let mut json = object.to_json();
            json["metadata"]["generation"] = 1.into();
            // What was planned decodes as what it is.
            let _ = children.add(&json);
        }
    }
    children
}

fn of_graph(
    graph: &DynamoGraphDeployment,
    outcome: &report::Outcome<'_, GraphPlan>,
    children: &Children,
    now: &Time,
) -> Vec<Json> {
    let settled = report::settled(graph, outcome, children, &BTreeMap::new(), now);
    let namespace = graph.metadata.namespace.as_deref();
    let own = graph.metadata.name.as_deref().unwrap_or_default();
    let mut all = vec![manifest(
        groups::DYNAMO_GRAPH_DEPLOYMENT,
        own,
        namespace,
        &settled.graph,
    )];
    let components = settled.components.iter();
    all.extend(components.map(|(name, status)| {
        manifest(groups::DYNAMO_COMPONENT_DEPLOYMENT, name, namespace, status)
    }));
    let adapters = settled.adapters.iter();
    all.extend(adapters.map(|(name, status)| {
        let kind = groups::DYNAMO_GRAPH_DEPLOYMENT_SCALING_ADAPTER;
        manifest(kind, name, namespace, status)
    }));
    all
}

fn of_component(
    component: &DynamoComponentDeployment,
    outcome: &report::Outcome<'_, ComponentPlan>,
    children: &Children,
    now: &Time,
) -> Json {
    let status = report::component_status(component, outcome, children, now);
    manifest(
        groups::DYNAMO_COMPONENT_DEPLOYMENT,
        component.metadata.name.as_deref().unwrap_or_default(),
        component.metadata.namespace.as_deref(),
        &status,
    )
}

/// Goes on with a request until it has to wait for its Job.
fn of_request(
    mut request: DynamoGraphDeploymentRequest,
    plan: &RequestPlan,
    invalid: Option<&str>,
    now: &Time,
) -> Json {
    let facts = RequestFacts {
        invalid,
        ..RequestFacts::default()
    };
    loop {
        let (report, is_started) = match request_step(&request, &facts, now) {
            RequestStep::Report(report) => (report, false),
            RequestStep::Profile => (profiling_started(&request, plan, Ok(()), now), true),
            _ => break,
        };
        let goes_on = report.goes_on && !is_started;
        request.status = Some(report.status);
        if !goes_on {
            break;
        }
    }
    manifest(
        groups::DYNAMO_GRAPH_DEPLOYMENT_REQUEST,
        request.metadata.name.as_deref().unwrap_or_default(),
        request.metadata.namespace.as_deref(),
        &request.status.unwrap_or_default(),
    )
}

fn manifest(
    kind: &str,
    name: &str,
    namespace: Option<&str>,
    status: &impl serde::Serialize,
) -> Json {
    json!({
        "apiVersion": groups::DYNAMO_API_VERSION,
        "kind": kind,
        "metadata": {"name": name, "namespace": namespace},
        "status": serde_json::to_value(status).unwrap_or_default(),
    })
}
