//! What a person wants to see of a plan: components, pods, GPUs, start order, and what is made.

use super::outcome::Outcome;
use stator_api::dynamo::{DynamoGraphDeploymentRequest, ServiceSpec};
use stator_api::foreign::grove::STARTUP_ANY_ORDER;
use stator_api::{defaults, groups, names};
use stator_plan::request::ProfilingMode;
use stator_plan::{GraphPath, GraphPlan, Object, Planned, RequestPlan, engine};

/// One graph, or one component alone.
pub(super) struct Picture {
    pub(super) kind: &'static str,
    pub(super) name: String,
    pub(super) namespace: String,
    /// Who runs the components, and when they start.
    pub(super) how: String,
    /// In the order in which requests meet them.
    pub(super) components: Vec<Component>,
    /// Objects of the graph as a whole.
    pub(super) shared: Vec<Made>,
    pub(super) errors: Vec<String>,
}

/// One service of the graph with its pods.
pub(super) struct Component {
    pub(super) name: String,
    pub(super) part: Part,
    /// Component type, sub type and engine, as far as they are set.
    pub(super) words: Vec<String>,
    pub(super) replicas: i64,
    pub(super) nodes: i64,
    pub(super) gpus: i64,
    /// Which node of a replica starts first.
    pub(super) first: First,
    pub(super) made: Vec<Made>,
}

/// The part that a component plays, in the order in which requests meet them.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Part {
    Entry,
    Worker,
    Other,
}

impl Part {
    pub(super) const ALL: [Self; 3] = [Self::Entry, Self::Worker, Self::Other];

    pub(super) fn title(self) -> &'static str {
        match self {
            Self::Entry => "Entry",
            Self::Worker => "Workers",
            Self::Other => "Others",
        }
    }
}

/// Which nodes of a multi-node replica start first.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum First {
    /// There is one node only, or all start at once.
    Any,
    Leader,
    Workers,
}

impl First {
    pub(super) fn text(self) -> Option<&'static str> {
        match self {
            Self::Any => None,
            Self::Leader => Some("start order: leader, then workers"),
            Self::Workers => Some("start order: workers, then leader"),
        }
    }
}

/// Objects of one kind that are made for the same reason.
pub(super) struct Made {
    pub(super) kind: &'static str,
    pub(super) names: Vec<String>,
    /// Port or host, where that says something.
    pub(super) detail: String,
    pub(super) why: &'static str,
    /// Whether the operator writes them itself, or another one because of its objects.
    pub(super) is_ours: bool,
}

impl Made {
    /// The names, the later ones without what they share with the first.
    pub(super) fn joined_names(&self) -> String {
        let [first, others @ ..] = self.names.as_slice() else {
            return String::new();
        };
        let stem = first.rfind('-').map_or("", |at| &first[..at]);
        let short = |name: &str| match name.strip_prefix(stem) {
            Some(rest) if !stem.is_empty() && rest.starts_with('-') => rest.to_owned(),
            _ => name.to_owned(),
        };
        match others {
            [] => first.clone(),
            [.., last] if others.len() > 2 => format!("{first} … {}", short(last)),
            _ => {
                let others: Vec<String> = others.iter().map(|name| short(name)).collect();
                format!("{first}, {}", others.join(", "))
            }
        }
    }
}

/// `1 pod`, `2 pods`.
pub(super) fn counted(count: i64, word: &str) -> String {
    if count == 1 {
        format!("1 {word}")
    } else {
        format!("{count} {word}s")
    }
}

impl Component {
    pub(super) fn pods(&self) -> i64 {
        self.replicas.saturating_mul(self.nodes)
    }

    pub(super) fn total_gpus(&self) -> i64 {
        self.pods().saturating_mul(self.gpus)
    }

    /// `2 pods × 1 GPU = 2 GPUs`, `1 replica × 4 nodes × 8 GPUs = 32 GPUs`.
    pub(super) fn size(&self) -> String {
        let pods = if self.nodes > 1 {
            format!(
                "{} × {} nodes",
                counted(self.replicas, "replica"),
                self.nodes
            )
        } else {
            counted(self.replicas, "pod")
        };
        if self.gpus == 0 || self.replicas == 0 {
            pods
        } else if self.pods() == 1 {
            format!("{pods} × {}", counted(self.gpus, "GPU"))
        } else {
            let total = counted(self.total_gpus(), "GPU");
            format!("{pods} × {} = {total}", counted(self.gpus, "GPU"))
        }
    }
}

impl Picture {
    pub(super) fn of(outcome: &Outcome) -> Self {
        let errors = outcome
            .errors()
            .into_iter()
            .map(|(service, error)| match service {
                Some(service) => format!("{service}: {error}"),
                None => error.to_string(),
            })
            .collect();
        match outcome {
            Outcome::Graph(graph, plan) => {
                let name = graph.metadata.name.clone().unwrap_or_default();
                let framework = &graph.spec.backend_framework;
                let mut components: Vec<Component> = graph
                    .spec
                    .services
                    .iter()
                    .map(|(key, spec)| component(&name, key, spec, framework, plan))
                    .collect();
                components.sort_by_key(|component| {
                    (component.part, rank_of(component), natural(&component.name))
                });
                let shared = plan.objects.iter().filter(|made| made.service.is_none());
                Self {
                    kind: groups::DYNAMO_GRAPH_DEPLOYMENT,
                    namespace: graph.metadata.namespace.clone().unwrap_or_default(),
                    how: how(plan),
                    name,
                    components,
                    shared: by_reason(shared),
                    errors,
                }
            }
            Outcome::Request(request, plan) => request_picture(request, plan, errors),
            Outcome::Component(component, plan) => {
                let objects = &plan.objects;
                let name = component.metadata.name.clone().unwrap_or_default();
                let spec = &component.spec.service;
                Self {
                    kind: groups::DYNAMO_COMPONENT_DEPLOYMENT,
                    namespace: component.metadata.namespace.clone().unwrap_or_default(),
                    how: "a component without a graph".to_owned(),
                    components: vec![Component {
                        first: first(objects.iter(), &name),
                        made: by_reason(objects.iter()),
                        ..sized(&name, spec, &component.spec.backend_framework)
                    }],
                    name,
                    shared: Vec::new(),
                    errors,
                }
            }
        }
    }

    /// What its shared objects are for.
    pub(super) fn whole(&self) -> &'static str {
        if self.kind == groups::DYNAMO_GRAPH_DEPLOYMENT_REQUEST {
            "For all requests"
        } else {
            "For the whole graph"
        }
    }

    /// Numbers with what they count: components, pods, GPUs, objects.
    pub(super) fn totals(&self) -> [(i64, &'static str); 4] {
        let sum = |number: fn(&Component) -> i64| {
            let numbers = self.components.iter().map(number);
            numbers.fold(0, i64::saturating_add)
        };
        let made = self.components.iter().flat_map(|c| &c.made);
        let ours = made.chain(&self.shared).filter(|made| made.is_ours);
        let objects: usize = ours.map(|made| made.names.len()).sum();
        [
            (self.components.len() as i64, "component"),
            (sum(Component::pods), "pod"),
            (sum(Component::total_gpus), "GPU"),
            (objects as i64, "object"),
        ]
    }
}

/// A request: the profiling Job as its one component.
fn request_picture(
    request: &DynamoGraphDeploymentRequest,
    plan: &RequestPlan,
    errors: Vec<String>,
) -> Picture {
    let name = request.metadata.name.clone().unwrap_or_default();
    let is_job = |planned: &&Planned| matches!(planned.object, Object::Job(_));
    let (what, how) = match plan.mode {
        ProfilingMode::Online => ("online", "profiled by running graphs in the cluster"),
        ProfilingMode::Offline => ("offline", "profiled by the AI configurator's estimates"),
    };
    let then = if request.spec.auto_apply {
        "; then the generated graph is created"
    } else {
        "; the generated graph is left in the status"
    };
    let jobs: Vec<&Planned> = plan.objects.iter().filter(is_job).collect();
    let others = plan.objects.iter().filter(|planned| !is_job(planned));
    let resources = request.spec.profiling_config.resources.as_ref();
    let limits = resources.and_then(|resources| resources.limits.as_ref());
    let gpus = limits.and_then(|limits| limits.get(defaults::GPU_RESOURCE));
    let component = Component {
        name: names::profiling_job(&name),
        part: Part::Other,
        words: vec![
            "profiler".to_owned(),
            what.to_owned(),
            request.spec.backend.clone(),
        ],
        replicas: 1,
        nodes: 1,
        gpus: gpus.and_then(|count| count.0.parse().ok()).unwrap_or(0),
        first: First::Any,
        made: by_reason(jobs.iter().copied()),
    };
    Picture {
        kind: groups::DYNAMO_GRAPH_DEPLOYMENT_REQUEST,
        namespace: request.metadata.namespace.clone().unwrap_or_default(),
        how: format!("{how}{then}"),
        name,
        components: if jobs.is_empty() {
            Vec::new()
        } else {
            vec![component]
        },
        shared: by_reason(others),
        errors,
    }
}

/// Who runs the components of a graph, and when.
fn how(plan: &GraphPlan) -> String {
    if plan.path == GraphPath::Components {
        return "one DynamoComponentDeployment a component, started in any order".to_owned();
    }
    let mut sets = plan
        .objects
        .iter()
        .filter_map(|planned| match &planned.object {
            Object::PodCliqueSet(set) => Some(set),
            _ => None,
        });
    let order = sets.next().map_or("", |set| {
        match set.spec.template.clique_startup_type.as_deref() {
            Some(STARTUP_ANY_ORDER) => ", started in any order",
            _ => ", some started in order",
        }
    });
    format!("one PodCliqueSet of Grove, placed together{order}")
}

/// A key by which `Worker2` comes before `Worker10`.
fn natural(name: &str) -> Vec<(String, usize, String)> {
    let mut parts: Vec<(String, usize, String)> = Vec::new();
    for letter in name.chars() {
        let is_new = match parts.last() {
            Some((_, _, digits)) => !letter.is_ascii_digit() && !digits.is_empty(),
            None => true,
        };
        if is_new {
            parts.push((String::new(), 0, String::new()));
        }
        if let Some((text, length, digits)) = parts.last_mut() {
            if letter.is_ascii_digit() {
                digits.push(letter);
                *length = digits.trim_start_matches('0').len();
            } else {
                text.push(letter);
            }
        }
    }
    parts
}

/// Prefill comes before decode, and both before what does neither or both.
fn rank_of(component: &Component) -> usize {
    // Many graphs say the part of a worker in its name only.
    let name = component.name.to_lowercase();
    let named = |word: &str| component.part == Part::Worker && name.contains(word);
    let is = |word: &str| named(word) || component.words.iter().any(|own| own == word);
    let ranks = [
        defaults::COMPONENT_TYPE_FRONTEND,
        defaults::COMPONENT_TYPE_EPP,
        defaults::COMPONENT_TYPE_PREFILL,
        defaults::COMPONENT_TYPE_DECODE,
        defaults::COMPONENT_TYPE_WORKER,
        defaults::COMPONENT_TYPE_PLANNER,
    ];
    ranks
        .iter()
        .position(|word| is(word))
        .unwrap_or(ranks.len())
}

fn sized(name: &str, spec: &ServiceSpec, framework: &str) -> Component {
    let type_name = spec.component_type.as_str();
    let part = match type_name {
        defaults::COMPONENT_TYPE_FRONTEND | defaults::COMPONENT_TYPE_EPP => Part::Entry,
        word if defaults::is_worker_type(word) => Part::Worker,
        _ => Part::Other,
    };
    let shown = if type_name.is_empty() {
        "plain"
    } else {
        type_name
    };
    let engine = engine(spec, framework).unwrap_or_default();
    let words = [shown, spec.sub_component_type.as_str(), engine];
    let words = words.into_iter().filter(|word| !word.is_empty());
    Component {
        name: name.to_owned(),
        part,
        words: words.map(str::to_owned).collect(),
        replicas: spec.replicas.unwrap_or(1),
        nodes: spec.number_of_nodes().max(1),
        gpus: gpus(spec),
        first: First::Any,
        made: Vec::new(),
    }
}

/// GPUs of one pod: the service's limit, or else what its main container asks for.
fn gpus(spec: &ServiceSpec) -> i64 {
    let limits = spec.resources.as_ref().and_then(|r| r.limits.as_ref());
    if let Some(count) = limits.and_then(|limits| limits.gpu.parse().ok()) {
        return count;
    }
    let extra = spec.extra_pod_spec.as_ref();
    let container = extra.and_then(|extra| extra.main_container.as_ref());
    let resources = container.and_then(|container| container.resources.as_ref());
    let limits = resources.and_then(|resources| resources.limits.as_ref());
    let count = limits.and_then(|limits| limits.get(defaults::GPU_RESOURCE));
    count.and_then(|count| count.0.parse().ok()).unwrap_or(0)
}

fn component(
    graph: &str,
    key: &str,
    spec: &ServiceSpec,
    framework: &str,
    plan: &GraphPlan,
) -> Component {
    let planned: Vec<&Planned> = plan
        .all_objects()
        .filter(|planned| planned.service.as_deref() == Some(key))
        .collect();
    // A component deployment says what remains of the service after a deployment config.
    let resolved = planned.iter().find_map(|planned| match &planned.object {
        Object::DynamoComponentDeployment(component) => Some(&component.spec.service),
        _ => None,
    });
    let mut made = by_reason(planned.iter().copied());
    if plan.path == GraphPath::Grove && plan.error.is_none() {
        let kind = if spec.is_multinode() {
            groups::POD_CLIQUE_SCALING_GROUP
        } else {
            groups::POD_CLIQUE
        };
        let workload = Made {
            kind,
            names: vec![names::grove_instance(graph, key)],
            detail: String::new(),
            why: "Grove makes it from the PodCliqueSet",
            is_ours: false,
        };
        made.insert(0, workload);
    }
    Component {
        first: first(plan.all_objects(), key),
        made,
        ..sized(key, resolved.unwrap_or(spec), framework)
    }
}

fn first<'a>(objects: impl Iterator<Item = &'a Planned>, key: &str) -> First {
    for planned in objects {
        match &planned.object {
            Object::PodCliqueSet(set) => {
                let waits = |name: &str| {
                    let mut cliques = set.spec.template.cliques.iter();
                    cliques.any(|c| c.name == name && !c.spec.starts_after.is_empty())
                };
                if waits(&names::leader_clique(key)) {
                    return First::Workers;
                } else if waits(&names::worker_clique(key)) {
                    return First::Leader;
                }
            }
            // Either start-up policy of these begins with the leader.
            Object::LeaderWorkerSet(_) if planned.service.as_deref() == Some(key) => {
                return First::Leader;
            }
            _ => {}
        }
    }
    First::Any
}

/// Puts objects of one kind and reason together, workloads first, then how they are reached.
fn by_reason<'a>(objects: impl Iterator<Item = &'a Planned>) -> Vec<Made> {
    let mut list: Vec<Made> = Vec::new();
    for planned in objects {
        let object = &planned.object;
        let detail = detail(object);
        let same = |made: &&mut Made| {
            made.kind == object.kind() && made.why == planned.why && made.detail == detail
        };
        if let Some(made) = list.iter_mut().find(same) {
            made.names.push(object.name().to_owned());
        } else {
            list.push(Made {
                kind: object.kind(),
                names: vec![object.name().to_owned()],
                detail,
                why: planned.why,
                is_ours: true,
            });
        }
    }
    list.sort_by_key(|made| order(made.kind));
    list
}

fn order(kind: &str) -> usize {
    const KINDS: [&str; 10] = [
        "PodCliqueSet",
        "DynamoComponentDeployment",
        "Deployment",
        "LeaderWorkerSet",
        "PodGroup",
        "DynamoGraphDeploymentScalingAdapter",
        "Service",
        "Ingress",
        "VirtualService",
        "InferencePool",
    ];
    KINDS
        .iter()
        .position(|known| *known == kind)
        .unwrap_or(KINDS.len())
}

fn detail(object: &Object) -> String {
    let joined = |parts: Vec<String>| parts.join(" ");
    match object {
        Object::Service(service) => {
            let spec = service.spec.iter();
            let ports = spec.flat_map(|spec| spec.ports.iter().flatten());
            joined(ports.map(|port| format!(":{}", port.port)).collect())
        }
        Object::Ingress(ingress) => {
            let spec = ingress.spec.iter();
            let rules = spec.flat_map(|spec| spec.rules.iter().flatten());
            joined(rules.filter_map(|rule| rule.host.clone()).collect())
        }
        Object::VirtualService(route) => route.spec.hosts.join(" "),
        Object::PersistentVolumeClaim(claim) => {
            let requests = claim.spec.as_ref().and_then(|spec| spec.resources.as_ref());
            let requests = requests.and_then(|resources| resources.requests.as_ref());
            let size = requests.and_then(|requests| requests.get("storage"));
            size.map(|size| size.0.clone()).unwrap_or_default()
        }
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn made(names: &[&str]) -> Made {
        Made {
            kind: "Service",
            names: names.iter().map(ToString::to_string).collect(),
            detail: String::new(),
            why: "",
            is_ours: true,
        }
    }

    #[test]
    fn names_are_joined_without_what_they_share() {
        let joined = |names: &[&str]| made(names).joined_names();
        assert_eq!(joined(&["g-a"]), "g-a");
        assert_eq!(joined(&["g-a-p", "g-a-d"]), "g-a-p, -d");
        assert_eq!(joined(&["g-0", "g-1", "g-2", "g-3"]), "g-0 … -3");
        assert_eq!(joined(&["models", "cache"]), "models, cache");
    }

    #[test]
    fn numbers_in_names_count_as_numbers() {
        let mut names = ["w10", "w2", "w", "a1", "w2b", "w02"];
        names.sort_by_key(|name| natural(name));
        assert_eq!(names, ["a1", "w", "w02", "w2", "w2b", "w10"]);
    }

    #[test]
    fn sizes_multiply_only_what_is_more_than_one() {
        let size = |replicas, nodes, gpus| {
            Component {
                name: String::new(),
                part: Part::Worker,
                words: Vec::new(),
                replicas,
                nodes,
                gpus,
                first: First::Any,
                made: Vec::new(),
            }
            .size()
        };
        assert_eq!(size(1, 1, 0), "1 pod");
        assert_eq!(size(1, 1, 1), "1 pod × 1 GPU");
        assert_eq!(size(3, 1, 2), "3 pods × 2 GPUs = 6 GPUs");
        assert_eq!(size(2, 4, 8), "2 replicas × 4 nodes × 8 GPUs = 64 GPUs");
        assert_eq!(size(0, 1, 8), "0 pods");
    }
}
