//! Admission rules of the Dynamo resources: defaulting and validation, pure.
//!
//! [`admission`] decides as the validating webhooks do. The structural schema of the resources is
//! checked by the `schema` module.

pub mod admission;
