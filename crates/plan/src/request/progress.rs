//! How a profiling Job is doing.

use k8s_openapi::api::batch::v1::Job;
use k8s_openapi::api::core::v1::{ContainerStatus, Pod};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::Time;
use stator_api::conditions::TRUE;
use stator_api::defaults;

/// How a profiling Job is doing.
#[derive(Clone, PartialEq, Debug)]
pub enum Progress {
    /// It has not ended.
    Running,
    /// It ended well, at this time where it says so.
    Complete(Option<Time>),
    /// It failed, with the reason as far as its pods tell.
    Failed(String),
}

/// Says how a profiling Job is doing; `pods` are those of the Job.
pub fn job_progress(job: &Job, pods: &[Pod]) -> Progress {
    let conditions = job
        .status
        .iter()
        .flat_map(|status| status.conditions.iter().flatten());
    for condition in conditions.filter(|condition| condition.status == TRUE) {
        match condition.type_.as_str() {
            "Complete" => {
                let completed = job
                    .status
                    .as_ref()
                    .and_then(|status| status.completion_time.clone());
                return Progress::Complete(
                    completed.or_else(|| condition.last_transition_time.clone()),
                );
            }
            "Failed" => {
                let message = condition.message.as_deref().unwrap_or_default();
                let details = pods.iter().find_map(details);
                let details = details
                    .map(|text| format!(". Details: {text}"))
                    .unwrap_or_default();
                return Progress::Failed(format!("profiling job failed: {message}{details}"));
            }
            _ => {}
        }
    }
    Progress::Running
}

/// Why a pod failed: the profiler, or else the container that ended badly.
///
/// The reference quotes the profiler with exit code 0 when it is the copier that failed.
fn details(pod: &Pod) -> Option<String> {
    let status = pod
        .status
        .as_ref()
        .filter(|status| status.phase.as_deref() == Some("Failed"))?;
    let name = pod.metadata.name.as_deref().unwrap_or_default();
    let containers = || status.container_statuses.iter().flatten();
    let exit_code = |container: &ContainerStatus| {
        let state = container.state.as_ref()?;
        Some(state.terminated.as_ref()?.exit_code)
    };
    let profiler = containers().find(|container| container.name == defaults::PROFILER_CONTAINER);
    let culprit = match profiler.and_then(exit_code) {
        Some(0) => containers()
            .find(|other| exit_code(other).is_some_and(|code| code != 0))
            .or(profiler),
        _ => profiler,
    }?;
    let state = culprit.state.as_ref()?;
    let container = &culprit.name;
    if let Some(ended) = &state.terminated {
        let reason = ended.reason.as_deref().unwrap_or_default();
        let code = ended.exit_code;
        let message = ended
            .message
            .as_deref()
            .filter(|message| !message.is_empty());
        let message = message
            .map(|message| format!(", Message: {message}"))
            .unwrap_or_default();
        return Some(format!(
            "Pod: {name}, Container: {container}, ExitCode: {code}, Reason: {reason}{message}"
        ));
    }
    let waiting = state.waiting.as_ref()?;
    let reason = waiting.reason.as_deref().unwrap_or_default();
    let message = waiting.message.as_deref().unwrap_or_default();
    Some(format!(
        "Pod: {name}, Container: {container}, Waiting - Reason: {reason}, Message: {message}"
    ))
}
