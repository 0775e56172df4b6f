//! From a DynamoGraphDeployment to everything it becomes.

mod auxiliary;
mod components;
mod deployment_config;
mod pod_clique_set;

use crate::component::{ComponentPlan, plan_component_of};
use crate::error::{PlanError, Within as _};
use crate::labels::Map;
use crate::object::{Action, Object, Owner, Planned};
use crate::restart::{RestartState, restart_state, restart_status};
use crate::world::World;
use stator_api::dynamo::{DynamoGraphDeployment, RestartStatus, ServiceSpec};
use stator_api::{annotations, groups, labels, names};
use std::collections::BTreeSet;

/// Which of the two ways a graph takes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum GraphPath {
    /// One PodCliqueSet of Grove.
    Grove,
    /// A DynamoComponentDeployment a service.
    Components,
}

/// What becomes of a graph.
#[derive(Clone, Debug)]
pub struct GraphPlan {
    /// The way it takes.
    pub path: GraphPath,
    /// Objects of the graph itself, in the order in which they are written.
    pub objects: Vec<Planned>,
    /// What becomes of each component, by service key; empty on the Grove path.
    pub components: Vec<(String, ComponentPlan)>,
    /// How far a requested restart is.
    pub restart: Option<RestartStatus>,
    /// Why the plan stops before its end.
    pub error: Option<PlanError>,
}

impl GraphPlan {
    /// Iterates over all objects, those of components after the graph's own.
    ///
    /// The Service of a model that several components serve belongs to the first of them.
    pub fn all_objects(&self) -> impl Iterator<Item = &Planned> {
        let mut models = BTreeSet::new();
        let below = self
            .components
            .iter()
            .flat_map(|(_, plan)| plan.objects.iter());
        self.objects.iter().chain(below).filter(move |planned| {
            let labelled = planned.object.metadata().labels.as_ref();
            let is_model = labelled.is_some_and(|l| l.contains_key(labels::MANAGED_BY));
            !is_model || models.insert(planned.object.name())
        })
    }
}

/// A graph with what is worked out once for all of its services.
pub(crate) struct Graph<'a> {
    pub(crate) object: &'a DynamoGraphDeployment,
    pub(crate) name: &'a str,
    pub(crate) namespace: &'a str,
    pub(crate) annotations: &'a Map,
    pub(crate) restart: RestartState,
    pub(crate) world: &'a World<'a>,
}

impl Graph<'_> {
    pub(crate) fn dynamo_namespace(&self, service: &ServiceSpec) -> String {
        names::dynamo_namespace(service.global_dynamo_namespace, self.namespace, self.name)
    }

    pub(crate) fn has_kubernetes_discovery(&self) -> bool {
        self.world.has_kubernetes_discovery(self.annotations)
    }

    pub(crate) fn stamp(&self, service: &str) -> Option<&str> {
        self.restart
            .stamp(service, &self.world.observed.restart_stamps)
    }
}

/// Collects the graph's objects.
pub(crate) struct Output {
    owner: Owner,
    objects: Vec<Planned>,
}

impl Output {
    fn push(
        &mut self,
        object: Object,
        action: Action,
        owned: bool,
        service: Option<&str>,
        why: &'static str,
    ) {
        self.objects.push(Planned {
            object,
            action,
            owner: owned.then(|| self.owner.clone()),
            service: service.map(str::to_owned),
            why,
        });
    }

    /// An object that the graph owns and keeps in step.
    pub(crate) fn sync(
        &mut self,
        object: impl Into<Object>,
        service: Option<&str>,
        why: &'static str,
    ) {
        self.push(object.into(), Action::Sync, true, service, why);
    }

    /// An object that is made once and outlives the graph.
    pub(crate) fn ensure(&mut self, object: impl Into<Object>, why: &'static str) {
        self.push(object.into(), Action::Ensure, false, None, why);
    }

    /// An object that is made once and goes with the graph.
    pub(crate) fn ensure_owned(&mut self, object: impl Into<Object>, why: &'static str) {
        self.push(object.into(), Action::Ensure, true, None, why);
    }
}

/// Says which way a graph takes: Grove's where it is there, unless the graph declines.
fn path_of(annotated: &Map, world: &World<'_>) -> GraphPath {
    let declined = annotated
        .get(annotations::ENABLE_GROVE)
        .is_some_and(|value| value.to_lowercase() == "false");
    if world.apis.grove && !declined {
        GraphPath::Grove
    } else {
        GraphPath::Components
    }
}

/// Plans a graph; stops at the first error as the reference does.
pub fn plan_graph(object: &DynamoGraphDeployment, world: &World<'_>) -> GraphPlan {
    let none = Map::new();
    let annotated = object.metadata.annotations.as_ref().unwrap_or(&none);
    let path = path_of(annotated, world);
    let restart = restart_status(object, &world.observed.ready_services);
    let graph = Graph {
        object,
        name: object.metadata.name.as_deref().unwrap_or_default(),
        namespace: object.metadata.namespace.as_deref().unwrap_or_default(),
        annotations: annotated,
        restart: restart_state(object, restart.as_ref()),
        world,
    };
    let mut out = Output {
        owner: Owner {
            kind: groups::DYNAMO_GRAPH_DEPLOYMENT,
            name: graph.name.to_owned(),
            uid: object.metadata.uid.clone(),
        },
        objects: Vec::new(),
    };
    let error = plan_objects(&graph, path, &mut out).err();
    let components = out
        .objects
        .iter()
        .filter_map(|planned| match &planned.object {
            Object::DynamoComponentDeployment(component) => {
                let service = component.spec.service.service_name.clone();
                Some((service, plan_component_of(component, graph.name, world)))
            }
            _ => None,
        })
        .collect();
    GraphPlan {
        path,
        objects: out.objects,
        components,
        restart,
        error,
    }
}

fn plan_objects(graph: &Graph<'_>, path: GraphPath, out: &mut Output) -> Result<(), PlanError> {
    const PREFIX: &str = "failed to reconcile Dynamo components deployments";
    auxiliary::plan(graph, out)?;
    let has_multinode = graph
        .object
        .spec
        .services
        .values()
        .any(ServiceSpec::is_multinode);
    match path {
        GraphPath::Grove => pod_clique_set::plan(graph, out).within(PREFIX),
        GraphPath::Components if has_multinode && !graph.world.apis.has_leader_worker_sets() => {
            Err(PlanError::new("no multinode orchestrator available").within(PREFIX))
        }
        GraphPath::Components => components::plan(graph, out).within(PREFIX),
    }
}
