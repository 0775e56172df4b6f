//! Coordinated restarts: how far one is, and which services carry its stamp.

use stator_api::conditions::graph as phases;
use stator_api::defaults;
use stator_api::dynamo::{DynamoGraphDeployment, RestartSpec, RestartStatus};
use std::collections::{BTreeMap, BTreeSet};

/// Which services are stamped, and with what.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct RestartState {
    /// The stamp of each stamped service, by service key.
    pub stamps: BTreeMap<String, String>,
}

impl RestartState {
    /// The stamp of a service: the state's, or else what the live object carries.
    pub(crate) fn stamp<'a>(
        &'a self,
        service: &str,
        existing: &'a BTreeMap<String, String>,
    ) -> Option<&'a str> {
        self.stamps
            .get(service)
            .or_else(|| existing.get(service))
            .map(String::as_str)
    }
}

/// Gives the restart that the spec asks for.
fn asked(graph: &DynamoGraphDeployment) -> Option<&RestartSpec> {
    let restart = graph.spec.restart.as_ref();
    restart.filter(|restart| !restart.id.is_empty())
}

fn order(graph: &DynamoGraphDeployment) -> Vec<String> {
    let restart = graph.spec.restart.as_ref();
    let given = restart
        .and_then(|r| r.strategy.as_ref())
        .map(|s| s.order.as_slice());
    match given {
        Some(order) if !order.is_empty() => order.to_vec(),
        _ => graph.spec.services.keys().cloned().collect(),
    }
}

fn is_parallel(graph: &DynamoGraphDeployment) -> bool {
    let restart = graph.spec.restart.as_ref();
    let strategy = restart.and_then(|r| r.strategy.as_ref());
    strategy.is_some_and(|strategy| strategy.kind == defaults::RESTART_PARALLEL)
}

/// Computes the restart status of this pass from the stored one and the services that are ready.
///
/// D26: a new parallel restart is in progress until the restarted pods are ready; the reference
/// reports it complete in the pass that starts it.
pub fn restart_status(
    graph: &DynamoGraphDeployment,
    ready: &BTreeSet<String>,
) -> Option<RestartStatus> {
    let stored = graph
        .status
        .as_ref()
        .and_then(|status| status.restart.as_ref());
    let is_done = |status: &&RestartStatus| {
        matches!(
            status.phase.as_str(),
            phases::RESTART_COMPLETED | phases::RESTART_FAILED
        )
    };
    let Some(restart) = asked(graph) else {
        return stored.filter(is_done).cloned();
    };
    let current = stored.filter(|status| status.observed_id == restart.id);
    if let Some(done) = current.filter(is_done) {
        return Some(done.clone());
    }
    let status = |phase: &str, in_progress: Vec<String>| {
        Some(RestartStatus {
            observed_id: restart.id.clone(),
            phase: phase.to_owned(),
            in_progress,
        })
    };
    let in_progress = current
        .map(|status| status.in_progress.as_slice())
        .unwrap_or_default();
    if is_parallel(graph) {
        let all: Vec<String> = graph.spec.services.keys().cloned().collect();
        if in_progress.is_empty() {
            return if all.is_empty() {
                status(phases::RESTART_COMPLETED, Vec::new())
            } else {
                status(phases::RESTART_RESTARTING, all)
            };
        }
        let remaining: Vec<String> = in_progress
            .iter()
            .filter(|service| !ready.contains(*service))
            .cloned()
            .collect();
        return if remaining.is_empty() {
            status(phases::RESTART_COMPLETED, remaining)
        } else {
            status(phases::RESTART_RESTARTING, remaining)
        };
    }
    let order = order(graph);
    let Some(first) = order.first() else {
        return status(phases::RESTART_COMPLETED, Vec::new());
    };
    let Some(at) = in_progress.first() else {
        return status(phases::RESTART_RESTARTING, vec![first.clone()]);
    };
    if !ready.contains(at) {
        return status(phases::RESTART_RESTARTING, vec![at.clone()]);
    }
    let position = order.iter().position(|service| service == at);
    match position.and_then(|position| order.get(position + 1)) {
        Some(next) => status(phases::RESTART_RESTARTING, vec![next.clone()]),
        None => status(phases::RESTART_COMPLETED, Vec::new()),
    }
}

/// Says which services carry the stamp, from the status just computed.
pub fn restart_state(
    graph: &DynamoGraphDeployment,
    status: Option<&RestartStatus>,
) -> RestartState {
    let Some(status) = status else {
        return RestartState::default();
    };
    let all = |stamp: &str| RestartState {
        stamps: graph
            .spec
            .services
            .keys()
            .map(|key| (key.clone(), stamp.to_owned()))
            .collect(),
    };
    let Some(restart) = asked(graph) else {
        return if status.observed_id.is_empty() {
            RestartState::default()
        } else {
            all(&status.observed_id)
        };
    };
    let is_complete = status.observed_id == restart.id && status.phase == phases::RESTART_COMPLETED;
    if is_complete || is_parallel(graph) {
        return all(&restart.id);
    }
    let order = order(graph);
    let last = status
        .in_progress
        .iter()
        .filter_map(|service| order.iter().position(|other| other == service))
        .max()
        .unwrap_or(0);
    RestartState {
        stamps: order
            .iter()
            .take(last + 1)
            .map(|service| (service.clone(), restart.id.clone()))
            .collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn graph(restart: serde_json::Value, stored: serde_json::Value) -> DynamoGraphDeployment {
        serde_json::from_value(json!({
            "metadata": {"name": "g"},
            "spec": {"services": {"a": {}, "b": {}, "c": {}}, "restart": restart},
            "status": {"restart": stored},
        }))
        .unwrap()
    }

    fn ready(names: &[&str]) -> BTreeSet<String> {
        names.iter().map(|&name| name.to_owned()).collect()
    }

    #[test]
    fn a_sequential_restart_goes_service_by_service() {
        let new = graph(json!({"id": "1"}), json!(null));
        let status = restart_status(&new, &ready(&["a", "b", "c"])).unwrap();
        assert_eq!(
            (status.phase.as_str(), status.in_progress.as_slice()),
            ("Restarting", &["a".to_owned()][..])
        );
        let state = restart_state(&new, Some(&status));
        assert_eq!(state.stamps.keys().collect::<Vec<_>>(), ["a"]);

        let running = json!({"observedID": "1", "phase": "Restarting", "inProgress": ["b"]});
        let graph = graph(json!({"id": "1"}), running);
        let waiting = restart_status(&graph, &ready(&["a"])).unwrap();
        assert_eq!(waiting.in_progress, ["b"]);
        let next = restart_status(&graph, &ready(&["a", "b"])).unwrap();
        assert_eq!(next.in_progress, ["c"]);
        assert_eq!(restart_state(&graph, Some(&next)).stamps.len(), 3);
    }

    #[test]
    fn a_new_parallel_restart_is_not_complete_at_once() {
        let new = graph(
            json!({"id": "1", "strategy": {"type": "Parallel"}}),
            json!(null),
        );
        let status = restart_status(&new, &ready(&["a", "b", "c"])).unwrap();
        assert_eq!(status.phase, "Restarting");
        assert_eq!(restart_state(&new, Some(&status)).stamps.len(), 3);
    }

    #[test]
    fn without_a_request_a_finished_restart_keeps_its_stamps() {
        let done = json!({"observedID": "1", "phase": "Completed"});
        let graph = graph(json!(null), done);
        let status = restart_status(&graph, &ready(&[])).unwrap();
        assert_eq!(restart_state(&graph, Some(&status)).stamps["b"], "1");
    }
}
