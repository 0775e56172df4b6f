//! The pod template of a component.

use super::Component;
use crate::backend::Deployer;
use crate::error::{PlanError, Within as _};
use crate::labels::{self as label, Map, lay_over, put, some};
use crate::pod::{self, PodInput, Role};
use k8s_openapi::api::core::v1::{
    Capabilities, Container, PodTemplateSpec, ResourceRequirements, SecurityContext,
};
use k8s_openapi::apimachinery::pkg::api::resource::Quantity;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use stator_api::{annotations, defaults, labels, names, quantity};

/// Builds the template of pods of one role; `selector` is the Deployment's name.
pub(super) fn template(
    component: &Component<'_>,
    role: Role,
    selector: &str,
    is_debug: bool,
) -> Result<PodTemplateSpec, PlanError> {
    let spec = component.spec;
    let mut pod_labels = component.object_labels.clone();
    if is_debug {
        let debug = labels::TARGET_TYPE_DEBUG;
        put(
            &mut pod_labels,
            labels::DYNAMO_DEPLOYMENT_TARGET_TYPE,
            debug,
        );
    }
    label::add_metrics(&mut pod_labels, &spec.annotations);
    // COMPAT(operator): present and empty for a component alone.
    let graph = spec.labels.get(labels::DYNAMO_GRAPH_DEPLOYMENT_NAME);
    let graph = graph.map(String::as_str).unwrap_or_default();
    put(&mut pod_labels, labels::DYNAMO_GRAPH_DEPLOYMENT_NAME, graph);
    label::add_component_types(&mut pod_labels, spec);
    put(&mut pod_labels, labels::SELECTOR, selector);
    let mut pod_annotations = Map::new();
    if let Some(extra) = &spec.extra_pod_metadata {
        lay_over(&mut pod_labels, &extra.labels);
        lay_over(&mut pod_annotations, &extra.annotations);
    }
    if let Some(stamp) = spec.annotations.get(annotations::RESTART_AT) {
        put(
            &mut pod_annotations,
            annotations::RESTART_AT,
            stamp.as_str(),
        );
    }
    let mut pod = component
        .framework
        .clone()
        .and_then(|framework| {
            pod::pod_spec(&PodInput {
                service: spec,
                annotations: &spec.annotations,
                envs: [&[], &spec.envs],
                framework,
                graph: component.graph,
                namespace: component.namespace,
                role,
                deployer: Deployer::LeaderWorkerSet,
                name: component.name,
                world: component.world,
            })
        })
        .within("failed to generate base pod spec")?;
    if is_debug || component.has_annotation(annotations::ENABLE_DEBUG_MODE) {
        pod.containers
            .push(debugger(&component.world.config.debugger_image));
        pod.share_process_namespace = Some(true);
    }
    if pod
        .service_account_name
        .as_ref()
        .is_none_or(String::is_empty)
    {
        let marked = component.world.observed.component_service_account.clone();
        let account = marked.unwrap_or_else(|| names::DEFAULT_SERVICE_ACCOUNT.to_owned());
        pod.service_account_name = Some(account);
    }
    Ok(PodTemplateSpec {
        metadata: Some(ObjectMeta {
            labels: some(pod_labels),
            annotations: some(pod_annotations),
            ..ObjectMeta::default()
        }),
        spec: Some(pod),
    })
}

fn debugger(image: &str) -> Container {
    let amounts = |cpu: &str, memory: &str| {
        let amount = |text: &str| Quantity(quantity::canonical_or_given(text));
        [
            ("cpu".to_owned(), amount(cpu)),
            ("memory".to_owned(), amount(memory)),
        ]
        .into()
    };
    Container {
        name: defaults::DEBUGGER_CONTAINER_NAME.to_owned(),
        image: Some(image.to_owned()),
        command: Some(vec!["sleep".to_owned(), "infinity".to_owned()]),
        security_context: Some(SecurityContext {
            capabilities: Some(Capabilities {
                add: Some(vec!["SYS_PTRACE".to_owned()]),
                drop: None,
            }),
            ..SecurityContext::default()
        }),
        resources: Some(ResourceRequirements {
            requests: Some(amounts("100m", "100Mi")),
            limits: Some(amounts("1000m", "1000Mi")),
            claims: None,
        }),
        stdin: Some(true),
        tty: Some(true),
        ..Container::default()
    }
}
