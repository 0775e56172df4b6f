//! The Dynamo platform: its charts, compiled in, and what is known about their values.
//!
//! Owns the built-in charts, the presets, the model of every values key (read out of the charts'
//! own `values.yaml` comments), the JSON schemas and reference tables made from it. Leaves rendering
//! to `stator-chart`.

mod builtin;
mod keys;
mod preset;
pub mod reference;
mod schema;

pub use builtin::{BUILTIN_NAMES, Builtin, builtin};
pub use keys::{Key, KeyType, KeysError, read_keys};
pub use preset::{PRESET_NAMES, PRESETS, Preset, preset};
pub use schema::{SchemaInput, values_schema};
