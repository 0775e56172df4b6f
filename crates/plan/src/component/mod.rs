//! From a DynamoComponentDeployment to its workload, Services and routes.

mod deployment;
mod leader_worker_set;
mod template;

use crate::backend::{self, Framework};
use crate::error::{PlanError, Within as _};
use crate::labels::{self as label, Map, lay_over, put};
use crate::object::{Action, Object, Owner, Planned};
use crate::service::{ServiceInput, component_service};
use crate::world::World;
use crate::{ingress, model_service};
use stator_api::dynamo::{DynamoComponentDeployment, ServiceSpec};
use stator_api::{annotations, defaults, groups, labels, names};

/// What becomes of one component.
#[derive(Clone, Debug, Default)]
pub struct ComponentPlan {
    /// Objects in the order in which they are written.
    pub objects: Vec<Planned>,
    /// Why the plan stops before its end.
    pub error: Option<PlanError>,
}

/// A component with what is worked out once for all of its objects.
pub(crate) struct Component<'a> {
    pub(crate) spec: &'a ServiceSpec,
    pub(crate) name: &'a str,
    pub(crate) namespace: &'a str,
    /// The owning graph's name; empty for a component alone.
    pub(crate) graph: &'a str,
    pub(crate) framework: Result<Framework, PlanError>,
    /// Labels of the Deployment, of LeaderWorkerSets and of Services.
    pub(crate) object_labels: Map,
    /// Annotations of the Deployment and of Services.
    pub(crate) object_annotations: Map,
    pub(crate) world: &'a World<'a>,
}

impl<'a> Component<'a> {
    fn new(object: &'a DynamoComponentDeployment, graph: &'a str, world: &'a World<'a>) -> Self {
        let spec = &object.spec.service;
        let mut object_labels = spec.labels.clone();
        if let Some(own) = &object.metadata.labels {
            lay_over(&mut object_labels, own);
        }
        label::add_model_hash(&mut object_labels, spec);
        let mut object_annotations = spec.annotations.clone();
        if let Some(extra) = &spec.extra_pod_metadata {
            lay_over(&mut object_annotations, &extra.annotations);
        }
        if let Some(model) = label::model_of(spec) {
            put(
                &mut object_annotations,
                annotations::DYNAMO_BASE_MODEL,
                model,
            );
        }
        Self {
            spec,
            name: object.metadata.name.as_deref().unwrap_or_default(),
            namespace: object.metadata.namespace.as_deref().unwrap_or_default(),
            graph,
            framework: backend::framework(spec, &object.spec.backend_framework)
                .within("failed to determine backend framework"),
            object_labels,
            object_annotations,
            world,
        }
    }

    pub(crate) fn has_annotation(&self, key: &str) -> bool {
        self.spec
            .annotations
            .get(key)
            .is_some_and(|value| value == "true")
    }

    fn steals_traffic(&self) -> bool {
        self.has_annotation(annotations::ENABLE_STEALING_TRAFFIC_DEBUG_MODE)
    }

    fn has_kubernetes_discovery(&self) -> bool {
        self.world.has_kubernetes_discovery(&self.spec.annotations)
    }
}

/// Plans a component; stops at the first error as the reference does.
pub fn plan_component(object: &DynamoComponentDeployment, world: &World<'_>) -> ComponentPlan {
    let owners = object.metadata.owner_references.iter().flatten();
    let graph = owners
        .filter(|owner| owner.kind == groups::DYNAMO_GRAPH_DEPLOYMENT)
        .map(|owner| owner.name.as_str())
        .next()
        .unwrap_or_default();
    plan_component_of(object, graph, world)
}

/// Plans a component of the graph with this name; without one, of a component alone.
pub(crate) fn plan_component_of(
    object: &DynamoComponentDeployment,
    graph: &str,
    world: &World<'_>,
) -> ComponentPlan {
    let component = Component::new(object, graph, world);
    let mut out = Output {
        owner: Owner {
            kind: groups::DYNAMO_COMPONENT_DEPLOYMENT,
            name: component.name.to_owned(),
            uid: object.metadata.uid.clone(),
        },
        service: component.spec.service_name.clone(),
        objects: Vec::new(),
    };
    let error = plan_objects(&component, &mut out).err();
    ComponentPlan {
        objects: out.objects,
        error,
    }
}

/// Collects objects with their owner.
pub(crate) struct Output {
    owner: Owner,
    service: String,
    objects: Vec<Planned>,
}

impl Output {
    pub(crate) fn add(&mut self, object: impl Into<Object>, why: &'static str) {
        self.objects.push(Planned {
            object: object.into(),
            action: Action::Sync,
            owner: Some(self.owner.clone()),
            service: Some(self.service.clone()),
            why,
        });
    }
}

fn plan_objects(component: &Component<'_>, out: &mut Output) -> Result<(), PlanError> {
    let spec = component.spec;
    if component.world.apis.has_leader_worker_sets() && spec.is_multinode() {
        leader_worker_set::plan(component, out).within("failed to reconcile the resources")?;
    } else {
        deployment::plan(component, out).within("failed to reconcile the resources")?;
    }
    services(component, out).within("failed to create or update the service")?;
    if let Some(model) = label::model_of(spec) {
        let service = model_service::model_service(model, component.namespace);
        out.add(service, "pods that serve the model, for its endpoints");
    }
    if let Some(route) = &spec.ingress {
        let (name, namespace) = (component.name, component.namespace);
        if let Some(object) = ingress::ingress(route, name, namespace) {
            out.add(object, "ingress is enabled and has a class");
        }
        let config = component.world.config;
        if let Some(object) = ingress::virtual_service(route, config, name, namespace) {
            out.add(object, "ingress is enabled through an Istio gateway");
        }
    }
    Ok(())
}

/// The Service of the component and, for discovery and debugging, its production and debug twins.
fn services(component: &Component<'_>, out: &mut Output) -> Result<(), PlanError> {
    let spec = component.spec;
    let dynamo_namespace = spec.dynamo_namespace.as_deref().ok_or_else(|| {
        PlanError::new(format!(
            "expected DynamoComponentDeployment {} to have a dynamoNamespace",
            component.name
        ))
    })?;
    let is_frontend = spec.component_type == defaults::COMPONENT_TYPE_FRONTEND;
    let discovery = component.has_kubernetes_discovery();
    let mut object_labels = component.object_labels.clone();
    if discovery {
        let backend = labels::DISCOVERY_BACKEND_KUBERNETES;
        put(
            &mut object_labels,
            labels::DYNAMO_DISCOVERY_BACKEND,
            backend,
        );
        if !is_frontend {
            put(
                &mut object_labels,
                labels::DYNAMO_DISCOVERY_ENABLED,
                labels::TRUE,
            );
        }
    }
    const LEADER: (&str, &str) = (labels::ROLE, labels::ROLE_LEADER);
    const DEBUG: (&str, &str) = (
        labels::DYNAMO_DEPLOYMENT_TARGET_TYPE,
        labels::TARGET_TYPE_DEBUG,
    );
    let roles: &[(&str, &str)] = if spec.is_multinode() { &[LEADER] } else { &[] };
    let debug_roles: &[(&str, &str)] = if spec.is_multinode() {
        &[LEADER, DEBUG]
    } else {
        &[DEBUG]
    };
    let mut add = |name: &str, more_selector: &[(&str, &str)], why| {
        let service = component_service(ServiceInput {
            name,
            namespace: component.namespace,
            component_type: &spec.component_type,
            dynamo_namespace,
            labels: object_labels.clone(),
            annotations: component.object_annotations.clone(),
            more_selector,
            says_protocol: false,
        });
        out.add(service, why);
    };
    add(component.name, roles, "every component has a Service");
    if discovery || is_frontend || component.steals_traffic() {
        // COMPAT(operator): twins of the Service for a debug mode, made whenever discovery is on.
        let why = "Kubernetes discovery, a frontend or the traffic-stealing debug mode";
        add(&names::production(component.name), roles, why);
        add(&names::debug(component.name), debug_roles, why);
    }
    Ok(())
}
