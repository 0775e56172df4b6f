//! What works today and hurts later: moving images, secrets in plain sight.

use super::{LONG_NAME, MOVING_TAG, NO_IMAGE, PLAIN_SECRET, Remarks, Resource, Weight};
use crate::admission::view::View;
use stator_api::groups;

/// Ends of the names of variables that hold secrets.
const SECRET_NAMES: [&str; 7] = [
    "TOKEN",
    "PASSWORD",
    "SECRET",
    "API_KEY",
    "ACCESS_KEY",
    "PRIVATE_KEY",
    "CREDENTIALS",
];

/// Looks at one service.
pub(super) fn service(service: &View<'_>, found: &mut Remarks) {
    let main = service.get("extraPodSpec").get("mainContainer");
    image(&main.get("image"), found);
    for other in ["containers", "initContainers"] {
        for container in service.get("extraPodSpec").get(other).items() {
            image(&container.get("image"), found);
            variables(&container.get("env"), found);
        }
    }
    variables(&service.get("envs"), found);
    variables(&main.get("env"), found);
    let runs = service.get("replicas").integer() != Some(0);
    if main.get("image").text().is_empty() && runs {
        let text = format!("{}: the pods have no image and are refused", service.path());
        let hint = "name it in `extraPodSpec.mainContainer.image`".to_owned();
        found.add(Weight::Error, NO_IMAGE, service.path(), text, Some(hint));
    }
}

/// Looks at what a graph or a request says beside its services.
pub(super) fn graph(resource: &Resource<'_>, found: &mut Remarks) {
    let spec = resource.view().get("spec");
    match resource.kind() {
        groups::DYNAMO_GRAPH_DEPLOYMENT => {
            variables(&spec.get("envs"), found);
            long_name(resource, &spec.get("services"), found);
        }
        groups::DYNAMO_GRAPH_DEPLOYMENT_REQUEST => {
            image(&spec.get("profilingConfig").get("profilerImage"), found);
            image(&spec.get("deploymentOverrides").get("workersImage"), found);
        }
        _ => {}
    }
}

/// The admission rules blame a service that is longer than its graph; otherwise it is the graph's name.
fn long_name(resource: &Resource<'_>, services: &View<'_>, found: &mut Remarks) {
    /// Longest name of a Service and longest value of a label.
    const LONGEST: usize = 63;
    let graph = resource.name();
    let keys = services.keys();
    let Some(longest) = keys.iter().max_by_key(|key| key.len()) else {
        return;
    };
    let made = graph.len() + 1 + longest.len();
    if made > LONGEST && longest.len() <= graph.len() && graph.len() <= LONGEST {
        let text = format!(
            "`{graph}-{}` has {made} characters; at most {LONGEST} fit into the name of a Service",
            longest.to_lowercase()
        );
        let fitting = LONGEST.saturating_sub(1 + longest.len());
        let hint = format!("give the graph a name of at most {fitting} characters");
        found.add(
            Weight::Warning,
            LONG_NAME,
            "metadata.name",
            text,
            Some(hint),
        );
    }
}

fn image(image: &View<'_>, found: &mut Remarks) {
    let name = image.text();
    if name.is_empty() || name.contains('@') || name.contains('$') {
        return;
    }
    let last = name.rsplit('/').next().unwrap_or_default();
    let what = match last.rsplit_once(':') {
        None => "has no tag, which means `latest`",
        Some((_, "latest")) => "is tagged `latest`",
        Some(_) => return,
    };
    let text = format!("image `{name}` {what}: two pods of one service may run different versions");
    let hint = "name a version or a digest".to_owned();
    found.add(Weight::Warning, MOVING_TAG, image.path(), text, Some(hint));
}

fn variables(list: &View<'_>, found: &mut Remarks) {
    for variable in list.items() {
        let name = variable.get("name").text();
        let value = variable.get("value").text();
        let upper = name.to_ascii_uppercase();
        // Expressions refer to other variables.
        let is_plain = !value.is_empty() && !value.starts_with("$(");
        if is_plain && SECRET_NAMES.iter().any(|end| upper.ends_with(end)) {
            let text =
                format!("`{name}` holds a secret that everybody who reads the graph can see");
            let hint = "put it into a Secret and refer to it: `valueFrom.secretKeyRef`, or \
                        `envFromSecret` of the service"
                .to_owned();
            let value = variable.get("value");
            found.add(
                Weight::Warning,
                PLAIN_SECRET,
                value.path(),
                text,
                Some(hint),
            );
        }
    }
}
