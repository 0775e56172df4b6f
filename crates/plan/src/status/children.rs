//! What is alive of the objects below a graph or a component.

use crate::graph::GraphPath;
use crate::status::readiness;
use k8s_openapi::api::apps::v1::Deployment;
use serde_json::Value as Json;
use stator_api::dynamo::{DynamoComponentDeployment, DynamoGraphDeployment, ServiceSpec};
use stator_api::foreign::grove::{PodClique, PodCliqueScalingGroup};
use stator_api::foreign::leader_worker_set::LeaderWorkerSet;
use stator_api::{annotations, labels, names};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Live objects of one namespace that a status is computed from, each kind by name.
///
/// The values are shared, so that an informer's store can lend them.
#[derive(Clone, Debug, Default)]
pub struct Children {
    /// DynamoComponentDeployments.
    pub components: BTreeMap<String, Arc<DynamoComponentDeployment>>,
    /// Deployments.
    pub deployments: BTreeMap<String, Arc<Deployment>>,
    /// LeaderWorkerSets.
    pub leader_worker_sets: BTreeMap<String, Arc<LeaderWorkerSet>>,
    /// PodCliqueSets, as far as a status needs them.
    pub pod_clique_sets: BTreeMap<String, PodCliqueSetProgress>,
    /// PodCliques, those of scaling groups among them.
    pub pod_cliques: BTreeMap<String, Arc<PodClique>>,
    /// PodCliqueScalingGroups.
    pub scaling_groups: BTreeMap<String, Arc<PodCliqueScalingGroup>>,
}

/// How far Grove is with a PodCliqueSet.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct PodCliqueSetProgress {
    /// Generation of the spec.
    pub generation: i64,
    /// Generation that Grove has taken up.
    pub observed_generation: Option<i64>,
    /// Whether an update of the pods was begun and has not ended.
    pub is_rolling: bool,
    /// Restart stamps of the cliques, by service key.
    pub restart_stamps: BTreeMap<String, String>,
}

impl PodCliqueSetProgress {
    /// Reads a live PodCliqueSet.
    pub fn from_json(live: &Json) -> Self {
        let status = &live["status"];
        let is_rolling = ["rollingUpdateProgress", "updateProgress"]
            .iter()
            .any(|progress| {
                status[progress].is_object() && status[progress]["updateEndedAt"].is_null()
            });
        let cliques = live["spec"]["template"]["cliques"].as_array();
        let stamps = cliques.into_iter().flatten().filter_map(|clique| {
            let service = clique["labels"][labels::DYNAMO_COMPONENT].as_str()?;
            let stamp = clique["annotations"][annotations::RESTART_AT].as_str()?;
            Some((service.to_owned(), stamp.to_owned()))
        });
        Self {
            generation: live["metadata"]["generation"].as_i64().unwrap_or_default(),
            observed_generation: status["observedGeneration"].as_i64(),
            is_rolling,
            restart_stamps: stamps.collect(),
        }
    }
}

impl Children {
    /// Takes a live object up by its kind; says whether it is one that counts.
    ///
    /// # Errors
    /// An object that does not decode.
    pub fn add(&mut self, live: &Json) -> Result<bool, serde_json::Error> {
        let name = live["metadata"]["name"]
            .as_str()
            .unwrap_or_default()
            .to_owned();
        macro_rules! put {
            ($field:ident) => {{
                self.$field
                    .insert(name, Arc::new(serde_json::from_value(live.clone())?));
            }};
        }
        match live["kind"].as_str().unwrap_or_default() {
            "DynamoComponentDeployment" => put!(components),
            "Deployment" => put!(deployments),
            "LeaderWorkerSet" => put!(leader_worker_sets),
            "PodClique" => put!(pod_cliques),
            "PodCliqueScalingGroup" => put!(scaling_groups),
            "PodCliqueSet" => {
                self.pod_clique_sets
                    .insert(name, PodCliqueSetProgress::from_json(live));
            }
            _ => return Ok(false),
        }
        Ok(true)
    }

    /// The services that a restart may take for restarted: the generations of their live objects
    /// are taken up and their pods are ready.
    pub fn ready_services(
        &self,
        graph: &DynamoGraphDeployment,
        path: GraphPath,
    ) -> BTreeSet<String> {
        let name = graph.metadata.name.as_deref().unwrap_or_default();
        let is_ready = |key: &str, service: &ServiceSpec| match path {
            GraphPath::Grove => {
                let set = self.pod_clique_sets.get(name);
                let is_taken_up = set.is_some_and(|set| {
                    set.observed_generation
                        .is_some_and(|observed| observed >= set.generation)
                });
                is_taken_up && readiness::grove_service(self, name, key, service).is_ok()
            }
            GraphPath::Components => {
                let live = self.components.get(&names::component(name, key));
                readiness::component(live.map(AsRef::as_ref)).is_ok()
            }
        };
        let services = graph.spec.services.iter();
        services
            .filter(|(key, service)| is_ready(key, service))
            .map(|(key, _)| key.clone())
            .collect()
    }

    /// The restart stamps that live objects of a graph carry, by service key.
    pub fn restart_stamps(&self, graph: &str, path: GraphPath) -> BTreeMap<String, String> {
        match path {
            GraphPath::Grove => self
                .pod_clique_sets
                .get(graph)
                .map(|set| set.restart_stamps.clone())
                .unwrap_or_default(),
            GraphPath::Components => {
                let of_graph = self.components.values().filter(|live| {
                    let own = live.metadata.labels.as_ref();
                    own.and_then(|own| own.get(labels::DYNAMO_GRAPH_DEPLOYMENT_NAME))
                        .is_some_and(|name| name == graph)
                });
                let stamped = of_graph.filter_map(|live| {
                    let service = &live.spec.service;
                    let stamp = service.annotations.get(annotations::RESTART_AT)?;
                    (!stamp.is_empty()).then(|| (service.service_name.clone(), stamp.clone()))
                });
                stamped.collect()
            }
        }
    }
}
