//! Why each field of a planned object has its value.
//!
//! Rules by kind lead from a field of an object to what may have given it: a place of the resource,
//! an operator flag, a component type, an engine, a name rule. A rule counts only where the value
//! agrees with it, so that nothing is guessed: a field without a rule that agrees has no origin,
//! which is a mistake in this module that its tests find. Nothing here runs unless it is asked.

mod component;
mod container;
mod metadata;
mod path;
mod pod;
mod reason;
mod routes;
mod scope;
mod whole;
mod workload;

pub use path::{Step, path_text};
pub use reason::Origin;

use crate::object::Planned;
use crate::world::World;
use path::leaves;
use scope::{Given, Resource, Service};
use serde_json::Value as Json;
use stator_api::dynamo::{DynamoComponentDeployment, DynamoGraphDeployment};

/// Explains the fields of everything that is planned for one resource.
pub struct Origins<'a> {
    given: Given<'a>,
    services: Vec<Service<'a>>,
}

/// One field of an object with its origin.
#[derive(Clone, Debug, PartialEq)]
pub struct Explained<'o> {
    /// The way to the field.
    pub path: Vec<Step<'o>>,
    /// Its value.
    pub value: &'o Json,
    /// Where the value comes from.
    pub origin: Option<Origin>,
}

impl<'a> Origins<'a> {
    /// Explains a graph: `written` is the user's object, `stored` the one with the defaults of its
    /// definition, `graph` the one that was planned.
    pub fn of_graph(
        written: &'a Json,
        stored: &'a Json,
        graph: &'a DynamoGraphDeployment,
        world: &'a World<'a>,
    ) -> Self {
        Self::new(Given {
            written,
            stored,
            resource: Resource::Graph(graph),
            world,
        })
    }

    /// Explains a component alone.
    pub fn of_component(
        written: &'a Json,
        stored: &'a Json,
        component: &'a DynamoComponentDeployment,
        world: &'a World<'a>,
    ) -> Self {
        Self::new(Given {
            written,
            stored,
            resource: Resource::Component(component),
            world,
        })
    }

    fn new(given: Given<'a>) -> Self {
        Self {
            given,
            services: given.services(),
        }
    }

    /// Gives the origin of every leaf of the manifest of a planned object, in its order.
    pub fn explain<'o>(&'o self, planned: &'o Planned, manifest: &'o Json) -> Vec<Explained<'o>> {
        let service = self.service_of(planned);
        let mut fields = Vec::new();
        leaves(manifest, &mut Vec::new(), &mut |path, value| {
            let given = &self.given;
            let origin = metadata::common(given, planned, service, path, value)
                .or_else(|| self.by_kind(planned, service, manifest, path, value));
            fields.push(Explained {
                path: path.to_vec(),
                value,
                origin,
            });
        });
        fields
    }

    fn service_of(&self, planned: &Planned) -> Option<&Service<'a>> {
        match self.given.resource {
            Resource::Component(_) => self.services.first(),
            Resource::Graph(_) => {
                let key = planned.service.as_deref()?;
                self.services.iter().find(|service| service.key == key)
            }
        }
    }

    fn by_kind(
        &self,
        planned: &Planned,
        service: Option<&Service<'_>>,
        object: &Json,
        path: &[Step<'_>],
        value: &Json,
    ) -> Option<Origin> {
        let given = &self.given;
        match planned.object.kind() {
            "PodCliqueSet" => workload::pod_clique_set(given, &self.services, object, path, value),
            "ServiceAccount" | "Role" | "RoleBinding" => whole::account(given, path, value),
            "PersistentVolumeClaim" => whole::claim(given, object, path, value),
            "Secret" => whole::secret(given, path, value),
            "Service" => routes::service(given, &self.services, service, object, path, value),
            "DynamoComponentDeployment" => component::explain(given, service?, object, path, value),
            "Deployment" => workload::deployment(given, service?, object, path, value),
            "LeaderWorkerSet" => workload::leader_worker_set(given, service?, object, path, value),
            "PodGroup" => workload::pod_group(given, service?, path, value),
            "DynamoGraphDeploymentScalingAdapter" => whole::adapter(given, service?, path, value),
            "Ingress" | "VirtualService" => routes::route(given, service?, path, value),
            "ConfigMap" | "InferencePool" => whole::picker(given, service?, path, value),
            // Of a deployment request, which is neither graph nor component.
            "Job" => None,
            // Other kinds are not made for graphs and components.
            _ => None,
        }
    }
}
