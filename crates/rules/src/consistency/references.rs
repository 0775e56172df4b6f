//! Names that resources call each other by.

use super::{
    Around, MISSING_OBJECT, MISSING_TARGET, Remarks, Resource, TWICE, UNSERVED_MODEL, Weight,
};
use crate::admission::view::View;
use crate::schema::distance;
use stator_api::groups;
use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};

const CLAIM: &str = "PersistentVolumeClaim";
const SECRET: &str = "Secret";
const CONFIG_MAP: &str = "ConfigMap";

/// What there is to refer to.
pub(super) struct Known<'a> {
    /// Names by namespace and kind.
    names: BTreeMap<(&'a str, &'a str), BTreeSet<&'a str>>,
    /// Graphs by namespace and name.
    graphs: BTreeMap<(&'a str, &'a str), Resource<'a>>,
    /// Base models that services offer, by namespace.
    models: BTreeMap<&'a str, BTreeSet<&'a str>>,
    is_complete: bool,
    /// How many names are still looked for among others: what is wrong ten thousand times over is
    /// told in bounded time.
    guesses: Cell<u32>,
}

impl<'a> Known<'a> {
    pub(super) fn of(resources: &[Resource<'a>], around: &Around<'a>) -> Self {
        let mut known = Self {
            names: BTreeMap::new(),
            graphs: BTreeMap::new(),
            models: BTreeMap::new(),
            is_complete: around.is_complete,
            guesses: Cell::new(200),
        };
        for resource in resources.iter().chain(around.existing) {
            let (kind, namespace) = (resource.kind(), resource.namespace);
            let names = known.names.entry((namespace, kind)).or_default();
            names.insert(resource.name());
            let services = resource.services();
            let models = services.iter().map(|(_, service)| service.get("modelRef"));
            let models = models.map(|model| model.get("name").text());
            let offered = known.models.entry(namespace).or_default();
            offered.extend(models.filter(|model| !model.is_empty()));
            if kind == groups::DYNAMO_GRAPH_DEPLOYMENT {
                known.graphs.insert((namespace, resource.name()), *resource);
                let claims = resource.view().get("spec").get("pvcs").items();
                let made = claims.iter().filter(|claim| claim.get("create").flag());
                for claim in made {
                    let claims = known.names.entry((namespace, CLAIM)).or_default();
                    claims.insert(claim.get("name").text());
                }
            }
        }
        known
    }

    /// The one of the names that differs in few letters.
    fn nearest<'n>(&self, name: &str, names: impl Iterator<Item = &'n str>) -> Option<&'n str> {
        let left = self.guesses.get().checked_sub(1)?;
        self.guesses.set(left);
        let allowed = (name.chars().count() / 4).clamp(1, 4);
        let distances = names.map(|known| (distance(known, name), known));
        let near = distances.filter(|(distance, _)| *distance <= allowed).min();
        near.map(|(_, known)| known)
    }

    /// Looks for an object; where none of its kind is known, nothing is said.
    fn demand(
        &self,
        namespace: &str,
        kind: &'static str,
        reference: &View<'_>,
        found: &mut Remarks,
    ) {
        let name = reference.text();
        let names = self.names.get(&(namespace, kind));
        if name.is_empty()
            || (names.is_none() && !self.is_complete)
            || names.is_some_and(|names| names.contains(name))
        {
            return;
        }
        let text = format!("{kind} `{name}` is not among what is given");
        let near = self.nearest(name, names.into_iter().flatten().copied());
        let hint = near.map(|near| format!("did you mean `{near}`?"));
        found.add(
            Weight::Warning,
            MISSING_OBJECT,
            reference.path(),
            text,
            hint,
        );
    }
}

/// Looks at everything that a resource refers to.
pub(super) fn look(resource: &Resource<'_>, known: &Known<'_>, found: &mut Remarks) {
    let spec = resource.view().get("spec");
    let namespace = resource.namespace;
    for (_, service) in resource.services() {
        of_service(&service, namespace, known, found);
    }
    match resource.kind() {
        groups::DYNAMO_GRAPH_DEPLOYMENT => {
            let claims = spec.get("pvcs").items();
            for claim in claims.iter().filter(|claim| !claim.get("create").flag()) {
                known.demand(namespace, CLAIM, &claim.get("name"), found);
            }
            variables(&spec.get("envs"), namespace, known, found);
        }
        groups::DYNAMO_GRAPH_DEPLOYMENT_REQUEST => {
            let profiling = spec.get("profilingConfig");
            let config = profiling.get("configMapRef").get("name");
            known.demand(namespace, CONFIG_MAP, &config, found);
            known.demand(namespace, CLAIM, &profiling.get("outputPVC"), found);
        }
        groups::DYNAMO_GRAPH_DEPLOYMENT_SCALING_ADAPTER => {
            adapter(&spec.get("dgdRef"), namespace, known, found);
        }
        groups::DYNAMO_MODEL => model(&spec.get("baseModelName"), namespace, known, found),
        _ => {}
    }
}

fn of_service(service: &View<'_>, namespace: &str, known: &Known<'_>, found: &mut Remarks) {
    known.demand(namespace, SECRET, &service.get("envFromSecret"), found);
    variables(&service.get("envs"), namespace, known, found);
    let picker = service.get("eppConfig").get("configMapRef").get("name");
    known.demand(namespace, CONFIG_MAP, &picker, found);
    let pod = service.get("extraPodSpec");
    for secret in pod.get("imagePullSecrets").items() {
        known.demand(namespace, SECRET, &secret.get("name"), found);
    }
    for volume in pod.get("volumes").items() {
        let claim = volume.get("persistentVolumeClaim").get("claimName");
        known.demand(namespace, CLAIM, &claim, found);
        for (source, name, kind) in [
            ("secret", "secretName", SECRET),
            ("configMap", "name", CONFIG_MAP),
        ] {
            let source = volume.get(source);
            if !source.get("optional").flag() {
                known.demand(namespace, kind, &source.get(name), found);
            }
        }
    }
    let mut containers = vec![pod.get("mainContainer")];
    containers.extend(pod.get("containers").items());
    containers.extend(pod.get("initContainers").items());
    for container in containers {
        variables(&container.get("env"), namespace, known, found);
        for source in container.get("envFrom").items() {
            for (reference, kind) in [("secretRef", SECRET), ("configMapRef", CONFIG_MAP)] {
                let reference = source.get(reference);
                if !reference.get("optional").flag() {
                    known.demand(namespace, kind, &reference.get("name"), found);
                }
            }
        }
    }
}

fn variables(list: &View<'_>, namespace: &str, known: &Known<'_>, found: &mut Remarks) {
    for variable in list.items() {
        let from = variable.get("valueFrom");
        for (reference, kind) in [("secretKeyRef", SECRET), ("configMapKeyRef", CONFIG_MAP)] {
            let reference = from.get(reference);
            if !reference.get("optional").flag() {
                known.demand(namespace, kind, &reference.get("name"), found);
            }
        }
    }
}

fn adapter(target: &View<'_>, namespace: &str, known: &Known<'_>, found: &mut Remarks) {
    let (graph, service) = (target.get("name"), target.get("serviceName"));
    let Some(resource) = known.graphs.get(&(namespace, graph.text())) else {
        known.demand(namespace, groups::DYNAMO_GRAPH_DEPLOYMENT, &graph, found);
        return;
    };
    let services = resource.view().get("spec").get("services");
    if !services.has(service.text()) {
        let text = format!(
            "graph `{}` has no service `{}`",
            graph.text(),
            service.text()
        );
        let near = known.nearest(service.text(), services.keys().into_iter());
        let hint = near.map(|near| format!("did you mean `{near}`?"));
        found.add(Weight::Error, MISSING_TARGET, service.path(), text, hint);
        return;
    }
    let target = services.entry(service.text());
    if !target.get("scalingAdapter").get("enabled").flag() {
        let text = format!(
            "service `{}` of graph `{}` does not hand its replicas over: the adapter changes nothing for long",
            service.text(),
            graph.text()
        );
        let hint = "give the service `scalingAdapter.enabled: true`".to_owned();
        found.add(
            Weight::Warning,
            MISSING_TARGET,
            service.path(),
            text,
            Some(hint),
        );
    }
}

fn model(base: &View<'_>, namespace: &str, known: &Known<'_>, found: &mut Remarks) {
    let has_graphs = known.is_complete || known.graphs.keys().any(|(home, _)| *home == namespace);
    let offered = known.models.get(namespace);
    let is_served = offered.is_some_and(|offered| offered.contains(base.text()));
    if !has_graphs || is_served || base.text().is_empty() {
        return;
    }
    let text = format!("no service offers the base model `{}`", base.text());
    let near = known.nearest(base.text(), offered.into_iter().flatten().copied());
    let hint = near.map_or_else(
        || format!("give the worker `modelRef.name: {}`", base.text()),
        |near| format!("did you mean `{near}`?"),
    );
    found.add(
        Weight::Warning,
        UNSERVED_MODEL,
        base.path(),
        text,
        Some(hint),
    );
}

/// Finds objects that are given more than once.
pub(super) fn twice(resources: &[Resource<'_>], found: &mut Remarks) {
    let mut seen = BTreeSet::new();
    for (nth, resource) in resources.iter().enumerate() {
        let (kind, name) = (resource.kind(), resource.name());
        if !name.is_empty() && !seen.insert((kind, resource.namespace, name)) {
            found.resource = nth;
            let text = format!("{kind} `{name}` is given twice: the later one takes its place");
            found.add(Weight::Warning, TWICE, "metadata.name", text, None);
        }
    }
}
