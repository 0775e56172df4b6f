//! What an API server makes of an object before any webhook sees it: structural schemas, offline.
//!
//! A write is decoded, stripped of unknown fields and nulls, defaulted, and validated: against the schema, for the
//! uniqueness of list keys, by CEL rules; on update, what was invalid before and has not changed is let be.
//! COMPAT(kubernetes): the order of these steps, the fields and types of errors and their texts are those of an API
//! server of 1.33 or later for the resource definitions in `stator_api::crd`.

mod admit;
mod answer;
mod cel;
mod compile;
mod correlation;
mod default;
mod error;
mod format;
mod lists;
mod metadata;
mod names;
mod nearest;
mod node;
mod path;
mod prune;
mod scale;
mod validate;
mod whole_object;

pub use admit::{Operation, Verdict, Write, admit};
pub use answer::answer;
pub use compile::{SchemaError, compile};
pub use error::{ErrorKind, FieldError};
pub(crate) use nearest::distance;
pub use node::Schema;
pub use path::{Path, Step};

#[cfg(test)]
mod corpus_tests;
#[cfg(test)]
mod tests;
