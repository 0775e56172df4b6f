//! A DynamoComponentDeployment a service.

use super::{Graph, Output, deployment_config};
use crate::epp;
use crate::error::{PlanError, Within as _};
use crate::ingress;
use crate::labels::{self as label, put};
use crate::object::Object;
use crate::pod::Environment;
use k8s_openapi::apimachinery::pkg::api::resource::Quantity;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use stator_api::dynamo::{DynamoComponentDeployment, DynamoComponentDeploymentSpec, ServiceSpec};
use stator_api::{annotations, defaults, names, quantity};

/// Annotations of a graph that its components take over.
const HANDED_DOWN: [&str; 2] = [
    annotations::ENABLE_METRICS,
    annotations::DYNAMO_DISCOVERY_BACKEND,
];

pub(super) fn plan(graph: &Graph<'_>, out: &mut Output) -> Result<(), PlanError> {
    let mut components = Vec::with_capacity(graph.object.spec.services.len());
    for (key, service) in &graph.object.spec.services {
        let component = component(graph, key, service)
            .within("failed to generate the DynamoComponentsDeployments")?;
        components.push((key, component));
    }
    for (key, component) in components {
        out.sync(
            component,
            Some(key),
            "one component a service, as Grove is not in use",
        );
    }
    Ok(())
}

fn component(graph: &Graph<'_>, key: &str, service: &ServiceSpec) -> Result<Object, PlanError> {
    let mut component = Box::new(DynamoComponentDeployment {
        metadata: ObjectMeta {
            name: Some(names::component(graph.name, key)),
            namespace: Some(graph.namespace.to_owned()),
            ..ObjectMeta::default()
        },
        spec: DynamoComponentDeploymentSpec {
            backend_framework: graph.object.spec.backend_framework.clone(),
            service: service.clone(),
        },
        status: None,
    });
    let spec = &mut component.spec.service;
    let dynamo_namespace = graph.dynamo_namespace(service);
    let identity = label::identity(graph.name, key, &dynamo_namespace);
    key.clone_into(&mut spec.service_name);
    spec.dynamo_namespace = Some(dynamo_namespace);
    // COMPAT(operator): the service's own labels are dropped on this path.
    spec.labels = identity.clone();
    for handed_down in HANDED_DOWN {
        if let Some(value) = graph.annotations.get(handed_down) {
            put(&mut spec.annotations, handed_down, value.as_str());
        }
    }
    if let Some(stamp) = graph.stamp(key).filter(|stamp| !stamp.is_empty()) {
        put(&mut spec.annotations, annotations::RESTART_AT, stamp);
    }
    if spec.component_type == defaults::COMPONENT_TYPE_PLANNER {
        let extra = spec.extra_pod_spec.get_or_insert_default();
        extra.pod.service_account_name = Some(names::PLANNER_SERVICE_ACCOUNT.to_owned());
    }
    if spec.component_type == defaults::COMPONENT_TYPE_FRONTEND && spec.ingress.is_none() {
        spec.ingress = Some(ingress::default_spec(graph.world.config, graph.name));
    }
    if spec.component_type == defaults::COMPONENT_TYPE_EPP
        && let Some(config) = spec.epp_config.as_mut().and_then(|epp| epp.config.as_mut())
    {
        *config = epp::with_identity(config).into();
    }
    if !graph.object.spec.envs.is_empty() {
        let layers = Environment::default().given(&graph.object.spec.envs);
        spec.envs = layers.given(&service.envs).finish();
    }
    if let Some(memory) = &mut spec.shared_memory {
        // COMPAT(operator): Go writes a size that is not given as zero.
        let size = memory.size.as_ref().map_or("0", |size| size.0.as_str());
        memory.size = Some(Quantity(quantity::canonical_or_given(size)));
    }
    deployment_config::apply(spec)?;
    if service.replicas.is_some() {
        spec.replicas = service.replicas;
    }
    component.metadata.labels = Some(identity);
    Ok(Object::DynamoComponentDeployment(component))
}
