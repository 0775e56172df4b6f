//! Warnings about what the reference takes without a word and what then fails or does nothing.

use super::Findings;
use super::quantity;
use super::view::View;
use stator_api::annotations;
use stator_api::quantity::Quantity;
use std::collections::{BTreeMap, BTreeSet};

/// Longest name of a label value and of a Service.
const LONGEST_LABEL: usize = 63;
const ACCESS_MODES: [&str; 4] = [
    "ReadWriteOnce",
    "ReadOnlyMany",
    "ReadWriteMany",
    "ReadWriteOncePod",
];
/// Most claims that the schema takes.
const MOST_CLAIMS: usize = 100;

/// Annotations with a closed set of values.
const ANNOTATIONS: [(&str, &[&str]); 4] = [
    (annotations::ENABLE_GROVE, &["true", "false"]),
    (annotations::ENABLE_METRICS, &["true", "false"]),
    (
        annotations::DISABLE_IMAGE_PULL_SECRET_DISCOVERY,
        &["true", "false"],
    ),
    (
        annotations::DYNAMO_DISCOVERY_BACKEND,
        &["kubernetes", "etcd"],
    ),
];

/// Warns about a graph as a whole.
pub(super) fn graph(object: &View<'_>, found: &mut Findings) {
    names(object, found);
    annotations(object, found);
    claims(&object.get("spec").get("pvcs"), found);
    let declared: BTreeSet<&str> = object
        .get("spec")
        .get("pvcs")
        .items()
        .iter()
        .map(|claim| claim.get("name").text())
        .collect();
    let services = object.get("spec").get("services");
    for name in services.keys() {
        service(&services.entry(name), Some(&declared), found);
    }
}

/// Warns about one service; `declared` are the graph's claims, `None` for a component alone.
pub(super) fn service(service: &View<'_>, declared: Option<&BTreeSet<&str>>, found: &mut Findings) {
    mounts(&service.get("volumeMounts"), declared, found);
    let size = service.get("sharedMemory").get("size");
    if quantity::is_negative(size.value()) {
        found.warn("A3", size.path(), format!("{} is negative", size.path()));
    }
    resources(&service.get("resources"), found);
}

fn names(object: &View<'_>, found: &mut Findings) {
    let graph = object.name();
    if graph.len() > LONGEST_LABEL {
        let text = format!(
            "metadata.name has {} characters; names of the objects made from it fit up to {LONGEST_LABEL}",
            graph.len()
        );
        found.warn("A1", "metadata.name", text);
        return;
    }
    let services = object.get("spec").get("services");
    let mut lower: BTreeMap<String, &str> = BTreeMap::new();
    for name in services.keys() {
        let entry = services.entry(name);
        if name.is_empty() {
            found.warn(
                "A1",
                entry.path(),
                "spec.services has a service without a name",
            );
            continue;
        }
        if let Some(other) = lower.insert(name.to_lowercase(), name) {
            let text = format!(
                "spec.services has `{other}` and `{name}`, whose objects would have the same name"
            );
            found.warn("A1", entry.path(), text);
        }
        // The service is blamed only where it is the longer part.
        let length = graph.len() + 1 + name.len();
        if length > LONGEST_LABEL && name.len() > graph.len() {
            let text = format!(
                "{}: the name `{graph}-{}` has {length} characters; at most {LONGEST_LABEL} fit",
                entry.path(),
                name.to_lowercase()
            );
            found.warn("A1", entry.path(), text);
        }
    }
}

fn annotations(object: &View<'_>, found: &mut Findings) {
    let given = object.get("metadata").get("annotations");
    for (key, known) in ANNOTATIONS {
        let value = given.get(key);
        if !value.is_absent() && !known.contains(&value.text()) {
            let text = format!(
                "annotation {key} has the value `{}`; the operator knows {}",
                value.text(),
                known.join(", ")
            );
            found.warn("A5", value.path(), text);
        }
    }
    let queue = given.get(annotations::KAI_SCHEDULER_QUEUE);
    if !queue.is_absent() && queue.text().trim().is_empty() {
        let text = format!(
            "annotation {} is empty; the default queue is used",
            annotations::KAI_SCHEDULER_QUEUE
        );
        found.warn("A5", queue.path(), text);
    }
}

fn claims(claims: &View<'_>, found: &mut Findings) {
    let items = claims.items();
    if items.len() > MOST_CLAIMS {
        let text = format!(
            "{} has {} items; at most {MOST_CLAIMS} fit",
            claims.path(),
            items.len()
        );
        found.warn("A6", claims.path(), text);
    }
    let mut seen = BTreeSet::new();
    for claim in items {
        let name = claim.get("name");
        if !name.text().is_empty() && !seen.insert(name.text()) {
            let text = format!(
                "{} is the second claim called `{}`",
                claim.path(),
                name.text()
            );
            found.warn("A6", name.path(), text);
        }
        let mode = claim.get("volumeAccessMode");
        if !mode.text().is_empty() && !ACCESS_MODES.contains(&mode.text()) {
            let text = format!(
                "{} `{}` is none of {}",
                mode.path(),
                mode.text(),
                ACCESS_MODES.join(", ")
            );
            found.warn("A6", mode.path(), text);
        }
        let size = claim.get("size");
        if quantity::is_negative(size.value()) {
            found.warn("A3", size.path(), format!("{} is negative", size.path()));
        }
    }
}

fn mounts(mounts: &View<'_>, declared: Option<&BTreeSet<&str>>, found: &mut Findings) {
    let mut points = BTreeSet::new();
    let mut caches = 0;
    for mount in mounts.items() {
        let name = mount.get("name");
        if name.text().is_empty() {
            let text = format!("{} is empty; it names a claim", name.path());
            found.warn("A2", name.path(), text);
        } else if declared.is_some_and(|claims| !claims.contains(name.text())) {
            let text = format!(
                "{} `{}` is not declared in spec.pvcs",
                name.path(),
                name.text()
            );
            found.warn("A2", name.path(), text);
        }
        let point = mount.get("mountPoint");
        if !point.text().is_empty() {
            if !point.text().starts_with('/') {
                let text = format!(
                    "{} `{}` is not an absolute path",
                    point.path(),
                    point.text()
                );
                found.warn("A2", point.path(), text);
            }
            if !points.insert(point.text()) {
                let text = format!("{} `{}` is mounted twice", point.path(), point.text());
                found.warn("A2", point.path(), text);
            }
        }
        if mount.get("useAsCompilationCache").flag() {
            caches += 1;
            if caches > 1 {
                let text = format!("{} is a second compilation cache", mount.path());
                found.warn("A2", mount.path(), text);
            }
        }
    }
}

fn resources(resources: &View<'_>, found: &mut Findings) {
    let limits = resources.get("limits");
    let requests = resources.get("requests");
    for side in [&requests, &limits] {
        for field in ["cpu", "memory"] {
            quantity(&side.get(field), found);
        }
        let custom = side.get("custom");
        for key in custom.keys() {
            quantity(&custom.get(key), found);
        }
        let gpu = side.get("gpu");
        if !gpu.text().is_empty() && gpu.text().parse::<u32>().is_err() {
            let text = format!("{} `{}` is no number of GPUs", gpu.path(), gpu.text());
            found.warn("A4", gpu.path(), text);
        }
    }
    let gpu = requests.get("gpu");
    if !gpu.text().is_empty() && limits.get("gpu").text().is_empty() {
        let text = format!(
            "{} has no effect without {}: GPUs are given by limits",
            gpu.path(),
            limits.get("gpu").path()
        );
        found.warn("A4", gpu.path(), text);
    }
    for field in ["cpu", "memory"] {
        let (request, limit) = (requests.get(field), limits.get(field));
        if let (Ok(asked), Ok(most)) = (
            Quantity::parse(request.text()),
            Quantity::parse(limit.text()),
        ) && asked.approximate() > most.approximate()
        {
            let text = format!("{} is above {}", request.path(), limit.path());
            found.warn("A4", request.path(), text);
        }
    }
}

fn quantity(field: &View<'_>, found: &mut Findings) {
    if field.text().is_empty() {
        return;
    }
    match Quantity::parse(field.text()) {
        Err(text) => {
            let text = format!("{} `{}`: {text}", field.path(), field.text());
            found.warn("A4", field.path(), text);
        }
        Ok(quantity) if quantity.is_negative() => {
            found.warn("A3", field.path(), format!("{} is negative", field.path()));
        }
        Ok(_) => {}
    }
}
