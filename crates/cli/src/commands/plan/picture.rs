//! What a person wants to see of a plan: services, pods, GPUs, and what is made for each.

use super::Outcome;
use stator_api::dynamo::ServiceSpec;
use stator_api::{defaults, groups, names};
use stator_plan::{GraphPath, GraphPlan, Object, Planned};

/// One graph, or one component alone.
pub(super) struct Picture {
    pub(super) title: String,
    pub(super) subtitle: String,
    pub(super) services: Vec<Service>,
    /// Objects of the graph as a whole.
    pub(super) shared: Vec<Made>,
    pub(super) errors: Vec<String>,
}

/// One service with its pods.
pub(super) struct Service {
    pub(super) name: String,
    /// Component type, sub type and engine, as far as they are set.
    pub(super) kind: String,
    pub(super) workload: String,
    pub(super) replicas: i64,
    pub(super) nodes: i64,
    pub(super) gpus: i64,
    pub(super) starts_after: Vec<String>,
    pub(super) made: Vec<Made>,
}

/// One object with its reason.
pub(super) struct Made {
    pub(super) kind: &'static str,
    pub(super) name: String,
    /// Port or host, where that says something.
    pub(super) detail: String,
    pub(super) why: &'static str,
}

impl Service {
    pub(super) fn pods(&self) -> i64 {
        self.replicas * self.nodes
    }

    pub(super) fn total_gpus(&self) -> i64 {
        self.pods() * self.gpus
    }

    /// `2 pods`, `2 × 4 pods`, with GPUs where there are any.
    pub(super) fn size(&self) -> String {
        let plural = |count: i64, word: &str| {
            if count == 1 {
                format!("1 {word}")
            } else {
                format!("{count} {word}s")
            }
        };
        let pods = if self.nodes > 1 {
            format!(
                "{} × {} nodes",
                plural(self.replicas, "replica"),
                self.nodes
            )
        } else {
            plural(self.replicas, "pod")
        };
        if self.gpus == 0 {
            pods
        } else if self.pods() == 1 {
            format!("{pods} × {}", plural(self.gpus, "GPU"))
        } else {
            format!(
                "{pods} × {} = {}",
                plural(self.gpus, "GPU"),
                plural(self.total_gpus(), "GPU")
            )
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
                let name = graph.metadata.name.as_deref().unwrap_or_default();
                let how = match plan.path {
                    GraphPath::Grove => "one PodCliqueSet of Grove",
                    GraphPath::Components => "a component deployment a service",
                };
                let services = graph
                    .spec
                    .services
                    .iter()
                    .map(|(key, spec)| service(name, key, spec, plan))
                    .collect();
                Self {
                    title: format!("{} {name}", groups::DYNAMO_GRAPH_DEPLOYMENT),
                    subtitle: format!(
                        "namespace {}, {how}",
                        graph.metadata.namespace.as_deref().unwrap_or_default()
                    ),
                    services,
                    shared: plan
                        .objects
                        .iter()
                        .filter(|planned| planned.service.is_none())
                        .map(made)
                        .collect(),
                    errors,
                }
            }
            Outcome::Component(component, objects, _) => {
                let name = component.metadata.name.clone().unwrap_or_default();
                let spec = &component.spec.service;
                Self {
                    title: format!("{} {name}", groups::DYNAMO_COMPONENT_DEPLOYMENT),
                    subtitle: format!(
                        "namespace {}, on its own",
                        component.metadata.namespace.as_deref().unwrap_or_default()
                    ),
                    services: vec![Service {
                        workload: format!("{} {name}", groups::DEPLOYMENT),
                        made: objects.iter().map(made).collect(),
                        ..sized(&name, spec, &component.spec.backend_framework)
                    }],
                    shared: Vec::new(),
                    errors,
                }
            }
        }
    }

    pub(super) fn total_gpus(&self) -> i64 {
        self.services.iter().map(Service::total_gpus).sum()
    }

    pub(super) fn total_pods(&self) -> i64 {
        self.services.iter().map(Service::pods).sum()
    }

    pub(super) fn total_objects(&self) -> usize {
        self.shared.len() + self.services.iter().map(|s| s.made.len()).sum::<usize>()
    }

    /// `3 services, 5 pods, 16 GPUs, 12 objects`.
    pub(super) fn totals(&self) -> String {
        format!(
            "{} services, {} pods, {} GPUs, {} objects",
            self.services.len(),
            self.total_pods(),
            self.total_gpus(),
            self.total_objects()
        )
    }
}

fn sized(name: &str, spec: &ServiceSpec, framework: &str) -> Service {
    let type_name = if spec.component_type.is_empty() {
        "plain"
    } else {
        &spec.component_type
    };
    let engine = if defaults::is_worker_type(&spec.component_type) {
        framework
    } else {
        ""
    };
    let words = [type_name, spec.sub_component_type.as_str(), engine];
    let kind: Vec<&str> = words.into_iter().filter(|word| !word.is_empty()).collect();
    let limits = spec
        .resources
        .as_ref()
        .and_then(|resources| resources.limits.as_ref());
    Service {
        name: name.to_owned(),
        kind: kind.join(", "),
        workload: String::new(),
        replicas: spec.replicas.unwrap_or(1),
        nodes: spec.number_of_nodes().max(1),
        gpus: limits
            .and_then(|limits| limits.gpu.parse().ok())
            .unwrap_or(0),
        starts_after: Vec::new(),
        made: Vec::new(),
    }
}

fn service(graph: &str, key: &str, spec: &ServiceSpec, plan: &GraphPlan) -> Service {
    let workload = match plan.path {
        GraphPath::Grove => {
            let kind = if spec.is_multinode() {
                groups::POD_CLIQUE_SCALING_GROUP
            } else {
                groups::POD_CLIQUE
            };
            format!("{kind} {}", names::grove_instance(graph, key))
        }
        GraphPath::Components => {
            let component = names::component(graph, key);
            if spec.is_multinode() {
                format!("{} {component}-0…", groups::LEADER_WORKER_SET_KIND)
            } else {
                format!("{} {component}", groups::DEPLOYMENT)
            }
        }
    };
    let made_for = plan
        .all_objects()
        .filter(|planned| planned.service.as_deref() == Some(key));
    Service {
        workload,
        starts_after: starts_after(plan, key),
        made: made_for.map(made).collect(),
        ..sized(key, spec, "")
    }
}

fn starts_after(plan: &GraphPlan, key: &str) -> Vec<String> {
    let own = [
        names::clique(key),
        names::leader_clique(key),
        names::worker_clique(key),
    ];
    let sets = plan
        .objects
        .iter()
        .filter_map(|planned| match &planned.object {
            Object::PodCliqueSet(set) => Some(set),
            _ => None,
        });
    sets.flat_map(|set| &set.spec.template.cliques)
        .filter(|clique| own.contains(&clique.name))
        .flat_map(|clique| {
            let waits = clique.spec.starts_after.iter();
            waits.map(|other| format!("{} after {other}", clique.name))
        })
        .collect()
}

fn made(planned: &Planned) -> Made {
    let detail = match &planned.object {
        Object::Service(service) => {
            let ports = service
                .spec
                .iter()
                .flat_map(|spec| spec.ports.iter().flatten());
            ports
                .map(|port| format!(":{}", port.port))
                .collect::<Vec<_>>()
                .join(" ")
        }
        Object::Ingress(ingress) => {
            let rules = ingress
                .spec
                .iter()
                .flat_map(|spec| spec.rules.iter().flatten());
            rules
                .filter_map(|rule| rule.host.clone())
                .collect::<Vec<_>>()
                .join(" ")
        }
        Object::VirtualService(route) => route.spec.hosts.join(" "),
        Object::PersistentVolumeClaim(claim) => {
            let requests = claim.spec.as_ref().and_then(|spec| spec.resources.as_ref());
            let requests = requests.and_then(|resources| resources.requests.as_ref());
            let size = requests.and_then(|requests| requests.get("storage"));
            size.map(|size| size.0.clone()).unwrap_or_default()
        }
        _ => String::new(),
    };
    Made {
        kind: planned.object.kind(),
        name: planned.object.name().to_owned(),
        detail,
        why: planned.why,
    }
}
