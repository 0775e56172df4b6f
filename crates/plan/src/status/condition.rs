//! Conditions: one of a type, with a time that moves only when the status does.

use k8s_openapi::apimachinery::pkg::apis::meta::v1::{Condition, Time};
use stator_api::conditions::{FALSE, TRUE};
use stator_api::defaults;

/// What a condition says.
#[derive(Clone, Debug)]
pub(crate) struct Said {
    pub(crate) kind: &'static str,
    pub(crate) is_true: bool,
    pub(crate) reason: &'static str,
    pub(crate) message: String,
    /// Generation of the resource that this is about, where the kind reports it.
    pub(crate) generation: Option<i64>,
}

/// Sets the condition of its type.
///
/// The time of the last transition moves with the status and with nothing else; the reference lets
/// it move on every pass of a graph and a request. A message that the schema would refuse for its
/// length is cut.
pub(crate) fn set(conditions: &mut Vec<Condition>, said: Said, now: &Time) {
    let status = if said.is_true { TRUE } else { FALSE };
    let message = match said
        .message
        .char_indices()
        .nth(defaults::MAX_CONDITION_MESSAGE)
    {
        Some((end, _)) => said.message[..end].to_owned(),
        None => said.message,
    };
    let mut condition = Condition {
        last_transition_time: now.clone(),
        message,
        observed_generation: said.generation,
        reason: said.reason.to_owned(),
        status: status.to_owned(),
        type_: said.kind.to_owned(),
    };
    match conditions.iter_mut().find(|other| other.type_ == said.kind) {
        Some(existing) => {
            if existing.status == status {
                condition.last_transition_time = existing.last_transition_time.clone();
            }
            *existing = condition;
        }
        None => conditions.push(condition),
    }
}

/// Finds a condition by its type.
pub(crate) fn find<'a>(conditions: &'a [Condition], kind: &str) -> Option<&'a Condition> {
    conditions.iter().find(|condition| condition.type_ == kind)
}

/// Says whether the condition of a type is there and true.
pub(crate) fn is_true(conditions: &[Condition], kind: &str) -> bool {
    find(conditions, kind).is_some_and(|condition| condition.status == TRUE)
}
