//! A model's endpoints, the requests that load and unload a LoRA, and its status.

use super::condition::{Said, set};
use super::event::Event;
use k8s_openapi::api::discovery::v1::EndpointSlice;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::Time;
use serde_json::{Value as Json, json};
use stator_api::conditions::{VALID, VALIDATION_FAILED, VALIDATION_PASSED, model as reasons};
use stator_api::dynamo::{DynamoModel, DynamoModelStatus, ModelEndpoint};
use stator_api::{defaults, events, labels};
use std::collections::BTreeSet;
use std::fmt::Write as _;

/// A pod that may serve a model.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Candidate {
    /// Name of the pod.
    pub pod: String,
    /// URL of its system server.
    pub address: String,
}

/// Gives the pods behind a base model's slices, by pod and address.
///
/// Whether an endpoint is ready does not count, because a LoRA may be loaded into one that is not
/// yet. One that ends and serves no more is left out.
pub fn candidates<'a>(slices: impl IntoIterator<Item = &'a EndpointSlice>) -> Vec<Candidate> {
    let mut found = Vec::new();
    for endpoint in slices.into_iter().flat_map(|slice| slice.endpoints.iter()) {
        let conditions = endpoint.conditions.as_ref();
        let is_gone = conditions.is_some_and(|conditions| {
            conditions.terminating == Some(true) && conditions.serving == Some(false)
        });
        let pod = endpoint
            .target_ref
            .as_ref()
            .filter(|target| target.kind.as_deref() == Some("Pod"));
        let (Some(pod), false) = (pod, is_gone) else {
            continue;
        };
        found.extend(endpoint.addresses.iter().map(|host| Candidate {
            pod: pod.name.clone().unwrap_or_default(),
            address: address(host),
        }));
    }
    found.sort();
    found
}

fn address(host: &str) -> String {
    let port = defaults::SYSTEM_PORT;
    if host.contains(':') {
        format!("http://[{host}]:{port}")
    } else {
        format!("http://{host}:{port}")
    }
}

/// Counts the Services that the slices belong to.
pub fn number_of_services<'a>(slices: impl IntoIterator<Item = &'a EndpointSlice>) -> usize {
    let names: BTreeSet<&str> = slices
        .into_iter()
        .filter_map(|slice| slice.metadata.labels.as_ref()?.get(labels::SERVICE_NAME))
        .map(String::as_str)
        .filter(|name| !name.is_empty())
        .collect();
    names.len()
}

/// One HTTP request to a candidate.
#[derive(Clone, PartialEq, Debug)]
pub struct LoraRequest {
    /// `POST` or `DELETE`.
    pub method: &'static str,
    /// Where to.
    pub url: String,
    /// JSON body, where there is one.
    pub body: Option<Json>,
}

/// The request that loads a model's LoRA; `None` where the model says no source.
pub fn load_request(model: &DynamoModel, address: &str) -> Option<LoraRequest> {
    let source = model
        .spec
        .source
        .as_ref()
        .filter(|source| !source.uri.is_empty())?;
    Some(LoraRequest {
        method: "POST",
        url: format!("{}/v1/loras", address.trim_end_matches('/')),
        body: Some(json!({"lora_name": model.spec.model_name, "source": {"uri": source.uri}})),
    })
}

/// The request that unloads a LoRA by its name; `None` for a name that is no path.
///
/// A slash in the name separates path segments, as the server expects; everything else is escaped.
pub fn unload_request(name: &str, address: &str) -> Option<LoraRequest> {
    let mut url = format!("{}/v1/loras", address.trim_end_matches('/'));
    for segment in name.split('/') {
        if matches!(segment, "" | "." | "..") {
            return None;
        }
        url.push('/');
        for byte in segment.bytes() {
            if byte.is_ascii_alphanumeric() || b"-._~:@!$&'()*+,;=".contains(&byte) {
                url.push(char::from(byte));
            } else {
                let _ = write!(url, "%{byte:02X}");
            }
        }
    }
    Some(LoraRequest {
        method: "DELETE",
        url,
        body: None,
    })
}

/// What a candidate answered.
#[derive(Clone, Copy, Debug)]
pub struct LoraAnswer<'a> {
    /// HTTP status.
    pub status: u16,
    /// Body as text.
    pub body: &'a str,
}

impl LoraAnswer<'_> {
    /// Says whether the LoRA is loaded.
    ///
    /// A worker answers 200 also when its engine refused; its body says so. The reference does not
    /// look.
    ///
    /// # Errors
    /// What went wrong, in words.
    pub fn loaded(&self) -> Result<(), String> {
        let is_error =
            serde_json::from_str::<Json>(self.body).is_ok_and(|body| body["status"] == "error");
        if self.is_success() && !is_error {
            Ok(())
        } else {
            Err(self.failure("load"))
        }
    }

    /// Says whether the LoRA is unloaded; one that was not loaded is.
    ///
    /// # Errors
    /// What went wrong, in words.
    pub fn unloaded(&self) -> Result<(), String> {
        if self.is_success() || self.status == 404 {
            Ok(())
        } else {
            Err(self.failure("unload"))
        }
    }

    fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }

    fn failure(&self, what: &str) -> String {
        format!(
            "{what} LoRA failed with status {}: {}",
            self.status, self.body
        )
    }
}

/// How a pass over a model went.
#[derive(Clone, Copy, Debug)]
pub enum ModelPass<'a> {
    /// The spec breaks a rule.
    Invalid(&'a str),
    /// The candidates were found and, for a LoRA, asked to load it.
    Probed {
        /// Services that offer the base model.
        services: usize,
        /// Every candidate, with whether it has the LoRA; never ready where the model is none.
        endpoints: &'a [ModelEndpoint],
        /// Why loading failed as a whole or in part.
        error: Option<&'a str>,
    },
}

/// What comes of a pass over a model.
#[derive(Clone, Debug)]
pub struct ModelReport {
    /// The status to write.
    pub status: DynamoModelStatus,
    /// What to tell.
    pub events: Vec<Event>,
    /// Whether to try again in [`defaults::LORA_RETRY`].
    pub retry: bool,
}

/// Gives the status of a model after a pass.
pub fn model_status(model: &DynamoModel, pass: &ModelPass<'_>, now: &Time) -> ModelReport {
    let mut report = ModelReport {
        status: model.status.clone().unwrap_or_default(),
        events: Vec::new(),
        retry: false,
    };
    let generation = model.metadata.generation;
    let say = |status: &mut DynamoModelStatus, kind, is_true, reason, message: String| {
        set(
            &mut status.conditions,
            Said {
                kind,
                is_true,
                reason,
                message,
                generation,
            },
            now,
        );
    };
    let status = &mut report.status;
    let (services, endpoints, error) = match *pass {
        ModelPass::Invalid(text) => {
            say(
                status,
                VALID,
                false,
                VALIDATION_FAILED,
                format!("Validation failed: {text}"),
            );
            report
                .events
                .push(Event::warning(events::VALIDATION_FAILED, text));
            return report;
        }
        ModelPass::Probed {
            services,
            endpoints,
            error,
        } => (services, endpoints, error),
    };
    say(
        status,
        VALID,
        true,
        VALIDATION_PASSED,
        "DynamoModel spec is valid".to_owned(),
    );
    let base = &model.spec.base_model_name;
    let total = endpoints.len();
    let ready = endpoints.iter().filter(|endpoint| endpoint.ready).count();
    status.endpoints = endpoints.to_vec();
    status.total_endpoints = total as i64;
    status.ready_endpoints = ready as i64;
    if total == 0 && error.is_none() {
        let message = format!("No endpoint slices found for base model {base}");
        let none = reasons::NO_SERVICES_FOUND;
        say(
            status,
            reasons::SERVICES_FOUND,
            false,
            none,
            message.clone(),
        );
        say(
            status,
            reasons::ENDPOINTS_READY,
            false,
            reasons::NO_ENDPOINTS,
            message.clone(),
        );
        report
            .events
            .push(Event::warning(events::NO_ENDPOINTS_FOUND, message));
        return report;
    }
    let is_lora = model.spec.is_lora();
    report.retry = error.is_some() || is_lora && ready < total;
    if let Some(error) = error {
        let message = format!("Some endpoints failed to load LoRA: {error}");
        report
            .events
            .push(Event::warning(events::PARTIAL_ENDPOINT_FAILURE, message));
    }
    let (found, reason, message) = if services > 0 {
        (
            true,
            reasons::SERVICES_FOUND,
            format!("Found {services} service(s)"),
        )
    } else {
        let message = "No services associated with endpoint slices".to_owned();
        (false, reasons::NO_SERVICES_FOUND, message)
    };
    say(status, reasons::SERVICES_FOUND, found, reason, message);
    let (is_ready, reason, message, event) = endpoints_condition(base, is_lora, ready, total);
    say(status, reasons::ENDPOINTS_READY, is_ready, reason, message);
    report.events.extend(event);
    report
}

fn endpoints_condition(
    base: &str,
    is_lora: bool,
    ready: usize,
    total: usize,
) -> (bool, &'static str, String, Option<Event>) {
    if total == 0 {
        return (
            false,
            reasons::NO_ENDPOINTS,
            "No endpoints found".to_owned(),
            None,
        );
    }
    if !is_lora {
        let told = format!("Discovered {total} endpoints for base model {base}");
        let message = format!("Found {total} endpoint(s) for base model");
        let event = Event::normal(events::ENDPOINTS_DISCOVERED, told);
        return (true, reasons::ENDPOINTS_DISCOVERED, message, Some(event));
    }
    if ready == total {
        let told = format!("All {total} endpoints ready for base model {base}");
        let event = Event::normal(events::ENDPOINTS_READY, told);
        let message = format!("All {total} endpoint(s) are ready");
        return (true, reasons::ALL_ENDPOINTS_READY, message, Some(event));
    }
    let told = format!("Only {ready} of {total} endpoints ready for base model {base}");
    let event = Event::warning(events::NOT_READY, told);
    let message = format!("Found {ready} ready endpoint(s) out of {total} total");
    (false, reasons::NOT_READY, message, Some(event))
}

/// Gives the event that tells how unloading from all candidates went.
pub fn unload_event(total: usize, error: Option<&str>) -> Event {
    match error {
        None => Event::normal(
            events::LORA_UNLOADED,
            format!("Unloaded LoRA from {total} endpoint(s)"),
        ),
        Some(error) => {
            let message = format!("Failed to unload LoRA from some endpoints: {error}");
            Event::warning(events::LORA_UNLOAD_FAILED, message)
        }
    }
}
