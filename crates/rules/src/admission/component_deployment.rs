//! Rules of DynamoComponentDeployments.

use super::service::{self, Surroundings};
use super::view::View;
use super::{Findings, advice, graph_deployment};

const GRAPH_KIND: &str = "DynamoGraphDeployment";

pub(super) fn stateless(object: &View<'_>, found: &mut Findings) {
    let owners = object.get("metadata").get("ownerReferences").items();
    // COMPAT(operator): the owning graph is found by kind alone; without one the name is empty.
    let graph = owners
        .iter()
        .find(|owner| owner.get("kind").text() == GRAPH_KIND)
        .map_or("", |owner| owner.get("name").text());
    let spec = object.get("spec");
    let around = Surroundings {
        dynamo_namespace: service::dynamo_namespace(&spec, object.namespace(), graph),
        api_groups: None,
    };
    service::check(&spec, &around, found);
    advice::service(&spec, None, found);
}

pub(super) fn update(new: &View<'_>, old: &View<'_>, found: &mut Findings) {
    graph_deployment::backend_framework(new, old, found);
}
