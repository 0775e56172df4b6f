//! What an engine family needs in its containers and pods.

mod detect;
mod inject;
mod sglang;
mod trtllm;
mod vllm;

use crate::error::PlanError;
use crate::pod::{PodInput, Role};
use k8s_openapi::api::core::v1::{Container, PodSpec};
use stator_api::dynamo::ServiceSpec;
use stator_api::{defaults, env};

pub(crate) use detect::framework;

/// The engine family of a service.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Framework {
    Vllm,
    Sglang,
    Trtllm,
    /// No known engine, or no worker.
    Noop,
}

impl Framework {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Vllm => defaults::BACKEND_VLLM,
            Self::Sglang => defaults::BACKEND_SGLANG,
            Self::Trtllm => defaults::BACKEND_TRTLLM,
            Self::Noop => defaults::BACKEND_NOOP,
        }
    }

    /// Where a compilation cache without a mount point goes.
    pub(crate) fn cache_path(self) -> Option<&'static str> {
        (self == Self::Vllm).then_some(defaults::VLLM_CACHE_PATH)
    }
}

/// Names the engine family that a service runs: `vllm`, `sglang` or `trtllm`.
///
/// `explicit` is the graph's setting. There is none for services that are no workers, for unknown engines and where
/// setting and command line disagree.
pub fn engine(service: &ServiceSpec, explicit: &str) -> Option<&'static str> {
    match framework(service, explicit) {
        Ok(Framework::Noop) | Err(_) => None,
        Ok(framework) => Some(framework.as_str()),
    }
}

/// What runs the nodes of a multi-node service, which decides how they find each other.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Deployer {
    Grove,
    LeaderWorkerSet,
}

impl Deployer {
    /// The address of the leader of service `name`.
    fn leader_host(self, name: &str) -> String {
        match self {
            Self::Grove => format!(
                "$({})-$({})-{}-ldr-0.$({})",
                env::GROVE_PCSG_NAME,
                env::GROVE_PCSG_INDEX,
                name.to_lowercase(),
                env::GROVE_HEADLESS_SERVICE
            ),
            // COMPAT(operator): expanded by a shell only.
            Self::LeaderWorkerSet => format!("${}", env::LWS_LEADER_ADDRESS),
        }
    }

    /// The rank of a worker node, as shell arithmetic.
    fn worker_rank(self) -> String {
        match self {
            Self::Grove => format!("$(({} + 1))", env::GROVE_PCLQ_POD_INDEX),
            Self::LeaderWorkerSet => format!("$({})", env::LWS_WORKER_INDEX),
        }
    }

    /// The addresses of all nodes, the leader's first.
    fn hosts(self, name: &str, nodes: i64) -> Vec<String> {
        let mut hosts = vec![self.leader_host(name)];
        match self {
            Self::Grove => hosts.extend((0..nodes - 1).map(|index| {
                format!(
                    "$({})-$({})-{}-wkr-{index}.$({})",
                    env::GROVE_PCSG_NAME,
                    env::GROVE_PCSG_INDEX,
                    name.to_lowercase(),
                    env::GROVE_HEADLESS_SERVICE
                )
            })),
            Self::LeaderWorkerSet => hosts.extend((1..nodes).map(|index| {
                format!(
                    r#"$(echo "${}" | sed 's/\./-{index}\./')"#,
                    env::LWS_LEADER_ADDRESS
                )
            })),
        }
        hosts
    }

    /// Whether the leader must wait for the workers' names to resolve.
    fn waits_for_names(self) -> bool {
        self == Self::LeaderWorkerSet
    }
}

/// Changes the main container for its engine.
pub(crate) fn change_container(
    main: &mut Container,
    input: &PodInput<'_>,
) -> Result<(), PlanError> {
    match input.framework {
        Framework::Vllm => vllm::change(main, input),
        Framework::Sglang => sglang::change(main, input),
        Framework::Trtllm => {
            trtllm::check(input)?;
            trtllm::change_container(main, input);
        }
        Framework::Noop => {}
    }
    Ok(())
}

/// Changes the pod for its engine.
pub(crate) fn change_pod(pod: &mut PodSpec, input: &PodInput<'_>) {
    if input.framework == Framework::Trtllm && input.service.is_multinode() {
        trtllm::add_key_volume(pod, input);
    }
}

fn remove_probes(main: &mut Container) {
    main.liveness_probe = None;
    main.readiness_probe = None;
    main.startup_probe = None;
}

fn joined(words: Option<&Vec<String>>) -> String {
    words.map(|words| words.join(" ")).unwrap_or_default()
}

fn shell(main: &mut Container, script: String) {
    main.command = Some(vec!["/bin/sh".to_owned(), "-c".to_owned()]);
    main.args = Some(vec![script]);
}

/// The whole number in a GPU count; zero where there is none.
fn gpu_count(text: Option<&str>) -> i64 {
    text.and_then(|text| text.parse().ok()).unwrap_or(0)
}

fn limit_gpus(input: &PodInput<'_>) -> i64 {
    let limits = input
        .service
        .resources
        .as_ref()
        .and_then(|r| r.limits.as_ref());
    gpu_count(limits.map(|limits| limits.gpu.as_str()))
}

fn is_worker(input: &PodInput<'_>) -> bool {
    input.role == Role::Worker
}
