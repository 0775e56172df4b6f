//! Rules of DynamoGraphDeployments.

use super::quantity;
use super::request::Context;
use super::service::{self, Surroundings};
use super::view::View;
use super::{Findings, advice};
use std::collections::BTreeSet;

pub(super) fn stateless(object: &View<'_>, context: &Context, found: &mut Findings) {
    let spec = object.get("spec");
    let services = spec.get("services");
    if services.keys().is_empty() {
        found.error(
            "G1",
            services.path(),
            "spec.services must have at least one service",
        );
    }
    for claim in spec.get("pvcs").items() {
        claim_fields(&claim, found);
    }
    restart(&spec.get("restart"), &services, found);
    for name in services.keys() {
        let entry = services.entry(name);
        if !entry.value().is_object() {
            let text = format!("{} must be an object", entry.path());
            found.error("G0", entry.path(), text);
            continue;
        }
        let around = Surroundings {
            dynamo_namespace: service::dynamo_namespace(&entry, object.namespace(), object.name()),
            api_groups: Some(&context.api_groups),
        };
        service::check(&entry, &around, found);
    }
    advice::graph(object, found);
}

fn claim_fields(claim: &View<'_>, found: &mut Findings) {
    let mut require = |field: &str, when: &str| {
        let path = claim.get(field).path().to_owned();
        let text = format!("{path} is required{when}");
        found.error("G2", path, text);
    };
    if claim.get("name").text().is_empty() {
        require("name", "");
    }
    if !claim.get("create").flag() {
        return;
    }
    const WHEN: &str = " when create is true";
    if claim.get("storageClass").text().is_empty() {
        require("storageClass", WHEN);
    }
    let size = claim.get("size");
    if size.is_absent() || quantity::is_zero(size.value()) {
        require("size", WHEN);
    }
    if claim.get("volumeAccessMode").text().is_empty() {
        require("volumeAccessMode", WHEN);
    }
}

fn restart(restart: &View<'_>, services: &View<'_>, found: &mut Findings) {
    if restart.is_absent() {
        return;
    }
    let id = restart.get("id");
    if id.text().is_empty() {
        found.error("G3", id.path(), "spec.restart.id is required");
    }
    let strategy = restart.get("strategy");
    let order = strategy.get("order");
    let names: Vec<&str> = order.items().iter().map(View::text).collect();
    if names.is_empty() {
        return;
    }
    let mut error = |text: String| found.error("G3", order.path(), text);
    let at = order.path();
    if strategy.get("type").text() == "Parallel" {
        error(format!(
            "{at} cannot be specified when strategy is parallel"
        ));
        return;
    }
    let mut seen = BTreeSet::new();
    let distinct: Vec<&str> = names
        .iter()
        .copied()
        .filter(|name| seen.insert(*name))
        .collect();
    if distinct.len() != names.len() {
        error(format!("{at} must be unique"));
    }
    if distinct.len() != services.keys().len() {
        error(format!(
            "{at} must have the same number of unique services as the deployment"
        ));
    }
    for name in distinct {
        if !services.has(name) {
            error(format!("{at} contains unknown service: {name}"));
        }
    }
}

pub(super) fn update(new: &View<'_>, old: &View<'_>, authorised: bool, found: &mut Findings) {
    backend_framework(new, old, found);
    let (new, old) = (
        new.get("spec").get("services"),
        old.get("spec").get("services"),
    );
    for name in new.keys() {
        if old.has(name) && old.entry(name).is_absent() {
            let path = old.entry(name).path().to_owned();
            let text = format!("{path} was null and cannot be compared");
            found.error("G0", path, text);
            continue;
        }
        if old.has(name) && is_multinode(&new.entry(name)) != is_multinode(&old.entry(name)) {
            let path = new.entry(name).path().to_owned();
            let text = format!(
                "{path} cannot change node topology (between single-node and multi-node) after creation"
            );
            found.error("U2", path, text);
        }
    }
    // A graph without services is refused for that alone.
    if !new.keys().is_empty() {
        service_set(&new, &old, found);
    }
    if authorised {
        return;
    }
    for name in new.keys() {
        let (new, old) = (new.entry(name), old.entry(name));
        // An absent count is 1, before and after.
        let count = |service: &View<'_>| service.get("replicas").integer().unwrap_or(1);
        let adapted = |service: &View<'_>| service.get("scalingAdapter").get("enabled").flag();
        if !old.is_absent() && adapted(&new) && count(&new) != count(&old) {
            let path = new.get("replicas").path().to_owned();
            let text = format!(
                "{path} cannot be modified directly when scaling adapter is enabled; scale or update the related DynamoGraphDeploymentScalingAdapter instead"
            );
            found.error("U4", path, text);
        }
    }
}

/// The framework is fixed; absent and empty are the same.
pub(super) fn backend_framework(new: &View<'_>, old: &View<'_>, found: &mut Findings) {
    let field = new.get("spec").get("backendFramework");
    if field.text() == old.get("spec").get("backendFramework").text() {
        return;
    }
    let text = "spec.backendFramework is immutable and cannot be changed after creation";
    found.error("U1", field.path(), text);
    let text = "Changing spec.backendFramework may cause unexpected behavior";
    found.warn("U1", field.path(), text);
}

fn is_multinode(service: &View<'_>) -> bool {
    service
        .get("multinode")
        .get("nodeCount")
        .integer()
        .is_some_and(|n| n > 1)
}

fn service_set(new: &View<'_>, old: &View<'_>, found: &mut Findings) {
    let missing_in = |a: &View<'_>, b: &View<'_>| -> Vec<String> {
        a.keys()
            .into_iter()
            .filter(|name| !b.has(name))
            .map(str::to_owned)
            .collect()
    };
    let mut changes = Vec::new();
    let added = missing_in(new, old);
    if !added.is_empty() {
        changes.push(format!("services added: [{}]", added.join(" ")));
    }
    let removed = missing_in(old, new);
    if !removed.is_empty() {
        changes.push(format!("services removed: [{}]", removed.join(" ")));
    }
    if !changes.is_empty() {
        let text = format!(
            "service topology is immutable and cannot be modified after creation: {}",
            changes.join(", ")
        );
        found.error("U3", new.path(), text);
    }
}
