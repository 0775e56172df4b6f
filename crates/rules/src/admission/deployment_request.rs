//! Rules of DynamoGraphDeploymentRequests.

use super::Findings;
use super::request::{Context, Mode};
use super::view::View;
use serde_json::Value as Json;

/// States in which a request is past its point of no return.
const FIXED_STATES: [&str; 4] = ["Profiling", "Deploying", "Ready", "DeploymentDeleted"];

pub(super) fn stateless(object: &View<'_>, context: &Context, found: &mut Findings) {
    // COMPAT(operator): the only kind whose refusals carry warnings.
    found.keep_warnings = true;
    let spec = object.get("spec");
    let profiling = spec.get("profilingConfig");
    let image = profiling.get("profilerImage");
    if image.text().is_empty() {
        found.error("R1", image.path(), format!("{} is required", image.path()));
    }
    let config = profiling.get("config");
    if config.is_absent() {
        let text = format!("{} is required and must not be empty", config.path());
        found.error("R2", config.path(), text);
    }
    let discovery = spec.get("enableGpuDiscovery");
    if discovery.flag() && matches!(context.mode, Mode::Namespace(_)) {
        let text = "spec.enableGpuDiscovery can only be set to true for cluster-wide operators. Namespace-restricted operators cannot access cluster nodes for GPU discovery. Please set enableGpuDiscovery to false and provide hardware configuration (hardware.min_num_gpus_per_engine, hardware.max_num_gpus_per_engine, hardware.num_gpus_per_node) in spec.profilingConfig.config";
        found.error("R3", discovery.path(), text);
    }
    match config.value() {
        Json::Null => {}
        Json::Object(_) => {
            overwritten(
                "R5",
                &config.get("engine").get("backend"),
                &spec.get("backend"),
                found,
            );
            overwritten(
                "R6",
                &config.get("deployment").get("model"),
                &spec.get("model"),
                found,
            );
        }
        other => {
            let text = format!(
                "failed to parse {}: error unmarshaling JSON: while decoding JSON: json: cannot unmarshal {} into Go value of type map[string]interface {{}}",
                config.path(),
                json_type(other)
            );
            found.error("R4", config.path(), text);
        }
    }
}

fn overwritten(rule: &'static str, below: &View<'_>, above: &View<'_>, found: &mut Findings) {
    if !below.text().is_empty() && below.text() != above.text() {
        let text = format!(
            "{} ({}) will be overwritten by {} ({})",
            below.path(),
            below.text(),
            above.path(),
            above.text()
        );
        found.warn(rule, below.path(), text);
    }
}

fn json_type(value: &Json) -> &'static str {
    match value {
        Json::String(_) => "string",
        Json::Array(_) => "array",
        Json::Number(_) => "number",
        Json::Bool(_) => "bool",
        Json::Object(_) => "object",
        Json::Null => "null",
    }
}

pub(super) fn update(new: &View<'_>, old: &View<'_>, found: &mut Findings) {
    let status = old.get("status");
    let state = status.get("state").text();
    let observed = status.get("observedGeneration").integer().unwrap_or(0);
    if observed > 0 && FIXED_STATES.contains(&state) && !new.get("spec").same(&old.get("spec")) {
        let text = format!(
            "Cannot modify spec in state '{state}'. DynamoGraphDeploymentRequest is immutable once profiling starts. Create a new resource with a different name instead."
        );
        found.error("R7", "spec", text);
    }
}
