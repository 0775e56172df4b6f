//! The pod spec of one role of one service.

mod defaults;
mod environment;
mod overlay;
mod resources;
mod volumes;

use crate::backend::{self, Deployer, Framework};
use crate::error::{PlanError, Within as _};
use crate::labels::Map;
use crate::world::World;
use k8s_openapi::api::core::v1::{
    Container, EnvFromSource, EnvVar, LocalObjectReference, PodSecurityContext, PodSpec,
    SecretEnvSource,
};
use stator_api::dynamo::ServiceSpec;
use stator_api::{annotations, defaults as literals, names};

pub(crate) use environment::{Environment, variable};

/// Which part a pod plays in its service.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Role {
    /// The only kind of pod of a single-node service.
    Main,
    /// The first pod of a multi-node service.
    Leader,
    /// Every other pod of a multi-node service.
    Worker,
}

/// What a pod spec is made of.
pub(crate) struct PodInput<'a> {
    pub(crate) service: &'a ServiceSpec,
    /// The service's annotations with the discovery backend that is in effect.
    pub(crate) annotations: &'a Map,
    /// Variables of the graph, and of the service over them.
    pub(crate) envs: [&'a [EnvVar]; 2],
    pub(crate) framework: Framework,
    /// Name of the graph; empty for a component alone.
    pub(crate) graph: &'a str,
    pub(crate) namespace: &'a str,
    pub(crate) role: Role,
    pub(crate) deployer: Deployer,
    /// The name from which host names are made: the service key, or the component's name.
    pub(crate) name: &'a str,
    pub(crate) world: &'a World<'a>,
}

/// Builds the pod spec in the reference's order of steps, which decides what wins.
pub(crate) fn pod_spec(input: &PodInput<'_>) -> Result<PodSpec, PlanError> {
    let service = input.service;
    let extra = service.extra_pod_spec.as_ref();
    let user_main = extra.and_then(|extra| extra.main_container.as_ref());
    let dynamo_namespace = names::dynamo_namespace(
        service.global_dynamo_namespace,
        input.namespace,
        input.graph,
    );

    let mut main = overlay::container(defaults::container(input), user_main);
    if let Some(probe) = &service.liveness_probe {
        main.liveness_probe = Some(probe.clone());
    }
    if let Some(probe) = &service.readiness_probe {
        main.readiness_probe = Some(probe.clone());
    }
    resources::apply(&mut main, service.resources.as_ref())
        .within("failed to get resources config")?;
    let pull_secrets = discovered_pull_secrets(input, user_main);
    if let Some(secret) = &service.env_from_secret {
        main.env_from.get_or_insert_default().push(EnvFromSource {
            secret_ref: Some(SecretEnvSource {
                name: secret.clone(),
                optional: None,
            }),
            ..EnvFromSource::default()
        });
    }
    let mut env = Environment::with_capacity(32);
    env.standard(input.world.config);
    defaults::environment(&mut env, input, &dynamo_namespace);
    let own = user_main.and_then(|main| main.env.as_deref());
    let [weaker, stronger] = input.envs;
    let env = env
        .given(own.unwrap_or_default())
        .given(weaker)
        .given(stronger);
    main.env = Some(env.finish());
    let added_volumes = volumes::mount(&mut main, service, input.framework)?;
    backend::change_container(&mut main, input)?;

    let mut pod = overlay::pod(
        defaults::pod(
            input,
            extra.and_then(|extra| extra.pod.volumes.as_ref()).is_some(),
        )?,
        extra,
    );
    if pod.security_context.is_none() {
        pod.security_context = Some(PodSecurityContext {
            fs_group: Some(literals::POD_FS_GROUP),
            ..PodSecurityContext::default()
        });
    }
    if pod
        .service_account_name
        .as_ref()
        .is_none_or(String::is_empty)
        && input.world.has_kubernetes_discovery(input.annotations)
        && !input.graph.is_empty()
    {
        pod.service_account_name = Some(names::discovery_service_account(input.graph));
    }
    pod.containers.push(main);
    if !added_volumes.is_empty() {
        pod.volumes.get_or_insert_default().extend(added_volumes);
    }
    add_pull_secrets(&mut pod, pull_secrets);
    backend::change_pod(&mut pod, input);
    Ok(pod)
}

fn discovered_pull_secrets<'a>(
    input: &'a PodInput<'_>,
    user_main: Option<&Container>,
) -> &'a [String] {
    let disabled = input
        .annotations
        .get(annotations::DISABLE_IMAGE_PULL_SECRET_DISCOVERY)
        .is_some_and(|value| value == "true");
    let image = user_main
        .and_then(|main| main.image.as_deref())
        .unwrap_or_default();
    if disabled || image.is_empty() {
        return &[];
    }
    input
        .world
        .observed
        .pull_secrets
        .for_image(input.namespace, image)
}

fn add_pull_secrets(pod: &mut PodSpec, discovered: &[String]) {
    let mut listed = pod.image_pull_secrets.take().unwrap_or_default();
    for name in discovered {
        if !listed.iter().any(|secret| secret.name == *name) {
            listed.push(LocalObjectReference { name: name.clone() });
        }
    }
    pod.image_pull_secrets = (!listed.is_empty()).then_some(listed);
}
