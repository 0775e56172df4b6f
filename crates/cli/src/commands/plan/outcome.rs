//! What becomes of one resource.

use super::status;
use crate::graph_input::{self, Around, Judged};
use crate::manifest::Document;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use serde_json::Value as Json;
use stator_api::dynamo::{
    DynamoComponentDeployment, DynamoGraphDeployment, DynamoGraphDeploymentRequest,
};
use stator_api::groups;
use stator_diag::{Collector, Diagnostic};
use stator_plan::{
    ComponentPlan, GraphPlan, PlanError, Planned, RequestPlan, World, plan_component, plan_graph,
    plan_request,
};
use stator_rules::admission::Kind;

/// What became of one resource.
pub(crate) enum Outcome {
    Graph(Box<DynamoGraphDeployment>, GraphPlan),
    Component(Box<DynamoComponentDeployment>, ComponentPlan),
    Request(Box<DynamoGraphDeploymentRequest>, RequestPlan),
}

impl Outcome {
    pub(super) fn objects(&self) -> Box<dyn Iterator<Item = &Planned> + '_> {
        match self {
            Self::Graph(_, plan) => Box::new(plan.all_objects()),
            Self::Component(_, plan) => Box::new(plan.objects.iter()),
            Self::Request(_, plan) => Box::new(plan.objects.iter()),
        }
    }

    /// Errors with the component that they stop; the resource's own has none.
    pub(super) fn errors(&self) -> Vec<(Option<&str>, &PlanError)> {
        match self {
            Self::Graph(_, plan) => {
                let own = plan.error.iter().map(|error| (None, error));
                let below = plan.components.iter().filter_map(|(service, component)| {
                    Some((Some(service.as_str()), component.error.as_ref()?))
                });
                own.chain(below).collect()
            }
            Self::Component(_, plan) => plan.error.iter().map(|error| (None, error)).collect(),
            Self::Request(_, plan) => plan.error.iter().map(|error| (None, error)).collect(),
        }
    }

    /// The resource's kind and metadata.
    pub(super) fn resource(&self) -> (&'static str, &ObjectMeta) {
        match self {
            Self::Graph(graph, _) => (groups::DYNAMO_GRAPH_DEPLOYMENT, &graph.metadata),
            Self::Component(component, _) => {
                (groups::DYNAMO_COMPONENT_DEPLOYMENT, &component.metadata)
            }
            Self::Request(request, _) => {
                (groups::DYNAMO_GRAPH_DEPLOYMENT_REQUEST, &request.metadata)
            }
        }
    }
}

/// What became of one resource, with the resource.
pub(crate) struct Planning<'d> {
    pub(super) document: &'d Document,
    pub(super) world: &'d World<'d>,
    pub(super) written: Json,
    pub(crate) stored: Json,
    pub(super) outcome: Outcome,
}

/// What a pass over one resource comes to.
#[derive(Default)]
pub(crate) struct Pass<'d> {
    /// The plan, where the resource is accepted.
    pub(crate) planning: Option<Planning<'d>>,
    /// Manifests with nothing but a status, where they are asked for.
    pub(super) statuses: Vec<Json>,
}

/// Says whether something is planned for a document.
pub(crate) fn is_planned_kind(document: &Document) -> bool {
    [
        groups::DYNAMO_GRAPH_DEPLOYMENT,
        groups::DYNAMO_COMPONENT_DEPLOYMENT,
        groups::DYNAMO_GRAPH_DEPLOYMENT_REQUEST,
    ]
    .contains(&document.kind())
}

/// Plans one resource, and reports its statuses where a clock for them is given.
pub(crate) fn plan_document<'d>(
    document: &'d Document,
    namespace: &str,
    world: &'d World<'d>,
    clock: Option<&status::Clock>,
    found: &mut Collector,
) -> Pass<'d> {
    let around = Around {
        config: world.config,
        has_inference: world.apis.inference,
        namespace,
    };
    out_of_sight(document, &around, found);
    let Some(judged) = graph_input::judge(document, &around, found) else {
        return Pass::default();
    };
    if !judged.accepted {
        let statuses = clock.map(|clock| status::of_invalid(&judged, clock));
        return Pass {
            planning: None,
            statuses: statuses.unwrap_or_default(),
        };
    }
    let Some((outcome, stored)) = outcome(document, &judged, world, found) else {
        return Pass::default();
    };
    for (service, error) in outcome.errors() {
        let place = service.map_or_else(|| "spec".to_owned(), |s| format!("spec.services[{s}]"));
        found.push(
            Diagnostic::error("DYN0305", error.to_string())
                .label(document.locate(&place), "")
                .path(place)
                .note("the operator stops here; objects that it makes before are shown"),
        );
    }
    let statuses = clock.map(|clock| status::of_planned(&outcome, world, clock));
    Pass {
        planning: Some(Planning {
            document,
            world,
            written: judged.written,
            stored,
            outcome,
        }),
        statuses: statuses.unwrap_or_default(),
    }
}

/// An operator of one namespace does not see what is in others.
fn out_of_sight(document: &Document, around: &Around<'_>, found: &mut Collector) {
    let seen = &around.config.restricted_namespace;
    if !around.config.is_restricted() || seen == around.namespace {
        return;
    }
    let namespace = around.namespace;
    let text = format!("this operator serves namespace `{seen}` only, not `{namespace}`");
    found.push(
        Diagnostic::warning("DYN0306", text)
            .label(document.locate("metadata.namespace"), "")
            .path("metadata.namespace")
            .hint(format!("plan for its namespace: `-n {seen}`")),
    );
}

fn outcome(
    document: &Document,
    judged: &Judged,
    world: &World<'_>,
    found: &mut Collector,
) -> Option<(Outcome, Json)> {
    let stored = judged.stored.clone()?;
    let object = stored.clone();
    let outcome = match judged.kind {
        Kind::GraphDeployment => {
            let graph: DynamoGraphDeployment = graph_input::decode(document, object, found)?;
            let plan = plan_graph(&graph, world);
            Outcome::Graph(Box::new(graph), plan)
        }
        Kind::DeploymentRequest => {
            let request: DynamoGraphDeploymentRequest =
                graph_input::decode(document, object, found)?;
            let plan = plan_request(&request, world);
            for warning in &plan.warnings {
                found.push(
                    Diagnostic::warning("DYN0307", warning.as_str())
                        .label(document.locate("spec.profilingConfig.config"), "")
                        .path("spec.profilingConfig.config"),
                );
            }
            Outcome::Request(Box::new(request), plan)
        }
        _ => {
            let component: DynamoComponentDeployment =
                graph_input::decode(document, object, found)?;
            let plan = plan_component(&component, world);
            Outcome::Component(Box::new(component), plan)
        }
    };
    Some((outcome, stored))
}
