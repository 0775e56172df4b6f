//! LeaderWorkerSets of a multi-node component, one a replica, each with its PodGroup.

use super::template::template;
use super::{Component, Output};
use crate::error::{PlanError, Within as _};
use crate::labels::{Map, lay_over, put, some};
use crate::pod::Role;
use k8s_openapi::api::core::v1::PodTemplateSpec;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use stator_api::foreign::leader_worker_set::{
    LeaderWorkerSet, LeaderWorkerSetSpec, LeaderWorkerTemplate, STARTUP_LEADER_CREATED,
};
use stator_api::foreign::volcano::{PodGroup, PodGroupSpec};
use stator_api::{annotations, defaults, labels, names};

pub(super) fn plan(component: &Component<'_>, out: &mut Output) -> Result<(), PlanError> {
    let nodes = component.spec.number_of_nodes();
    for index in 0..component.spec.replicas.unwrap_or(1) {
        let name = names::leader_worker_set(component.name, index);
        let mut instance = Map::new();
        put(&mut instance, labels::INSTANCE_ID, index.to_string());
        let metadata = |object_labels: Map| ObjectMeta {
            name: Some(name.clone()),
            namespace: Some(component.namespace.to_owned()),
            labels: some(object_labels),
            ..ObjectMeta::default()
        };
        let group = PodGroup {
            metadata: metadata(instance.clone()),
            spec: PodGroupSpec { min_member: nodes },
        };
        out.add(
            group,
            "all nodes of a replica are scheduled together or not at all",
        );
        let mut object_labels = component.object_labels.clone();
        lay_over(&mut object_labels, &instance);
        let leader = pod_template(component, Role::Leader, &name, &object_labels)
            .within("generateLeaderWorkerSet: failed to generate leader pod template");
        let templates = leader.and_then(|leader| {
            let worker = pod_template(component, Role::Worker, &name, &object_labels)
                .within("generateLeaderWorkerSet: failed to generate worker pod template")?;
            Ok((leader, worker))
        });
        let (leader, worker) = templates.within("failed to sync the LeaderWorkerSet")?;
        let set = LeaderWorkerSet {
            metadata: metadata(object_labels),
            spec: LeaderWorkerSetSpec {
                replicas: Some(1),
                startup_policy: STARTUP_LEADER_CREATED.to_owned(),
                leader_worker_template: LeaderWorkerTemplate {
                    leader_template: Some(leader),
                    worker_template: worker,
                    size: Some(nodes),
                    ..LeaderWorkerTemplate::default()
                },
                ..LeaderWorkerSetSpec::default()
            },
            status: None,
        };
        out.add(set, "a replica of a component that spans several nodes");
    }
    Ok(())
}

fn pod_template(
    component: &Component<'_>,
    role: Role,
    name: &str,
    object_labels: &Map,
) -> Result<PodTemplateSpec, PlanError> {
    let mut template = template(component, role, component.name, false)?;
    let metadata = template.metadata.get_or_insert_default();
    let pod_labels = metadata.labels.get_or_insert_default();
    // COMPAT(operator): the object's labels are laid over once more and win here.
    lay_over(pod_labels, object_labels);
    let role_name = if role == Role::Leader {
        labels::ROLE_LEADER
    } else {
        labels::ROLE_WORKER
    };
    put(pod_labels, labels::ROLE, role_name);
    pod_labels.remove(labels::SELECTOR);
    let pod_annotations = metadata.annotations.get_or_insert_default();
    put(pod_annotations, annotations::VOLCANO_GROUP_NAME, name);
    let pod = template.spec.get_or_insert_default();
    pod.scheduler_name = Some(defaults::VOLCANO_SCHEDULER.to_owned());
    let main = pod
        .containers
        .iter()
        .find(|container| container.name == defaults::MAIN_CONTAINER_NAME)
        .ok_or_else(|| PlanError::new("main container not found in pod spec"))?;
    if main.command.as_ref().is_none_or(Vec::is_empty) {
        return Err(PlanError::new(
            "container Command cannot be nil for LWS pod",
        ));
    }
    if main.args.as_ref().is_none_or(Vec::is_empty) {
        return Err(PlanError::new("container Args cannot be empty for LWS pod"));
    }
    let limits = component
        .spec
        .resources
        .as_ref()
        .and_then(|r| r.limits.as_ref());
    if role == Role::Worker && limits.is_none_or(|limits| limits.gpu.is_empty()) {
        return Err(PlanError::new(
            "generateWorkerPodTemplateSpec: GPU limit is not set for LWS worker pod",
        ));
    }
    Ok(template)
}
