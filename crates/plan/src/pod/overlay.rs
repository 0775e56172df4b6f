//! Laying the user's container and pod over the defaults.
//!
//! COMPAT(operator): the user's value wins where it is not Go's zero value; lists replace whole.
//! The defaults fill only a few fields, so each of these is filled where the user left it zero,
//! and everything else is the user's.

use k8s_openapi::api::core::v1::{
    Container, ContainerPort, GRPCAction, HTTPGetAction, PodSpec, Probe,
};
use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;
use stator_api::dynamo::ExtraPodSpec;

fn or_default<T>(field: &mut Option<Vec<T>>, default: Option<Vec<T>>) {
    if field.as_ref().is_none_or(Vec::is_empty) {
        *field = default;
    }
}

/// Lays the user's main container over the default one; variables are merged elsewhere.
pub(super) fn container(base: Container, user: Option<&Container>) -> Container {
    let Some(user) = user else { return base };
    let mut main = user.clone();
    if main.name.is_empty() {
        main.name = base.name;
    }
    or_default(&mut main.command, base.command);
    or_default(&mut main.args, base.args);
    or_default::<ContainerPort>(&mut main.ports, base.ports);
    or_default(&mut main.volume_mounts, base.volume_mounts);
    main.liveness_probe = probe(base.liveness_probe, main.liveness_probe);
    main.readiness_probe = probe(base.readiness_probe, main.readiness_probe);
    // A start-up probe of the user replaces the default whole.
    main.startup_probe = main.startup_probe.or(base.startup_probe);
    main
}

/// Merges two probes field by field.
///
/// COMPAT(operator): a zero cannot reset a default, and a handler is added beside the default's.
fn probe(base: Option<Probe>, user: Option<Probe>) -> Option<Probe> {
    let (base, user) = match (base, user) {
        (Some(base), Some(user)) => (base, user),
        (base, user) => return user.or(base),
    };
    let number = |user: Option<i32>, base: Option<i32>| user.filter(|n| *n != 0).or(base);
    Some(Probe {
        exec: user.exec.or(base.exec),
        tcp_socket: user.tcp_socket.or(base.tcp_socket),
        http_get: http_get(base.http_get, user.http_get),
        grpc: grpc(base.grpc, user.grpc),
        initial_delay_seconds: number(user.initial_delay_seconds, base.initial_delay_seconds),
        period_seconds: number(user.period_seconds, base.period_seconds),
        timeout_seconds: number(user.timeout_seconds, base.timeout_seconds),
        failure_threshold: number(user.failure_threshold, base.failure_threshold),
        success_threshold: number(user.success_threshold, base.success_threshold),
        termination_grace_period_seconds: user
            .termination_grace_period_seconds
            .or(base.termination_grace_period_seconds),
    })
}

fn text(user: Option<String>, base: Option<String>) -> Option<String> {
    user.filter(|text| !text.is_empty()).or(base)
}

fn http_get(base: Option<HTTPGetAction>, user: Option<HTTPGetAction>) -> Option<HTTPGetAction> {
    let (base, user) = match (base, user) {
        (Some(base), Some(user)) => (base, user),
        (base, user) => return user.or(base),
    };
    // COMPAT(operator): a number does not replace a default port that is a name.
    let port = match (&base.port, &user.port) {
        (IntOrString::String(_), IntOrString::Int(_)) => base.port,
        (_, IntOrString::String(name)) if name.is_empty() => base.port,
        _ => user.port,
    };
    Some(HTTPGetAction {
        path: text(user.path, base.path),
        port,
        host: text(user.host, base.host),
        scheme: text(user.scheme, base.scheme),
        http_headers: user
            .http_headers
            .filter(|list| !list.is_empty())
            .or(base.http_headers),
    })
}

fn grpc(base: Option<GRPCAction>, user: Option<GRPCAction>) -> Option<GRPCAction> {
    let (base, user) = match (base, user) {
        (Some(base), Some(user)) => (base, user),
        (base, user) => return user.or(base),
    };
    Some(GRPCAction {
        port: if user.port == 0 { base.port } else { user.port },
        service: text(user.service, base.service),
    })
}

/// Lays the user's pod fields over the default ones.
pub(super) fn pod(base: PodSpec, extra: Option<&ExtraPodSpec>) -> PodSpec {
    let Some(extra) = extra else { return base };
    let mut pod = extra.pod.clone();
    pod.restart_policy = text(pod.restart_policy, base.restart_policy);
    pod.service_account_name = text(pod.service_account_name, base.service_account_name);
    pod.termination_grace_period_seconds = pod
        .termination_grace_period_seconds
        .filter(|seconds| *seconds != 0)
        .or(base.termination_grace_period_seconds);
    or_default(&mut pod.volumes, base.volumes);
    pod
}
