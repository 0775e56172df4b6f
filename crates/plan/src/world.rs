//! What a plan depends on besides the resource: settings and observations.

use crate::status::Children;
use base64::Engine as _;
use k8s_openapi::api::core::v1::Secret;
use stator_api::config::OperatorConfig;
use stator_api::{annotations, defaults};
use std::collections::{BTreeMap, BTreeSet};

/// Which optional APIs the cluster serves.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Apis {
    /// Grove.
    pub grove: bool,
    /// LeaderWorkerSet.
    pub lws: bool,
    /// Volcano.
    pub volcano: bool,
    /// KAI scheduler.
    pub kai: bool,
    /// InferencePool of the Gateway API inference extension.
    pub inference: bool,
    /// Istio.
    pub istio: bool,
}

impl Apis {
    /// LeaderWorkerSets are used only with Volcano beside them.
    pub fn has_leader_worker_sets(self) -> bool {
        self.lws && self.volcano
    }
}

/// Names of pull secrets by namespace and registry host.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct PullSecrets {
    by_namespace: BTreeMap<String, BTreeMap<String, Vec<String>>>,
}

impl PullSecrets {
    /// Indexes the Secrets of type `kubernetes.io/dockerconfigjson`; broken ones are left out.
    pub fn index<'a>(secrets: impl IntoIterator<Item = &'a Secret>) -> Self {
        let mut index = Self::default();
        let mut sorted: Vec<&Secret> = secrets
            .into_iter()
            .filter(|s| s.type_.as_deref() == Some(defaults::DOCKER_CONFIG_SECRET_TYPE))
            .collect();
        sorted.sort_by(|a, b| a.metadata.name.cmp(&b.metadata.name));
        for secret in sorted {
            let Some(hosts) = hosts_of(secret) else {
                continue;
            };
            let namespace = secret.metadata.namespace.clone().unwrap_or_default();
            let name = secret.metadata.name.clone().unwrap_or_default();
            let by_host = index.by_namespace.entry(namespace).or_default();
            for host in hosts {
                by_host.entry(host).or_default().push(name.clone());
            }
        }
        index
    }

    /// Gives the Secrets of the registry that serves `image`.
    pub(crate) fn for_image(&self, namespace: &str, image: &str) -> &[String] {
        let found = || {
            let hosts = self.by_namespace.get(namespace)?;
            hosts.get(&registry_host(image)?)
        };
        found().map(Vec::as_slice).unwrap_or_default()
    }
}

fn hosts_of(secret: &Secret) -> Option<BTreeSet<String>> {
    const KEY: &str = defaults::DOCKER_CONFIG_SECRET_KEY;
    let stored = secret.data.as_ref().and_then(|data| data.get(KEY));
    let written = || secret.string_data.as_ref()?.get(KEY);
    let bytes = stored
        .map(|bytes| bytes.0.clone())
        .or_else(|| Some(written()?.clone().into_bytes()))?;
    // A Secret given as a manifest may hold its value encoded twice by mistake; only plain JSON counts.
    let config: serde_json::Value = serde_json::from_slice(&bytes).ok().or_else(|| {
        let decoded = base64::engine::general_purpose::STANDARD
            .decode(&bytes)
            .ok()?;
        serde_json::from_slice(&decoded).ok()
    })?;
    config
        .get("auths")?
        .as_object()?
        .keys()
        .map(|key| registry_host(key))
        .collect()
}

/// Gives host and port of an image or registry address, as Go's URL parser sees it.
///
/// COMPAT(operator): an image without a registry has its first path element as host, and one with
/// neither has none, so Docker Hub credentials match only images that spell the host out.
pub(crate) fn registry_host(address: &str) -> Option<String> {
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = authority.rsplit('@').next().unwrap_or_default();
    let name = match host.rsplit_once(':') {
        Some((_, port)) if !port.bytes().all(|b| b.is_ascii_digit()) => return None,
        Some((name, _)) => name,
        None => host,
    };
    (!name.is_empty()).then(|| host.to_owned())
}

/// What was seen of the cluster before planning.
#[derive(Clone, Debug, Default)]
pub struct Observed {
    /// Pull secrets of all namespaces.
    pub pull_secrets: PullSecrets,
    /// The Secret with the MPI key in its source namespace.
    pub mpi_secret: Option<Secret>,
    /// Whether the graph's namespace already has a Secret of that name.
    pub mpi_secret_present: bool,
    /// Names of the KAI queues.
    pub queues: BTreeSet<String>,
    /// Names of the claims in the graph's namespace.
    pub claims: BTreeSet<String>,
    /// The first ServiceAccount of the namespace that is marked for component pods.
    pub component_service_account: Option<String>,
    /// Restart stamps found on live objects, by service key.
    pub restart_stamps: BTreeMap<String, String>,
    /// Services that are ready, for the progress of a restart, by service key.
    pub ready_services: BTreeSet<String>,
    /// Live children, for statuses.
    pub children: Children,
}

/// Everything a plan depends on.
#[derive(Clone, Copy, Debug)]
pub struct World<'a> {
    /// The operator's settings.
    pub config: &'a OperatorConfig,
    /// What the cluster serves.
    pub apis: Apis,
    /// What was seen.
    pub observed: &'a Observed,
}

impl World<'_> {
    /// Resolves the discovery backend: an annotation wins over the operator's setting.
    pub(crate) fn discovery_backend<'b>(
        &'b self,
        annotated: &'b BTreeMap<String, String>,
    ) -> &'b str {
        annotated
            .get(annotations::DYNAMO_DISCOVERY_BACKEND)
            .map_or(self.config.discovery_backend.as_str(), String::as_str)
    }

    /// Says whether components are discovered through the Kubernetes API.
    pub(crate) fn has_kubernetes_discovery(&self, annotated: &BTreeMap<String, String>) -> bool {
        self.discovery_backend(annotated) == defaults::DISCOVERY_KUBERNETES
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn registry_hosts_are_what_go_parses() {
        assert_eq!(
            registry_host("nvcr.io/nvidia/x:1").as_deref(),
            Some("nvcr.io")
        );
        assert_eq!(
            registry_host("reg.example:5000/x").as_deref(),
            Some("reg.example:5000")
        );
        assert_eq!(
            registry_host("https://index.docker.io/v1/").as_deref(),
            Some("index.docker.io")
        );
        assert_eq!(
            registry_host("vllm/vllm-openai:v1").as_deref(),
            Some("vllm")
        );
        assert_eq!(registry_host("nginx:1.27"), None);
    }
}
