//! The Deployment of a single-node component, and its debug twin.

use super::template::template;
use super::{Component, Output};
use crate::error::{PlanError, Within as _};
use crate::labels::{Map, put, some};
use crate::object::Object;
use crate::pod::Role;
use k8s_openapi::api::apps::v1::{
    Deployment, DeploymentSpec, DeploymentStrategy, RollingUpdateDeployment,
};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::{LabelSelector, ObjectMeta};
use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;
use stator_api::{annotations, defaults, labels, names};

pub(super) fn plan(component: &Component<'_>, out: &mut Output) -> Result<(), PlanError> {
    let wrapped = |result: Result<Object, PlanError>| {
        result
            .within("create or update deployment")
            .within("failed to create or update the deployment")
    };
    let replicas = component.spec.replicas;
    let main = wrapped(deployment(component, component.name, replicas, false))?;
    out.add(main, "pods of a component that runs on single nodes");
    if component.steals_traffic() {
        let name = names::debug(component.name);
        let debug = wrapped(deployment(component, &name, Some(1), true))?;
        out.add(debug, "the traffic-stealing debug mode is on");
    }
    Ok(())
}

fn deployment(
    component: &Component<'_>,
    name: &str,
    replicas: Option<i64>,
    is_debug: bool,
) -> Result<Object, PlanError> {
    let mut selector = Map::new();
    put(&mut selector, labels::SELECTOR, name);
    Ok(Object::from(Deployment {
        metadata: ObjectMeta {
            name: Some(name.to_owned()),
            namespace: Some(component.namespace.to_owned()),
            labels: some(component.object_labels.clone()),
            annotations: some(component.object_annotations.clone()),
            ..ObjectMeta::default()
        },
        spec: Some(DeploymentSpec {
            replicas: replicas.map(|count| i32::try_from(count).unwrap_or(i32::MAX)),
            selector: LabelSelector {
                match_labels: Some(selector),
                match_expressions: None,
            },
            strategy: Some(strategy(component)),
            template: template(component, Role::Main, name, is_debug)?,
            ..DeploymentSpec::default()
        }),
        status: None,
    }))
}

fn strategy(component: &Component<'_>) -> DeploymentStrategy {
    let asked = |key: &str| component.object_annotations.get(key);
    if asked(annotations::DEPLOYMENT_STRATEGY).is_some_and(|s| s == defaults::STRATEGY_RECREATE) {
        return DeploymentStrategy {
            type_: Some(defaults::STRATEGY_RECREATE.to_owned()),
            rolling_update: None,
        };
    }
    let amount = |key: &str| {
        let text = asked(key).map_or(defaults::ROLLING_UPDATE, String::as_str);
        match text.parse::<i32>() {
            Ok(number) => IntOrString::Int(number),
            Err(_) => IntOrString::String(text.to_owned()),
        }
    };
    DeploymentStrategy {
        type_: Some(defaults::STRATEGY_ROLLING_UPDATE.to_owned()),
        rolling_update: Some(RollingUpdateDeployment {
            max_surge: Some(amount(annotations::DEPLOYMENT_ROLLING_UPDATE_MAX_SURGE)),
            max_unavailable: Some(amount(
                annotations::DEPLOYMENT_ROLLING_UPDATE_MAX_UNAVAILABLE,
            )),
        }),
    }
}
