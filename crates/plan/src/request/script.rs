//! The script that copies a profiler's output into a ConfigMap.
//!
//! COMPAT(operator): a literal of the Job, byte for byte, so that both operators write equal Jobs.

use stator_api::{defaults, names};

const NAMESPACE: &str = "@namespace@";
const REQUEST: &str = "@request@";
const OUTPUT: &str = "@output@";
const FOLDER: &str = "@folder@";
const FILE: &str = "@file@";
const MOCKER_FILE: &str = "@mocker-file@";

const TEMPLATE: &str = include_str!("output-copier.sh");

/// Gives the script for a request.
pub(super) fn output_copier(request: &str, namespace: &str) -> String {
    let output = names::profiling_output(request);
    [
        (NAMESPACE, namespace),
        (REQUEST, request),
        (OUTPUT, &output),
        (FOLDER, defaults::PROFILING_OUTPUT_PATH),
        (MOCKER_FILE, defaults::PROFILING_MOCKER_OUTPUT_FILE),
        (FILE, defaults::PROFILING_OUTPUT_FILE),
    ]
    .iter()
    .fold(TEMPLATE.to_owned(), |text, (mark, value)| {
        text.replace(mark, value)
    })
}
