//! The Dynamo custom resources, the foreign kinds we write, and every name and literal of the API.
//!
//! * [`dynamo`]: the six kinds of group `nvidia.com`; [`foreign`]: kinds of other projects that a graph becomes.
//! * [`labels`], [`annotations`], [`mod@env`], [`finalizers`], [`groups`], [`names`], [`conditions`], [`events`],
//!   [`defaults`]: literals, each defined here and nowhere else.
//! * [`crd`]: the resource definitions.
//! * [`config`]: what the operator is told, and its flags.
//! * [`go`]: how Go decodes and what it leaves out; [`quantity`]: how Kubernetes reads and writes amounts.

pub mod annotations;
pub mod conditions;
pub mod config;
pub mod crd;
pub mod defaults;
pub mod dynamo;
pub mod env;
pub mod events;
pub mod finalizers;
pub mod foreign;
pub mod go;
pub mod groups;
pub mod labels;
pub mod names;
pub mod quantity;
mod resource;
