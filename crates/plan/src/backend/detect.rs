//! Which engine family a service runs.

use super::Framework;
use crate::error::PlanError;
use stator_api::defaults;
use stator_api::dynamo::ServiceSpec;

const FRAMEWORKS: [Framework; 3] = [Framework::Vllm, Framework::Sglang, Framework::Trtllm];

/// Finds the engines whose module Python runs, in the order of [`FRAMEWORKS`].
///
/// What `python[0-9.]*\s+[^|&;]*-m\s+[^|&;]*dynamo\.NAME` matches: white space is RE2's, and a pipe, `&` or `;` ends a
/// command.
fn detect(line: &str) -> impl Iterator<Item = Framework> {
    let mut found = [false; FRAMEWORKS.len()];
    for command in line.split(['|', '&', ';']) {
        let mut modules = behind_python(command).and_then(behind_flag).unwrap_or("");
        while let Some((_, rest)) = modules.split_once("dynamo.") {
            for (is_found, framework) in found.iter_mut().zip(FRAMEWORKS) {
                *is_found |= rest.starts_with(framework.as_str());
            }
            modules = rest;
        }
    }
    let named = FRAMEWORKS.into_iter().zip(found);
    named.filter_map(|(framework, is_found)| is_found.then_some(framework))
}

fn is_space(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\x0c' | '\r' | ' ')
}

/// What follows the first interpreter and one white space.
fn behind_python(command: &str) -> Option<&str> {
    let mut rest = command;
    loop {
        let (_, behind) = rest.split_once("python")?;
        let version = behind.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
        if let Some(words) = version.strip_prefix(is_space) {
            return Some(words);
        }
        rest = behind;
    }
}

/// What follows the first `-m` and one white space.
fn behind_flag(words: &str) -> Option<&str> {
    let mut rest = words;
    loop {
        let (_, behind) = rest.split_once("-m")?;
        if let Some(words) = behind.strip_prefix(is_space) {
            return Some(words);
        }
        rest = behind;
    }
}

/// Resolves the engine from the user's command line and the graph's setting.
pub(crate) fn framework(service: &ServiceSpec, explicit: &str) -> Result<Framework, PlanError> {
    if !defaults::is_worker_type(&service.component_type) {
        return Ok(Framework::Noop);
    }
    let line = command_line(service);
    let detected: Vec<Framework> = detect(&line).collect();
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
    let mut line = String::new();
    for (nth, word) in words.enumerate() {
        if nth > 0 {
            line.push(' ');
        }
        line.push_str(word);
    }
    line
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
    fn engines_are_those_that_the_pattern_finds() {
        let patterns = FRAMEWORKS.map(|framework| {
            let name = framework.as_str();
            let pattern = format!(
                r"python[0-9.]*[\t\n\f\r ]+[^|&;]*-m[\t\n\f\r ]+[^|&;]*dynamo\.{name}[^|&;]*"
            );
            (framework, regex::Regex::new(&pattern).unwrap())
        });
        let parts = [
            "python",
            "python3 ",
            "3.12",
            " ",
            "\t",
            "-m",
            "-m ",
            "dynamo.",
            "dynamo.vllm",
            "dynamo.sglang",
            "trtllm",
            "|",
            ";",
            "x",
            "\u{b}",
            "\u{a0}",
        ];
        // Every sequence of a pseudo-random walk over the parts.
        let mut state = 1u64;
        let mut matched = 0;
        for _ in 0..200_000 {
            let mut line = String::new();
            for _ in 0..12 {
                state = state
                    .wrapping_mul(6_364_136_223_846_793_005)
                    .wrapping_add(1);
                line.push_str(parts[(state >> 33) as usize % parts.len()]);
            }
            let want: Vec<_> = patterns
                .iter()
                .filter(|(_, pattern)| pattern.is_match(&line))
                .map(|(framework, _)| *framework)
                .collect();
            matched += usize::from(!want.is_empty());
            assert_eq!(detect(&line).collect::<Vec<_>>(), want, "{line:?}");
        }
        assert!(matched > 100, "{matched}");
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
