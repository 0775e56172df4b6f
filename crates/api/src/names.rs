//! Names of generated objects.
//!
//! COMPAT(operator): a service's key is lower-cased and nothing else; no name is shortened or hashed.

use sha2::{Digest, Sha256};

/// Longest DNS label, and longest value of a label.
pub const MAX_LABEL: usize = 63;
/// Longest DNS subdomain, the usual limit of an object's name.
pub const MAX_SUBDOMAIN: usize = 253;
/// Longest sum of the names of a Grove set, scaling group and clique.
pub const MAX_GROVE: usize = 45;

/// Suffix of the leader clique of a multi-node service.
pub const GROVE_LEADER_SUFFIX: &str = "ldr";
/// Suffix of the worker clique of a multi-node service.
pub const GROVE_WORKER_SUFFIX: &str = "wkr";
/// Suffix of a component's second Service.
pub const PRODUCTION_SUFFIX: &str = "p";
/// Suffix of a component's debug Deployment and Service.
pub const DEBUG_SUFFIX: &str = "d";
/// ServiceAccount of planners.
pub const PLANNER_SERVICE_ACCOUNT: &str = "planner-serviceaccount";
/// ServiceAccount of endpoint pickers.
pub const EPP_SERVICE_ACCOUNT: &str = "epp-serviceaccount";
/// ServiceAccount of profiling jobs.
pub const PROFILING_SERVICE_ACCOUNT: &str = "dgdr-profiling-job";
/// ServiceAccount of component pods where nothing else is found.
pub const DEFAULT_SERVICE_ACCOUNT: &str = "default";
/// Lease that marks a namespace as claimed by a restricted operator.
pub const NAMESPACE_SCOPE_LEASE: &str = "dynamo-operator-namespace-scope";
/// First part of a restricted operator's holder identity.
pub const NAMESPACE_SCOPE_HOLDER_PREFIX: &str = "namespace-restricted-operator-";
/// The Dynamo namespace that services share on request.
pub const GLOBAL_DYNAMO_NAMESPACE: &str = "dynamo";
/// ConfigMap in a profiler's output that the planner mounts.
pub const PLANNER_PROFILE_DATA: &str = "planner-profile-data";

/// Name of what belongs to one service of a graph: component deployment, adapter, Service, Ingress.
pub fn component(graph: &str, service: &str) -> String {
    let mut name = String::with_capacity(graph.len() + 1 + service.len());
    name.push_str(graph);
    name.push('-');
    name.extend(lowered(service));
    name
}

/// The letters of a service's key, each in lower case by itself, as Go does it.
fn lowered(service: &str) -> impl Iterator<Item = char> + '_ {
    let lower = |letter: char| letter.to_lowercase().next().unwrap_or(letter);
    service.chars().map(lower)
}

fn suffixed(service: &str, suffix: &str) -> String {
    let mut name = String::with_capacity(service.len() + 1 + suffix.len());
    name.extend(lowered(service));
    name.push('-');
    name.push_str(suffix);
    name
}

/// Name of a service's clique in a set, and of its scaling group.
pub fn clique(service: &str) -> String {
    lowered(service).collect()
}

/// Name of the leader clique of a multi-node service.
pub fn leader_clique(service: &str) -> String {
    suffixed(service, GROVE_LEADER_SUFFIX)
}

/// Name of the worker clique of a multi-node service.
pub fn worker_clique(service: &str) -> String {
    suffixed(service, GROVE_WORKER_SUFFIX)
}

/// Name of the PodClique or scaling group that Grove makes for a service.
pub fn grove_instance(graph: &str, service: &str) -> String {
    component(&format!("{graph}-0"), service)
}

/// Name of a component's leader worker set and pod group with this index.
pub fn leader_worker_set(component: &str, index: i64) -> String {
    format!("{component}-{index}")
}

/// Name of a component's second Service.
pub fn production(component: &str) -> String {
    format!("{component}-{PRODUCTION_SUFFIX}")
}

/// Name of a component's debug Deployment and Service.
pub fn debug(component: &str) -> String {
    format!("{component}-{DEBUG_SUFFIX}")
}

/// First eight hexadecimal digits of the SHA-256 of a base model's name.
pub fn model_hash(model: &str) -> String {
    let digest: [u8; 32] = Sha256::digest(model.as_bytes()).into();
    let [a, b, c, d, ..] = digest;
    format!("{:08x}", u32::from_be_bytes([a, b, c, d]))
}

/// Name of the headless Service of a base model.
pub fn model_service(model: &str) -> String {
    format!("dynamo-model-{}", model_hash(model))
}

/// Name of the ConfigMap of a graph's endpoint picker.
pub fn epp_config(graph: &str) -> String {
    format!("{graph}-epp-config")
}

/// Name of a graph's inference pool.
pub fn inference_pool(graph: &str) -> String {
    format!("{graph}-pool")
}

/// Name of the ServiceAccount with which a graph's pods discover one another.
pub fn discovery_service_account(graph: &str) -> String {
    format!("{graph}-k8s-service-discovery")
}

/// Name of the Role of [`discovery_service_account`].
pub fn discovery_role(graph: &str) -> String {
    format!("{graph}-k8s-service-discovery-role")
}

/// Name of the RoleBinding of [`discovery_service_account`].
pub fn discovery_role_binding(graph: &str) -> String {
    format!("{graph}-k8s-service-discovery-binding")
}

/// Name of the RoleBinding of a ServiceAccount that is bound to a ClusterRole.
pub fn role_binding(service_account: &str) -> String {
    format!("{service_account}-binding")
}

/// Name of a deployment request's profiling Job.
pub fn profiling_job(request: &str) -> String {
    format!("profile-{request}")
}

/// Name of the ConfigMap with a deployment request's profiling output.
pub fn profiling_output(request: &str) -> String {
    format!("dgdr-output-{request}")
}

/// Dynamo namespace of a service.
pub fn dynamo_namespace(is_global: bool, namespace: &str, graph: &str) -> String {
    if is_global {
        GLOBAL_DYNAMO_NAMESPACE.to_owned()
    } else {
        format!("{namespace}-{graph}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn model_hashes_are_those_of_the_reference() {
        assert_eq!(model_service("Qwen/Qwen3-0.6B"), "dynamo-model-fb68f5a6");
        assert_eq!(model_hash("meta-llama/Llama-3.3-70B-Instruct"), "99668f5d");
    }

    #[test]
    fn only_the_service_key_is_lower_cased() {
        assert_eq!(component("My", "VllmWorker"), "My-vllmworker");
        assert_eq!(leader_clique("Decode"), "decode-ldr");
        assert_eq!(grove_instance("d", "Decode"), "d-0-decode");
    }

    #[test]
    fn dynamo_namespaces_are_those_of_the_reference() {
        assert_eq!(
            dynamo_namespace(false, "djangoz", "vllm-disagg"),
            "djangoz-vllm-disagg"
        );
        assert_eq!(dynamo_namespace(true, "djangoz", "vllm-disagg"), "dynamo");
    }
}
