//! ServiceAccounts, Roles and RoleBindings of a graph.

use crate::labels;
use k8s_openapi::api::core::v1::ServiceAccount;
use k8s_openapi::api::rbac::v1::{PolicyRule, Role, RoleBinding, RoleRef, Subject};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use stator_api::{groups, names};

fn metadata(name: &str, namespace: &str, service_account: &str) -> ObjectMeta {
    ObjectMeta {
        name: Some(name.to_owned()),
        namespace: Some(namespace.to_owned()),
        labels: Some(labels::rbac(service_account)),
        ..ObjectMeta::default()
    }
}

/// A ServiceAccount for generated pods.
pub(crate) fn service_account(name: &str, namespace: &str) -> ServiceAccount {
    ServiceAccount {
        metadata: metadata(name, namespace, name),
        ..ServiceAccount::default()
    }
}

/// A RoleBinding of a ServiceAccount to a role of the given kind.
pub(crate) fn role_binding(
    name: &str,
    namespace: &str,
    service_account: &str,
    kind: &str,
    role: &str,
) -> RoleBinding {
    RoleBinding {
        metadata: metadata(name, namespace, service_account),
        role_ref: RoleRef {
            api_group: groups::RBAC.to_owned(),
            kind: kind.to_owned(),
            name: role.to_owned(),
        },
        subjects: Some(vec![Subject {
            api_group: None,
            kind: "ServiceAccount".to_owned(),
            name: service_account.to_owned(),
            namespace: Some(namespace.to_owned()),
        }]),
    }
}

/// What components need to find each other through the Kubernetes API.
pub(crate) fn discovery_role(graph: &str, namespace: &str) -> Role {
    const READ: [&str; 3] = ["get", "list", "watch"];
    const ALL: [&str; 7] = [
        "create", "get", "list", "watch", "update", "patch", "delete",
    ];
    let rule = |group: &str, resource: &str, verbs: &[&str]| PolicyRule {
        api_groups: Some(vec![group.to_owned()]),
        resources: Some(vec![resource.to_owned()]),
        verbs: verbs.iter().map(|&verb| verb.to_owned()).collect(),
        ..PolicyRule::default()
    };
    let account = names::discovery_service_account(graph);
    Role {
        metadata: metadata(&names::discovery_role(graph), namespace, &account),
        rules: Some(vec![
            rule("", "endpoints", &READ),
            rule(groups::DISCOVERY, "endpointslices", &READ),
            rule(groups::DYNAMO, groups::DYNAMO_WORKER_METADATAS, &ALL),
        ]),
    }
}
