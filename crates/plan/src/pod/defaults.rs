//! What a component type brings along before the user says anything.

use super::Environment;
use super::PodInput;
use crate::epp;
use crate::error::PlanError;
use k8s_openapi::api::core::v1::{
    Container, ContainerPort, EmptyDirVolumeSource, GRPCAction, HTTPGetAction, PodSpec, Probe,
    Volume, VolumeMount,
};
use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;
use stator_api::defaults::{self as literals, ProbeTiming};
use stator_api::{env, groups, names};

const SHELL: [&str; 2] = ["/bin/sh", "-c"];

fn texts(words: &[&str]) -> Vec<String> {
    words.iter().map(|&word| word.to_owned()).collect()
}

/// The container `main` of the service's type.
pub(super) fn container(input: &PodInput<'_>) -> Container {
    let mut main = Container {
        name: literals::MAIN_CONTAINER_NAME.to_owned(),
        command: Some(texts(&SHELL)),
        ..Container::default()
    };
    match input.service.component_type.as_str() {
        literals::COMPONENT_TYPE_FRONTEND => frontend(&mut main),
        literals::COMPONENT_TYPE_PLANNER => planner(&mut main),
        literals::COMPONENT_TYPE_EPP => endpoint_picker(&mut main, input),
        other if literals::is_worker_type(other) => worker(&mut main),
        _ => {}
    }
    main
}

/// The variables of the service's type.
pub(super) fn environment<'a>(
    list: &mut Environment<'a>,
    input: &PodInput<'a>,
    dynamo_namespace: &'a str,
) {
    let kind = input.service.component_type.as_str();
    list.text(env::DYN_NAMESPACE, dynamo_namespace);
    list.text(env::DYN_COMPONENT, kind);
    list.text(env::DYN_PARENT_DGD_K8S_NAME, input.graph);
    list.text(env::DYN_PARENT_DGD_K8S_NAMESPACE, input.namespace);
    list.pod_field(env::POD_NAME, "metadata.name");
    list.pod_field(env::POD_NAMESPACE, "metadata.namespace");
    list.pod_field(env::POD_UID, "metadata.uid");
    // COMPAT(operator): only the literal `etcd` keeps pods from Kubernetes discovery.
    if input.world.discovery_backend(input.annotations) != literals::DISCOVERY_ETCD {
        list.text(env::DYN_DISCOVERY_BACKEND, literals::DISCOVERY_KUBERNETES);
    }
    match kind {
        literals::COMPONENT_TYPE_FRONTEND => {
            list.number(env::DYNAMO_PORT, literals::FRONTEND_PORT);
            list.number(env::DYN_HTTP_PORT, literals::FRONTEND_PORT);
        }
        literals::COMPONENT_TYPE_PLANNER => {
            list.number(env::PLANNER_PROMETHEUS_PORT, literals::PLANNER_METRICS_PORT);
        }
        literals::COMPONENT_TYPE_EPP => {
            list.text(env::DYN_KV_BLOCK_SIZE, "16");
            list.text(env::USE_STREAMING, "true");
            list.text(env::RUST_LOG, "debug,dynamo_llm::kv_router=trace");
        }
        other if literals::is_worker_type(other) => {
            list.text(env::DYN_SYSTEM_ENABLED, "true");
            list.number(env::DYN_SYSTEM_PORT, literals::SYSTEM_PORT);
            list.text(
                env::DYN_SYSTEM_USE_ENDPOINT_HEALTH_STATUS,
                r#"["generate"]"#,
            );
            list.text(env::DYN_HEALTH_CHECK_ENABLED, "false");
        }
        _ => {}
    }
}

fn port(name: &str, number: i32) -> ContainerPort {
    ContainerPort {
        name: Some(name.to_owned()),
        container_port: number,
        protocol: Some("TCP".to_owned()),
        ..ContainerPort::default()
    }
}

/// Zero stands for "not set".
fn timed(timing: ProbeTiming) -> Probe {
    let set = |seconds: i32| (seconds != 0).then_some(seconds);
    Probe {
        initial_delay_seconds: set(timing.initial_delay),
        period_seconds: set(timing.period),
        timeout_seconds: set(timing.timeout),
        failure_threshold: set(timing.failure_threshold),
        ..Probe::default()
    }
}

fn http(path: &str, port: &str, timing: ProbeTiming) -> Probe {
    Probe {
        http_get: Some(HTTPGetAction {
            path: Some(path.to_owned()),
            port: IntOrString::String(port.to_owned()),
            ..HTTPGetAction::default()
        }),
        ..timed(timing)
    }
}

fn grpc(timing: ProbeTiming) -> Probe {
    Probe {
        grpc: Some(GRPCAction {
            port: literals::EPP_GRPC_HEALTH_PORT,
            service: Some(literals::EPP_HEALTH_SERVICE.to_owned()),
        }),
        ..timed(timing)
    }
}

fn frontend(main: &mut Container) {
    const PORT: &str = literals::FRONTEND_PORT_NAME;
    main.command = Some(texts(&["python3"]));
    main.args = Some(texts(&["-m", "dynamo.frontend"]));
    main.ports = Some(vec![port(PORT, literals::FRONTEND_PORT)]);
    main.liveness_probe = Some(http(literals::LIVE_PATH, PORT, literals::FRONTEND_LIVENESS));
    main.readiness_probe = Some(http(
        literals::HEALTH_PATH,
        PORT,
        literals::FRONTEND_READINESS,
    ));
}

fn worker(main: &mut Container) {
    const PORT: &str = literals::SYSTEM_PORT_NAME;
    main.ports = Some(vec![port(PORT, literals::SYSTEM_PORT)]);
    main.liveness_probe = Some(http(literals::LIVE_PATH, PORT, literals::WORKER_LIVENESS));
    main.readiness_probe = Some(http(
        literals::HEALTH_PATH,
        PORT,
        literals::WORKER_READINESS,
    ));
    main.startup_probe = Some(http(literals::LIVE_PATH, PORT, literals::WORKER_STARTUP));
}

fn planner(main: &mut Container) {
    main.ports = Some(vec![port(
        literals::METRICS_PORT_NAME,
        literals::PLANNER_METRICS_PORT,
    )]);
}

fn endpoint_picker(main: &mut Container, input: &PodInput<'_>) {
    let pool = names::inference_pool(input.graph);
    let file = format!(
        "{}/{}",
        literals::EPP_CONFIG_PATH,
        literals::EPP_CONFIG_FILE
    );
    let grpc_port = literals::EPP_GRPC_PORT.to_string();
    let health_port = literals::EPP_GRPC_HEALTH_PORT.to_string();
    main.command = None;
    main.args = Some(texts(&[
        "-pool-name",
        &pool,
        "-pool-namespace",
        input.namespace,
        "-pool-group",
        groups::INFERENCE,
        "-v",
        "4",
        "--zap-encoder",
        "json",
        "-grpc-port",
        &grpc_port,
        "-grpc-health-port",
        &health_port,
        "-config-file",
        &file,
    ]));
    main.ports = Some(vec![
        port(literals::EPP_GRPC_PORT_NAME, literals::EPP_GRPC_PORT),
        port(
            literals::EPP_GRPC_HEALTH_PORT_NAME,
            literals::EPP_GRPC_HEALTH_PORT,
        ),
        port(literals::METRICS_PORT_NAME, literals::EPP_METRICS_PORT),
    ]);
    main.liveness_probe = Some(grpc(literals::EPP_LIVENESS));
    main.readiness_probe = Some(grpc(literals::EPP_LIVENESS));
    main.startup_probe = Some(grpc(literals::EPP_STARTUP));
    main.volume_mounts = Some(vec![
        VolumeMount {
            name: literals::EPP_CONFIG_VOLUME.to_owned(),
            mount_path: literals::EPP_CONFIG_PATH.to_owned(),
            read_only: Some(true),
            ..VolumeMount::default()
        },
        VolumeMount {
            name: literals::EPP_CACHE_VOLUME.to_owned(),
            mount_path: literals::EPP_CACHE_PATH.to_owned(),
            ..VolumeMount::default()
        },
    ]);
}

/// The pod of the service's type.
pub(super) fn pod(input: &PodInput<'_>, user_has_volumes: bool) -> Result<PodSpec, PlanError> {
    let mut pod = PodSpec {
        restart_policy: Some("Always".to_owned()),
        termination_grace_period_seconds: Some(literals::TERMINATION_GRACE_PERIOD_SECONDS),
        ..PodSpec::default()
    };
    match input.service.component_type.as_str() {
        literals::COMPONENT_TYPE_PLANNER => {
            pod.service_account_name = Some(names::PLANNER_SERVICE_ACCOUNT.to_owned());
        }
        literals::COMPONENT_TYPE_EPP => {
            pod.service_account_name = Some(names::EPP_SERVICE_ACCOUNT.to_owned());
            pod.termination_grace_period_seconds =
                Some(literals::EPP_TERMINATION_GRACE_PERIOD_SECONDS);
            let config = epp::config_volume(input.graph, input.service)
                .map_err(|error| error.within("failed to get base podspec"))?;
            // COMPAT(operator): the user's volumes take the place of these.
            if !user_has_volumes {
                pod.volumes = Some(vec![
                    config,
                    Volume {
                        name: literals::EPP_CACHE_VOLUME.to_owned(),
                        empty_dir: Some(EmptyDirVolumeSource::default()),
                        ..Volume::default()
                    },
                ]);
            }
        }
        _ => {}
    }
    Ok(pod)
}
