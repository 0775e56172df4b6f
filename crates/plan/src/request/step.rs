//! What comes next for a request, by its state.

use super::deployment::{self, requested_deployment};
use super::job::model_cache;
use super::output::{self, Generated, generated};
use super::progress::{Progress, job_progress};
use super::report::{self, Report};
use super::{ProfilingMode, RequestPlan};
use crate::status::Event;
use k8s_openapi::api::batch::v1::Job;
use k8s_openapi::api::core::v1::{ConfigMap, Pod};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::Time;
use stator_api::conditions::{VALIDATION_FAILED, request as words};
use stator_api::dynamo::{DynamoGraphDeployment, DynamoGraphDeploymentRequest};
use stator_api::go::Duration;
use stator_api::{annotations, defaults, events, names};
use std::collections::BTreeSet;

/// How long an object that must be there may be missing, as caches lag.
const PATIENCE: Duration = Duration::from_seconds(60);

/// What was seen for a request, all of it read from the API server itself where it is missing.
#[derive(Clone, Copy, Debug, Default)]
pub struct RequestFacts<'a> {
    /// What the rules say against the spec, or what it refers to and is missing.
    pub invalid: Option<&'a str>,
    /// The profiling Job.
    pub job: Option<&'a Job>,
    /// The pods of the Job.
    pub pods: &'a [Pod],
    /// The ConfigMap with the profiling output.
    pub output: Option<&'a ConfigMap>,
    /// The created graph.
    pub deployment: Option<&'a DynamoGraphDeployment>,
}

/// What comes next for a request.
#[derive(Clone, Debug)]
pub enum RequestStep {
    /// Nothing, until something changes.
    Rest,
    /// Nothing, until something changes or this long has passed.
    Wait(Duration),
    /// Nothing, because the spec was changed too late; the event is told once a generation.
    Frozen(Event),
    /// The report is written.
    Report(Report),
    /// The plan of [`super::plan_request`] is carried out, then [`profiling_started`] reported.
    Profile,
    /// The ConfigMaps are created, then the report is written, whether or not they could be.
    Ingest(Box<Generated>, Report),
    /// The graph is created, then [`super::deployment_created`] reported.
    Create(Box<DynamoGraphDeployment>),
    /// Something that should not be; tried again.
    Fail(crate::error::PlanError),
}

/// Decides what comes next for a request.
pub fn request_step(
    request: &DynamoGraphDeploymentRequest,
    facts: &RequestFacts<'_>,
    now: &Time,
) -> RequestStep {
    if request.metadata.deletion_timestamp.is_some() {
        return RequestStep::Rest;
    }
    let status = request.status.clone().unwrap_or_default();
    if is_frozen(request) {
        return RequestStep::Frozen(report::rejected(&status.state));
    }
    let applies = request.spec.auto_apply;
    let was_created = status
        .deployment
        .as_ref()
        .is_some_and(|deployment| deployment.created);
    match status.state.as_str() {
        words::STATE_EMPTY => RequestStep::Report(accept(request, facts, now)),
        words::STATE_PENDING => match facts.invalid {
            Some(error) => RequestStep::Report(invalid(request, error, now)),
            None => RequestStep::Profile,
        },
        words::STATE_PROFILING => profiling(request, facts, now),
        words::STATE_DEPLOYING if !applies => {
            RequestStep::Report(Report::of(request).state(words::STATE_READY).goes_on())
        }
        words::STATE_DEPLOYING if !was_created => match requested_deployment(request) {
            Ok(graph) => RequestStep::Create(Box::new(graph)),
            Err(error) => RequestStep::Fail(error),
        },
        words::STATE_READY if !applies => RequestStep::Rest,
        words::STATE_DEPLOYING | words::STATE_READY => {
            RequestStep::Report(deployment::follow(request, facts.deployment, now))
        }
        words::DEPLOYMENT_DELETED | words::STATE_FAILED => RequestStep::Rest,
        _ => RequestStep::Report(Report::of(request).state(words::STATE_FAILED).goes_on()),
    }
}

/// Whether the spec was changed after work on it began.
///
/// A spec that was changed back is the one that was accepted; for the reference it stays another.
fn is_frozen(request: &DynamoGraphDeploymentRequest) -> bool {
    const FIXED: [&str; 4] = [
        words::STATE_PROFILING,
        words::STATE_DEPLOYING,
        words::STATE_READY,
        words::DEPLOYMENT_DELETED,
    ];
    let Some(status) = &request.status else {
        return false;
    };
    let observed = status.observed_generation;
    let is_other = observed > 0 && request.metadata.generation.is_some_and(|g| g != observed);
    let noted = request.metadata.annotations.as_ref();
    let noted = noted.and_then(|noted| noted.get(annotations::LAST_APPLIED_HASH));
    let is_changed = || noted.is_none_or(|noted| *noted != report::accepted_hash(request));
    FIXED.contains(&status.state.as_str()) && is_other && is_changed()
}

fn accept(request: &DynamoGraphDeploymentRequest, facts: &RequestFacts<'_>, now: &Time) -> Report {
    if let Some(error) = facts.invalid {
        return invalid(request, error, now);
    }
    let mut report = Report::of(request).accepts(request);
    report.status.backend.clone_from(&request.spec.backend);
    report
        .state(words::STATE_PENDING)
        .event(Event::normal(
            events::INITIALIZED,
            "DGDR initialized successfully",
        ))
        .goes_on()
}

fn invalid(request: &DynamoGraphDeploymentRequest, error: &str, now: &Time) -> Report {
    Report::of(request)
        .state(words::STATE_FAILED)
        .event(Event::warning(events::VALIDATION_FAILED, error))
        .condition(
            request,
            words::VALIDATION,
            false,
            VALIDATION_FAILED,
            error,
            now,
        )
}

/// Says what a request refers to and is missing, in the words of its condition.
///
/// `base` is the ConfigMap that the request names, `claims` the claims of its namespace.
pub fn missing_reference(
    request: &DynamoGraphDeploymentRequest,
    base: Option<&ConfigMap>,
    claims: &BTreeSet<String>,
) -> Option<String> {
    let namespace = request.metadata.namespace.as_deref().unwrap_or_default();
    let profiling = &request.spec.profiling_config;
    if let Some(reference) = &profiling.config_map_ref {
        let name = &reference.name;
        let Some(base) = base else {
            return Some(format!(
                "ConfigMap {name} not found in namespace {namespace}"
            ));
        };
        let key = Some(reference.key.as_str()).filter(|key| !key.is_empty());
        let key = key.unwrap_or(defaults::PROFILING_CONFIG_KEY);
        if !base
            .data
            .as_ref()
            .is_some_and(|data| data.contains_key(key))
        {
            return Some(format!("key {key} not found in ConfigMap {name}"));
        }
    }
    model_cache(profiling)
        .filter(|claim| !claims.contains(*claim))
        .map(|claim| format!("model cache PVC {claim} not found in namespace {namespace}"))
}

/// Says what carrying out the plan leads to: profiling, or the end.
///
/// The spec that the Job was made from is noted, in case it changed since it was accepted.
pub fn profiling_started(
    request: &DynamoGraphDeploymentRequest,
    plan: &RequestPlan,
    written: Result<(), &str>,
    now: &Time,
) -> Report {
    let planned = plan.error.as_ref().map(ToString::to_string);
    let error = planned.or_else(|| written.err().map(str::to_owned));
    if let Some(error) = error {
        return Report::of(request)
            .state(words::STATE_FAILED)
            .event(Event::warning(events::PROFILING_JOB_FAILED, error.clone()))
            .condition(
                request,
                words::PROFILING,
                false,
                words::JOB_CREATION_FAILED,
                error,
                now,
            );
    }
    let told = match plan.mode {
        ProfilingMode::Online => "Profiling job created",
        ProfilingMode::Offline => "AIC profiling job created",
    };
    let (reason, message) = (words::PROFILING_RUNNING, "Profiling is in progress");
    Report::of(request)
        .accepts(request)
        .state(words::STATE_PROFILING)
        .event(Event::normal(events::PROFILING_JOB_CREATED, told))
        .condition(request, words::PROFILING, false, reason, message, now)
        .goes_on()
}

fn profiling(
    request: &DynamoGraphDeploymentRequest,
    facts: &RequestFacts<'_>,
    now: &Time,
) -> RequestStep {
    let name = request.metadata.name.as_deref().unwrap_or_default();
    let Some(job) = facts.job else {
        let mut conditions = request.status.iter().flat_map(|status| &status.conditions);
        let since = conditions.find(|c| c.type_ == words::PROFILING);
        return missing_for(since.map(|c| &c.last_transition_time), now).unwrap_or_else(|| {
            let error = format!("Job.batch \"{}\" not found", names::profiling_job(name));
            RequestStep::Report(profiling_failed(request, error, now))
        });
    };
    let ended = match job_progress(job, facts.pods) {
        Progress::Running => return RequestStep::Rest,
        Progress::Failed(error) => {
            return RequestStep::Report(profiling_failed(request, error, now));
        }
        Progress::Complete(ended) => ended,
    };
    let (reason, message) = (
        words::PROFILING_COMPLETED,
        "Profiling job completed successfully",
    );
    let report =
        Report::of(request).condition(request, words::PROFILING, true, reason, message, now);
    let Some(found) = facts.output else {
        return missing_for(ended.as_ref(), now).unwrap_or_else(|| {
            let output = names::profiling_output(name);
            let error = format!(
                "output ConfigMap {output} not found - profiling may not have completed yet"
            );
            RequestStep::Report(generation_failed(report, request, error, now))
        });
    };
    match generated(request, found) {
        Ok(generated) => {
            let report = output::note(report, request, &generated);
            RequestStep::Ingest(Box::new(generated), spec_generated(report, request, now))
        }
        Err(error) => {
            RequestStep::Report(generation_failed(report, request, error.to_string(), now))
        }
    }
}

/// Waits for an object that must be there, for a while after `since`.
fn missing_for(since: Option<&Time>, now: &Time) -> Option<RequestStep> {
    let passed = now.0.as_second() - since?.0.as_second();
    let left = PATIENCE.whole_seconds() - passed;
    (left > 0).then(|| RequestStep::Wait(Duration::from_seconds(left.min(5))))
}

fn profiling_failed(request: &DynamoGraphDeploymentRequest, error: String, now: &Time) -> Report {
    Report::of(request)
        .state(words::STATE_FAILED)
        .event(Event::warning(
            events::PROFILING_CHECK_FAILED,
            error.clone(),
        ))
        .condition(
            request,
            words::PROFILING,
            false,
            words::PROFILING_FAILED,
            error,
            now,
        )
}

fn generation_failed(
    report: Report,
    request: &DynamoGraphDeploymentRequest,
    error: String,
    now: &Time,
) -> Report {
    report
        .state(words::STATE_FAILED)
        .event(Event::warning(events::GENERATION_FAILED, error.clone()))
        .condition(
            request,
            words::SPEC_GENERATED,
            false,
            words::GENERATION_FAILED,
            error,
            now,
        )
}

fn spec_generated(report: Report, request: &DynamoGraphDeploymentRequest, now: &Time) -> Report {
    let told = "DynamoGraphDeployment spec generated successfully";
    let (state, message) = if request.spec.auto_apply {
        (words::STATE_DEPLOYING, told)
    } else {
        let message = "Generated spec is available in status.generatedDeployment";
        (words::STATE_READY, message)
    };
    report
        .state(state)
        .event(Event::normal(events::SPEC_GENERATED, told))
        .condition(
            request,
            words::SPEC_GENERATED,
            true,
            events::SPEC_GENERATED,
            message,
            now,
        )
        .goes_on()
}
