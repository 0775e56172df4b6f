//! Admission rules of the Dynamo resources: defaulting and validation, pure.
//!
//! [`admission`] decides as the validating webhooks do. [`schema`] answers what an API server
//! makes of an object before that.

pub mod admission;
pub mod schema;
