//! Names, owners, labels and annotations.

use super::path::{Step, Step::Index as I, Step::Key as K, at};
use super::reason::Origin;
use super::scope::{Given, Service, flag, is_name, is_text, made};
use crate::object::{Action, Planned};
use serde_json::Value as Json;
use stator_api::{annotations, labels, names};

/// Which labels and annotations of a service reach an object or a pod.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Reach {
    /// The service's own.
    Own,
    /// Those for its pods as well.
    Pods,
}

/// Explains a field of any object's metadata, but for its name, labels and annotations of services.
pub(super) fn common(
    given: &Given<'_>,
    planned: &Planned,
    service: Option<&Service<'_>>,
    path: &[Step<'_>],
    value: &Json,
) -> Option<Origin> {
    const OWNER: &str = "owner: the object goes when its owner goes";
    match path {
        [K("apiVersion")] => Some(Origin::Rule("version of the kind's API")),
        [K("kind")] => Some(Origin::Rule(planned.why)),
        [K("metadata"), K("namespace")] => given.is_namespace(value),
        [K("metadata"), K("ownerReferences"), I(0), below] => match below {
            K("name") => {
                let component = || service.and_then(|s| s.is_component_name(given, value));
                given.is_own_name(value).or_else(component)
            }
            K("uid") => given
                .user(&[K("metadata"), K("uid")], value)
                .or(Some(Origin::Rule("known when the owner exists"))),
            _ => Some(Origin::Rule(OWNER)),
        },
        [K("metadata"), K("annotations"), K(key)] if planned.action == Action::Sync => match *key {
            annotations::LAST_APPLIED_HASH => Some(Origin::Rule(
                "hash of the spec, by which a change of the plan is found",
            )),
            annotations::LAST_APPLIED_GENERATION => Some(Origin::Rule(
                "generation, by which a change by others is found",
            )),
            _ => None,
        },
        _ => None,
    }
}

/// The name of an object that is made for a service.
pub(super) fn service_object_name(
    given: &Given<'_>,
    service: &Service<'_>,
    value: &Json,
) -> Option<Origin> {
    let name = service.component_name(given);
    service
        .is_component_name(given, value)
        .or_else(|| {
            is_name(
                value,
                &names::production(&name),
                "component-p, its second Service",
            )
        })
        .or_else(|| is_name(value, &names::debug(&name), "component-d, for debugging"))
        .or_else(|| {
            let replicas = service.spec.replicas.unwrap_or(1);
            let mut indices = 0..replicas;
            indices
                .any(|index| value.as_str() == Some(&names::leader_worker_set(&name, index)))
                .then_some(Origin::Name("component-index of the replica"))
        })
}

/// A label of an object or a pod that is made for a service.
pub(super) fn label(
    given: &Given<'_>,
    service: &Service<'_>,
    reach: Reach,
    key: &str,
    value: &Json,
) -> Option<Origin> {
    let own = || {
        let path = service.path(&[K("labels")]);
        given.user(&[path.as_slice(), &[K(key)]].concat(), value)
    };
    let of_component = || given.user(&[K("metadata"), K("labels"), K(key)], value);
    let extra = || {
        let path = service.path(&[K("extraPodMetadata"), K("labels")]);
        given.user(&[path.as_slice(), &[K(key)]].concat(), value)
    };
    let laid_over = if reach == Reach::Pods { extra() } else { None };
    let laid_over = laid_over.or_else(|| {
        if given.is_graph() {
            None
        } else {
            of_component()
        }
    });
    laid_over
        .or_else(|| generated_label(given, service, key, value))
        .or_else(own)
}

fn generated_label(
    given: &Given<'_>,
    service: &Service<'_>,
    key: &str,
    value: &Json,
) -> Option<Origin> {
    let field = |name| given.user(&service.path(&[K(name)]), value);
    match key {
        labels::DYNAMO_GRAPH_DEPLOYMENT_NAME => {
            let stranger = || is_text(value, "", "a component alone has no graph");
            if given.is_graph() {
                given.is_own_name(value)
            } else {
                None
            }
            .or_else(stranger)
        }
        labels::DYNAMO_COMPONENT if given.is_graph() => {
            let is_key = value.as_str() == Some(service.key);
            is_key.then(|| made(service.root(), "key of the service"))
        }
        labels::DYNAMO_NAMESPACE => service.is_dynamo_namespace(given, value),
        labels::SELECTOR => service_object_name(given, service, value),
        labels::DYNAMO_COMPONENT_TYPE => field("componentType"),
        labels::DYNAMO_SUB_COMPONENT_TYPE => field("subComponentType"),
        labels::DYNAMO_BASE_MODEL_HASH => {
            let path = service.path(&[K("modelRef"), K("name")]);
            let hash = names::model_hash(given.text(&path)?);
            (value.as_str() == Some(&hash)).then(|| made(&path, "hash of the model's name"))
        }
        labels::METRICS_ENABLED => metrics(given, service, value),
        labels::KAI_QUEUE => queue(given, value),
        labels::INSTANCE_ID => Some(Origin::Rule("index of the replica")),
        labels::ROLE => is_text(value, labels::ROLE_LEADER, "the first of several nodes")
            .or_else(|| is_text(value, labels::ROLE_WORKER, "every other of several nodes")),
        labels::DYNAMO_DEPLOYMENT_TARGET_TYPE => {
            is_text(value, labels::TARGET_TYPE_DEBUG, "selects the debug pods")
        }
        labels::DYNAMO_DISCOVERY_BACKEND | labels::DYNAMO_DISCOVERY_ENABLED => {
            Some(given.discovery(Some(service)))
        }
        _ => None,
    }
}

fn metrics(given: &Given<'_>, service: &Service<'_>, value: &Json) -> Option<Origin> {
    const HOW: &str = "metrics are collected unless this says `false`";
    if value.as_str() != Some(labels::TRUE) {
        return None;
    }
    let key = K(annotations::ENABLE_METRICS);
    let of_graph = vec![K("metadata"), K("annotations"), key];
    let of_service = service.path(&[K("annotations"), key]);
    let said = [of_graph, of_service]
        .into_iter()
        .find(|path| at(given.stored, path).is_some());
    Some(match said {
        Some(path) => made(&path, HOW),
        None => Origin::Rule("metrics are collected unless an annotation says `false`"),
    })
}

fn queue(given: &Given<'_>, value: &Json) -> Option<Origin> {
    let path = [
        K("metadata"),
        K("annotations"),
        K(annotations::KAI_SCHEDULER_QUEUE),
    ];
    match given
        .text(&path)
        .map(str::trim)
        .filter(|queue| !queue.is_empty())
    {
        Some(queue) if value.as_str() == Some(queue) => Some(
            given
                .user(&path, value)
                .unwrap_or_else(|| made(&path, "without the spaces around it")),
        ),
        Some(_) => None,
        None => is_text(
            value,
            stator_api::defaults::KAI_QUEUE,
            "queue of graphs that name none",
        ),
    }
}

/// An annotation of an object or a pod that is made for a service.
pub(super) fn annotation(
    given: &Given<'_>,
    service: &Service<'_>,
    reach: Reach,
    key: &str,
    value: &Json,
) -> Option<Origin> {
    if key == annotations::VOLCANO_GROUP_NAME {
        return service_object_name(given, service, value);
    }
    let below = |fields: &[Step<'static>]| {
        let path = service.path(fields);
        given.user(&[path.as_slice(), &[K(key)]].concat(), value)
    };
    let extra = || below(&[K("extraPodMetadata"), K("annotations")]);
    let own = || below(&[K("annotations")]);
    let model = || {
        let path = service.path(&[K("modelRef"), K("name")]);
        (key == annotations::DYNAMO_BASE_MODEL).then(|| given.user(&path, value))?
    };
    let stamp = || (key == annotations::RESTART_AT).then(|| restart(given, value))?;
    let handed_down = || {
        let handed_down = [
            annotations::ENABLE_METRICS,
            annotations::DYNAMO_DISCOVERY_BACKEND,
        ];
        let path = [K("metadata"), K("annotations"), K(key)];
        (given.is_graph() && handed_down.contains(&key)).then(|| given.user(&path, value))?
    };
    let discovery = || {
        let set = &given.config().discovery_backend;
        let is_it = key == annotations::DYNAMO_DISCOVERY_BACKEND;
        (is_it && value.as_str() == Some(set)).then(|| flag("discovery-backend", set))
    };
    let extra = || if reach == Reach::Pods { extra() } else { None };
    model()
        .or_else(stamp)
        .or_else(extra)
        .or_else(handed_down)
        .or_else(own)
        .or_else(discovery)
}

/// The stamp of a restart: the one asked for, or the one that the graph's status or pods carry.
fn restart(given: &Given<'_>, value: &Json) -> Option<Origin> {
    given
        .user(&[K("spec"), K("restart"), K("id")], value)
        .or_else(|| {
            let noted = at(given.stored, &[K("status"), K("restart"), K("observedID")]);
            Some(if noted == Some(value) {
                made(
                    &[K("status"), K("restart"), K("observedID")],
                    "restart that was done last",
                )
            } else {
                Origin::Observed("restart that the running pods were made for")
            })
        })
}

/// A label of generated RBAC objects.
pub(super) fn rbac_label(key: &str, value: &Json, name: Option<Origin>) -> Option<Origin> {
    const WHY: &str = "label of generated RBAC objects";
    match key {
        labels::APP_MANAGED_BY => is_text(value, labels::MANAGED_BY_OPERATOR, WHY),
        labels::APP_COMPONENT => is_text(value, labels::COMPONENT_RBAC, WHY),
        labels::APP_NAME => name,
        _ => None,
    }
}
