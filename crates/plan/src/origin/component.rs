//! Fields of DynamoComponentDeployments.

use super::metadata::{self, Reach};
use super::path::{Step, Step::Index as I, Step::Key as K, at};
use super::reason::Origin;
use super::routes;
use super::scope::{Given, Service, is_text, made};
use serde_json::{Map, Value as Json};
use stator_api::{defaults, env, groups, names};

/// Explains a field of a component that a graph makes.
pub(super) fn explain<'a>(
    given: &Given<'a>,
    service: &Service<'a>,
    object: &'a Json,
    path: &[Step<'a>],
    value: &Json,
) -> Option<Origin> {
    match path {
        [K("metadata"), K("name")] => service.is_component_name(given, value),
        [K("metadata" | "spec"), K("labels"), K(key)] => {
            metadata::label(given, service, Reach::Own, key, value)
        }
        [K("spec"), K("annotations"), K(key)] => {
            metadata::annotation(given, service, Reach::Own, key, value)
        }
        [K("spec"), below @ ..] => spec(given, service, object, below, value),
        _ => None,
    }
}

fn spec<'a>(
    given: &Given<'a>,
    service: &Service<'a>,
    object: &'a Json,
    path: &[Step<'a>],
    value: &Json,
) -> Option<Origin> {
    let own = || given.user(&service.path(path), value);
    match path {
        [K("backendFramework")] => given.user(&[K("spec"), K("backendFramework")], value),
        [K("serviceName")] => {
            let is_key = value.as_str() == Some(service.key);
            is_key.then(|| made(service.root(), "key of the service"))
        }
        [K("dynamoNamespace")] => service.is_dynamo_namespace(given, value),
        [K("envs"), I(index), below @ ..] => {
            let name = at(object, &[K("spec"), K("envs"), I(*index), K("name")])?.as_str()?;
            variable(given, service, name, below, value)
        }
        [K("extraPodSpec"), K("serviceAccountName")] => {
            own().or_else(|| is_text(value, names::PLANNER_SERVICE_ACCOUNT, "account of planners"))
        }
        [K("ingress"), below @ ..] if service.spec.ingress.is_none() => {
            routes::default_ingress(given, below, value)
        }
        [K("eppConfig"), K("config"), below @ ..] => {
            own().or_else(|| picker_config(given, service, below, value))
        }
        [K("sharedMemory"), K("size")] => given
            .amount(&service.path(path), value)
            .or_else(|| is_text(value, "0", "Go writes a size that is not given as zero")),
        [K("replicas")] => {
            let configured = || deployment_config(given, service);
            own().or_else(configured)
        }
        // What says nothing but defaults is left empty.
        [K("ingress" | "scalingAdapter")] if *value == Json::Object(Map::new()) => {
            Some(made(&service.path(path), "without what Go leaves out"))
        }
        [K("resources"), ..] => own().or_else(|| deployment_config(given, service)),
        _ => own(),
    }
}

/// A variable of the service or of the whole graph; the service's wins.
fn variable<'a>(
    given: &Given<'a>,
    service: &Service<'a>,
    name: &str,
    below: &[Step<'a>],
    value: &Json,
) -> Option<Origin> {
    let lists = [service.path(&[K("envs")]), vec![K("spec"), K("envs")]];
    let named = |item: &Json| item.get("name").and_then(Json::as_str) == Some(name);
    lists.into_iter().find_map(|list| {
        let index = given.items(&list).iter().rposition(named)?;
        let path = [list.as_slice(), &[I(index)], below].concat();
        given.user(&path, value).or_else(|| {
            (name == env::DYN_DEPLOYMENT_CONFIG)
                .then(|| made(&path, "with the frontend's port, as the operator writes it"))
        })
    })
}

/// `DYN_DEPLOYMENT_CONFIG`, where the service has it, by which older graphs give replicas and
/// resources.
pub(super) fn deployment_config(given: &Given<'_>, service: &Service<'_>) -> Option<Origin> {
    if !given.is_graph() {
        return None;
    }
    let lists = [service.path(&[K("envs")]), vec![K("spec"), K("envs")]];
    let named =
        |item: &Json| item.get("name").and_then(Json::as_str) == Some(env::DYN_DEPLOYMENT_CONFIG);
    lists.into_iter().find_map(|list| {
        let index = given.items(&list).iter().rposition(named)?;
        let path = [list.as_slice(), &[I(index), K("value")]].concat();
        Some(made(
            &path,
            "what the deployment configuration variable says of the service",
        ))
    })
}

/// What the typed form of a picker's configuration adds to what the user wrote.
fn picker_config<'a>(
    given: &Given<'a>,
    service: &Service<'a>,
    below: &[Step<'a>],
    value: &Json,
) -> Option<Origin> {
    const FIXED: &str = "an endpoint picker's configuration has this identity";
    match below {
        [K("apiVersion")] => is_text(value, groups::ENDPOINT_PICKER_CONFIG_API_VERSION, FIXED),
        [K("kind")] => is_text(value, groups::ENDPOINT_PICKER_CONFIG_KIND, FIXED),
        [K("saturationDetector"), K("metricsStalenessThreshold")] => {
            let path = service.path(&[&[K("eppConfig"), K("config")], below].concat());
            let said = given.text(&path).is_some();
            Some(if said {
                made(&path, "as Go writes durations")
            } else {
                Origin::Rule("Go writes a duration that is not given as zero")
            })
        }
        _ if value.is_null() || value.as_str() == Some("") => Some(Origin::Rule(
            "Go writes a field of the configuration that is not given as empty",
        )),
        _ => None,
    }
}

/// The port that a component type has, in its Service and in what leads there.
pub(super) fn is_port_of(component_type: &str, value: &Json) -> Option<Origin> {
    let port = match component_type {
        defaults::COMPONENT_TYPE_FRONTEND => defaults::FRONTEND_PORT,
        defaults::COMPONENT_TYPE_EPP => defaults::EPP_GRPC_PORT,
        _ => defaults::SYSTEM_PORT,
    };
    (value.as_i64() == Some(i64::from(port)))
        .then(|| Origin::ComponentType(component_type.to_owned()))
}
