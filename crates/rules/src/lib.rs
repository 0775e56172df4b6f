//! Admission rules of the Dynamo resources: defaulting and validation, pure.
//!
//! [`admission`] decides as the validating webhooks do. [`schema`] answers what an API server
//! makes of an object before that. [`consistency`] looks at what both let pass: numbers and names
//! that do not agree, within a resource and between resources.

pub mod admission;
pub mod consistency;
pub mod schema;

/// The number of letters to insert, delete, change or swap with their neighbour between two words.
pub fn distance(a: &str, b: &str) -> usize {
    schema::distance(a, b)
}
