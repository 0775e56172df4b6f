//! From graph deployments to Kubernetes objects, status and events, pure.
//!
//! [`plan_graph`] and [`plan_component`] take a resource, the operator's settings and what was
//! observed of the cluster, and give every object that the operator will write, in its order. The
//! operator applies them; `stator plan` shows them.

mod backend;
mod component;
pub mod difference;
mod epp;
mod error;
mod go_form;
mod graph;
mod ingress;
mod labels;
mod model_service;
mod object;
pub mod origin;
mod pod;
mod rbac;
pub mod request;
mod restart;
mod service;
pub mod status;
mod sync;
mod world;
pub mod yaml;

pub use backend::engine;
pub use component::{ComponentPlan, plan_component};
pub use error::PlanError;
pub use graph::{GraphPath, GraphPlan, plan_graph};
pub use object::{Action, Object, Owner, Planned};
pub use request::{RequestPlan, plan_request};
pub use restart::{RestartState, restart_state, restart_status};
pub use sync::{Update, spec_hash, update_decision};
pub use world::{Apis, Observed, PullSecrets, World};
