//! Every status of a graph once the operator has come to rest.

use super::adapter::{AdapterMove, adapter_status};
use super::children::Children;
use super::component::component_status;
use super::graph::graph_status;
use super::outcome::Outcome;
use crate::component::ComponentPlan;
use crate::graph::GraphPlan;
use crate::object::Object;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::Time;
use stator_api::dynamo::{
    DynamoComponentDeployment, DynamoComponentDeploymentStatus, DynamoGraphDeployment,
    DynamoGraphDeploymentScalingAdapterStatus, DynamoGraphDeploymentStatus,
};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The statuses of a graph and of what it owns of Dynamo's kinds.
#[derive(Clone, Debug)]
pub struct Settled {
    /// The graph's.
    pub graph: DynamoGraphDeploymentStatus,
    /// Those of its components, by name.
    pub components: BTreeMap<String, DynamoComponentDeploymentStatus>,
    /// Those of its scaling adapters, by name.
    pub adapters: BTreeMap<String, DynamoGraphDeploymentScalingAdapterStatus>,
}

/// Gives what the operator reports in the end, if the workloads stay as they are.
///
/// `refused` holds, by component, why a write of its pass failed. Live components take part with
/// their generation and stored status; those that are planned and not alive yet count as created.
pub fn settled(
    graph: &DynamoGraphDeployment,
    outcome: &Outcome<'_, GraphPlan>,
    children: &Children,
    refused: &BTreeMap<String, String>,
    now: &Time,
) -> Settled {
    let mut children = children.clone();
    let (mut components, mut adapters) = (BTreeMap::new(), BTreeMap::new());
    let planned = match outcome {
        Outcome::Planned(plan) => plan.objects.as_slice(),
        _ => &[],
    };
    for object in planned {
        let name = object.object.name().to_owned();
        match &object.object {
            Object::DynamoComponentDeployment(component) => {
                let live = live_component(component, children.components.get(&name));
                let plan = component_plan(outcome, &component.spec.service.service_name);
                let outcome = match refused.get(&name) {
                    Some(text) => Outcome::Failed(text),
                    None => Outcome::Planned(plan),
                };
                let status = component_status(&live, &outcome, &children, now);
                let live = DynamoComponentDeployment {
                    status: Some(status.clone()),
                    ..live
                };
                children.components.insert(name.clone(), Arc::new(live));
                components.insert(name, status);
            }
            Object::DynamoGraphDeploymentScalingAdapter(adapter) => {
                adapters.insert(name, adapter_status(adapter, &AdapterMove::None, now));
            }
            _ => {}
        }
    }
    Settled {
        graph: graph_status(graph, outcome, &children, now),
        components,
        adapters,
    }
}

fn live_component(
    planned: &DynamoComponentDeployment,
    live: Option<&Arc<DynamoComponentDeployment>>,
) -> DynamoComponentDeployment {
    if let Some(live) = live {
        return live.as_ref().clone();
    }
    let mut created = planned.clone();
    created.metadata.generation = Some(1);
    created
}

fn component_plan<'a>(outcome: &Outcome<'a, GraphPlan>, service: &str) -> &'a ComponentPlan {
    static NOTHING: ComponentPlan = ComponentPlan {
        objects: Vec::new(),
        error: None,
    };
    let Outcome::Planned(plan) = outcome else {
        return &NOTHING;
    };
    let found = plan.components.iter().find(|(key, _)| key == service);
    found.map_or(&NOTHING, |(_, plan)| plan)
}
