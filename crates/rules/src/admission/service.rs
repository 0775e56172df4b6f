//! Rules about one service: the spec of a component, or an entry of a graph's services.

use super::Findings;
use super::quantity;
use super::request::ApiGroups;
use super::view::View;

const INFERENCE_GROUP: &str = "inference.networking.k8s.io";
const EPP: &str = "epp";

/// What a service's rules need to know of its surroundings.
pub(super) struct Surroundings<'a> {
    /// The Dynamo namespace that will be in effect.
    pub(super) dynamo_namespace: String,
    /// API groups; `None` where the rule about them does not apply.
    pub(super) api_groups: Option<&'a ApiGroups>,
}

/// The Dynamo namespace of services of graph `graph` in namespace `namespace`.
pub(super) fn dynamo_namespace(service: &View<'_>, namespace: &str, graph: &str) -> String {
    if service.get("globalDynamoNamespace").flag() {
        "dynamo".to_owned()
    } else {
        format!("{namespace}-{graph}")
    }
}

/// Applies every rule, in the reference's order.
pub(super) fn check(service: &View<'_>, around: &Surroundings<'_>, found: &mut Findings) {
    let at = service.path();
    deprecated_namespace(service, &around.dynamo_namespace, found);
    if service.get("replicas").integer().is_some_and(|n| n < 0) {
        let path = format!("{at}.replicas");
        let text = format!("{path} must be non-negative");
        found.error("S2", path, text);
    }
    let ingress = service.get("ingress");
    if ingress.get("enabled").flag() && ingress.get("host").text().is_empty() {
        let path = format!("{at}.ingress.host");
        let text = format!("{path} is required when ingress is enabled");
        found.error("S3", path, text);
    }
    for mount in service.get("volumeMounts").items() {
        if !mount.get("useAsCompilationCache").flag() && mount.get("mountPoint").text().is_empty() {
            let path = mount.get("mountPoint").path().to_owned();
            let text = format!("{path} is required when useAsCompilationCache is false");
            found.error("S4", path, text);
        }
    }
    shared_memory(&service.get("sharedMemory"), found);
    if !service.get("autoscaling").is_absent() {
        let path = format!("{at}.autoscaling");
        let text = format!(
            "{path} is deprecated and ignored. Use DynamoGraphDeploymentScalingAdapter with HPA, KEDA, or Planner for autoscaling instead. See docs/kubernetes/autoscaling.md"
        );
        found.warn("S6", path, text);
    }
    if service.get("componentType").text() == EPP {
        endpoint_picker(service, around.api_groups, found);
    }
}

fn deprecated_namespace(service: &View<'_>, effective: &str, found: &mut Findings) {
    let field = service.get("dynamoNamespace");
    let given = field.text();
    // The operator fills the field of the components that it makes with the effective value.
    if given.is_empty() || given == effective {
        return;
    }
    let path = field.path().to_owned();
    let text = format!(
        "{path} is deprecated and ignored. Value '{given}' will be replaced with '{effective}'. Remove this field from your configuration"
    );
    found.warn("S1", path, text);
}

fn shared_memory(memory: &View<'_>, found: &mut Findings) {
    if memory.is_absent() || memory.get("disabled").flag() {
        return;
    }
    let size = memory.get("size");
    let is_zero = size.is_absent() || quantity::is_zero(size.value());
    if is_zero {
        let path = size.path().to_owned();
        let text = format!("{path} is required when disabled is false");
        found.error("S5", path, text);
    }
}

fn endpoint_picker(service: &View<'_>, api_groups: Option<&ApiGroups>, found: &mut Findings) {
    let at = service.path();
    match api_groups {
        Some(ApiGroups::Known(groups)) if !groups.contains(INFERENCE_GROUP) => found.error(
            "S7",
            at,
            format!(
                "{at}: cannot deploy EPP component: InferencePool API group ({INFERENCE_GROUP}) is not available in the cluster. EPP requires the Gateway API Inference Extension to be installed. Please install the Gateway API Inference Extension before deploying EPP components"
            ),
        ),
        Some(ApiGroups::Unknown) => found.warn(
            "S7",
            at,
            format!(
                "{at}: could not find out whether the InferencePool API group ({INFERENCE_GROUP}) is available in the cluster; the EPP component needs it"
            ),
        ),
        _ => {}
    }
    if service
        .get("multinode")
        .get("nodeCount")
        .integer()
        .is_some_and(|n| n > 1)
    {
        found.error(
            "S8",
            service.get("multinode").path(),
            format!(
                "{at}: EPP component cannot be multinode (multinode field must be nil or nodeCount must be 1)"
            ),
        );
    }
    if let Some(replicas) = service.get("replicas").integer()
        && replicas != 1
        && replicas >= 0
    {
        found.error(
            "S9",
            service.get("replicas").path(),
            format!("{at}: EPP component must have exactly 1 replica (found {replicas} replicas)"),
        );
    }
    let config = service.get("eppConfig");
    if config.is_absent() {
        let path = config.path().to_owned();
        let text = format!("{path} is required for EPP components");
        found.error("S10", path, text);
        return;
    }
    let reference = config.get("configMapRef");
    let at = config.path();
    match (reference.is_absent(), config.get("config").is_absent()) {
        (true, true) => found.error(
            "S11",
            at,
            format!(
                "{at}: either configMapRef or config must be specified (no default configuration provided)"
            ),
        ),
        (false, false) => found.error(
            "S12",
            at,
            format!(
                "{at}: configMapRef and config are mutually exclusive, only one can be specified"
            ),
        ),
        _ => {}
    }
    if !reference.is_absent() && reference.get("name").text().is_empty() {
        let path = reference.get("name").path().to_owned();
        let text = format!("{path} is required");
        found.error("S13", path, text);
    }
}
