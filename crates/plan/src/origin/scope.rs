//! What a rule about a field may look at: the resource as it was written, the service, the world.

use super::path::{Step, Step::Key as K, at, join, path_text};
use super::reason::Origin;
use crate::backend::{self, Deployer, Framework};
use crate::pod::{self, PodInput, Role};
use crate::world::World;
use serde_json::{Number, Value as Json};
use stator_api::config::{FLAGS, Flag, OperatorConfig};
use stator_api::dynamo::{DynamoComponentDeployment, DynamoGraphDeployment, ServiceSpec};
use stator_api::{annotations, defaults, names, quantity};

/// The resource that was planned.
#[derive(Clone, Copy)]
pub(super) enum Resource<'a> {
    Graph(&'a DynamoGraphDeployment),
    Component(&'a DynamoComponentDeployment),
}

/// The resource in its three forms, and what else the plan depended on.
#[derive(Clone, Copy)]
pub(super) struct Given<'a> {
    /// As the user wrote it.
    pub(super) written: &'a Json,
    /// As the API server stores it: with defaults.
    pub(super) stored: &'a Json,
    /// As it was planned.
    pub(super) resource: Resource<'a>,
    pub(super) world: &'a World<'a>,
}

/// A service with its place in the resource.
#[derive(Clone)]
pub(super) struct Service<'a> {
    pub(super) key: &'a str,
    pub(super) spec: &'a ServiceSpec,
    root: Vec<Step<'a>>,
    framework: Framework,
    /// Pods of a component of the same type, and of no type, that says nothing else.
    pub(super) baseline: [Json; 2],
}

/// Says whether a value is what was written: numbers count by value.
fn same(written: &Json, value: &Json) -> bool {
    let number = |json: &Json| json.as_number().and_then(Number::as_f64);
    written == value || (number(written).is_some() && number(written) == number(value))
}

impl<'a> Given<'a> {
    /// The resource says exactly this at the path, or its definition does for it.
    pub(super) fn user(&self, path: &[Step<'_>], value: &Json) -> Option<Origin> {
        at(self.stored, path).filter(|stored| same(stored, value))?;
        let text = path_text(path);
        Some(if at(self.written, path).is_some() {
            Origin::User { path: text }
        } else {
            Origin::Schema { path: text }
        })
    }

    /// As [`user`](Self::user), for an amount that Kubernetes writes in its canonical form.
    pub(super) fn amount(&self, path: &[Step<'_>], value: &Json) -> Option<Origin> {
        let exact = self.user(path, value);
        exact.or_else(|| {
            let text = match at(self.stored, path)? {
                Json::String(text) => text.clone(),
                Json::Number(number) => number.to_string(),
                _ => return None,
            };
            let canonical = quantity::canonical(&text).ok()?;
            (value.as_str() == Some(&*canonical))
                .then(|| made(path, "as Kubernetes writes amounts"))
        })
    }

    /// What the resource says at the path, as a list.
    pub(super) fn items(&self, path: &[Step<'_>]) -> &'a [Json] {
        at(self.stored, path)
            .and_then(Json::as_array)
            .map(Vec::as_slice)
            .unwrap_or_default()
    }

    pub(super) fn text(&self, path: &[Step<'_>]) -> Option<&'a str> {
        at(self.stored, path).and_then(Json::as_str)
    }

    pub(super) fn config(&self) -> &'a OperatorConfig {
        self.world.config
    }

    /// The name of the resource itself.
    pub(super) fn own_name(&self) -> &'a str {
        let metadata = match self.resource {
            Resource::Graph(graph) => &graph.metadata,
            Resource::Component(component) => &component.metadata,
        };
        metadata.name.as_deref().unwrap_or_default()
    }

    /// The graph's name; empty for a component alone.
    pub(super) fn graph(&self) -> &'a str {
        match self.resource {
            Resource::Graph(_) => self.own_name(),
            Resource::Component(component) => {
                let owners = component.metadata.owner_references.iter().flatten();
                let mut graphs =
                    owners.filter(|o| o.kind == stator_api::groups::DYNAMO_GRAPH_DEPLOYMENT);
                graphs
                    .next()
                    .map(|owner| owner.name.as_str())
                    .unwrap_or_default()
            }
        }
    }

    pub(super) fn namespace(&self) -> &'a str {
        let metadata = match self.resource {
            Resource::Graph(graph) => &graph.metadata,
            Resource::Component(component) => &component.metadata,
        };
        metadata.namespace.as_deref().unwrap_or_default()
    }

    pub(super) fn is_graph(&self) -> bool {
        matches!(self.resource, Resource::Graph(_))
    }

    /// The resource's own name, where the value is it.
    pub(super) fn is_own_name(&self, value: &Json) -> Option<Origin> {
        self.user(&[K("metadata"), K("name")], value)
    }

    pub(super) fn is_namespace(&self, value: &Json) -> Option<Origin> {
        (value.as_str() == Some(self.namespace()))
            .then_some(Origin::Rule("namespace that the resource is planned for"))
    }

    /// Where the choice of the discovery backend comes from.
    pub(super) fn discovery(&self, service: Option<&Service<'a>>) -> Origin {
        let key = annotations::DYNAMO_DISCOVERY_BACKEND;
        const HOW: &str = "how components find each other";
        let mut candidates = Vec::new();
        if self.is_graph() {
            candidates.push(vec![K("metadata"), K("annotations"), K(key)]);
        }
        if let Some(service) = service {
            candidates.push(service.path(&[K("annotations"), K(key)]));
        }
        let annotated = candidates
            .into_iter()
            .find(|path| at(self.stored, path).is_some());
        match annotated {
            Some(path) => made(&path, HOW),
            None => flag("discovery-backend", &self.config().discovery_backend),
        }
    }

    /// All services in the order in which they are planned.
    pub(super) fn services(&self) -> Vec<Service<'a>> {
        match self.resource {
            Resource::Graph(graph) => {
                let explicit = &graph.spec.backend_framework;
                let services = graph.spec.services.iter();
                services
                    .map(|(key, spec)| {
                        let root = vec![K("spec"), K("services"), K(key)];
                        self.service(key, spec, root, explicit)
                    })
                    .collect()
            }
            Resource::Component(component) => {
                let spec = &component.spec.service;
                let explicit = &component.spec.backend_framework;
                vec![self.service(&spec.service_name, spec, vec![K("spec")], explicit)]
            }
        }
    }

    fn service(
        &self,
        key: &'a str,
        spec: &'a ServiceSpec,
        root: Vec<Step<'a>>,
        explicit: &str,
    ) -> Service<'a> {
        Service {
            key,
            spec,
            root,
            framework: backend::framework(spec, explicit).unwrap_or(Framework::Noop),
            baseline: self.baselines(spec),
        }
    }

    /// The pods that a service of the same type, and one of no type, has when it says nothing else.
    fn baselines(&self, spec: &ServiceSpec) -> [Json; 2] {
        let untyped = ServiceSpec {
            global_dynamo_namespace: spec.global_dynamo_namespace,
            ..ServiceSpec::default()
        };
        let typed = ServiceSpec {
            component_type: spec.component_type.clone(),
            epp_config: spec.epp_config.clone(),
            ..untyped.clone()
        };
        [self.bare_pod(&typed), self.bare_pod(&untyped)]
    }

    fn bare_pod(&self, service: &ServiceSpec) -> Json {
        let bare = pod::pod_spec(&PodInput {
            service,
            annotations: &service.annotations,
            envs: [&[], &[]],
            framework: Framework::Noop,
            graph: self.graph(),
            namespace: self.namespace(),
            role: Role::Main,
            deployer: Deployer::Grove,
            name: "",
            world: self.world,
        });
        let mut json = bare
            .ok()
            .and_then(|pod| serde_json::to_value(pod).ok())
            .unwrap_or_default();
        crate::go_form::go_form(&mut json);
        json
    }
}

/// Something that is made from what the resource says at the path.
pub(super) fn made(path: &[Step<'_>], how: &'static str) -> Origin {
    Origin::Made {
        path: path_text(path),
        how,
    }
}

/// A flag of the operator, where the value is its.
pub(super) fn is_flag(name: &'static str, set: &str, value: &Json) -> Option<Origin> {
    (value.as_str() == Some(set)).then(|| flag(name, set))
}

/// A flag with its value.
pub(super) fn flag(name: &'static str, value: &str) -> Origin {
    let default = FLAGS
        .iter()
        .find(|flag| flag.name == name)
        .map(Flag::default_text);
    Origin::Flag {
        name,
        is_default: default.as_deref() == Some(value),
    }
}

impl<'a> Service<'a> {
    /// A path below the service.
    pub(super) fn path(&self, below: &[Step<'a>]) -> Vec<Step<'a>> {
        join(&[&self.root, below])
    }

    /// The path of the service itself.
    pub(super) fn root(&self) -> &[Step<'a>] {
        &self.root
    }

    pub(super) fn framework(&self) -> Framework {
        self.framework
    }

    /// Its component's name: that of its Service, Ingress and adapter.
    pub(super) fn component_name(&self, given: &Given<'_>) -> String {
        match given.resource {
            Resource::Graph(_) => names::component(given.own_name(), self.key),
            Resource::Component(_) => given.own_name().to_owned(),
        }
    }

    pub(super) fn is_component_name(&self, given: &Given<'_>, value: &Json) -> Option<Origin> {
        match given.resource {
            Resource::Graph(_) => is_name(
                value,
                &self.component_name(given),
                "graph-service, in small letters",
            ),
            Resource::Component(_) => given.is_own_name(value),
        }
    }

    /// What the component type brings along, where the pod without anything else has the same.
    pub(super) fn default(&self, path: &[Step<'_>], value: &Json) -> Option<Origin> {
        let [typed, untyped] = &self.baseline;
        at(typed, path).filter(|default| *default == value)?;
        let kind = match at(untyped, path) {
            Some(default) if default == value => String::new(),
            _ => self.spec.component_type.clone(),
        };
        Some(Origin::ComponentType(kind))
    }

    pub(super) fn has_annotation(&self, key: &str) -> bool {
        self.spec
            .annotations
            .get(key)
            .is_some_and(|value| value == "true")
    }

    /// The Dynamo namespace of its pods, where the value is it.
    pub(super) fn is_dynamo_namespace(&self, given: &Given<'_>, value: &Json) -> Option<Origin> {
        let is_global = self.spec.global_dynamo_namespace;
        let graph = given.graph();
        let wanted = names::dynamo_namespace(is_global, given.namespace(), graph);
        if value.as_str() != Some(&wanted) {
            return None;
        }
        Some(if is_global {
            made(
                &self.path(&[K("globalDynamoNamespace")]),
                "the Dynamo namespace that services share",
            )
        } else {
            Origin::Name("Dynamo namespace: namespace-graph")
        })
    }

    /// What an engine needs.
    pub(super) fn backend(&self, what: &'static str, from: Option<&[Step<'a>]>) -> Origin {
        Origin::Backend {
            name: self.framework().as_str(),
            what,
            path: from.map(|below| path_text(&self.path(below))),
        }
    }

    /// Whether a GPU count names this resource.
    pub(super) fn is_gpu(&self, key: &str) -> bool {
        let limits = self.spec.resources.as_ref().and_then(|r| r.limits.as_ref());
        let kind = limits
            .map(|l| l.gpu_type.as_str())
            .filter(|kind| !kind.is_empty());
        kind.unwrap_or(defaults::GPU_RESOURCE) == key
    }
}

/// A name, where the value is it.
pub(super) fn is_name(value: &Json, name: &str, rule: &'static str) -> Option<Origin> {
    (value.as_str() == Some(name)).then_some(Origin::Name(rule))
}

/// A fixed text, where the value is it.
pub(super) fn is_text(value: &Json, text: &str, rule: &'static str) -> Option<Origin> {
    (value.as_str() == Some(text)).then_some(Origin::Rule(rule))
}
