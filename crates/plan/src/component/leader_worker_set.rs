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

/// Each replica is an object with two pod templates; more of them are a slip of the pen.
const MOST_REPLICAS: i64 = 1_000;

pub(super) fn plan(component: &Component<'_>, out: &mut Output) -> Result<(), PlanError> {
    let nodes = component.spec.number_of_nodes();
    let replicas = component.spec.replicas.unwrap_or(1);
    if replicas > MOST_REPLICAS {
        return Err(PlanError::new(format!(
            "{replicas} replicas would be as many LeaderWorkerSets; {MOST_REPLICAS} is the most"
        )));
    }
    let mut templates = None;
    for index in 0..replicas {
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
        // The templates differ in labels and annotations alone.
        let made = match templates.take() {
            Some(made) => made,
            None => pod_templates(component).within("failed to sync the LeaderWorkerSet")?,
        };
        let (mut leader, mut worker) = if index + 1 < replicas {
            templates.insert(made).clone()
        } else {
            made
        };
        let mut object_labels = component.object_labels.clone();
        lay_over(&mut object_labels, &instance);
        mark(&mut leader, labels::ROLE_LEADER, &name, &object_labels);
        mark(&mut worker, labels::ROLE_WORKER, &name, &object_labels);
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

/// The leader's and the workers' template, alike for all replicas.
fn pod_templates(
    component: &Component<'_>,
) -> Result<(PodTemplateSpec, PodTemplateSpec), PlanError> {
    let leader = pod_template(component, Role::Leader)
        .within("generateLeaderWorkerSet: failed to generate leader pod template")?;
    let worker = pod_template(component, Role::Worker)
        .within("generateLeaderWorkerSet: failed to generate worker pod template")?;
    Ok((leader, worker))
}

/// Says which replica a template belongs to.
fn mark(template: &mut PodTemplateSpec, role: &str, name: &str, object_labels: &Map) {
    let metadata = template.metadata.get_or_insert_default();
    let pod_labels = metadata.labels.get_or_insert_default();
    // COMPAT(operator): the object's labels are laid over once more and win here.
    lay_over(pod_labels, object_labels);
    put(pod_labels, labels::ROLE, role);
    pod_labels.remove(labels::SELECTOR);
    let pod_annotations = metadata.annotations.get_or_insert_default();
    put(pod_annotations, annotations::VOLCANO_GROUP_NAME, name);
}

fn pod_template(component: &Component<'_>, role: Role) -> Result<PodTemplateSpec, PlanError> {
    let mut template = template(component, role, component.name, false)?;
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
