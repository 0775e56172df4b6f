//! Which engine family a service runs.

use super::Framework;
use crate::error::PlanError;
use regex::Regex;
use stator_api::defaults;
use stator_api::dynamo::ServiceSpec;
use std::sync::LazyLock;

/// ASCII white space, as RE2 has it.
const SPACE: &str = r"[\t\n\f\r ]";
const FRAMEWORKS: [Framework; 3] = [Framework::Vllm, Framework::Sglang, Framework::Trtllm];

static PATTERNS: LazyLock<Vec<(Framework, Regex)>> = LazyLock::new(|| {
    FRAMEWORKS
        .iter()
        .map(|framework| {
            let pattern = format!(
                r"python[0-9.]*{SPACE}+[^|&;]*-m{SPACE}+[^|&;]*dynamo\.{}[^|&;]*",
                framework.as_str()
            );
            (
                *framework,
                Regex::new(&pattern).expect("a fixed pattern is valid"),
            )
        })
        .collect()
});

/// Resolves the engine from the user's command line and the graph's setting.
pub(crate) fn framework(service: &ServiceSpec, explicit: &str) -> Result<Framework, PlanError> {
    if !defaults::is_worker_type(&service.component_type) {
        return Ok(Framework::Noop);
    }
    let line = command_line(service);
    let mut detected: Vec<Framework> = Vec::new();
    if line.contains("dynamo.") {
        let matching = PATTERNS
            .iter()
            .filter(|(_, pattern)| pattern.is_match(&line));
        detected.extend(matching.map(|(framework, _)| *framework));
    }
    let named = FRAMEWORKS
        .iter()
        .copied()
        .find(|framework| framework.as_str() == explicit);
    match (detected.as_slice(), explicit) {
        ([one], "") => Ok(*one),
        ([one], explicit) if one.as_str() == explicit => Ok(*one),
        ([one], explicit) => Err(PlanError::new(format!(
            "backend framework mismatch: detected \"{}\" from command but explicitly configured as \"{explicit}\"",
            one.as_str()
        ))),
        ([], "") => Ok(Framework::Noop),
        (_, explicit) if !explicit.is_empty() => named
            .ok_or_else(|| PlanError::new(format!("unsupported backend framework: {explicit}"))),
        (several, _) => {
            let names: Vec<&str> = several.iter().map(|framework| framework.as_str()).collect();
            Err(PlanError::new(format!(
                "could not determine backend framework: multiple backend frameworks detected from command: [{}] in \"{line}\"",
                names.join(" ")
            )))
        }
    }
}

fn command_line(service: &ServiceSpec) -> String {
    let main = service
        .extra_pod_spec
        .as_ref()
        .and_then(|extra| extra.main_container.as_ref());
    let words = main.into_iter().flat_map(|main| {
        let command = main.command.iter().flatten();
        command
            .chain(main.args.iter().flatten())
            .map(String::as_str)
    });
    words.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn resolved(args: &[&str], explicit: &str) -> Result<Framework, String> {
        let service: ServiceSpec = serde_json::from_value(json!({
            "componentType": "worker",
            "extraPodSpec": {"mainContainer": {"args": args}},
        }))
        .unwrap();
        framework(&service, explicit).map_err(|error| error.to_string())
    }

    #[test]
    fn engines_are_found_in_command_lines() {
        assert_eq!(
            resolved(&["python3 -u -m dynamo.vllm"], ""),
            Ok(Framework::Vllm)
        );
        assert_eq!(
            resolved(&["ray start --head && python3 -m dynamo.vllm"], ""),
            Ok(Framework::Vllm)
        );
        assert_eq!(
            resolved(&["python3 -m dynamo.frontend | tee dynamo.vllm"], ""),
            Ok(Framework::Noop)
        );
        assert_eq!(
            resolved(&["python -m foo --x dynamo.vllm"], ""),
            Ok(Framework::Vllm)
        );
        assert_eq!(resolved(&["sleep 1"], "sglang"), Ok(Framework::Sglang));
    }

    #[test]
    fn disagreement_and_ambiguity_are_errors() {
        let error = resolved(&["python3 -m dynamo.vllm"], "trtllm").unwrap_err();
        assert!(
            error.starts_with("backend framework mismatch: detected \"vllm\""),
            "{error}"
        );
        let both = "python3 -m dynamo.vllm & python3 -m dynamo.sglang";
        let error = resolved(&[both], "").unwrap_err();
        assert!(error.contains("[vllm sglang]"), "{error}");
    }
}
