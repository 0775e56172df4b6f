//! What is written to a request, and told about it.

use crate::status::{Event, Said, set};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::Time;
use stator_api::conditions::request as words;
use stator_api::dynamo::{DynamoGraphDeploymentRequest, DynamoGraphDeploymentRequestStatus};
use stator_api::{annotations, events};
use std::collections::BTreeMap;

/// What is written to a request, and told about it.
#[derive(Clone, PartialEq, Debug)]
pub struct Report {
    /// The status; written where it differs from the stored one.
    pub status: DynamoGraphDeploymentRequestStatus,
    /// Annotations to merge into the request before its status is written.
    pub annotations: BTreeMap<String, String>,
    /// What to tell.
    pub events: Vec<Event>,
    /// Whether to go on at once: the state changed and has something to do.
    pub goes_on: bool,
}

impl Report {
    /// A report that changes nothing yet.
    pub(super) fn of(request: &DynamoGraphDeploymentRequest) -> Self {
        Self {
            status: request.status.clone().unwrap_or_default(),
            annotations: BTreeMap::new(),
            events: Vec::new(),
            goes_on: false,
        }
    }

    /// Moves to a state.
    pub(super) fn state(mut self, state: &str) -> Self {
        state.clone_into(&mut self.status.state);
        self
    }

    pub(super) fn event(mut self, event: Event) -> Self {
        self.events.push(event);
        self
    }

    pub(super) fn goes_on(mut self) -> Self {
        self.goes_on = true;
        self
    }

    /// Sets a condition about the spec of the request.
    pub(super) fn condition(
        mut self,
        request: &DynamoGraphDeploymentRequest,
        kind: &'static str,
        is_true: bool,
        reason: &'static str,
        message: impl Into<String>,
        now: &Time,
    ) -> Self {
        let generation = request.metadata.generation;
        let said = Said {
            kind,
            is_true,
            reason,
            message: message.into(),
            generation,
        };
        set(&mut self.status.conditions, said, now);
        self
    }

    /// Sets the condition about the created graph, which names no generation.
    pub(super) fn deployment_ready(
        mut self,
        is_true: bool,
        reason: &'static str,
        message: impl Into<String>,
        now: &Time,
    ) -> Self {
        let kind = words::DEPLOYMENT_READY;
        let said = Said {
            kind,
            is_true,
            reason,
            message: message.into(),
            generation: None,
        };
        set(&mut self.status.conditions, said, now);
        self
    }

    /// Notes the spec that the request is worked on with.
    ///
    /// The generation is what the reference compares; the hash lets a spec that was changed and
    /// changed back count as the same one.
    pub(super) fn accepts(mut self, request: &DynamoGraphDeploymentRequest) -> Self {
        self.status.observed_generation = request.metadata.generation.unwrap_or_default();
        self.annotations.insert(
            annotations::LAST_APPLIED_HASH.to_owned(),
            accepted_hash(request),
        );
        self
    }
}

/// The hash of a request's spec.
pub(super) fn accepted_hash(request: &DynamoGraphDeploymentRequest) -> String {
    let spec = serde_json::to_value(&request.spec).unwrap_or_default();
    crate::sync::spec_hash(&spec)
}

/// The event of a spec that was changed too late.
pub(super) fn rejected(state: &str) -> Event {
    let message = format!(
        "Cannot modify spec in state '{state}'. DynamoGraphDeploymentRequest is immutable once profiling starts. Create a new resource with a different name instead."
    );
    Event::warning(events::SPEC_CHANGE_REJECTED, message)
}
