//! Fields of what runs pods: Deployments, LeaderWorkerSets with PodGroups, PodCliqueSets.

use super::metadata::{self, Reach};
use super::path::{Step, Step::Index as I, Step::Key as K, at};
use super::pod::Pod;
use super::reason::Origin;
use super::scope::{Given, Service, is_flag, is_name, is_text, made};
use crate::backend::Framework;
use crate::pod::Role;
use serde_json::Value as Json;
use stator_api::foreign::grove::{STARTUP_ANY_ORDER, STARTUP_EXPLICIT};
use stator_api::{annotations, defaults, labels, names};

/// Explains a field of a Deployment.
pub(super) fn deployment<'a>(
    given: &Given<'a>,
    service: &Service<'a>,
    object: &'a Json,
    path: &[Step<'a>],
    value: &Json,
) -> Option<Origin> {
    match path {
        [K("metadata"), below @ ..] => own_metadata(given, service, below, value),
        [K("spec"), K("replicas")] if is_debug(object) => {
            (value.as_i64() == Some(1)).then_some(Origin::Rule("one debug pod"))
        }
        [K("spec"), K("replicas")] => replicas(given, service, value),
        [
            K("spec"),
            K("selector"),
            K("matchLabels"),
            K(labels::SELECTOR),
        ] => metadata::service_object_name(given, service, value),
        [K("spec"), K("strategy"), below @ ..] => strategy(given, service, below, value),
        [K("spec"), K("template"), below @ ..] => {
            let spec = at(object, &[K("spec"), K("template"), K("spec")])?;
            template(given, service, Role::Main, spec, below, value)
        }
        _ => None,
    }
}

/// Whether a Deployment is the debug twin of another one.
fn is_debug(deployment: &Json) -> bool {
    let marks = deployment.pointer("/spec/template/metadata/labels");
    let label = marks.and_then(|marks| marks.get(labels::DYNAMO_DEPLOYMENT_TARGET_TYPE));
    label.and_then(Json::as_str) == Some(labels::TARGET_TYPE_DEBUG)
}

/// Explains a field of a LeaderWorkerSet.
pub(super) fn leader_worker_set<'a>(
    given: &Given<'a>,
    service: &Service<'a>,
    object: &'a Json,
    path: &[Step<'a>],
    value: &Json,
) -> Option<Origin> {
    match path {
        [K("metadata"), below @ ..] => own_metadata(given, service, below, value),
        [K("spec"), K("replicas")] => Some(Origin::Rule("one set a replica")),
        [K("spec"), K("startupPolicy")] => {
            Some(Origin::Rule("workers start when their leader exists"))
        }
        [K("spec"), K("leaderWorkerTemplate"), below @ ..] => match below {
            [K("size")] => nodes(given, service, value),
            [K(half @ ("leaderTemplate" | "workerTemplate")), below @ ..] => {
                let spec = [K("spec"), K("leaderWorkerTemplate"), K(half), K("spec")];
                let role = if *half == "leaderTemplate" {
                    Role::Leader
                } else {
                    Role::Worker
                };
                template(given, service, role, at(object, &spec)?, below, value)
            }
            _ => None,
        },
        _ => None,
    }
}

/// Explains a field of a PodGroup.
pub(super) fn pod_group<'a>(
    given: &Given<'a>,
    service: &Service<'a>,
    path: &[Step<'a>],
    value: &Json,
) -> Option<Origin> {
    match path {
        [K("metadata"), below @ ..] => own_metadata(given, service, below, value),
        [K("spec"), K("minMember")] => nodes(given, service, value),
        _ => None,
    }
}

fn own_metadata<'a>(
    given: &Given<'a>,
    service: &Service<'a>,
    path: &[Step<'a>],
    value: &Json,
) -> Option<Origin> {
    match path {
        [K("name")] => metadata::service_object_name(given, service, value),
        [K("labels"), K(key)] => metadata::label(given, service, Reach::Own, key, value),
        [K("annotations"), K(key)] => metadata::annotation(given, service, Reach::Pods, key, value),
        _ => None,
    }
}

fn template<'a>(
    given: &Given<'a>,
    service: &Service<'a>,
    role: Role,
    spec: &'a Json,
    path: &[Step<'a>],
    value: &Json,
) -> Option<Origin> {
    match path {
        [K("metadata"), K("labels"), K(key)] => {
            metadata::label(given, service, Reach::Pods, key, value)
        }
        [K("metadata"), K("annotations"), K(key)] => {
            metadata::annotation(given, service, Reach::Pods, key, value)
        }
        [K("spec"), below @ ..] => Pod {
            given,
            service,
            role,
            spec,
        }
        .explain(below, value),
        _ => None,
    }
}

fn replicas(given: &Given<'_>, service: &Service<'_>, value: &Json) -> Option<Origin> {
    let said = given.user(&service.path(&[K("replicas")]), value);
    said.or_else(|| super::component::deployment_config(given, service))
}

fn nodes(given: &Given<'_>, service: &Service<'_>, value: &Json) -> Option<Origin> {
    given.user(&service.path(&[K("multinode"), K("nodeCount")]), value)
}

fn strategy<'a>(
    given: &Given<'a>,
    service: &Service<'a>,
    path: &[Step<'a>],
    value: &Json,
) -> Option<Origin> {
    let (key, default) = match path {
        [K("type")] => (
            annotations::DEPLOYMENT_STRATEGY,
            defaults::STRATEGY_ROLLING_UPDATE,
        ),
        [K("rollingUpdate"), K("maxSurge")] => (
            annotations::DEPLOYMENT_ROLLING_UPDATE_MAX_SURGE,
            defaults::ROLLING_UPDATE,
        ),
        [K("rollingUpdate"), K("maxUnavailable")] => (
            annotations::DEPLOYMENT_ROLLING_UPDATE_MAX_UNAVAILABLE,
            defaults::ROLLING_UPDATE,
        ),
        _ => return None,
    };
    let said = [K("extraPodMetadata"), K("annotations"), K(key)];
    let places = [service.path(&said), service.path(&said[1..])];
    let place = places.into_iter().find(|place| given.text(place).is_some());
    let asked = place.and_then(|place| {
        let number = || {
            let written = given.text(&place)?.parse::<i64>().ok()?;
            (value.as_i64() == Some(written)).then(|| made(&place, "as a number"))
        };
        given.user(&place, value).or_else(number)
    });
    asked.or_else(|| {
        is_text(
            value,
            default,
            "how Deployments are updated unless annotated",
        )
    })
}

/// Explains a field of a PodCliqueSet.
pub(super) fn pod_clique_set<'a>(
    given: &Given<'a>,
    services: &[Service<'a>],
    object: &'a Json,
    path: &[Step<'a>],
    value: &Json,
) -> Option<Origin> {
    match path {
        [K("metadata"), K("name")] => given.is_own_name(value),
        [K("spec"), K("replicas")] => Some(Origin::Rule("one set a graph")),
        [K("spec"), K("template"), below @ ..] => match below {
            [K("cliqueStartupType")] => {
                is_text(value, STARTUP_ANY_ORDER, "no clique waits for another").or_else(|| {
                    let why = "leaders that run MPI start after their workers";
                    is_text(value, STARTUP_EXPLICIT, why)
                })
            }
            [K("headlessServiceConfig"), ..] => Some(Origin::Rule(
                "nodes must find each other before they are ready",
            )),
            [K("terminationDelay")] => {
                let delay = given.config().grove_termination_delay.to_string();
                is_flag("grove-termination-delay", &delay, value)
            }
            [K("podCliqueScalingGroups"), I(index), below @ ..] => {
                let service = services
                    .iter()
                    .filter(|s| s.spec.is_multinode())
                    .nth(*index)?;
                scaling_group(given, service, below, value)
            }
            [K("cliques"), I(index), below @ ..] => {
                let cliques = services.iter().flat_map(|service| {
                    let roles: &[Role] = if service.spec.is_multinode() {
                        &[Role::Leader, Role::Worker]
                    } else {
                        &[Role::Main]
                    };
                    roles.iter().map(move |role| (service, *role))
                });
                let (service, role) = cliques.into_iter().nth(*index)?;
                let start = [K("spec"), K("template"), K("cliques"), I(*index)];
                clique(given, service, role, at(object, &start)?, below, value)
            }
            _ => None,
        },
        _ => None,
    }
}

/// How the cliques of a service are called.
fn is_clique_name(service: &Service<'_>, value: &Json) -> Option<Origin> {
    let key = service.key;
    is_name(value, &names::clique(key), "service, in small letters")
        .or_else(|| {
            is_name(
                value,
                &names::leader_clique(key),
                "service-ldr, in small letters",
            )
        })
        .or_else(|| {
            is_name(
                value,
                &names::worker_clique(key),
                "service-wkr, in small letters",
            )
        })
}

fn scaling_group(
    given: &Given<'_>,
    service: &Service<'_>,
    path: &[Step<'_>],
    value: &Json,
) -> Option<Origin> {
    match path {
        [K("name" | "cliqueNames"), ..] => is_clique_name(service, value),
        [K("replicas")] => given.user(&service.path(&[K("replicas")]), value),
        [K("minAvailable")] => Some(Origin::Rule("one whole group is enough to serve")),
        _ => None,
    }
}

fn clique<'a>(
    given: &Given<'a>,
    service: &Service<'a>,
    role: Role,
    object: &'a Json,
    path: &[Step<'a>],
    value: &Json,
) -> Option<Origin> {
    match path {
        [K("name")] | [K("spec"), K("roleName")] => is_clique_name(service, value),
        [K("labels"), K(key)] => metadata::label(given, service, Reach::Pods, key, value),
        [K("annotations"), K(key)] => metadata::annotation(given, service, Reach::Pods, key, value),
        [K("spec"), K("replicas")] => match role {
            Role::Main => given
                .user(&service.path(&[K("replicas")]), value)
                .or_else(|| {
                    (value.as_i64() == Some(1))
                        .then_some(Origin::Rule("one replica where no number is given"))
                }),
            Role::Leader => Some(Origin::Rule("the first of several nodes")),
            Role::Worker => {
                let path = service.path(&[K("multinode"), K("nodeCount")]);
                let rest = service.spec.number_of_nodes() - 1;
                let how = "all nodes but the leader's";
                (value.as_i64() == Some(rest)).then(|| made(&path, how))
            }
        },
        [K("spec"), K("minAvailable")] => Some(Origin::Rule("one pod is enough to serve")),
        [K("spec"), K("startsAfter"), I(_)] => (service.framework() == Framework::Trtllm)
            .then(|| service.backend("the leader starts after the workers", None)),
        [K("spec"), K("podSpec"), below @ ..] => {
            let spec = at(object, &[K("spec"), K("podSpec")])?;
            Pod {
                given,
                service,
                role,
                spec,
            }
            .explain(below, value)
        }
        _ => None,
    }
}
