//! Fields of what a graph needs besides its workloads.

use super::metadata;
use super::path::{Step, Step::Index as I, Step::Key as K};
use super::reason::Origin;
use super::scope::{Given, Service, is_flag, is_name, is_text, made};
use serde_json::Value as Json;
use stator_api::{defaults, labels, names};

/// How accounts, roles and bindings are called.
fn account_name(given: &Given<'_>, value: &Json) -> Option<Origin> {
    let graph = given.own_name();
    let fixed = [
        (names::PLANNER_SERVICE_ACCOUNT, "account of planners"),
        (names::EPP_SERVICE_ACCOUNT, "account of endpoint pickers"),
    ];
    for (account, rule) in fixed {
        let named = is_text(value, account, rule)
            .or_else(|| is_name(value, &names::role_binding(account), "account-binding"));
        if named.is_some() {
            return named;
        }
    }
    is_name(
        value,
        &names::discovery_service_account(graph),
        "graph-k8s-service-discovery",
    )
    .or_else(|| {
        let rule = "graph-k8s-service-discovery-role";
        is_name(value, &names::discovery_role(graph), rule)
    })
    .or_else(|| {
        let rule = "graph-k8s-service-discovery-binding";
        is_name(value, &names::discovery_role_binding(graph), rule)
    })
}

/// Explains a field of a ServiceAccount, Role or RoleBinding.
pub(super) fn account<'a>(given: &Given<'a>, path: &[Step<'a>], value: &Json) -> Option<Origin> {
    match path {
        [K("metadata"), K("name")] => account_name(given, value),
        [K("metadata"), K("labels"), K(key)] => {
            metadata::rbac_label(key, value, account_name(given, value))
        }
        [K("roleRef"), K("name")] => account_name(given, value).or_else(|| {
            let config = given.config();
            let planner = &config.planner_cluster_role_name;
            is_flag("planner-cluster-role-name", planner, value).or_else(|| {
                is_flag(
                    "epp-cluster-role-name",
                    &config.epp_cluster_role_name,
                    value,
                )
            })
        }),
        [K("roleRef"), _] => Some(Origin::Rule("what is granted")),
        [K("subjects"), I(0), K("name")] => account_name(given, value),
        [K("subjects"), I(0), K("namespace")] => given.is_namespace(value),
        [K("subjects"), I(0), K("kind")] => Some(Origin::Rule("who it is granted to")),
        [K("rules"), I(_), ..] => Some(Origin::Rule(
            "what discovery through the Kubernetes API asks for",
        )),
        _ => None,
    }
}

/// Explains a field of a claim.
pub(super) fn claim<'a>(
    given: &Given<'a>,
    object: &'a Json,
    path: &[Step<'a>],
    value: &Json,
) -> Option<Origin> {
    let name = object.pointer("/metadata/name")?;
    let claims = [K("spec"), K("pvcs")];
    let index = given
        .items(&claims)
        .iter()
        .position(|claim| claim.get("name") == Some(name))?;
    let field = |name| [K("spec"), K("pvcs"), I(index), K(name)];
    match path {
        [K("metadata"), K("name")] => given.user(&field("name"), value),
        [K("spec"), K("accessModes"), I(0)] => given.user(&field("volumeAccessMode"), value),
        [K("spec"), K("resources"), K("requests"), K("storage")] => {
            given.amount(&field("size"), value)
        }
        [K("spec"), K("storageClassName")] => given.user(&field("storageClass"), value),
        _ => None,
    }
}

/// Explains a field of a scaling adapter.
pub(super) fn adapter<'a>(
    given: &Given<'a>,
    service: &Service<'a>,
    path: &[Step<'a>],
    value: &Json,
) -> Option<Origin> {
    let key = || {
        let is_key = value.as_str() == Some(service.key);
        is_key.then(|| made(service.root(), "key of the service"))
    };
    match path {
        [K("metadata"), K("name")] => service.is_component_name(given, value),
        [
            K("metadata"),
            K("labels"),
            K(labels::DYNAMO_GRAPH_DEPLOYMENT_NAME),
        ]
        | [K("spec"), K("dgdRef"), K("name")] => given.is_own_name(value),
        [K("metadata"), K("labels"), K(labels::DYNAMO_COMPONENT)]
        | [K("spec"), K("dgdRef"), K("serviceName")] => key(),
        [K("spec"), K("replicas")] => {
            let said = given.user(&service.path(&[K("replicas")]), value);
            said.or_else(|| {
                (value.as_i64() == Some(1))
                    .then_some(Origin::Rule("one replica where no number is given"))
            })
        }
        _ => None,
    }
}

/// Explains a field of the copy of the ssh key.
pub(super) fn secret<'a>(given: &Given<'a>, path: &[Step<'a>], value: &Json) -> Option<Origin> {
    match path {
        [K("metadata"), K("name")] => {
            let name = &given.config().mpi_run_ssh_secret_name;
            is_flag("mpi-run-ssh-secret-name", name, value)
        }
        [K("type" | "data"), ..] => Some(Origin::Observed(
            "Secret that --mpi-run-ssh-secret-namespace holds",
        )),
        _ => None,
    }
}

/// Explains a field of an endpoint picker's ConfigMap or InferencePool.
pub(super) fn picker<'a>(
    given: &Given<'a>,
    service: &Service<'a>,
    path: &[Step<'a>],
    value: &Json,
) -> Option<Origin> {
    let graph = given.own_name();
    match path {
        [K("metadata"), K("name")] => is_name(value, &names::epp_config(graph), "graph-epp-config")
            .or_else(|| is_name(value, &names::inference_pool(graph), "graph-pool")),
        [K("metadata"), K("labels"), K(key)] => match *key {
            labels::DYNAMO_GRAPH_DEPLOYMENT_NAME => given.is_own_name(value),
            labels::DYNAMO_COMPONENT => (value.as_str() == Some(service.key))
                .then(|| made(service.root(), "key of the service")),
            labels::DYNAMO_COMPONENT_TYPE => {
                given.user(&service.path(&[K("componentType")]), value)
            }
            _ => None,
        },
        [K("data"), K(_)] => Some(made(
            &service.path(&[K("eppConfig"), K("config")]),
            "as YAML, with the identity of such configurations",
        )),
        [K("spec"), below @ ..] => match below {
            [K("endpointPickerRef"), K("kind")] => is_text(
                value,
                "Service",
                "the picker is reached through its Service",
            ),
            [K("endpointPickerRef"), K("name")] => service.is_component_name(given, value),
            [K("endpointPickerRef"), K("port"), K("number")] => {
                super::component::is_port_of(defaults::COMPONENT_TYPE_EPP, value)
            }
            [
                K("selector"),
                K("matchLabels"),
                K(labels::DYNAMO_COMPONENT_TYPE),
            ] => {
                let why = "the picker chooses among frontends";
                is_text(value, defaults::COMPONENT_TYPE_FRONTEND, why)
            }
            [K("selector"), K("matchLabels"), K(labels::DYNAMO_NAMESPACE)] => {
                service.is_dynamo_namespace(given, value)
            }
            [K("targetPorts"), I(0), K("number")] => {
                super::component::is_port_of(defaults::COMPONENT_TYPE_FRONTEND, value)
            }
            _ => None,
        },
        _ => None,
    }
}
