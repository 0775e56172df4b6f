//! What needs a real API server: claims about the test control plane, and objects that it judges.

#![expect(clippy::unwrap_used, reason = "helpers of tests")]

mod claims;
mod definitions;
mod planned;
mod rendered;
