//! Kubernetes types inside the Dynamo schemas: frozen fragments with short descriptions.

use serde_json::Value;

use super::explain;
use super::node::{Node, embedded};

fn fragment(text: &str) -> Value {
    serde_json::from_str(text).expect("a frozen fragment is JSON, and a test compares it")
}

/// A pod spec with `mainContainer` beside its own fields.
pub(super) fn extra_pod_spec(description: &str) -> Node {
    let mut pod = fragment(include_str!("fragments/pod_spec.json"));
    explain::pod(&mut pod);
    let mut container = fragment(include_str!("fragments/container.json"));
    explain::container(&mut container);
    let main = embedded(
        "Fields laid over the generated container that runs the engine. Its name is always main.",
        container,
    );
    embedded(description, pod).field("mainContainer", main)
}

pub(super) fn probe(description: &str) -> Node {
    let mut probe = fragment(include_str!("fragments/probe.json"));
    explain::probe(&mut probe);
    embedded(description, probe)
}

pub(super) fn env_var(description: &str) -> Node {
    let mut variable = fragment(include_str!("fragments/env_var.json"));
    explain::env_var(&mut variable);
    embedded(description, variable)
}

pub(super) fn resource_requirements(description: &str) -> Node {
    let mut resources = fragment(include_str!("fragments/resource_requirements.json"));
    explain::resources(&mut resources);
    embedded(description, resources)
}

pub(super) fn toleration(description: &str) -> Node {
    let mut toleration = fragment(include_str!("fragments/toleration.json"));
    explain::toleration(&mut toleration);
    embedded(description, toleration)
}

pub(super) fn resource_claim(description: &str) -> Node {
    let mut claim = fragment(include_str!("fragments/resource_claim.json"));
    explain::resource_claim(&mut claim);
    embedded(description, claim)
}

pub(super) fn config_map_key_selector(description: &str) -> Node {
    let mut selector = fragment(include_str!("fragments/config_map_key_selector.json"));
    explain::key_selector(&mut selector);
    embedded(description, selector)
}

pub(super) fn metric_spec(description: &str) -> Node {
    embedded(
        description,
        fragment(include_str!("fragments/metric_spec.json")),
    )
}

pub(super) fn autoscaler_behavior(description: &str) -> Node {
    embedded(
        description,
        fragment(include_str!("fragments/autoscaler_behavior.json")),
    )
}
