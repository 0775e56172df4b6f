//! What a graph needs besides its workloads: accounts, claims, adapters, keys.

use super::{Graph, Output};
use crate::epp;
use crate::error::{PlanError, Within as _};
use crate::labels::{Map, put};
use crate::rbac;
use k8s_openapi::api::core::v1::{
    PersistentVolumeClaim, PersistentVolumeClaimSpec, Secret, VolumeResourceRequirements,
};
use k8s_openapi::apimachinery::pkg::api::resource::Quantity;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use stator_api::dynamo::{
    DynamoGraphDeploymentScalingAdapter, DynamoGraphDeploymentScalingAdapterSpec, GraphServiceRef,
    PvcSpec,
};
use stator_api::{labels, names, quantity};

/// Plans them in the reference's order, in which errors show.
pub(super) fn plan(graph: &Graph<'_>, out: &mut Output) -> Result<(), PlanError> {
    component_accounts(graph, out)?;
    claims(graph, out).within("failed to reconcile top-level PVCs")?;
    scaling_adapters(graph, out);
    discovery(graph, out);
    endpoint_picker(graph, out).within("failed to reconcile EPP resources")?;
    mpi_key(graph, out).within("failed to replicate MPI secret")
}

/// Accounts of planners and endpoint pickers; a restricted operator finds them made by its chart.
fn component_accounts(graph: &Graph<'_>, out: &mut Output) -> Result<(), PlanError> {
    let config = graph.world.config;
    if config.is_restricted() {
        return Ok(());
    }
    let mut ensure = |account: &str, role: &str, why| {
        let binding = names::role_binding(account);
        out.ensure(rbac::service_account(account, graph.namespace), why);
        let bound = rbac::role_binding(&binding, graph.namespace, account, "ClusterRole", role);
        out.ensure(bound, why);
    };
    if config.planner_cluster_role_name.is_empty() {
        return Err(PlanError::new(
            "planner ClusterRole name is required in cluster-wide mode",
        ));
    }
    let why = "planners of any graph in the namespace run as this account";
    ensure(
        names::PLANNER_SERVICE_ACCOUNT,
        &config.planner_cluster_role_name,
        why,
    );
    if epp::picker(graph.object).is_some() {
        if config.epp_cluster_role_name.is_empty() {
            return Err(PlanError::new(
                "EPP ClusterRole name is required in cluster-wide mode when EPP service is present",
            ));
        }
        let why = "the endpoint picker runs as this account";
        ensure(
            names::EPP_SERVICE_ACCOUNT,
            &config.epp_cluster_role_name,
            why,
        );
    }
    Ok(())
}

fn claims(graph: &Graph<'_>, out: &mut Output) -> Result<(), PlanError> {
    for claim in &graph.object.spec.pvcs {
        let Some(name) = claim.name.as_deref().filter(|name| !name.is_empty()) else {
            continue;
        };
        if graph.world.observed.claims.contains(name) {
            continue;
        }
        if claim.create != Some(true) {
            return Err(PlanError::new(format!(
                "PersistentVolumeClaim \"{name}\" not found"
            )));
        }
        out.ensure_owned(
            new_claim(claim, name, graph.namespace),
            "spec.pvcs asks to create it",
        );
    }
    Ok(())
}

fn new_claim(claim: &PvcSpec, name: &str, namespace: &str) -> PersistentVolumeClaim {
    let size = claim.size.as_ref().map_or("0", |size| size.0.as_str());
    let size = quantity::canonical_or_given(size);
    PersistentVolumeClaim {
        metadata: ObjectMeta {
            name: Some(name.to_owned()),
            namespace: Some(namespace.to_owned()),
            ..ObjectMeta::default()
        },
        spec: Some(PersistentVolumeClaimSpec {
            access_modes: Some(vec![claim.volume_access_mode.clone()]),
            resources: Some(VolumeResourceRequirements {
                requests: Some([("storage".to_owned(), Quantity(size))].into()),
                limits: None,
            }),
            storage_class_name: Some(claim.storage_class.clone()),
            ..PersistentVolumeClaimSpec::default()
        }),
        status: None,
    }
}

fn scaling_adapters(graph: &Graph<'_>, out: &mut Output) {
    for (key, service) in &graph.object.spec.services {
        if !service
            .scaling_adapter
            .as_ref()
            .is_some_and(|adapter| adapter.enabled)
        {
            continue;
        }
        let mut object_labels = Map::new();
        put(
            &mut object_labels,
            labels::DYNAMO_GRAPH_DEPLOYMENT_NAME,
            graph.name,
        );
        put(&mut object_labels, labels::DYNAMO_COMPONENT, key.as_str());
        let adapter = DynamoGraphDeploymentScalingAdapter {
            metadata: ObjectMeta {
                name: Some(names::component(graph.name, key)),
                namespace: Some(graph.namespace.to_owned()),
                labels: Some(object_labels),
                ..ObjectMeta::default()
            },
            spec: DynamoGraphDeploymentScalingAdapterSpec {
                replicas: service.replicas.unwrap_or(1),
                dgd_ref: GraphServiceRef {
                    name: graph.name.to_owned(),
                    service_name: key.clone(),
                },
            },
            status: None,
        };
        out.sync(adapter, Some(key), "scalingAdapter.enabled");
    }
}

fn discovery(graph: &Graph<'_>, out: &mut Output) {
    if !graph.has_kubernetes_discovery() {
        return;
    }
    let why = "components find each other through the Kubernetes API";
    let account = names::discovery_service_account(graph.name);
    let role = names::discovery_role(graph.name);
    let binding = names::discovery_role_binding(graph.name);
    out.sync(rbac::service_account(&account, graph.namespace), None, why);
    out.sync(rbac::discovery_role(graph.name, graph.namespace), None, why);
    let bound = rbac::role_binding(&binding, graph.namespace, &account, "Role", &role);
    out.sync(bound, None, why);
}

fn endpoint_picker(graph: &Graph<'_>, out: &mut Output) -> Result<(), PlanError> {
    let Some((key, service)) = epp::picker(graph.object) else {
        return Ok(());
    };
    if let Some(config) = epp::config_map(graph.name, graph.namespace, key, service)? {
        out.sync(config, Some(key), "eppConfig.config is given inline");
    }
    let pool = epp::inference_pool(graph.name, graph.namespace, key, service);
    out.sync(
        pool,
        Some(key),
        "the frontends that the endpoint picker chooses from",
    );
    Ok(())
}

/// COMPAT(operator): the key is copied for every graph, whatever its engine.
fn mpi_key(graph: &Graph<'_>, out: &mut Output) -> Result<(), PlanError> {
    let world = graph.world;
    let config = world.config;
    let name = &config.mpi_run_ssh_secret_name;
    let home = &config.mpi_run_ssh_secret_namespace;
    // In its own namespace the operator makes the key itself.
    if world.observed.mpi_secret_present || home == graph.namespace {
        return Ok(());
    }
    let failed = |text: String| Err(PlanError::new(text).within("error getting source secret"));
    if config.is_restricted() && *home != config.restricted_namespace {
        return failed(format!(
            "unable to get: {home}/{name} because of unknown namespace for the cache"
        ));
    }
    let Some(source) = &world.observed.mpi_secret else {
        return failed(format!("Secret \"{name}\" not found"));
    };
    let copy = Secret {
        metadata: ObjectMeta {
            name: Some(name.clone()),
            namespace: Some(graph.namespace.to_owned()),
            ..ObjectMeta::default()
        },
        type_: source.type_.clone(),
        data: source.data.clone(),
        ..Secret::default()
    };
    out.ensure(
        copy,
        "nodes of multi-node TensorRT-LLM services reach each other by ssh",
    );
    Ok(())
}
