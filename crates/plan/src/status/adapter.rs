//! The status of a scaling adapter, and who follows whom.

use super::event::Event;
use crate::error::PlanError;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::Time;
use stator_api::dynamo::{
    DynamoGraphDeployment, DynamoGraphDeploymentScalingAdapter,
    DynamoGraphDeploymentScalingAdapterStatus,
};
use stator_api::{events, labels};

/// What a pass over an adapter changes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum AdapterMove {
    /// Nothing: adapter and graph agree.
    None,
    /// The graph's service takes the adapter's count.
    Scale {
        /// Key of the service.
        service: String,
        /// Its count in the graph.
        from: i64,
        /// The adapter's.
        to: i64,
    },
    /// The adapter takes the graph's count.
    Follow {
        /// The graph's count.
        replicas: i64,
    },
}

impl AdapterMove {
    /// Gives the event to tell once the move is done.
    pub fn event(&self) -> Option<Event> {
        match self {
            Self::Scale { service, from, to } => {
                let message = format!("Scaled service {service} from {from} to {to} replicas");
                Some(Event::normal(events::SCALED, message))
            }
            Self::None | Self::Follow { .. } => None,
        }
    }
}

/// Decides who follows whom where the counts of adapter and graph differ.
///
/// `handled` is the generation of the adapter that the last pass left behind. An adapter that changed
/// since, or of which nothing is known, leads. One that did not change follows in one step, because
/// then the graph did (D25); the reference writes the old count back first.
///
/// # Errors
/// A graph that is missing, or one without the service.
pub fn adapter_move(
    adapter: &DynamoGraphDeploymentScalingAdapter,
    graph: Option<&DynamoGraphDeployment>,
    handled: Option<i64>,
) -> Result<AdapterMove, PlanError> {
    let target = &adapter.spec.dgd_ref;
    let graph = graph.ok_or_else(|| {
        PlanError::new(format!(
            "DynamoGraphDeployment.nvidia.com \"{}\" not found",
            target.name
        ))
    })?;
    let service = graph
        .spec
        .services
        .get(&target.service_name)
        .ok_or_else(|| {
            PlanError::new(format!("service {} not found in DGD", target.service_name))
        })?;
    let (from, to) = (service.replicas.unwrap_or(1), adapter.spec.replicas);
    Ok(if from == to {
        AdapterMove::None
    } else if handled.is_some() && handled == adapter.metadata.generation {
        AdapterMove::Follow { replicas: from }
    } else {
        AdapterMove::Scale {
            service: target.service_name.clone(),
            from,
            to,
        }
    })
}

/// Gives the status of an adapter after its move was done.
///
/// COMPAT(operator): the count is the one asked for, not that of running pods, as autoscalers in use
/// expect it.
pub fn adapter_status(
    adapter: &DynamoGraphDeploymentScalingAdapter,
    done: &AdapterMove,
    now: &Time,
) -> DynamoGraphDeploymentScalingAdapterStatus {
    let target = &adapter.spec.dgd_ref;
    let last = adapter
        .status
        .as_ref()
        .and_then(|status| status.last_scale_time.clone());
    let (replicas, last_scale_time) = match done {
        AdapterMove::None => (adapter.spec.replicas, last),
        AdapterMove::Scale { to, .. } => (*to, Some(now.clone())),
        AdapterMove::Follow { replicas } => (*replicas, last),
    };
    DynamoGraphDeploymentScalingAdapterStatus {
        replicas,
        selector: format!(
            "{}={},{}={}",
            labels::DYNAMO_GRAPH_DEPLOYMENT_NAME,
            target.name,
            labels::DYNAMO_COMPONENT,
            target.service_name
        ),
        last_scale_time,
    }
}
