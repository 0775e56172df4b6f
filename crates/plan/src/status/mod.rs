//! Status as a pure function: of a resource, how its pass ended, its live children and the time.
//!
//! [`graph_status`], [`component_status`], [`adapter_status`] and [`model_status`] give what is
//! written to the status subresource; nothing here reads a clock or a cluster. [`settled`] puts
//! them together for a whole graph, as `stator plan --status` shows it.

mod adapter;
mod children;
mod component;
mod condition;
mod event;
mod graph;
mod model;
mod outcome;
mod readiness;
mod settled;
#[cfg(test)]
mod tests;

pub use adapter::{AdapterMove, adapter_move, adapter_status};
pub use children::{Children, PodCliqueSetProgress};
pub use component::{component_event, component_status};
pub(crate) use condition::{Said, set};
pub use event::{Event, EventType};
pub use graph::{graph_event, graph_status};
pub use model::{
    Candidate, LoraAnswer, LoraRequest, ModelPass, ModelReport, candidates, load_request,
    model_status, number_of_services, unload_event, unload_request,
};
pub use outcome::{MayStop, Outcome};
pub use settled::{Settled, settled};
