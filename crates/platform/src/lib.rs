//! The Dynamo platform: its charts, compiled in, and what is known about their values.
//!
//! Owns the built-in charts, the presets, the model of every values key (read out of the charts'
//! own `values.yaml` comments), the JSON schemas and reference tables made from it. Leaves rendering
//! to `stator-chart`.

mod builtin;

pub use builtin::{BUILTIN_NAMES, Builtin, builtin};
